"""What registers and lists say of one agency: long-overdue tasks, databases, procedures, directives.

Of a list only the latest document that has it counts; a list that names the agency no more is not taken for the
present one. Directives are an open register: those of every document known count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from ..vocabulary.agencies import agencies, agency_key, groups_of
from ..vocabulary.measures import Measure
from ..vocabulary.values import NATION, Value, computed, missing
from .comparison import Comparison, compare
from .databases import REASONS, Database, from_name, from_row
from .directives import STATES, WITHIN_DAYS, Directive, register
from .overdue import LateTask, at_end, late_tasks
from .procedures import Ministry, by_statement, from_done, from_to_do

if TYPE_CHECKING:
    import pandas as pd

    from ..tables.store import View

Role = Literal["lead", "partner", "group"]
ROLES: tuple[Role, ...] = ("lead", "partner", "group")


# ---------------------------------------------------------------------- lists that name it


@dataclass(frozen=True)
class Naming:
    """One row of a list that names the agency."""

    name: str  # of the list
    as_written: str
    document: str
    locator: str


def namings(view: View, unit: str) -> Mapping[str, tuple[Naming, ...]]:
    """The rows that name the agency, by list; of each list only the latest document that has it."""
    rows = rows_of(view.groups)
    newest: dict[str, tuple[date, str]] = {}
    for row in rows:
        known = (row["known_from"], row["document"])
        newest[row["list"]] = max(newest.get(row["list"], known), known)
    found: dict[str, list[Naming]] = {}
    for row in rows:
        if row["agency"] == unit and row["document"] == newest[row["list"]][1]:
            naming = Naming(row["list"], row["as_written"], row["document"], row["locator"])
            found.setdefault(row["list"], []).append(naming)
    return {name: tuple(of) for name, of in found.items()}


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A row each, by column: of a few rows much quicker than the frame's own way."""
    columns = {str(name): frame[name].tolist() for name in frame.columns}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


# ---------------------------------------------------------------------- long-overdue tasks


def own_late_tasks(view: View, unit: str) -> tuple[tuple[LateTask, ...], Value]:
    """The long-overdue tasks that name the agency or a group it belongs to, longest first, and how many; not
    reported when the list names it nowhere: a list of some tasks says nothing of the others."""
    mine = {unit, *groups_of(unit)}
    tasks = tuple(task for task in late_tasks(view) if mine.intersection(task.agencies))
    count = computed(
        "agency.long_overdue", len(tasks) or None, Measure.COUNT, [t.due for t in tasks], agency=unit
    )
    return tasks, count


# ---------------------------------------------------------------------- databases


@dataclass(frozen=True)
class OwnDatabases:
    """The agency's databases that documents name: key ones not complete (`left`, the farthest first) and
    complete, and those not connected to the National Data Centre (`unconnected`, the fewest criteria first).
    """

    left: tuple[Database, ...]
    done: tuple[Database, ...]
    unconnected: tuple[Database, ...]
    unconnected_count: Value
    without_criteria: int  # databases whose criteria no document states
    changes: Mapping[str, Comparison]

    @property
    def all(self) -> tuple[Database, ...]:
        return (*self.left, *self.unconnected, *self.done)


