"""Be Vietnam Pro as small WOFF2 data URIs: only the glyphs a page uses, plus the Vietnamese basics.

Three families come out, in the order in which the style sheet asks for them:

- `Be Vietnam Pro`: the text face, in the weights asked for;
- `Be Vietnam Pro Tabular`: its ten digits on one width. The typeface has no tabular figures (no `tnum`), and
  numbers in columns must stand under each other;
- `Briefing Symbols`: what the typeface lacks (◆ ⊘ →), from the DejaVu Sans that matplotlib carries, so that a
  mark looks the same on every device.

The same characters give the same bytes. What every page needs is cut once: it is kept in memory, and on disk in
the user's cache, since a run makes many pages and cutting takes seconds. What a page uses beyond that comes as a
small face more of the same family.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import importlib
import importlib.util
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType

import fontpkg_be_vietnam_pro
import platformdirs

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
    "".join(map(chr, range(0x20, 0x7F))) + _VOWELS + _VOWELS.upper() + "đĐ" + "\u00a0–—…•·×÷−≈≤≥“”‘’«»°²"
)
BASIC_SYMBOLS = frozenset("◆⊘→←↑↓↕▲▼")
_FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl")
# Raise it when the way a face is cut changes: faces kept on disk are then cut anew.
_CUT = 1


@dataclass(frozen=True)
class Face:
    """One embedded face: a CSS family, weight and style, and the font as WOFF2 bytes.

    `only` are the characters it is for, when it adds to another face of the same family.
    """

    family: str
    weight: int
    style: str
    data: bytes
    only: frozenset[str] = frozenset()

    @property
    def css(self) -> str:
        """The `@font-face` rule, with the font inside as a data URI."""
        source = base64.b64encode(self.data).decode("ascii")
        limit = ",".join(f"U+{ord(character):X}" for character in sorted(self.only))
        return (
            f'@font-face{{font-family:"{self.family}";font-weight:{self.weight};font-style:{self.style};'
            + (f"unicode-range:{limit};" if limit else "")
            + f"font-display:block;src:url(data:font/woff2;base64,{source}) format('woff2')}}"
        )


def warm() -> None:
    """Loads, or cuts, the faces that every page needs, so that forks of this process have them."""
    faces("", italic=True)


def faces(
    text: Iterable[str], weights: Iterable[int] = (400, 500, 600, 700), *, italic: bool = False
) -> list[Face]:
    """The faces that show `text` (any iterable of characters), in a fixed order.

    Characters that neither typeface has are left to the reader's own fonts. Raises RenderError when the
    package that carries Be Vietnam Pro lacks a file.
    """
    used = frozenset(text)
    wanted = [(weight, "normal") for weight in sorted(set(weights))]
    if italic:
        wanted.append((400, "italic"))
    made = [Face(FAMILY, weight, style, _text_face(weight, style)) for weight, style in wanted]
    tabular = [weight for weight in TABULAR_WEIGHTS if (weight, "normal") in wanted]
    made += [Face(TABULAR_FAMILY, weight, "normal", tabular_face(weight)) for weight in tabular]
    made.append(Face(SYMBOLS_FAMILY, 400, "normal", _symbols_face()))
    own = _repertoire(_file("Regular"))
    if more := (used - BASICS) & own:
        made += [Face(FAMILY, *kind, _more_text(*kind, more), more) for kind in wanted]
    if signs := (used - own - BASIC_SYMBOLS) & _repertoire(_symbols_file()):
        made.append(Face(SYMBOLS_FAMILY, 400, "normal", _more_symbols(signs), signs))
    return made


def css(text: Iterable[str], weights: Iterable[int] = (400, 500, 600, 700), *, italic: bool = False) -> str:
    """The `@font-face` rules of `faces`, one a line."""
    return "\n".join(face.css for face in faces(text, weights, italic=italic))


@lru_cache(maxsize=16)
def tabular_face(weight: int) -> bytes:
    """The ten digits of one weight, each centred on the width of the zero, as WOFF2."""
    source = _file(STYLES[weight, "normal"])
    return _kept(f"tabular-{weight}", source, DIGITS, lambda: _cutter().tabular(source, DIGITS))


@lru_cache(maxsize=16)
def _text_face(weight: int, style: str) -> bytes:
    source = _file(STYLES[weight, style])
    return _kept(f"text-{weight}-{style}", source, BASICS, lambda: _cutter().cut(source, BASICS, _FEATURES))


@lru_cache(maxsize=1)
def _symbols_face() -> bytes:
    source = _symbols_file()
    signs = (BASIC_SYMBOLS - _repertoire(_file("Regular"))) & _repertoire(source)
    return _kept("symbols", source, signs, lambda: _cutter().cut(source, signs, ()))


@lru_cache(maxsize=64)
def _more_text(weight: int, style: str, characters: frozenset[str]) -> bytes:
    return _cutter().cut(_file(STYLES[weight, style]), characters, _FEATURES)


@lru_cache(maxsize=16)
def _more_symbols(characters: frozenset[str]) -> bytes:
    return _cutter().cut(_symbols_file(), characters, ())


@lru_cache(maxsize=4)
def _repertoire(path: Path) -> frozenset[str]:
    """The characters that a font file has glyphs for."""
    return frozenset(_kept("repertoire", path, "", lambda: _cutter().repertoire(path)).decode("utf-8"))


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


# ---------------------------------------------------------------------- what is kept on disk


def _kept(name: str, source: Path, characters: Iterable[str], make: Callable[[], bytes]) -> bytes:
    """The face of this name from the user's cache; made, and put there, when it is not there or damaged.

    The name on disk says what the face was made of and with; a cache that cannot be read or written is none.
    """
    made_of = (_CUT, name, _checksum(source), _version("fonttools"), _version("brotli"), "".join(sorted(characters)))
    key = hashlib.sha256(repr(made_of).encode("utf-8")).hexdigest()[:20]
    path = platformdirs.user_cache_path("briefing57") / "faces" / f"{name}-{key}.woff2"
    with contextlib.suppress(OSError):
        held = path.read_bytes()
        digest, face = held[:32], held[32:]
        if hashlib.sha256(face).digest() == digest:
            return face
    face = make()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(face).digest() + face)
            draft.replace(path)  # several processes may write the same face: each writes a whole one
        except OSError:
            draft.unlink()
            raise
    return face


@lru_cache(maxsize=16)
def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # another package may bring the module
        return "-"


def _cutter() -> ModuleType:
    # Imported when a face must be cut: where all are kept already, half a second is saved.
    return importlib.import_module(".fontcuts", __package__)
