"""Pictures of any origin as Typst calls: checked first, since one broken one would stop the document."""

from __future__ import annotations

import base64
import binascii
import io
import re
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit
from xml.etree import ElementTree

from analysis.rendering.typst.conversion import Conversion
from analysis.rendering.typst.text import content, plain, string

SUFFIXES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}
_TYPES = {suffix: mime for mime, suffix in SUFFIXES.items()} | {"jpeg": "image/jpeg"}
# What Typst decodes as it is; anything else is turned into PNG.
_PLAIN_MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}
_MAX_PIXELS = 80_000_000
_POINTS_PER_PIXEL = 0.75
DEFAULT_HEIGHT = "100mm"
_HUGE_SVG = 20_000_000


class BadImageError(ValueError):
    """These bytes are not a picture we can show."""


def picture(
    data: bytes,
    mime: str,
    alt: str,
    state: Conversion,
    *,
    width: float | None = None,
    height: float | None = None,
    inline: bool = False,
) -> str:
    """Typst source that shows a picture; a remark in its place if it cannot be shown.

    `width` and `height` are in pixels of 1/96 inch, as notebooks give them; without them the picture's own.
    """
    try:
        path, own_width, own_height = _stored(data, mime, state)
    except BadImageError as error:
        return missing(alt, str(error), state, inline=inline)
    if width and own_width and own_height and not height:
        height = width * own_height / own_width
    elif height and own_width and own_height and not width:
        width = height * own_width / own_height
    chosen = bool(width or height)
    width, height = width or own_width, height or own_height
    size = ""
    if width and height:
        limit = 1.0 if not inline else min(1.0, 440 / (width * _POINTS_PER_PIXEL))
        scale = _POINTS_PER_PIXEL * limit
        size = f", width: {width * scale:.2f}pt, height: {height * scale:.2f}pt"
    if inline and size:
        return f"#small-picture({string(path)}, alt: {string(_description(alt, state))}{size})"
    # A plot at its own size fills most of a page; nobody asked for that unless the size was given.
    most = "" if chosen else f", most: {DEFAULT_HEIGHT}"
    return f"#picture({string(path)}, alt: {string(_description(alt, state))}{size}{most})"


def missing(alt: str, reason: str, state: Conversion, *, inline: bool = False) -> str:
    """A remark in the place of a picture."""
    state.remark(f"an image was left out: {reason}")
    what = ", ".join(part for part in (plain(alt).strip(), reason) if part)
    text = content(state.words("no-image", what=what))
    return f"#emph{text}" if inline else f"#remark{text}"


def linked_picture(url: str, alt: str, state: Conversion, *, inline: bool = False, **size: float | None) -> str:
    """A picture by its address in markdown or HTML: attachment, data URI or a file beside the notebook."""
    scheme = urlsplit(url).scheme.lower() if len(url) < 5000 else url[:5].rstrip(":").lower()
    try:
        if scheme == "attachment":
            data, mime = _attachment(unquote(url.split(":", 1)[1]), state)
        elif scheme == "data":
            data, mime = _data_uri(url)
        elif scheme in {"http", "https", "ftp"} or url.startswith("//"):
            raise BadImageError(f"it lies on the network ({url[:120]})")
        elif scheme and len(scheme) > 1:
            raise BadImageError(f"its address cannot be followed ({scheme}:)")
        else:
            data, mime = _local_file(url, state.folder)
    except BadImageError as error:
        return missing(alt, str(error), state, inline=inline)
    return picture(data, mime, alt, state, inline=inline, **size)


def decoded(value: str | bytes, mime: str) -> bytes:
    """The bytes of a picture in a MIME bundle: base64, except SVG, which is text. Raises BadImageError."""
    if isinstance(value, bytes):
        return value
    if mime == "image/svg+xml" and value.lstrip()[:1] == "<":
        return value.encode("utf-8")
    try:
        return base64.b64decode(re.sub(r"\s+", "", value), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadImageError("its base64 is broken") from error


def _description(alt: str, state: Conversion) -> str:
    return plain(alt).strip() or state.words("image")


def _attachment(name: str, state: Conversion) -> tuple[bytes, str]:
    bundle = state.attachments.get(name)
    if not bundle:
        raise BadImageError(f"there is no attachment {name!r}")
    for mime, value in bundle.items():
        if mime in SUFFIXES:
            return decoded(value, mime), mime
    raise BadImageError(f"attachment {name!r} is no picture")


def _data_uri(url: str) -> tuple[bytes, str]:
    head, comma, body = url[5:].partition(",")
    parts = head.split(";")
    if not comma:
        raise BadImageError("its data address is incomplete")
    if "base64" in parts[1:]:
        return decoded(unquote(body), parts[0].lower() or "image/png"), parts[0].lower()
    return unquote_to_bytes(body), parts[0].lower()


def _local_file(url: str, folder: Path | None) -> tuple[bytes, str]:
    name = unquote(url.split("?")[0].split("#")[0])
    mime = _TYPES.get(name.rsplit(".", 1)[-1].lower())
    if not mime:
        raise BadImageError(f"{name or 'it'} is no picture file")
    try:
        return ((folder or Path()) / name).read_bytes(), mime
    except (OSError, ValueError) as error:
        raise BadImageError(f"the file {name} was not found") from error


def _stored(data: bytes, mime: str, state: Conversion) -> tuple[str, float | None, float | None]:
    """(path for the compiler, width, height in pixels or None)."""
    if mime == "image/svg+xml" or data.lstrip()[:5] in {b"<svg ", b"<?xml"}:
        return state.add_file(checked_svg(data), "svg"), None, None
    return _raster(data, state)


def checked_svg(data: bytes) -> bytes:
    """SVG bytes that are well-formed and whose root says it is SVG. Raises BadImageError."""
    if len(data) > _HUGE_SVG:
        raise BadImageError("its SVG is larger than 20 MB")
    if b"<!ENTITY" in data:
        raise BadImageError("its SVG declares entities")
    if b"xmlns=" not in data[:4000]:
        data = data.replace(b"<svg", b'<svg xmlns="http://www.w3.org/2000/svg"', 1)
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError) as error:
        raise BadImageError(f"its SVG is not well-formed ({error})") from error
    if root.tag.rsplit("}", 1)[-1] != "svg":
        raise BadImageError("it is no SVG")
    return data


def _raster(data: bytes, state: Conversion) -> tuple[str, float | None, float | None]:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise BadImageError(f"{image.width} × {image.height} pixels are too many")
            image.load()
            suffix = _suffix(image.format)
            if suffix is None or image.mode not in _PLAIN_MODES:
                buffer = io.BytesIO()
                image.convert("RGBA" if "A" in image.mode else "RGB").save(buffer, "PNG")
                data, suffix = buffer.getvalue(), "png"
            return state.add_file(data, suffix), float(image.width), float(image.height)
    except BadImageError:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadImageError("its data cannot be read") from error


def _suffix(name: str | None) -> str | None:
    return {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}.get(name or "")
