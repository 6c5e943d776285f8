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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import lines
from .lines import FOLDER, KEPT

JOURNAL = "journal.jsonl"
REPORT = "run.json"
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

    def __init__(self, run: Run, written: lines.Lines) -> None:
        self.run = run
        self._lines = written

    @classmethod
    @contextlib.contextmanager
    def begin(cls, reports: Path, asked: Mapping[str, Any]) -> Iterator[Journal]:
        """A journal in a folder of its own below `reports/runs`.

        `asked` holds at least `pack` and `places`. Raises RenderError when nothing can be written there.
        """
        with lines.begun(reports, asked["pack"], JOURNAL, asked) as (folder, written):
            yield cls(Run(folder, dict(asked)), written)

    def pack(self, place: str, entry: Mapping[str, Any]) -> None:
        """What became of one pack; on the disk when this returns, whatever happens next."""
        self.run.packs[place] = dict(entry)
        self._lines.write({"event": "pack", "place": place, **entry})

    def end(self, exit_code: int, **more: Any) -> None:
        """The run is over."""
        self.run.end = {"exit_code": exit_code, **more}
        self._lines.write({"event": "end", **self.run.end})


def read(folder: Path) -> Run | None:
    """What the journal in `folder` says, or None when it has no beginning. A last line cut short is left out."""
    run: Run | None = None
    for entry in lines.events(folder / JOURNAL):
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
        if (folder / REPORT).exists() or not (folder / JOURNAL).is_file():
            continue
        with (folder / JOURNAL).open("a", encoding="utf-8") as stream:
            if lines.left(stream):
                run = read(folder)
                if run is not None:
                    yield run


def prune(reports: Path, kept: int = KEPT) -> Sequence[Path]:
    """Removes the oldest finished reports beyond `kept`; returns what was removed."""
    return lines.prune(reports, JOURNAL, REPORT, kept)
