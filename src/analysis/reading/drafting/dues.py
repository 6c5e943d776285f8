"""The deadlines of a paragraph that are tasks' own: which mentions count, and which of several in a clause."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ..mentions import Mention, MentionKind
from ..mentions.passages import Passage
from .clauses import Clause

RECURRENCES = {"week": "weekly", "month": "monthly", "quarter": "quarterly", "year": "yearly"}

_DONE = re.compile(r"(?:^|[,;]\s)(?:và\s)?(?:phải\s)?(?:hoàn thành|xong|kết thúc)\b[^,;]{0,60}$", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(?:các|những) nhiệm vụ $", re.IGNORECASE)
_FROM, _IN = "từ ", "trong "
_CLOSED = re.compile(r"\s?(?:[,;.]|$)")
_UNTIL = re.compile(r"\s?(?:đến|tới|-|–)\b")
_WINDOW = 120  # characters before a date that are looked at


@dataclass(frozen=True)
class Due:
    """A deadline in a passage: its place there and in the document. A recurring one has no token.

    `bare`: its sentence says only by when, and so belongs to what stands before.
    """

    start: int
    end: int
    at: int  # where the token begins in the document
    token: str | None
    recurrence: str | None = None
    bare: bool = False

    @property
    def begins(self) -> bool:
        """Whether it names a beginning (`từ ngày 01/7/2026`)."""
        return self.token is not None and self.token.startswith(_FROM)


class Dues:
    """The deadlines of one passage, in order."""

    def __init__(
        self, passage: Passage, dated: Sequence[Mention], clauses: Sequence[Clause], issued: dt.date | None
    ) -> None:
        self._text = passage.text
        self._passage = passage
        begins = {clause.start for clause in clauses}
        found = (self._due(mention, begins, issued) for mention in dated)
        self._dues = [due for due in found if due is not None]
        self._starts = [due.start for due in self._dues]

    def between(self, start: int, end: int) -> list[Due]:
        """The deadlines that begin in a stretch."""
        return self._dues[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def of(self, clause: Clause) -> list[Due]:
        """The deadlines of a clause that count: the last one where it says by when all of it is done."""
        inside = self.between(clause.start, clause.end)
        if any(due.recurrence for due in inside):
            return [due for due in inside if not due.begins]
        if len(inside) > 1:
            last = inside[-1].start
            if _DONE.search(self._text[max(clause.start, last - _WINDOW) : last]):
                return inside[-1:]
            if not all(due.begins for due in inside):
                return [due for due in inside if not due.begins]
        return inside

    def _due(self, mention: Mention, begins: set[int], issued: dt.date | None) -> Due | None:
        starts = self._passage.folded.starts
        start, end = bisect_left(starts, mention.start), bisect_left(starts, mention.end)
        before = self._text[max(0, start - _WINDOW) : start]
        token = self._text[start:end]
        if mention.kind is MentionKind.DEADLINE:
            if mention.recurrence:
                often = RECURRENCES.get(mention.recurrence)
                return Due(start, end, mention.start, None, often) if often else None
            if mention.deadline_kind == "recurring" or _ATTRIBUTE.search(before):
                return None  # `các nhiệm vụ trong tháng 6`: says which tasks, not by when
            return Due(start, end, mention.start, token)
        if issued is None or mention.date is None or mention.date < issued:
            return None
        # A date is a deadline where something is to be there from it, where a task opens with its year, or
        # where it closes what is to be done.
        if before.endswith(_IN) and _CLOSED.match(self._text, end) and not _ATTRIBUTE.search(before[: -len(_IN)]):
            start -= len(_IN)
            return Due(start, end, self._passage.offsets(start, end)[0], self._text[start:end])
        if before.endswith(_FROM) and (len(before) == len(_FROM) or not before[-len(_FROM) - 1].isalpha()):
            if mention.first is None or mention.first <= issued or _UNTIL.match(self._text[end : end + 8]):
                return None
            start -= len(_FROM)
            return Due(start, end, self._passage.offsets(start, end)[0], self._text[start:end])
        return Due(start, end, mention.start, token) if start in begins and mention.precision != "day" else None
