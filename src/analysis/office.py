"""The office whose workspace this is: `briefing.toml` in its root, which may be left out.

docs/office.md says what may stand there, with an example of the whole; in short

    [office]       who issues the packs, in which language, how they look
    [site]         the site's title and address, whether drafts stand on it
    [run]          what `briefing run` makes
    [schedule]     when
    [tell]         who is told, by e-mail ([tell.email]) and by a webhook ([tell.webhook])

Secrets never stand in it: an entry such as `password_env` holds the name of an environment variable.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from .errors import DataError
from .paths import Workspace

LOGOS = (".svg", ".png")
Lang = Literal["vi", "en"]
Kind = Literal["month", "quarter"]
Listed = Field(strict=False)  # TOML has lists where these models have tuples
VariableName = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=100)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
PORTS: Mapping[str, int] = {"starttls": 587, "tls": 465, "none": 25}
_ADDRESS = re.compile(r"[!#-;=?A-Z\[-~]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_HERE = ("localhost", "127.0.0.1", "::1")
# What somebody may write where only the name of a variable may stand, and what to write instead.
_SECRETS: Mapping[str, str] = {
    "password": "password_env",
    "secret": "secret_env",
    "token": "token_env",
}
# What was expected, in the words of the file and not of Python.
_EXPECTED: Mapping[str, str] = {
    "bool_type": "true or false is expected, without quotes",
    "date_type": "a day is expected, without quotes: 2027-02-05",
    "float_type": "a number is expected, without quotes",
    "int_type": "a whole number is expected, without quotes",
    "missing": "it is missing",
    "model_type": "a table is expected",
    "string_type": "a text is expected, in quotes",
    "time_type": 'a time of the day is written as "07:00"',
    "tuple_type": "a list is expected, in brackets",
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Words(_Part):
    """The same words in both languages: `words["vi"]`."""

    vi: Text
    en: Text

    def __getitem__(self, lang: str) -> str:
        return self.vi if lang == "vi" else self.en


class Identity(_Part):
    """`[office]`: who issues the packs, and how they look."""

    name: Words | None = None
    logo: str | None = None
    lang: Lang = "vi"
    accent: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None


class SiteSettings(_Part):
    """`[site]`: the title of the site, whether drafts stand on it, and the address at which it is published."""

    title: Words | None = None
    drafts: bool = True
    address: Annotated[str, Field(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")] | None = None


class PackWish(_Part):
    """One entry of `[[run.packs]]`: a pack, in which languages and formats, and for which agencies.

    Without languages it is that of the office.
    """

    pack: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*$")]
    lang: Annotated[tuple[Lang, ...], Listed] = Field(default=("vi",), min_length=1)
    units: Annotated[tuple[str, ...], Listed] = ()
    formats: Annotated[tuple[Literal["html", "pdf", "xlsx"], ...], Listed] | None = None


class RunSettings(_Part):
    """`[run]`: what `briefing run` makes. No `packs`: the national pack in both languages, and in Vietnamese the
    scorecards of all agencies where the workspace has the notebook for them.
    """

    packs: Annotated[tuple[PackWish, ...], Listed] | None = None
    site: bool = True
    jobs: Annotated[int, Field(ge=1)] | None = None


class ScheduleSettings(_Part):
    """`[schedule]`: on which working day of a month and of a quarter, at what time, after which calendar."""

    each: Annotated[tuple[Kind, ...], Listed] = Field(default=("month", "quarter"), min_length=1)
    working_day: Annotated[int, Field(ge=1, le=10)] = 1
    at: time = time(7, 0)
    zone: str = "Asia/Ho_Chi_Minh"
    holidays: Annotated[str, Field(pattern=r"^([A-Z]{2}|none)$")] = "VN"
    closed: Annotated[tuple[date, ...], Listed] = ()
    open: Annotated[tuple[date, ...], Listed] = ()
    report: Literal["latest", "calendar"] = "latest"
    environment: str | None = None

    @field_validator("at", mode="before")
    @classmethod
    def _time(cls, given: Any) -> Any:
        if isinstance(given, str):
            if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", given):
                raise ValueError('a time of the day is written as "07:00"')
            return time.fromisoformat(given)
        return given

    @field_validator("zone")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"there is no time zone {name!r}; write one such as Asia/Ho_Chi_Minh") from error
        return name

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class EmailSettings(_Part):
    """`[tell.email]`: the server, and who gets what."""

    host: str = Field(min_length=1)
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    certificates: str | None = None
    user: str | None = None
    password_env: VariableName | None = None
    sender: str = Field(alias="from")
    reply_to: str | None = None
    to: Annotated[tuple[str, ...], Listed] = Field(min_length=1)
    failures_to: Annotated[tuple[str, ...], Listed] = ()
    lang: Lang | None = None
    attach: Annotated[tuple[Literal["pdf", "xlsx", "html"], ...], Listed] = ("pdf",)
    attach_limit_mb: Annotated[float, Field(gt=0, strict=False)] = 10
    timeout: Annotated[float, Field(gt=0, le=600, strict=False)] = 30
    attempts: Annotated[int, Field(ge=1, le=10)] = 4

    @property
    def server(self) -> tuple[str, int]:
        return self.host, self.port or PORTS[self.security]

    @property
    def people_told_of_failures(self) -> tuple[str, ...]:
        return self.failures_to or self.to

    @field_validator("sender", "reply_to")
    @classmethod
    def _sender(cls, text: str | None) -> str | None:
        return text if text is None else _checked_address(text)

    @field_validator("to", "failures_to")
    @classmethod
    def _people(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_checked_address(text) for text in given))

    @model_validator(mode="after")
    def _guarded(self) -> EmailSettings:
        if (self.user is None) != (self.password_env is None):
            raise ValueError("user and password_env belong together: give both or neither")
        if self.user is not None and self.security == "none" and self.host not in _HERE:
            raise ValueError('a password is not sent in the clear: security = "starttls" or "tls"')
        return self


class WebhookSettings(_Part):
    """`[tell.webhook]`: where a JSON message is posted, and how it is signed."""

    url: str | None = None
    url_env: VariableName | None = None
    secret_env: VariableName | None = None
    token_env: VariableName | None = None
    lang: Lang | None = None
    timeout: Annotated[float, Field(gt=0, le=600, strict=False)] = 15
    attempts: Annotated[int, Field(ge=1, le=10)] = 4

    @model_validator(mode="after")
    def _one_address(self) -> WebhookSettings:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("give either url or url_env (the name of a variable that holds the address)")
        if self.url is not None:
            check_url(self.url, in_clear=self.token_env is None)
        return self


class TellSettings(_Part):
    """`[tell]`: about which packs, where readers find them, and by which ways."""

    packs: Annotated[tuple[str, ...], Listed] = ("national",)
    link: str | None = None
    email: EmailSettings | None = None
    webhook: WebhookSettings | None = None


class Office(_Part):
    """Everything that `briefing.toml` says; without one, the defaults."""

    office: Identity = Identity()
    site: SiteSettings = SiteSettings()
    run: RunSettings = RunSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    tell: TellSettings = TellSettings()

    @model_validator(mode="before")
    @classmethod
    def _languages(cls, given: Any) -> Any:
        """Packs without languages are made in that of the office; what is malformed is told afterwards."""
        try:
            lang, packs = given["office"]["lang"], given["run"]["packs"]
            return {**given, "run": {**given["run"], "packs": [{"lang": [lang], **pack} for pack in packs]}}
        except (KeyError, TypeError):
            return given

    @property
    def name(self) -> Words | None:
        return self.office.name

    @property
    def lang(self) -> Lang:
        return self.office.lang

    @property
    def accent(self) -> str | None:
        return self.office.accent

    def logo(self, workspace: Workspace) -> Path | None:
        """The file of the logo; `load` has seen that it is there."""
        return workspace.root / self.office.logo if self.office.logo else None

    @property
    def link(self) -> str | None:
        """Where messages say that readers find the site: an address, or a shared folder."""
        return self.tell.link or self.site.address

    @property
    def secret_names(self) -> tuple[str, ...]:
        """The environment variables that hold secrets."""
        email, webhook = self.tell.email, self.tell.webhook
        named = [email.password_env if email else None]
        named += [webhook.url_env, webhook.secret_env, webhook.token_env] if webhook else []
        return tuple(dict.fromkeys(name for name in named if name))


def check_url(url: str, *, in_clear: bool) -> None:
    """Raises ValueError when a webhook cannot be posted to this address; `in_clear`: nothing secret goes with it."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", url):
        raise ValueError("an address of a webhook begins with https:// or http://")
    if parts.username or parts.password:
        raise ValueError("an address that holds a password stands in the environment: use url_env")
    if parts.scheme == "http" and parts.hostname not in _HERE and not in_clear:
        raise ValueError("a secret goes to another machine over https:// only")


