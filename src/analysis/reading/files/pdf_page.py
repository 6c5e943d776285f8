"""Pages of a PDF as letters, rules and ruled tables, read with pdfplumber."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer.layout import LTChar, LTContainer
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from ...errors import DocumentError
from .word_numbering import sign

MOST_PAGES = 400
_MOST_LETTERS = 30_000  # of a page
_MOST_EDGES = 4_000
_THIN = 3.0  # points: a filled box not higher is a rule
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
_OCR = "ocrmypdf --language vie --deskew FILE.pdf FILE-ocr.pdf"
_OCR_AGAIN = "ocrmypdf --language vie --force-ocr FILE.pdf FILE-ocr.pdf"
_OCR_REST = "ocrmypdf --language vie --deskew --skip-text FILE.pdf FILE-ocr.pdf"


Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Letter:
    """One character (or ligature) with its box; points, from the top left."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line."""

    x0: float
    x1: float
    y: float


@dataclass(frozen=True)
class RuledTable:
    """A table drawn with lines: rows of cells, None where a merged cell goes on; each with its letters."""

    top: float
    bottom: float
    x0: float
    x1: float
    rows: tuple[tuple[tuple[Letter, ...] | None, ...], ...]
    columns: tuple[float, ...]  # where each begins


@dataclass(frozen=True)
class Page:
    """What stands on a page. `letters` are those outside `tables`."""

    number: int
    width: float
    height: float
    letters: tuple[Letter, ...]
    rules: tuple[Rule, ...]
    tables: tuple[RuledTable, ...]


def read_pages(data: bytes) -> list[Page]:
    """All pages; raises DocumentError when there is no text to read, or no way to it."""
    pages: list[Page] = []
    pictured: list[int] = []
    strange = letters = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                raise DocumentError(
                    "The PDF has too many pages for a document.", expected=f"at most {MOST_PAGES} pages",
                    found=f"{len(pdf.pages)} pages", hint="cut out the pages of the document",
                )
            for original in pdf.pages:
                page, chars = _turned(pdf, original, _take_chars(original.layout))
                read, unmapped = _page(page, chars)
                strange += unmapped
                count = len(read.letters) + sum(len(cell or ()) for t in read.tables for row in t.rows for cell in row)
                letters += count
                if count < 10 and _is_picture(page):
                    pictured.append(page.page_number)
                pages.append(read)
                page.close()
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise _locked() from error
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in (error, *error.args)):
            raise _locked() from error
        raise
    if not letters and not strange:
        raise DocumentError(
            "The PDF is scanned: its pages are pictures without text.", expected="a PDF with a text layer",
            found=f"{len(pages)} pages without a letter",
            hint=f"run {_OCR} and read FILE-ocr.pdf instead",
        )  # fmt: skip
    if strange > 0.02 * (letters + strange):
        raise DocumentError(
            "The PDF's letters cannot be told: its fonts do not say which characters they show.",
            expected="a PDF with a text layer", found=f"{strange:,} unknown signs",
            hint=f"run {_OCR_AGAIN} and read FILE-ocr.pdf instead",
        )
    if pictured:
        raise DocumentError(
            "Some pages of the PDF are pictures without text.", expected="text on every page",
            found="page " + ", ".join(map(str, pictured[:20])),
            hint=f"run {_OCR_REST} and read FILE-ocr.pdf instead",
        )  # fmt: skip
    return pages


def _locked() -> DocumentError:
    return DocumentError(
        "The document is protected by a password.", expected="a PDF that opens without a password",
        hint="open it with its password and print or save it without one",
    )  # fmt: skip


def _turned(pdf: Any, page: Any, chars: list[LTChar]) -> tuple[Any, list[LTChar]]:
    """The page turned so that most of its letters stand upright: broad tables are often printed sideways."""
    ways = Counter(_way(char) for char in chars if char.get_text().strip())
    turn = ways.most_common(1)[0][0] if ways else 0
    if not turn:
        return page, chars
    page.page_obj.rotate = (page.page_obj.rotate + turn) % 360
    page.page_obj.attrs["Rotate"] = page.page_obj.rotate
    turned = pdfplumber.page.Page(pdf, page.page_obj, page.page_number, page.initial_doctop)
    page.close()
    return turned, _take_chars(turned.layout)


def _way(char: LTChar) -> int:
    """By how many degrees clockwise the page has to be turned for a letter to stand upright."""
    a, b = char.matrix[:2]
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270


def _page(page: Any, chars: list[LTChar]) -> tuple[Page, int]:
    """The page, and how many of its signs have no character."""
    if len(chars) > _MOST_LETTERS:
        raise DocumentError(
            "A page of the PDF holds more than a page can.", where=f"page {page.page_number}",
            expected=f"at most {_MOST_LETTERS:,} characters", found=f"{len(chars):,} characters",
            hint="print it to a new PDF",
        )  # fmt: skip
    letters: list[Letter] = []
    unmapped = 0
    for letter in _letters(chars, float(page.width), float(page.height)):
        if letter.text.startswith("(cid:"):
            unmapped += 1
        else:
            letters.append(letter)
    tables, inside = _tables(page, letters)
    rules = sorted(_rules(page), key=lambda rule: rule.y)
    outside = tuple(letter for index, letter in enumerate(letters) if index not in inside)
    return Page(page.page_number, float(page.width), float(page.height), outside, tuple(rules), tables), unmapped


