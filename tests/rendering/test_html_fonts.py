"""The embedded faces: small, complete, the same bytes, digits of one width."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont

from analysis.rendering import fonts

ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY"
TONES = "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"


def opened(face: fonts.Face) -> TTFont:
    return TTFont(io.BytesIO(face.data))


@pytest.fixture(scope="module")
def faces() -> list[fonts.Face]:
    return fonts.faces("Đến 24/6/2026 ◆ 10,5 % ⊘ α", italic=True)


def test_weights_and_families(faces: list[fonts.Face]) -> None:
    assert [(f.family, f.weight, f.style) for f in faces] == [
        ("Be Vietnam Pro", 400, "normal"),
        ("Be Vietnam Pro", 500, "normal"),
        ("Be Vietnam Pro", 600, "normal"),
        ("Be Vietnam Pro", 700, "normal"),
        ("Be Vietnam Pro", 400, "italic"),
        ("Be Vietnam Pro Tabular", 400, "normal"),
        ("Be Vietnam Pro Tabular", 600, "normal"),
        ("Be Vietnam Pro Tabular", 700, "normal"),
        ("Briefing Symbols", 400, "normal"),
    ]
    assert all(f.style == "normal" for f in fonts.faces("a"))


def test_vietnamese_is_complete_whatever_the_page_says(faces: list[fonts.Face]) -> None:
    for face in faces[:5]:
        assert set(map(ord, ALPHABET + TONES + TONES.upper())) <= set(opened(face).getBestCmap())


def test_only_what_is_used_comes_along(faces: list[fonts.Face]) -> None:
    assert ord("€") not in opened(faces[0]).getBestCmap()
    euro = fonts.faces("5 €")
    assert ord("€") in opened(euro[0]).getBestCmap()


def test_symbols_fill_what_the_typeface_lacks(faces: list[fonts.Face]) -> None:
    symbols = set(map(chr, opened(faces[-1]).getBestCmap()))
    assert {"◆", "⊘", "α"} <= symbols
    assert not symbols & fonts.BASICS


def test_tabular_digits_have_one_width_and_stay_themselves() -> None:
    for weight in fonts.TABULAR_WEIGHTS:
        font = TTFont(io.BytesIO(fonts.tabular_face(weight)))
        names = [font.getBestCmap()[ord(digit)] for digit in fonts.DIGITS]
        assert len({font["hmtx"][name][0] for name in names}) == 1
        assert len({tuple(font["glyf"][name].getCoordinates(font["glyf"])[0]) for name in names}) == 10
        for name in names:
            glyph, (width, bearing) = font["glyf"][name], font["hmtx"][name]
            assert bearing == glyph.xMin
            assert glyph.xMin >= 0
            assert glyph.xMax <= width
    plain = opened(fonts.faces("1")[0])
    assert plain["hmtx"]["one"][0] < plain["hmtx"]["zero"][0], "the face itself has no tabular figures"


def test_size(faces: list[fonts.Face]) -> None:
    assert sum(len(face.css) for face in faces) < 150_000


def test_same_bytes_when_made_anew(faces: list[fonts.Face]) -> None:
    fonts._text_face.cache_clear()
    fonts._symbols_face.cache_clear()
    fonts.tabular_face.cache_clear()
    assert fonts.faces("Đến 24/6/2026 ◆ 10,5 % ⊘ α", italic=True) == faces


def test_css_is_a_data_uri(faces: list[fonts.Face]) -> None:
    rule = '@font-face{font-family:"Be Vietnam Pro";font-weight:400;font-style:normal;'
    assert faces[0].css.startswith(rule)
    assert "url(data:font/woff2;base64," in faces[0].css
