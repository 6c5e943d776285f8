"""The scan: finders in the order of their claims, over each passage; no two mentions overlap."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from itertools import chain

from ..text import Document
from ..undisturbed import undisturbed
from .citations import find_citations
from .days import find_dates
from .hits import Hit, Taken
from .model import Mention
from .passages import Passage, passages
from .quantities import find_quantities
from .recipients import without_recipients

Finder = Callable[[Passage, Taken, dt.date | None], list[Hit]]

# What an earlier one has taken, a later one leaves alone: `17/2026/NQ-CP` is no ratio and no date.
# Every mention holds a digit or one of these words, and most cells and headings hold neither.
_NUMERIC = re.compile("[0-9]")
_WORDED = re.compile(
    r"một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười|hằng|hàng|mỗi|định kỳ|lần|họp|hội nghị|ngày|tháng|quý|nửa", re.I
)
_SHORTEST_DATE = len("8/2026")  # with its year
_FINDERS: tuple[Finder, ...] = (find_citations, find_dates, find_quantities)


def read_mentions(document: Document, issued: dt.date | None = None) -> tuple[Mention, ...]:
    """All mentions in the order they stand.

    `issued` is the document's date, by which a date without a year is understood; without it the date is
    read from the letterhead, and where there is none, dates without a year are no mentions.
    """
    with undisturbed():
        return _read(document, issued)


def _read(document: Document, issued: dt.date | None) -> tuple[Mention, ...]:
    stream = passages(document)
    if issued is None:
        issued, head = _dated(stream)
        stream = chain(head, stream)
    found: list[Mention] = []
    for passage in without_recipients(stream):
        text = passage.text
        if passage.numbers_rows and text.isdecimal():
            continue
        if not _NUMERIC.search(text) and not _WORDED.search(text):
            continue
        taken = Taken()
        for finder in _FINDERS:
            hits = finder(passage, taken, issued)
            for hit in hits:
                taken.add(hit.start, hit.end)
                if hit.kind is not None:
                    start, end = passage.offsets(hit.start, hit.end)
                    found.append(Mention(kind=hit.kind, start=start, end=end, text=document.text[start:end],
                                         locator=passage.place(hit.start), **hit.fields))
    return tuple(sorted(found, key=lambda mention: mention.start))


def letterhead_date(document: Document) -> dt.date | None:
    """The date of the letterhead: the first full date of the head, or its month's last day."""
    return _dated(passages(document))[0]


def _dated(stream: Iterator[Passage]) -> tuple[dt.date | None, list[Passage]]:
    """The date of the letterhead, and the passages taken from `stream` in looking for it."""
    seen: list[Passage] = []
    for passage in stream:
        seen.append(passage)
        if passage.locator.place != "head":
            break
        dated = len(passage.text) >= _SHORTEST_DATE and _NUMERIC.search(passage.text)
        for hit in find_dates(passage, Taken(), None) if dated else ():
            day = hit.fields.get("date")
            if isinstance(day, dt.date) and hit.fields.get("precision") in ("day", "month"):
                return day, seen
    return None, seen
