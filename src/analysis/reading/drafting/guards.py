"""What keeps a number from being a result of today: changes, targets and orders, and earlier periods."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from ...vocabulary.agencies import agency_key
from ..mentions.model import Mention, MentionKind
from .surroundings import Reading
from .words import COMMA, DAY


def _keyed(*groups: str) -> frozenset[tuple[str, ...]]:
    """Groups of words as a text's words are folded."""
    return frozenset(tuple(agency_key(word) for word in group.split()) for group in groups)


_ORDERS = _keyed(
    "yêu cầu", "khẩn trương", "đẩy nhanh", "tiếp tục", "chủ trì", "đề nghị", "tập trung", "hoàn thành", "bảo đảm",
    "rà soát",
)
_LEAST = _keyed("tối thiểu", "ít nhất", "tối đa")
_MUST = frozenset({"phải", "cần"})
_DONE = frozenset({"đã", "mới", "được", "còn", "chưa", "có"})
_DONE_BEHIND = frozenset({"đã", "được", "chưa"})
_CHANGES = frozenset({"tăng", "giảm"})
_TURNS = frozenset({"xuống", "lên"})

# Behind these what was earlier is only what something is measured by, or where it comes from.
_MEASURING = frozenset({"với", "hơn", "bằng", "từ", "các", "những", "vượt"})
_NOW = frozenset({"nay", "hiện", "này"})
_BACK = 6  # earlier times that are looked at before a number
_BRACKET = 8  # words back to where a bracket opens


def changes(reading: Reading, index: int) -> bool:
    """Whether the number at `index` says by how much something changed, or what it was before: `tăng #`."""
    words = reading.words
    if not index or words.breaks[index]:
        return False
    last, before = words.words[index - 1], words.words[max(0, index - 3) : index - 1]
    if last in ("thêm", "được") and before:
        last, before = before[-1], before[:-1]
    if last in _CHANGES and before[-1:] != ("cắt",):
        return True
    behind = words.words[index + 1 : index + 5]
    return last == "từ" and any(word in _TURNS for word in behind)


def asked(reading: Reading, at: int) -> bool:
    """Whether the number is what is to be: a target, an order, or a thing due by a deadline to come."""
    words, zones = reading.words.words, reading.zones[at]
    index, mention = reading.numbers[at]
    if reading.ahead:
        return True
    start = zones.sentence[0]
    aims = reading.aims
    first = bisect_left(aims, start)
    if first < len(aims) and aims[first] < index:
        return True
    partly = _partly(mention)  # `hoàn thành 8/12` says what has been reached
    if not partly and words[start : start + 2] in _ORDERS:
        return True
    ahead = [word for low, high in zones.near_before for word in words[low:high]]
    behind = [word for low, high in zones.near_after for word in words[low:high]]
    if _MUST.intersection(words[zones.near_before[0][0] : index]) or words[index - 2 : index] in _LEAST:
        return True
    if not partly and words[zones.clause[0] : zones.clause[0] + 2] in _ORDERS:
        return True
    if not _DONE.isdisjoint(ahead) or not _DONE_BEHIND.isdisjoint(behind):
        return False
    return any(
        day.kind is MentionKind.DEADLINE and index < place < zones.clause[1]
        for place, day in _days_from(reading, index)
    )


def _partly(mention: Mention) -> bool:
    return mention.kind is MentionKind.RATIO and mention.numerator != mention.denominator


def _days_from(reading: Reading, index: int) -> Sequence[tuple[int, Mention]]:
    at = bisect_left(reading.days, index, key=lambda day: day[0])
    return reading.days[at : at + 2]


def earlier(reading: Reading, at: int, measured: bool = True) -> bool:
    """Whether a number is one of an earlier time: `kỳ trước có #`, `so với # của tháng trước`.

    `measured`: a number behind `so với cùng kỳ` counts as one too (not so one that says a change).
    """
    zones = reading.zones[at]
    index, words = zones.index, reading.words
    if _bracketed(reading, index):
        return True
    times = reading.earlier
    place = bisect_left(times, (index, 0))
    for first, last in reversed(times[max(0, place - _BACK) : place]):
        if first < zones.clause[0]:
            break
        if not _NOW.isdisjoint(words.words[last:index]) or DAY in words.words[last + 1 : index]:
            continue
        if _MEASURING.isdisjoint(words.words[max(0, first - 3) : first]):
            return True
        between = range(last, index + 1)
        if measured and not any(words.breaks[step] >= COMMA for step in between):
            return True
    for first, _ in times[place : place + 1]:
        if any(low <= first < high for low, high in zones.near_after):
            return _MEASURING.isdisjoint(words.words[index + 1 : first])
    return False


def _bracketed(reading: Reading, index: int) -> bool:
    """Whether the number stands in a bracket that opens with another date: `(tháng 9: # nhiệm vụ)`."""
    words = reading.words
    depth = words.inside[index]
    if not depth:
        return False
    begin = index
    while begin > max(0, index - _BRACKET) and words.inside[begin - 1] >= depth:
        begin -= 1
    first = words.words[begin]
    return begin < index and first.startswith(DAY) and (
        words.breaks[begin + 1] > COMMA or words.words[begin + 1] in ("là", "có")
    )
