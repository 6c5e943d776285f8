"""A tile map of the provinces: one tile each, roughly where it lies; fill and a drawn sign tell the state.

Agencies that lie nowhere (ministries, companies) stand beside it as lists with the same signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import theme
from ..sheet import Sheet
from . import signs

STATES = ("reported", "not_reported", "both", "unknown")
_LINE = 0.125
_ENTRY = 0.155  # height of a line of a list
_KEY = 0.25


@dataclass(frozen=True)
class Tile:
    """A province with its place in the grid (1-based, from the north-west) and its state."""

    name: str
    row: int
    column: int
    state: str


@dataclass(frozen=True)
class Key:
    """An entry of the legend: the state, its words, and how many provinces are in it, as written."""

    state: str
    words: str
    shown: str


@dataclass(frozen=True)
class Roll:
    """A list of agencies under a title, each a (name, state)."""

    title: str
    entries: Sequence[tuple[str, str]]


def draw(size: str, tiles: Sequence[Tile], keys: Sequence[Key], rolls: Sequence[Roll] = ()) -> Sheet:
    """Legend and lists right of the map when wide; legend above and lists below it when narrow."""
    if not tiles:
        raise ValueError("a tile map needs at least one tile")
    width = theme.WIDTHS[size]
    columns, rows = max(t.column for t in tiles), max(t.row for t in tiles)
    rolls = [r for r in rolls if r.entries]
    if size == "wide":
        across, down, top = 0.77, 0.39, 0.0
        beside = columns * across + 0.25
        lists = [_broken(r, width - beside) for r in rolls]
        worded = _worded(keys, width - beside)
        legend = _keys_depth(worded)
        needed = legend + sum(_depth(e) for e in lists)
        sheet = theme.sheet(size, max(rows * down, needed))
        _keys(sheet, worded, beside)
        y = legend
        for roll, entries in zip(rolls, lists, strict=True):
            _roll(sheet, roll.title, entries, beside, y)
            y += _depth(entries)
    else:
        worded = _worded(keys, width)
        across, down, top = width / columns, 0.48, _keys_depth(worded)
        lists = [_broken(r, width / 2 - 0.1) for r in rolls]
        below = top + rows * down + 0.12
        sheet = theme.sheet(size, below + max((_depth(e) for e in lists), default=-0.12))
        _keys(sheet, worded, 0.0)
        for number, (roll, entries) in enumerate(zip(rolls, lists, strict=True)):
            _roll(sheet, roll.title, entries, number * width / 2, below)
    for tile in tiles:
        _tile(
            sheet, tile, (tile.column - 1) * across, top + (tile.row - 1) * down, across - 0.035, down - 0.035
        )
    return sheet


def _tile(sheet: Sheet, tile: Tile, x: float, y: float, width: float, height: float) -> None:
    """The name below and left of the sign in the upper right corner, so that they never meet."""
    _fill(sheet, tile.state, x, y, width, height)
    _sign(sheet, tile.state, x + width - 0.08, y + 0.085)
    lines = _lines(tile.name, width)
    for number, line in enumerate(reversed(lines)):
        theme.label(
            sheet,
            x + 0.045,
            y + height - 0.085 - number * _LINE,
            line,
            size=theme.SMALL,
            colour=theme.PAPER if tile.state == "reported" else theme.INK,
        )


def _lines(name: str, width: float) -> list[str]:
    """The name on one line if that stays clear of the sign, else on two as even as that allows."""
    words = name.split(" ")
    clear = width - 0.2
    if theme.text_width(name, theme.SMALL) <= clear or len(words) == 1:
        return [name]
    cuts = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    fitting = [c for c in cuts if theme.text_width(c[0], theme.SMALL) <= clear] or cuts[:1]
    return list(min(fitting, key=lambda pair: max(theme.text_width(part, theme.SMALL) for part in pair)))


def _broken(roll: Roll, room: float) -> list[tuple[list[str], str]]:
    return [(theme.wrapped(name, room - 0.16, theme.SMALL), state) for name, state in roll.entries]


def _depth(entries: Sequence[tuple[list[str], str]]) -> float:
    return 0.3 + sum((len(lines) - 1) * _LINE + _ENTRY for lines, _ in entries)


def _roll(sheet: Sheet, title: str, entries: Sequence[tuple[list[str], str]], x: float, y: float) -> None:
    theme.label(sheet, x, y + 0.15, title, size=theme.SMALL, weight="semibold")
    y += 0.25
    for lines, state in entries:
        if state == "reported":
            signs.tick(sheet, x + 0.05, y + _ENTRY / 2, colour=theme.BLUE)
        else:
            _sign(sheet, state, x + 0.05, y + _ENTRY / 2)
        for number, line in enumerate(lines):
            theme.label(sheet, x + 0.16, y + _ENTRY / 2 + number * _LINE, line, size=theme.SMALL)
        y += (len(lines) - 1) * _LINE + _ENTRY


def _fill(sheet: Sheet, state: str, x: float, y: float, width: float, height: float) -> None:
    if state == "reported":
        theme.bar(sheet, x, y, width, height, theme.BLUE)
    elif state == "not_reported":
        theme.bar(sheet, x, y, width, height, theme.PAPER, edge=theme.ACCENT)
    elif state == "both":
        theme.bar(sheet, x, y, width, height, theme.BLUE_4, edge=theme.ACCENT)
    elif state == "unknown":
        theme.bar(sheet, x, y, width, height, theme.GREY_4, edge=theme.GREY_3)
    else:
        raise ValueError(f"{state!r} is no state of a tile; expected one of {', '.join(STATES)}")


def _sign(sheet: Sheet, state: str, x: float, y: float) -> None:
    if state == "reported":
        signs.tick(sheet, x, y, colour=theme.PAPER)
    elif state == "not_reported":
        signs.cross(sheet, x, y, colour=theme.ACCENT)
    else:
        theme.label(
            sheet,
            x,
            y,
            "?" if state == "unknown" else "!",
            size=theme.SMALL,
            weight="semibold",
            colour=theme.GREY if state == "unknown" else theme.ACCENT,
            ha="center",
        )


def _worded(keys: Sequence[Key], room: float) -> list[tuple[Key, float, list[str]]]:
    """Each key with where its words begin and its words in lines."""
    found = []
    for key in keys:
        left = 0.36 + theme.text_width(key.shown, weight="semibold")
        found.append((key, left, theme.wrapped(key.words, room - left, theme.SMALL)))
    return found


def _keys_depth(worded: Sequence[tuple[Key, float, list[str]]]) -> float:
    return sum(_KEY + (len(lines) - 1) * _LINE for _, _, lines in worded) + 0.1


def _keys(sheet: Sheet, worded: Sequence[tuple[Key, float, list[str]]], x: float) -> None:
    y = 0.1
    for key, left, lines in worded:
        _fill(sheet, key.state, x, y - 0.085, 0.22, 0.17)
        _sign(sheet, key.state, x + 0.11, y)
        theme.label(sheet, x + 0.3, y, key.shown, weight="semibold")
        for number, line in enumerate(lines):
            theme.label(sheet, x + left, y + number * _LINE, line, size=theme.SMALL)
        y += _KEY + (len(lines) - 1) * _LINE
