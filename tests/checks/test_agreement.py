"""When numbers agree: the rule of the duties, to the letter, for any numbers."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.checks import agreement
from analysis.checks.agreement import Agreement
from analysis.vocabulary.measures import Measure, Qualifier
from analysis.vocabulary.values import Value


def stated(amount: str | Decimal, decimals: int = 0, measure: Measure = Measure.PERCENT, **more) -> Value:
    return Value("f", "i", Decimal(amount), measure, decimals=decimals, **more)


@pytest.mark.parametrize(
    ("said", "decimals", "part", "whole", "result"),
    [
        ("21", 0, "8.7", "71", Agreement.DISAGREES),
        ("16", 0, "8.7", "82.75", Agreement.DISAGREES),
        ("12.3", 1, "8.7", "71", Agreement.AGREES),
        ("26.6", 1, "33", "124", Agreement.AGREES),
        ("37", 0, "28", "99", Agreement.DISAGREES),
        ("60", 0, "60", "99", Agreement.ROUNDING),  # 60.6: cut, not rounded
        ("74.16", 2, "580", "782", Agreement.ROUNDING),  # 74.1688
        ("74.17", 2, "580", "782", Agreement.AGREES),
        ("25.31", 2, "201", "794", Agreement.AGREES),
        ("50", 0, "173", "348", Agreement.AGREES),
        ("13", 0, "1", "8", Agreement.AGREES),  # 12.5: half up
        ("12", 0, "1", "8", Agreement.ROUNDING),  # not half to even
        ("28.0", 1, "28", "100", Agreement.AGREES),
        ("28.1", 1, "28", "100", Agreement.DISAGREES),
        ("0", 0, "0", "9", Agreement.AGREES),
        ("100", 0, "9", "9", Agreement.AGREES),
    ],
)
def test_percentages_of_the_documents(said, decimals, part, whole, result) -> None:
    assert agreement.percent(stated(said, decimals), Decimal(part) / Decimal(whole) * 100) is result


RATIOS = st.tuples(st.integers(0, 5000), st.integers(1, 5000)).filter(lambda pair: pair[0] <= pair[1])


@given(RATIOS, st.integers(0, 3))
def test_a_rounded_percentage_always_agrees(ratio, decimals) -> None:
    exact = Decimal(ratio[0]) / Decimal(ratio[1]) * 100
    said = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert agreement.percent(stated(said, decimals), exact) is Agreement.AGREES


@given(RATIOS, st.integers(0, 3))
def test_a_cut_percentage_agrees_or_is_a_rounding(ratio, decimals) -> None:
    exact = Decimal(ratio[0]) / Decimal(ratio[1]) * 100
    said = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_DOWN)
    half_up = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    expected = Agreement.AGREES if said == half_up else Agreement.ROUNDING
    assert agreement.percent(stated(said, decimals), exact) is expected


@given(RATIOS, st.integers(0, 3), st.integers(-40, 40))
def test_a_percentage_off_by_more_than_a_unit_of_its_last_place_never_agrees(ratio, decimals, units) -> None:
    assume(abs(units) > 1)
    unit = Decimal(1).scaleb(-decimals)
    exact = Decimal(ratio[0]) / Decimal(ratio[1]) * 100
    said = exact.quantize(unit, rounding=ROUND_HALF_UP) + units * unit
    assert agreement.percent(stated(said, decimals), exact) is Agreement.DISAGREES


@pytest.mark.parametrize(
    ("value", "recomputed", "result"),
    [
        (stated("80", upper=Decimal(84), qualifier=Qualifier.RANGE), "82.2", Agreement.AGREES),
        (stated("80", upper=Decimal(84), qualifier=Qualifier.RANGE), "84.4", Agreement.AGREES),
        (stated("80", upper=Decimal(84), qualifier=Qualifier.RANGE), "84.6", Agreement.DISAGREES),
        (stated("50", qualifier=Qualifier.OVER), "73", Agreement.AGREES),
        (stated("50", qualifier=Qualifier.OVER), "49", Agreement.DISAGREES),
        (stated("0.5", 1, qualifier=Qualifier.UNDER), "0.3", Agreement.AGREES),
        (stated("0.5", 1, qualifier=Qualifier.UNDER), "0.7", Agreement.DISAGREES),
        (stated("20", qualifier=Qualifier.ABOUT), "20.9", Agreement.AGREES),
        (stated("20", qualifier=Qualifier.ABOUT), "21.4", Agreement.DISAGREES),
    ],
)
def test_qualified_percentages(value, recomputed, result) -> None:
    assert agreement.percent(value, Decimal(recomputed)) is result


def count(number: int) -> Value:
    return stated(Decimal(number), 0, Measure.COUNT)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20), st.integers(-50, 50))
def test_totals_of_counts_agree_exactly_or_not_at_all(parts, off) -> None:
    values = [count(part) for part in parts]
    result = agreement.total(count(sum(parts) + off), Decimal(sum(parts)), values)
    assert result is (Agreement.AGREES if off == 0 else Agreement.DISAGREES)


MONEY = st.decimals(min_value="0.1", max_value="999", places=1)


@given(st.lists(MONEY, min_size=1, max_size=8), st.integers(-50, 50))
def test_totals_of_rounded_money_may_be_off_by_half_a_unit_each(parts, off) -> None:
    scale = Decimal(10) ** 12
    values = [stated(part * scale, 1, Measure.VND, scale=scale) for part in parts]
    summed = sum(value.amount for value in values)
    said = stated(summed + off * scale / 10, 1, Measure.VND, scale=scale)
    result = agreement.total(said, summed, values)
    if off == 0:
        assert result is Agreement.AGREES
    else:  # anything else is told; only what rounding can explain is mild
        assert result is (Agreement.ROUNDING if 2 * abs(off) <= len(parts) + 1 else Agreement.DISAGREES)


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        (count(73), count(73), Agreement.AGREES),
        (count(73), count(74), Agreement.DISAGREES),
        (
            stated("580", measure=Measure.COUNT, denominator=Decimal(782)),
            stated("580", measure=Measure.COUNT, denominator=Decimal(786)),
            Agreement.DISAGREES,
        ),
        (stated("4", measure=Measure.COUNT, denominator=Decimal(12)), count(4), Agreement.AGREES),
        (stated("74.16", 2), stated("74.2", 1), Agreement.ROUNDING),
        (stated("74.16", 2), stated("74.1", 1), Agreement.DISAGREES),
        (stated("0.50", 2), stated("0.5", 1), Agreement.AGREES),
        (stated("80", upper=Decimal(84)), stated("80", upper=Decimal(85)), Agreement.DISAGREES),
        (
            stated("49.41e9", 2, Measure.USD, scale=Decimal(10**9)),
            stated("49.4e9", 1, Measure.USD, scale=Decimal(10**9)),
            Agreement.ROUNDING,
        ),
    ],
)
def test_two_statements_of_one_quantity(first, second, result) -> None:
    assert agreement.same(first, second) is result
    assert agreement.same(second, first) is result
