"""Tasks in warm processes of this machine, behind `concurrent.futures`."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any, Literal

from ...errors import RenderError, UsageError
from ..engine import hindrance
from . import calls, processes
from .backlog import Backlog, QueueingExecutor
from .server import BOOT
from .supervisor import Terms, supervise
from .wire import Kind, Line

_PATIENCE = 5.0  # seconds for the supervisor to leave when told to


class LocalExecutor(QueueingExecutor):
    """Worker processes, forked by a supervisor process that is forked from the present one.

    What this process has imported and loaded when the executor is made, every worker has: make it when all
    is warm, and before a thread is started. Afterwards this process may have threads. `start="spawn"` begins
    with a fresh interpreter instead, which `initializer` must then warm; it needs nothing of this process.

    `initializer(*initargs)` is called once, in the supervisor, before the first worker is forked; it must
    start no thread. A worker is replaced after `recycle` tasks, or when it has grown by `memory` bytes. A
    task that takes longer than `seconds` is killed (TaskHung). One whose worker dies is tried again,
    `attempts` times in all (then: WorkerDied). After `idle` seconds without a task the processes leave.
    Tasks, results and errors travel as pickles. A task may fork; one that leaves a thread behind costs its
    worker. All processes end with this one, however it ends.

    Raises RenderError when this process cannot be forked, UsageError when `jobs` is less than 1.
    """

    def __init__(
        self,
        jobs: int,
        *,
        initializer: Callable[..., object] | None = None,
        initargs: Sequence[Any] = (),
        recycle: int | None = 200,
        attempts: int = 2,
        seconds: float | None = None,
        memory: int | None = None,
        idle: float | None = None,
        start: Literal["fork", "spawn"] = "fork",
    ) -> None:
        if jobs < 1:
            raise UsageError("The number of jobs must be at least 1.", found=str(jobs))
        scratch = Path(tempfile.mkdtemp(prefix="briefing-executor-"))
        terms = Terms(jobs, scratch, recycle, max(attempts, 1), seconds, memory, idle)
        begin = _fork if start == "fork" else _spawn
        try:
            line, process = begin(terms, initializer, tuple(initargs))
        except BaseException:
            scratch.rmdir()
            raise
        self.supervisor = process.pid  # the supervisor's process id
        super().__init__(_Conversation(line, process, terms))


# ---------------------------------------------------------------------- beginning


class _Forked:
    """The supervisor as a fork of this process."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._status: int | None = None

    def poll(self) -> int | None:
        """Its exit code (minus a signal's number), None while it lives."""
        if self._status is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # somebody else has waited for it
                self._status = 0
            else:
                self._status = os.waitstatus_to_exitcode(status) if pid else None
        return self._status


_Process = _Forked | subprocess.Popen[bytes]


def _fork(
    terms: Terms, initializer: Callable[..., object] | None, initargs: tuple[Any, ...]
) -> tuple[Line, _Process]:
    reason = hindrance()
    if reason is not None:
        raise RenderError(
            "Worker processes cannot be forked from this process.",
            expected="a process with one thread, on a system that can fork",
            found=reason,
            hint="make the executor before anything starts a thread, or with start='spawn'",
        )
    here, there = socket.socketpair()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    parent = os.getpid()
    gc.collect()
    gc.freeze()  # what is loaded now is left alone by the children's collectors, so its pages stay shared
    pid = os.fork()
    if pid == 0:
        try:
            with contextlib.suppress(OSError):
                os.setsid()  # Ctrl-C in the terminal is for the parent
            here.close()
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            processes.signal_when_parent_ends(signal.SIGTERM)  # upon which its loop ends all in good order
            if os.getppid() != parent:
                os._exit(71)
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, 0)
            os.close(null)
            supervise(there, terms, initializer, initargs, parent)
        finally:
            os._exit(70)
    gc.unfreeze()
    there.close()
    return Line(here), _Forked(pid)


def _spawn(
    terms: Terms, initializer: Callable[..., object] | None, initargs: tuple[Any, ...]
) -> tuple[Line, _Process]:
    if not hasattr(os, "fork"):
        raise RenderError("Worker processes cannot be forked.", found="this system cannot fork processes")
    setup = pickle.dumps((terms, pickle.dumps((initializer, initargs), pickle.HIGHEST_PROTOCOL)))
    here, there = socket.socketpair()
    # Libraries that compute with threads of their own would forbid forks; each worker has a core anyway.
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with there:
        process = subprocess.Popen(
            [sys.executable, "-c", BOOT, str(there.fileno()), json.dumps([str(p) for p in sys.path])],
            pass_fds=[there.fileno()],
            stdin=subprocess.DEVNULL,
            env=environment,
        )
    line = Line(here)
    line.put(Kind.SETUP, 0, setup)
    return line, process


# ---------------------------------------------------------------------- talking


class _Conversation(Backlog):
    """The parent's side: its thread sends tasks to the supervisor and gives replies to their futures.

    Only one task more than there are workers is on its way, so that no worker waits for this process.
    """

    def __init__(self, line: Line, process: _Process, terms: Terms) -> None:
        super().__init__("briefing-executor")
        self._process = process
        self._line = line
        self._limit = terms.jobs + 1
        self._scratch = terms.scratch
        self._told = False
        self._bell, self._button = socket.socketpair()
        for one in (self._bell, self._button):
            one.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._selector.register(self._line, selectors.EVENT_READ)

    def ring(self) -> None:
        with contextlib.suppress(OSError):  # full: it will be heard; closed: nobody needs it
            self._button.send(b"!")

    def close_copies(self) -> None:
        self._line.close()
        for end in (self._bell, self._button):
            end.close()
        self._selector.close()

    def _run(self) -> None:
        problem: BaseException | None = None
        try:
            while not self.killed and not self._line.ended:
                self._feed()
                writing = selectors.EVENT_WRITE if self._line.unsent else 0
                self._selector.modify(self._line, selectors.EVENT_READ | writing)
                for key, _ in self._selector.select():
                    if key.fileobj is self._bell:
                        with contextlib.suppress(OSError):
                            self._bell.recv(4096)
                self._line.flush()
                for frame in self._line.take():
                    if frame.kind == Kind.BROKEN:
                        _, problem = calls.answer(frame.body)
                    else:
                        self.settle(frame.number, frame.body)
        except BaseException as error:  # must not happen; but nobody shall wait for ever
            problem = error
        self._line.close()
        code = _wait(self._process)
        shutil.rmtree(self._scratch, ignore_errors=True)  # there still, if the supervisor was killed
        told = f"no task can be done: {problem}" if problem else f"the supervisor {_ending(code)}"
        why = BrokenExecutor(told)
        why.__cause__ = problem
        self.close(why)
        self._selector.close()
        self._bell.close()
        self._button.close()

    def _feed(self) -> None:
        """Sends the next tasks, and the word to stop after the last."""
        while self.under_way < self._limit and (task := self.begin_next()) is not None:
            self._line.put(Kind.TASK, *task)
        if not self._told and self.empty:
            self._told = True
            self._line.put(Kind.STOP)


def _wait(process: _Process) -> int:
    """The exit code of a supervisor whose line is closed; it is killed when it does not leave."""
    until = time.monotonic() + _PATIENCE
    while (code := process.poll()) is None:
        if time.monotonic() >= until:
            with contextlib.suppress(OSError):
                os.kill(process.pid, signal.SIGKILL)
        time.sleep(0.002)
    return code


def _ending(code: int) -> str:
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
