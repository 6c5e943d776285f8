"""Dates and deadlines: every form the documents use, and the last day on which each is on time."""

from __future__ import annotations

import calendar
import csv
import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.vocabulary.agencies import agencies
from analysis.vocabulary.deadlines import Day, DeadlineKind, parse_date, parse_deadline
from analysis.vocabulary.locators import Locator

REGISTERS = sorted((Path(__file__).parents[2] / "data" / "raw").glob("*/directives.csv"))
ISSUED = date(2026, 6, 24)
days = st.dates(date(1990, 1, 1), date(2150, 12, 31))
ROMAN = ["I", "II", "III", "IV"]


def last_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


@given(days)
def test_every_way_to_write_a_day_reads_back(day: date) -> None:
    for token in (
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02d}/{day.month:02d}/{day.year}",
        f"ngày {day.day:02d} tháng {day.month} năm {day.year}",
        f"ngày {day.day}/{day.month}/{day.year}",
        f"{day.day}.{day.month}.{day.year}",
        unicodedata.normalize("NFD", f"Ngày {day.day} tháng {day.month:02d}\u00a0năm {day.year}"),
        day.isoformat(),
    ):
        assert parse_date(token) == Day(day, "day", False)
    assert parse_date(f"{day.day}/{day.month}", year=day.year) == Day(day, "day", True)
    assert parse_date(f"ngày {day.day} tháng {day.month}", year=day.year) == Day(day, "day", True)


@given(days)
def test_before_a_day_means_the_day_itself_is_late(day: date) -> None:
    written = f"{day.day} tháng {day.month} năm {day.year}"
    before = parse_deadline(f"trước ngày {written}", ISSUED)
    by = parse_deadline(f"chậm nhất ngày {written}", ISSUED)
    assert (before.kind, by.kind) == (DeadlineKind.BEFORE_DAY, DeadlineKind.BY_DAY)
    assert by.date == day and before.date == day - timedelta(days=1)
    assert before.precision == by.precision == "day"


@given(st.integers(1990, 2150), st.integers(1, 12))
def test_a_month_a_quarter_and_a_year_end_on_their_last_day(year: int, month: int) -> None:
    quarter = (month + 2) // 3
    numeral = ROMAN[quarter - 1]
    for form in ("trong tháng {}/{}", "tháng {:02d} năm {}", "đến hết tháng {}/{}"):
        token = form.format(month, year)
        found = parse_deadline(token, ISSUED)
        assert (found.kind, found.date, found.inferred) == (DeadlineKind.MONTH, last_of(year, month), False)
    for token in (f"trong Quý {numeral} năm {year}", f"quý {numeral}/{year}", f"quý {quarter}/{year}"):
        found = parse_deadline(token, ISSUED)
        assert (found.kind, found.date) == (DeadlineKind.QUARTER, last_of(year, 3 * quarter))
    found = parse_deadline(f"trong năm {year}", ISSUED)
    assert (found.kind, found.date, found.precision) == (DeadlineKind.YEAR, date(year, 12, 31), "year")
    before = parse_deadline(f"trước tháng {month}/{year}", ISSUED)
    assert before.date == date(year, month, 1) - timedelta(days=1)


