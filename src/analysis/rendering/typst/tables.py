"""Tables of notebooks as real Typst tables that fit the page.

A table is a grid of slots; a cell that spans stands in several of them. That form makes any input
consistent and lets a table that is too wide be cut into blocks of columns, each with the row headers again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.rendering.typst.conversion import TEXT_WIDTH, TEXT_WIDTH_TURNED, Conversion
from analysis.rendering.typst.text import content, plain

SIZES = (8.5, 8.0, 7.5, 7.0)
PADDING = 8.0
MAX_COLUMNS = 300
MAX_SPAN = 1000
# A column of running text may be made this narrow (in ems) before the table is turned or cut.
NARROWEST = 14.0
LONGEST_WORD = 24
MANY_ROWS = 30
_NUMBER = re.compile(r"[-+−–(]?[\d.,\s\u00a0\u202f]*\d[\d.,\s]*(?:[eE][-+]?\d+)?\s*[%‰)]?|nan|NaN|None|NaT|—|-|<NA>|")


@dataclass(eq=False)
class Cell:
    """`source` is Typst markup, `text` the same as plain text (for measuring)."""

    source: str = ""
    text: str = ""
    colspan: int = 1
    rowspan: int = 1
    header: bool = False


@dataclass
class Table:
    """Rows of cells as authored; the first `header_rows` are repeated on each page."""

    rows: list[list[Cell]]
    header_rows: int = 0
    aligns: list[str | None] = field(default_factory=list)
    caption: str = ""


def render(table: Table, state: Conversion, *, nested: bool = False) -> str:
    """Typst source of a table no wider than the page: smaller type, else turned, or cut into blocks.

    `nested`: inside a list or a quotation, where the page cannot be turned.
    """
    # A table of header rows only would say nothing: its last row counts as its body.
    heads = max(0, min(table.header_rows, len(table.rows) - 1))
    grid = _grid(table.rows, heads)
    if not grid or not grid[0]:
        return ""
    leading = _leading_columns(grid, heads)
    measures = [_measure(grid, column, state) for column in range(len(grid[0]))]
    aligns = _aligns(grid, heads, table.aligns)
    everything = list(range(len(grid[0])))
    for size in SIZES:
        if _need(measures, everything, size) <= TEXT_WIDTH:
            return _frame(grid, heads, leading, everything, measures, aligns, size, table.caption)
    if not nested and len(grid) >= MANY_ROWS:
        for size in SIZES:
            if _need(measures, everything, size) <= TEXT_WIDTH_TURNED:
                body = _frame(
                    grid, heads, leading, everything, measures, aligns, size, table.caption, TEXT_WIDTH_TURNED
                )
                return f"#page(flipped: true)[\n{body}\n]"
    return _blocks(grid, heads, leading, measures, aligns, table.caption, state)


def _grid(authored: list[list[Cell]], heads: int) -> list[list[Cell]]:
    """Each slot's cell. Spans are clipped to header or body and to one another; gaps are filled."""
    rows: list[list[Cell | None]] = [[] for _ in authored]
    for index, cells in enumerate(authored):
        last = heads if index < heads else len(authored)
        column = 0
        for cell in cells:
            row = rows[index]
            while column < len(row) and row[column] is not None:
                column += 1
            width = max(1, min(cell.colspan, MAX_SPAN, MAX_COLUMNS - column))
            if column >= MAX_COLUMNS:
                break
            height = max(1, min(cell.rowspan if cell.rowspan > 0 else MAX_SPAN, last - index))
            for below in range(index, index + height):
                target = rows[below]
                target.extend([None] * (column + width - len(target)))
                if any(slot is not None for slot in target[column : column + width]):
                    height = below - index
                    break
            for below in range(index, index + max(1, height)):
                for slot in range(column, column + width):
                    if rows[below][slot] is None:
                        rows[below][slot] = cell
            column += width
    widest = max((len(row) for row in rows), default=0)
    for row in rows:
        row.extend([None] * (widest - len(row)))
    return [[slot if slot is not None else Cell() for slot in row] for row in rows]


def _leading_columns(grid: list[list[Cell]], heads: int) -> int:
    """How many columns at the left hold row headers (the index of a data frame), at most three."""
    count = 0
    for column in range(min(3, len(grid[0]) - 1)):
        body = [row[column] for row in grid[heads:]]
        if not body or not all(cell.header for cell in body):
            break
        count += 1
    return count


def _measure(grid: list[list[Cell]], column: int, state: Conversion) -> tuple[float, float]:
    """(width of the longest word, of the longest line) in ems; cells that span columns count in shares."""
    word = line = 1.0
    seen: set[int] = set()
    for row in grid:
        cell = row[column]
        if id(cell) in seen:
            continue
        seen.add(id(cell))
        share = sum(1 for slot in row if slot is cell)
        for text in plain(cell.text).split("\n"):
            line = max(line, state.fonts.width(text) / share)
            longest = max(text.split(), key=len, default="")
            word = max(word, state.fonts.width(longest[:LONGEST_WORD]) / share)
    return word, max(line, word)


def _wish(measure: tuple[float, float]) -> float:
    word, line = measure
    return max(word, min(line, NARROWEST))


