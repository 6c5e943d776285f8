"""Real servers on loopback that take what is told: one of mail, one of HTTP."""

from __future__ import annotations

import contextlib
import email
import email.policy
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


@dataclass
class Letterbox:
    """Mails that came in. `answers` are what RCPT and DATA are answered with, first come, first served; an address
    in `refused` is never taken."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    receivers: list[list[str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    rcpt_answers: list[str] = field(default_factory=list)
    data_answers: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    goodbye: str = "221 Bye"

    async def handle_QUIT(self, server, session, envelope) -> str:  # noqa: N802
        return self.goodbye

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if self.rcpt_answers:
            return self.rcpt_answers.pop(0)
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        if self.data_answers:
            return self.data_answers.pop(0)
        self.raw.append(envelope.content)
        message: Any = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append(message)
        self.receivers.append(list(envelope.rcpt_tos))
        self.encrypted.append(session.ssl is not None)
        return "250 taken"

    def authenticate(self, server, session, envelope, mechanism, data) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        known = (data.login, data.password) == (b"briefing@test.vn", b"mat-khau-bi-mat")
        return AuthResult(success=known, handled=known)  # not handled: the server says 535 itself


@contextlib.contextmanager
def mail_server(
    *, certificate: ssl.SSLContext | None = None, guarded: bool = False, from_the_start: bool = False
) -> Iterator[Letterbox]:
    """A mail server on loopback. With a certificate it speaks STARTTLS, or TLS from the start; `guarded`: it takes
    mail of who is logged in only."""
    box = Letterbox()
    options: dict[str, Any] = {}
    if guarded:
        options = {
            "authenticator": box.authenticate,
            "auth_required": True,
            "auth_require_tls": certificate is not None,
        }
    if certificate is not None and not from_the_start:
        options |= {"tls_context": certificate, "require_starttls": True}

    class Server(Controller):
        def factory(self) -> SMTP:
            return SMTP(self.handler, hostname="localhost", **options)

    controller = Server(
        box, hostname="127.0.0.1", port=0, ssl_context=certificate if from_the_start else None
    )
    # The controller tries its own port when it starts, and port 0 is none: it is asked for the one it got.
    controller.port = _free_port()
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Hook:
    """Requests that came in; `answers` are the statuses given, first come, first served, and then 200."""

    url: str = ""
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    before: Callable[[], None] | None = None

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(data) for _, _, data in self.requests]


@contextlib.contextmanager
def web_hook(certificate: ssl.SSLContext | None = None) -> Iterator[Hook]:
    """A web server on loopback that takes POST, by TLS where it has a certificate."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            hook.requests.append((self.path, dict(self.headers), data))
            if hook.before is not None:
                hook.before()
            self.send_response(hook.answers.pop(0) if hook.answers else 200)
            for name, value in hook.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - what a redirect that is followed would become

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if certificate is not None:
        server.socket = certificate.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    scheme = "http" if certificate is None else "https"
    hook.url = f"{scheme}://127.0.0.1:{server.server_address[1]}/hooks/briefing"
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
