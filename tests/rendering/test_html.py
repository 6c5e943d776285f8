"""The page as a whole: self-contained, sourced, accessible, the same every time, within its weight."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from analysis.rendering.html import (
    RECORD_KEYS,
    SCRIPT_WORDS,
    TEMPLATES,
    BriefingHTMLExporter,
    labels,
    script_safe,
)
from browser.demo_pack import HOSTILE, demo_pack


def export(notebook: nbformat.NotebookNode, **options: Any) -> str:
    page, resources = BriefingHTMLExporter(**options).from_notebook_node(notebook)
    assert resources["output_extension"] == ".html"
    return page


@pytest.fixture(scope="module")
def page() -> str:
    return export(demo_pack())


@pytest.fixture(scope="module")
def soup(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def data_of(soup: BeautifulSoup) -> dict[str, Any]:
    element = soup.find("script", id="bf-data")
    assert element is not None
    return json.loads(element.string or "")


def assert_self_contained(page: str) -> None:
    soup = BeautifulSoup(page, "html.parser")
    for element in soup.find_all(True):
        for name in ("src", "srcset", "poster", "data", "action", "xlink:href", "background"):
            address = str(element.get(name, ""))
            assert not address or address.startswith("data:"), element
        if element.name == "link":
            assert str(element["href"]).startswith("data:")
        assert not [name for name in element.attrs if name.startswith("on")], element
        assert "javascript:" not in str(element.get("href", "")).lower()
    assert not soup.find_all(["iframe", "object", "embed", "base", "form"])
    outside = re.sub(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]*", "", page)
    assert "@import" not in outside
    assert not re.search(r"url\(\s*['\"]?(?!#|data:|['\"]?\))\w", outside)


class TestSelfContained:
    def test_a_pack_refers_to_nothing_outside(self, page: str, soup: BeautifulSoup) -> None:
        assert_self_contained(page)
        for anchor in soup.find_all("a"):
            assert anchor["href"].startswith("#") or anchor["href"] in ("briefing.pdf", "briefing.xlsx")
        assert "http://" not in page
        assert "https://" not in page

    def test_the_policy_allows_only_the_script_of_the_page(self, soup: BeautifulSoup) -> None:
        policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert policy is not None
        allowed = dict(rule.strip().split(" ", 1) for rule in policy["content"].split(";"))
        assert allowed["default-src"] == "'none'"
        assert allowed["img-src"] == allowed["font-src"] == "data:"
        scripts = [s for s in soup.find_all("script") if s.get("type") != "application/json"]
        assert len(scripts) == 1
        digest = base64.b64encode(hashlib.sha256(scripts[0].string.encode("utf-8")).digest()).decode()
        assert allowed["script-src"] == f"'sha256-{digest}'"

    def test_the_policy_stands_before_anything_it_governs(self, page: str) -> None:
        governed = [page.index(tag) for tag in ("<link", "<style", "<script")]
        assert page.index("Content-Security-Policy") < min(governed)

    def test_same_notebook_same_bytes(self, page: str) -> None:
        assert export(demo_pack()) == page

    def test_weight(self, page: str) -> None:
        fonts = sum(len(match) for match in re.findall(r"url\(data:font/woff2[^)]*\)", page))
        assert 0 < fonts < 150_000
        assert len(page.encode("utf-8")) < 300_000  # the demonstration has one chart and few figures

    def test_downloads_are_plain_names_beside_the_page(self) -> None:
        notebook = demo_pack()
        elsewhere = ["../secret.pdf", "https://example.org/x.pdf", "/a.pdf"]
        notebook.metadata.briefing["downloads"] = ["briefing.pdf", *elsewhere]
        soup = BeautifulSoup(export(notebook), "html.parser")
        assert [a["href"] for a in soup.select(".bf-downloads a")] == ["briefing.pdf"]


class TestFigures:
    def test_every_displayed_figure_has_its_record_and_its_annex_row(self, soup: BeautifulSoup) -> None:
        values = data_of(soup)["values"]
        shown = [element["data-figure"] for element in soup.select("[data-figure]")]
        assert len(shown) > 20
        for figure in shown:
            assert figure in values
            assert soup.find(id=f"src-{figure}") is not None

    def test_links_lead_to_the_annex_without_the_script(self, soup: BeautifulSoup) -> None:
        for anchor in soup.select("a.bf-fig"):
            assert anchor["href"] == f"#src-{anchor['data-figure']}"

    def test_ancestors_come_along_and_nothing_else_does(self, soup: BeautifulSoup) -> None:
        values = data_of(soup)["values"]
        assert "thu1.months" in values, "an input that is nowhere displayed itself"
        assert "thu1.unused" not in values
        assert all(set(record) <= set(RECORD_KEYS) for record in values.values())
        for record in values.values():
            assert set(record.get("inputs", [])) <= values.keys()

    def test_a_displayed_figure_without_record_is_reported(self, caplog: pytest.LogCaptureFixture) -> None:
        notebook = demo_pack()
        del notebook.metadata.briefing["values"]["thu1.products"]
        exporter = BriefingHTMLExporter()
        exporter.log.propagate = True
        with caplog.at_level("WARNING"):
            exporter.from_notebook_node(notebook)
        assert "thu1.products" in caplog.text

    def test_a_key_figure_keeps_its_text_when_its_number_is_set_large(self, soup: BeautifulSoup) -> None:
        value = soup.select(".bf-key-value a")[1]
        assert value.get_text() == "82,1 nghìn tỷ đồng"
        assert value.select_one(".bf-number").get_text() == "82,1"

    def test_marks_have_words(self, soup: BeautifulSoup) -> None:
        marks = soup.select("main .bf-mark")
        assert marks
        assert all(mark["role"] == "img" and mark["aria-label"] for mark in marks)


class TestStructure:
    def test_language_title_and_landmarks(self, soup: BeautifulSoup) -> None:
        assert soup.html["lang"] == "vi"
        assert soup.title.get_text() == "Tình hình thực hiện Nghị quyết 57-NQ/TW – Tháng 6 năm 2026"
        for landmark in ("header", "nav", "main", "footer"):
            assert len(soup.find_all(landmark)) == 1
        skip = soup.body.find("a")
        assert skip["href"] == "#bf-main"
        assert soup.find(id="bf-main").name == "main"

    def test_headings_leave_no_step_out(self, soup: BeautifulSoup) -> None:
        levels = [int(h.name[1]) for h in soup.find_all(re.compile("^h[1-6]$"))]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels))

    def test_contents_lead_to_sections(self, soup: BeautifulSoup) -> None:
        for column in (".bf-nav-wide", ".bf-nav-narrow"):
            links = soup.select(f"{column} a")
            assert [a.get_text() for a in links][:3] == ["Tóm tắt", "Nhiệm vụ quá hạn", "Quá hạn lâu"]
            assert all(soup.find(id=a["href"][1:]) is not None for a in links)

    def test_ids_are_unique(self, soup: BeautifulSoup) -> None:
        ids = [element["id"] for element in soup.find_all(id=True)]
        assert len(ids) == len(set(ids))

    def test_table_headers_say_what_they_head(self, soup: BeautifulSoup) -> None:
        heads = soup.find_all("th")
        assert heads
        assert all(head.get("scope") in ("col", "row", "colgroup", "rowgroup") for head in heads)
        assert all(head.get_text(strip=True) for head in heads)

    def test_wide_tables_scroll_in_a_named_region(self, soup: BeautifulSoup) -> None:
        for table in soup.find_all("table"):
            wrap = table.find_parent(class_="bf-table-wrap")
            assert wrap["tabindex"] == "0"
            assert wrap["role"] == "region"
            assert wrap["aria-label"]

    def test_drawings_are_hidden_behind_their_name(self, soup: BeautifulSoup) -> None:
        for holder in soup.select(".bf-svg"):
            assert holder["role"] == "img"
            assert holder["aria-label"].startswith("Bộ Văn hoá")
            assert holder.svg["aria-hidden"] == "true"
        assert len(soup.select(".bf-svg.bf-wide svg")) == len(soup.select(".bf-svg.bf-narrow svg")) == 1

    def test_code_of_a_pack_stays_out(self, soup: BeautifulSoup) -> None:
        assert "show(exhibit)" not in soup.get_text()
        assert not soup.select(".bf-code")

    def test_header_tells_period_date_state_and_documents(self, soup: BeautifulSoup) -> None:
        head = soup.header.get_text(" ", strip=True)
        for text in ("Tháng 6 năm 2026", "24/6/2026", "1.312", "17", "mâu thuẫn", "01/TB-THU", "02/TB-THU"):
            assert text in head.replace("\u00a0", " ")


class TestLanguages:
    def test_the_page_says_the_same_in_both(self) -> None:
        assert labels("vi").keys() == labels("en").keys()
        assert all(labels(lang)[key].strip() for lang in ("vi", "en") for key in labels(lang))
        assert set(SCRIPT_WORDS) <= labels("vi").keys()

    def test_every_word_is_used(self) -> None:
        sources = [path for kind in ("j2", "py", "js", "css") for path in TEMPLATES.glob(f"*.{kind}")]
        sources.append(TEMPLATES.parent / "html.py")
        used = "".join(path.read_text(encoding="utf-8") for path in sources)
        composed = ("state_", "mark_", "notice_", "severity_", "download_")
        plain = [key for key in labels("vi") if not key.startswith(composed)]
        assert [key for key in plain if not re.search(rf"\b{key}\b", used)] == []

    def test_the_script_speaks_only_words_it_is_given(self) -> None:
        script = (TEMPLATES / "briefing.js").read_text(encoding="utf-8")
        spoken = set(re.findall(r"words\.(\w+)", script)) | set(re.findall(r'say\("(\w+)"', script))
        assert spoken <= set(SCRIPT_WORDS)

    @pytest.mark.parametrize(
        ("lang", "words"), [("vi", "Đến nội dung chính"), ("en", "Skip to main content")]
    )
    def test_words_follow_the_language(self, lang: str, words: str) -> None:
        soup = BeautifulSoup(export(demo_pack(lang)), "html.parser")
        assert soup.html["lang"] == lang
        assert soup.select_one(".bf-skip").get_text() == words
        assert data_of(soup)["labels"]["close"] == {"vi": "Đóng", "en": "Close"}[lang]
        assert {"vi": "1.312", "en": "1,312"}[lang] in soup.header.get_text()

    def test_language_of_a_plain_notebook(self) -> None:
        plain = new_notebook(cells=[new_markdown_cell("# A")])
        assert 'lang="vi"' in export(plain)
        assert 'lang="en"' in export(plain, language_code="en")
        plain.metadata["papermill"] = {"parameters": {"lang": "en"}}
        assert 'lang="en"' in export(plain)


class TestHostileText:
    def test_names_that_hold_html_show_as_text(self, soup: BeautifulSoup) -> None:
        assert soup.find_all("img") == []
        texts = [cell.get_text() for cell in soup.select("main p, main th")]
        assert sum(HOSTILE in text for text in texts) >= 3
        assert data_of(soup)["values"]["thu1.hostile"]["title"] == HOSTILE

    def test_data_cannot_end_their_script(self) -> None:
        written = script_safe({"a": "</script><!-- & \u2028"})
        assert not set("<>&\u2028") & set(written)
        assert json.loads(written) == {"a": "</script><!-- & \u2028"}

    def test_title_and_metadata_are_escaped(self) -> None:
        title = '</title></style><script>alert(1)</script>"}'
        briefing = {"title": title, "issuer": title, "documents": [{"number": title}]}
        page = export(new_notebook(metadata={"briefing": briefing}))
        soup = BeautifulSoup(page, "html.parser")
        assert soup.title.get_text() == title
        assert len(soup.find_all("script")) == 2
        assert len(soup.find_all("style")) == 1
        assert r'@bottom-left{content:"\3c /title\3e' in soup.style.get_text(), "the running title, escaped"


FRAME = """<style scoped>td{color:red}</style><table class="dataframe">
<thead><tr><th></th><th>n</th></tr></thead><tbody><tr><th>0</th><td>1.5</td></tr></tbody></table>"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5"/></svg>'
WIDGET = "<div></div><script src='https://example.org/p.js'></script>"


