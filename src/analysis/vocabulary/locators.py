"""Locators: where in a document a figure stands, and how to say it to a reader.

Grammar (places in the numbering of the document itself):

    head/¶2                 the letterhead and preamble, second paragraph
    II.1.a/¶4               section II, 1, a): its fourth own paragraph (the opening line is ¶1)
    III.3.(2)/¶3            section III, 3, (2)
    II[2]/¶7                the second section that the document numbers II
    note 13/¶2              footnote 13, second paragraph (¶ may be left out: the whole note)
    annex 2.1/row 4/cell 3  annex 2, first table, the row numbered 4, its third cell (cell may be left out)
    annex.3.c/¶2            a section inside an unnumbered annex
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import DataError

_PATTERN = re.compile(
    r"(?P<place>head|note \d+|annex(?: \d+(?:\.\d+)?)?(?:\.[^/\s]+)?|"
    r"[IVX]+(?:\[\d+\])?(?:\.[^/\s]+)?|\d+(?:\.[^/\s]+)?)"
    r"(?:/¶(?P<paragraph>\d+))?(?:/row (?P<row>\d+))?(?:/cell (?P<cell>\d+))?"
)


@dataclass(frozen=True)
class Locator:
    """A place in a document: a section, note or annex, and the paragraph, row or cell within it."""

    place: str
    paragraph: int | None = None
    row: int | None = None
    cell: int | None = None

    @classmethod
    def parse(cls, text: str) -> Locator:
        """Raises DataError when `text` is not of the grammar above."""
        match = _PATTERN.fullmatch(text.strip())
        if not match:
            raise DataError(
                "This is not a locator.",
                found=repr(text),
                expected="for instance II.1.a/¶4, note 2, annex 2.1/row 4/cell 3",
            )
        numbers = {k: int(v) if v else None for k, v in match.groupdict().items() if k != "place"}
        return cls(match["place"], **numbers)

    def __str__(self) -> str:
        text = self.place
        for word, number in (("¶", self.paragraph), ("row ", self.row), ("cell ", self.cell)):
            if number is not None:
                text += f"/{word}{number}"
        return text

    def label(self, lang: str = "vi") -> str:
        """As a reader would say it: `mục II.1.a, đoạn 4`, `chú thích 2`, `Phụ lục 2.1, dòng 4`."""
        words = {
            "vi": {
                "head": "phần mở đầu",
                "note": "chú thích",
                "annex": "Phụ lục",
                "section": "mục",
                "paragraph": "đoạn",
                "row": "dòng",
            },
            "en": {
                "head": "preamble",
                "note": "note",
                "annex": "Annex",
                "section": "item",
                "paragraph": "paragraph",
                "row": "row",
            },
        }[lang]
        if self.place == "head":
            text = words["head"]
        elif self.place.startswith("note "):
            text = f"{words['note']} {self.place[5:]}"
        elif self.place.startswith("annex"):
            rest = self.place[5:].strip()
            text = words["annex"]
            if rest.startswith("."):
                text += f", {words['section']} {rest[1:]}"
            elif rest:
                text += f" {rest}"
        else:
            text = f"{words['section']} {self.place}"
        if self.paragraph is not None and not self.place.startswith("note "):
            text += f", {words['paragraph']} {self.paragraph}"
        if self.row is not None:
            text += f", {words['row']} {self.row}"
        return text
