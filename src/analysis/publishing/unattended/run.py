"""The unattended run: its steps in order, under one lock, with a journal, a log and a report, and people told.

    build → check → render → site → tell

A step that fails does not keep later ones from doing what can be done without it: packs that are well are told of
when the site could not be built, and a pack that could not be made does not keep the others from going out. What
stands of earlier runs is never touched. Every step does only what is left to do, so a run that was ended early is
taken up by starting it again.
"""

from __future__ import annotations

import contextlib
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rich.console import Console

from ...errors import BriefingError, RenderError
from ...office import Office, load
from ...paths import Workspace
from ...rendering import atomic
from ..schedule import firings
from ..schedule.firings import Firing
from ..telling.retrying import Sleep
from ..telling.secrets import Secrets, taken
from . import asked as asking
from . import journal, locking, log, report
from . import steps as work
from .asked import Asked
from .outcome import Outcome, Said, count, dotted, skipped
from .steps import State

if TYPE_CHECKING:
    from ..telling.people import People, Result

Step = Callable[[State, Console], Outcome]
NAMES = ("build", "check", "render", "site", "tell")
STEPS: Mapping[str, Step] = {
    "build": work.build,
    "check": work.check,
    "render": work.render,
    "site": work.site,
}


def run(
    workspace: Workspace,
    asked: Asked,
    screen: TextIO | None,
    *,
    steps: Mapping[str, Step] = STEPS,
    sleep: Sleep = time.sleep,
) -> int:
    """Does the run and returns the exit code: 0 all well or nothing due, 1 something failed.

    What it says goes to `screen` and into the log of the run. Raises UsageError or DataError before any work when
    the options or briefing.toml are wrong, RenderError when another run is under way or nothing can be written.
    """
    asked.check()
    office = load(workspace)
    try:
        try:
            return _begun(workspace, office, asked, screen, steps, sleep)
        except OSError as error:
            raise RenderError(
                "The run cannot be carried out.",
                where=error.filename or workspace.reports,
                found=error.strerror or str(error),
                hint="free space, or mend the folder, and run again: what is made stands",
            ) from error
    except BriefingError as error:
        if asked.if_due and asked.tell:  # started by a clock: nobody reads what is printed
            _tell_that_it_could_not(workspace, office, asked, error, _console(screen), sleep)
        raise


def _begun(
    workspace: Workspace,
    office: Office,
    asked: Asked,
    screen: TextIO | None,
    steps: Mapping[str, Step],
    sleep: Sleep,
) -> int:
    now = asked.moment(office)
    wishes = asking.wishes(workspace, office, asked.packs)
    asking.check_told(workspace, office)
    if asked.if_due and not _due(workspace, office, now):
        _console(screen).print(_not_due(office, now), soft_wrap=True)
        return 0
    atomic.check_writable(workspace.reports)
    with locking.held(workspace.reports), taken(office.secret_names) as secrets:
        due = _due(workspace, office, now) if asked.if_due else []
        if asked.if_due and not due:  # a run that has just ended answered it
            _console(screen).print(_not_due(office, now), soft_wrap=True)
            return 0
        for dead in journal.dead(workspace.reports):
            with contextlib.suppress(OSError):  # a full disk: this run must still say so
                report.write(dead, office.lang)
        started = datetime.now(UTC)
        head = {**asked.entry(), "started": started.isoformat(timespec="seconds"), "lang": office.lang}
        head["zone"] = office.schedule.zone
        head["due"] = asking.described(due, now) if due else None
        with (
            journal.Journal.begin(workspace.reports, head) as book,
            log.kept(book.run.folder, screen, secrets.hide) as console,
        ):
            going = _Run(
                State(workspace, office, wishes, asked.jobs),
                asked,
                due,
                now,
                started,
                secrets,
                book,
                console,
                steps,
                sleep,
            )
            code = going.go()
        journal.prune(workspace.reports)
        if due and code == 0:
            firings.answer(workspace.reports, due)
        return code


def _tell_that_it_could_not(
    workspace: Workspace, office: Office, asked: Asked, error: BriefingError, console: Console, sleep: Sleep
) -> None:
    """Of what keeps a run from its steps, those who look after the runs hear as they do of a step that failed."""
    from ..telling.letters import Failure

    with taken(office.secret_names) as secrets:
        people = _people(workspace, office, asked, secrets, sleep, lambda words: None)
        failure = Failure("run", (secrets.hide(error.describe()),), _by_language([_AGAIN]))
        result = people.of_failure([failure], started=_minute(datetime.now(UTC), office), report=None)
        for where in result.sent:
            told = where.removeprefix("failure: ")
            console.print(secrets.hide(f"told of the failure: {told}"), soft_wrap=True)
        for fault in result.errors:
            console.print(secrets.hide(fault), soft_wrap=True)