def ordinary() -> nbformat.NotebookNode:
    pixel = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()

    def shows(source: str, **data: str) -> nbformat.NotebookNode:
        bundle = {key.replace("__", "+").replace("_", "/", 1): value for key, value in data.items()}
        return new_code_cell(source, outputs=[new_output("execute_result", data=bundle)], execution_count=1)

    return new_notebook(cells=[
        new_markdown_cell("# Sổ tay\n\nChữ **đậm**, $a<b$ và [liên kết](https://example.org)."),
        new_markdown_cell("| a | b |\n|---|--:|\n| x | 2 |"),
        new_markdown_cell("#### Nhảy cấp\n\n![xa](https://example.org/a.png)<script>alert(1)</script>"),
        shows("frame", text_html=FRAME, text_plain="n"),
        shows("png", image_png=pixel, text_plain="<Figure>"),
        shows("svg", image_svg__xml=DRAWING),
        shows("md", text_markdown="**mạnh** <b onclick='x()'>b</b>"),
        shows("text", text_plain="<script>alert(2)</script>"),
        shows("plotly", text_html=WIDGET, text_plain="Figure(đồ thị)"),
        shows("latex", text_latex=r"$\frac{a}{b}$", text_plain="a/b"),
        new_code_cell("print()", outputs=[
            new_output("stream", name="stdout", text="\x1b[31mđỏ\x1b[0m & <i>"),
            new_output("stream", name="stderr", text="cảnh báo"),
        ]),
        new_code_cell("1/0", outputs=[
            new_output("error", ename="ZeroDivisionError", evalue="division <by> zero",
                       traceback=["\x1b[31mTraceback", "<module>"]),
        ]),
        new_markdown_cell("# Phần hai"),
        new_raw_cell("thô <x>"),
    ])  # fmt: skip


