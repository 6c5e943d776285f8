"""The number grammar of Vietnamese official documents: from a token as stated to base units.

    quantity  := [qualifier] ["từ"] simple [("-" | "đến" | "tới") simple] ["trở lên" | "trở xuống"]
               | ("top" | "thứ" | "hạng" …) number
    simple    := number ["/" number] [scale] {number scale} ["%" | currency | noun]
    number    := digits | words                     12.375,3    05    hai mươi mốt
    scale     := nghìn | vạn | triệu | tỷ | nghìn tỷ | vạn tỷ | triệu tỷ

A dot groups thousands and a comma opens the decimals. Two slips occur and are read where they can mean
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


_QUALIFIERS: dict[str, Qualifier | None] = {
    "trung bình": None, "bình quân": None,  # an average is stated exactly unless `khoảng` follows
    "vào khoảng": Qualifier.ABOUT, "khoảng": Qualifier.ABOUT, "xấp xỉ": Qualifier.ABOUT,
    "ước tính": Qualifier.ABOUT, "ước đạt": Qualifier.ABOUT, "ước": Qualifier.ABOUT, "chừng": Qualifier.ABOUT,
    "không dưới": Qualifier.OVER, "không ít hơn": Qualifier.OVER, "không thấp hơn": Qualifier.OVER,
    "tối thiểu": Qualifier.OVER, "ít nhất": Qualifier.OVER, "hơn": Qualifier.OVER, "trên": Qualifier.OVER,
    "không vượt quá": Qualifier.UNDER, "không quá": Qualifier.UNDER, "không nhiều hơn": Qualifier.UNDER,
    "nhiều nhất": Qualifier.UNDER, "tối đa": Qualifier.UNDER, "chưa đến": Qualifier.UNDER,
    "chưa tới": Qualifier.UNDER, "dưới": Qualifier.UNDER, "gần": Qualifier.UNDER,
}  # fmt: skip
_PREFIX = re.compile(rf"({'|'.join(sorted(_QUALIFIERS, key=len, reverse=True))})\s", re.I)
_RANK = re.compile(r"(?:top|(?:xếp )?thứ hạng|(?:xếp |vị trí )?thứ|(?:xếp )?hạng)\s", re.I)
_SCALES = {
    "nghìn": 3, "ngàn": 3, "vạn": 4, "triệu": 6, "tỷ": 9, "tỉ": 9, "nghìn tỷ": 12, "ngàn tỷ": 12,
    "nghìn tỉ": 12, "ngàn tỉ": 12, "vạn tỷ": 13, "vạn tỉ": 13, "triệu tỷ": 15, "triệu tỉ": 15,
}  # fmt: skip
# `tỷ lệ`, `tỷ trọng` … are nouns, not a thousand million.
_NOT_SCALE = r"(?!\s(?:lệ|trọng|số|suất|giá|phú)\b)"
_SCALE = re.compile(rf"\s({'|'.join(sorted(_SCALES, key=len, reverse=True))})\b{_NOT_SCALE}", re.I)
_NUMERAL = re.compile(r"-?[0-9](?:[0-9.,]*[0-9])?")
_PERCENT = re.compile(r"\s?%|\sphần trăm\b", re.I)
_DONG = re.compile(r"(?:đồng(?: việt nam)?|vnđ|vnd)(?:/.*)?|đ", re.I)
_DOLLAR = re.compile(r"(?:usd|us\$|đô[ -]la(?: mỹ)?)(?:/.*)?", re.I)
_OTHER_MONEY = re.compile(r"(?:eur|euro|jpy|yên|cny|nhân dân tệ|krw|won|gbp|bảng anh)(?:/.*)?", re.I)
_DIGIT_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_AFTER_TEN = {k: v for k, v in _DIGIT_WORDS.items() if v != 5} | {"lăm": 5, "nhăm": 5}  # mười năm = ten years
_AFTER_TENS = {k: v for k, v in _AFTER_TEN.items() if v != 1} | {"mốt": 1, "tư": 4}
_AFTER_LINH = _DIGIT_WORDS | {"tư": 4}
_ORDINALS = {"nhất": 1, "nhì": 2, "tư": 4}
# A noun cannot begin so; what is left of a malformed number does.
_NO_NOUN = {*_DIGIT_WORDS, "mốt", "lăm", "mười", "mươi", "linh", "lẻ", "trăm", "chục"} - {"năm"}
_NUMBER_WORD = re.compile(rf"(?:{'|'.join([*_DIGIT_WORDS, 'mười'])})\b", re.I)
_ORDER = "a number of the official form, for instance 8,7 nghìn tỷ đồng, 73/124, 28%, 02-03, hai mươi mốt"


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


def parse_quantity(token: str, measure: Measure | None = None) -> Quantity:
    """The quantity that `token` states, in base units.

    Without `measure` it follows from the token: `%` percent, đồng or USD money, `ngày` days, `lần` times,
    `top`/`thứ`/`hạng` rank, anything else a count. With `measure` the token must agree with it: a bare
    number is a count, times or rank; money may leave its currency out only when it says triệu, tỷ …
    A range has qualifier RANGE whatever stands before it; of `73/124` and of a range, a scale said once
    holds for both numbers. Raises QuantityError, naming what was expected and what was found.
    """
    text = normalise(token)
    if not text:
        _fail(token, _ORDER, "nothing")
    ranked = _RANK.match(text)
    if ranked:
        simple, upper, qualifier = _ordinal(text[ranked.end():], token), None, Qualifier.EXACT
    else:
        simple, upper, qualifier = _qualified(text, token)
    inferred = Measure.RANK if ranked else _measure_of(simple.unit, token)
    chosen = _agreed(simple, inferred, measure, token)
    _refuse_doubt(simple, chosen, token)
    if simple.denominator is not None and chosen is Measure.PERCENT:
        _fail(token, "a ratio or a percentage, in two rows", text)
    if chosen is Measure.RANK and (simple.scale or simple.value != int(simple.value) or simple.value < 1):
        _fail(token, "a whole number from 1 for a rank", text)
    return Quantity(_plain(simple.value), _plain(simple.denominator), _plain(upper), chosen, qualifier,
                    simple.scale, simple.decimals, simple.unit, token)


def parse_number_words(text: str) -> Decimal:
    """The value of number words alone: `hai mươi mốt` → 21. Raises QuantityError on anything else."""
    words = normalise(text).casefold().split(" ")
    read = _words(words)
    if read is None or read[1] != len(words):
        _fail(text, "number words, for instance hai mươi mốt", text)
    return read[0]


@overload
def _plain(value: Decimal) -> Decimal: ...
@overload
def _plain(value: Decimal | None) -> Decimal | None: ...
def _plain(value: Decimal | None) -> Decimal | None:
    """The same number, without the decimals that a scale has used up (8700000000000, not …0.0)."""
    return Decimal(int(value)) if value is not None and value == int(value) else value


def _fail(token: str, expected: str, found: str, hint: str | None = None) -> NoReturn:
    raise QuantityError(f"{token!r} cannot be read as a quantity.", expected=expected, found=found, hint=hint)


def _qualified(text: str, token: str) -> tuple[_Simple, Decimal | None, Qualifier]:
    """Strips what qualifies a number, then reads it or the range."""
    said: list[Qualifier] = []
    while match := _PREFIX.match(text):
        kind = _QUALIFIERS[match[1].casefold()]
        said += [kind] if kind else []
        text = text[match.end():]
    begins = re.match(r"từ\s", text, re.I)
    text = text[begins.end():] if begins else text
    bound = re.search(r"\s(trở lên|trở xuống)$", text, re.I)
    if bound:
        said.append(Qualifier.OVER if bound[1].casefold() == "trở lên" else Qualifier.UNDER)
        text = text[: bound.start()]
    if {Qualifier.OVER, Qualifier.UNDER} <= set(said):
        _fail(token, "one bound", "an upper and a lower one")
    for separator in re.finditer(r"\s?-\s?|\s(?:đến|tới)\s", text, re.I):
        rest = text[separator.end():]
        if separator.start() and (_NUMERAL.match(rest) or _NUMBER_WORD.match(rest)):
            low, high = _range(text[: separator.start()], rest, token)
            return low, high, Qualifier.RANGE
    if begins and not bound:
        _fail(token, "từ … đến …, or từ … trở lên", text)
    bounds = [kind for kind in said if kind is not Qualifier.ABOUT]
    return _simple(text, token), None, (bounds or said or [Qualifier.EXACT])[0]


def _range(lower: str, higher: str, token: str) -> tuple[_Simple, Decimal]:
    low, high = _simple(lower, token), _simple(higher, token)
    if low.denominator is not None or high.denominator is not None:
        _fail(token, "a range of plain numbers", f"{lower} – {higher}")
    if low.unit is None:
        # `1,2-1,5 triệu`: what is said once, after the second number, holds for both.
        if low.scale is None and high.scale is not None:
            low = replace(low, value=low.value * high.scale, scale=high.scale)
        low = replace(low, unit=high.unit)
    elif low.unit.casefold() != (high.unit or "").casefold():
        _fail(token, "the same unit at both ends of a range", f"{low.unit} and {high.unit or 'none'}")
    if low.value >= high.value:
        _fail(token, "a range that rises", f"{lower} – {higher}")
    decimals = max(low.decimals, high.decimals)
    return replace(low, decimals=decimals, doubt=low.doubt or high.doubt), high.value


def _ordinal(text: str, token: str) -> _Simple:
    first, _, rest = text.partition(" ")
    if first.casefold() in _ORDINALS:
        return _Simple(Decimal(_ORDINALS[first.casefold()]), None, None, 0, _unit(rest, token), None)
    return _simple(text, token)


def _simple(text: str, token: str) -> _Simple:
    match = _NUMERAL.match(text)
    if not match:
        return _spelled(text, token)
    value, decimals, doubt = _numeral(match[0], token)
    rest, denominator = text[match.end():], None
    if ratio := re.match(r"\s?/\s?(?=[0-9])", rest):
        below = _NUMERAL.match(rest, ratio.end())
        if not below or rest[below.end():].startswith("/"):
            _fail(token, "a ratio such as 73/124", text, "a date is read by parse_date")
        denominator, more, second = _numeral(below[0], token)
        if denominator <= 0:
            _fail(token, "a denominator above zero", below[0])
        decimals, doubt, rest = max(decimals, more), doubt or second, rest[below.end():]
    scale = None
    if said := _SCALE.match(rest):
        scale = Decimal(10) ** _SCALES[said[1].casefold()]
        value, rest = value * scale, rest[said.end():]
        denominator = denominator * scale if denominator is not None else None
        while (again := re.match(r"\s([0-9][0-9.,]*)", rest)) and denominator is None:
            # `1 tỷ 200 triệu`: each next part has a smaller scale, and only whole numbers combine.
            part, places, _ = _numeral(again[1], token)
            smaller = _SCALE.match(rest, again.end())
            factor = Decimal(10) ** _SCALES[smaller[1].casefold()] if smaller else Decimal(1)
            if not smaller or decimals or places or factor >= scale or part * factor >= scale:
                _fail(token, "parts of falling scale, as in 1 tỷ 200 triệu", text)
            value, scale, rest = value + part * factor, factor, rest[smaller.end():]
    return _Simple(value, denominator, scale, decimals, _unit(rest, token), doubt)


def _numeral(text: str, token: str) -> tuple[Decimal, int, str | None]:
    """Value, decimals, and the numeral itself when its one separator could be read either way."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    group = r"[1-9][0-9]{0,2}"
    if match := re.fullmatch(rf"([0-9]+|{group}(?:\.[0-9]{{3}})+)(?:,([0-9]+))?", digits):  # official
        doubt = re.fullmatch(rf"{group}[.,][0-9]{{3}}", digits)
    elif match := (
        re.fullmatch(rf"({group}(?:,[0-9]{{3}}){{2,}})(?:\.([0-9]+))?", digits)
        or re.fullmatch(rf"({group},[0-9]{{3}})\.([0-9]+)", digits)
        or re.fullmatch(r"(0|[0-9]+(?=\.(?![0-9]{3}$)))\.([0-9]+)", digits)
    ):
        doubt = None  # a slip, and only one reading is left
    else:
        _fail(token, "dots between groups of three digits and a comma before the decimals", text)
    whole, fraction = re.sub("[.,]", "", match[1]), match[2] or ""
    if len(whole + fraction) > 18:  # beyond that decimal arithmetic would round without a word
        _fail(token, "at most 18 digits", text)
    value = Decimal(f"{whole}.{fraction}" if fraction else whole) * sign
    return value, len(fraction), text if doubt else None


