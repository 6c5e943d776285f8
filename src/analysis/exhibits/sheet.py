"""The sheet that charts are drawn on: areas, lines, dots and words, each at its place in inches.

matplotlib draws them. `svg` hands each mark straight to matplotlib's SVG renderer: a chart of ours sets every place
itself, so that axes, ticks and layout have nothing to do, and they would take most of the time. `figure` gives the
same drawing as an ordinary matplotlib figure, to be changed or saved by whoever wants another picture.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import matplotlib
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, IdentityTransform

Anchor = Literal["left", "center", "right"]

POINTS = 72  # an inch
HATCH = "////"
HATCH_WIDTH = 0.5  # points
# From the middle of a line of text to its baseline, in parts of the type size: the same for every label, so that
# labels of one row stand on one line whatever accents they carry.
BASELINE = 0.3675
_SAME = IdentityTransform()
_CIRCLE = Path.unit_circle()
# What matplotlib writes around a drawing, and turns by nothing.
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.S)
_UNTURNED = re.compile(r' transform="rotate\(-?0 [^"]*\)"')
_SIZE = re.compile(r'(<svg[^>]*?) width="[^"]+" height="[^"]+"')


@dataclass(frozen=True)
class Area:
    """A rectangle, its top left corner at (x, y); sizes in inches, `edge_width` in points. `hatch` is the colour of the
    strokes of an area drawn as missing."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str | None = None
    edge_width: float = 0.6
    hatch: str | None = None


@dataclass(frozen=True)
class Line:
    """A line through points, in inches; its width in points."""

    points: Sequence[tuple[float, float]]
    colour: str
    width: float


@dataclass(frozen=True)
class Dots:
    """Equal dots; the middles in inches, the radius and the edge's width in points. `fill` None: rings."""

    points: Sequence[tuple[float, float]]
    radius: float
    fill: str | None
    edge: str | None = None
    edge_width: float = 0.0
    opacity: float = 1.0


@dataclass(frozen=True)
class Label:
    """Words on one line; (x, y) in inches is their left, middle or right, at half the height of the letters."""

    x: float
    y: float
    text: str
    size: float
    weight: str = "regular"
    colour: str = "#000000"
    anchor: Anchor = "left"


