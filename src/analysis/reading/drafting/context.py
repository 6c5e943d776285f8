"""What stands around a mention: the words that are its own, its clause, its sentence, and whose it is.

Numbers of a sentence share its words. Between two of them the last comma parts what describes the first
from what leads to the second (`bãi bỏ # thủ tục, phân cấp # thủ tục`), else a word that begins anew (`# luật
và # nghị quyết`). A percentage in brackets right behind a number is an aside and parts nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..mentions.model import Mention, MentionKind
from .words import COLON, COMMA, SENTENCE, Words, split

Place = tuple[int, int]
Ranges = tuple[Place, ...]

# Behind these a sentence goes on to describe what has been counted: it says no more of the number itself.
_DESCRIBING = frozenset({"tập", "gồm", "chủ", "đáng", "nhất", "nổi", "tiêu", "điển", "trong", "đều", "cụ", "phần"})
_DESCRIBES = frozenset({
    ("tập", "trung"), ("chủ", "yếu"), ("đáng", "chú"), ("nhất", "là"), ("nổi", "bật"), ("tiêu", "biểu"),
    ("điển", "hình"), ("trong", "đó"), ("cụ", "thể"), ("phần", "lớn"), ("bao", "gồm"), ("trong", "số"),
})  # fmt: skip
_THESE = (("số", "đó"), ("số", "này"))  # `# sản phẩm trong số đó đã …` says more of the number itself
# Where a number's own words end and the next one's begin when no comma says so, the surest first.
_CONNECTORS = (
    ("và",), ("còn",), ("nhưng",), ("với",), ("cùng",), ("tại",), ("để",), ("trên",), ("theo",),
)  # fmt: skip
_JOINING = frozenset({"và", "cùng", "với"})
_PLACES = frozenset({"ở", "tại", "thuộc", "của", "trong", "do"})
_AGENCIES = frozenset({"bộ", "địa", "tỉnh", "cơ", "đơn"})  # what follows a number of agencies
_TOTAL = frozenset({"trong", "trên", "tổng", "số"})
_OF_TOTAL = 4
_PLACED = 8  # words between a number and the number of agencies that have it
_LEADING = frozenset({"còn", "có", "với", "là", "hiện", "tổng", "số", "vẫn"})
_LEAD = 2  # such words between a bracket or a colon and the number
_ASIDE = 6  # words that a bracket may hold to be an aside
_ASIDE_REACH = 12  # words between a number and its aside


@dataclass(frozen=True)
class Zones:
    """Word ranges around a mention, from the nearest. `before` and `after` are the two parts of `own`.

    A bracket behind the number is no part of them, nor what describes the things counted (`…, gồm …`); what
    stands before the bracket or the colon that the number follows at once belongs to it.
    """

    index: int
    near_before: Ranges
    near_after: Ranges
    before: Ranges
    after: Ranges
    clause: Place
    sentence: Place
    host: int | None = None  # of an aside: which mention of the passage it stands behind
    noun: int | None = None  # where what is counted begins when it stands behind the total: `84 trong số 104 kho`

    @property
    def near(self) -> Ranges:
        return self.near_before + self.near_after

    @property
    def own(self) -> Ranges:
        return self.before + self.after


def zones(words: Words, numbers: Sequence[tuple[int, Mention]]) -> list[Zones]:
    """The zones of each of `numbers` (index of its word, mention; in order)."""
    layout = _Layout(words, [index for index, _ in numbers])
    hosts = _hosts(layout, numbers)
    before, after = _neighbours(layout, hosts)
    units = {index: _unit_length(mention) for index, mention in numbers}
    found: list[Zones] = []
    at_word: dict[int, Zones] = {}
    for k, (index, _) in enumerate(numbers):
        host = hosts[k]
        if host is not None:
            found.append(replace(found[host], index=index, host=host))
            continue
        left = before[k]
        one = _zones(layout, index, left, after[k], units)
        if left is not None and left >= layout.clause_start[index] and _joined(words, one):
            one = replace(one, before=one.before + at_word[left].before)
        at_word[index] = one
        found.append(one)
    for k in range(len(found) - 2, -1, -1):
        if hosts[k] is None and hosts[k + 1] is None and _placed(words, found[k].index, found[k + 1].index):
            noun = found[k + 1].index + 1 + max(1, units[found[k + 1].index])
            said = tuple((max(first, noun), last) for first, last in found[k + 1].near_after if last > noun)
            found[k] = replace(found[k], after=found[k].after + said)
        elif found[k].index in layout.totals:
            behind = found[k + 1].near_after
            found[k] = replace(found[k], near_after=behind, after=behind, noun=found[k + 1].index + 1)
    return found


def _of_total(words: Words, index: int, following: int) -> bool:
    """Whether the next number is the total that this one is a part of: `84 trong tổng số 104 kho dữ liệu`."""
    between = words.words[index + 1 : following]
    return (
        1 < len(between) <= _OF_TOTAL and between[0] in ("trong", "trên") and _TOTAL.issuperset(between)
        and not any(words.breaks[index + 1 : following + 1])
    )


def _placed(words: Words, index: int, following: int) -> bool:
    """Whether the next number only says where the things counted are: `# thủ tục ở # bộ chưa tái cấu trúc`."""
    if following - index > _PLACED or words.words[following - 1] not in _PLACES:
        return False
    if any(words.breaks[index + 1 : following + 1]) or words.inside[following] != words.inside[index]:
        return False
    return not _AGENCIES.isdisjoint(words.words[following + 1 : following + 2])


def _unit_length(mention: Mention) -> int:
    """How many words the thing counted has."""
    return len(split(mention.unit).words) if mention.unit else 0


def _joined(words: Words, zones: Zones) -> bool:
    """Whether a number only goes on with what was said of the one before: `bãi bỏ # thủ tục và # điều kiện`."""
    first, last = zones.near_before[0]
    return _JOINING.issuperset(words.words[first:last])


def _zones(
    layout: _Layout, index: int, previous: int | None, following: int | None, units: Mapping[int, int]
) -> Zones:
    first, last = layout.clause_start[index], layout.clause_end[index]
    if previous is not None and previous >= first:
        first = layout.split(previous, index, units[previous]) or min(index, previous + 1 + units[previous])
    if following is not None and following < last:
        last = layout.split(index, following, units[index]) or following
    near_first = max(first, layout.part_start[index])
    outer: Ranges = ()
    lead = layout.lead(index, near_first)
    if lead and (layout.opens_bracket(lead) or layout.words.breaks[lead] == COLON):
        begin = max(layout.part_start[lead - 1], layout.last_number(index) + 1)
        if layout.sentence_start[index] <= begin < lead:
            outer = ((begin, index),)
    last = layout.described(index, max(index + 1, last))
    clause_start = outer[0][0] if outer else layout.clause_start[index]
    return Zones(
        index=index,
        near_before=outer or ((near_first, index),),
        near_after=layout.beside(index, min(last, layout.part_end[index])),
        before=((min(first, index), index), *outer),
        after=layout.beside(index, last),
        clause=(min(clause_start, layout.clause_start[index]), layout.clause_end[index]),
        sentence=(layout.sentence_start[index], layout.sentence_end[index]),
    )


class _Layout:
    """For each word where its part (between commas), clause and sentence begin and end."""

    def __init__(self, words: Words, numbers: list[int]) -> None:
        self.words = words
        self.numbers = numbers
        self.part_start, self.part_end = _bounds(words, COMMA)
        self.clause_start, self.clause_end = _bounds(words, COLON)
        self.bracket_start, self.bracket_end = _bounds(words, SENTENCE + 1)
        self.sentence_start, self.sentence_end = _bounds(words, SENTENCE, flat=True)
        self.totals = frozenset(left for left, right in pairwise(numbers) if _of_total(words, left, right))

    def opens_bracket(self, index: int) -> bool:
        inside = self.words.inside
        return index > 0 and inside[index] > inside[index - 1]

    def lead(self, index: int, first: int) -> int:
        """Where the words that only lead to a number begin: `(còn # nhiệm vụ`; they begin at `first`."""
        return first if index - first <= _LEAD and _LEADING.issuperset(self.words.words[first:index]) else 0

    def last_number(self, index: int) -> int:
        """The number before the word at `index`, -1 when there is none."""
        at = bisect_right(self.numbers, index - 1) - 1
        return self.numbers[at] if at >= 0 else -1

    def described(self, index: int, last: int) -> int:
        """Where the words behind a number begin to describe what it counts."""
        words, depth = self.words, self.words.inside[index]
        for at in range(index + 2, last):
            if words.words[at] in _DESCRIBING and words.inside[at] <= depth and (
                words.words[at] in ("gồm", "đều") or words.words[at : at + 2] in _DESCRIBES
            ) and words.words[at + 1 : at + 3] not in _THESE:
                return at
        return last

    def beside(self, index: int, last: int) -> Ranges:
        """The words behind a number up to `last` that stand in no bracket of their own."""
        inside, depth = self.words.inside, self.words.inside[index]
        found: list[Place] = []
        begin: int | None = None
        for at in range(index + 1, last):
            if inside[at] > depth:
                if begin is not None:
                    found.append((begin, at))
                begin = None
            elif begin is None:
                begin = at
        if begin is not None:
            found.append((begin, last))
        return tuple(found)

    def split(self, left: int, right: int, unit: int) -> int | None:
        """Where between two numbers the words of the right one begin; None when they share all of them.

        `unit`: how many words behind the left one name what it counts.
        """
        inside, depth = self.words.inside, self.words.inside[right]
        for at in range(right, left, -1):
            if self.words.breaks[at] >= COMMA and inside[at] <= depth:
                return at
        for connector in _CONNECTORS:
            for at in range(left + 1 + unit, right):
                if self.words.words[at] == connector[0] and inside[at] <= depth and at not in self.words.masked:
                    return at
        return None


def _bounds(words: Words, strength: int, flat: bool = False) -> tuple[list[int], list[int]]:
    """Where the stretch of each word begins and ends: between breaks of at least `strength` in its bracket.

    `flat`: brackets do not matter.
    """
    count = len(words)
    starts, ends = [0] * count, [count] * count
    open_starts = [0]
    depth = 0
    for index in range(count):
        deeper = 0 if flat else words.inside[index]
        if words.breaks[index] >= strength:
            del open_starts[min(depth, deeper) + 1 :]
            open_starts[-1] = index
        del open_starts[deeper + 1 :]
        while len(open_starts) <= deeper:
            open_starts.append(index)
        depth = deeper
        starts[index] = open_starts[-1]
    open_ends = [count]
    for index in range(count - 1, -1, -1):
        deeper = 0 if flat else words.inside[index]
        del open_ends[deeper + 1 :]
        while len(open_ends) <= deeper:
            open_ends.append(index + 1)
        ends[index] = open_ends[-1]
        if words.breaks[index] >= strength:
            before = 0 if flat or not index else words.inside[index - 1]
            del open_ends[min(before, deeper) + 1 :]
            open_ends[-1] = index
    return starts, ends


def _hosts(layout: _Layout, numbers: Sequence[tuple[int, Mention]]) -> list[int | None]:
    """For each mention that is an aside, the mention it stands behind."""
    hosts: list[int | None] = []
    for k, (index, mention) in enumerate(numbers):
        host = None
        if k and mention.kind is MentionKind.PERCENT and layout.words.inside[index]:
            start, end = layout.bracket_start[index], layout.bracket_end[index]
            left = numbers[k - 1][0]
            alone = k + 1 == len(numbers) or numbers[k + 1][0] >= end
            near = left < start and start - left <= _ASIDE_REACH and layout.clause_start[start - 1] <= left
            if alone and near and end - start <= _ASIDE and numbers[k - 1][1].kind is not MentionKind.PERCENT:
                host = k - 1
        hosts.append(host)
    return hosts


def _neighbours(
    layout: _Layout, hosts: Sequence[int | None]
) -> tuple[list[int | None], list[int | None]]:
    """The word of the number before and after each, in its own bracket or outside it; asides do not count."""
    inside, numbers = layout.words.inside, layout.numbers
    before: list[int | None] = []
    after: list[int | None] = [None] * len(numbers)
    stack: list[int] = []
    for k, index in enumerate(numbers):
        while stack and inside[stack[-1]] > inside[index]:
            stack.pop()
        before.append(stack[-1] if stack else None)
        if hosts[k] is None:
            while stack and inside[stack[-1]] == inside[index]:
                stack.pop()
            stack.append(index)
    stack = []
    for k in range(len(numbers) - 1, -1, -1):
        index = numbers[k]
        while stack and inside[stack[-1]] > inside[index]:
            stack.pop()
        after[k] = stack[-1] if stack else None
        if hosts[k] is None:
            while stack and inside[stack[-1]] == inside[index]:
                stack.pop()
            stack.append(index)
    return before, after
