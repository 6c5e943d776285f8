"""What a view says, as plain data: figures, findings, tasks, directives and lists, of the nation or of one agency.

An account outlives the program that made it: frozen beside a released pack (`exhibits.accounts` writes it as JSON,
with every title and number as printed), it can be set against what the sheets say later. `changes.between` compares
two accounts.

What tells of the pack and not of the country (how many figures are known) is no part of an account. In the account
of one agency stand its own figures and whatever its card shows; its peers' own numbers do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..checks.findings import Finding
from ..vocabulary.catalogue import Bilingual
from ..vocabulary.measures import Kind
from ..vocabulary.periods import Period
from ..vocabulary.values import NATION, Value
from . import topics, values_of
from .agency_work import rows_of
from .directives import PROPOSING

if TYPE_CHECKING:
    from ..tables.store import DocumentInfo, View

# What counts that which the account itself holds, and what its tasks say themselves.
_ELSEWHERE = ("quality.", "directives.", "changes.", "overdue.due_date")

_CHANGE = "calc.change."  # how a value of the card moved


@dataclass(frozen=True)
class Issued:
    """A document that the account rests on."""

    id: str
    number: str
    title_vi: str
    title_en: str
    kind: str
    known_from: date


@dataclass(frozen=True)
class Directed:
    """A task that a document assigns, or only proposes. `deadline` is the last day in time, if one is stated, and
    `kind` what it is tied to (a DeadlineKind)."""

    id: str
    document: str
    item: str
    locator: str
    lead: tuple[str, ...]
    partners: tuple[str, ...]
    title_vi: str
    title_en: str
    deadline: date | None
    kind: str | None
    recurrence: str | None
    stated: str | None
    proposed: bool

    @property
    def title(self) -> Bilingual:
        return Bilingual(vi=self.title_vi, en=self.title_en)


@dataclass(frozen=True)
class Listed:
    """A task that the latest list of long-overdue ones names."""

    id: str
    document: str
    agencies: tuple[str, ...]
    title_vi: str
    title_en: str
    assigned_by: str
    due: date | None

    @property
    def title(self) -> Bilingual:
        return Bilingual(vi=self.title_vi, en=self.title_en)


@dataclass(frozen=True)
class Words:
    """How a value is called and written, in both languages."""

    title: Bilingual
    shown: Bilingual


@dataclass(frozen=True)
class Account:
    """What is said at the end of a period. `lists` holds, of each list of agencies, who the latest document that
    has it names; `words` is empty until somebody needs them (`exhibits.accounts.account`)."""

    period: str
    unit: str | None
    end: date
    values: Mapping[str, Value]
    findings: Mapping[str, Finding]
    directives: Mapping[str, Directed]
    tasks: tuple[Listed, ...]
    lists: Mapping[str, tuple[str, ...]]
    documents: Mapping[str, Issued]
    words: Mapping[str, Words] = field(default_factory=dict, repr=False)

    @property
    def stated(self) -> Iterator[Value]:
        """What documents state of the nation and its agencies, or of the one agency that the account is of."""
        return (v for v in self.values.values() if v.kind is Kind.STATED and self.unit in (None, v.agency))

    def in_period(self, document: str | None) -> bool:
        """Whether the document became known in the account's own period."""
        issued = self.documents.get(document or "")
        return issued is not None and issued.known_from in Period.parse(self.period)


def account(view: View, findings: Iterable[Finding] = (), *, brief: bool = False) -> Account:
    """The account of a view, of the nation or of one agency; a brief one has no recomputed values and no lists."""
    return Account(
        period=str(view.period),
        unit=view.unit,
        end=view.period.end,
        values=_values(view, recomputed=not brief),
        findings=_findings(findings),
        directives={d.id: d for d in _directives(view)},
        tasks=tuple(_tasks(view)),
        lists={} if brief else _lists(view),
        documents={info.id: _issued(info) for info in view.infos},
    )


def _values(view: View, *, recomputed: bool) -> dict[str, Value]:
    own = view.values if view.unit is None else (v for v in view.values if v.agency == view.unit)
    found = {value.id: value for value in own if value.reported}
    if recomputed:
        for value in _recomputed(view):
            if value.reported and not value.indicator.startswith(_ELSEWHERE):
                found.setdefault(value.id, value)
    return found


