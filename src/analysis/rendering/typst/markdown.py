"""Markdown cells as Typst, from mistune's syntax tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import unescape
from typing import Any

import mistune
from mistune.block_parser import BlockParser
from mistune.core import BlockState, InlineState
from mistune.inline_parser import InlineParser

from analysis.rendering.typst import images
from analysis.rendering.typst.conversion import Conversion
from analysis.rendering.typst.html import html_to_typst, wrapper
from analysis.rendering.typst.links import link, slug
from analysis.rendering.typst.maths import maths
from analysis.rendering.typst.tables import Cell, Table, render
from analysis.rendering.typst.text import escape, plain, string

Token = dict[str, Any]

# As pandoc has it: no space inside the dollars and no digit after, so that "$5 and $10" stays text.
_INLINE_MATH = r"\$(?![\s$])(?P<tex_inline>(?:\\.|[^\\$])+?)(?<!\s)\$(?!\d)|\\\((?P<tex_paren>.+?)\\\)"
_BLOCK_MATH = (
    r"^ {0,3}(?:\$\$[ \t]*(?P<tex_block>(?:(?!\n[ \t]*\n)[\s\S])+?)\$\$"
    r"|\\\[(?P<tex_bracket>(?:(?!\n[ \t]*\n)[\s\S])+?)\\\]"
    r"|(?P<tex_env>\\begin\{(?P<tex_name>[a-z]+\*?)\}[\s\S]+?\\end\{(?P=tex_name)\}))[ \t]*(?:\n|$)"
)
_INLINE_DISPLAY = r"\$\$(?P<tex_display>[^$]+?)\$\$"
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>\s*$", re.S)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
_PIXELS = re.compile(r"(\d+)(?:px)?$")
MAX_DEPTH = 40


def _parse_inline_math(inline: InlineParser, match: re.Match[str], state: InlineState) -> int:
    text = match.group("tex_inline") or match.group("tex_paren")
    state.append_token({"type": "math_inline", "raw": text})
    return match.end()


def _parse_display_math(inline: InlineParser, match: re.Match[str], state: InlineState) -> int:
    state.append_token({"type": "math_display", "raw": match.group("tex_display")})
    return match.end()


def _parse_block_math(block: BlockParser, match: re.Match[str], state: BlockState) -> int:
    text = match.group("tex_block") or match.group("tex_bracket") or match.group("tex_env")
    state.append_token({"type": "math_block", "raw": text})
    return match.end()


def _math_plugin(markdown: mistune.Markdown) -> None:
    markdown.inline.register("math_display", _INLINE_DISPLAY, _parse_display_math, before="escape")
    markdown.inline.register("math_inline", _INLINE_MATH, _parse_inline_math, before="escape")
    markdown.block.register("math_block", _BLOCK_MATH, _parse_block_math, before="list")


_PLUGINS: list[Any] = ["table", "strikethrough", "footnotes", "task_lists", "def_list", "url", _math_plugin]
_parser = mistune.create_markdown(escape=False, renderer=None, plugins=_PLUGINS)


def parse(source: str) -> list[Token]:
    """mistune's tokens of a markdown cell."""
    try:
        tokens, _ = _parser.parse(plain_lines(source))
    except RecursionError:
        return [{"type": "paragraph", "children": [{"type": "text", "raw": source}]}]
    return [token for token in tokens if isinstance(token, dict)]


def plain_lines(source: str) -> str:
    """Line ends as mistune wants them."""
    return re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", source)


def plain_text(tokens: Iterable[Token]) -> str:
    """The words of inline tokens, without any markup."""
    parts = []
    for token in tokens:
        if token["type"] in {"softbreak", "linebreak"}:
            parts.append(" ")
        elif token["type"] not in {"inline_html", "block_html", "footnote_ref"}:
            parts.append(plain_text(token["children"]) if "children" in token else unescape(token.get("raw", "")))
    return "".join(parts)


def markdown_to_typst(source: str, state: Conversion, *, without_title: bool = False) -> str:
    """Typst source of a markdown cell; `without_title` leaves out its first heading (shown as the title)."""
    tokens = parse(source)
    if without_title:
        first = next((i for i, token in enumerate(tokens) if token["type"] == "heading"), None)
        tokens = [token for i, token in enumerate(tokens) if i != first]
    return tokens_to_typst(tokens, state)


