"""How a deadline is written: as the document ties it, not as the last day that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from ..vocabulary.deadlines import DeadlineKind
from .numbers import day

_OFTEN: Mapping[str, Mapping[str, str]] = {
    "weekly": {"vi": "hằng tuần", "en": "weekly"},
    "monthly": {"vi": "hằng tháng", "en": "monthly"},
    "quarterly": {"vi": "hằng quý", "en": "quarterly"},
    "yearly": {"vi": "hằng năm", "en": "yearly"},
}


def often(recurrence: str | None, lang: str) -> str:
    """`hằng tháng`; nothing for what is due once."""
    words = _OFTEN.get(recurrence or "")
    return words[lang] if words else ""


def deadline_words(kind: str | None, last: date | None, recurrence: str | None, lang: str) -> str:
    """`trước 10/7/2026`, `trong tháng 7/2026`, `hằng tháng`; nothing where no deadline is stated.

    `kind` is a DeadlineKind, `last` the last day in time: of `before 10 July 2026` it is 9 July.
    """
    if last is None:
        return often(recurrence, lang)
    vietnamese = lang == "vi"
    if kind == DeadlineKind.BEFORE_DAY:
        stated = day(last + timedelta(days=1), lang)
        return f"trước {stated}" if vietnamese else f"before {stated}"
    if kind == DeadlineKind.BY_DAY:
        return f"chậm nhất {day(last, lang)}" if vietnamese else f"by {day(last, lang)}"
    if kind == DeadlineKind.QUARTER:
        return f"trong {day(last, lang, 'quarter')}" if vietnamese else f"in {day(last, lang, 'quarter')}"
    if kind == DeadlineKind.YEAR:
        return f"trong năm {last.year}" if vietnamese else f"in {last.year}"
    month = f"tháng {day(last, lang, 'month')}" if vietnamese else day(last, lang, "month")
    if kind == DeadlineKind.MEETING:
        return f"phiên họp {month}" if vietnamese else f"meeting of {month}"
    return f"trong {month}" if vietnamese else f"in {month}"
