"""How well a recipe's words stand around a number: which are there, and how near."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ...vocabulary.agencies import agency_key
from .context import Zones
from .guards import asked, changes, earlier
from .phrases import Place
from .recipes import Within
from .surroundings import Reading
from .words import COMMA, DAY, NUMBER

# What a word is worth by how near it stands.
_WORTH: Mapping[Within, float] = {
    Within.BEHIND: 1.1, Within.NEAR: 1.0, Within.NEAR_BEFORE: 1.0,
    Within.BEFORE: 0.9, Within.AFTER: 0.9, Within.OWN: 0.9, Within.AROUND: 0.9,
    Within.CLAUSE: 0.75, Within.SENTENCE: 0.6, Within.PARAGRAPH: 0.4, Within.SECTION: 0.3,
}  # fmt: skip
_BEARER = 0.5  # a word of the sentence that bears a note's mark
_LABEL = 0.8  # a word of an item's label: `Giải ngân: lũy kế đến hết tháng 8 đạt …`
_TITLE = 0.5  # a word of the heading right above, where the number has no other words
_HEAD = 0.6  # a word of a column's or row's heading

_TOWARD = 3  # words before a number among which `xuống` leads to it
_FAR = 0.8  # places worth less fade with the distance from the number, a little by the word
_FADING, _FADED = 0.01, 0.2
_BACKWARD = 3

# What may stand between a number and the noun that it counts.
_SKIPPED = 2
_BEHIND = 7  # words behind a number in which a phrase has to end that stands at once behind it
# Words behind a number that name no thing, so that what is counted has been said before it.
_NO_NOUN = frozenset(
    agency_key(word) for word in (
        "chưa", "đã", "được", "đang", "ở", "thuộc", "là", "có", "nêu", "đạt", "chiếm", "tại", "theo", "trong", "đều",
        "và", "hoặc", "so", "vẫn", "mới", "chỉ", "còn", "bằng", "với", "hoàn", "phải", "cần", "do", "của", "trên",
        "trình", "ban", NUMBER, DAY,
    )
)


@dataclass(frozen=True)
class Found:
    """A phrase that stands there: how much its place is worth, and how many words it has."""

    worth: float
    length: int
    text: str

    @property
    def strength(self) -> float:
        """Longer phrases say more."""
        return self.worth * min(1.6, 1 + 0.12 * (self.length - 1))


class Surrounds:
    """The places around one number of a reading, asked for phrases."""

    def __init__(self, reading: Reading, at: int, lengths: Mapping[str, int]) -> None:
        self.reading = reading
        self._at = at
        self.zones: Zones = reading.zones[at]
        self._lengths = lengths
        self._aside = _aside_end(reading, at)
        self._behind = _behind(reading, self._aside or self.zones.index + 1)

    def best(self, phrases: Iterable[str], within: Within, titled: bool = False) -> Found | None:
        """The phrase that stands nearest, of those the longest; None when none stands within reach.

        `titled`: the heading right above counts, where nothing near the number says what it is.
        """
        best: Found | None = None
        present = self.reading.present
        for text in phrases:
            if text not in present:
                continue
            worth = self._worth(text, within)
            if not worth and titled and within is Within.OWN and text in self.reading.title and self.plain:
                worth = _TITLE
            if worth:
                found = Found(worth, self._lengths[text], text)
                if best is None or (found.worth, found.length) > (best.worth, best.length):
                    best = found
        return best

    def span(self, text: str, within: Within) -> Place | None:
        """Where the phrase stands in the nearest place within reach that holds it."""
        places = self.reading.phrases.get(text, [])
        for _, ranges in self._ranges(within):
            for start, end in ranges:
                if found := _first(places, start, end):
                    return found
        return None

    def counted(self, nouns: Iterable[str]) -> Found | None:
        """The noun that stands behind the number, `(28%)` and a word or two apart from it."""
        begin = self._aside or self.zones.noun or self.zones.index + 1
        words = self.reading.words
        if begin < len(words) and words.breaks[begin] >= COMMA:
            return None
        present = [noun for noun in nouns if noun in self.reading.phrases]
        for text in sorted(present, key=lambda noun: -self._lengths[noun]):
            for start, _ in self._places(text, begin, begin + _SKIPPED):
                between = range(begin + 1, start + 1)
                if any(words.breaks[at] >= COMMA for at in between) or NUMBER in words.words[begin:start]:
                    continue
                return Found(1.0 if start == begin else 0.85, self._lengths[text], text)
        return None

    def said_before(self, nouns: Iterable[str]) -> Found | None:
        """The noun that stands before the number in its sentence, the last one."""
        first, index = self.zones.sentence[0], self.zones.index
        best: tuple[int, Found] | None = None
        for text in nouns:
            places = self.reading.phrases.get(text, [])
            at = bisect_left(places, (index, 0)) - 1
            if at >= 0 and places[at][0] >= first and (best is None or places[at][1] > best[0]):
                best = (places[at][1], Found(_WORTH[Within.SENTENCE], self._lengths[text], text))
        return best[1] if best else None

    def bare(self) -> bool:
        """Whether nothing that could be counted stands behind the number."""
        words, index = self.reading.words, self.zones.index
        at = self._aside or self.zones.noun or index + 1
        if at >= len(words) or words.breaks[at] >= COMMA or words.inside[at] != words.inside[index]:
            return True
        return words.words[at] in _NO_NOUN

    def said_here(self, needs: Iterable[Iterable[str]]) -> bool:
        """Whether a phrase of each need stands in the number's own sentence."""
        start, end = self.zones.sentence
        phrases = self.reading.phrases
        return all(any(_first(phrases.get(text, []), start, end) for text in words) for words in needs)

    def changes(self) -> bool:
        """Whether the number says by how much something changed."""
        return changes(self.reading, self.zones.index)

    def asked(self) -> bool:
        """Whether the number is what is to be."""
        return asked(self.reading, self._at)

    def toward(self) -> bool:
        """Whether the number is what something is to come down to: `xuống dưới #`."""
        index = self.zones.index
        return "xuống" in self.reading.words.words[max(0, index - _TOWARD) : index]

    def earlier(self, measured: bool = True) -> bool:
        """Whether the number is one of an earlier time."""
        return earlier(self.reading, self._at, measured)

    def topic(self, phrases: Iterable[str]) -> Found | None:
        """The phrase that stands in the topic which the paragraph opens with: `Về …,`, `Khối bộ:`."""
        reading = self.reading
        end = max(topic_end(reading), reading.label)
        for text in phrases:
            if _first(reading.phrases.get(text, []), 0, end):
                return Found(_WORTH[Within.PARAGRAPH], self._lengths[text], text)
        return None

    def _places(self, text: str, first: int, last: int) -> list[Place]:
        places = self.reading.phrases.get(text, [])
        at = bisect_left(places, (first, 0))
        return [place for place in places[at : at + 3] if place[0] <= last]

    def _worth(self, text: str, within: Within) -> float:
        places = self.reading.phrases.get(text)
        if text.startswith(">"):
            return self._worth_behind(places, within)
        if places and within is Within.BEHIND:
            begin = self._aside or self.zones.index + 1
            found = _first(places, begin, self._behind)
            return _WORTH[within] if found and found[0] <= begin + _SKIPPED else 0.0
        if places:
            for worth, ranges in self._ranges(within):
                for start, end in ranges:
                    if worth > _FAR:
                        if _first(places, start, end):
                            return worth
                    elif distance := _distance(places, start, end, self.zones.index):
                        return worth - min(_FADED, _FADING * distance)
        return self._beyond(text, within)

    def _worth_behind(self, places: list[Place] | None, within: Within) -> float:
        """What a phrase is worth that counts only behind the number."""
        if not places:
            return 0.0
        zones = self.zones
        near = any(_first(places, *piece) for piece in zones.near_after)
        if near or within is Within.NEAR:
            return _WORTH[Within.NEAR] if near else 0.0
        return _WORTH[Within.OWN] if any(_first(places, *piece) for piece in zones.after) else 0.0

    def _beyond(self, text: str, within: Within) -> float:
        """What the phrase is worth outside the passage: in headings, and where a note hangs."""
        reading = self.reading
        if any(text in said for said in reading.heads):
            return _HEAD
        if within is not Within.NEAR and within not in _ONE_SIDED and self._labelled(text):
            return _LABEL
        if within in (Within.SENTENCE, Within.PARAGRAPH, Within.SECTION) and reading.carrier:
            bearer, mark = reading.carrier.reading, reading.carrier.index
            last = max(0, mark - 1)  # a mark at a sentence's end stands before the next one's first word
            places = bearer.phrases.get(text, [])
            if _first(places, sentence_start(bearer, last), sentence_end(bearer, last)):
                return _BEARER
            if within is not Within.SENTENCE and _first(places, 0, mark):
                return _WORTH[Within.PARAGRAPH]
        if within is Within.SECTION and text in reading.about:
            return _WORTH[Within.SECTION]
        return 0.0

    def _labelled(self, text: str) -> bool:
        """Whether the phrase stands in the label of the item, and the number has no verb of its own before it."""
        reading, zones = self.reading, self.zones
        places = reading.phrases.get(text)
        if not places or places[0][1] > reading.label or zones.clause[0] > reading.label:
            return False
        return self.plain

    @cached_property
    def plain(self) -> bool:
        """Whether nothing near the number says what it is: `toàn quốc còn # nhiệm vụ`."""
        words, zones, masked = self.reading.words.words, self.zones, self.reading.words.masked
        first, last = zones.near_before[0]
        if any(words[at] not in _LEADING_IN and at not in masked for at in range(first, last)):
            return False
        return all(_SAYING.isdisjoint(words[low:high]) for low, high in zones.near_after)

    @cached_property
    def _reaching(self) -> tuple[tuple[Place, ...], ...]:
        """Near before, near, before and own, each with the number itself: `nghiên cứu #` ends with it."""
        zones, index = self.zones, self.zones.index
        near = tuple((first, index + 1 if last == index else last) for first, last in zones.near_before)
        before = tuple((first, index + 1 if last == index else last) for first, last in zones.before)
        return near, near + zones.near_after, before, before + zones.after

    def _ranges(self, within: Within) -> Iterator[tuple[float, tuple[Place, ...]]]:
        zones = self.zones
        near_before, near, before, own = self._reaching
        if within is Within.BEHIND:
            begin = self._aside or zones.index + 1
            yield _WORTH[Within.BEHIND], ((begin, self._behind),)
            return
        if within is Within.NEAR_BEFORE:
            yield _WORTH[Within.NEAR], near_before
            return
        if within in (Within.BEFORE, Within.AFTER):
            ahead = within is Within.BEFORE
            yield _WORTH[Within.NEAR], near_before if ahead else zones.near_after
            yield _WORTH[within], before if ahead else zones.after
            return
        yield _WORTH[Within.NEAR], near
        if within is Within.AROUND:
            yield _WORTH[within], near_before + zones.after
            return
        for scope, ranges in (
            (Within.OWN, own),
            (Within.CLAUSE, (zones.clause,)),
            (Within.SENTENCE, (zones.sentence,)),
            (Within.PARAGRAPH, ((0, zones.sentence[1]),)),
        ):
            if _ORDER.index(scope) > _ORDER.index(within):
                return
            yield _WORTH[scope], ranges


