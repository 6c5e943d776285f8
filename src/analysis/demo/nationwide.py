"""What the invented documents state of the nation: texts from nation.csv, and totals of what agencies return.

Totals follow from the agencies' numbers, but for the contradictions that are put in on purpose: each document has
some that its checks.toml finds.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..vocabulary.agencies import CENTRAL
from . import tokens
from .returns import STAGES, Return
from .rows import Sheet, Stated
from .streams import stream

_NATION = Path(__file__).with_name("nation.csv")
_FUNDINGS = ("regular", "r57", "both", "not_stated")
_DATED = {0: "2026-05-08", 1: "2026-06-12"}  # the day to which reporting and procedures are counted


class Nation:
    """States the nation's figures of one document into its sheet, month by month."""

    def __init__(self, sheet: Sheet, seed: int, month: int, returns: Sequence[Return]) -> None:
        self.sheet = sheet
        self.month = month
        self.returns = returns
        self.central = [each for each in returns if each.agency.kind in CENTRAL]
        self.provinces = [each for each in returns if each.agency.kind == "province"]
        self.random: np.random.Generator = stream(seed, "document", sheet.key)

    def say(self, indicator: str, token: str, locator: str, series: str = "", as_of: str = "", again: str = "",
            **dimensions: str) -> str:  # fmt: skip
        """States a figure of the nation; gives its id."""
        about = tuple(sorted(dimensions.items()))
        return self.sheet.state(Stated(indicator, token, locator, "", about, series, as_of, again))

    def check(self, id: str, rule: str, **keys: object) -> None:
        """Declares a check, unless a list that it needs is empty."""
        if all(value != [] for value in keys.values()):
            self.sheet.checks.append({"id": id, "rule": rule, **keys})

    def off(self, number: int, most: int = 3) -> int:
        """A number that is a little wrong."""
        return number + int(self.random.integers(1, most + 1))

    def stated(
        self, indicator: str, among: Iterable[Return] | None = None, **dimensions: str
    ) -> list[tuple[Return, str]]:
        """Who states this figure, and its id."""
        found = []
        for each in self.returns if among is None else among:
            figure = each.says(self.month, indicator, **dimensions)
            if figure is not None:
                found.append((each, figure.id(self.sheet.key)))
        return found

    def total(self, name: str, among: Iterable[tuple[Return, str]] | Iterable[Return]) -> Decimal:
        """The sum of the numbers behind the figures."""
        chosen = [each[0] if isinstance(each, tuple) else each for each in among]
        return sum((each.numbers[self.month].get(name, Decimal(0)) for each in chosen), Decimal(0))


def state_texts(nation: Nation, seed: int, sheet: str) -> None:
    """The figures that no agency returns: numbers drawn once, a little higher from month to month."""
    for place, row in enumerate(_texts()):
        if sheet not in row["sheets"].split():
            continue
        random = stream(seed, "nation", str(place))
        token = row["token"]
        if row["low"]:
            number = float(random.uniform(float(row["low"]), float(row["high"])))
            if nation.month:
                number += abs(number) * float(random.uniform(0, 0.02))
            places = int(row["places"])
            text = tokens.plain(Decimal(repr(round(number, places))), places)
            token = token.replace("{n}", f"0{text}" if len(text) == 1 and token == "{n}" else text)
        dimensions = tuple(tuple(part.split("=")) for part in row["dimensions"].split(";") if part)
        nation.sheet.state(Stated(row["indicator"], token, row["locator"], row["agency"],
                                  dimensions, row["series"], row["as_of"]))  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _texts() -> tuple[Mapping[str, str], ...]:
    with _NATION.open(encoding="utf-8", newline="") as stream_:
        return tuple(csv.DictReader(stream_))


def state_totals(nation: Nation) -> None:
    """Everything that sums up what the agencies return."""
    for part in (_overdue, _budget, _products, _funding, _completeness, _databases, _procedures, _services, _onestop):
        part(nation)
    if nation.month:
        lists = ["gd06.technology.strategic_groups.list_11_35", "gd05.technology.strategic_groups.list_10_30"]
        nation.check("strategic-list-since-may", "same", figures=lists, series_break=True)


