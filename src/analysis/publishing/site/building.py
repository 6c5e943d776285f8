"""The build: what must be made anew is made in processes of their own, and what is gone is removed.

Everything appears by rename, one file after the other. What is to be made is noted first, what was made, and from what,
last. A page whose key is as noted, and whose file looks as it did then, stays as it is. A build that was ended early is
taken up by the next one. Two builds of one site exclude each other.

Nothing is removed but what a build noted: whatever else lies in the site's folder is somebody's own.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path

from ...office import load as load_office
from ...paths import Workspace
from ...rendering import forks, freshness
from . import shelf
from .state import Note, State, due, locked, sources, unwritable

_SAVE = 5.0  # seconds between two notes of what was made so far
# What a write that was ended from outside leaves (`pieces.put`).
_HALF = re.compile(r"\.[a-z0-9_]{8}\.tmp")
Tell = Callable[[int, int], None]  # pieces of the work done so far, and all of them


@dataclass
class Report:
    """What a build did. `problems` are told to a person; with one of them the exit code is 1."""

    site: Path
    written: int = 0
    kept: int = 0
    removed: int = 0
    others: int = 0  # files in the site's folder that no build made; counted when there is something to do
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        return 1 if self.problems else 0

    def summary(self) -> str:
        """One line: `12 files written, 340 kept, 1 removed in 3.2 s`."""
        files = "file" if self.written == 1 else "files"
        told = f"{self.written} {files} written, {self.kept} kept, {self.removed} removed in {self.seconds:.1f} s"
        if self.others:
            told += f"; {self.others} {'file' if self.others == 1 else 'files'} not of the site left alone"
        return told


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
        before = State.read(workspace).forgotten() if full else State.read(workspace)
        shown = load_office(workspace).site.drafts if drafts is None else drafts
        packs, seen, wrong = shelf.load(workspace).checked(workspace.root, before.files)
        report.problems += [*packs.problems, *(_damage(workspace, held) for held in wrong)]
        inputs = sources(workspace, packs, seen, shown, freshness.state(workspace))
        if not report.problems and before.inputs == inputs and _stands(workspace.site, before):
            report.kept = len(before.made)
        else:
            _bring(workspace, packs, shown, before, State(None, dict(before.made), seen), report, jobs, tell)
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
    """Makes what must be made, removes what is gone, and notes it all in `now`, which begins with what was noted."""
    from .pieces import plan  # only now: it brings pandas and the templates

    tables, _ = freshness.opened(workspace)
    inputs = sources(workspace, packs, now.files, drafts, tables)
    work = plan(workspace, packs, drafts, before)
    _ready(workspace.site)
    now.made |= {path: due(path, before.made.get(path)) for path in work.wanted} | work.kept
    now.write(workspace)
    report.kept = len(work.kept)
    fresh: set[str] = set()
    saved, done = time.monotonic(), 0

    def finished(outcome: forks.Outcome[list[Note]]) -> None:
        nonlocal saved, done
        if outcome.error is not None:
            report.problems.append(f"{outcome.name}: {outcome.error.describe()}")
        for note in outcome.result or ():
            if note.problem:
                report.problems.append(f"{note.path}: {note.problem}")
            else:
                now.made[note.path] = note
                fresh.add(note.path)
        done += 1
        if tell is not None:
            tell(done, len(work.pieces))
        if time.monotonic() - saved > _SAVE:
            now.write(workspace)
            saved = time.monotonic()

    with _settled():
        forks.run(work.pieces, jobs or os.cpu_count() or 1, on_done=finished)
    report.written = len(fresh)
    stay = work.kept.keys() | fresh
    if report.problems:
        stay |= work.wanted  # of what could not be made the last good one
    else:
        now.inputs, now.bundles = inputs, work.bundles  # else the next build looks at everything again
    gone = now.made.keys() - stay
    report.removed = _remove(workspace.site, gone)
    now.made = {path: note for path, note in now.made.items() if path in stay}
    report.others = _others(workspace.site, stay)
    now.write(workspace)


def _ready(root: Path) -> None:
    """Raises RenderError when nothing can be written to the site's folder: told once, and not of every page."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        if not os.access(root, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise unwritable(root, error) from error


@contextlib.contextmanager
def _settled() -> Iterator[None]:
    """What is loaded by now stays where it is in memory, so that forks share it."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _remove(root: Path, gone: Iterable[str]) -> int:
    """Removes these files, and the folders that are empty without them; the number of files that were there."""
    there = [path for path in gone if (root / path).is_file()]
    try:
        for path in there:
            (root / path).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(root / path, error) from error
    folders = {folder for path in there for folder in Path(path).parents} - {Path()}
    for folder in sorted(folders, key=lambda folder: -len(folder.parts)):
        with contextlib.suppress(OSError):
            (root / folder).rmdir()  # those that are empty
    return len(there)


def _others(root: Path, made: Set[str]) -> int:
    """The number of files that no build made. What a build that was killed left half-written is removed."""
    count = 0
    for place, folders, names in os.walk(root):
        folders[:] = [folder for folder in folders if not folder.startswith(".")]  # a repository, say
        below = Path(place).relative_to(root)
        for name in names:
            if _HALF.fullmatch(name):
                Path(place, name).unlink(missing_ok=True)
            else:
                count += (below / name).as_posix() not in made
    return count
