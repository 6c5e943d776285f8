"""A calendar strip by deadline: one place a day, a dot a task, grouped by how near the day is.

When wide the days stand side by side with their dots above them; when narrow, or when there are too many
days, each day has a row of its own. Days are in order, not to scale: every one is labelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import theme
from ..sheet import Sheet
from . import signs

_PITCH = 0.125  # between the centres of dots
_GAP = 0.1  # between stretches
_MARGIN = 0.08  # between the labels of two days
_LINE = 0.135


@dataclass(frozen=True)
class Day:
    """A day with its label and its year's, the tasks due (solid dots), those only proposed (rings), and the
    count as written."""

    label: str
    year: str
    solid: int
    hollow: int
    shown: str


@dataclass(frozen=True)
class Stretch:
    """Days that are equally near: past, soon, later. `attention` draws their dots in the accent."""

    title: str
    days: Sequence[Day]
    attention: bool = False


def draw(size: str, stretches: Sequence[Stretch], keys: tuple[str, str]) -> Sheet:
    """`keys` name solid dots and rings; stretches without days are left out."""
    stretches = [s for s in stretches if s.days]
    if not stretches:
        raise ValueError("a calendar needs at least one day")
    step = _step(stretches)
    letters = next((z for z in (theme.SIZE, theme.SMALL) if _widest(stretches, z) <= step - _MARGIN), None)
    if size == "wide" and letters is not None:
        return _side_by_side(stretches, keys, step, letters)
    return _stacked(size, stretches, keys)


def _step(stretches: Sequence[Stretch]) -> float:
    """The width of a day when all stand side by side."""
    room = theme.WIDTHS["wide"] - _GAP * (len(stretches) - 1)
    return min(room / sum(len(s.days) for s in stretches), 1.1)


def _widest(stretches: Sequence[Stretch], letters: float) -> float:
    """The widest label or number of a day when set in this size."""
    return max(
        max(theme.text_width(day.shown, letters, "semibold"), theme.text_width(day.label, letters))
        for s in stretches
        for day in s.days
    )


def _key(sheet: Sheet, stretches: Sequence[Stretch], keys: tuple[str, str], y: float) -> None:
    """What solid dots and rings are, as far as they are drawn."""
    days = [d for s in stretches for d in s.days]
    x = 0.06
    for hollow, words in zip((False, True), keys, strict=True):
        if any(d.hollow if hollow else d.solid for d in days):
            signs.dot(sheet, x, y, colour=theme.GREY, hollow=hollow)
            theme.label(sheet, x + 0.12, y, words, size=theme.SMALL, colour=theme.GREY)
            x += 0.12 + theme.text_width(words, theme.SMALL) + 0.3


def _dots(sheet: Sheet, day: Day, colour: str, x: float, y: float, per_row: int, *, up: bool) -> None:
    """Solid dots first, from (x, y) to the right and then up or down."""
    for number in range(day.solid + day.hollow):
        row, column = divmod(number, per_row)
        signs.dot(
            sheet,
            x + column * _PITCH,
            y + (-row if up else row) * _PITCH,
            colour=colour,
            hollow=number >= day.solid,
        )


def _side_by_side(stretches: Sequence[Stretch], keys: tuple[str, str], step: float, letters: float) -> Sheet:
    days = [d for s in stretches for d in s.days]
    per_row = max(1, int((step - 0.12) / _PITCH))
    deepest = max(-(-(d.solid + d.hollow) // per_row) for d in days) * _PITCH
    titles = [theme.wrapped(s.title, len(s.days) * step - 0.08, theme.SMALL, "semibold") for s in stretches]
    head = 0.27
    band = max(len(t) for t in titles) * _LINE + 0.1
    base = head + band + 0.24 + deepest + 0.03
    sheet = theme.sheet("wide", base + 0.46)
    _key(sheet, stretches, keys, 0.08)
    x = 0.0
    for stretch, title in zip(stretches, titles, strict=True):
        across = len(stretch.days) * step
        colour = theme.ACCENT if stretch.attention else theme.BLUE
        theme.bar(sheet, x, head, across, base - head + 0.05, theme.GREY_5)
        for number, line in enumerate(title):
            theme.label(
                sheet,
                x + 0.06,
                head + 0.05 + (number + 0.5) * _LINE,
                line,
                size=theme.SMALL,
                weight="semibold",
                colour=colour,
            )
        theme.line(sheet, [(x, base + 0.05), (x + across, base + 0.05)], colour, 1.2)
        for number, day in enumerate(stretch.days):
            left = x + number * step + 0.05
            _dots(sheet, day, colour, left + 0.05, base - 0.04, per_row, up=True)
            height = -(-(day.solid + day.hollow) // per_row) * _PITCH
            theme.label(
                sheet, left, base - height - 0.1, day.shown, size=letters, weight="semibold", colour=colour
            )
            theme.label(sheet, left, base + 0.15, day.label, size=letters)
            if not number or stretch.days[number - 1].year != day.year:
                theme.label(sheet, left, base + 0.3, day.year, size=theme.SMALL, colour=theme.GREY)
        x += across + _GAP
    return sheet


def _stacked(size: str, stretches: Sequence[Stretch], keys: tuple[str, str]) -> Sheet:
    width = theme.WIDTHS[size]
    every = [d for s in stretches for d in s.days]
    words = max(theme.text_width(d.label) + theme.text_width(d.year, theme.SMALL) for d in every) + 0.25
    numbers = max(theme.text_width(d.shown, weight="semibold") for d in every) + 0.12
    per_row = max(1, int((width - words - numbers - 0.05) / _PITCH))

    def depth(day: Day) -> float:
        return max(0.24, -(-(day.solid + day.hollow) // per_row) * _PITCH + 0.11)

    titles = [theme.wrapped(s.title, width, theme.SMALL, "semibold") for s in stretches]
    sheet = theme.sheet(
        size, 0.2 + sum(len(t) * _LINE + 0.17 for t in titles) + sum(depth(d) for d in every)
    )
    _key(sheet, stretches, keys, 0.08)
    y = 0.2
    for stretch, title in zip(stretches, titles, strict=True):
        colour = theme.ACCENT if stretch.attention else theme.BLUE
        for number, line in enumerate(title):
            theme.label(
                sheet,
                0,
                y + 0.1 + (number + 0.5) * _LINE,
                line,
                size=theme.SMALL,
                weight="semibold",
                colour=colour,
            )
        y += len(title) * _LINE + 0.13
        theme.line(sheet, [(0, y), (width, y)], colour, 1.0)
        y += 0.04
        for day in stretch.days:
            height = depth(day)
            theme.label(sheet, 0, y + 0.12, day.label)
            theme.label(
                sheet,
                theme.text_width(day.label) + 0.07,
                y + 0.12,
                day.year,
                size=theme.SMALL,
                colour=theme.GREY,
            )
            _dots(sheet, day, colour, words + 0.05, y + 0.12, per_row, up=False)
            theme.label(sheet, width - numbers + 0.08, y + 0.12, day.shown, weight="semibold", colour=colour)
            y += height
    return sheet
