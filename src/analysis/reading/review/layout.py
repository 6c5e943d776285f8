"""A document laid out for a page: headings, paragraphs, notes and tables in the order of the text.

Every character that a reader can see comes once: what belongs to no place of the document (page numbers,
running heads) is there too, told apart. Text is cut into runs, so that mentions can be marked in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ...vocabulary.locators import Locator
from ..matching import Range
from ..mentions import Mention
from ..notes import NOTE_MARK
from ..text import Document, Span

_EMPHASIS = re.compile(r"\*{1,3}")
_HARD_BREAK = re.compile(r"[ \t]{2,}(?:\r\n|\r|\n)|\u000b|\u2028")
_NOTE_PLACE = "note "
_HEADING = 160  # characters: what opens a section and is longer is a sentence


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    NOTE = "note"
    TABLE = "table"
    UNREAD = "unread"  # in no place of the document


@dataclass(frozen=True)
class Run:
    """A stretch of text set in one way. `mention` is the index of the mention it belongs to.

    `more` says that the mention began in an earlier run; `note` makes the run the mark of that note.
    """

    text: str
    mention: int | None = None
    more: bool = False
    strong: bool = False
    italic: bool = False
    note: int | None = None
    line_break: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells, each a list of runs."""

    locator: Locator
    cells: tuple[tuple[Run, ...], ...]
    head: bool = False


@dataclass(frozen=True)
class Block:
    """A piece of the page. Tables have rows, all others runs; `level` is the depth of a heading (1 to 4)."""

    kind: BlockKind
    locator: Locator | None = None
    runs: tuple[Run, ...] = ()
    rows: tuple[Row, ...] = ()
    level: int = 0
    notes: tuple[Block, ...] = field(default=())  # that stand inside the paragraph


def blocks(document: Document, mentions: Sequence[Mention]) -> Iterator[Block]:
    """The document from top to bottom. `mentions` are in order and apart; runs name them by their index."""
    writer = _Writer(document, mentions)
    tables = _tables(document)
    spans = [span for span in document.spans if span.locator.cell is None]
    at = 0
    index = 0
    while index < len(spans):
        span = spans[index]
        if unread := writer.unread(at, span.start):
            yield unread
        table = tables.get(span.start)
        if table is not None:
            rows: list[Row] = []
            while index < len(spans) and tables.get(spans[index].start, (None,))[0] == table[0]:
                place, cells = spans[index], tables[spans[index].start][1]
                if rows and writer.visible(at, place.start):
                    break  # something stands between the rows: the table goes on behind it
                head = place.locator.row is None
                rows.append(Row(place.locator, tuple(writer.runs(cell) for cell in cells), head))
                at = max(at, place.end)
                index += 1
            yield Block(BlockKind.TABLE, rows[0].locator, rows=tuple(rows))
            continue
        index += 1
        inside = []
        while index < len(spans) and spans[index].start < span.end:
            inside.append(spans[index])
            index += 1
        yield writer.paragraph(span, inside)
        at = max(at, span.end)
    if unread := writer.unread(at, len(document.text)):
        yield unread


def _tables(document: Document) -> dict[int, tuple[int, tuple[Span, ...]]]:
    """Where rows and headings of tables begin: the number of the table, and their cells."""
    found: dict[int, tuple[int, tuple[Span, ...]]] = {}
    starts = {span.start for span in document.spans if span.locator.cell is None}
    for number, table in enumerate(document.tables):
        for cells in (*table.heads, *table.rows):
            # A row begins with its first cell that holds anything.
            start = next((cell.start for cell in cells if cell.start in starts), None)
            if start is not None:
                found[start] = (number, cells)
    return found


