"""briefing run"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any

from ..paths import Workspace
from ..publishing.unattended.asked import Asked


def run(workspace: Workspace, asked: Asked) -> int:
    """Does the unattended run and returns its exit code."""
    from ..publishing.unattended.run import run as go

    with _ended_in_order():
        return go(workspace, asked, sys.stdout)


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """A machine that is shut down, or a timer that is stopped, ends the run as Ctrl-C does: with its report."""

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