@pytest.mark.parametrize(
    ("token", "kind", "day", "inferred"),
    [
        ("trước ngày 30 tháng 6 năm 2026", "before_day", "2026-06-29", False),
        ("trước 30/6/2025", "before_day", "2025-06-29", False),
        ("trước ngày 01/5/2026", "before_day", "2026-04-30", False),
        ("trước tháng 6/2025", "before_day", "2025-05-31", False),
        ("trước quý III/2026", "before_day", "2026-06-30", False),
        ("trước năm 2027", "before_day", "2026-12-31", False),
        ("31/5/2025", "by_day", "2025-05-31", False),
        ("30/09/2025", "by_day", "2025-09-30", False),
        ("chậm nhất từ ngày 01/3/2027", "by_day", "2027-03-01", False),
        ("từ ngày 01/5/2026", "by_day", "2026-05-01", False),
        ("ngày 30/6", "by_day", "2026-06-30", True),
        ("trong tháng 05/2026", "month", "2026-05-31", False),
        ("Hoàn thành chậm nhất trong tháng 3/2026", "month", "2026-03-31", False),
        ("trong tháng 2 năm 2028", "month", "2028-02-29", False),
        ("cuối tháng 9/2026", "month", "2026-09-30", False),
        ("tháng 6", "month", "2026-06-30", True),
        ("8/2026", "month", "2026-08-31", False),
        ("trong trong tháng 6/2026", "month", "2026-06-30", False),
        ("trong quý II/2026", "quarter", "2026-06-30", False),
        ("TRONG QUÝ III NĂM 2026", "quarter", "2026-09-30", False),
        ("Quý IV", "quarter", "2026-12-31", True),
        ("Trong năm 2026", "year", "2026-12-31", False),
        ("đến năm 2030", "year", "2030-12-31", False),
        ("Phiên họp Chính phủ thường kỳ tháng 6", "meeting", "2026-06-30", True),
        ("tại Phiên họp Chính phủ thường kỳ tháng 7 năm 2026", "meeting", "2026-07-31", False),
        ("tại Phiên họp lần thứ ba", "meeting", None, False),
        ("định kỳ hằng tháng", "recurring", None, False),
        ("trước ngày 20 hằng tháng", "recurring", None, False),
        ("Nhiệm vụ thường xuyên", "recurring", None, False),
        ("trước 17 giờ 00 ngày 30/6/2026", "by_day", "2026-06-30", False),
        ("trước thời điểm 01/7/2026", "before_day", "2026-06-30", False),
        ("hạn cuối: 30/8/2026", "by_day", "2026-08-30", False),
        ("thời hạn hoàn thành trước 30/9/2026", "before_day", "2026-09-29", False),
        ("không quá ngày 15/9/2026", "by_day", "2026-09-15", False),
        ("trong các tháng 7, 8/2026", "month", "2026-08-31", False),
        ("trong 6 tháng cuối năm", "month", "2026-12-31", True),
        ("trong quý III, IV/2026", "quarter", "2026-12-31", False),
        ("trước ngày 15 của tháng cuối quý", "recurring", None, False),
        ("trước ngày 15/6 và 15/12 hằng năm", "recurring", None, False),
        ("2 tuần/lần", "recurring", None, False),
        ("trước kỳ họp thứ 10", "meeting", None, False),
        ("trong **tháng 7/2026", "month", "2026-07-31", False),
        ("", "not_stated", None, False),
        ("  ", "not_stated", None, False),
    ],
)
def test_forms(token: str, kind: str, day: str | None, inferred: bool) -> None:
    found = parse_deadline(token, ISSUED)
    assert (found.kind, found.inferred, found.token) == (kind, inferred, token)
    assert found.date == (date.fromisoformat(day) if day else None)


def test_no_token_is_not_stated() -> None:
    found = parse_deadline(None, ISSUED)
    assert (found.kind, found.date, found.precision, found.token) == (DeadlineKind.NOT_STATED, None, None, "")


@pytest.mark.parametrize(
    ("token", "often"),
    [("hằng tuần", "week"), ("định kỳ hàng tháng", "month"), ("hằng quý", "quarter"), ("mỗi năm", "year"),
     ("từ năm 2027, hằng năm", "year"), ("thường xuyên", None), ("cập nhật hằng ngày", "day"),
     ("định kỳ 3 tháng", "quarter"), ("định kỳ 06 tháng một lần", None), ("12 tháng một lần", "year"),
     ("ngày 20 tháng cuối quý", "quarter"), ("trước ngày 10 tháng sau", "month")],
)  # fmt: skip
def test_how_often_a_recurring_task_returns(token: str, often: str | None) -> None:
    assert parse_deadline(token, ISSUED).precision == often


@pytest.mark.parametrize(
    ("token", "issued", "day"),
    [
        ("tháng 1", date(2026, 12, 20), "2027-01-31"),  # the coming January
        ("tháng 12", date(2026, 12, 20), "2026-12-31"),
        ("tháng 5", date(2026, 6, 24), "2026-05-31"),  # lately past: said as it is, and a check reports it
        ("tháng 2", date(2027, 11, 1), "2028-02-29"),
        ("Phiên họp Chính phủ thường kỳ tháng 1", date(2026, 12, 20), "2027-01-31"),
    ],
)
def test_a_year_that_is_not_named_is_the_nearest_ahead(token: str, issued: date, day: str) -> None:
    found = parse_deadline(token, issued)
    assert found.date == date.fromisoformat(day) and found.inferred


