"""A document as drafting reads it: passages with their mentions, headings, and what a note is a note to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from ...vocabulary.agencies import agencies
from ...vocabulary.locators import Locator
from ..matching import fold
from ..mentions.model import Mention, MentionKind
from ..mentions.passages import Passage, passages
from ..text import Document
from .context import Zones, zones
from .periods import earlier_times
from .phrases import Phrasebook, Place
from .words import CLAUSE, COLON, DAY, NUMBER, SENTENCE, Marked, Words, split

_DAYS = frozenset({MentionKind.DATE, MentionKind.DEADLINE})
_NUMBERS = frozenset({
    MentionKind.MONEY, MentionKind.PERCENT, MentionKind.RATIO, MentionKind.COUNT, MentionKind.AGENCY_COUNT,
    MentionKind.RANK,
})  # fmt: skip
# Words of such names say nothing of what is counted: `Bộ Khoa học và Công nghệ`.
_MASKED = frozenset({"ministry", "ministerial", "province", "university", "enterprise"})
# Pairs of words in headings: of what is to be done, and of what has been.
_TO_COME = frozenset({
    ("phương", "hướng"), ("giải", "pháp"), ("định", "hướng"), ("kiến", "nghị"), ("mục", "tiêu"), ("chỉ", "đạo"),
    ("phân", "công"), ("thời", "tới"), ("gian", "tới"),
})  # fmt: skip
_TASKS = frozenset({("trọng", "tâm"), ("trong", "thời"), ("trong", "tháng"), ("trong", "quý"), ("cụ", "thể")})
_RESULTS = frozenset({
    ("kết", "quả"), ("tình", "hình"), ("đánh", "giá"), ("thực", "trạng"), ("tiến", "độ"), ("công", "tác"),
    ("tồn", "tại"),
})  # fmt: skip
_AIMS = frozenset({("phấn", "đấu"), ("mục", "tiêu"), ("chỉ", "tiêu"), ("dự", "kiến")})
_LABEL = 12  # words that an item's label may have
_BOUNDS = ("tối thiểu ", "ít nhất ", "tối đa ")
_BEHIND = 3  # characters that may stand between a passage's last letter and a note's mark
_TITLE = (1, 2, 3)  # an annex has its title in a paragraph behind its number
_SHORT = 20  # words of a heading that can announce what is to be done; a longer one is a sentence
_HEADING = 40  # words of a section's first paragraph that can be its heading


@dataclass(frozen=True)
class Named:
    """An agency, and the words that name it."""

    first: int
    last: int
    id: str
    group: bool


@dataclass(frozen=True)
class Carrier:
    """Where a note hangs: the passage, and the index of the word before which its mark stands."""

    reading: Reading
    index: int


@dataclass(frozen=True)
class Reading:
    """A passage with its words, its numbers (index of the word, mention), and the phrases it holds."""

    locator: Locator
    words: Words
    numbers: tuple[tuple[int, Mention], ...]
    days: tuple[tuple[int, Mention], ...]
    zones: tuple[Zones, ...]
    phrases: Mapping[str, list[Place]]
    named: tuple[Named, ...]
    about: frozenset[str] = frozenset()  # phrases of the headings above it and of what introduces it
    title: frozenset[str] = frozenset()  # phrases of the heading right above it
    heads: tuple[frozenset[str], ...] = ()  # of a cell: phrases of its column's and of its row's heading
    carrier: Carrier | None = None
    intro: Reading | None = None  # of an item: the paragraph that ends with a colon before it
    table: bool = False
    issuer: str | None = None  # the ministry whose document this is
    announces: bool = False  # it ends with a colon
    local: str | None = None  # the province whose document this is
    ahead: bool = False  # it stands in a section on what is to be done
    owner: str | None = field(default=None)  # of a section, row or item that is headed by one agency's name

    @cached_property
    def present(self) -> frozenset[str]:
        """Every phrase that can matter here: of the passage, its headings, and where its note hangs."""
        bearer = self.carrier.reading.phrases if self.carrier else ()
        return self.about.union(self.phrases, bearer, *self.heads)

    @cached_property
    def label(self) -> int:
        """How many words of an item are its label, `Về giải ngân:`; none when it has no label."""
        breaks = self.words.breaks
        return next((at for at in range(1, min(len(breaks), _LABEL)) if breaks[at] == COLON), 0)

    @cached_property
    def aims(self) -> tuple[int, ...]:
        """Where words stand that make what follows them an aim: `phấn đấu`, `mục tiêu`."""
        return tuple(at for at, pair in enumerate(pairwise(self.words.words)) if pair in _AIMS)

    @cached_property
    def earlier(self) -> list[Place]:
        """Where words stand that say a time before the one reported: `kỳ trước`."""
        return earlier_times(self.words.words)

    @cached_property
    def sentences(self) -> tuple[int, ...]:
        """The words that begin sentences."""
        return tuple(at for at, strength in enumerate(self.words.breaks) if strength >= SENTENCE or not at)

    @cached_property
    def clauses(self) -> tuple[int, ...]:
        """The words behind a semicolon or a sentence's end."""
        return tuple(at for at, strength in enumerate(self.words.breaks) if strength >= CLAUSE)