@dataclass
class Sheet:
    """A drawing, `width` by `height` inches, counted from the top left corner.

    Areas and the dots among them lie lowest, lines and the dots on them above, words on top; within each layer
    what is drawn later covers what was drawn before.
    """

    width: float
    height: float
    family: str
    areas: list[Area | Dots] = field(default_factory=list)
    lines: list[Line | Dots] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    # ------------------------------------------------------------------ as SVG

    def svg(self, salt: str) -> str:
        """The drawing as one SVG element, the same for the same drawing: no date, no fixed size, text as text.

        `salt` makes its ids unique in a page that holds many charts.
        """
        buffer = io.StringIO()
        none = {"Date": None, "Creator": None, "Format": None, "Type": None}
        with _settings({"svg.hashsalt": salt, "svg.fonttype": "none"}):
            renderer = RendererSVG(self.width * POINTS, self.height * POINTS, buffer, metadata=none)
            for mark in (*self.areas, *self.lines):
                self._draw(renderer, mark)
            self._write(renderer)
            renderer.finalize()
        text = buffer.getvalue()
        text = _METADATA.sub("", text[text.index("<svg") :], count=1)
        text = re.sub(r"\n\s*", "\n", _UNTURNED.sub("", text))
        text = _SIZE.sub(r"\1", text, count=1)
        prefix = re.sub(r"[^a-z0-9]+", "-", salt.lower())
        text = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', text)
        text = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", text)
        return re.sub(r'xlink:href="#([^"]+)"', rf'xlink:href="#{prefix}-\1"', text).strip()

    def _draw(self, renderer: RendererSVG, mark: Area | Line | Dots) -> None:
        if isinstance(mark, Dots):
            pen = _pen(mark.edge, mark.edge_width, "round")
            disc = Affine2D().scale(mark.radius)
            fill = _fill(mark.fill, mark.opacity)
            renderer.draw_markers(pen, _CIRCLE, disc, Path(self._places(mark.points)), _SAME, fill)
        elif isinstance(mark, Line):
            renderer.draw_path(_pen(mark.colour, mark.width, "round"), Path(self._places(mark.points)), _SAME)
        else:
            right, below = mark.x + mark.width, mark.y + mark.height
            corners = [(mark.x, below), (right, below), (right, mark.y), (mark.x, mark.y), (mark.x, below)]
            pen = _pen(mark.edge, mark.edge_width, hatch=mark.hatch)
            renderer.draw_path(pen, Path(self._places(corners), closed=True), _SAME, _fill(mark.fill))

    def _write(self, renderer: RendererSVG) -> None:
        anchor = Text()  # tells the renderer at which end a text is held
        for label in self.labels:
            x, y = _points(label.x), _points(label.y + BASELINE * label.size / POINTS)
            anchor.set_position((x, 0.0))
            anchor.set_horizontalalignment(label.anchor)
            letters = _letters(self.family, label.size, label.weight)
            renderer.draw_text(_pen(label.colour, 0.0), x, y, label.text, letters, 0, mtext=anchor)

    def _places(self, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """In points from the bottom left corner, as matplotlib counts."""
        return [(_points(x), _points(self.height) - _points(y)) for x, y in points]

    # ------------------------------------------------------------------ as a figure

    def figure(self) -> Figure:
        """The same drawing as a matplotlib figure whose only axes count in inches from the top left corner."""
        figure = Figure(figsize=(self.width, self.height), facecolor="none")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, self.width)
        axes.set_ylim(self.height, 0)
        axes.set_axis_off()
        for layer, marks in ((1, self.areas), (2, self.lines)):
            for mark in marks:
                if isinstance(mark, Area):
                    axes.add_patch(Rectangle(
                        (mark.x, mark.y), mark.width, mark.height, facecolor=mark.fill, edgecolor=mark.edge or "none",
                        linewidth=mark.edge_width if mark.edge else 0, hatch=HATCH if mark.hatch else None,
                        hatchcolor=mark.hatch, clip_on=False))
                    continue
                xs, ys = zip(*mark.points, strict=True)
                if isinstance(mark, Line):
                    axes.plot(xs, ys, color=mark.colour, linewidth=mark.width, solid_capstyle="butt", clip_on=False,
                              zorder=layer)
                else:
                    axes.plot(xs, ys, "o", markersize=2 * mark.radius, markerfacecolor=mark.fill or "none",
                              markeredgecolor=mark.edge or "none", markeredgewidth=mark.edge_width if mark.edge else 0,
                              alpha=mark.opacity if mark.opacity < 1 else None, clip_on=False, zorder=layer)
        for label in self.labels:
            axes.text(label.x, label.y + BASELINE * label.size / POINTS, label.text, fontfamily=self.family,
                      fontsize=label.size, fontweight=label.weight, color=label.colour, ha=label.anchor,
                      va="baseline", parse_math=False)
        return figure


def _points(inches: float) -> float:
    """In points, to a hundredth: less than any screen or printer shows, and shorter to write."""
    return round(inches * POINTS, 2)


def _fill(colour: str | None, opacity: float = 1.0) -> Any:
    return None if colour is None else to_rgba(colour, opacity)


@lru_cache(maxsize=256)
def _pen(
    colour: str | None, width: float, join: Literal["miter", "round"] = "miter", hatch: str | None = None
) -> GraphicsContextBase:
    """What matplotlib draws an edge with; `width` in points, `hatch` the colour of the strokes inside."""
    pen = GraphicsContextBase()
    pen.set_foreground(colour or "none")
    pen.set_linewidth(width if colour else 0.0)
    pen.set_joinstyle(join)
    pen.set_capstyle("butt")
    if hatch:
        pen.set_hatch(HATCH)
        pen.set_hatch_color(to_rgba(hatch))
        pen.set_hatch_linewidth(HATCH_WIDTH)
    return pen


@lru_cache(maxsize=64)
def _letters(family: str, size: float, weight: str) -> FontProperties:
    return FontProperties(family=family, size=size, weight=weight)


@contextmanager
def _settings(wanted: dict[str, Any]) -> Iterator[None]:
    # matplotlib's own context copies and checks all of its three hundred settings.
    settings: Any = matplotlib.rcParams
    before = {name: settings[name] for name in wanted}
    settings.update(wanted)
    try:
        yield
    finally:
        settings.update(before)
