"""Text that holds values: written once, read as HTML, Typst or plain text.

A template such as `"Giải ngân đạt {rate} dự toán"` is filled with `Value`s, dates, strings and other texts.
Numbers come in as `Value`s only, so that each can lead to its source.
"""

from __future__ import annotations

import html
import string
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..vocabulary.measures import Mark
from ..vocabulary.values import Value
from .numbers import day, shown

MARK_WORDS = {
    Mark.CONTRADICTION: {"vi": "văn bản mâu thuẫn", "en": "the documents contradict each other"},
    Mark.ROUNDING: {"vi": "lệch do làm tròn", "en": "differs by rounding"},
    Mark.NOT_COMPARABLE: {"vi": "không so sánh được", "en": "not comparable"},
    Mark.NOT_REPORTED: {"vi": "chưa báo cáo", "en": "not reported"},
}


def quote(text: str) -> str:
    """`text` as a Typst expression that stands in markup and cannot be read as markup."""
    safe = (
        text.replace("\\", "\\\\")
        .replace('"', '\\"')
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t")
    )
    return f'#"{safe}";' if text else ""


def string_literal(text: str) -> str:
    """`text` as a Typst string in code."""
    return quote(text)[1:-1] if text else '""'


@dataclass(frozen=True)
class Shown:
    """A value as displayed at one place, with the marks that stand beside it there."""

    value: Value
    text: str
    marks: tuple[Mark, ...]
    lang: str

    def html(self) -> str:
        if not self.value.reported:
            return f'<span class="bf-missing" data-status="{self.value.status.value}">{html.escape(self.text)}</span>'
        body = (
            f'<a class="bf-fig" data-figure="{html.escape(self.value.id)}" '
            f'href="#src-{html.escape(self.value.id)}">{html.escape(self.text)}</a>'
        )
        return body + "".join(
            f'<span class="bf-mark" data-mark="{m.value}" '
            f'title="{html.escape(MARK_WORDS[m][self.lang])}">{m.sign}</span>'
            for m in self.marks
            if m is not Mark.NOT_REPORTED
        )

    def typst(self) -> str:
        if not self.value.reported:
            return quote(self.text)
        marks = "".join(f'#mark("{m.value}");' for m in self.marks if m is not Mark.NOT_REPORTED)
        return f"#fig({string_literal(self.value.id)})[{quote(self.text)}];{marks}"

    def plain(self) -> str:
        signs = (
            "".join(m.sign for m in self.marks if m is not Mark.NOT_REPORTED) if self.value.reported else ""
        )
        return f"{self.text}{signs}"


@dataclass(frozen=True)
class Strong:
    text: str


Piece = str | Shown | Strong


@dataclass(frozen=True)
class Text:
    """A run of words, values and emphasised words."""

    pieces: tuple[Piece, ...] = ()

    def __add__(self, other: Text | str) -> Text:
        return Text((*self.pieces, *(other.pieces if isinstance(other, Text) else (other,))))

    def __radd__(self, other: str) -> Text:
        return Text((other, *self.pieces))

    def __bool__(self) -> bool:
        return any(not isinstance(p, str) or p for p in self.pieces)

    def values(self) -> Iterator[Value]:
        """The values shown, in reading order."""
        return (p.value for p in self.pieces if isinstance(p, Shown))

    def marks(self) -> set[Mark]:
        return {m for p in self.pieces if isinstance(p, Shown) for m in p.marks}

    def plain(self, *, signs: bool = True) -> str:
        out = []
        for piece in self.pieces:
            if isinstance(piece, Shown):
                out.append(piece.plain() if signs else piece.text)
            else:
                out.append(piece if isinstance(piece, str) else piece.text)
        return "".join(out)

    def html(self) -> str:
        return "".join(
            p.html()
            if isinstance(p, Shown)
            else f"<strong>{html.escape(p.text)}</strong>"
            if isinstance(p, Strong)
            else html.escape(p)
            for p in self.pieces
        )

    def typst(self) -> str:
        return "".join(
            p.typst()
            if isinstance(p, Shown)
            else f"#strong[{quote(p.text)}];"
            if isinstance(p, Strong)
            else quote(p)
            for p in self.pieces
        )


def as_text(content: Text | str) -> Text:
    return content if isinstance(content, Text) else Text((content,))


def join(parts: list[Text] | list[str] | list[Text | str], lang: str, *, last: str | None = None) -> Text:
    """`a, b và c` (vi) or `a, b and c` (en)."""
    joined = Text()
    final = last or (" và " if lang == "vi" else " and ")
    for position, part in enumerate(parts):
        if position:
            joined = joined + (final if position == len(parts) - 1 else ", ")
        joined = joined + part
    return joined


class Filler(string.Formatter):
    """Fills a template: `{rate}` a value with unit, `{rate:bare}` without, `{day}` a date, `{name:strong}`."""

    def __init__(self, lang: str, marks_of) -> None:  # type: ignore[no-untyped-def]
        self.lang = lang
        self.marks_of = marks_of

    def text(self, template: str, fields: dict[str, object]) -> Text:
        """Raises KeyError for a placeholder without a field, and TypeError for a bare number."""
        pieces: list[Piece] = []
        for literal, name, spec, _ in self.parse(template):
            if literal:
                pieces.append(literal)
            if name is not None:
                pieces.extend(self._field(name, fields[name], spec or ""))
        return Text(tuple(pieces))

    def _field(self, name: str, content: object, spec: str) -> tuple[Piece, ...]:
        if isinstance(content, Value):
            marks = () if "unmarked" in spec else self.marks_of(content)
            return (Shown(content, shown(content, self.lang, unit="bare" not in spec), marks, self.lang),)
        if isinstance(content, Text):
            return content.pieces
        if isinstance(content, date):
            return (day(content, self.lang),)
        if isinstance(content, str):
            return (Strong(content),) if spec == "strong" else (content,)
        raise TypeError(f"{{{name}}} is a {type(content).__name__}; a number in a sentence must be a Value")
