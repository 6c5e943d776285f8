"""What became of every mention of a document: it is in the sheet, set aside for a reason, or unaccounted for.

A mention is in the sheet when a token of the sheet stands where the mention stands, or when it says how often
a directive recurs. It is set aside by a row of setaside.csv, or by a rule that holds for every document: the
number of a document, the date behind it, and a date that only says when something was. Nothing else is
passed over.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .matching import Range
from .mentions import Mention, MentionKind
from .rows import DocumentSheet
from .text import Document
from .verification import SET_ASIDE, Entry, Status, Verified, check_entry, entries

# What may stand between the number of a document and its date: `, ngày`, `của Chính phủ` makes another thing.
_BEHIND_NUMBER = re.compile(r"[\s,*_(]*(?:ngày\s*)?")
_BEHIND_LENGTH = 12  # characters
_BESIDE = 16  # characters
_AROUND_CELLS = " *_\u00a0\u200b"
_CELL_ENDS = "\t|\r\n"
_RECURRENCES = {"weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}


class Fate(StrEnum):
    """What became of a mention."""

    IN_SHEET = "in_sheet"
    SET_ASIDE = "set_aside"
    UNACCOUNTED = "unaccounted"


@dataclass(frozen=True, slots=True)
class Accounted:
    """A mention and its fate.

    In the sheet: `table` says which kind of row has it (figure, task, database, directive, group …) and `rows`
    the ids of all that do. Set aside: `reason` is a key of `setaside.REASONS`, `note` what the row adds, and
    `by_rule` says that no row was needed.
    """

    mention: Mention
    fate: Fate
    table: str = ""
    rows: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    by_rule: bool = False

    @property
    def row(self) -> str:
        """The id of the (first) row that has it."""
        return self.rows[0] if self.rows else ""


@dataclass(frozen=True)
class Counts:
    """How many mentions of a document came to what; `by_rule` are part of `set_aside`."""

    mentions: int
    in_sheet: int
    set_aside: int
    by_rule: int
    unaccounted: int


@dataclass(frozen=True, slots=True)
class _Claim:
    start: int
    end: int
    table: str
    id: str
    reason: str = ""
    note: str = ""


def account(
    document: Document,
    sheet: DocumentSheet | None,
    mentions: Iterable[Mention],
    verified: Sequence[Verified] | None = None,
) -> tuple[Accounted, ...]:
    """The fate of each mention, in the order they stand.

    `verified` are the sheet's entries as already looked up in this document; without it they are looked up.
    Without a sheet only the rules apply. Tokens that are not found claim nothing.
    """
    found = sorted(mentions, key=lambda mention: (mention.start, mention.end))
    if sheet is not None and verified is None:
        verified = [check_entry(document, entry) for entry in entries(sheet)]
    claims = _claims(sheet, verified or ())
    recurring = _recurring(document, sheet) if sheet else {}
    accounted: list[Accounted] = []
    for mention, over in zip(found, _overlapping(found, claims), strict=True):
        before = accounted[-1].mention if accounted else None
        accounted.append(
            _in_sheet(mention, over, recurring)
            or _set_aside(mention, over)
            or _by_rule(document, sheet, mention, before)
            or Accounted(mention, Fate.UNACCOUNTED)
        )
    return tuple(accounted)


def count(accounted: Iterable[Accounted]) -> Counts:
    """How many came to what."""
    fates = [(one.fate, one.by_rule) for one in accounted]
    return Counts(
        mentions=len(fates),
        in_sheet=sum(fate is Fate.IN_SHEET for fate, _ in fates),
        set_aside=sum(fate is Fate.SET_ASIDE for fate, _ in fates),
        by_rule=sum(rule for _, rule in fates),
        unaccounted=sum(fate is Fate.UNACCOUNTED for fate, _ in fates),
    )


def unaccounted(accounted: Iterable[Accounted]) -> tuple[Mention, ...]:
    """The mentions that nothing accounts for."""
    return tuple(one.mention for one in accounted if one.fate is Fate.UNACCOUNTED)


def _claims(sheet: DocumentSheet | None, verified: Iterable[Verified]) -> list[_Claim]:
    """Where tokens of the sheet stand, in order."""
    reasons = {row.where: (row.reason, row.note) for row in sheet.set_aside} if sheet else {}
    claims = []
    for one in verified:
        if one.status is Status.FOUND and one.entry.token and one.start is not None and one.end is not None:
            reason, note = reasons.get(one.entry.where, ("", "")) if one.entry.kind == SET_ASIDE else ("", "")
            claims.append(_Claim(one.start, one.end, _table(one.entry), one.entry.id, reason, note))
    return sorted(claims, key=lambda claim: (claim.start, claim.end))


def _table(entry: Entry) -> str:
    return entry.kind.split()[0] if entry.kind != SET_ASIDE else SET_ASIDE


def _overlapping(mentions: Sequence[Mention], claims: Sequence[_Claim]) -> list[list[_Claim]]:
    """For each mention the claims that share a character with it. Both are in order, and swept together."""
    found: list[list[_Claim]] = []
    open_claims: list[_Claim] = []
    following = 0
    for mention in mentions:
        while following < len(claims) and claims[following].start < mention.end:
            open_claims.append(claims[following])
            following += 1
        open_claims = [claim for claim in open_claims if claim.end > mention.start]
        found.append([claim for claim in open_claims if claim.start < mention.end])
    return found


def _recurring(document: Document, sheet: DocumentSheet) -> dict[str, list[tuple[Range, str]]]:
    """For each recurrence (week, month …) the places of the directives that recur so, and their ids."""
    found: dict[str, list[tuple[Range, str]]] = {}
    for row in sheet.directives:
        if row.recurrence:
            for piece in document.ranges(row.locator):
                found.setdefault(_RECURRENCES[row.recurrence], []).append((piece, row.id))
    for places in found.values():
        places.sort()
    return found


def _in_sheet(
    mention: Mention, over: Sequence[_Claim], recurring: dict[str, list[tuple[Range, str]]]
) -> Accounted | None:
    rows = [claim for claim in over if not claim.reason]
    if rows:
        ids = tuple(dict.fromkeys(claim.id for claim in rows))
        return Accounted(mention, Fate.IN_SHEET, table=rows[0].table, rows=ids)
    if mention.kind is MentionKind.DEADLINE and mention.recurrence:
        places = recurring.get(mention.recurrence, [])
        at = bisect_right(places, mention.start, key=lambda place: place[0][0])
        recur: list[str] = []
        # Directives of one paragraph follow one another: back from the last that begins before the mention.
        for (_, end), id in reversed(places[:at]):
            if end <= mention.start:
                break
            recur.append(id)
        if recur:
            return Accounted(mention, Fate.IN_SHEET, table="directive", rows=tuple(reversed(recur)))
    return None


def _set_aside(mention: Mention, over: Sequence[_Claim]) -> Accounted | None:
    for claim in over:
        if claim.reason:
            return Accounted(mention, Fate.SET_ASIDE, reason=claim.reason, note=claim.note)
    return None


def _by_rule(
    document: Document, sheet: DocumentSheet | None, mention: Mention, before: Mention | None
) -> Accounted | None:
    """The rules that hold for every document."""

    def aside(reason: str) -> Accounted:
        return Accounted(mention, Fate.SET_ASIDE, reason=reason, by_rule=True)

    if mention.kind is MentionKind.DOCUMENT_NUMBER:
        own = sheet is not None and _same_number(mention.number or mention.text, sheet.number)
        return aside("own" if own else "citation")
    if mention.kind is not MentionKind.DATE:
        return None
    if before is not None and before.kind is MentionKind.DOCUMENT_NUMBER and _follows(document, before, mention):
        own = sheet is not None and _same_number(before.number or before.text, sheet.number)
        return aside("own" if own else "citation")
    if sheet is not None and mention.date == sheet.issued and _place(mention) == "head":
        return aside("own")
    if _fills_its_cell(document, mention) or _lies_ahead(mention, sheet.issued if sheet else None):
        return None
    return aside("context")


def _same_number(one: str, other: str) -> bool:
    return bool(other) and "".join(one.split()).casefold() == "".join(other.split()).casefold()


def _follows(document: Document, number: Mention, date: Mention) -> bool:
    """Whether the date stands right behind the number of a document."""
    between = document.text[number.end : date.start]
    return len(between) <= _BEHIND_LENGTH and _BEHIND_NUMBER.fullmatch(between) is not None


def _place(mention: Mention) -> str:
    return mention.locator.place if mention.locator else ""


def _fills_its_cell(document: Document, mention: Mention) -> bool:
    """Whether a cell of a table holds this date and nothing else: then it is what the table is about."""
    if mention.locator is None or mention.locator.cell is None:
        return False
    # Looked for beside the mention, not in the cell as a whole: that may hold much text and many dates.
    before = document.text[max(0, mention.start - _BESIDE) : mention.start].rstrip(_AROUND_CELLS)
    after = document.text[mention.end : mention.end + _BESIDE].lstrip(_AROUND_CELLS)
    return (not before or before[-1] in _CELL_ENDS) and (not after or after[0] in _CELL_ENDS)


def _lies_ahead(mention: Mention, issued: dt.date | None) -> bool:
    """Whether a day, month or quarter is still to come: from then on something is to be done."""
    return (
        issued is not None
        and mention.date is not None
        and (mention.first or mention.date) > issued
        and mention.precision in ("day", "month", "quarter")
    )
