"""Tables written as text: rows with tabs or bars, their cells, and which rows are the heading.

A row is a line with a tab inside, or with a bar at both ends. A merged cell stands as its text once, with
empty cells for the rest.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .matching import Range
from .spans import Span

_RULE_ROW = re.compile(r"[\s|:+-]+")
_ROW_NUMBER = re.compile(r"[\s*_]*(\d{1,4})[.)]?[\s*_]*")
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Ea-e])\)?")
_NUMERIC = re.compile(r"[\d\s.,/%()+–-]*\d[\d\s.,/%()+–-]*")
_GROUP = re.compile(r"[IVX]{1,6}[.)]?|[A-Z][.)]")
_SERIAL = frozenset({"stt", "tt", "số tt", "số thứ tự", "s.tt"})
# Words that a column's heading begins with.
_HEADING_WORDS = (
    "tên", "nội dung", "cơ quan", "đơn vị", "bộ, ", "bộ chủ", "địa phương", "thời hạn", "thời gian", "tiến độ",
    "số lượng", "tổng số", "kết quả", "ghi chú", "tỷ lệ", "tỉ lệ", "chỉ tiêu", "nhiệm vụ", "sản phẩm", "văn bản",
    "kinh phí", "số tiêu chí", "lĩnh vực", "danh mục", "trạng thái", "tình trạng",
)  # fmt: skip
_MOST_HEADS = 4


@dataclass(frozen=True)
class Table:
    """A table: the cells of its heading rows and of its other rows, each from left to right.

    The spans of heading cells have the locator of the paragraph that the heading row is; those of other
    cells say their row and cell.
    """

    place: str
    heads: tuple[tuple[Span, ...], ...]
    rows: tuple[tuple[Span, ...], ...]

    @property
    def header(self) -> tuple[Span, ...]:
        """One heading cell a column: the lowest one that is not empty. Nothing when there is no heading."""
        if not self.heads:
            return ()
        columns: list[Span] = []
        for column in range(max(len(cells) for cells in self.heads)):
            above = [cells[column] for cells in self.heads if column < len(cells)]
            columns.append(next((cell for cell in reversed(above) if cell.start < cell.end), above[0]))
        return tuple(columns)

    def headers(self, column: int) -> tuple[Span, ...]:
        """The headings over the 1-based `column` from top to bottom, one that spans it from the left included."""
        found: list[Span] = []
        for level, cells in enumerate(self.heads):
            below = any(
                column <= len(row) and row[column - 1].start < row[column - 1].end
                for row in self.heads[level + 1 :]
            )
            at = min(column, len(cells))
            # A heading over several columns stands in the first of them.
            while below and at > 1 and cells[at - 1].start == cells[at - 1].end:
                at -= 1
            if 1 <= at <= len(cells) and (at == column or below) and cells[at - 1].start < cells[at - 1].end:
                found.append(cells[at - 1])
        return tuple(found)

    def column(self, cells: Sequence[Span], position: int) -> int:
        """The 1-based column of a row's cell: a row with a cell too many has slipped to the right."""
        width = max((len(head) for head in self.heads), default=0)
        extra = len(cells) - width
        if width and extra > 0 and cells[-1].start < cells[-1].end:
            return max(1, position - extra)
        return position


def is_row(line: str) -> bool:
    """Whether a line is the row of a table."""
    bare = line.strip()
    return "\t" in bare or line.count("\t") > 1 or is_barred(bare)


def is_barred(bare: str) -> bool:
    """Whether a line without white space at its ends has a bar at both."""
    return len(bare) > 1 and bare[0] == bare[-1] == "|"


def is_rule(line: str) -> bool:
    """Whether a row holds nothing but lines or emptiness."""
    return _RULE_ROW.fullmatch(line) is not None


def cells_of(flat: str, start: int, end: int) -> list[Range]:
    """The cells of a row, empty ones included; nothing for a rule or an empty row."""
    line = flat[start:end]
    if is_rule(line):
        return []
    separator = "|" if is_barred(line.strip()) else "\t"
    if separator == "|":
        start, end = start + line.index("|") + 1, start + line.rindex("|")
    cells = []
    left = start
    while (right := flat.find(separator, left, end)) >= 0:
        cells.append((left, right))
        left = right + 1
    return [*cells, (left, end)]


def row_number(flat: str, cells: list[Range]) -> int | None:
    """The number a row begins with, if its first cell is one."""
    match = _ROW_NUMBER.fullmatch(flat, *cells[0])
    return int(match[1]) if match else None


@dataclass(frozen=True)
class Shape:
    """How a block of rows is made: which rows are headings, and which only repeat headings."""

    heads: frozenset[int]  # rows of the heading, for people; those above the first numbered row too
    columns: frozenset[int]  # among them those that head the columns
    begins: frozenset[int]  # rows with which a further table begins
    repeats: frozenset[int]


