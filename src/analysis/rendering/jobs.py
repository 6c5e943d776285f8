"""One pack as a job that any process of any machine can do, and what comes of it."""

from __future__ import annotations

import atexit
import gc
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from ..errors import BriefingError
from ..exhibits.context import Context
from ..paths import Workspace
from . import execution, exporting, packs
from .editions import DRAFT, Edition
from .making import AbandonedError, Made, Means, Order, Progress, Silent, make
from .packs import Format
from .parameters import Parameters
from .targets import Target

Status = Literal["made", "reused", "failed", "skipped"]


@dataclass(frozen=True)
class Job:
    """What to make, from where and whereto; small and picklable.

    `workspace` is the root's path, `state` that of everything when the run began, `jobs` the processes that
    this one pack may use beside each other. `edition` is what it goes out as: only who plans knows what was released.
    """

    workspace: str
    pack: str
    parameters: Parameters
    formats: tuple[Format, ...]
    target: Target
    state: str = ""
    force: bool = False
    jobs: int = 1
    edition: Edition = DRAFT

    @property
    def place(self) -> str:
        """Where the pack lies below its target."""
        return packs.place_of(self.pack, self.parameters)

    def at(self, root: str) -> Job:
        """The same job on another copy of the workspace."""
        return replace(self, workspace=root)


@dataclass(frozen=True)
class JobResult:
    """What came of a job: its outcome, seconds in all and by stage, files with their bytes, failures.

    A failure has `kind` (notebook, export, pack), `name`, `error`, for a notebook its `cell` and `traceback`.
    `problems` are reasons in words when nothing was made.
    """

    status: Status
    target: str
    seconds: float = 0.0
    files: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, float] = field(default_factory=dict)
    failures: Sequence[Mapping[str, Any]] = ()
    problems: Sequence[str] = ()

    def entry(self) -> dict[str, Any]:
        """For the journal of the run."""
        found: dict[str, Any] = {"status": self.status, "seconds": round(self.seconds, 3)}
        if self.files:
            found["files"] = dict(self.files)
        if self.failures:
            found["failures"] = [dict(f) for f in self.failures]
        if self.problems:
            found["reasons"] = list(self.problems)
        return found


def warm(workspace: str, periods: Sequence[str] = ()) -> None:
    """Imports and loads, once in a process, what every job of these periods needs. Starts no thread."""
    root = Workspace(Path(workspace))
    execution.warm(root)
    exporting.warm()
    from .. import briefing
    from ..exhibits import theme
    from ..vocabulary.agencies import CENTRAL, agencies
    from . import annexes  # noqa: F401  # what each pack would import otherwise

    briefing.store(workspace)
    peers = ("province", *CENTRAL)
    for period in periods:
        briefing.ready(period, workspace=workspace)
    theme.warm(a.short(lang) for a in agencies().values() if a.kind in peers for lang in ("vi", "en"))
    gc.collect()
    gc.freeze()  # it stays for good: no collector, here or in a fork, need look at it again


_exporters: list[exporting.Exporter] = []


def _exporter() -> exporting.Exporter:
    """This process's warm exporter; begun with the first pack and ended with the process."""
    if not _exporters:
        _exporters.append(exporting.Exporter())
        atexit.register(close)
    return _exporters[0]


def close() -> None:
    """Ends this process's exporter, if any."""
    while _exporters:
        _exporters.pop().close()


def perform(job: Job, progress: Progress | None = None) -> JobResult:
    """Makes the pack. Whatever goes wrong with it is in the result and not raised."""
    began = time.perf_counter()
    place = job.target.place(job.place)
    try:
        made = _make(job, progress or Silent(), began)
    except AbandonedError as error:
        return JobResult(
            "failed",
            place.name,
            time.perf_counter() - began,
            stages=error.made.stages,
            failures=error.made.failures,
            problems=[error.describe()],
        )
    except BriefingError as error:
        return JobResult("failed", place.name, time.perf_counter() - began, problems=[error.describe()])
    seconds = time.perf_counter() - began
    if made.reused:
        return JobResult("reused", place.name, seconds, problems=["another run made or released it meanwhile"])
    status: Status = "failed" if made.failures else "made"
    return JobResult(status, place.name, seconds, made.files, made.stages, made.failures)


def _make(job: Job, progress: Progress, began: float) -> Made:
    from .. import briefing

    workspace = Workspace(Path(job.workspace))
    pack = packs.find(workspace, job.pack)
    wish = job.parameters
    context = briefing.start(wish.period, wish.lang, wish.unit, workspace=job.workspace)
    order = Order(
        workspace,
        pack,
        wish,
        context,
        job.formats,
        job.target.place(job.place),
        job.state,
        job.force,
        job.edition,
    )
    beside = job.jobs > 1
    means = Means(job.jobs, None if beside else _exporter(), progress=progress)
    return make(order, means, {"checks": time.perf_counter() - began})


def errors(context: Context) -> list[str]:
    """What stops rendering: findings that say that our own data is wrong."""
    return [
        f"{finding.message(context.lang)} ({', '.join(filter(None, (finding.document, finding.locator)))})"
        for finding in context.findings
        if finding.severity == "error"
    ]
