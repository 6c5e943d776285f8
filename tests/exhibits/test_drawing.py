"""The check on drawings finds what it is meant to find."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import matplotlib

from analysis.exhibits import theme
from analysis.exhibits.charts import signs
from analysis.exhibits.sheet import Sheet
from analysis.rendering import forks
from exhibits.drawing import problems


def test_a_readable_drawing_has_no_problem() -> None:
    sheet = theme.sheet("wide", 1)
    theme.label(sheet, 0.2, 0.3, "Giải ngân 10,5%")
    theme.label(sheet, 0.2, 0.7, "chưa báo cáo")
    assert problems(sheet) == []


def test_text_off_the_sheet_is_found() -> None:
    sheet = theme.sheet("narrow", 1)
    theme.label(sheet, 3.4, 0.5, "quá dài cho chỗ này")
    assert "leaves the sheet" in problems(sheet)[0]


def test_texts_over_each_other_are_found() -> None:
    sheet = theme.sheet("wide", 1)
    theme.label(sheet, 0.2, 0.5, "một dòng chữ")
    theme.label(sheet, 0.5, 0.52, "dòng chữ khác")
    assert any("overlap" in p for p in problems(sheet))


def test_small_text_and_a_missing_glyph_are_found() -> None:
    sheet = theme.sheet("wide", 1)
    theme.label(sheet, 0.2, 0.5, "nhỏ", size=6)
    theme.label(sheet, 2.2, 0.5, "\u25c6")
    found = " ".join(problems(sheet))
    assert "6.0 pt" in found and "warning" in found


def test_widths_are_those_of_the_whole_line_as_matplotlib_sets_it() -> None:
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font, LoadFlags

    theme.use()
    for text in ("Bộ Nông nghiệp và Môi trường", "17/19 · thiếu 2", "Ứng dụng, triển khai", "12,3%"):
        for weight in ("regular", "semibold"):
            face = FT2Font(font_manager.findfont(font_manager.FontProperties(family=theme.FAMILY, weight=weight)))
            face.set_size(100, 72)
            face.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
            whole = face.get_width_height()[0] / 64 * theme.SIZE / 100 / 72
            assert abs(theme.text_width(text, theme.SIZE, weight) - whole) < 0.005
    assert theme.text_width(" ") == 0


def everything() -> Sheet:
    """A drawing with each kind of mark."""
    sheet = theme.sheet("wide", 1.5)
    theme.bar(sheet, 0.1, 0.1, 2, 0.2)
    theme.bar(sheet, 0.1, 0.4, 2, 0.2, hatch=True)
    theme.bar(sheet, 0.1, 0.7, 2, 0.2, theme.PAPER, edge=theme.ACCENT)
    signs.dot(sheet, 3, 0.5)
    signs.dot(sheet, 3.2, 0.5, hollow=True)
    theme.line(sheet, [(0, 1), (1, 1), (1, 1.2)], theme.GREY, 0.8)
    theme.dots(sheet, [0.1, 0.3, 0.5], 1.3, 4.6, theme.BLUE_2, opacity=0.5)
    theme.dots(sheet, [], 1.3, 4.6, theme.BLUE)
    theme.label(sheet, 2.5, 0.2, 'Sở A & B <"x"> $a$ $b$', weight="semibold", ha="right")
    theme.label(sheet, 4.5, 0.2, "Ổn định", size=theme.SMALL, colour=theme.GREY, ha="center")
    theme.label(sheet, 2.5, 0.4, "")
    return sheet


def marks(source: str) -> tuple[list[object], list[object], list[object]]:
    """(areas and lines, dots, words) of an SVG: where they are and how they look, without ids."""
    root = ElementTree.fromstring(source[source.index("<svg") :])
    for holder in [e for e in root.iter() if e.tag.endswith(("defs", "metadata"))]:
        holder.clear()

    def look(element: ElementTree.Element) -> dict[str, str]:
        parts = (part.partition(":") for part in element.get("style", "").split(";") if part.strip())
        found = {key.strip(): re.sub(r"#\S+\)", "#)", value.strip()) for key, _, value in parts}
        if found.get("fill-opacity") == "0":  # another way to say that nothing is filled
            found = {"fill": "none", **{key: value for key, value in found.items() if key != "fill-opacity"}}
        return {key: value for key, value in found.items() if (key, value) != ("stroke-linecap", "butt")}

    def places(text: str) -> list[float]:
        return [round(float(number), 1) for number in re.findall(r"-?[\d.]+", text)]

    paths: list[object] = []
    dots: list[object] = []
    words: list[object] = []
    for element in root.iter():
        kind = element.tag.rpartition("}")[2]
        if kind == "path" and look(element) != {"fill": "none"}:  # matplotlib's own paper
            paths.append((sorted(places(element.get("d", ""))), look(element)))
        elif kind == "use":
            dots.append((places(f"{element.get('x')} {element.get('y')}"), look(element)))
        elif kind == "text":
            words.append((element.text, places(f"{element.get('x')} {element.get('y')}"), look(element)))
    return paths, dots, words


def test_the_drawing_and_its_figure_show_the_same_marks() -> None:
    sheet = everything()
    buffer = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none"}):
        sheet.figure().savefig(buffer, format="svg", dpi=72)
    drawn, figure = marks(sheet.svg("a")), marks(buffer.getvalue())
    assert [len(layer) for layer in drawn] == [4, 5, 2]
    assert drawn[0] == figure[0]
    assert drawn[1] == figure[1]
    assert drawn[2] == figure[2]


def test_a_drawing_is_well_formed_svg_with_its_text_as_text() -> None:
    source = everything().svg("Biểu đồ 1")
    root = ElementTree.fromstring(source)
    assert root.get("viewBox") == "0 0 482.4 108" and root.get("width") is None
    text = next(element for element in root.iter() if element.tag.endswith("text"))
    assert text.text == 'Sở A & B <"x"> $a$ $b$' and "text-anchor: end" in text.get("style", "")
    assert "<metadata" not in source and "rotate(" not in source


def test_ids_are_unique_in_a_page_and_the_bytes_the_same_each_time() -> None:
    sheet = everything()
    first, second = sheet.svg("a"), sheet.svg("b")
    names = set(re.findall(r'\bid="([^"]+)"', first))
    assert names and not names & set(re.findall(r'\bid="([^"]+)"', second))
    assert set(re.findall(r'(?:url\(|href=")#([^")]+)', first)) <= names
    assert sheet.svg("a") == first == everything().svg("a")


def test_drawing_leaves_matplotlib_s_settings_as_they_were() -> None:
    def settings() -> dict[str, object]:
        return {key: value for key, value in matplotlib.rcParams.items() if key != "backend"}  # which asking settles

    before = settings()
    everything().svg("a")
    assert settings() == before


def test_what_is_drawn_later_lies_above_within_its_layer() -> None:
    sheet = theme.sheet("narrow", 1)
    theme.label(sheet, 0, 0.5, "trên cùng")
    theme.line(sheet, [(0, 0.5), (1, 0.5)], theme.ACCENT)
    theme.bar(sheet, 0, 0.4, 1, 0.2)
    drawn = sheet.svg("x")
    assert drawn.index(theme.BLUE) < drawn.index(theme.ACCENT) < drawn.index("<text")


def test_forks_measure_at_once_without_reading_each_other_s_glyphs() -> None:
    """A face that keeps its file open would share its place in that file with all forks."""
    for weight in ("regular", "semibold"):
        theme._face(weight)
    letters = [chr(code) for code in (*range(0x61, 0x7B), *range(0x1EA0, 0x1EFA))]
    measure = theme._advance.__wrapped__  # not what is kept
    expected = [measure(letter, weight) for letter in letters for weight in ("regular", "semibold")]

    def work() -> bool:
        return all(
            [measure(letter, weight) for letter in letters for weight in ("regular", "semibold")] == expected
            for _ in range(10)
        )

    outcomes = forks.run([forks.Task(f"fork {n}", work) for n in range(4)], 4)
    assert [(outcome.error, outcome.result) for outcome in outcomes] == [(None, True)] * 4
