"""The look of charts: colours, type, sizes. Colours are hex so that an exporter can map them for dark mode."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import fontpkg_be_vietnam_pro
from matplotlib.ft2font import FT2Font, LoadFlags

from .sheet import Anchor, Area, Dots, Label, Line, Sheet

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

_MEASURED = 100  # points: the size that text is measured at
_STYLES = {"regular": "Regular", "medium": "Medium", "semibold": "SemiBold", "bold": "Bold"}


def _font_file(style: str) -> Path:
    return Path(fontpkg_be_vietnam_pro.__file__).parent / "files" / f"BeVietnamPro-{style}.ttf"


@lru_cache(maxsize=1)
def use() -> None:
    """Registers the fonts and sets matplotlib's defaults, once a process, for whoever draws with matplotlib."""
    import matplotlib
    from matplotlib import font_manager

    for style in _STYLES.values():
        font_manager.fontManager.addfont(str(_font_file(style)))
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
    # From memory: forks of this process would share an open file's place in it, and read each other's glyphs.
    face = FT2Font(io.BytesIO(_font_file(_STYLES[weight]).read_bytes()))
    face.set_size(_MEASURED, 72)
    return face


@lru_cache(maxsize=50_000)
def _advance(word: str, weight: str) -> int:
    """Width of one word at `_MEASURED` points, in 64ths of a point."""
    face = _face(weight)
    face.set_text(word, 0.0, flags=LoadFlags.NO_HINTING)
    return int(face.get_width_height()[0])


@lru_cache(maxsize=8)
def _space(weight: str) -> int:
    return _advance("a a", weight) - 2 * _advance("a", weight)


def text_width(text: str, size: float = SIZE, weight: str = "regular") -> float:
    """Width of `text` in inches when set in the theme's type."""
    if not text.strip():
        return 0.0
    # By words, which come again and again: shaping them is what takes the time.
    words = text.split(" ")
    width = sum(_advance(word, weight) for word in words if word) + _space(weight) * (len(words) - 1)
    return width / 64 * size / _MEASURED / 72


def warm(texts: Iterable[str] = ()) -> None:
    """Measures the words of `texts` (names that many charts show), so that forks of this process need not."""
    for text in texts:
        for weight in ("regular", "semibold"):
            text_width(text, SIZE, weight)


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


def sheet(size: str, height: float) -> Sheet:
    """An empty sheet as wide as `size` says (`wide` or `narrow`), counted in inches from the top left corner."""
    return Sheet(WIDTHS[size], height, FAMILY)


def bar(
    sheet: Sheet,
    x: float,
    y: float,
    width: float,
    height: float,
    colour: str = BLUE,
    *,
    hatch: bool = False,
    edge: str | None = None,
) -> None:
    """A filled rectangle with its top left corner at (x, y); `hatch` draws it as missing."""
    if hatch:
        sheet.areas.append(Area(x, y, width, height, GREY_5, GREY_2, 0.5, GREY_2))
    else:
        sheet.areas.append(Area(x, y, max(width, 0.012), height, colour, edge))


def label(
    sheet: Sheet,
    x: float,
    y: float,
    text: str,
    *,
    size: float = SIZE,
    weight: str = "regular",
    colour: str = INK,
    ha: Anchor = "left",
) -> None:
    """Text at (x, y) inches; `ha` says which part of it stands there."""
    if text.strip():
        sheet.labels.append(Label(x, y, text, size, weight, colour, ha))


def arrow_down(sheet: Sheet, x: float, y: float, height: float = 0.13, colour: str = GREY) -> None:
    """A small arrow drawn, not typed: the typeface has none."""
    line(sheet, [(x, y), (x, y + height)], colour, 0.8)
    line(sheet, [(x - 0.03, y + height - 0.04), (x, y + height), (x + 0.03, y + height - 0.04)], colour, 0.8)


def line(sheet: Sheet, points: Sequence[tuple[float, float]], colour: str = GREY_3, width: float = 0.6) -> None:
    """A line through points; `width` in points."""
    sheet.lines.append(Line(tuple(points), colour, width))


def dots(
    sheet: Sheet,
    xs: Sequence[float],
    y: float,
    across: float,
    colour: str,
    *,
    edge: str | None = None,
    edge_width: float = 0.9,
    opacity: float = 1.0,
) -> None:
    """Equal dots side by side; `across` and `edge_width` in points. They lie over lines drawn before."""
    if xs:
        sheet.lines.append(Dots(tuple((x, y) for x in xs), across / 2, colour, edge, edge_width, opacity))
