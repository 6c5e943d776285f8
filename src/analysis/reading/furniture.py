"""What the pages of a document add to its text: numbers that stand alone between paragraphs, running heads.

They are told by what they do: numbers go up from page to page, heads repeat beside them or cut a sentence in
two. What only looks like one (a number alone in a cell or list, a heading that stands twice) is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .matching import Range

_LINE = re.compile(r"[^\r\n]+")
_NUMBER = re.compile(
    r"[\s*_#]{0,8}(?:(?:trang|page)\s{1,3}(\d{1,4})(?:\s?/\s?\d{1,4})?|[-–—]?\s{0,3}(\d{1,4})\s{0,3}[-–—]?)[\s*_]{0,8}",
    re.IGNORECASE,
)
_PAGE = 300  # characters: no page holds less, so numbers nearer to each other count something else
_SHORT = 150  # characters: a running head is not longer
_LOST = 2  # page numbers that scanning may have lost in a row
_DIGITS = re.compile(r"[\d\s*_#]+")
_ENDS = frozenset(".;:!?…*")


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    text: str


def furniture(text: str) -> list[Range]:
    """The lines of `text` that belong to its pages, in order and apart."""
    lines = [
        _Line(match.start(), match.end(), match[0]) for match in _LINE.finditer(text) if not match[0].isspace()
    ]
    numbers = _page_numbers(lines)
    dropped = numbers | _running_heads(lines, numbers)
    return [(lines[index].start, lines[index].end) for index in sorted(dropped)]


def _page_numbers(lines: list[_Line]) -> set[int]:
    found: set[int] = set()
    last, at = 0, 0
    for index, line in enumerate(lines):
        if len(line.text) > 40 or not (match := _NUMBER.fullmatch(line.text)):
            continue
        number = int(match[1] or match[2])
        if 1 <= number - last <= 1 + _LOST and (line.start - at >= _PAGE or number == 1):
            found.add(index)
            last, at = number, line.end
    # A number alone that nothing follows up may count anything, unless it cuts a sentence in two.
    if len(found) == 1 and not any(_cuts(lines, index) for index in found):
        return {index for index in found if not lines[index].text.strip(" *_#-–—").isdecimal()}
    return found


def _running_heads(lines: list[_Line], numbers: set[int]) -> set[int]:
    places: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if index in numbers or len(line.text) > _SHORT or "\t" in line.text or "|" in line.text:
            continue
        beside = index - 1 in numbers or index + 1 in numbers or line.text[0] == "\f"
        if beside or _cuts(lines, index):
            key = _DIGITS.sub(" ", line.text).casefold().strip()
            if any(letter.isalpha() for letter in key):
                places.setdefault(key, []).append(index)
    return {
        index
        for found in places.values()
        if len(found) > 1 and lines[found[-1]].start - lines[found[0]].start >= _PAGE * (len(found) - 1)
        for index in found
    }


def _cuts(lines: list[_Line], index: int) -> bool:
    """Whether the lines before and after make one sentence."""
    if not 0 < index < len(lines) - 1:
        return False
    before, after = lines[index - 1].text.rstrip(" *_"), lines[index + 1].text.lstrip(" *_")
    return bool(before and after) and before[-1] not in _ENDS and after[0].islower()
