"""How old a figure is, in words: a figure of May shown in June says so."""

from __future__ import annotations

from ...vocabulary.values import Value
from ..context import Context
from ..numbers import day


def dated(b: Context, *values: Value) -> str:
    """`số liệu tháng 5/2026`, `số liệu đến 24/6/2026` or `số liệu năm 2025`, of the latest of the values."""
    known = [v for v in values if v.reported and v.as_of]
    if not known:
        return b.pick("chưa có số liệu", "no figures")
    latest = max(known, key=lambda v: v.as_of)  # type: ignore[arg-type, return-value]
    words = {
        "day": ("số liệu đến {}", "as of {}"),
        "month": ("số liệu tháng {}", "figures of {}"),
        "quarter": ("số liệu {}", "figures of {}"),
        "year": ("số liệu năm {}", "figures of {}"),
    }
    return b.pick(*words[latest.as_of_precision]).format(_day(b, latest))


def opening(b: Context, value: Value) -> str:
    """How a sentence about an older figure begins, `Đến 17/5/2025, `; nothing for one of the period."""
    if value.as_of is None or value.as_of in b.view.period:
        return ""
    words = {
        "day": ("Đến {}, ", "As of {}, "),
        "month": ("Đến tháng {}, ", "As of {}, "),
        "quarter": ("Đến {}, ", "As of {}, "),
        "year": ("Năm {}, ", "In {}, "),
    }
    return b.pick(*words[value.as_of_precision]).format(_day(b, value))


def begin(opening_words: str, rest: str) -> str:
    """`rest` with a capital when nothing stands before it."""
    return f"{opening_words}{rest}" if opening_words else rest[:1].upper() + rest[1:]


def until(b: Context, value: Value) -> str:
    """The date inside a sentence: `24/6/2026`, `tháng 5/2026`, `năm 2025`; `24 June 2026`, `2025`."""
    words = {"month": "tháng {}", "year": "năm {}"} if b.lang == "vi" else {}
    return words.get(value.as_of_precision, "{}").format(_day(b, value))


def _day(b: Context, value: Value) -> str:
    return day(value.as_of, b.lang, value.as_of_precision) if value.as_of else ""
