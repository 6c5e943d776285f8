"""Where packs are made: in this process, in processes of this machine, or on a cluster.

All three are executors of `concurrent.futures`. A task is a function at the top of a module with picklable
arguments and a picklable result; it may be tried twice, so it must be harmless to repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from ...errors import UsageError
from ..engine import hindrance
from .calls import TaskHung, WorkerDied
from .local import LocalExecutor
from .serial import SerialExecutor

if TYPE_CHECKING:
    from .cluster import ClusterExecutor

__all__ = [
    "ClusterExecutor",
    "LocalExecutor",
    "SerialExecutor",
    "TaskHung",
    "WorkerDied",
    "choose",
    "each",
]

Item = TypeVar("Item")
_TICK = 0.2


def __getattr__(name: str) -> Any:
    if name == "ClusterExecutor":  # only who works on a cluster needs its module
        from .cluster import ClusterExecutor

        return ClusterExecutor
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def choose(
    jobs: int,
    scheduler: str | None = None,
    *,
    tasks: int | None = None,
    workspace: str | Path | None = None,
    initializer: Callable[[str], object] | None = None,
    bundle: bytes | None = None,
    recycle: int | None = 200,
    seconds: float | None = None,
    memory: int | None = None,
) -> LocalExecutor | SerialExecutor | ClusterExecutor:
    """The executor for `tasks` tasks (None: unknown, many) with `jobs` at once, or on a cluster.

    One job or one task is done in this process. Its `note` says why, where that was not asked for.
    `initializer(workspace)` warms the processes that are not forked from this one. `bundle` (see
    `rendering.bundle`) is for a cluster that does not share this machine's folders.
    """
    if jobs < 1:
        raise UsageError("The number of jobs must be at least 1.", found=str(jobs), where="--jobs")
    if scheduler is not None:
        from .cluster import ClusterExecutor

        return ClusterExecutor(
            scheduler,
            workspace=workspace,
            initializer=initializer,
            bundle=bundle,
            recycle=recycle,
            seconds=seconds,
            memory=memory,
        )
    jobs = jobs if tasks is None else min(jobs, max(tasks, 1))
    if jobs == 1:
        return SerialExecutor()
    reason = hindrance()
    if reason is None:
        return LocalExecutor(jobs, recycle=recycle, seconds=seconds, memory=memory)
    if "thread" in reason:  # a fresh process has none
        return LocalExecutor(
            jobs,
            initializer=initializer,
            initargs=() if initializer is None else (str(workspace),),
            recycle=recycle,
            seconds=seconds,
            memory=memory,
            start="spawn",
        )
    return SerialExecutor(note=f"one pack after the other: {reason}")


def each(
    executor: Executor,
    function: Callable[[Item], Any],
    items: Iterable[Item],
    *,
    on_tick: Callable[[], None] | None = None,
) -> Iterator[tuple[Item, Future[Any]]]:
    """Each item with its finished future, in the order in which they finish.

    In a SerialExecutor an item is begun when the one before has been taken; elsewhere all are submitted at
    once. `on_tick` is called some five times a second, in the calling thread, while it waits. Leaving the
    loop early cancels what has not begun.
    """
    if isinstance(executor, SerialExecutor):
        for item in items:
            yield item, executor.submit(function, item)
        return
    finished: SimpleQueue[Future[Any]] = SimpleQueue()
    pending: dict[Future[Any], Item] = {}
    try:
        for item in items:
            future = _submitted(executor, function, item)
            pending[future] = item
            future.add_done_callback(finished.put)
        while pending:
            try:
                done = finished.get(timeout=_TICK)
            except Empty:
                if on_tick is not None:
                    on_tick()
                continue
            yield pending.pop(done), done
    finally:
        for future in pending:
            future.cancel()


def _submitted(executor: Executor, function: Callable[[Item], Any], item: Item) -> Future[Any]:
    """The item's future; it holds the error when the executor takes nothing any more."""
    try:
        return executor.submit(function, item)
    except RuntimeError as error:
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        future.set_exception(error)
        return future
