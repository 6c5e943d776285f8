"""One row each, dots out of a whole: what is met is filled, what is missing stays visible as rings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import theme
from ..sheet import Sheet


@dataclass(frozen=True)
class Dots:
    """One row: its name, how many of how many (`met` None: not reported), the number as shown, and a word on
    what is left."""

    name: str
    met: int | None
    of: int
    shown: str
    left: str = ""


@dataclass(frozen=True)
class Group:
    """The rows of one owner."""

    name: str
    rows: Sequence[Dots]


_DOT = 3.6  # points across
_LINE = 0.15
_WIDE = {"owner": 1.22, "name": 1.93, "pitch": 0.125}
_GAP = 0.07


def draw(size: str, groups: Sequence[Group], met: str, missing: str, none: str) -> Sheet:
    """`met`, `missing` explain the two kinds of dots; `none` is written where nothing is reported."""
    return _wide(groups, met, missing, none) if size == "wide" else _narrow(groups, met, missing, none)


def _wide(groups: Sequence[Group], met: str, missing: str, none: str) -> Sheet:
    owner, name, pitch = _WIDE["owner"], _WIDE["name"], _WIDE["pitch"]
    most = max(row.of for group in groups for row in group.rows)
    left = owner + name + 0.17
    places: list[tuple[float, Group, list[tuple[float, Dots, list[str]]]]] = []
    top = 0.3
    for group in groups:
        rows = []
        start = top
        for row in group.rows:
            lines = theme.wrapped(row.name, name)
            height = max(0.24, _LINE * len(lines) + 0.09)
            rows.append((top + height / 2, row, lines))
            top += height
        top = max(top, start + _LINE * len(theme.wrapped(group.name, owner - 0.1, weight="semibold")) + 0.09)
        places.append((start, group, rows))
        top += _GAP
    sheet = theme.sheet("wide", top + 0.02)
    _key(sheet, left, 0.1, met, missing)
    for start, group, rows in places:
        theme.line(sheet, [(0, start - _GAP / 2), (theme.WIDTHS["wide"], start - _GAP / 2)], theme.GREY_4)
        for position, line in enumerate(theme.wrapped(group.name, owner - 0.1, weight="semibold")):
            theme.label(sheet, 0, start + 0.12 + position * _LINE, line, weight="semibold")
        for middle, row, lines in rows:
            for position, line in enumerate(lines):
                theme.label(sheet, owner, middle + (position - (len(lines) - 1) / 2) * _LINE, line)
            _dots(sheet, left, middle, pitch, row, most)
            if row.met is None:
                theme.label(sheet, left + pitch * most + 0.12, middle, none, size=theme.SMALL, colour=theme.GREY)
            theme.label(sheet, left + pitch * most + 0.12, middle, row.shown, weight="semibold",
                        colour=_colour(row))
            theme.label(sheet, theme.WIDTHS["wide"], middle, row.left, size=theme.SMALL, colour=theme.GREY,
                        ha="right")
    return sheet


def _narrow(groups: Sequence[Group], met: str, missing: str, none: str) -> Sheet:
    width = theme.WIDTHS["narrow"]
    most = max(row.of for group in groups for row in group.rows)
    pitch = min(0.18, (width - 0.1) / most)
    blocks: list[tuple[float, Dots, list[str], str]] = []
    top = 0.34
    for group in groups:
        for row in group.rows:
            lines = theme.wrapped(row.name, width, weight="semibold")
            blocks.append((top, row, lines, group.name))
            top += _LINE * (len(lines) + 1) + 0.3
    sheet = theme.sheet("narrow", top)
    _key(sheet, 0, 0.1, met, missing)
    for start, row, lines, owner in blocks:
        for position, line in enumerate(lines):
            theme.label(sheet, 0, start + position * _LINE, line, weight="semibold")
        under = start + len(lines) * _LINE + 0.02
        theme.label(sheet, 0, under, owner, size=theme.SMALL, colour=theme.GREY)
        words = none if row.met is None else row.shown + (f" · {row.left}" if row.left else "")
        theme.label(sheet, width, under, words, size=theme.SMALL, weight="semibold", colour=_colour(row),
                    ha="right")
        _dots(sheet, 0.05, under + 0.19, pitch, row, most)
    return sheet


def _colour(row: Dots) -> str:
    if row.met is None:
        return theme.GREY
    return theme.BLUE if row.met == row.of else theme.ACCENT


def _dots(sheet: Sheet, x: float, y: float, pitch: float, row: Dots, most: int) -> None:
    if row.met is None:
        theme.bar(sheet, x - 0.04, y - 0.07, pitch * most, 0.14, hatch=True)
        return
    filled = [x + pitch * n for n in range(row.met)]
    empty = [x + pitch * n for n in range(row.met, row.of)]
    theme.dots(sheet, filled, y, _DOT + 0.8, theme.BLUE)
    theme.dots(sheet, empty, y, _DOT, theme.PAPER, edge=theme.ACCENT)


def _key(sheet: Sheet, x: float, y: float, met: str, missing: str) -> None:
    theme.dots(sheet, [x + 0.03], y, _DOT + 0.8, theme.BLUE)
    theme.label(sheet, x + 0.12, y, met, size=theme.SMALL, colour=theme.GREY)
    second = x + 0.12 + theme.text_width(met, theme.SMALL) + 0.22
    theme.dots(sheet, [second], y, _DOT, theme.PAPER, edge=theme.ACCENT)
    theme.label(sheet, second + 0.09, y, missing, size=theme.SMALL, colour=theme.GREY)