_TOPIC = frozenset({"về", "trong", "đối", "riêng", "với"})
_TOPIC_WORDS = 30
_ONE_SIDED = frozenset({Within.BEHIND, Within.NEAR_BEFORE, Within.BEFORE, Within.AFTER, Within.AROUND})
# Words between a label and the number that say nothing else.
_LEADING_IN = frozenset(agency_key(word) for word in (
    "lũy", "kế", "đến", "hết", "nay", "đã", "đạt", "được", "ước", "là", "có", "tổng", "số", "khoảng", "mới",
    "tính", "cả", "nước", "hiện", "còn", "toàn", "quốc", "vẫn", "tồn", "có", "các", "bộ", "ngành", "địa", "phương",
    "đơn", "vị", "trong", "tháng", "này", "thời", "điểm", "báo", "cáo", "tại", "chỉ", "kỳ", "ghi", "nhận", "và",
    "cơ", "quan", "với", "khoảng", "ở", "mức", "theo", "hệ", "thống", "dõi", "riêng", "nhất",
    DAY,
))
# Words behind a number that say something of what it counts.
_SAYING = frozenset(agency_key(word) for word in (
    "đã", "chưa", "hoàn", "không", "đúng", "trước", "giao", "đang",
))  # fmt: skip
_ORDER = (
    Within.NEAR, Within.OWN, Within.CLAUSE, Within.SENTENCE, Within.PARAGRAPH, Within.SECTION,
)  # fmt: skip


