"""Draft figures: each number of a document under the recipe that fits it best, or left out.

A number is taken when one recipe fits clearly better than any other; what fits none, or two alike, is left to
the person who reviews.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from ...vocabulary.catalogue import catalogue
from ..mentions.model import Mention, MentionKind
from ..text import Document
from .asides import left_out
from .dating import Dated, as_of, dated
from .evidence import Surrounds, sentence_start
from .fitting import Fit, fit
from .links import Ledger, Taken, parent_of
from .model import DraftFigure
from .recipes import RecipeBook, recipe_book
from .subjects import listed, owned, owns, subjects
from .surroundings import Reading, read_surroundings

__all__ = ["FLOOR", "draft_figures", "left_out"]

FLOOR = 0.6  # below this confidence a number is left out
_MARGIN = 0.08  # by how much the best recipe has to be better than the next
_BETWEEN = 6  # numbers before a list that are looked at
_AGAIN = 0.85  # confidence left to a second, different number of the same figure


def draft_figures(
    document: Document, mentions: Sequence[Mention], issued: dt.date | None = None,
    book: RecipeBook | None = None,
) -> list[DraftFigure]:
    """The figures that `mentions` (in the order they stand) can be taken for, in that order.

    `issued` is the document's date: a date after it says nothing of a figure. Takes time in proportion to
    the length of the text.
    """
    book = book or recipe_book()
    drafting = _Drafting(book, issued)
    for reading in read_surroundings(document, mentions, book.phrases):
        drafting.read(reading)
    return sorted(drafting.figures, key=lambda figure: figure.mention.start)


class _Drafting:
    def __init__(self, book: RecipeBook, issued: dt.date | None) -> None:
        self._book = book
        self._issued = issued
        self._ledger = Ledger()
        self._dates: dict[int, list[Dated]] = {}
        self._near: frozenset[str] = frozenset()  # recipes whose words stand near the passage being read
        self._last: Reading | None = None  # the passage before the one being read
        self._open: set[int] = set()  # numbers of the passage being read that have been left out
        self.figures: list[DraftFigure] = []

    def read(self, reading: Reading) -> None:
        """Drafts the figures of one passage."""
        at_mark = None
        if reading.carrier is not None:
            at_mark = as_of(self._dates.get(id(reading.carrier.reading), []), reading.carrier.index)
        elif reading.intro is not None:
            at_mark = as_of(self._dates.get(id(reading.intro), []), len(reading.intro.words))
        if reading.numbers:
            self._near = self._book.near(reading.present)
        dates = self._dates[id(reading)] = dated(reading, self._issued, at_mark)
        owners = subjects(reading)
        previous: Taken | None = None
        by_number: dict[int, Taken] = {}
        self._open = set()
        for at, (index, mention) in enumerate(reading.numbers):
            taken = self._take(reading, at, mention, owners[at], previous, by_number, as_of(dates, index))
            if taken is None:
                self._open.add(at)
                continue
            self._ledger.add(taken)
            by_number[at] = taken
            self.figures.append(taken.figure)
            if mention.kind is not MentionKind.PERCENT:
                previous = taken
        self._last = reading

    def _take(
        self, reading: Reading, at: int, mention: Mention, owner: str | None, previous: Taken | None,
        by_number: Mapping[int, Taken], day: str | None,
    ) -> Taken | None:
        index = reading.numbers[at][0]
        parent = parent_of(previous, reading, index) or self._introduced(reading, previous)
        fits = sorted(self._fits(reading, at, mention, owner, parent, by_number),
                      key=lambda found: -found.strength)
        if not fits:
            return None
        best = fits[0]
        rival = next((found for found in fits[1:] if found.what != best.what), None)
        if rival is not None and best.strength - rival.strength < _MARGIN:
            return None
        confidence = best.confidence
        earlier = self._ledger.keys.get(best.what, [])
        if any(taken.value != mention.value for taken in earlier[-3:]):
            if any(taken.reading is reading and taken.value != mention.value for taken in earlier[-3:]):
                return None
            confidence *= _AGAIN
        if confidence < FLOOR:
            return None
        figure = DraftFigure(
            mention=mention, indicator=best.what[0], agency=best.what[1], dimensions=best.dimensions,
            confidence=round(min(confidence, 0.99), 2), recipe=best.recipe.name, as_of=day,
        )  # fmt: skip
        return Taken(figure, best.recipe, reading, index, parent)

    def _introduced(self, reading: Reading, previous: Taken | None) -> Taken | None:
        """The total that an item is a part of: the last figure of the paragraph that introduces the items."""
        if reading.intro is None or previous is not None:
            return None
        return self._ledger.before(reading.intro, len(reading.intro.words))

    def _fits(
        self, reading: Reading, at: int, mention: Mention, owner: str | None, parent: Taken | None,
        by_number: Mapping[int, Taken],
    ) -> Iterator[Fit]:
        index = reading.numbers[at][0]
        around = Surrounds(reading, at, self._book.lengths)
        if mention.kind is MentionKind.PERCENT and (share := self._share(reading, at, by_number)):
            yield share
            return
        agency = listed(reading, index)
        if agency is None and mention.kind is MentionKind.AGENCY_COUNT:
            agency = mention.agency if owns(mention.agency) else None
        holder = agency
        if agency is None and around.plain and self._same_sentence(reading, index):
            holder = listed(reading, index, having=True)  # `riêng Bộ Y tế còn # nhiệm vụ`
        split = self._split(reading, index, around, holder, parent) if holder is not None else None
        if split is not None and self._same_sentence(reading, index):
            yield split
            return
        behind = owned(reading, index)
        links = self._links(reading, mention, parent)
        kin = {taken.figure.indicator for _, taken in links}
        for recipe in self._book.of(mention):
            if recipe.name not in self._near and kin.isdisjoint((recipe.indicator, *recipe.kin)):
                continue
            found = fit(recipe, around, mention, agency or behind or owner, () if split else links)
            if found is None or (split is not None and not around.said_here(need.words for need in recipe.needs)):
                continue
            split = None  # a sentence of its own says what it lists
            yield found
        if split is not None:
            yield split

    def _same_sentence(self, reading: Reading, index: int) -> bool:
        """Whether the last total that a list can split stands in the list's own sentence."""
        start = sentence_start(reading, index)
        return any(
            start <= taken.index < index and taken.recipe.by_agency and taken.figure.agency is None
            for taken in self._ledger.here(reading)[-40:]
        )

    def _links(self, reading: Reading, mention: Mention, parent: Taken | None) -> list[tuple[str, Taken]]:
        links = [("whole", taken) for taken in self._ledger.whole(mention, reading)]
        if parent is not None:
            links.append(("parent", parent))
        links += [("again", taken) for taken in self._ledger.again(mention, reading)]
        bearer = self._ledger.bearer(reading)
        return links if bearer is None else [*links, ("bearer", bearer)]

    def _split(
        self, reading: Reading, index: int, around: Surrounds, agency: str, parent: Taken | None
    ) -> Fit | None:
        """One agency's part of the total that the list of agencies stands behind."""
        total = self._total(reading, index, parent)
        if total is None or total.recipe.agency == "none":
            return None
        if not around.bare() and around.counted(total.recipe.counts) is None:
            return None
        if total.reading is reading and self._unresolved(reading, total, index):
            return None
        dimensions = {
            name: value for name, value in total.figure.dimensions.items()
            if not (name in total.recipe.dimensions and total.recipe.dimensions[name].shared)
        }
        return Fit(total.recipe, total.figure.indicator, agency, dimensions,
                   strength=2.0, confidence=min(0.95, total.figure.confidence))

    def _unresolved(self, reading: Reading, total: Taken, index: int) -> bool:
        """Whether another number of the same things stands between a total and a list, and nobody knows of what."""
        first = bisect_right(reading.numbers, total.index, key=lambda number: number[0])
        last = bisect_left(reading.numbers, index, key=lambda number: number[0])
        for at in range(max(first, last - _BETWEEN), last):
            around = Surrounds(reading, at, self._book.lengths)
            if at in self._open and not around.changes() and around.counted(total.recipe.counts):
                return True
        return False

    def _share(self, reading: Reading, at: int, by_number: Mapping[int, Taken]) -> Fit | None:
        """A percentage that says the figure before it as a share: `99/348 (28%)`, `56 ngành nghề, đạt 28,3%`."""
        zones = reading.zones[at]
        host = by_number.get(zones.host if zones.host is not None else _host(reading, at))
        if host is None or host.figure.indicator != host.recipe.indicator:
            return None
        share = self._share_of(host)
        if share is None:
            return None
        if zones.host is None:
            first, last = zones.near_before[0]
            lead = reading.words.words[first:last]
            if not lead or not _LINKING.issuperset(lead) or host.index < zones.sentence[0]:
                return None
            after = reading.words.words[slice(*zones.near_after[0])] if zones.near_after else ()
            if after and after[0] not in ("và", "trong") and after[:2] != ("tổng", "số"):
                return None
        allowed = catalogue()[share].dimensions
        if set(host.figure.dimensions) - set(allowed):
            return None
        return Fit(host.recipe, share, host.figure.agency, dict(host.figure.dimensions),
                   strength=2.0, confidence=host.figure.confidence * 0.98)

    def _share_of(self, host: Taken) -> str | None:
        """The indicator of the percentage that says a figure as a share, which its whole may decide."""
        share = host.recipe.share
        if not isinstance(share, dict):
            return share
        wholes = (taken.figure.indicator for taken in self._ledger.whole(host.figure.mention, host.reading))
        return next((share[indicator] for indicator in wholes if indicator in share), None)

    def _total(self, reading: Reading, index: int, parent: Taken | None) -> Taken | None:
        """The last figure, not of an agency, that a list of agencies can split: here, or where a note hangs."""
        for figures, end in self._before(reading, index):
            for taken in reversed(figures[-40:]):
                if taken.index < end and taken.recipe.by_agency and taken.figure.agency is None and (
                    taken.figure.mention.kind is not MentionKind.PERCENT
                ):
                    return taken
        if reading.words.words[:2] in _DIVIDING and self._last is not None and (
            self._last.locator.place == reading.locator.place
        ):
            whole = [taken for taken in self._ledger.here(self._last)
                     if taken.recipe.by_agency and taken.figure.agency is None]
            return min(whole, key=lambda taken: len(taken.figure.dimensions), default=None)
        return None

    def _before(self, reading: Reading, index: int) -> Iterator[tuple[list[Taken], int]]:
        yield self._ledger.here(reading), index
        if reading.intro is not None:
            yield self._ledger.here(reading.intro), len(reading.intro.words)
        if reading.carrier is not None:
            yield self._ledger.here(reading.carrier.reading), reading.carrier.index


# How a paragraph opens that divides what the one before it has told.
_DIVIDING = frozenset({("chia", "theo"), ("phân", "theo"), ("trong", "đó"), ("cụ", "thể"), ("tính", "theo")})
_LINKING = frozenset(
    ("đạt", "chiếm", "tỷ", "tỉ", "lệ", "bằng", "tương", "đương", "ứng", "khoảng", "với", "mức", "trên", "tổng",
     "số", "là", "trong", "đó")
)


def _host(reading: Reading, at: int) -> int:
    """The number that a percentage follows: of `702 thủ tục trên tổng số 782 thủ tục, đạt …%` the first."""
    if at >= 2:
        first, last = reading.zones[at - 1].near_before[0]
        lead = reading.words.words[first:last]
        if lead[:1] == ("trên",) or (lead[-2:] == ("tổng", "số") and "trên" in lead):
            return at - 2
    return at - 1
