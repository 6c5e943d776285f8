"""A webhook: a JSON message by POST, signed where a secret is named, tried again where that may help.

The body of a message about a pack (docs/office.md describes it in full):

    {"format": 1, "event": "pack", "id": "…", "at": "2026-07-01T07:04:11+07:00",
     "office": {"vi": "…", "en": "…"} | null, "update": false,
     "pack": {"place", "pack", "period", "period_label", "lang", "title", "state", "revision", "released_on",
              "released_by", "note", "unverified": […], "amendments": [{"what", "said", "now"}], "invented",
              "headline", "key_figures": [{"label", "value", "note", "change"}],
              "changes": {"summary", "first": […], "more"}, "decisions": {"first": […], "more"},
              "findings": {"error", "discrepancy", "rounding", "break", "gap"},
              "files": {"pdf": {"bytes", "sha256"}, …}, "links": {"html", "pdf", "xlsx", "site"}}}

and of one about a failure

    {"format": 1, "event": "failure", "id": "…", "at": "…", "office": …, "report": "…",
     "steps": [{"step": "render", "errors": […], "to_do": […]}]}

Headers: `X-Briefing-Event`, `X-Briefing-Delivery` (the id; the same however often it is tried), and with a secret
`X-Briefing-Signature: sha256=<hex>`, the HMAC of the body's bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Any, NoReturn
from urllib.parse import urlsplit

from ... import __version__
from ...errors import BriefingError, DataError
from ...office import WebhookSettings, Words, check_url
from .letters import Failure
from .retrying import Passing, Sleep, persistently
from .secrets import Secrets
from .summary import PackSummary

FORMAT = 1
SIGNATURE = "X-Briefing-Signature"
_ENTRY = "[tell.webhook]"
_MAY_PASS = (408, 425, 429, 500, 502, 503, 504)


def pack_body(
    pack: PackSummary, links: Mapping[str, str], office: Words | None, *, id: str, at: datetime, update: bool
) -> dict[str, Any]:
    """The message about a pack."""
    edition = pack.edition
    return {
        **_head("pack", id, at, office),
        "update": update,
        "pack": {
            "place": pack.place,
            "pack": pack.pack,
            "period": pack.period,
            "period_label": pack.period_label,
            "lang": pack.lang,
            "title": pack.title,
            "state": edition["state"],
            "revision": edition["revision"],
            "released_on": edition.get("on"),
            "released_by": edition.get("by"),
            "note": edition.get("note"),
            "unverified": list(pack.unverified),
            "amendments": [dict(each) for each in pack.amendments],
            "invented": pack.invented is not None,
            "headline": pack.headline,
            "key_figures": [vars(figure) for figure in pack.figures],
            "changes": {"summary": pack.changed, "first": list(pack.changes), "more": pack.more_changes},
            "decisions": {"first": list(pack.decisions), "more": pack.more_decisions},
            "findings": dict(pack.findings),
            "files": {format: {k: s[k] for k in ("bytes", "sha256")} for format, s in pack.sums.items()},
            "links": dict(links),
        },
    }


def failure_body(
    failures: Sequence[Failure],
    lang: str,
    office: Words | None,
    *,
    id: str,
    at: datetime,
    report: str | None,
) -> dict[str, Any]:
    """The message about a failure."""
    steps = [{"step": f.step, "errors": list(f.errors), "to_do": list(f.to_do[lang])} for f in failures]
    return {**_head("failure", id, at, office), "report": report, "steps": steps}


def _head(event: str, id: str, at: datetime, office: Words | None) -> dict[str, Any]:
    name = {"vi": office.vi, "en": office.en} if office is not None else None
    return {
        "format": FORMAT,
        "event": event,
        "id": id,
        "at": at.isoformat(timespec="seconds"),
        "office": name,
    }


def encoded(body: Mapping[str, Any]) -> bytes:
    """The bytes that are posted and signed."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def signature(data: bytes, secret: str) -> str:
    """`sha256=…`: the HMAC of the bytes."""
    return "sha256=" + hmac.new(secret.encode("utf-8"), data, hashlib.sha256).hexdigest()


