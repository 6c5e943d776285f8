"""Working days: weekends, public holidays of Viet Nam, and what an office declares."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.errors import DataError
from analysis.office import ScheduleSettings
from analysis.publishing.schedule.calendar import WorkingDays


@pytest.fixture(scope="module")
def days() -> WorkingDays:
    return WorkingDays(ScheduleSettings())


@pytest.mark.parametrize(
    ("start", "first"),
    [
        ("2026-01-01", "2026-01-02"),  # New Year's Day on a Thursday
        ("2026-02-01", "2026-02-02"),  # a Sunday
        ("2026-03-01", "2026-03-02"),
        ("2026-05-01", "2026-05-04"),  # Labour Day on a Friday, then a weekend
        ("2026-07-01", "2026-07-01"),
        ("2026-08-01", "2026-08-03"),
        ("2026-09-01", "2026-09-03"),  # 1 September is the day joined to National Day
        ("2025-02-01", "2025-02-03"),  # Tết ended with a weekend
        ("2027-02-08", "2027-02-11"),  # Tết on Saturday 6 February: Saturday's and Sunday's days are given after it
        ("2027-05-01", "2027-05-04"),  # Labour Day on a Saturday: the Monday instead
        ("2030-02-01", "2030-02-07"),  # Tết on 3 February: the days around it
    ],
)
def test_the_first_working_day(days, start, first) -> None:
    assert days.nth(date.fromisoformat(start), 1) == date.fromisoformat(first)


def test_tet_follows_the_moon(days) -> None:
    # New Year's Day of the lunar calendar, as almanacs have it.
    for tet in (date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26)):
        assert "Tết" in str(days.why_not(tet, "vi")) or "Tân" in str(days.why_not(tet, "vi"))


def test_each_holiday_is_named_in_both_languages(days) -> None:
    for day in (date(2026, 4, 30), date(2026, 5, 1), date(2026, 9, 2)):
        vi, en = days.why_not(day, "vi"), days.why_not(day, "en")
        assert vi and en and vi != en
        assert not days.works(day)
    assert days.why_not(date(2026, 5, 2), "vi") == "thứ Bảy"
    assert days.why_not(date(2026, 5, 3), "en") == "Sunday"
    assert days.why_not(date(2026, 5, 5)) is None


def test_exchanged_days_that_the_library_knows_count(days) -> None:
    assert not days.works(date(2026, 8, 31)) and days.works(date(2026, 8, 22))  # a Monday for a Saturday
    assert not days.works(date(2026, 8, 15))


def test_what_the_office_declares_comes_first() -> None:
    days = WorkingDays(
        ScheduleSettings(closed=(date(2026, 7, 1),), open=(date(2026, 5, 2), date(2026, 9, 2)))
    )
    assert days.nth(date(2026, 7, 1), 1) == date(2026, 7, 2)
    assert days.why_not(date(2026, 7, 1), "vi") == "nghỉ theo briefing.toml"
    assert days.works(date(2026, 5, 2))  # a Saturday
    assert days.works(date(2026, 9, 2))  # a holiday


def test_later_working_days_are_counted(days) -> None:
    assert days.nth(date(2026, 5, 1), 3) == date(2026, 5, 6)
    assert days.nth(date(2026, 5, 1), 6) == date(2026, 5, 11)


def test_without_holidays_only_weekends_count() -> None:
    days = WorkingDays(ScheduleSettings(holidays="none"))
    assert days.nth(date(2026, 1, 1), 1) == date(2026, 1, 1)
    assert days.nth(date(2026, 8, 1), 1) == date(2026, 8, 3)


def test_an_unknown_country_is_told() -> None:
    with pytest.raises(DataError, match="QQ"):
        WorkingDays(ScheduleSettings(holidays="QQ")).works(date(2026, 7, 1))


def test_a_calendar_without_working_days_ends() -> None:
    class Never(WorkingDays):
        def works(self, day: date) -> bool:
            return False

    with pytest.raises(DataError, match="no such working day"):
        Never(ScheduleSettings()).nth(date(2026, 7, 1), 1)
