"""What the operating system knows about processes: who dies with whom, who is left behind, how big one is."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Collection
from pathlib import Path

_DEATH_SIGNAL, _SUBREAPER = 1, 36  # PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER
_PROC = Path("/proc")


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(option, value)


def signal_when_parent_ends(number: int) -> None:
    """Asks Linux for this signal when the parent ends, however it ends; elsewhere nothing happens."""
    _prctl(_DEATH_SIGNAL, number)


def adopt_orphans() -> None:
    """From now on a descendant whose parent dies becomes a child of this process (Linux)."""
    _prctl(_SUBREAPER, 1)


def prefer_as_victim() -> None:
    """When memory runs out, Linux ends this process and its children before others."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("400")


def resident() -> int:
    """Bytes of this process that are in memory, shared ones included; 0 where this cannot be told."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def children() -> list[int]:
    """The children of this process (Linux; elsewhere none are told)."""
    me = os.getpid()
    try:
        return [int(pid) for pid in Path(f"/proc/{me}/task/{me}/children").read_text().split()]
    except (OSError, ValueError):
        pass
    try:
        numbers = [int(p.name) for p in _PROC.iterdir() if p.name.isdigit()]
    except OSError:
        return []
    return [pid for pid in numbers if _parent(pid) == me]


def kill_left_behind(living: Collection[int]) -> int:
    """Kills the children of this process that are neither in `living` nor belong to one of those; how many.

    With `adopt_orphans`, they are what a dead worker left: notebooks, exporters, what these have started.
    What a living worker's notebook started in the background and let go of is spared: it shares the
    notebook's session or the worker's group.
    """
    killed = 0
    for pid in children():
        if pid in living or _belongs(pid, living):
            continue
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
            killed += 1
    return killed


def _belongs(pid: int, living: Collection[int]) -> bool:
    try:
        group, session = os.getpgid(pid), os.getsid(pid)
    except OSError:
        return True  # gone meanwhile: nothing to kill
    if group in living:
        return True
    leader, me = (session if session != pid else 0), os.getpid()
    while leader not in (0, 1, me):
        if leader in living:
            return True
        leader = _parent(leader)
    return False


def _parent(pid: int) -> int:
    """The parent of a process, 0 when there is no such process."""
    try:
        text = (_PROC / str(pid) / "stat").read_text("utf-8", "replace")
        return int(text.rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0
