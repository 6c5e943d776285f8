"""A number with its qualifier, its scale and its sign: the stretch that a mention is, and its value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from ...vocabulary.measures import Measure, Qualifier
from ...vocabulary.number_signs import (
    BELOW_ZERO,
    BOUND,
    CURRENCY,
    CURRENCY_BEFORE,
    PERCENT,
    POINTS,
    QUALIFIER_BEFORE,
    QUALIFIER_SIGN_BEFORE,
    QUALIFIER_SIGNS,
    QUALIFIERS,
    SCALE,
    SCALES,
    currency_of,
)
from .numbers import Number

_OVER = re.compile(r"\s?/\s?(?=[0-9])")
_TO = re.compile(r"\s?[-\u2010-\u2015\u2212]\s?|\s(?:đến|tới)\s")
_LONGEST_TO = 6
_MEASURED = re.compile(r"\s(ngày|lần)(?!\w)(?!\s(?:lượt|càng|thứ|công|nữa)(?!\w))", re.I)
# Behind these words `hơn`, `trên`, `dưới`, `ước` belong to what stands before them.
_COMPARED = re.compile(
    r"(?:(?<!không )(?:cao|thấp|nhiều|ít|lớn|nhỏ|dài|ngắn|nhanh|chậm|tốt|kém|sớm|muộn|rẻ|đắt|mạnh|yếu|sâu|rộng) hơn"
    r"|(?:nêu|kể|phía|bên|ở|như|dựa|căn cứ|đặt|đứng|chạy|[0-9]) (?:trên|dưới)"
    r"|(?:hiệp|công|quy|thỏa|thoả|điều|giao|mơ|mong) ước)\s?\Z", re.I,
)  # fmt: skip
# … but not behind a date: `năm 2026 trên 10%`.
_DATED = re.compile(r"(?:(?:năm|tháng|quý|ngày) |/)[0-9]{1,4} (?:trên|dưới)\s?\Z", re.I)
_ABSURD_PERCENT = 10_000
_MOST_SAID = 4  # qualifiers at one number
_LAST_OF_SIGN = frozenset("$€£¥₩dDđĐrRyYpPwW")
_REACH = 24  # characters: longer than any qualifier with the word before it
_TAG = 8  # characters: `<b>` ends with no sign of comparison
_SHORTENED = frozenset("rR.")  # `tr.đ` stands behind digits only
_BELOW = frozenset({"âm", "Âm"})
_DIGITS = frozenset("0123456789")
_COMPARING = frozenset("≥≤<>=~≈")
_ZERO, _ONE = Decimal(0), Decimal(1)
SCALE_OF = {word: Decimal(10) ** zeros for word, zeros in SCALES.items()}
# No scale or sign begins with these: a number that one of them follows stands bare.
_CLOSES = frozenset(",;:.)") | {""}
_INERT = frozenset("0123456789,;:.()")
_TAILS = frozenset(said[-3:] for said in QUALIFIERS)  # how a qualifier ends: much cheaper to look at


class Expression(NamedTuple):
    """What stands at one number or at two that belong together.

    `start`/`end` bound the mention, `first`/`last` the bare number(s) with their scale. `measure` is None
    where neither percent nor a currency nor `lần` nor `ngày` is said.
    """

    start: int
    end: int
    first: int
    last: int
    value: Decimal
    upper: Decimal | None = None
    denominator: Decimal | None = None
    scale: Decimal | None = None
    measure: Measure | None = None
    qualifier: Qualifier = Qualifier.EXACT
    digits: str = ""
    decimals: int = 0
    doubtful: tuple[Number, ...] = ()
    used: int = 1  # numbers

    @property
    def spelled(self) -> bool:
        return not self.digits

    @property
    def bare(self) -> bool:
        """Whether nothing but the number is there: no scale, sign or second number."""
        return self.measure is None and self.scale is None and self.upper is None and self.denominator is None


class _Part(NamedTuple):
    """One number or ratio, with its scale and sign."""

    value: Decimal
    end: int
    last: int
    used: int
    denominator: Decimal | None = None
    scale: Decimal | None = None
    measure: Measure | None = None
    doubtful: tuple[Number, ...] = ()


def expression(text: str, found: Sequence[Number], index: int, left: int, right: int) -> Expression | None:
    """What begins at the number `found[index]`, between the free positions `left` and `right`.

    None when the digits are no number.
    """
    number = found[index]
    low = _part(text, found, index, right)
    if low is None:
        return None
    start, end, last, upper, used = number.start, low.end, low.last, None, low.used
    high = _range_end(text, found, index, low, right)
    if high is not None:
        if low.measure is None:
            if low.scale is None and high.scale is not None:
                low = _scaled(low, high.scale)
            low = _Part(low.value, low.end, low.last, low.used, None, low.scale or high.scale, high.measure)
        end, last, upper, used = high.end, high.last, high.value, low.used + high.used
    measure = low.measure
    signed = measure is None and not number.spelled and _signed(text, start)
    if signed and (sign := CURRENCY_BEFORE.search(text, max(left, start - 4), start)):
        measure, start = currency_of(sign[1]), sign.start()
    start, negative = _minus(text, start, left, measure, low)
    start, qualifier = _qualified(text, start, left)
    if text[end:end + 2] in (" t", " T") and (bound := BOUND.match(text, end, right)):
        end = bound.end()
        qualifier = Qualifier.OVER if bound[1].casefold() == "trở lên" else Qualifier.UNDER
    if upper is not None:
        qualifier = Qualifier.RANGE
    value = -low.value if negative else low.value
    return Expression(
        start, end, number.start, last, plain(value), plain(upper) if upper is not None else None,
        plain(low.denominator) if low.denominator is not None else None, low.scale, measure, qualifier,
        number.digits, number.decimals, low.doubtful + (high.doubtful if high else ()), used,
    )  # fmt: skip


def plain(value: Decimal) -> Decimal:
    """The same number without the decimals that a scale has used up."""
    whole = int(value)
    return Decimal(whole) if value == whole else value


def plain_word(said: str) -> str:
    """In lower case; a pattern that ignores case takes the Turkish letters for an i, too."""
    return said.casefold().replace("i\u0307", "i").replace("\u0131", "i")


def _part(text: str, found: Sequence[Number], index: int, right: int) -> _Part | None:
    number = found[index]
    if number.value is None or number.end > right:
        return None
    numerals, used, end = [number], 1, number.end
    below = _denominator(text, found, index, right) if "/" in text[end:end + 2] else None
    if below is not None:
        numerals, used, end = [number, below], 2, below.end
    scale, factor, smaller = number.scale, _ONE, _ZERO
    if text[end:end + 1] in _CLOSES or (text[end:end + 1] == " " and text[end + 1:end + 2] in _INERT):
        # Neither scale nor sign stands here, which saves trying them all at each of a long list's numbers.
        values = [numeral.value or _ZERO for numeral in numerals]
        doubtful = tuple(numeral for numeral in numerals if numeral.doubtful)
        return _Part(values[0], end, end, used, values[1] if below is not None else None, scale, None, doubtful)
    said = SCALE.match(text, end, right) if scale is None else None
    if said and not (number.spelled and said[1][-1] in _SHORTENED):
        scale = factor = SCALE_OF[plain_word(said[1])]
        end = said.end()
        if below is None and not number.decimals:
            smaller, scale, end, used = _smaller_parts(text, found, index, right, scale, end)
    measure, stop = _sign(text, end, right, scaled=scale is not None)
    settled = [_settled(numeral, measure, scale) for numeral in numerals]
    values = [(numeral.value or Decimal(0)) * factor for numeral in settled]
    doubtful = tuple(numeral for numeral in settled if numeral.doubtful)
    denominator = values[1] if below is not None else None
    return _Part(values[0] + smaller, stop, end, used, denominator, scale, measure, doubtful)


def _denominator(text: str, found: Sequence[Number], index: int, right: int) -> Number | None:
    """The number under a stroke: not when a third follows (a date), nor where the percent sign is its own."""
    number = found[index]
    over = None if number.spelled else _OVER.match(text, number.end, right)
    if over is None or index + 1 >= len(found) or found[index + 1].start != over.end():
        return None
    below = found[index + 1]
    if not below.value or below.end > right or _OVER.match(text, below.end, right) or PERCENT.match(text, below.end):
        return None
    return below


def _smaller_parts(
    text: str, found: Sequence[Number], index: int, right: int, scale: Decimal, end: int
) -> tuple[Decimal, Decimal, int, int]:
    """What follows in `1 tỷ 200 triệu`: its value, the last scale, where it ends, and how many numbers are used.

    Each next part has a smaller scale, and only whole numbers combine.
    """
    value, used = Decimal(0), 1
    while index + used < len(found):
        part = found[index + used]
        if text[end:part.start] != " " or part.spelled or part.value is None or part.decimals:
            break
        said = SCALE.match(text, part.end, right)
        factor = SCALE_OF[plain_word(said[1])] if said else scale
        if said is None or factor >= scale or part.value * factor >= scale:
            break
        value, scale, end, used = value + part.value * factor, factor, said.end(), used + 1
    return value, scale, end, used


def _scaled(part: _Part, scale: Decimal) -> _Part:
    return _Part(part.value * scale, part.end, part.last, part.used, None, scale, part.measure)


def _sign(text: str, end: int, right: int, scaled: bool) -> tuple[Measure | None, int]:
    for pattern, measure in ((POINTS, Measure.PERCENTAGE_POINTS), (PERCENT, Measure.PERCENT)):
        if match := pattern.match(text, end, right):
            return measure, match.end()
    if match := CURRENCY.match(text, end, right):
        return Measure(str(match.lastgroup)), match.end()
    if not scaled and (match := _MEASURED.match(text, end, right)):
        return (Measure.DAYS if match[1].casefold() == "ngày" else Measure.TIMES), match.end()
    return None, end


def _settled(number: Number, measure: Measure | None, scale: Decimal | None) -> Number:
    """A doubtful numeral read in the way that its sign allows: no đồng in parts, no percentage of 10.000 or more."""
    if not number.doubtful or number.value is None:
        return number
    if "," in number.digits:
        return number.slipped() if measure in (Measure.VND, Measure.DAYS) and scale is None else number
    percent = measure in (Measure.PERCENT, Measure.PERCENTAGE_POINTS)
    return number.slipped() if percent and number.value >= _ABSURD_PERCENT else number


def _range_end(text: str, found: Sequence[Number], index: int, low: _Part, right: int) -> _Part | None:
    """The upper end of a range that begins with `low`: rising, in the same unit or with the unit said once."""
    if low.denominator is not None:
        return None
    follows = index + low.used
    if follows >= len(found) or found[follows].start - low.end > _LONGEST_TO:
        return None
    to = _TO.match(text, low.end, right)
    if not to or found[follows].start != to.end():
        return None
    high = _part(text, found, follows, right)
    if high is None or high.denominator is not None or found[index].spelled != found[follows].spelled:
        return None
    if low.measure is not None and low.measure is not high.measure:
        return None
    value = low.value
    if low.measure is None and low.scale is None and high.scale is not None:
        value *= high.scale
    return high if value < high.value else None


def _signed(text: str, start: int) -> bool:
    """Whether a sign of money may stand before `start`."""
    at = start - 2 if text[start - 1 : start] == " " else start - 1
    return at >= 0 and text[at] in _LAST_OF_SIGN


def _minus(text: str, start: int, left: int, measure: Measure | None, part: _Part) -> tuple[int, bool]:
    """A minus glued to a percentage or a decimal; elsewhere a hyphen joins or begins an item of a list."""
    if text[start - 1:start] == " " and text[start - 3:start - 1] in _BELOW and text[start] in _DIGITS and (
        measure is not None or text[start:part.end].find(",") > 0 or text[part.end:part.end + 3] == " độ"
    ):
        below = BELOW_ZERO.search(text, max(left, start - 8), start)
        return (below.start(1), True) if below else (start, False)
    if start - 1 < left or text[start - 1] not in "-−" or measure is not Measure.PERCENT:
        return start, False
    if start - 1 == left or text[start - 2] in " (":
        return start - 1, True
    return start, False


def _compared(text: str, start: int) -> bool:
    """Whether `hơn`, `trên`, `dưới` right before `start` belong to what stands before them."""
    low = max(0, start - _REACH)
    return _COMPARED.search(text, low, start) is not None and _DATED.search(text, low, start) is None


def _qualified(text: str, start: int, left: int) -> tuple[int, Qualifier]:
    """Where the words begin that say how exact the number is, and what they say."""
    said: list[Qualifier | None] = []
    sign, at = None, start - 2 if text[start - 1:start] == " " else start - 1
    if at >= left and text[at] in _COMPARING and text[start] in _DIGITS:
        sign = QUALIFIER_SIGN_BEFORE.search(text, max(left, start - 4), start)
    if sign is not None and not (sign[1] == ">" and "<" in text[max(0, sign.start() - _TAG):sign.start()]):
        said.append(QUALIFIER_SIGNS[sign[1]])
        start = sign.start()
    while len(said) < _MOST_SAID and text[start - 1 : start] == " ":
        if text[max(0, start - 4):start - 1].casefold() not in _TAILS:
            break
        match = QUALIFIER_BEFORE.search(text, max(left, start - _REACH), start)
        if match is None or _compared(text, start):
            break
        kind = QUALIFIERS[plain_word(match[1])]
        if kind is not None and {kind, *said} >= {Qualifier.OVER, Qualifier.UNDER}:
            break
        said.append(kind)
        start = match.start()
    bounds = [kind for kind in said if kind is not None and kind is not Qualifier.ABOUT]
    if bounds:
        return start, bounds[0]
    return start, Qualifier.ABOUT if Qualifier.ABOUT in said else Qualifier.EXACT
