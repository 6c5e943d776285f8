"""What may be wrong with a drawing: text off its sheet, texts over each other, too small, without a glyph."""

from __future__ import annotations

import warnings
from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from analysis.exhibits import theme
from analysis.exhibits.sheet import Sheet

DPI = 100
SMALLEST = 7.5  # points
_SLACK = 1.5  # pixels: the antialiased edge of a letter


def problems(sheet: Sheet) -> list[str]:
    """One sentence a fault; an empty list when the drawing can be read."""
    theme.use()
    figure = sheet.figure()
    figure.set_dpi(DPI)
    canvas = FigureCanvasAgg(figure)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        canvas.draw()
    found = [f"warning: {w.message}" for w in caught]
    renderer = canvas.get_renderer()
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    boxes = []
    for text in texts:
        words, box = text.get_text(), text.get_window_extent(renderer)
        boxes.append((words, box))
        if text.get_fontsize() < SMALLEST:
            found.append(f"{words!r} is set in {text.get_fontsize()} pt")
        if (
            box.x0 < -_SLACK
            or box.y0 < -_SLACK
            or box.x1 > figure.bbox.x1 + _SLACK
            or box.y1 > figure.bbox.y1 + _SLACK
        ):
            found.append(
                f"{words!r} leaves the sheet: {box.extents.round(1).tolist()} in {figure.bbox.size.tolist()}"
            )
    for (one, a), (other, b) in combinations(boxes, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        if across > _SLACK and down > 0.2 * min(a.height, b.height):
            found.append(f"{one!r} and {other!r} overlap")
    return found
