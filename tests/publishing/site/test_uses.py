"""What is computed from a figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from analysis import indicators
from analysis.paths import Workspace
from analysis.publishing.site.uses import Uses
from analysis.tables.store import Store
from analysis.vocabulary.measures import Measure
from analysis.vocabulary.values import Value, difference, share


def value(id: str, amount: int) -> Value:
    return Value(id, "x", Decimal(amount), Measure.COUNT, as_of=date(2026, 6, 30), document="d", locator="I/¶1")


def test_uses_are_told_nearest_first_and_each_once() -> None:
    part, whole, said = value("part", 1), value("whole", 4), value("said", 25)
    rate = share("rate", part, whole).beside(said)
    left = difference("left", whole, part)
    both = difference("both", left, part)
    uses = Uses([both, rate])
    assert [(u.value.id, u.how) for u in uses.of("part")] == [
        ("calc.both", "input"),
        ("calc.left", "input"),
        ("calc.rate", "input"),
    ]
    assert [(u.value.id, u.how) for u in uses.of("whole")] == [
        ("calc.left", "input"),
        ("calc.rate", "input"),
        ("calc.both", "through"),
    ]
    assert [(u.value.id, u.how) for u in uses.of("said")] == [("calc.rate", "beside")]
    assert uses.of("nobody") == () and len(uses.of_all(["part", "whole", "said"])) == 3


def test_they_are_those_that_the_command_trace_tells() -> None:
    view = Store.open(Workspace.find()).view("2026-06")
    values = [v for topic in indicators.topics(view).values() for v in indicators.values_of(topic)]
    uses = Uses(values)
    checked = 0
    for figure in ("tb329.budget.approved.all", "tb329.budget.assigned", "bca0526.overdue.tasks"):
        told = {v.id for v in indicators.uses(view, figure) if v.reported}
        mine = {use.value.id for use in uses.of(figure)}
        # What only follows from a number that the figure stands beside is no use of it.
        assert mine <= told and {v for v in told if v not in mine} <= _beyond(uses, figure)
        checked += bool(mine)
    assert checked == 3


def _beyond(uses: Uses, figure: str) -> set[str]:
    beside = [use.value.id for use in uses.of(figure) if use.how == "beside"]
    return {use.value.id for use in uses.of_all(beside)}

