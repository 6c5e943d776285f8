"""Values over time, a panel a quantity: a line joins values of one definition, and breaks where it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import theme
from ..sheet import Sheet

_LINE = 0.15
_PLOT = {"wide": 0.95, "narrow": 0.85}  # inches from the lowest to the highest value
_HEAD, _FOOT = 0.3, 0.42  # room for a value over the highest dot, and for dates under the line
_GAP = 0.34  # nearest that two places in time may stand
_DOT = 6.0  # points across
_DASH, _SPACE = 0.05, 0.04


@dataclass(frozen=True)
class Point:
    """One value: the day it speaks of (its ordinal), the day and the value as written."""

    day: int
    when: str
    number: float
    shown: str


@dataclass(frozen=True)
class Lane:
    """One quantity: its name (may be empty) and its values in runs of one definition, oldest first."""

    name: str
    runs: Sequence[Sequence[Point]]


def draw(size: str, lanes: Sequence[Lane], broken: str) -> Sheet:
    """Panels one below the other on one scale of time; `broken` is written where a definition changes."""
    if not any(run for lane in lanes for run in lane.runs):
        raise ValueError("a chart over time needs at least one value")
    width = theme.WIDTHS[size]
    names = [theme.wrapped(lane.name, width, weight="semibold") if lane.name else [] for lane in lanes]
    pitch = [len(lines) * _LINE + _HEAD + _PLOT[size] + _FOOT for lines in names]
    sheet = theme.sheet(size, sum(pitch) - 0.12)
    top = 0.0
    for lane, lines, height in zip(lanes, names, pitch, strict=True):
        for number, line in enumerate(lines):
            theme.label(sheet, 0, top + (number + 0.5) * _LINE, line, weight="semibold")
        _panel(sheet, lane, top + len(lines) * _LINE + _HEAD, _PLOT[size], width, broken)
        top += height
    return sheet


def places(days: Sequence[int], left: float, right: float, gap: float) -> list[float]:
    """Where days (rising) stand between `left` and `right`: by time, but never nearer than `gap`.

    With too many for that they stand evenly.
    """
    if len(days) == 1:
        return [(left + right) / 2]
    room = right - left
    gap = min(gap, room / (len(days) - 1))
    span = max(days[-1] - days[0], 1)
    found = [left + (day - days[0]) / span * room for day in days]
    for number in range(1, len(found)):
        found[number] = max(found[number], found[number - 1] + gap)
    found[-1] = min(found[-1], right)
    for number in range(len(found) - 2, -1, -1):
        found[number] = min(found[number], found[number + 1] - gap)
    return found


def _panel(sheet: Sheet, lane: Lane, top: float, height: float, width: float, broken: str) -> None:
    points = [point for run in lane.runs for point in run]
    edge = max(theme.text_width(text) for p in (points[0], points[-1]) for text in (p.shown, p.when)) / 2
    edge = min(max(edge, 0.2), width / 3)
    xs = places([p.day for p in points], edge, width - edge, _GAP)
    low, high = min(0.0, *(p.number for p in points)), max(0.0, *(p.number for p in points))
    scale = height / (high - low) if high > low else 0.0
    floor = top + height
    theme.line(sheet, [(0, floor + low * scale), (width, floor + low * scale)], theme.GREY_2, 0.6)
    start = 0
    placed: list[tuple[float, float]] = []
    for number, run in enumerate(lane.runs):
        here = [
            (x, floor - (p.number - low) * scale) for x, p in zip(xs[start : start + len(run)], run, strict=True)
        ]
        if number and run:
            _break(sheet, (placed[-1][0] + here[0][0]) / 2, top - _HEAD + 0.06, floor, broken, width)
        if len(here) > 1:
            theme.line(sheet, here, theme.BLUE_2, 1.4)
        placed += here
        start += len(run)
    latest = len(lane.runs[-1])
    old, new = placed[: len(placed) - latest], placed[len(placed) - latest :]
    for x, y in old:
        theme.dots(sheet, [x], y, _DOT, theme.PAPER, edge=theme.BLUE, edge_width=1.1)
    for x, y in new:
        theme.dots(sheet, [x], y, _DOT, theme.BLUE)
    _words(sheet, points, placed, floor)


def _break(sheet: Sheet, x: float, top: float, floor: float, words: str, width: float) -> None:
    """A dashed line across the panel, and what it means beside its head."""
    y = top
    while y < floor:
        theme.line(sheet, [(x, y), (x, min(y + _DASH, floor))], theme.ACCENT, 1.0)
        y += _DASH + _SPACE
    wide = theme.text_width(words, theme.SMALL)
    right = x + 0.06 + wide <= width
    theme.label(sheet, x + (0.06 if right else -0.06), top + 0.03, words, size=theme.SMALL, colour=theme.ACCENT,
                ha="left" if right else "right")


def _words(sheet: Sheet, points: Sequence[Point], places_: Sequence[tuple[float, float]], floor: float) -> None:
    """Values over their dots and dates under the line, as many as find room: the last and the first for certain."""
    order = [len(points) - 1, 0, *range(len(points) - 2, 0, -1)]
    dates: list[tuple[float, float]] = []
    values: list[tuple[float, float, float]] = []
    for number in dict.fromkeys(order):
        (x, y), point = places_[number], points[number]
        half = theme.text_width(point.when, theme.SMALL) / 2 + 0.05
        if all(x + half <= left or x - half >= right for left, right in dates):
            dates.append((x - half, x + half))
            theme.label(sheet, x, floor + 0.17, point.when, size=theme.SMALL, colour=theme.GREY, ha="center")
        half = theme.text_width(point.shown, weight="semibold") / 2 + 0.05
        if all(x + half <= left or x - half >= right or abs(y - other) > 0.17 for left, right, other in values):
            values.append((x - half, x + half, y))
            theme.label(sheet, x, y - 0.14, point.shown, weight="semibold", ha="center")
