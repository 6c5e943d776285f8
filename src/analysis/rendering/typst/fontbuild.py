"""Derives the fonts that the PDF is set in: Be Vietnam Pro with tabular figures and with symbols.

Be Vietnam Pro has neither tabular figures nor ◆ ⊘ ▲ →. In running text Typst would take a missing symbol
from the next font of the chain, but inside an SVG it sets the *whole* string in that other font, which is
wider, so that labels would overlap. So we add the symbols of DejaVu Sans to the font itself, and a `tnum`
feature made of the font's own figures on one common width. The family name stays "Be Vietnam Pro" (its
licence, the OFL, reserves no name); the fonts are made on the user's machine and never distributed.

DejaVu Sans Mono lacks the letters with two marks (ế, ữ …), and composing them from parts misplaces the
tone. Our "Briefing Mono" is DejaVu Sans Mono with those letters taken from DejaVu Sans and fitted to its
width.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro
from fontTools.otlLib import builder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables, ttProgram
from fontTools.ttLib.tables._g_l_y_f import Glyph

from analysis.errors import RenderError

# The cuts that documents and charts use; Typst and its SVG reader take the nearest of them for any other.
CUTS = ("Regular", "Italic", "Medium", "MediumItalic", "SemiBold", "SemiBoldItalic", "Bold", "BoldItalic")
FALLBACK_CUTS = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique")
# Each fixed-width cut, and the proportional one it takes letters from.
MONO_CUTS = {
    "DejaVuSansMono": "DejaVuSans",
    "DejaVuSansMono-Bold": "DejaVuSans-Bold",
    "DejaVuSansMono-Oblique": "DejaVuSans-Oblique",
}
MONO_FAMILY = "Briefing Mono"
FALLBACK_FAMILY = "Briefing Fallback"
VIETNAMESE = "ăâđêôơưĂÂĐÊÔƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA)))

# Punctuation and spaces, superscripts, currencies, letter-like, arrows, operators, geometric shapes, marks.
SYMBOL_BLOCKS = (
    (0x2000, 0x206F),
    (0x2070, 0x209F),
    (0x20A0, 0x20CF),
    (0x2100, 0x214F),
    (0x2190, 0x21FF),
    (0x2200, 0x22FF),
    (0x25A0, 0x25FF),
    (0x2610, 0x2612),
    (0x2713, 0x2718),
)
DIGITS = "0123456789"
# Widths of a figure are read off these: 4 is drawn wider than the rest and is set over its neighbours' width.
WIDTH_DIGITS = "02356789"
METRICS = "metrics.json"


def build_fonts(folder: Path) -> None:
    """Write all derived fonts and `metrics.json` into `folder` (the same bytes each time)."""
    fallback = _fallback_folder()
    faces = {name: TTFont(fallback / f"{name}.ttf", lazy=True) for name in FALLBACK_CUTS[:2]}
    source = Path(fontpkg_be_vietnam_pro.ROOT) / "files"
    upem = TTFont(source / "BeVietnamPro-Regular.ttf", lazy=True)["head"].unitsPerEm
    symbols = {name: dict(_symbols(face, upem)) for name, face in faces.items()}
    for cut in CUTS:
        # No time stamp, no guessing of bounds: the file is a function of its two sources.
        font = TTFont(source / f"BeVietnamPro-{cut}.ttf", recalcTimestamp=False, lazy=True)
        _add_symbols(font, symbols["DejaVuSans-Bold" if "Bold" in cut else "DejaVuSans"])
        _add_tabular_figures(font)
        font.save(folder / f"BeVietnamPro-{cut}.ttf", reorderTables=None)
    for name in FALLBACK_CUTS:
        (folder / f"{name}.ttf").write_bytes((fallback / f"{name}.ttf").read_bytes())
    # The bold and slanted cuts have fewer scripts than the upright one, and Typst asks only one cut of a
    # family: under another name the upright one is asked last.
    last = TTFont(fallback / "DejaVuSans.ttf", recalcTimestamp=False, lazy=True)
    _rename(last, "DejaVu Sans", FALLBACK_FAMILY)
    last.save(folder / "BriefingFallback.ttf", reorderTables=None)
    for name, donor in MONO_CUTS.items():
        mono = TTFont(fallback / f"{name}.ttf", recalcTimestamp=False, lazy=True)
        _add_vietnamese(mono, TTFont(fallback / f"{donor}.ttf", lazy=True))
        _rename(mono, "DejaVu Sans Mono", MONO_FAMILY)
        mono.save(folder / f"{name.replace('DejaVuSans', 'Briefing')}.ttf", reorderTables=None)
    _write_metrics(folder)


def read_characters(path: Path) -> set[int]:
    """The code points that a font file has glyphs for."""
    return set(TTFont(path, lazy=True, fontNumber=0).getBestCmap() or {})


def _fallback_folder() -> Path:
    # Found, not imported: matplotlib brings DejaVu along, and importing it costs more than a whole export.
    spec = find_spec("matplotlib")
    folder = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" if spec and spec.origin else None
    if folder is None or not (folder / "DejaVuSans.ttf").exists():
        raise RenderError(
            "The fonts for symbols were not found.",
            expected="DejaVu Sans among the data of matplotlib",
            found=str(folder) if folder else "matplotlib is not installed",
            hint="Reinstall the environment (make install).",
        )
    return folder


def _symbols(face: TTFont, upem: int) -> Iterator[tuple[int, tuple[Glyph, int]]]:
    """(code point, (outline, advance)) of every symbol, scaled to `upem` units an em."""
    characters = face.getBestCmap()
    outlines, metrics = face["glyf"], face["hmtx"]
    scale = upem / face["head"].unitsPerEm
    for first, last in SYMBOL_BLOCKS:
        for code in range(first, last + 1):
            if code not in characters:
                continue
            name = characters[code]
            coordinates, ends, flags = outlines[name].getCoordinates(outlines)
            yield code, (_outline(coordinates.copy(), ends, flags, scale), round(metrics[name][0] * scale))


def _outline(coordinates: Any, ends: Any, flags: Any, scale: float = 1.0, shift: int = 0) -> Glyph:
    glyph = Glyph()
    glyph.numberOfContours = len(ends)
    if not ends:
        return glyph
    coordinates.scale((scale, scale))
    coordinates.translate((shift, 0))
    coordinates.toInt()
    glyph.coordinates, glyph.endPtsOfContours, glyph.flags = coordinates, list(ends), flags
    glyph.program = ttProgram.Program()
    glyph.program.fromBytecode(b"")
    glyph.recalcBounds(None)
    return glyph


def _add_vietnamese(mono: TTFont, donor: TTFont) -> None:
    """The Vietnamese letters that a fixed-width font lacks, made no wider than its other letters."""
    present, characters = set(mono.getBestCmap()), donor.getBestCmap()
    outlines, metrics = donor["glyf"], donor["hmtx"]
    width = mono["hmtx"][mono.getBestCmap()[ord("a")]][0]
    tables = [table.cmap for table in mono["cmap"].tables if table.isUnicode()]
    for code in map(ord, VIETNAMESE):
        if code in present:
            continue
        name = characters[code]
        coordinates, ends, flags = outlines[name].getCoordinates(outlines)
        coordinates = coordinates.copy()
        narrower = min(1.0, width / metrics[name][0])
        coordinates.scale((narrower, 1.0))
        shift = round((width - metrics[name][0] * narrower) / 2)
        _put(mono, f"vietnamese{code:04X}", _outline(coordinates, ends, flags, shift=shift), width)
        for table in tables:
            table[code] = f"vietnamese{code:04X}"


def _rename(font: TTFont, old: str, family: str) -> None:
    # Typst carries a DejaVu Sans Mono of its own; under another name ours is sure to be the one used.
    for record in font["name"].names:
        text = record.toUnicode()
        if record.nameID in {1, 3, 4, 16}:
            record.string = text.replace(old, family)
        elif record.nameID == 6:
            record.string = text.replace(old.replace(" ", ""), family.replace(" ", ""))


def _put(font: TTFont, name: str, glyph: Glyph, advance: int) -> None:
    font["glyf"][name] = glyph
    font["hmtx"][name] = (advance, glyph.xMin if glyph.numberOfContours else 0)


def _add_symbols(font: TTFont, symbols: dict[int, tuple[Glyph, int]]) -> None:
    present = set(font.getBestCmap())
    tables = [table.cmap for table in font["cmap"].tables if table.isUnicode()]
    for code, (glyph, advance) in symbols.items():
        if code in present:
            continue
        name = f"symbol{code:04X}"
        _put(font, name, glyph, advance)
        for table in tables:
            table[code] = name


def _add_tabular_figures(font: TTFont) -> None:
    """A `tnum` feature: the font's own figures, centred on the width of the widest common one."""
    characters, outlines, metrics = font.getBestCmap(), font["glyf"], font["hmtx"]
    width = max(metrics[characters[ord(digit)]][0] for digit in WIDTH_DIGITS)
    mapping = {}
    for digit in DIGITS:
        name = characters[ord(digit)]
        coordinates, ends, flags = outlines[name].getCoordinates(outlines)
        shift = round((width - metrics[name][0]) / 2)
        mapping[name] = f"{name}.tnum"
        _put(font, mapping[name], _outline(coordinates.copy(), ends, flags, shift=shift), width)
    _add_single_substitution(font, "tnum", mapping)


