"""Whose a number is: the agency that its sentence is about, or that stands at once before it in a list."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from ...vocabulary.agencies import agencies, kept
from .surroundings import Named, Reading
from .words import COLON, COMMA, NUMBER, split

# Words that may stand before the agency that a sentence is about.
_LEADING = frozenset(
    ("trong", "đó", "riêng", "đối", "với", "tại", "ở", "còn", "như", "và", "là", "có", "cụ", "thể", "số", "đáng",
     "chú", "ý", "nổi", "bật", "điển", "hình", "gồm", "bao", "nhất", "tiêu", "biểu", "thành", "phố", "tỉnh",
     "thuộc", "về", "của", "do", "qua", "đến", "nay", "hiện", "các", "đơn", "vị")
)
# Words between an agency and the number that it has.
_WITHIN = frozenset({"với", "là"})
_HAVING = frozenset({"có", "còn", "đang", "vẫn", "hiện", "chiếm"})
_WITH = 3
_OWNED = 7  # words between a number and the agency whose things it counts
_LONGEST = 8  # words of a ministry's name
# Sentences that go on about the same agency: `Thành phố cũng …`, `Trong đó …`.
_ON = frozenset({
    ("trong", "đó"), ("trong", "số"), ("thành", "phố"), ("tỉnh", "cũng"), ("tỉnh", "đã"), ("bộ", "đã"),
    ("bộ", "cũng"), ("đơn", "vị"), ("địa", "phương"), ("còn", "lại"), ("ngoài", "ra"), ("đồng", "thời"),
    ("bên", "cạnh"), ("số", "còn"),
})  # fmt: skip
_TELLING = frozenset({
    ("báo", "cáo"), ("cho", "biết"), ("tổng", "hợp"), ("thống", "kê"), ("đánh", "giá"), ("thông", "báo"),
})  # fmt: skip
# Words behind `bộ` that make it no ministry: `bộ, ngành`, `bộ trưởng`, `bộ tiêu chí`.
_NO_MINISTRY = frozenset({
    "ngành", "cơ", "trưởng", "chỉ", "tiêu", "máy", "phận", "và", "địa", "quản", "chủ", "công", "mã", "đã", "còn",
    "khác", "thủ", "này", "điều", "dữ", "luật",
})  # fmt: skip
_OWNERS = frozenset({"province", "commune", "ministry", "ministerial", "enterprise", "university"})


def subjects(reading: Reading) -> list[str | None]:
    """For each number of the passage the agency that what is said there is about."""
    found: list[str | None] = []
    names = reading.named
    current: str | None = reading.owner
    own = _own_words(reading)
    at_own = 0
    sentence = at = 0
    starts = reading.sentences
    step = 0
    for index, _ in reading.numbers:
        while True:
            next_sentence = starts[step + 1] if step + 1 < len(starts) else None
            name = names[at] if at < len(names) else None
            if next_sentence is not None and next_sentence <= index and (
                name is None or next_sentence <= name.first
            ):
                step += 1
                sentence = next_sentence
                if not _goes_on(reading, sentence):
                    current = reading.owner
            elif name is not None and name.last <= index:
                current = _subject(reading, at, current)
                at += 1
            elif at_own < len(own) and own[at_own] < index:
                if own[at_own] >= sentence:
                    current = reading.issuer
                at_own += 1
            else:
                break
        found.append(current)
    return found


def _own_words(reading: Reading) -> list[int]:
    """Where a ministry's document speaks of itself: `tổng dự toán của Bộ`, `Bộ được giao`."""
    if reading.issuer is None:
        return []
    words, found = reading.words, []
    for at, word in enumerate(words.words):
        if word != "bộ" or at in words.masked or not _NO_MINISTRY.isdisjoint(words.words[at + 1 : at + 2]):
            continue
        if not at or words.breaks[at] or words.words[at - 1] == "của":
            found.append(at)
    return found


def listed(reading: Reading, index: int, having: bool = False) -> str | None:
    """The agency whose name ends at once before the number: a bracket, a colon, `với` may stand between.

    `having`: `có`, `còn` may stand between, too. Of a ministry `Bộ` may be left out, in a list that sets its
    names apart.
    """
    words = reading.words
    last = index
    while last > max(0, index - _WITH) and (
        words.words[last - 1] in _WITHIN or (having and words.words[last - 1] in _HAVING)
    ) and not words.breaks[last]:
        last -= 1
    for name in _before(reading.named, last):
        if name.last == last and not name.group and owns(name.id) and words.breaks[last] in (0, COLON):
            return name.id
    return _shortened(reading, last) if words.breaks[last] in (0, COLON) else None


