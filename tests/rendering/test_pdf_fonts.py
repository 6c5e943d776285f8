"""The fonts that the PDF is set in: derived once, kept, the same each time."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest
from fontTools.ttLib import TTFont

from analysis.errors import RenderError
from analysis.rendering.typst import fontbuild, fonts
from analysis.rendering.typst.row_headers import RowHeaderError, mark_row_headers


@pytest.fixture
def fresh() -> None:
    """No fonts remembered by this process, before and after."""
    fonts.font_set.cache_clear()
    yield
    fonts.font_set.cache_clear()


def test_figures_have_one_width_and_keep_their_usual_one() -> None:
    folder = fonts.font_set().folders[0]
    for cut in fontbuild.CUTS:
        font = TTFont(folder / f"BeVietnamPro-{cut}.ttf")
        usual = {font["hmtx"][font.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}
        names = [name for name in font.getGlyphOrder() if name.endswith(".tnum")]
        assert len(names) == 10 and len(usual) > 1
        assert len({font["hmtx"][name][0] for name in names}) == 1
        tags = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        assert {"tnum", "liga"} <= tags


def test_fixed_width_letters_are_all_as_wide_and_all_there() -> None:
    folder = fonts.font_set().folders[0]
    for cut in ("Mono", "Mono-Bold", "Mono-Oblique"):
        font = TTFont(folder / f"Briefing{cut}.ttf")
        characters = font.getBestCmap()
        assert font["name"].getBestFamilyName() == "Briefing Mono"
        assert {font["hmtx"][characters[ord(c)]][0] for c in fontbuild.VIETNAMESE + "aiW0"} == {1233}


def test_a_home_that_cannot_be_written_to_is_no_obstacle_and_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: None
) -> None:
    kept = {path.name: path.read_bytes() for path in fonts.font_set().folders[0].iterdir()}
    fonts.font_set.cache_clear()
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / "file" / name)
    (made,) = fonts.font_set().folders
    assert kept and {path.name: path.read_bytes() for path in made.iterdir()} == kept


def test_an_interrupted_build_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: None
) -> None:
    def fail(folder: Path) -> None:
        (folder / "half.ttf").write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / name)
    monkeypatch.setattr(fontbuild, "build_fonts", fail)
    with pytest.raises(KeyboardInterrupt):
        fonts.font_set()
    assert list((tmp_path / "briefing57").iterdir()) == []


def test_missing_symbol_fonts_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fontbuild, "find_spec", lambda name: None)
    with pytest.raises(RenderError, match="fonts for symbols") as caught:
        fontbuild.build_fonts(tmp_path)
    assert caught.value.found == "matplotlib is not installed"


@pytest.mark.parametrize(
    "character, stand_in",
    [
        ("🚀", "‹rocket›"),
        ("中", "‹U+4E2D›"),
        ("\x07", "‹U+0007›"),
        ("\ue000", "‹U+E000›"),
        ("𝄞", "‹musical symbol g clef›"),
    ],
)
def test_stand_ins_are_readable_and_need_no_escaping(character: str, stand_in: str) -> None:
    assert fonts.substitute(character) == stand_in
    assert fonts.font_set().missing(stand_in) == []
    assert not set(stand_in) & set("\\#$*_`<>@[]\"'")


def test_widths_are_those_of_the_font() -> None:
    width = fonts.font_set().width
    assert width("iii") < width("mmm") < 3
    assert width("") == 0
    assert width("中") == 1


@pytest.mark.parametrize("data", [b"/S/TD/", b"/S/TD/ startxref\n5\n%%EOF", b"/S/TD/ xref\n0 1\nstartxref\n7\n%%EOF"])
def test_a_file_built_otherwise_is_not_touched(data: bytes) -> None:
    with pytest.raises(RowHeaderError):
        mark_row_headers(data)
    assert mark_row_headers(b"no tables") == b"no tables"