def _people(
    workspace: Workspace,
    office: Office,
    asked: Asked,
    secrets: Secrets,
    sleep: Sleep,
    say: Callable[[str], None],
) -> People:
    from ..telling.people import People  # only now: a run that is not due does not wait for it

    folder = Path(asked.tell_to).expanduser().resolve() if asked.tell_to else None
    now = datetime.now(office.schedule.tz)
    return People(workspace, office, secrets, now, again=asked.tell_again, folder=folder, sleep=sleep, say=say)


def _by_language(lines: Sequence[Said]) -> Mapping[str, tuple[str, ...]]:
    return {"vi": tuple(line.vi for line in lines), "en": tuple(line.en for line in lines)}


def _minute(moment: datetime, office: Office) -> str:
    tz = office.schedule.tz
    return f"{moment.astimezone(tz):%d/%m/%Y %H:%M} ({tz.key})"


def _due(workspace: Workspace, office: Office, now: datetime) -> list[Firing]:
    return firings.due(office.schedule, firings.read(workspace.reports), now)


def _not_due(office: Office, now: datetime) -> str:
    following = next(iter(firings.upcoming(office.schedule, now)))
    when = f"{following.at:%A} {following.day.day} {following.at:%B %Y at %H:%M} ({office.schedule.zone})"
    return f"{now:%Y-%m-%d %H:%M}: nothing is due; the next run is due on {when}."


def _console(screen: TextIO | None) -> Console:
    return Console(file=screen, quiet=screen is None, highlight=False, emoji=False, markup=False)


