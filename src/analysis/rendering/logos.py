"""The office's logo, made fit for every page: a drawing without anything that runs or loads, or a picture of few bytes.

A logo comes from a file of the office's own and stands on thousands of pages, some of them public. An SVG is written
anew from the elements and attributes that draw; a PNG is decoded and written anew, and made smaller where it is larger
than any page shows it.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

from ..errors import RenderError

Mime = Literal["image/svg+xml", "image/png"]
LARGEST = 1_000_000  # bytes of the file
MOST = (1200, 480)  # pixels of a picture: three times what a page shows
_MAX_PIXELS = 50_000_000
_SVG = "http://www.w3.org/2000/svg"
_DRAWN = frozenset({
    "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "use", "image",
})  # fmt: skip
_KEPT = _DRAWN | frozenset({
    "svg", "g", "defs", "symbol", "marker", "clipPath", "mask", "pattern", "linearGradient", "radialGradient",
    "stop", "tspan", "title", "desc", "style", "switch",
})  # fmt: skip
_TEXTUAL = ("text", "tspan", "title", "desc", "style")
_PREFIXED = re.compile(r"\{([^}]*)\}(.*)")
_DATA = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]*")
# What leads out of the drawing, or could be made to: an address that is not a place in it, and escapes that hide one.
_OUTWARD = re.compile(r"url\(\s*['\"]?\s*(?!['\"#\s])|@import|expression|javascript:|vbscript:|image-set|\\|<", re.I)
_LENGTH = re.compile(r"\s*([\d.]+)\s*(px|pt|mm|cm|in|pc)?\s*")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
# Typst draws a drawing as a picture, in a process of its own: one that has used it has threads and must not fork.
_DRAW = """
import sys, typst
source = '#set page(width: auto, height: auto, margin: 0pt, fill: none)\\n'
source += '#image(bytes(sys.inputs.svg), format: "svg", height: 100pt)'
sys.stdout.buffer.write(typst.compile(
    source.encode(), format="png", ppi=float(sys.argv[1]) * 0.72, ignore_system_fonts=True,
    sys_inputs={"svg": sys.stdin.buffer.read().decode("utf-8")},
))
"""


class BadLogoError(ValueError):
    """This file cannot be a logo; the message says why, in a few words."""


@dataclass(frozen=True)
class Logo:
    """A logo that may stand on a page. `width` and `height` are in pixels, or units of the drawing."""

    data: bytes
    mime: Mime
    width: float
    height: float

    @property
    def suffix(self) -> str:
        return "svg" if self.mime == "image/svg+xml" else "png"

    @property
    def uri(self) -> str:
        return f"data:{self.mime};base64,{base64.b64encode(self.data).decode('ascii')}"

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """Its size within a frame, as large as that allows."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


@lru_cache(maxsize=8)
def read(data: bytes, mime: str) -> Logo:
    """The logo in these bytes, cleaned. Raises BadLogoError."""
    if len(data) > LARGEST:
        raise BadLogoError(f"it has {len(data)} bytes, more than {LARGEST}")
    if mime == "image/svg+xml":
        return _drawing(data)
    if mime == "image/png":
        return _picture(data)
    raise BadLogoError(f"it is {mime or 'of an unknown kind'}, neither SVG nor PNG")


def from_uri(uri: str) -> Logo:
    """The logo in a data URI, cleaned. Raises BadLogoError."""
    head, comma, body = uri.partition(",")
    if not comma or not head.startswith("data:"):
        raise BadLogoError("it is not given as a data address")
    mime, *options = head[5:].split(";")
    try:
        data = base64.b64decode(body, validate=True) if "base64" in options else unquote_to_bytes(body)
    except (binascii.Error, ValueError) as error:
        raise BadLogoError("its base64 is broken") from error
    return read(data, mime.strip().lower())


@lru_cache(maxsize=8)
def as_picture(logo: Logo, height: int) -> bytes:
    """The logo as PNG, for programs that show no drawings; a drawing is drawn `height` pixels high.

    Raises RenderError where it cannot be drawn.
    """
    if logo.mime == "image/png":
        return logo.data
    made = subprocess.run([sys.executable, "-c", _DRAW, str(height)], input=logo.data, capture_output=True, check=False)
    if made.returncode or not made.stdout.startswith(b"\x89PNG"):
        said = made.stderr.decode("utf-8", "replace").strip().splitlines()
        raise RenderError(
            "The office's logo cannot be drawn.",
            found=said[-1] if said else None,
            where="briefing.toml, [office] logo",
            hint="Save it as a plain SVG, or as PNG.",
        )
    return made.stdout


