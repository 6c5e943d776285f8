"""The check on drawings finds what it is meant to find."""

from __future__ import annotations

from analysis.exhibits import theme
from exhibits.drawing import problems


def test_a_readable_drawing_has_no_problem() -> None:
    figure, axes = theme.sheet("wide", 1)
    theme.label(axes, 0.2, 0.3, "Giải ngân 10,5%")
    theme.label(axes, 0.2, 0.7, "chưa báo cáo")
    assert problems(figure) == []


def test_text_off_the_sheet_is_found() -> None:
    figure, axes = theme.sheet("narrow", 1)
    theme.label(axes, 3.4, 0.5, "quá dài cho chỗ này")
    assert "leaves the sheet" in problems(figure)[0]


def test_texts_over_each_other_are_found() -> None:
    figure, axes = theme.sheet("wide", 1)
    theme.label(axes, 0.2, 0.5, "một dòng chữ")
    theme.label(axes, 0.5, 0.52, "dòng chữ khác")
    assert any("overlap" in p for p in problems(figure))


def test_small_text_and_a_missing_glyph_are_found() -> None:
    figure, axes = theme.sheet("wide", 1)
    theme.label(axes, 0.2, 0.5, "nhỏ", size=6)
    theme.label(axes, 2.2, 0.5, "\u25c6")
    found = " ".join(problems(figure))
    assert "6.0 pt" in found and "warning" in found