@dataclass
class _Run:
    """One run under way."""

    state: State
    asked: Asked
    due: Sequence[Firing]
    now: datetime  # or the day that stands for today
    started: datetime
    secrets: Secrets
    book: journal.Journal
    console: Console
    steps: Mapping[str, Step]
    sleep: Sleep
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    unreported: bool = False  # the report could not be written, and that was said

    def go(self) -> int:
        """All steps; the exit code."""
        began = time.monotonic()
        why = f", {asking.described(self.due, self.now)['en']}" if self.due else ""
        self._say(f"Unattended run{why}.")
        interrupted = False
        try:
            for name in NAMES:
                self._step(name)
            self._tell_of_failure()
        except KeyboardInterrupt:
            interrupted = True
            self._say("Interrupted: what is made stands, and the next run does only the rest.")
        code = 1 if interrupted or self._failed() else 0
        self.book.end(code, interrupted=interrupted, seconds=round(time.monotonic() - began, 3))
        self._report()
        self._say(
            f"{'Done' if code == 0 else 'Failed'} in {time.monotonic() - began:.1f} s. Report: {self._page}"
        )
        return code

    def _step(self, name: str) -> None:
        self._say(f"── {name}")
        self.book.step(name)
        self._report()
        began = time.monotonic()
        try:
            outcome = self._hindered(name) or (self._tell() if name == "tell" else self._work(name))
        except Exception as error:
            outcome = self._raised(error)
        self.outcomes[name] = outcome
        self._say_outcome(outcome.says, outcome.errors, outcome.to_do)
        entry = outcome.entry() | {"seconds": round(time.monotonic() - began, 3)}
        entry["errors"] = [self.secrets.hide(text) for text in outcome.errors]
        self.book.done(name, entry)
        self._report()

    def _work(self, name: str) -> Outcome:
        if name == "check":
            self._find_periods()
        return self.steps[name](self.state, self.console)

    def _hindered(self, name: str) -> Outcome | None:
        """Why a step is not begun, after what came of those before it; None when it is."""
        if name != "build" and self.outcomes["build"].failed:
            return skipped("bỏ qua vì chưa dựng được bảng số liệu", "skipped: the tables were not built")
        if name in ("render", "site") and self.outcomes["check"].failed and not self.state.periods:
            return skipped("bỏ qua vì chưa biết kỳ báo cáo", "skipped: it is not known of which period")
        if name == "site" and self.outcomes["check"].failed:
            return skipped(
                "giữ nguyên trang cũ vì dữ liệu có lỗi", "left as it was: there are errors in our own data"
            )
        return None

    def _find_periods(self) -> None:
        from ... import briefing

        briefing.forget()  # a process that has done other things may hold tables of before the build
        store = briefing.store(self.state.workspace)
        self.state.periods = asking.periods(store, self.asked.periods, self.due, self.state.office)
        wished = ", ".join(f"{w.pack} ({', '.join(w.lang)})" for w in self.state.wishes)
        self._say(f"   of {', '.join(self.state.periods)}: {wished}")

    def _raised(self, error: Exception) -> Outcome:
        """A step that ended with an error that it did not foresee, or that stops it."""
        outcome = Outcome()
        if isinstance(error, BriefingError):
            outcome.fail(error.describe(), _AGAIN)
        else:
            outcome.fail(f"{type(error).__name__}: {error}", _AGAIN)
            self._say("".join(traceback.format_exception(error)))
        return outcome

    # ------------------------------------------------------------------ telling

    def _people(self) -> People:
        state = self.state
        say = lambda words: self._say(f"   {words}")  # noqa: E731
        return _people(state.workspace, state.office, self.asked, self.secrets, self.sleep, say)

    def _tell(self) -> Outcome:
        people = self._people()
        if not self.asked.tell:
            return skipped("không thông báo, theo yêu cầu", "nobody is told, as asked")
        if not people.anybody:
            return skipped("briefing.toml không nêu người nhận", "briefing.toml names nobody to be told")
        good = [place for place, status in self.state.made.items() if status in work.GOOD]
        if not good:
            return skipped("không có báo cáo nào để gửi", "there is no pack to tell of")
        result = people.of_packs(good, site=self.state.site_stands)
        outcome = _outcome(result, rehearsal=self.asked.tell_to is not None)
        if not result.sent and not result.before and not result.errors:
            return skipped("không có báo cáo nào thuộc diện gửi", "none of these packs is one to tell of")
        return outcome

    def _tell_of_failure(self) -> None:
        """Those who look after the runs hear of a failure; that they could not be told is one more."""
        from ..telling.letters import Failure

        failures = [
            Failure(
                name,
                tuple(self.secrets.hide(error) for error in outcome.errors),
                _by_language(outcome.to_do),
            )
            for name, outcome in self.outcomes.items()
            if outcome.failed
        ]
        people = self._people()
        if not failures or not self.asked.tell or not people.anybody:
            return
        started = _minute(self.started, self.state.office)
        result = people.of_failure(failures, started=started, report=str(self.book.run.folder / report.PAGE))
        outcome = self.outcomes["tell"]
        outcome.skipped = False
        vi, en = "đã báo lỗi", "told of the failure"
        if self.asked.tell_to:
            vi, en = "tin báo lỗi ghi ra tệp, không gửi", "message about the failure written, not sent"
        sent = [where.removeprefix("failure: ") for where in result.sent]
        told = [Said(f"{vi}: {where}", f"{en}: {where}") for where in sent]
        outcome.says += told
        for error in result.errors:
            outcome.fail(error, _MEND)
        self._say_outcome(told, result.errors, ())
        entry = outcome.entry() | {"seconds": self.book.run.steps["tell"]["seconds"]}
        entry["errors"] = [self.secrets.hide(text) for text in outcome.errors]
        self.book.done("tell", entry)

    # ------------------------------------------------------------------ saying

    def _failed(self) -> bool:
        return any(outcome.failed for outcome in self.outcomes.values())

    def _report(self) -> None:
        try:
            report.write(self.book.run, self.state.office.lang)
        except OSError as error:
            if not self.unreported:  # once is enough
                self._say(f"   The report could not be written: {error.strerror or error}")
            self.unreported = True

    @property
    def _page(self) -> str:
        return str((self.book.run.folder / report.PAGE).relative_to(self.state.workspace.root))

    def _say_outcome(self, says: Sequence[Said], errors: Sequence[str], to_do: Sequence[Said]) -> None:
        for line in says:
            self._say(f"   {line.en}")
        for text in errors:
            self._say("   ✗ " + "\n     ".join(text.splitlines()))
        for line in to_do:
            self._say(f"   → {line.en}")

    def _say(self, text: str) -> None:
        # Hidden before the console sees it: a line that it breaks could break a secret in two.
        self.console.print(self.secrets.hide(text), soft_wrap=True)


_AGAIN = Said(
    "Sửa điều nêu trên, rồi chạy lại: briefing run.", "Mend what is named, and run again: briefing run."
)
_MEND = Said(
    "Sửa điều nêu trên, rồi chạy lại: chỉ những người chưa nhận được thông báo mới được gửi.",
    "Mend what is named, and run again: only those who have not been told are told.",
)


def _outcome(result: Result, *, rehearsal: bool) -> Outcome:
    outcome = Outcome()
    vi, en = ("đã ghi ra tệp, không gửi", "written, not sent") if rehearsal else ("đã gửi", "told")
    outcome.says += [Said(f"{vi}: {where}", f"{en}: {where}") for where in result.sent]
    if result.before:
        number = len(result.before)
        outcome.says.append(
            Said(
                f"{dotted(number)} thông báo đã gửi từ trước, không gửi lại",
                f"{count(number, 'message')} had gone out before",
            )
        )
    for error in result.errors:
        outcome.fail(error, _MEND)
    return outcome


__all__ = ["NAMES", "STEPS", "Asked", "run"]