def topic_end(reading: Reading) -> int:
    """How many words of a paragraph say what it is about, none when it does not open so."""
    words = reading.words
    if not words.words or words.words[0] not in _TOPIC:
        return 0
    for index in range(1, min(len(words), _TOPIC_WORDS)):
        if words.breaks[index]:
            return index
    return 0


def sentence_start(reading: Reading, index: int) -> int:
    """Where the sentence of the word at `index` begins."""
    at = bisect_left(reading.sentences, index + 1) - 1
    return reading.sentences[at] if at >= 0 else 0


def sentence_end(reading: Reading, index: int) -> int:
    """Where the sentence of the word at `index` ends."""
    at = bisect_left(reading.sentences, index + 1)
    return reading.sentences[at] if at < len(reading.sentences) else len(reading.words)


def _behind(reading: Reading, begin: int) -> int:
    """Where the words at once behind a number end: at a comma, a bracket or the next number."""
    words = reading.words
    for at in range(begin, min(begin + _BEHIND, len(words))):
        if words.words[at] == NUMBER or words.breaks[at] >= COMMA:
            return at
    return min(begin + _BEHIND, len(words))


def _aside_end(reading: Reading, at: int) -> int | None:
    """Behind a number with an aside at once behind it: where the words go on."""
    zones = reading.zones
    if at + 1 < len(zones) and zones[at + 1].host == at and zones[at + 1].index == zones[at].index + 1:
        return zones[at + 1].index + 1
    host = zones[at].host
    return zones[at].index + 1 if host is not None else None


def _distance(places: list[Place], start: int, end: int, index: int) -> int | None:
    """How many words from `index` the nearest place within `start` and `end` is, at least one."""
    at = bisect_left(places, (index, 0))
    best: int | None = None
    for first, last in places[max(0, at - 2) : at + 2]:
        if start <= first and last <= end:
            # What a number counts is described behind it, so words before it are farther off.
            distance = max(1, first - index if first > index else index - last + 1 + _BACKWARD)
            best = distance if best is None else min(best, distance)
    return best


def _first(places: list[Place], start: int, end: int) -> Place | None:
    """The first place that lies within `start` and `end`."""
    at = bisect_left(places, (start, 0))
    for place in places[at : at + 4]:
        if place[1] <= end:
            return place
    return None
