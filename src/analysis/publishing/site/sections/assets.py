"""The style, the typeface, the scripts and the logo: files that pages link, so that a browser loads them once."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path

from ....rendering import fonts, logos, palette
from ....rendering.html import TEMPLATES as OF_PACKS
from .. import addresses
from ..keys import digest
from ..model import Site
from ..pages import File
from ..writing import program

FOLDER = Path(__file__).parents[1] / "assets"
FIRST = "site.css"
# Beyond what every page may use (fonts.BASICS): in files of their own, which a browser loads only where one occurs.
MORE = frozenset("".join(map(chr, (*range(0xA1, 0x180), *range(0x2010, 0x2070), *range(0x2190, 0x2300)))) + "✓✗◇○●■□▪")
_DARK = re.compile(r"@media screen and \(prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}\s*\}")
_BY_SYSTEM = "@media screen and (prefers-color-scheme: dark) { :root:not([data-theme='light'])"
_BY_READER = "@media screen { :root[data-theme='dark']"


def files(site: Site) -> Iterator[File]:
    """The one style sheet, the fonts that it names, every script, and the office's logo."""
    accent = site.office.accent
    # All that they hold is of the program, which is part of every key, and the accent.
    yield File(addresses.asset("site.css"), ["css", program(), accent], make=lambda: style(accent).encode("utf-8"))
    for face in _faces():
        yield File(addresses.asset(_name(face)), digest(face.data.hex()), make=partial(_data, face))
    for script in sorted(FOLDER.glob("*.js")):
        yield File(addresses.asset(script.name), program(), make=script.read_bytes)
    yield File(addresses.asset("icon.png"), ["icon", program(), accent], make=lambda: _icon(accent))
    logo = site.office.logo(site.workspace)
    if logo is not None:
        mime = "image/svg+xml" if logo.suffix.lower() == ".svg" else "image/png"
        data = logo.read_bytes()
        yield File(
            addresses.asset("logo" + logo.suffix.lower()),
            ["logo", program(), digest(data.hex())],
            make=lambda: logos.read(data, mime).data,
        )


def style(accent: str | None) -> str:
    """The packs' style sheet, the office's colours, ours and those of the sections, one after the other.

    The packs follow the system's light or dark; a reader of the site can also choose (`html[data-theme]`).
    """
    packs = (OF_PACKS / "briefing.css").read_text("utf-8")
    dark = _DARK.search(packs)
    if dark is None:
        raise ValueError("briefing.css no longer says what is dark in the form expected here")
    chosen = (
        f"{_BY_SYSTEM} {{{dark[1]}}} }}\n{_BY_READER} {{ color-scheme: dark;{dark[1]}}} }}\n"
        "@media screen { :root[data-theme='light'] { color-scheme: light } }"
    )
    parts = [
        *(face_rule(face) for face in _faces()),
        packs.replace(dark[0], chosen),
        _colours(accent),
        *(path.read_text("utf-8") for path in sorted(FOLDER.glob("*.css"), key=lambda p: (p.name != FIRST, p.name))),
    ]
    return _short("\n".join(parts))


def _colours(accent: str | None) -> str:
    """The office's colours; the dark ones where the system is dark, and where the reader wants it so."""
    by_reader = palette.css(accent, dark=_BY_READER).splitlines()
    chosen = [line for line in by_reader if line.startswith(_BY_READER)]
    return "\n".join([palette.css(accent, dark=_BY_SYSTEM), *chosen])


def _short(css: str) -> str:
    without = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\s*\n\s*", "\n", without).strip() + "\n"


@lru_cache(maxsize=1)
def _faces() -> tuple[fonts.Face, ...]:
    return tuple(fonts.faces(MORE, italic=True))


def _data(face: fonts.Face) -> bytes:
    return face.data


def _name(face: fonts.Face) -> str:
    family = face.family.lower().replace(" ", "-")
    more = "-more" if face.only else ""
    slope = "" if face.style == "normal" else f"-{face.style}"
    return f"fonts/{family}-{face.weight}{slope}{more}.woff2"


def face_rule(face: fonts.Face) -> str:
    """The `@font-face` rule with the file that holds the face."""
    name = _name(face).partition("/")[2]
    only = ",".join(f"U+{ord(character):X}" for character in sorted(face.only))
    return (
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-style:{face.style};'
        + (f"unicode-range:{only};" if only else "")
        + f'font-display:swap;src:url("fonts/{name}") format("woff2")}}'
    )


def _icon(accent: str | None) -> bytes:
    """A square of the office's colour, as packs have it."""
    return base64.b64decode(palette.icon(accent).partition(",")[2])
