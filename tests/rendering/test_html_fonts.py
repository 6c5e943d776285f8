"""The embedded faces: small, complete, the same bytes, digits of one width."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

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
        ("Briefing Symbols", 400, "normal"),  # α, which is not among the basics
    ]
    assert all(f.style == "normal" for f in fonts.faces("a"))


def test_vietnamese_is_complete_whatever_the_page_says(faces: list[fonts.Face]) -> None:
    for face in faces[:5]:
        assert set(map(ord, ALPHABET + TONES + TONES.upper())) <= set(opened(face).getBestCmap())


def test_what_a_page_uses_beyond_the_basics_comes_as_a_small_face_more(faces: list[fonts.Face]) -> None:
    plain = fonts.faces("5")
    euro = fonts.faces("5 €")
    assert euro[: len(plain)] == plain
    more = euro[len(plain) :]
    assert [(f.family, f.weight) for f in more] == [(fonts.FAMILY, weight) for weight in (400, 500, 600, 700)]
    for face in more:
        assert set(opened(face).getBestCmap()) == {ord("€")} and len(face.data) < 1500
        assert "unicode-range:U+20AC;" in face.css
    assert all("unicode-range" not in face.css and ord("€") not in opened(face).getBestCmap() for face in plain)
    assert faces[-1].only == {"α"}


def test_symbols_fill_what_the_typeface_lacks(faces: list[fonts.Face]) -> None:
    symbols = {chr(code) for face in faces[-2:] for code in opened(face).getBestCmap()}
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


def forget() -> None:
    for kept in (fonts._text_face, fonts._symbols_face, fonts.tabular_face, fonts._repertoire):
        kept.cache_clear()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache of the user's, and nothing in memory."""
    monkeypatch.setattr(fonts.platformdirs, "user_cache_path", lambda name: tmp_path / name)
    forget()
    yield tmp_path / "briefing57" / "faces"
    forget()


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that faces are cut from, as it happens."""
    cut: list[str] = []
    cutter = fonts._cutter()
    for name in ("cut", "tabular", "repertoire"):
        real = getattr(cutter, name)
        monkeypatch.setattr(
            cutter, name, lambda source, *rest, real=real: (cut.append(source.name), real(source, *rest))[1]
        )
    return cut


def test_faces_are_cut_once_and_then_read_from_the_cache(
    cache: Path, faces: list[fonts.Face], monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = counted(monkeypatch)
    text = "Đến 24/6/2026 ◆ 10,5 % ⊘"
    assert fonts.faces(text, italic=True) == faces[:-1]  # the same bytes as those made before
    assert len(cut) == 11  # five of text, three of digits, the signs, two repertoires
    fonts.faces(text, italic=True)
    assert len(cut) == 11  # in memory
    forget()
    assert fonts.faces(text, italic=True) == faces[:-1]
    assert len(cut) == 11 and len(list(cache.iterdir())) == 11  # on disk, with no draft left


def test_a_damaged_cache_is_mended(cache: Path, faces: list[fonts.Face]) -> None:
    """Every file is damaged in one of three ways: empty, of other bytes, without its end."""
    fonts.warm()
    whole = {path.name: path.read_bytes() for path in sorted(cache.iterdir())}
    for number, (name, data) in enumerate(whole.items()):
        (cache / name).write_bytes((b"", b"x" * 40, data[:-1])[number % 3])
    forget()
    assert fonts.faces("", italic=True) == faces[:-1]
    assert {path.name: path.read_bytes() for path in cache.iterdir()} == whole


def test_a_cache_that_cannot_be_written_is_none(
    tmp_path: Path, faces: list[fonts.Face], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(fonts.platformdirs, "user_cache_path", lambda name: tmp_path / "file" / name)
    forget()
    assert fonts.faces("", italic=True) == faces[:-1]
    forget()


def test_css_is_a_data_uri(faces: list[fonts.Face]) -> None:
    rule = '@font-face{font-family:"Be Vietnam Pro";font-weight:400;font-style:normal;'
    assert faces[0].css.startswith(rule)
    assert "url(data:font/woff2;base64," in faces[0].css
