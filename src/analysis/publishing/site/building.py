"""The build: what must be made anew is made in processes of their own, and what is gone is removed.

Everything appears by rename, one file after the other; what was made, and from what, is noted last. A page whose key
is as noted, and whose file looks as it did then, stays as it is. A build that was ended early is taken up by the next
one. Two builds of one site exclude each other.
"""

from __future__ import annotations

import contextlib
import gc
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ...office import load as load_office
from ...paths import Workspace
from ...rendering import forks, freshness
from . import shelf
from .state import Note, State, locked, sources

_SAVE = 5.0  # seconds between two notes of what was made so far
# The folders of the site that hold nothing but what a build made.
FOLDERS = (
    "agencies", "assets", "changes", "data", "documents", "en", "figures", "indicators", "packs", "periods",
)  # fmt: skip
Tell = Callable[[int, int], None]  # pieces of the work done so far, and all of them


@dataclass
class Report:
    """What a build did. `problems` are told to a person; with one of them the exit code is 1."""

    site: Path
    written: int = 0
    kept: int = 0
    removed: int = 0
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        return 1 if self.problems else 0

    def summary(self) -> str:
        """One line: `12 files written, 340 kept, 1 removed in 3.2 s`."""
        files = "file" if self.written == 1 else "files"
        return f"{self.written} {files} written, {self.kept} kept, {self.removed} removed in {self.seconds:.1f} s"


def build(
    workspace: Workspace,
    *,
    full: bool = False,
    drafts: bool | None = None,
    jobs: int | None = None,
    tell: Tell | None = None,
) -> Report:
    """Brings the site of the workspace up to date, and says what it did.

    `full` makes everything anew; `drafts` overrides what the office's settings say of packs not released; `jobs` is
    the number of processes (default: one for each processor). Raises DataError when the sheets or the settings are
    wrong, RenderError when another build of this site is under way or nothing can be written.
    """
    began = time.monotonic()
    report = Report(workspace.site)
    with locked(workspace):
        before = State() if full else State.read(workspace)
        shown = load_office(workspace).site.drafts if drafts is None else drafts
        packs, seen, wrong = shelf.load(workspace).checked(workspace.root, before.files)
        report.problems += [*packs.problems, *(_damage(workspace, held) for held in wrong)]
        inputs = sources(workspace, packs, seen, shown, freshness.state(workspace))
        if not report.problems and before.inputs == inputs and _stands(workspace.site, before):
            report.kept = len(before.made)
        else:
            _bring(workspace, packs, shown, before, State(files=seen), report, jobs, tell)
    report.seconds = time.monotonic() - began
    return report


def _stands(root: Path, noted: State) -> bool:
    """Whether every file of the site is as it was left."""
    return all(shelf.stamp(root / path) == note.look for path, note in noted.made.items())


def _damage(workspace: Workspace, held: shelf.Held) -> str:
    path = held.source.relative_to(workspace.root).as_posix()
    if held.source.is_relative_to(workspace.released):
        return f"{path} is not what was released, and is left out of the site: bring it back from a copy"
    return f"{path} is not what its manifest says, and is left out of the site: render the pack again"


def _bring(
    workspace: Workspace,
    packs: shelf.Shelf,
    drafts: bool,
    before: State,
    now: State,
    report: Report,
    jobs: int | None,
    tell: Tell | None,
) -> None:
    """Makes what must be made, removes what is gone, and notes it all in `now`."""
    from .pieces import plan  # only now: it brings pandas and the templates

    tables, _ = freshness.opened(workspace)
    now.inputs = sources(workspace, packs, now.files, drafts, tables)
    work = plan(workspace, packs, drafts, before)
    now.made = dict(work.kept)
    report.kept = len(work.kept)
    unfinished = State(None, {**before.made, **now.made}, now.files, {})
    saved, done = time.monotonic(), 0

    def finished(outcome: forks.Outcome[list[Note]]) -> None:
        nonlocal saved, done
        if outcome.error is not None:
            report.problems.append(f"{outcome.name}: {outcome.error.describe()}")
        for note in outcome.result or ():
            if note.problem:
                report.problems.append(f"{note.path}: {note.problem}")
            else:
                now.made[note.path] = unfinished.made[note.path] = note
                report.written += 1
        done += 1
        if tell is not None:
            tell(done, len(work.pieces))
        if time.monotonic() - saved > _SAVE:
            unfinished.write(workspace)
            saved = time.monotonic()

    with _settled():
        forks.run(work.pieces, jobs or os.cpu_count() or 1, on_done=finished)
    if report.problems:
        now.inputs = None  # the next build looks at everything again
    now.bundles = work.bundles if not report.problems else {}
    stay = work.wanted | now.made.keys()
    if not report.problems:
        stay = set(now.made)  # files of a section made together may have come and gone
    report.removed = _remove(workspace.site, stay, before)
    now.write(workspace)


@contextlib.contextmanager
def _settled() -> Iterator[None]:
    """What is loaded by now stays where it is in memory, so that forks share it."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _remove(root: Path, stay: set[str], before: State) -> int:
    """Removes what no build would make: in the site's own folders everything else, at its top what a build made.

    What an office put there itself (a file for the web server, say) is left alone.
    """
    gone = {path for path in before.made if path not in stay and "/" not in path}
    for folder in FOLDERS:
        for place, _, names in os.walk(root / folder):
            below = Path(place).relative_to(root).as_posix()
            gone |= {path for name in names if (path := f"{below}/{name}") not in stay}
    for path in gone:
        (root / path).unlink(missing_ok=True)
    for folder in FOLDERS:
        for place, _, _ in os.walk(root / folder, topdown=False):
            with contextlib.suppress(OSError):
                Path(place).rmdir()  # those that are empty
    return len(gone)
