"""A stretch of a document's text and the place it stands at."""

from __future__ import annotations

from dataclasses import dataclass

from ..vocabulary.locators import Locator
from .matching import Range


@dataclass(frozen=True)
class Span:
    """A paragraph, table row or cell: its locator and where it begins and ends, notes inside included."""

    locator: Locator
    start: int
    end: int


def trim(text: str, start: int, end: int, before: str = "") -> Range:
    """The range without white space at its ends, nor any of the characters `before` at its start."""
    while start < end and (text[start].isspace() or text[start] in before):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
