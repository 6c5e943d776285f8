"""Running one notebook in a fork of the warm current process.

The ordinary way starts a kernel, imports everything and loads the tables for each notebook. Here the current
process, which has done that once, forks; the child runs the notebook in a real IPython shell (`shell.py`)
and sends each output back through a pipe; the parent writes them into the notebook with nbclient's own code.
What a notebook changes dies with its process, so nothing passes from one notebook to the next.

`BriefingEngine`, the engine that papermill knows by the name `briefing`, is defined in `papermill_engine.py`.
papermill loads its engines while it is itself being imported, so this module must not import papermill at its
top: it hands the class out when asked for it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from . import memory
from .limits import Limits

GRACE = 2.0  # seconds between a time limit's exception in the cell and the kill
_POLL = 0.1  # seconds between looks at the child's memory; its frames and its end wake us at once
_HARMLESS_THREADS = ("TMonitor",)  # tqdm's watcher: it sleeps, and its lock is its own


def __getattr__(name: str) -> Any:
    if name == "BriefingEngine":
        import_module("papermill.engines")  # first: it asks this module for the class on its way
        return import_module(".papermill_engine", __package__).BriefingEngine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def hindrance() -> str | None:
    """Why the current process cannot be forked safely; None when it can.

    A fork copies only the thread that forks; a lock that another one holds would stay locked for ever.
    """
    if not hasattr(os, "fork"):
        return "this system cannot fork processes"
    if sys.platform == "darwin":
        return "the system libraries of macOS do not survive a fork"
    others = [
        t.name
        for t in threading.enumerate()
        if t is not threading.current_thread() and type(t).__name__ not in _HARMLESS_THREADS
    ]
    if others:
        return f"other threads run in this process ({', '.join(sorted(others)[:3])})"
    return None


class Observer(Protocol):
    """Who is told, in the parent, what happens in the child."""

    def cell_start(self, index: int, execution_count: int | None, when: datetime) -> None: ...

    def output(self, index: int, kind: str, content: dict[str, Any], when: datetime) -> None: ...

    def cell_done(self, index: int, succeeded: bool, when: datetime) -> None: ...


@dataclass
class _Child:
    pid: int
    connection: Connection
    captures: tuple[Path, Path]
    watch: memory.Watch
    cell: int = 0
    started: bool = False
    offsets: Sequence[int] = (0, 0)
    deadline: float | None = None
    status: int | None = None
    written: int = 0  # bytes of frames

    def reap(self) -> bool:
        """True when the process has ended."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
        return self.status is not None

    def kill(self) -> None:
        """Ends the process and whatever it left running, in its group or out of it."""
        if not self.reap():
            os.kill(self.pid, signal.SIGSTOP)  # so that it starts nothing while we look for what it started
        for _ in range(10):  # what we did not see yet may start something still
            left = self.watch.survivors()
            for pid in left:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            if not left:
                break
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        if self.status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            _, self.status = os.waitpid(self.pid, 0)

    def excess(self, limit: int | None) -> str | None:
        """What of the child is larger than `limit` bytes, in words; None: nothing. Looks in any case, since what it
        starts must be known when it ends.
        """
        taken = self.watch.look(limit)
        if limit is None:
            return None
        if taken > limit:
            return f"the notebook took more memory than the {memory.words(limit)} that it may take"
        files = 0
        for capture in self.captures:
            with contextlib.suppress(OSError):
                files += capture.stat().st_size
        if max(self.written, files) > limit:
            return f"the notebook wrote out more than the {memory.words(limit)} that it may take"
        return None


def run(cells: Sequence[Any], observer: Observer, limits: Limits | None = None) -> None:
    """Runs the cells of one notebook in a fork and reports to `observer`; returns when the child has ended.

    An error in a cell is an output of kind `error` and a `cell_done` that did not succeed; the cells after
    it are not run (unless it carries the tag `raises-exception`). A child that dies, or does not heed a time
    limit, is reported in the same way, under the names NotebookProcessDied and CellTimeout.
    """
    limits = limits or Limits()
    with _forked(cells, limits) as child:
        finish = time.monotonic() + limits.notebook if limits.notebook is not None else None
        for kind, index, when, content in _frames(child, limits, finish):
            if kind == "start":
                child.cell, child.started, child.offsets = index, True, content["offsets"]
                observer.cell_start(index, content["execution_count"], when)
            elif kind == "done":
                child.started = False
                observer.cell_done(index, content["succeeded"], when)
            else:
                observer.output(index, kind, content, when)


