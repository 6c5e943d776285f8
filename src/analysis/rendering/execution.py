"""Executing the notebooks of a pack: papermill, through our engine, several at once."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import RenderError
from ..paths import WORKSPACE_VARIABLE, Workspace
from . import forks, memory
from .limits import Limits
from .notebook_files import read_back, written
from .parameters import Parameters, check_notebook, read_notebook

CELL_SECONDS = 300.0
NOTEBOOK_SECONDS = 900.0
MEMORY = 2 * memory.GB  # beyond what the warm process has
ENGINE = "briefing"
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_MARKER = "papermill-error-cell-tag"


@dataclass(frozen=True)
class Failure:
    """Where and how a notebook failed. `cell` counts the notebook's own cells from 1."""

    cell: int
    source: str
    name: str
    message: str
    traceback: str

    def __str__(self) -> str:
        return f"cell {self.cell}: {self.name}: {self.message}"


@dataclass(frozen=True)
class NotebookRun:
    """One executed notebook: its name, the file it was kept in, the seconds it took, its failure if any,
    and the notebook itself where it is in memory still.
    """

    name: str
    path: Path
    seconds: float
    failure: Failure | None = None
    notebook: Any = field(default=None, compare=False, repr=False)

    def executed(self) -> Any | None:
        """The notebook as executed, from memory or from its file; None when there is neither."""
        if self.notebook is None and self.path.is_file():
            return read_back(self.path)
        return self.notebook


def default_jobs() -> int:
    """The number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def quick_imports() -> Iterator[None]:
    """While papermill and nbconvert are imported, leaves out what takes longer than both.

    jsonschema offers checks of internationalised addresses and of durations where certain packages are
    installed, and they compile grammars and load calendars when imported. No notebook schema asks for them.
    """
    absent = [name for name in ("rfc3987_syntax", "isoduration") if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


def warm(workspace: Workspace) -> None:
    """Imports once, in this process, what every notebook needs, and points notebooks to the workspace."""
    os.environ[WORKSPACE_VARIABLE] = str(workspace.root)
    with quick_imports():
        for name in ("papermill", "analysis.briefing", "IPython.display", "pandas.io.formats.html"):
            importlib.import_module(name)
    for package in ("analysis.indicators", "analysis.exhibits"):
        module = importlib.import_module(package)
        for found in pkgutil.walk_packages(module.__path__, f"{package}."):
            importlib.import_module(found.name)
    importlib.import_module("analysis.exhibits.chart").warm()
    importlib.import_module("analysis.rendering.shell").warm()


def check(paths: Sequence[Path], parameters: Parameters) -> None:
    """Raises RenderError or UnknownParameter when a notebook is none, or does not take the parameters."""
    for path in paths:
        check_notebook(read_notebook(path), parameters.given(), path)


def run(
    paths: Sequence[Path],
    parameters: Parameters,
    folder: Path,
    *,
    jobs: int = 1,
    limits: Limits | None = None,
    on_start: Callable[[str], None] | None = None,
    on_done: Callable[[NotebookRun], None] | None = None,
    on_tick: Callable[[], None] | None = None,
) -> list[NotebookRun]:
    """Executes the notebooks into `folder`, each in a process of its own, at most `jobs` at once.

    One that fails does not stop the others: it is kept with its error, and its run has a `failure`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    limits = limits or Limits(CELL_SECONDS, NOTEBOOK_SECONDS, MEMORY)
    tasks = [forks.Task(path.stem, _work(path, parameters, folder, limits)) for path in paths]

    def done(outcome: forks.Outcome[NotebookRun]) -> None:
        if on_done:
            on_done(_run_of(outcome, folder))

    outcomes = forks.run(tasks, jobs, on_start=on_start, on_done=done, on_tick=on_tick)
    return [_run_of(outcome, folder) for outcome in outcomes]


def _run_of(outcome: forks.Outcome[NotebookRun], folder: Path) -> NotebookRun:
    if outcome.result is not None:
        return replace(outcome.result, seconds=outcome.seconds)
    error = outcome.error or RenderError("nothing came back")
    failure = Failure(0, "", type(error).__name__, str(error), outcome.detail)
    return NotebookRun(outcome.name, folder / f"{outcome.name}.ipynb", outcome.seconds, failure)


def _work(
    path: Path, parameters: Parameters, folder: Path, limits: Limits
) -> Callable[[], NotebookRun]:
    here = os.getpid()

    def work() -> NotebookRun:
        run = execute(path, parameters, folder / path.name, limits)
        return (
            run if os.getpid() == here else replace(run, notebook=None)
        )  # a pipe is no quicker than the file

    return work


def execute(path: Path, parameters: Parameters, output: Path, limits: Limits) -> NotebookRun:
    """Executes one notebook and keeps it at `output`, failed or not."""
    from papermill.exceptions import PapermillExecutionError

    logging.getLogger("papermill").setLevel(logging.WARNING)
    kept: list[Any] = []
    failure = None
    try:
        _papermill(path, parameters, limits, kept.append)
    except PapermillExecutionError as error:
        failure = Failure(
            _own_cell(kept[0], error),
            error.source,
            error.ename,
            error.evalue,
            _ANSI.sub("", "\n".join(error.traceback)),
        )
    notebook = _tidied(kept[0])
    output.write_text(written(notebook), encoding="utf-8")
    return NotebookRun(path.stem, output, 0.0, failure, notebook)


def _papermill(
    path: Path, parameters: Parameters, limits: Limits, sink: Callable[[Any], None]
) -> None:
    """What `papermill.execute_notebook` does, by its own functions; but it neither fills braces in paths, nor
    writes the notebook out (it does, slowly, even where there is no path to write to).
    """
    from papermill import execute as steps
    from papermill.engines import papermill_engines
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    notebook = parameterize_notebook(load_notebook_node(str(path)), parameters.given(), engine_name=ENGINE)
    notebook = steps.prepare_notebook_metadata(notebook, path.name, f"notebooks/{path.name}")
    notebook = steps.remove_error_markers(notebook)
    with steps.chdir(str(path.parent)):
        papermill_engines.execute_notebook_with_engine(
            ENGINE,
            notebook,
            kernel_name=papermill_engines.nb_kernel_name(ENGINE, notebook),
            input_path=path.name,
            output_path=None,
            progress_bar=False,
            log_output=False,
            execution_timeout=limits.cell,
            notebook_timeout=limits.notebook,
            memory_limit=limits.memory,
            sink=sink,
        )
    steps.raise_for_execution_errors(notebook, None)


def _own_cell(notebook: Any, error: Any) -> int:
    """The number of the failed cell among the notebook's own, without those that papermill adds."""
    number = 0
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if _MARKER not in tags and "injected-parameters" not in tags:
            number += 1
        if cell.get("source") == error.source and cell.metadata.get("papermill", {}).get("exception"):
            break
    return number


def _tidied(notebook: Any) -> Any:
    """With ids that do not change from run to run."""
    for number, cell in enumerate(notebook.cells):
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags or _MARKER in tags:
            cell["id"] = f"papermill-{number}"
    return notebook
