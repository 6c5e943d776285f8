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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...rendering.runs import lines
from ...rendering.runs.lines import FOLDER, KEPT

JOURNAL = "steps.jsonl"
REPORT = "report.json"


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

    def __init__(self, run: Run, written: lines.Lines) -> None:
        self.run = run
        self._lines = written

    @classmethod
    @contextlib.contextmanager
    def begin(cls, reports: Path, asked: Mapping[str, Any]) -> Iterator[Journal]:
        """A journal in a folder of its own; raises RenderError when nothing can be written there."""
        with lines.begun(reports, "unattended", JOURNAL, asked) as (folder, written):
            yield cls(Run(folder, dict(asked)), written)

    def step(self, name: str) -> None:
        """A step begins."""
        self.run.begun[name] = lines.now()
        self._lines.write({"event": "step", "name": name})

    def done(self, name: str, entry: Mapping[str, Any]) -> None:
        """A step has ended: `status` (done, failed or skipped), `seconds`, `says`, `errors`, `to_do`, `reports`."""
        self.run.steps[name] = dict(entry)
        self._lines.write({"event": "done", "name": name, **entry})

    def end(self, exit_code: int, **more: Any) -> None:
        """The run is over."""
        self.run.end = {"exit_code": exit_code, **more}
        self._lines.write({"event": "end", **self.run.end})


def read(folder: Path) -> Run | None:
    """What the journal in `folder` says, or None when it has no beginning."""
    run: Run | None = None
    for entry in lines.events(folder / JOURNAL):
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
        try:
            opened = (folder / JOURNAL).open("ab", buffering=0)
        except OSError:  # somebody else's, in a folder that several people use
            continue
        with opened as stream:
            if not lines.left(stream):
                continue
            run = read(folder)
            if run is not None and run.end is None:
                run.end = {"exit_code": None, "interrupted": True}
                lines.Lines(stream, cut=True).write({"event": "end", **run.end})
                yield run


def prune(reports: Path, kept: int = KEPT) -> Sequence[Path]:
    """Removes the oldest finished reports beyond `kept`; returns what was removed."""
    return lines.prune(reports, JOURNAL, REPORT, kept)
