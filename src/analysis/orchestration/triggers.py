"""When Dagster starts a run: on the office's working day, and when a document is new or has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import dagster as dg

from ..office import ScheduleSettings
from ..office import load as load_office
from ..paths import Workspace
from ..publishing.schedule.firings import Firing, upcoming
from ..vocabulary.periods import Period
from . import months
from .resources import WorkspaceResource

_SECONDS = 300  # between two looks at the folders


def schedule(job: Any, packs: Sequence[dg.AssetKey], workspace: Workspace) -> dg.ScheduleDefinition:
    """Looks once a day, at the office's hour, whether it is the day of a report, as `briefing schedule` has it.

    The day is set in briefing.toml ([schedule]): by default the first working day of the month and of the quarter.
    On all other days the tick is skipped and says when the next one is. Dagster makes up for the last five days on
    which it was down.
    """
    settings = load_office(workspace).schedule

    @dg.schedule(
        name="working_day",
        job=job,
        cron_schedule=f"{settings.at.minute} {settings.at.hour} * * *",
        execution_timezone=settings.zone,
    )
    def working_day(context: dg.ScheduleEvaluationContext, workspace: WorkspaceResource) -> Any:
        place: Workspace = workspace.open()
        now = context.scheduled_execution_time.astimezone(settings.tz)
        due, then = due_on(settings, now)
        if not due:
            return dg.SkipReason(f"No report is due today; the next one is on {then:%Y-%m-%d}.")
        month = reported(settings, due, months.months_of(months.known(place)))
        quarter = any(firing.kind == "quarter" for firing in due)
        return dg.RunRequest(
            run_key=f"working-day-{now:%Y-%m-%d}",
            partition_key=str(month),
            run_config={"ops": {key.to_python_identifier(): {"config": {"quarter": quarter}} for key in packs}},
        )

    return working_day


def due_on(settings: ScheduleSettings, now: datetime) -> tuple[list[Firing], datetime]:
    """The firings of the day of `now`, and when the first one after that day is."""
    morning = now.replace(hour=0, minute=0, second=0, microsecond=0)
    due: list[Firing] = []
    for firing in upcoming(settings, morning - timedelta(seconds=1)):
        if firing.day > now.date():
            return due, firing.at
        due.append(firing)
    raise AssertionError("the firings go on for ever")


def reported(settings: ScheduleSettings, due: Sequence[Firing], known: Sequence[Period]) -> Period:
    """The month to report of those in which a document became known, as `briefing run` chooses it."""
    over = max(firing.covers.end for firing in due)
    ended = [month for month in known if month.end <= over]
    if settings.report == "calendar" or not known:
        return Period.of(over)
    return ended[-1] if ended else known[-1]


def new_document(job: Any, reading: Any) -> dg.SensorDefinition:
    """A sensor of documents by their content: names and times of files do not matter.

    Sheets that are new or have changed: `job` for every month that may say something else. Files in the folder of
    documents: `reading`, which says which of them have no sheets yet and verifies the figures.
    """

    @dg.sensor(name="new_document", jobs=[job, reading], minimum_interval_seconds=_SECONDS)
    def sensor(context: dg.SensorEvaluationContext, workspace: WorkspaceResource) -> dg.SensorResult:
        place: Workspace = workspace.open()
        before = json.loads(context.cursor) if context.cursor else {}
        documents = months.known(place)
        now = {
            "sheets": {document.id: document.digest for document in documents},
            "added": months.shortened(_added(place)),
            "files": months.shortened(sorted(_contents(place))),
        }
        if now == before:
            return dg.SensorResult(skip_reason="Nothing has changed.")
        drafts = [document.id for document in documents if document.draft]
        if drafts:
            return dg.SensorResult(
                skip_reason=f"Still a draft: {', '.join(drafts)}. Review it, then set its status to reviewed."
            )
        return dg.SensorResult(
            run_requests=list(_requests(before, now, documents, job, reading)), cursor=json.dumps(now)
        )

    return sensor


def _requests(
    before: Mapping[str, Any], now: Mapping[str, Any], documents: Sequence[months.Known], job: Any, reading: Any
) -> Iterator[dg.RunRequest]:
    key = months.shortened([json.dumps(now, sort_keys=True)])
    # Added agencies change how every document is read.
    same_agencies = now["added"] == before.get("added")
    wanted = months.touched(before.get("sheets", {}) if same_agencies else {}, documents)
    for month in wanted:
        yield dg.RunRequest(run_key=f"{key}-{month}", job_name=job.name, partition_key=str(month))
    if not wanted:
        yield dg.RunRequest(run_key=key, job_name=reading.name)


def _added(workspace: Workspace) -> list[str]:
    from ..vocabulary.agencies import ADDED

    path = workspace.raw / ADDED
    return [path.read_text("utf-8", "replace")] if path.is_file() else []


def _contents(workspace: Workspace) -> Iterator[str]:
    """The checksum of every file in the folder of documents."""
    if not workspace.documents.is_dir():
        return
    for path in workspace.documents.iterdir():
        if path.is_file() and not path.name.startswith("."):
            with path.open("rb") as stream:
                yield hashlib.file_digest(stream, "sha256").hexdigest()
