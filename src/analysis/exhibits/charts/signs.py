"""Small signs drawn, not typed, because the typeface has none: tick, cross, question; a swatch of a key."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Circle

from .. import theme


def tick(axes: Axes, x: float, y: float, size: float = 0.09, colour: str = theme.INK) -> None:
    """A tick centred at (x, y), `size` inches wide."""
    half = size / 2
    theme.line(
        axes, [(x - half, y), (x - half * 0.25, y + half * 0.75), (x + half, y - half * 0.75)], colour, 1.2
    )


def cross(axes: Axes, x: float, y: float, size: float = 0.075, colour: str = theme.INK) -> None:
    """A diagonal cross centred at (x, y)."""
    half = size / 2
    theme.line(axes, [(x - half, y - half), (x + half, y + half)], colour, 1.2)
    theme.line(axes, [(x - half, y + half), (x + half, y - half)], colour, 1.2)


def dot(
    axes: Axes, x: float, y: float, radius: float = 0.045, colour: str = theme.BLUE, *, hollow: bool = False
) -> None:
    """A filled dot, or a ring of the same outer size."""
    width = 1.1
    inner = radius - width / 144 if hollow else radius
    patch = Circle(
        (x, y),
        inner,
        facecolor="none" if hollow else colour,
        edgecolor=colour if hollow else "none",
        linewidth=width if hollow else 0,
    )
    axes.add_patch(patch)
    patch.set_clip_on(False)
