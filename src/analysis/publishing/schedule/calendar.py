"""Working days: not a weekend, not a public holiday, with what the office declares to be otherwise.

Public holidays come from the library `holidays`, which reckons the lunar ones. What the Government decides from
year to year (which days around Tết are exchanged, which Saturday is worked instead) it knows of the past only; it is
declared in briefing.toml as `closed` and `open`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from ...errors import DataError
from ...office import ScheduleSettings

_FURTHEST = 366  # days looked ahead for a working day; beyond it the settings close everything
_LANGUAGES = {"vi": "vi", "en": "en_US"}


class WorkingDays:
    """The calendar of an office; raises DataError when its country is not one that `holidays` knows."""

    def __init__(self, settings: ScheduleSettings) -> None:
        self._country = settings.holidays
        self._closed = frozenset(settings.closed)
        self._open = frozenset(settings.open)

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        return self.why_not(day) is None

    def why_not(self, day: date, lang: str = "en") -> str | None:
        """Why it is no working day, in words; None when it is one."""
        if day in self._open:
            return None
        if day in self._closed:
            return {"vi": "nghỉ theo briefing.toml", "en": "closed (briefing.toml)"}[lang]
        holidays = self._holidays[lang]
        holiday = holidays.get(day)
        if holiday:
            return str(holiday)
        if day.weekday() >= 5 and day not in getattr(holidays, "weekend_workdays", ()):
            names = {"vi": ("thứ Bảy", "Chủ nhật"), "en": ("Saturday", "Sunday")}
            return names[lang][day.weekday() - 5]
        return None

    def nth(self, start: date, number: int) -> date:
        """The working day of this number (1, 2 …) from `start` on, `start` itself included."""
        day, left = start, number
        for _ in range(_FURTHEST):
            left -= self.works(day)
            if left == 0:
                return day
            day += timedelta(days=1)
        raise DataError(
            "There is no such working day.",
            where="briefing.toml: [schedule] closed",
            found=f"not {number} working days in the year after {start.isoformat()}",
            hint="take days out of closed",
        )

    @cached_property
    def _holidays(self) -> Mapping[str, Any]:
        """The names of public holidays by day, in both languages; years are reckoned as they are asked for."""
        if self._country == "none":
            return {"vi": {}, "en": {}}
        import holidays

        try:
            known = holidays.country_holidays(self._country)
        except NotImplementedError as error:
            raise DataError(
                "The public holidays of this country are not known.",
                where="briefing.toml: [schedule] holidays",
                found=self._country,
                expected='a country code such as "VN", or "none"',
            ) from error
        spoken = tuple(known.supported_languages)
        return {
            lang: holidays.country_holidays(self._country, language=wanted if wanted in spoken else None)
            for lang, wanted in _LANGUAGES.items()
        }
