"""What `briefing render` does: plans, makes what has to be made, says what came of it and reports it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from ..errors import UsageError
from ..paths import Workspace
from . import atomic, packs, planning, targets
from .dispatch import Crew
from .jobs import Job, JobResult
from .packs import Format, Pack
from .planning import Plan, Wish
from .runs import journal, report
from .targets import Target
from .telling import Bar, Teller, count


@dataclass(frozen=True)
class Options:
    """How to render, beside what: processes at once, a Dask scheduler's address, where to (a folder or an address
    of fsspec), whether to make packs that nothing has changed for, or only to say what would be made.
    """

    jobs: int | None = None
    scheduler: str | None = None
    to: str | None = None
    force: bool = False
    explain: bool = False


def render(
    workspace: Workspace,
    pack: str,
    periods: Sequence[str],
    units: Sequence[str],
    lang: str,
    formats: Iterable[str] | None,
    options: Options,
    console: Console,
) -> int:
    """Makes the packs and returns the exit code: 0 all well, 1 something failed or an error finding stands.

    Raises UsageError (exit code 2) before any work when something asked for does not exist.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # each notebook has a core; threads in numpy would be in each other's way
    began = time.perf_counter()
    chosen = packs.find(workspace, pack)
    wanted = packs.formats(chosen, formats)
    if options.jobs is not None and options.jobs < 1:
        raise UsageError("The number of jobs must be at least 1.", found=str(options.jobs), where="--jobs")
    target = targets.parse(options.to) if options.to else Target(str(workspace.reports))
    atomic.check_writable(workspace.reports)
    found = planning.plan(
        workspace, chosen, periods, units, lang, wanted, target, force=options.force and not options.explain
    )
    teller = Teller(console, workspace)
    if options.explain:
        teller.explain(found)
        return 1 if found.stopped or any(wish.problem for wish in found.wishes) else 0
    target.check()
    for folder in planning.leftovers(target, (w.place for w in found.wishes)):
        atomic.clean(folder)
    for dead in journal.dead(workspace.reports):
        _report(dead, teller)
    run = _Run(workspace, chosen, wanted, target, options, found, lang)
    with journal.Journal.begin(workspace.reports, run.asked()) as book:
        results, interrupted = run.go(book)
        seconds = time.perf_counter() - began
        code = 0 if all(r.status in ("made", "reused") for r in results.values()) and not interrupted else 1
        book.end(code, seconds=round(seconds, 3), interrupted=interrupted)
        page = _report(book.run, teller)
    journal.prune(workspace.reports)
    if interrupted:
        teller.say("Interrupted: what is made stands, and the next run does only the rest.")
    if run.note:
        teller.say(f"Note: {run.note}")
    teller.results(results, seconds)
    if page is not None:
        teller.report(page)
    return code


def _report(run: journal.Run, teller: Teller) -> Path | None:
    """The report's page; None, and a word, when there is no room for it: the packs have been made all the same."""
    try:
        return report.write(run)
    except OSError as error:
        teller.say(f"The report of the run could not be written: {error.strerror or error} ({run.folder})")
        return None


@dataclass
class _Run:
    workspace: Workspace
    pack: Pack
    formats: Sequence[Format]
    target: Target
    options: Options
    plan: Plan
    lang: str
    note: str = ""  # what the executor has to say, where it is not the one asked for

    def asked(self) -> dict[str, Any]:
        """What the journal begins with."""
        return {
            "pack": self.pack.name,
            "lang": self.lang,
            "formats": list(self.formats),
            "target": self.target.where if not self.target.is_folder else None,
            "started": datetime.now(UTC).isoformat(timespec="seconds"),
            "workers": self.options.scheduler or self.processes,
            "places": [wish.place for wish in self.plan.wishes],
        }

    @property
    def processes(self) -> int:
        from .execution import default_jobs

        return self.options.jobs or default_jobs()

    def go(self, book: journal.Journal) -> tuple[dict[str, JobResult], bool]:
        """Every pack's result in the order asked, and whether the run was interrupted."""
        results: dict[str, JobResult] = {}

        def note(place: str, result: JobResult, reasons: Sequence[str] = ()) -> None:
            results[place] = result
            entry = result.entry()
            if reasons:
                entry["reasons"] = [*reasons, *entry.get("reasons", [])]
            book.pack(place, entry)

        for wish in self.plan.wishes:
            where = self.target.place(wish.place).name
            if wish.verdict.reusable:
                note(wish.place, JobResult("reused", where))
            elif wish.parameters.period in self.plan.stopped:
                note(wish.place, JobResult("skipped", where, problems=self.plan.stopped[wish.parameters.period]))
            elif wish.problem:
                note(wish.place, JobResult("failed", where, problems=[wish.problem]))
        interrupted = False
        try:
            for wish, result in self._brought_back():
                note(wish.place, result, _texts(wish))
            why = {wish.place: _texts(wish) for wish in self.plan.to_make}
            for place, result in self._made(list(why)):
                note(place, result, why[place])
        except KeyboardInterrupt:
            interrupted = True
        return {p: results[p] for p in book.run.places if p in results}, interrupted

    def _brought_back(self) -> Iterator[tuple[Wish, JobResult]]:
        """Released packs whose files are not in their place: copied, which needs no executor."""
        from . import restoring

        for wish in self.plan.to_restore:
            revision = wish.edition.last
            assert revision is not None
            place = self.target.place(wish.place)
            yield wish, restoring.perform(self.workspace, wish.place, place, revision, self.plan.state)

    def _made(self, places: Sequence[str]) -> Iterator[tuple[str, JobResult]]:
        if not places:
            return
        from . import jobs

        todo = [
            Job(
                str(self.workspace.root),
                self.pack.name,
                wish.parameters,
                tuple(self.formats),
                self.target,
                self.plan.state,
                self.options.force,
                self.processes if len(places) == 1 else 1,
                wish.edition,
            )
            for wish in self.plan.to_make
        ]
        crew = Crew(
            self.workspace,
            sorted({wish.parameters.period for wish in self.plan.to_make}),
            self.processes,
            self.options.scheduler,
            shared=self.target.is_folder,
            alone=self.target.only_here,
        )
        single = len(todo) == 1 and not self.options.scheduler
        steps = len(self.pack.notebooks) + len(self.formats) if single else len(todo)
        name = places[0] if single else f"{self.pack.name}: {count(len(todo), 'pack')}"
        with Bar(steps, name) as bar:
            perform: Any = partial(jobs.perform, progress=bar) if single else jobs.perform
            for job, result in crew.each(perform, todo, bar.tick):
                self.note = crew.note
                if single:
                    result = replace(result, stages={"imports and tables": crew.ready, **result.stages})
                else:
                    bar.pack_done(result)
                yield job.place, result


def _texts(wish: Wish) -> list[str]:
    return [reason.text for reason in wish.verdict.reasons]
