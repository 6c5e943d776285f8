"""Bars out of a whole: the known part filled, the rest hatched (missing) or plain (belongs to another)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import theme
from ..sheet import Sheet

_BAR = 0.25


@dataclass(frozen=True)
class Item:
    """One bar: its name, its share of the whole (0–100; None: not reported) and how it is shown."""

    name: str
    share: float | None
    shown: str
    attention: bool = False


def draw(
    size: str, items: Sequence[Item], *, rest: str = "", rest_missing: bool = True, mine: str = ""
) -> Sheet:
    """Names left when wide, above when narrow. `mine` and `rest` explain a bar's two parts."""
    width = theme.WIDTHS[size]
    narrow = size == "narrow"
    names = 0.0 if narrow else min(2.6, max(theme.text_width(i.name) for i in items) + 0.14)
    values = max(theme.text_width(i.shown, weight="semibold") for i in items) + 0.1
    room = width - names - values
    wrapped = [theme.wrapped(i.name, (width if narrow else names) - 0.1) for i in items]
    heights = [(0.17 * len(w) + _BAR + 0.16) if narrow else max(0.38, 0.17 * len(w) + 0.1) for w in wrapped]
    key = [(False, mine), (True, rest)] if rest else []
    sheet = theme.sheet(size, sum(heights) + (0.22 if key else 0.0))
    y = 0.0
    for item, lines, height in zip(items, wrapped, heights, strict=True):
        if narrow:
            middle = y + 0.17 * len(lines) + 0.05 + _BAR / 2
            first = y + 0.1
        else:
            middle = y + height / 2
            first = middle - 0.085 * (len(lines) - 1)
        for number, line in enumerate(lines):
            theme.label(sheet, 0, first + 0.17 * number, line)
        top = middle - _BAR / 2
        colour = theme.ACCENT if item.attention else theme.BLUE
        if item.share is None:
            theme.bar(sheet, names, top, room, _BAR, hatch=True)
        else:
            filled = room * item.share / 100
            if rest_missing:
                theme.bar(sheet, names + filled, top, room - filled, _BAR, hatch=True)
            else:
                theme.bar(sheet, names + filled, top, room - filled, _BAR, theme.GREY_4)
            theme.bar(sheet, names, top, filled, _BAR, colour)
        theme.label(
            sheet,
            width - 0.02,
            middle,
            item.shown,
            weight="semibold",
            ha="right",
            colour=theme.GREY if item.share is None else colour if item.attention else theme.INK,
        )
        y += height
    x = names
    for is_rest, words in key:
        if is_rest and rest_missing:
            theme.bar(sheet, x, y + 0.055, 0.17, 0.11, hatch=True)
        else:
            theme.bar(sheet, x, y + 0.055, 0.17, 0.11, theme.GREY_4 if is_rest else theme.BLUE)
        theme.label(sheet, x + 0.24, y + 0.11, words, size=theme.SMALL, colour=theme.GREY)
        x += 0.24 + theme.text_width(words, theme.SMALL) + 0.25
    return sheet
