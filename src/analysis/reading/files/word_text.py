"""The text of Word's paragraphs: runs, fields, tracked changes, text boxes, numbers of lists, note marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from .word_numbering import SIGNS, Numbering
from .word_xml import MC, M, W, child, number, switch, value

_UNIT = re.compile(r"(?:^|[\s\d/(,])(?:[kcdm]?m|ha)$")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RAISED_BY = 4  # half-points
_DEEP = 60  # styles and elements in each other; more is hostile

# Elements whose text is read through to, and those whose text is not there for a reader.
_THROUGH = frozenset(W + name for name in (
    "hyperlink", "ins", "moveTo", "smartTag", "fldSimple", "sdtContent", "customXml", "dir", "bdo", "rubyBase",
))  # fmt: skip
_FONTS_OF_SIGNS = ("symbol", "wingdings", "webdings")


class Styles:
    """The properties that styles give, each looked up along `basedOn`."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self.default: str | None = None
        for style in root.iterfind(W + "style") if root is not None else ():
            id = style.get(W + "styleId", "")
            self._styles[id] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true"):
                self.default = id

    def chain(self, id: str | None) -> Iterator[etree._Element]:
        """The style and those it is based on."""
        seen: set[str] = set()
        while id and id in self._styles and id not in seen and len(seen) < _DEEP:
            seen.add(id)
            yield self._styles[id]
            id = value(child(self._styles[id], "basedOn"))

    def name(self, id: str | None) -> str:
        """A style's name in lower case."""
        return (value(child(self._styles.get(id or ""), "name")) or id or "").lower()

    def switched(self, id: str | None, name: str) -> bool:
        """Whether the style turns a run property on."""
        for style in self.chain(id):
            if (on := switch(child(style, "rPr", name))) is not None:
                return on
        return False


