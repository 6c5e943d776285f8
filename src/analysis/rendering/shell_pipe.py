"""What a notebook's process says to its parent: messages of its shell, and its standard output and error."""

from __future__ import annotations

import codecs
import io
import json
import os
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from typing import Any

from jupyter_client.session import Session

_FLUSH_AT = 1 << 16


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
        message = (
            msg_or_type if isinstance(msg_or_type, dict) else {"msg_type": msg_or_type, "content": content}
        )
        # The ordinary session's own packer: dates and the like become JSON as they do there.
        self.channel.send(message["msg_type"], {}, packed=self.pack(message["content"]))
        return message


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of the notebook, and whatever is written to the file descriptor below it.

    Text goes out when something else is displayed, when the other stream is written to, and when the cell
    ends, so the order of outputs is that of the code.
    """

    encoding = "UTF-8"
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
        if (
            os.getpid() != self._pid
        ):  # a process forked by the notebook: its text comes through the descriptor
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
