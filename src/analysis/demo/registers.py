"""The registers of the invented documents: late tasks, databases, directives, and who stands in which list."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from ..vocabulary.agencies import Agency
from . import tokens
from .nationwide import Nation
from .people import COMMUNES, People
from .returns import Return
from .streams import stream

_TITLES = Path(__file__).with_name("titles.csv")
_ENTERPRISES = (
    ("viettel", "Viettel"), ("vnpt", "VNPT"), ("fpt", "FPT"), ("cmc", "CMC"), ("mobifone", "MobiFone"),
    ("tap-doan-dien-luc", "Tập đoàn Điện lực Việt Nam"), ("vietnam-airlines", "Vietnam Airlines"),
)  # fmt: skip
_GROUPS = (
    "cac-bo-nganh-dia-phuong", "cac-bo-nganh", "cac-dia-phuong", "uy-ban-nhan-dan-cap-tinh", "cac-bo-co-quan-ngang-bo",
    "nguoi-dung-dau-bo-nganh-dia-phuong", COMMUNES,
)  # fmt: skip
# A deadline as a document of May or June states it, and how often: some are past when the next document comes.
_DEADLINES = (
    (("trước ngày 15 tháng 6 năm 2026", "trước ngày 10 tháng 7 năm 2026"), 4),
    (("trước ngày 30 tháng 6 năm 2026", "chậm nhất ngày 20/7/2026"), 4),
    (("trong tháng 6 năm 2026", "trong tháng 7 năm 2026"), 5),
    (("trong tháng 5 năm 2026", "trong tháng 6 năm 2026"), 3),
    (("trong Quý III năm 2026", "trong Quý III năm 2026"), 5),
    (("trong năm 2026", "trong Quý IV năm 2026"), 4),
    (("", ""), 4),
    (("monthly", "monthly"), 3),
    (("quarterly", "weekly"), 1),
)
_RECURRENCES = ("weekly", "monthly", "quarterly")


@lru_cache(maxsize=4)
def _titles(register: str) -> tuple[tuple[str, str, str], ...]:
    with _TITLES.open(encoding="utf-8", newline="") as stream_:
        return tuple((r["slug"], r["vi"], r["en"]) for r in csv.DictReader(stream_) if r["register"] == register)


def add_tasks(nation: Nation, people: People) -> None:
    """Long-overdue tasks; one of them is not yet due, which is a contradiction of the document's own."""
    number = max(2, round(len(people.main) / 4)) - 2 * nation.month
    titles = _titles("task")
    for place in range(1, number + 1):
        random = stream(people.seed, "task", str(place))
        owners = [people.main[int(n)].id for n in random.choice(len(people.main), 1 + int(random.random() < 0.2) *
                                                                (len(people.main) > 1), replace=False)]  # fmt: skip
        _, vi, en = titles[(place - 1) % len(titles)]
        batch = (place - 1) // len(titles) + 1
        day, month, year = int(random.integers(1, 29)), int(random.integers(1, 13)), 2025
        due = f"{day:02d}/{month:02d}/{year}" if place > 1 else "31/12/2026"
        assigned = f"Thông báo số {900 + place}/TB-GIẢ-ĐỊNH ngày {day}/{month}/2024"
        nation.sheet.tasks.append(
            (f"{nation.sheet.key}.task.{place}", place, _batch(vi, batch, "đợt"), _batch(en, batch, "batch"),
             ";".join(owners), assigned, due, f"annex 1/row {place}")
        )  # fmt: skip
    stated = nation.say("overdue.long_tasks", tokens.count(number + nation.month), "III.3.(1)/¶2", "long_overdue")
    nation.check("long-tasks-listed", "listed", figure=stated, register="tasks")


def _batch(title: str, batch: int, word: str) -> str:
    return title if batch == 1 else f"{title}, {word} {batch}"


