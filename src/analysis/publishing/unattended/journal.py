"""The journal of an unattended run: a line of JSON for each step, written when it begins and when it ends.

    reports/runs/<time>-unattended-…/
        steps.jsonl     this journal; locked while its run lives
        log.txt         everything that was said
        report.html     made of the journal, anew after each step: for a person
        report.json     for a program

A run that is killed leaves a journal without an end; the next one makes its report from what it says.
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
from ...rendering.runs.journal import FOLDER

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

JOURNAL = "steps.jsonl"
REPORT = "report.json"
KEPT = 50  # reports kept; older ones are removed


@dataclass
class Run:
    """What a journal says. `steps` are the entries of steps that ended, by name; `begun` those that began."""

    folder: Path
    asked: Mapping[str, Any]
    begun: dict[str, str] = field(default_factory=dict)
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    end: Mapping[str, Any] | None = None

    @property
    def state(self) -> str:
        """`running`, `complete` or `interrupted`, as far as the journal knows."""
        if self.end is None:
            return "running"
        return "interrupted" if self.end.get("interrupted") else "complete"


class Journal:
    """The journal of the run under way; every line is on the disk when its method returns."""

    def __init__(self, stream: IO[bytes], run: Run) -> None:
        self.run = run
        self._stream = stream

    @classmethod
    @contextlib.contextmanager
    def begin(cls, reports: Path, asked: Mapping[str, Any]) -> Iterator[Journal]:
        """A journal in a folder of its own; raises RenderError when nothing can be written there."""
        try:
            runs = reports / FOLDER
            runs.mkdir(parents=True, exist_ok=True)
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
            folder = Path(tempfile.mkdtemp(prefix=f"{stamp}-unattended-", dir=runs))
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
            journal = cls(stream, Run(folder, dict(asked)))
            journal._write({"event": "begin", "pid": os.getpid(), **asked})
            yield journal

    def step(self, name: str) -> None:
        """A step begins."""
        self.run.begun[name] = _now()
        self._write({"event": "step", "name": name})

    def done(self, name: str, entry: Mapping[str, Any]) -> None:
        """A step has ended: `status` (done, failed or skipped), `seconds`, `says`, `errors`, `to_do`, `reports`."""
        self.run.steps[name] = dict(entry)
        self._write({"event": "done", "name": name, **entry})

    def end(self, exit_code: int, **more: Any) -> None:
        """The run is over."""
        self.run.end = {"exit_code": exit_code, **more}
        self._write({"event": "end", **self.run.end})

    def _write(self, line: Mapping[str, Any]) -> None:
        # A full disk must not end the run for the sake of its journal.
        data = (json.dumps({**line, "at": _now()}, ensure_ascii=False) + "\n").encode("utf-8")
        with contextlib.suppress(OSError):
            self._stream.write(data)


def read(folder: Path) -> Run | None:
    """What the journal in `folder` says, or None when it has no beginning."""
    run: Run | None = None
    try:
        lines = (folder / JOURNAL).read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:  # a line cut short
            continue
        event = entry.pop("event")
        if event == "begin":
            run = Run(folder, entry)
        elif run is not None and event == "step":
            run.begun[entry["name"]] = entry["at"]
        elif run is not None and event == "done":
            run.steps[entry["name"]] = entry
        elif run is not None and event == "end":
            run.end = entry
    return run


def dead(reports: Path) -> Iterator[Run]:
    """Runs that ended without an end: killed, or the machine went down. Those under way are left alone."""
    for folder in sorted((reports / FOLDER).glob("*")):
        if not (folder / JOURNAL).is_file():
            continue
        # Opened by the process that holds it, the file's lock would go with the first to close it; but the run under
        # way asks for the dead before it has a journal of its own.
        with (folder / JOURNAL).open("ab") as stream:
            if not _lock(stream):
                continue
            run = read(folder)
            if run is not None and run.end is None:
                run.end = {"exit_code": None, "interrupted": True}
                stream.write((json.dumps({"event": "end", **run.end, "at": _now()}) + "\n").encode())
                yield run


def prune(reports: Path, kept: int = KEPT) -> Sequence[Path]:
    """Removes the oldest finished reports beyond `kept`; returns what was removed."""
    finished = sorted(
        f for f in (reports / FOLDER).glob("*") if (f / JOURNAL).is_file() and (f / REPORT).is_file()
    )
    old = finished[: max(len(finished) - kept, 0)]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return old


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _lock(stream: IO[Any]) -> bool:
    """Whether the journal could be locked; a fork does not pass this kind of lock on."""
    if fcntl is None:
        return True
    try:
        fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
