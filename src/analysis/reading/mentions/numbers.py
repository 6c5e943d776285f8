"""The numbers of a text, from left to right: digits and number words, before anything is said of their sense."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ...vocabulary.number_words import DIGIT_WORDS, LONGEST, read_words
from ...vocabulary.numerals import MOST_DIGITS, Numeral, Separators, read_numeral
from .passages import Passage

_SPELLED = "|".join([*DIGIT_WORDS, "mười"])
_NUMBER = re.compile(rf"[0-9]+(?:[.,][0-9]+)*|(?<!\w)(?:{_SPELLED})(?!\w)", re.I)
_WORDS = re.compile(rf"\w+(?: \w+){{0,{LONGEST - 1}}}")
# `12 500 tỷ`: spaces between the thousands, as the standard of measures has them.
_SPACED_GROUPS = re.compile(r"(?: [0-9]{3}){1,5}(?:,[0-9]{1,6})?(?![0-9]|[.,/][0-9]| [0-9])")
_STOPS = frozenset(".,")
_MORE_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


class Number(NamedTuple):
    """One number of a text: where it stands and what it says.

    `value` is None when the digits make no number of the official form or a slip of it (`1.2.3`, too many
    digits). `scale` is the one that number words end with (`hai triệu`: 10**6); digits have none yet.
    """

    start: int
    end: int
    digits: str  # without a line's end, with dots for spaces between the thousands; empty for number words
    value: Decimal | None
    decimals: int = 0
    doubtful: bool = False
    scale: Decimal | None = None

    @property
    def spelled(self) -> bool:
        """Whether it is written in words."""
        return not self.digits

    def slipped(self) -> Number:
        """The same number, its doubtful separator taken for the other one."""
        read = read_numeral(self.digits, Separators.SLIP)
        if read is None:
            return self
        return Number(self.start, self.end, self.digits, read.value, read.decimals)


def numbers(passage: Passage) -> Iterator[Number]:
    """The numbers of a passage in the order they stand."""
    text = passage.text
    at = 0
    while match := _NUMBER.search(text, at):
        start, at = match.span()
        if not text[start].isdecimal():
            number = _in_words(text, start)
            at = number.end if number else at
            if number:
                yield number
            continue
        digits = match[0]
        while text[at:at + 1] in _STOPS and at + 2 < len(text) and text[at + 1] == " " and passage.wraps(at + 1):
            # A line that ends with a separator has cut the number: `12.375,` and `3` on the next line.
            more = _MORE_DIGITS.match(text, at + 2)
            if not more or len(digits) > MOST_DIGITS or not _goes_on(digits + text[at] + more[0]):
                break
            digits, at = digits + text[at] + more[0], more.end()
        spaced = text[at:at + 1] == " " and len(digits) < 4 and digits[0] != "0"
        if spaced and (groups := _SPACED_GROUPS.match(text, at)):
            digits, at = (digits + groups[0]).replace(" ", "."), groups.end()
        if digits.isdecimal() and len(digits) <= MOST_DIGITS:
            yield Number(start, at, digits, Decimal(digits))  # no separators, no doubt
            continue
        read: Numeral | None = read_numeral(digits)
        if read is None:
            yield Number(start, at, digits[: 2 * MOST_DIGITS], None)
        else:
            yield Number(start, at, digits, read.value, read.decimals, read.doubtful)


def _goes_on(digits: str) -> bool:
    return read_numeral(digits) is not None


def _in_words(text: str, start: int) -> Number | None:
    match = _WORDS.match(text, start)
    if match is None:
        return None
    words = match[0].split(" ")
    read = read_words([word.lower() for word in words])
    if read is None:
        return None
    value, used, scale = read
    end = start + sum(len(word) for word in words[:used]) + used - 1
    return Number(start, end, "", value, scale=scale)
