"""Making one pack: notebooks, assembly, exports, manifest; put in place as a whole."""

from __future__ import annotations

import contextlib
import importlib
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ..errors import RenderError
from ..exhibits.context import Context
from ..paths import Workspace
from . import atomic, execution, forks, manifest, packs
from .assembly import FILES, for_exporter
from .engine import Limits
from .packs import Format, Pack
from .parameters import Parameters, read_notebook


class Progress(Protocol):
    """Who is told how a pack comes along. `tick` is called often and must be quick."""

    def begin(self, name: str) -> None: ...

    def done(self, name: str, failed: bool) -> None: ...

    def tick(self) -> None: ...

    def waiting(self, target: Path) -> None: ...


class Silent:
    """Tells nobody."""

    def begin(self, name: str) -> None: ...

    def done(self, name: str, failed: bool) -> None: ...

    def tick(self) -> None: ...

    def waiting(self, target: Path) -> None: ...


@dataclass
class Made:
    """What came of one pack: where it lies, sizes of its files in bytes, seconds by stage, and what failed.

    `published` is false when nothing could be made and the last good pack (if any) still stands.
    """

    target: Path
    files: dict[str, int] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)
    notebooks: dict[str, float] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)
    published: bool = False
    kept_at: Path | None = None  # where failed notebooks lie when nothing was published

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.stages[name] = self.stages.get(name, 0.0) + time.perf_counter() - started


def make(
    workspace: Workspace,
    pack: Pack,
    parameters: Parameters,
    context: Context,
    formats: Sequence[Format],
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    limits: Limits | None = None,
    stages: Mapping[str, float] | None = None,
) -> Made:
    """Makes one pack and puts it in its place. `stages` are seconds already spent on it, for the report.

    What could be made is made; what failed is in `failures` and in the manifest. Raises RenderError before
    any work when the reports folder cannot be written to, a notebook is missing, or another run holds the
    pack.
    """
    progress = progress or Silent()
    target = packs.folder(workspace, pack, parameters)
    made = Made(target, stages=dict(stages or {}))
    paths = packs.notebook_paths(workspace, pack)
    execution.check(paths, parameters)
    with atomic.staged(target, on_wait=lambda: progress.waiting(target)) as folder:
        with made.stage("notebooks"):
            runs = execution.run(
                paths,
                parameters,
                folder / "notebooks",
                jobs=jobs,
                limits=limits,
                on_start=progress.begin,
                on_done=lambda run: progress.done(run.name, run.failure is not None),
                on_tick=progress.tick,
            )
        made.notebooks = {run.name: run.seconds for run in runs}
        made.failures += [_notebook_failure(run) for run in runs if run.failure is not None]
        if all(run.failure is not None for run in runs):
            made.kept_at = _keep_failed(folder, target)
            raise AbandonedError(made)
        _complete(workspace, pack, parameters, context, formats, folder, made, runs, paths, jobs, progress)
    shutil.rmtree(_failed_folder(target), ignore_errors=True)
    made.published = True
    _report(made, parameters)
    return made


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