def _spelled(text: str, token: str) -> _Simple:
    """A number in words; what follows the longest well-formed number is its unit."""
    words = text.split(" ")
    read = _words([word.casefold() for word in words])
    if read is None:
        _fail(token, _ORDER, text)
    value, used, scale = read
    tail = " ".join(words[used:])
    return _Simple(value, None, scale, 0, _unit(f" {tail}" if tail else "", token), None)


def _words(words: list[str]) -> tuple[Decimal, int, Decimal | None] | None:
    """Value, words used, and the scale that ends it (`ba nghìn tỷ` → 10**12); None when no number begins."""
    total, used, power = _below_billion(words, 0)
    if not used:
        return None
    if _SCALE.match(f" {' '.join(words[used:])}") and words[used] in ("tỷ", "tỉ"):
        total, used, power = total * 10**9, used + 1, power + 9
        rest, after, last = _below_billion(words, used)
        if after > used:
            total, used, power = total + rest, after, last
    return Decimal(total), used, Decimal(10) ** power if power else None


def _below_billion(words: list[str], start: int) -> tuple[int, int, int]:
    """Value, where it ends, and the power of ten of its last scale word (0 when it ends without one).

    A part without a scale word follows only `nghìn` and then says its hundreds: `hai nghìn năm` is two
    thousand years, and `một triệu hai`, which speakers use for 1.2 million, is refused by what is left over.
    """
    value, at, last = 0, start, 10
    while group := _below_thousand(words, at, inner=at > 0):
        part, after = group
        power = 0
        for name, zeros in (("nghìn", 3), ("ngàn", 3), ("vạn", 4), ("triệu", 6)):
            if words[after : after + 1] == [name]:
                power, after = zeros, after + 1
        says_hundreds = words[at] in ("linh", "lẻ") or words[at + 1 : at + 2] == ["trăm"]
        if power >= last or (not power and at > 0 and not (last == 3 and says_hundreds)):
            break
        value, at, last = value + part * 10**power, after, power
        if not power:
            break
        if power > 3 and words[at : at + 2] in (["không", "nghìn"], ["không", "ngàn"]):
            at, last = at + 2, 3
    return value, at, last if at > start else 0


