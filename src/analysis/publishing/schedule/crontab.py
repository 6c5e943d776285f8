"""A block of lines in the user's crontab. What else stands there is kept, byte for byte."""

from __future__ import annotations

import os
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
    """Puts the block into the crontab, in place of an earlier one. Raises BriefingError.

    It stands at the top: a variable that is set further down (SHELL, CRON_TZ) holds for the lines below it only.
    """
    before = _read()
    after = block(starter) + without(before, starter.name)
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
    if first not in text.split("\n"):
        return text
    found = re.sub(
        rf"^{re.escape(first)}\n(?:.*\n)*?{re.escape(last)}(?:\n|\Z)", "", text, flags=re.MULTILINE
    )
    if first in found.split("\n"):
        raise BriefingError(
            "The block in the crontab has no end.",
            expected=last,
            hint="mend it with: crontab -e",
        )
    return found


def _marks(name: str) -> tuple[str, str]:
    return f"# >>> {name} (written by briefing schedule)", f"# <<< {name}"


def _command(starter: Starter) -> str:
    """One line of shell, with what cron does not pass on spelled out; its output goes to the log.

    Where the workspace is gone (moved, or on a disk that is not there) nothing is made, and cron tells its user so.
    """
    log = starter.log.relative_to(starter.workspace)
    enter = f"cd {shlex.quote(str(starter.workspace))} && mkdir -p {shlex.quote(str(log.parent))}"
    run = " ".join(
        [
            *(f"{n}={shlex.quote(v)}" for n, v in starter.environment.items()),
            *map(shlex.quote, starter.arguments),
        ]
    )
    if starter.secrets is not None:
        file = shlex.quote(str(starter.secrets))
        run = f"{{ set -a; [ ! -r {file} ] || . {file}; set +a; {run}; }}"
    return f"{enter} && {run} >> {shlex.quote(str(log))} 2>&1".replace("%", r"\%")


def _read() -> str:
    """The user's crontab; empty when there is none."""
    done = _crontab("-l")
    if done.returncode:
        if b"no crontab for" in done.stderr:
            return ""
        raise BriefingError(
            "The crontab cannot be read.",
            found=_told(done),
            hint="is cron installed, and may this user use it?",
        )
    return done.stdout.decode("utf-8", "surrogateescape")


def _write(text: str) -> None:
    done = _crontab("-", given=text.encode("utf-8", "surrogateescape"))
    if done.returncode:
        raise BriefingError("The crontab could not be written; it is as it was.", found=_told(done))


def _told(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode("utf-8", "replace").strip() or f"exit code {done.returncode}"


def _crontab(argument: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Bytes in and out: as text, Python would turn other line ends into its own."""
    try:
        return subprocess.run(
            ["crontab", argument],
            input=given,
            capture_output=True,
            check=False,
            timeout=60,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(["crontab"], 1, b"", str(error).encode())
