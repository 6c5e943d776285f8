"""Stages as a funnel: all products on top, and below them, widened, those whose stage is known.

A row is as long as the products that have reached the stage; its dark end are those still at it, so that the
light part goes on to the next row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import theme
from ..sheet import Sheet

_BAR = 0.27


@dataclass(frozen=True)
class Part:
    """One part of the whole: its words (`99 công nghệ chiến lược`), its size, and whether it is unknown."""

    words: str
    size: float
    missing: bool = False


@dataclass(frozen=True)
class Step:
    """One stage: how many are at it (`here`), how many have reached it (`reached`), both as shown."""

    name: str
    here: float
    here_shown: str
    reached: float
    reached_shown: str
    attention: bool = False


@dataclass(frozen=True)
class Key:
    """The words that explain dark, light and hatched, and the numbers right of the bars."""

    here: str
    onward: str
    missing: str
    reached: str


def draw(size: str, parts: Sequence[Part], steps: Sequence[Step], not_stated: float, key: Key) -> Sheet:
    """The first part is what the funnel shows in full width; `not_stated` of it have no known stage."""
    width = theme.WIDTHS[size]
    narrow = size == "narrow"
    words = [
        theme.wrapped(p.words, room, weight="semibold")
        for p, room in zip(parts, _rooms(parts, width), strict=True)
    ]
    top = 0.17 * max(len(w) for w in words) + 0.06
    names = 0.0 if narrow else max(theme.text_width(s.name) for s in steps) + 0.14
    counts = max(theme.text_width(s.reached_shown, weight="semibold") for s in steps) + 0.1
    room = width - names - counts
    pitch = 0.52 if narrow else 0.36
    first = top + _BAR + 0.3
    rows = first + (0.2 if narrow else 0.0)
    entries = _key_lines(key, width)
    height = rows + pitch * len(steps) + 0.04 + 0.2 * len(entries) + 0.02
    sheet = theme.sheet(size, height)
    _whole(sheet, parts, words, top, width)
    whole = steps[0].reached + not_stated
    share = parts[0].size / sum(p.size for p in parts)
    for start, end in ((0.0, names), (share * width, names + room)):
        theme.line(sheet, [(start, top + _BAR), (end, first - 0.02)], theme.GREY_2, 0.6)
    for number, step in enumerate(steps):
        y = rows + number * pitch
        if narrow:
            theme.label(sheet, 0, y - 0.09, step.name)
        else:
            theme.label(sheet, 0, y + _BAR / 2, step.name)
        _step(sheet, step, names, y, room / whole)
        if number == 0 and not_stated:
            theme.bar(
                sheet, names + room * step.reached / whole, y, room * not_stated / whole, _BAR, hatch=True
            )
        end = names + (room if number == 0 else room * step.reached / whole)
        theme.label(
            sheet,
            end + 0.07,
            y + _BAR / 2,
            step.reached_shown,
            weight="semibold",
            colour=theme.ACCENT if step.attention else theme.INK,
        )
    _explain(sheet, entries, rows + pitch * len(steps) + 0.1 - (0.16 if narrow else 0.0))
    return sheet


def _rooms(parts: Sequence[Part], width: float) -> list[float]:
    whole = sum(p.size for p in parts)
    return [max(0.7, width * p.size / whole - 0.08) for p in parts]


def _whole(sheet: Sheet, parts: Sequence[Part], words: Sequence[list[str]], top: float, width: float) -> None:
    whole, x = sum(p.size for p in parts), 0.0
    for part, lines in zip(parts, words, strict=True):
        length = width * part.size / whole
        if part.missing:
            theme.bar(sheet, x, top, length, _BAR, hatch=True)
        else:
            theme.bar(sheet, x, top, length, _BAR, theme.BLUE)
        for number, line in enumerate(lines):
            theme.label(
                sheet,
                x,
                top - 0.12 - 0.17 * (len(lines) - 1 - number),
                line,
                weight="regular" if part.missing else "semibold",
            )
        x += length


def _step(sheet: Sheet, step: Step, x: float, y: float, scale: float) -> None:
    onward = step.reached - step.here
    colour = theme.ACCENT if step.attention else theme.BLUE
    if onward:
        theme.bar(sheet, x, y, onward * scale, _BAR, theme.BLUE_4)
    theme.bar(sheet, x + onward * scale, y, step.here * scale, _BAR, colour)
    theme.label(
        sheet,
        x + (onward + step.here / 2) * scale,
        y + _BAR / 2,
        step.here_shown,
        weight="semibold",
        colour=theme.PAPER,
        ha="center",
    )


def _key_lines(key: Key, width: float) -> list[list[tuple[str, str]]]:
    """The key's entries packed into lines of the sheet's width."""
    lines: list[list[tuple[str, str]]] = [[]]
    used = 0.0
    for kind, words in (
        ("here", key.here),
        ("onward", key.onward),
        ("missing", key.missing),
        ("", key.reached),
    ):
        if not words:
            continue
        needed = _swatch(kind) + theme.text_width(words, theme.SMALL) + 0.25
        if lines[-1] and used + needed > width + 0.15:
            lines.append([])
            used = 0.0
        lines[-1].append((kind, words))
        used += needed
    return lines


def _explain(sheet: Sheet, lines: Sequence[Sequence[tuple[str, str]]], y: float) -> None:
    for number, line in enumerate(lines):
        x, middle = 0.0, y + 0.2 * number
        for kind, words in line:
            if kind == "missing":
                theme.bar(sheet, x, middle - 0.055, 0.17, 0.11, hatch=True)
            elif kind:
                theme.bar(sheet, x, middle - 0.055, 0.17, 0.11, theme.BLUE if kind == "here" else theme.BLUE_4)
            theme.label(sheet, x + _swatch(kind), middle, words, size=theme.SMALL, colour=theme.GREY)
            x += _swatch(kind) + theme.text_width(words, theme.SMALL) + 0.25


def _swatch(kind: str) -> float:
    """Room for the little rectangle before the words."""
    return 0.24 if kind else 0.0
