"""The register of directives at the end of a period: what is past due, due soon, later, recurring or undated.

A conclusion or a notice assigns tasks; a report only proposes them, so its rows are `proposed` and counted
apart. A deadline's day is the last one on which the task is still in time (`vocabulary.deadlines`): past due
means that it lies before the day asked for. No document says what has been done: past due never means undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..vocabulary.deadlines import DeadlineKind
from ..vocabulary.measures import Kind, Measure
from ..vocabulary.periods import Period
from ..vocabulary.values import Value, computed, missing

if TYPE_CHECKING:
    from ..tables.store import DocumentInfo, View

WITHIN_DAYS = 30
STATES = ("past", "soon", "later", "recurring", "undated")
PROPOSING = "report"  # kind of a document whose tasks are proposals


@dataclass(frozen=True)
class Directive:
    """One task: who leads, who joins, by when. `deadline` is a date (missing when none is stated); `days`
    counts from the period's end to it, or since it when past (missing without a deadline)."""

    id: str
    document: str
    item: str
    locator: str
    lead: tuple[str, ...]
    partners: tuple[str, ...]
    title_vi: str
    title_en: str
    kind: DeadlineKind
    precision: str | None
    inferred: bool
    recurrence: str | None
    proposed: bool
    deadline: Value
    days: Value
    state: str  # past | soon | later | recurring | undated

    def title(self, lang: str) -> str:
        return self.title_vi if lang == "vi" else self.title_en

    @property
    def day(self) -> date | None:
        """The last day on which the task is in time."""
        return date.fromordinal(int(self.deadline.amount)) if self.deadline.amount is not None else None


@dataclass(frozen=True)
class Load:
    """What falls to one leading agency; a task with several leads counts for each."""

    agency: str
    assigned: Value
    proposed: Value
    all: Value
    past: Value  # of those assigned
    soon: Value  # of those assigned


@dataclass(frozen=True)
class Slot:
    """A place of the calendar: a day, or of what is past a month or a year (`grain`), by its last day."""

    last: date
    grain: str  # day | month | year
    state: str
    assigned: Value
    proposed: Value


@dataclass(frozen=True)
class Directives:
    """The register and its counts: `counts["assigned" or "proposed"][state or "all"]`."""

    rows: tuple[Directive, ...]  # as the documents give them, newest document first
    window: Value  # how many days ahead count as soon
    counts: Mapping[str, Mapping[str, Value]]
    next_day: date | None  # the first deadline of an assigned task after the window
    next_count: Value
    next_is_near: bool  # it comes within as many days again
    calendar: tuple[Slot, ...]  # oldest first
    loads: tuple[Load, ...]  # most first
    unregistered: tuple[str, ...]  # documents that assign tasks but have no register yet

    @property
    def reported(self) -> bool:
        return bool(self.rows)

    @cached_property
    def assigned(self) -> tuple[Directive, ...]:
        return tuple(d for d in self.rows if not d.proposed)

    @cached_property
    def proposed(self) -> tuple[Directive, ...]:
        return tuple(d for d in self.rows if d.proposed)

    def of(self, state: str, *, proposed: bool) -> tuple[Directive, ...]:
        """The tasks in a state, nearest deadline first."""
        return _by_deadline(d for d in self.rows if d.state == state and d.proposed == proposed)

    def count(self, state: str, *, proposed: bool = False) -> Value:
        return self.counts["proposed" if proposed else "assigned"][state]

    def table(self) -> pd.DataFrame:
        """One row a task, with its deadline, state and days left (negative: days past)."""
        columns = ["id", "document", "item", "lead", "deadline", "state", "proposed", "days", "title"]
        return pd.DataFrame(
            [
                {
                    "id": d.id,
                    "document": d.document,
                    "item": d.item,
                    "lead": ", ".join(d.lead),
                    "deadline": d.day,
                    "state": d.state,
                    "proposed": d.proposed,
                    "days": -d.days.number if d.state == "past" else d.days.number,
                    "title": d.title_vi,
                }
                for d in _by_deadline(self.rows)
            ],
            columns=columns,
        ).set_index("id")

    def count_table(self) -> pd.DataFrame:
        """Tasks by state (rows) and by whether they are assigned or only proposed (columns)."""
        return pd.DataFrame(
            {key: {state: v.number for state, v in states.items()} for key, states in self.counts.items()}
        )

    def load_table(self) -> pd.DataFrame:
        """One row a leading agency with its tasks."""
        return pd.DataFrame(
            [
                {
                    "agency": x.agency,
                    "assigned": x.assigned.number,
                    "proposed": x.proposed.number,
                    "past": x.past.number,
                    "soon": x.soon.number,
                }
                for x in self.loads
            ],
            columns=["agency", "assigned", "proposed", "past", "soon"],
        ).set_index("agency")