@pytest.mark.parametrize(
    "token",
    [
        "khẩn trương", "trước hết", "trước ngày 15", "trước ngày 31/6/2026", "tháng 13/2026", "24/6/26",
        "quý V/2026", "trong tháng 6/2026.", "**trong tháng 6/2026**", "giữa tháng 6/2026",
        "trong tháng 5 và tháng 6/2025", "0/6/2026",
    ],
)  # fmt: skip
def test_what_is_no_deadline_is_refused(token: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_deadline(token, ISSUED)
    assert caught.value.expected and caught.value.found


@pytest.mark.parametrize(
    "token", ["", "ngày", "24/6", "tháng 6", "quý II", "29/2/2026", "24/6/0026", "năm 9999", "6"]
)
def test_what_is_no_date_is_refused(token: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_date(token)
    assert caught.value.expected and caught.value.found


@pytest.mark.parametrize(
    ("token", "first", "last", "precision"),
    [
        ("18 – 25/8/2026", "2026-08-18", "2026-08-25", "day"),
        ("ngày 18 và 19/8/2026", "2026-08-18", "2026-08-19", "day"),
        ("ngày 18 đến ngày 25 tháng 8 năm 2026", "2026-08-18", "2026-08-25", "day"),
        ("ngày 28, 29, 30/6/2026", "2026-06-28", "2026-06-30", "day"),
        ("tháng 4, 5, 6/2026", "2026-04-01", "2026-06-30", "month"),
        ("tháng 06-2026", "2026-06-01", "2026-06-30", "month"),
        ("6 tháng đầu năm 2026", "2026-01-01", "2026-06-30", "month"),
        ("ba tháng cuối năm 2026", "2026-10-01", "2026-12-31", "month"),
        ("9 tháng năm 2025", "2025-01-01", "2025-09-30", "month"),
        ("nửa cuối năm 2026", "2026-07-01", "2026-12-31", "month"),
        ("quý I và II/2026", "2026-01-01", "2026-06-30", "quarter"),
        ("Quý Ill năm 2026", "2026-07-01", "2026-09-30", "quarter"),
        ("2021-2030", "2021-01-01", "2030-12-31", "year"),
        ("năm 2024, 2025 và 2026", "2024-01-01", "2026-12-31", "year"),
        ("tháng 6/2026", "2026-06-01", "2026-06-30", "month"),
        ("ngày 24tháng 6 năm 2026", "2026-06-24", "2026-06-24", "day"),
    ],
)
def test_spans_have_a_first_and_a_last_day(token: str, first: str, last: str, precision: str) -> None:
    day = parse_date(token)
    assert (str(day.first), str(day.date), day.precision, day.inferred) == (first, last, precision, False)


@pytest.mark.parametrize(
    "token",
    ["25 – 18/8/2026", "ngày 30, 31/6/2026", "2030-2021", "quý III, I/2026", "13 tháng đầu năm 2026", "năm 2026, 9999"],
)
def test_a_span_that_ends_before_it_begins_is_refused(token: str) -> None:
    with pytest.raises(DataError):
        parse_date(token)


def test_there_are_registers_of_directives() -> None:
    assert {path.parent.name for path in REGISTERS} >= {"329-tb-vpcp", "bc-bca-vpb-2026-05"}


@pytest.mark.parametrize("path", REGISTERS, ids=lambda path: path.parent.name)
def test_every_directive_of_the_registers_can_be_read(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["id"] for row in rows}) == len(rows) > 0
    for row in rows:
        due = parse_deadline(row["deadline"], ISSUED)
        assert (due.date is not None) == bool(row["deadline"]), row["id"]
        assert row["recurrence"] in ("", "weekly", "monthly", "quarterly", "yearly"), row["id"]
        assert not (row["recurrence"] and row["deadline"]), row["id"]
        assert str(Locator.parse(row["locator"])).startswith(f"{row['item']}/¶"), row["id"]
        named = [*row["lead"].split(";"), *filter(None, row["partners"].split(";"))]
        assert set(named) <= set(agencies()) and len(set(named)) == len(named), row["id"]
        for title in (row["title_vi"], row["title_en"]):
            assert 0 < len(title) <= 90 and unicodedata.is_normalized("NFC", title), row["id"]
