"""Locks that go with the process that holds them, however it ends, and that no fork of it holds on."""

from __future__ import annotations

import errno
from typing import IO, Any

try:
    import fcntl
except ImportError:  # Windows: there is no lock
    fcntl = None  # type: ignore[assignment]


def lock(stream: IO[Any]) -> bool:
    """Whether the file is ours now; False when another process has it. Raises OSError where there are no locks.

    The lock is of the file's record (`lockf`): children that inherit the descriptor do not hold it on.
    """
    if fcntl is None:
        return True
    try:
        fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EAGAIN):
            raise
        return False
    return True


def unlock(stream: IO[Any]) -> None:
    """Gives it back."""
    if fcntl is not None:
        fcntl.lockf(stream, fcntl.LOCK_UN)
