"""One unattended run at a time in a workspace.

The lock is the system's own, of the record of a file: it is gone as soon as the process that holds it is, however
that ended, so there is no stale lock to be removed. The file says who holds it.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from ...errors import RenderError
from ...rendering.record_locks import lock, unlock

NAME = ".unattended.lock"


@contextlib.contextmanager
def held(reports: Path) -> Iterator[None]:
    """Holds the lock of the workspace whose reports these are.

    Raises RenderError that says who holds it and since when. Where the system has no such locks (see `record_locks`)
    two runs must not be started at once.
    """
    path = reports / NAME
    try:
        # Not opened for writing only: who comes second must read who came first, and must not empty the file.
        stream = path.open("a+b", buffering=0)
    except OSError as error:
        raise _no_lock(path, error) from None
    with stream:
        try:
            ours = lock(stream)
        except OSError as error:
            raise _no_lock(path, error) from None
        if not ours:
            raise RenderError(
                "Another run is under way in this workspace.",
                where=path,
                found=_holder_of(stream),
                hint="wait until it has ended, or end it; what it has made stands, and the next run does the rest",
            )
        stream.truncate(0)
        with contextlib.suppress(OSError):  # who holds it is told only; a full disk is told by what needs room
            stream.write(json.dumps(_holder()).encode())
        try:
            yield
        finally:
            stream.truncate(0)
            unlock(stream)


def _holder() -> dict[str, Any]:
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _holder_of(stream: IO[bytes]) -> str:
    """`process 4711 on vanphong-01, since 2026-07-01 00:02:11 UTC`."""
    try:
        stream.seek(0)
        holder = json.load(stream)
        since = datetime.fromisoformat(holder["since"]).astimezone(UTC)
        return f"process {holder['pid']} on {holder['host']}, since {since:%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, KeyError, TypeError, OSError):  # not every share lets a locked file be read
        return "a process that has only just begun"


def _no_lock(path: Path, error: OSError) -> RenderError:
    return RenderError(
        "The workspace cannot be locked for this run.",
        where=path,
        found=error.strerror or str(error),
        hint="run as the user who owns the workspace, in a folder whose file system has locks",
    )
