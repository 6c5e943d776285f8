"""The look of charts: colours, type, sizes. Colours are hex so that an exporter can map them for dark mode."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import fontpkg_be_vietnam_pro
import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.patches import Rectangle

INK = "#1b2733"
PAPER = "#ffffff"
BLUE = "#0b4f6c"
ACCENT = "#c8501e"
GREY = "#5b6770"
GREY_2 = "#8b959d"
GREY_3 = "#c9cfd4"
GREY_4 = "#e9ecef"
GREY_5 = "#f5f6f7"
BLUE_2 = "#5f93ab"
BLUE_3 = "#a9c7d4"
BLUE_4 = "#d9e7ee"

FAMILY = "Be Vietnam Pro"
WIDTHS = {"wide": 6.7, "narrow": 3.55}  # inches: 170 mm of an A4 page, a phone's 340 px column
SIZE = 8.5  # points; never below 7.5
SMALL = 7.5

_WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")


@lru_cache(maxsize=1)
def use() -> None:
    """Registers the fonts and sets matplotlib's defaults, once a process."""
    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    for weight in _WEIGHTS:
        font_manager.fontManager.addfont(str(folder / f"BeVietnamPro-{weight}.ttf"))
    matplotlib.rcParams.update(
        {
            "font.family": FAMILY,
            "font.size": SIZE,
            "text.color": INK,
            "axes.labelcolor": INK,
            "axes.edgecolor": GREY_3,
            "axes.linewidth": 0.6,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlesize": SIZE,
            "axes.titleweight": "semibold",
            "axes.titlelocation": "left",
            "xtick.color": GREY,
            "ytick.color": INK,
            "xtick.labelsize": SMALL,
            "ytick.labelsize": SIZE,
            "xtick.major.size": 0,
            "ytick.major.size": 0,
            "figure.facecolor": "none",
            "axes.facecolor": "none",
            "savefig.facecolor": "none",
            "hatch.linewidth": 0.5,
            "hatch.color": GREY_2,
            "svg.fonttype": "none",
            "path.simplify": True,
            "axes.unicode_minus": False,
        }
    )


@lru_cache(maxsize=8)
def _face(weight: str) -> FT2Font:
    use()
    return font_manager.get_font(
        font_manager.findfont(font_manager.FontProperties(family=FAMILY, weight=weight))
    )


@lru_cache(maxsize=20_000)
def text_width(text: str, size: float = SIZE, weight: str = "regular") -> float:
    """Width of `text` in inches when set in the theme's type."""
    if not text.strip():
        return 0.0
    face = _face(weight)
    face.set_size(100, 72)
    face.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(face.get_width_height()[0]) / 64 * size / 100 / 72


def wrapped(text: str, inches: float, size: float = SIZE, weight: str = "regular") -> list[str]:
    """`text` broken at spaces into lines at most `inches` wide; a longer word stays whole."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}".strip()
        if line and text_width(candidate, size, weight) > inches:
            lines.append(line)
            line = word
        else:
            line = candidate
    return [*lines, line] if line else lines


def sheet(size: str, height: float) -> tuple[Figure, Axes]:
    """A figure whose only axes count in inches from the top left corner, for drawings that set every place."""
    use()
    figure = Figure(figsize=(WIDTHS[size], height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTHS[size])
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    return figure, axes


def bar(
    axes: Axes,
    x: float,
    y: float,
    width: float,
    height: float,
    colour: str = BLUE,
    *,
    hatch: str | None = None,
    edge: str | None = None,
) -> None:
    """A filled rectangle with its top left corner at (x, y); `hatch` draws it as missing."""
    if hatch:
        patch = Rectangle(
            (x, y), width, height, facecolor=GREY_5, edgecolor=GREY_2, linewidth=0.5, hatch=hatch
        )
    else:
        patch = Rectangle(
            (x, y),
            max(width, 0.012),
            height,
            facecolor=colour,
            edgecolor=edge or "none",
            linewidth=0.6 if edge else 0,
        )
    axes.add_patch(patch)
    patch.set_clip_on(False)  # smaller SVG: nothing is drawn outside the sheet


def label(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float = SIZE,
    weight: str = "regular",
    colour: str = INK,
    ha: str = "left",
    va: str = "center",
) -> None:
    """Text at (x, y) inches."""
    axes.text(x, y, text, fontsize=size, fontweight=weight, color=colour, ha=ha, va=va)


def arrow_down(axes: Axes, x: float, y: float, height: float = 0.13, colour: str = GREY) -> None:
    """A small arrow drawn, not typed: the typeface has none."""
    line(axes, [(x, y), (x, y + height)], colour, 0.8)
    line(axes, [(x - 0.03, y + height - 0.04), (x, y + height), (x + 0.03, y + height - 0.04)], colour, 0.8)


def line(
    axes: Axes,
    points: Sequence[tuple[float, float]],
    colour: str = GREY_3,
    width: float = 0.6,
    style: str = "solid",
) -> None:
    xs, ys = zip(*points, strict=True)
    axes.plot(xs, ys, color=colour, linewidth=width, linestyle=style, solid_capstyle="butt", clip_on=False)
