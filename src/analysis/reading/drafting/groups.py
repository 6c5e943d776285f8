"""Agencies that a passage lists: `16 đơn vị chưa báo cáo gồm: A, B, C`, `16/34 địa phương (A, B)`, or in a note.

A list belongs to the figure that announces it, and takes its name from that figure's indicator. Of several
figures that lead to one list, the one that states as many as it holds announces it, or that counts agencies.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ...vocabulary.agencies import agencies
from ...vocabulary.locators import Locator
from ..mentions import Mention, MentionKind
from ..mentions.passages import Passage, passages
from ..text import Document
from .model import DraftFigure, DraftMember
from .parties import Parties, Party
from .tokens import Tokens

_NOTE = re.compile(r"\[footnoteRef:(\d{1,6})\]|<sup>\s{0,3}(\d{1,6})\s{0,3}</sup>")
_OPENS = re.compile(r"\(|\b(?:gồm|thuộc về|là|tại|như|cụ thể)(?: có)?\s?:|\bgồm (?=[A-ZĐ])|:\s(?=[A-ZĐ])")
_NOTE_OPENS = re.compile(r"(?:[^:;.()]{0,60}:\s?|(?:bao )?gồm:?\s)?", re.IGNORECASE)
_COUNTED = re.compile(
    r"\s?(?:đơn vị|bộ\b|ngành|cơ quan|địa phương|tỉnh|thành phố|doanh nghiệp|tập đoàn|trường|tổ chức|xã\b|phường)",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[(),;.]|\svà\s")
_CLAUSE_END = re.compile(r";|\.\s")
_FURTHER = re.compile(r"[^,;.()]{0,40}?\b(?:có thêm|bổ sung|thêm)\s")  # `trong tháng 7 có thêm Bộ Y tế`
_MOST_ITEMS = 200
_REACH = 400  # characters between a figure and its list
_LONGEST_ITEM = 400  # characters of an item that begins with an agency, its remarks included
_LONGEST_STRANGER = 60  # characters of an item that names none; a longer one is the text going on
_KNOWN_SHARE = 0.6  # of the items of a list name an agency of the registry
# Dimensions that split the figure and not the list.
_UNNAMED = frozenset({"level", "respondents", "group", "basis"})
_WORDLESS = ("agencies",)
_PREFIXES = ("ministries_", "localities_", "agencies_")


@dataclass(frozen=True)
class _List:
    """Parties in order, in the passage where they stand."""

    passage: Passage
    parties: tuple[Party, ...]


def draft_groups(
    document: Document, figures: Sequence[DraftFigure], mentions: Sequence[Mention]
) -> list[DraftMember]:
    """The members of the lists that drafted figures announce; a list stands once."""
    reader = _Reader(document, mentions)
    announced: dict[tuple[Locator, int], tuple[tuple[bool, bool, int], DraftFigure, _List]] = {}
    for figure in figures:
        mention = figure.mention
        if mention.locator is None or figure.agency is not None or not _counts(mention):
            continue
        found = reader.list_of(mention)
        if found is None:
            continue
        key = (found.passage.locator, found.parties[0].start)
        first, _ = found.passage.offsets(found.parties[0].start, found.parties[0].end)
        rank = (_stated(mention) != len(found.parties), not reader.counts_agencies(mention), abs(first - mention.end))
        if key not in announced or rank < announced[key][0]:
            announced[key] = (rank, figure, found)
    members: list[DraftMember] = []
    names = _Names()
    tokens = Tokens(document)
    for _, figure, found in announced.values():
        ids = {party.id for party in found.parties}
        name = names.free(list_name(figure.indicator, figure.dimensions), ids, found.passage.locator)
        members += _members(tokens, figure, found, name)
    return members


def list_name(indicator: str, dimensions: Mapping[str, str]) -> str:
    """The name of the list that a figure announces: `products.agencies` with answer=has is `products.has`."""
    topic, _, rest = indicator.partition(".")
    for prefix in _PREFIXES:
        rest = rest.removeprefix(prefix)
    parts = [topic, *([] if rest in _WORDLESS else [rest])]
    return ".".join([*parts, *(value for key, value in dimensions.items() if key not in _UNNAMED)])


class _Names:
    """The names of lists and who stands in each: an agency stands in a list once."""

    def __init__(self) -> None:
        self._members: dict[str, set[str]] = {}
        self._again: Counter[str] = Counter()

    def free(self, name: str, ids: set[str], locator: Locator) -> str:
        """The name, told apart by the note's number or a counter when one of `ids` is in its list already."""
        chosen = name
        if self._members.get(name, set()) & ids and locator.place.startswith("note "):
            chosen = f"{name}_note_{locator.place[5:]}"
        if self._members.get(chosen, set()) & ids:
            self._again[name] += 1
            chosen = f"{name}_{self._again[name] + 1}"
        self._members.setdefault(chosen, set()).update(ids)
        return chosen