def own_databases(
    view: View, unit: str, named: Mapping[str, tuple[Naming, ...]], among: frozenset[str]
) -> OwnDatabases:
    """Registers first; a list that only names a database counts while no later register of criteria is known."""
    given = [reason for reason in REASONS for _ in named.get(f"databases.key_incomplete.{reason}", ())]
    rows = _listed(view, unit, "criteria")
    # A reason is given with another name of the database: it belongs to it only where there is one of each.
    reasons = {unit: given[0]} if len(given) == len(rows) == 1 else {}
    left = [from_row(view, row, reasons) for row in rows]
    if not rows:
        later = max(
            (
                v.known_from
                for v in view.values
                if v.indicator == "databases.criteria"
                and v.dimensions.get("list") == "criteria"
                and v.agency in among
                and v.known_from
            ),
            default=None,
        )
        for reason in REASONS:
            for naming in named.get(f"databases.key_incomplete.{reason}", ()):
                if later is None or later <= view.document(naming.document).known_from:
                    lacking = missing("databases.criteria", Measure.COUNT, agency=unit)
                    left.append(from_name(_row(unit, naming), lacking, reason))
    unconnected = [from_row(view, row, {}) for row in _listed(view, unit, "connection")]
    listed = computed(
        "agency.unconnected",
        len(unconnected) or None,
        Measure.COUNT,
        [d.criteria for d in unconnected if d.criteria.reported],
        agency=unit,
    )
    known = [*left, *unconnected]
    met = [
        d for d in left if d.distance.amount == 0
    ]  # a register may list those that meet every criterion too
    said = _complete(view, unit, named.get("databases.key_complete", ()))
    return OwnDatabases(
        left=_farthest_first(d for d in left if d.distance.amount != 0),
        done=(*met, *said),
        unconnected=_farthest_first(unconnected),
        unconnected_count=listed,
        without_criteria=sum(not d.criteria.reported for d in known),
        changes={d.id: compare(view, d.criteria) for d in known},
    )


def _listed(view: View, unit: str, which: str) -> list[dict[str, Any]]:
    """The agency's rows of a list, in the latest document that has it."""
    rows = [row for row in rows_of(view.databases) if row["list"] == which]
    newest = max((row["known_from"] for row in rows), default=None)
    return [row for row in rows if row["agency"] == unit and row["known_from"] == newest]


def _row(unit: str, naming: Naming) -> dict[str, str]:
    """`Bộ Tư pháp: CSDL Hộ tịch điện tử` names the database after the colon; `Bộ Tư pháp` alone names none."""
    name = naming.as_written.rpartition(": ")[2]
    owner = agency_key(name) in map(agency_key, agencies()[unit].names)
    return {
        "agency": unit,
        "name": "" if owner else name,
        "document": naming.document,
        "locator": naming.locator,
    }


def _farthest_first(databases: Iterable[Database]) -> tuple[Database, ...]:
    """Most criteria left first, those without a number last."""
    return tuple(
        sorted(
            databases,
            key=lambda d: (
                not d.distance.reported,
                -d.distance.number if d.distance.reported else 0.0,
                d.number or 0,
            ),
        )
    )


def _complete(view: View, unit: str, namings: tuple[Naming, ...]) -> tuple[Database, ...]:
    """They meet every criterion where the document that counts them says that of them all."""
    complete, required = view.value("databases.key_complete"), view.value("databases.criteria_required")
    said = complete.reported and required.reported and complete.document == required.document
    found = []
    for number, naming in enumerate(namings, 1):
        criteria = missing("databases.criteria", Measure.COUNT, agency=unit)
        if said and naming.document == complete.document:
            criteria = computed(
                "databases.criteria_of_complete",
                required.amount,
                Measure.COUNT,
                (complete, required),
                agency=unit,
                denominator=required.denominator,
                id=f"calc.databases.criteria_of_complete.{unit}.own-{number}",
            )
        found.append(from_name(_row(unit, naming), criteria))
    return tuple(found)


# ---------------------------------------------------------------------- procedures


