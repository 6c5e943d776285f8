"""E-mail by SMTP: one message to all receivers, tried again where that may help, and told by whom it was refused."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from ...errors import BriefingError, DataError
from ...office import EmailSettings
from .headers import POLICY
from .letters import Attachment, Letter
from .retrying import Passing, Sleep, persistently
from .secrets import Secrets

_ENTRY = "[tell.email]"
# Seconds for each answer while a message is handed over. RFC 5321 wants ten minutes: a server that scans what is
# attached has taken the message when it says so late, and who has hung up by then sends it once more.
_HANDING_OVER = 600.0
_TOO_BIG = (523, 552)


@dataclass
class Delivery:
    """Who took the message, and who was refused, with the server's words."""

    accepted: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def bare(address: str) -> str:
    """`name@host` of `Name <name@host>`; what stands before it may hold commas, as names of offices do."""
    return address.rpartition("<")[2].rstrip(" >").strip()


def _person(address: str) -> Address:
    name = address.rpartition("<")[0].strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    user, _, domain = bare(address).rpartition("@")
    return Address(" ".join(name.split()), user, domain)


def compose(settings: EmailSettings, letter: Letter, to: Sequence[str], now: datetime) -> EmailMessage:
    """The message as it goes out: text and HTML as alternatives, then what is attached.

    `now` is aware; its zone is that of the Date header. Line lengths and non-ASCII headers are as RFC 5322 and 2047
    want them.
    """
    message = EmailMessage(policy=POLICY)
    message["From"] = _person(settings.sender)
    message["To"] = [_person(address) for address in to]
    if settings.reply_to:
        message["Reply-To"] = _person(settings.reply_to)
    message["Subject"] = " ".join(letter.subject.split())  # one line, whatever a title holds
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=bare(settings.sender).rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # holiday replies are not sent to it (RFC 3834)
    # Not 8bit: not every server on the way takes it.
    message.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    for attachment in letter.attachments:
        _attach(message, attachment)
    message["Content-Language"] = letter.lang  # last: parts that are added take headers of content along
    return message


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind, subtype = attachment.media
    message.add_attachment(
        attachment.path.read_bytes(), maintype=kind, subtype=subtype, filename=attachment.name
    )


class Mailer:
    """Sends messages through the server that briefing.toml names."""

    def __init__(
        self,
        settings: EmailSettings,
        secrets: Secrets,
        folder: Path,
        *,
        sleep: Sleep = time.sleep,
        on_wait: Callable[[str], None] | None = None,
    ) -> None:
        """`folder` is the one that `certificates` is relative to. Raises DataError when the password is not there,
        or is one that cannot be sent."""
        self._settings = settings
        self._folder = folder
        self._sleep = sleep
        self._on_wait = on_wait
        self._login: tuple[str, str] | None = None
        if settings.user is not None and settings.password_env is not None:
            password = secrets.get(settings.password_env, f"{_ENTRY} password_env")
            if not password.isascii():
                raise DataError(
                    "The password for the mail server has letters that SMTP cannot send.",
                    where=f"the variable {settings.password_env}",
                    expected="letters, digits and signs of ASCII",
                )
            secrets.also(f"\0{settings.user}\0{password}")  # as AUTH PLAIN sends it
            self._login = settings.user, password

    def send(self, message: EmailMessage, to: Sequence[str]) -> Delivery:
        """Sends to these addresses. Raises BriefingError when the server cannot be reached or takes nothing.

        Receivers who are refused for good are in the result; those refused for now are tried again.
        """
        delivery = Delivery()
        waiting = {bare(address): address for address in to}

        def attempt() -> None:
            refused = self._once(message, list(waiting))
            for name, address in list(waiting.items()):
                code, words = refused.get(name, (250, b""))
                if code == 250:
                    delivery.accepted.append(address)
                    delivery.refused.pop(address, None)
                else:
                    delivery.refused[address] = f"{code} {words.decode('utf-8', 'replace')}"
                if not 400 <= code < 500:
                    del waiting[name]
            if waiting:
                said = "; ".join(f"{address}: {delivery.refused[address]}" for address in waiting.values())
                raise Passing(BriefingError(said))

        try:
            persistently(attempt, self._settings.attempts, sleep=self._sleep, on_wait=self._on_wait)
        except BriefingError:
            if not waiting or not delivery.refused:
                raise
        return delivery

    def _once(self, message: EmailMessage, to: list[str]) -> dict[str, tuple[int, bytes]]:
        """One attempt: those refused, with code and words. Raises Passing or BriefingError."""
        host, port = self._settings.server
        try:
            with self._connected() as server:
                try:
                    return server.send_message(message, bare(self._settings.sender), to)
                except smtplib.SMTPRecipientsRefused as error:
                    return dict(error.recipients)
        except ssl.SSLCertVerificationError as error:
            raise _failed(
                "The mail server's certificate is not to be trusted.",
                host,
                port,
                error.verify_message or str(error),
                "name the authorities of your own network in certificates (a PEM file in the workspace)",
            ) from None
        except smtplib.SMTPNotSupportedError as error:
            raise _failed(
                "The mail server cannot do what is asked.",
                host,
                port,
                str(error),
                'the entry security says "starttls", "tls" or "none"; user and password_env may be left out',
            ) from None
        except smtplib.SMTPAuthenticationError as error:
            raise _failed(
                "The mail server refuses the user or the password.",
                host,
                port,
                _words(error),
                "look at user, and at the variable that password_env names",
            ) from None
        except smtplib.SMTPResponseException as error:
            hint = "attach and attach_limit_mb say what goes along" if error.smtp_code in _TOO_BIG else None
            failure = _failed("The mail server does not take the message.", host, port, _words(error), hint)
            if 400 <= error.smtp_code < 500 or error.smtp_code <= 0:
                raise Passing(failure) from None
            raise failure from None
        except (smtplib.SMTPException, OSError) as error:
            failure = _failed(
                "The mail server does not answer.",
                host,
                port,
                getattr(error, "strerror", None) or str(error) or type(error).__name__,
                "is it up, and may this machine reach it? The packs stand; the next run only tells",
            )
            raise Passing(failure) from None

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A connection, guarded and logged in as the settings say."""
        settings, (host, port) = self._settings, self._settings.server
        server: smtplib.SMTP
        if settings.security == "tls":
            server = smtplib.SMTP_SSL(host, port, timeout=settings.timeout, context=self._context())
        else:
            server = smtplib.SMTP(host, port, timeout=settings.timeout)
        try:
            if settings.security == "starttls":
                server.starttls(context=self._context())
            if self._login is not None:
                server.login(*self._login)
            assert server.sock is not None
            server.sock.settimeout(max(settings.timeout, _HANDING_OVER))
            yield server
            server.sock.settimeout(settings.timeout)
            with contextlib.suppress(smtplib.SMTPException, OSError):  # the message is taken, whatever is answered
                server.quit()
        finally:
            server.close()

    def _context(self) -> ssl.SSLContext:
        name = self._settings.certificates
        return ssl.create_default_context(cafile=str(self._folder / name) if name else None)


def _failed(message: str, host: str, port: int, found: str, hint: str | None) -> BriefingError:
    return BriefingError(
        message, where=f"briefing.toml: {_ENTRY} {host}, port {port}", found=found, hint=hint
    )


def _words(error: smtplib.SMTPResponseException) -> str:
    said = error.smtp_error
    return f"{error.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
