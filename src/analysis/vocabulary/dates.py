"""Dates as Vietnamese official documents write them: days, months, quarters, years, and spans of these.

    ngày 24 tháng 6 năm 2026 · 24/6/2026 · 24.6.2026 · 2026-06-24     a day
    ngày 18 và 19/8/2026 · 18 – 25/8                                   days: the last, and the first
    tháng 6 năm 2026 · 06-2026 · 8/2026 · T8/2026 · tháng 4, 5, 6/2026 a month, months
    Quý III năm 2026 · quý 4-2025 · Q3/2026 · quý I, II/2026           a quarter, quarters
    6 tháng đầu năm 2026 · 9 tháng năm 2026 · nửa cuối năm 2026        months of a year
    năm 2026 · 2021-2030 · năm 2024, 2025 và 2026                      a year, years
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from ..errors import DataError
from .periods import Period
from .quantities import normalise


@dataclass(frozen=True)
class Day:
    """A stated date: the day itself, or the last day of the month, quarter, year or span that is stated."""

    date: dt.date
    precision: str  # day | month | quarter | year: what the document states
    inferred: bool  # the year is not in the token
    begins: dt.date | None = None  # of a span: its first day

    @property
    def first(self) -> dt.date:
        """The first day of what is stated."""
        if self.begins:
            return self.begins
        return self.date if self.precision == "day" else self._period.start

    @property
    def _period(self) -> Period:
        if self.precision == "month":
            return Period.of(self.date)
        if self.precision == "quarter":
            return Period(self.date.year, quarter=(self.date.month + 2) // 3)
        return Period(self.date.year)


ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
MONTHS = {"hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
YEAR = r"(?P<year>[0-9]{4})"
AND = r"(?: ?, ?(?:và )?| và | ?- ?)"  # between the members of a list or a span
AFTER = rf"(?: ?[/.-] ?|,? ?năm ?){YEAR}"  # how a year follows a month or quarter
_NUMERAL = r"(?:[il]v|[il]{1,3}|[1-4])"  # `Quý III`, also as a scan misreads it: `Quý Ill`
_D, _M, _Q = r"[0-9]{1,2}", r"(?P<month>[0-9]{1,2})", rf"(?P<quarter>{_NUMERAL})"
_TIME = r"(?:ngày ?:? ?)?"

# In lower case, as `parse_date` reads them. A list or span names its earlier members before its last one.
DAY = rf"{_TIME}(?P<day>{_D}) ?(?P<mark>[/.-]) ?{_M}(?: ?(?P=mark) ?{YEAR})?"
DAY_IN_WORDS = rf"{_TIME}(?P<day>{_D}) ?,? ?tháng ?{_M}(?:{AFTER})?"
_DAYS = rf"{_TIME}(?P<from>{_D})(?:{AND}{_D}){{0,5}}(?:{AND}| đến | rạng )(?:ngày )?(?P<day>{_D})"
DAYS = rf"{_DAYS} ?(?P<mark>[/.]) ?{_M}(?: ?(?P=mark) ?{YEAR})?"
_FROM_TO = rf"(?P<from>{_D})(?: ?- ?| (?:đến|rạng) (?:ngày )?)(?P<day>{_D})"
DAYS_SPAN = rf"{_FROM_TO} ?(?P<mark>[/.]) ?{_M}(?: ?(?P=mark) ?{YEAR})?"
DAYS_IN_WORDS = rf"{_DAYS} ?,? ?tháng ?{_M}(?:{AFTER})?"
ISO = rf"{YEAR}-(?P<month>[0-9]{{2}})(?:-(?P<day>[0-9]{{2}}))?"
MONTH_OF = rf"{_M} ?[/.-] ?{YEAR}"
MONTH = rf"tháng ?{_M}(?:{AFTER})?"
MONTHS_LISTED = rf"tháng ?(?P<from>{_D})(?:{AND}{_D}){{0,10}}{AND}{_M}(?:{AFTER})?"
QUARTER = rf"quý ?{_Q}(?:{AFTER})?"
QUARTER_SHORT = rf"q ?{_Q} ?[/.-] ?{YEAR}"  # heads of tables
MONTH_SHORT = rf"t ?{_M} ?[/.-] ?{YEAR}"
QUARTERS_LISTED = rf"quý ?(?P<from>{_NUMERAL})(?:{AND}{_NUMERAL}){{0,2}}{AND}{_Q}(?:{AFTER})?"
_COUNT = rf"(?P<count>[0-9]{{1,2}}|{'|'.join(MONTHS)})"
PART = rf"(?:{_COUNT} tháng|(?P<half>nửa)) (?P<end>đầu|cuối) (?:của )?năm(?: ?{YEAR})?"
MONTHS_OF = rf"{_COUNT} tháng (?:của )?(?:năm ?)?{YEAR}"
YEARS = rf"(?:năm ?)?(?P<from>[0-9]{{4}})(?:{AND}[0-9]{{4}}){{0,8}}{AND}{YEAR}"
YEAR_ALONE = rf"(?:năm ?)?{YEAR}"
_FORMS = tuple(re.compile(form) for form in (
    DAY, DAY_IN_WORDS, ISO, DAYS, DAYS_IN_WORDS, MONTH_OF, MONTH, MONTHS_LISTED, QUARTER, QUARTERS_LISTED, PART,
    MONTHS_OF, YEARS, YEAR_ALONE, QUARTER_SHORT, MONTH_SHORT,
))  # fmt: skip
_EXPECTED = "a day (24/6/2026, ngày 24 tháng 6 năm 2026), a month (8/2026), a quarter (quý II/2026) or a year"
_INNER_MARKS = re.compile(r"(?<=[^*])\*+(?=[^*])")


def plain(token: str) -> str:
    """The token in NFC, with single spaces and plain hyphens, without emphasis that begins or ends inside it."""
    return normalise(_INNER_MARKS.sub("", token))


def parse_date(token: str, year: int | None = None) -> Day:
    """The day that `token` states; a month, quarter or year stands for its last day, a span for its last one.

    `year` fills in where the token names none, and the result is then `inferred`. Raises DataError when
    the token is no date, names a day that does not exist, or names no year and none is given.
    """
    text = plain(token)
    lowered = text.lower()
    for form in _FORMS:
        if match := form.fullmatch(lowered):
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
    if parts.get("end") or parts.get("count"):
        return _part(parts, stated, inferred, token)
    if parts.get("day"):
        return _days(parts, stated, inferred, token)
    if parts.get("month"):
        last = _month(parts["month"], stated, token)
        begins = _month(parts["from"], stated, token).start if parts.get("from") else None
        return _span(last.end, "month", inferred, begins, token)
    if parts.get("quarter"):
        last = _quarter(parts["quarter"], stated)
        begins = _quarter(parts["from"], stated).start if parts.get("from") else None
        return _span(last.end, "quarter", inferred, begins, token)
    if parts.get("from"):
        if not 1900 <= int(parts["from"]) <= 2200:
            raise _not_a_date(token, f"the year {parts['from']}")
        return _span(Period(stated).end, "year", inferred, Period(int(parts["from"])).start, token)
    return Day(Period(stated).end, "year", inferred)


def _days(parts: dict[str, str], year: int, inferred: bool, token: str) -> Day:
    month = _month(parts["month"], year, token).start.month
    try:
        last = dt.date(year, month, int(parts["day"]))
        begins = dt.date(year, month, int(parts["from"])) if parts.get("from") else None
    except ValueError:
        raise _not_a_date(token, f"{parts['day']}/{month}/{year}, a day that does not exist") from None
    return _span(last, "day", inferred, begins, token)


def _part(parts: dict[str, str], year: int, inferred: bool, token: str) -> Day:
    """The first or the last months of a year."""
    said = parts.get("count")
    count = 6 if parts.get("half") else MONTHS.get(said or "") or int(said or 0)
    if not 1 <= count <= 12:
        raise _not_a_date(token, f"{said} months of a year")
    if parts.get("end") == "cuối":
        return Day(Period(year).end, "month", inferred, Period(year, 13 - count).start)
    return Day(Period(year, count).end, "month", inferred, Period(year).start)


def _month(said: str, year: int, token: str) -> Period:
    if not 1 <= int(said) <= 12:
        raise _not_a_date(token, f"the month {said}")
    return Period(year, int(said))


def _quarter(said: str, year: int) -> Period:
    return Period(year, quarter=ROMAN.get(said.replace("l", "i")) or int(said))


def _span(last: dt.date, precision: str, inferred: bool, begins: dt.date | None, token: str) -> Day:
    if begins is not None and begins >= last:
        raise _not_a_date(token, f"a span that ends on {last:%d/%m/%Y}, before it begins")
    return Day(last, precision, inferred, begins)


def _not_a_date(token: str, found: str, hint: str | None = None) -> DataError:
    return DataError(f"{token!r} cannot be read as a date.", expected=_EXPECTED, found=found, hint=hint)