def _counts(mention: Mention) -> bool:
    return mention.kind in (MentionKind.COUNT, MentionKind.RATIO, MentionKind.AGENCY_COUNT)


def _stated(mention: Mention) -> Decimal | None:
    return mention.numerator if mention.numerator is not None else mention.value


def _members(tokens: Tokens, figure: DraftFigure, found: _List, name: str) -> Iterator[DraftMember]:
    sure = 0.95 if _stated(figure.mention) == len(found.parties) else 0.7
    seen: set[str] = set()
    for party in found.parties:
        if party.id in seen:
            continue
        seen.add(party.id)
        written = found.passage.text[party.start : party.end]
        start, _ = found.passage.offsets(party.start, party.end)
        placed = tokens.place(found.passage.place(party.start), written, start)
        if placed is not None:
            yield DraftMember(name, party.id, written, placed.locator, placed.occurrence, sure, figure.recipe)


class _Reader:
    """Looks for lists behind mentions."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        self._document = document
        self._passages: dict[Locator, Passage] = {}
        self._notes: dict[str, Passage] = {}
        for passage in passages(document):
            if not passage.text or passage.table:
                continue
            for _, locator in passage.places:
                self._passages.setdefault(locator, passage)
            if passage.locator.place.startswith("note "):
                self._notes.setdefault(passage.locator.place, passage)
        self._starts = [
            mention.start for mention in mentions if mention.kind is not MentionKind.PERCENT
        ]
        self._parties: dict[Locator, Parties] = {}

    def counts_agencies(self, mention: Mention) -> bool:
        """Whether what the mention counts are agencies."""
        after = self._document.text[mention.end : mention.end + 30]
        return _COUNTED.match(mention.unit or after) is not None

    def list_of(self, mention: Mention) -> _List | None:
        """The list that stands behind the mention, before the next number, or in the note marked there."""
        assert mention.locator is not None
        passage = self._passages.get(mention.locator)
        if passage is None:
            return None
        following = bisect_right(self._starts, mention.start)
        limit = self._starts[following] if following < len(self._starts) else len(self._document.text)
        limit = min(limit, mention.end + _REACH)
        begin = bisect_right(passage.folded.starts, mention.end - 1)
        end = bisect_right(passage.folded.starts, limit - 1)
        for match in _OPENS.finditer(passage.text, begin, end):
            found = self._list(passage, match.end())
            if found is not None:
                return found
        return self._in_note(mention)

    def _in_note(self, mention: Mention) -> _List | None:
        """The list in the note that the next mark leads to, where it stands in the mention's own clause."""
        cuts = self._document.cuts
        for index in range(bisect_right(cuts, (mention.end, 0)), len(cuts)):
            first, last = cuts[index]
            if first - mention.end > _REACH or self._document.locate(first) != mention.locator:
                break
            if _CLAUSE_END.search(self._document.text, mention.end, first):
                break
            match = _NOTE.search(self._document.text, first, min(last, first + 60))
            note = self._notes.get(f"note {int(match[1] or match[2])}") if match else None
            if note is not None:
                opening = _NOTE_OPENS.match(note.text)
                for at in (0, opening.end() if opening else 0):
                    found = self._list(note, at)
                    if found is not None:
                        return found
                return None
        return None

    def _list(self, passage: Passage, begin: int) -> _List | None:
        """The agencies of a list that begins at a position and goes on to its end."""
        if passage.locator not in self._parties:
            self._parties[passage.locator] = Parties(passage.text, bare=True)
        parties = self._parties[passage.locator]
        if parties.one_at(begin) is None:
            return None
        found: list[Party] = []
        items = 0
        start, last = begin, False
        while not last and items < _MOST_ITEMS:
            party = parties.one_at(start)
            if party is None and found and (further := _FURTHER.match(passage.text, start)):
                party = parties.one_at(further.end())
            end, after, last = _item_end(passage.text, party.end if party else start)
            if party is None and (end - start > _LONGEST_STRANGER or passage.text[start:end].lstrip()[:1] == "("):
                break
            if party is not None and agencies()[party.id].kind != "group":
                found.append(party)
            items += passage.text[start:end].strip(" .") != ""
            start = after
        if len({party.id for party in found}) < 2 or len(found) < _KNOWN_SHARE * items:
            return None
        return _List(passage, tuple(found))


def _item_end(text: str, begin: int) -> tuple[int, int, bool]:
    """Where an item ends, where the next one begins, and whether it is the last.

    A comma, a semicolon or `và` outside brackets ends an item; a closing bracket, a full stop or a
    remark without end ends the list.
    """
    depth = 0
    stop = min(len(text), begin + _LONGEST_ITEM)
    for match in _SIGN.finditer(text, begin, stop):
        at, sign = match.start(), match[0]
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            if depth < 0:
                return at, at + 1, True
        elif depth == 0 and sign == ".":
            if at + 1 == len(text) or text[at + 1].isspace():
                return at, at + 1, True
        elif depth == 0:
            return at, match.end(), False
    return stop, stop, True
