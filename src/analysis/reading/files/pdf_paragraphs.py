"""Lines to paragraphs: by indents, spaces between lines, and lines that end before they are full."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..numbering import annex, opener
from .pdf_lines import Line

_ENDS = frozenset(".;:!?…")
_LATIN = re.compile(r"[a-z]{3,}")
_BULLETS = frozenset("-–—•+▪●➢✓○*")


@dataclass(frozen=True)
class Measure:
    """How a stretch of text is set: its margins, the distance of its lines, whether paragraphs are indented."""

    left: float
    right: float
    pitch: float
    indented: bool


@dataclass
class Building:
    """A paragraph that further lines may still join."""

    lines: list[Line] = field(default_factory=list)
    text: str = ""

    def add(self, line: Line) -> None:
        self.text = joined(self.text, line.text) if self.lines else line.text
        self.lines.append(line)


def measure(lines: Sequence[Line]) -> Measure:
    """The measure of lines that stand in one column."""
    steps = [
        after.top - before.top for before, after in pairwise(lines)
        if 0.8 * after.size < after.top - before.top < 2.2 * after.size and abs(after.size - before.size) < 0.5
    ]
    # The distance inside paragraphs is the common one among the smaller distances.
    pitch = statistics.median_low(sorted(steps)[: max(1, (len(steps) * 2 + 2) // 3)]) if steps else 0.0
    left, right = _left(lines), _right(lines)
    # A first line that is indented and full, and a next one that is not, prove the habit.
    indents = sum(
        1 for before, after in pairwise(lines)
        if 0.8 * before.size < before.x0 - left < 6 * before.size and after.x0 - left < 0.3 * after.size
        and before.x1 > right - 2 * before.size
    )
    falls = sum(1 for before, after in pairwise(lines) if after.x0 - left < 0.3 * after.size)
    return Measure(left, right, pitch, indents > 0.1 * max(1, falls))


def _left(lines: Sequence[Line]) -> float:
    """Where most of the furthest left lines begin: a single one may stick out."""
    counts = Counter(round(line.x0) for line in lines)
    usual = [x for x, count in counts.items() if count >= max(2, 0.03 * len(lines))]
    return float(min(usual, default=min(counts, default=0)))


def _right(lines: Sequence[Line]) -> float:
    """Where full lines end: in justified text most end there, else the longest does."""
    counts = Counter(round(line.x1) for line in lines)
    if not counts:
        return 0.0
    x, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    return float(x if count >= max(3, 0.15 * len(lines)) else max(counts))


def paragraphs(lines: Sequence[Line], how: Measure) -> list[Building]:
    """The paragraphs of a column."""
    found: list[Building] = []
    for line in lines:
        if not found or begins(found[-1], line, how, across=False):
            found.append(Building())
        found[-1].add(line)
    return found


def begins(before: Building, line: Line, how: Measure, across: bool) -> bool:
    """Whether `line` begins a paragraph of its own after `before`; `across`: a page's end stands between."""
    last = before.lines[-1]
    if abs(last.size - line.size) > 0.18 * max(last.size, line.size):
        return True
    ended = last.text[-1:] in _ENDS or last.text.endswith("./.")
    if not across:
        step = line.top - last.top
        if how.pitch and step > max(1.15 * how.pitch, how.pitch + 1.5) and step > 1.25 * line.size:
            return True
        if step < 0:
            return True
    # Only a line that keeps away from the margin can be seen to be centred.
    centred = _centred(last, how) and _centred(line, how) and line.x0 - how.left > 0.8 * line.size
    if annex(line.text) is not None or annex(last.text) is not None:
        return True
    indented = not centred and line.x0 - how.left > 0.8 * line.size
    full = _is_full(last, line, how, centred)
    changed = (last.capitals and line.mixed) or (last.mixed and line.capitals)
    if changed and _titles(last, line, full):
        return True
    if line.text[:1] in _BULLETS and line.label:
        return indented or ended or not full or last.label
    if not centred:
        hanging = len(before.lines) > 1 and abs(line.x0 - last.x0) <= 0.3 * line.size
        under_label = len(before.lines) == 1 and last.label and abs(line.x0 - last.text_x0) <= 0.35 * line.size
        if line.x0 - last.x0 > 0.8 * line.size and not under_label:
            return True
        if len(before.lines) > 1 and last.x0 - line.x0 > 0.8 * line.size and not hanging:
            return True
        if len(before.lines) > 1 and indented and how.indented and not hanging and not under_label:
            return True
    if line.label and opener(line.text) is not None and (ended or not full):
        return True
    if not ended and line.text[:1].islower() and not line.label and (full or not centred):
        return False
    if across and not how.indented and ended:
        return True
    return not full


def joined(before: str, after: str) -> str:
    """Two lines as one: syllables of Vietnamese are not parted, so a hyphen at a line's end stays."""
    if not before or not after:
        return before + after
    last, following = before.rsplit(" ", 1)[-1], after.split(" ", 1)[0]
    if len(last) > 1 and last[-1] in "-/" and last[-2].isalnum() and following[:1].isalnum():
        left = re.split(r"[^A-Za-zÀ-ỹ]", last[:-1])[-1]
        right = re.split(r"[^A-Za-zÀ-ỹ]", following)[0]
        whole = last[-1] == "-" and last.count("-") == 1 and last[:-1] == left
        if whole and _LATIN.fullmatch(left) and _LATIN.fullmatch(right):
            return before[:-1] + after  # a foreign word that was hyphenated
        return before + after
    if len(following) > 1 and following[0] in "-/" and following[1:2].isalnum() and last[-1:].isalnum() and (
        last[-1].isdigit() or last[-1].isupper()
    ):
        return before + after  # `329` `/TB-VPCP`
    return f"{before} {after}"


def _titles(one: Line, other: Line, full: bool) -> bool:
    """Whether a change from or to capitals parts two lines: not when one is only the end of a sentence."""
    capital, plain = (one, other) if one.capitals else (other, one)
    if capital is other:
        return not full or (capital.bold and not plain.bold)
    return len(capital.text.split()) >= 2 and (capital.bold != plain.bold or plain.text[:1].isupper())


def _centred(line: Line, how: Measure) -> bool:
    middle = (how.left + how.right) / 2
    return abs((line.x0 + line.x1) / 2 - middle) < 0.4 * line.size


def _is_full(last: Line, line: Line, how: Measure, centred: bool) -> bool:
    """Whether the next line's first word had no room at the end of the last line."""
    need = 0.2 * line.size + line.first_word
    room = (how.right - how.left) - (last.x1 - last.x0) if centred else how.right - last.x1
    return need > room - 0.5
