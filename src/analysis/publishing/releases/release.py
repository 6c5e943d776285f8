"""The whole of a release, one at a time: finish what was left, check, make again, freeze, put in force."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from ...errors import RenderError
from ...paths import Workspace
from ...rendering.dispatch import Crew
from ...rendering.editions import Edition, in_force
from ...rendering.execution import default_jobs
from ...rendering.jobs import JobResult
from ...rendering.telling import Bar, count
from . import freeze
from .check import Candidate, Problem, check
from .choosing import Request
from .lock import held


@dataclass
class Outcome:
    """What came of it. All packs meant are released, or none is: then `problems` or `failed` say why.

    `unchanged` say what their last revision says, so nothing was released anew; `late` are working places that could
    not be written to; `finished` says that an earlier release which was interrupted has been brought to its end.
    """

    released: dict[str, Edition] = field(default_factory=dict)
    unchanged: dict[str, Edition] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    failed: dict[str, JobResult] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)
    unverified: tuple[str, ...] = ()
    finished: bool = False

    @property
    def exit_code(self) -> int:
        return 1 if self.problems or self.failed or self.late else 0


def release(workspace: Workspace, asked: Request, on_wait: Callable[[str], None] | None = None) -> Outcome:
    """Releases the packs asked for. `on_wait` is told who holds the lock, if somebody does.

    Raises UsageError when what is asked for does not exist, DataError when the sheets break their rules, RenderError
    when nothing can be written or another release takes too long.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # as for rendering: each notebook has a core
    request = asked.checked()
    with held(workspace, request.by, on_wait=on_wait):
        outcome = Outcome()
        outcome.finished = in_force(workspace)
        outcome.late += _finish(workspace)
        found = check(workspace, request)
        outcome.unchanged, outcome.problems = found.unchanged, found.problems
        outcome.unverified = found.unverified
        if found.problems or not found.candidates:
            return outcome
        outcome.failed = _make(workspace, request, found.candidates, found.state)
        if outcome.failed:
            return outcome
        try:
            freeze.clear(workspace)
            for candidate in found.candidates:
                freeze.freeze(workspace, candidate)
            freeze.put_in_force(workspace, [candidate.place for candidate in found.candidates])
        except OSError as error:
            raise _not_written(workspace, error, "Nothing was released: what was made could not be frozen.") from error
        outcome.released = {candidate.place: candidate.edition for candidate in found.candidates}
        outcome.late += _finish(workspace, found.state)
    return outcome


def _finish(workspace: Workspace, state: str = "") -> list[str]:
    try:
        return freeze.finish(workspace, state)
    except OSError as error:
        message = "The packs are released, but what a release leaves behind could not be tidied up."
        raise _not_written(workspace, error, message) from error


def _not_written(workspace: Workspace, error: OSError, message: str) -> RenderError:
    return RenderError(
        message,
        where=workspace.released,
        found=error.strerror or str(error),
        hint="free space, or mend the folder, then give the same command again",
    )


def _make(
    workspace: Workspace, request: Request, candidates: list[Candidate], state: str
) -> dict[str, JobResult]:
    """Makes every pack that a release killed before has not made already; what failed, by its place."""
    todo = [candidate for candidate in candidates if not freeze.is_made(workspace, candidate)]
    if not todo:
        return {}
    processes = request.jobs or default_jobs()
    crew = Crew(workspace, [request.period], processes)
    beside = processes if len(todo) == 1 else 1
    ordered = [freeze.job(workspace, candidate, state, beside) for candidate in todo]
    failed = {}
    with Bar(len(todo), count(len(todo), "pack")) as bar:
        for job, result in crew.each(freeze.perform, ordered, bar.tick):
            bar.pack_done(result)
            if result.status not in ("made", "reused"):
                failed[job.place] = result
    for candidate in todo:
        if candidate.place not in failed and not freeze.is_made(workspace, candidate):
            text = "It came out otherwise than it was checked: what it is made from changed meanwhile. Try again."
            failed[candidate.place] = JobResult("failed", candidate.place, problems=[text])
    return failed
