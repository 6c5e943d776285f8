"""The rule on one quantity that stands in several places: same."""

from __future__ import annotations

from collections.abc import Iterator

from ..tables.store import View
from . import agreement, wording
from .agreement import Agreement
from .entries import SEVERITIES, Check, finding
from .findings import Finding, Severity


def same(check: Check, view: View) -> Iterator[Finding]:
    """One quantity stated in several places, in one document or in several."""
    values = [view.figure(id) for id in check["figures"]]
    values.sort(key=lambda value: value.document != check.document)  # the declaring document's own first
    first, *others = values
    results = [agreement.same(first, other) for other in others]
    if all(result is Agreement.AGREES for result in results):
        return
    broken = bool(check.get("series_break")) or check.severity is Severity.BREAK
    worst = Agreement.DISAGREES if Agreement.DISAGREES in results else Agreement.ROUNDING
    several = len({value.document for value in values}) > 1

    def message(lang: str) -> str:
        places = [
            f"{wording.amount(value, lang)} ({wording.place(value, lang, view, several)})" for value in values
        ]
        name, said = wording.capital(wording.noun(first, lang, view)), wording.joined(places, lang)
        if broken:
            return (
                f"{name}: {said} không cùng phạm vi tính nên không so sánh được."
                if lang == "vi"
                else f"{name}: {said} do not count the same, so they cannot be compared."
            )
        return (
            f"{name} được nêu không thống nhất: {said}."
            if lang == "vi"
            else f"{name}: stated differently, {said}."
        )

    yield finding(
        check,
        Severity.BREAK if broken else SEVERITIES[worst],
        message,
        values,
        stated=wording.as_stated(first),
        expected="; ".join(wording.as_stated(other) for other in others),
    )
