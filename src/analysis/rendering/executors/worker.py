"""A worker: a process that does one task after the other, until it is told to leave or has grown too old.

It has one thread, so that a task may fork: the engine runs each notebook in a fork of the worker.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

from ..engine import die_with_parent, hindrance
from . import calls, processes, wire
from .wire import Frame, Kind


def serve(
    end: socket.socket, supervisor: int, scratch: Path, recycle: int | None, memory: int | None
) -> None:
    """Does tasks until the socket ends. Called in a fresh fork, which is to leave by `os._exit` afterwards.

    `scratch` becomes the folder of temporary files. The worker leaves after `recycle` tasks, when it has grown
    by more than `memory` bytes, or when a task has left a thread behind.
    """
    os.setpgid(0, 0)  # what the task starts can be killed together with the worker
    _default_signals()
    die_with_parent(supervisor)
    processes.prefer_as_victim()
    tempfile.tempdir = os.environ["TMPDIR"] = str(scratch)
    # A fork made by a task must not hold the line: nobody would notice that the worker has died.
    os.register_at_fork(after_in_child=lambda: _hang_up(end))
    born = processes.resident()
    done = 0
    while (frame := wire.receive(end)) is not None:
        reply = calls.perform(frame.body)
        done += 1
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        # A thread that a task has left (a library's, for its network) would forbid the next task to fork.
        leave = (recycle is not None and done >= recycle) or hindrance() is not None
        if not leave and memory is not None and processes.resident() - born > memory:
            gc.collect()
            leave = processes.resident() - born > memory
        try:
            wire.send(end, Frame(Kind.LAST if leave else Kind.DONE, frame.number, reply))
        except OSError:
            return  # nobody listens any more
        if leave:
            return


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.close()


def _default_signals() -> None:
    """As in a process of its own, but for Ctrl-C, which is the parent's to hear."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