@contextlib.contextmanager
def _forked(cells: Sequence[Any], limits: Limits) -> Iterator[_Child]:
    from . import shell  # imported before the fork, so that only the first notebook waits for it

    shell.warm()
    scratch = Path(tempfile.mkdtemp(prefix="briefing-"))
    captures = scratch / "stdout", scratch / "stderr"
    descriptors = [os.open(c, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600) for c in captures]
    reader, writer = Pipe(duplex=False)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    parent = os.getpid()
    # What exists now is left alone by the child's collector, so its pages stay shared. A process that has frozen
    # what it loaded, once and for all, is left as it is.
    passing = not gc.get_freeze_count()
    if passing:
        gc.freeze()
    pid = os.fork()
    if pid == 0:
        try:
            os.setsid()
            die_with_parent(parent)
            reader.close()
            shell.run(writer, cells, scratch, (descriptors[0], descriptors[1]), limits)
            writer.close()
            while True:  # until we are killed: the parent looks first for what the notebook left running
                signal.pause()
        except BaseException:
            os._exit(70)
        finally:
            os._exit(0)
    if passing:
        gc.unfreeze()
    writer.close()
    for descriptor in descriptors:
        os.close(descriptor)
    child = _Child(pid, reader, captures, memory.Watch(pid))
    try:
        yield child
    finally:
        child.kill()
        reader.close()
        shutil.rmtree(scratch, ignore_errors=True)


def die_with_parent(parent: int) -> None:
    """Asks Linux to kill this process when its parent ends, however that happens."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(71)


_Frame = tuple[str, int, datetime, dict[str, Any]]


def _frames(child: _Child, limits: Limits, finish: float | None) -> Iterator[_Frame]:
    """The child's frames; ends with its `end`, or with frames that say how it died."""
    looked = time.monotonic()
    while True:
        deadline = _deadline(child, finish)
        now = time.monotonic()
        if deadline is not None and now >= deadline:
            child.kill()
            words = "the cell ran past its time limit and could not be stopped gently; its process was killed"
            yield from _death(child, "CellTimeout", words)
            return
        if now - looked >= _POLL:
            looked = now
            excess = child.excess(limits.memory)
            if excess is not None:
                child.kill()
                yield from _death(child, "MemoryLimit", f"{excess}; its process was killed")
                return
        wait = _POLL if deadline is None else min(_POLL, max(deadline - now, 0))
        try:
            if select.select([child.connection], [], [], wait)[0]:
                data = child.connection.recv_bytes()
                child.written += len(data)
                frame = _parse(data)
                if frame[0] == "end":
                    if not frame[3]["whole"]:
                        words = "the notebook asked to leave (exit or quit) before its last cell"
                        yield from _death(child, words=words)
                    return
                if frame[0] == "start":
                    child.deadline = time.monotonic() + limits.cell if limits.cell is not None else None
                yield frame
                continue
        except (EOFError, OSError):
            child.kill()
            yield from _death(child)
            return
        if child.reap() and not select.select([child.connection], [], [], 0)[0]:
            yield from _death(child)
            return


def _deadline(child: _Child, finish: float | None) -> float | None:
    ends = [d for d in (child.deadline, finish) if d is not None]
    return min(ends) + GRACE if ends else None


def _parse(frame: bytes) -> _Frame:
    head, _, body = frame.partition(b"\n")
    kind, index, when = head.decode().split(" ")
    return kind, int(index), datetime.fromisoformat(when), json.loads(body)


def _death(child: _Child, name: str = "NotebookProcessDied", words: str | None = None) -> Iterator[_Frame]:
    """Frames for a child that ended without saying so: an error in the cell it was at."""
    if words is None:
        words = f"the notebook's process {_how_ended(child.status or 0)} in cell {child.cell + 1}"
    now = datetime.now().astimezone()
    index = child.cell if child.started else child.cell + 1
    if not child.started:
        yield "start", index, now, {"execution_count": None, "offsets": child.offsets}
    yield (
        "error",
        index,
        now,
        {"ename": name, "evalue": words, "traceback": [f"{name}: {words}", *_last_words(child)]},
    )
    yield "done", index, now, {"succeeded": False}


def _how_ended(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        hint = " (out of memory, perhaps)" if number == signal.SIGKILL else ""
        return f"was killed by {signal.Signals(number).name}{hint}"
    return f"ended by itself with exit code {os.waitstatus_to_exitcode(status)}"


def _last_words(child: _Child) -> list[str]:
    """What the cell wrote last to the error descriptor, or the trace of its crash in C code."""
    with contextlib.suppress(OSError), child.captures[1].open("rb") as stream:
        stream.seek(child.offsets[1])
        text = stream.read()[-20_000:].decode("utf-8", "replace")
        crash = text.rfind("Fatal Python error")  # its trace has the most recent call first
        return text[crash:].splitlines()[:12] if crash >= 0 else text.splitlines()[-12:]
    return []
