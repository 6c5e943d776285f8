"""Mentions in words, in Vietnamese and English: what the review page and the list of mentions say of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ...vocabulary.agencies import agencies
from ..mentions import Mention, MentionKind

LANGUAGES = ("vi", "en")
_LABELS = Path(__file__).with_name("labels.yml")
_LONGEST = 40  # digits: no quantity of an office is longer; a hostile one is not written out


@cache
def labels(lang: str = "vi") -> Mapping[str, Any]:
    """Every word that the page says, by key."""
    loaded: dict[str, Mapping[str, Any]] = yaml.safe_load(_LABELS.read_text(encoding="utf-8"))
    return loaded[lang]


def number(value: Decimal, lang: str = "vi") -> str:
    """`1.234.567,8` in Vietnamese, `1,234,567.8` in English; a number of absurd length in short."""
    if not value.is_finite() or value.adjusted() > _LONGEST:
        return f"{value:.6E}"
    text = f"{value:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


def value_in_words(mention: Mention, lang: str = "vi") -> str:
    """What a mention means, short: `8.700.000.000.000 đồng`, `73 trên 124`, `đến hết 29/6/2026`."""
    if mention.kind is MentionKind.DOCUMENT_NUMBER:
        return mention.number or ""
    if mention.kind is MentionKind.DEADLINE:
        return _deadline(mention, lang)
    if mention.kind is MentionKind.DATE:
        return _dates(mention, lang)
    return _quantity(mention, lang)


def fields(mention: Mention, lang: str = "vi") -> list[tuple[str, str]]:
    """Everything known of a mention, labelled, for its details; what it does not have is left out."""
    words = labels(lang)
    found = [(words["kind"], words["kinds"][mention.kind.value]), (words["value"], value_in_words(mention, lang))]
    if mention.qualifier is not None and mention.qualifier.value in words["qualifiers"]:
        found.append((words["qualifier"], words["qualifiers"][mention.qualifier.value]))
    if mention.sense is not None:
        found.append((words["sense"], words["senses"][mention.sense.value]))
    if mention.unit:
        found.append((words["counted"], mention.unit))
    if mention.agency:
        found.append((words["agency"], agency(mention.agency, lang)))
    if mention.locator is not None:
        found.append((words["place"], mention.locator.label(lang)))
    return [(label, text) for label, text in found if text]


def agency(id: str, lang: str = "vi") -> str:
    """The name of an agency; its id when the registry does not know it."""
    known = agencies().get(id)
    return known.name(lang) if known else id


def _quantity(mention: Mention, lang: str) -> str:
    words = labels(lang)
    value = mention.value if mention.value is not None else mention.numerator
    if value is None:
        return ""
    text = number(value, lang)
    if mention.denominator is not None:
        text = words["of"].format(one=text, other=number(mention.denominator, lang))
    elif mention.upper is not None:
        text = words["to"].format(one=text, other=number(mention.upper, lang))
    measure = mention.currency or mention.measure or ""
    unit = words["measures"].get(measure, measure if mention.currency else "")
    return f"{text}\u00a0{unit}".rstrip()


def _dates(mention: Mention, lang: str) -> str:
    words = labels(lang)
    if mention.date is None:
        return ""
    text = _day(mention.date, mention.precision, lang)
    if mention.first is not None and mention.precision in ("day", None) and mention.first != mention.date:
        text = words["to"].format(one=_day(mention.first, mention.precision, lang), other=text)
    elif mention.first is not None and mention.precision == "year" and mention.first.year != mention.date.year:
        text = words["to"].format(one=str(mention.first.year), other=str(mention.date.year))
    return f"{text} ({words['inferred']})" if mention.inferred else text


def _deadline(mention: Mention, lang: str) -> str:
    words = labels(lang)
    parts = [words["deadlines"].get(mention.deadline_kind or "", "")]
    if mention.recurrence:
        parts = [words["recurrences"].get(mention.recurrence, mention.recurrence)]
    elif mention.date is not None:
        parts.append(_day(mention.date, mention.precision, lang))
    if mention.inferred:
        parts.append(f"({words['inferred']})")
    return " ".join(part for part in parts if part)


def _day(day: dt.date, precision: str | None, lang: str) -> str:
    if lang == "en":
        return {"month": f"{day:%Y-%m}", "quarter": f"{day.year}-Q{(day.month + 2) // 3}", "year": str(day.year)}.get(
            precision or "day", day.isoformat()
        )
    return {
        "month": f"tháng {day.month}/{day.year}",
        "quarter": f"quý {('I', 'II', 'III', 'IV')[(day.month - 1) // 3]}/{day.year}",
        "year": f"năm {day.year}",
    }.get(precision or "day", f"{day.day}/{day.month}/{day.year}")
