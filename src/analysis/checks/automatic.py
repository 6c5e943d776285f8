"""Checks that run by themselves on every document: ranges, dates, and what is missing.

None of them is an `error` but one: a figure dated after its document, which only our sheet can cause.
Whatever a document itself may have written wrongly is a `discrepancy`, so that it can be published and shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..tables.store import View
from . import dates, gaps, ranges
from .findings import Finding

CHECKS: tuple[Callable[[View], Iterator[Finding]], ...] = (
    ranges.percent_range,
    ranges.ratio_range,
    ranges.criteria_range,
    ranges.budget_chain,
    ranges.share_parts,
    dates.figure_dates,
    dates.deadline_dates,
    dates.due_dates,
    gaps.missing_criteria,
    gaps.missing_lead,
    gaps.missing_deadline,
    gaps.missing_agencies,
)


def run(view: View) -> Iterator[Finding]:
    """The findings of every automatic check."""
    for check in CHECKS:
        yield from check(view)
