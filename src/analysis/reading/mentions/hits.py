"""What a finder hands over: a mention (or something that is none, so that nobody takes it) in a passage."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from .model import MentionKind

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Hit(NamedTuple):
    """A place in a passage's text and the fields of its mention.

    `kind` None: what stands there is known and no mention (a list label, a name with a number in it).
    """

    start: int
    end: int
    kind: MentionKind | None
    fields: Mapping[str, Any] = _NOTHING


class Taken:
    """Ranges of a passage that are spoken for. They never overlap, so a look-up is a bisection.

    Finders hand over their hits all at once and in order, so that sorting is merging two sorted runs.
    """

    def __init__(self) -> None:
        self._ranges: list[tuple[int, int]] = []
        self._sorted = True

    def add(self, start: int, end: int) -> None:
        """Takes the characters from `start` to `end`; costs nothing when ranges come in order."""
        if self._ranges and (start, end) < self._ranges[-1]:
            self._sorted = False
        self._ranges.append((start, end))

    def extend(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Takes all of `ranges`."""
        for start, end in ranges:
            self.add(start, end)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether any character from `start` to `end` is taken."""
        ranges = self._in_order()
        at = bisect_left(ranges, (start, start))
        return (at < len(ranges) and ranges[at][0] < end) or (at > 0 and ranges[at - 1][1] > start)

    def gap(self, position: int, length: int) -> tuple[int, int]:
        """The free stretch around `position`, which is free: (end of the taken range before, start of the next).

        Without one before or after it, 0 and `length`.
        """
        ranges = self._in_order()
        at = bisect_left(ranges, (position, position))
        before = ranges[at - 1][1] if at else 0
        return before, ranges[at][0] if at < len(ranges) else length

    def _in_order(self) -> list[tuple[int, int]]:
        if not self._sorted:
            self._ranges.sort()
            self._sorted = True
        return self._ranges
