"""Frames over a socket between the processes of an executor: a kind, a task's number, and bytes.

The supervisor and the parent never block on a socket: a `Line` keeps what the other side does not yet take,
so that two processes that both have much to say cannot wait for each other. A worker does one thing at a time
and uses the plain `send` and `receive`.
"""

from __future__ import annotations

import contextlib
import socket
import struct
from collections import deque
from enum import IntEnum
from typing import NamedTuple

_HEAD = struct.Struct("!BQQ")
_PIECE = 1 << 18


class Kind(IntEnum):
    """What a frame says."""

    SETUP = 1  # to a spawned supervisor: how to begin
    TASK = 2  # down: a pickled call
    STOP = 3  # down: leave when nothing is left to do
    DONE = 4  # up: a pickled reply
    LAST = 5  # up, from a worker: a reply, after which the worker leaves
    LOST = 6  # up, from the supervisor: why a task has no reply (pickled)
    BROKEN = 7  # up, from the supervisor: why nothing will be done any more (pickled)


class Frame(NamedTuple):
    """One message. `number` is the task's, 0 where there is none."""

    kind: Kind
    number: int
    body: bytes


class Line:
    """One end of a socket, without blocking. `ended` is true when the other end is gone."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self._socket = end
        self._incoming = bytearray()
        self._outgoing: deque[memoryview] = deque()
        self.ended = False

    def fileno(self) -> int:
        return self._socket.fileno()

    @property
    def unsent(self) -> bool:
        """True while something waits for the other side to take it."""
        return bool(self._outgoing) and not self.ended

    def put(self, kind: Kind, number: int = 0, body: bytes = b"") -> None:
        """Sends a frame, now or when `flush` is called."""
        self._outgoing.append(memoryview(_HEAD.pack(kind, number, len(body)) + body))
        self.flush()

    def flush(self) -> None:
        """Sends what the other side takes."""
        try:
            while self._outgoing:
                sent = self._socket.send(self._outgoing[0][:_PIECE])
                rest = self._outgoing[0][sent:]
                if rest:
                    self._outgoing[0] = rest
                else:
                    self._outgoing.popleft()
        except (BlockingIOError, InterruptedError):
            return
        except OSError:  # gone; what it said before can still be read
            self._outgoing.clear()

    def take(self) -> list[Frame]:
        """The whole frames that have come; sets `ended` when no more will."""
        while True:
            try:
                piece = self._socket.recv(_PIECE)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                piece = b""
            if not piece:
                self.ended = True
                break
            self._incoming += piece
        frames: list[Frame] = []
        start = 0
        while len(self._incoming) - start >= _HEAD.size:
            kind, number, size = _HEAD.unpack_from(self._incoming, start)
            end = start + _HEAD.size + size
            if len(self._incoming) < end:
                break
            frames.append(Frame(Kind(kind), number, bytes(self._incoming[start + _HEAD.size : end])))
            start = end
        del self._incoming[:start]
        return frames

    def close(self) -> None:
        self.ended = True
        with contextlib.suppress(OSError):
            self._socket.close()


def send(end: socket.socket, frame: Frame) -> None:
    """Sends one frame over a blocking socket."""
    end.sendall(_HEAD.pack(frame.kind, frame.number, len(frame.body)) + frame.body)


def receive(end: socket.socket) -> Frame | None:
    """The next frame from a blocking socket; None when the other end is gone."""
    try:
        head = _exactly(end, _HEAD.size)
        kind, number, size = _HEAD.unpack(head)
        return Frame(Kind(kind), number, _exactly(end, size))
    except (EOFError, ConnectionError):
        return None


def _exactly(end: socket.socket, size: int) -> bytes:
    got = bytearray()
    while len(got) < size:
        piece = end.recv(min(size - len(got), _PIECE))
        if not piece:
            raise EOFError
        got += piece
    return bytes(got)
