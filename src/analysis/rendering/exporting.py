"""From a pack notebook in memory to its files: HTML, PDF, workbook.

An `Exporter` is a child process that stays warm from pack to pack: fonts, templates, exporters and the
compiler's own memory are paid for once. It is a process of its own because Typst starts threads, and a
process that has used Typst must not fork any more, while the one that runs notebooks must. A child that
dies, hangs or grows too much is replaced; what it was at is an outcome with an error, and nothing
half-written stays.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import pickle
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from ..errors import RenderError
from . import execution, forks, memory
from .assembly import FILES
from .engine import die_with_parent, hindrance
from .packs import Format

_POLL = 0.1  # seconds between looks at a busy child; its answers wake us at once
_WARMING = 60.0  # seconds that an idle child may take until it has begun with a pack
_EXPORTERS = {"html": ("html", "BriefingHTMLExporter"), "pdf": ("pdf", "BriefingPDFExporter")}

Started = Callable[[str], None]
Done = Callable[[forks.Outcome[int]], None]
Tick = Callable[[], None]


def write(format: Format, notebook: Any, path: Path) -> int:
    """Writes one output of an assembled pack notebook and returns its size in bytes.

    Raises RenderError, or whatever the exporter raises; then there is no file.
    """
    try:
        if format == "xlsx":
            from .workbook import workbook

            data = workbook(notebook)
        else:
            details = {"metadata": {"name": path.stem, "path": str(path.parent)}}
            output, _ = _exporter(format).from_notebook_node(notebook, details)
            data = output if isinstance(output, bytes) else output.encode("utf-8")
        path.write_bytes(data)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return len(data)


@lru_cache(maxsize=4)
def _exporter(format: Format) -> Any:
    module, name = _EXPORTERS[format]
    with execution.quick_imports():
        found = importlib.import_module(f".{module}", __package__)
    return getattr(found, name)()


def warm() -> None:
    """Imports and builds, once and before any fork, what every export needs. Starts no thread."""
    for format in _EXPORTERS:
        _exporter(format)
    importlib.import_module(".workbook", __package__)
    for name in (".fonts", ".typst.compiler"):
        importlib.import_module(name, __package__).warm()


def may_fork() -> bool:
    """Whether exports can run in forks of this process: not where it cannot fork, nor once Typst has compiled
    something here, since its threads are unseen."""
    compiler: Any = sys.modules.get(f"{__package__}.typst.compiler")
    return hindrance() is None and not (compiler is not None and compiler.used())


def export_beside(
    notebook: Any,
    formats: Sequence[Format],
    folder: Path,
    *,
    jobs: int,
    on_start: Started | None = None,
    on_done: Done | None = None,
    on_tick: Tick | None = None,
) -> list[forks.Outcome[int]]:
    """The files of a single pack, each in a fork of its own and at most `jobs` at once; the outcomes in the
    order of `formats`. The slowest begins first, so that on two cores it runs beside the others.
    """
    order = sorted(formats, key=("pdf", "html", "xlsx").index)
    if may_fork():
        warm()
    tasks = [_task(format, notebook, folder) for format in order]
    outcomes = forks.run(tasks, jobs, forked=may_fork(), on_start=on_start, on_done=on_done, on_tick=on_tick)
    found = dict(zip(order, outcomes, strict=True))
    for format, outcome in found.items():
        if outcome.error is not None:
            (folder / FILES[format]).unlink(missing_ok=True)
    return [found[format] for format in formats]


def _task(format: Format, notebook: Any, folder: Path) -> forks.Task[int]:
    return forks.Task(format, lambda: write(format, notebook, folder / FILES[format]))


# ---------------------------------------------------------------------- a process that stays


@dataclass
class _Child:
    pid: int
    requests: socket.socket
    answers: Connection
    base: int  # bytes it has from its parent
    packs: int = 0
    status: int | None = None

    def grown(self) -> int:
        now = memory.taken(self.pid)
        return max(now.own - self.base, 0) if now is not None else 0

    def ended(self) -> bool:
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
        return self.status is not None

    def end(self) -> None:
        self.requests.close()
        self.answers.close()
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            _, self.status = os.waitpid(self.pid, 0)

    def how_ended(self) -> str:
        """Words for how it ended by itself, after it stopped answering."""
        end = time.monotonic() + 1
        while not self.ended() and time.monotonic() < end:
            time.sleep(0.01)
        return forks.how_ended(self.status) if self.status is not None else "stopped answering"


class Exporter:
    """A warm child process that turns pack notebooks into files. Close it, or use it in a `with`.

    `recycle` is the number of packs a child makes before it is replaced, `seconds` what one format may take,
    `growth` the bytes a child may have grown by (looked at between packs; then it is replaced), `ceiling`
    those at which it is killed in the middle of a format. Where a fork is impossible (see `may_fork`) the
    files are made in this process, without limits.
    """

    def __init__(
        self,
        *,
        recycle: int = 50,  # what a child keeps of each pack (some 0.6 MB) then never adds up to much
        seconds: float = 300.0,
        growth: int | None = 800 * memory.MB,
        ceiling: int | None = 2 * memory.GB,
    ) -> None:
        self.recycle, self.seconds, self.growth, self.ceiling = recycle, seconds, growth, ceiling
        self._child: _Child | None = None
        self._owner = os.getpid()

    def __enter__(self) -> Exporter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process number; None when there is none."""
        return self._child.pid if self._child is not None else None

    def start(self) -> None:
        """Forks the child if there is none, so that it warms itself while the caller does something else."""
        if self._child is None and may_fork():
            warm()
            self._child = _start()

    def close(self) -> None:
        """Ends the child."""
        child, self._child = self._child, None
        if child is None:
            return
        if os.getpid() == self._owner:  # in a fork of the process that owns it, the child is not ours to end
            child.end()

    def export(
        self,
        notebook: Any,
        formats: Sequence[Format],
        folder: Path,
        *,
        on_start: Started | None = None,
        on_done: Done | None = None,
        on_tick: Tick | None = None,
    ) -> list[forks.Outcome[int]]:
        """Makes `FILES[format]` in `folder` for each format: one outcome each, in order, with the size in
        bytes.

        A format that raises, hangs, or takes its process down is an outcome with an error, and leaves no
        file; the others are made all the same.
        """
        found: list[forks.Outcome[int]] = []
        while len(found) < len(formats):
            rest = formats[len(found) :]
            if not self._ready(notebook, rest, folder, on_tick):
                tasks = [_task(format, notebook, folder) for format in rest]
                return found + forks.run(
                    tasks, 1, forked=False, on_start=on_start, on_done=on_done, on_tick=on_tick
                )
            for outcome in self._answers(rest, on_start, on_tick):
                if outcome.error is not None:
                    (folder / FILES[outcome.name]).unlink(missing_ok=True)  # type: ignore[index]
                found.append(outcome)
                if on_done:
                    on_done(outcome)
        self._retire()
        return found

    def _ready(self, notebook: Any, formats: Sequence[Format], folder: Path, on_tick: Tick | None) -> bool:
        """Whether a child has begun with the pack: the one there is, or, where that has died, a new one.
        False: none can be had.
        """
        for _ in range(3):
            self.start()
            child = self._child
            if child is None:
                return False
            with contextlib.suppress(OSError, EOFError):
                child.requests.settimeout(_WARMING)
                child.requests.sendall(_packed((notebook, tuple(formats), folder)))
                if self._hear(child, _WARMING, on_tick) is not None:
                    child.packs += 1
                    return True
            self.close()
        return False

    def _answers(
        self, formats: Sequence[Format], on_start: Started | None, on_tick: Tick | None
    ) -> Iterator[forks.Outcome[int]]:
        """The child's outcomes; ends with the first that costs the child its life."""
        child = self._child
        assert child is not None
        for format in formats:
            began = time.perf_counter()
            if on_start:
                on_start(format)
            try:
                answer = self._hear(child, self.seconds, on_tick)
                problem = self._too_long_or_big(child) if answer is None else ""
            except (OSError, EOFError):
                answer, problem = None, f"its process {child.how_ended()}"
            if answer is not None:
                yield answer
                continue
            self.close()
            error = RenderError(
                f"{format} failed: {problem}.", hint="the other formats are made all the same"
            )
            yield forks.Outcome(format, time.perf_counter() - began, error=error)
            return

    def _hear(self, child: _Child, seconds: float, on_tick: Tick | None) -> Any:
        """The child's next answer; None when it took too long or grew past the ceiling. Raises EOFError."""
        end = time.monotonic() + seconds
        while not child.answers.poll(_POLL):
            if on_tick:
                on_tick()
            if time.monotonic() >= end or (self.ceiling is not None and child.grown() > self.ceiling):
                return None
        return child.answers.recv()

    def _too_long_or_big(self, child: _Child) -> str:
        if self.ceiling is not None and child.grown() > self.ceiling:
            return f"it took more than {memory.words(self.ceiling)} of memory and was killed"
        return f"it took longer than {self.seconds:g} s and was killed"

    def _retire(self) -> None:
        """Ends a child that has made its packs, or has grown; the next pack gets a new one."""
        child = self._child
        if child is not None and (
            child.packs >= self.recycle or (self.growth is not None and child.grown() > self.growth)
        ):
            self.close()


