"""A count strip: one square a unit, one row a group; filled, empty or hatched: colour is not alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .. import theme
from ..sheet import Sheet

_GAP = 0.035

Style = Literal["filled", "empty", "hatched"]


@dataclass(frozen=True)
class Group:
    """A group of units: its size as shown, its name, and its parts (`5 bộ, ngành`), each with its squares."""

    shown: str
    name: str
    parts: Sequence[tuple[str, int]]
    style: Style


def draw(size: str, groups: Sequence[Group]) -> Sheet:
    """Groups one below the other; the squares of a part stand together, its words below them."""
    width = theme.WIDTHS[size]
    most = max(sum(n for _, n in g.parts) + max(0, len(g.parts) - 1) for g in groups)
    side = min(0.2, width / most - _GAP)
    pitch = 0.24 + side + 0.29
    sheet = theme.sheet(size, pitch * len(groups) - 0.02)
    for number, group in enumerate(groups):
        y = number * pitch
        numbers = theme.text_width(group.shown, 11, "semibold")
        theme.label(
            sheet,
            0,
            y + 0.1,
            group.shown,
            size=11,
            weight="semibold",
            colour=theme.ACCENT if group.style == "hatched" else theme.BLUE,
        )
        theme.label(sheet, numbers + 0.09, y + 0.11, group.name)
        _squares(sheet, group, y + 0.24, side)
    return sheet


def _squares(sheet: Sheet, group: Group, y: float, side: float) -> None:
    x, free = 0.0, 0.0
    for words, number in group.parts:
        start = x
        for _ in range(number):
            if group.style == "hatched":
                theme.bar(sheet, x, y, side, side, hatch=True)
            elif group.style == "empty":
                theme.bar(sheet, x, y, side, side, theme.PAPER, edge=theme.BLUE)
            else:
                theme.bar(sheet, x, y, side, side, theme.BLUE)
            x += side + _GAP
        place = max(start, free)
        theme.label(sheet, place, y + side + 0.1, words, size=theme.SMALL, colour=theme.GREY)
        free = place + theme.text_width(words, theme.SMALL) + 0.12
        x += side + _GAP  # one square's room between parts
