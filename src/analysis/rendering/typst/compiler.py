"""Typst source to PDF, under the standards we promise, and its errors as ours."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import typst

from analysis.rendering.typst.fonts import FontSet, font_set

BLUE = "#0b4f6c"  # the packs' own colour
STANDARDS: Any = ["ua-1", "a-2a"]
PRELUDE = ("prelude.typ", "theme.typ", "document.typ", "blocks.typ", "tables.typ", "cells.typ")
_used = False
_PLACE = re.compile(r"[┌╭]─ ([^\s:]+):(\d+):(\d+)|(?:-->) ([^\s:]+):(\d+):(\d+)")


@dataclass
class CompileError(Exception):
    """Typst refused the source. `places` are (file, line, column), innermost first; lines count from 1."""

    message: str
    hints: list[str] = field(default_factory=list)
    places: list[tuple[str, int, int]] = field(default_factory=list)

    def __str__(self) -> str:
        return self.message


@lru_cache(maxsize=1)
def prelude() -> dict[str, bytes]:
    """The Typst files of this package, by name."""
    folder = resources(__package__)
    return {name: folder.joinpath(name).read_bytes() for name in PRELUDE}


def used() -> bool:
    """Whether something was compiled in this process: Typst then has threads, and the process must not fork."""
    return _used


def warm() -> None:
    """Makes ready what every document needs: the fonts and the prelude. Starts no thread."""
    prelude()
    _loaded(font_set().folders)


@lru_cache(maxsize=4)
def _loaded(folders: tuple[Path, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in folders])


def compile_pdf(files: Mapping[str, bytes], fonts: FontSet, blue: str = BLUE, room: float = 1.0) -> bytes:
    """PDF bytes of the document whose entry is `files["main.typ"]`; nothing outside `files` can be read.

    `blue` is the colour of headings and rules, as `#rrggbb`, `room` how much of its usual distances a scorecard keeps.
    Raises CompileError.
    """
    global _used
    names = ", ".join(f'"{name}"' for name in fonts.families)
    settings = f'#let families = ({names})\n#let office-blue = rgb("{blue}")\n#let card-room = {room}\n'
    # The stubs of the binding do not know that a dictionary of files may be compiled.
    sources: Any = {**prelude(), "settings.typ": settings.encode()}
    # The project root is a folder of its own, so that no source can read a file of the machine. Sources are
    # handed over in memory; pictures lie in the folder, since the binding takes only text in memory.
    with tempfile.TemporaryDirectory(prefix="briefing57-") as root:
        for name, data in files.items():
            if name.endswith(".typ"):
                sources[name] = data
            else:
                Path(root, name).write_bytes(data)
        try:
            _used = True
            return typst.compile(
                sources,
                root=root,
                font_paths=_loaded(fonts.folders),
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=STANDARDS,
                package_path=root,
                package_cache_path=root,
            )
        except typst.TypstError as error:
            raise CompileError(error.message, list(error.hints or []), _places(error.diagnostic)) from error
        except RuntimeError as error:
            raise CompileError(str(error)) from error
        except BaseException as error:
            # A panic of the compiler is not an Exception; it is still a document that cannot be made.
            if type(error).__name__ != "PanicException":
                raise
            raise CompileError(f"the Typst compiler panicked: {error}") from error


def _places(diagnostic: str) -> list[tuple[str, int, int]]:
    places = []
    for match in _PLACE.finditer(diagnostic or ""):
        name, line, column = (part for part in match.groups() if part is not None)
        places.append((name.rsplit("/", 1)[-1], int(line), int(column)))
    return places
