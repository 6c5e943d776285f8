"""Dates and deadlines as Vietnamese official documents write them.

The rule, in the words of the project's duties ("Ratios"): a deadline that names a month means the month's
last day, and a quarter or a year likewise; "before day X" means that X itself is already late, so the last
day on time is the day before. A task is overdue from the day after that last day.

    trước ngày 30 tháng 6 năm 2026      before_day   29/6/2026
    trước tháng 6/2025                  before_day   31/5/2025
    chậm nhất ngày 15/7/2026            by_day       15/7/2026
    trong tháng 7 năm 2026              month        31/7/2026
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
from .periods import Period
from .quantities import normalise


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
class Day:
    """A stated date: the day itself, or the last day of the month, quarter or year that is stated."""

    date: dt.date
    precision: str  # day | month | quarter | year: what the document states
    inferred: bool  # the year is not in the token

    @property
    def first(self) -> dt.date:
        """The first day of what is stated."""
        return self.date if self.precision == "day" else self._period.start

    @property
    def _period(self) -> Period:
        if self.precision == "month":
            return Period.of(self.date)
        if self.precision == "quarter":
            return Period(self.date.year, quarter=(self.date.month + 2) // 3)
        return Period(self.date.year)


@dataclass(frozen=True)
class Deadline:
    """When a task is due. `date` is the last day on which it is on time; None when no day follows."""

    kind: DeadlineKind
    date: dt.date | None
    precision: str | None  # what is stated: day, month, quarter, year; of a recurring one how often (week …)
    token: str  # as given
    inferred: bool  # the year is the document's, not the token's


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# `tháng 1` in a document of December is the coming January, not the one almost a year ago.
_HALF_A_YEAR = dt.timedelta(days=183)
_YEAR = r"(?P<year>[0-9]{4})"
_AFTER = rf"(?:\s?[/.-]\s?|,?\snăm\s){_YEAR}"  # how a year follows a month or quarter
_DATE_FORMS = tuple(re.compile(form, re.I) for form in (
    rf"(?:ngày\s)?(?P<day>[0-9]{{1,2}})\s?(?P<mark>[/.-])\s?(?P<month>[0-9]{{1,2}})(?:\s?(?P=mark)\s?{_YEAR})?",
    rf"(?:ngày\s)?(?P<day>[0-9]{{1,2}})[,\s]\s?tháng\s(?P<month>[0-9]{{1,2}})(?:{_AFTER})?",
    rf"{_YEAR}-(?P<month>[0-9]{{2}})(?:-(?P<day>[0-9]{{2}}))?",
    rf"(?:tháng\s)?(?P<month>[0-9]{{1,2}})\s?[/.-]\s?{_YEAR}",
    rf"tháng\s(?P<month>[0-9]{{1,2}})(?:{_AFTER})?",
    rf"quý\s(?P<quarter>I{{1,3}}|IV|[1-4])(?:{_AFTER})?",
    rf"(?:năm\s)?{_YEAR}",
))  # fmt: skip
_EXPECTED = "a day (24/6/2026, ngày 24 tháng 6 năm 2026), a month (8/2026), a quarter (quý II/2026) or a year"


def parse_date(token: str, year: int | None = None) -> Day:
    """The day that `token` states; a month, quarter or year stands for its last day.

    `year` fills in where the token names none, and the result is then `inferred`. Raises DataError when
    the token is no date, names a day that does not exist, or names no year and none is given.
    """
    text = normalise(token)
    for form in _DATE_FORMS:
        if match := form.fullmatch(text):
            break
    else:
        raise _not_a_date(token, text or "nothing")
    parts = match.groupdict()
    inferred = parts["year"] is None
    if inferred and year is None:
        raise _not_a_date(token, f"{text}, without a year", "give the year, or write it as the document does")
    stated = year if inferred else int(parts["year"])
    if stated is None or not 1900 <= stated <= 2200:
        raise _not_a_date(token, f"the year {stated}")
    if not parts.get("month"):
        quarter = parts.get("quarter")
        if quarter is None:
            return Day(Period(stated).end, "year", inferred)
        number = _ROMAN.get(quarter.casefold()) or int(quarter)
        return Day(Period(stated, quarter=number).end, "quarter", inferred)
    month, day = int(parts["month"]), parts.get("day")
    if not 1 <= month <= 12:
        raise _not_a_date(token, f"the month {month}")
    if day is None:
        return Day(Period(stated, month).end, "month", inferred)
    try:
        return Day(dt.date(stated, month, int(day)), "day", inferred)
    except ValueError:
        raise _not_a_date(token, f"{day}/{month}/{stated}, a day that does not exist") from None


def _not_a_date(token: str, found: str, hint: str | None = None) -> DataError:
    return DataError(f"{token!r} cannot be read as a date.", expected=_EXPECTED, found=found, hint=hint)


# Words that lead to a date without changing which day is the last one on time. `từ` opens `chậm nhất từ
# ngày 01/3/2027`: what is to be in force from a day must be there on that day.
_LEAD = re.compile(
    r"(?:phải\s|hoàn thành\s|xong\s|(?:thời\s)?hạn\s|(?:chậm|muộn|trễ) nhất\s|không (?:muộn|chậm) hơn\s"
    r"|là\s|vào\s|trong\s|đến\s|tới\s|hết\s|cuối\s|từ\s|kể\s)*",
    re.I,
)
_BEFORE = re.compile(r"trước\s", re.I)
_EVERY = re.compile(r"\b(?:hằng|hàng|mỗi|từng)\s(tuần|tháng|quý|năm)\b", re.I)
_ALWAYS = re.compile(r"\b(?:thường xuyên|định kỳ|liên tục)\b", re.I)
_MEETING = re.compile(r"\b(?:phiên họp|hội nghị|kỳ họp|cuộc họp)\b", re.I)
_MEETING_TIME = re.compile(
    r"\b(?:tháng\s[0-9]{1,2}(?:(?:\s?/\s?|\snăm\s)[0-9]{4})?|quý\s(?:IV|I{1,3}|[1-4])(?:(?:/|\snăm\s)[0-9]{4})?"
    r"|ngày\s[0-9]{1,2}(?:/[0-9]{1,2}/[0-9]{4}|\stháng\s[0-9]{1,2}(?:\snăm\s[0-9]{4})?)|năm\s[0-9]{4})$",
    re.I,
)
_FREQUENCY = {"tuần": "week", "tháng": "month", "quý": "quarter", "năm": "year"}


def parse_deadline(token: str | None, document_date: dt.date) -> Deadline:
    """The deadline that `token` states; blank means that none is stated.

    A year that is not named is the document's, or the next one when the deadline would otherwise lie more
    than half a year before the document. Raises DataError when the token is no deadline.
    """
    text = normalise(token or "")
    if not text:
        return Deadline(DeadlineKind.NOT_STATED, None, None, token or "", False)
    every = _EVERY.search(text)
    if every or _ALWAYS.search(text):
        # `trước ngày 20 hằng tháng` too: no single day is its last.
        often = _FREQUENCY[every[1].casefold()] if every else None
        return Deadline(DeadlineKind.RECURRING, None, often, token or "", False)
    if _MEETING.search(text):
        when = _MEETING_TIME.search(text)
        day = _near(when[0], document_date) if when else None
        return Deadline(DeadlineKind.MEETING, day.date if day else None, day.precision if day else None,
                        token or "", day.inferred if day else False)
    rest = text[_lead(text):]
    before = _BEFORE.match(rest)
    if before:
        rest = rest[before.end():]
    try:
        day = _near(rest, document_date)
    except DataError as error:
        raise DataError(
            f"{token!r} cannot be read as a deadline.",
            expected="for instance trước ngày 30/6/2026, trong tháng 7/2026, trong Quý III/2026, hằng tháng",
            found=error.found,
            hint="take the shortest words that hold the deadline, or leave it blank when none is stated",
        ) from None
    if before:
        # Before a month is before its first day: `trước tháng 6/2025` ends on 31/5/2025.
        return Deadline(DeadlineKind.BEFORE_DAY, day.first - dt.timedelta(days=1), day.precision, token or "",
                        day.inferred)
    kind = DeadlineKind.BY_DAY if day.precision == "day" else DeadlineKind(day.precision)
    return Deadline(kind, day.date, day.precision, token or "", day.inferred)


def _lead(text: str) -> int:
    match = _LEAD.match(text)
    return match.end() if match else 0


def _near(text: str, document_date: dt.date) -> Day:
    day = parse_date(text, document_date.year)
    if day.inferred and day.date < document_date - _HALF_A_YEAR:
        return parse_date(text, document_date.year + 1)
    return day
