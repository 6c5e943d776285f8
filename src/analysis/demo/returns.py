"""What is stated of one agency, in two months running: sizes, progress, gaps, and now and then a contradiction.

All numbers of an agency come from a stream of its own, in a fixed order, so that they are the same in a nation of
80 agencies as in one of 3,377. Everything is drawn for both months before any of it is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from ..vocabulary.agencies import CENTRAL, Agency
from . import tokens
from .people import size
from .rows import Stated
from .streams import stream

MONTHS = 2
STAGES = ("proposed", "research", "pilot", "deployed", "commercial", "not_stated")
CLASSES = ("done", "trial", "research", "unsuitable")
PAPERS = ("driving_licence", "vehicle_registration", "health_insurance", "health_record")

# The rates at which things go wrong, told in the decision on the demo.
SILENT = {"province": 0.03, "commune": 0.03}  # nothing at all is stated of the agency
CUT, WRONG = 0.10, 0.06  # a percentage cut off instead of rounded; a percentage that does not follow
CHAIN = 0.01  # more disbursed than allocated
UNEVEN = 0.05  # parts that do not make their total


@dataclass(frozen=True)
class Return:
    """All of one agency: for each month the figures stated, and what totals of the nation are made from."""

    agency: Agency
    months: tuple[tuple[Stated, ...], ...]
    numbers: tuple[dict[str, Decimal], ...] = ()  # name → number behind the figures, stated or not
    diligence: float = 1.0  # 0 to 1: how likely it is to report and to get things done

    def number(self, month: int, name: str) -> int:
        """The number behind a figure; 0 where the agency has no such thing."""
        return int(self.numbers[month].get(name, 0))

    def says(self, month: int, indicator: str, **dimensions: str) -> Stated | None:
        """The figure with exactly these dimensions, if it is stated."""
        about = tuple(sorted(dimensions.items()))
        return next((f for f in self.months[month] if f.indicator == indicator and f.dimensions == about), None)


@dataclass
class _Draws:
    """Numbers as they are drawn, with the tokens that state them."""

    agency: Agency
    row: int
    random: np.random.Generator
    size: float
    diligence: float
    figures: list[tuple[Stated, ...]] = field(default_factory=list)  # one for each month
    numbers: list[dict[str, Decimal]] = field(default_factory=lambda: [{} for _ in range(MONTHS)])

    def state(
        self, indicator: str, annex: str, cell: int, values: Sequence[str], series: str = "", **dimensions: str
    ) -> None:
        """A figure of every month, in a table of an annex."""
        place = f"annex {annex}/row {self.row}/cell {cell}"
        about = tuple(sorted(dimensions.items()))
        self.figures.append(
            tuple(Stated(indicator, token, place, self.agency.id, about, series) for token in values)
        )

    def keep(self, name: str, values: Sequence[int | Decimal]) -> None:
        for month, value in enumerate(values):
            self.numbers[month][name] = Decimal(int(value)) if not isinstance(value, Decimal) else value

    def counts(
        self, indicator: str, annex: str, cell: int, values: Sequence[int], series: str = "", **dimensions: str
    ) -> None:
        self.state(indicator, annex, cell, [tokens.count(v) for v in values], series, **dimensions)

    def ratios(self, indicator: str, annex: str, cell: int, parts: Sequence[int], wholes: Sequence[int],
               series: str = "") -> None:  # fmt: skip
        both = zip(parts, wholes, strict=True)
        self.state(indicator, annex, cell, [tokens.ratio(p, w) for p, w in both], series)

    def happens(self, chance: float) -> bool:
        return bool(self.random.random() < chance)

    def growing(self, mean: float, growth: float) -> list[int]:
        """A count that rises from month to month."""
        found = [int(self.random.poisson(mean))]
        for _ in range(1, MONTHS):
            found.append(found[-1] + int(self.random.poisson(growth)))
        return found

    def met(self, wholes: Sequence[int], share: float, ahead: float = 0.15) -> list[int]:
        """How many of each whole are done: more every month."""
        found: list[int] = []
        for whole in wholes:
            before = min(found[-1], whole) if found else int(self.random.binomial(whole, share))
            left = whole - before
            found.append(before + int(self.random.binomial(left, ahead)) if found else before)
        return found


def returned(agency: Agency, seed: int, row: int) -> Return:
    """What the documents of two months state of an agency whose row in the annexes is `row`."""
    random = stream(seed, "agency", agency.id)
    shape = {"commune": (3.0, 3.0), "province": (5.0, 2.5)}.get(agency.kind, (5.0, 2.0))
    draws = _Draws(agency, row, random, size(agency, seed), float(random.beta(*shape)))
    silent = draws.happens(SILENT.get(agency.kind, 0.0))
    for part in _PARTS["central" if agency.kind in CENTRAL else agency.kind]:
        part(draws)
    return Return(agency, _stated(draws, silent), tuple(draws.numbers), draws.diligence)


def _stated(draws: _Draws, silent: bool) -> tuple[tuple[Stated, ...], ...]:
    """Leaves out what the agency never gives, and what it forgets in one month."""
    never = 0.05 + 0.5 * (1 - draws.diligence)
    lost = draws.random.random(len(draws.figures)) < never
    forgotten = draws.random.random((len(draws.figures), MONTHS)) < 0.05
    return tuple(
        tuple(
            figure[month]
            for place, figure in enumerate(draws.figures)
            if not (silent or lost[place] or forgotten[place][month])
        )
        for month in range(MONTHS)
    )


# ---------------------------------------------------------------------- parts


def _overdue(draws: _Draws) -> None:
    mean = {"commune": 1.5, "province": 6.0}.get(draws.agency.kind, 8.0) * draws.size * (1.3 - draws.diligence)
    first = int(draws.random.poisson(mean))
    settled = int(draws.random.binomial(first, draws.diligence * 0.6))
    second = first - settled + int(draws.random.poisson(mean / 4))
    draws.keep("overdue", (first, second))
    annex = "1.1" if draws.agency.kind == "commune" else "3.1"
    draws.counts("overdue.tasks", annex, 3, (first, second), "open_tasks")


def _budget(draws: _Draws) -> None:
    commune = draws.agency.kind == "commune"
    middle = {"commune": 2.5e9, "province": 6e11}.get(draws.agency.kind, 9e11)
    random, annex = draws.random, "1.2" if commune else "3.2"
    none = commune and draws.happens(0.3)
    assigned = tokens.rounded_money(middle * draws.size * float(random.lognormal(0, 0.3)))
    raised = tokens.rounded_money(float(assigned) * float(random.uniform(1.02, 1.2)))
    allotted, spent = float(random.beta(10, 2)), float(random.beta(2.0, 5.0)) * (0.5 + draws.diligence / 2)
    more = float(random.beta(1.5, 8))
    over = draws.happens(CHAIN)
    steps: list[tuple[Decimal, Decimal, Decimal]] = []
    for month in range(MONTHS):
        whole = raised if month and draws.happens(0.12) else steps[-1][0] if month else assigned
        given = tokens.rounded_money(float(whole) * (allotted + month * (1 - allotted) * 0.3))
        rate = spent + month * (1 - spent) * more
        steps.append((whole, given, tokens.rounded_money(float(given) * (1.15 if over else rate))))
    if none:
        return
    for cell, name in enumerate(("assigned", "allocated", "disbursed"), start=3):
        values = [step[cell - 3] for step in steps]
        draws.state(f"budget.{name}", annex, cell, [tokens.money(value) for value in values])
        draws.keep(name, values)
    rates = [_rate(draws, step[2], step[0]) for step in steps]
    if not commune or draws.happens(0.4):
        draws.state("budget.rate_of_assigned", annex, 6, rates)


def _rate(draws: _Draws, part: Decimal, whole: Decimal) -> str:
    """A stated percentage: mostly right, sometimes cut off, sometimes not what follows."""
    cut, wrong, by = draws.happens(CUT), draws.happens(WRONG), float(draws.random.uniform(1.5, 9))
    if wrong:
        part = min(part + whole * Decimal(repr(round(by, 1))) / 100, whole)
    return tokens.percent(part, whole, 1, cut=cut)


def _products(draws: _Draws) -> None:
    province = draws.agency.kind == "province"
    none = draws.happens(0.15)
    totals = [0] * MONTHS if none else draws.growing((9 if province else 7) * draws.size, 1.0)
    strategic = draws.met(totals, 0.3, 0.05)
    draws.keep("products", totals)
    draws.keep("strategic", strategic)
    chances = np.array([0.26, 0.22, 0.24, 0.16, 0.07, 0.05])
    stages = [draws.random.multinomial(number, _moved(chances, month)) for month, number in enumerate(strategic)]
    if draws.happens(UNEVEN):
        stages[-1] = stages[-1] + np.array([1, 0, 0, 0, 0, 0])
    draws.counts("products.count", "3.3", 3, totals, "all_agencies")
    draws.counts("products.count", "3.3", 4, strategic, "all_agencies", group="strategic")
    others = [total - part for total, part in zip(totals, strategic, strict=True)]
    draws.counts("products.count", "3.3", 5, others, "all_agencies", group="other")
    for place, stage in enumerate(STAGES):
        values = [int(month[place]) for month in stages]
        draws.keep(f"stage.{stage}", values)
        if not none:
            draws.counts("products.count", "3.3", 6 + place, values, "all_agencies", group="strategic", stage=stage)
    if not province or none:
        return
    for cell, item in enumerate(("owner", "beneficiary", "value", "funding"), start=3):
        done = draws.met(totals, 0.75 - 0.12 * (cell - 3))
        draws.keep(f"complete.{item}", done)
        if min(totals):
            told = [tokens.ratio(part, whole) for part, whole in zip(done, totals, strict=True)]
            draws.state("products.completeness", "3.4", cell, told, item=item)


def _moved(chances: np.ndarray, month: int) -> np.ndarray:
    """Products move along the stages as months go by."""
    moved = chances * np.array([1 - 0.15 * month, 1, 1, 1 + 0.15 * month, 1 + 0.3 * month, 1 - 0.2 * month])
    return np.asarray(moved / moved.sum())


def _duties(draws: _Draws) -> None:
    """What a locality registers: measurable products, the six clears, the four classes of its products."""
    this = draws.growing(1.6 * draws.size, 0.5)
    following = draws.growing(2.0 * draws.size, 0.4)
    draws.counts("scorecards.measurable_products", "3.5", 3, this, year="2026")
    draws.counts("scorecards.measurable_products", "3.5", 4, following, year="2027")
    clears = draws.met([6] * MONTHS, 0.35 + 0.5 * draws.diligence)
    draws.state("scorecards.six_clears", "3.5", 5, [f"{number}/6" for number in clears])
    totals = [int(month.get("products", 0)) for month in draws.numbers]
    sorted_ = [draws.random.multinomial(total, [0.25, 0.3, 0.35, 0.1]) for total in totals]
    if draws.happens(UNEVEN):
        sorted_[-1] = sorted_[-1] + np.array([0, 1, 1, 0])
    for place, name in enumerate(CLASSES):
        draws.counts("scorecards.classified", "3.5", 6 + place, [int(m[place]) for m in sorted_], **{"class": name})


def _connection(draws: _Draws) -> None:
    wholes = [1 + int(draws.random.poisson((1.5 if draws.agency.kind == "province" else 3.5) * draws.size))] * MONTHS
    done = draws.met(wholes, 0.3 + 0.5 * draws.diligence)
    draws.keep("databases", wholes)
    draws.keep("connected", done)
    draws.ratios("connection.connected", "3.6", 3, done, wholes)
    left = [whole - part for whole, part in zip(wholes, done, strict=True)]
    if draws.happens(UNEVEN):
        left[-1] = min(left[-1] + 1, wholes[-1])
    draws.ratios("connection.unconnected", "3.6", 4, left, wholes)
    if draws.agency.kind != "province" and draws.happens(0.3):
        draws.counts("databases.fields_unpublished", "3.6", 5, draws.met([3] * MONTHS, 0.4))


def _procedures(draws: _Draws) -> None:
    if draws.agency.kind == "government_agency":
        return
    wholes = [4 + int(draws.random.poisson(35 * draws.size))] * MONTHS
    done = [wholes[0]] * MONTHS if draws.happens(0.4) else draws.met(wholes, draws.diligence)
    draws.keep("procedures", wholes)
    draws.keep("restructured", done)
    draws.ratios("procedures.restructured", "3.7", 3, done, wholes, "report_body")
    left = [whole - part for whole, part in zip(wholes, done, strict=True)]
    draws.ratios("procedures.not_restructured", "3.7", 4, left, wholes, "report_body")


def _services(draws: _Draws) -> None:
    commune = draws.agency.kind == "commune"
    annex, scale = ("1.3", 1.0) if commune else ("3.8", 90.0)
    wholes = [24 if commune else 76] * MONTHS
    done = draws.met(wholes, 0.3 + 0.6 * draws.diligence)
    draws.keep("essential", done)
    draws.ratios("services.essential", annex, 3, done, wholes)
    _reuse(draws, annex)
    points = draws.growing(1.2 + 2 * draws.size * scale / 3, 0.3 * scale / 10)
    draws.counts("services.support_points", annex, 6, points)
    for cell, purpose in enumerate(("equipment", "support_points"), start=7):
        amount = tokens.rounded_money(4e8 * draws.size * scale * float(draws.random.lognormal(0, 0.5)))
        draws.state("services.investment", annex, cell, [tokens.money(amount)] * MONTHS, purpose=purpose)
    accounts = draws.growing(6500 * draws.size * scale, 40 * draws.size * scale)
    draws.counts("services.eid_accounts", annex, 9, accounts)
    draws.counts("services.digital_signatures", annex, 10, draws.met(accounts, 0.12, 0.01))
    for cell, paper in enumerate(PAPERS, start=11):
        papers = draws.met(accounts, (0.25, 0.1, 0.5, 0.6)[cell - 11], 0.02)
        draws.counts("services.integrated", annex, cell, papers, paper=paper)


def _reuse(draws: _Draws, annex: str = "3.8") -> None:
    for cell, name in enumerate(("results", "data"), start=4):
        first = float(draws.random.beta(4, 4 if cell == 4 else 12)) * 100
        shares = [Decimal(repr(round(min(99.9, first + month * 2.5), 1))) for month in range(MONTHS)]
        draws.state(f"services.reuse_{name}", annex, cell, [f"{tokens.plain(share, 1)}%" for share in shares])
        draws.keep(f"reuse.{name}", shares)


def _onestop(draws: _Draws) -> None:
    wholes = [20 + int(draws.random.poisson(75 * draws.size))] * MONTHS
    centres = draws.met(wholes, 0.9 + 0.08 * draws.diligence, 0.5)
    draws.keep("centres", centres)
    draws.keep("units", wholes)
    draws.ratios("onestop.centres", "3.9", 3, centres, wholes)
    listed = draws.met(wholes, 0.85, 0.4)
    shares = [tokens.percent(part, whole) for part, whole in zip(listed, wholes, strict=True)]
    draws.state("onestop.coverage", "3.9", 4, shares, item="borderless_list")
    draws.ratios("onestop.service_units", "3.9", 5, draws.met(wholes, 0.95, 0.6), wholes)


_PARTS: dict[str, tuple[Callable[[_Draws], None], ...]] = {
    "central": (_overdue, _budget, _products, _connection, _procedures, _reuse),
    "province": (_overdue, _budget, _products, _duties, _connection, _services, _onestop),
    "commune": (_overdue, _budget, _services),
}