def read_surroundings(document: Document, mentions: Sequence[Mention], book: Phrasebook) -> list[Reading]:
    """The passages that have words, in order, notes after what they stand in."""
    sections = _Sections(book)
    found: list[Reading] = []
    marks = sorted((place, number) for number, places in document.notes.items() for place in places)
    carriers: dict[int, Carrier] = {}
    starts = [mention.start for mention in mentions]
    row: _Row | None = None
    issuer: str | None = None
    for passage in passages(document):
        if not passage.text.strip():
            continue
        note = _note_of(passage.locator)
        words, standing, named = _words(passage, mentions, starts)
        issuer = issuer or (_issuer(named, standing) if not sections.opened else None)
        phrases = book.find(words)
        numbers = tuple((i, m) for i, m in standing if m.kind in _NUMBERS)
        row = _Row.of(row, document, passage, words, phrases, named, book) if passage.table else None
        carrier = carriers.get(note) if note is not None else None
        sections.enter(passage, words, phrases, named)
        reading = Reading(
            locator=passage.locator, words=words, numbers=numbers,
            days=tuple((i, m) for i, m in standing if m.kind in _DAYS),
            zones=tuple(zones(words, numbers)), phrases=phrases, named=named,
            about=carrier.reading.about if carrier else sections.about(passage.locator),
            title=frozenset() if carrier else sections.title(passage.locator),
            heads=row.heads(document, passage) if row else (), carrier=carrier, table=passage.table,
            ahead=sections.ahead(passage.locator),
            announces=passage.text.rstrip().endswith(":"),
            local=issuer if _kind(issuer) == "province" else None,
            issuer=issuer if _kind(issuer) == "ministry" else None,
            intro=None if carrier else sections.intro(passage.locator),
            owner=row.owner if row else sections.owner(passage.locator),
        )  # fmt: skip
        sections.leave(passage, reading)
        if note is None and marks:
            _hang(passage, reading, marks, carriers)
        found.append(reading)
    return found


def _issuer(named: Sequence[Named], standing: Sequence[tuple[int, Mention]]) -> str | None:
    """Who writes, by the first name of the letterhead; a name before a date is where it was written."""
    if standing or not named or named[0].first > 0:
        return None
    return named[0].id


def _kind(agency: str | None) -> str | None:
    return agencies()[agency].kind if agency is not None else None


def _note_of(locator: Locator) -> int | None:
    return int(locator.place[5:]) if locator.place.startswith("note ") else None


def _words(
    passage: Passage, mentions: Sequence[Mention], starts: Sequence[int]
) -> tuple[Words, list[tuple[int, Mention]], tuple[Named, ...]]:
    folded = passage.folded
    marked: list[Marked] = []
    inside: list[Mention] = []
    at = bisect_left(starts, folded.starts[0])
    while at < len(mentions) and mentions[at].start <= folded.starts[-1]:
        mention = mentions[at]
        at += 1
        if mention.kind not in _DAYS and mention.kind not in _NUMBERS:
            continue
        first = bisect_left(folded.starts, mention.start)
        last = bisect_left(folded.starts, mention.end)
        if first < last and folded.starts[first] == mention.start and (not marked or marked[-1].end <= first):
            marked.append(Marked(first + _bound(mention.text), last, _word(mention)))
            inside.append(mention)
    kinds = agencies()
    names = passage.agencies
    words = split(passage.text, marked,
                  [(name.start, name.end) for name in names if kinds[name.id].kind in _MASKED])
    named = tuple(Named(words.at(name.start), words.at(name.end), name.id, name.group) for name in names)
    return words, list(zip(words.marks, inside, strict=True)), named


