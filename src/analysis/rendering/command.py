"""What `briefing render` does: checks its wishes, runs the checks, makes each pack, says what came of it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from ..errors import BriefingError, UsageError
from ..paths import Workspace
from ..vocabulary.agencies import agencies
from . import atomic, execution, packs
from .making import Made, make
from .packs import Pack
from .parameters import Parameters, check_period, validate

if TYPE_CHECKING:
    from ..exhibits.context import Context

ALL_UNITS = "all"
LATEST = "latest"
UNIT_KINDS = ("province", "ministry", "ministerial")


def render(
    workspace: Workspace,
    pack: str,
    periods: Sequence[str],
    unit: str | None,
    lang: str,
    formats: Iterable[str] | None,
    jobs: int | None,
    console: Console,
) -> int:
    """Makes the packs and returns the exit code: 0 all well, 1 something failed or an error finding stands.

    Raises UsageError (exit code 2) before any work when something asked for does not exist. No period, or the
    word `latest`, means the last month in which a document became known.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # each notebook has a core; threads in numpy would be in each other's way
    chosen = packs.find(workspace, pack)
    wanted = packs.formats(chosen, formats)
    if jobs is not None and jobs < 1:
        raise UsageError("The number of jobs must be at least 1.", found=str(jobs), where="--jobs")
    units = _units(chosen, unit)
    wishes = [
        validate({"period": p, "lang": lang} | ({"unit": u} if u else {}))
        for p in dict.fromkeys(periods)
        if p != LATEST
        for u in units
    ]
    atomic.check_writable(workspace.reports)
    made_ready = time.perf_counter()
    execution.warm(workspace)
    from .. import briefing
    from ..tables.store import Store

    store = Store.open(workspace)
    if not periods or LATEST in periods:
        wishes += [validate({"period": str(store.latest), "lang": lang} | ({"unit": u} if u else {})) for u in units]
    known = [(row["known_from"].date(), row["number"]) for row in store.tables["documents"].to_dict("records")]
    for wish in wishes:
        check_period(wish.period, known)
    results: list[_Result] = []
    started = time.perf_counter()
    first = {"imports and tables": started - made_ready}
    with _Bar(len(wishes) * (len(chosen.notebooks) + len(wanted))) as bar:
        for wish in dict.fromkeys(wishes):
            bar.pack(wish, chosen)
            begun = time.perf_counter()
            try:
                context = briefing.start(wish.period, wish.lang, workspace=str(workspace.root))
                stop = _errors(context)
                checked = time.perf_counter() - begun
                made = (
                    None
                    if stop
                    else make(
                        workspace,
                        chosen,
                        wish,
                        context,
                        wanted,
                        progress=bar,
                        jobs=jobs or execution.default_jobs(),
                        stages={**first, "checks": checked},
                    )
                )
                results.append(_Result(wish, time.perf_counter() - begun, made, stop))
            except BriefingError as error:
                if isinstance(error, UsageError):
                    raise
                results.append(_Result(wish, time.perf_counter() - begun, None, [error.describe()]))
            first = {}
    for result in results:
        result.tell(console, workspace)
    return 0 if all(result.well for result in results) else 1


def _units(pack: Pack, unit: str | None) -> list[str | None]:
    if unit == ALL_UNITS and pack.units == "agencies":
        return [agency.id for agency in agencies().values() if agency.kind in UNIT_KINDS]
    packs.check_unit(pack, unit)
    return [unit]


def _errors(context: Context) -> list[str]:
    """What stops rendering: findings that say that our own data is wrong."""
    return [
        f"{finding.message(context.lang)} ({', '.join(filter(None, (finding.document, finding.locator)))})"
        for finding in context.findings
        if finding.severity == "error"
    ]


@dataclass(frozen=True)
class _Result:
    """What came of one wish; `problems` are the reasons when nothing was made."""

    wish: Parameters
    seconds: float
    made: Made | None
    problems: Sequence[str] = ()

    @property
    def well(self) -> bool:
        return self.made is not None and not self.made.failures

    def tell(self, console: Console, workspace: Workspace) -> None:
        """A few lines for a person: the folder, its files with their sizes, the seconds by stage, what
        failed.
        """
        asked = " ".join(str(part) for part in (self.wish.period, self.wish.lang, self.wish.unit) if part)
        if self.made is None:
            console.print(f"✗ {asked}: nothing was made; the last good pack, if any, still stands", soft_wrap=True)
            for problem in self.problems:
                console.print(_indented(problem), soft_wrap=True)
            return
        sign = "✓" if self.well else "✗"
        console.print(f"{sign} {asked}: {_below(self.made.target, workspace)} in {self.seconds:.1f} s", soft_wrap=True)
        for name, size in self.made.files.items():
            console.print(f"    {name:<16}{_size(size):>10}", soft_wrap=True)
        console.print(
            "    " + " · ".join(f"{name} {seconds:.1f} s" for name, seconds in self.made.stages.items()),
            soft_wrap=True,
        )
        for failure in self.made.failures:
            where = f", cell {failure['cell']}" if failure.get("cell") else ""
            console.print(
                _indented(f"✗ {failure['kind']} {failure['name']}{where}: {failure['error']}"), soft_wrap=True
            )
            if failure["kind"] == "notebook":
                kept = self.made.target / "notebooks" / f"{failure['name']}.ipynb"
                console.print(f"      kept with its error: {_below(kept, workspace)}", soft_wrap=True)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _below(path: Path, workspace: Workspace) -> str:
    return str(path.relative_to(workspace.root)) if path.is_relative_to(workspace.root) else str(path)


def _size(size: int) -> str:
    """`1.2 MB`, `48 kB`, as file managers count."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{max(round(size / 1000), 1)} kB"


class _Bar:
    """The progress bar on standard error. It draws itself when told to: a drawing thread would forbid
    forks.
    """

    def __init__(self, total: int) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[now]}"),
            TimeElapsedColumn(),
            console=console,
            auto_refresh=False,
            transient=True,
            disable=not console.is_terminal,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task: TaskID = self._progress.add_task("", total=total, now="")
        self._running: list[str] = []
        self._drawn = 0.0

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def pack(self, wish: Parameters, pack: Pack) -> None:
        """A new pack begins."""
        name = " ".join(str(part) for part in (pack.name, wish.period, wish.lang, wish.unit) if part)
        self._progress.update(self._task, description=name)
        self._draw()

    def begin(self, name: str) -> None:
        self._running.append(name)
        self._draw()

    def done(self, name: str, failed: bool) -> None:
        self._running.remove(name)
        self._progress.advance(self._task)
        self._draw()

    def tick(self) -> None:
        if time.monotonic() - self._drawn > 0.2:
            self._draw()

    def waiting(self, target: Path) -> None:
        self._progress.update(self._task, now=f"waiting for another run to finish {target.name}")
        self._progress.refresh()

    def _draw(self) -> None:
        self._progress.update(self._task, now=", ".join(self._running))
        self._progress.refresh()
        self._drawn = time.monotonic()
