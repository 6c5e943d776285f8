"""The budget chain as descending bars with the rate between neighbours, and the pace against the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import theme
from ..sheet import Sheet


@dataclass(frozen=True)
class Link:
    """One amount of the chain: its name, its size (any one unit; None: not reported), as shown, and the rate
    that leads to the next amount."""

    name: str
    size: float | None
    shown: str
    rate: str = ""
    attention: bool = False


@dataclass(frozen=True)
class Gauge:
    """One bar of the pace: a share of 0–100."""

    name: str
    share: float
    shown: str
    attention: bool = False


def draw(size: str, links: Sequence[Link], gauges: Sequence[Gauge], pace_title: str) -> Sheet:
    """Chain left and pace right when wide; one above the other when narrow."""
    width = theme.WIDTHS[size]
    step, bar = 0.56, 0.27
    chain_height = step * len(links) + 0.02
    gauge_height = 0.3 + 0.46 * len(gauges) if gauges else 0.0
    if size == "wide" and gauges:
        sheet = theme.sheet(size, max(chain_height, gauge_height) + 0.04)
        _chain(sheet, links, 0, 0.02, width * 0.6, step, bar)
        _pace(sheet, gauges, pace_title, width * 0.66, 0.02, width * 0.34)
    else:
        sheet = theme.sheet(size, chain_height + gauge_height + 0.2)
        _chain(sheet, links, 0, 0.02, width, step, bar)
        if gauges:
            _pace(sheet, gauges, pace_title, 0, chain_height + 0.14, width)
    return sheet


def _chain(
    sheet: Sheet, links: Sequence[Link], x: float, y: float, width: float, step: float, bar: float
) -> None:
    names = max(theme.text_width(k.name) for k in links) + 0.12
    room = width - names - max(theme.text_width(k.shown, weight="semibold") for k in links) - 0.15
    largest = max((k.size for k in links if k.size is not None), default=1.0)
    for position, link in enumerate(links):
        top = y + position * step
        theme.label(sheet, x, top + bar / 2, link.name)
        if link.size is None:
            theme.bar(sheet, x + names, top, room * 0.5, bar, hatch=True)
            theme.label(sheet, x + names + room * 0.5 + 0.08, top + bar / 2, link.shown, colour=theme.GREY)
        else:
            length = room * link.size / largest
            theme.bar(sheet, x + names, top, length, bar, theme.ACCENT if link.attention else theme.BLUE)
            theme.label(
                sheet,
                x + names + length + 0.08,
                top + bar / 2,
                link.shown,
                weight="semibold",
                colour=theme.ACCENT if link.attention else theme.INK,
            )
        if link.rate:
            middle = top + bar + (step - bar) / 2
            theme.arrow_down(sheet, x + names + 0.06, middle - 0.065)
            theme.label(sheet, x + names + 0.15, middle, link.rate, size=theme.SMALL, colour=theme.GREY)


def _pace(sheet: Sheet, gauges: Sequence[Gauge], title: str, x: float, y: float, width: float) -> None:
    theme.label(sheet, x, y + 0.08, title, size=theme.SMALL, colour=theme.GREY)
    for position, gauge in enumerate(gauges):
        top = y + 0.26 + position * 0.46
        theme.label(sheet, x, top + 0.06, gauge.name, size=theme.SMALL)
        room = width - 0.5
        theme.bar(sheet, x, top + 0.17, room, 0.13, theme.GREY_4)
        theme.bar(
            sheet,
            x,
            top + 0.17,
            room * min(gauge.share, 100) / 100,
            0.13,
            theme.ACCENT if gauge.attention else theme.BLUE,
        )
        theme.label(
            sheet,
            x + room + 0.07,
            top + 0.235,
            gauge.shown,
            weight="semibold",
            colour=theme.ACCENT if gauge.attention else theme.INK,
        )