def due(view: View, day: date, within_days: int = WITHIN_DAYS) -> tuple[Directive, ...]:
    """Tasks known whose deadline lies from `day` to `within_days` later, both included, nearest first."""
    return _by_deadline(d for d in register(view, day, within_days) if d.state == "soon")


def past_due(view: View, day: date) -> tuple[Directive, ...]:
    """Tasks known whose deadline lies before `day`, longest past first; done or not is not known."""
    return _by_deadline(d for d in register(view, day) if d.state == "past")


def register(view: View, day: date, within_days: int = WITHIN_DAYS) -> tuple[Directive, ...]:
    """Every task of the register as it stands on `day`, newest document first, in the document's order."""
    infos = {info.id: info for info in view.infos}
    rows = [
        _directive(row, infos[row["document"]], day, within_days)
        for row in view.directives.to_dict("records")
    ]
    return tuple(
        sorted(rows, key=lambda d: infos[d.document].issued, reverse=True)
    )  # stable within a document


def compute(view: View) -> Directives:
    """The register at the period's end."""
    end = view.period.end
    rows = register(view, end)
    after = [d for d in _by_deadline(rows) if d.state == "later" and not d.proposed]
    next_day = after[0].day if after else None
    return Directives(
        rows=rows,
        window=computed("directives.window", WITHIN_DAYS, Measure.DAYS),
        counts={
            key: {
                state: _count(
                    "directives.count",
                    _chosen(rows, state, proposed),
                    end,
                    _known(rows, proposed),
                    status=key,
                    state=state,
                )
                for state in (*STATES, "all")
            }
            for key, proposed in (("assigned", False), ("proposed", True))
        },
        next_day=next_day,
        next_is_near=next_day is not None and (next_day - end).days <= 2 * WITHIN_DAYS,
        next_count=_count(
            "directives.next", [d for d in after if d.day == next_day], end, next_day is not None
        ),
        calendar=_calendar(rows, end),
        loads=_loads(rows, end),
        unregistered=tuple(
            info.id
            for info in view.infos
            if info.kind != PROPOSING and info.id not in {d.document for d in rows}
        ),
    )


def _directive(row: Mapping[Any, Any], info: DocumentInfo, day: date, within_days: int) -> Directive:
    lead = tuple(row["lead"])
    about = {"agency": lead[0], "dimensions": {"directive": row["id"]}}
    deadline = missing("directives.deadline", Measure.DATE, **about)
    days = missing("directives.days_left", Measure.DAYS, **about)
    recurrence = row["recurrence"] if isinstance(row["recurrence"], str) else None
    state = "recurring" if recurrence else "undated"
    if pd.notna(row["deadline"]):
        last = row["deadline"].date()
        deadline = Value(
            id=row["id"],
            indicator="directives.deadline",
            amount=Decimal(last.toordinal()),
            measure=Measure.DATE,
            kind=Kind.STATED,
            as_of=info.as_of,
            as_of_precision=info.as_of_precision,
            known_from=row["known_from"].date(),
            document=row["document"],
            locator=row["locator"],
            occurrence=None if pd.isna(row["occurrence"]) else int(row["occurrence"]),
            token=row["stated"],
            **about,
        )
        left = (last - day).days
        state = "past" if left < 0 else "soon" if left <= within_days else "later"
        name = "directives.days_past" if left < 0 else "directives.days_left"
        days = _at(
            computed(name, abs(left), Measure.DAYS, (deadline,), id=f"calc.{name}.{row['id']}", **about), day
        )
    kind = (
        row["deadline_kind"]
        if isinstance(row["deadline_kind"], str)
        else DeadlineKind.RECURRING
        if recurrence
        else DeadlineKind.NOT_STATED
    )
    return Directive(
        id=row["id"],
        document=row["document"],
        item=row["item"],
        locator=row["locator"],
        lead=lead,
        partners=tuple(row["partners"]),
        title_vi=row["title_vi"],
        title_en=row["title_en"],
        kind=DeadlineKind(kind),
        precision=row["deadline_precision"] if isinstance(row["deadline_precision"], str) else None,
        inferred=bool(row["inferred"]),
        recurrence=recurrence,
        proposed=info.kind == PROPOSING,
        deadline=deadline,
        days=days,
        state=state,
    )


