"""Overdue tasks: counts by agency against the stated total, the long-overdue ones, their days and ages.

Days overdue = the period's last day − the due date; the formulas are those of `overdue_computed.yml`. The
counts of March, May and June follow three definitions (series): they stand side by side, never subtracted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..vocabulary.measures import Kind, Measure, Status
from ..vocabulary.values import Value, computed, difference, missing, share, total

if TYPE_CHECKING:
    from ..tables.store import View

BANDS: tuple[tuple[int, int | None], ...] = ((1, 30), (31, 90), (91, 180), (181, 365), (366, None))
TOP = 3  # agencies whose part in the named tasks is given


@dataclass(frozen=True)
class LateTask:
    """A task that a document lists as overdue for long. `due` is a date, `days` the days since, or not
    applicable when the due date has not passed at the period's end."""

    id: str
    number: int | None
    title_vi: str
    title_en: str
    agencies: tuple[str, ...]
    assigned_by: str  # the document that gave the task, as stated
    assigned: date | None  # and its date
    due: Value
    days: Value
    document: str
    locator: str

    def title(self, lang: str) -> str:
        return self.title_vi if lang == "vi" else self.title_en


@dataclass(frozen=True)
class Band:
    """How many listed tasks are `low` to `high` days late (no upper end when `high` is None)."""

    low: int
    high: int | None
    count: Value


@dataclass(frozen=True)
class Overdue:
    """The overdue tasks known in a view; not reported where no document says."""

    stated: Value
    common: Value
    joint: Value
    by_agency: tuple[Value, ...]  # most first
    agencies: Value  # how many agencies are named
    named: Value  # their tasks together
    recomputed: Value  # all parts together, with what the document states beside it
    excess: Value  # the parts less the stated total
    top: Value  # the TOP agencies' tasks together
    top_share: Value
    long_stated: Value
    long_listed: Value
    tasks: tuple[LateTask, ...]  # longest overdue first
    longest: Value
    oldest: Value  # the earliest due date of them
    bands: tuple[Band, ...]
    definitions: tuple[Value, ...]  # every count ever stated, oldest first

    @property
    def reported(self) -> bool:
        return self.stated.reported or self.long_stated.reported or bool(self.tasks)

    @property
    def comparable(self) -> bool:
        """Whether the counts stated over time all follow one definition."""
        return len({(v.indicator, v.series) for v in self.definitions}) == 1

    @property
    def parts(self) -> tuple[Value, ...]:
        """What the document breaks its total into, as far as it does."""
        return tuple(v for v in (*self.by_agency, self.common, self.joint) if v.reported)

    def table(self) -> pd.DataFrame:
        """One row a part of the total, then sum, stated total and difference (tasks)."""
        values = [*self.parts, self.named, self.recomputed, self.stated, self.excess]
        return pd.DataFrame(
            [
                {
                    "figure": v.id,
                    "agency": v.agency,
                    "tasks": v.number,
                    "stated": v.counterpart.number if v.counterpart is not None else None,
                }
                for v in values
            ]
        ).set_index("figure")

    def task_table(self) -> pd.DataFrame:
        """One row a listed task: due date and days overdue at the period's end."""
        return pd.DataFrame(
            [
                {
                    "task": t.id,
                    "agencies": ", ".join(t.agencies),
                    "assigned_by": t.assigned_by,
                    "due": t.due.token,
                    "days": t.days.number,
                    "title": t.title_vi,
                }
                for t in self.tasks
            ],
            columns=["task", "agencies", "assigned_by", "due", "days", "title"],
        ).set_index("task")

    def band_table(self) -> pd.DataFrame:
        """One row an age band (days) with the number of tasks in it."""
        return pd.DataFrame(
            [{"from": b.low, "to": b.high, "tasks": b.count.number} for b in self.bands],
            columns=["from", "to", "tasks"],
        )


def compute(view: View) -> Overdue:
    """What the view allows; counts of one document and one series only are set against each other."""
    stated = view.value("overdue.tasks")
    common, joint, by_agency = _parts(view, stated)
    parts = tuple(v for v in (*by_agency, common, joint) if v.reported)
    named = total("overdue.named", by_agency)
    recomputed = total("overdue.sum_of_parts", parts).beside(stated if stated.reported else None)
    top = total("overdue.top", by_agency[:TOP])
    tasks = late_tasks(view)
    ages = [t.days for t in tasks if t.days.reported]
    dates = [t.due for t in tasks if t.days.reported]
    long_stated = view.value("overdue.long_tasks")
    return Overdue(
        stated=stated,
        common=common,
        joint=joint,
        by_agency=by_agency,
        agencies=computed("overdue.agencies", len(by_agency) or None, Measure.COUNT, by_agency),
        named=named,
        recomputed=recomputed,
        excess=difference("overdue.excess", recomputed, stated),
        top=top,
        top_share=share("overdue.top_share", top, named),
        long_stated=long_stated,
        long_listed=computed(
            "overdue.long_listed", len(tasks) if tasks else None, Measure.COUNT, [t.due for t in tasks]
        ).beside(long_stated if long_stated.reported else None),
        tasks=tasks,
        longest=computed(
            "overdue.longest",
            max(a.amount for a in ages if a.amount is not None) if ages else None,
            Measure.DAYS,
            ages,
        ),
        oldest=computed(
            "overdue.due_date",
            min(d.amount for d in dates if d.amount is not None) if dates else None,
            Measure.DATE,
            dates,
        ),
        bands=_bands(ages),
        definitions=_definitions(view),
    )


