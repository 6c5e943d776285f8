"""Tokens for a sheet: a mention as a reader sees it, at its place, proved by looking for it there."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace

from ...vocabulary.locators import Locator
from ..matching import Folded, Range, fold, occurrences, tidy
from ..text import Document


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a token stands: `occurrence` as a sheet writes it, None when the token stands there once only."""

    token: str
    locator: Locator
    occurrence: int | None


@dataclass
class Tokens:
    """Finds the places of tokens in one document; each place is read once."""

    document: Document
    _folded: dict[Locator, Folded] = field(default_factory=dict)
    _places: dict[tuple[Locator, str], list[Range]] = field(default_factory=dict)

    def place(self, locator: Locator, token: str, start: int) -> Placed | None:
        """The token that begins at the document's character `start`, in the terms of `Document.find`.

        None when the token cannot be found there (it is broken across two places).
        """
        places = self._of(locator, token)
        at = bisect_left(places, (start, 0))
        if at == len(places) or places[at][0] != start:
            return None
        return Placed(token, self._short(locator), at + 1 if len(places) > 1 else None)

    def _short(self, locator: Locator) -> Locator:
        """A note of one paragraph is named as a whole."""
        if not locator.place.startswith("note ") or locator.paragraph != 1:
            return locator
        return locator if self.document.ranges(replace(locator, paragraph=2)) else Locator(locator.place)

    def mention(self, locator: Locator | None, start: int, end: int) -> Placed | None:
        """The characters from `start` to `end` as a token: one line, no emphasis, no marks of notes."""
        if locator is None:
            return None
        text = self.document.text
        at = bisect_left(self.document.cuts, (start, start))
        pieces: list[Range] = []
        first = start
        while at < len(self.document.cuts) and self.document.cuts[at][0] < end:
            cut = self.document.cuts[at]
            if not locator.place.startswith("note ") and first < cut[0]:
                pieces.append((first, cut[0]))
                first = cut[1]
            at += 1
        if first < end:
            pieces.append((first, end))
        return self.place(locator, tidy(fold(text, pieces).text), start)

    def _of(self, locator: Locator, token: str) -> list[Range]:
        key = (locator, token)
        if key not in self._places:
            if locator not in self._folded:
                self._folded[locator] = fold(self.document.text, self.document.ranges(locator))
            self._places[key] = occurrences(self._folded[locator], token)
        return self._places[key]
