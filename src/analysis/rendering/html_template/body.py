"""What cells emit, made fit for one page.

Outputs and markdown come from anywhere. Each piece is parsed on its own, so that one left open cannot
swallow the next; only known elements and attributes stay, so that nothing runs or is loaded; headings follow
one another without a step left out; table headers say what they head. On the way the body notes what the page
must know: the contents, the figures displayed, the title when the notebook has no other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bs4 import BeautifulSoup, CData, Comment, Declaration, Doctype, ProcessingInstruction, Tag

from . import svg

_KEPT = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "cite", "code", "col", "colgroup",
    "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "i", "img", "input", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt",
    "ruby", "s", "samp", "section", "small", "span", "strike", "strong", "style", "sub", "summary", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr", "math",
    "mrow", "mi", "mo", "mn", "ms", "mtext", "msup", "msub", "msubsup", "mfrac", "msqrt", "mroot", "mover",
    "munder", "munderover", "mtable", "mtr", "mtd", "mspace",
})
_DROPPED = frozenset({
    "script", "noscript", "template", "iframe", "frame", "frameset", "object", "embed", "applet", "link",
    "meta", "base", "head", "title", "audio", "video", "source", "track", "canvas", "map", "area", "select",
    "option", "textarea", "button", "dialog", "portal", "slot", "svg",
})
_ATTRIBUTES = frozenset({
    "class", "id", "title", "lang", "dir", "role", "alt", "width", "height", "colspan", "rowspan", "scope",
    "headers", "start", "type", "value", "reversed", "open", "datetime", "align", "valign", "hidden",
    "checked", "disabled", "span",
})
_UNSAFE_STYLE = re.compile(
    r"url\s*\(|expression|@import|image-set|src\s*\(|\\|</|-moz-binding|position\s*:", re.I
)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml|bmp|avif)[;,]", re.I)
_SVG = re.compile(r"<svg\b.*?</svg\s*>", re.S | re.I)
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)", re.I)
_NUMERIC = re.compile(r"[-−+]?\d[\d.,\s]*(?:e[-+]?\d+)?\s*%?|NaN|nan|<NA>|None|", re.I)
# A number with the words around it: "khoảng", "82,1", "nghìn tỷ đồng".
_AMOUNT = re.compile(r"(\D*?)([-−+]?\d[\d.,–/−-]*\d|\d)(%?)(\D*)")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PAGE_IDS = ("bf-main", "bf-top", "bf-data", "bf-dialog", "bf-dialog-title", "bf-revisions")
_INVISIBLE = (Comment, Declaration, Doctype, ProcessingInstruction, CData)


@dataclass(frozen=True)
class Entry:
    """One line of the contents."""

    id: str
    text: str
    level: int
    finding: str = ""


@dataclass
class Body:
    """Cleans the pieces of one notebook in their order and remembers what it met.

    `title` is the page's title when it is known beforehand; otherwise the first level-1 heading becomes it.
    `pack` tells a pack, whose sections name themselves, from an ordinary notebook.
    """

    labels: Mapping[str, str]
    title: str | None = None
    pack: bool = False
    contents: list[Entry] = field(default_factory=list)
    figures: dict[str, None] = field(default_factory=dict)
    marks: dict[str, None] = field(default_factory=dict)
    ids: set[str] = field(default_factory=lambda: set(_PAGE_IDS))
    _level: int = 1
    _shift: int = 0
    _drawings: count[int] = field(default_factory=count)

    # ------------------------------------------------------------------ pieces

    def clean(self, source: str) -> str:
        """`source`, HTML from an output or from markdown, as safe HTML of this page."""
        drawings: list[str] = []

        def keep(match: re.Match[str]) -> str:
            before = source[: match.start()].rstrip().rpartition("<")[2]
            scale = 1.8 if "bf-svg" in before else 4 / 3
            drawn = self.drawing(match.group(), name=None, scale=scale)
            drawings.append(drawn)
            return f"<!--drawing {len(drawings) - 1}-->"

        rest = _SVG.sub(keep, source)
        soup = BeautifulSoup(rest, "html.parser")
        for element in list(soup.find_all(True)):
            if element.decomposed or element.parent is None:
                continue
            self._element(element)
        # Looking through a tree takes longer than through its text: what is not in that is not in the tree.
        if "<!" in rest or "<?" in rest:
            for node in list(soup.find_all(string=lambda s: isinstance(s, _INVISIBLE))):
                match = re.fullmatch(r"drawing (\d+)", node) if type(node) is Comment else None
                if match is None or int(match.group(1)) >= len(drawings):
                    node.extract()
        self._structure(soup, rest)
        cleaned = soup.decode(formatter="minimal")
        return re.sub(r"<!--drawing (\d+)-->", lambda m: drawings[int(m.group(1))], cleaned)

    def drawing(self, source: str, name: str | None, scale: float = 4 / 3) -> str:
        """An SVG in line, or as an image when it cannot safely be."""
        drawn = svg.inline(source, f"g{next(self._drawings)}-", name=name, scale=scale)
        return drawn if drawn is not None else svg.as_image(source, name or self.labels["image"])

    def blank(self, source: str) -> bool:
        """Whether nothing of `source` would be seen: it only ran a script, say."""
        if "<script" not in source and "<iframe" not in source:
            return False
        soup = BeautifulSoup(source, "html.parser")
        for element in soup.find_all(["script", "style", "iframe", "noscript", "template"]):
            element.decompose()
        return not soup.get_text(strip=True) and soup.find(["img", "svg", "table", "hr"]) is None

    # ------------------------------------------------------------------ elements

    def _element(self, element: Tag) -> None:
        name = element.name.lower()
        if name in _DROPPED:
            element.decompose()
            return
        if name == "style":
            text = element.get_text()
            if element.has_attr("scoped") or _UNSAFE_STYLE.search(text):
                element.decompose()
            else:
                element.attrs = {}
            return
        if name == "input" and str(element.get("type", "")).lower() != "checkbox":
            element.decompose()
            return
        if name not in _KEPT:
            element.unwrap()
            return
        element.name = name
        element.attrs = dict(self._attributes(name, element.attrs))
        if name == "img":
            self._image(element)
        elif name == "input":
            element["disabled"] = ""
        if figure := element.get("data-figure"):
            self.figures[str(figure)] = None
        if "bf-mark" in element.get("class", []):
            self._mark(element)

    def _attributes(self, name: str, attributes: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
        for key, value in attributes.items():
            key, text = key.lower(), " ".join(value) if isinstance(value, list) else str(value or "")
            if key == "id":
                if text and text not in self.ids and not re.search(r"\s", text):
                    self.ids.add(text)
                    yield key, text
            elif key == "href" and name == "a":
                address = re.sub(r"[\x00-\x20]", "", text)
                if _ADDRESS.match(address):
                    yield from (("href", address), ("rel", "noopener noreferrer"))
                elif not address.startswith(("//", "\\")) and ":" not in re.split("[/#?]", address)[0]:
                    yield "href", address
            elif key == "src" and name == "img":
                yield "src", text.strip()
            elif key == "style":
                if not _UNSAFE_STYLE.search(text):
                    yield key, text
            elif key == "tabindex":
                if text in ("0", "-1"):
                    yield key, text
            elif key in _ATTRIBUTES or re.fullmatch(r"(?:aria|data)-[\w.-]+", key):
                yield key, value if key == "class" else text

    def _image(self, element: Tag) -> None:
        address = str(element.get("src", ""))
        if not _PICTURE.match(address):
            note = BeautifulSoup("", "html.parser").new_tag("span", attrs={"class": "bf-absent"})
            name = element.get("alt") or address.rpartition("/")[2]
            note.string = self.labels["image_absent"].format(name=name)
            element.replace_with(note)
            return
        if element.get("alt") in (None, "No description has been provided for this image"):
            element["alt"] = self.labels["image"]

    def _mark(self, element: Tag) -> None:
        mark = str(element.get("data-mark", ""))
        self.marks[mark] = None
        words = element.get("title") or self.labels.get(f"mark_{mark}")
        if words:
            element["role"], element["aria-label"] = "img", words
            element["title"] = words

    # ------------------------------------------------------------------ structure

    def _structure(self, soup: BeautifulSoup, source: str) -> None:
        coloured = re.compile(r"background|(?<!-)color\s*:")
        styled = re.search("style", source, re.I) is not None
        own = styled and soup.find("style") is not None
        for heading in soup.find_all(_HEADINGS):
            self._heading(heading)
        for table in soup.find_all("table"):
            wrap = self._table(table, soup)
            if own or (styled and table.find(style=coloured) is not None):
                wrap["class"] = [*wrap.get("class", []), "bf-own"]
        if "bf-notice" in source:
            for notice in soup.select(".bf-notice"):
                notice["role"] = "note"
                kind = str(notice.get("data-kind", "info"))
                notice["data-label"] = self.labels.get(f"notice_{kind}", self.labels["notice_info"])
        if "bf-key-value" in source:
            for value in soup.select(".bf-key-value .bf-fig"):
                self._split(value, soup)
        if "bf-chart" in source:
            for figure in soup.select("figure.bf-chart"):
                if len(figure.select(".bf-svg")) == 1:
                    figure["class"] = [*figure.get("class", []), "bf-one"]

    @staticmethod
    def _split(value: Tag, soup: BeautifulSoup) -> None:
        """Sets the number of a key figure large and its words small, if it is one number; the text stays."""
        match = _AMOUNT.fullmatch(value.get_text())
        if match is None:
            return
        before, number, percent, after = match.groups()
        value.clear()
        for text, kind in ((before, "bf-words"), (number + percent, "bf-number"), (after, "bf-words")):
            if text.strip():
                part = soup.new_tag("span", attrs={"class": kind})
                part.string = text
                value.append(part)

    def _heading(self, heading: Tag) -> None:
        text = " ".join(heading.get_text(" ", strip=True).split())
        original = int(heading.name[1])
        first = original == 1 and self._level == 1 and not self.contents
        if first and self.title in (None, text):
            self.title = text
            heading.decompose()
            return
        if original == 1 and not self.pack:
            self._shift = 1
        level = max(2, min(original + self._shift, self._level + 1, 6))
        heading.name, self._level = f"h{level}", level
        section = heading.find_parent("section", class_="bf-section")
        label = section.select_one(".bf-label") if section else None
        topic = " ".join(label.get_text(" ", strip=True).split()) if label else ""
        anchor = str((section or heading).get("id") or "") or self._anchor(text, section or heading)
        named = topic or not self.pack or level == 2
        if level <= 3 and text and named and not heading.find_parent(class_="bf-decide"):
            self.contents.append(Entry(anchor, topic or text, level, text if topic else ""))

    def _anchor(self, text: str, holder: Tag) -> str:
        plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        slug = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
        slug, number = slug[:60] or "section", 2
        candidate = slug
        while candidate in self.ids:
            candidate, number = f"{slug}-{number}", number + 1
        self.ids.add(candidate)
        holder["id"] = candidate
        return candidate

    def _table(self, table: Tag, soup: BeautifulSoup) -> Tag:
        for head in table.find_all("th"):
            if not head.get_text(strip=True) and head.find("img") is None:
                head.name = "td"  # a header without words heads nothing
                head.attrs.pop("scope", None)
            elif not head.get("scope"):
                above = head.find_parent(["thead", "tbody", "table"])
                head["scope"] = "col" if above is not None and above.name == "thead" else "row"
        if "bf-table" not in table.get("class", []):
            table["class"] = [*table.get("class", []), "bf-plain"]
            self._align(table)
        wrap = table.find_parent(class_="bf-table-wrap")
        if wrap is None:
            wrap = table.wrap(soup.new_tag("div", attrs={"class": "bf-table-wrap"}))
        caption = table.find("caption")
        words = " ".join(caption.get_text(" ", strip=True).split()) if caption else ""
        wrap["role"], wrap["tabindex"], wrap["aria-label"] = "region", "0", words or self.labels["table"]
        return wrap

    @staticmethod
    def _align(table: Tag) -> None:
        """Sets columns of numbers right, in a table that says nothing about its columns."""
        rows = [row.find_all(["td", "th"], recursive=False) for row in table.select("tbody > tr")]
        spans = [cell for row in rows for cell in row if cell.has_attr("colspan") or cell.has_attr("rowspan")]
        if not rows or spans:
            return
        headers = [row.find_all(["th", "td"], recursive=False) for row in table.select("thead > tr")]
        headers = [cells for cells in headers if not any(cell.has_attr("colspan") for cell in cells)]
        for column in range(max(map(len, rows))):
            cells = [row[column] for row in rows if column < len(row)]
            texts = [cell.get_text(strip=True) for cell in cells]
            if any(texts) and all(_NUMERIC.fullmatch(text) for text in texts):
                heads = [head[column] for head in headers if len(head) > column]
                for cell in (*cells, *heads):
                    cell["class"] = [*cell.get("class", []), "num"]
