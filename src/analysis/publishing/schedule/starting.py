"""How the machine starts the run: the command with everything spelled out, for a process that has no shell of anyone.

Cron and systemd start with an almost empty environment. So the workspace, the program and the folder of documents
are written out in full. Secrets are not: they come from a file that only its owner may read, named in briefing.toml
as `[schedule] environment`, with a line NAME=value each.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ...errors import DataError, UsageError
from ...office import ScheduleSettings
from ...paths import DOCUMENTS_VARIABLE, Workspace

LOG = "schedule.log"
_CLOCK = Path("/etc/localtime")


@dataclass(frozen=True)
class Starter:
    """What is started every day, and what it needs to know.

    `times` are the hours and minutes of this machine's clock at which the schedule's time can fall in the coming
    year: more than one where the clocks here are put forward and back, and those of the schedule are not.
    """

    name: str
    workspace: Path
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    secrets: Path | None
    log: Path
    at: tuple[int, int]
    zone: str
    times: tuple[tuple[int, int], ...]


def starter(workspace: Workspace, settings: ScheduleSettings, today: date) -> Starter:
    """The starter of this workspace.

    Raises UsageError when a path holds a line break, DataError when the file of secrets is open to others.
    """
    secrets = Path(settings.environment).expanduser() if settings.environment else None
    if secrets is not None:
        secrets = secrets if secrets.is_absolute() else workspace.root / secrets
        _check_private(secrets, workspace)
    documents = os.environ.get(DOCUMENTS_VARIABLE)
    environment = {DOCUMENTS_VARIABLE: str(Path(documents).expanduser().resolve())} if documents else {}
    made = Starter(
        name=name_of(workspace),
        workspace=workspace.root,
        arguments=(*_program(), "--workspace", str(workspace.root), "run", "--if-due"),
        environment=environment,
        secrets=secrets,
        log=workspace.reports / LOG,
        at=(settings.at.hour, settings.at.minute),
        zone=settings.zone,
        times=machine_times(settings, today),
    )
    for text in (*made.arguments, *made.environment.values(), str(secrets or "")):
        if re.search(r"[\x00-\x1f]", text):
            raise UsageError("A path with a line break in it cannot be scheduled.", found=repr(text))
    return made


def name_of(workspace: Workspace) -> str:
    """A name for files and units, another for every workspace: `briefing-so-khcn-1f3a9c07`."""
    plain = unicodedata.normalize("NFD", workspace.root.name.replace("đ", "d").replace("Đ", "D"))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    mark = hashlib.sha256(str(workspace.root).encode()).hexdigest()[:8]
    return "-".join(["briefing", *words, mark])[-80:].lstrip("-")


def machine_times(
    settings: ScheduleSettings, today: date, clock: Path = _CLOCK
) -> tuple[tuple[int, int], ...]:
    """The schedule's time by the machine's clock, as it will read in the year from `today`."""
    try:
        with clock.open("rb") as stream:
            here: ZoneInfo | None = ZoneInfo.from_file(stream)
    except (OSError, ValueError):
        here = None  # as Python finds it
    found = set()
    for days in range(370):
        moment = datetime.combine(today + timedelta(days=days), settings.at, settings.tz).astimezone(here)
        found.add((moment.hour, moment.minute))
    return tuple(sorted(found))


def _program() -> tuple[str, ...]:
    """How this very program is started: the script beside the interpreter, else its module."""
    script = Path(sys.executable).with_name("briefing")
    if script.is_file() and os.access(script, os.X_OK):
        return (str(script),)
    return (sys.executable, "-m", "analysis.cli")


def _check_private(path: Path, workspace: Workspace) -> None:
    where = "briefing.toml: [schedule] environment"
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise DataError(
            "The file of secrets cannot be found.",
            where=where,
            found=f"{path}: {error.strerror or error}",
            expected="a file with a line NAME=value for each variable that briefing.toml names",
            hint=f"make it, then: chmod 600 {path}",
        ) from error
    if not stat.S_ISREG(mode) or (os.name == "posix" and mode & 0o077):
        raise DataError(
            "Others can read the file of secrets.",
            where=where,
            found=f"{path}, mode {stat.S_IMODE(mode):04o}",
            expected="mode 0600",
            hint=f"chmod 600 {path}",
        )
    for part in (workspace.reports, workspace.raw, workspace.notebooks):
        if path.resolve().is_relative_to(part.resolve()):
            raise DataError(
                "The file of secrets lies where things are published from.",
                where=where,
                found=str(path),
                expected=f"a place outside {part}",
            )
