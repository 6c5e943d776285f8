"""Arithmetic on values keeps their ancestry and never invents a number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from analysis.vocabulary.measures import Kind, Measure, Status
from analysis.vocabulary.values import Value, derived_id, difference, missing, share, share_of_own, total


def stated(name: str, amount: int | str, measure: Measure = Measure.COUNT, **more: object) -> Value:
    return Value(id=f"d.{name}", indicator=f"t.{name}", amount=Decimal(amount), measure=measure, document="d",
                 as_of=date(2026, 6, 24), known_from=date(2026, 6, 24), **more)  # type: ignore[arg-type]


def test_a_share_knows_where_it_comes_from() -> None:
    rate = share("t.rate", stated("part", 1), stated("whole", 4))
    assert rate.amount == 25 and rate.measure is Measure.PERCENT and rate.kind is Kind.RECOMPUTED
    assert [v.id for v in rate.sources()] == ["d.part", "d.whole"]
    assert rate.as_of == date(2026, 6, 24)


@pytest.mark.parametrize("whole", [missing("t.whole", Measure.COUNT), stated("whole", 0)])
def test_no_share_of_nothing(whole: Value) -> None:
    rate = share("t.rate", stated("part", 1), whole)
    assert rate.amount is None and rate.status is Status.NOT_REPORTED


def test_a_total_with_a_part_missing_is_missing_not_smaller() -> None:
    parts = [stated("a", 3), missing("t.b", Measure.COUNT)]
    assert total("t.all", parts).status is Status.NOT_REPORTED
    assert total("t.all", [stated("a", 3), stated("b", 4)]).amount == 7


def test_money_and_counts_are_not_subtracted() -> None:
    with pytest.raises(ValueError, match="cannot be subtracted"):
        difference("t.d", stated("a", 5, Measure.VND), stated("b", 3))


def test_a_ratio_of_one_stated_figure() -> None:
    assert share_of_own("t.r", stated("a", 73, denominator=Decimal(124))).amount == Decimal(73) / 124 * 100


def test_derived_ids_are_stable_and_tell_agency_and_dimensions() -> None:
    assert derived_id("t.rate") == "calc.t.rate"
    assert derived_id("t.rate", "bo-y-te", {"stage": "pilot", "group": "strategic"}) == \
        "calc.t.rate.bo-y-te.group-strategic.stage-pilot"


def test_ancestry_lists_each_value_once() -> None:
    a, b = stated("a", 1), stated("b", 2)
    rate = share("t.rate", a, b).beside(stated("said", 50, Measure.PERCENT))
    both = total("t.t", [rate, rate])
    ids = [v.id for v in both.ancestry()]
    assert len(ids) == len(set(ids)) == 5
