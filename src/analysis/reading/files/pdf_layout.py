"""Pages to text: columns in their order, paragraphs and tables that go on over a page's end, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .blocks import Block, Grid, Paragraph, is_layout, write
from .pdf_columns import Cells, Column, in_order
from .pdf_feet import Notes, Sheet, sheets_of
from .pdf_lines import Line, lines_of, whole
from .pdf_page import Letter, Page, RuledTable, columns_agree
from .pdf_paragraphs import Building, Measure, begins, joined, measure, paragraphs

_MOST_HEADS = 4  # rows that a table may repeat on the next page


@dataclass
class _Text:
    """A paragraph, and whether it runs over the page's whole width."""

    page: int
    building: Building
    full: bool


@dataclass
class _Table:
    """A table with its rows so far."""

    page: int
    ruled: RuledTable | None  # None: a table without lines
    rows: list[list[str]] = field(default_factory=list)


_Item = _Text | _Table


def text_of_pages(pages: Sequence[Page]) -> str:
    """The whole text in the conventions of `blocks.write`."""
    sheets = sheets_of(pages)
    notes = Notes(sheets)
    measures = _measures(sheets)
    items: list[_Item] = []
    for sheet in sheets:
        _add(items, sheet, measures[round(sheet.page.width)])
    blocks: list[Block] = []
    for item in items:
        if isinstance(item, _Text):
            blocks.append(Paragraph(notes.resolve(item.building.text)))
        else:
            blocks.append(Grid(tuple(tuple(notes.resolve(cell) for cell in row) for row in item.rows)))
    return write(blocks, notes.bodies())


def _measures(sheets: Sequence[Sheet]) -> dict[int, Measure]:
    """How lines over the whole width are set, on pages of each width."""
    lines: dict[int, list[Line]] = {}
    for sheet in sheets:
        mine = lines.setdefault(round(sheet.page.width), [])
        for part in in_order(sheet.rows):
            mine += part.lines if isinstance(part, Column) and part.full else []
    return {width: measure(found) for width, found in lines.items()}


def _add(items: list[_Item], sheet: Sheet, how: Measure) -> None:
    """Puts what stands on a page behind what stood on the pages before."""
    page = sheet.page.number
    first = True
    at = 0
    for table in [*sheet.page.tables, None]:
        stop = at
        while stop < len(sheet.rows) and (table is None or sheet.rows[stop][0].top < table.top):
            stop += 1
        for part in in_order(sheet.rows[at:stop]):
            if isinstance(part, Cells):
                items.append(_Table(page, None, part.rows))
            else:
                _add_column(items, part, page, how, first)
            first = False
        at = stop
        if table is not None:
            _add_table(items, table, page, first)
            first = False


def _add_column(items: list[_Item], part: Column, page: int, how: Measure, first: bool) -> None:
    found = paragraphs(part.lines, how if part.full else measure(part.lines))
    last = items[-1] if items else None
    joins = first and part.full and isinstance(last, _Text) and last.full and last.page == page - 1
    if joins and isinstance(last, _Text) and not begins(last.building, found[0].lines[0], how, across=True):
        for line in found[0].lines:
            last.building.add(line)
        last.page = page
        found = found[1:]
    items += [_Text(page, building, part.full) for building in found]


def _add_table(items: list[_Item], table: RuledTable, page: int, first: bool) -> None:
    cells = [[_cell(letters or (), page) for letters in row] for row in table.rows]
    if is_layout(True, cells):
        for row in table.rows:
            for letters in row:
                lines = [whole(line) for line in lines_of(letters or (), page)]
                items += [_Text(page, building, False) for building in paragraphs(lines, measure(lines))]
        return
    last = items[-1] if items else None
    goes_on = first and isinstance(last, _Table) and last.page == page - 1
    if goes_on and isinstance(last, _Table) and last.ruled is not None and columns_agree(last.ruled, table):
        _go_on(last.rows, cells)
        last.page = page
    else:
        items.append(_Table(page, table, cells))


def _go_on(rows: list[list[str]], more: list[list[str]]) -> None:
    """Adds the rows of the next page: without the heading it repeats, a row that the page parted made whole."""
    again = 0
    while again < min(_MOST_HEADS, len(more), len(rows)) and more[again] == rows[again]:
        again += 1
    more = more[again:]
    numbered = sum(1 for row in rows if row[0].rstrip(".").isdecimal())
    if more and numbered * 2 > len(rows) and not more[0][0] and rows[-1][0].rstrip(".").isdecimal():
        rows[-1] = [joined(above, below) for above, below in zip(rows[-1], more[0], strict=True)]
        more = more[1:]
    rows += more


def _cell(letters: Sequence[Letter], page: int) -> str:
    text = ""
    for row in lines_of(letters, page):
        text = joined(text, whole(row).text)
    return text
