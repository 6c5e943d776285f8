"""A workbook under construction: its sheets, how they look, and the marks that stand on every one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from .imprint import Imprint
from .layouts import invented_words, page_marks
from .look import Look
from .spreadsheet import link, put_text, sheet_name, words

HEADER_ROW = 8
FONT = "Arial"  # has every Vietnamese letter and is on every office computer
INK, GREY, ALERT, PALE = "1B2733", "5B6770", "A63F12", "E9ECEF"
BASE = Font(name=FONT, size=10, color=INK)
BOLD = Font(name=FONT, size=10, bold=True, color=INK)
SMALL = Font(name=FONT, size=9, color=GREY)
HEAD = Font(name=FONT, size=10, bold=True, color="FFFFFF")
MISSING = Font(name=FONT, size=10, italic=True, color=GREY)
RULE = Border(bottom=Side(style="hair", color="C9CFD4"))
_COLUMN = 8.4  # the width of a column that nobody set
_LINE = 13.2  # points of a line of ten-point type
_NARROW = 90  # what stands above a table takes at least so much width
_LETTER = 1.25  # of a column's width, for a bold letter of the mark
# A mark of invented data is loud, that of a draft quiet: (letters, ground, edge).
_LOUD = (Font(name=FONT, size=11, bold=True, color="FFFFFF"), PatternFill("solid", fgColor=ALERT), Border())
_EDGE = Side(style="thin", color=INK)
_QUIET = (
    Font(name=FONT, size=11, bold=True, color=INK),
    PatternFill("solid", fgColor=PALE),
    Border(top=_EDGE, bottom=_EDGE),
)


class Styles:
    """What takes the colour of the packs, or of the office."""

    def __init__(self, blue: str) -> None:
        self.blue = blue.removeprefix("#").upper()
        self.cover = Font(name=FONT, size=18, bold=True, color=self.blue)
        self.title = Font(name=FONT, size=14, bold=True, color=self.blue)
        self.link = Font(name=FONT, size=10, color=self.blue, underline="single")
        self.head_fill = PatternFill("solid", fgColor=self.blue)


@dataclass
class Book:
    """A workbook under construction: the names taken, and the values of its number cells."""

    lang: str
    workbook: Workbook
    styles: Styles
    imprint: Imprint
    look: Look
    marks: tuple[str, ...] = ()  # what each sheet says: of invented data, of a draft
    loud: bool = False  # the data are invented
    taken: set[str] = field(default_factory=set)
    numbers: dict[str, dict[str, float]] = field(default_factory=dict)
    looks: dict[tuple[object, ...], Any] = field(default_factory=dict)  # how cells look → openpyxl's style
    tables: int = 0

    @classmethod
    def of(cls, meta: Mapping[str, Any]) -> Book:
        """An empty workbook for the pack of `metadata.briefing`."""
        look = Look.of(meta)
        book = cls(
            meta["lang"],
            Workbook(),
            Styles(look.blue),
            Imprint.of(meta),
            look,
            page_marks(meta),
            loud=invented_words(meta) is not None,
        )
        book.workbook.remove(book.workbook.worksheets[0])
        return book

    @property
    def words(self) -> Mapping[str, Any]:
        return words(self.lang)

    @property
    def marked(self) -> str:
        """All marks in one line."""
        return " · ".join(self.marks)

    def sheet(self, wanted: str) -> Worksheet:
        """A new sheet that prints as all do; its name is made legal and told apart."""
        sheet = self.workbook.create_sheet(sheet_name(wanted, self.taken))
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        for side in ("left", "right"):
            setattr(sheet.page_margins, side, 0.5)
        footer = sheet.oddFooter
        footer.left.text, footer.right.text = "&A", f"{self.words['page']} &P/&N"
        if self.marks:
            colour = ALERT if self.loud else INK
            sheet.oddHeader.center.text, sheet.oddHeader.center.font = self.marked, f"{FONT},Bold"
            sheet.oddHeader.center.size, sheet.oddHeader.center.color = 12, colour
            sheet.sheet_properties.tabColor = ALERT if self.loud else GREY
        return sheet

    def mark(self, sheet: Worksheet, row: int, columns: int) -> int:
        """Says in this row what every sheet says; on every printed page the header does. Gives the columns taken.

        The ground goes on as far as the words do, past a narrow table: white words are read nowhere else.
        """
        if not self.marks:
            return columns
        put_text(sheet.cell(row, 1), self.marked)
        font, fill, border = _LOUD if self.loud else _QUIET
        column, room = 1, len(self.marked) * _LETTER
        while column <= columns or room > 0:
            cell = sheet.cell(row, column)
            cell.font, cell.fill, cell.border = font, fill, border
            room -= _width(sheet, column)
            column += 1
        return column - 1

    def fit(self, sheet: Worksheet) -> None:
        """Makes every row as high as its words, for programs that do not: there one line would lie over the next."""
        for number, row in enumerate(sheet.iter_rows(), 1):
            wrapped = [cell for cell in row if isinstance(cell.value, str) and cell.alignment.wrap_text]
            lines = max((_lines(str(cell.value), _width(sheet, cell.column)) for cell in wrapped), default=1)
            if lines > 1:
                sheet.row_dimensions[number].height = lines * _LINE

    def head(self, sheet: Worksheet, rows: int, columns: int) -> None:
        """Wraps what stands above a table of so many columns within its width, and prints no further: words that run
        on past it would make the whole sheet small on paper."""
        room = sum(_width(sheet, column) for column in range(1, columns + 1))
        while room < _NARROW:
            columns += 1
            room += _width(sheet, columns)
        for row in range(1, rows + 1):
            cell = sheet.cell(row, 1)
            size = cell.font.size / BASE.size
            lines = _lines(str(cell.value or ""), room / size)
            if lines > 1 and columns > 1:
                sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                sheet.row_dimensions[row].height = lines * _LINE * size
        sheet.print_area = f"A1:{get_column_letter(columns)}{sheet.max_row}"

    def lead(self, cell: Any, text: str, target: str) -> None:
        """A cell that leads to a place in the workbook."""
        put_text(cell, text)
        link(cell, target)
        cell.font = self.styles.link


def _width(sheet: Worksheet, column: int) -> float:
    letter = get_column_letter(column)
    return float(sheet.column_dimensions[letter].width) if letter in sheet.column_dimensions else _COLUMN


def _lines(text: str, width: float) -> int:
    """How many lines of this width the words take; a letter of Arial takes less than the digit that widths count in."""
    return sum(ceil(max(len(line), 1) * 0.85 / width) for line in text.splitlines())
