"""Be Vietnam Pro as small WOFF2 data URIs: only the glyphs a page uses, plus the Vietnamese basics.

Three families come out, in the order in which the style sheet asks for them:

- `Be Vietnam Pro`: the text face, in the weights asked for;
- `Be Vietnam Pro Tabular`: its ten digits on one width. The typeface has no tabular figures (no `tnum`), and
  numbers in columns must stand under each other;
- `Briefing Symbols`: what the typeface lacks (◆ ⊘ →), from the DejaVu Sans that matplotlib carries, so that a
  mark looks the same on every device.

The same characters give the same bytes. Faces are kept in memory, since a run makes many pages.
"""

from __future__ import annotations

import base64
import importlib.util
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import fontpkg_be_vietnam_pro
from fontTools import subset
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from ..errors import RenderError

FAMILY = "Be Vietnam Pro"
TABULAR_FAMILY = "Be Vietnam Pro Tabular"
SYMBOLS_FAMILY = "Briefing Symbols"

STYLES = {
    (400, "normal"): "Regular",
    (400, "italic"): "Italic",
    (500, "normal"): "Medium",
    (600, "normal"): "SemiBold",
    (700, "normal"): "Bold",
}
TABULAR_WEIGHTS = (400, 600, 700)
DIGITS = "0123456789"

_VOWELS = (
    "aáàảãạăắằẳẵặâấầẩẫậeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵ"
)
# Every page may show these once a reader acts on it (dialogs, sorting), so they are always there.
BASICS = frozenset(
    "".join(map(chr, range(0x20, 0x7F))) + _VOWELS + _VOWELS.upper() + "đĐ" + "\u00a0–—…•×÷−≈≤≥“”‘’«»°²"
)
BASIC_SYMBOLS = frozenset("◆⊘→←↑↓↕▲▼")


@dataclass(frozen=True)
class Face:
    """One embedded face: a CSS family, weight and style, and the font as WOFF2 bytes."""

    family: str
    weight: int
    style: str
    data: bytes

    @property
    def css(self) -> str:
        """The `@font-face` rule, with the font inside as a data URI."""
        source = base64.b64encode(self.data).decode("ascii")
        return (
            f'@font-face{{font-family:"{self.family}";font-weight:{self.weight};font-style:{self.style};'
            f"font-display:block;src:url(data:font/woff2;base64,{source}) format('woff2')}}"
        )


def faces(
    text: Iterable[str], weights: Iterable[int] = (400, 500, 600, 700), *, italic: bool = False
) -> list[Face]:
    """The faces that show `text` (any iterable of characters), in a fixed order.

    Characters that neither typeface has are left to the reader's own fonts. Raises RenderError when the
    package that carries Be Vietnam Pro lacks a file.
    """
    used = frozenset(text)
    extra = (used - BASICS) & _repertoire(_file("Regular"))
    wanted = [(weight, "normal") for weight in sorted(set(weights))]
    if italic:
        wanted.append((400, "italic"))
    made = [Face(FAMILY, weight, style, _text_face(weight, style, extra)) for weight, style in wanted]
    tabular = [weight for weight in TABULAR_WEIGHTS if (weight, "normal") in wanted]
    made += [Face(TABULAR_FAMILY, weight, "normal", tabular_face(weight)) for weight in tabular]
    symbols = ((used | BASIC_SYMBOLS) - _repertoire(_file("Regular"))) & _repertoire(_symbols_file())
    made.append(Face(SYMBOLS_FAMILY, 400, "normal", _symbols_face(frozenset(symbols))))
    return made


def css(text: Iterable[str], weights: Iterable[int] = (400, 500, 600, 700), *, italic: bool = False) -> str:
    """The `@font-face` rules of `faces`, one a line."""
    return "\n".join(face.css for face in faces(text, weights, italic=italic))


@lru_cache(maxsize=16)
def tabular_face(weight: int) -> bytes:
    """The ten digits of one weight, each centred on the width of the zero, as WOFF2."""
    font = _open(_file(STYLES[weight, "normal"]))
    _subset(font, frozenset(DIGITS), features=[])
    names = [font.getBestCmap()[ord(digit)] for digit in DIGITS]
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


@lru_cache(maxsize=32)
def _text_face(weight: int, style: str, extra: frozenset[str]) -> bytes:
    font = _open(_file(STYLES[weight, style]))
    _subset(font, BASICS | extra, features=["kern", "mark", "mkmk", "ccmp", "locl"])
    return _woff2(font)


@lru_cache(maxsize=8)
def _symbols_face(symbols: frozenset[str]) -> bytes:
    font = _open(_symbols_file())
    _subset(font, symbols, features=[])
    return _woff2(font)


@lru_cache(maxsize=4)
def _repertoire(path: Path) -> frozenset[str]:
    font = TTFont(path, lazy=True)
    try:
        return frozenset(map(chr, font.getBestCmap()))
    finally:
        font.close()


def _file(style: str) -> Path:
    path = Path(fontpkg_be_vietnam_pro.ROOT) / "files" / f"BeVietnamPro-{style}.ttf"
    if not path.is_file():
        raise RenderError(
            f"the typeface {FAMILY} lacks its {style} style",
            expected=path.name,
            where=path.parent,
            hint="install the package fontpkg-be-vietnam-pro again",
        )
    return path


@lru_cache(maxsize=1)
def _symbols_file() -> Path:
    # Found without importing matplotlib: a page of tables alone need not wait for it.
    found = importlib.util.find_spec("matplotlib")
    if found is None or found.origin is None:
        raise RenderError("matplotlib is not installed", hint="install the project's requirements")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"


def _open(path: Path) -> TTFont:
    # Without recalcTimestamp=False the font would carry the time of saving.
    return TTFont(path, recalcTimestamp=False, lazy=True)


def _subset(font: TTFont, characters: frozenset[str], *, features: list[str]) -> None:
    options = subset.Options()
    options.hinting = False
    options.layout_features = features
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
