"""Limits that a notebook's process keeps by itself: time and memory. The parent kills what dodges them."""

from __future__ import annotations

import asyncio
import signal
import time
from types import FrameType

from . import memory
from .limits import Limits
from .shell_pipe import Channel


class CellTimeout(BaseException):
    """A cell, or the notebook, ran past its limit.

    Not an Exception, so that a broad `except Exception` in a notebook does not swallow it.
    """


class MemoryLimit(MemoryError):
    """A cell asked for more memory than the notebook may take."""


class Limiter:
    """Raises CellTimeout in the running cell when its time is up, and makes the system refuse it more
    memory than it may take; the parent kills what dodges either.
    """

    def __init__(self, channel: Channel, limits: Limits) -> None:
        self.memory = limits.memory
        self._channel = channel
        self._cell = limits.cell
        self._end = time.monotonic() + limits.notebook if limits.notebook is not None else None
        has = memory.data_size()
        self._data = has + limits.memory if has is not None and limits.memory is not None else None
        self._reason = ""
        self._main: asyncio.Task[None] | None = None
        signal.signal(signal.SIGALRM, self._on_alarm)

    def _on_alarm(self, number: int, frame: FrameType | None) -> None:
        if self._channel.sending:
            signal.setitimer(signal.ITIMER_REAL, 0.02)
            return
        if self._main is not None and asyncio.current_task() is not self._main:
            # The cell awaits something: the exception must reach it and not the loop's own code.
            self._main.get_loop().call_soon_threadsafe(self._main.cancel, self._reason)
            return
        raise CellTimeout(self._reason)

    def start(self) -> None:
        self._main = asyncio.current_task()
        allowed = self._cell
        self._reason = f"the cell ran longer than {self._cell:g} s" if self._cell is not None else ""
        if self._end is not None:
            left = max(self._end - time.monotonic(), 0.001)
            if allowed is None or left < allowed:
                allowed, self._reason = left, "the notebook ran longer than it may"
        if allowed is not None:
            signal.setitimer(signal.ITIMER_REAL, allowed)
        if self._data is not None:
            _refuse_beyond(self._data)

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        self.give_room()

    def give_room(self) -> None:
        """Lifts the limit on memory, for a traceback and for what we do between two cells."""
        if self._data is not None:
            _refuse_beyond(-1)


def _refuse_beyond(size: int) -> None:
    """Makes the system refuse this process more writable memory than `size` bytes; -1: no limit."""
    import resource  # not on every system; where it is missing there is no limit to set

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = size if hard == resource.RLIM_INFINITY else hard if size < 0 else min(size, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
