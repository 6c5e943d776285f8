"""Deadlines as Vietnamese official documents write them.

The rule, in the words of the project's duties ("Ratios"): a deadline that names a month means the month's
last day, and a quarter or a year likewise; "before day X" means that X itself is already late, so the last
day on time is the day before. A task is overdue from the day after that last day.

    trước ngày 30 tháng 6 năm 2026      before_day   29/6/2026
    trước tháng 6/2025                  before_day   31/5/2025
    trước 17 giờ ngày 30/6/2026         by_day       30/6/2026
    chậm nhất ngày 15/7/2026            by_day       15/7/2026
    trong tháng 7 năm 2026              month        31/7/2026
    trong 6 tháng cuối năm 2026         month        31/12/2026
    trong Quý III năm 2026              quarter      30/9/2026
    trong năm 2026                      year         31/12/2026
    Phiên họp Chính phủ thường kỳ tháng 6   meeting  30/6 of the document's year, inferred
    định kỳ hằng tháng                  recurring    no date, precision month
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from ..errors import DataError
from .dates import Day, parse_date, plain

__all__ = ["Day", "Deadline", "DeadlineKind", "parse_date", "parse_deadline"]


class DeadlineKind(StrEnum):
    """What a deadline is tied to."""

    BEFORE_DAY = "before_day"
    BY_DAY = "by_day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    MEETING = "meeting"
    RECURRING = "recurring"
    NOT_STATED = "not_stated"


@dataclass(frozen=True)
class Deadline:
    """When a task is due. `date` is the last day on which it is on time; None when no day follows."""

    kind: DeadlineKind
    date: dt.date | None
    precision: str | None  # what is stated: day, month, quarter, year; of a recurring one how often (week …)
    token: str  # as given
    inferred: bool  # the year is the document's, not the token's


# `tháng 1` in a document of December is the coming January, not the one almost a year ago.
_HALF_A_YEAR = dt.timedelta(days=183)
# Words that lead to a date without changing which day is the last one on time. `từ` opens `chậm nhất từ
# ngày 01/3/2027`: what is to be in force from a day must be there on that day.
_LEAD = re.compile(
    r"(?:(?:phải|thời gian hoàn thành|hoàn thành|xong"
    r"|(?:thời )?hạn(?: (?:cuối(?: cùng)?|chót|hoàn thành|thực hiện|báo cáo|gửi|nộp))?"
    r"|(?:chậm|muộn|trễ) nhất|không (?:muộn|chậm|trễ|quá)(?: hơn)?|là|vào|trong|đến|tới|hết|cuối|từ|kể|các|những)"
    r"(?: ?: ?| ))*"
)
_BEFORE = re.compile(r"trước(?: hết| cuối| thời điểm| mốc)? ")
_HOUR = re.compile(r"[0-9]{1,2} ?(?:giờ|h|:)(?: ?[0-9]{1,2})?(?: ?phút)?,? (?=ngày|[0-9])")
_EVERY = re.compile(r"\b(?:hằng|hàng|mỗi|từng) ?(ngày|tuần|tháng|quý|năm)\b")
_EVERY_SO = re.compile(r"\b([0-9]{1,2}|hai|ba|sáu) (tháng|tuần|năm)(?: (?:một|01|1) lần)?\b")
_OF_EACH = re.compile(
    r"\bngày [0-9]{1,2} (?:của )?tháng (?:cuối|đầu)(?: cùng)?(?: của)?(?: mỗi| hằng| hàng)? (quý|năm)\b"
    r"(?! ?[0-9]| [iv]+\b)"
)
_OF_NEXT = re.compile(r"\bngày [0-9]{1,2} (?:của )?tháng (?:sau|tiếp theo|kế tiếp|liền kề)\b")
_ALWAYS = re.compile(r"\b(?:thường xuyên|định kỳ|liên tục)\b")
_MEETING = re.compile(r"\b(?:phiên họp|hội nghị|kỳ họp|cuộc họp)\b")
_MEETING_TIME = re.compile(
    r"\b(?:tháng ?[0-9]{1,2}(?:(?: ?/ ?| năm )[0-9]{4})?|quý (?:iv|i{1,3}|[1-4])(?:(?: ?/ ?| năm )[0-9]{4})?"
    r"|ngày [0-9]{1,2}(?: ?/ ?[0-9]{1,2}(?: ?/ ?[0-9]{4})?| tháng [0-9]{1,2}(?: năm [0-9]{4})?)|năm [0-9]{4})$"
)
_FREQUENCY = {"ngày": "day", "tuần": "week", "tháng": "month", "quý": "quarter", "năm": "year"}
_SPELLED = {"hai": 2, "ba": 3, "sáu": 6}


def parse_deadline(token: str | None, document_date: dt.date) -> Deadline:
    """The deadline that `token` states; blank means that none is stated.

    A year that is not named is the document's, or the next one when the deadline would otherwise lie more
    than half a year before the document. Raises DataError when the token is no deadline.
    """
    given = token or ""
    text = plain(given).lower()
    if not text:
        return Deadline(DeadlineKind.NOT_STATED, None, None, given, False)
    if text.endswith("lần") or any(form.search(text) for form in (_EVERY, _ALWAYS, _OF_EACH, _OF_NEXT)):
        # `trước ngày 20 hằng tháng` too: no single day is its last.
        return Deadline(DeadlineKind.RECURRING, None, how_often(text), given, False)
    if _MEETING.search(text):
        when = _MEETING_TIME.search(text)
        day = _near(when[0], document_date) if when else None
        return Deadline(DeadlineKind.MEETING, day.date if day else None, day.precision if day else None,
                        given, day.inferred if day else False)
    match = _LEAD.match(text)
    rest = text[match.end() if match else 0:]
    before = _BEFORE.match(rest)
    if before:
        rest = rest[before.end():]
    hour = _HOUR.match(rest)
    if hour:
        rest = rest[hour.end():]
    try:
        day = _near(rest, document_date)
    except DataError as error:
        raise DataError(
            f"{token!r} cannot be read as a deadline.",
            expected="for instance trước ngày 30/6/2026, trong tháng 7/2026, trong Quý III/2026, hằng tháng",
            found=error.found,
            hint="take the shortest words that hold the deadline, or leave it blank when none is stated",
        ) from None
    if before and not hour and before[0] not in ("trước hết ", "trước cuối "):
        # Before a month is before its first day: `trước tháng 6/2025` ends on 31/5/2025.
        return Deadline(DeadlineKind.BEFORE_DAY, day.first - dt.timedelta(days=1), day.precision, given,
                        day.inferred)
    kind = DeadlineKind.BY_DAY if day.precision == "day" else DeadlineKind(day.precision)
    return Deadline(kind, day.date, day.precision, given, day.inferred)


def how_often(text: str) -> str | None:
    """How often a recurring task returns: day, week, month, quarter or year; None when it is said otherwise.

    `text` is in lower case with single spaces.
    """
    if of_each := _OF_EACH.search(text):
        return _FREQUENCY[of_each[1]]
    if _OF_NEXT.search(text):
        return "month"
    if every := _EVERY.search(text):
        return _FREQUENCY[every[1]]
    if so := _EVERY_SO.search(text):
        count, unit = _SPELLED.get(so[1]) or int(so[1]), so[2]
        if unit == "tháng":
            return {1: "month", 3: "quarter", 12: "year"}.get(count)
        return _FREQUENCY[unit] if count == 1 else None
    return None


def _near(text: str, document_date: dt.date) -> Day:
    day = parse_date(text, document_date.year)
    if day.inferred and day.date < document_date - _HALF_A_YEAR:
        return parse_date(text, document_date.year + 1)
    return day
