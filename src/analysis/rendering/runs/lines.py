"""What the journals of runs share: a folder of its own below `reports/runs`, and in it a file with a line of JSON for
each event, held open and locked while its run lives.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from ...errors import RenderError
from ..record_locks import lock

FOLDER = "runs"
KEPT = 50  # reports kept; older ones are removed


def now() -> str:
    """The time in UTC to the millisecond, as events carry it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Lines:
    """The file of a run under way; an event is on the disk when `write` returns. `cut`: its last line may be half."""

    def __init__(self, stream: IO[bytes], *, cut: bool = False) -> None:
        self._stream = stream
        self._cut = cut

    def write(self, event: Mapping[str, Any]) -> None:
        """Adds the event, with the time in `at`. A full disk must not end a run for the sake of its report."""
        data = (json.dumps({**event, "at": now()}, ensure_ascii=False) + "\n").encode("utf-8")
        try:
            # A line that was cut short stays one that cannot be read: the next begins on its own.
            self._cut = self._stream.write(b"\n" + data if self._cut else data) < len(data)
        except OSError:
            self._cut = True


@contextlib.contextmanager
def begun(reports: Path, name: str, file: str, asked: Mapping[str, Any]) -> Iterator[tuple[Path, Lines]]:
    """A new folder `<time>-<name>-<something>` with the journal `file`, which begins with what was asked for.

    Raises RenderError when nothing can be written there.
    """
    try:
        runs = reports / FOLDER
        runs.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        folder = Path(tempfile.mkdtemp(prefix=f"{stamp}-{name}-", dir=runs))
        folder.chmod(0o755)
        stream = (folder / file).open("wb", buffering=0)
    except OSError as error:
        raise RenderError(
            "The report of the run cannot be written.",
            where=reports / FOLDER,
            found=error.strerror or str(error),
            hint="free space, or mend the folder",
        ) from error
    with stream:
        left(stream)
        lines = Lines(stream)
        lines.write({"event": "begin", "pid": os.getpid(), **asked})
        yield folder, lines


def events(path: Path) -> list[dict[str, Any]]:
    """The events of a journal, oldest first; a line that was cut short is left out. Empty when there is no file."""
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return []
    found = []
    for line in text.split("\n"):  # a message may hold other line ends, which JSON leaves as they are
        with contextlib.suppress(ValueError):
            found.append(json.loads(line))
    return found


def left(stream: IO[Any]) -> bool:
    """Whether nobody holds the journal any more, and it is ours now. Where there are no locks nobody can know."""
    try:
        return lock(stream)
    except OSError:
        return False


def prune(reports: Path, journal: str, report: str, kept: int = KEPT) -> Sequence[Path]:
    """Removes the oldest finished reports of one kind of run beyond `kept`; returns what was removed."""
    folders = (reports / FOLDER).glob("*")
    finished = sorted(f for f in folders if (f / journal).is_file() and (f / report).is_file())
    old = finished[: max(len(finished) - kept, 0)]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return old