class Poster:
    """Posts messages to the address that briefing.toml names."""

    def __init__(
        self,
        settings: WebhookSettings,
        secrets: Secrets,
        *,
        sleep: Sleep = time.sleep,
        on_wait: Callable[[str], None] | None = None,
    ) -> None:
        """Raises DataError when a secret is not there, or the address in the environment is none."""
        self._settings = settings
        self._sleep = sleep
        self._on_wait = on_wait
        self._url = settings.url or ""
        if settings.url_env is not None:
            self._url = secrets.get(settings.url_env, f"{_ENTRY} url_env")
            try:
                check_url(self._url, in_clear=False)
            except ValueError as error:
                raise DataError(
                    "The address of the webhook cannot be used.",
                    where=f"the variable {settings.url_env}",
                    expected=str(error),
                ) from None
            parts = urlsplit(self._url)
            secrets.also(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        self._secret = (
            secrets.get(settings.secret_env, f"{_ENTRY} secret_env") if settings.secret_env else None
        )
        self._token = secrets.get(settings.token_env, f"{_ENTRY} token_env") if settings.token_env else None
        for value in (self._secret, self._token):
            if value is not None and any(ord(c) < 32 for c in value):
                raise DataError(
                    "A secret of the webhook holds a line break.", where=f"briefing.toml: {_ENTRY}"
                )

    @property
    def host(self) -> str:
        """All of the address that may be shown: a path can be a secret."""
        return urlsplit(self._url).netloc

    def post(self, body: Mapping[str, Any]) -> None:
        """Posts one message; raises BriefingError when nobody took it."""
        data = encoded(body)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": f"briefing57/{__version__}",
            "X-Briefing-Event": str(body["event"]),
            "X-Briefing-Delivery": str(body["id"]),
        }
        if self._secret is not None:
            headers[SIGNATURE] = signature(data, self._secret)
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(self._url, data, headers, method="POST")
        persistently(
            lambda: self._once(request), self._settings.attempts, sleep=self._sleep, on_wait=self._on_wait
        )

    def _once(self, request: urllib.request.Request) -> None:
        opener = urllib.request.build_opener(_NoRedirects)
        seconds = self._settings.timeout
        try:
            # The status says it all: what else is answered is not waited for.
            _within(seconds, lambda: opener.open(request, timeout=seconds).close())
        except urllib.error.HTTPError as error:
            with error:
                self._refused(error)
        except ValueError as error:
            raise self._failed("The address of the webhook cannot be used.", str(error)) from None
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            reason = getattr(error, "reason", None) or error
            found = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
            if isinstance(reason, OSError) and "CERTIFICATE_VERIFY_FAILED" in str(reason):
                raise self._failed("The webhook's certificate is not to be trusted.", str(found)) from None
            raise Passing(self._failed("The webhook does not answer.", str(found))) from None

    def _refused(self, error: urllib.error.HTTPError) -> NoReturn:
        failure = self._failed("The webhook does not take the message.", f"{error.code} {error.reason}")
        if error.code in _MAY_PASS:
            wait = error.headers.get("Retry-After", "")
            raise Passing(failure, float(wait) if wait.isdecimal() else None) from None
        raise failure from None

    def _failed(self, message: str, found: str) -> BriefingError:
        return BriefingError(
            message,
            where=f"briefing.toml: {_ENTRY} {self.host}",
            found=found,
            hint="look at the address and at the other side; the packs stand, and the next run only tells",
        )


def _within(seconds: float, work: Callable[[], None]) -> None:
    """Does the work; raises TimeoutError when it takes longer. A socket's own timeout begins anew with every byte, so
    that a server could hold up the run for as long as it likes."""
    done: Future[None] = Future()

    def attempt() -> None:
        try:
            work()
        except BaseException as error:
            done.set_exception(error)
        else:
            done.set_result(None)

    threading.Thread(target=attempt, daemon=True).start()
    try:
        done.result(seconds)
    except TimeoutError as error:
        raise TimeoutError(str(error) or f"no answer within {seconds:g} s") from None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A message goes where the settings say, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None
