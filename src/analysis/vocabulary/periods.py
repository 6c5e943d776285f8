"""Periods of reporting: a month (2026-06), a quarter (2026-Q2), a year (2026)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from ..errors import UnknownPeriod

_PATTERN = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])))?")


@dataclass(frozen=True)
class Period:
    """A closed interval of days, first and last included. Ordered by its end, then its start."""

    year: int
    month: int | None = None
    quarter: int | None = None

    @classmethod
    def parse(cls, text: str | Period) -> Period:
        """`2026-06`, `2026-Q2` or `2026`; raises UnknownPeriod on anything else."""
        if isinstance(text, Period):
            return text
        match = _PATTERN.fullmatch(str(text))
        if not match or not 1900 <= int(match["year"]) <= 2200:
            raise UnknownPeriod(
                "This is not a period.",
                expected="a month as 2026-06, a quarter as 2026-Q2, or a year as 2026",
                found=repr(text),
                hint="give --period YYYY-MM",
            )
        month, quarter = match["month"], match["quarter"]
        return cls(int(match["year"]), int(month) if month else None, int(quarter) if quarter else None)

    @classmethod
    def of(cls, day: date) -> Period:
        """The month that holds `day`."""
        return cls(day.year, day.month)

    @property
    def _months(self) -> tuple[int, int]:
        if self.month:
            return self.month, self.month
        if self.quarter:
            return 3 * self.quarter - 2, 3 * self.quarter
        return 1, 12

    @property
    def start(self) -> date:
        return date(self.year, self._months[0], 1)

    @property
    def end(self) -> date:
        month = self._months[1]
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def previous(self) -> Period:
        """The period of the same length just before."""
        day = self.start - timedelta(days=1)
        if self.month:
            return Period(day.year, day.month)
        if self.quarter:
            return Period(day.year, quarter=(day.month + 2) // 3)
        return Period(day.year)

    @property
    def share_of_year_gone(self) -> tuple[int, int]:
        """Days of the year gone at the period's end, and days in that year."""
        first = date(self.year, 1, 1)
        return (self.end - first).days + 1, (date(self.year, 12, 31) - first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        if self.month:
            return f"{self.year}-{self.month:02d}"
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)

    def __lt__(self, other: Period) -> bool:
        return (self.end, self.start) < (other.end, other.start)

    def label(self, lang: str = "vi") -> str:
        """`tháng 6 năm 2026` or `June 2026`."""
        if lang == "vi":
            if self.month:
                return f"tháng {self.month} năm {self.year}"
            return (
                f"quý {['I', 'II', 'III', 'IV'][self.quarter - 1]} năm {self.year}"
                if self.quarter
                else f"năm {self.year}"
            )
        if self.month:
            return f"{calendar.month_name[self.month]} {self.year}"
        return f"Q{self.quarter} {self.year}" if self.quarter else str(self.year)


def parse_day(text: str) -> tuple[date, str]:
    """A date as sheets write it, with its precision: `2026-06-24` day, `2026-05` month, `2025` year.

    A month or a year stands for its last day. Raises ValueError on anything else.
    """
    text = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return date.fromisoformat(text), "day"
    try:
        period = Period.parse(text)
    except UnknownPeriod as error:
        raise ValueError(f"not a date: {text!r}") from error
    return period.end, "month" if period.month else "quarter" if period.quarter else "year"
