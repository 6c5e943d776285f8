"""The supervisor: one process between the parent and its workers, which it forks, watches and replaces.

It is forked from the parent while that has one thread (or started anew, see `server.py`) and keeps one thread
itself, so it can fork warm workers at any time, whatever threads the parent has by then. It never looks into
a task: its own memory stays as it was, and so each new worker begins with that.
"""

from __future__ import annotations

import contextlib
import gc
import os
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from ...errors import RenderError
from ..engine import hindrance
from ..forks import how_ended
from . import calls, processes, worker
from .wire import Kind, Line

_HEARTBEAT = 5.0  # seconds between looks at the parent, when nothing else happens
_GRACE = 2.0  # seconds for a process to end that has closed its line or was told to leave
_FORKS_TRIED = 5


@dataclass(frozen=True)
class Terms:
    """How workers are kept. `seconds`: a task's limit; `memory`: bytes a worker may grow by before it is
    replaced; `idle`: seconds without a task after which the supervisor itself leaves; `scratch`: the folder
    in which each worker has one for its temporary files.
    """

    jobs: int
    scratch: Path
    recycle: int | None = 200
    attempts: int = 2
    seconds: float | None = None
    memory: int | None = None
    idle: float | None = None


@dataclass
class _Task:
    number: int
    call: bytes
    tried: int = 0


@dataclass
class _Worker:
    pid: int
    line: Line
    scratch: Path
    task: _Task | None = None
    deadline: float | None = None
    hung: bool = False
    leaving: bool = False


