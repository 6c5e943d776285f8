"""How values are written: one table of examples, the same in every output."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.exhibits.numbers import NBSP, day, number, rounded, shown
from analysis.vocabulary.measures import Kind, Measure, Qualifier, Status
from analysis.vocabulary.values import Value, share

TRILLION = Decimal(10) ** 12


def value(amount: str | None, measure: Measure = Measure.COUNT, **more: object) -> Value:
    return Value(
        id="t.x",
        indicator="t.x",
        amount=Decimal(amount) if amount is not None else None,
        measure=measure,
        **more,
    )  # type: ignore[arg-type]


# amount, measure, more, Vietnamese, English
EXAMPLES = [
    (
        "82750000000000",
        Measure.VND,
        {"scale": TRILLION, "decimals": 2},
        "82,75 nghìn tỷ đồng",
        "VND 82.75 trillion",
    ),
    ("71000000000000", Measure.VND, {"scale": TRILLION}, "71 nghìn tỷ đồng", "VND 71 trillion"),
    (
        "79900000000",
        Measure.USD,
        {"scale": Decimal(10) ** 9, "decimals": 2},
        "79,90 tỷ USD",
        "USD 79.90 billion",
    ),
    ("28", Measure.PERCENT, {}, "28%", "28%"),
    ("25.31", Measure.PERCENT, {"decimals": 2}, "25,31%", "25.31%"),
    ("73", Measure.COUNT, {"denominator": Decimal(124)}, "73/124", "73/124"),
    ("3193", Measure.COUNT, {}, "3.193", "3,193"),
    ("20200000", Measure.COUNT, {"scale": Decimal(10) ** 6, "decimals": 1}, "20,2 triệu", "20.2 million"),
    (
        "500000000",
        Measure.COUNT,
        {"scale": Decimal(10) ** 6, "qualifier": Qualifier.OVER},
        "hơn 500 triệu",
        "over 500 million",
    ),
    ("350", Measure.COUNT, {"qualifier": Qualifier.UNDER, "token": "gần 350"}, "gần 350", "nearly 350"),
    (
        "0.5",
        Measure.PERCENT,
        {"decimals": 1, "qualifier": Qualifier.UNDER, "token": "dưới 0,5%"},
        "dưới 0,5%",
        "under 0.5%",
    ),
    ("80", Measure.PERCENT, {"upper": Decimal(84), "qualifier": Qualifier.RANGE}, "80–84%", "80–84%"),
    ("1", Measure.DAYS, {}, "1 ngày", "1 day"),
    ("395", Measure.DAYS, {}, "395 ngày", "395 days"),
    ("0", Measure.COUNT, {"denominator": Decimal(19)}, "0/19", "0/19"),
]


@pytest.mark.parametrize(("amount", "measure", "more", "vi", "en"), EXAMPLES)
def test_values_are_written_as_each_language_writes_them(amount, measure, more, vi, en) -> None:
    stated = value(amount, measure, **more)
    assert shown(stated, "vi").replace(NBSP, " ") == vi
    assert shown(stated, "en").replace(NBSP, " ") == en


def test_not_reported_not_applicable_and_zero_are_three_things() -> None:
    words = {
        shown(value(None, status=Status.NOT_REPORTED), "vi"),
        shown(value(None, status=Status.NOT_APPLICABLE), "vi"),
        shown(value("0"), "vi"),
    }
    assert words == {"chưa báo cáo", "không áp dụng", "0"}


def test_a_recomputed_share_has_one_decimal_or_as_many_as_the_stated_one() -> None:
    rate = share("t.rate", value("8.7"), value("71"))
    assert shown(rate, "vi") == "12,3%"
    stated = value("74.16", Measure.PERCENT, decimals=2)
    assert shown(share("t.rate", value("580"), value("782")).beside(stated), "vi") == "74,17%"


def test_halves_round_up_not_to_even() -> None:
    assert [rounded(Decimal(x), 0) for x in ("0.5", "1.5", "2.5")] == [1, 2, 3]
    assert number(Decimal("26.25"), "vi", 1) == "26,3"


@given(st.decimals(min_value=0, max_value=10**14, places=3, allow_nan=False))
def test_a_number_reads_back_from_either_language(amount: Decimal) -> None:
    vi, en = number(amount, "vi", 3), number(amount, "en", 3)
    assert Decimal(vi.replace(".", "").replace(",", ".")) == amount
    assert Decimal(en.replace(",", "")) == amount


def test_dates_by_precision() -> None:
    when = date(2026, 6, 24)
    assert [day(when, "vi", p) for p in ("day", "month", "year")] == ["24/6/2026", "6/2026", "2026"]
    assert [day(when, "en", p) for p in ("day", "month", "quarter")] == [
        "24 June 2026",
        "June 2026",
        "Q2 2026",
    ]


def test_a_stated_value_shows_the_decimals_of_its_document() -> None:
    assert shown(value("26.6", Measure.PERCENT, decimals=1, kind=Kind.STATED), "vi") == "26,6%"
