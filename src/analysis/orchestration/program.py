"""Running `briefing` for an asset, in a process of its own.

Notebooks run in forks of the process that renders, which therefore must have one thread only; a step of Dagster has
several. A process of its own also is what the command line and the timer start: there is one way to make a pack.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg

from ..paths import Workspace

WRONG_USAGE = 2
_TOLD = 40  # last lines of the output shown with a failure
_PATIENCE = 30.0  # seconds for the program to end after it was told to


@dataclass(frozen=True)
class Finished:
    """How the program ended: its process number, its exit code, its last lines."""

    pid: int
    code: int
    told: Sequence[str]


def run(log: Any, workspace: Workspace, *arguments: str) -> Finished:
    """Runs `briefing ARGUMENTS` in the workspace; every line that it writes goes to `log` as it comes.

    When the step is ended from outside, so is the program, as by Ctrl-C: what is made stands, nothing is half-made.
    """
    command = [sys.executable, "-u", "-m", "analysis.cli", "--workspace", str(workspace.root), *arguments]
    log.info(f"briefing {' '.join(arguments)}")
    last: deque[str] = deque(maxlen=_TOLD)
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as child:
        assert child.stdout is not None
        try:
            for line in child.stdout:
                last.append(line.rstrip())
                log.info(line.rstrip())
            code = child.wait()
        except BaseException:
            _end(child)
            raise
    return Finished(child.pid, code, tuple(last))


def _end(child: subprocess.Popen[str]) -> None:
    child.send_signal(signal.SIGINT)
    try:
        child.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()


def failure(what: str, finished: Finished, **metadata: Any) -> dg.Failure:
    """The failure of a step. Wrong usage is not tried again: it would be as wrong the next time."""
    return dg.Failure(
        description=f"{what} (exit code {finished.code})",
        metadata={"output": dg.MetadataValue.md("```\n" + "\n".join(finished.told) + "\n```"), **metadata},
        allow_retries=finished.code != WRONG_USAGE,
    )