def own_procedures(view: View, unit: str, named: Mapping[str, tuple[Naming, ...]]) -> Mapping[str, Ministry]:
    """What each passage of the latest document says of the agency's procedures, by series, the first stated first.

    A passage that names it among those that have finished says so without a number. The list with a series in its
    name belongs to that passage, the plain one to the first passage of the nation's own figures.
    """
    figures = [
        v
        for v in view.values
        if v.agency == unit
        and not v.dimensions
        and v.indicator in ("procedures.restructured", "procedures.not_restructured")
    ]
    national = [
        v
        for v in view.values
        if v.agency == NATION and not v.dimensions and v.indicator == "procedures.restructured"
    ]
    newest = max((v.known_from for v in (*figures, *national) if v.known_from), default=None)
    national = [v for v in national if v.known_from == newest]
    found: dict[str, Ministry] = {}
    for order in [v.series for v in national]:
        found |= {v.series: _ministry(v) for v in figures if v.known_from == newest and v.series == order}
        lists = [
            f"procedures.complete_{order}",
            *(["procedures.complete"] if order == national[0].series else []),
        ]
        if order not in found and any(
            n.document == national[0].document for key in lists for n in named.get(key, ())
        ):
            found[order] = by_statement(unit, missing("procedures.ministries_complete", Measure.COUNT), order)
    for value in figures:
        if value.known_from == newest:
            found.setdefault(value.series, _ministry(value))
    return found


def _ministry(value: Value) -> Ministry:
    return (from_done if value.indicator == "procedures.restructured" else from_to_do)(value)


# ---------------------------------------------------------------------- directives


@dataclass(frozen=True)
class OwnDirective:
    """A directive and what the agency has to do with it; `through` the group that it was given to."""

    directive: Directive
    role: Role
    through: str | None = None


@dataclass(frozen=True)
class OwnDirectives:
    """Directives that concern the agency: `rows` nearest deadline first, past ones oldest first, without a
    deadline last. `counts[role or "all"][state or "all"]` is of those assigned; proposals are counted nowhere.
    """

    rows: tuple[OwnDirective, ...]
    counts: Mapping[str, Mapping[str, Value]]

    @cached_property
    def assigned(self) -> tuple[OwnDirective, ...]:
        return tuple(own for own in self.rows if not own.directive.proposed)

    @cached_property
    def proposed(self) -> tuple[OwnDirective, ...]:
        return tuple(own for own in self.rows if own.directive.proposed)

    def of(self, state: str) -> tuple[OwnDirective, ...]:
        """Those assigned in a state, in the order of `rows`."""
        return tuple(own for own in self.assigned if own.directive.state == state)


def own_directives(view: View, unit: str) -> OwnDirectives:
    """As the register stands at the period's end; without any task that concerns the agency counts are not
    reported."""
    end, groups = view.period.end, groups_of(unit)
    mine = [own for row in register(view, end, WITHIN_DAYS) if (own := _own(row, unit, groups)) is not None]
    rows = tuple(
        sorted(
            mine, key=lambda own: (own.directive.day is None, own.directive.day or end, ROLES.index(own.role))
        )
    )
    assigned = [own for own in rows if not own.directive.proposed]

    def count(role: str, state: str) -> Value:
        chosen = [
            own.directive
            for own in assigned
            if role in (own.role, "all") and state in (own.directive.state, "all")
        ]
        value = computed(
            "agency.directives",
            len(chosen) if assigned else None,
            Measure.COUNT,
            [d.deadline for d in chosen if d.deadline.reported],
            agency=unit,
            dimensions={"role": role, "state": state},
        )
        return at_end(value, end) if value.reported else value

    return OwnDirectives(
        rows, {role: {state: count(role, state) for state in (*STATES, "all")} for role in (*ROLES, "all")}
    )


def _own(directive: Directive, unit: str, groups: tuple[str, ...]) -> OwnDirective | None:
    if unit in directive.lead:
        return OwnDirective(directive, "lead")
    if unit in directive.partners:
        return OwnDirective(directive, "partner")
    through = next((g for g in (*directive.lead, *directive.partners) if g in groups), None)
    return OwnDirective(directive, "group", through) if through is not None else None


def as_rows(directives: Iterable[OwnDirective]) -> list[dict[str, Any]]:
    """One plain row a directive, for a table of the analyst's."""
    return [
        {
            "id": own.directive.id,
            "role": own.role,
            "through": own.through,
            "deadline": own.directive.day,
            "state": own.directive.state,
            "proposed": own.directive.proposed,
            "title": own.directive.title_vi,
        }
        for own in directives
    ]
