"""What a number counts: the noun phrase behind it, cut where it ends."""

from __future__ import annotations

import re

from .lexicon import NOUNS, STOPS, SUMS, VERBS

_MOST = 5  # words of a unit
_GAP = re.compile(r"[⁰¹²³⁴-⁹⁽⁾]{0,6}(?: \([^()]{1,40}\)){0,1} ")
_GLUED = re.compile(
    r"(°C|ºC|km2|km²|m2|m²|m3|m³|km|ha|kg|tấn|MW|GW|kWh|kW|MVA|GB|TB|MB|Gbps|Mbps|người|mm|cm|m|kV)(?!\w)"
)
_WORD = re.compile(r"[^\W\d_]+[23²³]?(?:[/&-][^\W\d_]+)*")
_JOINED = re.compile(r", [^\W\d_]+(?: [^\W\d_]+)?")


def counted(text: str, end: int, right: int) -> str | None:
    """The noun phrase behind the number that ends at `end`, at most five words; None when none follows."""
    if glued := _GLUED.match(text, end, right):
        return glued[1]
    gap = _GAP.match(text, end, right)
    if gap is None:
        return None
    words, stops = _words(text, gap.end(), right)
    if not words:
        return None
    known = _known(text, words, stops, right)
    if known and not (known == words[0] and _is_verb(words, 0)):  # `giải`, but not `giải ngân`
        return known.removeprefix("số ").removeprefix("tổng số ")
    if words[0].casefold() == "số" and len(words) > 1 and (rest := _known(text, words[1:], stops[1:], right)):
        return f"{words[0]} {rest}"  # `2/3 số đại biểu tán thành`
    if _no_noun(words):
        return None
    taken = 1
    while taken < min(len(words), _MOST - 1) and words[taken].casefold() not in STOPS:
        if words[taken][0].isupper() and not words[taken].isupper() and not words[taken - 1][0].isupper():
            break
        if _is_verb(words, taken) or (words[0].isupper() and len(words[0]) > 2):
            break
        taken += 1
    return " ".join(words[:taken])


def is_known(unit: str) -> bool:
    """Whether `unit` is one of the things that such documents count."""
    return unit.casefold() in NOUNS or unit.split("/")[0].casefold() in NOUNS


def _words(text: str, start: int, right: int) -> tuple[list[str], list[int]]:
    words: list[str] = []
    stops: list[int] = []
    at = start
    while len(words) < _MOST + 1 and (match := _WORD.match(text, at, right)):
        words.append(match[0])
        stops.append(match.end())
        if text[match.end() : match.end() + 1] != " " or match.end() + 1 >= right:
            break
        at = match.end() + 1
    return words, stops


def _known(text: str, words: list[str], stops: list[int], right: int) -> str | None:
    """The longest known noun phrase that `words` begin with; `bộ, ngành` holds a comma."""
    best: str | None = None
    for length in range(min(len(words), _MOST + 1), 0, -1):
        phrase = " ".join(words[:length])
        bare = phrase.split("/")[0].casefold() if "/" in words[length - 1] else phrase.casefold()
        if bare in NOUNS or phrase.casefold() in NOUNS:
            best = phrase
            at = stops[length - 1]
            break
    if best is None:
        return None
    while joined := _JOINED.match(text, at, right):
        first = joined[0][2:].split(" ")[0]
        longer = next((tail for tail in (joined[0], f", {first}") if (best + tail).casefold() in NOUNS), None)
        if longer is None:
            break
        best, at = best + longer, at + len(longer)
    return best


def _no_noun(words: list[str]) -> bool:
    first = words[0].casefold()
    if first == "tổng" and len(words) > 1 and words[1].casefold() not in SUMS | STOPS:
        return False  # `4 tổng biên tập`
    return first in STOPS or len(first) == 1 or _is_verb(words, 0)


def _is_verb(words: list[str], at: int) -> bool:
    pair = " ".join(words[at : at + 2]).casefold()
    return words[at][0].islower() and (pair in VERBS or words[at].casefold() in VERBS)
