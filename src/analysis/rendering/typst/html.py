"""HTML of outputs and of markdown as Typst: tables as tables, structure as structure, the rest as text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, PageElement, Tag

from analysis.rendering.typst import images
from analysis.rendering.typst.conversion import Conversion
from analysis.rendering.typst.links import link
from analysis.rendering.typst.tables import Cell, Table, render
from analysis.rendering.typst.text import content, escape, string

_DROPPED = {
    "script",
    "style",
    "head",
    "template",
    "noscript",
    "link",
    "meta",
    "title",
    "base",
    "input",
    "select",
}
_MEDIA = {"iframe", "video", "audio", "object", "embed", "canvas", "map"}
_BLOCKS = {
    *(
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
    ),
    *(
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
    ),
    *("html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "ul", "svg", *_MEDIA),
}
_WRAPPERS = {
    "b": "strong",
    "strong": "strong",
    "em": "emph",
    "i": "emph",
    "cite": "emph",
    "var": "emph",
    "sub": "sub",
    "sup": "super",
    "s": "strike",
    "strike": "strike",
    "del": "strike",
    "u": "underline",
    "ins": "underline",
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*$")
MAX_DEPTH = 60


def wrapper(tag: str) -> str | None:
    """The Typst function that does what an inline element such as `b` or `sup` does."""
    return _WRAPPERS.get(tag)


def has_content(html: str) -> bool:
    """Whether anything of this HTML can stand on paper (more than scripts and styles)."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.find_all(_DROPPED | {"canvas"}):
        element.decompose()
    return bool(soup.get_text(strip=True)) or soup.find(["img", "svg", "table"]) is not None


def html_to_typst(html: str, state: Conversion, *, nested: bool = False) -> str:
    """Blocks of Typst source for a piece of HTML."""
    soup = BeautifulSoup(html, "html.parser")
    try:
        return _blocks(soup, state, nested=nested, depth=0)
    except RecursionError:
        return _paragraph(escape(soup.get_text(" ")))


def _hidden(element: Tag) -> bool:
    if element.name in _DROPPED or element.has_attr("hidden") or element.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN.search(str(element.get("style", ""))))


def _is_text(node: PageElement) -> bool:
    # Comments, doctypes and the like are strings too, but nobody reads them.
    return isinstance(node, NavigableString) and (type(node) is NavigableString or isinstance(node, CData))


def _paragraph(source: str) -> str:
    return source.strip()


def _blocks(parent: Tag, state: Conversion, *, nested: bool, depth: int) -> str:
    parts: list[str] = []
    line: list[PageElement] = []

    def flush() -> None:
        source = _paragraph(_inline(line, state, depth=depth))
        if source:
            parts.append(source)
        line.clear()

    for node in parent.children:
        if isinstance(node, Tag) and (node.name in _BLOCKS or _holds_blocks(node)):
            flush()
            if not _hidden(node):
                source = _block(node, state, nested=nested, depth=depth + 1)
                if source:
                    parts.append(source)
        else:
            line.append(node)
    flush()
    return "\n\n".join(parts)


def _holds_blocks(node: Tag) -> bool:
    return node.name not in {"a"} and node.find(["table", "p", "div", "ul", "ol", "pre"]) is not None


def _block(node: Tag, state: Conversion, *, nested: bool, depth: int) -> str:
    if depth > MAX_DEPTH:
        return _paragraph(escape(node.get_text(" ")))
    name = node.name
    if name == "table":
        return table(node, state, nested=nested)
    if re.fullmatch(r"h[1-6]", name):
        body = _inline(list(node.children), state, depth=depth).strip()
        if not body or nested:
            return f"#strong[{body}]" if body else ""
        return f"#heading(level: {state.headings.next(int(name[1]))})[{body}]"
    if name in {"ul", "ol"}:
        items = [child for child in node.children if isinstance(child, Tag) and not _hidden(child)]
        bodies = [_blocks(item, state, nested=True, depth=depth) for item in items]
        function = "enum" if name == "ol" else "list"
        return f"#{function}({', '.join(f'[{body}]' for body in bodies)})" if bodies else ""
    if name == "pre":
        return f"#output({string(node.get_text().strip(chr(10)))})" if node.get_text(strip=True) else ""
    if name == "blockquote":
        return f"#quotation[{_blocks(node, state, nested=True, depth=depth)}]"
    if name == "hr":
        return "#rule()"
    if name == "svg":
        return _svg(node, state)
    if name in _MEDIA:
        text = node.get("title") or node.get("src") or node.get("data") or name
        return f"#remark{content(state.words('media', what=str(text)[:200]))}"
    if name in {"dt", "summary", "figcaption"}:
        body = _inline(list(node.children), state, depth=depth).strip()
        return f"#strong[{body}]" if body else ""
    return _blocks(node, state, nested=nested, depth=depth)


