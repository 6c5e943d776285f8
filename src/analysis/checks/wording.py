"""Words for findings: numbers as people write them, and figures named in a sentence, in both languages.

Everything here is plain text in NFC. Money and large numbers keep the unit their document uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_decimal

from ..vocabulary.agencies import agencies
from ..vocabulary.catalogue import catalogue, dimension_labels
from ..vocabulary.locators import Locator
from ..vocabulary.measures import Measure, Qualifier
from ..vocabulary.values import NATION, Value
from .agreement import rounded

if TYPE_CHECKING:
    from ..tables.store import View

_SCALES = {
    "vi": {12: "nghìn tỷ", 9: "tỷ", 6: "triệu", 3: "nghìn"},
    "en": {12: "trillion", 9: "billion", 6: "million", 3: "thousand"},
}
_CURRENCIES = {
    "vi": {Measure.VND: "đồng", Measure.USD: "USD"},
    "en": {Measure.VND: "dong", Measure.USD: "US dollars"},
}
_QUALIFIERS = {
    "vi": {Qualifier.ABOUT: "khoảng ", Qualifier.OVER: "hơn ", Qualifier.UNDER: "dưới "},
    "en": {Qualifier.ABOUT: "about ", Qualifier.OVER: "over ", Qualifier.UNDER: "under "},
}
# A title that begins with one of these keeps its capital in the middle of a sentence.
_PROPER = (
    "Quốc hội",
    "Chính phủ",
    "Thủ tướng",
    "Trung ương",
    "Việt Nam",
    "Viet Nam",
    "Internet",
    "National",
    "Project",
    "Đề án",
)
_LISTS = {
    "reporting.reported": {"vi": "đã gửi báo cáo", "en": "having reported"},
    "reporting.not_reported": {"vi": "chưa gửi báo cáo", "en": "not having reported"},
    "products.has": {"vi": "có sản phẩm", "en": "having products"},
    "products.none": {"vi": "chưa có sản phẩm", "en": "having no product"},
    "products.no_answer": {
        "vi": "chưa cung cấp thông tin về sản phẩm",
        "en": "having given no information on products",
    },
    "products.commercial": {"vi": "có sản phẩm thương mại", "en": "having commercial products"},
    "products.ordinary": {"vi": "có liệt kê sản phẩm", "en": "having listed products"},
    "procedures.complete": {
        "vi": "đã hoàn thành tái cấu trúc thủ tục",
        "en": "having finished restructuring procedures",
    },
    "procedures.incomplete": {
        "vi": "chưa hoàn thành tái cấu trúc thủ tục",
        "en": "not having finished restructuring procedures",
    },
}


# ---------------------------------------------------------------------- numbers


def number(amount: Decimal | int, lang: str, decimals: int | None = None) -> str:
    """`1.234,5` or `1,234.5`; with `decimals` rounded half up, without as many as the number has."""
    amount = Decimal(amount)
    if decimals is None:
        exponent = amount.normalize().as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(rounded(amount, decimals), format=pattern, locale=lang))


def _exponent(value: Value) -> int:
    exponent = value.scale.adjusted() if value.scale else 0
    return exponent if exponent in _SCALES["vi"] else 0


def unit(value: Value, lang: str) -> str:
    """What follows the number: `nghìn tỷ đồng`, `triệu`, `sản phẩm`; nothing for a percentage."""
    words = [_SCALES[lang].get(_exponent(value), "")]
    if value.measure in _CURRENCIES[lang]:
        words.append(_CURRENCIES[lang][value.measure])
    else:
        entry = catalogue().get(value.indicator)
        if entry is not None and entry.unit is not None:
            words.append(entry.unit[lang])
    return " ".join(word for word in words if word)


def digits(value: Value, lang: str, amount: Decimal | None = None) -> str:
    """The number alone, in the unit its document uses; `amount` in place of the value's own."""
    divisor = Decimal(10) ** _exponent(value)
    if amount is not None:
        return number(amount / divisor, lang)
    assert value.amount is not None
    text = number(value.amount / divisor, lang, value.decimals or 0)
    if value.upper is not None:
        text += f"–{number(value.upper / divisor, lang, value.decimals or 0)}"
    return text


def amount(value: Value, lang: str) -> str:
    """The number with its qualifier, denominator and unit: `khoảng 95 nghìn tỷ đồng`, `73/124`, `28%`."""
    text = _QUALIFIERS[lang].get(value.qualifier, "") + digits(value, lang)
    if value.measure is Measure.PERCENT:
        return f"{text}%"
    if value.denominator is not None:
        return f"{text}/{number(value.denominator, lang)}"
    if value.measure is Measure.COUNT and not _exponent(value):
        return text
    return f"{text} {unit(value, lang)}".rstrip()


def as_stated(value: Value) -> str:
    """The token as its document writes it, else the number in Vietnamese style."""
    return value.token if value.token is not None else amount(value, "vi")


def percent(value: Decimal, lang: str, decimals: int) -> str:
    return f"{number(value, lang, decimals)}%"


