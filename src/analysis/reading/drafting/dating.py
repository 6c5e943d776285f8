"""The date that a number speaks of, where the text says one before it.

`Tính đến ngày 25/4/2026` and `Trong năm 2025` hold until the paragraph's end or until another date or
`đến nay` takes their place; `từ đầu năm đến hết tháng 4` says when something happened and holds for its
clause.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from ..mentions.model import Mention
from .surroundings import Reading

_UNTIL = frozenset({"đến", "hết", "điểm"})  # tính đến, đến hết, đến thời điểm
_SINCE = frozenset({"từ", "kể"})
_NOW = (("đến", "nay"), ("hiện", "nay"), ("thời", "điểm", "báo", "cáo"), ("hiện", "có"), ("hiện", "còn"))
_SAYS = frozenset({"tăng", "giảm", "đạt", "có", "là", "ước"})
_BACK = 50  # dates back that are looked at
_LOOK = 5  # words before a date that say what it is


@dataclass(frozen=True)
class Dated:
    """From the word at `first` up to the one at `last` numbers speak of `as_of` (None: of the document's own)."""

    first: int
    last: int
    as_of: str | None


def dated(reading: Reading, issued: dt.date | None, at_mark: str | None = None) -> list[Dated]:
    """The stretches of a passage with a date of their own, in order; the later ones win.

    `at_mark` is the date at the mark of the note that the passage is.
    """
    words = reading.words.words
    found = [Dated(0, len(words) + 1, at_mark)] if at_mark else []
    for index, mention in reading.days:
        if stretch := _stretch(reading, index, mention, issued):
            found.append(stretch)
    if found:
        for index in range(len(words)):
            if any(words[index : index + len(now)] == now for now in _NOW if now[0] == words[index]):
                found.append(Dated(index, len(words) + 1, None))
    return sorted(found, key=lambda stretch: stretch.first)


def as_of(stretches: list[Dated], index: int) -> str | None:
    """The date that holds at the word at `index`."""
    at = bisect_right(stretches, index, key=lambda stretch: stretch.first)
    for stretch in reversed(stretches[max(0, at - _BACK) : at]):
        if index < stretch.last:
            return stretch.as_of
    return None


def _stretch(reading: Reading, index: int, mention: Mention, issued: dt.date | None) -> Dated | None:
    day, words = mention.date, reading.words
    if day is None or (issued is not None and day >= issued):
        return None
    end = len(words) + 1
    before = words.words[max(0, index - _LOOK) : index]
    while before and before[-1] in ("ngày", "tháng", "năm", "cuối"):
        before = before[:-1]
    last = before[-1] if before else ""
    following = words.words[index + 1] if index + 2 < end else ""
    if last in _UNTIL or mention.text.casefold().startswith(("đến ", "tính đến ", "hết ")):
        since = _SINCE.intersection(before) or _begun(reading, index)
        return Dated(index, _next(reading.clauses, index, reading) if since else end, _written(day, mention.precision))
    if mention.precision == "year" and (last == "trong" or mention.text.casefold().startswith("trong ")):
        return Dated(index, end, _written(day, "year"))
    if mention.precision in ("year", "quarter", "month") and following in _SAYS:
        return Dated(index, _next(reading.sentences, index, reading), _written(day, mention.precision))
    return None


def _begun(reading: Reading, index: int) -> bool:
    """Whether the date before this one is the beginning of the same span."""
    at = bisect_left(reading.days, index, key=lambda day: day[0])
    if not at or reading.days[at - 1][0] < index - _LOOK:
        return False
    other = reading.days[at - 1][0]
    return "từ" in reading.words.words[max(0, other - 2) : other]


def _next(places: tuple[int, ...], index: int, reading: Reading) -> int:
    at = bisect_right(places, index)
    return places[at] if at < len(places) else len(reading.words)


def _written(day: dt.date, precision: str | None) -> str:
    """As a sheet writes it: a quarter by its last month."""
    if precision == "year":
        return f"{day.year}"
    return f"{day:%Y-%m}" if precision in ("month", "quarter") else day.isoformat()