def tokens_to_typst(tokens: list[Token], state: Conversion) -> str:
    """Typst source of parsed markdown."""
    notes = {
        item["attrs"]["key"]: item.get("children", [])
        for token in tokens
        if token["type"] == "footnotes"
        for item in token.get("children", [])
    }
    try:
        return _Writer(state, notes).blocks(tokens)
    except RecursionError:
        state.remark("markdown nested too deeply was kept as plain text")
        return escape(plain_text(tokens))


class _Writer:
    def __init__(self, state: Conversion, notes: dict[str, list[Token]]) -> None:
        self.state = state
        self.notes = notes
        self.depth = 0
        self.open_notes: set[str] = set()

    def blocks(self, tokens: Iterable[Token]) -> str:
        self.depth += 1
        parts = []
        for token in tokens:
            handler: Callable[[Token], str] | None = getattr(self, f"block_{token['type']}", None)
            if handler is not None and self.depth <= MAX_DEPTH:
                parts.append(handler(token))
            elif token["type"] not in {"blank_line", "footnotes"}:
                children = token.get("children")
                parts.append(self.inlines(children) if children else escape(token.get("raw", "")))
        self.depth -= 1
        return "\n\n".join(part for part in parts if part.strip())

    @property
    def nested(self) -> bool:
        return self.depth > 1

    def block_heading(self, token: Token) -> str:
        body = self.inlines(token["children"]).strip()
        if not body:
            return ""
        if self.nested:  # a heading inside a list or quotation is no heading of the document
            return f"#strong[{body}]"
        level = self.state.headings.next(token["attrs"]["level"])
        anchor = string("h-" + slug(plain_text(token["children"])))
        return f"#heading(level: {level})[{body}]#label({anchor})"

    def block_paragraph(self, token: Token) -> str:
        children = token["children"]
        shown = [child for child in children if child["type"] not in {"softbreak", "linebreak"}]
        if shown and all(child["type"] == "image" for child in shown):
            return "\n\n".join(self.image(child, inline=False) for child in shown)
        return self.inlines(children)

    def block_block_text(self, token: Token) -> str:
        return self.inlines(token["children"])

    def block_block_code(self, token: Token) -> str:
        info = (token.get("attrs") or {}).get("info") or ""
        language = re.match(r"[\w+-]+", info.strip())
        lang = f", lang: {string(language.group().lower())}" if language else ""
        return f"#code({string(token['raw'].rstrip(chr(10)))}{lang})" if token["raw"].strip() else ""

    def block_block_quote(self, token: Token) -> str:
        return f"#quotation[{self.blocks(token['children'])}]"

    def block_thematic_break(self, token: Token) -> str:
        return "#rule()"

    def block_block_html(self, token: Token) -> str:
        return html_to_typst(token["raw"], self.state, nested=self.nested)

    def block_math_block(self, token: Token) -> str:
        return maths(token["raw"], block=True)

    def block_list(self, token: Token) -> str:
        attributes = token.get("attrs") or {}
        items = [f"[{self.item(child)}]" for child in token["children"]]
        tight = "true" if token.get("tight", True) else "false"
        if attributes.get("ordered"):
            start = attributes.get("start", 1)
            return f"#enum(tight: {tight}, start: {int(start)}, {', '.join(items)})"
        return f"#list(tight: {tight}, {', '.join(items)})"

    def item(self, token: Token) -> str:
        body = self.blocks(token["children"])
        if token["type"] == "task_list_item":
            done = "true" if token["attrs"].get("checked") else "false"
            return f"#task({done})[{body}]"
        return body

    def block_def_list(self, token: Token) -> str:
        parts, term = [], ""
        for child in token["children"]:
            if child["type"] == "def_list_head":
                term = self.inlines(child["children"])
            else:
                parts.append(f"terms.item([{term}], [{self.blocks(child['children'])}])")
        return f"#terms({', '.join(parts)})" if parts else ""

    def block_table(self, token: Token) -> str:
        rows: list[list[Cell]] = []
        aligns: list[str | None] = []
        for part in token["children"]:
            lines = [part] if part["type"] == "table_head" else part["children"]
            for line in lines:
                rows.append([self.cell(cell, header=part["type"] == "table_head") for cell in line["children"]])
            if part["type"] == "table_head":
                aligns = [cell.get("attrs", {}).get("align") for cell in part["children"]]
        return render(Table(rows, 1, aligns), self.state, nested=self.nested)

    def cell(self, token: Token, *, header: bool) -> Cell:
        return Cell(self.inlines(token["children"]), plain_text(token["children"]), header=header)

    # Inside a line.

    def inlines(self, tokens: Iterable[Token] | None) -> str:
        """Source of inline tokens. HTML tags of one line come as separate tokens and are matched here."""
        stack: list[tuple[str, str, list[str]]] = [("", "", [])]
        for token in tokens or []:
            if token["type"] == "inline_html":
                self.tag(token["raw"], stack)
            else:
                stack[-1][2].append(self.inline(token))
        while len(stack) > 1:
            _, _, parts = stack.pop()
            stack[-1][2].extend(parts)
        return "".join(stack[0][2])

    def tag(self, raw: str, stack: list[tuple[str, str, list[str]]]) -> None:
        match = _TAG.match(raw)
        if not match:
            return
        closing, name, rest = match.group(1), match.group(2).lower(), match.group(3)
        if name == "br":
            stack[-1][2].append(" \\\n")
        elif name == "img":
            attributes = {
                found[0].lower(): unescape(found[1] or found[2] or found[3]) for found in _ATTRIBUTE.findall(rest)
            }
            size = {key: _pixels(attributes.get(key)) for key in ("width", "height")}
            source, alt = attributes.get("src", ""), attributes.get("alt", "")
            stack[-1][2].append(images.linked_picture(source, alt, self.state, inline=True, **size))
        elif closing:
            if any(entry[0] == name for entry in stack[1:]):
                while True:
                    opened, function, parts = stack.pop()
                    body = "".join(parts)
                    if opened == name:
                        stack[-1][2].append(_wrapped(function, body))
                        break
                    stack[-1][2].append(body)
        elif not rest.rstrip().endswith("/"):
            address = next(
                (found[1] or found[2] or found[3] for found in _ATTRIBUTE.findall(rest) if found[0] == "href"),
                "",
            )
            function = f"a {unescape(address)}" if name == "a" else wrapper(name) or ""
            stack.append((name, function, []))

    def inline(self, token: Token) -> str:
        kind, raw = token["type"], token.get("raw", "")
        if kind == "text":
            return escape(unescape(raw))
        if kind == "strong":
            return f"#strong[{self.inlines(token['children'])}]"
        if kind == "emphasis":
            return f"#emph[{self.inlines(token['children'])}]"
        if kind == "strikethrough":
            return f"#strike[{self.inlines(token['children'])}]"
        if kind == "codespan":
            return f"#raw({string(unescape(raw))})" if raw else ""
        if kind == "softbreak":
            return "\n"
        if kind == "linebreak":
            return " \\\n"
        if kind == "link":
            return link(token["attrs"].get("url", ""), self.inlines(token["children"]))
        if kind == "image":
            return self.image(token, inline=True)
        if kind == "math_inline":
            return maths(raw, block=False)
        if kind == "math_display":
            return maths(raw, block=True)
        if kind == "footnote_ref":
            return self.footnote(raw)
        return self.inlines(token["children"]) if token.get("children") else escape(unescape(raw))

    def footnote(self, key: str) -> str:
        # A note that refers to itself would never end.
        if key in self.open_notes or key not in self.notes:
            return ""
        self.open_notes.add(key)
        body = self.blocks(self.notes[key])
        self.open_notes.discard(key)
        return f"#footnote[{body}]"

    def image(self, token: Token, *, inline: bool) -> str:
        alt = plain_text(token.get("children") or [])
        return images.linked_picture(token["attrs"].get("url", ""), alt, self.state, inline=inline)


def _wrapped(function: str, body: str) -> str:
    if function.startswith("a "):
        return link(function[2:], body)
    return f"#{function}[{body}]" if function and body.strip() else body


def _pixels(text: str | None) -> float | None:
    found = _PIXELS.match(text or "")
    return float(found.group(1)) if found else None


def headings(source: str) -> list[tuple[int, str, bool]]:
    """(level, text, whether nothing but white space stands before it) of the headings of a markdown cell."""
    found = []
    first = True
    for token in parse(source):
        if token["type"] == "heading":
            text = plain(plain_text(token["children"])).strip()
            if text:
                found.append((token["attrs"]["level"], text, first))
        if token["type"] != "blank_line":
            first = False
    return found