def owned(reading: Reading, index: int) -> str | None:
    """The one agency whose things the number counts, said behind it: `25 sản phẩm của Hà Nội`."""
    words, names = reading.words, reading.named
    at = bisect_left(names, index, key=lambda name: name.first)
    if at == len(names):
        return None
    name = names[at]
    link = name.first - 1
    while link > index and words.words[link] in ("tỉnh", "thành", "phố", "ubnd"):
        link -= 1
    if not index < link <= index + _OWNED or words.words[link] not in ("của", "thuộc"):
        return None
    if any(words.breaks[index + 1 : name.first + 1]) or NUMBER in words.words[index + 1 : link] or name.group:
        return None
    if words.words[name.last : name.last + 1] == (NUMBER,):
        return None  # the first of a list with a number each
    following = names[at + 1] if at + 1 < len(names) else None
    if following is not None and following.first - name.last <= 2 and (
        words.words[following.last : following.last + 1] != (NUMBER,)
    ):
        return None
    return name.id if owns(name.id) else None


def _shortened(reading: Reading, last: int) -> str | None:
    """The ministry whose name without `Bộ` fills the words of a list's item up to the one at `last`."""
    words = reading.words
    for length in range(1, min(_LONGEST, last) + 1):
        first = last - length
        name = _ministries().get(words.words[first:last])
        if name is not None and (words.breaks[first] >= COMMA or not first) and (
            words.inside[first] == words.inside[last - 1]
        ):
            return name
    return None


@kept
def _ministries() -> dict[tuple[str, ...], str]:
    """Ministries by the words of their names without `Bộ`."""
    found = {}
    for id, agency in agencies().items():
        for name in agency.prose_names if agency.kind == "ministry" else ():
            words = split(name).words
            if words[:1] == ("bộ",) and len(words) > 2:
                found[words[1:]] = id
    return found


def owns(agency: str | None) -> bool:
    """Whether figures can be of this agency: bodies that only steer or host have none of their own."""
    return agency in agencies() and agencies()[agency].kind in _OWNERS


def _before(named: Sequence[Named], index: int) -> list[Named]:
    low, high = 0, len(named)
    while low < high:
        middle = (low + high) // 2
        if named[middle].last <= index:
            low = middle + 1
        else:
            high = middle
    return list(named[max(0, low - 1) : low])


def _goes_on(reading: Reading, start: int) -> bool:
    return reading.words.words[start : start + 2] in _ON


def _subject(reading: Reading, at: int, current: str | None) -> str | None:
    """The agency in force behind the name at position `at` of the passage's names."""
    name, words = reading.named[at], reading.words
    if not _opens(reading, name):
        return current
    if name.group or not owns(name.id) or _tells(words.words[name.last : name.last + 3]):
        return None
    # `Bộ A, Bộ B và Bộ C có …` is about several.
    following = reading.named[at + 1] if at + 1 < len(reading.named) else None
    if following is not None and following.first - name.last <= 1 and words.words[name.last : following.first] in (
        (), ("và",),
    ) and words.breaks[name.last] <= COMMA:
        return None
    previous = reading.named[at - 1] if at else None
    if previous is not None and name.first - previous.last <= 1 and words.words[previous.last : name.first] in (
        (), ("và",),
    ) and words.breaks[name.first] <= COMMA and words.breaks[previous.last] <= COMMA:
        return None
    return name.id


def _tells(following: tuple[str, ...]) -> bool:
    """Whether an agency only tells what is said: `Bộ Tài chính báo cáo …`, and not `báo cáo có …` of itself."""
    return following[:2] in _TELLING and following[2:] != ("có",)


def _opens(reading: Reading, name: Named) -> bool:
    """Whether a sentence or clause begins with the name."""
    words = reading.words
    for at in range(name.first, max(-1, name.first - 8), -1):
        if words.breaks[at] or at == 0 or (at and words.inside[at] > words.inside[at - 1]):
            return True
        if words.words[at - 1] not in _LEADING:
            return False
    return False
