"""When two numbers agree. Decimal arithmetic throughout: a float never decides whether an official erred.

The rule for percentages is that of the duties: a stated percentage agrees when it equals the recomputed one
rounded half up to the decimals stated; equal only after cutting the rest off, it is a rounding finding;
anything further is a discrepancy.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import Enum

from ..vocabulary.measures import Qualifier
from ..vocabulary.values import Value


class Agreement(Enum):
    """How a stated number stands to the recomputed one."""

    AGREES = "agrees"
    ROUNDING = "rounding"
    DISAGREES = "disagrees"


def rounded(amount: Decimal, decimals: int, how: str = ROUND_HALF_UP) -> Decimal:
    """`amount` with so many decimals, by default rounded half up."""
    return amount.quantize(Decimal(1).scaleb(-decimals), rounding=how)


def percent(stated: Value, recomputed: Decimal) -> Agreement:
    """Does a stated percentage agree with the recomputed one (both 0–100)?

    A range agrees when the recomputed number, rounded to the stated decimals, lies in it; `hơn 20%` when it
    is not below, `dưới 20%` when it is not above; `khoảng 20%` when it is within one unit of the last place.
    """
    assert stated.amount is not None
    places = stated.decimals or 0
    half_up = rounded(recomputed, places)
    cut = rounded(recomputed, places, ROUND_DOWN)
    unit = Decimal(1).scaleb(-places)
    if stated.qualifier is Qualifier.RANGE and stated.upper is not None:
        inside = stated.amount <= half_up <= stated.upper
        return Agreement.AGREES if inside else Agreement.DISAGREES
    if half_up == stated.amount:
        return Agreement.AGREES
    if stated.qualifier is Qualifier.OVER and recomputed >= stated.amount:
        return Agreement.AGREES
    if stated.qualifier is Qualifier.UNDER and recomputed <= stated.amount:
        return Agreement.AGREES
    if stated.qualifier is Qualifier.ABOUT and abs(recomputed - stated.amount) <= unit:
        return Agreement.AGREES
    return Agreement.ROUNDING if cut == stated.amount else Agreement.DISAGREES


def last_place(value: Value) -> Decimal:
    """One unit in the last place a number is stated with: 10**8 for `8,7 tỷ`, 1 for `73`."""
    return (value.scale or Decimal(1)).scaleb(-(value.decimals or 0))


def is_rounded(value: Value) -> bool:
    """Is this number one that its document has rounded? A plain count is not; `8,7 tỷ` and `28%` are."""
    return (
        last_place(value) != 1 or value.measure.value == "percent" or value.qualifier is not Qualifier.EXACT
    )


def slack(values: Iterable[Value]) -> Decimal:
    """How far a sum may be off by rounding alone: half a unit in the last place of each rounded number."""
    return sum((last_place(v) / 2 for v in values if is_rounded(v)), Decimal(0))


def total(stated: Value, recomputed: Decimal, parts: Iterable[Value]) -> Agreement:
    """Does a stated total agree with the sum of its parts? Equal: yes; within rounding: a rounding."""
    assert stated.amount is not None
    off = abs(stated.amount - recomputed)
    if off == 0:
        return Agreement.AGREES
    return Agreement.ROUNDING if off <= slack((stated, *parts)) else Agreement.DISAGREES


def same(first: Value, second: Value) -> Agreement:
    """Do two statements of one quantity agree? The finer one rounded to the coarser's last place counts as
    a rounding; denominators are compared when both have one."""
    if (
        first.denominator is not None
        and second.denominator is not None
        and first.denominator != second.denominator
    ):
        return Agreement.DISAGREES
    if first.amount == second.amount and (first.upper or first.amount) == (second.upper or second.amount):
        return Agreement.AGREES
    assert first.amount is not None and second.amount is not None
    coarse, fine = sorted((first, second), key=last_place, reverse=True)
    if last_place(coarse) == last_place(fine) or coarse.upper is not None or fine.upper is not None:
        return Agreement.DISAGREES
    unit = last_place(coarse)
    assert coarse.amount is not None and fine.amount is not None
    return (
        Agreement.ROUNDING if rounded(fine.amount / unit, 0) * unit == coarse.amount else Agreement.DISAGREES
    )
