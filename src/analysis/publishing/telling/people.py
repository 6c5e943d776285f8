"""Telling: which messages are due to whom, sending them, and noting who was told."""

from __future__ import annotations

import contextlib
import json
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ...errors import BriefingError
from ...office import EmailSettings, Lang, Office, WebhookSettings
from ...paths import Workspace
from . import email, letters, summary, webhook
from .letters import Extras, Failure, Letter, Sender
from .links import links
from .retrying import Sleep
from .secrets import Secrets
from .summary import PackSummary
from .told import Told

_WEBHOOK = "webhook"


@dataclass
class Result:
    """What came of telling: messages that went out, those that had gone out before, what went wrong."""

    sent: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class People:
    """Whoever the office wants told. With a `folder` messages are written there, and nobody is told.

    `say` is told, in words, before each wait for another attempt.
    """

    def __init__(
        self,
        workspace: Workspace,
        office: Office,
        secrets: Secrets,
        now: datetime,
        *,
        again: bool = False,
        folder: Path | None = None,
        sleep: Sleep = time.sleep,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self._workspace = workspace
        self._office = office
        self._settings = office.tell
        self._secrets = secrets
        self._now = now
        self._again = again
        self._folder = folder
        self._sleep = sleep
        self._say = say
        self._written = 0

    @property
    def anybody(self) -> bool:
        """Whether briefing.toml names anybody."""
        return self._settings.email is not None or self._settings.webhook is not None

    # ------------------------------------------------------------------ of packs

    def of_packs(self, places: Sequence[str], *, site: bool) -> Result:
        """Tells of the packs at these places below reports: those of the nation that `[tell] packs` names.

        A way that fails is in the result and does not keep the others from being tried.
        """
        result = Result()
        told = Told(self._workspace.reports)
        for place in self._chosen(places, self._settings.email):
            with _noting(result):
                self._email_pack(place, places, told, result, site)
        for place in self._chosen(places, self._settings.webhook):
            with _noting(result):
                self._post_pack(place, told, result, site)
        return result

    def _email_pack(self, place: str, places: Sequence[str], told: Told, result: Result, site: bool) -> None:
        settings = self._settings.email
        assert settings is not None
        pack = summary.of(self._workspace, place)
        ids = {f"email:{email.bare(address)}": address for address in settings.to}
        known = [] if self._again or self._folder else told.of(pack.key, ids)
        result.before += [f"{place}: {ids[id]}" for id in known]
        wanted = {id: address for id, address in ids.items() if id not in known}
        if not wanted:
            return
        extras = Extras(
            links=links(self._workspace, pack, self._office.link, site=site),
            update=any(told.earlier(pack.key, id) for id in wanted),
            scorecards=_scorecards(pack, places),
            attach=settings.attach,
            limit=int(settings.attach_limit_mb * letters.MB),
        )
        letter = letters.pack_letter(pack, self._sender(pack.lang), extras)
        accepted = self._send(letter, list(wanted.values()), place.replace("/", "-"), result)
        if accepted:
            told.add(place, pack.key, [id for id, address in wanted.items() if address in accepted])

    def _post_pack(self, place: str, told: Told, result: Result, site: bool) -> None:
        pack = summary.of(self._workspace, place)
        if not (self._again or self._folder) and told.of(pack.key, [_WEBHOOK]):
            result.before.append(f"{place}: webhook")
            return
        body = webhook.pack_body(
            pack,
            links(self._workspace, pack, self._office.link, site=site),
            self._office.name,
            id=str(uuid.uuid4()),
            at=self._now,
            update=told.earlier(pack.key, _WEBHOOK),
        )
        if self._post(body, place.replace("/", "-"), result):
            told.add(place, pack.key, [_WEBHOOK])

    def _chosen(
        self, places: Sequence[str], way: EmailSettings | WebhookSettings | None
    ) -> Iterator[str]:
        """Of each period and pack that is told of, the one in the language of this way, else in the other."""
        if way is None:
            return
        lang = self._lang(way)
        for wanted in self._settings.packs:
            found: dict[str, list[str]] = {}
            for place in places:
                period, name, *unit = place.split("/")
                if not unit and name.partition("-")[0] == wanted:
                    found.setdefault(period, []).append(place)
            for of_period in found.values():
                suited = [p for p in of_period if p.endswith("-en") == (lang == "en")]
                yield (suited or of_period)[0]

    # ------------------------------------------------------------------ of failures

    def of_failure(self, failures: Sequence[Failure], *, started: str, report: str | None) -> Result:
        """Tells those who look after the runs; each time, whoever was told before."""
        result = Result()
        if (settings := self._settings.email) is not None:
            lang = self._lang(settings)
            with _noting(result):
                letter = letters.failure_letter(
                    failures, lang, self._sender(lang), started=started, report=report
                )
                self._send(letter, list(settings.people_told_of_failures), "failure", result)
        if self._settings.webhook is not None:
            lang = self._lang(self._settings.webhook)
            body = webhook.failure_body(
                failures, lang, self._office.name, id=str(uuid.uuid4()), at=self._now, report=report
            )
            with _noting(result):
                self._post(body, "failure", result)
        return result

    # ------------------------------------------------------------------ the ways

    def _send(self, letter: Letter, to: Sequence[str], name: str, result: Result) -> list[str]:
        """Sends to these; who took it. In a rehearsal nobody, and the message lies in the folder."""
        settings = self._settings.email
        assert settings is not None
        message = email.compose(settings, letter, to, self._now)
        if self._folder is not None:
            result.sent.append(self._write(f"email-{name}.eml", message.as_bytes()))
            return []
        mailer = email.Mailer(
            settings, self._secrets, self._workspace.root, sleep=self._sleep, on_wait=self._waiting("e-mail")
        )
        delivery = mailer.send(message, to)
        result.sent += [f"{name}: {address}" for address in delivery.accepted]
        result.errors += [
            f"The mail server refuses a receiver.\n  where:    [tell.email] {address}\n  found:    {words}"
            for address, words in delivery.refused.items()
        ]
        return delivery.accepted

    def _post(self, body: dict[str, Any], name: str, result: Result) -> bool:
        """Posts; whether somebody took it. In a rehearsal nobody, and the message lies in the folder."""
        settings = self._settings.webhook
        assert settings is not None
        if self._folder is not None:
            text = json.dumps(body, ensure_ascii=False, indent=1) + "\n"
            result.sent.append(self._write(f"webhook-{name}.json", text.encode("utf-8")))
            return False
        poster = webhook.Poster(settings, self._secrets, sleep=self._sleep, on_wait=self._waiting("webhook"))
        poster.post(body)
        result.sent.append(f"{name}: webhook ({poster.host})")
        return True

    def _write(self, name: str, data: bytes) -> str:
        assert self._folder is not None
        self._folder.mkdir(parents=True, exist_ok=True)
        self._written += 1
        path = self._folder / f"{self._written:02d}-{name}"
        path.write_bytes(data)
        return str(path)

    def _waiting(self, way: str) -> Callable[[str], None] | None:
        say = self._say
        return (lambda words: say(f"{way}: {words}")) if say is not None else None

    def _lang(self, way: EmailSettings | WebhookSettings) -> Lang:
        return way.lang or self._office.lang

    def _sender(self, lang: str) -> Sender:
        name = self._office.name
        return Sender(name[lang] if name is not None else None, self._office.accent)


@contextlib.contextmanager
def _noting(result: Result) -> Iterator[None]:
    """What goes wrong within it stands in the result, and goes no further: the other ways are tried all the same."""
    try:
        yield
    except BriefingError as error:
        result.errors.append(error.describe())
    except Exception as error:
        result.errors.append(f"{type(error).__name__}: {error}")


def _scorecards(pack: PackSummary, places: Sequence[str]) -> int:
    """How many of these are packs of single agencies, of the same period and language."""
    found = 0
    for place in places:
        period, name, *unit = place.split("/")
        found += bool(unit) and period == pack.period and name.endswith("-en") == (pack.lang == "en")
    return found
