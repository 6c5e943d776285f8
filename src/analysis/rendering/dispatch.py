"""Hands jobs to processes of this machine or of a cluster, and gives their results as they come."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ..errors import BriefingError
from ..paths import Workspace
from .jobs import Job, JobResult

_LAST_RESORT = 3600.0  # seconds after which a worker that hangs outside of any cell or export is replaced


@dataclass
class Crew:
    """Who makes packs of these periods: so many processes, or the workers of a Dask scheduler. `shared` says whether
    those see this machine's folders; `alone` that only this process can write to the target.

    `note` is what the executor has to say where it is not the one asked for, `ready` the seconds that imports and
    tables took.
    """

    workspace: Workspace
    periods: Sequence[str]
    processes: int
    scheduler: str | None = None
    shared: bool = True
    alone: bool = False
    note: str = field(default="", init=False)
    ready: float = field(default=0.0, init=False)

    def each(
        self,
        perform: Callable[[Job], JobResult],
        todo: Sequence[Job],
        on_tick: Callable[[], None] | None = None,
    ) -> Iterator[tuple[Job, JobResult]]:
        """Every job with its result, in the order in which they finish. `perform` is a function at the top of a module,
        or a partial of one.
        """
        from . import executors, jobs

        began = time.perf_counter()
        if not self.scheduler:  # in this process, of which the workers are forks
            jobs.warm(str(self.workspace.root), self.periods)
        self.ready = time.perf_counter() - began
        try:
            with self._executor(len(todo)) as executor:
                self.note = getattr(executor, "note", "")
                for job, future in executors.each(executor, perform, todo, on_tick=on_tick):
                    yield job, _result(future, job)
        finally:
            jobs.close()

    def _executor(self, tasks: int) -> Any:
        from . import executors, jobs

        data = None
        if self.scheduler and not self.shared:
            from . import bundle

            data = bundle.pack(self.workspace)  # the workers get a copy of the workspace
        return executors.choose(
            1 if self.alone else self.processes,
            self.scheduler,
            tasks=tasks,
            workspace=self.workspace.root,
            initializer=partial(jobs.warm, periods=list(self.periods)),
            bundle=data,
            seconds=_LAST_RESORT,
        )


def _result(future: Future[JobResult], job: Job) -> JobResult:
    """The future's result; a job that was lost with its worker is a failure like any other."""
    error = future.exception()
    if error is None:
        return future.result()
    if not isinstance(error, Exception):
        raise error
    where = job.target.place(job.place).name
    if isinstance(error, BriefingError):
        return JobResult("failed", where, problems=[error.describe()])
    failure = {
        "kind": "pack",
        "name": job.place,
        "error": f"{type(error).__name__}: {error}",
        "traceback": "".join(traceback.format_exception(error)),
    }
    return JobResult("failed", where, failures=[failure])