@pytest.fixture(scope="module")
def ordinary_page() -> str:
    return export(ordinary())


class TestOrdinaryNotebook:
    @pytest.fixture
    def soup(self, ordinary_page: str) -> BeautifulSoup:
        return BeautifulSoup(ordinary_page, "html.parser")

    def test_nothing_runs_or_loads(self, ordinary_page: str, soup: BeautifulSoup) -> None:
        assert_self_contained(ordinary_page)
        assert len(soup.find_all("script")) == 2

    def test_first_heading_is_the_title_and_levels_follow(self, soup: BeautifulSoup) -> None:
        assert [h.get_text() for h in soup.find_all("h1")] == ["Sổ tay"]
        assert [(h.name, h.get_text()) for h in soup.main.find_all(re.compile("^h[1-6]$"))] == [
            ("h2", "Nhảy cấp"), ("h2", "Phần hai"),
        ]  # fmt: skip

    def test_code_is_shown_unless_hidden(self, soup: BeautifulSoup) -> None:
        assert [c.get_text(strip=True) for c in soup.select(".bf-code")][:2] == ["frame", "png"]
        assert not BeautifulSoup(export(ordinary(), exclude_input=True), "html.parser").select(".bf-code")

    def test_every_kind_of_output_shows(self, soup: BeautifulSoup) -> None:
        text = soup.main.get_text()
        for piece in ("mạnh", "<script>alert(2)</script>", "Figure(đồ thị)", r"$\frac{a}{b}$", "đỏ & <i>",
                      "cảnh báo", "ZeroDivisionError: division <by> zero", "thô <x>", "a<b"):
            assert piece in text
        assert "\x1b" not in text
        assert soup.select_one(".bf-picture img")["src"].startswith("data:image/png;base64,")
        assert soup.select_one(".bf-picture svg rect") is not None

    def test_data_frame(self, soup: BeautifulSoup) -> None:
        table = soup.find("table", class_="dataframe")
        assert table.thead.tr.find_all(["td", "th"])[0].name == "td", "an empty header heads nothing"
        assert [(th["scope"], th.get_text()) for th in table.find_all("th")] == [("col", "n"), ("row", "0")]
        assert "num" in table.td.find_next("td")["class"]
        assert "color:red" not in str(soup.main)

    def test_a_picture_from_elsewhere_is_named_instead_of_loaded(self, soup: BeautifulSoup) -> None:
        assert soup.select_one(".bf-absent").get_text() == "[Không có ảnh trong trang: xa]"

    def test_links_elsewhere_stay_links(self, soup: BeautifulSoup) -> None:
        assert soup.find("a", href="https://example.org")["rel"] == ["noopener", "noreferrer"]

    def test_local_images_are_taken_in(self, tmp_path: Path) -> None:
        (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        nbformat.write(new_notebook(cells=[new_markdown_cell("![hình](a.png)")]), tmp_path / "n.ipynb")
        page, _ = BriefingHTMLExporter().from_filename(str(tmp_path / "n.ipynb"))
        image = BeautifulSoup(page, "html.parser").main.img
        assert (image["alt"], image["src"][:22]) == ("hình", "data:image/png;base64,")
        assert "<h1>n</h1>" in page, "a notebook without a title bears its file's name"

    def test_an_empty_notebook_is_a_page(self) -> None:
        soup = BeautifulSoup(export(new_notebook()), "html.parser")
        assert soup.h1.get_text() == "Notebook"
        assert soup.nav is None
