"""The words and signs that stand at a number: qualifiers, scales, percent and currencies.

Each pattern is matched at the place right behind (or before) a number, in text with single spaces.
"""

from __future__ import annotations

import re

from .measures import Measure, Qualifier

QUALIFIERS: dict[str, Qualifier | None] = {
    "trung bình": None, "bình quân": None,  # an average is stated exactly unless `khoảng` follows
    "vào khoảng": Qualifier.ABOUT, "khoảng": Qualifier.ABOUT, "xấp xỉ": Qualifier.ABOUT,
    "ước tính": Qualifier.ABOUT, "ước đạt": Qualifier.ABOUT, "ước": Qualifier.ABOUT, "chừng": Qualifier.ABOUT,
    "trên dưới": Qualifier.ABOUT, "áng chừng": Qualifier.ABOUT,
    "không dưới": Qualifier.OVER, "không ít hơn": Qualifier.OVER, "không thấp hơn": Qualifier.OVER,
    "tối thiểu": Qualifier.OVER, "ít nhất": Qualifier.OVER, "hơn": Qualifier.OVER, "trên": Qualifier.OVER,
    "không vượt quá": Qualifier.UNDER, "không quá": Qualifier.UNDER, "không nhiều hơn": Qualifier.UNDER,
    "không lớn hơn": Qualifier.UNDER, "không cao hơn": Qualifier.UNDER,
    "nhiều nhất": Qualifier.UNDER, "tối đa": Qualifier.UNDER, "chưa đến": Qualifier.UNDER,
    "chưa tới": Qualifier.UNDER, "chưa đầy": Qualifier.UNDER, "dưới": Qualifier.UNDER, "gần": Qualifier.UNDER,
    "ngót": Qualifier.UNDER, "suýt soát": Qualifier.UNDER,
}  # fmt: skip
QUALIFIER_SIGNS = {
    "≥": Qualifier.OVER, ">=": Qualifier.OVER, ">": Qualifier.OVER, "≤": Qualifier.UNDER, "<=": Qualifier.UNDER,
    "<": Qualifier.UNDER, "~": Qualifier.ABOUT, "≈": Qualifier.ABOUT,
}  # fmt: skip
_SAID = "|".join(sorted(QUALIFIERS, key=len, reverse=True))
QUALIFIER = re.compile(rf"({_SAID})\s", re.I)
QUALIFIER_SIGN = re.compile(r"([≥≤~≈]|[<>]=?)\s?(?=[0-9])")
# No arrow (`->`, `=>`) and no tag (`<b>`).
QUALIFIER_SIGN_BEFORE = re.compile(r"(?<![-=<>–—])([≥≤~≈]|[<>]=?)\s?\Z")
BELOW_ZERO = re.compile(r"(?<!\w)(?<!ghi )(?<!phát )(?<!thu )(?<!siêu )(?<!lồng )(?<!thanh )(âm)\s\Z", re.I)
QUALIFIER_BEFORE = re.compile(rf"(?<!\w)({_SAID})\s?\Z", re.I)
BOUND = re.compile(r"\s(trở lên|trở xuống)(?!\w)", re.I)

SCALES = {
    "nghìn": 3, "ngàn": 3, "vạn": 4, "triệu": 6, "tỷ": 9, "tỉ": 9, "nghìn tỷ": 12, "ngàn tỷ": 12,
    "nghìn tỉ": 12, "ngàn tỉ": 12, "vạn tỷ": 13, "vạn tỉ": 13, "triệu tỷ": 15, "triệu tỉ": 15,
}  # fmt: skip
_SCALES = "|".join(sorted(SCALES, key=len, reverse=True))
_SHORT_SCALE = r"tr\.?(?=\s?đ(?:ồng)?(?!\w))"  # `12 trđ`, `45 tr.đ`
SCALES |= {"tr": 6, "tr.": 6}
# `tỷ lệ`, `tỷ trọng` … are nouns, not a thousand million.
NOT_SCALE = r"(?!\s(?:lệ|trọng|số|suất|giá|phú)\b)"
SCALE = re.compile(rf"\s?((?:{_SCALES})(?!\w){NOT_SCALE}|{_SHORT_SCALE})", re.I)

