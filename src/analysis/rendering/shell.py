"""The child's side of the engine: one notebook, run by a real IPython shell in a forked process.

Nothing here runs in the parent. The shell is the one of the ordinary kernel (`ipykernel`'s), with its display
hook, display publisher and traceback handling as they are; only its socket is replaced by a pipe to the
parent. So rich display, magics, `%%capture`, `%matplotlib inline`, top-level `await` and errors behave as
they do there.
"""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import faulthandler
import getpass
import importlib
import logging
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.shellapp import InteractiveShellApp
from traitlets.config import Config

from . import memory
from .limits import Limits
from .shell_limits import CellTimeout, Limiter, MemoryLimit
from .shell_pipe import Channel, PipeSession, Stream

INLINE = "module://matplotlib_inline.backend_inline"
SKIP_TAG = "remove_cell"  # nbclient leaves cells with this tag out


# Imported by a shell when it is made, or when a cell first uses it. A test compares.
_WARMED = (
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.application",
    "IPython.core.crashhandler",
    "IPython.core.logger",
    "IPython.core.magic_arguments",
    "IPython.core.magics.ast_mod",
    "IPython.core.magics.execution",
    "IPython.core.magics.pylab",
    "IPython.core.magics.script",
    "IPython.core.oinspect",
    "IPython.utils.module_paths",
    "IPython.utils.timing",
    "IPython.utils.wildcard",
    "bdb",
    "encodings.ascii",
    "encodings.unicode_escape",
    "encodings.utf_16_be",
    "encodings.utf_8_sig",
    "pexpect",
    "resource",
    "stack_data",
)


def warm() -> None:
    """Imports, in the parent, what every shell otherwise imports anew in its child."""
    for name in _WARMED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    if "pandas" in sys.modules:
        importlib.import_module("pandas.io.formats.string")
        with contextlib.suppress(ImportError):
            for name in ("pyarrow.pandas_compat", "pyarrow.vendored.version"):
                importlib.import_module(name)
    if "matplotlib" in sys.modules:
        importlib.import_module("matplotlib.backends").backend_registry.list_all()
        importlib.import_module("matplotlib_inline.config")
        importlib.import_module("IPython.core.pylabtools")
    if "matplotlib.pyplot" in sys.modules:
        importlib.import_module("matplotlib_inline.backend_inline")


class _Compiler(XCachingCompiler):
    """Names cells as the ordinary kernel does, but without its process number and folder: warnings show the
    name.
    """

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        return f"{os.sep}ipykernel{os.sep}{Path(super().get_code_name(raw_code, code, number)).name}"


class NotebookShell(ZMQInteractiveShell):
    """The ordinary kernel's shell, without the kernel."""

    leaving = False
    limiter: Limiter | None = None

    def showtraceback(self, exc_tuple: Any = None, *args: Any, **kwargs: Any) -> None:
        """As the ordinary shell does; for lack of memory, room is made first, and the limit is told."""
        _, error, trace = exc_tuple or sys.exc_info()
        if self.limiter is not None and self.limiter.memory is not None and isinstance(error, MemoryError):
            self.limiter.give_room()
            may = memory.words(self.limiter.memory)
            told = f"the notebook asked for more memory than the {may} that it may take"
            said = f" ({error})" if str(error) else ""
            exc_tuple = MemoryLimit, MemoryLimit(told + said), trace
        super().showtraceback(exc_tuple, *args, **kwargs)

    def enable_gui(self, gui: Any = None) -> None:
        if gui not in (None, "inline", "agg"):
            raise UsageError(f"There are no windows here, so no {gui!r}; use %matplotlib inline.")

    def ask_exit(self) -> None:
        self.leaving = True


NotebookShell.__name__ = ZMQInteractiveShell.__name__  # many libraries ask for this name to know a notebook


def _no_input(prompt: object = "") -> str:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")


def _no_password(prompt: object = "", stream: object = None) -> str:
    raise StdinNotImplementedError("getpass was called, but this frontend does not support input requests.")


def _make_shell(channel: Channel, scratch: Path) -> NotebookShell:
    """A new shell, whatever shells the parent had; its history and profile stay in `scratch`."""
    if InteractiveShell.initialized():
        type(InteractiveShell.instance()).clear_instance()
    config = Config()
    config.HistoryManager.enabled = False  # the ordinary kernel writes to the user's history file; we do not
    config.IPKernelApp.connection_file = ""  # others ask for this section
    os.environ.setdefault("MPLBACKEND", INLINE)
    shell = NotebookShell.instance(
        config=config, compiler_class=_Compiler, ipython_dir=str(scratch / "ipython")
    )
    session = PipeSession()
    session.channel = channel
    shell.displayhook.session = session
    shell.display_pub.session = session
    builtins.input, getpass.getpass = _no_input, _no_password
    return shell


def _reset_inherited_state(shell: NotebookShell) -> None:
    """What a fork inherits and a fresh kernel would not have."""
    asyncio.events._set_running_loop(None)
    _Paths().init_path()
    logging.captureWarnings(False)
    logging.root.handlers.clear()  # the parent's own log is not the notebook's
    logging.root.setLevel(logging.WARNING)
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()  # else every notebook would draw the same numbers
    if "pandas" in sys.modules:
        _show_tables_as_in_a_notebook()
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
    if inline is None:
        return
    if "matplotlib.pyplot" in sys.modules:
        inline.configure_inline_support(shell, INLINE)
    else:
        del sys.modules[inline.__name__]  # it joins shell and matplotlib when it is imported after pyplot


def _show_tables_as_in_a_notebook() -> None:
    """pandas asks when it is imported whether it is in a notebook, and shows 20 columns there; that was in the
    parent, which is none.
    """
    import pandas

    config: Any = importlib.import_module("pandas._config.config")
    name = "display.max_columns"
    known = config._registered_options.get(name)
    if known is not None and known.defval == 0:
        config._registered_options[name] = known._replace(defval=20)
        if pandas.get_option(name) == 0:
            pandas.set_option(name, 20)


class _Paths(InteractiveShellApp):
    """A kernel's way of finding modules: those beside the notebook come before the installed ones."""


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
        code = (
            cell.cell_type == "code" and cell.source.strip() and SKIP_TAG not in cell.metadata.get("tags", [])
        )
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
    limits: Limits,
) -> None:
    """Runs the cells in this (forked) process and tells the parent of everything.

    `descriptors` are two files that take what C code and subprocesses write to 1 and 2. `scratch` is the
    notebook's folder for temporary files; the parent removes it.
    """
    channel = Channel(connection)
    whole = True
    try:
        _redirect(descriptors)
        _adopt_orphans()
        os.register_at_fork(
            after_in_child=connection.close
        )  # a forked grandchild must not keep the pipe open
        os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
        sys.argv = [sys.argv[0] or "notebook"]
        limiter = Limiter(channel, limits)
        shell = _make_shell(channel, scratch)
        shell.limiter = limiter
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


def _adopt_orphans() -> None:
    """Asks Linux that whatever the notebook starts stays below this process, where the parent finds it."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _redirect(descriptors: tuple[int, int]) -> None:
    for number, descriptor in zip((1, 2), descriptors, strict=True):
        os.dup2(descriptor, number)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    faulthandler.enable(2)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
