"""The fonts of a PDF: where they are, which characters they have, and what stands for those they have not."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import platformdirs

from analysis.errors import RenderError

TEXT_FAMILY = "Be Vietnam Pro"
SYMBOL_FAMILY = "DejaVu Sans"
# The upright cut of the symbols on its own: fontbuild.py says why.
LAST_FAMILY = "Briefing Fallback"
# Raise it when fontbuild.py changes what it writes.
BUILD = 3
_METRICS = "metrics.json"
_kept: list[tempfile.TemporaryDirectory[str]] = []


@dataclass(frozen=True)
class FontSet:
    """Font folders for the compiler, the chain of families, and what they cover."""

    folders: tuple[Path, ...]
    families: tuple[str, ...]
    advances: Mapping[int, int]
    extra: frozenset[int] = frozenset()

    def has(self, character: str) -> bool:
        """Whether some font of the chain draws this character (white space counts as drawn)."""
        return character in " \n\t" or ord(character) in self.advances or ord(character) in self.extra

    def missing(self, text: str) -> list[str]:
        """The characters of `text` that no font draws, each once, in code point order."""
        return sorted(character for character in set(text) if not self.has(character))

    def width(self, text: str) -> float:
        """Width of `text` on one line, in ems of the semi-bold cut (an upper bound for the regular one)."""
        advances = self.advances
        return sum(advances.get(ord(character), 1000) for character in text) / 1000


def substitute(character: str) -> str:
    """What stands on the page for a character without a glyph: ‹rocket›, ‹U+4E2D›.

    The result needs no escaping in Typst markup, in a Typst string, or in XML.
    """
    code = ord(character)
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000:
        return f"‹U+{code:04X}›"
    name = unicodedata.name(character, "")
    if unicodedata.category(character) in {"So", "Sm", "Sk", "Po"} and name and "-" not in name:
        return f"‹{name.lower()}›"
    return f"‹U+{code:04X}›"


@lru_cache(maxsize=4)
def font_set(extra: tuple[Path, ...] = ()) -> FontSet:
    """The standard fonts, with the font files of the folders in `extra` at the end of the chain.

    Raises RenderError when a folder of `extra` does not exist or holds no font.
    """
    folder = _derived_fonts()
    text = (folder / _METRICS).read_text(encoding="ascii")
    advances = {int(code): advance for code, advance in json.loads(text).items()}
    families = (TEXT_FAMILY, SYMBOL_FAMILY, LAST_FAMILY)
    if not extra:
        return FontSet((folder,), families, advances)
    more, names = _extra_fonts(extra)
    return FontSet((folder, *extra), (*families, *names), advances, frozenset(more))


def _extra_fonts(folders: Iterable[Path]) -> tuple[set[int], list[str]]:
    """Characters and family names of the fonts that Typst accepts in these folders."""
    import typst

    from analysis.rendering.typst.fontbuild import read_characters

    characters: set[int] = set()
    names: list[str] = []
    for folder in folders:
        loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
        found = sorted({(info.family, info.path) for info in loaded.fonts() if info.path})
        if not found:
            raise RenderError(
                "A folder of extra fonts holds no font.",
                expected="fonts that Typst can read (.ttf, .otf, .ttc)",
                found="none" if folder.is_dir() else "no such folder",
                where=folder,
                hint="Correct extra_font_paths.",
            )
        for name, path in found:
            characters |= read_characters(Path(path))
            if name not in names:
                names.append(name)
    private = {code for code in characters if 0xE000 <= code <= 0xF8FF}
    return characters - private, names


def _derived_fonts() -> Path:
    """The folder of derived fonts, made at the first use and kept in the user's cache."""
    folder = platformdirs.user_cache_path("briefing57") / f"fonts-{_key()}"
    if (folder / _METRICS).exists():
        return folder
    from analysis.rendering.typst.fontbuild import build_fonts

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".fonts-", dir=folder.parent))
    except OSError:
        # No cache may be kept here (a read-only home): the fonts live as long as the process.
        kept = tempfile.TemporaryDirectory(prefix="briefing57-fonts-")
        _kept.append(kept)
        build_fonts(Path(kept.name))
        return Path(kept.name)
    try:
        build_fonts(work)
        # Two processes may build at once; the bytes are equal, so whoever comes second drops its copy.
        if not (folder / _METRICS).exists():
            shutil.rmtree(folder, ignore_errors=True)
            work.replace(folder)
    except OSError:
        if not (folder / _METRICS).exists():
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return folder


def _key() -> str:
    parts = [str(BUILD)]
    for package in ("fontpkg-be-vietnam-pro", "matplotlib", "fonttools"):
        try:
            parts.append(version(package))
        except PackageNotFoundError:
            parts.append("-")
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:12]
