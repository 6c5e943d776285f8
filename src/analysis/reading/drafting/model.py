"""What drafting proposes: rows of a sheet, each from a place of the document, for a person to review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...vocabulary.locators import Locator
from ..mentions import Mention
from ..text import Document


@dataclass(frozen=True, slots=True)
class DraftFigure:
    """A mention taken for a figure. `confidence` is from 0 to 1; `recipe` names the rule that took it.

    `agency` is a registry id, None for the nation; `as_of` is as a sheet writes it (2026-04-25, 2026-05,
    2025), None for the document's default; `series` None: none proposed.
    """

    mention: Mention
    indicator: str
    agency: str | None
    dimensions: Mapping[str, str]
    confidence: float
    recipe: str
    as_of: str | None = None
    series: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A mention that is no figure, and why: a reason of `analysis.reading.setaside.REASONS`."""

    mention: Mention
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DraftTask:
    """A row of an annex of overdue tasks, as the document writes it."""

    number: int
    title: str
    agencies: tuple[str, ...]
    assigned_by: str
    due: str
    locator: Locator
    confidence: float = 0.5
    recipe: str = "register"


@dataclass(frozen=True, slots=True)
class DraftDatabase:
    """A row of an annex of databases."""

    list: str
    number: int
    agency: str | None
    name: str
    token: str | None
    locator: Locator
    confidence: float = 0.5
    recipe: str = "register"


@dataclass(frozen=True, slots=True)
class DraftDirective:
    """A task that the document assigns. `deadline` is the token, None when none is stated."""

    item: str
    leads: tuple[str, ...]
    partners: tuple[str, ...]
    title: str
    deadline: str | None
    recurrence: str | None
    locator: Locator
    occurrence: int | None = None
    confidence: float = 0.5
    recipe: str = "deadline"


@dataclass(frozen=True, slots=True)
class DraftMember:
    """An agency that a passage lists."""

    list: str
    agency: str
    as_written: str
    locator: Locator
    occurrence: int | None = None
    confidence: float = 0.5
    recipe: str = "list"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the first page says. Parts that it does not say are None; a person fills them in."""

    number: str | None
    kind: str | None  # notice | conclusion | report
    issuer: str | None  # registry id
    issuer_written: str | None
    issued: dt.date | None
    issued_precision: str | None  # day | month
    title: str | None
    strings: tuple[str, ...] = ()  # short strings by which the document is recognised
    kind_written: str | None = None  # THÔNG BÁO, KẾ HOẠCH …


@dataclass(frozen=True)
class Draft:
    """A whole draft sheet. `remarks` say what was seen and could not be drafted."""

    letterhead: Letterhead
    sha256: str
    document: Document = field(repr=False)
    figures: tuple[DraftFigure, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    tasks: tuple[DraftTask, ...] = ()
    databases: tuple[DraftDatabase, ...] = ()
    directives: tuple[DraftDirective, ...] = ()
    members: tuple[DraftMember, ...] = ()
    mentions: tuple[Mention, ...] = field(default=(), repr=False)
    remarks: tuple[str, ...] = ()
