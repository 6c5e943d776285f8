"""A supervisor in a fresh interpreter, for parents that cannot fork because they have threads.

The parent starts `BOOT` with a socket, and its first frame says how to begin. The process ends when the
socket does, however the parent ends.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import socket
import sys

from ...errors import RenderError
from . import calls, wire
from .supervisor import supervise
from .wire import Frame, Kind

BOOT = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[2]); "
    "from analysis.rendering.executors.server import main; main(int(sys.argv[1]))"
)


def main(descriptor: int) -> None:
    """Serves the socket with this number; never returns."""
    end = socket.socket(fileno=descriptor)
    end.set_inheritable(False)
    parent = os.getppid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        os.setsid()
    setup = wire.receive(end)
    if setup is None:
        sys.exit(1)
    try:
        terms, packed = pickle.loads(setup.body)
        initializer, initargs = pickle.loads(packed)
    except Exception as error:
        told = RenderError(
            "The preparation of the workers could not be read.",
            found=f"{type(error).__name__}: {error}",
            hint="its function must stand at the top of a module that every process can import",
        )
        wire.send(end, Frame(Kind.BROKEN, 0, calls.failure(told)))
        sys.exit(1)
    supervise(end, terms, initializer, initargs, parent)
