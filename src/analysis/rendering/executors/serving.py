"""In a Dask worker: the render server that does its tasks.

A Dask worker has threads and so cannot fork safely. It therefore starts a fresh process, which warms itself
once and forks workers, as many as the Dask worker has threads: our local executor, begun by spawning. The
Dask worker only passes bytes on. When it ends, however it ends, the server's socket ends, and the server with it.
"""

from __future__ import annotations

import hashlib
import pickle
import platform
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ...errors import RenderError
from . import calls, program
from .local import LocalExecutor

IDLE = 600.0  # seconds without a task after which a server leaves; the next task starts another


@dataclass(frozen=True)
class Setup:
    """What a server needs to know. `initializer` is a pickled function of the workspace's root, which is
    `root`, or with a bundle the folder into which that was unpacked. `program` is the client's identity.
    """

    initializer: bytes
    root: str | None
    bundle: str | None
    program: dict[str, str]
    recycle: int | None
    attempts: int
    seconds: float | None
    memory: int | None

    @cached_property
    def key(self) -> str:
        """The same for runs that can share a server."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


@dataclass
class _Server:
    executor: LocalExecutor
    moved: str | None  # the root of the unpacked bundle
    killed: bool = False  # on the client's request


_SERVERS: dict[str, _Server] = {}
_LOCK = threading.Lock()


def hold(data: bytes) -> bytes:
    """The task that brings a bundle to a worker; Dask keeps its result there, and can repeat it."""
    return data


def serve(setup: Setup, call: bytes, bundle: bytes | None) -> bytes:
    """Has one call done by the server, and returns its reply. A server that is lost is started anew once."""
    problem: BaseException | None = None
    for _ in range(2):
        try:
            server = _server(setup, bundle)
        except Exception as error:
            return calls.failure(error)
        try:
            return server.executor.submit(calls.perform, call, server.moved).result()
        except BrokenExecutor as error:
            problem = error.__cause__ or error
            if server.killed:
                break
            release(setup.key)
        except Exception as error:
            return calls.failure(error)
    if isinstance(problem, RenderError):
        return calls.failure(problem)
    told = RenderError("The render server of a Dask worker was lost twice.", found=str(problem))
    return calls.failure(told)


def release(key: str, kill: bool = False) -> None:
    """Ends a run's server in this worker, if there is one; with `kill` in the middle of its tasks."""
    with _LOCK:
        server = _SERVERS.pop(key, None)
    if server is None:
        return
    if kill:
        server.killed = True
        server.executor.kill_workers()
    else:
        server.executor.shutdown(wait=False)


def _server(setup: Setup, bundle: bytes | None) -> _Server:
    with _LOCK:
        server = _SERVERS.get(setup.key)
        if server is None or server.executor.broken:
            server = _SERVERS[setup.key] = _begin(setup, bundle)
        return server


def _begin(setup: Setup, bundle: bytes | None) -> _Server:
    from distributed import get_worker

    dask_worker = get_worker()
    moved = None
    if bundle is not None:
        from ..bundle import unpack

        folder = Path(dask_worker.local_directory or tempfile.gettempdir()) / "briefing-workspaces"
        moved = str(unpack(bundle, folder))
    executor = LocalExecutor(
        dask_worker.state.nthreads,
        initializer=prepare,
        initargs=(setup.initializer, moved or setup.root, setup.program),
        recycle=setup.recycle,
        attempts=setup.attempts,
        seconds=setup.seconds,
        memory=setup.memory,
        idle=IDLE,
        start="spawn",
    )
    return _Server(executor, moved)


def prepare(initializer: bytes, root: str | None, wanted: dict[str, str]) -> None:
    """In the server: makes sure that it is the client's program, then warms it."""
    found = program.differences(wanted)
    if found:
        raise unequal({platform.node() or "a worker": found})
    function: Callable[..., object] | None = pickle.loads(initializer)
    if function is not None:
        function(root)


def unequal(found: dict[str, list[str]]) -> RenderError:
    """The error for machines that have not the client's program; by machine, what differs."""
    where, what = next(iter(found.items()))
    more = f"; {len(found) - 1} more machines differ" if len(found) > 1 else ""
    return RenderError(
        "The cluster does not run the same program as this machine.",
        where=where,
        expected="the same version of the program and its libraries on every machine",
        found=", ".join(what[:5]) + (", …" if len(what) > 5 else "") + more,
        hint="install the same version everywhere, and start the scheduler and the workers again",
    )
