"""Numerals in digits: dots between thousands, a comma before the decimals, and the two slips."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MOST_DIGITS = 18  # beyond that decimal arithmetic would round without a word

_GROUP = r"[1-9][0-9]{0,2}"
_OFFICIAL = re.compile(rf"([0-9]+|{_GROUP}(?:\.[0-9]{{3}})+)(?:,([0-9]+))?")
_DOUBTFUL = re.compile(rf"{_GROUP}[.,][0-9]{{3}}")
_SLIPS = (
    re.compile(rf"({_GROUP}(?:,[0-9]{{3}}){{2,}})(?:\.([0-9]+))?"),
    re.compile(rf"({_GROUP},[0-9]{{3}})\.([0-9]+)"),
    # Not `080.12345`: what begins so and goes on so is a telephone number.
    re.compile(r"(0|(?!0[0-9]+\.[0-9]{4})(?!0[0-9]{2,}\.)[0-9]+(?=\.(?![0-9]{3}$)))\.([0-9]+)"),
)


class Separators(StrEnum):
    """How a numeral is read whose one separator could be either (`1,234`, `25.313`)."""

    STRICT = "strict"  # not at all
    OFFICIAL = "official"  # a dot groups thousands, a comma opens the decimals
    SLIP = "slip"  # the other way round, because what is counted leaves no other sense


@dataclass(frozen=True, slots=True)
class Numeral:
    """The value of a numeral, its decimals as written, and whether its separator could be read either way."""

    value: Decimal
    decimals: int
    doubtful: bool = False


def read_numeral(text: str, separators: Separators = Separators.OFFICIAL) -> Numeral | None:
    """The number that digits with dots and commas state; None when they state none.

    A minus may stand in front. STRICT reads a doubtful numeral as OFFICIAL does; who asks must look at
    `doubtful`. More than 18 digits are no number.
    """
    digits = text.removeprefix("-")
    if len(digits) > 2 * MOST_DIGITS:
        return None
    match = _OFFICIAL.fullmatch(digits)
    doubtful = match is not None and _DOUBTFUL.fullmatch(digits) is not None
    if match is None:
        match = next((found for form in _SLIPS if (found := form.fullmatch(digits))), None)
    if match is None:
        return None
    whole, fraction = re.sub("[.,]", "", match[1]), match[2] or ""
    if doubtful and separators is Separators.SLIP:
        whole, fraction = (whole + fraction, "") if fraction else (whole[:-3], whole[-3:])
    if len(whole) + len(fraction) > MOST_DIGITS:
        return None
    value = Decimal(f"{whole}.{fraction}" if fraction else whole)
    return Numeral(-value if text.startswith("-") else value, len(fraction), doubtful)
