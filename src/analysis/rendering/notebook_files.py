"""Executed notebooks as files: what nbformat would write, in a tenth of the time.

nbformat copies a notebook deeply, then indents every number of every exhibit's data, for which Python has
only its slow encoder. Here the notebook's own structure is indented as nbformat does, text stands line by
line, and what lies deeper (an exhibit's structured data) stands on one line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

_DEEP = 6  # notebook, cells, cell, outputs, output, data
_TRANSIENT = ("orig_nbformat", "orig_nbformat_minor", "signature")
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def written(notebook: Any) -> str:
    """The notebook (nbformat 4) as JSON that nbformat and JupyterLab read as the same notebook."""
    metadata = {k: v for k, v in notebook["metadata"].items() if k not in _TRANSIENT}
    whole = {**notebook, "metadata": metadata, "cells": [_split(cell) for cell in notebook["cells"]]}
    return "".join(_indented(whole, 0)) + "\n"


def read_back(path: Path) -> Any:
    """A notebook that `written` wrote; it is not validated again."""
    from nbformat.v4 import nbjson

    return nbjson.reads(path.read_text(encoding="utf-8"))


def _split(cell: Any) -> dict[str, Any]:
    """The cell with its text line by line, as nbformat keeps it in files."""
    found = dict(cell)
    found["source"] = _lines(cell["source"])
    found["metadata"] = {k: v for k, v in cell["metadata"].items() if k != "trusted"}
    if "attachments" in cell:
        found["attachments"] = {name: _bundle(data) for name, data in cell["attachments"].items()}
    if cell.get("cell_type") == "code":
        found["outputs"] = [_split_output(output) for output in cell.get("outputs", [])]
    return found


def _split_output(output: Any) -> dict[str, Any]:
    found = dict(output)
    if "data" in output:
        found["data"] = _bundle(output["data"])
    if output["output_type"] == "stream":
        found["text"] = _lines(output["text"])
    return found


def _bundle(data: Any) -> dict[str, Any]:
    texts = ("text/", "application/javascript", "image/svg+xml")
    return {kind: _lines(value) if kind.startswith(texts) else value for kind, value in data.items()}


def _lines(text: Any) -> Any:
    return text.splitlines(True) if isinstance(text, str) else text


def _indented(value: Any, depth: int) -> Iterator[str]:
    inner, outer = "\n" + " " * (depth + 1), "\n" + " " * depth
    if isinstance(value, dict) and value and depth < _DEEP:
        before = "{"
        for key in sorted(value):
            yield f"{before}{inner}{_encode(key)}: "
            yield from _indented(value[key], depth + 1)
            before = ","
        yield outer + "}"
    elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        yield f"[{inner}{f',{inner}'.join(map(encode_basestring, value))}{outer}]"
    elif isinstance(value, list) and value and depth < _DEEP:
        before = "["
        for item in value:
            yield before + inner
            yield from _indented(item, depth + 1)
            before = ","
        yield outer + "]"
    else:
        yield _encode(value)
