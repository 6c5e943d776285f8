"""Passages: stretches of a document that a reader reads in one go, as plain text with their offsets.

A passage is a paragraph, a note or a table cell. A paragraph that a page break or a note has cut in two is
one passage, because a number may stand before the break and what it counts after it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ...vocabulary.locators import Locator
from ..matching import Folded, Range, fold
from ..notes import NOTE_MARK
from ..text import Document, Span
from .names import AgencyName, agency_names

_ENDS = frozenset(".;:!?…")
# No sentence ends with these, whatever the next line begins with.
_LEFT_OPEN = frozenset({
    "của", "và", "các", "với", "do", "tại", "cho", "về", "trong", "theo", "là", "gồm", "những",
    "từ", "đến", "ở", "vào", "bởi", "hoặc", "bằng", "để", "giữa",
})  # fmt: skip


@dataclass(eq=False)
class Passage:
    """One stretch of text. All positions of `text` are the passage's own; `offsets` leads to the document's.

    A cell of a table knows the headings over its column, from top to bottom, and whether its column only
    numbers the rows.
    """

    folded: Folded
    places: tuple[tuple[int, Locator], ...]  # from which position on the text stands at which place
    table: bool = False  # a cell of a table
    headers: tuple[str, ...] = ()
    numbers_rows: bool = False
    source: str = ""  # the document's text

    @property
    def text(self) -> str:
        """NFC, one space for any white space, without emphasis, notes and their marks."""
        return self.folded.text

    @property
    def locator(self) -> Locator:
        return self.places[0][1]

    def place(self, position: int) -> Locator:
        """Where the character at `position` stands."""
        return self.places[max(0, bisect_right(self._begins, position) - 1)][1]

    def offsets(self, start: int, end: int) -> Range:
        """The characters of the document that `text[start:end]` (not empty) was read from."""
        return self.folded.starts[start], self.folded.ends[end - 1]

    def wraps(self, position: int) -> bool:
        """Whether the space at `position` is a line's end inside the paragraph."""
        starts, ends = self.folded.starts, self.folded.ends
        if not 0 < position < len(self.folded.text) - 1:
            return False
        between = self.source[ends[position - 1] : starts[position + 1]]
        return len(between) < 200 and "\n" in between

    @cached_property
    def agencies(self) -> tuple[AgencyName, ...]:
        """The agencies that the passage names, in order, with where they stand in `text`."""
        return tuple(agency_names(self.text))

    @cached_property
    def _begins(self) -> list[int]:
        return [start for start, _ in self.places]


def passages(document: Document) -> Iterator[Passage]:
    """The passages in the order they stand. Rows are read cell by cell."""
    headings = _Headings(document)
    waiting: list[Span] = []
    for span in _leaves(document):
        if waiting and (span.locator.row is not None or not _goes_on(document, waiting[-1], span)):
            yield _passage(document, waiting, headings)
            waiting = []
        waiting.append(span)
    if waiting:
        yield _passage(document, waiting, headings)


class _Headings:
    """The headings over each cell of a document's tables."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._read: dict[tuple[int, int], tuple[str, ...]] = {}

    @cached_property
    def _cells(self) -> dict[int, tuple[int, int]]:
        """Table and column of each cell that may have a heading, by where it begins: no two begin at one place."""
        return {
            cell.start: (number, table.column(cells, position))
            for number, table in enumerate(self._document.tables) if table.heads
            for cells in table.rows
            for position, cell in enumerate(cells, start=1)
        }

    def over(self, cell: Span) -> tuple[str, ...]:
        """The texts of the headings over a cell, from top to bottom."""
        place = self._cells.get(cell.start)
        if place is None:
            return ()
        if place not in self._read:
            number, column = place
            spans = self._document.tables[number].headers(column)
            read = (fold(self._document.text, self._document.pieces(span)).text.strip() for span in spans)
            self._read[place] = tuple(text for text in read if text)
        return self._read[place]


def _leaves(document: Document) -> Iterator[Span]:
    """Spans that hold no other: rows are left to their cells; notes come after what they stand in."""
    notes: list[Span] = []
    for span in document.spans:
        locator = span.locator
        if locator.row is None or locator.cell is not None:
            if locator.place.startswith("note "):
                notes.append(span)
            else:
                yield span
    yield from notes


def _goes_on(document: Document, before: Span, after: Span) -> bool:
    """Whether `after` is the rest of the sentence that `before` begins."""
    one, other = before.locator, after.locator
    if one.row is not None or other.row is not None or one.place != other.place:
        return False
    begun = document.text[after.start : min(after.end, after.start + 200)].lstrip(" *_")
    if not begun or not (begun[0].islower() or begun[0].isalpha()):
        return False
    ended = NOTE_MARK.sub("", document.text[max(before.start, before.end - 200) : before.end]).rstrip(" *_")
    if not ended or ended[-1] in _ENDS:
        return False
    return begun[0].islower() or (begun[0].isalpha() and ended.split()[-1] in _LEFT_OPEN)


def _passage(document: Document, spans: list[Span], headings: _Headings) -> Passage:
    first = spans[0]
    if first.locator.cell is not None:
        folded = fold(document.text, document.pieces(first))
        headers = headings.over(first)
        numbers_rows = _numbers_rows(folded.text, first.locator, headers)
        return Passage(folded, ((0, first.locator),), True, headers, numbers_rows, document.text)
    ranges: list[Range] = []
    for span in spans:
        ranges += document.pieces(span)
    folded = fold(document.text, ranges)
    places: list[tuple[int, Locator]] = []
    for span in spans:
        places.append((bisect_left(folded.starts, span.start) if places else 0, span.locator))
    return Passage(folded, tuple(places), source=document.text)


def _numbers_rows(text: str, locator: Locator, headers: tuple[str, ...]) -> bool:
    """Whether a cell holds nothing but the number of its row."""
    if headers and headers[0].casefold().strip(" .") in ("stt", "tt", "số tt", "số thứ tự", "s.tt"):
        return True
    if locator.cell != 1:
        return False
    bare = text.strip(" .)")
    return bare.isascii() and bare.isdigit() and len(bare) < 5 and int(bare) == locator.row