class _Writer:
    """Cuts the text of spans into runs."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        self._document = document
        self._text = document.text
        self._mentions = mentions
        self._starts = [mention.start for mention in mentions]
        self._begun: set[int] = set()

    def paragraph(self, span: Span, inside: Sequence[Span]) -> Block:
        """A paragraph with the notes that stand inside it."""
        notes = tuple(Block(BlockKind.NOTE, note.locator, self.runs(note)) for note in inside)
        runs = self.runs(span)
        if span.locator.place.startswith(_NOTE_PLACE):
            return Block(BlockKind.NOTE, span.locator, runs, notes=notes)
        if self._opens(span):
            level = min(4, 1 + span.locator.place.count("."))
            return Block(BlockKind.HEADING, span.locator, runs, level=level, notes=notes)
        return Block(BlockKind.PARAGRAPH, span.locator, runs, notes=notes)

    def _opens(self, span: Span) -> bool:
        """Whether the paragraph is the heading of its section."""
        locator = span.locator
        return locator.paragraph == 1 and locator.place != "head" and span.end - span.start <= _HEADING

    def runs(self, span: Span) -> tuple[Run, ...]:
        """The span's text without the notes inside it, their marks as runs of their own."""
        pieces = [piece for whole in self._document.pieces(span) for piece in self._without_marks(*whole)]
        emphasis = _Emphasis(self._text, pieces)
        found: list[Run] = []
        at = span.start
        for start, end in pieces:
            found += self._marks(at, start)
            found += self._piece(start, end, emphasis)
            at = end
        found += self._marks(at, span.end)
        return tuple(found)

    def _without_marks(self, start: int, end: int) -> Iterator[Range]:
        """The range around the marks of notes in it (those in notes are no cuts of the document)."""
        for match in NOTE_MARK.finditer(self._text, start, end):
            yield start, match.start()
            start = match.end()
        yield start, end

    def unread(self, start: int, end: int) -> Block | None:
        """What stands between places, when it is anything to read."""
        text = self._between(start, end)
        return Block(BlockKind.UNREAD, runs=(Run(text),)) if text else None

    def visible(self, start: int, end: int) -> bool:
        """Whether a reader would see anything there; marks of notes and rules of tables do not count."""
        return bool(self._between(start, end))

    def _between(self, start: int, end: int) -> str:
        parts: list[str] = []
        cuts = self._document.cuts
        index = max(0, bisect_right(cuts, (start, start)) - 1)
        while start < end:
            first, last = cuts[index] if index < len(cuts) else (end, end)
            if first > start:
                parts.append(self._text[start : min(first, end)])
            start, index = max(start, last), index + 1
        text = NOTE_MARK.sub("", "".join(parts)).strip()
        return text if any(letter.isalnum() for letter in text) else ""

    def _marks(self, start: int, end: int) -> Iterator[Run]:
        """The marks of notes in a cut; the notes themselves are set apart."""
        at = start
        while at < end and (match := NOTE_MARK.search(self._text, at, end)):
            number = match[1] or match[2]
            if number:
                yield Run(number, note=int(number))
            at = match.end()

    def _piece(self, start: int, end: int, emphasis: _Emphasis) -> Iterator[Run]:
        index = max(0, bisect_right(self._starts, start) - 1)
        while index < len(self._mentions) and self._mentions[index].start < end:
            mention = self._mentions[index]
            if mention.end > start:
                left, right = max(start, mention.start), min(end, mention.end)
                yield from self._set(start, left, emphasis, None)
                yield from self._set(left, right, emphasis, index)
                start = right
            index += 1
        yield from self._set(start, end, emphasis, None)

    def _set(self, start: int, end: int, emphasis: _Emphasis, mention: int | None) -> Iterator[Run]:
        for left, right, strong, italic in emphasis.parts(start, end):
            at = left
            for stop in [*_HARD_BREAK.finditer(self._text, left, right), None]:
                text = self._text[at : stop.start() if stop else right]
                if text:
                    yield Run(text, mention, self._goes_on(mention), strong, italic)
                if stop:
                    yield Run("", mention, self._goes_on(mention), line_break=True)
                    at = stop.end()

    def _goes_on(self, mention: int | None) -> bool:
        if mention is None:
            return False
        begun = mention in self._begun
        self._begun.add(mention)
        return begun


class _Emphasis:
    """Asterisks of a paragraph: emphasis where they come in pairs, else they are text like any other."""

    def __init__(self, text: str, pieces: Sequence[Range]) -> None:
        self._signs: list[tuple[int, int, bool, bool]] = []  # start, end, and what holds behind it
        strong = italic = False
        for start, end in pieces:
            for sign in _EMPHASIS.finditer(text, start, end):
                strong ^= len(sign[0]) >= 2
                italic ^= len(sign[0]) != 2
                self._signs.append((sign.start(), sign.end(), strong, italic))
        if strong or italic:
            self._signs = []
        self._starts = [sign[0] for sign in self._signs]

    def parts(self, start: int, end: int) -> Iterator[tuple[int, int, bool, bool]]:
        """The range without the signs: pieces, and whether they are strong and italic."""
        index = bisect_right(self._starts, start) - 1
        strong, italic = self._signs[index][2:] if index >= 0 else (False, False)
        if index >= 0:
            start = max(start, min(end, self._signs[index][1]))
        index += 1
        while index < len(self._signs) and self._starts[index] < end:
            first, last, *behind = self._signs[index]
            if first > start:
                yield start, first, strong, italic
            start = min(last, end)
            strong, italic = behind
            index += 1
        if start < end:
            yield start, end, strong, italic
