"""Two statements of the same share, one row each: a dot, a ring, and a line as long as they disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import theme
from ..sheet import Sheet


@dataclass(frozen=True)
class Pair:
    """One row: shares 0–100 in the first and the second statement (None: not in it), as shown.

    `remark` is said of a row that stands in one of them only.
    """

    name: str
    first: float | None
    second: float | None
    first_shown: str = ""
    second_shown: str = ""
    remark: str = ""

    @property
    def differs(self) -> bool:
        return self.first is not None and self.second is not None and self.first != self.second

    @property
    def weight(self) -> str:
        return "semibold" if self.differs else "regular"


_STEP = {"wide": 0.235, "narrow": 0.43}
_TOP = {"wide": 0.4, "narrow": 0.58}
_AWAY = 0.1  # from the middle of a dot to its label


def draw(size: str, pairs: Sequence[Pair], first: str, second: str) -> Sheet:
    """`first` and `second` name the two statements. Names stand left when wide, else above."""
    width, step, top = theme.WIDTHS[size], _STEP[size], _TOP[size]
    wide = size == "wide"
    names = max(theme.text_width(p.name, weight=p.weight) for p in pairs) + 0.19 if wide else 0.0
    shown = [text for p in pairs for text in (p.first_shown, p.second_shown) if text]
    label = max((theme.text_width(text, theme.SMALL, "semibold") for text in shown), default=0.0)
    label += _AWAY + 0.02
    remark = max((theme.text_width(p.remark, theme.SMALL) for p in pairs), default=0.0)
    left = names + label + 0.03
    room = width - left - label - (remark + 0.1 if wide and remark else 0.03)
    sheet = theme.sheet(size, top + step * len(pairs))
    _key(sheet, first, second, stacked=not wide)
    bottom = top + step * len(pairs) - 0.06
    for tick in (0, 50, 100):
        x = left + room * tick / 100
        theme.line(sheet, [(x, top - 0.06), (x, bottom)], theme.GREY_4)
        theme.label(sheet, x, top - 0.13, f"{tick}%", size=theme.SMALL, colour=theme.GREY, ha="center")
    for position, pair in enumerate(pairs):
        y = top + position * step + (0.1 if wide else 0.05)
        if wide:
            theme.label(sheet, names - 0.12, y, pair.name, ha="right", weight=pair.weight)
        else:
            theme.label(sheet, 0, y, pair.name, weight=pair.weight)
        if pair.remark:
            theme.label(sheet, width, y, pair.remark, size=theme.SMALL, colour=theme.GREY, ha="right")
        _row(sheet, pair, left, room, y if wide else y + 0.18)
    return sheet


def _row(sheet: Sheet, pair: Pair, left: float, room: float, y: float) -> None:
    places = [(left + room * share / 100, shown, filled) for share, shown, filled in (
        (pair.first, pair.first_shown, True), (pair.second, pair.second_shown, False)) if share is not None]
    if not places:
        return
    places.sort(key=lambda p: p[0])
    if pair.differs:
        theme.line(sheet, [(places[0][0], y), (places[-1][0], y)], theme.ACCENT, 1.6)
    if len(places) == 2 and not pair.differs:
        _ring(sheet, places[0][0], y, 9.0)  # round the dot: both say the same
        _dot(sheet, places[0][0], y)
        places = places[:1]
    else:
        for x, _, filled in places:
            if filled:
                _dot(sheet, x, y)
            else:
                _ring(sheet, x, y, 6.5)
    if len(places) == 2:
        theme.label(sheet, places[0][0] - _AWAY, y, places[0][1], size=theme.SMALL, weight="semibold",
                    ha="right")
    theme.label(sheet, places[-1][0] + _AWAY, y, places[-1][1], size=theme.SMALL, weight="semibold")


def _dot(sheet: Sheet, x: float, y: float) -> None:
    theme.dots(sheet, [x], y, 6.0, theme.BLUE)


def _ring(sheet: Sheet, x: float, y: float, across: float) -> None:
    theme.dots(sheet, [x], y, across, theme.PAPER, edge=theme.ACCENT, edge_width=1.2)


def _key(sheet: Sheet, first: str, second: str, *, stacked: bool) -> None:
    x, y = (0.06, 0.26) if stacked else (0.48 + theme.text_width(first, theme.SMALL), 0.09)
    _dot(sheet, 0.06, 0.09)
    theme.label(sheet, 0.17, 0.09, first, size=theme.SMALL, colour=theme.GREY)
    _ring(sheet, x, y, 6.5)
    theme.label(sheet, x + 0.11, y, second, size=theme.SMALL, colour=theme.GREY)
