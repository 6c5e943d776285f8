"""Small signs drawn, not typed, because the typeface has none: tick, cross, question; a swatch of a key."""

from __future__ import annotations

from .. import theme
from ..sheet import POINTS, Dots, Sheet


def tick(sheet: Sheet, x: float, y: float, size: float = 0.09, colour: str = theme.INK) -> None:
    """A tick centred at (x, y), `size` inches wide."""
    half = size / 2
    theme.line(
        sheet, [(x - half, y), (x - half * 0.25, y + half * 0.75), (x + half, y - half * 0.75)], colour, 1.2
    )


def cross(sheet: Sheet, x: float, y: float, size: float = 0.075, colour: str = theme.INK) -> None:
    """A diagonal cross centred at (x, y)."""
    half = size / 2
    theme.line(sheet, [(x - half, y - half), (x + half, y + half)], colour, 1.2)
    theme.line(sheet, [(x - half, y + half), (x + half, y - half)], colour, 1.2)


def dot(
    sheet: Sheet, x: float, y: float, radius: float = 0.045, colour: str = theme.BLUE, *, hollow: bool = False
) -> None:
    """A filled dot, or a ring of the same outer size."""
    width = 1.1  # points
    ring = radius * POINTS - width / 2  # the middle of the line of a ring of that size
    look = (ring, None, colour, width) if hollow else (radius * POINTS, colour)
    sheet.areas.append(Dots(((x, y),), *look))
