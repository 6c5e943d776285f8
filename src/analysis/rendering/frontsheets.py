"""The sheets before a workbook's tables: cover, contents, notes; of a scorecard all three on one."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor, SpreadsheetDrawing
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment
from openpyxl.utils.units import pixels_to_EMU
from openpyxl.worksheet.worksheet import Worksheet

from .logos import as_picture
from .sheets import BASE, BOLD, HEAD, SMALL, Book
from .spreadsheet import put_text, reference
from .tidy import Tidy

_LOGO = (190, 64)  # pixels on the screen, at most
_DRAWN = 192  # pixels: three times as high, for paper


def cover(book: Book, sheet: Worksheet, meta: Mapping[str, Any]) -> int:
    """Whose pack it is, of when, of which edition, and what it rests on; gives the row after the next."""
    say = book.words
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 100
    put_text(sheet["A1"], meta["title"])
    sheet["A1"].font = book.styles.cover
    put_text(sheet["A2"], meta.get("subtitle") or "")
    sheet["A2"].font = SMALL
    book.mark(sheet, 3, 2)
    rows = [(say["period"], meta["period_label"]), (say["as_of"], meta["data_as_of"])]
    if book.look.issuer:
        rows.append((say["issuer"], book.look.issuer))
    if book.imprint.statement:
        rows.append((book.imprint.words["edition"], book.imprint.statement))
    rows += [
        (say["documents"] if not i else "", f"{d['number']} ({d['issued']}), {d['issuer']}: {d['title']}")
        for i, d in enumerate(meta["documents"])
    ]
    for number, (label, text) in enumerate(rows, 4):
        put_text(sheet.cell(number, 1), label)
        put_text(sheet.cell(number, 2), text)
        sheet.cell(number, 1).font, sheet.cell(number, 2).font = BOLD, BASE
        sheet.cell(number, 2).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(number, 1).alignment = Alignment(vertical="top")
    _logo(book, sheet)
    return 5 + len(rows)


def _logo(book: Book, sheet: Worksheet) -> None:
    """The office's logo, right of the title; its description is what a screen reader says."""
    logo = book.look.logo
    if logo is None:
        return
    image = Image(io.BytesIO(as_picture(logo, _DRAWN)))
    width, height = logo.fitted(*_LOGO)
    size = XDRPositiveSize2D(pixels_to_EMU(round(width)), pixels_to_EMU(round(height)))
    drawing: Any = SpreadsheetDrawing()
    frame = drawing._picture_frame(1)
    frame.nvPicPr.cNvPr.name, frame.nvPicPr.cNvPr.descr = "Logo", book.look.alt
    place = AnchorMarker(col=2, colOff=pixels_to_EMU(12), row=0, rowOff=pixels_to_EMU(4))
    image.anchor = OneCellAnchor(_from=place, ext=size, pic=frame)
    sheet.add_image(image)


def contents(book: Book, sheet: Worksheet, listed: Sequence[tuple[str, Tidy]], first: int = 1) -> int:
    """The list of tables from row `first`, on its own sheet or below the cover; gives the row after the next."""
    say = book.words
    for letter, width in zip("ABCD", (32, 90, 24, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    put_text(sheet.cell(first, 1), say["contents"])
    sheet.cell(first, 1).font = book.styles.title
    top = first + 2 if first == 1 else first + 1
    for column, text in enumerate((say["sheet"], say["title"], say["unit"], say["rows"]), 1):
        cell = sheet.cell(top, column)
        put_text(cell, text)
        cell.font, cell.fill = HEAD, book.styles.head_fill
    for number, (name, table) in enumerate(listed, top + 1):
        book.lead(sheet.cell(number, 1), name, reference(name, "A1"))
        put_text(sheet.cell(number, 2), table.title)
        put_text(sheet.cell(number, 3), table.unit)
        sheet.cell(number, 4).value = len(table.rows)
        for column in (2, 3, 4):
            sheet.cell(number, column).font = BASE
            sheet.cell(number, column).alignment = Alignment(wrap_text=column == 2, vertical="top")
    if first == 1:
        book.mark(sheet, 2, 4)
        sheet.freeze_panes = "A4"
    return top + len(listed) + 2


def notes(book: Book, sheet: Worksheet, figures: str, listed: Sequence[tuple[str, Tidy]], first: int = 1) -> None:
    """How to read the workbook, from row `first`: on a sheet of its own, or below cover and contents."""
    own = first == 1
    put_text(sheet.cell(first, 1), book.words["notes"])
    sheet.cell(first, 1).font = book.styles.title
    legends = dict.fromkeys(entry for _, table in listed for entry in table.legend.split("; ") if entry)
    lines = [note.format(figures=figures) for note in book.words["reading"]]
    if legends:
        lines.append(f"{book.words['marks']}: {'; '.join(legends)}")
    column = 1 if own else 2
    for number, text in enumerate(lines, first + 2 if own else first + 1):
        put_text(sheet.cell(number, column), text)
        sheet.cell(number, column).font = BASE
        sheet.cell(number, column).alignment = Alignment(wrap_text=True, vertical="top")
    if own:
        sheet.column_dimensions["A"].width = 120
        book.mark(sheet, 2, 1)
