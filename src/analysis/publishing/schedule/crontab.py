"""A block of lines in the user's crontab. What else stands there is kept, byte for byte."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess

from ...errors import BriefingError
from .starting import Starter

_LONGEST = 990  # cron cuts a line off at 1,000 characters


def block(starter: Starter) -> str:
    """The marked block: a line for each time by this machine's clock.

    Raises BriefingError when the paths make a line that cron would cut off.
    """
    command = _command(starter)
    lines = [f"{minute} {hour} * * * {command}" for hour, minute in starter.times]
    if max(map(len, (line.encode() for line in lines))) > _LONGEST:
        raise BriefingError(
            "The line for the crontab would be longer than cron reads.",
            expected=f"at most {_LONGEST} bytes",
            hint="put the workspace where its path is shorter, or use --systemd",
        )
    first, last = _marks(starter.name)
    hour, minute = starter.at
    note = f"# every day at {hour:02d}:{minute:02d} {starter.zone}: is a pack due?"
    return "\n".join([first, note, *lines, last, ""])


def available() -> bool:
    return shutil.which("crontab") is not None


def installed(name: str) -> bool:
    return available() and _marks(name)[0] in _read().splitlines()


def install(starter: Starter) -> None:
    """Puts the block into the crontab, in place of an earlier one. Raises BriefingError."""
    before = _read()
    after = _joined(without(before, starter.name), block(starter))
    if after != before:
        _write(after)


def remove(name: str) -> bool:
    """Takes the block out of the crontab; whether there was one."""
    before = _read()
    after = without(before, name)
    if after == before:
        return False
    _write(after)
    return True


def without(text: str, name: str) -> str:
    """The crontab without the block of this name; raises BriefingError when its end is missing."""
    first, last = _marks(name)
    if first not in text.splitlines():
        return text
    found = re.sub(
        rf"^{re.escape(first)}\n(?:.*\n)*?{re.escape(last)}(?:\n|\Z)", "", text, flags=re.MULTILINE
    )
    if first in found.splitlines():
        raise BriefingError(
            "The block in the crontab has no end.",
            expected=last,
            hint="mend it with: crontab -e",
        )
    return found


def _joined(text: str, more: str) -> str:
    return text + ("" if not text or text.endswith("\n") else "\n") + more


def _marks(name: str) -> tuple[str, str]:
    return f"# >>> {name} (written by briefing schedule)", f"# <<< {name}"


def _command(starter: Starter) -> str:
    """One line of shell, with what cron does not pass on spelled out; its output goes to the log."""
    log = starter.log
    parts = [f"mkdir -p {shlex.quote(str(log.parent))}"]
    run = " ".join(
        [
            *(f"{n}={shlex.quote(v)}" for n, v in starter.environment.items()),
            *map(shlex.quote, starter.arguments),
        ]
    )
    if starter.secrets is not None:
        file = shlex.quote(str(starter.secrets))
        run = f"{{ set -a; [ ! -r {file} ] || . {file}; set +a; {run}; }}"
    parts.append(f"{run} >> {shlex.quote(str(log))} 2>&1")
    return " && ".join(parts).replace("%", r"\%")


def _read() -> str:
    """The user's crontab; empty when there is none."""
    done = _crontab("-l")
    if done.returncode:
        if "no crontab for" in done.stderr:
            return ""
        raise BriefingError(
            "The crontab cannot be read.",
            found=done.stderr.strip() or f"exit code {done.returncode}",
            hint="is cron installed, and may this user use it?",
        )
    return done.stdout


def _write(text: str) -> None:
    done = _crontab("-", given=text)
    if done.returncode:
        raise BriefingError(
            "The crontab could not be written; it is as it was.",
            found=done.stderr.strip() or f"exit code {done.returncode}",
        )


def _crontab(argument: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["crontab", argument],
            input=given,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(["crontab"], 1, "", str(error))
