"""What stands at the edges of pages: running heads and page numbers, which are dropped, and notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..numbering import annex
from .pdf_lines import MARK, Line, lines_of, whole
from .pdf_page import Page, body_size
from .pdf_paragraphs import Building, begins, measure

_EDGE = 0.15  # of a page's height, within which heads and numbers stand
_HEADS = 3  # lines of a running head or foot at most
_NUMBER = re.compile(r"(?:(?:trang|page)\s+)?[-–—]?\s*(\d{1,4})\s*[-–—]?(?:\s*/\s*\d{1,4})?", re.IGNORECASE)
_NOTE_NUMBER = re.compile(r"\[?(\d{1,3})[\].)]?\s+(?=\S)")
_SMALLER = 0.93  # of the body's size: notes are set smaller

Row = list[Line]


@dataclass(frozen=True)
class Sheet:
    """A page without its furniture: the rows of its text, and those of the notes at its foot."""

    page: Page
    rows: list[Row]
    foot: list[Line]


def sheets_of(pages: Sequence[Page]) -> list[Sheet]:
    """The pages with their heads and numbers dropped and their notes apart."""
    rows = [lines_of(page.letters, page.number) for page in pages]
    dropped = _furniture(pages, rows)
    body = body_size(list(pages))
    sheets: list[Sheet] = []
    for index, page in enumerate(pages):
        kept = [row for at, row in enumerate(rows[index]) if (index, at) not in dropped]
        at = _foot(page, kept, body, bool(sheets and sheets[-1].foot))
        sheets.append(Sheet(page, kept[:at], [whole(row) for row in kept[at:]]))
    return sheets


def _furniture(pages: Sequence[Page], rows: Sequence[Sequence[Row]]) -> set[tuple[int, int]]:
    """Which rows (index of the page, of the row) are running heads, feet and page numbers."""
    places: dict[tuple[str, int], list[tuple[int, int]]] = {}
    single: set[tuple[int, int]] = set()
    for index, page in enumerate(pages):
        count = len(rows[index])
        for at in {*range(min(_HEADS, count)), *range(max(0, count - _HEADS), count)}:
            line = whole(rows[index][at])
            if _EDGE * page.height < line.top and line.bottom < (1 - _EDGE) * page.height:
                continue
            height = round((line.top + line.bottom) / 10)
            if number := _NUMBER.fullmatch(line.text):
                places.setdefault((f"#{int(number[1]) - page.number}", height), []).append((index, at))
                if int(number[1]) == page.number and at in (0, count - 1):
                    single.add((index, at))
            elif annex(line.text) is None:
                places.setdefault((MARK.sub("", line.text).casefold(), height), []).append((index, at))
    least = max(2, len(pages) // 4)
    known = single.union(*(found for found in places.values() if len(found) >= least), set())
    dropped: set[tuple[int, int]] = set()
    for index in range(len(pages)):
        count = len(rows[index])
        # Heads stand above everything, feet below everything.
        for order in (range(count), range(count - 1, -1, -1)):
            for at in order:
                if (index, at) not in known:
                    break
                dropped.add((index, at))
    return dropped


def _foot(page: Page, rows: Sequence[Row], body: float, before: bool) -> int:
    """From which row on the notes stand; `before`: the page before ended with notes, which may go on."""
    low = max((table.bottom for table in page.tables), default=0.0)
    for rule in page.rules:
        if not 20 < rule.x1 - rule.x0 < 0.6 * page.width or rule.y < max(0.2 * page.height, low - 1):
            continue
        at = next((index for index, row in enumerate(rows) if row[0].top >= rule.y - 3), len(rows))
        below = [whole(row) for row in rows[at:]]
        if below and _small(below, body) and (before or _note_number(below[0], None) is not None):
            return at
    at = len(rows)
    while at and rows[at - 1][0].size <= 0.9 * body and rows[at - 1][0].top > low:
        at -= 1
    marks = {int(number) for row in rows[:at] for line in row for _, number in MARK.findall(line.text)}
    if not marks:
        return at if before and at and at < len(rows) and _parted(rows, at) else len(rows)
    if before and at < len(rows) and _parted(rows, at):
        return at
    return next((index for index in range(at, len(rows)) if _note_number(whole(rows[index]), None) in marks), len(rows))


def _parted(rows: Sequence[Row], at: int) -> bool:
    """Whether a space parts row `at` from the text above, that is wider than between lines."""
    return at > 0 and rows[at][0].top - rows[at - 1][0].bottom > 0.6 * rows[at][0].size


def _small(lines: Sequence[Line], body: float) -> bool:
    sizes = Counter(round(line.size, 1) for line in lines)
    return sizes.most_common(1)[0][0] <= _SMALLER * body or all(line.starts_raised() is not None for line in lines[:1])


def _note_number(line: Line, expected: int | None) -> int | None:
    """The number a note begins with: raised, or plain where it is the next one."""
    if (raised := line.starts_raised()) is not None:
        return raised
    match = _NOTE_NUMBER.match(line.text)
    return int(match[1]) if match and (expected is None or int(match[1]) == expected) else None


@dataclass
class _Note:
    shown: int
    page: int
    parts: list[Building] = field(default_factory=list)


class Notes:
    """The notes of a document, numbered so that no two have the same number."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._notes: list[_Note] = []
        lines = [line for sheet in sheets for line in sheet.foot]
        how = measure(lines)
        for sheet in sheets:
            for at, line in enumerate(sheet.foot):
                last = self._notes[-1] if self._notes else None
                expected = last.shown + 1 if last else None
                number = _note_number(line, expected)
                if number is not None:
                    self._notes.append(_Note(number, sheet.page.number, [Building()]))
                    self._notes[-1].parts[-1].add(line)
                elif last is None:
                    self._notes.append(_Note(0, sheet.page.number, [Building()]))  # begins on a page not given
                    self._notes[-1].parts[-1].add(line)
                else:
                    if begins(last.parts[-1], line, how, across=at == 0):
                        last.parts.append(Building())
                    last.parts[-1].add(line)
        shown = [note.shown for note in self._notes]
        again = len(set(shown)) < len(shown) or 0 in shown
        self._numbers = [index if again else note.shown for index, note in enumerate(self._notes, start=1)]
        self._places = {(note.page, note.shown): index for index, note in enumerate(self._notes)}
        self._first = {note.shown: index for index, note in reversed(list(enumerate(self._notes)))}
        self._used: set[int] = set()

    def resolve(self, text: str) -> str:
        """`text` with each raised number as the mark of its note, or as `<sup>`, where there is none."""
        def mark(match: re.Match[str]) -> str:
            page, shown = int(match[1]), int(match[2])
            index = self._places.get((page, shown), self._places.get((page + 1, shown), self._first.get(shown)))
            if index is None:
                return f"<sup>{shown}</sup>"
            self._used.add(index)
            return f"[footnoteRef:{self._numbers[index]}]"

        return MARK.sub(mark, text)

    def bodies(self) -> dict[int, list[str]]:
        """The paragraphs of each note, by its number."""
        found: dict[int, list[str]] = {}
        for number, note in zip(self._numbers, self._notes, strict=True):
            texts = [MARK.sub(lambda match: f" ({match[2]}) ", part.text) if at else self._first_text(part, note)
                     for at, part in enumerate(note.parts)]
            found[number] = texts
        return found

    @staticmethod
    def _first_text(part: Building, note: _Note) -> str:
        text = part.text
        if match := MARK.match(text):
            text = text[match.end() :]
        elif match := _NOTE_NUMBER.match(text):
            text = text[match.end() :] if int(match[1]) == note.shown else text
        return MARK.sub(lambda match: f"<sup>{match[2]}</sup>", text)
