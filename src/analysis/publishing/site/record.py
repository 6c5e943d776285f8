"""What is known of one agency, over time: its figures month by month, and what registers and lists say of it.

Everything is taken from rows found beforehand (`index`), so that the pages of thousands of agencies cost what they
hold. What is not known is told as such: not reported is neither zero nor not applicable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pandas as pd

from ...indicators.agency_work import Role
from ...indicators.directives import WITHIN_DAYS, Directive, register
from ...indicators.overdue import LateTask, late_tasks
from ...indicators.products import ANSWERS
from ...vocabulary.agencies import Agency, agencies, groups_of
from ...vocabulary.catalogue import catalogue
from ...vocabulary.periods import Period
from ...vocabulary.scorecard import Ranked, ranked
from ...vocabulary.values import Value
from .series import comparable

if TYPE_CHECKING:
    from ...tables.view import View
    from .index import Index

_KEPT: WeakKeyDictionary[Index, Registers] = WeakKeyDictionary()
_OF_PRODUCTS = ("strategic", "commercial")  # questions that are of an agency's products
STATES = ("soon", "later", "past", "recurring", "undated")  # of directives, in the order in which pages tell them


@dataclass(frozen=True)
class Line:
    """One quantity of an agency: its values by the month in which each became known, and the months whose value may
    not be compared with the one before."""

    indicator: str
    dimensions: Mapping[str, str]
    series: str
    cells: Mapping[Period, tuple[Value, ...]]
    breaks: frozenset[Period]


@dataclass(frozen=True)
class Reported:
    """What a document says of whether the agency reported: `reported`, `not_reported`, `both` or `unknown`."""

    document: str
    state: str


@dataclass(frozen=True)
class Listing:
    """A list of a document that names the agency."""

    name: str
    as_written: str
    document: str
    locator: str


class Registers:
    """The registers of the latest view as objects, found once for all agencies."""

    def __init__(self, view: View) -> None:
        self._view = view

    @cached_property
    def directives(self) -> Mapping[str, Directive]:
        """Every directive as it stands at the end of the latest month, by id."""
        return {d.id: d for d in register(self._view, self._view.period.end)}

    @cached_property
    def tasks(self) -> Mapping[str, LateTask]:
        """The long-overdue tasks of the latest list, longest overdue first, by id."""
        return {task.id: task for task in late_tasks(self._view)}

    @cached_property
    def ids(self) -> Mapping[str, Sequence[str]]:
        """Ids of the rows of directives and tasks, by table, in the order of the table."""
        return {name: self._view.table(name)["id"].tolist() for name in ("directives", "tasks")}

    @cached_property
    def groups(self) -> Sequence[tuple[str, str, str, str]]:
        """Rows of the lists that name agencies: list, as written, document, locator."""
        frame = self._view.table("groups")
        columns = (frame[name].tolist() for name in ("list", "as_written", "document", "locator"))
        return list(zip(*columns, strict=True))

    @cached_property
    def databases(self) -> Sequence[Mapping[str, Any]]:
        """Rows of the databases."""
        return [{str(k): v for k, v in row.items()} for row in self._view.table("databases").to_dict("records")]

    @cached_property
    def reporting(self) -> Sequence[str]:
        """The documents that say which agencies reported, newest first."""
        having = {document for name, _, document, _ in self.groups if name.startswith("reporting.")}
        return [info.id for info in reversed(self._view.infos) if info.id in having]

    @cached_property
    def reporting_kinds(self) -> frozenset[str]:
        """The kinds of agencies that those lists name at all."""
        frame = self._view.table("groups")
        named = frame[frame["list"].str.startswith("reporting.")]["agency"].unique()
        return frozenset(agencies()[name].kind for name in named)


def registers(index: Index) -> Registers:
    """The registers of the site; made once."""
    found = _KEPT.get(index)
    if found is None:
        found = _KEPT[index] = Registers(index.view)
    return found


# ---------------------------------------------------------------------- figures


def lines(values: Sequence[Value]) -> list[Line]:
    """The figures of one agency, a line for each indicator, dimensions and definition, in the catalogue's order."""
    found: dict[tuple[str, tuple[tuple[str, str], ...], str], list[Value]] = {}
    for value in values:
        key = (value.indicator, tuple(sorted(value.dimensions.items())), value.series)
        found.setdefault(key, []).append(value)
    order = {key: place for place, key in enumerate(catalogue())}
    return [
        Line(indicator, dict(dimensions), series, *_cells(members))
        for (indicator, dimensions, series), members in sorted(
            found.items(), key=lambda item: order[item[0][0]]
        )
    ]


def _cells(values: Sequence[Value]) -> tuple[dict[Period, tuple[Value, ...]], frozenset[Period]]:
    cells: dict[Period, tuple[Value, ...]] = {}
    for value in sorted(values, key=lambda v: (v.known_from or date.min, v.as_of or date.min)):
        if value.known_from is not None:
            month = Period.of(value.known_from)
            cells[month] = (*cells.get(month, ()), value)
    breaks, before = set(), None
    for month, members in cells.items():
        if before is not None and not comparable(before, members[0]):
            breaks.add(month)
        before = members[-1]
    return cells, frozenset(breaks)


