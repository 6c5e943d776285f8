"""The scan: finders in the order of their claims, over each passage; no two mentions overlap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from ..text import Document
from .citations import find_citations
from .days import find_dates
from .hits import Hit, Taken
from .model import Mention
from .passages import Passage, passages
from .quantities import find_quantities
from .recipients import without_recipients

Finder = Callable[[Passage, Taken, dt.date | None], list[Hit]]

# What an earlier one has taken, a later one leaves alone: `17/2026/NQ-CP` is no ratio and no date.
_FINDERS: tuple[Finder, ...] = (find_citations, find_dates, find_quantities)


def read_mentions(document: Document, issued: dt.date | None = None) -> tuple[Mention, ...]:
    """All mentions in the order they stand.

    `issued` is the document's date, by which a date without a year is understood; without it the date is
    read from the letterhead, and where there is none, dates without a year are no mentions.
    """
    issued = issued or letterhead_date(document)
    found: list[Mention] = []
    for passage in without_recipients(passages(document)):
        taken = Taken()
        for finder in _FINDERS:
            hits = finder(passage, taken, issued)
            taken.extend((hit.start, hit.end) for hit in hits)
            for hit in hits:
                if hit.kind is not None:
                    start, end = passage.offsets(hit.start, hit.end)
                    found.append(Mention(kind=hit.kind, start=start, end=end, text=document.text[start:end],
                                         locator=passage.place(hit.start), **hit.fields))
    return tuple(sorted(found, key=lambda mention: mention.start))


def letterhead_date(document: Document) -> dt.date | None:
    """The date of the letterhead: the first full date of the head, or its month's last day."""
    for passage in passages(document):
        if passage.locator.place != "head":
            break
        for hit in find_dates(passage, Taken(), None):
            day = hit.fields.get("date")
            if isinstance(day, dt.date) and hit.fields.get("precision") in ("day", "month"):
                return day
    return None
