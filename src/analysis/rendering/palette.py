"""The packs' blue in another colour: every shade of it takes the hue of the office's accent and keeps its lightness.

What can be read on what depends on the luminance of both (WCAG 2.2), so a shade that keeps the luminance of the one it
replaces keeps every contrast, in light and dark. The accent itself is used as it is wherever it is dark enough to be
read; else it is darkened until it is.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, cos, hypot, sin

# The variables of briefing.css that are the packs' blue (a test compares them).
THEME: Mapping[str, Mapping[str, str]] = {
    "light": {
        "blue": "#0b4f6c", "blue-2": "#5f93ab", "blue-3": "#a9c7d4", "blue-4": "#d9e7ee", "link": "#0b4f6c",
        "band": "#0b4f6c", "band-ink": "#ffffff", "band-soft": "#d9e7ee", "band-rule": "#3b7590",
    },
    "dark": {
        "blue": "#6fb7d6", "blue-2": "#346f8a", "blue-3": "#2a566b", "blue-4": "#1c3b4a", "link": "#8ac8e2",
        "band": "#0c2f40", "band-ink": "#f2f7fa", "band-soft": "#c0d6e0", "band-rule": "#2d5a70",
    },
}  # fmt: skip
BLUE = THEME["light"]["blue"]
DRAWN = ("blue", "blue-2", "blue-3", "blue-4")  # those that charts use
_SELF = ("blue", "link", "band")  # light: the accent itself
_LEAST = 4.6  # a little more than 4.5 : 1, for what rounding takes away
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_DARK = "@media screen and (prefers-color-scheme: dark)"


@dataclass(frozen=True)
class Palette:
    """Variable → `#rrggbb`, for a light ground and for a dark one."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


@lru_cache(maxsize=16)
def palette(accent: str | None) -> Palette:
    """The shades that take the place of the packs' blue; its own where there is no accent.

    Raises ValueError for anything but `#rrggbb`.
    """
    if accent is None:
        return Palette(THEME["light"], THEME["dark"])
    if not _HEX.fullmatch(accent):
        raise ValueError(f"{accent!r} is no colour such as #0b4f6c")
    accent = accent.lower()
    ground = luminance(THEME["light"]["blue-4"])  # the darkest that words in the accent stand on
    brightest = (ground + 0.05) / _LEAST - 0.05
    own = accent if luminance(accent) <= brightest else _shade(accent, brightest)
    light = {name: own if name in _SELF else _shade_like(accent, shade) for name, shade in THEME["light"].items()}
    rule = contrast(THEME["light"]["band-rule"], THEME["light"]["band"])
    light["band-rule"] = _shade(accent, rule * (luminance(own) + 0.05) - 0.05)
    dark = {name: _shade_like(accent, shade) for name, shade in THEME["dark"].items()}
    return Palette(light | _kept("light"), dark | _kept("dark"))


def css(accent: str | None, *, light: str = ":root", dark: str = f"{_DARK} {{ :root") -> str:
    """The rules that follow briefing.css, for the given selectors; nothing without an accent. Charts keep theirs.

    A selector may open a block of a medium, which is closed again.
    """
    if accent is None:
        return ""
    shades = palette(accent)
    drawn = {scheme: {name: THEME[scheme][name] for name in DRAWN} for scheme in THEME}
    lines = []
    for selector, found, scheme in ((light, shades.light, "light"), (dark, shades.dark, "dark")):
        closing = "}" * selector.count("{")
        lines.append(f"{selector} {{ {_declared(found)} }}{closing}")
        drawing = f"{selector} :is(.bf-svg, .bf-picture) svg"
        lines.append(f"{drawing} {{ {_declared(drawn[scheme])} }}{closing}")
    lines.append(f".bf-own {{ --link: {shades.light['link']}; }}")
    return "\n".join(lines)


def icon(accent: str | None) -> str:
    """A square of the colour as a data URI, for the tab of a browser."""
    colour = palette(accent).light["blue"]
    rows = (b"\0" + bytes.fromhex(colour[1:]) * 16) * 16
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    ]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    return "data:image/png;base64," + base64.b64encode(data).decode("ascii")


def contrast(one: str, two: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(two)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, from 0 to 1 (WCAG 2.2)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _declared(shades: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {shade};" for name, shade in shades.items())


def _kept(scheme: str) -> dict[str, str]:
    """White words on the band stay white."""
    return {"band-ink": THEME[scheme]["band-ink"]}


# ---------------------------------------------------------------------- shades, in OKLCH


def _shade_like(accent: str, shade: str) -> str:
    """The hue of the accent, with the luminance of `shade` and as much paler than the accent as that is than blue."""
    paler = _polar(shade)[1] / _polar(BLUE)[1]
    return _shade(accent, luminance(shade), paler)


def _shade(accent: str, wanted: float, paler: float = 1.0) -> str:
    """The hue of the accent at a luminance, as colourful as the screen can show it."""
    _, chroma, hue = _polar(accent)
    low, high = 0.0, 1.0
    for _ in range(24):
        middle = (low + high) / 2
        if luminance(_shown(middle, chroma * paler, hue)) < wanted:
            low = middle
        else:
            high = middle
    # Of the two neighbours that rounding leaves, the one that is nearer.
    return min((_shown(level, chroma * paler, hue) for level in (low, high)), key=lambda c: abs(luminance(c) - wanted))


def _shown(lightness: float, chroma: float, hue: float) -> str:
    """The colour, with less chroma where the screen cannot show so much."""
    low, high = 0.0, chroma
    if _fits(_channels(lightness, high, hue)):
        low = high
    for _ in range(14):
        middle = (low + high) / 2
        if _fits(_channels(lightness, middle, hue)):
            low = middle
        else:
            high = middle
    return "#" + "".join(f"{round(_gamma(min(max(c, 0.0), 1.0)) * 255):02x}" for c in _channels(lightness, low, hue))


def _fits(channels: tuple[float, float, float]) -> bool:
    return all(-1e-4 <= channel <= 1 + 1e-4 for channel in channels)


def _channels(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Linear red, green and blue of a colour in OKLCH (Ottosson 2020)."""
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


@lru_cache(maxsize=64)
def _polar(colour: str) -> tuple[float, float, float]:
    """Lightness, chroma and hue (radians) in OKLCH."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short, hypot(a, b), atan2(b, a)


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return _straight(red), _straight(green), _straight(blue)


def _straight(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
