"""The order in which lines are read: columns side by side, and tables without lines.

Rows in pieces that keep one gutter clear are columns, read one after the other (a letterhead, recipients beside
a signature). Rows in three pieces or more that keep their columns are a table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .pdf_lines import Line
from .pdf_paragraphs import joined

_NUMBERED = re.compile(r"Số\s*:|Số\s+\d")
_SERIAL = re.compile(r"(?:S?TT|\d{1,4}\.?)", re.IGNORECASE)
_LEAST = 3  # columns, and rows in as many pieces, that make a table


@dataclass(frozen=True)
class Column:
    """Lines read one after the other; `full`: over the whole width."""

    lines: list[Line]
    full: bool


@dataclass(frozen=True)
class Cells:
    """A table without lines."""

    rows: list[list[str]]


def in_order(rows: Sequence[Sequence[Line]]) -> list[Column | Cells]:
    """Columns and tables in the order they are read."""
    rows = _beside(rows)
    found: list[Column | Cells] = []
    at = 0
    while at < len(rows):
        if len(rows[at]) == 1:
            last = found[-1] if found else None
            if not (isinstance(last, Column) and last.full):
                last = Column([], True)
                found.append(last)
            last.lines.append(rows[at][0])
            at += 1
            continue
        if (until := _table_end(rows, at)) > at:
            found.append(Cells(_cells(rows[at:until])))
            at = until
            continue
        stop, gutter = _band(rows, at)
        for part in _parts(rows[at:stop]):
            left = [line for row in part for line in row if line.x0 < gutter]
            right = [line for row in part for line in row if line.x0 >= gutter]
            found += [Column(column, False) for column in (left, right) if column]
        at = stop
    return found


def _beside(rows: Sequence[Sequence[Line]]) -> list[Sequence[Line]]:
    """Rows of one piece that stand beside each other, only not quite at one height, as one row."""
    found: list[Sequence[Line]] = []
    for row in rows:
        above = found[-1] if found else []
        if len(above) == 1 and len(row) == 1:
            one, other = sorted((above[0], row[0]), key=lambda line: line.x0)
            if row[0].top < above[0].bottom - 0.3 * row[0].size and other.x0 - one.x1 > 0.8 * row[0].size:
                found[-1] = [one, other]
                continue
        found.append(row)
    return found


def _band(rows: Sequence[Sequence[Line]], start: int) -> tuple[int, float]:
    """How far the columns go that begin with row `start`, and where the right one begins."""
    first = rows[start]
    widest = max(range(1, len(first)), key=lambda index: first[index].x0 - first[index - 1].x1)
    low, high = first[widest - 1].x1, first[widest].x0
    stop = start + 1
    while stop < len(rows):
        row = rows[stop]
        left = [line for line in row if line.x0 < (low + high) / 2]
        right = [line for line in row if line.x0 >= (low + high) / 2]
        lower = max([low, *(line.x1 for line in left)])
        higher = min([high, *(line.x0 for line in right)])
        above = max(line.bottom for line in rows[stop - 1])
        size = row[0].size
        near = min(line.top for line in row) - above <= 1.5 * size
        if higher - lower < 0.4 * size or not (near or (left and right)):
            break
        if not (left and right) and not _aligned(rows[start:stop], row, (low + high) / 2):
            break
        low, high = lower, higher
        stop += 1
    return stop, (low + high) / 2


def _aligned(rows: Sequence[Sequence[Line]], row: Sequence[Line], gutter: float) -> bool:
    """Whether a row in one column stands under the column's last line, by its beginning or its middle."""
    side = row[0].x0 >= gutter
    for above in reversed(rows):
        for line in above:
            if (line.x0 >= gutter) == side:
                middles = abs((line.x0 + line.x1) / 2 - (row[0].x0 + row[0].x1) / 2)
                return abs(line.x0 - row[0].x0) < 2 * row[0].size or middles < row[0].size
    return True


