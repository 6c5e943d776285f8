"""A chart as an exhibit: its finding as title, a drawing in two widths, words for those who cannot see it."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from ..vocabulary.values import Value
from . import theme
from .display import Exhibit
from .markup import Text, as_text, quote, string_literal
from .tables import Table

Draw = Callable[[str], Figure]


def svg(figure: Figure, salt: str) -> str:
    """The figure as one SVG element: same bytes for the same drawing, no date, no fixed size."""
    theme.use()
    buffer = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": salt, "svg.fonttype": "none"}):
        FigureCanvasSVG(figure).print_svg(
            buffer, metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
        )
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.S)
    text = re.sub(r"<!--.*?-->\n?", "", text, flags=re.S)
    text = re.sub(r"\n\s*", "\n", text)
    text = re.sub(r'(<svg[^>]*?) width="[^"]+" height="[^"]+"', r"\1", text, count=1)
    # Ids are unique in a page that holds many charts.
    prefix = re.sub(r"[^a-z0-9]+", "-", salt.lower())
    text = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", text)
    return re.sub(r'xlink:href="#([^"]+)"', rf'xlink:href="#{prefix}-\1"', text).strip()


@dataclass(frozen=True, repr=False)
class Chart(Exhibit):
    """One message. `draw` makes the figure for a width, `wide` (page, screen) or `narrow` (phone).

    `alt` says the finding and the values; `data` is the table behind the drawing.
    """

    id: str
    title: Text | str
    subtitle: Text | str
    draw: Draw
    alt: Text
    table: Table
    source: str | None = None
    kind: ClassVar[str] = "chart"

    @cached_property
    def wide(self) -> str:
        return svg(self.draw("wide"), f"{self.id}-w")

    @cached_property
    def narrow(self) -> str:
        return svg(self.draw("narrow"), f"{self.id}-n")

    @property
    def cited(self) -> str:
        return self.table.cited if self.source is None else self.source

    def values(self) -> Iterable[Value]:
        for text in (self.title, self.subtitle):
            yield from as_text(text).values()
        yield from self.alt.values()
        yield from self.table.values()

    @property
    def alt_text(self) -> str:
        return self.alt.plain(signs=False)

    def html(self) -> str:
        pick = self.context.pick
        alt = html.escape(self.alt_text)
        pictures = "".join(
            f'<div class="bf-svg bf-{name}" role="img" aria-label="{alt}">{drawing}</div>'
            for name, drawing in (("wide", self.wide), ("narrow", self.narrow))
        )
        source = (
            f'<p class="bf-source">{pick("Nguồn", "Source")}: {html.escape(self.cited)}</p>'
            if self.cited
            else ""
        )
        return (
            f'<figure class="bf-chart" id="chart-{html.escape(self.id)}"><figcaption>'
            f'<strong class="bf-title">{as_text(self.title).html()}</strong>'
            f'<span class="bf-subtitle">{as_text(self.subtitle).html()}</span></figcaption>'
            f"{pictures}{source}"
            f'<details class="bf-data"><summary>{pick("Số liệu của biểu đồ", "Chart data")}</summary>'
            f"{replace(self.table, id=f'{self.id}-data').html()}</details></figure>"
        )

    def typst(self) -> str:
        return (
            f"#chart(id: {string_literal(self.id)}, title: [{as_text(self.title).typst()}], "
            f"subtitle: [{as_text(self.subtitle).typst()}], alt: {string_literal(self.alt_text)}, "
            f"source: [{quote(self.cited)}], svg: {string_literal(self.wide)})\n"
        )

    def plain(self) -> str:
        return f"{as_text(self.title).plain()}\n{as_text(self.subtitle).plain()}\n{self.alt_text}"

    def data(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": as_text(self.title).plain(),
            "subtitle": as_text(self.subtitle).plain(),
            "alt": self.alt_text,
            "table": self.table.data(),
            "source": self.cited,
        }
