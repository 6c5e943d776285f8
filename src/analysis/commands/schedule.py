"""briefing schedule"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile

from rich.console import Console

from ..errors import BriefingError, UsageError
from ..office import Office, ScheduleSettings, load
from ..paths import Workspace
from ..publishing.schedule import crontab, firings, starting, systemd
from ..publishing.schedule.calendar import WorkingDays
from ..publishing.schedule.firings import Firing
from .output import out, print_json

WAYS = ("systemd", "cron")
_SHOWN = 4  # moments to come that are listed


def run(
    workspace: Workspace,
    *,
    install: bool = False,
    remove: bool = False,
    way: str | None = None,
    since: date | None = None,
    as_json: bool = False,
) -> int:
    """Says when the run is next due and how the machine is told to start it; installs or removes that.

    `way` is systemd or cron; None: for installing what this machine has, for removing both. `since` is the first day
    that counts: a run that was due from then on and was not made is caught up.
    """
    if install and remove:
        raise UsageError("--install and --remove exclude each other.", hint="leave one of them out")
    if since is not None and not install:
        raise UsageError("--since goes with --install.")
    if as_json and (install or remove):
        raise UsageError("--json only tells what there is.", hint="leave out --json, or --install and --remove")
    name = starting.name_of(workspace)
    if remove:
        return _remove(name, way)
    office = load(workspace)
    now = datetime.now(office.schedule.tz)
    if as_json:
        return _json(workspace, office, now)
    console = out()
    starter = starting.starter(workspace, office.schedule, now.date())
    if install:
        _install(console, workspace, office, starter, way or _available(), since, now)
        _say_moments(console, workspace, office, now)
        _say_secrets(console, office)
        return 0
    _say_moments(console, workspace, office, now)
    _say_lines(console, starter, way)
    return 0


def _json(workspace: Workspace, office: Office, now: datetime) -> int:
    record = firings.read(workspace.reports)
    name = starting.name_of(workspace)
    print_json(
        {
            "zone": office.schedule.zone,
            "due": [_entry(firing) for firing in firings.due(office.schedule, record, now)],
            "next": [_entry(firing) for firing in islice(firings.upcoming(office.schedule, now), _SHOWN)],
            "answered": {kind: day.isoformat() for kind, day in record.answered.items()},
            "installed": _installed(name),
        }
    )
    return 0


def _entry(firing: Firing) -> dict[str, str]:
    return {"kind": firing.kind, "at": firing.at.isoformat(), "covers": str(firing.covers)}


def _say_moments(console: Console, workspace: Workspace, office: Office, now: datetime) -> None:
    settings = office.schedule
    kinds = " and of the ".join(settings.each)
    console.print(
        f"A run is due on the {_ordinal(settings.working_day)} working day of the {kinds}, "
        f"at {settings.at:%H:%M} {settings.zone}.",
        soft_wrap=True,
    )
    due = firings.due(settings, firings.read(workspace.reports), now)
    missed = " and ".join(f"{_day(firing.at)} ({firing.kind})" for firing in due)
    moments = list(islice(firings.upcoming(settings, now), _SHOWN))
    following, why = moments[0].at, ""
    if due and _installed(starting.name_of(workspace)):
        following, why = _next_start(settings, now), f" It catches up on {missed}."
    console.print(f"Next run: {_day(following)}, which is {_utc(following)}.{why}", soft_wrap=True)
    if due and not why:
        first = min(firing.day for firing in due)
        console.print(
            f"Not answered: {missed}. What was due before --install is not made; "
            f"--install --since {first.isoformat()} makes it.",
            soft_wrap=True,
        )
    for firing in moments:
        passed = _passed_over(settings, firing)
        console.print(f"  {_day(firing.at)}  {firing.kind:<8} for {firing.covers}{passed}", soft_wrap=True)


def _next_start(settings: ScheduleSettings, now: datetime) -> datetime:
    """When cron or systemd next starts the program, which they do every day."""
    today = datetime.combine(now.date(), settings.at, settings.tz)
    return today if today > now else datetime.combine(now.date() + timedelta(days=1), settings.at, settings.tz)


def _passed_over(settings: ScheduleSettings, firing: Firing) -> str:
    """Which days before it are no working days, when that is why it is so late."""
    days = WorkingDays(settings)
    first = firing.covers.end + timedelta(days=1)
    before = (first + timedelta(days=number) for number in range(40))
    told = [
        f"{day.day}/{day.month} {why}"
        for day in takewhile(lambda day: day < firing.day, before)
        if (why := days.why_not(day))
    ]
    return f"  ({'; '.join(told)})" if told else ""


def _say_lines(console: Console, starter: starting.Starter, way: str | None) -> None:
    installed = _installed(starter.name)
    console.print(f"Installed: {', '.join(installed) or 'nothing yet; briefing schedule --install does it'}.")
    if way in (None, "systemd"):
        console.print("")
        for name, text in systemd.units(starter).items():
            console.print(f"# {systemd.folder() / name}", soft_wrap=True)
            console.print(text, soft_wrap=True)
    if way in (None, "cron"):
        console.print("")
        console.print("# for the crontab")
        console.print(crontab.block(starter), soft_wrap=True, end="")


def _install(
    console: Console,
    workspace: Workspace,
    office: Office,
    starter: starting.Starter,
    way: str,
    since: date | None,
    now: datetime,
) -> None:
    before = _installed(starter.name)
    # First, so that the first start finds it, and that nothing is installed when it cannot be read.
    record = firings.read(workspace.reports)
    if since is not None:
        first = datetime.combine(since, time.min, office.schedule.tz)
        firings.write(workspace.reports, firings.Record(first, record.answered))
    elif not before:
        firings.write(workspace.reports, firings.Record(now, record.answered))
    if way == "systemd":
        written = systemd.install(starter)
        for path in written:
            console.print(f"Wrote {path}", soft_wrap=True)
        console.print(
            "It runs while this user is logged in; for always: loginctl enable-linger", soft_wrap=True
        )
    else:
        crontab.install(starter)
        console.print(
            f"Wrote {len(starter.times)} line(s) into the crontab of this user; the log is {starter.log}",
            soft_wrap=True,
        )
    for other in before:
        if other != way:  # not twice a day
            _remove_one(starter.name, other)
            console.print(f"Removed what was installed before ({other}).")


def _say_secrets(console: Console, office: Office) -> None:
    if office.secret_names and not office.schedule.environment:
        console.print(
            f"The run needs {', '.join(office.secret_names)}, which cron and systemd do not know: name a file that "
            "sets them as `environment` in [schedule] of briefing.toml (docs/office.md), and install again.",
            soft_wrap=True,
        )


def _remove(name: str, way: str | None) -> int:
    console = out()
    removed = [each for each in WAYS if way in (None, each) and _remove_one(name, each)]
    for each in removed:
        console.print(f"Removed ({each}).")
    if not removed:
        console.print("Nothing was installed.")
    return 0


def _remove_one(name: str, way: str) -> bool:
    if way == "systemd":
        return systemd.remove(name)
    return crontab.available() and crontab.remove(name)


def _installed(name: str) -> list[str]:
    found = ["systemd"] if systemd.installed(name) else []
    return found + (["cron"] if crontab.installed(name) else [])


def _available() -> str:
    if systemd.available():
        return "systemd"
    if crontab.available():
        return "cron"
    raise BriefingError(
        "There is neither a systemd of this user nor cron on this machine.",
        hint="install cron, or start `briefing run --if-due` once a day by whatever this machine has",
    )


def _day(moment: datetime) -> str:
    return f"{moment:%A} {moment.day} {moment:%B %Y %H:%M}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _ordinal(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")