# ---------------------------------------------------------------------- drawings


def _drawing(data: bytes) -> Logo:
    if b"<!ENTITY" in data.replace(b"\0", b""):  # in UTF-16 too
        raise BadLogoError("its SVG declares entities")
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise BadLogoError(f"its SVG is not well-formed ({error})") from error
    space, name = _named(root.tag)
    if name != "svg" or space not in ("", _SVG):
        raise BadLogoError(f"its root is <{name}>, not <svg>")
    box = _box(root)
    try:
        drawing = _cleaned(root)
    except RecursionError as error:
        raise BadLogoError("the groups of its SVG lie too deep in each other") from error
    if drawing is None or not any(element.tag in _DRAWN for element in drawing.iter()):
        raise BadLogoError("nothing is drawn in its SVG")
    for key in ("width", "height", "x", "y"):
        drawing.attrib.pop(key, None)
    drawing.attrib = {
        "xmlns": _SVG,
        "viewBox": " ".join(f"{number:g}" for number in box),
        "width": f"{box[2]:g}",
        "height": f"{box[3]:g}",
        **{key: value for key, value in drawing.attrib.items() if key not in ("xmlns", "viewBox")},
    }
    return Logo(ElementTree.tostring(drawing, encoding="utf-8"), "image/svg+xml", box[2], box[3])


def _named(tag: object) -> tuple[str, str]:
    """(namespace, name) of an element or attribute; comments and instructions have no name."""
    if not isinstance(tag, str):
        return "", ""
    match = _PREFIXED.fullmatch(tag)
    return (match[1], match[2]) if match else ("", tag)


def _box(root: ElementTree.Element) -> tuple[float, float, float, float]:
    """What the drawing shows: left, top, width, height."""
    try:
        left, top, width, height = map(float, (root.get("viewBox") or "").replace(",", " ").split())
    except ValueError:
        left = top = 0.0
        width, height = _length(root.get("width")), _length(root.get("height"))
    if not (0 < width < 1e6 and 0 < height < 1e6 and abs(left) < 1e6 and abs(top) < 1e6):
        raise BadLogoError("its SVG has no size: neither a viewBox nor width and height")
    return left, top, width, height


def _length(text: str | None) -> float:
    match = _LENGTH.fullmatch(text or "")
    try:
        return float(match[1]) * _PIXELS[match[2] or ""] if match else 0.0
    except ValueError:
        return 0.0


def _cleaned(element: ElementTree.Element) -> ElementTree.Element | None:
    """The element as it may stand, without namespaces; None when it may not."""
    space, name = _named(element.tag)
    if space not in ("", _SVG):
        return None
    if name == "a":
        name = "g"  # what a link holds is drawn; where it leads is nobody's business
    if name not in _KEPT or (name == "style" and _OUTWARD.search("".join(element.itertext()))):
        return None
    kept = ElementTree.Element(name, dict(_attributes(element)))
    if name in ("image", "use") and "href" not in kept.attrib:
        return None
    textual = name in _TEXTUAL
    kept.text = element.text if textual else None
    for child in element:
        found = _cleaned(child)
        if found is not None:
            found.tail = child.tail if textual else None
            kept.append(found)
        elif textual and child.tail:
            before = kept[-1] if len(kept) else None
            if before is None:
                kept.text = (kept.text or "") + child.tail
            else:
                before.tail = (before.tail or "") + child.tail
    return kept


def _attributes(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for full, value in element.attrib.items():
        space, key = _named(full)
        if key == "href" and space in ("", "http://www.w3.org/1999/xlink"):
            if value.startswith("#") or _DATA.fullmatch(value):
                yield "href", value
        elif space or key.lower().startswith("on") or key in ("base", "src") or _OUTWARD.search(value):
            continue
        else:
            yield key, value


# ---------------------------------------------------------------------- pictures


def _picture(data: bytes) -> Logo:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise BadLogoError(f"{image.width} × {image.height} pixels are too many")
            image.load()
            even = image.point(lambda shade: shade / 256) if image.mode.startswith("I") else image  # 16 bits of grey
            shown = even.convert("RGBA" if image.has_transparency_data else "RGB")
        shown.thumbnail(MOST, Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        shown.save(buffer, "PNG", optimize=True)
    except BadLogoError:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadLogoError("its PNG cannot be read") from error
    return Logo(buffer.getvalue(), "image/png", float(shown.width), float(shown.height))
