"""Tasks on a cluster, through Dask's scheduler, behind `concurrent.futures`."""

from __future__ import annotations

import contextlib
import logging
import pickle
import re
import threading
import time
import uuid
import warnings
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError
from pathlib import Path
from typing import Any

from ...errors import RenderError, UsageError
from . import calls, program, serving
from .backlog import Backlog, QueueingExecutor

_INSTALLED = "__import__('importlib.metadata', fromlist=['version']).version({!r})"
_ADDRESS = re.compile(r"((tcp|tls|ws|wss|ucx)://)?([^\s/:\[\]]+|\[[0-9a-fA-F:.%]+\]):\d{1,5}/?")
_REFRESH = 2.0  # seconds between looks at how many threads the cluster has
_LOG = logging.getLogger(__name__)


class ClusterExecutor(QueueingExecutor):
    """The workers of a Dask cluster; each renders in warm processes of its own (see `serving`).

    `address` is the scheduler's, as `tcp://10.0.0.5:8786`; `security` is Dask's (default: what Dask's
    configuration says). `initializer(root)` warms a worker's render server once. `root` is `workspace`, a
    folder that all machines share; or with `bundle` (see `rendering.bundle`) the folder into which the bundle
    was unpacked on that machine, and each argument of a task that has a method `at` is replaced by
    `argument.at(root)`. `recycle`, `attempts`, `seconds` and `memory` are those of the LocalExecutor. A task
    whose Dask worker is lost runs again on another one.

    Raises UsageError when Dask is not installed or the address is none, RenderError when the scheduler or a
    first worker is not there within `timeout` seconds, or when a machine has another version of the program.
    """

    def __init__(
        self,
        address: str,
        *,
        workspace: str | Path | None = None,
        initializer: Callable[[str], object] | None = None,
        bundle: bytes | None = None,
        recycle: int | None = 200,
        attempts: int = 2,
        seconds: float | None = None,
        memory: int | None = None,
        timeout: float = 20.0,
        security: Any = None,
    ) -> None:
        client = _connected(address, timeout, security)
        try:
            identity = program.identity()
            _check_programs(client, identity)
            checksum = None
            if bundle is not None:
                from ..bundle import checksum as checksum_of

                checksum = checksum_of(bundle)
            setup = serving.Setup(
                initializer=pickle.dumps(initializer),
                root=None if workspace is None else str(workspace),
                bundle=checksum,
                program=identity,
                recycle=recycle,
                attempts=attempts,
                seconds=seconds,
                memory=memory,
            )
            pump = _Pump(client, setup, _sent(client, bundle, checksum))
        except BaseException:
            client.close(timeout=5)
            raise
        super().__init__(pump)


def _connected(address: str, timeout: float, security: Any) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            "Rendering on a cluster needs Dask, which is not installed.",
            where="--scheduler",
            hint="pip install 'briefing57[cluster]', on every machine of the cluster",
        ) from error
    _check_address(address, security)
    try:
        client = Client(address, timeout=timeout, security=security, set_as_default=False, name="briefing")
    except (ValueError, TypeError, RuntimeError) as error:
        raise _unspeakable(address, str(error)) from error
    except (OSError, TimeoutError) as error:
        raise RenderError(
            "The scheduler cannot be reached.",
            where=address,
            expected=f"an answer within {timeout:g} s",
            found=str(error).splitlines()[0] if str(error) else type(error).__name__,
            hint="start it (see docs/cluster.md), and let the firewall pass its port",
        ) from error
    try:
        client.wait_for_workers(1, timeout=timeout)
    except (OSError, TimeoutError) as error:
        client.close(timeout=5)
        raise RenderError(
            "The scheduler has no worker.",
            where=address,
            expected=f"at least one within {timeout:g} s",
            hint="start workers: dask worker ADDRESS --nworkers 1 --nthreads CORES",
        ) from error
    return client


def _check_address(address: str, security: Any) -> None:
    """Raises UsageError for an address that Dask would stumble over; its client does not recover from that."""
    import dask
    from distributed.security import Security

    if _ADDRESS.fullmatch(address) is None:
        raise _unspeakable(address, "an address without host or port, or of another kind")
    encrypted = address.startswith(("tls:", "wss:"))
    if not encrypted and dask.config.get("distributed.comm.require-encryption", None):
        raise _unspeakable(address, "Dask's configuration asks for encryption (require-encryption)")
    if encrypted:
        try:
            context = (security or Security()).get_connection_args("client").get("ssl_context")
        except (OSError, ValueError) as error:  # a file that is not there, or is no certificate
            raise _unspeakable(address, f"the TLS files cannot be used: {error}") from error
        if context is None:
            raise _unspeakable(address, "Dask's configuration names no TLS files (ca-file, client.cert)")


def _unspeakable(address: str, why: str) -> UsageError:
    return UsageError(
        "The scheduler cannot be spoken to in this way.",
        where=f"--scheduler {address}",
        expected="tcp://HOST:PORT, or tls://HOST:PORT with Dask's TLS files configured",
        found=why,
    )


