"""Numbers that are no figure, with the reason where one follows by rule."""

from __future__ import annotations

from collections.abc import Sequence

from ...vocabulary.agencies import agency_key
from ..mentions.model import Mention, MentionKind
from ..text import Document
from .evidence import Surrounds
from .model import DraftFigure, LeftOut
from .recipes import RecipeBook, recipe_book
from .surroundings import Reading, read_surroundings
from .words import CLAUSE, COLON

_TIME = frozenset({"năm", "tháng", "ngày", "tuần", "quý", "giờ", "phút"})
_DONE = tuple(agency_key(word) for word in ("hoàn", "thành"))
_COUNTED_OUT = 8  # words behind a number within which what it counts is told one by one


def left_out(
    document: Document, mentions: Sequence[Mention], figures: Sequence[DraftFigure],
    book: RecipeBook | None = None,
) -> list[LeftOut]:
    """The numbers among `mentions` that are none of `figures`, where a rule says why they are no figure.

    A number without a rule is not in the list: whether it is a figure that no recipe knows, a person decides.
    """
    book = book or recipe_book()
    taken = {figure.mention.start for figure in figures}
    found: list[LeftOut] = []
    for reading in read_surroundings(document, mentions, book.phrases):
        for at, (_, mention) in enumerate(reading.numbers):
            if mention.start in taken:
                continue
            reason = _reason(reading, at, mention, taken, book)
            if reason is not None:
                found.append(LeftOut(mention, reason))
    return sorted(found, key=lambda left: left.mention.start)


def _reason(
    reading: Reading, at: int, mention: Mention, taken: set[int], book: RecipeBook
) -> str | None:
    """A key of `analysis.reading.setaside.REASONS`, None when no rule says one."""
    if reading.table:
        return "list"
    index, words = reading.numbers[at][0], reading.words
    unit = words.words[index + 1] if index + 1 < len(words) else ""
    if mention.measure == "days" or (mention.kind is MentionKind.COUNT and unit in _TIME):
        return "context"
    before = words.words[index - 1] if index else ""
    if mention.kind is MentionKind.PERCENT and words.words[max(0, index - 2) : index] == _DONE:
        start = reading.zones[at].sentence[0]
        if any(other >= start and figure.start in taken for other, figure in reading.numbers[:at][-3:]):
            return "part"
    if before == "giữa" or "này" in words.words[index + 1 : index + 6]:
        return "part"
    if mention.kind is MentionKind.COUNT and _counts_out(reading, index):
        return "list"
    return "plan" if Surrounds(reading, at, book.lengths).asked() else None


def _counts_out(reading: Reading, index: int) -> bool:
    """Whether what is counted is told at once behind: in brackets, behind a colon, or in the next paragraphs."""
    words = reading.words
    end = min(index + _COUNTED_OUT, len(words))
    for at in range(index + 1, end):
        if words.breaks[at] >= CLAUSE:
            return False
        if words.breaks[at] == COLON or words.inside[at] > words.inside[index]:
            return True
    return reading.announces and end == len(words)
