"""Word documents (.docx) as text: the body in its order, tables with merged cells, real footnotes.

The package is opened by python-docx; nothing in it is executed, no reference out of it is followed. Left
out: headers and footers, tracked deletions, hidden text, codes of fields, tables of contents, comments.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from ...errors import DocumentError
from .blocks import Block, Grid, Paragraph, flat, is_layout, write
from .plain import checked
from .safety import check_package, damaged
from .word_numbering import Numbering
from .word_text import Styles, Texts, chosen_of
from .word_xml import MC, W, child, number, value

_DEEP = 30  # tables in tables; more is hostile
_WIDEST = 100  # columns of a table
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_LINES = frozenset({"nil", "none"})
_END_MARK = re.compile(r"\[endfootnoteRef:(\d+)\]")


def read_word(data: bytes, path: Path) -> str:
    """The text of a .docx file's bytes; raises DocumentError when it is refused or cannot be read."""
    check_package(data, path)
    try:
        document = docx.Document(io.BytesIO(data))
        text = _Reader(document).text()
    except DocumentError:
        raise
    except RecursionError as error:
        raise DocumentError(
            "The document is nested too deeply.", where=path, hint="open it in Word and save it anew"
        ) from error
    except Exception as error:  # whatever the libraries make of a broken package
        raise damaged(path, error) from error
    if not text.strip():
        raise _nothing(data, document, path)
    return checked(text, path)


def _nothing(data: bytes, document: WordDocument, path: Path) -> DocumentError:
    if _STRICT in document.part.blob[:20_000]:
        return DocumentError(
            "The document is saved in the strict form of Open XML.", where=path, expected="an ordinary .docx",
            hint="open it in Word and save it as “Word document (*.docx)”",
        )
    return DocumentError(
        "The document holds no text.", where=path, expected="paragraphs or tables", found="none",
        hint="if its pages are pictures, save it as PDF and run: "
             "ocrmypdf --language vie --deskew FILE.pdf FILE-ocr.pdf",
    )  # fmt: skip


class _Reader:
    """Goes down the body and collects blocks."""

    def __init__(self, document: WordDocument) -> None:
        self._body = document.element.body
        self._parts = {
            name: _part(document, kind) for name, kind in (
                ("styles", RELATIONSHIP_TYPE.STYLES), ("numbering", RELATIONSHIP_TYPE.NUMBERING),
                ("footnotes", RELATIONSHIP_TYPE.FOOTNOTES), ("endnotes", RELATIONSHIP_TYPE.ENDNOTES),
            )
        }  # fmt: skip
        self._styles = Styles(self._parts["styles"])
        self._texts = Texts(self._styles, Numbering(self._parts["numbering"]))

    def text(self) -> str:
        """The whole text in the conventions of `blocks.write`."""
        blocks = list(self._blocks(self._body, 0))
        self._texts.close_fields()
        last = max(self._texts.footnotes.values(), default=0)
        notes: dict[int, list[str]] = {}
        for part, ids, base in (
            ("footnotes", self._texts.footnotes, 0), ("endnotes", self._texts.endnotes, last),
        ):  # fmt: skip
            bodies = self._parts[part]
            known = {node.get(W + "id"): node for node in bodies} if bodies is not None else {}
            for id, count in list(ids.items()):
                if (node := known.get(id)) is not None:
                    notes[base + count] = self._note(node)
        return write((_endnotes_numbered(block, last) for block in blocks), notes)

    def _note(self, node: etree._Element) -> list[str]:
        lines: list[str] = []
        for block in self._blocks(node, 1):
            if isinstance(block, Paragraph):
                lines.append(block.text)
            else:
                lines += [" ".join(cell for cell in row if cell) for row in block.rows]
        return [line for line in (flat(line) for line in lines) if line]

    def _blocks(self, parent: etree._Element, depth: int) -> Iterator[Block]:
        """Paragraphs and tables under `parent` in their order."""
        if depth > _DEEP:
            raise DocumentError(
                "The document is nested too deeply.", expected=f"at most {_DEEP} levels of tables and boxes",
                hint="open it in Word and save it anew",
            )
        carried = ""  # of paragraphs whose end is deleted
        for node in _unwrapped(parent):
            if node.tag == W + "p":
                if self._texts.is_contents(node):
                    continue
                text, boxes = self._texts.paragraph(node)
                if child(node, "pPr", "rPr", "del") is not None:
                    carried += text
                elif carried or text:
                    yield Paragraph(carried + text)
                    carried = ""
                for box in boxes:
                    yield from self._blocks(box, depth + 1)
            elif node.tag == W + "tbl":
                yield from self._table(node, depth)
        if carried:
            yield Paragraph(carried)

    def _table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        rows: list[list[list[Block]]] = []  # of each cell its blocks
        for row in _unwrapped(table):
            if row.tag != W + "tr" or child(row, "trPr", "del") is not None:
                continue
            cells: list[list[Block]] = [[] for _ in range(min(_span(child(row, "trPr", "gridBefore")), _WIDEST))]
            for cell in _unwrapped(row):
                if cell.tag != W + "tc":
                    continue
                merge = child(cell, "tcPr", "vMerge")
                goes_on = merge is not None and value(merge) in (None, "continue")
                across = child(cell, "tcPr", "hMerge")
                goes_on = goes_on or (across is not None and value(across) in (None, "continue"))
                cells.append([] if goes_on else list(self._blocks(cell, depth + 1)))
                span = max(1, _span(child(cell, "tcPr", "gridSpan")))
                cells += [[] for _ in range(min(span - 1, _WIDEST))]
            rows.append(cells)
        texts = [tuple(_cell(blocks) for blocks in cells) for cells in rows]
        if is_layout(self._bordered(table), texts):
            for cells in rows:
                for blocks in cells:
                    yield from blocks
        elif texts:
            width = max(len(row) for row in texts)
            yield Grid(tuple(row + ("",) * (width - len(row)) for row in texts))

    def _bordered(self, table: etree._Element) -> bool:
        """Whether a line is drawn around or inside the table, by itself, its cells or its style."""
        own = child(table, "tblPr", "tblBorders")
        drawn = _drawn(own)
        if drawn is None:
            for style in self._styles.chain(value(child(table, "tblPr", "tblStyle"))):
                drawn = _drawn(child(style, "tblPr", "tblBorders"))
                if drawn is not None:
                    break
        if drawn:
            return True
        return any(
            _drawn(borders)
            for row in table.iterchildren(W + "tr")
            for cell in row.iterchildren(W + "tc")
            if (borders := child(cell, "tcPr", "tcBorders")) is not None
        )


