"""The child's side of the engine: one notebook, run by a real IPython shell in a forked process.

Nothing here runs in the parent. The shell is the one of the ordinary kernel (`ipykernel`'s), with its display
hook, display publisher and traceback handling as they are; only its socket is replaced by a pipe to the
parent. So rich display, magics, `%%capture`, `%matplotlib inline`, top-level `await` and errors behave as
they do there.
"""

from __future__ import annotations

import asyncio
import builtins
import codecs
import contextlib
import faulthandler
import importlib
import io
import json
import logging
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.session import Session
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"
SKIP_TAG = "remove_cell"  # nbclient leaves cells with this tag out
_FLUSH_AT = 1 << 16


def warm() -> None:
    """Imports, in the parent, what every shell otherwise imports anew in its child."""
    for name in (
        "IPython.core.completer",
        "IPython.core.completerlib",
        "IPython.core.application",
        "IPython.core.crashhandler",
        "IPython.core.logger",
        "stack_data",
    ):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    if "matplotlib" in sys.modules:
        importlib.import_module("matplotlib_inline.backend_inline")
        importlib.import_module("matplotlib.backends").backend_registry.list_all()


class CellTimeout(BaseException):
    """A cell, or the notebook, ran past its limit.

    Not an Exception, so that a broad `except Exception` in a notebook does not swallow it.
    """


class Channel:
    """The pipe to the parent: frames of one kind, one cell and JSON content."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._pid = os.getpid()
        self.cell = 0
        self.sending = False

    def send(self, kind: str, content: Mapping[str, Any], packed: bytes | None = None) -> None:
        """Sends one frame; a frame is never broken off by a time limit (see `_on_alarm`)."""
        if os.getpid() != self._pid:
            return  # a process that the notebook itself forked: not ours to speak for
        body = packed if packed is not None else _pack(content)
        head = f"{kind} {self.cell} {datetime.now(UTC).isoformat()}\n".encode()
        self.sending = True
        try:
            with self._lock:
                self._connection.send_bytes(head + body)
        finally:
            self.sending = False


def _pack(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogateescape")


class PipeSession(Session):
    """A Jupyter session whose messages go into the pipe."""

    channel: Channel

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *args: Any, **kwargs: Any) -> Any:
        message = msg_or_type if isinstance(msg_or_type, dict) else {"msg_type": msg_or_type, "content": content}
        # The ordinary session's own packer: dates and the like become JSON as they do there.
        self.channel.send(message["msg_type"], {}, packed=self.pack(message["content"]))
        return message


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of the notebook, and whatever is written to the file descriptor below it.

    Text goes out when something else is displayed, when the other stream is written to, and when the cell
    ends, so the order of outputs is that of the code.
    """

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, channel: Channel, descriptor: int) -> None:
        super().__init__()
        self.name = name
        self.other: Stream | None = None
        self._channel = channel
        self._descriptor = descriptor
        self._offset = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._parts: list[str] = []
        self._size = 0
        self._lock = threading.RLock()
        self._pid = os.getpid()

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self._descriptor

    @property
    def offset(self) -> int:
        """How much of the descriptor's file has been sent."""
        return self._offset

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() != self._pid:  # a process forked by the notebook: its text comes through the descriptor
            return os.write(self._descriptor, text.encode("utf-8", "replace"))
        if self.other is not None and self.other.pending:
            self.other.flush()
        with self._lock:
            self._drain()
            self._parts.append(text)
            self._size += len(text)
        if self._size > _FLUSH_AT:
            self.flush()
        return len(text)

    @property
    def pending(self) -> bool:
        return bool(self._parts)

    def _drain(self) -> None:
        """Takes over what C code and subprocesses wrote below us."""
        size = os.fstat(self._descriptor).st_size
        if size > self._offset:
            data = os.pread(self._descriptor, size - self._offset, self._offset)
            self._offset += len(data)
            self._parts.append(self._decoder.decode(data))

    def flush(self) -> None:
        if os.getpid() != self._pid:
            return
        with self._lock:
            self._drain()
            text, self._parts, self._size = "".join(self._parts), [], 0
        if text:
            self._channel.send("stream", {"name": self.name, "text": text})


class _Compiler(XCachingCompiler):
    """Names cells as the ordinary kernel does, but without its process number and folder: warnings show the
    name.
    """

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        return f"{os.sep}ipykernel{os.sep}{Path(super().get_code_name(raw_code, code, number)).name}"


class NotebookShell(ZMQInteractiveShell):
    """The ordinary kernel's shell, without the kernel."""

    leaving = False

    def enable_gui(self, gui: Any = None) -> None:
        if gui not in (None, "inline", "agg"):
            raise UsageError(f"There are no windows here, so no {gui!r}; use %matplotlib inline.")

    def ask_exit(self) -> None:
        self.leaving = True


def _no_input(prompt: object = "") -> str:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")


def _make_shell(channel: Channel, scratch: Path) -> NotebookShell:
    """A new shell, whatever shells the parent had; its history and profile stay in `scratch`."""
    if InteractiveShell.initialized():
        type(InteractiveShell.instance()).clear_instance()
    config = Config()
    config.HistoryManager.enabled = False  # the ordinary kernel writes to the user's history file; we do not
    os.environ.setdefault("MPLBACKEND", INLINE)
    shell = NotebookShell.instance(config=config, compiler_class=_Compiler, ipython_dir=str(scratch / "ipython"))
    session = PipeSession()
    session.channel = channel
    shell.displayhook.session = session
    shell.display_pub.session = session
    builtins.input = _no_input
    return shell