def months(found: Sequence[Line]) -> list[Period]:
    """The months in which anything of it became known, newest first."""
    return sorted({month for line in found for month in line.cells}, reverse=True)


def unanswered(index: Index, agency: Agency) -> list[Ranked]:
    """The questions put to agencies of its kind (`vocabulary/scorecard.yml`) that no document answers for it.

    Of one that said to have no products nobody asks how many are strategic.
    """
    values = index.by_agency.get(agency.id, [])
    stated = {value.indicator for value in values}
    needless = _OF_PRODUCTS if _answer(index, agency.id) == "none" else ()

    def answered(question: Ranked) -> bool:
        if question.rate in stated:
            return True
        known = {
            value.indicator
            for value in values
            if value.indicator in question.indicators
            and (not value.dimensions if value.indicator == question.of else question.takes(value.dimensions))
        }
        if question.of is not None:
            return {question.indicator, question.of} <= known
        return bool(known)

    return [
        question
        for question in ranked()
        if question.concerns(agency.kind) and question.key not in needless and not answered(question)
    ]


def _answer(index: Index, unit: str) -> str:
    """What the agency answered on products, as the latest document with such a list has it; nothing if no list
    names it."""
    rows = index.view.slices.naming("groups", unit)
    named = {registers(index).groups[row][0] for row in rows.tolist()}
    return next((answer for answer in ANSWERS if f"products.{answer}" in named), "")


# ---------------------------------------------------------------------- registers


def directives(index: Index, unit: str) -> list[tuple[Directive, Role]]:
    """The directives that the agency leads, joins, or is given with a group it belongs to, by state and deadline."""
    of = registers(index)
    ids = of.ids["directives"]
    found = []
    for row in index.naming("directives", unit).tolist():
        directive = of.directives[ids[row]]
        role: Role = "lead" if unit in directive.lead else "partner" if unit in directive.partners else "group"
        found.append((directive, role))
    found.sort(key=lambda pair: (STATES.index(pair[0].state), pair[0].day or date.max, pair[0].id))
    return found


def soon(found: Sequence[tuple[Directive, Role]]) -> int:
    """How many of those assigned fall due within WITHIN_DAYS days."""
    return sum(d.state == "soon" and not d.proposed for d, _ in found)


def tasks(index: Index, unit: str) -> list[LateTask]:
    """The long-overdue tasks of the latest list that name the agency or a group it belongs to, longest first."""
    mine = {unit, *groups_of(unit)}
    rows = {registers(index).ids["tasks"][row] for row in index.naming("tasks", unit).tolist()}
    return [
        task for id_, task in registers(index).tasks.items() if id_ in rows and mine.intersection(task.agencies)
    ]


def databases(index: Index, unit: str) -> list[dict[str, Any]]:
    """The databases of the agency, of every list that names them, the newest document first."""
    of = registers(index)
    rows = [of.databases[row] for row in index.naming("databases", unit).tolist()]
    rows.sort(key=lambda row: row["known_from"], reverse=True)
    return [
        {**row, "criteria": index.view.figure(row["id"]) if row["id"] in index.view else None, "day": _day(row)}
        for row in rows
    ]


def _day(row: Mapping[str, Any]) -> date | None:
    return row["known_from"].date() if pd.notna(row["known_from"]) else None


def listings(index: Index, unit: str) -> list[Listing]:
    """The lists that name the agency, the newest document first; those of who reported aside."""
    of = registers(index)
    order = {info.id: place for place, info in enumerate(index.view.infos)}
    rows = [Listing(*of.groups[row]) for row in index.naming("groups", unit).tolist()]
    return sorted(
        (row for row in rows if not row.name.startswith("reporting.")), key=lambda row: -order[row.document]
    )


def reporting(index: Index, agency: Agency) -> list[Reported]:
    """What each document that lists who reported says of the agency, newest first; empty for a kind of agency that
    no such list names."""
    of = registers(index)
    named: dict[str, set[str]] = {}
    for row in index.naming("groups", agency.id).tolist():
        name, _, document, _ = of.groups[row]
        if name.startswith("reporting."):
            named.setdefault(document, set()).add(name.removeprefix("reporting."))
    if not named and agency.kind not in of.reporting_kinds:
        return []
    return [Reported(document, _state(named.get(document, set()))) for document in of.reporting]


def _state(said: set[str]) -> str:
    if {"reported", "not_reported"} <= said:
        return "both"
    return "reported" if "reported" in said else "not_reported" if "not_reported" in said else "unknown"


__all__ = [
    "STATES",
    "WITHIN_DAYS",
    "Line",
    "Listing",
    "Registers",
    "Reported",
    "databases",
    "directives",
    "lines",
    "listings",
    "months",
    "registers",
    "reporting",
    "soon",
    "tasks",
    "unanswered",
]
