"""Reading a sentence's mentions in tests, and writing numbers as offices write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from analysis.reading.mentions import Mention, MentionKind, read_mentions
from analysis.reading.text import parse

ISSUED = dt.date(2026, 7, 15)
QUANTITIES = frozenset({
    MentionKind.MONEY, MentionKind.PERCENT, MentionKind.RATIO, MentionKind.COUNT, MentionKind.AGENCY_COUNT,
})  # fmt: skip


def quantities(text: str, ranks: bool = False) -> list[Mention]:
    """The quantities of `text`, read as a document of July 2026."""
    kinds = QUANTITIES | {MentionKind.RANK} if ranks else QUANTITIES
    return [mention for mention in read_mentions(parse(text), ISSUED) if mention.kind in kinds]


def texts(mentions: Iterable[Mention]) -> list[str]:
    """The stretches of the mentions."""
    return [mention.text for mention in mentions]


def official(number: Decimal | int) -> str:
    """A number as offices write it: 12.375,3. Independent of the code under test."""
    sign, digits, exponent = Decimal(number).as_tuple()
    assert isinstance(exponent, int) and exponent <= 0
    text = "".join(map(str, digits)).rjust(1 - exponent, "0")
    whole, fraction = (text[:exponent], text[exponent:]) if exponent else (text, "")
    groups = []
    while len(whole) > 3:
        whole, last = whole[:-3], whole[-3:]
        groups.insert(0, last)
    return ("-" if sign else "") + ".".join([whole, *groups]) + (f",{fraction}" if fraction else "")
