"""The workbook of a pack: cover, contents, notes, one tidy table a sheet, every figure with its source.

Layout of a table's sheet, the same on each (docs/decisions/0007-packs.md says why):

    row 1  title          row 4  marks, with their meaning
    row 2  unit           row 5  notes
    row 3  source         row 6  link back to the contents
    row 7  empty; for invented data, the mark that says so
    row 8  the header, frozen; below it the table, an Excel table object, with no empty or merged cell in it

A ratio is a live formula over the sheet of figures; every other number is a number; what is not reported or
not applicable is said in words. A scorecard's cover, contents and notes are one sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from .assembly import exhibits
from .layouts import invented_words, is_scorecard, titled
from .spreadsheet import QUOTED, as_float, finished, link, put_text, reference, sheet_name, words
from .tidy import Cell, Tidy, figures_table, tidy_table

HEADER_ROW = 8
FONT = "Arial"  # has every Vietnamese letter and is on every office computer
_INK, _BLUE, _GREY, _ALERT = "1B2733", "0B4F6C", "5B6770", "A63F12"
_BASE = Font(name=FONT, size=10, color=_INK)
_TITLE = Font(name=FONT, size=14, bold=True, color=_BLUE)
_SMALL = Font(name=FONT, size=9, color=_GREY)
_HEAD = Font(name=FONT, size=10, bold=True, color="FFFFFF")
_BOLD = Font(name=FONT, size=10, bold=True, color=_INK)
_MISSING = Font(name=FONT, size=10, italic=True, color=_GREY)
_LINK = Font(name=FONT, size=10, color=_BLUE, underline="single")
_HEAD_FILL = PatternFill("solid", fgColor=_BLUE)
_MARKED = Font(name=FONT, size=11, bold=True, color="FFFFFF")
_MARKED_FILL = PatternFill("solid", fgColor=_ALERT)
_RULE = Border(bottom=Side(style="hair", color="C9CFD4"))


@dataclass
class _Book:
    """A workbook under construction: the names taken, and the values of its number cells."""

    lang: str
    workbook: Workbook
    invented: str | None = None  # what each sheet says of invented data
    taken: set[str] = field(default_factory=set)
    numbers: dict[str, dict[str, float]] = field(default_factory=dict)
    looks: dict[tuple[object, ...], Any] = field(default_factory=dict)  # how cells look → openpyxl's style
    tables: int = 0

    @property
    def words(self) -> Mapping[str, Any]:
        return words(self.lang)

    def sheet(self, wanted: str) -> Worksheet:
        sheet = self.workbook.create_sheet(sheet_name(wanted, self.taken))
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        for side in ("left", "right"):
            setattr(sheet.page_margins, side, 0.5)
        footer = sheet.oddFooter
        footer.left.text, footer.right.text = "&A", f"{self.words['page']} &P/&N"
        if self.invented:
            sheet.oddHeader.center.text, sheet.oddHeader.center.font = self.invented, f"{FONT},Bold"
            sheet.oddHeader.center.size, sheet.oddHeader.center.color = 12, _ALERT
            sheet.sheet_properties.tabColor = _ALERT
        return sheet

    def mark(self, sheet: Worksheet, row: int, columns: int) -> None:
        """Says in this row that the data are invented, if they are; on every printed page the header does."""
        if self.invented:
            put_text(sheet.cell(row, 1), self.invented)
            for column in range(1, columns + 1):
                cell = sheet.cell(row, column)
                cell.font, cell.fill = _MARKED, _MARKED_FILL


def workbook(notebook: Any) -> bytes:
    """The workbook of an assembled pack notebook (see `assembly.assemble`), as bytes; the same for the same
    pack.
    """
    meta = notebook.metadata["briefing"]
    lang = meta["lang"]
    book = _Book(lang, Workbook(), invented_words(meta))
    book.workbook.remove(book.workbook.worksheets[0])
    _properties(book, meta)
    front = ("overview",) if is_scorecard(meta) else ("cover", "contents", "notes")
    fronts = [book.sheet(book.words[key]) for key in front]
    contents = fronts[0] if is_scorecard(meta) else fronts[1]
    found = [e for e in exhibits(notebook) if e["kind"] == "table"]
    names = [sheet_name(e.get("sheet") or e["title"], book.taken) for e in found]
    figures_name = sheet_name(book.words["figures"], book.taken)
    figures, places = figures_table(meta["values"], lang, figures_name, HEADER_ROW)
    listed: list[tuple[str, Tidy]] = []
    for name, exhibit in zip(names, found, strict=True):
        table = tidy_table(exhibit, meta["values"], lang, places)
        _table_sheet(book, name, table, contents.title, places)
        listed.append((name, table))
    figures.title, figures.unit, figures.source = (book.words[k] for k in ("all_figures", "base_units", "all_sources"))
    _table_sheet(book, figures_name, figures, contents.title, {})
    listed.append((figures_name, figures))
    if is_scorecard(meta):
        row = _cover(book, contents, meta)
        row = _contents(book, contents, listed, row + 1)
        _notes(book, contents, figures_name, listed, row + 1)
    else:
        row = _cover(book, fronts[0], meta)
        _link(fronts[0].cell(row, 1), book.words["contents"], reference(contents.title, "A1"))
        _contents(book, contents, listed)
        _notes(book, fronts[2], figures_name, listed)
    return finished(book.workbook, book.numbers, meta["date"])


def _properties(book: _Book, meta: Mapping[str, Any]) -> None:
    properties = book.workbook.properties
    properties.title = titled(f"{meta['title']} – {meta['period_label']}", meta)
    properties.subject = meta.get("subtitle")
    properties.creator = meta.get("issuer") or "briefing"
    properties.language = {"vi": "vi-VN", "en": "en-GB"}[book.lang]
    book.workbook.calculation.fullCalcOnLoad = True


# ---------------------------------------------------------------------- one table


def _table_sheet(book: _Book, name: str, table: Tidy, contents: str, places: Mapping[str, str]) -> None:
    book.taken.discard(name.casefold())  # reserved before, so that links could be written
    sheet = book.sheet(name)
    say = book.words
    head = [
        table.title,
        *(
            f"{say[key]}: {text}" if text else ""
            for key, text in (
                ("unit", table.unit),
                ("source", table.source),
                ("marks", table.legend),
                ("note", table.notes),
            )
        ),
    ]
    for row, text in enumerate(head, 1):
        cell = sheet.cell(row, 1)
        put_text(cell, text)
        cell.font = _TITLE if row == 1 else _SMALL
    _link(sheet.cell(6, 1), say["back"], reference(contents, "A1"))
    book.mark(sheet, HEADER_ROW - 1, len(table.heads))
    for column, column_head in enumerate(table.heads, 1):
        cell = sheet.cell(HEADER_ROW, column)
        put_text(cell, column_head)
        cell.font, cell.fill = _HEAD, _HEAD_FILL
        cell.alignment = Alignment(
            wrap_text=True, vertical="center", horizontal="right" if table.numeric[column - 1] else "left"
        )
    for number, row_cells in enumerate(table.rows, HEADER_ROW + 1):
        for column, content in enumerate(row_cells, 1):
            _put(book, sheet, number, column, content, places)
    _finish_table(book, sheet, table)


def _put(book: _Book, sheet: Worksheet, row: int, column: int, content: Cell, places: Mapping[str, str]) -> None:
    cell: Any = sheet.cell(row, column)
    if content.number is not None:
        number = as_float(content.number)
        cell.value = f"={content.formula}" if content.formula else number
        book.numbers.setdefault(sheet.title, {})[cell.coordinate] = number
    elif content.day is not None:
        cell.value = content.day
    else:
        put_text(cell, content.text)
    linked = content.link is not None and content.link in places
    if linked:
        link(cell, places[content.link or ""])
    in_words = content.number is None and content.day is None
    look = (
        content.strong,
        content.missing,
        linked,
        in_words,
        content.format,
        content.text[:1] in QUOTED and in_words,
    )
    # openpyxl looks every part of a style up again for each cell; most cells look like one before them.
    if look in book.looks:
        cell._style = copy(book.looks[look])
        return
    cell.font = _MISSING if content.missing else _LINK if linked else _BOLD if content.strong else _BASE
    cell.border = _RULE
    cell.alignment = Alignment(vertical="top", wrap_text=in_words, horizontal="right" if content.missing else None)
    if content.format:
        cell.number_format = content.format
    book.looks[look] = copy(cell._style)


def _finish_table(book: _Book, sheet: Worksheet, table: Tidy) -> None:
    last = get_column_letter(len(table.heads))
    sheet.freeze_panes = f"{'B' if table.row_header else 'A'}{HEADER_ROW + 1}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    for column in range(len(table.heads)):
        width = max([_width(table.heads[column]) * 0.8, *(_width(row[column].shown) for row in table.rows)], default=8)
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(
            max(width + 2, 9), 55 if not table.numeric[column] else 24
        )
    if not table.rows:
        return
    book.tables += 1
    excel = ExcelTable(
        displayName=f"Table{book.tables}",
        name=f"Table{book.tables}",
        ref=f"A{HEADER_ROW}:{last}{HEADER_ROW + len(table.rows)}",
        comment=table.title[:255],
    )
    excel.tableColumns = [TableColumn(id=i, name=head) for i, head in enumerate(table.heads, 1)]
    excel.tableStyleInfo = TableStyleInfo(
        name="TableStyleLight1", showRowStripes=False, showFirstColumn=table.row_header
    )
    sheet.add_table(excel)


def _width(text: str) -> float:
    return max((len(line) for line in text.splitlines()), default=0) * 1.05


def _link(cell: Any, text: str, target: str) -> None:
    put_text(cell, text)
    link(cell, target)
    cell.font = _LINK


# ---------------------------------------------------------------------- cover, contents, notes


def _cover(book: _Book, sheet: Worksheet, meta: Mapping[str, Any]) -> int:
    """Whose pack it is, of when, and what it rests on; gives the row after the next."""
    say = book.words
    put_text(sheet["A1"], meta["title"])
    sheet["A1"].font = Font(name=FONT, size=18, bold=True, color=_BLUE)
    put_text(sheet["A2"], meta.get("subtitle") or "")
    sheet["A2"].font = _SMALL
    book.mark(sheet, 3, 2)
    rows = [(say["period"], meta["period_label"]), (say["as_of"], meta["data_as_of"])]
    if meta.get("issuer"):
        rows.append((say["issuer"], meta["issuer"]))
    rows += [
        (say["documents"] if not i else "", f"{d['number']} ({d['issued']}), {d['issuer']}: {d['title']}")
        for i, d in enumerate(meta["documents"])
    ]
    for number, (label, text) in enumerate(rows, 4):
        put_text(sheet.cell(number, 1), label)
        put_text(sheet.cell(number, 2), text)
        sheet.cell(number, 1).font, sheet.cell(number, 2).font = _BOLD, _BASE
        sheet.cell(number, 2).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(number, 1).alignment = Alignment(vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 100
    return 5 + len(rows)


def _contents(book: _Book, sheet: Worksheet, listed: Sequence[tuple[str, Tidy]], first: int = 1) -> int:
    """The list of tables from row `first`, on its own sheet or below the cover; gives the row after the next."""
    say = book.words
    put_text(sheet.cell(first, 1), say["contents"])
    sheet.cell(first, 1).font = _TITLE
    top = first + 2 if first == 1 else first + 1
    for column, text in enumerate((say["sheet"], say["title"], say["unit"], say["rows"]), 1):
        cell = sheet.cell(top, column)
        put_text(cell, text)
        cell.font, cell.fill = _HEAD, _HEAD_FILL
    for number, (name, table) in enumerate(listed, top + 1):
        _link(sheet.cell(number, 1), name, reference(name, "A1"))
        put_text(sheet.cell(number, 2), table.title)
        put_text(sheet.cell(number, 3), table.unit)
        sheet.cell(number, 4).value = len(table.rows)
        for column in (2, 3, 4):
            sheet.cell(number, column).font = _BASE
            sheet.cell(number, column).alignment = Alignment(wrap_text=column == 2, vertical="top")
    if first == 1:
        book.mark(sheet, 2, 4)
        sheet.freeze_panes = "A4"
    for letter, width in zip("ABCD", (32, 90, 24, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    return top + len(listed) + 2


def _notes(book: _Book, sheet: Worksheet, figures: str, listed: Sequence[tuple[str, Tidy]], first: int = 1) -> None:
    """How to read the workbook, from row `first`: on a sheet of its own, or below cover and contents."""
    own = first == 1
    put_text(sheet.cell(first, 1), book.words["notes"])
    sheet.cell(first, 1).font = _TITLE
    legends = dict.fromkeys(entry for _, table in listed for entry in table.legend.split("; ") if entry)
    lines = [note.format(figures=figures) for note in book.words["reading"]]
    if legends:
        lines.append(f"{book.words['marks']}: {'; '.join(legends)}")
    column = 1 if own else 2
    for number, text in enumerate(lines, first + 2 if own else first + 1):
        put_text(sheet.cell(number, column), text)
        sheet.cell(number, column).font = _BASE
        sheet.cell(number, column).alignment = Alignment(wrap_text=True, vertical="top")
    if own:
        book.mark(sheet, 2, 1)
        sheet.column_dimensions["A"].width = 120