def _recomputed(view: View) -> Iterator[Value]:
    if view.unit is None:
        for topic in topics(view).values():
            for value in values_of(topic):
                yield from value.ancestry()
        return
    from .agency import compute  # only here: the nation's account has no need of it

    among = (view.unit, NATION)
    for value in values_of(compute(view, view.unit)):
        if value.agency in among and not value.id.startswith(_CHANGE):
            yield value


def _findings(findings: Iterable[Finding]) -> dict[str, Finding]:
    """By a key that stays while the thing found does: its check, its place and the figures it touches."""
    found: dict[str, Finding] = {}
    for finding in findings:
        key = "|".join((finding.document, finding.check or finding.rule, finding.locator or "", *finding.figures))
        place, number = key, 1
        while place in found:
            number += 1
            place = f"{key}|{number}"
        found[place] = finding
    return found


def _directives(view: View) -> Iterator[Directed]:
    proposing = {info.id for info in view.infos if info.kind == PROPOSING}
    for row in rows_of(view.table("directives")):
        yield Directed(
            id=row["id"],
            document=row["document"],
            item=row["item"],
            locator=row["locator"],
            lead=tuple(row["lead"]),
            partners=tuple(row["partners"]),
            title_vi=row["title_vi"],
            title_en=row["title_en"],
            deadline=_day(row["deadline"]),
            kind=_text(row["deadline_kind"]),
            recurrence=_text(row["recurrence"]),
            stated=_text(row["stated"]),
            proposed=row["document"] in proposing,
        )


def _tasks(view: View) -> Iterator[Listed]:
    """The tasks of the latest document that lists any, as `overdue.late_tasks` takes it."""
    rows = rows_of(view.table("tasks"))
    latest = max(rows, key=lambda row: row["known_from"], default=None)
    if latest is None:
        return
    latest = [row for row in rows if row["known_from"] == latest["known_from"]][-1]
    for row in rows:
        if row["document"] == latest["document"]:
            yield Listed(
                id=row["id"],
                document=row["document"],
                agencies=tuple(row["agencies"]),
                title_vi=row["title_vi"],
                title_en=row["title_en"],
                assigned_by=row["assigned_by"],
                due=_day(row["due"]),
            )


def _lists(view: View) -> dict[str, tuple[str, ...]]:
    newest: dict[str, tuple[Any, str]] = {}
    named: dict[tuple[str, str], list[str]] = {}
    for row in rows_of(view.table("groups")):
        known = (row["known_from"], row["document"])
        newest[row["list"]] = max(newest.get(row["list"], known), known)
        named.setdefault((row["list"], row["document"]), []).append(row["agency"])
    return {name: tuple(named[name, document]) for name, (_, document) in newest.items()}


def _issued(info: DocumentInfo) -> Issued:
    return Issued(info.id, info.number, info.title.vi, info.title.en, info.kind, info.known_from)


def _day(cell: Any) -> date | None:
    return None if cell is None or pd.isna(cell) else cell.date()


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) else None


# ---------------------------------------------------------------------- quantities

Quantity = tuple[str, str, tuple[tuple[str, str], ...]]  # indicator, agency, dimensions


def quantity(value: Value) -> Quantity:
    """What the value is a number of, whatever its date and definition."""
    return value.indicator, value.agency, tuple(sorted(value.dimensions.items()))


def recency(value: Value) -> tuple[date, date]:
    """Later by the date it speaks of, then by the date it became known."""
    return value.as_of or date.min, value.known_from or date.min


def latest(values: Sequence[Value]) -> Value:
    """Of figures alike in both dates the first stated, as `View.value` takes it."""
    return max(values, key=recency)


def definition(value: Value) -> frozenset[tuple[str, str]]:
    """What a value rests on: its own series, or of a recomputed one those of every figure it follows from."""
    if value.kind is Kind.STATED:
        return frozenset({("", value.series)})
    return frozenset((source.indicator, source.series) for source in value.sources())


def wholes(*values: Value) -> set[Any]:
    """The wholes that the values are parts of: two of them cannot be subtracted (`99/348` and `33/124`)."""
    return {value.denominator for value in values if value.denominator is not None}


def of_period(value: Value, period: str) -> Value:
    """A recomputed value of an earlier period, under an id of its own: the later one's has the plain id."""
    return value if value.kind is Kind.STATED else replace(value, id=f"{value.id}.{period}")