def _bound(text: str) -> int:
    """How many characters of a mention say that it is required: they stay words of the text."""
    folded = text.casefold()
    return next((len(bound) for bound in _BOUNDS if folded.startswith(bound)), 0)


def _word(mention: Mention) -> str:
    """What stands for a mention: `#` for a number, `~` for a day, with its year for a year."""
    if mention.kind not in _DAYS:
        return NUMBER
    return f"{DAY}{mention.date.year}" if mention.date and mention.precision == "year" else DAY


def _hang(
    passage: Passage, reading: Reading, marks: Sequence[tuple[int, int]], carriers: dict[int, Carrier]
) -> None:
    """Ties the notes whose marks stand in this passage to it."""
    starts = passage.folded.starts
    for place, number in marks[bisect_left(marks, (starts[0], 0)) :]:
        if place > passage.folded.ends[-1] + _BEHIND:
            break
        index = reading.words.at(bisect_right(starts, place))
        carriers.setdefault(number, Carrier(reading, index))


class _Sections:
    """The headings above a passage, and the paragraph that introduces the items it is one of."""

    def __init__(self, book: Phrasebook) -> None:
        self._book = book
        self._headings: dict[str, frozenset[str]] = {}
        self._aims: dict[str, bool] = {}  # by place: whether its heading says what is to be done
        self._results: dict[str, bool] = {}  # whether it says what has been
        self._plans: dict[str, bool] = {}  # whether it says plainly what is to be
        self._title: tuple[str, frozenset[str], bool] = ("", frozenset(), False)  # a line in capitals
        self._owners: dict[str, str] = {}
        self._about: dict[str, frozenset[str]] = {}
        self._titles: dict[str, frozenset[str]] = {}  # headings that stand alone
        self.opened = False  # whether the letterhead lies behind
        self._intro: tuple[str, frozenset[str], Reading | None] = ("", frozenset(), None)

    def enter(
        self, passage: Passage, words: Words, phrases: Mapping[str, list[Place]], named: Sequence[Named]
    ) -> None:
        """Notes the heading when the passage is the first paragraph of its place."""
        locator = passage.locator
        self.opened = self.opened or locator.place != "head"
        first = locator.paragraph == 1 and locator.place not in self._headings
        titled = locator.place.startswith("annex") and locator.paragraph in _TITLE
        if passage.table:
            return
        end = _heading_end(words)
        if not first and passage.text.isupper() and end == len(words):
            self._title = (_top(locator.place), _said(phrases, end), _aims(words, end))
            return
        if not (first or titled):
            return
        self._aims[locator.place] = self._aims.get(locator.place, False) or _aims(words, end)
        said = set(pairwise(words.words[:end]))
        self._results[locator.place] = self._results.get(locator.place, False) or bool(said & _RESULTS)
        self._plans[locator.place] = self._plans.get(locator.place, False) or bool(said & (_TO_COME | _TASKS))
        self._headings[locator.place] = self._headings.get(locator.place, frozenset()) | _said(phrases, end)
        self._about.pop(locator.place, None)
        if first and end == len(words):
            self._titles[locator.place] = _said(phrases, end)
        owner = _only_name(named, end)
        if owner:
            self._owners[locator.place] = owner

    def leave(self, passage: Passage, reading: Reading) -> None:
        """Notes a paragraph that ends with a colon: what follows at the same place are its items."""
        if passage.text.rstrip().endswith(":"):
            said = _said(reading.phrases, len(reading.words))
            self._intro = (passage.locator.place, said, reading)
        elif not passage.text.lstrip().startswith(("-", "–", "—", "•", "+")) and not passage.table:
            self._intro = ("", frozenset(), None)

    def intro(self, locator: Locator) -> Reading | None:
        """The paragraph that introduces the items at this place."""
        return self._intro[2] if self._intro[0] == locator.place else None

    def about(self, locator: Locator) -> frozenset[str]:
        """The phrases of all headings above, the passage's own place included."""
        said = self._about.get(locator.place)
        if said is None:
            said = frozenset().union(*(self._headings.get(place, frozenset()) for place in _above(locator.place)))
            self._about[locator.place] = said
        place, intro, _ = self._intro
        top, title, _ = self._title
        if place == locator.place:
            said |= intro
        return said | title if top == _top(locator.place) else said

    def title(self, locator: Locator) -> frozenset[str]:
        """The phrases of the heading that stands right above a paragraph."""
        if (locator.paragraph or 1) > 1:
            return self._titles.get(locator.place, frozenset())
        return self._titles.get(locator.place.rpartition(".")[0], frozenset())

    def ahead(self, locator: Locator) -> bool:
        """Whether the headings above say that what follows is to be done."""
        top, _, ahead = self._title
        if ahead and top == _top(locator.place):
            return True
        above = _above(locator.place)
        if any(self._aims.get(place, False) for place in above):
            # `Nhiệm vụ` under `Kết quả` tells what came of them.
            return any(self._plans.get(place, False) for place in above) or not any(
                self._results.get(place, False) for place in above
            )
        return False

    def owner(self, locator: Locator) -> str | None:
        for place in reversed(_above(locator.place)):
            if place in self._owners:
                return self._owners[place]
        return None


