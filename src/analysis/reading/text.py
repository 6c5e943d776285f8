"""A document's text as sections, paragraphs, notes and table rows, each at its locator.

Three kinds of text are read alike: scanned notices as markdown, where blank lines part the paragraphs and
notes stand at the foot of a page as `<sup>2</sup> …`; texts of word-processor files, where every line is a
paragraph and notes stand inline as `[footnoteRef:5] … [5: …]`; and plain text. All offsets are characters of
the text as given.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from ..vocabulary.locators import Locator
from .furniture import furniture
from .matching import Match, MatchStatus, Range, find_in, fold, tidy
from .notes import NOTE_FOOT, NOTE_MARK, inline_notes, marks_of
from .numbering import Level, Outline, annex, opener
from .spans import Span, trim
from .tabular import Table, as_line, cells_of, is_row, is_rule, plain_cells, row_number, shape_of
from .undisturbed import undisturbed

__all__ = [
    "Document", "Match", "MatchStatus", "Span", "Table", "checksum", "find_token", "normalise", "parse",
]  # fmt: skip

_LINE = re.compile(r"[^\r\n]+")
_BULLET = re.compile(r"[\s*_]*[-–—•+][*_]{0,3}\s+\S")
_HEADING = re.compile(r"\s*#{1,6}\s")
_SENTENCE_ENDS = frozenset(".;:!?…)\"”*")
_HEADING_MARKS = "#\u200b"
_LONG = 120  # characters: longer than a line of letterhead


@dataclass(frozen=True)
class Document:
    """A text with its spans in the order they stand.

    `cuts`: notes and their marks inside paragraphs. `tables`: in the order they begin. `notes`: the number of
    each note that the text refers to, with the offsets of its marks. `furniture`: page numbers and running
    heads, which are in no span.
    """

    text: str
    spans: tuple[Span, ...]
    cuts: tuple[Range, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    furniture: tuple[Range, ...] = ()

    @cached_property
    def _index(self) -> dict[Locator, list[Span]]:
        index: dict[Locator, list[Span]] = {}
        for span in self.spans:
            index.setdefault(span.locator, []).append(span)
        return index

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Every section, note and annex, in order."""
        return tuple(dict.fromkeys(span.locator.place for span in self.spans))

    def ranges(self, locator: Locator | str) -> list[Range]:
        """Where the locator's text stands, in order; empty when the document has no such place.

        A place without paragraph or row means all of it with the sections inside it.
        """
        if isinstance(locator, str):
            locator = Locator.parse(locator)
        if (locator.paragraph, locator.row, locator.cell) == (None, None, None):
            inside = f"{locator.place}."
            spans = [
                span for span in self.spans
                if span.locator.cell is None
                and (span.locator.place == locator.place or span.locator.place.startswith(inside))
            ]
        else:
            spans = self._index.get(locator, [])
        return [piece for span in spans for piece in self.pieces(span)]

    def header_of(self, locator: Locator | str, offset: int | None = None) -> Span | None:
        """The heading cell over a table's cell (the lowest one); None when its table has no heading.

        `offset` (a character of the cell) tells apart cells of two tables that have the same locator.
        """
        over = self.headers_of(locator, offset)
        return over[-1] if over else None

    def headers_of(self, locator: Locator | str, offset: int | None = None) -> tuple[Span, ...]:
        """All headings over a table's cell, from top to bottom."""
        if isinstance(locator, str):
            locator = Locator.parse(locator)
        for table, cells, position in self._cells.get(locator, []):
            if offset is None or cells[position - 1].start <= offset <= cells[position - 1].end:
                return table.headers(table.column(cells, position))
        return ()

    @cached_property
    def _cells(self) -> dict[Locator, list[tuple[Table, tuple[Span, ...], int]]]:
        found: dict[Locator, list[tuple[Table, tuple[Span, ...], int]]] = {}
        for table in self.tables:
            for cells in table.rows:
                for position, cell in enumerate(cells, start=1):
                    found.setdefault(cell.locator, []).append((table, cells, position))
        return found

    def find(self, locator: Locator | str, token: str, occurrence: int | None = None) -> Match:
        """See `find_token`."""
        return find_token(self, locator, token, occurrence)

    def quote(self, locator: Locator | str) -> str:
        """The locator's text as a reader sees it: one line, without emphasis and notes."""
        return tidy(fold(self.text, self.ranges(locator)).text)

    def locate(self, offset: int) -> Locator | None:
        """The innermost place that holds the character at `offset`; None between paragraphs."""
        starts, places = self._holders
        at = bisect_right(starts, offset) - 1
        return places[at] if at >= 0 else None

    @cached_property
    def _holders(self) -> tuple[list[int], list[Locator | None]]:
        """Where the innermost place changes, and to which one. Spans lie inside each other or apart."""
        starts: list[int] = []
        places: list[Locator | None] = []
        open_spans: list[Span] = []

        def change(offset: int) -> None:
            starts.append(offset)
            places.append(open_spans[-1].locator if open_spans else None)

        for span in self.spans:
            while open_spans and open_spans[-1].end <= span.start:
                closed = open_spans.pop()
                change(closed.end)
            open_spans.append(span)
            change(span.start)
        while open_spans:
            closed = open_spans.pop()
            change(closed.end)
        return starts, places

    def outline(self, width: int = 60) -> list[tuple[str, str]]:
        """Every locator with the beginning of its text, for people."""
        return [(str(span.locator), self._quote_span(span)[:width]) for span in self.spans]

    def _quote_span(self, span: Span) -> str:
        return tidy(fold(self.text, self.pieces(span)).text)

    def pieces(self, span: Span) -> list[Range]:
        """The span without the notes and marks that stand inside it."""
        if span.locator.place.startswith("note "):
            return [(span.start, span.end)]
        after = bisect_right(self.cuts, (span.start, span.start))
        apart = after == 0 or self.cuts[after - 1][1] <= span.start
        if apart and (after == len(self.cuts) or self.cuts[after][0] >= span.end):
            return [(span.start, span.end)]
        found: list[Range] = []
        at = span.start
        # Cuts lie apart and in order: the first that can matter is the last one that begins before the span.
        for index in range(max(0, after - 1), len(self.cuts)):
            first, last = self.cuts[index]
            if first >= span.end:
                break
            if last <= span.start:
                continue
            if first > at:
                found.append((at, first))
            at = max(at, last)
        if at < span.end:
            found.append((at, span.end))
        return found or [(span.start, span.start)]  # an empty cell is a place all the same


