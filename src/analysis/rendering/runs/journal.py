"""The journal of a run: one line of JSON for each pack, written as it is done.

Each run has a folder `reports/runs/<time>-<pack>-<number>/` of its own, so that two runs at once do not write
into each other's. `journal.jsonl` is held open and locked while the run lives. A run that is killed leaves it
unlocked and without an end; the next run makes its report from what it says (`finish_dead`).

    {"event": "begin", …}      what was asked for, and every pack wished for
    {"event": "pack", …}       one pack: made, reused, failed or skipped
    {"event": "end", …}        the exit code
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from ...errors import RenderError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

FOLDER = "runs"
JOURNAL = "journal.jsonl"
KEPT = 50  # reports kept; older ones are removed
STATUSES = ("made", "reused", "failed", "skipped")


@dataclass
class Run:
    """What a journal says. `packs` are the entries of `pack` events by their place (`2026-06/agency/hue`)."""

    folder: Path
    asked: Mapping[str, Any]
    packs: dict[str, dict[str, Any]] = field(default_factory=dict)
    end: Mapping[str, Any] | None = None

    @property
    def places(self) -> list[str]:
        """Every pack wished for, in the order asked."""
        return list(self.asked["places"])

    @property
    def counts(self) -> dict[str, int]:
        """Packs by what became of them; one that the run did not come to counts as skipped."""
        found = dict.fromkeys(STATUSES, 0)
        for place in self.places:
            found[self.packs.get(place, {"status": "skipped"})["status"]] += 1
        return found


class Journal:
    """The journal of the run under way; a context manager that holds its lock."""

    def __init__(self, folder: Path, stream: IO[Any], run: Run) -> None:
        self.run = run
        self._folder = folder
        self._stream = stream
        self._cut = False

    @classmethod
    @contextlib.contextmanager
    def begin(cls, reports: Path, asked: Mapping[str, Any]) -> Iterator[Journal]:
        """A journal in a folder of its own below `reports/runs`.

        `asked` holds at least `pack` and `places`. Raises RenderError when nothing can be written there.
        """
        try:
            runs = reports / FOLDER
            runs.mkdir(parents=True, exist_ok=True)
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
            folder = Path(tempfile.mkdtemp(prefix=f"{stamp}-{asked['pack']}-", dir=runs))
            folder.chmod(0o755)
            stream = (folder / JOURNAL).open("wb", buffering=0)
        except OSError as error:
            raise RenderError(
                "The report of the run cannot be written.",
                where=reports / FOLDER,
                found=error.strerror or str(error),
                hint="free space, or mend the folder",
            ) from error
        with stream:
            _lock(stream)
            journal = cls(folder, stream, Run(folder, dict(asked)))
            journal._write({"event": "begin", "pid": os.getpid(), **asked})
            yield journal

    def pack(self, place: str, entry: Mapping[str, Any]) -> None:
        """What became of one pack; on the disk when this returns, whatever happens next."""
        self.run.packs[place] = dict(entry)
        self._write({"event": "pack", "place": place, **entry})

    def end(self, exit_code: int, **more: Any) -> None:
        """The run is over."""
        self.run.end = {"exit_code": exit_code, **more}
        self._write({"event": "end", **self.run.end})

    def _write(self, line: Mapping[str, Any]) -> None:
        # A full disk must not end the run for the sake of its report: the packs come first.
        stamped = {**line, "at": datetime.now(UTC).isoformat(timespec="milliseconds")}
        data = (json.dumps(stamped, ensure_ascii=False) + "\n").encode("utf-8")
        try:
            # A line that was cut short stays one that cannot be read: the next begins on its own.
            self._cut = self._stream.write(b"\n" + data if self._cut else data) < len(data)
        except OSError:
            self._cut = True


def read(folder: Path) -> Run | None:
    """What the journal in `folder` says, or None when it has no beginning. A last line cut short is left out."""
    run: Run | None = None
    try:
        lines = (folder / JOURNAL).read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if entry["event"] == "begin":
            run = Run(folder, entry)
        elif run is not None and entry["event"] == "pack":
            run.packs[entry["place"]] = entry
        elif run is not None and entry["event"] == "end":
            run.end = entry
    return run


def dead(reports: Path) -> Iterator[Run]:
    """Runs that ended without an end: killed, or the machine went down. Those under way are left alone."""
    for folder in sorted((reports / FOLDER).glob("*")):
        if (folder / "run.json").exists() or not (folder / JOURNAL).is_file():
            continue
        with (folder / JOURNAL).open("a", encoding="utf-8") as stream:
            if _lock(stream):
                run = read(folder)
                if run is not None:
                    yield run


def prune(reports: Path, kept: int = KEPT) -> Sequence[Path]:
    """Removes the oldest finished reports beyond `kept`; returns what was removed."""
    finished = sorted(f for f in (reports / FOLDER).glob("*") if (f / "run.json").is_file())
    old = finished[: max(len(finished) - kept, 0)]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return old


def _lock(stream: IO[Any]) -> bool:
    """Whether the journal could be locked. Children of the run inherit the descriptor, so the lock is of the
    file's record (`lockf`), which a fork does not pass on."""
    if fcntl is None:
        return True
    try:
        fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
