"""Outputs of code cells as Typst: the richest form that can stand on paper."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from analysis.rendering.typst import images
from analysis.rendering.typst.conversion import Conversion
from analysis.rendering.typst.html import has_content, html_to_typst
from analysis.rendering.typst.markdown import markdown_to_typst
from analysis.rendering.typst.maths import maths
from analysis.rendering.typst.text import content, string, terminal

TYPST = "text/vnd.typst"
_WIDGETS = ("application/vnd.jupyter.widget-view+json",)
_SCRIPTS = ("application/javascript", "text/javascript")
_IMAGES = ("image/svg+xml", "image/png", "image/jpeg", "image/webp", "image/gif")
_LONGEST_TEXT = 400_000


@dataclass(frozen=True)
class Piece:
    """A piece of Typst source; `verbatim` is source of an author, compiled in a file of its own."""

    source: str
    verbatim: bool = False


def outputs_to_typst(outputs: Iterable[Any], state: Conversion) -> Iterator[Piece]:
    """The pieces of a code cell's outputs, in order; runs of the same stream are one piece."""
    for output in _merged(outputs):
        kind = output.get("output_type")
        if kind == "stream":
            text = terminal(output["text"]).rstrip("\n")
            if text.strip():
                name = "stderr" if output.get("name") == "stderr" else "output"
                yield Piece(f"#{name}({string(_shortened(text, state))})")
        elif kind == "error":
            yield Piece(_error(output))
        elif kind in {"display_data", "execute_result"}:
            yield from _bundle(output.get("data") or {}, output.get("metadata") or {}, state)


def _merged(outputs: Iterable[Any]) -> list[dict[str, Any]]:
    merged: list[dict[str, Any]] = []
    for output in outputs:
        item = dict(output)
        if item.get("output_type") == "stream":
            item["text"] = _text(item.get("text", ""))
            last = merged[-1] if merged else {}
            if last.get("output_type") == "stream" and last.get("name") == item.get("name"):
                last["text"] += item["text"]
                continue
        merged.append(item)
    return merged


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "".join(str(part) for part in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)


def _shortened(text: str, state: Conversion) -> str:
    if len(text) <= _LONGEST_TEXT:
        return text
    state.remark(f"an output of {len(text)} characters was cut after {_LONGEST_TEXT}")
    return text[:_LONGEST_TEXT] + "\n…"


def _error(output: dict[str, Any]) -> str:
    name = f"{output.get('ename') or 'Error'}: {terminal(_text(output.get('evalue') or ''))}".strip(": \n")
    trace = output.get("traceback") or []
    text = "\n".join(terminal(_text(line)) for line in trace).strip("\n") if isinstance(trace, list) else _text(trace)
    return f"#failure({content(name)}, {string(text or name)})"


def _bundle(data: dict[str, Any], metadata: dict[str, Any], state: Conversion) -> Iterator[Piece]:
    if TYPST in data:
        yield Piece(_text(data[TYPST]), verbatim=True)
        return
    for widget in _WIDGETS:
        if widget in data:
            what = _text(data.get("text/plain", "widget")).strip().split("(")[0][:80]
            yield Piece(f"#remark{content(state.words('widget', what=what))}")
            return
    source = _richest(data, metadata, state)
    if source:
        yield Piece(source)


def _richest(data: dict[str, Any], metadata: dict[str, Any], state: Conversion) -> str:
    html = _text(data.get("text/html", ""))
    has_picture = any(mime in data for mime in _IMAGES)
    # A table is worth more than a picture of it; other HTML beside a picture is mostly a script that draws.
    if html and (re.search(r"<table\b", html, re.I) or not has_picture) and has_content(html):
        source = html_to_typst(html, state)
        if source.strip():
            return source
    problem = ""
    for mime in _IMAGES:
        if mime in data:
            source = _image(_text(data[mime]), mime, data, metadata, state)
            if not source.startswith("#remark"):
                return source
            problem = problem or source
    if "text/markdown" in data:
        return markdown_to_typst(_text(data["text/markdown"]), state)
    if "text/latex" in data:
        return _latex(_text(data["text/latex"]))
    if "application/json" in data:
        value = data["application/json"]
        text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
        return f"#output({string(_shortened(text, state))})"
    if "text/plain" in data:
        text = terminal(_text(data["text/plain"])).strip("\n")
        return problem or (f"#output({string(_shortened(text, state))})" if text.strip() else "")
    if problem:
        return problem
    if html or any(mime in data for mime in _SCRIPTS) or any(mime.startswith("application/") for mime in data):
        return f"#remark{content(state.words('script'))}"
    return ""


def _image(value: str, mime: str, data: dict[str, Any], metadata: dict[str, Any], state: Conversion) -> str:
    details = metadata.get(mime)
    details = details if isinstance(details, dict) else {}
    alt = str(details.get("alt") or metadata.get("alt") or "").strip() or _caption(data)
    alt = alt or state.words("output-image")
    try:
        decoded = images.decoded(value, mime)
    except images.BadImageError as error:
        return images.missing(alt, str(error), state)
    width, height = _number(details.get("width")), _number(details.get("height"))
    return images.picture(decoded, mime, alt, state, width=width, height=height)


def _caption(data: dict[str, Any]) -> str:
    """A caption in the plain text that comes with a picture; `<Figure size …>` is none."""
    text = _text(data.get("text/plain", "")).strip()
    return "" if re.match(r"<.*>$", text, re.S) or len(text) > 300 else text


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if 1 <= number < 20_000 else None


def _latex(source: str) -> str:
    text = source.strip()
    if re.search(r"\\begin\{tabular\}", text):
        return f"#output({string(text)})"
    block = text.startswith(("$$", "\\[", "\\begin")) or (text.startswith("$") and text.endswith("$"))
    text = re.sub(r"^(?:\$\$?|\\\[)|(?:\$\$?|\\\])$", "", text).strip()
    return maths(text, block=block or len(text) > 30)
