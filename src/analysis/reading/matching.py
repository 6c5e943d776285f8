"""Finding a token in a stretch of text, however the text is spaced, emphasised or encoded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Range = tuple[int, int]

# Characters a reader does not see: markdown emphasis, zero-width marks, the soft hyphen.
_UNSEEN = frozenset("*\u200b\u200c\u200d\u2060\ufeff\u00ad")
# No letter carries more marks than this; a longer run (hostile text) is cut.
_CLUSTER = 16
# Runs that are read as they stand: letters that NFC leaves alone and that are no marks, with single spaces.
_PLAIN_LETTER = "[!-)+-~\u00a1-\u00ac\u00ae-\u02ff\u1e00-\u1eff\u2010-\u2027\u2030-\u205e]"
_PLAIN = re.compile(f"{_PLAIN_LETTER}+(?: {_PLAIN_LETTER}+)*")
_JOINS_DIGITS = frozenset(",./")
_SPACED_STOP = re.compile(r" (?=[,.;:)])")


class MatchStatus(StrEnum):
    FOUND = "found"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Match:
    """Where a token stands; start and end are offsets of the text as given, None unless found.

    `hits` counts how often the token stands in the place that was searched.
    """

    status: MatchStatus
    start: int | None = None
    end: int | None = None
    excerpt: str = ""
    hits: int = 0
    reason: str = ""

    @property
    def found(self) -> bool:
        return self.status is MatchStatus.FOUND


class Folded(NamedTuple):
    """Text as a reader sees it: NFC, one space for any white space, no emphasis; with its offsets."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def parted(self, at: int) -> bool:
        """Whether the characters before and from `at` come from different letters of the original.

        A letter with accents that do not compose is several characters, and `e` is no part of it.
        """
        if not 0 < at < len(self.text):
            return True
        return (self.starts[at - 1], self.ends[at - 1]) != (self.starts[at], self.ends[at])


def fold(text: str, ranges: Sequence[Range] | None = None) -> Folded:
    """The ranges of `text` (all of it by default) joined by spaces, each character with its offsets."""
    if ranges is not None and len(ranges) == 1:
        first, last = ranges[0]
        run = _PLAIN.match(text, first, last)
        if run and run.end() == last:  # as in most cells: nothing to change, so the offsets are counted, not kept
            return Folded(run[0], range(first, last), range(first + 1, last + 1))
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    ended = False  # whether the last letter is a space
    for first, last in ranges if ranges is not None else [(0, len(text))]:
        if parts and not ended:
            parts.append(" ")
            starts.append(first)
            ends.append(first)
            ended = True
        index = first
        while index < last:
            if run := _PLAIN.match(text, index, last):
                stop = run.end()
                if stop < last and unicodedata.combining(text[stop]):
                    stop -= 1  # the last letter of the run carries marks
                if stop > index:
                    parts.append(text[index:stop])
                    starts.extend(range(index, stop))
                    ends.extend(range(index + 1, stop + 1))
                    ended = False
                    index = stop
                    continue
            stop = index + 1
            while stop < last and stop - index < _CLUSTER and unicodedata.combining(text[stop]):
                stop += 1
            for letter in unicodedata.normalize("NFC", text[index:stop]):
                if letter.isspace():
                    if ended:
                        continue
                    letter = " "
                elif letter in _UNSEEN:
                    continue
                ended = letter == " "
                parts.append(letter)
                starts.append(index)
                ends.append(stop)
            index = stop
    return Folded("".join(parts), tuple(starts), tuple(ends))


def tidy(folded: str) -> str:
    """Folded text for showing: without the space that a cut-out note mark leaves before a comma or stop."""
    return _SPACED_STOP.sub("", folded).strip()


def occurrences(folded: Folded, token: str) -> list[Range]:
    """Every place of `token` that is not part of a longer number or word, in original offsets."""
    needle = fold(token).text.strip()
    found: list[Range] = []
    if not needle:
        return found
    at = folded.text.find(needle)
    while at >= 0:
        stop = at + len(needle)
        if folded.parted(at) and folded.parted(stop) and _stands_alone(folded.text, at, stop):
            found.append((folded.starts[at], folded.ends[stop - 1]))
            at = folded.text.find(needle, stop)
        else:
            at = folded.text.find(needle, at + 1)
    return found


def find_in(text: str, ranges: Sequence[Range], token: str, occurrence: int | None = None) -> Match:
    """The occurrence-th place of `token` in the ranges; without `occurrence` it must be the only one."""
    places = occurrences(fold(text, ranges), token)
    if not places:
        return Match(MatchStatus.NOT_FOUND, reason="the token does not stand there")
    if occurrence is None:
        if len(places) > 1:
            return Match(
                MatchStatus.AMBIGUOUS, hits=len(places),
                reason=f"the token stands there {len(places)} times; give its occurrence",
            )
        occurrence = 1
    if not 1 <= occurrence <= len(places):
        return Match(
            MatchStatus.NOT_FOUND, hits=len(places),
            reason=f"occurrence {occurrence} of a token that stands there {len(places)} times",
        )
    start, end = places[occurrence - 1]
    return Match(MatchStatus.FOUND, start, end, text[start:end], len(places))


def _stands_alone(text: str, start: int, stop: int) -> bool:
    first, last = text[start], text[stop - 1]
    before, after = text[max(0, start - 2):start], text[stop:stop + 2]
    if first.isdecimal() and before and (
        before[-1].isdecimal() or (len(before) == 2 and before[-1] in _JOINS_DIGITS and before[0].isdecimal())
    ):
        return False
    if first.isalpha() and before and before[-1].isalpha():
        return False
    if last.isalpha() and after and after[0].isalpha():
        return False
    if last.isdecimal() and after:
        if after[0].isdecimal() or (len(after) == 2 and after[0] in _JOINS_DIGITS and after[1].isdecimal()):
            return False
        # A bare number is not the percentage that begins with the same digits.
        if after.lstrip().startswith("%"):
            return False
    return True