def add_databases(nation: Nation, people: People) -> None:
    """Key databases with the criteria they meet, and those to be connected, some without any."""
    owners = people.central or people.main
    names = _titles("database")
    complete, short = [], 0
    for kind, annex, number in (("criteria", "2.1", 12), ("connection", "2.2", 40)):
        for place in range(1, number + 1):
            random = stream(people.seed, "database", kind, str(place))
            slug, vi, en = names[(place - 1) % len(names)]
            batch = (place - 1) // len(names) + 1
            among = people.main if kind == "connection" and random.random() < 0.35 else owners
            owner = among[int(random.integers(0, len(among)))]
            met = min(19, int(random.binomial(19, 0.55 if kind == "connection" else 0.8)) + 2 * nation.month)
            met = 19 if kind == "criteria" and place <= 3 else met
            token = "" if kind == "connection" and random.random() < 0.2 else f"{met}/19"
            if kind == "connection" and place == number:
                token = "20/19"  # more than there are
            if kind == "criteria" and met == 19:
                complete.append((owner, place))
            short += kind == "criteria" and met < 19
            nation.sheet.databases.append(
                (f"{nation.sheet.key}.database.{kind}-{slug}-{batch}", kind, place, owner.id, _batch(vi, batch, "phần"),
                 _batch(en, batch, "part"), token, f"annex {annex}/row {place}")
            )  # fmt: skip
    nation.say("databases.key", "12", "II.2.b/¶2", basis="all")
    nation.say("databases.key", "11", "II.2.b/¶2", basis="plan02")
    done = nation.say("databases.key_complete", tokens.ratio(len(complete), 12), "II.2.b/¶2")
    left = nation.say("databases.key_incomplete", tokens.ratio(short, 12), "II.2.b/¶2")
    nation.check("key-complement", "complement", figures=[done, left])
    split = nation.random.multinomial(short, [0.3, 0.5, 0.2])
    for reason, part in zip(("sync", "requirements", "no_platform"), split, strict=True):
        nation.say("databases.key_incomplete", tokens.count(int(part)), "II.2.b/¶2", reason=reason)
    for owner in dict.fromkeys(owner for owner, _ in complete):
        nation.sheet.groups.append(("databases.key_complete", owner.id, owner.name_vi, "II.2.b/¶2", ""))
    told = nation.stated("databases.fields_unpublished")
    nation.say("databases.complete_all", tokens.count(59), "note 13/¶2")
    nation.say("databases.complete_all", "04", "note 13/¶2", programme="plan02")
    nation.say("databases.complete_all", "55", "note 13/¶2", programme="nq11")
    if told:
        parts = [id for _, id in told]
        number = int(nation.random.integers(4, 14))
        total = nation.say("databases.fields_unpublished", tokens.ratio(number, 59), "note 13/¶2")
        nation.check("fields-by-agency", "total", total=total, parts=parts)
        nation.sheet.groups += [("databases.fields_unpublished", e.agency.id, e.agency.name_vi, "note 13/¶2", "")
                                for e, _ in told]  # fmt: skip


