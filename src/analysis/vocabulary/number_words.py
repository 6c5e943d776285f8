"""Number words: `hai mươi mốt`, `ba trăm linh năm`, `hai nghìn năm trăm`, `một tỷ hai trăm triệu`."""

from __future__ import annotations

from decimal import Decimal

DIGIT_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_AFTER_TEN = {k: v for k, v in DIGIT_WORDS.items() if v != 5} | {"lăm": 5, "nhăm": 5}  # mười năm = ten years
_AFTER_TENS = {k: v for k, v in _AFTER_TEN.items() if v != 1} | {"mốt": 1, "tư": 4}
_AFTER_LINH = DIGIT_WORDS | {"tư": 4}
ORDINALS = {"nhất": 1, "nhì": 2, "tư": 4}
# A noun cannot begin so; what is left of a malformed number does.
NO_NOUN = {*DIGIT_WORDS, "mốt", "lăm", "mười", "mươi", "linh", "lẻ", "trăm", "chục"} - {"năm"}
# After these words `tỷ` is the beginning of a noun (tỷ lệ, tỷ trọng), not a thousand million.
AFTER_TY = frozenset({"lệ", "trọng", "số", "suất", "giá", "phú"})
LONGEST = 24  # words: no number below 10**15 has more


def read_words(words: list[str]) -> tuple[Decimal, int, Decimal | None] | None:
    """Value, words used, and the scale that ends it (`ba nghìn tỷ` → 10**12); None when no number begins.

    `words` are in lower case; the longest well-formed number at their beginning is read.
    """
    total, used, power = _below_billion(words, 0)
    if not used:
        return None
    if words[used : used + 1] in (["tỷ"], ["tỉ"]) and not AFTER_TY.intersection(words[used + 1 : used + 2]):
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

    digit = DIGIT_WORDS.get(word(0))
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
