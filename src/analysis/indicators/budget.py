"""Money: the chain approved → assigned → allocated → disbursed, its rates, remainders and pace.

Formulas are those of the catalogue (`budget_computed.yml`). Rates shown are recomputed; what a document states
for the same rate rides along as `counterpart`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from ..vocabulary.measures import Measure
from ..vocabulary.values import Value, computed, difference, share

if TYPE_CHECKING:
    from ..tables.store import View

MONTHS = 12


@dataclass(frozen=True)
class Pace:
    """Where disbursement stands against the calendar, at the date of the disbursement figure."""

    year_gone: Value
    monthly_pace: Value
    monthly_needed: Value
    pace_factor: Value
    projection: Value
    projection_rate: Value


@dataclass(frozen=True)
class Budget:
    """The year's money for science, technology, innovation and digital transformation."""

    approved: Value
    approved_central: Value
    approved_local: Value
    assigned: Value
    allocated: Value
    disbursed: Value
    assignment_rate: Value
    allocation_rate: Value
    rate_of_allocated: Value
    rate_of_assigned: Value
    unassigned: Value
    unallocated: Value
    undisbursed: Value
    share_target: Value
    pace: Pace

    @property
    def reported(self) -> bool:
        """Whether the chain can be shown: at least one of its amounts is known."""
        return any(v.reported for v in self.chain)

    @property
    def chain(self) -> tuple[Value, Value, Value, Value]:
        return self.approved, self.assigned, self.allocated, self.disbursed

    def table(self) -> pd.DataFrame:
        """One row an amount or rate: id, value (đồng or percent), stated (what a document says), formula inputs."""
        values = [
            *self.chain,
            self.assignment_rate,
            self.allocation_rate,
            self.rate_of_allocated,
            self.rate_of_assigned,
            self.unassigned,
            self.unallocated,
            self.undisbursed,
        ]
        return pd.DataFrame(
            [
                {
                    "indicator": v.indicator,
                    "value": v.number,
                    "measure": v.measure.value,
                    "stated": v.counterpart.number if v.counterpart is not None else None,
                    "from": " , ".join(i.id for i in v.inputs),
                }
                for v in values
            ]
        ).set_index("indicator")


def compute(view: View) -> Budget:
    """The budget indicators that the view allows; what is unknown is not reported, never zero."""

    def stated(name: str, **dimensions: str) -> Value:
        return view.value(f"budget.{name}", **dimensions)

    approved = stated("approved", level="all")
    assigned, allocated, disbursed = stated("assigned"), stated("allocated"), stated("disbursed")
    on_assigned = share("budget.rate_of_assigned", disbursed, assigned)
    on_allocated = share("budget.rate_of_allocated", disbursed, allocated)
    undisbursed = difference("budget.undisbursed", assigned, disbursed)
    return Budget(
        approved=approved,
        approved_central=stated("approved", level="central"),
        approved_local=stated("approved", level="local"),
        assigned=assigned,
        allocated=allocated,
        disbursed=disbursed,
        assignment_rate=share("budget.assignment_rate", assigned, approved),
        allocation_rate=share("budget.allocation_rate", allocated, assigned),
        rate_of_allocated=on_allocated.beside(_if_reported(stated("rate_of_allocated"))),
        rate_of_assigned=on_assigned.beside(_if_reported(stated("rate_of_assigned"))),
        unassigned=difference("budget.unassigned", approved, assigned),
        unallocated=difference("budget.unallocated", assigned, allocated),
        undisbursed=undisbursed,
        share_target=stated("share_target"),
        pace=_pace(assigned, disbursed, undisbursed),
    )


def _if_reported(value: Value) -> Value | None:
    return value if value.reported else None


def _pace(assigned: Value, disbursed: Value, undisbursed: Value) -> Pace:
    """A straight line through 1 January and the date of the disbursement figure."""

    def make(name: str, amount: Decimal | None, measure: Measure, *inputs: Value, **more: object) -> Value:
        return computed(f"budget.{name}", amount, measure, inputs, **more)

    day = disbursed.as_of if disbursed.reported else None
    gone = None
    if day is not None:
        first, last = date(day.year, 1, 1), date(day.year, 12, 31)
        gone = Decimal((day - first).days + 1) / Decimal((last - first).days + 1)
    year_gone = make(
        "year_gone",
        gone * 100 if gone is not None else None,
        Measure.PERCENT,
        *((disbursed,) if gone is not None else ()),
    )
    scale = {"scale": disbursed.scale, "decimals": 2}

    def amount(value: Value) -> Decimal | None:
        return value.amount if value.reported else None

    spent, left, all_of_it = amount(disbursed), amount(undisbursed), amount(assigned)
    pace = spent / (MONTHS * gone) if spent is not None and gone else None
    needed = left / (MONTHS * (1 - gone)) if left is not None and gone is not None and gone < 1 else None
    projected = spent / gone if spent is not None and gone else None
    monthly_pace = make("monthly_pace", pace, Measure.VND, disbursed, year_gone, **scale)
    monthly_needed = make("monthly_needed", needed, Measure.VND, undisbursed, year_gone, **scale)
    projection = make("projection", projected, Measure.VND, disbursed, year_gone, **scale)
    return Pace(
        year_gone=year_gone,
        monthly_pace=monthly_pace,
        monthly_needed=monthly_needed,
        pace_factor=make(
            "pace_factor",
            needed / pace if needed is not None and pace else None,
            Measure.TIMES,
            monthly_needed,
            monthly_pace,
            decimals=1,
        ),
        projection=projection,
        projection_rate=make(
            "projection_rate",
            projected / all_of_it * 100 if projected is not None and all_of_it else None,
            Measure.PERCENT,
            projection,
            assigned,
        ),
    )
