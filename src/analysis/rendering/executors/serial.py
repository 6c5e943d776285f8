"""Tasks in this process, one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class SerialExecutor(Executor):
    """Does each task when it is submitted, in this process.

    Not later, in a thread: the process must stay without threads, so that notebooks can run in forks of it. A
    future comes back finished. Ctrl-C is not an end of the task but of the caller's work: it goes on to the
    caller. `note` says why tasks run here, where other processes were asked for.
    """

    def __init__(self, note: str = "") -> None:
        self.note = note
        self._closed = False
        self._lock = threading.Lock()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Calls the function now; the future holds what it returned or raised."""
        with self._lock:
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        try:
            result = fn(*args, **kwargs)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        with self._lock:
            self._closed = True
