"""Rules on sums and differences: total, sum_denominators, complement, remainder, at_most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..tables.store import View
from ..vocabulary.measures import Measure
from ..vocabulary.values import Value
from . import agreement, wording
from .agreement import Agreement
from .entries import SEVERITIES, Check, finding, quote
from .findings import Finding, Severity

_ADDENDS = 6  # sums of more parts are told by their count


def total(check: Check, view: View) -> Iterator[Finding]:
    """A stated total against the sum of its parts, or of their denominators."""
    side = check.get("of", "denominator" if check.rule == "sum_denominators" else None)
    if side not in (None, "denominator"):
        raise check.wrong("of", '"denominator"')
    stated, parts = view.figure(check["total"]), [view.figure(id) for id in check["parts"]]
    if len({value.measure for value in (stated, *parts)}) > 1:
        raise check.wrong("parts", f"figures of one measure, {stated.measure.value}")
    whole = stated.denominator if side and stated.denominator is not None else stated.amount
    addends = [_taken(check, part, side) for part in parts]
    assert whole is not None
    summed = sum(addends, Decimal(0))
    result = Agreement.AGREES if whole == summed else Agreement.DISAGREES
    if not side:
        result = agreement.total(stated, summed, parts)
    if result is not Agreement.AGREES:
        yield finding(
            check,
            SEVERITIES[result],
            lambda lang: _total(check, view, stated, whole, addends, side, result, lang),
            (stated, *parts),
            stated=wording.as_stated(stated),
            expected=wording.digits(stated, "vi", summed),
        )


def _taken(check: Check, value: Value, side: str | None) -> Decimal:
    """The amount of a figure, or its denominator when the entry sums denominators."""
    if side and value.denominator is None:
        raise check.wrong("parts", f"figures with a denominator; {value.id} has none")
    taken = value.denominator if side else value.amount
    assert taken is not None
    return taken


def _total(
    check: Check,
    view: View,
    stated: Value,
    whole: Decimal,
    addends: Sequence[Decimal],
    side: str | None,
    result: Agreement,
    lang: str,
) -> str:
    vi = lang == "vi"
    unit = wording.unit(stated, lang) if stated.measure is not Measure.COUNT else ""
    got = f"{wording.digits(stated, lang, sum(addends, Decimal(0)))} {unit}".rstrip()
    text = quote(check, stated, view, lang)
    if side and stated.denominator is not None:
        text += (
            f", tức tổng số là {wording.number(whole, lang)}"
            if vi
            else f", {wording.number(whole, lang)} in all"
        )
    part = ("mẫu số" if vi else "denominator") if side else ("số thành phần" if vi else "part")
    sums = " + ".join(wording.digits(stated, lang, addend) for addend in addends)
    if len(addends) == 1:
        text += (
            f"; {part} được nêu ở chỗ khác là {got}." if vi else f"; the {part} stated elsewhere is {got}."
        )
    elif len(addends) <= _ADDENDS:
        text += f"; cộng các {part} {sums} được {got}." if vi else f"; the {part}s {sums} sum to {got}."
    else:
        text += (
            f"; cộng {len(addends)} {part} được {got}."
            if vi
            else f"; the {len(addends)} {part}s sum to {got}."
        )
    if result is Agreement.ROUNDING:
        return text + (
            " Chênh lệch nằm trong phạm vi làm tròn." if vi else " The difference is within rounding."
        )
    if check.get("overlap"):
        return text + (
            " Các số thành phần có thể trùng nhau, nên nêu cả hai số."
            if vi
            else " The parts can overlap, so both numbers are given."
        )
    return text


def complement(check: Check, view: View) -> Iterator[Finding]:
    """Ratios of one whole that together make it up: a/m + b/m = m/m."""
    parts = [view.figure(id) for id in check["figures"]]
    if any(part.denominator is None for part in parts):
        raise check.wrong("figures", "figures with a denominator, as 10/15")
    summed = sum((part.amount for part in parts if part.amount is not None), Decimal(0))
    wholes = sorted({part.denominator for part in parts if part.denominator is not None})
    if len(wholes) == 1 and summed == wholes[0]:
        return

    def message(lang: str) -> str:
        said = wording.joined([wording.says(part, lang, view) for part in parts], lang)
        text = f"{wording.opening(parts[0], check.document, lang, view)} {said}"
        if len(wholes) > 1:
            return (
                f"{text}: các tỷ lệ bù nhau mà tổng số lại khác nhau."
                if lang == "vi"
                else f"{text}: complementary ratios of different totals."
            )
        got, whole = wording.number(summed, lang), wording.number(wholes[0], lang)
        return (
            f"{text}: cộng lại là {got} trên tổng số {whole}."
            if lang == "vi"
            else f"{text}: together {got} out of {whole}."
        )

    yield finding(
        check,
        Severity.DISCREPANCY,
        message,
        parts,
        stated=" + ".join(wording.as_stated(part) for part in parts),
        expected=wording.number(wholes[0], "vi") if len(wholes) == 1 else None,
    )


def remainder(check: Check, view: View) -> Iterator[Finding]:
    """A stated remainder against whole − part, the whole a figure or the denominator of the part."""
    stated, part = view.figure(check["figure"]), view.figure(check["part"])
    inputs: tuple[Value, ...] = (part,)
    if "whole" in check.keys:
        inputs = (view.figure(check["whole"]), part)
        whole = inputs[0].amount
    elif check["of"] == "denominator" and part.denominator is not None:
        whole = part.denominator
    else:
        raise check.wrong("of", '"denominator", with a part that has one')
    assert whole is not None and part.amount is not None
    rest = whole - part.amount
    result = agreement.total(stated, rest, inputs)
    if result is Agreement.AGREES:
        return

    def message(lang: str) -> str:
        sums = f"{wording.digits(part, lang, whole)} − {wording.digits(part, lang)}"
        unit = wording.unit(stated, lang) if stated.measure is not Measure.COUNT else ""
        got = f"{wording.digits(stated, lang, rest)} {unit}".rstrip()
        return f"{quote(check, stated, view, lang)}; {sums} {'là' if lang == 'vi' else 'is'} {got}."

    yield finding(
        check,
        SEVERITIES[result],
        message,
        (stated, *inputs),
        stated=wording.as_stated(stated),
        expected=wording.digits(stated, "vi", rest),
    )


def at_most(check: Check, view: View) -> Iterator[Finding]:
    """A figure that may not exceed a number or another figure."""
    stated = view.figure(check["figure"])
    bound = view.figure(check["limit"]) if isinstance(check["limit"], str) else None
    limit = bound.amount if bound is not None else Decimal(str(check["limit"]))
    assert stated.amount is not None and limit is not None
    if stated.amount <= limit:
        return

    def message(lang: str) -> str:
        text = quote(check, stated, view, lang)
        most = wording.says(bound, lang, view) if bound is not None else wording.digits(stated, lang, limit)
        return f"{text}, nhiều hơn {most}." if lang == "vi" else f"{text}, more than {most}."

    yield finding(
        check,
        Severity.DISCREPANCY,
        message,
        (stated, *([bound] if bound is not None else [])),
        stated=wording.as_stated(stated),
        expected=f"≤ {wording.digits(stated, 'vi', limit)}",
    )
