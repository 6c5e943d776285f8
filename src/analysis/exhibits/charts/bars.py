"""Horizontal bars, most first, each labelled; a second part may follow the first, a group may stand apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import theme
from ..sheet import Sheet

_LINE = 0.145  # height of a line of text, inches
_GAP = 0.12  # air between a bar's name, the bar and its number


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its size (any one unit; None: not reported) and how that is written. `second` is a
    further part drawn lighter after the first; `attention` draws it in the accent."""

    name: str
    size: float | None
    shown: str
    second: float = 0.0
    attention: bool = False

    @property
    def length(self) -> float:
        return (self.size or 0.0) + self.second


def draw(
    size: str,
    bars: Sequence[Bar],
    apart: Sequence[Bar] = (),
    apart_title: str = "",
    keys: tuple[str, str] | None = None,
    *,
    ordered: bool = False,
) -> Sheet:
    """Bars sorted by length, those not reported last, unless `ordered` says that their order has a meaning.

    `apart` is a second group on the same scale under a rule and its title; `keys` names the two parts.
    """
    width = theme.WIDTHS[size]
    if not any(b.second for b in (*bars, *apart)):
        keys = None  # a single part needs no key
    groups = [_sorted(bars, ordered), _sorted(apart, ordered)]
    every = [*groups[0], *groups[1]]
    if not every:
        raise ValueError("a chart of bars needs at least one bar")
    limit = width * (0.42 if size == "wide" else 0.4)
    names = {b.name: theme.wrapped(b.name, limit) for b in every}
    left = max(theme.text_width(line) for lines in names.values() for line in lines) + _GAP
    right = max(theme.text_width(b.shown, weight="semibold") for b in every) + _GAP
    scale = (
        (width - left - right) / max((b.length for b in every), default=1)
        if any(b.length for b in every)
        else 0
    )
    heads = [0.24 if keys else 0.0, 0.4 if groups[1] and apart_title else 0.16 if groups[1] else 0.0]
    sheet = theme.sheet(size, sum(heads) + sum(_height(names[b.name]) for b in every) + 0.02)
    y = 0.0
    if keys:
        _key(sheet, keys, y + 0.09)
    for number, (head, group) in enumerate(zip(heads, groups, strict=True)):
        if number and group:
            theme.line(sheet, [(0, y + 0.08), (width, y + 0.08)])
            if apart_title:
                theme.label(sheet, 0, y + 0.25, apart_title, size=theme.SMALL, colour=theme.GREY)
        y += head
        for bar in group:
            height = _height(names[bar.name])
            _bar(sheet, bar, names[bar.name], y, height, left, scale, muted=bool(number) and keys is None)
            y += height
    return sheet


def _sorted(bars: Sequence[Bar], ordered: bool) -> list[Bar]:
    return list(bars) if ordered else sorted(bars, key=lambda b: (b.size is None, -b.length))


def _height(lines: Sequence[str]) -> float:
    return max(0.255, len(lines) * _LINE + 0.07)


def _bar(
    sheet: Sheet,
    bar: Bar,
    lines: Sequence[str],
    y: float,
    height: float,
    left: float,
    scale: float,
    *,
    muted: bool,
) -> None:
    middle, thick = y + height / 2, 0.165
    for number, line in enumerate(lines):
        theme.label(sheet, 0, middle + (number - (len(lines) - 1) / 2) * _LINE, line)
    if bar.size is None:
        theme.bar(sheet, left, middle - thick / 2, 0.6, thick, hatch=True)
        theme.label(sheet, left + 0.6 + 0.07, middle, bar.shown, colour=theme.GREY)
        return
    colour = theme.ACCENT if bar.attention else theme.GREY if muted else theme.BLUE
    first, second = bar.size * scale, bar.second * scale
    if bar.size or not bar.second:
        theme.bar(sheet, left, middle - thick / 2, first, thick, colour)
    if bar.second:
        theme.bar(sheet, left + first, middle - thick / 2, second, thick, theme.BLUE_3)
    theme.label(sheet, left + first + second + 0.07, middle, bar.shown, weight="semibold")


def _key(sheet: Sheet, keys: tuple[str, str], y: float) -> None:
    x = 0.0
    for colour, words in zip((theme.BLUE, theme.BLUE_3), keys, strict=True):
        theme.bar(sheet, x, y - 0.05, 0.16, 0.1, colour)
        theme.label(sheet, x + 0.22, y, words, size=theme.SMALL, colour=theme.GREY)
        x += 0.22 + theme.text_width(words, theme.SMALL) + 0.25
