"""When a run is due: month and quarter, time zones, missed days, and what was answered."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.office import ScheduleSettings
from analysis.publishing.schedule import firings
from analysis.publishing.schedule.firings import Record

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
USUAL = ScheduleSettings()


def at(text: str, zone: ZoneInfo = HANOI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_a_year_of_runs() -> None:
    found = list(islice(firings.upcoming(USUAL, at("2026-01-01T00:00")), 16))
    months = [(f.day.isoformat(), str(f.covers)) for f in found if f.kind == "month"]
    quarters = [(f.day.isoformat(), str(f.covers)) for f in found if f.kind == "quarter"]
    assert months == [
        ("2026-01-02", "2025-12"),
        ("2026-02-02", "2026-01"),
        ("2026-03-02", "2026-02"),
        ("2026-04-01", "2026-03"),
        ("2026-05-04", "2026-04"),
        ("2026-06-01", "2026-05"),
        ("2026-07-01", "2026-06"),
        ("2026-08-03", "2026-07"),
        ("2026-09-03", "2026-08"),
        ("2026-10-01", "2026-09"),
        ("2026-11-02", "2026-10"),
        ("2026-12-01", "2026-11"),
    ]
    assert quarters == [
        ("2026-01-02", "2025-Q4"),
        ("2026-04-01", "2026-Q1"),
        ("2026-07-01", "2026-Q2"),
        ("2026-10-01", "2026-Q3"),
    ]
    assert all(f.at.isoformat().endswith("T07:00:00+07:00") for f in found)


def test_the_moment_itself_is_past_when_it_has_come() -> None:
    moment = at("2026-07-01T07:00")
    assert next(firings.upcoming(USUAL, moment)).day == date(2026, 8, 3)
    assert firings.last(USUAL, "month", moment).day == date(2026, 7, 1)
    assert firings.last(USUAL, "month", at("2026-07-01T06:59")).day == date(2026, 6, 1)


def test_another_zone_means_another_moment() -> None:
    late = datetime(2026, 6, 30, 23, 59, tzinfo=UTC)  # 06:59 of 1 July in Hà Nội
    assert firings.due(USUAL, Record(), late)[0].day == date(2026, 6, 1)
    assert firings.due(USUAL, Record(), datetime(2026, 7, 1, 0, 0, tzinfo=UTC))[0].day == date(2026, 7, 1)
    paris = ScheduleSettings(zone="Europe/Paris", holidays="none")
    assert firings.last(paris, "month", at("2026-07-01T07:00")).day == date(2026, 6, 1)


def test_only_what_is_asked_for() -> None:
    only = ScheduleSettings(each=("quarter",), working_day=2)
    assert [f.day.isoformat() for f in islice(firings.upcoming(only, at("2026-01-01T00:00")), 2)] == [
        "2026-01-05",
        "2026-04-02",
    ]
    assert {f.kind for f in firings.due(only, Record(), at("2026-05-20T00:00"))} == {"quarter"}


def test_a_late_working_day_of_the_month_before_is_not_lost() -> None:
    late = ScheduleSettings(each=("month",), working_day=10)
    assert next(firings.upcoming(late, at("2026-02-01T00:00"))).day == date(2026, 2, 13)
    closed = tuple(date(2026, 7, d) for d in range(1, 32))
    shut = ScheduleSettings(each=("month",), closed=closed)
    assert next(firings.upcoming(shut, at("2026-08-01T00:00"))).covers.end == date(2026, 6, 30)


# ---------------------------------------------------------------------- due and answered


def test_a_missed_day_is_caught_up_until_a_run_has_answered(tmp_path) -> None:
    answered = Record(None, {"month": date(2026, 6, 1), "quarter": date(2026, 4, 1)})
    assert firings.due(USUAL, answered, at("2026-06-30T20:00")) == []
    for day in ("2026-07-01T07:00", "2026-07-02T07:00", "2026-07-29T03:00"):
        due = firings.due(USUAL, answered, at(day))
        assert [(f.kind, f.day) for f in due] == [("month", date(2026, 7, 1)), ("quarter", date(2026, 7, 1))]
    firings.write(tmp_path, answered)
    firings.answer(tmp_path, due)
    assert firings.due(USUAL, firings.read(tmp_path), at("2026-07-29T07:00")) == []
    assert firings.due(USUAL, firings.read(tmp_path), at("2026-08-03T07:00"))[0].covers.month == 7


def test_of_several_missed_the_last_is_due() -> None:
    answered = Record(None, {"month": date(2026, 2, 2), "quarter": date(2026, 1, 2)})
    due = firings.due(USUAL, answered, at("2026-08-20T07:00"))
    assert [str(f.covers) for f in due] == ["2026-07", "2026-Q2"]


def test_what_was_due_before_it_was_installed_does_not_count() -> None:
    installed = Record(at("2026-11-22T10:00"))
    assert firings.due(USUAL, installed, at("2026-11-30T10:00")) == []
    assert firings.due(USUAL, installed, at("2026-12-01T07:00"))[0].day == date(2026, 12, 1)
    assert firings.due(USUAL, Record(at("2026-11-01T00:00")), at("2026-11-22T10:00"))[0].day == date(
        2026, 11, 2
    )


def test_answers_never_go_back(tmp_path) -> None:
    first = firings.due(USUAL, Record(), at("2026-07-10T07:00"))
    later = firings.due(USUAL, Record(), at("2026-08-10T07:00"))
    firings.answer(tmp_path, later)
    firings.answer(tmp_path, first)
    assert firings.read(tmp_path).answered == {"month": date(2026, 8, 3), "quarter": date(2026, 7, 1)}
    assert [p.name for p in tmp_path.iterdir()] == [firings.NAME]


def test_a_record_that_is_broken_is_told(tmp_path) -> None:
    assert firings.read(tmp_path) == Record()
    for text in ("{", '{"answered": []}', '{"answered": {"month": "soon"}}', "[]"):
        (tmp_path / firings.NAME).write_text(text, encoding="utf-8")
        with pytest.raises(DataError, match="record of the schedule"):
            firings.read(tmp_path)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)), st.integers(1, 5))
def test_the_next_of_the_last_is_the_next(moment: datetime, number: int) -> None:
    settings = ScheduleSettings(each=("month",), working_day=number)
    now = moment.replace(tzinfo=HANOI)
    last = firings.last(settings, "month", now)
    following = next(firings.upcoming(settings, now))
    assert last.at <= now < following.at
    assert next(firings.upcoming(settings, last.at)) == following
    assert following.covers.previous == last.covers