def _parts(view: View, stated: Value) -> tuple[Value, Value, tuple[Value, ...]]:
    """Common, joint and by agency, of the document and definition of the total; none without a total."""
    if not stated.reported:
        none = [missing("overdue.tasks", Measure.COUNT, dimensions={"scope": s}) for s in ("common", "joint")]
        return none[0], none[1], ()
    common, joint = (
        view.value("overdue.tasks", series=stated.series, document=stated.document, scope=s)
        for s in ("common", "joint")
    )
    agencies = view.all("overdue.tasks", by="agency", series=stated.series, document=stated.document)
    # A stable sort: agencies with as many tasks stay in the document's order.
    return common, joint, tuple(sorted(agencies, key=lambda v: -v.number))


def late_tasks(view: View) -> tuple[LateTask, ...]:
    """The tasks of the latest list of long-overdue tasks, longest overdue first."""
    rows = view.tasks
    if rows.empty:
        return ()
    spoken = view.document(str(rows.sort_values("known_from", kind="stable")["document"].iloc[-1]))
    found = [
        _late_task(row, view.period.end, spoken.as_of, spoken.as_of_precision)
        for row in rows[rows["document"] == spoken.id].to_dict("records")
    ]
    return tuple(sorted(found, key=lambda t: -t.days.number if t.days.reported else 1.0))


def _late_task(row: Mapping[Any, Any], end: date, as_of: date, precision: str) -> LateTask:
    agencies = tuple(row["agencies"])
    about = {"agency": agencies[0], "dimensions": {"task": row["id"]}}
    due = missing("overdue.due_date", Measure.DATE, **about)
    days = missing("overdue.days", Measure.DAYS, **about)
    if pd.notna(row["due"]):
        when = row["due"].date()
        due = Value(
            id=row["id"],
            indicator="overdue.due_date",
            amount=Decimal(when.toordinal()),
            measure=Measure.DATE,
            kind=Kind.STATED,
            as_of=as_of,
            as_of_precision=precision,
            known_from=row["known_from"].date(),
            document=row["document"],
            locator=row["locator"],
            token=row["stated"],
            **about,
        )
        late = (end - when).days
        if late > 0:
            days = at_end(
                computed(
                    "overdue.days", late, Measure.DAYS, (due,), **about, id=f"calc.overdue.days.{row['id']}"
                ),
                end,
            )
        else:
            days = missing("overdue.days", Measure.DAYS, status=Status.NOT_APPLICABLE, **about)
    return LateTask(
        row["id"],
        None if pd.isna(row["number"]) else int(row["number"]),
        row["title_vi"],
        row["title_en"],
        agencies,
        row["assigned_by"] if isinstance(row["assigned_by"], str) else "",
        row["assigned"].date() if pd.notna(row["assigned"]) else None,
        due,
        days,
        row["document"],
        row["locator"],
    )


def at_end(value: Value, end: date) -> Value:
    """A value that is counted to the period's end, whatever the date of the document behind it."""
    return replace(value, as_of=end, as_of_precision="day")


def _bands(ages: Iterable[Value]) -> tuple[Band, ...]:
    """Tasks by days overdue; no bands when no task is listed."""
    ages = tuple(ages)
    if not ages:
        return ()
    found = []
    for low, high in BANDS:
        count = sum(low <= a.number <= (high or float("inf")) for a in ages)
        name = f"{low}-{high}" if high else f"over-{low - 1}"
        found.append(
            Band(low, high, computed("overdue.band", count, Measure.COUNT, ages, dimensions={"days": name}))
        )
    return tuple(found)


def _definitions(view: View) -> tuple[Value, ...]:
    """Every nationwide count of overdue tasks known, whatever its definition, oldest first."""
    counts = [*view.history("overdue.tasks"), *view.history("overdue.long_tasks")]
    return tuple(sorted(counts, key=lambda v: (v.as_of or date.min, v.known_from or date.min)))