def _top(place: str) -> str:
    return place.partition(".")[0]


def _aims(words: Words, end: int) -> bool:
    """Whether a heading announces what is to be done, and not what came of it."""
    if end > _SHORT:
        return False
    said = set(pairwise(words.words[:end]))
    if said & _RESULTS:
        return False
    return bool(said & _TO_COME) or (words.words[:2] == ("nhiệm", "vụ") and (end == 2 or bool(said & _TASKS)))


def _above(place: str) -> list[str]:
    """`II.1.a` → II, II.1, II.1.a."""
    parts = place.split(".")
    return [".".join(parts[: length + 1]) for length in range(min(len(parts), 8))]


def _heading_end(words: Words) -> int:
    """How many words of a first paragraph are heading: up to its first colon or sentence's end."""
    for index in range(1, min(len(words), _HEADING)):
        if words.breaks[index] in (2, 4):
            return index
    return min(len(words), _HEADING)


def _said(phrases: Mapping[str, list[Place]], end: int) -> frozenset[str]:
    return frozenset(text for text, places in phrases.items() if places[0][1] <= end)


def _only_name(named: Iterable[Named], end: int) -> str | None:
    """The agency whose name is the whole heading."""
    names = [name for name in named if name.last <= end]
    if len(names) == 1 and not names[0].group and names[0].first <= 1 and names[0].last >= end - 1:
        return names[0].id
    return None


@dataclass(frozen=True)
class _Row:
    """The row of a table that is being read: which, and what its first cells say."""

    locator: Locator
    said: frozenset[str]
    owner: str | None
    book: Phrasebook

    @staticmethod
    def of(
        row: _Row | None, document: Document, passage: Passage, words: Words,
        phrases: Mapping[str, list[Place]], named: Sequence[Named], book: Phrasebook,
    ) -> _Row:
        here = Locator(passage.locator.place, row=passage.locator.row)
        said = frozenset(phrases)
        owner = _only_name(named, len(words))
        if row is None or row.locator != here:
            return _Row(here, said, owner, book)
        return _Row(here, row.said | said, row.owner or owner, book)

    def heads(self, document: Document, passage: Passage) -> tuple[frozenset[str], ...]:
        """What the cell's column and its row are about."""
        over = document.headers_of(passage.locator, passage.folded.starts[0])
        ranges = [piece for span in over for piece in document.pieces(span)]
        if not ranges:
            return (frozenset(), self.said)
        return (frozenset(self.book.find(split(fold(document.text, ranges).text))), self.said)
