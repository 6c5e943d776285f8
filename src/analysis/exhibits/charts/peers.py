"""One strip a question: every peer a dot, the better end on the right, the agency itself marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import theme
from ..sheet import Sheet

_LINE = 0.145
_ROOM = 2.75  # inches for the names beside the strips
_DOT = 4.6  # points across
_OWN = 7.5


@dataclass(frozen=True)
class Strip:
    """One question: the scores of all that are known, worst first, with the ends as shown; the agency's own, as
    shown, and its place (`3/12`); the median."""

    name: str
    scores: Sequence[float]
    worst: str
    best: str
    own: float
    shown: str
    place: str
    median: float


@dataclass(frozen=True)
class Words:
    """What explains the drawing: the two ends, the dots, the median, the agency, the column of places."""

    worse: str
    better: str
    peer: str
    own: str
    median: str
    place: str


def draw(size: str, strips: Sequence[Strip], words: Words) -> Sheet:
    """Names left of the strips when wide, above them when narrow; value and place on the right."""
    if not strips:
        raise ValueError("a drawing of places needs at least one question")
    width, wide = theme.WIDTHS[size], size == "wide"
    room = _ROOM if wide else width
    names = [
        theme.wrapped(s.name, room - 0.1, theme.SIZE if wide else theme.SMALL, "semibold") for s in strips
    ]
    right = max(theme.text_width(s.shown, weight="semibold") for s in strips) + 0.16
    places = max([theme.text_width(words.place, theme.SMALL), *(theme.text_width(s.place) for s in strips)])
    left, end = (room if wide else 0.08, width - right - places - 0.14)
    # The ends of a scale stand beside it when wide, under it when narrow.
    ends = [
        max(theme.text_width(t, theme.SMALL) for t in of)
        for of in ([s.worst for s in strips], [s.best for s in strips])
    ]
    start, stop = (left + ends[0] + 0.08, end - ends[1] - 0.08) if wide else (left, end)
    heights = [max(0.26, _LINE * len(n) + 0.06) if wide else _LINE * len(n) + 0.46 for n in names]
    sheet = theme.sheet(size, 0.44 + sum(heights))
    _key(sheet, left if wide else 0.0, 0.09, words)
    theme.label(sheet, start, 0.31, words.worse, size=theme.SMALL, colour=theme.GREY)
    theme.label(sheet, stop, 0.31, words.better, size=theme.SMALL, colour=theme.GREY, ha="right")
    theme.label(sheet, width, 0.31, words.place, size=theme.SMALL, colour=theme.GREY, ha="right")
    top = 0.42
    for strip, name, height in zip(strips, names, heights, strict=True):
        theme.line(sheet, [(0, top), (width, top)], theme.GREY_4)
        first = top + (height - _LINE * (len(name) - 1)) / 2 if wide else top + 0.12
        for number, line in enumerate(name):
            theme.label(
                sheet,
                0,
                first + number * _LINE,
                line,
                size=theme.SIZE if wide else theme.SMALL,
                weight="semibold",
            )
        middle = top + height / 2 if wide else top + _LINE * len(name) + 0.18
        _strip(sheet, strip, start, stop, middle, wide)
        theme.label(
            sheet,
            width - places - 0.14,
            middle,
            strip.shown,
            weight="semibold",
            colour=theme.ACCENT,
            ha="right",
        )
        theme.label(sheet, width, middle, strip.place, ha="right")
        top += height
    return sheet


def _strip(sheet: Sheet, strip: Strip, left: float, end: float, y: float, wide: bool) -> None:
    low, high = strip.scores[0], strip.scores[-1]
    start, stop = left + 0.06, end - 0.06

    def x(score: float) -> float:
        return (start + stop) / 2 if high == low else start + (score - low) / (high - low) * (stop - start)

    theme.line(sheet, [(start, y), (stop, y)], theme.GREY_3)
    theme.line(sheet, [(x(strip.median), y - 0.09), (x(strip.median), y + 0.09)], theme.BLUE, 1.4)
    theme.dots(sheet, [x(s) for s in strip.scores], y, _DOT, theme.BLUE_2, opacity=0.5)
    theme.dots(sheet, [x(strip.own)], y, _OWN, theme.ACCENT, edge=theme.PAPER)
    if high == low:
        return
    aside, down = (0.06, 0.0) if wide else (0.0, 0.15)
    theme.label(
        sheet,
        left - aside,
        y + down,
        strip.worst,
        size=theme.SMALL,
        colour=theme.GREY,
        ha="right" if wide else "left",
    )
    theme.label(
        sheet,
        end + aside,
        y + down,
        strip.best,
        size=theme.SMALL,
        colour=theme.GREY,
        ha="left" if wide else "right",
    )


def _key(sheet: Sheet, x: float, y: float, words: Words) -> None:
    for size, colour, alpha, text in (
        (_OWN, theme.ACCENT, 1.0, words.own),
        (_DOT, theme.BLUE_2, 0.5, words.peer),
    ):
        theme.dots(sheet, [x + 0.06], y, size, colour, opacity=alpha)
        theme.label(sheet, x + 0.15, y, text, size=theme.SMALL, colour=theme.GREY)
        x += 0.15 + theme.text_width(text, theme.SMALL) + 0.2
    theme.line(sheet, [(x + 0.04, y - 0.07), (x + 0.04, y + 0.07)], theme.BLUE, 1.4)
    theme.label(sheet, x + 0.12, y, words.median, size=theme.SMALL, colour=theme.GREY)