def normalise(text: str) -> str:
    """NFC, each run of white space one space, none at the ends, no byte-order mark."""
    return " ".join(unicodedata.normalize("NFC", text.replace("\ufeff", "")).split())


def checksum(text: str) -> str:
    """SHA-256 (hexadecimal) of the normalised text, in UTF-8."""
    return hashlib.sha256(normalise(text).encode("utf-8", "surrogatepass")).hexdigest()


def find_token(
    document: Document, locator: Locator | str, token: str, occurrence: int | None = None
) -> Match:
    """Where `token` stands at `locator`.

    White space, emphasis and Unicode composition do not matter; a digit (or `,` `.` `/` before or after
    another digit) may not adjoin a number at the token's ends, nor a letter a word; a bare number does not
    match a percentage. `occurrence` is 1-based; without it the token must stand there exactly once.
    """
    ranges = document.ranges(locator)
    if not ranges:
        return Match(MatchStatus.NOT_FOUND, reason="the document has no such place")
    return find_in(document.text, ranges, token, occurrence)


def parse(text: str) -> Document:
    """The document of `text`. Any text can be parsed: what has no numbering is all `head`."""
    with undisturbed():
        return _parse(text)


def _parse(text: str) -> Document:
    notes, bodies = inline_notes(text)
    # A note's own lines must not part the paragraph it stands in, so they are blanked, offsets unchanged.
    flat = _blank(text, [span for _, span in bodies]).replace("\ufeff", " ")
    dropped = furniture(flat)
    flat = _blank(flat, dropped)
    marks = list(NOTE_MARK.finditer(flat))
    builder = _Builder(text)
    for lines in _paragraphs(flat, by_line=_one_paragraph_a_line(flat, bool(bodies))):
        builder.add(flat, lines)
    builder.notes(notes)
    spans = sorted(builder.spans, key=lambda span: (span.start, -span.end))
    cuts = _merge([*(mark.span() for mark in marks), *(span for _, span in bodies)])
    return Document(
        text, tuple(spans), tuple(cuts), builder.tables(), marks_of(marks, builder.feet), tuple(dropped)
    )