def _complete(
    workspace: Workspace,
    pack: Pack,
    parameters: Parameters,
    context: Context,
    formats: Sequence[Format],
    folder: Path,
    made: Made,
    runs: Sequence[execution.NotebookRun],
    paths: Sequence[Path],
    jobs: int,
    progress: Progress,
) -> None:
    """From executed notebooks to a whole staging folder."""
    from .annexes import annexes
    from .assembly import assemble

    with made.stage("assembly"):
        executed = [(run, read_notebook(run.path) if run.path.is_file() else None) for run in runs]
        made_from = manifest.inputs(workspace, pack, parameters, paths)
        wanted = [FILES[f] for f in formats]
        kept = [] if made.failures else manifest.still_good(made.target, made_from, wanted)
        for name in kept:
            shutil.copy2(made.target / name, folder / name)
        there = [f for f in pack.formats if FILES[f] in wanted or FILES[f] in kept]
        notebook = assemble(pack, parameters, context, executed, there, annexes)
    with made.stage("exports"):
        tasks = [forks.Task(f, _export(f, notebook, folder / FILES[f])) for f in _slowest_first(formats)]
        outcomes = forks.run(
            tasks,
            jobs,
            forked=_exports_may_fork(),
            on_start=progress.begin,
            on_tick=progress.tick,
            on_done=lambda o: progress.done(o.name, o.error is not None),
        )
    for outcome in outcomes:
        made.stages[outcome.name] = outcome.seconds
        if outcome.error is not None:
            (folder / FILES[outcome.name]).unlink(missing_ok=True)  # type: ignore[index]
            made.failures.append(
                {
                    "kind": "export",
                    "name": outcome.name,
                    "error": str(outcome.error),
                    "detail": outcome.detail,
                }
            )
    if all(outcome.error is not None for outcome in outcomes):
        made.kept_at = _keep_failed(folder, made.target)
        raise AbandonedError(made)
    with made.stage("writing"):
        new = [FILES[o.name] for o in outcomes if o.error is None]  # type: ignore[index]
        told = [{k: v for k, v in f.items() if k not in ("detail", "traceback")} for f in made.failures]
        manifest.write(folder, manifest.compose(made_from, context, executed, folder, (*new, *kept), told))
        made.files = {name: (folder / name).stat().st_size for name in sorted((*new, *kept, manifest.NAME))}


def _exports_may_fork() -> bool:
    """Exports run in forks even when they run one by one: Typst starts threads of its own, which Python does
    not see, and a process that has used it cannot be forked for the next PDF. Where that has happened
    already (a test, a server), they run here."""
    return "typst" not in sys.modules


def _slowest_first(formats: Sequence[Format]) -> list[Format]:
    """So that on two cores the long one runs beside the two short ones."""
    return sorted(formats, key=("pdf", "html", "xlsx").index)


def _export(format: Format, notebook: Any, path: Path) -> Callable[[], int]:
    """A function that writes one output and returns its size in bytes."""

    def work() -> int:
        if format == "xlsx":
            from .workbook import workbook

            data = workbook(notebook)
        else:
            module, name = {"html": ("html", "BriefingHTMLExporter"), "pdf": ("pdf", "BriefingPDFExporter")}[format]
            with execution.quick_imports():
                exporter = getattr(importlib.import_module(f".{module}", __package__), name)
            output, _ = exporter().from_notebook_node(
                for_exporter(notebook, format), {"metadata": {"name": path.stem, "path": str(path.parent)}}
            )
            data = output if isinstance(output, bytes) else output.encode("utf-8")
        path.write_bytes(data)
        return len(data)

    return work


def _notebook_failure(run: execution.NotebookRun) -> dict[str, Any]:
    assert run.failure is not None
    return {
        "kind": "notebook",
        "name": run.name,
        "cell": run.failure.cell,
        "error": f"{run.failure.name}: {run.failure.message}",
        "traceback": run.failure.traceback,
    }


def _failed_folder(target: Path) -> Path:
    return target.parent / f"{target.name}.failed"


def _keep_failed(folder: Path, target: Path) -> Path:
    """Moves the notebooks of a pack that cannot be published beside it, where a person can open them."""
    place = _failed_folder(target)
    shutil.rmtree(place, ignore_errors=True)
    shutil.move(folder / "notebooks", place)
    return place


def report_path(target: Path) -> Path:
    """Where the report of the last run that made the pack lies, beside the pack: its seconds, which the
    pack omits.
    """
    return target.parent / f".{target.name}.run.json"


def _report(made: Made, parameters: Parameters) -> None:
    content: Mapping[str, Any] = {
        "parameters": parameters.given(),
        "stages": made.stages,
        "notebooks": made.notebooks,
        "files": made.files,
        "failures": [{k: v for k, v in f.items() if k != "traceback"} for f in made.failures],
    }
    path = report_path(made.target)
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    draft.replace(path)
