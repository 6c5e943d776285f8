"""The log of a run: what is said goes to the screen and into a file, without any secret in it."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TextIO, cast

from rich.console import Console

NAME = "log.txt"
_WIDTH = 160


class Tee(io.TextIOBase):
    """A stream that writes to two, hiding secrets. Lines are held back until they are whole, so that a secret that
    comes in two pieces is seen. It is no terminal: colours and bars have no place in a log.
    """

    def __init__(self, screen: TextIO | None, file: TextIO, hide: Callable[[str], str]) -> None:
        self._screen = screen
        self._file = file
        self._hide = hide
        self._rest = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        whole, newline, rest = (self._rest + text).rpartition("\n")
        self._rest = rest
        if newline:
            self._out(whole + newline)
        return len(text)

    def flush(self) -> None:
        for stream in (self._screen, self._file):
            if stream is not None:
                with contextlib.suppress(OSError, ValueError):
                    stream.flush()

    def finish(self) -> None:
        """Writes a last line that has no end."""
        rest, self._rest = self._rest, ""
        if rest:
            self._out(rest + "\n")
        self.flush()

    def _out(self, text: str) -> None:
        hidden = self._hide(text)
        for stream in (self._screen, self._file):
            if stream is not None:
                with contextlib.suppress(OSError, ValueError):  # a full disk must not end the run for its log
                    stream.write(hidden)
                    stream.flush()


@contextlib.contextmanager
def kept(folder: Path, screen: TextIO | None, hide: Callable[[str], str]) -> Iterator[Console]:
    """A console whose words go to `screen` (None: nowhere) and into the log in `folder`.

    What libraries and warnings write to standard error goes into the log as well, unless somebody watches a
    terminal: a progress bar draws itself there.
    """
    file = (folder / NAME).open("a", encoding="utf-8")
    try:
        tee = Tee(screen, file, hide)
        watched = sys.stderr.isatty()
        errors = Tee(sys.stderr, file, hide)
        console = Console(file=cast("IO[str]", tee), width=_WIDTH, highlight=False, emoji=False, markup=False)
        with contextlib.nullcontext() if watched else contextlib.redirect_stderr(errors):
            try:
                yield console
            finally:
                tee.finish()
                errors.finish()
    finally:
        with contextlib.suppress(OSError):  # what found no room is written once more on closing
            file.close()
