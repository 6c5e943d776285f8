"""Done and to do as one bar each: the whole is the bar's length, what is done is filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import theme
from ..sheet import Sheet


@dataclass(frozen=True)
class Bar:
    """One row: `done` of `of`, as shown, and whether something is left."""

    name: str
    done: float
    of: float
    shown: str
    left: bool


_STEP = {"wide": 0.245, "narrow": 0.4}
_HEIGHT = 0.15


def draw(size: str, bars: Sequence[Bar], done: str, to_do: str) -> Sheet:
    """`done` and `to_do` are the words of the key. Names stand left when wide, above the bar when narrow."""
    width, step = theme.WIDTHS[size], _STEP[size]
    wide = size == "wide"
    names = max(theme.text_width(bar.name) for bar in bars) + 0.19 if wide else 0.0
    ends = max(theme.text_width(bar.shown, weight="semibold") for bar in bars) + 0.1
    room = width - names - ends
    largest = max(bar.of for bar in bars) or 1.0
    sheet = theme.sheet(size, 0.3 + step * len(bars))
    _key(sheet, names, done, to_do)
    for position, bar in enumerate(bars):
        top = 0.3 + position * step
        if wide:
            theme.label(sheet, names - 0.12, top + _HEIGHT / 2, bar.name, ha="right")
        else:
            theme.label(sheet, 0, top + 0.03, bar.name)
            top += 0.13
        whole, part = room * bar.of / largest, room * bar.done / largest
        if bar.left:
            theme.bar(sheet, names, top, whole, _HEIGHT, theme.PAPER, edge=theme.ACCENT)
        if part:
            theme.bar(sheet, names, top, part, _HEIGHT, theme.BLUE)
        theme.label(sheet, names + max(whole, 0.02) + 0.08, top + _HEIGHT / 2, bar.shown,
                    weight="semibold" if bar.left else "regular",
                    colour=theme.ACCENT if bar.left else theme.GREY)
    return sheet


def _key(sheet: Sheet, x: float, done: str, to_do: str) -> None:
    theme.bar(sheet, x, 0.04, 0.2, 0.11, theme.BLUE)
    theme.label(sheet, x + 0.27, 0.1, done, size=theme.SMALL, colour=theme.GREY)
    second = x + 0.27 + theme.text_width(done, theme.SMALL) + 0.22
    theme.bar(sheet, second, 0.04, 0.2, 0.11, theme.PAPER, edge=theme.ACCENT)
    theme.label(sheet, second + 0.27, 0.1, to_do, size=theme.SMALL, colour=theme.GREY)
