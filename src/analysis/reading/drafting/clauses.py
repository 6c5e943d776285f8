"""A task's text cut into clauses: sentences, the parts between semicolons, and items `(1)`, `(2)` inside it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter

# Before the text of an item: `- `, `(1) `, `a) `, `2.1. `, also one behind the other.
_LABELS = re.compile(
    r"(?:[-–—•+*]\s{0,3}|\(?\d{1,2}\)\s{0,3}|\d{1,2}(?:\.\d{1,2}){0,3}\.\s{0,3}(?!\d)|[a-zđ][.)]\s{1,3}"
    r"|[IVX]{1,6}\.\s{1,3}){1,4}"
)
_INNER = re.compile(r"\((\d{1,2}|[ivx]{1,5})\)\s")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_END = re.compile(r"[.…](?=\s)|;|[?!](?=\s)")
# A full stop behind these ends no sentence.
_SHORT = re.compile(r"\b(?:TP|Tp|GS|PGS|TS|ThS|BS|KT|TM|TL)$")
_LONGEST_BRACKET = 800  # characters; a bracket that is open for longer was never closed
_OPEN_BEFORE_ITEM = frozenset(":;.,–-")


@dataclass(frozen=True, slots=True)
class Clause:
    """`text[start:end]` without the item's label. `item` numbers the items inside the passage (0: none);
    `sentence` the sentences; `opens` says that the clause is the first of its sentence.
    """

    start: int
    end: int
    item: int
    sentence: int
    opens: bool


def label_end(text: str) -> int:
    """Where the words of an item begin, behind its bullet or number."""
    match = _LABELS.match(text)
    return match.end() if match else 0


def clauses(text: str) -> list[Clause]:
    """The clauses of a passage in order, labels and the marks between them left out."""
    begin = label_end(text)
    items = _items(text, begin)
    closed = _brackets(text)
    found: list[Clause] = []
    sentence = 0
    opens = True
    numbers = [number for number, _, _ in items]
    bounds = [begin, *(start for _, start, _ in items), len(text)]
    heads = [begin, *(behind for _, _, behind in items)]
    for place, head in enumerate(heads):
        item = numbers[place - 1] if place else 0
        stop = bounds[place + 1]
        if place:
            sentence += 1
            opens = True
        at = head
        for match in _END.finditer(text, head, stop):
            if _inside(closed, match.start()) or not _ends_sentence(text, match):
                continue
            _add(found, text, at, match.start(), item, sentence, opens)
            opens = match[0] != ";"
            sentence += opens
            at = match.end()
        _add(found, text, at, stop, item, sentence, opens)
    return found


def _add(found: list[Clause], text: str, start: int, end: int, item: int, sentence: int, opens: bool) -> None:
    while start < end and (text[start].isspace() or text[start] in "-–;,."):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ";,./"):
        end -= 1
    if start < end:
        found.append(Clause(start, end, item, sentence, opens))


def _items(text: str, begin: int) -> list[tuple[int, int, int]]:
    """Items inside a text: their number, where the label begins, and where the words behind it begin."""
    found: list[tuple[int, int, int]] = []
    for match in _INNER.finditer(text, begin):
        number = int(match[1]) if match[1].isdecimal() else _ROMAN.get(match[1], 0)
        before = text[max(0, match.start() - 2) : match.start()].rstrip()[-1:]
        if before and before not in _OPEN_BEFORE_ITEM:
            continue
        if number == (found[-1][0] + 1 if found else 1):
            found.append((number, match.start(), match.end()))
    return found if len(found) > 1 else []


def _brackets(text: str) -> list[tuple[int, int]]:
    """The outermost closed brackets in order."""
    found: list[tuple[int, int]] = []
    opened = -1
    depth = 0
    for match in re.finditer(r"[()]", text):
        if match[0] == "(":
            if depth == 0 or match.start() - opened > _LONGEST_BRACKET:
                opened, depth = match.start(), 0
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                found.append((opened, match.end()))
    return found


def _inside(brackets: list[tuple[int, int]], position: int) -> bool:
    at = bisect_right(brackets, position, key=itemgetter(0)) - 1
    return at >= 0 and brackets[at][0] <= position < brackets[at][1]


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if match[0] != ".":
        return True
    after = text[match.end() : match.end() + 3].lstrip()[:1]
    if after and not (after.isupper() or after in "(“\"-–"):
        return False
    return not _SHORT.search(text[max(0, match.start() - 4) : match.start()])
