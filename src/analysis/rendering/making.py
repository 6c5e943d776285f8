"""Making one pack: notebooks, assembly, exports, manifest; put in place as a whole."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from .. import briefing
from ..errors import RenderError
from ..exhibits.context import Context
from ..paths import Workspace
from . import editions, execution, exporting, freshness, letterhead, manifest, packs
from .assembly import FILES
from .editions import DRAFT, Edition
from .limits import Limits
from .packs import Format, Pack
from .parameters import Parameters
from .targets import Place


class Progress(Protocol):
    """Who is told how a pack comes along. `tick` is called often and must be quick."""

    def begin(self, name: str) -> None: ...

    def done(self, name: str, failed: bool) -> None: ...

    def tick(self) -> None: ...

    def waiting(self, name: str) -> None: ...


class Silent:
    """Tells nobody."""

    def begin(self, name: str) -> None: ...

    def done(self, name: str, failed: bool) -> None: ...

    def tick(self) -> None: ...

    def waiting(self, name: str) -> None: ...


@dataclass
class Made:
    """What came of one pack: where it lies, sizes of its files in bytes, seconds by stage, and what failed.

    `published` is false when nothing could be made and the last good pack (if any) still stands; `reused` is
    true when another run had made it meanwhile, so that nothing was left to do.
    """

    target: str
    files: dict[str, int] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)
    notebooks: dict[str, float] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)
    published: bool = False
    reused: bool = False
    kept_at: str | None = None  # where failed notebooks lie when nothing was published

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.stages[name] = self.stages.get(name, 0.0) + time.perf_counter() - started


@dataclass(frozen=True)
class Order:
    """What to make and with what; `edition` is what it goes out as, `state` the state of everything that the run began
    with (`freshness.state`), noted beside the pack, and `force` makes it even if it is as it should be.
    """

    workspace: Workspace
    pack: Pack
    parameters: Parameters
    context: Context
    formats: Sequence[Format]
    place: Place
    state: str = ""
    force: bool = False
    edition: Edition = DRAFT

    @property
    def relative(self) -> str:
        """The pack's place below any target."""
        return packs.place_of(self.pack.name, self.parameters)


@dataclass(frozen=True)
class Means:
    """What to make it with: processes beside each other, a warm exporter if one is kept, limits, who is told."""

    jobs: int = 1
    exporter: exporting.Exporter | None = None
    limits: Limits | None = None
    progress: Progress = field(default_factory=Silent)


class _Reused(Exception):
    """Leaves the staging block: there is nothing to do."""


class AbandonedError(RenderError):
    """Leaves the staging block without publishing, and carries what is known."""

    def __init__(self, made: Made) -> None:
        self.made = made
        names = ", ".join(f["name"] for f in made.failures)
        super().__init__(
            "Nothing could be made of this pack; the last good one, if any, still stands.",
            where=made.target,
            found=f"failed: {names}",
            hint=f"see the notebooks in {made.kept_at}" if made.kept_at else None,
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.made,))


def make(order: Order, means: Means, stages: Mapping[str, float] | None = None) -> Made:
    """Makes one pack and puts it in its place. `stages` are seconds already spent on it, for the report.

    What could be made is made; what failed is in `failures` and in the manifest. Raises RenderError before
    any work when the place cannot be written to, a notebook is missing, or another run holds the pack, and
    AbandonedError when nothing could be made of it.
    """
    place = order.place
    made = Made(place.name, stages=dict(stages or {}))
    paths = packs.notebook_paths(order.workspace, order.pack)
    execution.check(paths, order.parameters)
    made_from = manifest.inputs(
        order.workspace, order.pack, order.parameters, paths, order.context, order.edition
    )
    waited: list[bool] = []

    def wait() -> None:
        waited.append(True)
        means.progress.waiting(place.name)

    try:
        with place.staged(on_wait=wait) as folder:
            release = editions.stamp(order.workspace, order.relative)
            if _released_meanwhile(order) or (waited and not order.force and _made_meanwhile(order, made_from)):
                raise _Reused
            limits = means.limits or order.pack.limits.engine()
            with made.stage("notebooks"), briefing.confined(order.parameters.period, order.parameters.unit):
                runs = execution.run(
                    paths,
                    order.parameters,
                    folder / "notebooks",
                    jobs=means.jobs,
                    limits=limits,
                    on_start=means.progress.begin,
                    on_done=lambda run: means.progress.done(run.name, run.failure is not None),
                    on_tick=means.progress.tick,
                )
            made.notebooks = {run.name: run.seconds for run in runs}
            made.failures += [_notebook_failure(run) for run in runs if run.failure is not None]
            if all(run.failure is not None for run in runs):
                raise _abandoned(order, made, folder)
            found = _complete(order, means, folder, made, runs, made_from)
    except _Reused:
        made.reused = True
        return made
    place.forget_failed()
    made.published = True
    with contextlib.suppress(RenderError):  # the pack is there; without a note the next run looks more closely
        freshness.record(place, order.state, found, _report(made, order), release)
    return made


