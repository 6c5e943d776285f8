"""Every token of the sheets against its document: does it stand where the sheet says?

Excerpts are made from the documents at hand when asked for; they are never stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ..paths import Workspace
from ..vocabulary.locators import Locator
from .matching import Match, MatchStatus, Range, find_in, fold, occurrences, tidy
from .recognise import Recognised, Recognition, recognise
from .rows import DocumentSheet, Where
from .tabular import Table
from .text import Document, checksum

__all__ = [
    "SET_ASIDE", "DocumentVerification", "Entry", "Status", "TextState", "VerificationReport", "Verified",
    "check_entry", "entries", "excerpt", "verify",
]  # fmt: skip


SET_ASIDE = "set aside"  # the kind of an entry of setaside.csv
# What a row of a table may say in a cell that it shares with the row above it.
_OF_A_ROW = frozenset({"task", "task source"})


class Status(StrEnum):
    FOUND = "found"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    DOCUMENT_ABSENT = "document_absent"


class TextState(StrEnum):
    """Whether the text at hand is the one the sheets were made from."""

    SAME = "same"
    CHANGED = "changed"
    ABSENT = "absent"


@dataclass(frozen=True)
class Entry:
    """What a row of a sheet claims: this token at this locator. An empty token claims only the place."""

    kind: str  # figure | database | database name | task | task source | directive | group | set aside
    id: str
    document: str
    locator: Locator
    token: str
    occurrence: int | None
    where: Where


@dataclass(frozen=True)
class Verified:
    """One entry and what was found; offsets are characters of the document's text as given."""

    entry: Entry
    status: Status
    start: int | None = None
    end: int | None = None
    excerpt: str = ""
    reason: str = ""

    @property
    def ok(self) -> bool:
        return self.status is Status.FOUND

    def describe(self) -> str:
        """One line for people."""
        nth = f" (occurrence {self.entry.occurrence})" if self.entry.occurrence else ""
        text = f"{self.entry.where}: {self.entry.id}: “{self.entry.token}”{nth} at {self.entry.locator}"
        return f"{text}: {self.status.replace('_', ' ')}" + (f", {self.reason}" if self.reason else "")


@dataclass(frozen=True)
class DocumentVerification:
    """One document: the file it was read from (None when absent), the state of its text, and its entries."""

    id: str
    path: Path | None
    text: TextState
    recorded: str
    actual: str | None
    entries: tuple[Verified, ...]
    looked_for: str = ""
    document: Document | None = field(default=None, repr=False, compare=False)

    @property
    def counts(self) -> dict[Status, int]:
        """Entries by status, all four statuses named."""
        counted = Counter(entry.status for entry in self.entries)
        return {status: counted[status] for status in Status}


@dataclass(frozen=True)
class VerificationReport:
    """All documents; `unknown` counts the files of the folder that are none of them."""

    folder: Path
    documents: tuple[DocumentVerification, ...]
    unknown: int = 0
    unreadable: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Verified, ...]:
        return tuple(entry for document in self.documents for entry in document.entries)

    @property
    def counts(self) -> dict[Status, int]:
        """Entries by status over all documents."""
        counted = Counter(entry.status for entry in self.entries)
        return {status: counted[status] for status in Status}

    @property
    def problems(self) -> tuple[Verified, ...]:
        """Everything that was not found, with the absent left out."""
        return tuple(entry for entry in self.entries if entry.status in (Status.NOT_FOUND, Status.AMBIGUOUS))

    @property
    def ok(self) -> bool:
        """Whether every entry was found and every text is the recorded one."""
        return all(entry.ok for entry in self.entries) and all(
            document.text is TextState.SAME for document in self.documents
        )


def verify(workspace: Workspace, sheets: Iterable[DocumentSheet]) -> VerificationReport:
    """Looks for every entry of the sheets in the folder of documents.

    Raises DocumentError when the folder is not there or its files cannot be told apart; a document that is
    not in it makes its entries `document_absent`.
    """
    known = tuple(sheets)
    recognition = recognise(workspace.documents, known)
    return VerificationReport(
        folder=recognition.folder,
        documents=tuple(_verify_document(sheet, recognition) for sheet in known),
        unknown=len(recognition.unknown),
        unreadable=tuple(f"{path.name}: {why}" for path, why in recognition.unreadable.items()),
    )


