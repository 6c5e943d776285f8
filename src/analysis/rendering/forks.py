"""Running functions in forks of the warm current process, several at once.

For the notebooks of a pack and for its exports. Where the process cannot be forked (see `engine.hindrance`)
the functions run here, one after the other. An executor for many packs or machines would take this module's
place.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from ..errors import BriefingError, RenderError
from .engine import die_with_parent, hindrance

T = TypeVar("T")
_POLL = 0.1


@dataclass(frozen=True)
class Task(Generic[T]):
    """A named function without arguments; its result must survive pickling."""

    name: str
    work: Callable[[], T]


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """A result or an error, and the seconds it took. `detail` is the traceback of an unforeseen error."""

    name: str
    seconds: float
    result: T | None = None
    error: BriefingError | None = None
    detail: str = ""


@dataclass
class _Running:
    index: int
    pid: int
    connection: Connection
    started: float


def run(
    tasks: Sequence[Task[T]],
    jobs: int = 1,
    *,
    forked: bool | None = None,
    on_start: Callable[[str], None] | None = None,
    on_done: Callable[[Outcome[T]], None] | None = None,
    on_tick: Callable[[], None] | None = None,
) -> list[Outcome[T]]:
    """The outcomes, in the order of the tasks; at most `jobs` run at once.

    A task that raises, or whose process dies, is an outcome with an error; the others go on. With one job, or
    where the process cannot be forked, the tasks run in this process; `forked` overrides the first.
    `on_tick` is called some ten times a second while forks run, so that a caller can show progress without a
    thread.
    """
    if forked is None:
        forked = jobs > 1 and len(tasks) > 1
    if not forked or hindrance() is not None:
        return [_here(task, on_start, on_done) for task in tasks]
    outcomes: dict[int, Outcome[T]] = {}
    waiting = list(enumerate(tasks))
    running: list[_Running] = []
    try:
        while waiting or running:
            while waiting and len(running) < max(jobs, 1):
                index, task = waiting.pop(0)
                if on_start:
                    on_start(task.name)
                running.append(_fork(index, task))
            ready = wait([r.connection for r in running], timeout=_POLL)
            for child in [r for r in running if r.connection in ready]:
                running.remove(child)
                outcomes[child.index] = _collect(child, tasks[child.index].name)
                if on_done:
                    on_done(outcomes[child.index])
            if on_tick:
                on_tick()
    finally:
        for child in running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)
    return [outcomes[i] for i in range(len(tasks))]


def _here(
    task: Task[T],
    on_start: Callable[[str], None] | None,
    on_done: Callable[[Outcome[T]], None] | None,
) -> Outcome[T]:
    if on_start:
        on_start(task.name)
    outcome = attempt(task)
    if on_done:
        on_done(outcome)
    return outcome


def attempt(task: Task[T]) -> Outcome[T]:
    """Runs the task here; what it raises is an outcome with an error."""
    started = time.perf_counter()
    try:
        result = task.work()
        return Outcome(task.name, time.perf_counter() - started, result)
    except BriefingError as error:
        return Outcome(task.name, time.perf_counter() - started, error=error, detail=traceback.format_exc())
    except Exception as error:
        told = RenderError(f"{task.name} failed.", found=f"{type(error).__name__}: {error}")
        return Outcome(task.name, time.perf_counter() - started, error=told, detail=traceback.format_exc())


def _fork(index: int, task: Task[Any]) -> _Running:
    reader, writer = Pipe(duplex=False)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        status = 70
        try:
            die_with_parent(parent)
            reader.close()
            writer.send(attempt(task))
            status = 0
        except KeyboardInterrupt:
            status = 130
        finally:
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(Exception):
                    stream.flush()
            os._exit(status)
    writer.close()
    return _Running(index, pid, reader, time.perf_counter())


def _collect(child: _Running, name: str) -> Outcome[Any]:
    outcome: Outcome[Any] | None = None
    with contextlib.suppress(EOFError, OSError):
        outcome = child.connection.recv()
    child.connection.close()
    _, status = os.waitpid(child.pid, 0)
    if outcome is None:
        error = RenderError(
            f"{name} failed: its process {how_ended(status)}.", hint="it may have run out of memory"
        )
        outcome = Outcome(name, time.perf_counter() - child.started, error=error)
    return outcome


def how_ended(status: int) -> str:
    """Words for what `os.waitpid` says of a process."""
    if os.WIFSIGNALED(status):
        return f"was killed by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended with exit code {os.waitstatus_to_exitcode(status)}"
