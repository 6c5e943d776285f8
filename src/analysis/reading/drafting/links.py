"""What a number has to do with the figures before it.

A number can be a part of a total (`73 nhiệm vụ … Trong đó, 30 …`), a ratio of a whole (`12/99` of the `99`
before it), the same figure said again, one agency's part of a total (`Bộ Nội vụ (18)`), or stand in a note
to a figure. What it does not say itself it takes from there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from ..mentions.model import Mention, MentionKind
from .model import DraftFigure
from .recipes import Recipe
from .surroundings import Reading

# Behind a total, what announces its parts.
_PARTS = frozenset({"gồm", "cụ"})
_LEAST = Decimal(10)  # smaller numbers are equal by chance
_AMONG = ("trong", "số")
_BESIDE = 6  # words behind a part within which `trong số đó` stands
_LOOK = 80  # words back from a part to its total
_RECENT = 12  # figures of the same number that are looked at


@dataclass(frozen=True)
class Taken:
    """A figure that has been drafted, with the recipe that took it and where it stands."""

    figure: DraftFigure
    recipe: Recipe
    reading: Reading
    index: int
    parent: Taken | None = None

    @property
    def value(self) -> Decimal | None:
        return self.figure.mention.value


@dataclass
class Ledger:
    """The figures drafted so far."""

    by_value: dict[Decimal, list[Taken]] = field(default_factory=dict)
    by_reading: dict[int, list[Taken]] = field(default_factory=dict)
    keys: dict[tuple[str, str | None, frozenset[tuple[str, str]]], list[Taken]] = field(default_factory=dict)

    def add(self, taken: Taken) -> None:
        """Enters a figure; figures are entered in the order they stand."""
        if taken.value is not None and taken.figure.mention.upper is None:
            self.by_value.setdefault(taken.value, []).append(taken)
        self.by_reading.setdefault(id(taken.reading), []).append(taken)
        self.keys.setdefault(key_of(taken.figure), []).append(taken)

    def here(self, reading: Reading) -> list[Taken]:
        """The figures of a passage, in order."""
        return self.by_reading.get(id(reading), [])

    def whole(self, mention: Mention, reading: Reading) -> Iterator[Taken]:
        """Figures whose number is the ratio's denominator: of the passage first, then the latest."""
        if mention.denominator is None:
            return
        for taken in self._equal(mention.denominator, reading):
            if taken.figure.mention.denominator != mention.denominator:
                yield taken

    def again(self, mention: Mention, reading: Reading) -> Iterator[Taken]:
        """Figures with the same number, of the same kind or of a ratio's numerator."""
        if mention.value is None or mention.value < _LEAST:
            return
        for taken in self._equal(mention.value, reading):
            theirs = taken.figure.mention
            if mention.denominator is None or mention.denominator == theirs.denominator:
                yield taken

    def bearer(self, reading: Reading) -> Taken | None:
        """Of a note: the figure that its mark stands behind."""
        if reading.carrier is None:
            return None
        return self.before(reading.carrier.reading, reading.carrier.index)

    def before(self, reading: Reading, index: int) -> Taken | None:
        """The last figure of the sentence before the word at `index` that is no aside."""
        figures = self.here(reading)
        at = bisect_right(figures, index - 1, key=lambda taken: taken.index)
        start = _sentence(reading, max(0, index - 1))
        for taken in reversed(figures[max(0, at - _RECENT) : at]):
            if taken.index >= start and taken.figure.mention.kind is not MentionKind.PERCENT:
                return taken
        return None

    def _equal(self, number: Decimal, reading: Reading) -> Iterator[Taken]:
        known = self.by_value.get(number, [])[-_RECENT:]
        known = [taken for taken in known if taken.figure.mention.kind is not MentionKind.PERCENT]
        yield from (taken for taken in reversed(known) if taken.reading is reading)
        yield from (taken for taken in reversed(known) if taken.reading is not reading)


def key_of(figure: DraftFigure) -> tuple[str, str | None, frozenset[tuple[str, str]]]:
    """What a figure is of: two figures with the same key say the same thing."""
    return figure.indicator, figure.agency, frozenset(figure.dimensions.items())


def parent_of(previous: Taken | None, reading: Reading, index: int) -> Taken | None:
    """The total that the number at `index` is a part of, by what stands since the figure before it."""
    if previous is None or previous.reading is not reading:
        return None
    if _announced(reading, previous.index, index) or _among(reading, index):
        return previous
    # A part's sibling has the same total, as long as no sentence without `trong đó` has begun.
    if previous.parent is not None and _sentence(reading, index) <= previous.index:
        return previous.parent
    return None


def _announced(reading: Reading, start: int, index: int) -> bool:
    """Whether parts are announced between two numbers: `trong đó`, `gồm`, a bracket or colon."""
    words = reading.words
    start = max(start, index - _LOOK)
    between = words.words[start + 1 : index]
    if any(pair == ("trong", "đó") or pair == ("trong", "số") for pair in pairwise(between)):
        return True
    if _sentence(reading, index) > start:
        return False
    if words.inside[index] > words.inside[start] or _PARTS.intersection(between):
        return True
    return any(strength == 2 for strength in words.breaks[start + 1 : index + 1])


def _among(reading: Reading, index: int) -> bool:
    """Whether the words behind the number say that it is a part: `# sản phẩm trong số đó`."""
    return _AMONG in pairwise(reading.words.words[index + 1 : index + _BESIDE])


def _sentence(reading: Reading, index: int) -> int:
    at = bisect_right(reading.sentences, index) - 1
    return reading.sentences[at] if at >= 0 else 0