PERCENT = re.compile(r"\s?%|\sphần trăm(?!\w)", re.I)
POINTS = re.compile(r"\sđiểm (?:phần trăm(?!\w)|%)", re.I)

# `đồng chí`, `đồng bào` are people.
_NO_MONEY = r"chí|bào|chủ|đội|hồ|hành|phạm|nghiệp|sở|bằng|tác|minh|ruộng|thời|bộ|cỏ|lúa|tiền"
_CURRENCIES: dict[Measure, str] = {
    Measure.VND: rf"đồng(?: việt nam)?(?!\w|\s(?:{_NO_MONEY})(?!\w))|vnđ(?!\w)|vnd(?!\w)|đ(?!\w)",
    Measure.USD: r"usd(?!\w)|us\$|\$|(?:đô[ -]la|đôla)(?: mỹ)?(?!\w)(?! (?:úc|singapore|canada|hồng|đài|new))"
    r"|đô(?: mỹ)?(?!\w)(?![ -](?:la|thị|đốc|vật|hộ|úc|singapore|canada|hồng|đài|new)(?!\w))",
    Measure.AUD: r"aud(?!\w)|(?:đô[ -]la|đôla) úc(?!\w)",
    Measure.CAD: r"cad(?!\w)|(?:đô[ -]la|đôla) canada(?!\w)",
    Measure.SGD: r"sgd(?!\w)|(?:đô[ -]la|đôla) singapore(?!\w)",
    Measure.CHF: r"chf(?!\w)|(?:franc|phrăng) thụy sĩ(?!\w)",
    Measure.THB: r"thb(?!\w)|baht(?!\w)|bạt thái(?!\w)",
    Measure.RUB: r"rub(?!\w)|rúp(?: nga)?(?!\w)",
    Measure.INR: r"inr(?!\w)|rupee(?: ấn độ)?(?!\w)",
    Measure.EUR: r"eur(?!\w)|euro(?!\w)|ơ-rô(?!\w)|€",
    Measure.JPY: r"jpy(?!\w)|yên(?: nhật(?: bản)?)?(?!\w)|¥",
    Measure.CNY: r"cny(?!\w)|rmb(?!\w)|ndt(?!\w)|nhân dân tệ(?!\w)|tệ(?!\w|\snạn)",
    Measure.KRW: r"krw(?!\w)|won(?!\w)(?: hàn quốc)?|₩",
    Measure.GBP: r"gbp(?!\w)|bảng anh(?!\w)|£",
}
CURRENCY_MEASURES = frozenset(_CURRENCIES)
CURRENCY = re.compile("|".join(rf"(?P<{name}>\s?(?:{form}))" for name, form in _CURRENCIES.items()), re.I)
_PREFIXES = {
    "us$": Measure.USD, "usd": Measure.USD, "$": Measure.USD, "eur": Measure.EUR, "€": Measure.EUR,
    "£": Measure.GBP, "gbp": Measure.GBP, "¥": Measure.JPY, "jpy": Measure.JPY, "₩": Measure.KRW,
    "vnd": Measure.VND, "vnđ": Measure.VND,
}  # fmt: skip
_SIGNS = "|".join(re.escape(sign) for sign in sorted(_PREFIXES, key=len, reverse=True))
CURRENCY_FIRST = re.compile(rf"({_SIGNS})\s?(?=[0-9])", re.I)
CURRENCY_BEFORE = re.compile(rf"(?<![\w$])({_SIGNS})\s?\Z", re.I)


def currency_of(sign: str) -> Measure:
    """The currency that a sign before a number names: `US$` → USD."""
    return _PREFIXES[sign.strip().casefold()]
