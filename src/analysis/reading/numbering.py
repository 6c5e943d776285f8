"""The numbering of Vietnamese official documents: I. / 1. / a) / (1), and annexes.

A line opens a section when it begins with a number of one of four kinds and that number continues the
sequence of its kind (so that `(2)` in a sentence broken across lines opens nothing).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

# Numbers may be lost in scanning, so a sequence may skip a few; an enumeration in brackets may not.
_SKIP = 3

# The order of letters in official numbering; f, j, w, z stand where a careless typist puts them.
_LETTERS = "abcdđefghijklmnopqrstuvwxyz"

# No number, and no annex heading that is one, stands deeper in a line than this.
_LOOK = 300

_MARKUP = " \t\u00a0\x0b\x0c#*_>\u200b\ufeff"
_ROMAN = re.compile(r"([IVX]{1,6})\.[*_]*\s+(?=\S)")
_ARABIC = re.compile(r"(\d{1,2})\.(?!\d)[*_]*(\s*)(?=\S)")
_LETTER = re.compile(r"([a-zđ])(?:\)[*_]*\s*|\.[*_]*\s+)(?=\S)")
_PAREN = re.compile(r"\((\d{1,2})\)[*_]*\s*(?=\S)")
_MAY_OPEN = re.compile(r"[IVX]{1,6}\.|\d{1,2}\.|[a-zđ][).]|\(\d")
_ANNEX = re.compile(
    r"phụ lục(?:\s+(?:số\s+)?(?P<number>\d{1,2}|[IVX]{1,6})(?:\s*[.:–-]\s*\S.*)?)?\s*[.:]?", re.IGNORECASE
)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


class Level(StrEnum):
    """The kinds of numbers."""

    ROMAN = "roman"
    ARABIC = "arabic"
    LETTER = "letter"
    PAREN = "paren"


@dataclass(frozen=True)
class Opener:
    """The number a line begins with: its kind, its place in the sequence, and how a locator writes it."""

    level: Level
    number: int
    label: str


def opener(line: str) -> Opener | None:
    """The section number at the start of `line`, under any markdown; None when there is none."""
    bare = _bare(line)
    return _opener(bare) if _MAY_OPEN.match(bare) else None


@lru_cache(maxsize=64)  # a line is looked at before and after it has been put into its paragraph
def _opener(bare: str) -> Opener | None:
    if match := _ROMAN.match(bare):
        number = roman(match[1])
        return Opener(Level.ROMAN, number, match[1]) if number else None
    if (match := _ARABIC.match(bare)) and (match[2] or bare[match.end()].isupper()):
        return Opener(Level.ARABIC, int(match[1]), str(int(match[1]))) if int(match[1]) else None
    if match := _LETTER.match(bare):
        return Opener(Level.LETTER, _LETTERS.index(match[1]) + 1, match[1])
    if match := _PAREN.match(bare):
        return Opener(Level.PAREN, int(match[1]), f"({int(match[1])})") if int(match[1]) else None
    return None


def annex(line: str) -> str | None:
    """The place an annex heading opens (`annex`, `annex 2`), or None when `line` is not one."""
    bare = _bare(line)
    match = _ANNEX.fullmatch(bare.rstrip(_MARKUP)) if bare[:1] in ("p", "P") else None
    if not match:
        return None
    if not match["number"]:
        return "annex"
    number = int(match["number"]) if match["number"].isdecimal() else roman(match["number"].upper())
    return f"annex {number}" if number else None


def roman(text: str) -> int:
    """The value of a Roman number below forty; 0 when it is not written as one."""
    total = 0
    for here, following in zip(text, [*text[1:], None], strict=True):
        value = _ROMAN_VALUES[here]
        total += -value if following and _ROMAN_VALUES[following] > value else value
    tens, ones = divmod(total, 10)
    standard = "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
    return total if standard == text and tens < 4 else 0


def _bare(line: str) -> str:
    """The beginning of `line` in NFC without the markdown before its first word."""
    return unicodedata.normalize("NFC", line.lstrip(_MARKUP)[:_LOOK])


@dataclass
class Outline:
    """Where in the numbering a reader stands while going down the document."""

    base: str = ""  # the annex, when inside one
    path: list[tuple[Opener, str]] = field(default_factory=list)  # each with its place
    taken: Counter[str] = field(default_factory=Counter)

    @property
    def place(self) -> str:
        if self.path:
            return self.path[-1][1]
        return self.base or "head"

    def enter_annex(self, place: str) -> bool:
        """Moves into an annex; False when a running head only repeats the annex one is in."""
        if place == self.base:
            return False
        self.base, self.path = place, []
        return True

    def enter(self, found: Opener) -> bool:
        """Moves into the section that `found` opens; False when the number does not continue anything."""
        depth = self._depth(found)
        if not self._continues(found, depth):
            return False
        if not (depth or self.base) and found.level in (Level.LETTER, Level.PAREN):
            return False  # locators have no letter or bracket that stands under nothing
        self.path = self.path[:depth]
        parent = self.place if self.path or self.base else ""
        place = f"{parent}.{found.label}" if parent else found.label
        self.taken[place] += 1
        if (times := self.taken[place]) > 1:
            place += f"[{times}]" if _takes_index(parent, found) else f".[{times}]"
        self.path.append((found, place))
        return True

    def _depth(self, found: Opener) -> int:
        if found.level is Level.ROMAN:
            return 0
        for depth, (step, _) in enumerate(self.path):
            if step.level is found.level:
                return depth
        return len(self.path)

    def _continues(self, found: Opener, depth: int) -> bool:
        current = self.path[depth][0] if depth < len(self.path) else None
        same = current is not None and current.level is found.level
        before = current.number if current is not None and same else 0
        if found.number in (1, before):
            return True
        return 1 <= found.number - before <= (1 if found.level is Level.PAREN else _SKIP)


def _takes_index(parent: str, found: Opener) -> bool:
    """Whether the grammar of locators lets a place be written `…[2]`; some take only the suffix `.[2]`."""
    if not parent:
        return found.level is Level.ROMAN
    return not (parent.startswith("annex ") and parent[6:].isdecimal() and found.level is Level.ARABIC)
