"""How a value is written: one function for prose, charts, tables, PDF and workbook, so that they agree."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

from ..vocabulary.measures import Kind, Measure, Qualifier, Status
from ..vocabulary.values import Value

NBSP = "\u00a0"

_SCALES = {
    "vi": {12: "nghìn tỷ", 9: "tỷ", 6: "triệu", 3: "nghìn"},
    "en": {12: "trillion", 9: "billion", 6: "million", 3: "thousand"},
}
_MISSING = {
    (Status.NOT_REPORTED, "vi"): "chưa báo cáo",
    (Status.NOT_REPORTED, "en"): "not reported",
    (Status.NOT_APPLICABLE, "vi"): "không áp dụng",
    (Status.NOT_APPLICABLE, "en"): "not applicable",
}
_QUALIFIERS = {
    "vi": {Qualifier.ABOUT: "khoảng", Qualifier.OVER: "hơn", Qualifier.UNDER: "dưới"},
    "en": {Qualifier.ABOUT: "about", Qualifier.OVER: "over", Qualifier.UNDER: "under"},
}
# Bounds that documents also write in other words.
_SAID_OTHERWISE = {
    "gần": {"vi": "gần", "en": "nearly"},
    "ít nhất": {"vi": "ít nhất", "en": "at least"},
    "tối thiểu": {"vi": "tối thiểu", "en": "at least"},
    "tối đa": {"vi": "tối đa", "en": "at most"},
    "trên": {"vi": "trên", "en": "over"},
}


def rounded(amount: Decimal, decimals: int) -> Decimal:
    """Half up, as duties for printed shares ask (not banker's rounding)."""
    return amount.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@lru_cache(maxsize=4096)
def _decimal(amount: Decimal, decimals: int, lang: str) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(rounded(amount, decimals), format=pattern, locale=lang))


def number(amount: Decimal | int, lang: str, decimals: int = 0) -> str:
    """`1.234.567,8` (vi) or `1,234,567.8` (en)."""
    return _decimal(Decimal(amount), decimals, lang)


def decimals_of(value: Value) -> int:
    """Decimals to show: as stated for a stated value; one for a recomputed share, or as many as the
    document's own value beside it has."""
    if value.measure is Measure.PERCENT and value.kind is Kind.RECOMPUTED:
        beside = value.counterpart.decimals if value.counterpart is not None else None
        return max(1, beside or 0) if value.decimals is None else value.decimals
    return value.decimals or 0


def _exponent(value: Value) -> int:
    if not value.scale:
        return 0
    exponent = value.scale.adjusted()
    return exponent if exponent in _SCALES["vi"] else 0


def scale_words(exponent: int, lang: str) -> str:
    """`nghìn tỷ` for 12, nothing for 0."""
    return _SCALES[lang].get(exponent, "")


def shown(value: Value, lang: str, *, unit: bool = True) -> str:
    """The value as every exhibit writes it, e.g. `82,75 nghìn tỷ đồng`, `73/124`, `10,5%`, `chưa báo cáo`.

    Without `unit` the scale and currency are left out (a table's header carries them); the per cent sign too.
    """
    if not value.reported:
        return _MISSING[(value.status if value.status is not Status.REPORTED else Status.NOT_REPORTED, lang)]
    assert value.amount is not None
    exponent, decimals = _exponent(value), decimals_of(value)
    divisor = Decimal(10) ** exponent
    if value.measure is Measure.DATE:
        return day(date.fromordinal(int(value.amount)), lang)
    text = number(value.amount / divisor, lang, decimals)
    if value.upper is not None:
        text += f"–{number(value.upper / divisor, lang, decimals)}"
    if value.denominator is not None:
        text += f"/{number(value.denominator / divisor, lang, decimals)}"
    if unit:
        text = _with_unit(text, value.measure, scale_words(exponent, lang), lang)
    return _qualified(text, value, lang)


def _with_unit(text: str, measure: Measure, scale: str, lang: str) -> str:
    if measure is Measure.PERCENT:
        return f"{text}%"
    scaled = f"{text}{NBSP}{scale}".rstrip(NBSP) if scale else text
    scaled = scaled.replace(" ", NBSP)
    if measure in (Measure.VND, Measure.USD):
        if lang == "en":
            return f"{measure.value}{NBSP}{scaled}"
        return f"{scaled}{NBSP}{'đồng' if measure is Measure.VND else 'USD'}"
    if measure is Measure.DAYS:
        return f"{scaled}{NBSP}{'ngày' if lang == 'vi' else 'day' if text == '1' else 'days'}"
    if measure is Measure.TIMES:
        return f"{scaled}{NBSP}{'lần' if lang == 'vi' else 'times'}"
    return scaled


def _qualified(text: str, value: Value, lang: str) -> str:
    if value.qualifier not in _QUALIFIERS[lang]:
        return text
    word = _QUALIFIERS[lang][value.qualifier]
    said = (value.token or "").casefold()
    for start, words in _SAID_OTHERWISE.items():
        if said.startswith(start):
            word = words[lang]
    return f"{word}{NBSP}{text}"


def unit_label(value: Value, lang: str, counted: str | None = None) -> str:
    """What a table's header says: `nghìn tỷ đồng`, `%`, `sản phẩm`."""
    scale = scale_words(_exponent(value), lang)
    if value.measure is Measure.PERCENT:
        return "%"
    if value.measure in (Measure.VND, Measure.USD):
        currency = {"VND": "đồng" if lang == "vi" else "VND", "USD": "USD"}[value.measure.value]
        return f"{scale} {currency}".strip() if lang == "vi" else f"{currency} {scale}".strip()
    return " ".join(part for part in (scale, counted or "") if part)


def day(when: date, lang: str, precision: str = "day") -> str:
    """`24/6/2026`, `6/2026`, `2026` in Vietnamese; `24 June 2026`, `June 2026`, `2026` in English."""
    if precision == "year":
        return str(when.year)
    if precision == "quarter":
        return (
            f"quý {['I', 'II', 'III', 'IV'][(when.month - 1) // 3]}/{when.year}"
            if lang == "vi"
            else f"Q{(when.month + 2) // 3} {when.year}"
        )
    if lang == "vi":
        return (
            f"{when.month}/{when.year}"
            if precision == "month"
            else str(format_date(when, "d/M/y", locale="vi"))
        )
    return str(format_date(when, "MMMM y" if precision == "month" else "d MMMM y", locale="en"))
