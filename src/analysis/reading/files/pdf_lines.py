"""Letters to lines.

Letters of about one height make a row; wide gaps part a row into pieces.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ..numbering import opener
from .pdf_page import Letter

# A raised number with its page, until it is known what it refers to.
MARK = re.compile("\ue000(\\d{1,4}):(\\d{1,3})\ue001")
_LABEL = re.compile(r"(?:[-–—•+▪●➢✓○*]|\(?(?:\d{1,3}|[a-zđA-Z]|[ivxIVX]{1,6})[.)])\s*")
_NATION = re.compile(r"(?:CỘNG\s+HÒA\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA|ĐẢNG\s+CỘNG\s+SẢN)\s+VIỆT\s+NAM")
_TAB = 2.6  # of the letters' size: the widest gap between a label and its text
_UNIT = re.compile(r"(?:^|[\s\d/(,])(?:[kcdm]?m|ha)$")


@dataclass(frozen=True)
class Line:
    """Letters that stand in one line, from left to right."""

    letters: tuple[Letter, ...]
    page: int = 0

    @cached_property
    def size(self) -> float:
        """The size that most of its letters have."""
        return Counter(letter.size for letter in self.letters if letter.text.strip()).most_common(1)[0][0]

    @cached_property
    def x0(self) -> float:
        return min(letter.x0 for letter in self.letters if letter.text.strip())

    @cached_property
    def x1(self) -> float:
        return max(letter.x1 for letter in self.letters if letter.text.strip())

    @cached_property
    def top(self) -> float:
        return min(letter.top for letter in self._main)

    @cached_property
    def bottom(self) -> float:
        return max(letter.bottom for letter in self._main)

    @cached_property
    def _main(self) -> list[Letter]:
        return [one for one in self.letters if one.text.strip() and one.size >= 0.9 * self.size]

    @cached_property
    def text(self) -> str:
        """The line's text; raised small numbers stand between the signs of `MARK`."""
        parts: list[str] = []
        floor = statistics.median(letter.bottom for letter in self._main)
        raised = ""
        before: Letter | None = None
        for letter in self.letters:
            small = letter.size <= 0.8 * self.size and letter.bottom <= floor - 0.1 * self.size
            if small and letter.text.isdecimal():
                raised += letter.text
                before = letter
                continue
            if raised:
                parts.append(_raised(raised, parts, self.page))
                raised = ""
            if before is not None and _apart(before, letter, self.size) and parts and parts[-1][-1:] != " ":
                parts.append(" ")
            parts.append(letter.text if letter.text.strip() else " ")
            before = letter
        if raised:
            parts.append(_raised(raised, parts, self.page))
        return " ".join("".join(parts).split())

    @cached_property
    def label(self) -> bool:
        """Whether it begins with a bullet or a number of a list."""
        return bool(_LABEL.match(self.text)) and (self.text[:1] in "-–—•+▪●➢✓○*" or opener(self.text) is not None)

    @cached_property
    def text_x0(self) -> float:
        """Where the text begins behind the label."""
        match = _LABEL.match(self.text)
        count = len(match[0].replace(" ", "")) if match else 0
        seen = [letter for letter in self.letters if letter.text.strip()]
        return seen[min(count, len(seen) - 1)].x0

    @cached_property
    def first_word(self) -> float:
        """The width of the first word."""
        width_from = None
        last = self.x0
        for letter in self.letters:
            if letter.text.strip():
                if width_from is None:
                    width_from = letter.x0
                elif letter.x0 - last > 0.25 * self.size:
                    break
                last = letter.x1
            elif width_from is not None:
                break
        return last - (width_from if width_from is not None else last)

    @cached_property
    def capitals(self) -> bool:
        """Whether it is a line of capitals, as titles are."""
        letters = [c for c in self.text if c.isalpha()]
        return len(letters) >= 6 and " " in self.text and all(c.isupper() for c in letters)

    @cached_property
    def mixed(self) -> bool:
        """Whether it has small letters."""
        return any(c.islower() for c in self.text)

    @cached_property
    def bold(self) -> bool:
        return all(letter.bold for letter in self.letters if letter.text.strip())

    def starts_raised(self) -> int | None:
        """The raised number it begins with."""
        match = MARK.match(self.text)
        return int(match[2]) if match else None


def lines_of(letters: Iterable[Letter], page: int) -> list[list[Line]]:
    """Rows from top to bottom, each in pieces that wide gaps part."""
    rows: list[list[Letter]] = []
    reference: Letter | None = None
    for letter in sorted(letters, key=lambda one: (one.middle, one.x0)):
        if not letter.text.strip() and reference is None:
            continue
        if reference is None or letter.middle - reference.middle > 0.45 * max(reference.size, letter.size):
            rows.append([letter])
            reference = letter
        else:
            rows[-1].append(letter)
            if letter.size > reference.size and letter.text.strip():
                reference = letter
    pieces = [_pieces(sorted(row, key=lambda one: (one.x0, one.x1)), page) for row in rows]
    return [row for row in pieces if row]


def whole(row: Sequence[Line]) -> Line:
    """The pieces of a row as one line."""
    return row[0] if len(row) == 1 else Line(tuple(one for line in row for one in line.letters), row[0].page)


def _pieces(letters: list[Letter], page: int) -> list[Line]:
    """A row in pieces. In a justified line all gaps are wide, so a gap must stand out."""
    seen = [letter for letter in letters if letter.text.strip()]
    if not seen:
        return []
    size = max(letter.size for letter in seen)
    spaces = [b.x0 - a.x1 for a, b in pairwise(seen)]
    # Words of one line stand equally far apart, so the smallest of the gaps tells what is usual.
    usual = sorted(gap for gap in spaces if gap > 0.15 * size) or [0.0]
    wide = max(1.2 * size, 2.5 * min(usual[len(usual) // 8], size))
    nation = _nation(seen)
    groups: list[list[Letter]] = [[]]
    previous: Letter | None = None
    count = 0
    for letter in letters:
        if letter.text.strip():
            gap = letter.x0 - previous.x1 if previous is not None else 0.0
            parts = gap > wide and (gap > _TAB * size or not _is_label(groups[-1]))
            if groups[-1] and (parts or (count == nation and gap > 0)):
                groups.append([])
            previous = letter
            count += 1
        groups[-1].append(letter)
    return [Line(tuple(group), page) for group in groups if any(letter.text.strip() for letter in group)]


def _nation(seen: Sequence[Letter]) -> int:
    """Before which letter the country's name begins, that is always a column of its own; -1 when nowhere."""
    text, places = "", []
    for index, letter in enumerate(seen):
        if index and letter.x0 - seen[index - 1].x1 > 0.15 * letter.size:
            text += " "
            places.append(index)
        text += letter.text
        places += [index] * len(letter.text)
    match = _NATION.search(text)
    return places[match.start()] if match and match.start() else -1


def _is_label(letters: Sequence[Letter]) -> bool:
    text = "".join(letter.text for letter in letters).strip()
    return len(text) <= 7 and (_LABEL.fullmatch(text) is not None or text.isdecimal())


def _apart(before: Letter, after: Letter, size: float) -> bool:
    return after.x0 - before.x1 > 0.18 * size


def _raised(digits: str, parts: Sequence[str], page: int) -> str:
    if _UNIT.search("".join(parts[-4:])):
        return digits.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"\ue000{page}:{digits[:3]}\ue001"
