"""Bars from a due date to the period's end, on one scale of days, with the days written at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import theme
from ..sheet import Sheet

_LINE = 0.14
_THICK = 0.19


@dataclass(frozen=True)
class Span:
    """One task: its name, a word on whose it is, days since its due date (None: no due date stated), the due
    date and the days as written. `attention` marks the longest."""

    name: str
    whose: str
    days: int | None
    since: str
    shown: str
    attention: bool = False


def draw(size: str, spans: Sequence[Span], end: str) -> Sheet:
    """Names left of the bars when wide, above them when narrow; all bars end at the line marked `end`."""
    if not spans:
        raise ValueError("a timeline needs at least one task")
    width = theme.WIDTHS[size]
    wide = size == "wide"
    names = width * 0.42 if wide else width
    texts = [
        (
            theme.wrapped(s.name, names - 0.15, theme.SMALL),
            theme.wrapped(s.whose, names - 0.15, theme.SMALL, "semibold"),
        )
        for s in spans
    ]
    heights = [(len(a) + len(b)) * _LINE + (0.14 if wide else 0.1 + _THICK + 0.14) for a, b in texts]
    left = names if wide else 0.0
    right = width - max(theme.text_width(s.shown, weight="semibold") for s in spans) - 0.09
    scale = (
        (right - left) / max((s.days or 0 for s in spans), default=1) if any(s.days for s in spans) else 0.0
    )
    head = 0.24
    sheet = theme.sheet(size, head + sum(heights))
    theme.label(sheet, right, 0.08, end, size=theme.SMALL, colour=theme.GREY, ha="right")
    y = head
    lines = []
    for number, (span, (name, whose), height) in enumerate(zip(spans, texts, heights, strict=True)):
        if number:
            theme.line(sheet, [(0, y), (width, y)], theme.GREY_4, 0.5)
        top = y + 0.07
        _words(sheet, whose, name, top)
        middle = y + height / 2 if wide else top + (len(name) + len(whose)) * _LINE + 0.05 + _THICK / 2
        lines.append((middle, span))
        _span(sheet, span, middle, right, scale)
        y += height
    # The line of the period's end, broken where a name stands across it.
    reach = 0.17 if wide else _THICK / 2 + 0.05
    if wide:
        theme.line(sheet, [(right, head - 0.06), (right, y)], theme.GREY_2, 0.8)
    else:
        for middle, _ in lines:
            theme.line(sheet, [(right, middle - reach), (right, middle + reach)], theme.GREY_2, 0.8)
    return sheet


def _words(sheet: Sheet, whose: Sequence[str], name: Sequence[str], top: float) -> None:
    y = top + _LINE / 2
    for line in whose:
        theme.label(sheet, 0, y, line, size=theme.SMALL, weight="semibold")
        y += _LINE
    for line in name:
        theme.label(sheet, 0, y, line, size=theme.SMALL, colour=theme.GREY)
        y += _LINE


def _span(sheet: Sheet, span: Span, middle: float, right: float, scale: float) -> None:
    if span.days is None:
        theme.bar(sheet, right - 0.6, middle - _THICK / 2, 0.6, _THICK, hatch=True)
        theme.label(sheet, right + 0.07, middle, span.shown, colour=theme.GREY)
        return
    length = span.days * scale
    colour = theme.ACCENT if span.attention else theme.BLUE
    theme.bar(sheet, right - length, middle - _THICK / 2, length, _THICK, colour)
    if theme.text_width(span.since, theme.SMALL) + 0.14 <= length:
        theme.label(sheet, right - length + 0.06, middle, span.since, size=theme.SMALL, colour=theme.PAPER)
    else:  # a short bar stands far right: its date finds room at its left
        theme.label(
            sheet, right - length - 0.06, middle, span.since, size=theme.SMALL, colour=theme.GREY, ha="right"
        )
    theme.label(sheet, right + 0.07, middle, span.shown, weight="semibold", colour=colour)
