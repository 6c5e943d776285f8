"""What the local and the cluster executor share: tasks that wait here, where they can still be cancelled."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import threading
import weakref
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from types import TracebackType
from typing import Any

from . import calls

_Waiting = tuple["Future[Any]", bytes]
_ALIVE: weakref.WeakSet[Backlog] = weakref.WeakSet()


class Backlog(ABC):
    """Tasks that wait and tasks that have been handed out, and a thread that hands them out.

    The thread calls `begin_next`, `settle` and at last `close`; any thread may call the other methods.
    """

    def __init__(self, name: str) -> None:
        self.broken: BaseException | None = None
        self.stopping = self.killed = False
        self._waiting: deque[_Waiting] = deque()
        self._begun: dict[int, Future[Any]] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Starts the thread, when the subclass is ready for it."""
        _ALIVE.add(self)
        self._thread.start()

    # ------------------------------------------------------------------ from outside

    def ask(self, future: Future[Any], call: bytes) -> None:
        """Takes a task in. Raises BrokenExecutor, or RuntimeError after the end has been announced."""
        with self._lock:
            if self.broken is not None:
                raise BrokenExecutor(str(self.broken)) from self.broken
            if self.stopping:
                raise RuntimeError("cannot schedule new futures after shutdown")
            self._waiting.append((future, call))
        self.ring()

    def finish(self, cancel: bool = False) -> None:
        """Announces the end; with `cancel`, what has not begun is dropped."""
        with self._lock:
            self.stopping = True
            dropped = list(self._waiting) if cancel else []
            if cancel:
                self._waiting.clear()
        _cancel(dropped)
        self.ring()

    def kill(self) -> None:
        """Drops everything, begun or not."""
        with self._lock:
            self.killed = True
        self.finish(cancel=True)

    def join(self) -> None:
        """Waits for the end of the thread."""
        if self._thread is not threading.current_thread():
            self._thread.join()

    @abstractmethod
    def ring(self) -> None:
        """Wakes the thread, from any thread."""

    @abstractmethod
    def close_copies(self) -> None:
        """In a fork of this process: the fork has no part in this, and must not keep it alive."""

    # ------------------------------------------------------------------ from the thread

    @abstractmethod
    def _run(self) -> None:
        """The thread."""

    @property
    def under_way(self) -> int:
        """How many tasks have been handed out and have no reply yet."""
        return len(self._begun)

    @property
    def empty(self) -> bool:
        """True when the end has been announced and nothing is left to do."""
        with self._lock:
            return self.stopping and not self._waiting and not self._begun

    @property
    def any_waiting(self) -> bool:
        with self._lock:
            return bool(self._waiting)

    def begin_next(self) -> tuple[int, bytes] | None:
        """The next task, which from now on cannot be cancelled: its number and its call."""
        while True:
            with self._lock:
                if not self._waiting:
                    return None
                future, call = self._waiting.popleft()
            if future.set_running_or_notify_cancel():
                number = next(self._numbers)
                self._begun[number] = future
                return number, call

    def settle(self, number: int, reply: bytes) -> None:
        """Gives the reply to the task's future."""
        future = self._begun.pop(number, None)
        if future is not None:
            calls.settle(future, reply)

    def close(self, why: BrokenExecutor) -> None:
        """Nothing will be done any more: whoever still waits is told why."""
        with self._lock:
            if self.killed:
                why = BrokenExecutor("the workers were killed on request")
            if self.killed or self._begun or self._waiting or not self.stopping:
                self.broken = why
            waiting, self._waiting = list(self._waiting), deque()
        begun, self._begun = list(self._begun.values()), {}
        if self.killed:
            _cancel(waiting)
        else:
            begun += [future for future, _ in waiting if future.set_running_or_notify_cancel()]
        for future in begun:
            future.set_exception(why)


class QueueingExecutor(Executor):
    """An executor over a backlog."""

    note = ""

    def __init__(self, backlog: Backlog) -> None:
        self._backlog = backlog
        backlog.start()
        # Without a shutdown, what was submitted is still done, as by the standard's executors.
        weakref.finalize(self, backlog.finish).atexit = False

    @property
    def broken(self) -> bool:
        """True when nothing can be submitted any more, because those who did the tasks are gone."""
        return self._backlog.broken is not None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Asks for `fn(*args, **kwargs)`. What cannot be pickled is the future's error.

        Raises BrokenExecutor when those who do the tasks are gone, RuntimeError after `shutdown`.
        """
        future: Future[Any] = Future()
        try:
            call = calls.pack(fn, args, kwargs)
        except Exception as error:
            future.set_running_or_notify_cancel()
            future.set_exception(error)
            return future
        self._backlog.ask(future, call)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Takes no more tasks; those submitted are done first, or with `cancel_futures` those begun."""
        self._backlog.finish(cancel=cancel_futures)
        if wait:
            try:
                self._backlog.join()
            except KeyboardInterrupt:
                self.kill_workers()
                raise

    def kill_workers(self) -> None:
        """Ends everything at once: what has begun gets BrokenExecutor, what has not is cancelled."""
        self._backlog.kill()
        self._backlog.join()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None and not issubclass(kind, Exception):  # Ctrl-C: nobody wants to wait
            self.kill_workers()
        else:
            self.shutdown(wait=True)


def _cancel(tasks: Sequence[_Waiting]) -> None:
    for future, _ in tasks:
        if future.cancel():
            future.set_running_or_notify_cancel()  # tells those who wait for it


def _finish_at_exit() -> None:
    """What was submitted is done before the interpreter ends, as the standard's executors promise."""
    alive = list(_ALIVE)
    for one in alive:
        one.finish()
    for one in alive:
        one.join()


def _forget_in_fork() -> None:
    for one in list(_ALIVE):
        with contextlib.suppress(Exception):
            one.close_copies()
    _ALIVE.clear()


atexit.register(_finish_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_in_fork)