def _overdue(nation: Nation) -> None:
    parts = nation.stated("overdue.tasks")
    number = int(nation.total("overdue", parts))
    common, joint = (int(nation.random.integers(2, 9)) for _ in range(2))
    stated = number + common + joint
    if nation.month == 0:
        stated = max(1, stated - int(nation.random.integers(3, 12)))
    total = nation.say("overdue.tasks", tokens.count(stated), "I/¶2", "open_tasks")
    shared = [nation.say("overdue.tasks", tokens.count(n), "I/¶2", "open_tasks", scope=scope)
              for scope, n in (("common", common), ("joint", joint))]  # fmt: skip
    nation.check("overdue-total", "total", total=total, parts=[*shared, *(id for _, id in parts)], overlap=True)
    if nation.month == 0:
        before = "gd03.overdue.tasks.plan_q1"
        nation.check("overdue-since-march", "same", figures=[total, before], series_break=True)


def _budget(nation: Nation) -> None:
    sums: dict[str, Decimal] = {}
    ids: dict[str, str] = {}
    for name in ("assigned", "allocated", "disbursed"):
        parts = nation.stated(f"budget.{name}")
        sums[name] = nation.total(name, parts)
        stated = sums[name]
        if name == "allocated" and nation.month == 1:
            stated += tokens.BILLION * int(nation.random.integers(5, 60))  # does not sum
        ids[name] = nation.say(f"budget.{name}", tokens.money(stated), "note 2")
        nation.check(f"budget-{name}-by-agency", "total", total=ids[name], parts=[id for _, id in parts])
    approved = (sums["assigned"] * Decimal("1.15") / tokens.BILLION).quantize(Decimal(1)) * tokens.BILLION
    central = (approved * Decimal("0.7") / tokens.BILLION).quantize(Decimal(1)) * tokens.BILLION
    levels = {"all": approved, "central": central, "local": approved - central}
    by_level = {
        level: nation.say("budget.approved", ("khoảng " if level == "all" else "") + tokens.money(amount), "I.1/¶1",
                          level=level)
        for level, amount in levels.items()
    }  # fmt: skip
    nation.say("budget.share_target", "3%", "I.1/¶1")
    nation.check("approved-by-level", "total", total=by_level["all"], parts=[by_level["central"], by_level["local"]])
    if not sums["assigned"]:
        return
    for base, cut, wrong in (("assigned", nation.month == 0, 0), ("allocated", False, 4 + nation.month)):
        part = sums["disbursed"] + sums[base] * wrong / 100
        rate = nation.say(f"budget.rate_of_{base}", tokens.percent(part, sums[base], 1, cut=cut), "note 2")
        nation.check(f"rate-of-{base}", "share", figure=rate, part=ids["disbursed"], whole=ids[base])


def _products(nation: Nation) -> None:
    """Products by group, level and stage, each with its share; in June one stage's share is wrong."""
    with_products = [each for each in nation.returns if each.number(nation.month, "products")]
    levels = {"ministry": [e for e in with_products if e.agency.kind in CENTRAL],
              "locality": [e for e in with_products if e.agency.kind == "province"]}  # fmt: skip
    whole = int(nation.total("products", with_products))
    strategic = int(nation.total("strategic", with_products))
    say, series = nation.say, "all_agencies"
    total = say("products.count", tokens.count(whole), "II.1.a/¶6", series)
    groups = {"strategic": strategic, "other": whole - strategic}
    ids = {}
    for group, number in groups.items():
        if not whole:
            continue
        ids[group] = say("products.count", tokens.ratio(number, whole), "II.1.a/¶6", series, group=group)
        _share(nation, ids[group], number, whole, "II.1.a/¶6", cut=group == "other", group=group)
        parts = []
        for level, among in levels.items():
            part = int(nation.total("strategic", among))
            part = part if group == "strategic" else int(nation.total("products", among)) - part
            if number:
                token = tokens.ratio(part, number)
                parts.append(say("products.count", token, "II.1.a/¶6", series, group=group, level=level))
                _share(nation, parts[-1], part, number, "II.1.a/¶6", group=group, level=level)
        nation.check(f"{group}-levels", "total", total=ids[group], parts=parts)
    nation.check("products-groups", "total", total=total, parts=list(ids.values()))
    if not strategic:
        return
    counts = {stage: int(nation.total(f"stage.{stage}", with_products)) for stage in STAGES}
    parts = []
    for stage, number in counts.items():
        token = tokens.ratio(number, strategic)
        parts.append(say("products.count", token, "II.1.a/¶7", series, group="strategic", stage=stage))
        wrong = nation.month == 1 and stage == "pilot"
        _share(nation, parts[-1], nation.off(number, 6) if wrong else number, strategic, "II.1.a/¶7",
               group="strategic", stage=stage)  # fmt: skip
    nation.check("strategic-stages", "total", total=ids["strategic"], parts=parts)
    early = sum(counts[stage] for stage in STAGES[:3]) + counts["not_stated"]
    both = {"before_deployment": early, "deployed_or_later": counts["deployed"] + counts["commercial"]}
    pair = [say("products.count", tokens.ratio(n, strategic), "II.1.a/¶7", series, group="strategic", stage=stage)
            for stage, n in both.items()]  # fmt: skip
    nation.check("deployment-complement", "complement", figures=pair)
    commercial = nation.stated("products.count", group="strategic", stage="commercial")
    sellers = [each for each, _ in commercial if each.number(nation.month, "stage.commercial")]
    agencies = say("products.agencies", tokens.count(len(sellers)), "note 5", group="strategic", stage="commercial")
    nation.sheet.groups += [("products.commercial", e.agency.id, e.agency.name_vi, "note 5", "") for e in sellers]
    if sellers:
        nation.check("commercial-agencies-named", "listed", figure=agencies, list="products.commercial")