def add_directives(nation: Nation, people: People) -> None:
    """Tasks assigned to single agencies, to several, and to groups; communes have some of their own."""
    titles = _titles("directive")
    month = nation.month
    leads = [[agency.id] for agency in people.main for _ in range(_load(people, agency, month))]
    leads += [[group] for group in _GROUPS if people.communes or group != COMMUNES]
    leads += [[commune.id] for commune in people.communes[:: max(1, len(people.communes) // 12)]]
    weights = [weight for _, weight in _DEADLINES]
    for place, lead in enumerate(leads, start=1):
        random = stream(people.seed, "directive", str(month), str(place), *lead)
        _, vi, en = titles[int(random.integers(0, len(titles)))]
        partners: list[str] = []
        if len(people.main) > 3 and random.random() < 0.5:
            chosen = random.choice(len(people.main), int(random.integers(1, 4)), replace=False)
            partners = [people.main[int(n)].id for n in chosen if people.main[int(n)].id not in lead]
            if random.random() < 0.25:
                partners.append("cac-co-quan-lien-quan")
        if len(people.main) > 1 and random.random() < 0.1 and lead[0] not in _GROUPS:
            other = people.main[int(random.integers(0, len(people.main)))].id
            lead = lead if other in (*lead, *partners) else [*lead, other]
        deadline = _DEADLINES[int(random.choice(len(weights), p=[w / sum(weights) for w in weights]))][0][month]
        if place == 2:
            deadline = "trước ngày 01 tháng 3 năm 2026"  # before the document itself
        recurrence = deadline if deadline in _RECURRENCES else ""
        item = f"III.{1 + (place - 1) // 12}.({1 + (place - 1) % 12})"
        nation.sheet.directives.append(
            (f"{nation.sheet.key}.directive.{place:03d}", item, ";".join(lead), ";".join(partners), vi, en,
             "" if recurrence else deadline, recurrence, f"{item}/¶1", "")
        )  # fmt: skip


def _load(people: People, agency: Agency, month: int) -> int:
    """How many tasks of a month an agency leads: most none or one, a few several."""
    random = stream(people.seed, "load", str(month), agency.id)
    return int(random.poisson(0.6 * float(random.gamma(0.8, 1.25))))


def add_answers(nation: Nation) -> None:
    """Who reported and who has products; two agencies stand in both lists of reporting."""
    reported, owed = _reporting(nation)
    sheet, main = nation.sheet, nation.returns
    for kind, among in (("ministry", nation.central), ("locality", nation.provinces)):
        counts = {}
        for state, chosen in (("reported", reported), ("not_reported", owed)):
            number = sum(each in chosen for each in among)
            if not among:
                continue
            counts[state] = nation.say(f"reporting.{state}", tokens.ratio(number, len(among)), "I/¶3",
                                       as_of=_day(nation), respondents=kind)  # fmt: skip
            kinds = ["province"] if kind == "locality" else ["ministry", "ministerial", "government_agency"]
            if chosen:
                nation.check(f"{state.replace('_', '-')}-{kind}-listed", "listed", figure=counts[state],
                             list=f"reporting.{state}", kind=kinds)  # fmt: skip
        if len(counts) == 2:
            nation.check(f"reporting-{kind}-complement", "complement", figures=list(counts.values()))
    half = 3 + nation.month
    for state, chosen, note in (("reported", reported, "note 1"), ("not_reported", owed, "note 2")):
        names = _ENTERPRISES[:half] if state == "reported" else _ENTERPRISES[half:]
        nation.say(f"reporting.{state}", tokens.count(len(names)), "I/¶3", as_of=_day(nation), respondents="enterprise")
        sheet.groups += [(f"reporting.{state}", e.agency.id, e.agency.name_vi, note, "") for e in chosen]
        sheet.groups += [(f"reporting.{state}", id, name, note, "") for id, name in names]
    lists = [f"{_document(nation)}:reporting.reported", f"{_document(nation)}:reporting.not_reported"]
    if reported and owed:
        nation.check("reporting-once", "disjoint", lists=lists)
    answers = {"has": [], "none": [], "no_answer": []}  # type: dict[str, list[Return]]
    for each in main:
        total = each.says(nation.month, "products.count")
        number = each.number(nation.month, "products")
        answers["no_answer" if total is None else "has" if number else "none"].append(each)
    for place, (answer, chosen) in enumerate(answers.items(), start=3):
        one_more = answer == "none" and nation.month == 0  # than are listed
        paragraph = f"II.1.a/¶{place}"
        id = nation.say("products.agencies", tokens.count(len(chosen) + one_more), paragraph, answer=answer)
        sheet.groups += [(f"products.{answer}", e.agency.id, e.agency.name_vi, paragraph, "") for e in chosen]
        if chosen:
            nation.check(f"agencies-{answer.replace('_', '-')}-listed", "listed", figure=id, list=f"products.{answer}")
    if owed and answers["has"]:
        nation.check("not-reported-with-products", "disjoint", lists=[lists[1], f"{_document(nation)}:products.has"])
    if reported and answers["no_answer"]:
        both = [lists[0], f"{_document(nation)}:products.no_answer"]
        nation.check("reported-without-answer", "disjoint", lists=both, severity="gap")


def _day(nation: Nation) -> str:
    return "2026-06-12" if nation.month else "2026-05-08"


def _document(nation: Nation) -> str:
    return "tb-gia-dinh-2026-06" if nation.month else "bc-gia-dinh-2026-05"


def _reporting(nation: Nation) -> tuple[list[Return], list[Return]]:
    """Who has sent its report and who has not; the diligent do more often, and two are named as both."""
    reported, owed = [], []
    for each in nation.returns:
        if not each.months[nation.month]:
            owed.append(each)
        elif nation.random.random() < 0.25 + 0.7 * each.diligence:
            reported.append(each)
        else:
            owed.append(each)
    both: Sequence[Return] = reported[3:5]
    return reported, [*owed, *both]
