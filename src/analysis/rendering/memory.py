"""How much memory processes take, and sizes as people write them.

Read from Linux's /proc. Where there is none, nothing is known (None), and limits on memory are not watched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MB, GB = 1_000_000, 1_000_000_000
_UNITS = {"": 1, "k": 1_000, "m": MB, "g": GB, "t": 1_000 * GB}
_BINARY = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_PROC = Path("/proc")


def parse_size(size: int | float | str) -> int:
    """Bytes: 1000, "1000", "300 MB", "2 GB", "1.5 GiB", "512M". Raises ValueError that says what is
    expected.
    """
    if isinstance(size, str):
        found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?\s*", size, re.IGNORECASE)
        if found is None or (found[3] and not found[2]):
            raise ValueError(f"{size!r} is not an amount of memory: write it like 300 MB, 2 GB or 1.5 GiB")
        amount = float(found[1]) * (_BINARY if found[3] else _UNITS)[found[2].lower()]
    else:
        amount = size
    if not 1 <= amount < 1 << 60:
        raise ValueError(f"{size!r} is not an amount of memory: it must be at least one byte")
    return int(amount)


def words(size: float) -> str:
    """An amount of memory for people: `312 MB`, `2 GB`, `1.5 GB`."""
    return f"{size / GB:.3g} GB" if size >= GB else f"{size / MB:.3g} MB"


@dataclass(frozen=True)
class Taken:
    """Bytes of one process that no file backs: of its own (also in swap), and shared with other processes.

    `own` counts pages that a fork still shares with its parent; whoever wants growth subtracts what it was
    at first.
    """

    own: int
    shared: int


def taken(pid: int) -> Taken | None:
    """What a process takes now; None where that cannot be known (it has ended, or there is no /proc)."""
    try:
        text = (_PROC / str(pid) / "status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    fields = dict(re.findall(r"^(RssAnon|RssShmem|VmSwap):\s+(\d+) kB", text, re.MULTILINE))
    if "RssAnon" not in fields:
        return None
    own = int(fields["RssAnon"]) + int(fields.get("VmSwap", 0))
    return Taken(own * 1024, int(fields.get("RssShmem", 0)) * 1024)


def private(pid: int) -> int:
    """Bytes that only this process has (exact, and slower than `taken`: the system walks its pages)."""
    try:
        text = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return 1024 * sum(
        int(kb) for kb in re.findall(r"^(?:Private_Dirty|Swap):\s+(\d+) kB", text, re.MULTILINE)
    )


def data_size(pid: int | str = "self") -> int | None:
    """Bytes of writable memory of its own that a process has asked for, touched or not (as RLIMIT_DATA
    counts).
    """
    try:
        text = (_PROC / str(pid) / "status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    found = re.search(r"^VmData:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else None


def descendants(pid: int) -> list[int]:
    """The processes that `pid` started, and theirs, parents first."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        started = list(_children(waiting.pop()))
        found += started
        waiting += started
    return found


def _children(pid: int) -> Iterable[int]:
    try:
        tasks = [t.name for t in (_PROC / str(pid) / "task").iterdir()]
    except OSError:
        return
    for task in tasks:
        try:
            text = (_PROC / str(pid) / "task" / task / "children").read_text(encoding="ascii")
        except OSError:
            continue
        yield from map(int, text.split())


class Watch:
    """What one process and all that it starts take beyond what the process had when the watch began."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.family: dict[int, str] = {}  # descendants seen, with the time each was started
        now = taken(pid)
        self._base = now.own if now is not None else 0

    def look(self, limit: int | None = None) -> int:
        """Bytes taken now. A sum that is surely below `limit`, or with no limit, may be too large: it counts
        shared pages twice.
        """
        below = descendants(self.pid)
        self.family |= {pid: born for pid in below if pid not in self.family and (born := _born(pid))}
        now = taken(self.pid)
        if now is None:
            return 0
        theirs = [(pid, found) for pid in below if (found := taken(pid)) is not None]
        shared = max([now.shared, *(found.shared for _, found in theirs)])
        own = max(now.own - self._base, 0) + shared
        rough = own + sum(found.own for _, found in theirs)
        if limit is None or rough <= limit:
            return rough
        return own + sum(private(pid) for pid, _ in theirs)

    def survivors(self) -> list[int]:
        """Those of the family that still run, and what they have started since. Finds those too whose
        parent has ended.
        """
        own = [pid for pid, born in self.family.items() if _born(pid) == born]
        found = dict.fromkeys([*own, *descendants(self.pid)])
        for pid in own:
            found |= dict.fromkeys(descendants(pid))
        return list(found)


def _born(pid: int) -> str:
    """When a process was started, as the system counts; empty when it has ended."""
    try:
        fields = (_PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return fields[19] if fields and fields[0] not in "ZX" else ""