class Texts:
    """Reads paragraphs in the order of the document, counting its lists and notes on the way."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self.footnotes: dict[str, int] = {}  # ids in the order of their marks
        self.endnotes: dict[str, int] = {}
        self._fields: list[bool] = []  # of each field that is open: whether its result has begun

    def paragraph(self, element: etree._Element) -> tuple[str, list[etree._Element]]:
        """A paragraph's text with the number of its list, and the text boxes anchored in it."""
        properties = child(element, "pPr")
        style = value(child(properties, "pStyle")) or self._styles.default
        boxes: list[etree._Element] = []
        parts: list[str] = []
        self._read(element, style, parts, boxes, 0)
        text = "".join(parts)
        label = self._label(properties, style)
        if not text.strip():
            return "", boxes
        return label + text.strip() if label else text, boxes

    def is_contents(self, element: etree._Element) -> bool:
        """Whether a paragraph is a line of a table of contents, which only repeats headings."""
        name = self._styles.name(value(child(element, "pPr", "pStyle")))
        return re.fullmatch(r"toc ?\d", name) is not None

    def _label(self, properties: etree._Element | None, style: str | None) -> str:
        own = child(properties, "numPr")
        num = value(child(own, "numId"))
        at = value(child(own, "ilvl"))
        if num is None:
            for each in self._styles.chain(style):
                listed = child(each, "pPr", "numPr")
                if (num := value(child(listed, "numId"))) is not None:
                    at = at or value(child(listed, "ilvl"))
                    at = at or str(self._numbering.level_of_style(num, each.get(W + "styleId", "")))
                    break
        if num is None or num == "0":
            return ""
        return self._numbering.label(num, number(at, 0))

    def _read(
        self, element: etree._Element, style: str | None, parts: list[str], boxes: list[etree._Element], depth: int
    ) -> None:
        if depth > _DEEP:
            return
        for node in element:
            tag = node.tag
            if tag == W + "r":
                self._run(node, style, parts, boxes)
            elif tag in _THROUGH:
                self._read(node, style, parts, boxes, depth + 1)
            elif tag == W + "sdt":
                if (content := child(node, "sdtContent")) is not None:
                    self._read(content, style, parts, boxes, depth + 1)
            elif tag == MC + "AlternateContent":
                if (chosen := chosen_of(node)) is not None:
                    self._read(chosen, style, parts, boxes, depth + 1)
            elif isinstance(tag, str) and tag.startswith(M):
                parts += [text.text or "" for text in node.iter(M + "t")]

    def _run(self, run: etree._Element, style: str | None, parts: list[str], boxes: list[etree._Element]) -> None:
        properties = child(run, "rPr")
        hidden = self._is_on(properties, style, "vanish")
        pieces: list[str] = []
        self._pieces(run, properties, hidden, pieces, boxes, 0)
        text = "".join(pieces)
        if not text or hidden:
            return
        if self._is_on(properties, style, "caps") and "[footnoteRef:" not in text:
            text = text.upper()
        if self._is_raised(properties) and text.strip().isdecimal() and len(text.strip()) <= 3:
            before = "".join(parts[-3:])
            text = text.translate(_RAISED) if _UNIT.search(before[-4:]) else f"<sup>{text.strip()}</sup>"
        parts.append(text)

    def _pieces(
        self, run: etree._Element, properties: etree._Element | None, hidden: bool, pieces: list[str],
        boxes: list[etree._Element], depth: int,
    ) -> None:  # fmt: skip
        custom = False
        for node in run:
            name = node.tag[len(W):] if isinstance(node.tag, str) and node.tag.startswith(W) else node.tag
            if name == "fldChar":
                self._field(node.get(W + "fldCharType"))
            elif self._fields and not all(self._fields):
                continue  # a field's code
            elif name == "t":
                if not custom:
                    pieces.append(_with_signs(node.text or "", properties))
            elif name in ("footnoteReference", "endnoteReference") and not hidden:
                notes, id = (self.footnotes if name[0] == "f" else self.endnotes), node.get(W + "id", "")
                # The numbers of endnotes follow on those of footnotes, which are not all known yet.
                sign = "" if name[0] == "f" else "end"
                pieces.append(f"[{sign}footnoteRef:{notes.setdefault(id, len(notes) + 1)}]")
                custom = switch_attribute(node, "customMarkFollows")
            elif name in ("tab", "ptab"):
                pieces.append(" ")
            elif name in ("br", "cr"):
                pieces.append("\n")
            elif name == "noBreakHyphen":
                pieces.append("-")
            elif name == "sym":
                code = int(node.get(W + "char", "0") or "0", 16) if _is_hex(node.get(W + "char")) else 0
                pieces.append(SIGNS.get(code & 0xFF, "") if code >= 0xF000 else chr(code) if code else "")
            elif name in ("drawing", "pict", "object"):
                boxes += outer_boxes(node)
            elif name == "ruby":
                for base in node.iter(W + "rubyBase"):
                    pieces += [text.text or "" for text in base.iter(W + "t")]
            elif name == MC + "AlternateContent" and depth < _DEEP and (chosen := chosen_of(node)) is not None:
                self._pieces(chosen, properties, hidden, pieces, boxes, depth + 1)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def close_fields(self) -> None:
        """Forgets fields that were never ended, so that a broken one does not swallow the rest."""
        self._fields.clear()

    def _is_on(self, properties: etree._Element | None, style: str | None, name: str) -> bool:
        if (on := switch(child(properties, name))) is not None:
            return on
        if (id := value(child(properties, "rStyle"))) and self._styles.switched(id, name):
            return True
        return self._styles.switched(style, name)

    def _is_raised(self, properties: etree._Element | None) -> bool:
        """Whether letters stand higher, by their own properties or those of their style."""
        if number(value(child(properties, "position")), 0) >= _RAISED_BY:
            return True
        if (own := value(child(properties, "vertAlign"))) is not None:
            return own == "superscript"
        for style in self._styles.chain(value(child(properties, "rStyle"))):
            if (given := value(child(style, "rPr", "vertAlign"))) is not None:
                return given == "superscript"
        return False


def chosen_of(alternate: etree._Element) -> etree._Element | None:
    """The one of several forms of the same content that is read."""
    found = alternate.find(MC + "Choice")
    return found if found is not None else alternate.find(MC + "Fallback")


def outer_boxes(drawing: etree._Element) -> list[etree._Element]:
    """The contents of text boxes in a drawing, those inside another left to it, and each only once."""
    found: list[etree._Element] = []
    waiting = [drawing]
    while waiting:
        node = waiting.pop()
        if node.tag == W + "txbxContent":
            found.append(node)
        elif node.tag == MC + "AlternateContent":
            if (chosen := chosen_of(node)) is not None:
                waiting.append(chosen)
        else:
            waiting.extend(reversed(node))
    return found


def switch_attribute(node: etree._Element, name: str) -> bool:
    """Whether an attribute of Word's own is on."""
    return node.get(W + name, "0").lower() in ("1", "true", "on")


def _is_hex(text: str | None) -> bool:
    return text is not None and re.fullmatch(r"[0-9A-Fa-f]{1,4}", text) is not None


def _with_signs(text: str, properties: etree._Element | None) -> str:
    """Signs of symbol fonts, which stand in the private area, as letters."""
    if not any("\uf000" <= letter <= "\uf0ff" for letter in text):
        return text
    return "".join(SIGNS.get(ord(c) - 0xF000, "") if "\uf000" <= c <= "\uf0ff" else c for c in text)
