"""Cutting fonts: a few characters of a font file as a WOFF2 font, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from fontTools import subset
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont


def cut(source: Path, characters: Iterable[str], features: Sequence[str]) -> bytes:
    """The glyphs of these characters, with these features of the font's layout and without hints."""
    font = _open(source)
    _subset(font, frozenset(characters), features=features)
    return _woff2(font)


def repertoire(source: Path) -> bytes:
    """The characters that the font has glyphs for, as one UTF-8 text."""
    font = TTFont(source, lazy=True)
    try:
        return "".join(map(chr, sorted(font.getBestCmap()))).encode("utf-8")
    finally:
        font.close()


def tabular(source: Path, digits: str) -> bytes:
    """These digits alone, each centred on the width of the first."""
    font = _open(source)
    _subset(font, frozenset(digits), features=())
    names = [font.getBestCmap()[ord(digit)] for digit in digits]
    metrics, glyphs = font["hmtx"], font["glyf"]
    width = metrics[names[0]][0]
    drawn = font.getGlyphSet()
    moved = {}
    for name in names:
        pen = TTGlyphPen(None)
        # Half the difference of the widths on either side, as a typesetter would set it.
        drawn[name].draw(TransformPen(pen, (1, 0, 0, 1, (width - metrics[name][0]) // 2, 0)))
        moved[name] = pen.glyph()
    for name, glyph in moved.items():
        glyphs[name] = glyph
        glyph.recalcBounds(glyphs)
        metrics[name] = (width, glyph.xMin)
    return _woff2(font)


def _open(path: Path) -> TTFont:
    # Without recalcTimestamp=False the font would carry the time of saving.
    return TTFont(path, recalcTimestamp=False, lazy=True)


def _subset(font: TTFont, characters: frozenset[str], *, features: Sequence[str]) -> None:
    options = subset.Options()
    options.hinting = False
    options.layout_features = list(features)
    # The name table is cut here, since the subsetter walks the whole font for it: copyright, family, style.
    options.no_subset_tables += ["name"]
    font["name"].names = [record for record in font["name"].names if record.nameID in (0, 1, 2)]
    options.notdef_outline = True
    options.drop_tables += ["DSIG", "FFTM", "meta"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, characters)))
    subsetter.subset(font)


def _woff2(font: TTFont) -> bytes:
    font.flavor = "woff2"
    buffer = io.BytesIO()
    font.save(buffer)
    font.close()
    return buffer.getvalue()