def _add_single_substitution(font: TTFont, tag: str, mapping: dict[str, str]) -> None:
    table = font["GSUB"].table
    lookup = builder.buildLookup([builder.buildSingleSubstSubtable(mapping)])
    table.LookupList.Lookup.append(lookup)
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    record = otTables.FeatureRecord()
    record.FeatureTag = tag
    record.Feature = otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex = [len(table.LookupList.Lookup) - 1]
    record.Feature.LookupCount = 1
    # Appended rather than sorted in: the indices that scripts refer to stay as they are.
    table.FeatureList.FeatureRecord.append(record)
    table.FeatureList.FeatureCount = len(table.FeatureList.FeatureRecord)
    index = table.FeatureList.FeatureCount - 1
    for script in table.ScriptList.ScriptRecord:
        systems = [item.LangSys for item in script.Script.LangSysRecord]
        for system in [script.Script.DefaultLangSys, *systems]:
            if system is not None:
                system.FeatureIndex.append(index)
                system.FeatureCount = len(system.FeatureIndex)


def _write_metrics(folder: Path) -> None:
    """Code points with a glyph, and their advance in thousandths of an em (regular and semi-bold alike)."""
    advances: dict[int, int] = {}
    for name in ("DejaVuSans", "BeVietnamPro-SemiBold"):  # the second wins: it is the first of the chain
        font = TTFont(folder / f"{name}.ttf", lazy=True)
        scale = 1000 / font["head"].unitsPerEm
        metrics = font["hmtx"]
        for code, glyph in font.getBestCmap().items():
            if not 0xE000 <= code <= 0xF8FF:  # PDF/A allows no private use
                advances[code] = round(metrics[glyph][0] * scale)
    text = json.dumps({str(code): advances[code] for code in sorted(advances)}, separators=(",", ":"))
    (folder / METRICS).write_text(text, encoding="ascii")
