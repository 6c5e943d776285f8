"""A pack as PDF: standards, structure, cover, links, tables, and what a page looks like."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pikepdf
import pytest
from nbformat.v4 import new_markdown_cell
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTContainer, LTFigure, LTTextLine

from analysis.errors import RenderError
from rendering.test_pdf_support import (
    MINISTRIES,
    attribute,
    chart,
    code,
    convert,
    datatable,
    demo_pack,
    opened,
    pack,
    squeezed,
    structure,
    text_of,
    typst_output,
)


@pytest.fixture(scope="module")
def demo() -> bytes:
    export = convert(demo_pack())
    assert export.remarks == []
    return export.pdf


def small(source: str, **briefing: object) -> bytes:
    """A pack of one output."""
    export = convert(pack([code("x", typst_output(source))], **briefing))
    assert export.remarks == []
    return export.pdf


def test_it_claims_and_has_what_the_standards_ask(demo: bytes) -> None:
    with opened(demo) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked) is True
        assert root.StructTreeRoot.K is not None
        assert str(root.Lang) == "vi"
        assert bool(root.ViewerPreferences.DisplayDocTitle) is True
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["pdfaid:part"] == "2"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["dc:title"].startswith("Tình hình thực hiện Nghị quyết số 57-NQ/TW")
        assert str(pdf.docinfo["/Author"]) == "Tổ công tác theo dõi Nghị quyết 57"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260630")


def test_all_fonts_are_embedded(demo: bytes) -> None:
    names = set()
    with opened(demo) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                names.add(str(item.FontName).split("+")[-1])
                assert any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3")), item.FontName
    assert any(name.startswith("BeVietnamPro") for name in names)


def test_the_same_notebook_gives_the_same_bytes(demo: bytes) -> None:
    assert convert(demo_pack()).pdf == demo


def test_bookmarks_name_each_section_with_topic_and_finding(demo: bytes) -> None:
    with opened(demo) as pdf:
        titles = []
        item = pdf.Root.Outlines.First
        while item is not None:
            titles.append(str(item.Title))
            item = item.get("/Next")
    assert titles[0] == "Mục lục"
    # With its numbers, without its footnotes and marks.
    assert titles[1] == "Tóm tắt: Giải ngân mới đạt 10,5 % dự toán được giao, khi đã qua 48 % của năm"
    assert titles[2] == "Ngân sách: Ba cơ quan chiếm hơn một nửa, hai cơ quan chưa có kết quả"
    assert len(titles) == 1 + 1 + 6 + 1


def test_headings_skip_no_level(demo: bytes) -> None:
    with opened(demo) as pdf:
        levels = [int(kind[1]) for kind, _ in structure(pdf) if re.fullmatch(r"H\d", kind)]
    assert levels[0] == 1 and 2 in levels
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_picture_has_alternative_text(demo: bytes) -> None:
    with opened(demo) as pdf:
        figures = [element for kind, element in structure(pdf) if kind == "Figure"]
        assert len(figures) == 6
        assert all("Bộ" in str(figure.Alt) for figure in figures)


def test_tables_mark_column_and_row_headers(demo: bytes) -> None:
    with opened(demo) as pdf:
        elements = structure(pdf)
        ids = {str(e.ID) for kind, e in elements if kind == "TH" and "/ID" in e}
        scopes = [str(attribute(e, "/Scope")) for kind, e in elements if kind == "TH"]
        # Six tables with a total each, and 90 sources; the cover's list of documents has no row headers.
        assert scopes.count("/Row") == 6 + 16 + 40 + 10 + 12 + 24 + 6 + 90
        assert set(scopes) == {"/Row", "/Column"}
        for kind, element in elements:
            for header in attribute(element, "/Headers") or []:  # type: ignore[attr-defined]
                assert str(header) in ids, kind
        names = [str(name) for name in pdf.Root.StructTreeRoot.IDTree.Names][::2]
        assert names == sorted(names)
        assert {name for name in names if name.startswith("R")} <= ids


def test_a_cell_names_its_row_and_its_column(demo: bytes) -> None:
    with opened(demo) as pdf:
        elements = structure(pdf)
        named = {str(e.ID): e for kind, e in elements if kind == "TH" and "/ID" in e}
        cells = [e for kind, e in elements if kind == "TD" and attribute(e, "/Headers")]
        # Cells over all columns hold a table's remarks; those of the cover's list have no row header.
        full = [e for e in cells if attribute(e, "/ColSpan") is None][20:]
        assert len(full) > 500
        for cell in full[::9]:
            scopes = {str(attribute(named[str(h)], "/Scope")) for h in attribute(cell, "/Headers")}  # type: ignore
            assert scopes == {"/Row", "/Column"}


def test_running_text_is_paragraphs(demo: bytes) -> None:
    with opened(demo) as pdf:
        kinds = [kind for kind, _ in structure(pdf)]
    assert kinds.count("P") > 40
    assert "Note" in kinds and "TOC" in kinds and "Caption" in kinds and "LI" in kinds


def test_cover_contents_header_and_footer_say_what_they_should(demo: bytes) -> None:
    pages = [page_text(page) for page in extract_pages(io.BytesIO(demo))]
    cover = pages[0]
    for words in ("Số liệu đến", "24/6/2026", "Tháng 6 năm 2026", "312", "mâu thuẫn", "20-TB/CQTTBCĐ"):
        assert squeezed(words) in squeezed(cover)
    assert "Trang" not in cover
    assert "Mục lục" in pages[1]
    for number, page in enumerate(pages[1:], 2):
        assert f"Trang {number}/{len(pages)}" in page
        assert "Tình hình thực hiện Nghị quyết số 57-NQ/TW" in page


def page_text(page: LTContainer) -> str:
    return "".join(item.get_text() for item in page if hasattr(item, "get_text"))


def test_no_text_is_lost(demo: bytes) -> None:
    text = squeezed(text_of(demo))
    for words in ("82,75nghìntỷđồng", "Xửlýdứtđiểm", "BộNôngnghiệpvàMôitrường", "chưabáocáo", "demo.other"):
        assert words in text
    for ministry in MINISTRIES:
        assert squeezed(ministry) in text


def test_nothing_stands_outside_the_margins(demo: bytes) -> None:
    left, right = 25 * 72 / 25.4 - 1, 595.28 - 20 * 72 / 25.4 + 1
    for page in extract_pages(io.BytesIO(demo)):
        for character in characters(page):
            assert left <= character.x0 and character.x1 <= right, (page.pageid, character.get_text())
            assert character.y0 > 30 and character.y1 < 815


def characters(item: object) -> list[LTChar]:
    if isinstance(item, LTChar):
        return [item] if item.get_text().strip() else []
    if isinstance(item, LTContainer | LTFigure | LTTextLine):
        return [character for child in item for character in characters(child)]
    return []


def test_no_page_is_mostly_empty_but_the_last(demo: bytes) -> None:
    for page in list(extract_pages(io.BytesIO(demo)))[1:-1]:
        assert largest_void(page) < 0.45 * page.height, page.pageid


def largest_void(page: LTContainer) -> float:
    """Height of the tallest strip of the page with no text in it, in points."""
    heights = sorted({round(c.y0) for c in characters(page)} | {40})
    return max(after - before for before, after in pairwise(heights))


def test_a_heading_never_stands_alone_at_the_foot() -> None:
    filler = "#prose[" + "Một đoạn văn dài. " * 40 + "]\n"
    for count in range(4, 16):
        body = filler * count + '#section(id: "s", label: [Chủ đề], level: 1)[Kết luận của mục]\n' + filler
        pages = [page_text(page) for page in extract_pages(io.BytesIO(small(body)))]
        at = next(i for i, page in enumerate(pages) if "Kết luận của mục" in page and i > 0)
        assert "Một đoạn văn dài" in pages[at].split("Kết luận của mục")[1]


def test_a_chart_and_the_start_of_its_table_share_a_page() -> None:
    filler = "#prose[" + "Một đoạn văn dài. " * 30 + "]\n"
    drawing = chart("c", "Biểu đồ cần giữ", {"Bộ Y tế": 10.0, "Bộ Tài chính": 7.0})
    for count in range(1, 9):
        cells = [
            code("x", typst_output(part)) for part in (filler * count, drawing, datatable("t", "Bảng cần giữ", 20))
        ]
        pages = [page_text(page) for page in extract_pages(io.BytesIO(convert(pack(cells)).pdf))]
        page = next(page for page in pages if "Biểu đồ cần giữ" in page)
        assert "Bảng cần giữ" in page and "Bộ Khoa học và Công nghệ 1" in page


def test_a_chart_that_no_table_follows_does_not_pull_the_next_one_along() -> None:
    values = dict.fromkeys(MINISTRIES[:12], 10.0)
    cells = [code("x", typst_output("#prose[" + "Một đoạn văn dài. " * 60 + "]"))]
    cells += [code("x", typst_output(chart(f"c{n}", f"Biểu đồ thứ {n}", values))) for n in (1, 2)]
    cells.append(code("x", typst_output(datatable("t", "Bảng cuối", 8))))
    pages = [page_text(page) for page in extract_pages(io.BytesIO(convert(pack(cells)).pdf))]
    at = [next(i for i, page in enumerate(pages) if f"Biểu đồ thứ {n}" in page) for n in (1, 2)]
    assert at == [1, 2]
    assert "Bảng cuối" in pages[2]


def test_long_tables_repeat_header_group_and_legend_on_each_page() -> None:
    pages = [page_text(p) for p in extract_pages(io.BytesIO(small(datatable("t", "Bảng dài", 120, groups=True))))]
    holding = [page for page in pages if "Dự toán được giao" in page]
    assert len(holding) >= 3
    for page in holding:
        assert "Nhóm thứ" in page and "mâu thuẫn" in page
    assert sum("Bảng dài" in page for page in pages) == 1


@pytest.mark.parametrize("part", ["title", "label", "group", "cell", "note", "source"])
@pytest.mark.parametrize(
    "body", ['#fig("x")[7]', "#src[lời chú]", 'A #link("https://x.y")[B] #src[lời chú] C', "$x^2$"]
)
def test_links_and_footnotes_may_stand_anywhere_in_a_long_table(part: str, body: str) -> None:
    if body.startswith("$"):
        body = '#math.equation(alt: "x", $x^2$)'
    at = dict.fromkeys(("title", "label", "group", "cell", "note", "source"), "chữ") | {part: body}
    rows = f'(kind: "row", cells: ([a], [{at["cell"]}])),' * 70
    source = (
        f"#datatable(title: [{at['title']}], columns: ((label: [{at['label']}]), (label: [B])), "
        f'rows: ((kind: "group", cells: ([{at["group"]}],)), {rows}), notes: ([{at["note"]}],), '
        f"source: [{at['source']}])\n"
        '#sources-table(((id: "x", figure: [F]),))'
    )
    text = text_of(small(source))
    assert "lời chú" in text or "src" not in body


def test_small_tables_stay_whole() -> None:
    filler = "#prose[" + "Một đoạn văn dài. " * 30 + "]\n"
    for count in range(4, 12):
        text = small(filler * count + datatable("t", "Bảng nhỏ", 8))
        pages = [page_text(page) for page in extract_pages(io.BytesIO(text))]
        page = next(page for page in pages if "Bảng nhỏ" in page)
        assert "Tổng cộng" in page


def test_figures_lead_to_their_source_and_stay_plain_without_one(demo: bytes) -> None:
    with opened(demo) as pdf:
        links = [a for page in pdf.pages for a in page.get("/Annots", []) if a.get("/Subtype") == "/Link"]
        assert all("/Contents" in link for link in links)
    row = '#sources-table(((id: "known", figure: [Một số liệu], stated: [5]),))'
    with opened(small('#prose[A #fig("known")[5] B #fig("unknown")[6]]\n' + row)) as pdf:
        inside = [a for page in pdf.pages for a in page.get("/Annots", [])]
        assert len(inside) == 1


def test_a_figure_listed_twice_in_the_annex_does_no_harm() -> None:
    row = '(id: "x", figure: [Một], stated: [5])'
    assert small(f'#prose[#fig("x")[5]]\n#sources-table(({row}, {row}))')


@pytest.mark.parametrize(
    "kind, sign", [("contradiction", "◆"), ("rounding", "≈"), ("not_comparable", "⊘"), ("not_reported", "—")]
)
def test_marks(kind: str, sign: str) -> None:
    assert sign in text_of(small(f'#prose[Số #mark("{kind}")]'))


def test_marks_do_not_push_the_digits_out_of_line() -> None:
    source = (
        "#datatable(title: [T], columns: ((label: [A]), (label: [B], align: right)), rows: ("
        '(kind: "row", cells: ([x], [1.111,1 #mark("contradiction")])),'
        '(kind: "row", cells: ([y], [8.888,8])),'
        '(kind: "total", cells: ([z], [4.444,4#mark("rounding")#mark("break")]))))'
    )
    pages = list(extract_pages(io.BytesIO(small(source))))
    commas = [c.x0 for c in characters(pages[1]) if c.get_text() == ","]
    # All decimal commas of the column stand under each other.
    assert len(commas) == 3 and max(commas) - min(commas) < 1.5


def test_text_in_charts_is_text_in_the_same_typeface() -> None:
    # The symbols come in afterwards: matplotlib itself would warn that the typeface lacks them.
    drawing = chart("c", "Tiêu đề", {"Bộ Y tế": 12.5, "Bộ Tài chính": 3.5})
    drawing = drawing.replace("Bộ Y tế", "Bộ Y tế ⊘").replace("Bộ Tài chính", "Bộ Tài chính ▲")
    pdf = small(drawing)
    page = list(extract_pages(io.BytesIO(pdf)))[1]
    found = {c.fontname.split("+")[-1] for c in characters(page) if c.get_text() in "⊘▲"}
    assert found == {"BeVietnamPro-Regular"}
    assert "12,5%" in squeezed(text_of(pdf))


def test_figures_in_tables_are_tabular() -> None:
    source = (
        "#datatable(title: [T], columns: ((label: [A]), (label: [B], align: right)), rows: ("
        '(kind: "row", cells: ([x], [111111])), (kind: "row", cells: ([y], [808080]))))'
    )
    page = list(extract_pages(io.BytesIO(small(source))))[1]
    rows: dict[int, list[LTChar]] = {}
    for character in characters(page):
        rows.setdefault(round(character.y0), []).append(character)
    places = {
        "".join(c.get_text() for c in row if c.get_text().isdigit()): [c.x0 for c in row if c.get_text().isdigit()]
        for row in rows.values()
    }
    assert places["111111"] == pytest.approx(places["808080"], abs=0.01)


def test_notes_of_any_number_appear() -> None:
    notes = ", ".join(f"[Ghi chú thứ {n}.]" for n in range(1, 8))
    source = (
        "#datatable(title: [T], columns: ((label: [A]), (label: [B])), "
        f'rows: ((kind: "row", cells: ([x], [y])),), notes: ({notes}))'
    )
    text = text_of(small(source))
    assert all(f"Ghi chú thứ {n}." in text for n in range(1, 8))


def test_lists_in_prose_and_titled_decisions() -> None:
    text = text_of(
        small('#prose[#list([Ý một], [Ý hai])]\n#decision-list(title: [Cần làm ngay], ([#"Việc thứ nhất";],))')
    )
    assert "Ý hai" in text and "Cần làm ngay" in text and "Việc thứ nhất" in text


def test_the_typst_form_is_preferred_and_others_are_not_shown() -> None:
    text = text_of(small("#prose[Dạng Typst]"))
    assert "Dạng Typst" in text and "HTML form" not in text and "plain form" not in text


def test_code_is_hidden_in_a_pack_and_shown_on_demand() -> None:
    notebook = pack([code("secret_call()", typst_output("#prose[x]"))])
    assert "secret_call" not in text_of(convert(notebook).pdf)
    assert "secret_call" in text_of(convert(notebook, hide_input=False).pdf)


def test_english_words_in_an_english_pack() -> None:
    source = (
        '#section(id: "a", label: [Budget])[A finding]\n#section(id: "b", label: [B])[C]\n'
        '#section(id: "c", label: [D])[E]\n#notice(kind: "gap")[Nothing yet.]'
    )
    text = text_of(small(source, lang="en"))
    assert "Contents" in text and "Page 2/" in text and "No data" in text and "Data as of" in text
    assert "Mục lục" not in text


def test_markdown_between_exhibits_follows_their_levels() -> None:
    cells = [
        code("x", typst_output('#section(id: "a", label: [L], level: 1)[Một]')),
        new_markdown_cell("#### Phụ\n\nĐoạn."),
        code("x", typst_output('#section(id: "b", label: [L], level: 2)[Hai]')),
        new_markdown_cell("###### Sâu"),
    ]
    with opened(convert(pack(cells)).pdf) as pdf:
        levels = [kind for kind, _ in structure(pdf) if re.fullmatch(r"H\d", kind)]
    assert levels == ["H1", "H1", "H2", "H2", "H3"]  # the first is that of the contents


@pytest.mark.parametrize(
    "change, where",
    [
        ({"title": ""}, "briefing.title"),
        ({"date": None}, "briefing.date"),
        ({"date": "30/6"}, "briefing.date"),
        ({"documents": "x"}, "briefing.documents"),
        ({"state": [1]}, "briefing.state"),
    ],
)
def test_incomplete_metadata_is_named(change: dict[str, object], where: str) -> None:
    with pytest.raises(RenderError) as caught:
        convert(pack([code("x", typst_output("#prose[x]"))], **change))
    assert caught.value.where is not None and where in caught.value.where


@pytest.mark.parametrize(
    "source, words",
    [
        ("#prose[a\n", "unclosed delimiter"),
        ("#prose[x]\n#nonsense(1)", "unknown variable"),
        ('#mark("oops")', "unknown mark"),
        ('#notice(kind: "loud")[x]', "unknown notice"),
        ('#chart(id: "c", title: [x], svg: "<svg></svg>", alt: " ")', "no alternative text"),
        ('#chart(id: "c", title: [x], svg: "not svg", alt: "a")', "SVG"),
        (
            '#datatable(id: "t", columns: ((label: [A]),), rows: ((kind: "row", cells: ([a], [b])),))',
            "2 cells",
        ),
        ('#section(id: "x", level: 3)[Skips]', "skipped"),
        ('#image("/etc/passwd")', "file not found"),
        ('#read("../secret")', ""),
    ],
)
def test_broken_typst_says_which_cell(source: str, words: str) -> None:
    cells = [
        new_markdown_cell("Văn bản"),
        code("good()", typst_output('#section(id: "a", level: 1)[Tốt]')),
        code("bad()", typst_output("#prose[first]"), typst_output(source)),
        code("good()", typst_output("#prose[after]")),
    ]
    with pytest.raises(RenderError) as caught:
        convert(pack(cells))
    assert words in caught.value.message
    assert caught.value.where is not None and caught.value.where.startswith("cell 3, output 2")


def test_the_line_of_an_error_is_given_with_its_text() -> None:
    with pytest.raises(RenderError) as caught:
        convert(pack([code("bad()", typst_output("#prose[one]\n\n#nonsense()\n"))]))
    assert caught.value.where == "cell 1, output 1 (text/vnd.typst), line 3"
    assert caught.value.found == "#nonsense()"


def test_packages_from_the_network_are_refused() -> None:
    with pytest.raises(RenderError, match="package"):
        convert(pack([code("x", typst_output('#import "@preview/cetz:0.3.0"'))]))


def test_a_long_pack_is_set_whole() -> None:
    with opened(convert(demo_pack(21)).pdf) as pdf:
        assert len(pdf.pages) >= 30