def _svg(node: Tag, state: Conversion) -> str:
    title = node.find("title")
    alt = str(node.get("aria-label") or "") or (title.get_text(" ", strip=True) if isinstance(title, Tag) else "")
    return images.picture(str(node).encode(), "image/svg+xml", alt, state)


def _size(node: Tag, name: str) -> float | None:
    found = _LENGTH.match(str(node.get(name, "")))
    return float(found.group(1)) if found else None


def _inline(nodes: Iterable[PageElement], state: Conversion, *, depth: int) -> str:
    parts = []
    for node in nodes:
        if isinstance(node, Tag):
            parts.append(_inline_tag(node, state, depth=depth + 1))
        elif _is_text(node):
            parts.append(escape(str(node)))
    return "".join(parts)


def _inline_tag(node: Tag, state: Conversion, *, depth: int) -> str:
    name = node.name
    if _hidden(node):
        return ""
    if depth > MAX_DEPTH:
        return escape(node.get_text(" "))
    if name == "br":
        return " \\\n"
    if name == "wbr":
        return ""
    if name == "img":
        width, height = _size(node, "width"), _size(node, "height")
        source, alt = str(node.get("src", "")), str(node.get("alt", ""))
        return images.linked_picture(source, alt, state, inline=True, width=width, height=height)
    if name == "svg":
        return _svg(node, state)
    if name in {"code", "kbd", "samp", "tt"}:
        return f"#raw({string(node.get_text())})" if node.get_text() else ""
    body = _inline(node.children, state, depth=depth)
    if name in _BLOCKS and body.strip():
        body = f" {body} "
    if not body.strip():
        return body
    if name == "a":
        return link(str(node.get("href", "")), body)
    function = wrapper(name)
    return f"#{function}[{body}]" if function else body


def table(node: Tag, state: Conversion, *, nested: bool = False) -> str:
    """A `<table>` with its header, spans and caption."""
    rows: list[list[Cell]] = []
    header_rows = 0
    in_head = True
    for line in node.find_all("tr"):
        if line.find_parent("table") is not node or _hidden(line):
            continue
        tags = [child for child in line.find_all(["td", "th"], recursive=False) if not _hidden(child)]
        if not tags:
            continue
        section = line.parent.name if isinstance(line.parent, Tag) else ""
        in_head = in_head and (section == "thead" or (section != "tfoot" and all(tag.name == "th" for tag in tags)))
        header_rows += in_head
        rows.append([_cell(tag, state) for tag in tags])
    caption = node.find("caption")
    text = caption.get_text(" ", strip=True) if isinstance(caption, Tag) and caption.parent is node else ""
    return render(Table(rows, header_rows, caption=text), state, nested=nested)


def _cell(node: Tag, state: Conversion) -> Cell:
    if node.find("table") is not None:  # a table within a table: its text is kept, its grid is not
        source = escape(node.get_text(" "))
    elif node.find(["ul", "ol", "p", "div", "pre"]) is not None:
        source = _blocks(node, state, nested=True, depth=20)
    else:
        source = _inline(list(node.children), state, depth=20)
    return Cell(
        source=source.strip(),
        text=node.get_text(" ", strip=True),
        colspan=_span(node, "colspan"),
        rowspan=_span(node, "rowspan"),
        header=node.name == "th",
    )


def _span(node: Tag, name: str) -> int:
    text = str(node.get(name, "1")).strip()
    return int(text) if text.isdecimal() and len(text) < 6 else 1