def fraction(part: Value, whole: Value, lang: str) -> str:
    """`8,7/71 nghìn tỷ đồng` when both have one unit, else each with its own; in English `8.7 of 71 …`."""
    slash = "/" if lang == "vi" else " of "
    if part.measure is whole.measure and _exponent(part) == _exponent(whole):
        text = f"{digits(part, lang)}{slash}{digits(whole, lang)}"
        return f"{text} {unit(whole, lang)}".rstrip()
    slash = " trên " if lang == "vi" else slash
    return f"{digits(part, lang)} {unit(part, lang)}{slash}{digits(whole, lang)} {unit(whole, lang)}"


def own_fraction(value: Value, lang: str) -> str:
    """A figure with a denominator in the middle of a sentence: `73/124 sản phẩm`, `73 of 124 products`."""
    assert value.denominator is not None
    slash = "/" if lang == "vi" else " of "
    return f"{digits(value, lang)}{slash}{number(value.denominator, lang)} {unit(value, lang)}".rstrip()


# ---------------------------------------------------------------------- figures in a sentence


def lower_first(title: str) -> str:
    """A title within a sentence: its first letter small, unless it is an acronym or a name."""
    if title[1:2].isupper() or title.startswith(_PROPER):
        return title
    return title[:1].lower() + title[1:]


def dimension(key: str, value: str, lang: str) -> str:
    entry = dimension_labels().get(key, {}).get(value)
    return entry[lang] if entry else value


def agency(agency_id: str, lang: str) -> str:
    return agencies()[agency_id].short(lang)


def noun(value: Value, lang: str, view: View) -> str:
    """What the figure counts: `nhiệm vụ quá hạn của Bộ Y tế`, `products (strategic; pilot)`."""
    entry = catalogue().get(value.indicator)
    text = lower_first(entry.title[lang]) if entry else value.indicator
    if "database" in value.dimensions:
        name = database(value, lang, view)
        return f"{text} của {name}" if lang == "vi" else f"{text} ({name})"
    details = [dimension(key, word, lang) for key, word in sorted(value.dimensions.items())]
    if value.agency != NATION and lang == "en":
        details.append(agency(value.agency, lang))
    if details:
        text += f" ({'; '.join(details)})"
    if value.agency != NATION and lang == "vi":
        text += f" của {agency(value.agency, lang)}"
    return text


def database(value: Value, lang: str, view: View) -> str:
    """The name of the database that a figure is about."""
    rows = view.databases
    names = rows.loc[rows["id"] == value.id, f"name_{lang}"]
    return str(names.iloc[0]) if len(names) else value.dimensions["database"]


def says(value: Value, lang: str, view: View) -> str:
    """The figure as a person would quote it: `73 nhiệm vụ quá hạn`, `tỷ lệ giải ngân là 21%`."""
    entry = catalogue().get(value.indicator)
    name = noun(value, lang, view)
    if value.measure is Measure.COUNT and entry is not None and entry.unit is not None:
        counted, title = entry.unit[lang].casefold(), entry.title[lang].casefold()
        if title.startswith(counted) or (lang == "en" and counted in title):
            scale = _SCALES[lang].get(_exponent(value), "")
            short = (
                f"{_QUALIFIERS[lang].get(value.qualifier, '')}{digits(value, lang)} {scale}"
                if scale
                else amount(value, lang)
            )
            return f"{short} {name}"
    if value.measure in _CURRENCIES[lang]:
        # `đã giải ngân 8,7 nghìn tỷ đồng`, `8.7 trillion dong disbursed`
        if lang == "vi":
            return f"{name} {amount(value, lang)}"
        if name.partition(" ")[0].endswith("ed"):
            return f"{amount(value, lang)} {name}"
    return f"{name} là {amount(value, lang)}" if lang == "vi" else f"{amount(value, lang)} for the {name}"


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def place(value: Value, lang: str, view: View, number: bool) -> str:
    """`chú thích 2`, with `number` before it the document's: `329/TB-VPCP, chú thích 2`."""
    assert value.document is not None and value.locator is not None
    label = Locator.parse(value.locator).label(lang)
    return f"{view.document(value.document).number}, {label}" if number else label


def opening(value: Value, document: str, lang: str, view: View) -> str:
    """`Văn bản nêu`, or with its number when it is not `document`."""
    if value.document == document or value.document is None:
        return "Văn bản nêu" if lang == "vi" else "The document states"
    number = view.document(value.document).number
    return f"Văn bản số {number} nêu" if lang == "vi" else f"Document {number} states"


def listed(list_key: str, lang: str) -> str:
    """A groups list as a verb phrase: `chưa gửi báo cáo`; the longest known prefix decides."""
    for key in sorted(_LISTS, key=len, reverse=True):
        if list_key == key or list_key.startswith((f"{key}.", f"{key}_")):
            return _LISTS[key][lang]
    return list_key


def joined(words: Iterable[str], lang: str) -> str:
    """`A, B và C`, `A, B and C`."""
    items: Sequence[str] = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {'và' if lang == 'vi' else 'and'} {items[-1]}"


def named(names: Iterable[str], lang: str) -> str:
    """As `joined`, with semicolons when a name holds a comma itself."""
    items: Sequence[str] = list(names)
    if len(items) < 2 or not any("," in item for item in items):
        return joined(items, lang)
    return f"{'; '.join(items[:-1])}; {'và' if lang == 'vi' else 'and'} {items[-1]}"


def day(when: date, lang: str) -> str:
    """`24/6/2026` or `24 June 2026`."""
    return str(format_date(when, "d/M/y" if lang == "vi" else "d MMMM y", locale=lang))
