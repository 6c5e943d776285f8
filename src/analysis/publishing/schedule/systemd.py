"""A timer of the user's systemd: it knows time zones, and catches up by itself what a machine that was off missed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ...errors import BriefingError
from .starting import Starter


def units(starter: Starter) -> Mapping[str, str]:
    """File name → text of the service and of the timer."""
    hour, minute = starter.at
    lines = [f"Environment={_quoted(f'{name}={value}')}" for name, value in starter.environment.items()]
    if starter.secrets is not None:
        lines.append(f"EnvironmentFile=-{_percents(str(starter.secrets))}")
    service = [
        "[Unit]",
        f"Description=Briefing packs, unattended: {_percents(starter.workspace.name)}",
        "",
        "[Service]",
        "Type=oneshot",
        f"WorkingDirectory={_percents(str(starter.workspace))}",
        *lines,
        # By way of env: systemd itself starts no program in whose path there is a quote or a dollar sign.
        f"ExecStart=/usr/bin/env {' '.join(_quoted(a).replace('$', '$$') for a in starter.arguments)}",
        "Nice=10",
        "",
    ]
    timer = [
        "[Unit]",
        f"Description=Every day: is a briefing pack due? {_percents(starter.workspace.name)}",
        "",
        "[Timer]",
        f"OnCalendar=*-*-* {hour:02d}:{minute:02d}:00 {starter.zone}",
        "Persistent=true",
        "",
        "[Install]",
        "WantedBy=timers.target",
        "",
    ]
    return {f"{starter.name}.service": "\n".join(service), f"{starter.name}.timer": "\n".join(timer)}


def folder() -> Path:
    """Where the units of this user lie."""
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "systemd" / "user"


def available() -> bool:
    """Whether this user has a systemd that answers."""
    return shutil.which("systemctl") is not None and _systemctl("show-environment").returncode == 0


def installed(name: str) -> bool:
    return (folder() / f"{name}.timer").is_file()


def install(starter: Starter) -> list[Path]:
    """Writes the units and starts the timer; doing it again changes nothing. Raises BriefingError."""
    folder().mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in units(starter).items():
        path = folder() / name
        draft = path.with_name(f".{name}.{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
        written.append(path)
    for arguments in (("daemon-reload",), ("enable", "--now", f"{starter.name}.timer")):
        done = _systemctl(*arguments)
        if done.returncode:
            raise BriefingError(
                "The timer is written, but systemd did not start it.",
                where=written[-1],
                found=done.stderr.strip() or f"exit code {done.returncode}",
                hint=f"log in as this user and run: systemctl --user daemon-reload && "
                f"systemctl --user enable --now {starter.name}.timer; or use --cron",
            )
    return written


def remove(name: str) -> bool:
    """Stops the timer and removes its units; whether there were any."""
    if not installed(name):
        return False
    _systemctl("disable", "--now", f"{name}.timer")
    for unit in (f"{name}.timer", f"{name}.service"):
        (folder() / unit).unlink(missing_ok=True)
    _systemctl("daemon-reload")
    return True


def _systemctl(*arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["systemctl", "--user", *arguments], capture_output=True, text=True, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(["systemctl"], 1, "", str(error))


def _percents(text: str) -> str:
    """systemd reads %h and the like in units."""
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    """One word of a unit's line."""
    return '"' + _percents(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