def _below_thousand(words: list[str], at: int, inner: bool) -> tuple[int, int] | None:
    """The number below 1000 that begins at `at`, and where it ends.

    `không trăm` and a leading `linh` stand only inside a number (`inner`).
    """

    def word(offset: int) -> str:
        return words[at + offset] if at + offset < len(words) else ""

    digit = _DIGIT_WORDS.get(word(0))
    if inner and word(0) in ("linh", "lẻ") and word(1) in _AFTER_LINH:
        return _AFTER_LINH[word(1)], at + 2
    if (digit or (inner and word(0) == "không")) and word(1) == "trăm":
        hundreds = 100 * (digit or 0)
        tens = _below_thousand(words, at + 2, inner=True) if word(2) != "không" else None
        if tens and (word(2) in ("linh", "lẻ") or 10 <= tens[0] < 100):
            return hundreds + tens[0], tens[1]
        return (hundreds, at + 2) if hundreds else None
    if digit and digit > 1 and word(1) == "mươi":
        unit = _AFTER_TENS.get(word(2), 0)
        return digit * 10 + unit, at + 2 + bool(unit)
    if word(0) == "mười":
        unit = _AFTER_TEN.get(word(1), 0)
        return 10 + unit, at + 1 + bool(unit)
    return (digit, at + 1) if digit else None