def supervise(
    end: socket.socket,
    terms: Terms,
    initializer: Callable[..., object] | None,
    initargs: Sequence[Any],
    parent: int,
) -> NoReturn:
    """The whole life of a supervisor, in a process of its own with one thread; never returns.

    `initializer(*initargs)` is called first, once; what it loads, every worker has.
    """
    status = 0
    try:
        line = Line(end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
        try:
            if initializer is not None:
                initializer(*initargs)
            reason = hindrance()
            if reason is not None:
                raise RenderError("Worker processes cannot be forked after the preparation.", found=reason)
        except BaseException as error:
            line.put(Kind.BROKEN, 0, calls.failure(error))
            _linger(line)
            os._exit(1)
        gc.collect()
        gc.freeze()  # what is loaded now is left alone by the workers' collectors, so its pages stay shared
        Supervisor(line, terms, parent).run()
    except BaseException:
        status = 70
        with contextlib.suppress(Exception):
            sys.excepthook(*sys.exc_info())
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        os._exit(status)


def _linger(line: Line) -> None:
    """Waits a little until the other side has taken the last words."""
    until = time.monotonic() + _GRACE
    while line.unsent and time.monotonic() < until:
        time.sleep(0.01)
        line.flush()


class Supervisor:
    """Hands tasks to workers until the parent has no more, or is gone."""

    def __init__(self, line: Line, terms: Terms, parent: int) -> None:
        self._parent_line = line
        self._terms = terms
        self._parent = parent
        self._waiting: deque[_Task] = deque()
        self._workers: dict[int, _Worker] = {}
        self._selector = selectors.DefaultSelector()
        self._stopping = False
        self._ordered_to_leave = False
        self._failed_forks = 0
        self._fork_again = 0.0
        self._busy_until = time.monotonic()

    def run(self) -> None:
        """Returns when there is nothing left to do and no process left below this one."""
        wake = self._listen()
        try:
            while not self._finished():
                self._dispatch()
                if self._ordered_to_leave:
                    break
                for key, events in self._selector.select(self._pause()):
                    if key.data is wake:
                        with contextlib.suppress(OSError):
                            wake.recv(4096)
                    elif key.data is None:
                        self._hear_parent(events)
                    else:
                        self._hear_worker(key.data)
                self._reap()
                self._enforce()
                self._watch_parent()
        finally:
            self._end_all()
            shutil.rmtree(self._terms.scratch, ignore_errors=True)
            _linger(self._parent_line)

    # ------------------------------------------------------------------ what comes in

    def _listen(self) -> socket.socket:
        """Signals wake the loop through a socket: no death of a worker is missed between two looks."""
        wake, signals = socket.socketpair()
        for end in (wake, signals):
            end.setblocking(False)
        self._wake_ends = (wake, signals)
        signal.set_wakeup_fd(signals.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, _noticed)
        signal.signal(signal.SIGTERM, self._leave)
        processes.adopt_orphans()
        self._selector.register(wake, selectors.EVENT_READ, wake)
        self._selector.register(self._parent_line, selectors.EVENT_READ, None)
        return wake

    def _leave(self, _number: int, _frame: FrameType | None) -> None:
        self._ordered_to_leave = True

    def _hear_parent(self, events: int) -> None:
        if events & selectors.EVENT_WRITE:
            self._parent_line.flush()
        if not events & selectors.EVENT_READ:
            return
        for frame in self._parent_line.take():
            if frame.kind == Kind.TASK:
                self._waiting.append(_Task(frame.number, frame.body))
            elif frame.kind == Kind.STOP:
                self._stopping = True

    def _hear_worker(self, one: _Worker) -> None:
        one.line.flush()
        for frame in one.line.take():
            if one.task is not None and frame.number == one.task.number:
                one.task, one.deadline = None, None
                self._parent_line.put(Kind.DONE, frame.number, frame.body)
            if frame.kind == Kind.LAST:
                one.leaving = True
        if one.line.ended:  # it is about to end; how, the system will say
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(one.line)
            one.leaving = True
            one.deadline = time.monotonic() + _GRACE

    def _reap(self) -> None:
        """Takes note of every process that has ended, and of what those left behind."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            one = self._workers.pop(pid, None)
            # Whatever a dead worker left is our child by now; its own children come in their turn.
            processes.kill_left_behind(self._workers)
            if one is not None:
                self._hear_worker(one)  # its last words
                self._forget(one)
                if one.task is not None:
                    self._lost(one.task, one.hung, status)

    def _forget(self, one: _Worker) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(one.line)
        one.line.close()
        shutil.rmtree(one.scratch, ignore_errors=True)

    def _lost(self, task: _Task, hung: bool, status: int) -> None:
        """Tries a task again, or tells the parent that it cannot be done."""
        task.tried += 1
        if hung:
            self._give_up(
                task,
                calls.TaskHung(
                    "A task ran past its time limit, and its process was killed.",
                    expected=f"at most {self._terms.seconds:g} s",
                    found="no end in sight",
                ),
            )
        elif task.tried < self._terms.attempts:
            self._waiting.appendleft(task)
        else:
            self._give_up(
                task,
                calls.WorkerDied(
                    f"The process that did a task died, {_times(task.tried)}.",
                    found=f"it {how_ended(status)}",
                    hint="after SIGKILL, memory has run out perhaps: fewer jobs need less",
                ),
            )

    def _give_up(self, task: _Task, error: calls.WorkerDied) -> None:
        self._parent_line.put(Kind.LOST, task.number, calls.failure(error))

    # ------------------------------------------------------------------ what goes out

    def _dispatch(self) -> None:
        while self._waiting:
            one = next((w for w in self._workers.values() if w.task is None and not w.leaving), None)
            if one is None:
                if sum(not w.leaving for w in self._workers.values()) >= self._terms.jobs:
                    return
                one = self._fork()
                if one is None:
                    return
            one.task = self._waiting.popleft()
            if self._terms.seconds is not None:
                one.deadline = time.monotonic() + self._terms.seconds
            one.line.put(Kind.TASK, one.task.number, one.task.call)

    def _fork(self) -> _Worker | None:
        """A new worker; None when the system refuses one now."""
        if time.monotonic() < self._fork_again:
            return None
        scratch: Path | None = None
        here, there = socket.socketpair()
        try:
            scratch = Path(tempfile.mkdtemp(prefix="worker-", dir=self._terms.scratch))
            me = os.getpid()
            pid = os.fork()
        except OSError as error:
            here.close()
            there.close()
            if scratch is not None:
                shutil.rmtree(scratch, ignore_errors=True)
            self._refused(error)
            return None
        if pid == 0:
            status = 70
            try:
                here.close()
                self._close_inherited()
                worker.serve(there, me, scratch, self._terms.recycle, self._terms.memory)
                status = 0
            finally:
                os._exit(status)
        self._failed_forks = 0
        there.close()
        one = _Worker(pid, Line(here), scratch)
        self._workers[pid] = one
        self._selector.register(one.line, selectors.EVENT_READ, one)
        return one

    def _close_inherited(self) -> None:
        """In a worker: nothing of the supervisor's conversations stays open."""
        self._selector.close()
        for end in self._wake_ends:
            end.close()
        self._parent_line.close()
        for one in self._workers.values():
            one.line.close()

    def _refused(self, error: OSError) -> None:
        """No new process now. Others may end and make room; when there are none, it is over after some
        tries.
        """
        self._failed_forks += 1
        self._fork_again = time.monotonic() + 0.5
        if not self._workers and self._failed_forks >= _FORKS_TRIED:
            found = error.strerror or str(error)
            told = RenderError("The system gives no process for a worker.", found=found)
            self._parent_line.put(Kind.BROKEN, 0, calls.failure(told))
            self._waiting.clear()
            self._ordered_to_leave = True

    # ------------------------------------------------------------------ when

    def _pause(self) -> float:
        """Seconds until something is due; also asks to be told when a full socket takes more."""
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._parent_line.unsent else 0)
        self._selector.modify(self._parent_line, wanted, None)
        for one in self._live_lines():
            self._selector.modify(
                one.line, selectors.EVENT_READ | (selectors.EVENT_WRITE if one.line.unsent else 0), one
            )
        now = time.monotonic()
        due = [w.deadline - now for w in self._workers.values() if w.deadline is not None]
        if self._waiting and self._fork_again > now:
            due.append(self._fork_again - now)
        if self._terms.idle is not None:
            due.append(max(self._busy_until + self._terms.idle - now, 0.05))
        return max(min([_HEARTBEAT, *due]), 0)

    def _live_lines(self) -> Iterator[_Worker]:
        return (w for w in self._workers.values() if not w.line.ended)

    def _enforce(self) -> None:
        """Kills the workers that are past their time."""
        now = time.monotonic()
        if self._waiting or any(w.task is not None for w in self._workers.values()):
            self._busy_until = now
        elif self._terms.idle is not None and now - self._busy_until >= self._terms.idle:
            self._ordered_to_leave = True
        for one in self._workers.values():
            if one.deadline is not None and now >= one.deadline:
                one.hung = one.task is not None and not one.line.ended
                one.deadline = None
                _kill(one.pid)

    def _watch_parent(self) -> None:
        if self._parent_line.ended or os.getppid() != self._parent:
            self._ordered_to_leave = True

    def _finished(self) -> bool:
        if self._ordered_to_leave:
            return True
        busy = self._waiting or any(w.task is not None for w in self._workers.values())
        return self._stopping and not busy

    def _end_all(self) -> None:
        """Workers that are idle leave by themselves when their line closes; others are killed."""
        until = time.monotonic() + _GRACE
        for one in self._workers.values():
            if one.task is not None:
                _kill(one.pid)
            one.task = None
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(one.line)
            one.line.close()
        while self._workers or processes.children():
            self._reap()
            processes.kill_left_behind(self._workers)
            if time.monotonic() >= until:
                for pid in self._workers:
                    _kill(pid)
            if time.monotonic() >= until + _GRACE:
                return  # what even SIGKILL does not end now (a hanging disk) is not worth waiting for
            time.sleep(0.002)


def _noticed(_number: int, _frame: FrameType | None) -> None:
    """A child has ended; the wake-up through the socket is what counts."""


def _kill(pid: int) -> None:
    """The worker and its group; what is in other groups dies with it or is found afterwards."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            kill(pid, signal.SIGKILL)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
