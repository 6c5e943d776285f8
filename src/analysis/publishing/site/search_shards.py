"""From words to entries: postings in few characters, and their division into files of bounded size."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Postings:
    """The numbers of the entries that hold a word in their title, and of the others that hold it in their text."""

    titles: Sequence[int]
    texts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Shard:
    """One file. `name` is what its words begin with (`ng`), or one whole word and a part's number (`xa-0`)."""

    name: str
    words: Mapping[str, str]


def shards(postings: Mapping[str, Postings], size: int, limit: int) -> Iterator[Shard]:
    """Words by their first character, by more where a file would be larger than `size`, and a word that is alone
    larger than `limit` in several parts. Sizes are bytes.
    """
    written = {word: f"{ranges(each.titles)}|{ranges(each.texts)}" for word, each in postings.items()}
    yield from _divided(written, 1, size, limit)


def _divided(written: Mapping[str, str], length: int, size: int, limit: int) -> Iterator[Shard]:
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for word in sorted(written):
        groups[word[:length]][word] = written[word]
    for prefix, group in sorted(groups.items()):
        if sum(len(word) + len(entries) + 6 for word, entries in group.items()) <= size:
            yield Shard(file_name(prefix), group)
            continue
        alone = group.pop(prefix, None)
        if alone is not None:
            for number, part in enumerate(_parts(alone, limit - len(prefix) - 6)):
                yield Shard(f"{file_name(prefix)}-{number}", {prefix: part})
        if group:
            yield from _divided(group, length + 1, size, limit)


def _parts(entries: str, limit: int) -> Iterator[str]:
    """The postings of one word in pieces that each stand by themselves."""
    if len(entries) <= limit:
        yield entries
        return
    titles, _, texts = entries.partition("|")
    for before, numbers, after in (("", titles, "|"), ("|", texts, "")):
        decoded = numbers_of(numbers)
        pieces = -(-len(numbers) // max(limit - 16, 16)) or 1
        while True:
            size = -(-len(decoded) // pieces) or 1
            cut = [ranges(decoded[start : start + size]) for start in range(0, len(decoded), size)]
            if all(len(piece) < limit for piece in cut):
                break
            pieces += 1
        yield from (f"{before}{piece}{after}" for piece in cut)


def ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers as gaps in base 36, a run as its gap and how many follow: 3 4 5 9 → `3+2 4`.

    A gap is counted from the number before it, the first from 0.
    """
    found: list[str] = []
    before, place = 0, 0
    while place < len(numbers):
        end = place
        while end + 1 < len(numbers) and numbers[end + 1] == numbers[end] + 1:
            end += 1
        gap, more = numbers[place] - before, end - place
        found.append(f"{base36(gap)}+{base36(more)}" if more else base36(gap))
        before, place = numbers[end], end + 1
    return " ".join(found)


def numbers_of(written: str) -> list[int]:
    """The numbers that `ranges` wrote."""
    found: list[int] = []
    before = 0
    for piece in written.split():
        gap, _, more = piece.partition("+")
        first = before + int(gap, 36)
        before = first + (int(more, 36) if more else 0)
        found.extend(range(first, before + 1))
    return found


def base36(number: int) -> str:
    """The number with the digits 0–9 and a–z."""
    if number < 36:
        return _DIGITS[number]
    return base36(number // 36) + _DIGITS[number % 36]


def file_name(prefix: str) -> str:
    """A decimal point in a file's name could be taken for its ending."""
    return prefix.replace(".", "_")


def encoded(data: object) -> bytes:
    """JSON as it stands in the files: no spaces, and nothing that could end a script or a line of one."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in ("<", "\u2028", "\u2029"):
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode("utf-8")