def _unit(rest: str, token: str) -> str | None:
    """The words after a number: letters only, joined by spaces, commas, slashes, hyphens or `&`."""
    if not rest:
        return None
    if match := _PERCENT.match(rest):
        if rest[match.end():]:
            _fail(token, "nothing after the percent sign", rest[match.end():].strip())
        return "%"
    words = rest.strip()
    letters = all(c.isalpha() or c in " ,/-&$" for c in words)
    if not letters or not rest.startswith(" ") or not words[0].isalpha() or words[-1] in ",/-&":
        _fail(token, "the number, a space, and the words of its unit", rest,
              "leave footnote marks, brackets and closing punctuation out of the token")
    first = words.split(" ")[0].casefold()
    if first in _NO_NOUN or (first in _SCALES and re.match(_NOT_SCALE, words[len(first):])):
        _fail(token, "a well-formed number", words)
    if words.casefold().startswith(("điểm phần trăm", "phần nghìn")):
        _fail(token, "percent, not another measure", words)
    return words


def _measure_of(unit: str | None, token: str) -> Measure:
    if unit is None:
        return Measure.COUNT
    if unit == "%":
        return Measure.PERCENT
    if _DONG.fullmatch(unit):
        return Measure.VND
    if _DOLLAR.fullmatch(unit):
        return Measure.USD
    if _OTHER_MONEY.fullmatch(unit):
        _fail(token, "đồng or USD", unit, "no measure is kept for other currencies")
    first = unit.split(" ")[0].casefold()
    return {"ngày": Measure.DAYS, "lần": Measure.TIMES}.get(first, Measure.COUNT)