def _share(nation: Nation, of: str, part: int, whole: int, locator: str, cut: bool = False, **dimensions: str) -> None:
    rate = nation.say("products.share", tokens.percent(part, whole, 0, cut=cut), locator, "all_agencies", **dimensions)
    name = rate.partition("share.")[2].replace(".", "-").replace("_", "-")
    nation.check(f"share-{name}", "fraction", figure=rate, of=of)


def _funding(nation: Nation) -> None:
    strategic = int(nation.total("strategic", nation.returns))
    whole = int(nation.total("products", nation.returns))
    for group, number in (("strategic", strategic), ("other", whole - strategic)):
        if not number:
            continue
        split = nation.random.multinomial(number, [0.45, 0.1, 0.05, 0.4])
        place, series = "II.1.b/¶3", "all_agencies"
        base = nation.say("products.count", tokens.count(number), place, series, group=group, again="again")
        parts = [
            nation.say("products.count", tokens.ratio(int(n), number), place, series, group=group, funding=funding)
            for funding, n in zip(_FUNDINGS, split, strict=True)
        ]
        nation.check(f"funding-{group}", "total", total=base, parts=parts)


def _completeness(nation: Nation) -> None:
    """The localities' own lists (a series of its own), and how complete they are."""
    among = [each for each in nation.provinces if each.number(nation.month, "products")]
    whole = int(nation.total("products", among))
    if not whole:
        return
    asked = len(nation.provinces)
    nation.say("products.localities_reporting", tokens.ratio(len(among), asked), "II.1/¶1")
    count = nation.say("products.count", tokens.count(whole), "II.1/¶1", "localities_29")
    strategic = int(nation.total("strategic", among))
    part = nation.say("products.count", tokens.count(strategic), "II.1/¶2", "localities_29", group="strategic")
    rate = tokens.percent(strategic, whole)
    share = nation.say("products.share", rate, "II.1/¶2", "localities_29", group="strategic")
    nation.check("locality-strategic-share", "share", figure=share, part=part, whole=count)
    for item in ("owner", "beneficiary", "value", "funding"):
        done = int(nation.total(f"complete.{item}", among))
        id = nation.say("products.completeness", tokens.ratio(done, whole), "note 3", item=item)
        nation.check(f"completeness-{item}", "total", total=count, parts=[id], of="denominator")


