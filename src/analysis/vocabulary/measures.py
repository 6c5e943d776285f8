"""Measures and the words that qualify a number. Base units: đồng, dollars (yen …), percent 0–100, counts."""

from __future__ import annotations

from enum import StrEnum


class Measure(StrEnum):
    """What a number counts, in base units."""

    VND = "VND"
    USD = "USD"
    EUR = "EUR"
    JPY = "JPY"
    CNY = "CNY"
    KRW = "KRW"
    GBP = "GBP"
    AUD = "AUD"
    CAD = "CAD"
    CHF = "CHF"
    SGD = "SGD"
    THB = "THB"
    RUB = "RUB"
    INR = "INR"
    PERCENT = "percent"
    PERCENTAGE_POINTS = "percentage_points"
    COUNT = "count"
    TIMES = "times"
    DAYS = "days"
    RANK = "rank"
    DATE = "date"


class Qualifier(StrEnum):
    """How exactly the document states a number."""

    EXACT = "exact"
    ABOUT = "about"  # khoảng, trung bình khoảng
    OVER = "over"  # hơn, trên, tối thiểu, ít nhất
    UNDER = "under"  # dưới, gần, tối đa
    RANGE = "range"  # 80-84%, 02 đến 03


class Status(StrEnum):
    """Three different things that must never look alike."""

    REPORTED = "reported"
    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"


class Kind(StrEnum):
    STATED = "stated"
    RECOMPUTED = "recomputed"


class Mark(StrEnum):
    """Marks shown beside a value; the sign comes with a legend."""

    CONTRADICTION = "contradiction"
    ROUNDING = "rounding"
    NOT_COMPARABLE = "not_comparable"
    NOT_REPORTED = "not_reported"

    @property
    def sign(self) -> str:
        return {"contradiction": "◆", "rounding": "≈", "not_comparable": "⊘", "not_reported": "—"}[self.value]
