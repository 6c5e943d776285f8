"""Numbers as Vietnamese official documents write them: `05`, `1.234`, `16,2%`, `8,7 nghìn tỷ đồng`, `07/34`."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

BILLION = Decimal(10**9)
MILLION = Decimal(10**6)


def plain(number: Decimal | int, places: int = 0) -> str:
    """Dots between thousands, a comma before the decimals."""
    text = f"{Decimal(number):,.{places}f}"
    return text.translate(str.maketrans(",.", ".,"))


def count(number: int) -> str:
    """A count; below ten with a leading zero, as offices write it."""
    return f"{number:02d}" if number < 10 else plain(number)


def ratio(part: int, whole: int) -> str:
    """`07/34`"""
    return f"{count(part)}/{plain(whole) if whole >= 10 else count(whole)}"


def percent(part: Decimal | int, whole: Decimal | int, places: int = 1, *, cut: bool = False) -> str:
    """`part` of `whole` in percent, rounded half up, or `cut` off as hasty writers do."""
    share = Decimal(part) / Decimal(whole) * 100
    how = ROUND_DOWN if cut else ROUND_HALF_UP
    return f"{plain(share.quantize(Decimal(1).scaleb(-places), rounding=how), places)}%"


def rounded_money(dong: float) -> Decimal:
    """An amount as it would be stated: to a tenth of a billion, small ones to a million đồng."""
    unit = BILLION / 10 if dong >= 10 * BILLION else MILLION
    return (Decimal(repr(float(dong))) / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP) * unit


def money(dong: Decimal) -> str:
    """`1.234,5 tỷ đồng`; below ten billion in millions: `1.842 triệu đồng`."""
    if dong and dong < 10 * BILLION:
        return f"{plain(dong / MILLION)} triệu đồng"
    billions = (dong / BILLION).normalize()
    places = max(0, -int(billions.as_tuple().exponent))
    return f"{plain(billions, places)} tỷ đồng"
