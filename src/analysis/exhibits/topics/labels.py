"""Labels and numbers as they stand alone, and names in the order of the alphabet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from ...vocabulary.values import Value
from ..context import Context
from ..numbers import number


def capital(words: str) -> str:
    """A label as a line of its own begins."""
    return words[:1].upper() + words[1:]


def amount(b: Context, value: Value) -> str:
    """The count alone, where the chart says what it is out of."""
    return number(value.amount, b.lang) if value.amount is not None else b.shown(value)


def by_name(b: Context, agencies: Iterable[str]) -> list[str]:
    """Short names in the order of the alphabet."""
    return sorted(map(b.agency, agencies), key=letters)


def letters(name: str) -> str:
    """A key that sorts Vietnamese names by their letters without marks, Đ after D."""
    plain = name.replace("Đ", "D~").replace("đ", "d~")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c)).casefold()
