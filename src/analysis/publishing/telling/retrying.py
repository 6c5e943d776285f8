"""Trying again: what may pass by itself is tried some times more, with longer and longer waits in between."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from ...errors import BriefingError

FIRST_WAIT = 2.0  # seconds
LONGEST_WAIT = 60.0

Sleep = Callable[[float], None]


class Passing(Exception):
    """Something went wrong that may pass by itself; `wait` is how long the other side asks to be left alone."""

    def __init__(self, error: BriefingError, wait: float | None = None) -> None:
        super().__init__(f"{error.message} ({error.found})" if error.found else error.message)
        self.error = error
        self.wait = wait


def waits(attempts: int) -> Iterator[float]:
    """The seconds to wait after each attempt but the last: 2, 4, 8, 16, 32, 60, 60 …"""
    for number in range(attempts - 1):
        yield min(FIRST_WAIT * 2**number, LONGEST_WAIT)


def persistently(
    work: Callable[[], None],
    attempts: int,
    *,
    sleep: Sleep = time.sleep,
    on_wait: Callable[[str], None] | None = None,
) -> None:
    """Does the work, again while it raises Passing; raises what the last attempt met.

    `on_wait` is told, in words, before each wait.
    """
    for number, wait in enumerate(waits(attempts), 1):
        try:
            work()
            return
        except Passing as passing:
            seconds = wait if passing.wait is None else min(max(passing.wait, wait), LONGEST_WAIT)
            if on_wait is not None:
                on_wait(f"attempt {number} of {attempts}: {passing}; again in {seconds:.0f} s")
            sleep(seconds)
    try:
        work()
    except Passing as passing:
        raise passing.error from None