def _check_programs(client: Any, identity: dict[str, str]) -> None:
    """Raises RenderError when the scheduler or a worker has not the program that this process runs.

    First with Python's own words only: where the program is missing, nothing of ours can be sent.
    """
    first = _INSTALLED.format(program.PROGRAM)
    answers = {**client.run(eval, first, on_error="return"), **_on_scheduler(client, eval, first)}
    have = {
        machine: [f"{program.PROGRAM} {'is missing' if isinstance(answer, BaseException) else answer}"]
        for machine, answer in answers.items()
        if answer != identity[program.PROGRAM]
    }
    if have:
        raise serving.unequal(have)
    compare = program.differences
    answers = {
        **client.run(compare, identity, on_error="return"),
        **_on_scheduler(client, compare, identity),
    }
    have = {
        machine: [f"{type(answer).__name__}: {answer}"] if isinstance(answer, BaseException) else answer
        for machine, answer in answers.items()
        if answer
    }
    if have:
        raise serving.unequal(have)


def _on_scheduler(client: Any, function: Callable[..., Any], argument: Any) -> dict[str, Any]:
    try:
        return {"the scheduler": client.run_on_scheduler(function, argument)}
    except Exception as error:
        return {"the scheduler": error}


def _sent(client: Any, bundle: bytes | None, checksum: str | None) -> Any:
    """The bundle as a Dask future: a worker gets it once, with its first task. None without a bundle.

    It is a task's argument, and not scattered: scattered data are gone with the worker that holds them, while
    a task can be repeated.
    """
    if bundle is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # "sending large graph": once, on purpose
        return client.submit(serving.hold, bundle, key=f"briefing-bundle-{checksum}", pure=False)


class _Pump(Backlog):
    """Its thread keeps the cluster supplied: twice as many tasks as it has threads, the others wait here,
    where they can be cancelled.
    """

    def __init__(self, client: Any, setup: serving.Setup, bundle: Any) -> None:
        super().__init__("briefing-cluster")
        self._client = client
        self._setup = setup
        self._bundle = bundle
        self._prefix = f"briefing-{uuid.uuid4().hex}"
        self._sent: dict[int, Any] = {}
        self._finished: deque[int] = deque()
        self._bell = threading.Event()
        self._threads, self._looked = 0, 0.0

    def ring(self) -> None:
        self._bell.set()

    def close_copies(self) -> None:
        """Dask's own sockets are closed by the kernel when the fork runs another program or ends."""

    def _run(self) -> None:
        problem: BaseException | None = None
        try:
            while not self.killed and not self.empty:
                self._supply()
                self._bell.wait(_REFRESH if self.any_waiting else None)
                self._bell.clear()
                while self._finished:
                    self._collect(self._finished.popleft())
        except BaseException as error:  # the scheduler is gone, most likely
            problem = error
        why = BrokenExecutor(f"the cluster is lost: {problem or 'its client was closed'}")
        why.__cause__ = problem
        self.close(why)
        with contextlib.suppress(Exception):
            self._leave(problem is None)

    def _supply(self) -> None:
        """Hands out tasks until the cluster has enough."""
        while self.any_waiting and self.under_way < 2 * self._capacity():
            task = self.begin_next()
            if task is None:
                return
            number, call = task
            future = self._client.submit(
                serving.serve,
                self._setup,
                call,
                self._bundle,
                key=f"{self._prefix}-{number}",
                pure=False,
            )
            self._sent[number] = future
            future.add_done_callback(lambda _, number=number: self._note(number))

    def _note(self, number: int) -> None:
        self._finished.append(number)
        self.ring()

    def _capacity(self) -> int:
        """The threads of all workers; workers may come and go."""
        now = time.monotonic()
        if now - self._looked >= _REFRESH or not self._threads:
            self._looked = now
            threads = sum(self._client.nthreads().values())
            if not threads and self._threads:
                _LOG.warning("the cluster has no worker at the moment; waiting for one")
            self._threads = threads
        return self._threads

    def _collect(self, number: int) -> None:
        """The reply of a finished task, or why there is none."""
        from distributed.scheduler import KilledWorker

        future = self._sent.pop(number)
        try:
            reply = future.result()
        except KilledWorker as error:
            reply = calls.failure(
                calls.WorkerDied(
                    "The Dask workers that did a task died, one after the other.",
                    found=f"{error.allowed_failures + 1} workers were lost",
                    hint="see the workers' logs; the other tasks went on",
                )
            )
        except (CancelledError, OSError) as error:
            if getattr(self._client, "status", "") != "running" or future.status == "cancelled":
                raise RenderError("The connection to the scheduler is lost.", found=str(error)) from error
            reply = calls.failure(error)
        except Exception as error:  # Dask itself could not begin it
            told = f"{type(error).__name__}: {error}"
            reply = calls.failure(RenderError("Dask could not do a task.", found=told))
        self.settle(number, reply)

    def _leave(self, orderly: bool) -> None:
        """Lets go of the cluster, and ends this run's render servers."""
        if orderly:
            futures = list(self._sent.values())
            if futures:
                self._client.cancel(futures, force=True)
            self._client.run(serving.release, self._setup.key, kill=self.killed, on_error="ignore")
        self._sent.clear()
        self._bundle = None
        self._client.close(timeout=5)
