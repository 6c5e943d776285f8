"""Rules on stated percentages: share and fraction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from ..tables.store import View
from ..vocabulary.measures import Measure
from ..vocabulary.values import Value
from . import agreement, wording
from .agreement import Agreement
from .entries import SEVERITIES, Check, finding, quote
from .findings import Finding


def share(check: Check, view: View) -> Iterator[Finding]:
    """A stated percentage against part ÷ whole."""
    stated, part, whole = (view.figure(check[key]) for key in ("figure", "part", "whole"))
    if not whole.amount or part.amount is None:
        raise check.wrong("whole", "a number other than 0")
    yield from _percentage(
        check,
        view,
        stated,
        part.amount / whole.amount * 100,
        (part, whole),
        lambda lang: wording.fraction(part, whole, lang),
    )


def fraction(check: Check, view: View) -> Iterator[Finding]:
    """A stated percentage against a figure that has its own denominator."""
    stated, of = view.figure(check["figure"]), view.figure(check["of"])
    if of.denominator is None or of.amount is None:
        raise check.wrong("of", "a figure with a denominator, as 73/124")
    yield from _percentage(
        check,
        view,
        stated,
        of.amount / of.denominator * 100,
        (of,),
        lambda lang: wording.own_fraction(of, lang),
    )


def _percentage(
    check: Check,
    view: View,
    stated: Value,
    recomputed: Decimal,
    inputs: Sequence[Value],
    how: Callable[[str], str],
) -> Iterator[Finding]:
    if stated.measure is not Measure.PERCENT:
        raise check.wrong("figure", "a percentage")
    result = agreement.percent(stated, recomputed)
    if result is Agreement.AGREES:
        return
    places = stated.decimals or 0
    rounding = result is Agreement.ROUNDING

    def message(lang: str) -> str:
        text = quote(check, stated, view, lang)
        exact = wording.percent(recomputed, lang, places + 1 if rounding else max(1, places))
        if not rounding:
            return (
                f"{text}; tính lại từ {how(lang)} là {exact}."
                if lang == "vi"
                else f"{text}; {how(lang)} is {exact}."
            )
        half_up = wording.percent(recomputed, lang, places)
        return (
            f"{text}; {how(lang)} là {exact}, làm tròn là {half_up}: văn bản đã bỏ phần lẻ."
            if lang == "vi"
            else f"{text}; {how(lang)} is {exact}, which rounds to {half_up}: the document cut the rest off."
        )

    yield finding(
        check,
        SEVERITIES[result],
        message,
        (stated, *inputs),
        stated=wording.as_stated(stated),
        expected=wording.percent(recomputed, "vi", places if rounding else max(1, places)),
    )