def _checked_address(text: str) -> str:
    """`Tên <name@host>` or `name@host`, as given; raises ValueError."""
    found = re.fullmatch(r"(?:[^<>\x00-\x1f\x7f]*<([^<>]*)>|([^<>]*))", text.strip())
    bare = (found[1] or found[2] or "").strip() if found else ""
    if not _ADDRESS.fullmatch(bare):
        raise ValueError(f'{text!r} is no e-mail address: write "name@host" or "Name <name@host>"')
    return text.strip()


# ---------------------------------------------------------------------- reading


def load(workspace: Workspace) -> Office:
    """The office of this workspace; raises DataError naming the file, the entry and what was expected."""
    path = workspace.settings
    try:
        text = path.read_text("utf-8-sig")  # some editors begin with a mark
    except FileNotFoundError:
        return Office()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError("The office's settings cannot be read.", where=path, found=str(error)) from error
    return _parsed(path, text)


@lru_cache(maxsize=8)
def _parsed(path: Path, text: str) -> Office:
    try:
        office = Office.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise DataError("The office's settings are not TOML.", where=path, found=str(error)) from error
    except ValidationError as error:
        faults = [_told(each) for each in error.errors(include_input=False, include_url=False)]
        # The error itself is not carried along: it holds what was written, which may be a secret.
        raise DataError(
            "The office's settings are malformed.",
            where=path,
            found="; ".join(faults),
            hint="docs/office.md of the program says what may stand there",
        ) from None
    _check_file(path, office.office.logo, "[office] logo", LOGOS)
    if office.tell.email is not None:
        _check_file(path, office.tell.email.certificates, "[tell.email] certificates", (".pem", ".crt"))
    return office


