"""Bars of 100 % side by side, each cut into the same parts; what is not stated is hatched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import theme
from ..sheet import Sheet

_BAR = 0.32


@dataclass(frozen=True)
class Segment:
    """A share of the bar (0–100), its label in long and short, and its place in the key."""

    part: int
    share: float
    long: str
    short: str


@dataclass(frozen=True)
class Bar:
    """One bar: its name, and its segments from left to right."""

    name: str
    segments: Sequence[Segment]


@dataclass(frozen=True)
class PartKey:
    """One part of every bar. `missing` is drawn hatched, `attention` in the accent."""

    name: str
    missing: bool = False
    attention: bool = False


def draw(size: str, bars: Sequence[Bar], parts: Sequence[PartKey]) -> Sheet:
    """Names above the bars, the key below; a label that does not fit stands above its segment."""
    width = theme.WIDTHS[size]
    lines = _packed(parts, width)
    pitch = 0.3 + _BAR + 0.24
    height = pitch * len(bars) + 0.21 * len(lines)
    sheet = theme.sheet(size, height)
    for number, bar in enumerate(bars):
        y = number * pitch
        theme.label(sheet, 0, y + 0.1, bar.name, weight="semibold")
        _bar(sheet, bar, parts, y + 0.27, width)
    for number, line in enumerate(lines):
        x, middle = 0.0, pitch * len(bars) + 0.1 + 0.21 * number - 0.03
        for part in line:
            _swatch(sheet, x, middle, parts, part)
            theme.label(sheet, x + 0.24, middle, parts[part].name, size=theme.SMALL, colour=theme.GREY)
            x += _needed(parts[part])
    return sheet


def _bar(sheet: Sheet, bar: Bar, parts: Sequence[PartKey], y: float, width: float) -> None:
    x, below_free = 0.0, 0.0
    for segment in bar.segments:
        if segment.share <= 0:
            continue
        length = width * segment.share / 100
        part = parts[segment.part]
        if part.missing:
            theme.bar(sheet, x, y, length, _BAR, hatch=True)
        else:
            theme.bar(sheet, x, y, length, _BAR, _colour(parts, segment.part))
        text = next(
            (
                t
                for t in (segment.long, segment.short)
                if theme.text_width(t, weight="semibold") < length - 0.06
            ),
            None,
        )
        if text is None:  # too thin: the label stands below its left end
            place = max(x, below_free)
            theme.label(sheet, place, y + _BAR + 0.09, segment.long, size=theme.SMALL, weight="semibold")
            below_free = place + theme.text_width(segment.long, theme.SMALL, "semibold") + 0.08
        elif part.missing:
            needed = theme.text_width(text, weight="semibold")
            theme.bar(
                sheet, x + (length - needed) / 2 - 0.05, y + 0.06, needed + 0.1, _BAR - 0.12, theme.PAPER
            )
            theme.label(sheet, x + length / 2, y + _BAR / 2, text, weight="semibold", ha="center")
        else:
            dark = _colour(parts, segment.part) in (theme.BLUE, theme.ACCENT)
            theme.label(
                sheet,
                x + length / 2,
                y + _BAR / 2,
                text,
                weight="semibold",
                ha="center",
                colour=theme.PAPER if dark else theme.INK,
            )
        x += length


def _colour(parts: Sequence[PartKey], part: int) -> str:
    if parts[part].attention:
        return theme.ACCENT
    plain = [n for n, p in enumerate(parts) if not p.missing and not p.attention]
    return (theme.BLUE, theme.BLUE_2, theme.BLUE_3, theme.BLUE_4)[plain.index(part) % 4]


def _swatch(sheet: Sheet, x: float, middle: float, parts: Sequence[PartKey], part: int) -> None:
    if parts[part].missing:
        theme.bar(sheet, x, middle - 0.055, 0.17, 0.11, hatch=True)
    else:
        theme.bar(sheet, x, middle - 0.055, 0.17, 0.11, _colour(parts, part))


def _needed(part: PartKey) -> float:
    return 0.24 + theme.text_width(part.name, theme.SMALL) + 0.22


def _packed(parts: Sequence[PartKey], width: float) -> list[list[int]]:
    lines: list[list[int]] = [[]]
    used = 0.0
    for number, part in enumerate(parts):
        needed = _needed(part)
        if lines[-1] and used + needed > width + 0.15:
            lines.append([])
            used = 0.0
        lines[-1].append(number)
        used += needed
    return lines