def _start() -> _Child:
    requests, theirs = socket.socketpair()
    answers, writer = Pipe(duplex=False)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    parent = os.getpid()
    taken = memory.taken(parent)
    passing = not gc.get_freeze_count()  # as in engine._forked
    if passing:
        gc.freeze()
    pid = os.fork()
    if pid == 0:
        status = 70
        try:
            die_with_parent(parent)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends us
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            requests.close()
            answers.close()
            _serve(theirs, writer)
            status = 0
        finally:
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(Exception):
                    stream.flush()
            os._exit(status)
    if passing:
        gc.unfreeze()
    theirs.close()
    writer.close()
    return _Child(pid, requests, answers, taken.own if taken is not None else 0)


def _serve(requests: socket.socket, answers: Connection) -> None:
    """The child: packs in, outcomes out, until the parent closes the line."""
    stream = requests.makefile("rb")
    while True:
        gc.disable()  # nothing of what is read is rubbish, and looking for some takes longer than reading it
        try:
            notebook, formats, folder = pickle.load(stream)
        except (EOFError, OSError):
            return
        finally:
            gc.enable()
        answers.send("begun")
        pack = _unpacked(notebook)
        del notebook
        for format in formats:
            answers.send(forks.attempt(_task(format, pack, folder)))
        del pack


class _Packer(pickle.Pickler):
    """Sends notebook nodes as plain dictionaries, which takes a tenth of the time."""

    def reducer_override(self, value: Any) -> Any:
        if type(value).__name__ == "NotebookNode":
            return dict, (), None, None, iter(value.items())
        return NotImplemented


def _packed(value: Any) -> bytes:
    buffer = io.BytesIO()
    _Packer(buffer, pickle.HIGHEST_PROTOCOL).dump(value)
    return buffer.getvalue()


def _unpacked(notebook: dict[str, Any]) -> Any:
    """Nodes again where exporters read attributes: not below the data of outputs."""
    from nbformat import NotebookNode

    def node(found: dict[str, Any]) -> Any:
        return NotebookNode({k: NotebookNode(v) if isinstance(v, dict) else v for k, v in found.items()})

    cells = [node(cell) for cell in notebook["cells"]]
    for cell in cells:
        if "outputs" in cell:
            cell["outputs"] = [node(output) for output in cell["outputs"]]
    whole = node(notebook)
    whole["cells"] = cells
    return whole