def _parts(rows: Sequence[Sequence[Line]]) -> list[list[Sequence[Line]]]:
    """Rows of columns, parted where both columns leave a space: rows of a table without lines."""
    parts: list[list[Sequence[Line]]] = [[rows[0]]]
    floor = max(line.bottom for line in rows[0])
    for row in rows[1:]:
        top = min(line.top for line in row)
        # The number and the date of a letterhead stand in a row of their own, however near.
        dated = len(row) > 1 and _NUMBERED.match(row[0].text) and " ngày " in f" {row[-1].text} "
        if len(row) > 1 and (top - floor > 0.45 * row[0].size or dated):
            parts.append([])
        parts[-1].append(row)
        floor = max([floor, *(line.bottom for line in row)])
    return parts


def _table_end(rows: Sequence[Sequence[Line]], start: int) -> int:
    """Where the table without lines ends that begins with row `start`; `start` itself when none does."""
    left = min(line.x0 for line in rows[start])
    right = max(line.x1 for line in rows[start])
    stop, last, many = start, start, 0
    while stop < len(rows):
        row = rows[stop]
        size = row[0].size
        if stop > start and min(line.top for line in row) - max(line.bottom for line in rows[stop - 1]) > 1.5 * size:
            break
        if len(row) == 1 and row[0].x1 - row[0].x0 > 0.6 * (right - left):
            break
        right = max(right, *(line.x1 for line in row))
        many += len(row) >= _LEAST
        stop += 1
        last = stop
    spans = _spans(rows[start:last])
    if many < _LEAST or len(spans) < _LEAST:
        return start
    # Text below the table begins at the margin, as its first column does, where only numbers stand alone.
    while len(rows[last - 1]) == 1 and rows[last - 1][0].x0 <= spans[0][1] and not _SERIAL.fullmatch(
        rows[last - 1][0].text
    ):
        last -= 1
    return last


def _spans(rows: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """The columns: stretches that pieces cover, with clear gutters between them."""
    spans: list[tuple[float, float]] = []
    for x0, x1 in sorted((line.x0, line.x1) for row in rows for line in row):
        if spans and x0 <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(spans[-1][1], x1))
        else:
            spans.append((x0, x1))
    return spans


def _cells(rows: Sequence[Sequence[Line]]) -> list[list[str]]:
    """The rows of a table: lines that follow closely belong to one, unless each has a number of its own."""
    spans = _spans(rows)

    def number(row: Sequence[Line]) -> bool:
        return row[0].x0 <= spans[0][1] and _SERIAL.fullmatch(row[0].text) is not None

    groups = _groups(rows, [number(row) for row in rows])
    found = []
    for group in groups:
        cells = [""] * len(spans)
        for row in group:
            for line in row:
                at = next(index for index, (x0, x1) in enumerate(spans) if x0 <= line.x0 <= x1)
                cells[at] = joined(cells[at], line.text)
        found.append(cells)
    return found


def _groups(rows: Sequence[Sequence[Line]], numbered: Sequence[bool]) -> list[list[Sequence[Line]]]:
    """Lines that make one row of a table: those between wider spaces, if so each group has one number."""
    spaces: list[float] = []
    floor = 0.0
    for row in rows:
        spaces.append((min(line.top for line in row) - floor) / row[0].size)
        floor = max(floor, *(line.bottom for line in row))
    if not any(numbered):
        starts = [True] * len(rows)
    else:
        starts = list(numbered)  # the rows stand close: each begins with its number
        for wide in (0.25, 0.4, 0.6, 0.9):
            parted = [index == 0 or space > wide for index, space in enumerate(spaces)]
            counts: list[int] = []
            for begins, has in zip(parted, numbered, strict=True):
                if begins:
                    counts.append(0)
                counts[-1] += has
            if max(counts) == 1 and counts.count(0) <= 2:  # headings have no number
                starts = parted
                break
    groups: list[list[Sequence[Line]]] = []
    for row, begins in zip(rows, starts, strict=True):
        if begins or not groups:
            groups.append([])
        groups[-1].append(row)
    return groups
