"""Which documents there are and of which months, from their settings alone: what partitions, the schedule and the
sensor go by."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import dagster as dg

from ..paths import Workspace
from ..reading.document_settings import DRAFT, SETTINGS
from ..tables.files import checksums
from ..vocabulary.periods import Period, parse_day

ZONE = "Asia/Ho_Chi_Minh"
_DIGITS = 16  # of a checksum, enough to tell two states of one document apart


@dataclass(frozen=True)
class Known:
    """One document with sheets: the month in which it became known, a checksum of all its sheets, whether nobody
    has reviewed them yet.

    `month` is None when the settings do not say it readably; what is wrong with them is for the asset `figures` to say.
    """

    id: str
    month: Period | None
    digest: str
    draft: bool = False


def known(workspace: Workspace) -> list[Known]:
    """Every document with sheets, by its id. Broken sheets are no error here."""
    digests: dict[str, list[str]] = {}
    for path, checksum in checksums(workspace.raw).items():
        folder, _, name = path.partition("/")
        if name:
            digests.setdefault(folder, []).append(f"{name} {checksum}")
    return [_document(workspace, id, shortened(lines)) for id, lines in sorted(digests.items())]


def _document(workspace: Workspace, id: str, digest: str) -> Known:
    try:
        settings = tomllib.loads((workspace.raw / id / SETTINGS).read_text("utf-8-sig"))
        month = Period.of(parse_day(str(settings["issued"]))[0])
    except (OSError, ValueError, KeyError):
        return Known(id, None, digest)
    return Known(id, month, digest, settings.get("status") == DRAFT)


def shortened(lines: Iterable[str]) -> str:
    """One short checksum of many lines, in the order given."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:_DIGITS]


def months_of(documents: Iterable[Known]) -> list[Period]:
    """The months in which a document became known, oldest first."""
    return sorted({document.month for document in documents if document.month is not None})


def partitions(workspace: Workspace, today: date) -> dg.MonthlyPartitionsDefinition:
    """Every month (`2026-06`) from the first document's to the present one, or to the last document's if later.

    Without documents it is the present month alone. The months grow by themselves as time goes on.
    """
    present = Period.of(today)
    months = months_of(known(workspace)) or [present]
    # By itself such a definition ends with the last month that is over: one more is the present one.
    more = 1 + max(0, _apart(present, months[-1]))
    first = min(months[0], present)
    return dg.MonthlyPartitionsDefinition(str(first), timezone=ZONE, fmt="%Y-%m", end_offset=more)


def _apart(first: Period, second: Period) -> int:
    """Months from the first to the second."""
    return (second.start.year - first.start.year) * 12 + second.start.month - first.start.month


def touched(before: Mapping[str, str], documents: Iterable[Known]) -> list[Period]:
    """The months whose packs may say something else than at `before` (document → checksum), oldest first.

    What a document says is known from its month on. So these are all months with documents from that of the earliest
    new or changed one. A document that went away, or whose month cannot be read, may have been of any month.
    """
    now = list(documents)
    months = months_of(now)
    changed = [document for document in now if before.get(document.id) != document.digest]
    gone = set(before) - {document.id for document in now}
    if gone or any(document.month is None for document in changed):
        return months
    earliest = min(months_of(changed), default=None)
    return [month for month in months if earliest is not None and not month < earliest]
