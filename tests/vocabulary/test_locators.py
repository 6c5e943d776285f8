"""Locators: parse, print, and say to a reader."""

from __future__ import annotations

import pytest

from analysis.errors import DataError
from analysis.vocabulary.locators import Locator


@pytest.mark.parametrize(("text", "vi", "en"), [
    ("II.1.a/¶4", "mục II.1.a, đoạn 4", "item II.1.a, paragraph 4"),
    ("III.3.(2)/¶3", "mục III.3.(2), đoạn 3", "item III.3.(2), paragraph 3"),
    ("II[2]/¶7", "mục II[2], đoạn 7", "item II[2], paragraph 7"),
    ("note 13/¶2", "chú thích 13", "note 13"),
    ("annex 2.1/row 4/cell 3", "Phụ lục 2.1, dòng 4", "Annex 2.1, row 4"),
    ("annex.3.c/¶2", "Phụ lục, mục 3.c, đoạn 2", "Annex, item 3.c, paragraph 2"),
    ("head/¶2", "phần mở đầu, đoạn 2", "preamble, paragraph 2"),
])
def test_a_locator_reads_back_and_is_said(text: str, vi: str, en: str) -> None:
    locator = Locator.parse(text)
    assert str(locator) == text
    assert (locator.label("vi"), locator.label("en")) == (vi, en)


@pytest.mark.parametrize("text", ["", "somewhere", "note", "II.1.a/4", "annex 2.1/row x", "II.1 a/¶1"])
def test_what_is_not_a_locator(text: str) -> None:
    with pytest.raises(DataError, match="not a locator"):
        Locator.parse(text)
