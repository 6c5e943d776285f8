"""Display objects: what a notebook shows and an exporter prints.

Each one offers four forms in its MIME bundle: plain text, HTML, Typst (`text/vnd.typst`, calling functions of
the exporter's prelude) and structured data (`application/vnd.briefing.exhibit+json`) from which the workbook
and the annexes are made. All four are written from the same values.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ..vocabulary.values import Value
from .context import Context
from .markup import Text, as_text, quote, string_literal

EXHIBIT_MIME = "application/vnd.briefing.exhibit+json"
TYPST_MIME = "text/vnd.typst"


@dataclass(frozen=True)
class Exhibit:
    """Base of all display objects."""

    context: Context
    kind: ClassVar[str] = ""

    def html(self) -> str:
        raise NotImplementedError

    def typst(self) -> str:
        raise NotImplementedError

    def plain(self) -> str:
        raise NotImplementedError

    def values(self) -> Iterable[Value]:
        """The values displayed."""
        return ()

    def data(self) -> dict[str, Any]:
        """What is particular to this kind, as plain data."""
        return {}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {
            "text/plain": self.plain(),
            "text/html": self.html(),
            TYPST_MIME: self.typst(),
            EXHIBIT_MIME: {
                "kind": self.kind,
                "lang": self.context.lang,
                **self.data(),
                "values": self.context.records(self.values()),
            },
        }

    def __repr__(self) -> str:
        return self.plain()


@dataclass(frozen=True, repr=False)
class Section(Exhibit):
    """A heading that states the finding; the topic stands above as a small label."""

    id: str
    label: str
    finding: Text
    level: int = 1
    kind: ClassVar[str] = "section"

    def html(self) -> str:
        tag = f"h{self.level + 1}"
        return (
            f'<section class="bf-section" id="sec-{html.escape(self.id)}" data-level="{self.level}">'
            f'<p class="bf-label">{html.escape(self.label)}</p><{tag}>{self.finding.html()}</{tag}></section>'
        )

    def typst(self) -> str:
        return (
            f"#section(id: {string_literal(self.id)}, label: [{quote(self.label)}], level: {self.level})"
            f"[{self.finding.typst()}]\n"
        )

    def plain(self) -> str:
        return f"{self.label.upper()}\n{self.finding.plain()}"

    def values(self) -> Iterable[Value]:
        return self.finding.values()

    def data(self) -> dict[str, Any]:
        return {"id": self.id, "label": self.label, "title": self.finding.plain(), "level": self.level}


@dataclass(frozen=True, repr=False)
class Prose(Exhibit):
    """A paragraph, or a list of sentences; its source comes as a footnote in PDF and a small line in HTML."""

    paragraphs: Sequence[Text]
    bullets: bool = False
    kind: ClassVar[str] = "prose"

    def html(self) -> str:
        if self.bullets:
            return '<ul class="bf-list">' + "".join(f"<li>{p.html()}</li>" for p in self.paragraphs) + "</ul>"
        return "".join(f'<p class="bf-prose">{p.html()}</p>' for p in self.paragraphs)

    def typst(self) -> str:
        parts = []
        for paragraph in self.paragraphs:
            cited = self.context.cite(paragraph.values())
            source = f"#src[{quote(cited)}];" if cited else ""
            parts.append(f"{paragraph.typst()}{source}")
        if self.bullets:
            return "#prose[#list(" + ", ".join(f"[{p}]" for p in parts) + ")]\n"
        return "".join(f"#prose[{p}]\n" for p in parts)

    def plain(self) -> str:
        lead = "• " if self.bullets else ""
        return "\n".join(f"{lead}{p.plain()}" for p in self.paragraphs)

    def values(self) -> Iterable[Value]:
        return (v for p in self.paragraphs for v in p.values())

    def data(self) -> dict[str, Any]:
        return {"paragraphs": [p.plain() for p in self.paragraphs]}


@dataclass(frozen=True)
class KeyFigure:
    """A big number: what it is, its date and source, and how it moved or why no movement can be given."""

    value: Text
    label: str
    note: Text | str
    change: Text | str = ""


@dataclass(frozen=True, repr=False)
class KeyFigures(Exhibit):
    """Four to six big numbers on top of a pack."""

    items: Sequence[KeyFigure]
    kind: ClassVar[str] = "key_figures"

    def html(self) -> str:
        cards = "".join(
            f'<div class="bf-key"><p class="bf-key-label">{html.escape(k.label)}</p>'
            f'<p class="bf-key-value">{k.value.html()}</p><p class="bf-key-note">{as_text(k.note).html()}</p>'
            + (f'<p class="bf-key-change">{as_text(k.change).html()}</p>' if k.change else "")
            + "</div>"
            for k in self.items
        )
        return f'<div class="bf-keys">{cards}</div>'

    def typst(self) -> str:
        cards = ", ".join(
            f"(value: [{k.value.typst()}], label: [{quote(k.label)}], note: [{as_text(k.note).typst()}], "
            f"change: [{as_text(k.change).typst()}])"
            for k in self.items
        )
        return f"#key-figures(({cards},))\n"

    def plain(self) -> str:
        return "\n".join(
            f"{k.value.plain():>24}  {k.label} – {as_text(k.note).plain()} "
            f"{as_text(k.change).plain()}".rstrip()
            for k in self.items
        )

    def values(self) -> Iterable[Value]:
        for item in self.items:
            for text in (item.value, item.note, item.change):
                yield from as_text(text).values()

    def data(self) -> dict[str, Any]:
        return {
            "items": [
                {
                    "label": k.label,
                    "value": k.value.plain(),
                    "note": as_text(k.note).plain(),
                    "change": as_text(k.change).plain(),
                }
                for k in self.items
            ]
        }


@dataclass(frozen=True, repr=False)
class Notice(Exhibit):
    """A framed remark: a gap, something that needs attention, or information."""

    text: Text
    tone: str = "info"  # gap | attention | info
    kind: ClassVar[str] = "notice"

    def html(self) -> str:
        return f'<div class="bf-notice" data-kind="{self.tone}"><p>{self.text.html()}</p></div>'

    def typst(self) -> str:
        return f'#notice(kind: "{self.tone}")[{self.text.typst()}]\n'

    def plain(self) -> str:
        return f"[{self.tone}] {self.text.plain()}"

    def values(self) -> Iterable[Value]:
        return self.text.values()

    def data(self) -> dict[str, Any]:
        return {"tone": self.tone, "text": self.text.plain()}


@dataclass(frozen=True, repr=False)
class Decisions(Exhibit):
    """What needs a decision or an action, in order of urgency."""

    title: str
    items: Sequence[Text]
    kind: ClassVar[str] = "decisions"

    def html(self) -> str:
        rows = "".join(f"<li>{t.html()}</li>" for t in self.items)
        return f'<div class="bf-decide"><h3>{html.escape(self.title)}</h3><ol class="bf-decisions">{rows}</ol></div>'

    def typst(self) -> str:
        rows = ", ".join(f"[{t.typst()}]" for t in self.items)
        return f"#decision-list(title: [{quote(self.title)}], ({rows},))\n"

    def plain(self) -> str:
        return self.title + "\n" + "\n".join(f"{n}. {t.plain()}" for n, t in enumerate(self.items, 1))

    def values(self) -> Iterable[Value]:
        return (v for t in self.items for v in t.values())

    def data(self) -> dict[str, Any]:
        return {"title": self.title, "items": [t.plain() for t in self.items]}
