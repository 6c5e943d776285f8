"""Automatic checks on what a number can be: shares, ratios, criteria, the order of the budget chain."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from ..tables.store import View
from ..vocabulary.measures import Measure
from ..vocabulary.values import Value
from . import agreement, declared, wording
from .findings import Finding, Severity, unasked

CRITERIA = 19  # a key database is measured against nineteen criteria
_CRITERIA_INDICATOR = "databases.criteria"
_CHAIN = ("budget.approved", "budget.assigned", "budget.allocated", "budget.disbursed")


def _about(rule: str, value: Value, vi: str, en: str, expected: str) -> Finding:
    assert value.document is not None
    return unasked(
        rule,
        Severity.DISCREPANCY,
        value.document,
        value.locator,
        vi,
        en,
        (value,),
        wording.as_stated(value),
        expected,
    )


# ---------------------------------------------------------------------- ranges


def percent_range(view: View) -> Iterator[Finding]:
    """A share lies between 0 and 100 %; only growth may lie outside."""
    for value in view.values:
        if value.measure is not Measure.PERCENT or value.indicator.endswith("growth"):
            continue
        amounts = [amount for amount in (value.amount, value.upper) if amount is not None]
        if any(not 0 <= amount <= 100 for amount in amounts):
            yield _about(
                "percent_range",
                value,
                f"Văn bản nêu {wording.says(value, 'vi', view)}; tỷ lệ này chỉ có thể từ 0 đến 100%.",
                f"The document states {wording.says(value, 'en', view)}; this share can only be 0 to 100%.",
                "0–100%",
            )


def ratio_range(view: View) -> Iterator[Finding]:
    """Of n things at most n can be so: 16/15 cannot be."""
    for value in view.values:
        if value.denominator is None or value.amount is None or value.indicator == _CRITERIA_INDICATOR:
            continue
        if value.amount > value.denominator:
            yield _about(
                "ratio_range",
                value,
                f"Văn bản nêu {wording.says(value, 'vi', view)}: tử số lớn hơn mẫu số.",
                f"The document states {wording.says(value, 'en', view)}: the part is larger than the whole.",
                f"≤ {wording.number(value.denominator, 'vi')}",
            )


def criteria_range(view: View) -> Iterator[Finding]:
    """A database meets at most the nineteen criteria, and is measured against all of them."""
    names = dict(
        zip(
            view.databases["id"],
            zip(view.databases["name_vi"], view.databases["name_en"], strict=True),
            strict=True,
        )
    )
    for value in view.values:
        if value.indicator != _CRITERIA_INDICATOR or value.amount is None:
            continue
        if value.amount <= CRITERIA and value.denominator == CRITERIA:
            continue
        vi, en = names.get(value.id, (value.id, value.id))
        yield _about(
            "criteria_range",
            value,
            f"{vi}: văn bản nêu đạt {wording.amount(value, 'vi')} tiêu chí, trong khi bộ tiêu chí có "
            f"{CRITERIA} tiêu chí.",
            f"{en}: the document states {wording.amount(value, 'en')} criteria met; there are {CRITERIA}.",
            f"≤ {CRITERIA}/{CRITERIA}",
        )


def budget_chain(view: View) -> Iterator[Finding]:
    """Disbursed ≤ allocated ≤ assigned ≤ approved, for each agency in each document."""
    chains: dict[tuple[str | None, str], dict[str, Value]] = {}
    for value in view.values:
        if value.indicator in _CHAIN and dict(value.dimensions) in ({}, {"level": "all"}):
            chains.setdefault((value.document, value.agency), {}).setdefault(value.indicator, value)
    for steps in chains.values():
        chain = [steps[indicator] for indicator in _CHAIN if indicator in steps]
        for larger, smaller in pairwise(chain):
            assert larger.amount is not None and smaller.amount is not None and smaller.document is not None
            if smaller.amount <= larger.amount:
                continue
            yield unasked(
                "budget_chain",
                Severity.DISCREPANCY,
                smaller.document,
                smaller.locator,
                _more(smaller, larger, "vi", view),
                _more(smaller, larger, "en", view),
                (smaller, larger),
                wording.as_stated(smaller),
                f"≤ {wording.amount(larger, 'vi')}",
            )


def _more(smaller: Value, larger: Value, lang: str, view: View) -> str:
    low, high = wording.says(smaller, lang, view), wording.says(larger, lang, view)
    return (
        f"Văn bản nêu {low}, nhiều hơn {high}."
        if lang == "vi"
        else f"The document states {low}, more than {high}."
    )


def share_parts(view: View) -> Iterator[Finding]:
    """The stated shares of all parts of one total make 100 %, give or take the rounding of each."""
    checks = list(declared.applicable(view))
    shares = {check["of"]: check["figure"] for check in checks if check.rule == "fraction"}
    for check in checks:
        if check.rule == "share":
            shares.setdefault(check["part"], check["figure"])
    for check in checks:
        if check.rule != "total" or check.get("overlap") or check.get("of"):
            continue
        parts = [view.figure(id) for id in check["parts"]]
        whole = view.figure(check["total"]).amount
        if len(parts) < 2 or any(
            part.id not in shares or part.denominator not in (None, whole) for part in parts
        ):
            continue
        if sum((part.amount for part in parts if part.amount is not None), Decimal(0)) != whole:
            continue  # a finding of its own
        stated = [view.figure(shares[part.id]) for part in parts]
        summed = sum((value.amount for value in stated if value.amount is not None), Decimal(0))
        if abs(summed - 100) <= agreement.slack(stated):
            continue
        first = stated[0]
        assert first.document is not None
        total = view.figure(check["total"])
        addends = {lang: " + ".join(wording.digits(value, lang) for value in stated) for lang in ("vi", "en")}
        yield unasked(
            "share_parts",
            Severity.DISCREPANCY,
            first.document,
            first.locator,
            f"Các tỷ lệ nêu cho {wording.noun(total, 'vi', view)} cộng lại là {addends['vi']} = "
            f"{wording.number(summed, 'vi')}%, không phải 100%.",
            f"The shares stated for the {wording.noun(total, 'en', view)} sum to {addends['en']} = "
            f"{wording.number(summed, 'en')}%, not 100%.",
            stated,
            " + ".join(wording.as_stated(value) for value in stated),
            "100%",
        )