def _reset_inherited_state(shell: NotebookShell) -> None:
    """What a fork inherits and a fresh kernel would not have."""
    asyncio.events._set_running_loop(None)
    logging.captureWarnings(False)
    logging.root.handlers.clear()  # the parent's own log is not the notebook's
    logging.root.setLevel(logging.WARNING)
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()  # else every notebook would draw the same numbers
    if "matplotlib" not in sys.modules:
        return
    # matplotlib asks for its backend when first imported, and that has happened in the parent.
    import matplotlib
    from matplotlib_inline.config import InlineBackend

    InlineBackend.clear_instance()
    inline = sys.modules.get("matplotlib_inline.backend_inline")
    if inline is not None:
        inline.configure_inline_support.current_backend = "unset"
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
        matplotlib.use(INLINE)
    else:
        matplotlib.rcParams["backend"] = INLINE
    if inline is not None and "matplotlib.pyplot" in sys.modules:
        inline.configure_inline_support(shell, INLINE)


class Limiter:
    """Raises CellTimeout in the running cell when its time is up; the parent kills what does not heed it."""

    def __init__(self, channel: Channel, cell: float | None, notebook: float | None) -> None:
        self._channel = channel
        self._cell = cell
        self._end = time.monotonic() + notebook if notebook is not None else None
        self._reason = ""
        self._main: asyncio.Task[None] | None = None
        signal.signal(signal.SIGALRM, self._on_alarm)

    def _on_alarm(self, number: int, frame: FrameType | None) -> None:
        if self._channel.sending:
            signal.setitimer(signal.ITIMER_REAL, 0.02)
            return
        if self._main is not None and asyncio.current_task() is not self._main:
            # The cell awaits something: the exception must reach it and not the loop's own code.
            self._main.get_loop().call_soon_threadsafe(self._main.cancel, self._reason)
            return
        raise CellTimeout(self._reason)

    def start(self) -> None:
        self._main = asyncio.current_task()
        allowed = self._cell
        self._reason = f"the cell ran longer than {self._cell:g} s" if self._cell is not None else ""
        if self._end is not None:
            left = max(self._end - time.monotonic(), 0.001)
            if allowed is None or left < allowed:
                allowed, self._reason = left, "the notebook ran longer than it may"
        if allowed is not None:
            signal.setitimer(signal.ITIMER_REAL, allowed)

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)


async def _run_cell(shell: NotebookShell, code: str) -> bool:
    """Runs one cell as `IPythonKernel.do_execute` does; true when it succeeded."""
    try:
        transformed, problem = shell.transform_cell(code), None
    except Exception:
        transformed, problem = code, sys.exc_info()
    if shell.should_run_async(code, transformed_cell=transformed, preprocessing_exc_tuple=problem):
        shell._last_traceback = None
        result = await shell.run_cell_async(
            code, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=problem
        )
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)
    else:
        result = shell.run_cell(code, store_history=True)
    shell.payload_manager.clear_payload()
    return bool(result.success) and not getattr(shell, "_last_traceback_during_displayhook", False)


async def _run_cells(
    shell: NotebookShell, cells: Sequence[Any], channel: Channel, streams: Sequence[Stream], limiter: Limiter
) -> bool:
    """Runs the cells up to the first that fails; false when one of them asked to leave before the last."""
    # One running loop for the whole notebook, as in a kernel: a task started in one cell goes on in the next.
    for index, cell in enumerate(cells):
        channel.cell = index
        code = cell.cell_type == "code" and cell.source.strip() and SKIP_TAG not in cell.metadata.get("tags", [])
        channel.send(
            "start",
            {
                "execution_count": shell.execution_count if code else None,
                "offsets": [s.offset for s in streams],
            },
        )
        succeeded = True
        if code:
            try:
                limiter.start()
                succeeded = await _run_cell(shell, cell.source)
            except CellTimeout:
                succeeded = False
                shell.showtraceback()
            finally:
                limiter.stop()
            for stream in streams:
                stream.flush()
        channel.send("done", {"succeeded": succeeded})
        if not (succeeded or "raises-exception" in cell.metadata.get("tags", [])):
            return True
        if shell.leaving:
            return index == len(cells) - 1
    return True


def run(
    connection: Connection,
    cells: Sequence[Any],
    scratch: Path,
    descriptors: tuple[int, int],
    cell_limit: float | None,
    notebook_limit: float | None,
) -> None:
    """Runs the cells in this (forked) process and tells the parent of everything.

    `descriptors` are two files that take what C code and subprocesses write to 1 and 2. `scratch` is the
    notebook's folder for temporary files; the parent removes it.
    """
    channel = Channel(connection)
    whole = True
    try:
        _redirect(descriptors)
        os.register_at_fork(after_in_child=connection.close)  # a forked grandchild must not keep the pipe open
        os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
        sys.argv = [sys.argv[0] or "notebook"]
        limiter = Limiter(channel, cell_limit, notebook_limit)
        shell = _make_shell(channel, scratch)
        _reset_inherited_state(shell)
        streams = [Stream("stdout", channel, 1), Stream("stderr", channel, 2)]
        streams[0].other, streams[1].other = streams[1], streams[0]
        sys.stdout, sys.stderr = streams
        whole = asyncio.run(_run_cells(shell, cells, channel, streams, limiter))
    except BaseException as error:
        # Not the notebook's own error (the shell shows those): ours, or a time limit between two steps.
        channel.send(
            "error",
            {
                "ename": type(error).__name__,
                "evalue": str(error),
                "traceback": traceback.format_exception(error),
            },
        )
        channel.send("done", {"succeeded": False})
    channel.send("end", {"whole": whole})


def _redirect(descriptors: tuple[int, int]) -> None:
    for number, descriptor in zip((1, 2), descriptors, strict=True):
        os.dup2(descriptor, number)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    faulthandler.enable(2)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