def _agreed(simple: _Simple, inferred: Measure, measure: Measure | None, token: str) -> Measure:
    """The measure asked for, when the token can be of it."""
    if measure is None or measure is inferred:
        return inferred
    if inferred is Measure.COUNT:
        bare = simple.unit is None
        fits = measure is Measure.RANK or (measure is Measure.TIMES and bare)
        # Writers leave đồng out after triệu or tỷ; a bare number is never money.
        fits = fits or (measure in (Measure.VND, Measure.USD) and bare and simple.scale is not None)
    else:
        fits = measure is Measure.COUNT and inferred in (Measure.DAYS, Measure.TIMES)
    if not fits:
        hint = "dates are read by parse_date" if measure is Measure.DATE else "compare token and indicator"
        found = f"{inferred}, unit {simple.unit or 'not said'}"
        _fail(token, f"a quantity of measure {measure}", found, hint)
    return measure


def _refuse_doubt(simple: _Simple, measure: Measure, token: str) -> None:
    """`1,234` things may be a thousand or a little over one; `25.313%` may be 25 or 25 thousand."""
    if simple.doubt is None:
        return
    whole_only = measure not in (Measure.PERCENT, Measure.TIMES) and simple.scale is None
    if ("," in simple.doubt and whole_only) or ("." in simple.doubt and measure is Measure.PERCENT):
        _fail(token, "thousands or decimals beyond doubt", f"{simple.doubt}, which can be either",
              "look at the document and declare the correction with its reason")
