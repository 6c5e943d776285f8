"""Typst for tests, in a process of its own: a process that has used Typst has threads that nobody sees and cannot be
forked, and later tests fork this one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from functools import lru_cache
from typing import Any


def compiled(source: str, **options: Any) -> bytes:
    """What `typst.compile` makes of the source; raises ValueError with its words when it refuses."""
    return _apart(_compiled, source.encode(), options)


def pdf_of(notebook: Any) -> bytes:
    """The PDF of a notebook; raises ValueError with the exporter's words when it fails."""
    return _apart(_exported, notebook)


def _compiled(source: bytes, options: dict[str, Any]) -> bytes:
    import typst

    return bytes(typst.compile(source, **options))


def _exported(notebook: Any) -> bytes:
    from analysis.rendering.pdf import BriefingPDFExporter

    pdf, _ = BriefingPDFExporter().from_notebook_node(notebook)
    return pdf


def _apart(function: Callable[..., bytes], *arguments: Any) -> bytes:
    line = _line()
    line.send((function, arguments))
    answer = line.recv()
    if isinstance(answer, str):
        raise ValueError(answer)
    return bytes(answer)


@lru_cache(maxsize=1)
def _line() -> Any:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    context.Process(target=_serve, args=(theirs,), daemon=True).start()
    theirs.close()
    return ours


def _serve(line: Any) -> None:
    while True:
        try:
            function, arguments = line.recv()
        except EOFError:
            return
        try:
            answer: bytes | str = function(*arguments)
        except Exception as error:
            answer = str(error)
        line.send(answer)
