"""A preview of the site: files of one folder over HTTP, on this machine only.

It answers on the loopback address alone, and only to requests that name it as this machine: a page elsewhere must not
read drafts through a name that its own server points here.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from ..errors import UsageError

HOST = "127.0.0.1"
PORT = 8057
_NAMES = ("127.0.0.1", "localhost", "[::1]")
TYPES = {
    "": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/atom+xml; charset=utf-8",
}


@dataclass(frozen=True)
class Served:
    """A running server."""

    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = os.name == "posix"


class Handler(SimpleHTTPRequestHandler):
    """GET and HEAD of files; nothing is listed, nothing outside the folder or beginning with a dot is given."""

    extensions_map = TYPES
    server_version = "briefing"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 30

    def send_head(self) -> Any:
        if not self._addressed_here():
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "This server answers to this machine only")
            return None
        parts = unquote(urlsplit(self.path).path).split("/")
        if any(part.startswith(".") for part in parts) or any("\\" in part or "\0" in part for part in parts):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        found = Path(self.translate_path(self.path)).resolve()
        if not found.is_relative_to(Path(self.directory).resolve()):
            self.send_error(HTTPStatus.NOT_FOUND)  # a link that leads out
            return None
        return super().send_head()

    def _addressed_here(self) -> bool:
        """Whether the request names this machine: another name may be one that somebody else points here."""
        name, _, port = (self.headers.get("Host") or "").rpartition(":")
        if not port.isdigit():
            name = f"{name}:{port}" if name else port
        return name.lower() in _NAMES

    def list_directory(self, path: str | os.PathLike[str]) -> Any:
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def copyfile(self, source: IO[bytes], outputfile: IO[bytes]) -> None:  # type: ignore[override]
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the reader went on
            super().copyfile(source, outputfile)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: who reads what is nobody's business."""


def _opened(folder: Path, port: int) -> _Server:
    """A server that is bound and does not serve yet; raises UsageError when it cannot be."""
    if not folder.is_dir():
        raise UsageError("There is no site to show.", where=folder, hint="make it with: briefing site")
    try:
        return _Server((HOST, port), lambda *args: Handler(*args, directory=str(folder)))
    except (OSError, OverflowError) as error:
        raise UsageError(
            "The site cannot be served on this port.",
            where=f"{HOST}:{port}",
            found=getattr(error, "strerror", None) or str(error),
            hint="give another port with --port, or 0 for any that is free",
        ) from error


@contextlib.contextmanager
def server(folder: Path, port: int = 0) -> Iterator[Served]:
    """The folder served from a thread while the block runs; port 0 takes one that is free."""
    opened = _opened(folder, port)
    thread = threading.Thread(target=opened.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Served(HOST, opened.server_address[1])
    finally:
        opened.shutdown()
        opened.server_close()
        thread.join()


def serve(folder: Path, port: int, started: Callable[[Served], None]) -> None:
    """Serves until it is interrupted; `started` is called once with the `Served`, when requests are answered."""
    with _opened(folder, port) as opened, contextlib.suppress(KeyboardInterrupt):
        started(Served(HOST, opened.server_address[1]))
        opened.serve_forever(poll_interval=0.2)