def _part(document: WordDocument, kind: str) -> etree._Element | None:
    """The root of a part that belongs to the document's main part."""
    for relationship in document.part.rels.values():
        if relationship.reltype == kind and not relationship.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            return etree.fromstring(relationship.target_part.blob, parser)
    return None


def _unwrapped(parent: etree._Element) -> Iterator[etree._Element]:
    """The children of `parent`, those inside content controls and accepted insertions too."""
    waiting = list(reversed(parent))
    while waiting:
        node = waiting.pop()
        if node.tag == W + "sdt":
            if value(child(node, "sdtPr", "docPartObj", "docPartGallery")) == "Table of Contents":
                continue
            content = child(node, "sdtContent")
            waiting.extend(reversed(content) if content is not None else ())
        elif node.tag in (W + "ins", W + "moveTo", W + "customXml", W + "smartTag"):
            waiting.extend(reversed(node))
        elif node.tag == MC + "AlternateContent":
            chosen = chosen_of(node)
            waiting.extend(reversed(chosen) if chosen is not None else ())
        elif node.tag == W + "altChunk":
            raise DocumentError(
                "The document holds another file inside its text, which is not read.", found="altChunk",
                expected="text of its own", hint="open it in Word and save it anew",
            )
        else:
            yield node


def _cell(blocks: list[Block]) -> str:
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            parts.append(block.text)
        else:
            parts += [" ".join(cell for cell in row if cell) for row in block.rows]
    return " ".join(flat(part) for part in parts if flat(part))


def _drawn(borders: etree._Element | None) -> bool | None:
    """Whether any of the borders is a line; None when nothing is said."""
    if borders is None or not len(borders):
        return None
    return any((value(border) or "nil") not in _LINES for border in borders)


def _span(element: etree._Element | None) -> int:
    return number(value(element), 0)


def _endnotes_numbered(block: Block, last: int) -> Block:
    def numbered(text: str) -> str:
        return _END_MARK.sub(lambda mark: f"[footnoteRef:{last + int(mark[1])}]", text)

    if isinstance(block, Paragraph):
        return Paragraph(numbered(block.text))
    return Grid(tuple(tuple(numbered(cell) for cell in row) for row in block.rows))
