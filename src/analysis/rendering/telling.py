"""What `briefing render` says: a progress bar while it works, a few lines for each pack or for all of them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from ..paths import Workspace
from .jobs import JobResult
from .planning import Plan, Wish

SINGLY = 5  # up to so many packs are told one by one
_FAULTS = 20  # failed packs named on the console; the report has all
SIGNS = {"made": "✓", "reused": "=", "failed": "✗", "skipped": "–"}


class Teller:
    """Says things on one console, with paths as a person in the workspace would write them."""

    def __init__(self, console: Console, workspace: Workspace) -> None:
        self._console = console
        self._workspace = workspace

    def say(self, text: str) -> None:
        self._console.print(text, soft_wrap=True, markup=False, highlight=False)

    def explain(self, plan: Plan) -> None:
        """For each pack whether it would be made, and why."""
        for wish in plan.wishes:
            stops = plan.stopped.get(wish.parameters.period)
            if wish.verdict.reusable:
                self.say(f"= {wish.place}: nothing has changed")
            elif stops:
                self.say(f"– {wish.place}: an error in our own data stops it")
            elif wish.problem:
                self.say(f"✗ {wish.place}: nothing can be made of it")
                self.say(indented(wish.problem))
            else:
                what = "the released files would be brought back" if wish.verdict.restore else "would be made"
                self.say(f"+ {wish.place}: {what}{_of_revision(wish)}")
                for reason in wish.verdict.reasons:
                    self.say(f"    {reason.text}")
        todo = len(plan.to_make) + len(plan.to_restore)
        self.say(f"{count(len(plan.wishes), 'pack')}: {todo:,} to make. Nothing was made.")

    def results(self, results: Mapping[str, JobResult], seconds: float) -> None:
        """What came of the packs: singly when they are few, else in sum with what failed."""
        if len(results) <= SINGLY:
            for place, result in results.items():
                self._single(place, result)
            return
        counts = {status: sum(r.status == status for r in results.values()) for status in SIGNS}
        said = ", ".join(f"{n:,} {status}" for status, n in counts.items() if n)
        made = counts["made"] + counts["failed"]
        each = f", {seconds / made:.2f} s a pack" if made else ""
        self.say(f"{count(len(results), 'pack')}: {said} in {seconds:.1f} s{each}")
        wrong = [(p, r) for p, r in results.items() if r.status == "failed"]
        for place, result in wrong[:_FAULTS]:
            self._single(place, result)
        if len(wrong) > _FAULTS:
            self.say(f"  … and {len(wrong) - _FAULTS:,} more that failed; the report lists them")
        reasons = dict.fromkeys(t for r in results.values() if r.status == "skipped" for t in r.problems)
        for reason in reasons:
            self.say(indented(reason))

    def report(self, page: Path) -> None:
        self.say(f"Report of the run: {self.below(page)}")

    def _single(self, place: str, result: JobResult) -> None:
        """The folder, its files with their sizes, the seconds by stage, what failed."""
        sign = SIGNS[result.status]
        where = result.target if "://" in result.target else self.below(Path(result.target))
        if result.status == "reused":
            self.say(f"{sign} {where}: {'; '.join(result.problems) or 'nothing has changed'}")
            return
        if not result.files:
            self.say(f"{sign} {place}: nothing was made; the last good pack, if any, still stands")
            for problem in result.problems:
                self.say(indented(problem))
        else:
            self.say(f"{sign} {where} in {result.seconds:.1f} s")
            for name, size in result.files.items():
                self.say(f"    {name:<16}{_size(size):>10}")
            stages = " · ".join(f"{name} {seconds:.1f} s" for name, seconds in result.stages.items())
            self.say(f"    {stages}")
        for failure in result.failures:
            cell = f", cell {failure['cell']}" if failure.get("cell") else ""
            self.say(indented(f"✗ {failure['kind']} {failure['name']}{cell}: {failure['error']}"))
            if failure["kind"] == "notebook" and result.files:
                self.say(f"      kept with its error: {where}/notebooks/{failure['name']}.ipynb")

    def below(self, path: Path) -> str:
        root = self._workspace.root
        return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def _of_revision(wish: Wish) -> str:
    """Which draft of a pack that was released before."""
    drafted = wish.edition.revision and not wish.verdict.restore
    return f" (a draft of revision {wish.edition.revision})" if drafted else ""


def count(number: int, noun: str) -> str:
    """`1 pack`, `1,000 packs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _size(size: int) -> str:
    """`1.2 MB`, `48 kB`, as file managers count."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{max(round(size / 1000), 1)} kB"


class Bar:
    """The progress bar on standard error. It draws itself when told to: a drawing thread would forbid forks.

    With one pack it counts notebooks and files, with many it counts packs.
    """

    def __init__(self, total: int, description: str) -> None:
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
        self._task: TaskID = self._progress.add_task(description, total=total, now="")
        self._running: list[str] = []
        self._failed = 0
        self._drawn = 0.0

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def begin(self, name: str) -> None:
        self._running.append(name)
        self._draw()

    def done(self, name: str, failed: bool) -> None:
        self._running.remove(name)
        self._progress.advance(self._task)
        self._draw()

    def pack_done(self, result: Any) -> None:
        """One of many packs is done."""
        self._failed += result.status == "failed"
        self._progress.advance(self._task)
        self.tick()

    def tick(self) -> None:
        if time.monotonic() - self._drawn > 0.2:
            self._draw()

    def waiting(self, name: str) -> None:
        self._progress.update(self._task, now=f"waiting for another run to finish {name}")
        self._progress.refresh()

    def _draw(self) -> None:
        failed = [f"{self._failed:,} failed"] if self._failed else []
        self._progress.update(self._task, now=", ".join([*self._running, *failed]))
        self._progress.refresh()
        self._drawn = time.monotonic()

