"""Watches the memory of a process and of all it started: a process of its own, light, ended by SIGTERM.

    python -I -S bench_memory.py PID FILE

Writes to FILE the highest sum seen of the proportional set sizes (PSS: a page that several processes share counts once
in all), in kB. It looks again after fifty times what looking took, but not more often than four times a second: reading
how a process shares its pages holds that process up, the more so the busier all cores are.
"""

# ruff: noqa: PTH110, PTH123, PTH208 – pathlib stays out, so that the watcher is small

from __future__ import annotations

import os
import signal
import sys
import time

SHORTEST = 0.25  # seconds between two looks
SHARE = 50  # waiting, in times what looking took


def family(root: int) -> list[int]:
    """The process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                parent = int(file.read().rpartition(b")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            continue
        parents.setdefault(parent, []).append(int(name))
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue += parents.get(pid, [])
    return found


def pss(pid: int) -> int:
    """Proportional set size in kB; 0 when the process is gone."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            for line in file:
                if line.startswith(b"Pss:"):
                    return int(line.split()[1])
    except (OSError, ValueError, IndexError):
        pass
    return 0


def watch(root: int, path: str) -> None:
    """Looks until the process is gone or SIGTERM comes, and keeps the peak in `path`."""
    stopped: list[bool] = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
    peak = 0
    while not stopped:
        began = time.perf_counter()
        now = sum(map(pss, family(root)))
        if now > peak:
            peak = now
            with open(path, "w") as file:
                file.write(str(peak))
        if not os.path.exists(f"/proc/{root}"):
            return
        time.sleep(max(SHORTEST, SHARE * (time.perf_counter() - began)))


if __name__ == "__main__":
    watch(int(sys.argv[1]), sys.argv[2])