def shape_of(
    rows: Sequence[Sequence[str]], ruled: int, goes_on: bool, known: Iterable[str] = (), apart: bool = False
) -> Shape:
    """The shape of `rows` (the cells' texts as a reader sees them).

    `ruled`: how many rows stand above a markdown rule. `goes_on`: the place already has a table, whose
    heading rows read `known` (see `as_line`); then only a row that is clearly a heading is one. `apart`: words
    stand between that table and these rows, as the title of a further one does.
    """
    lines = [as_line(cells) for cells in rows]
    numbered = [index for index, cells in enumerate(rows) if _numbers_row(cells) and not _counts_columns(cells)]
    heads: set[int] = set()
    columns: set[int] = set()
    begins: set[int] = set()
    if not rows:
        return Shape(frozenset(), frozenset(), frozenset(), frozenset())
    seen = set(known)
    starts = [index for index, cells in enumerate(rows) if _is_serial(cells) and lines[index] not in seen]
    further = apart and bool(rows[0][0]) and 0 not in numbered and _heading_rows(rows[: _MOST_HEADS * 3]) > 0
    if not goes_on or further:
        starts = [0, *(index for index in starts if index)]
    for position, start in enumerate(starts):
        stop = starts[position + 1] if position + 1 < len(starts) else len(rows)
        if lines[start] in seen:
            continue
        first = bisect_left(numbered, start)
        if start == 0 and first < len(numbered) and numbered[first] < stop:
            above = numbered[first]
        else:
            above = ruled if ruled and start == 0 else start + _heading_rows(rows[start : start + _MOST_HEADS * 3])
        mine = _column_heads(rows, start, above)
        heads.update(range(start, max([above, *(index + 1 for index in mine)])) if start == 0 else mine)
        columns.update(mine)
        if start or (goes_on and mine):
            begins.add(start)
        seen.update(lines[index] for index in mine)
    repeats = {index for index, line in enumerate(lines) if line in seen and index not in heads}
    return Shape(frozenset(heads), frozenset(columns), frozenset(begins), frozenset(repeats))


def as_line(cells: Sequence[str]) -> str:
    """A row's text for comparing, whatever its case and empty cells at the end."""
    return "\t".join(cells).casefold().strip()


def plain_cells(flat: str, cells: Sequence[Range]) -> list[str]:
    """The cells' texts as a reader sees them."""
    return [
        " ".join(unicodedata.normalize("NFC", flat[start:end]).replace("*", "").split()).strip(" _")
        for start, end in cells
    ]


def _heading_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many rows at the top of a table without numbered rows are its heading."""
    if len(rows) < 2 or sum(1 for cell in rows[0] if cell) < 2:
        return 0
    top = rows[0]
    if any(_NUMERIC.fullmatch(cell) for cell in top):
        return 0
    worded = _is_serial(top) or sum(cell.casefold().startswith(_HEADING_WORDS) for cell in top) >= 2
    below = rows[1 : 1 + _MOST_HEADS * 2]
    numeric = any(_NUMERIC.fullmatch(cell) for cells in below for cell in cells[1:] if cell)
    return 1 if worded or (numeric and all(len(cell) <= 80 for cell in top)) else 0


def _column_heads(rows: Sequence[Sequence[str]], start: int, above: int) -> list[int]:
    """Of the rows from `start` to `above`, those that head columns: no title over all, no group's name."""
    found: list[int] = []
    if above == start:
        return found
    at = start
    while at < above and sum(1 for cell in rows[at] if cell) < 2:
        at += 1
    while at < above and len(found) < _MOST_HEADS:
        cells = rows[at]
        if found and (_GROUP.fullmatch(cells[0]) or (cells[0] and sum(1 for cell in cells if cell) < 2)):
            break
        if not _counts_columns(cells):
            found.append(at)
        at += 1
    # A row under the heading is part of it only when it fills what the row above leaves open.
    while at < len(rows) and found and not _numbers_row(rows[at]) and _fills(rows[found[-1]], rows[at]):
        found.append(at)
        at += 1
        if len(found) >= _MOST_HEADS:
            break
    return found


def _fills(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether `lower` has text only under merged cells of `upper`, and none under single ones."""
    if not lower or lower[0] or any(_NUMERIC.fullmatch(cell) for cell in lower if cell):
        return False
    filled = [index for index, cell in enumerate(lower) if cell]
    opened = {index for index, (cell, after) in enumerate(pairwise([*upper, "x"])) if not after or not cell}
    return bool(filled) and all(index >= len(upper) or index in opened for index in filled)


def _is_serial(cells: Sequence[str]) -> bool:
    return bool(cells) and cells[0].casefold().strip(" .:") in _SERIAL


def _numbers_row(cells: Sequence[str]) -> bool:
    return bool(cells) and _ROW_NUMBER.fullmatch(cells[0]) is not None


def _counts_columns(cells: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: `(1) (2) (3)`, `1 2 3`, `A B 1 2`."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 3 or not all(_COLUMN_NUMBER.fullmatch(cell) for cell in filled):
        return False
    numbers = [int(cell.strip("()")) for cell in filled if cell.strip("()").isdecimal()]
    return len(numbers) >= 2 and numbers[0] == 1 and all(b - a == 1 for a, b in pairwise(numbers))