def entries(sheet: DocumentSheet) -> Iterator[Entry]:
    """What the rows of a sheet claim. Without a stated count or deadline a row claims its place only."""
    of = sheet.id
    for row in sheet.figures:
        yield Entry("figure", row.id, of, row.locator, row.token, row.occurrence, row.where)
    for base in sheet.databases:
        yield Entry("database", base.id, of, base.locator, base.token or "", None, base.where)
        yield Entry("database name", base.id, of, base.locator, base.name_vi, None, base.where)
    for task in sheet.tasks:
        yield Entry("task", task.id, of, task.locator, task.due, None, task.where)
        yield Entry("task source", task.id, of, task.locator, task.assigned_by, None, task.where)
    for order in sheet.directives:
        token = order.deadline or ""
        yield Entry("directive", order.id, of, order.locator, token, order.occurrence, order.where)
    for member in sheet.groups:
        id = f"{member.list}:{member.agency}"
        yield Entry("group", id, of, member.locator, member.as_written, member.occurrence, member.where)
    for aside in sheet.set_aside:
        id = f"{aside.reason}:{aside.kind}"
        yield Entry(SET_ASIDE, id, of, aside.locator, aside.token, aside.occurrence, aside.where)


def check_entry(document: Document, entry: Entry) -> Verified:
    """Looks for one entry in its document."""
    if entry.token:
        match = document.find(entry.locator, entry.token, entry.occurrence)
    else:
        match = _place(document, entry.locator)
    if match.status is MatchStatus.NOT_FOUND and entry.kind in _OF_A_ROW:
        merged = find_in(document.text, _merged_above(document, entry.locator), entry.token)
        match = merged if merged.found else match
    reason = match.reason
    if match.status is MatchStatus.NOT_FOUND and (others := elsewhere(document, entry.token)):
        reason += f"; it stands at {', '.join(others)}"
    return Verified(entry, Status(match.status.value), match.start, match.end, match.excerpt, reason)


def _merged_above(document: Document, locator: Locator) -> list[Range]:
    """The cells that a row shares with the rows above it: where its own cell in a column is empty."""
    for table in document.tables:
        for number, row in enumerate(table.rows):
            if any(cell.locator.place == locator.place and cell.locator.row == locator.row for cell in row):
                return list(_shared(table, number))
    return []


def _shared(table: Table, number: int) -> Iterator[Range]:
    for position in range(len(table.rows[number])):
        for row in reversed(table.rows[: number + 1]):
            if position < len(row) and row[position].end > row[position].start:
                if row is not table.rows[number]:
                    yield row[position].start, row[position].end
                break


def elsewhere(document: Document, token: str, most: int = 3) -> list[str]:
    """Up to `most` places of the document where `token` does stand, to help to mend a locator."""
    places = [document.locate(start) for start, _ in occurrences(fold(document.text), token)]
    return list(dict.fromkeys(str(place) for place in places if place))[:most]


def excerpt(document: Document, match: Match | Verified, width: int = 160) -> str:
    """About `width` characters around a match as a reader sees them, cut at words; empty when not found.

    For showing at run time only: passages of documents are never stored.
    """
    if match.start is None or match.end is None:
        return ""
    place = document.locate(match.start)
    # A cell says little without its row.
    whole = Locator(place.place, place.paragraph, place.row) if place else None
    ranges = document.ranges(whole) if whole else [(match.start, match.end)]
    seen = fold(document.text, ranges)
    first = next((n for n, end in enumerate(seen.ends) if end > match.start), 0)
    last = next((n for n, start in enumerate(seen.starts) if start >= match.end), len(seen.text))
    room = max(0, width - (last - first))
    start, end = max(0, first - room // 2), min(len(seen.text), last + room - room // 2)
    if start > 0:
        start = min(first, seen.text.find(" ", start, first) + 1 or first)
    if end < len(seen.text):
        end = max(last, seen.text.rfind(" ", last, end))
    shown = tidy(seen.text[start:end])
    return f"{'… ' if start else ''}{shown}{' …' if end < len(seen.text) else ''}"


def _verify_document(sheet: DocumentSheet, recognition: Recognition) -> DocumentVerification:
    file: Recognised | None = recognition.found.get(sheet.id)
    if file is None:
        absent = tuple(Verified(entry, Status.DOCUMENT_ABSENT) for entry in entries(sheet))
        return DocumentVerification(sheet.id, None, TextState.ABSENT, sheet.sha256, None, absent,
                                    recognition.missing[sheet.id])
    return DocumentVerification(
        sheet.id, file.path, TextState.SAME if file.same else TextState.CHANGED, sheet.sha256,
        checksum(file.text), tuple(check_entry(file.document, entry) for entry in entries(sheet)),
        document=file.document,
    )


def _place(document: Document, locator: Locator) -> Match:
    ranges = document.ranges(locator)
    if not ranges:
        return Match(MatchStatus.NOT_FOUND, reason="the document has no such place")
    return Match(MatchStatus.FOUND, ranges[0][0], ranges[-1][1])