def _told(error: Any) -> str:
    """One fault: the entry, and what is wrong with it. Never what was written there."""
    *table, entry = error["loc"] or ("",)
    where = f"[{'.'.join(map(str, table))}] {entry}" if table else f"[{entry}]"
    if error["type"] != "extra_forbidden":
        return f"{where}: {_EXPECTED.get(error['type']) or error['msg'].removeprefix('Value error, ')}"
    if entry in _SECRETS:
        return f"{where}: a secret does not stand in this file; {_SECRETS[entry]} names the variable that holds it"
    near = difflib.get_close_matches(str(entry), _entries(table), n=1, cutoff=0.6)
    return f"{where}: there is no such entry" + (f"; did you mean {near[0]}?" if near else "")


def _entries(table: list[Any]) -> list[str]:
    """The names that may stand in a table of the file."""
    model: Any = Office
    for name in table:
        if isinstance(name, int):
            continue
        field = model.model_fields.get(name)
        found = _models(field.annotation) if field is not None else []
        if not found:
            return []
        model = found[0]
    return [field.alias or name for name, field in model.model_fields.items()]


def _models(annotation: Any) -> list[Any]:
    """The models that an annotation speaks of, however deep: `tuple[PackWish, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def _check_file(path: Path, name: str | None, entry: str, kinds: tuple[str, ...]) -> None:
    if name is None:
        return
    file = (path.parent / name).resolve()
    if (
        file.suffix.lower() not in kinds
        or not file.is_relative_to(path.parent.resolve())
        or not file.is_file()
    ):
        raise DataError(
            "A file that the office's settings name cannot be used.",
            where=f"{path}: {entry}",
            expected=f"a file ({' or '.join(kinds)}) in the workspace",
            found=name,
        )