def _at(value: Value, day: date) -> Value:
    """A value that counts to or on `day`, whatever the date of the document behind it."""
    return replace(value, as_of=day, as_of_precision="day")


def _by_deadline(rows: Iterable[Directive]) -> tuple[Directive, ...]:
    """Nearest deadline first, those without one last; otherwise in the order given."""
    return tuple(sorted(rows, key=lambda d: d.day or date.max))


def _chosen(rows: Iterable[Directive], state: str, proposed: bool) -> list[Directive]:
    return [d for d in rows if d.proposed == proposed and state in (d.state, "all")]


def _known(rows: Iterable[Directive], proposed: bool) -> bool:
    """Whether the register holds any task assigned (or proposed); else their number is not reported."""
    return any(d.proposed == proposed for d in rows)


def _count(
    indicator: str,
    rows: Iterable[Directive],
    end: date,
    known: bool,
    agency: str | None = None,
    **dimensions: str,
) -> Value:
    """How many tasks; missing when there is no register at all. Follows from the deadlines stated, if any."""
    rows = list(rows)
    more = {"agency": agency} if agency else {}
    value = computed(
        indicator,
        len(rows) if known else None,
        Measure.COUNT,
        [d.deadline for d in rows if d.deadline.reported],
        dimensions=dimensions,
        **more,
    )
    return _at(value, end) if value.reported else value


def _calendar(rows: tuple[Directive, ...], end: date) -> tuple[Slot, ...]:
    """Days; what is past by month, and before the period's year by year."""
    places: dict[tuple[date, str, str], list[Directive]] = {}
    for d in _by_deadline(rows):
        if d.day is not None:
            grain = "day" if d.state != "past" else "month" if d.day.year == end.year else "year"
            places.setdefault((_last(d.day, grain), grain, d.state), []).append(d)
    return tuple(
        Slot(
            last,
            grain,
            state,
            assigned=_on(rows, here, end, last, grain, state, proposed=False),
            proposed=_on(rows, here, end, last, grain, state, proposed=True),
        )
        for (last, grain, state), here in places.items()
    )


def _last(day: date, grain: str) -> date:
    """The last day of the month or year that holds `day`, or the day itself."""
    if grain == "day":
        return day
    return Period(day.year, day.month if grain == "month" else None).end


def _on(
    rows: tuple[Directive, ...],
    here: list[Directive],
    end: date,
    last: date,
    grain: str,
    state: str,
    *,
    proposed: bool,
) -> Value:
    """How many of the tasks here are assigned, or proposed."""
    when = last.isoformat()[: {"day": 10, "month": 7, "year": 4}[grain]]
    return _count(
        "directives.on_day",
        [d for d in here if d.proposed == proposed],
        end,
        _known(rows, proposed),
        status="proposed" if proposed else "assigned",
        state=state,
        day=when,
    )


def _loads(rows: tuple[Directive, ...], end: date) -> tuple[Load, ...]:
    found = []
    for agency in dict.fromkeys(a for d in rows for a in d.lead):
        mine = [d for d in rows if agency in d.lead]
        assigned = [d for d in mine if not d.proposed]
        parts = {
            "all": mine,
            "assigned": assigned,
            "proposed": [d for d in mine if d.proposed],
            "past": [d for d in assigned if d.state == "past"],
            "soon": [d for d in assigned if d.state == "soon"],
        }
        found.append(
            Load(
                agency,
                **{
                    part: _count(
                        "directives.load",
                        chosen,
                        end,
                        part == "all" or _known(rows, part == "proposed"),
                        agency,
                        part=part,
                    )
                    for part, chosen in parts.items()
                },
            )
        )
    return tuple(sorted(found, key=lambda x: (-x.all.number, -(x.assigned.amount or 0))))
