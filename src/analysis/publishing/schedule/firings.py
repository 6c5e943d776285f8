"""The moments at which the unattended run is due, and which of them has not been answered yet.

Neither cron nor systemd can say "the first working day", so they start the run every day, and what stands here
decides. A day on which the machine was off is caught up the same way: a moment stays due until a run has answered
it, or until the next of its kind has come.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from ...errors import DataError
from ...office import Kind, ScheduleSettings
from ...vocabulary.periods import Period
from .calendar import WorkingDays

NAME = ".schedule.json"
_KINDS: tuple[Kind, ...] = ("month", "quarter")


@dataclass(frozen=True)
class Firing:
    """One moment: the working day of a month or a quarter, and the period that ended before it."""

    kind: Kind
    at: datetime  # aware, in the schedule's time zone
    covers: Period

    @property
    def day(self) -> date:
        return self.at.date()


@dataclass(frozen=True)
class Record:
    """What has been answered: of each kind the day of the last one; moments before `since` never count."""

    since: datetime | None = None
    answered: Mapping[str, date] = field(default_factory=dict)


# ---------------------------------------------------------------------- moments


def upcoming(settings: ScheduleSettings, after: datetime) -> Iterator[Firing]:
    """Moments later than `after` (aware), soonest first, without end; those of a month before those of a quarter."""
    days = WorkingDays(settings)
    first = _first_of_month(after.astimezone(settings.tz).date())
    first = _first_of_month(
        first - timedelta(days=1)
    )  # a late working day of last month may be still to come
    while True:
        for kind in _KINDS:
            if kind in settings.each and _begins(kind, first):
                firing = _firing(settings, days, kind, first)
                if firing.at > after:
                    yield firing
        first = _first_of_month(first + timedelta(days=32))


def last(settings: ScheduleSettings, kind: Kind, until: datetime) -> Firing:
    """The last moment of its kind that is not later than `until` (aware)."""
    days = WorkingDays(settings)
    first = _first_of_month(until.astimezone(settings.tz).date())
    while True:
        if _begins(kind, first):
            firing = _firing(settings, days, kind, first)
            if firing.at <= until:
                return firing
        first = _first_of_month(first - timedelta(days=1))


def due(settings: ScheduleSettings, record: Record, now: datetime) -> list[Firing]:
    """The moments that a run at `now` has to answer: of each kind the last one, if none has answered it.

    Of several that were missed only the last is due: its run makes what the earlier ones would have made.
    """
    found = []
    for kind in _KINDS:
        if kind not in settings.each:
            continue
        firing = last(settings, kind, now)
        answered = record.answered.get(kind)
        early = record.since is not None and firing.at < record.since
        if not early and (answered is None or answered < firing.day):
            found.append(firing)
    return found


def _begins(kind: Kind, first: date) -> bool:
    """Whether a period of this kind begins with this month."""
    return kind == "month" or first.month % 3 == 1


def _firing(settings: ScheduleSettings, days: WorkingDays, kind: Kind, first: date) -> Firing:
    at = datetime.combine(days.nth(first, settings.working_day), settings.at, settings.tz)
    ended = first - timedelta(days=1)
    covers = (
        Period(ended.year, ended.month) if kind == "month" else Period(ended.year, quarter=ended.month // 3)
    )
    return Firing(kind, at, covers)


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


# ---------------------------------------------------------------------- what was answered


def read(reports: Path) -> Record:
    """The record of the workspace; raises DataError when it is there and cannot be read."""
    path = reports / NAME
    try:
        found = json.loads(path.read_text("utf-8"))
        since = datetime.fromisoformat(found["since"]) if found.get("since") else None
        return Record(since, {kind: date.fromisoformat(day) for kind, day in found["answered"].items()})
    except FileNotFoundError:
        return Record()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            "The record of the schedule cannot be read.",
            where=path,
            found=str(error),
            hint="remove it; the run that was due last is then made again",
        ) from error


def answer(reports: Path, firings: list[Firing]) -> Record:
    """Notes that a run has answered these moments."""
    before = read(reports)
    answered = dict(before.answered)
    for firing in firings:
        answered[firing.kind] = max(firing.day, answered.get(firing.kind, firing.day))
    return write(reports, Record(before.since, answered))


def write(reports: Path, record: Record) -> Record:
    """Writes the record, whole or not at all."""
    content = {
        "format": 1,
        "since": record.since.isoformat() if record.since else None,
        "answered": {kind: day.isoformat() for kind, day in sorted(record.answered.items())},
    }
    reports.mkdir(parents=True, exist_ok=True)
    draft = reports / f"{NAME}.{os.getpid()}"
    try:
        draft.write_text(json.dumps(content) + "\n", encoding="utf-8")
        draft.replace(reports / NAME)
    finally:
        draft.unlink(missing_ok=True)
    return record
