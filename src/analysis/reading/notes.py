"""Notes of a text and the marks that refer to them.

Notes stand inline (`… sở[footnoteRef:5] … [5: …]`), or at the foot of a page (`… sở<sup>5</sup>`, and a
paragraph that begins with `<sup>5</sup>`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .matching import Range
from .spans import trim

# Repetitions are bounded so that no hostile text makes them slow.
NOTE_MARK = re.compile(
    r"\[footnoteRef:(\d{1,6})\]|\[bookmark:[^\]\r\n]{0,200}\]|<sup>\s{0,3}(\d{1,6})\s{0,3}</sup>"
)
NOTE_FOOT = re.compile(r"\s*[*_]{0,3}<sup>\s{0,3}(\d{1,6})\s{0,3}</sup>[*_]{0,3}\s*(?=\S)")
_REFERENCE = re.compile(r"\[footnoteRef:(\d{1,6})\]")
_BODY = re.compile(r"\[(\d{1,6}):[ \t\u00a0]")
_LINE = re.compile(r"[^\r\n]+")


def marks_of(marks: Iterable[re.Match[str]], feet: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Where each note is referred to: its number, and the offsets of its marks. `feet`: marks that are notes."""
    openers = set(feet)
    found: dict[int, list[int]] = {}
    for mark in marks:
        number = mark[1] or mark[2]
        if number and mark.start() not in openers:
            found.setdefault(int(number), []).append(mark.start())
    return {number: tuple(places) for number, places in found.items()}


def inline_notes(text: str) -> tuple[list[tuple[int, list[Range]]], list[tuple[int, Range]]]:
    """Bodies `[5: …]` of notes that the text also refers to: their lines, and what to cut out."""
    referred = {int(number) for number in _REFERENCE.findall(text)}
    notes: list[tuple[int, list[Range]]] = []
    cuts: list[tuple[int, Range]] = []
    if not referred:
        return notes, cuts
    closing = _closing_brackets(text)
    at = 0
    while match := _BODY.search(text, at):
        number = int(match[1])
        if number not in referred:
            at = match.end()
            continue
        close = closing.get(match.start())
        if close is None:  # never closed: the note is the rest of its line
            line = _LINE.match(text, match.end())
            close = at = line.end() if line else match.end()
        else:
            at = close + 1
        lines = [trim(text, *line.span()) for line in _LINE.finditer(text, match.end(), close)]
        notes.append((number, [line for line in lines if line[0] < line[1]]))
        cuts.append((number, (match.start(), at)))
    return notes, cuts


def _closing_brackets(text: str) -> dict[int, int]:
    """For each `[` that is closed, where: brackets inside brackets belong together."""
    closing: dict[int, int] = {}
    waiting: list[int] = []
    for match in re.finditer(r"[\[\]]", text):
        if match[0] == "[":
            waiting.append(match.start())
        elif waiting:
            closing[waiting.pop()] = match.start()
    return closing
