"""Drawings made part of the page: small, harmless, with ids of their own and colours that follow light and
dark.

An SVG is put in line when that is safe; one with style rules of its own, or one that is not well formed,
becomes an image in a data URI, where nothing in it can run, load or restyle the page.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from html import escape
from xml.etree import ElementTree

# The theme's colours, and what matplotlib draws when nobody chose a colour, as the style sheet's variables.
VARIABLES = {
    "#1b2733": "ink",
    "#000000": "ink",
    "#ffffff": "paper",
    "#0b4f6c": "blue",
    "#5f93ab": "blue-2",
    "#a9c7d4": "blue-3",
    "#d9e7ee": "blue-4",
    "#c8501e": "accent",
    "#5b6770": "grey",
    "#8b959d": "grey-2",
    "#c9cfd4": "grey-3",
    "#e9ecef": "grey-4",
    "#f5f6f7": "grey-5",
}
# Colours that are strong enough for a bar but not for words (4.5 : 1), and what words take instead.
FOR_WORDS = {"accent": "warm", "grey-2": "grey"}
_NAMED = {"black": "#000000", "white": "#ffffff"}

_ELEMENTS = frozenset({
    "svg", "g", "defs", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
    "textPath", "use", "symbol", "marker", "clipPath", "mask", "pattern", "linearGradient",
    "radialGradient", "stop", "image", "title", "desc", "switch",
})
_COLOURED = ("fill", "stroke", "stop-color", "color", "flood-color")
_GEOMETRY = frozenset({
    "d", "points", "transform", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width",
    "height", "dx", "dy", "patternTransform",
})
_NUMBER = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")
_LOCAL = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")
_UNSAFE = re.compile(r"url\((?!#)|expression|@import|javascript:|\\", re.I)
_MATPLOTLIB_STYLE = re.compile(r"\s*\*\s*\{[^{}]*\}\s*")
_XML = "{http://www.w3.org/XML/1998/namespace}"


def inline(source: str, prefix: str, *, name: str | None = None, scale: float = 4 / 3) -> str | None:
    """`source` as an `<svg>` element for the page, or None when it must not or cannot stand in line.

    `prefix` begins the ids, which must be unique in a page. `name` is what a screen reader says; without one
    the drawing is hidden from it, because what holds it has the name. `scale` is the largest number of CSS
    pixels that one unit of the drawing may take.
    """
    match = re.search(r"<svg\b", source)
    if match is None:
        return None
    # What stands before the element goes: with it any declaration of entities.
    root = _parsed(source[match.start() :].strip())
    if root is None or _tag(root) != "svg":
        return None
    if any(not _MATPLOTLIB_STYLE.fullmatch(style.text or "") for style in _all(root, "style")):
        return None
    referred = {r for e in root.iter() for v in e.attrib.values() for r in _references(v)}
    ids = {old: f"{prefix}{number}" for number, old in enumerate(sorted(referred))}
    return "".join(_write(root, ids, name, scale))


def _parsed(element: str) -> ElementTree.Element | None:
    # HTML lets an svg use xlink: without declaring it; XML does not.
    declared = element.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"', 1)
    for text in (element, declared):
        try:
            return ElementTree.fromstring(text)
        except ElementTree.ParseError:
            continue
    return None


def as_image(source: str, alt: str) -> str:
    """`source` as an `<img>` with a data URI."""
    data = base64.b64encode(source.encode("utf-8")).decode("ascii")
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt)}">'


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _all(root: ElementTree.Element, tag: str) -> Iterator[ElementTree.Element]:
    return (e for e in root.iter() if _tag(e) == tag)


def _references(value: str) -> Iterator[str]:
    yield from _LOCAL.findall(value)
    if value.startswith("#"):  # a colour too; keeping an id that looks like one does no harm
        yield value[1:]


def _write(
    element: ElementTree.Element, ids: dict[str, str], name: str | None, scale: float
) -> Iterator[str]:
    tag = _tag(element)
    if tag == "svg":
        attributes = _root_attributes(element, name, scale)
    elif tag == "a":
        yield from _children(element, ids, name, scale)
        return
    elif tag not in _ELEMENTS:
        return
    else:
        attributes = list(_attributes(element, ids))
        if tag == "image" and not any(k == "href" for k, _ in attributes):
            return
    inside = "".join(_children(element, ids, name, scale))
    if tag in ("g", "defs") and not inside:
        return
    if tag == "g" and not attributes:
        yield inside
        return
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes)
    yield f"<{tag}{written}>{inside}</{tag}>" if inside or tag in ("text", "tspan") else f"<{tag}{written}/>"


def _children(
    element: ElementTree.Element, ids: dict[str, str], name: str | None, scale: float
) -> Iterator[str]:
    textual = _tag(element) in ("text", "tspan", "textPath", "title", "desc")
    if textual and element.text:
        yield escape(element.text, quote=False)
    for child in element:
        yield from _write(child, ids, name, scale)
        if textual and child.tail:
            yield escape(child.tail, quote=False)


def _root_attributes(root: ElementTree.Element, name: str | None, scale: float) -> list[tuple[str, str]]:
    box = root.get("viewBox")
    width, height = (_length(root.get(side)) for side in ("width", "height"))
    if box is None and width and height:
        box = f"0 0 {width:g} {height:g}"
    parts = [_NUMBER.sub(_short, part) for part in (box or "").replace(",", " ").split()]
    attributes = [("viewBox", " ".join(parts))] if parts else []
    if len(parts) == 4 and (widest := _length(parts[2])):
        attributes.append(("style", f"max-width:{widest * scale:.0f}px"))
    attributes += [("role", "img"), ("aria-label", name)] if name else [("aria-hidden", "true")]
    return [*attributes, ("focusable", "false")]


def _length(text: str | None) -> float | None:
    match = re.match(r"[\d.]+", text or "")
    try:
        return float(match.group()) if match else None
    except ValueError:
        return None


def _attributes(element: ElementTree.Element, ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    declared: list[tuple[str, str]] = []
    for full, value in element.attrib.items():
        key = full.rpartition("}")[2]
        if key == "style":
            declared += list(_declarations(value))
        elif key in _COLOURED:
            declared.insert(0, (key, value))
        elif key == "id":
            if value in ids:
                yield "id", ids[value]
        elif key == "href":
            if value.startswith("#") and value[1:] in ids:
                yield "href", "#" + ids[value[1:]]
            elif re.match(r"data:image/(?:png|jpeg|gif|webp);base64,", value):
                yield "href", value
        elif full.startswith(_XML) or key.lower().startswith("on") or _UNSAFE.search(value):
            continue
        elif key == "transform" and re.fullmatch(r"rotate\(-?0(?: [^)]*)?\)", value):
            continue  # matplotlib turns every label by nothing
        elif key in _GEOMETRY:
            yield key, _NUMBER.sub(_short, " ".join(value.split()))
        elif key != "class":
            yield key, _renamed(value, ids)
    words = _tag(element) in ("text", "tspan", "textPath")
    style = ";".join(f"{key}:{_coloured(key, _renamed(value, ids), words)}" for key, value in declared)
    if style and not _UNSAFE.search(_LOCAL.sub("", style)):
        yield "style", style


def _declarations(style: str) -> Iterable[tuple[str, str]]:
    """The declarations of a style attribute, without the font's family: drawings speak in the page's face."""
    for declaration in style.split(";"):
        key, colon, value = declaration.partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon or not value or key == "font-family":
            continue
        if key == "font":
            match = re.match(r"(?:(italic|oblique)\s+)?(?:(bold|normal|\d{3})\s+)?([\d.]+px)", value)
            if match:
                italic, weight, size = match.groups()
                yield from (("font-style", italic),) if italic else ()
                yield from (("font-weight", weight),) if weight else ()
                yield "font-size", size
            continue
        yield key, _NUMBER.sub(_short, value)


def _coloured(key: str, value: str, words: bool) -> str:
    if key not in _COLOURED:
        return value
    colour = value.strip().lower()
    colour = _NAMED.get(colour, colour)
    if re.fullmatch(r"#[0-9a-f]{3}", colour):
        colour = "#" + "".join(c * 2 for c in colour[1:])
    variable = VARIABLES.get(colour)
    if words and key == "fill" and variable is not None:
        variable = FOR_WORDS.get(variable, variable)
    return f"var(--{variable},{colour})" if variable else value


def _renamed(value: str, ids: dict[str, str]) -> str:
    return _LOCAL.sub(lambda m: f"url(#{ids[m.group(1)]})" if m.group(1) in ids else "none", value)


def _short(match: re.Match[str]) -> str:
    number = f"{float(match.group()):.2f}".rstrip("0").rstrip(".")
    return "0" if number in ("-0", "") else number
