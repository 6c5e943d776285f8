"""The number grammar of Vietnamese official documents: from a token as stated to base units.

    quantity  := [qualifier] ["từ"] simple [("-" | "đến" | "tới") simple] ["trở lên" | "trở xuống"]
               | ("top" | "thứ" | "hạng" …) number
    simple    := number ["/" number] [scale] {number scale} ["%" | currency | noun]
    number    := digits | words                     12.375,3    05    hai mươi mốt
    scale     := nghìn | vạn | triệu | tỷ | nghìn tỷ | vạn tỷ | triệu tỷ

A dot (or a space) groups thousands and a comma opens the decimals. Two slips occur and are read where they can mean
only one thing: a dot for the decimals (`8.7`) and commas for the thousands (`1,234,567`). What could be
either (`1,234` things, `25.313%`) is refused, because a silent misreading is a thousandfold error.
Footnote marks, brackets and closing punctuation are no part of a token and are refused as well.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NoReturn, overload

from ..errors import QuantityError
from .measures import Measure, Qualifier
from .number_signs import (
    BOUND,
    CURRENCY,
    CURRENCY_FIRST,
    CURRENCY_MEASURES,
    NOT_SCALE,
    PERCENT,
    POINTS,
    QUALIFIER,
    QUALIFIER_SIGN,
    QUALIFIER_SIGNS,
    QUALIFIERS,
    SCALE,
    SCALES,
    currency_of,
)
from .number_words import DIGIT_WORDS, NO_NOUN, ORDINALS, read_words
from .numerals import MOST_DIGITS, Separators, read_numeral


@dataclass(frozen=True)
class Quantity:
    """A number in base units (đồng, dollars, percent 0–100, counts) and how the document wrote it."""

    amount: Decimal  # the lower end when `upper` is there, the numerator when `denominator` is
    denominator: Decimal | None
    upper: Decimal | None
    measure: Measure
    qualifier: Qualifier
    scale: Decimal | None  # the unit factor as stated: 10**12 for nghìn tỷ; None when there is no such word
    decimals: int  # decimals as stated, in the unit of `scale`
    unit: str | None  # the words after number and scale: đồng, lượt/ngày, %, sản phẩm
    token: str  # as given


_RANK = re.compile(r"(?:top|(?:xếp )?thứ hạng|(?:xếp |vị trí )?thứ|(?:xếp )?hạng)\s", re.I)
# Dots group the thousands, or single spaces: 12 500,5.
_NUMERAL = re.compile(r"-?[1-9][0-9]{0,2}(?: [0-9]{3})+(?:,[0-9]+)?(?![0-9.,])|-?[0-9](?:[0-9.,]*[0-9])?")
_BELOW_ZERO = re.compile(r"\Aâm\s(?=[0-9])", re.I)
_NUMBER_WORD = re.compile(rf"(?:{'|'.join([*DIGIT_WORDS, 'mười'])})\b", re.I)
_WORDS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_DOTTED = str.maketrans("\u0131\u0130", "iI")
_ORDER = "a number of the official form, for instance 8,7 nghìn tỷ đồng, 73/124, 28%, 02-03, hai mươi mốt"


@dataclass(frozen=True)
class _Given:
    """What is to be read, and how its doubtful separators are."""

    token: str
    separators: Separators = Separators.STRICT


@dataclass(frozen=True)
class _Simple:
    """One number with scale and unit, before measure and qualifier are known."""

    value: Decimal
    denominator: Decimal | None
    scale: Decimal | None
    decimals: int
    unit: str | None
    doubt: str | None  # the numeral whose separator could be read either way


def normalise(token: str) -> str:
    """NFC, one plain space for any white space, one plain hyphen for any dash; nothing else changes."""
    text = unicodedata.normalize("NFC", token)
    text = re.sub("[\u200b\u2060\ufeff\u00ad]", "", text)
    return re.sub(r"\s+", " ", re.sub("[\u2010-\u2015\u2212]", "-", text)).strip()


def parse_quantity(
    token: str, measure: Measure | None = None, separators: Separators = Separators.STRICT
) -> Quantity:
    """The quantity that `token` states, in base units.

    Without `measure` it follows from the token: `%` percent, đồng or USD money, `ngày` days, `lần` times,
    `top`/`thứ`/`hạng` rank, anything else a count. With `measure` the token must agree with it: a bare
    number is a count, times or rank; money may leave its currency out only when it says triệu, tỷ …
    A range has qualifier RANGE whatever stands before it; of `73/124` and of a range, a scale said once
    holds for both numbers. `separators` settles a numeral that could be read either way, for a reader who
    knows what is counted. Raises QuantityError, naming what was expected and what was found.
    """
    given = _Given(token, separators)
    # `re.I` takes the Turkish ı and İ of poor text recognition for an i; tables of words do not.
    text = normalise(token).translate(_DOTTED)
    if not text:
        _fail(given, _ORDER, "nothing")
    ranked = _RANK.match(text)
    if ranked:
        simple, upper, qualifier = _ordinal(text[ranked.end():], given), None, Qualifier.EXACT
    else:
        simple, upper, qualifier = _qualified(text, given)
    inferred = Measure.RANK if ranked else _measure_of(simple.unit)
    chosen = _agreed(simple, inferred, measure, given)
    if separators is Separators.STRICT:
        _refuse_doubt(simple, chosen, given)
    if simple.denominator is not None and chosen is Measure.PERCENT:
        _fail(given, "a ratio or a percentage, in two rows", text)
    if chosen is Measure.RANK and (simple.scale or simple.value != int(simple.value) or simple.value < 1):
        _fail(given, "a whole number from 1 for a rank", text)
    return Quantity(_plain(simple.value), _plain(simple.denominator), _plain(upper), chosen, qualifier,
                    simple.scale, simple.decimals, simple.unit, token)


def parse_number_words(text: str) -> Decimal:
    """The value of number words alone: `hai mươi mốt` → 21. Raises QuantityError on anything else."""
    words = normalise(text).casefold().split(" ")
    read = read_words(words)
    if read is None or read[1] != len(words):
        _fail(_Given(text), "number words, for instance hai mươi mốt", text)
    return read[0]


@overload
def _plain(value: Decimal) -> Decimal: ...
@overload
def _plain(value: Decimal | None) -> Decimal | None: ...
def _plain(value: Decimal | None) -> Decimal | None:
    """The same number, without the decimals that a scale has used up (8700000000000, not …0.0)."""
    return Decimal(int(value)) if value is not None and value == int(value) else value


def _fail(given: _Given, expected: str, found: str, hint: str | None = None) -> NoReturn:
    raise QuantityError(f"{given.token!r} cannot be read as a quantity.", expected=expected, found=found, hint=hint)


def _qualified(text: str, given: _Given) -> tuple[_Simple, Decimal | None, Qualifier]:
    """Strips what qualifies a number, then reads it or the range."""
    said: list[Qualifier] = []
    while match := QUALIFIER.match(text):
        kind = QUALIFIERS[match[1].casefold()]
        said += [kind] if kind else []
        text = text[match.end():]
    if sign := QUALIFIER_SIGN.match(text):
        said.append(QUALIFIER_SIGNS[sign[1]])
        text = text[sign.end():]
    text = _BELOW_ZERO.sub("-", text)
    begins = re.match(r"từ\s", text, re.I)
    text = text[begins.end():] if begins else text
    if first := CURRENCY_FIRST.match(text):
        # `US$ 5 tỷ` is what `5 tỷ US$` is.
        text = f"{text[first.end():]} {currency_of(first[1])}"
    bound = BOUND.search(text)
    if bound and bound.end() == len(text):
        said.append(Qualifier.OVER if bound[1].casefold() == "trở lên" else Qualifier.UNDER)
        text = text[: bound.start()]
    if {Qualifier.OVER, Qualifier.UNDER} <= set(said):
        _fail(given, "one bound", "an upper and a lower one")
    for separator in re.finditer(r"\s?-\s?|\s(?:đến|tới)\s", text, re.I):
        rest = text[separator.end():]
        if separator.start() and (_NUMERAL.match(rest) or _NUMBER_WORD.match(rest)):
            low, high = _range(text[: separator.start()], rest, given)
            return low, high, Qualifier.RANGE
    if begins and not bound:
        _fail(given, "từ … đến …, or từ … trở lên", text)
    bounds = [kind for kind in said if kind is not Qualifier.ABOUT]
    return _simple(text, given), None, (bounds or said or [Qualifier.EXACT])[0]


def _range(lower: str, higher: str, given: _Given) -> tuple[_Simple, Decimal]:
    low, high = _simple(lower, given), _simple(higher, given)
    if low.denominator is not None or high.denominator is not None:
        _fail(given, "a range of plain numbers", f"{lower} – {higher}")
    if low.unit is None:
        # `1,2-1,5 triệu`: what is said once, after the second number, holds for both.
        if low.scale is None and high.scale is not None:
            low = replace(low, value=low.value * high.scale, scale=high.scale)
        low = replace(low, unit=high.unit)
    elif low.unit.casefold() != (high.unit or "").casefold():
        _fail(given, "the same unit at both ends of a range", f"{low.unit} and {high.unit or 'none'}")
    if low.value >= high.value:
        _fail(given, "a range that rises", f"{lower} – {higher}")
    decimals = max(low.decimals, high.decimals)
    return replace(low, decimals=decimals, doubt=low.doubt or high.doubt), high.value


def _ordinal(text: str, given: _Given) -> _Simple:
    first, _, rest = text.partition(" ")
    if first.casefold() in ORDINALS:
        return _Simple(Decimal(ORDINALS[first.casefold()]), None, None, 0, _unit(rest, given), None)
    return _simple(text, given)


def _simple(text: str, given: _Given) -> _Simple:
    match = _NUMERAL.match(text)
    if not match:
        return _spelled(text, given)
    value, decimals, doubt = _numeral(match[0], given)
    rest, denominator = text[match.end():], None
    if ratio := re.match(r"\s?/\s?(?=[0-9])", rest):
        below = _NUMERAL.match(rest, ratio.end())
        if not below or rest[below.end():].startswith("/"):
            _fail(given, "a ratio such as 73/124", text, "a date is read by parse_date")
        denominator, more, second = _numeral(below[0], given)
        if denominator <= 0:
            _fail(given, "a denominator above zero", below[0])
        decimals, doubt, rest = max(decimals, more), doubt or second, rest[below.end():]
    scale = None
    if said := SCALE.match(rest):
        scale = Decimal(10) ** SCALES[said[1].casefold()]
        value, rest = value * scale, rest[said.end():]
        denominator = denominator * scale if denominator is not None else None
        while (again := re.match(r"\s([0-9][0-9.,]*)", rest)) and denominator is None:
            # `1 tỷ 200 triệu`: each next part has a smaller scale, and only whole numbers combine.
            part, places, _ = _numeral(again[1], given)
            smaller = SCALE.match(rest, again.end())
            factor = Decimal(10) ** SCALES[smaller[1].casefold()] if smaller else Decimal(1)
            if not smaller or decimals or places or factor >= scale or part * factor >= scale:
                _fail(given, "parts of falling scale, as in 1 tỷ 200 triệu", text)
            value, scale, rest = value + part * factor, factor, rest[smaller.end():]
    return _Simple(value, denominator, scale, decimals, _unit(rest, given), doubt)


def _numeral(text: str, given: _Given) -> tuple[Decimal, int, str | None]:
    """Value, decimals, and the numeral itself when its one separator could be read either way."""
    read = read_numeral(text.replace(" ", "."), given.separators)
    if read is None:
        expected = "dots between groups of three digits and a comma before the decimals"
        _fail(given, f"{expected}, at most {MOST_DIGITS} digits", text)
    return read.value, read.decimals, text if read.doubtful else None


def _spelled(text: str, given: _Given) -> _Simple:
    """A number in words; what follows the longest well-formed number is its unit."""
    match = _WORDS.match(text)
    words = match[0].split(" ") if match else []
    read = read_words([word.casefold() for word in words])
    if read is None:
        _fail(given, _ORDER, text)
    value, used, scale = read
    end = sum(len(word) + 1 for word in words[:used]) - 1
    return _Simple(value, None, scale, 0, _unit(text[end:], given), None)


def _unit(rest: str, given: _Given) -> str | None:
    """The words after a number: letters only, joined by spaces, commas, slashes, hyphens or `&`."""
    if not rest:
        return None
    if match := POINTS.match(rest):
        if rest[match.end():]:
            _fail(given, "nothing after the percentage points", rest[match.end():].strip())
        return "điểm phần trăm"
    if match := PERCENT.match(rest):
        if rest[match.end():]:
            _fail(given, "nothing after the percent sign", rest[match.end():].strip())
        return "%"
    words = rest.strip()
    if match := CURRENCY.fullmatch(rest):
        return words
    letters = all(c.isalpha() or c in " ,/-&$" for c in words)
    if not letters or not rest.startswith(" ") or not words[0].isalpha() or words[-1] in ",/-&":
        _fail(given, "the number, a space, and the words of its unit", rest,
              "leave footnote marks, brackets and closing punctuation out of the token")
    first = words.split(" ")[0].casefold()
    if first in NO_NOUN or (first in SCALES and re.match(NOT_SCALE, words[len(first):])):
        _fail(given, "a well-formed number", words)
    if words.casefold().startswith(("phần nghìn", "điểm phần trăm")):
        _fail(given, "percent, not another measure", words)
    return words


def _measure_of(unit: str | None) -> Measure:
    if unit is None:
        return Measure.COUNT
    if unit == "%":
        return Measure.PERCENT
    if unit == "điểm phần trăm":
        return Measure.PERCENTAGE_POINTS
    sign = CURRENCY.match(unit)
    if sign and unit[sign.end():][:1] in ("", "/"):  # `đồng/người/năm`
        return Measure(str(sign.lastgroup))
    first = unit.split(" ")[0].casefold()
    return {"ngày": Measure.DAYS, "lần": Measure.TIMES}.get(first, Measure.COUNT)


def _agreed(simple: _Simple, inferred: Measure, measure: Measure | None, given: _Given) -> Measure:
    """The measure asked for, when the token can be of it."""
    if measure is None or measure is inferred:
        return inferred
    if inferred is Measure.COUNT:
        bare = simple.unit is None
        fits = measure is Measure.RANK or (measure is Measure.TIMES and bare)
        # Writers leave đồng out after triệu or tỷ; a bare number is never money.
        fits = fits or (measure in CURRENCY_MEASURES and bare and simple.scale is not None)
    else:
        fits = measure is Measure.COUNT and inferred in (Measure.DAYS, Measure.TIMES)
    if not fits:
        hint = "dates are read by parse_date" if measure is Measure.DATE else "compare token and indicator"
        found = f"{inferred}, unit {simple.unit or 'not said'}"
        _fail(given, f"a quantity of measure {measure}", found, hint)
    return measure


def _refuse_doubt(simple: _Simple, measure: Measure, given: _Given) -> None:
    """`1,234` things may be a thousand or a little over one; `25.313%` may be 25 or 25 thousand."""
    if simple.doubt is None:
        return
    whole_only = measure not in (Measure.PERCENT, Measure.TIMES) and simple.scale is None
    if ("," in simple.doubt and whole_only) or ("." in simple.doubt and measure is Measure.PERCENT):
        _fail(given, "thousands or decimals beyond doubt", f"{simple.doubt}, which can be either",
              "look at the document and declare the correction with its reason")