class _Builder:
    """Puts paragraphs at their locators while going down the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: list[Span] = []
        self._outline = Outline()
        self._paragraphs: dict[str, int] = {}
        self._rows: dict[str, int] = {}
        self._tables: list[_OpenTable] = []
        self._last: dict[str, _OpenTable] = {}  # of each place
        self.feet: list[int] = []  # offsets of the marks that begin notes

    def add(self, flat: str, lines: list[Range]) -> None:
        first = flat[slice(*lines[0])]
        if is_row(first):
            self._table(flat, lines)
            return
        start, end = trim(flat, lines[0][0], lines[-1][1], _HEADING_MARKS)
        if not any(letter.isalnum() for letter in NOTE_MARK.sub("", flat[start:end])):
            return
        if foot := NOTE_FOOT.match(flat, start, end):
            self.feet.append(flat.index("<sup>", start))
            self._put(f"note {int(foot[1])}", foot.end(), end)
            return
        bare = NOTE_MARK.sub("", first)
        if (place := annex(bare)) is not None:
            self._outline.enter_annex(place)
        elif found := opener(bare):
            self._outline.enter(found)
        self._put(self._outline.place, start, end)

    def notes(self, notes: Sequence[tuple[int, list[Range]]]) -> None:
        for number, lines in notes:
            for start, end in lines:
                self._put(f"note {number}", start, end)

    def _put(self, place: str, start: int, end: int) -> None:
        self._paragraphs[place] = number = self._paragraphs.get(place, 0) + 1
        self.spans.append(Span(Locator(place, number), start, end))

    def tables(self) -> tuple[Table, ...]:
        return tuple(Table(table.place, tuple(table.heads), tuple(table.rows)) for table in self._tables)

    def _table(self, flat: str, lines: list[Range]) -> None:
        place = self._outline.place
        rules = [index for index, line in enumerate(lines) if is_rule(flat[slice(*line)])]
        rows = [cells for line in lines if (cells := cells_of(flat, *line))]
        texts = [plain_cells(flat, cells) for cells in rows]
        table = self._last.get(place)
        # Rows above the first rule are a heading; a rule as the first line heads nothing.
        ruled = rules[0] if rules and "-" in flat[slice(*lines[rules[0]])] else 0
        apart = table is not None and self._paragraphs.get(place, 0) > table.paragraphs
        shape = shape_of(texts, ruled, place in self._rows, table.known if table else (), apart)
        for index, (cells, words) in enumerate(zip(rows, texts, strict=True)):
            if index in shape.repeats:
                continue
            start, end = trim(flat, cells[0][0], cells[-1][1])
            if table is None or index in shape.begins:
                table = self._last[place] = _OpenTable(place)
                self._tables.append(table)
            if index in shape.heads:
                self._put(place, start, end)
                if index in shape.columns:
                    table.known.add(as_line(words))
                    locator = self.spans[-1].locator
                    table.heads.append(tuple(Span(locator, *trim(flat, *cell)) for cell in cells))
                continue
            number = row_number(flat, cells)
            number = number if number is not None else self._rows.get(place, 0) + 1
            self._rows[place] = number
            self.spans.append(Span(Locator(place, row=number), start, end))
            row = tuple(
                Span(Locator(place, row=number, cell=position), *trim(flat, left, right))
                for position, (left, right) in enumerate(cells, start=1)
            )
            self.spans += row
            table.rows.append(row)
        if table is not None:
            table.paragraphs = self._paragraphs.get(place, 0)


@dataclass
class _OpenTable:
    """A table that further rows may still join."""

    place: str
    heads: list[tuple[Span, ...]] = field(default_factory=list)
    rows: list[tuple[Span, ...]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)  # its headings, for knowing them when they are repeated
    paragraphs: int = 0  # of its place, down to its last row


def _blank(text: str, spans: Sequence[Range]) -> str:
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _one_paragraph_a_line(flat: str, word_processor: bool) -> bool:
    """Whether each line is a paragraph: in word-processor texts, and where long lines follow one another."""
    if word_processor:
        return True
    lines = flat.splitlines()
    followed = alone = 0
    for line, following in pairwise(lines):
        if len(line) >= _LONG and not is_row(line):
            if following.strip() and not _BULLET.match(following) and len(following) >= _LONG:
                followed += 1
            else:
                alone += 1
    return followed > alone


def _paragraphs(flat: str, by_line: bool) -> Iterator[list[Range]]:
    """Groups of lines (without their ends) that make one paragraph, or one table."""
    block: list[Range] = []
    first = previous = ""  # the first and the last line of the block
    end_of_last = 0
    for match in _LINE.finditer(flat):
        line = match[0]
        if not line.strip():
            continue
        gap = flat[end_of_last:match.start()]
        apart = gap != "\n" and _is_blank_line(gap)
        end_of_last = match.end()
        if block and _splits(first, previous, line, apart or by_line):
            yield block
            block = []
        first = first if block else line
        previous = line
        block.append(match.span())
    if block:
        yield block


def _is_blank_line(gap: str) -> bool:
    """Whether the line ends between two lines part them."""
    return gap.replace("\r\n", "\n").replace("\r", "\n").count("\n") > 1 or bool(gap.strip("\r\n"))


def _splits(first: str, previous: str, line: str, apart: bool) -> bool:
    """Whether `line` begins a paragraph of its own after the lines `first` … `previous` of another."""
    row = is_row(line)
    if row or is_row(previous):
        # A table broken by a page goes on as long as rows follow rows.
        return not (row and is_row(previous))
    if apart or _BULLET.match(line) or _HEADING.match(line) or NOTE_FOOT.match(line):
        return True
    found = opener(line)
    if found is None and annex(line) is None:
        return False
    if found and found.level is Level.PAREN and found.number > 1:
        # `(2)` after a line break is an item only when the paragraph is item `(1)`; else a wrapped sentence.
        item = opener(first)
        return item is not None and (item.level, item.number) == (Level.PAREN, found.number - 1)
    ended = previous.rstrip()[-1:] in _SENTENCE_ENDS or previous.endswith("  ")
    return ended or opener(previous) is not None or bool(_HEADING.match(previous))


def _merge(ranges: Sequence[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