def _need(measures: list[tuple[float, float]], columns: Sequence[int], size: float) -> float:
    return sum(_wish(measures[column]) * size + PADDING for column in columns)


def _aligns(grid: list[list[Cell]], heads: int, given: list[str | None]) -> list[str]:
    aligns = []
    for column in range(len(grid[0])):
        if column < len(given) and given[column]:
            aligns.append(str(given[column]))
            continue
        body = [row[column] for row in grid[heads:]]
        texts = [plain(cell.text).strip() for cell in body if not cell.header]
        numbers = any(any(map(str.isdigit, text)) for text in texts)
        aligns.append("right" if numbers and all(_NUMBER.fullmatch(text) for text in texts) else "left")
    return aligns


def _widths(measures: list[tuple[float, float]], columns: Sequence[int], size: float, room: float) -> list[str]:
    """`auto` when everything stands on one line; else points, taken from the widest columns first."""
    full = [measures[column][1] * size + PADDING for column in columns]
    if sum(full) <= room:
        return ["auto"] * len(full)
    least = [_wish(measures[column]) * size + PADDING for column in columns]
    spare = max(0.0, room - sum(least))
    wanting = [wide - narrow for wide, narrow in zip(full, least, strict=True)]
    total = sum(wanting) or 1.0
    return [f"{low + spare * want / total:.1f}pt" for low, want in zip(least, wanting, strict=True)]


def _frame(
    grid: list[list[Cell]],
    heads: int,
    leading: int,
    columns: Sequence[int],
    measures: list[tuple[float, float]],
    aligns: list[str],
    size: float,
    caption: str = "",
    room: float = TEXT_WIDTH,
) -> str:
    """One `#frame(…)` of some columns of the grid."""
    head = [_row(grid, index, columns, leading, repeated=True) for index in range(heads)]
    body = [_row(grid, index, columns, leading) for index in range(heads, len(grid))]
    lines = [
        f"#frame(columns: ({', '.join(_widths(measures, columns, size, room))},)",
        f"aligns: ({', '.join(aligns[column] for column in columns)},)",
        f"size: {size}pt",
    ]
    if caption:
        lines.append(f"caption: {content(caption)}")
    if head:
        lines.append("header: (\n" + "".join(f"{cell},\n" for row in head for cell in row) + ")")
    cells = "".join(", ".join(row) + ",\n" for row in body if row)
    return ", ".join(lines) + ",\n" + cells + ")"


def _row(
    grid: list[list[Cell]], index: int, columns: Sequence[int], leading: int, *, repeated: bool = False
) -> list[str]:
    """Source of the cells of one row that begin in it."""
    row, parts, place = grid[index], [], 0
    while place < len(columns):
        cell = row[columns[place]]
        width = 1
        while place + width < len(columns) and row[columns[place + width]] is cell:
            width += 1
        if index == 0 or grid[index - 1][columns[place]] is not cell:
            height = 1
            while index + height < len(grid) and grid[index + height][columns[place]] is cell:
                height += 1
            rowhead = not repeated and columns[place] < leading
            parts.append(_cell(cell, width, height, rowhead=rowhead, repeated=repeated))
        place += width
    return parts


def _cell(cell: Cell, width: int, height: int, *, rowhead: bool, repeated: bool) -> str:
    options = [f"colspan: {width}"] if width > 1 else []
    if height > 1:
        options.append(f"rowspan: {height}")
    if width > 1 and cell.header and not rowhead:
        options.append("align: center")
    name = "" if not cell.header else "rowhead" if rowhead else "th"
    if options:
        name = f"{name or 'table.cell'}({', '.join(options)})"
    # What stands again on each page may hold no links.
    body = f"[#repeatable[{cell.source}]]" if repeated and "#" in cell.source else f"[{cell.source}]"
    return name + body


def _blocks(
    grid: list[list[Cell]],
    heads: int,
    leading: int,
    measures: list[tuple[float, float]],
    aligns: list[str],
    caption: str,
    state: Conversion,
) -> str:
    """The table cut into blocks of columns that fit, each with the row headers and a line that says which."""
    index = list(range(leading))
    size = SIZES[1]
    fixed = _need(measures, index, size)
    if fixed > TEXT_WIDTH / 2:  # row headers that would eat the page are wrapped by the column widths
        fixed = TEXT_WIDTH / 2
    blocks: list[list[int]] = [[]]
    columns = range(leading, len(grid[0]))
    for column in columns:
        if blocks[-1] and fixed + _need(measures, [*blocks[-1], column], size) > TEXT_WIDTH:
            blocks.append([])
        blocks[-1].append(column)
    # As many blocks, but of like size: no block of a single last column.
    share = -(-len(columns) // len(blocks))
    even = [list(columns[start : start + share]) for start in range(0, len(columns), share)]
    if all(fixed + _need(measures, block, size) <= TEXT_WIDTH for block in even):
        blocks = even
    parts = []
    total = len(grid[0]) - leading
    for block in blocks:
        label = state.words("part", first=block[0] - leading + 1, last=block[-1] - leading + 1, total=total)
        if len(blocks) == 1:
            label = ""
        title = ": ".join(part for part in (caption, label) if part)
        parts.append(_frame(grid, heads, leading, [*index, *block], measures, aligns, size, title))
    return "\n\n".join(parts)
