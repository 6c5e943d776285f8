"""A chart as an exhibit: its finding as title, a drawing in two widths, words for those who cannot see it."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from matplotlib.figure import Figure

from ..vocabulary.agencies import CENTRAL, agencies
from ..vocabulary.values import Value
from . import theme
from .display import Exhibit
from .markup import Text, as_text, quote, string_literal
from .numbers import day, number
from .sheet import Sheet
from .tables import Table

Draw = Callable[[str], Sheet]


def warm() -> None:
    """Loads what every chart needs (fonts, the renderer, ways to write numbers and days), and measures the names of
    ministries and provinces, so that forks of this process need not. Sets nothing and starts no thread."""
    for lang in ("vi", "en"):
        number(Decimal("1234.5"), lang, 1)
        day(date(2026, 6, 30), lang)
        theme.warm(a.short(lang) for a in agencies().values() if a.kind in ("province", *CENTRAL))
    sheet = theme.sheet("wide", 0.5)
    theme.bar(sheet, 0, 0, 1, 0.2, hatch=True)
    theme.line(sheet, [(0, 0.3), (1, 0.3)])
    theme.dots(sheet, [0.5], 0.3, 4.0, theme.BLUE)
    for weight in ("regular", "semibold"):
        theme.label(sheet, 0, 0.4, "Ổn định", weight=weight)
    sheet.svg("warm")


@dataclass(frozen=True, repr=False)
class Chart(Exhibit):
    """One message. `draw` makes the drawing for a width, `wide` (page, screen) or `narrow` (phone).

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

    def figure(self, size: str = "wide") -> Figure:
        """The drawing as a matplotlib figure, for an analyst who wants to change it or to save it otherwise."""
        theme.use()
        return self.draw(size).figure()

    @cached_property
    def wide(self) -> str:
        return self.draw("wide").svg(f"{self.id}-w")

    @cached_property
    def narrow(self) -> str:
        return self.draw("narrow").svg(f"{self.id}-n")

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
