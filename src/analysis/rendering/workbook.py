"""The workbook of a pack: cover, contents, notes, one tidy table a sheet, every figure with its source.

Layout of a table's sheet, the same on each (docs/decisions/0007-packs.md says why):

    row 1  title          row 4  marks, with their meaning
    row 2  unit           row 5  notes
    row 3  source         row 6  link back to the contents
    row 7  empty; for invented data and for drafts, the marks that say so
    row 8  the header, frozen; below it the table, an Excel table object, with no empty or merged cell in it

A ratio is a live formula over the sheet of figures; every other number is a number; what is not reported or
not applicable is said in words. A scorecard's cover, contents and notes are one sheet. A pack that was revised has
the whole log of its revisions as its first table.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from decimal import Decimal
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from . import frontsheets
from .assembly import exhibits
from .imprint import Entry, Imprint
from .layouts import is_scorecard, titled
from .sheets import BASE, BOLD, HEAD, HEADER_ROW, MISSING, RULE, SMALL, Book
from .spreadsheet import QUOTED, as_float, finished, link, put_text, reference, sheet_name
from .tidy import DAY_FORMAT, Cell, Tidy, figures_table, tidy_table

__all__ = ["HEADER_ROW", "workbook"]


def workbook(notebook: Any) -> bytes:
    """The workbook of an assembled pack notebook (see `assembly.assemble`), as bytes; the same for the same
    pack.
    """
    meta = notebook.metadata["briefing"]
    lang = meta["lang"]
    book = Book.of(meta)
    _properties(book, meta)
    front = ("overview",) if is_scorecard(meta) else ("cover", "contents", "notes")
    fronts = [book.sheet(book.words[key]) for key in front]
    contents = fronts[0] if is_scorecard(meta) else fronts[1]
    listed: list[tuple[str, Tidy]] = []
    if book.imprint.log:
        name = sheet_name(book.imprint.words["log"], book.taken)
        log = revisions_table(book.imprint)
        _table_sheet(book, name, log, contents.title, {})
        listed.append((name, log))
    found = [e for e in exhibits(notebook) if e["kind"] == "table"]
    names = [sheet_name(e.get("sheet") or e["title"], book.taken) for e in found]
    figures_name = sheet_name(book.words["figures"], book.taken)
    figures, places = figures_table(meta["values"], lang, figures_name, HEADER_ROW)
    for name, exhibit in zip(names, found, strict=True):
        table = tidy_table(exhibit, meta["values"], lang, places)
        _table_sheet(book, name, table, contents.title, places)
        listed.append((name, table))
    figures.title, figures.unit, figures.source = (book.words[k] for k in ("all_figures", "base_units", "all_sources"))
    _table_sheet(book, figures_name, figures, contents.title, {})
    listed.append((figures_name, figures))
    if is_scorecard(meta):
        row = frontsheets.cover(book, contents, meta)
        row = frontsheets.contents(book, contents, listed, row + 1)
        frontsheets.notes(book, contents, figures_name, listed, row + 1)
    else:
        row = frontsheets.cover(book, fronts[0], meta)
        book.lead(fronts[0].cell(row, 1), book.words["contents"], reference(contents.title, "A1"))
        frontsheets.contents(book, contents, listed)
        frontsheets.notes(book, fronts[2], figures_name, listed)
    for sheet in fronts:
        book.fit(sheet)
    return finished(book.workbook, book.numbers, meta["date"])


def revisions_table(imprint: Imprint) -> Tidy:
    """The log of revisions as a tidy table: a row a change, newest revision first, the first release last."""
    say = imprint.words
    rows: list[list[Cell]] = []
    for entry in imprint.log:
        edition = [
            Cell(str(entry.number), number=Decimal(entry.number), format="0"),
            _day_cell(entry, imprint),
            Cell(entry.by or say["not_yet"]),
            Cell(entry.note),
        ]
        if not entry.changes:
            rows.append([*edition, Cell(say["no_changes"] if entry.number else say["first_release"]), Cell(), Cell()])
        for change in entry.changes:
            what, said, now = change.cells(imprint.lang)
            rows.append([*edition, Cell(what), Cell(said), Cell(now)])
    return Tidy(
        title=say["log"],
        unit="",
        source="",
        legend="",
        notes="",
        heads=[say[key] for key in ("revision", "day", "released_by", "why", "what", "said", "now")],
        numeric=[True, *[False] * 6],
        rows=rows,
    )


def _day_cell(entry: Entry, imprint: Imprint) -> Cell:
    if entry.day is None:
        return Cell(entry.on or imprint.words["not_yet"])
    return Cell(entry.on, day=entry.day, format=DAY_FORMAT[imprint.lang])


def _properties(book: Book, meta: Mapping[str, Any]) -> None:
    properties = book.workbook.properties
    properties.title = titled(f"{meta['title']} – {meta['period_label']}", meta)
    properties.subject = meta.get("subtitle")
    properties.creator = book.look.issuer or "briefing"
    properties.language = {"vi": "vi-VN", "en": "en-GB"}[book.lang]
    book.workbook.calculation.fullCalcOnLoad = True


# ---------------------------------------------------------------------- one table


def _table_sheet(book: Book, name: str, table: Tidy, contents: str, places: Mapping[str, str]) -> None:
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
        cell.font = book.styles.title if row == 1 else SMALL
    book.lead(sheet.cell(6, 1), say["back"], reference(contents, "A1"))
    for column, column_head in enumerate(table.heads, 1):
        cell = sheet.cell(HEADER_ROW, column)
        put_text(cell, column_head)
        cell.font, cell.fill = HEAD, book.styles.head_fill
        cell.alignment = Alignment(
            wrap_text=True, vertical="center", horizontal="right" if table.numeric[column - 1] else "left"
        )
    for number, row_cells in enumerate(table.rows, HEADER_ROW + 1):
        for column, content in enumerate(row_cells, 1):
            _put(book, sheet, number, column, content, places)
    _finish_table(book, sheet, table)
    book.fit(sheet)
    book.head(sheet, len(head), book.mark(sheet, HEADER_ROW - 1, len(table.heads)))


def _put(book: Book, sheet: Worksheet, row: int, column: int, content: Cell, places: Mapping[str, str]) -> None:
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
    cell.font = MISSING if content.missing else book.styles.link if linked else BOLD if content.strong else BASE
    cell.border = RULE
    cell.alignment = Alignment(vertical="top", wrap_text=in_words, horizontal="right" if content.missing else None)
    if content.format:
        cell.number_format = content.format
    book.looks[look] = copy(cell._style)


def _finish_table(book: Book, sheet: Worksheet, table: Tidy) -> None:
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
