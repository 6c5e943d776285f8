"""What stands on top: the headline values of a period and what moved since they were last known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..vocabulary.measures import Measure
from ..vocabulary.periods import Period
from ..vocabulary.values import Value, computed
from . import budget
from .comparison import Comparison, compare

if TYPE_CHECKING:
    from ..tables.store import View

FEWEST, MOST = 4, 6
_RESERVE = ("share_target", "digital_exports")  # shown only when there are too few others

# Headlines in order of weight. Each names the one value of a topic that a minister asks for first.
_HEADLINES: tuple[tuple[str, Callable[[View], Value]], ...] = (
    ("disbursement", lambda v: budget.compute(v).rate_of_assigned),
    ("key_databases", lambda v: v.value("databases.key_complete")),
    ("long_overdue", lambda v: v.value("overdue.long_tasks")),
    ("overdue", lambda v: v.value("overdue.tasks")),
    ("commercial", lambda v: v.value("products.count", group="strategic", stage="commercial")),
    ("products", lambda v: v.value("products.count")),
    ("connection", lambda v: v.value("connection.connected")),
    ("procedures", lambda v: v.value("procedures.restructured", series="report_body")),
    ("reporting", lambda v: v.value("reporting.reported", respondents="locality")),
    ("essential_services", lambda v: v.value("services.essential")),
    ("eid_accounts", lambda v: v.value("services.eid_accounts")),
    ("share_target", lambda v: v.value("budget.share_target")),
    ("digital_exports", lambda v: v.value("technology.digital_exports")),
)


@dataclass(frozen=True)
class Headline:
    """One key figure, with how it compares to when it was last known."""

    name: str
    value: Value
    comparison: Comparison
    new: bool  # became known in this period


@dataclass(frozen=True)
class Summary:
    """`headlines`: at most six, the newest first in order of weight. What else changed is told by `changes`."""

    headlines: tuple[Headline, ...]
    figures_known: Value
    figures_new: Value


def compute(view: View) -> Summary:
    """The summary of a view; short when little is known."""
    found = []
    for name, take in _HEADLINES:
        value = take(view)
        if value.reported:
            found.append(Headline(name, value, compare(view, value), _is_new(view.period, value)))
    ordered = sorted(found, key=lambda h: not h.new)  # stable: weight decides among equals
    weighty = [h for h in ordered if h.name not in _RESERVE]
    ordered = (weighty if len(weighty) >= FEWEST else ordered)[:MOST]
    figures = view.values
    return Summary(
        headlines=tuple(ordered),
        figures_known=computed("quality.figures_known", len(figures), Measure.COUNT),
        figures_new=computed(
            "quality.figures_new", sum(_is_new(view.period, value) for value in figures), Measure.COUNT
        ),
    )


def _is_new(period: Period, value: Value) -> bool:
    return value.known_from is not None and value.known_from in period

