"""One release at a time in a workspace. The lock goes with the process that holds it, however that ends."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import IO, Any

from ...errors import RenderError
from ...paths import Workspace
from ...rendering import atomic
from ...rendering.record_locks import lock, unlock

NAME = ".lock"
PATIENCE = 900.0  # seconds to wait for another release
_TICK = 0.2


@contextlib.contextmanager
def held(
    workspace: Workspace, by: str, *, patience: float = PATIENCE, on_wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Holds the lock for the block; `on_wait` is told once who holds it.

    Raises RenderError when another release holds it for longer than `patience` seconds, or nothing can be written.
    """
    atomic.check_writable(workspace.released)
    path = workspace.released / NAME
    with path.open("a+b", buffering=0) as stream:  # nothing may be left to be written when it is closed
        deadline, told = time.monotonic() + patience, False
        while not _locked(stream):
            holder = _holder(stream)
            if time.monotonic() >= deadline:
                raise RenderError(
                    "Another release is under way.",
                    where=workspace.released,
                    found=holder,
                    hint="wait until it has finished, or end it; nothing of it is lost",
                )
            if on_wait is not None and not told:
                on_wait(holder)
            told = True
            time.sleep(_TICK)
        _note(stream, by)
        try:
            yield
        finally:
            _note(stream, None)
            unlock(stream)


def _locked(stream: IO[Any]) -> bool:
    try:
        return lock(stream)
    except OSError as error:
        raise RenderError(
            "The workspace cannot be locked for a release.",
            where=stream.name,
            found=error.strerror or str(error),
            hint="release as the user who owns the workspace, in a folder whose file system has locks",
        ) from None


def _note(stream: IO[Any], by: str | None) -> None:
    with contextlib.suppress(OSError):  # it only serves a message
        stream.truncate(0)
        if by is not None:
            since = datetime.now(UTC).isoformat(timespec="seconds")
            stream.write(json.dumps({"by": by, "pid": os.getpid(), "since": since}).encode())


def _holder(stream: IO[Any]) -> str:
    stream.seek(0)
    try:
        found = json.loads(stream.read())
        return f"released by {found['by']} since {found['since']} (process {found['pid']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "a release that has just begun"
