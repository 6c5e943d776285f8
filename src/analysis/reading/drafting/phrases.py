"""Finding many phrases in words at one go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .words import COLON, Words, plain

_GAP = "…"
_DENYING = frozenset({"chưa", "không", "chẳng"})
_DENIAL = 2  # words before a phrase among which one denies it
_LEAP = 6  # words that a gap may leap over

Place = tuple[int, int]  # the first word and the one after the last


@dataclass(frozen=True)
class Phrase:
    """A phrase as its pieces between gaps; `length` is how many words it has.

    `said` (written `+`): it does not count where it is denied (`chưa`, `không` up to two words before it).
    `behind` (written `>`): it counts only behind the number.
    """

    text: str
    pieces: tuple[tuple[str, ...], ...]
    said: bool = False
    behind: bool = False

    @property
    def length(self) -> int:
        return sum(len(piece) for piece in self.pieces)


class Phrasebook:
    """Phrases by their first word. `chưa … tái cấu trúc` leaps over up to six words of the same clause."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_first: dict[str, list[Phrase]] = {}
        for text in dict.fromkeys(texts):
            phrase = compile_phrase(text)
            self._by_first.setdefault(phrase.pieces[0][0], []).append(phrase)

    def find(self, words: Words) -> dict[str, list[Place]]:
        """Where each phrase stands, by its text, in order. A phrase within an agency's name is not found."""
        found: dict[str, list[Place]] = {}
        for index, word in enumerate(words.words):
            for phrase in self._by_first.get(word, ()):
                end = _match(words, index, phrase.pieces)
                if phrase.said and _denied(words, index):
                    continue
                if end is not None and not words.masked.issuperset(range(index, end)):
                    found.setdefault(phrase.text, []).append((index, end))
        return found


def compile_phrase(text: str) -> Phrase:
    """The phrase that `text` writes; raises ValueError when it has no word, or a gap at an end."""
    pieces: list[tuple[str, ...]] = [()]
    said, behind, phrase = text.startswith(("+", ">+")), text.startswith(">"), text.lstrip("+>")
    for word in plain(phrase):
        if word == _GAP:
            pieces.append(())
        else:
            pieces[-1] = (*pieces[-1], word)
    if not all(pieces):
        raise ValueError(f"no phrase: {text!r}")
    return Phrase(text, tuple(pieces), said, behind)


def _denied(words: Words, index: int) -> bool:
    for at in range(index, max(0, index - _DENIAL), -1):
        if words.breaks[at] or words.inside[at] != words.inside[at - 1]:
            return False
        if words.words[at - 1] in _DENYING:
            return True
    return False


def _match(words: Words, index: int, pieces: Sequence[tuple[str, ...]]) -> int | None:
    at = _piece(words, index, pieces[0])
    for piece in pieces[1:]:
        if at is None:
            return None
        at = _leap(words, at, piece)
    return at


def _piece(words: Words, index: int, piece: tuple[str, ...]) -> int | None:
    """The end of `piece` when it begins at `index`: words that no more than a comma parts."""
    end = index + len(piece)
    if words.words[index:end] != piece or any(strength >= COLON for strength in words.breaks[index + 1 : end]):
        return None
    return end


def _leap(words: Words, at: int, piece: tuple[str, ...]) -> int | None:
    for index in range(at, min(at + _LEAP + 1, len(words))):
        if words.breaks[index] >= COLON:
            return None
        if (end := _piece(words, index, piece)) is not None:
            return end
    return None