def _made_meanwhile(order: Order, made_from: Mapping[str, Any]) -> bool:
    """Whether the run that we waited for has made just this pack."""
    return freshness.judge(order.place, made_from, order.formats).reusable


def _released_meanwhile(order: Order) -> bool:
    """Whether a working pack was released since the run was planned: what it was to make is no edition any more."""
    if order.place.name != str(order.workspace.reports / order.relative):
        return False  # of other places nobody keeps a record
    now = editions.of(order.workspace, order.relative)
    return len(now.revisions) != len(order.edition.revisions)


def _complete(
    order: Order,
    means: Means,
    folder: Path,
    made: Made,
    runs: Sequence[execution.NotebookRun],
    made_from: Mapping[str, Any],
) -> dict[str, Any]:
    """From executed notebooks to a whole staging folder; the manifest written into it."""
    from .annexes import annexes
    from .assembly import assemble

    with made.stage("assembly"):
        executed = [(run, run.executed()) for run in runs]
        kept = [] if made.failures else _kept(order, made_from, folder)
        there = [f for f in order.pack.formats if f in order.formats or FILES[f] in kept]
        lang = order.parameters.lang
        notebook = assemble(
            order.pack,
            order.parameters,
            order.context,
            executed,
            there,
            annexes,
            edition=order.edition.entry(lang),
            office=letterhead.shown(order.workspace, lang),
        )
    with made.stage("exports"):
        outcomes = _export(notebook, order.formats, folder, means)
    for outcome in outcomes:
        made.stages[outcome.name] = outcome.seconds
        if outcome.error is not None:
            made.failures.append(
                {
                    "kind": "export",
                    "name": outcome.name,
                    "error": str(outcome.error),
                    "detail": outcome.detail,
                }
            )
    if all(outcome.error is not None for outcome in outcomes):
        raise _abandoned(order, made, folder)
    with made.stage("writing"):
        new = [FILES[f] for f, o in zip(order.formats, outcomes, strict=True) if o.error is None]
        told = [{k: v for k, v in f.items() if k not in ("detail", "traceback")} for f in made.failures]
        written = (*new, *kept)
        found = manifest.compose(made_from, order.context, executed, folder, written, told)
        manifest.write(folder, found)
        made.files = {name: (folder / name).stat().st_size for name in sorted((*written, manifest.NAME))}
    return found


def _abandoned(order: Order, made: Made, folder: Path) -> AbandonedError:
    """Nothing could be made; the notebooks as executed are kept for a person, where there is room for them."""
    with contextlib.suppress(OSError):
        made.kept_at = order.place.keep_failed(folder / "notebooks")
    return AbandonedError(made)


def _kept(order: Order, made_from: Mapping[str, Any], folder: Path) -> list[str]:
    """Files of formats that were not asked for, taken over from the pack before, since nothing has changed."""
    others = [f for f in order.pack.formats if f not in order.formats]
    good = freshness.judge(order.place, made_from, others).good if others else ()
    kept = []
    for name in (manifest.file_name(f) for f in good):
        data = order.place.read(name)
        if data is not None:
            (folder / name).write_bytes(data)
            kept.append(name)
    return kept


def _export(notebook: Any, formats: Sequence[Format], folder: Path, means: Means) -> list[Any]:
    told: dict[str, Callable[..., None]] = {
        "on_start": means.progress.begin,
        "on_done": lambda o: means.progress.done(o.name, o.error is not None),
        "on_tick": means.progress.tick,
    }
    if means.exporter is not None:
        return means.exporter.export(notebook, formats, folder, **told)
    return exporting.export_beside(notebook, formats, folder, jobs=means.jobs, **told)


def _notebook_failure(run: execution.NotebookRun) -> dict[str, Any]:
    assert run.failure is not None
    return {
        "kind": "notebook",
        "name": run.name,
        "cell": run.failure.cell,
        "error": f"{run.failure.name}: {run.failure.message}",
        "traceback": run.failure.traceback,
    }


def _report(made: Made, order: Order) -> dict[str, Any]:
    return {
        "parameters": order.parameters.given(),
        "stages": made.stages,
        "notebooks": made.notebooks,
        "files": made.files,
        "failures": [{k: v for k, v in f.items() if k != "traceback"} for f in made.failures],
    }