def _databases(nation: Nation) -> None:
    both = [(each, id) for each, id in nation.stated("connection.connected")]
    whole, done = (int(nation.total(name, both)) for name in ("databases", "connected"))
    if not whole:
        return
    left = whole - done if nation.month else nation.off(whole - done, 2)
    total = nation.say("connection.total", tokens.count(whole), "II.2.b/¶3")
    connected = nation.say("connection.connected", tokens.ratio(done, whole), "II.2.b/¶3")
    rest = nation.say("connection.unconnected", tokens.ratio(min(left, whole), whole), "II.2.b/¶3")
    nation.say("connection.late_2025", tokens.count(left // 2), "II.2.b/¶3")
    nation.check("connection-complement", "complement", figures=[connected, rest])
    nation.check("connection-base", "total", total=total, parts=[connected], of="denominator")
    nation.check("connection-by-agency", "total", total=connected, parts=[id for _, id in both])


def _procedures(nation: Nation) -> None:
    """Two passages on the same task, which disagree: by agency, and in a note."""
    parts = nation.stated("procedures.restructured")
    whole, done = (int(nation.total(name, parts)) for name in ("procedures", "restructured"))
    if not whole:
        return
    dated = _DATED[nation.month]
    complete = [e for e, _ in parts if e.number(nation.month, "restructured") == e.number(nation.month, "procedures")]
    short = [e for e, _ in parts if e not in complete]
    other = nation.off(done, 6), nation.off(whole, 8) + 6
    for series, place, (number, base) in (
        ("report_body", "II.3/¶6", (done, whole)), ("note_13", "note 13/¶1", other),
    ):  # fmt: skip

        def say(name: str, token: str, series: str = series, place: str = place) -> str:
            return nation.say(f"procedures.{name}", token, place, series, dated)

        ratio = say("restructured", tokens.ratio(number, base))
        rate = say("restructured_rate", tokens.percent(number, base, 2, cut=series == "note_13"))
        left = say("not_restructured", tokens.count(base - number + (5 if series == "note_13" else 0)))
        finished = say("ministries_complete", tokens.count(len(complete)))
        unfinished = say("ministries_incomplete", tokens.count(len(short) + (1 if series == "note_13" else 0)))
        name = series.replace("_", "-")
        nation.check(f"restructured-rate-{name}", "fraction", figure=rate, of=ratio)
        nation.check(f"restructured-rest-{name}", "remainder", figure=left, part=ratio, of="denominator")
        lists = {"complete": (complete, finished), "incomplete": (short, unfinished)}
        suffix = "_note_13" if series == "note_13" else ""
        for key, (members, id) in lists.items():
            named = f"procedures.{key}{suffix}"
            nation.sheet.groups += [(named, e.agency.id, e.agency.name_vi, place, "") for e in members]
            if members:
                nation.check(f"{key}-listed-{name}", "listed", figure=id, list=named)
    amended = int(nation.random.integers(120, 260))
    of = nation.say("procedures.amended", tokens.ratio(amended, amended * 3 + 11), "II.3/¶6", as_of=dated)
    rate = nation.say("procedures.amended_rate", tokens.percent(amended, amended * 3 + 11, 2), "II.3/¶6", as_of=dated)
    nation.check("amended-rate", "fraction", figure=rate, of=of)
    kinds = {kind: int(nation.random.integers(2, 20)) for kind in ("law", "decree", "decision", "circular")}
    total = nation.say("procedures.legal_documents", tokens.count(sum(kinds.values())), "II.3/¶6", as_of=dated)
    ids = [nation.say("procedures.legal_documents", tokens.count(n), "note 10", as_of=dated, kind=kind)
           for kind, n in kinds.items()]  # fmt: skip
    nation.check("legal-documents", "total", total=total, parts=ids)
    lines, proposed = 198, int(nation.random.integers(40, 90))
    all_lines = nation.say("lines.total", tokens.count(lines), "II.3/¶3")
    some = nation.say("lines.proposed", tokens.count(proposed), "II.3/¶3", as_of=dated)
    share = nation.say("lines.proposed_rate", tokens.percent(proposed, lines), "II.3/¶3", as_of=dated)
    nation.check("lines-rate", "share", figure=share, part=some, whole=all_lines)


def _services(nation: Nation) -> None:
    told = [each for each, _ in nation.stated("services.essential")]
    if told:
        middle = sorted(each.number(nation.month, "essential") for each in told)[len(told) // 2]
        nation.say("services.essential", tokens.ratio(middle, 76), "II.2.a/¶3")
    for name in ("results", "data"):
        shares = sorted(each.numbers[nation.month].get(f"reuse.{name}", Decimal(0)) for each in nation.returns)
        nation.say(f"services.reuse_{name}", f"{tokens.plain(shares[len(shares) // 2], 1)}%", "II.1.d/¶4")


def _onestop(nation: Nation) -> None:
    parts = nation.stated("onestop.centres", nation.provinces)
    if not parts:
        return
    number = int(nation.total("centres", parts))
    total = nation.say("onestop.centres", tokens.count(number), "II.3/¶7")
    nation.check("centres-by-locality", "total", total=total, parts=[id for _, id in parts])
    nation.say("onestop.localities", tokens.ratio(max(0, len(nation.provinces) - 1), len(nation.provinces)), "II.3/¶7")
    nation.say("onestop.service_units", tokens.count(int(nation.total("units", nation.provinces))), "II.3/¶7")
    level = {"central": int(nation.random.integers(4, 9)), "local": int(nation.random.integers(20, 40))}
    total = nation.say("innovation.organisations", tokens.count(sum(level.values())), "II.1.c/¶4")
    ids = [
        nation.say("innovation.organisations", tokens.count(n), "II.1.c/¶4", level=each) for each, n in level.items()
    ]
    nation.check("innovation-levels", "total", total=total, parts=ids)
    nation.say("innovation.provinces", tokens.count(int(nation.random.integers(15, 34))), "II.1.c/¶4")