def _take_chars(container: Any) -> list[LTChar]:
    """The characters of a page, taken out of its layout: pdfplumber would read each once more, at length."""
    chars: list[LTChar] = []
    waiting = [container]
    while waiting:
        one = waiting.pop()
        chars += [item for item in one._objs if isinstance(item, LTChar)]
        waiting += [item for item in reversed(one._objs) if isinstance(item, LTContainer)]
        one._objs = [item for item in one._objs if not isinstance(item, LTChar)]
    return chars


def _letters(chars: list[LTChar], width: float, height: float) -> Iterator[Letter]:
    """The letters that stand upright on the page, each once: bold is sometimes feigned by printing twice."""
    seen: set[tuple[str, int, int]] = set()
    before = ""
    for char in chars:
        shown = -1 <= (char.x0 + char.x1) / 2 <= width + 1 and -1 <= (char.y0 + char.y1) / 2 <= height + 1
        if not (char.upright and shown):
            continue
        text = char.get_text()
        x0, x1, top, bottom = char.x0, char.x1, height - char.y1, height - char.y0
        key = (text, round(x0), round(top))
        # A mark drawn by a sign of its own, without width, may repeat the letter that it belongs to.
        again = x1 - x0 < 0.05 and text == before and text.isalpha()
        if (key in seen and text.strip()) or again:
            continue
        seen.add(key)
        before = text
        if any("\uf000" <= c <= "\uf0ff" for c in text):
            text = sign(text)
        name = str(char.fontname).lower()
        bold = "bold" in name or "black" in name or "heavy" in name
        yield Letter(_LIGATURES.get(text, text), x0, x1, top, bottom, char.size, bold)


def _rules(page: Any) -> Iterator[Rule]:
    for edge in page.edges:
        if edge["orientation"] == "h":
            left, above = page.bbox[:2]
            yield Rule(float(edge["x0"] - left), float(edge["x1"] - left), float(edge["top"] - above))


def _is_picture(page: Any) -> bool:
    """Whether pictures cover most of the page."""
    area = sum(
        max(0.0, float(image["x1"]) - float(image["x0"])) * max(0.0, float(image["bottom"]) - float(image["top"]))
        for image in page.images
    )
    return area > 0.4 * float(page.width) * float(page.height)


def _tables(page: Any, letters: list[Letter]) -> tuple[tuple[RuledTable, ...], set[int]]:
    """The tables that lines are drawn for, and which letters stand in them."""
    if len(page.edges) > _MOST_EDGES or not any(edge["orientation"] == "v" for edge in page.edges):
        return (), set()
    order = sorted(range(len(letters)), key=lambda index: letters[index].middle)
    found: list[RuledTable] = []
    inside: set[int] = set()
    for table in page.find_tables({"vertical_strategy": "lines", "horizontal_strategy": "lines"}):
        boxes = [[_shifted(box, page.bbox) for box in row.cells if box is not None] for row in table.rows]
        if max((len(row) for row in boxes), default=0) < 2:
            continue
        columns = sorted({box[0] for row in boxes for box in row})
        x0, top, x1, bottom = _shifted(table.bbox, page.bbox)
        mine = [
            index for index in order
            if top <= letters[index].middle <= bottom
            and x0 - 1 <= (letters[index].x0 + letters[index].x1) / 2 <= x1 + 1
        ]
        cells = _fill(boxes, mine, letters)
        rows = []
        for row in boxes:
            by_left = {box[0]: box for box in row}
            rows.append(tuple(
                tuple(cells[by_left[left]]) if left in by_left else None for left in columns
            ))
        found.append(RuledTable(top, bottom, x0, x1, tuple(rows), tuple(columns)))
        inside.update(mine)
    return tuple(sorted(found, key=lambda table: table.top)), inside


def _shifted(box: Box, page: Box) -> Box:
    """A box from the page's own corner on: a page's coordinates need not begin at nought."""
    return box[0] - page[0], box[1] - page[1], box[2] - page[0], box[3] - page[1]


def _fill(boxes: list[list[Box]], mine: list[int], letters: list[Letter]) -> dict[Box, list[Letter]]:
    """For each cell's box the letters that stand in it, in the order of the file."""
    cells = {box: list[int]() for row in boxes for box in row}
    by_column: dict[float, list[Box]] = {}
    for box in cells:
        by_column.setdefault(box[0], []).append(box)
    for index in mine:
        letter = letters[index]
        x, y = (letter.x0 + letter.x1) / 2, letter.middle
        best = None
        for left, column in by_column.items():
            if left - 1 <= x and (best is None or left > best[0]):
                for box in column:
                    if box[1] <= y <= box[3] and x <= box[2] + 1:
                        best = box
                        break
        if best is not None:
            cells[best].append(index)
    return {box: [letters[index] for index in sorted(held)] for box, held in cells.items()}


def body_size(pages: list[Page]) -> float:
    """The size that most letters have."""
    sizes = Counter(round(letter.size * 2) / 2 for page in pages for letter in page.letters)
    return sizes.most_common(1)[0][0] if sizes else 12.0


def columns_agree(one: RuledTable, other: RuledTable) -> bool:
    """Whether two tables have the same columns, so that the second may go on with the first."""
    if len(one.columns) != len(other.columns) or abs(one.x1 - other.x1) > 4:
        return False
    return all(abs(a - b) <= 4 for a, b in zip(one.columns, other.columns, strict=True))
