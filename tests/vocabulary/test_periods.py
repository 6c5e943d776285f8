"""Periods: months, quarters, years."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import UnknownPeriod
from analysis.vocabulary.periods import Period, parse_day


@pytest.mark.parametrize(
    ("text", "start", "end", "previous", "vi"),
    [
        ("2026-06", date(2026, 6, 1), date(2026, 6, 30), "2026-05", "tháng 6 năm 2026"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-01", "tháng 2 năm 2024"),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "2025-Q4", "quý I năm 2026"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2025", "năm 2026"),
    ],
)
def test_a_period(text: str, start: date, end: date, previous: str, vi: str) -> None:
    period = Period.parse(text)
    assert (period.start, period.end, str(period.previous), period.label("vi"), str(period)) == (
        start,
        end,
        previous,
        vi,
        text,
    )
    assert start in period and end in period and period.previous.end not in period


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-6", "2026-00", "26-06", "2026-Q5", "", "2026-06-24", "2026-06\n"]
)
def test_what_is_not_a_period_says_what_is_expected(text: str) -> None:
    with pytest.raises(UnknownPeriod) as caught:
        Period.parse(text)
    assert "2026-06" in str(caught.value) and repr(text) in str(caught.value)
    assert caught.value.exit_code == 2


def test_share_of_the_year_gone_counts_the_last_day() -> None:
    assert Period.parse("2026-06").share_of_year_gone == (181, 365)
    assert Period.parse("2024-12").share_of_year_gone == (366, 366)


def test_dates_of_sheets_with_their_precision() -> None:
    assert parse_day("2026-05") == (date(2026, 5, 31), "month")
    assert parse_day("2025") == (date(2025, 12, 31), "year")
    with pytest.raises(ValueError, match="not a date"):
        parse_day("5/2026")
