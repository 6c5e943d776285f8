"""Pieces of HTML made fit for the page, and drawings that follow its colours."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from analysis.rendering.html import labels
from analysis.rendering.html_template import svg
from analysis.rendering.html_template.body import Body


@pytest.fixture
def body() -> Body:
    return Body(labels("vi"))


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//x.y/a.js></SCRIPT>",
        "<img src=x onerror=alert(1)>",
        "<img src='https://x.y/a.png'>",
        "<img src=//x.y/a.png>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
        "<svg><image href='https://x.y/a.png'/></svg>",
        "<svg><use href='https://x.y/a.svg#b'/></svg>",
        "<svg><foreignObject><iframe src='https://x.y'></iframe></foreignObject></svg>",
        "<svg><style>@import 'https://x.y/a.css';</style></svg>",
        "<svg><rect style='fill:url(https://x.y/a.svg#b)'/></svg>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' java\nscript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<a href='//x.y'>x</a>",
        "<iframe src='https://x.y'></iframe><object data='https://x.y'></object><embed src='https://x.y'>",
        "<link rel=stylesheet href='https://x.y/a.css'><base href='https://x.y'>",
        "<meta http-equiv=refresh content='0;https://x.y'>",
        "<style>@import 'https://x.y/a.css';</style><style>p{background:url(https://x.y/a.png)}</style>",
        "<p style='background:url(https://x.y/a.png)'>x</p><p style='background:u\\72l(https://x.y)'>x</p>",
        "<form action='https://x.y'><input name=a><button>x</button></form>",
        "<video src='https://x.y/a.mp4'></video><audio src='https://x.y/a.mp3'></audio>",
        "<table background='https://x.y/a.png'><tr><td>x</td></tr></table>",
        "<p><!-- <script>alert(1)</script> -->x</p>",
        "<math><mtext><script>alert(1)</script></mtext></math>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<template><script>alert(1)</script></template>",
        "<p title='<svg>'><script>alert(1)</script></p><svg></svg>",
    ],
)
def test_nothing_runs_and_nothing_is_loaded(body: Body, hostile: str) -> None:
    cleaned = body.clean(hostile)
    # Nothing runs in an SVG that is an image, and nothing is loaded for it.
    bare = re.sub(r'src="data:image/svg\+xml;base64,[^"]*"', "", cleaned)
    soup = BeautifulSoup(bare, "html.parser")
    assert not soup.find_all(["script", "iframe", "object", "embed", "link", "base", "meta", "form", "video"])
    for element in soup.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on")]
        assert not element.get("src")
        assert not re.match(r"\s*(?:javascript|data|//|https?):?", str(element.get("href", "#")))
    assert "x.y" not in bare.replace("[Không có ảnh trong trang: a.png]", "")
    assert "alert" not in soup.get_text()


@pytest.mark.parametrize(
    "opened",
    ["<div><table><tr><td>a", "<script>a", "<!-- b", "<style>p{", "<textarea>c", "<details>d", "</main>e"],
)
def test_what_is_left_open_ends_with_its_piece(body: Body, opened: str) -> None:
    soup = BeautifulSoup(f"{body.clean(opened)}<p id=after>sau</p>", "html.parser")
    after = soup.find(id="after")
    assert after is not None
    assert after.parent is soup


def test_escaped_names_stay_text(body: Body) -> None:
    assert body.clean("<p>&lt;b&gt;Bộ&lt;/b&gt; &amp; sở</p>") == "<p>&lt;b&gt;Bộ&lt;/b&gt; &amp; sở</p>"


def test_ids_of_outputs_cannot_take_the_pages_own_or_each_others(body: Body) -> None:
    assert 'id="bf-main"' not in body.clean('<p id="bf-main">x</p>')
    assert body.clean('<p id="a">x</p><p id="a">y</p>') == '<p id="a">x</p><p>y</p>'
    assert body.clean('<p id="a">z</p>') == "<p>z</p>"


def test_headings_follow_without_a_step_left_out(body: Body) -> None:
    cleaned = body.clean("<h1>Tên</h1><h4>a</h4><h6>b</h6><h2>c</h2><h1>d</h1><h2>e</h2>")
    assert body.title == "Tên"
    found = re.findall(r"<(h\d)[^>]*>(\w)", cleaned)
    assert found == [("h2", "a"), ("h3", "b"), ("h2", "c"), ("h2", "d"), ("h3", "e")]
    assert [(e.text, e.level, e.id) for e in body.contents][:2] == [("a", 2, "a"), ("b", 3, "b")]


def test_a_section_is_listed_under_its_label_and_leads_to_its_finding(body: Body) -> None:
    label = '<p class="bf-label">Ngân sách</p>'
    body.clean(f'<section class="bf-section" id="sec-budget">{label}<h2>Mới đạt 10%</h2></section>')
    (entry,) = body.contents
    assert (entry.id, entry.text, entry.finding) == ("sec-budget", "Ngân sách", "Mới đạt 10%")


def test_vietnamese_headings_get_readable_anchors(body: Body) -> None:
    body.clean("<h2>Đơn vị: Nghị quyết số 57</h2><h2>Đơn vị: Nghị quyết số 57</h2>")
    assert [e.id for e in body.contents] == ["don-vi-nghi-quyet-so-57", "don-vi-nghi-quyet-so-57-2"]


def test_tables_that_colour_themselves_keep_white_paper(body: Body) -> None:
    table = "<table id='T_1'><tr><td>1</td></tr></table>"
    styled = body.clean(f"<style>#T_1 td {{background: yellow}}</style>{table}")
    assert "bf-own" in styled
    assert "#T_1 td {background: yellow}" in styled
    assert "bf-own" not in body.clean("<table><tr><td>1</td></tr></table>")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("82,75 nghìn tỷ đồng", ["82,75", " nghìn tỷ đồng"]),
        ("khoảng 95 nghìn tỷ đồng", ["khoảng ", "95", " nghìn tỷ đồng"]),
        ("10,5%", ["10,5%"]),
        ("73/124", ["73/124"]),
        ("80–84%", ["80–84%"]),
        ("VND 82.75 trillion", ["VND ", "82.75", " trillion"]),
        ("7", ["7"]),
    ],
)
def test_key_figures_are_split_into_number_and_words(body: Body, text: str, parts: list[str]) -> None:
    figure = f'<a class="bf-fig" data-figure="a" href="#src-a">{text}</a>'
    anchor = BeautifulSoup(body.clean(f'<p class="bf-key-value">{figure}</p>'), "html.parser").a
    assert [span.get_text() for span in anchor.find_all("span")] == parts
    assert anchor.get_text() == text


def test_a_blank_form_gives_way(body: Body) -> None:
    assert body.blank("<div id='x'></div><script>draw()</script>")
    assert not body.blank("<script>draw()</script><p>đọc được</p>")
    assert not body.blank("<div></div>")


# ------------------------------------------------------------------------------------------ drawings

MATPLOTLIB = """<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg"
 width="288pt" height="216.000001pt" viewBox="0 0 288 216">
<metadata><a href="https://matplotlib.org/">x</a></metadata>
<defs><style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>
<g id="figure_1"><g id="patch_1"><path d="M 36 76.6834567
L 248.571429 -0.0004
z" clip-path="url(#p66)" style="fill: #0B4F6C; stroke: white; stroke-width: 0.800000"/></g>
<g id="text_1"><text style="font: 600 10px 'Be Vietnam Pro', 'DejaVu Sans'; text-anchor: end; fill: #c8501e"
 x="29" y="60.08" transform="rotate(-0 29 60.08)">Bộ Y tế &lt;b&gt;</text></g>
<use xlink:href="#m1" x="1" style="stroke: #1f77b4"/></g>
<defs><clipPath id="p66"><rect x="36" y="25" width="223.2" height="166.32" fill="#fff"/></clipPath>
<path id="m1" d="M 0 0" style="fill: #c8501e"/></defs></svg>"""


def test_a_drawing_follows_the_pages_colours() -> None:
    drawn = svg.inline(MATPLOTLIB, "g1-", name="Bộ Y tế")
    assert drawn is not None
    assert "fill:var(--blue,#0b4f6c);stroke:var(--paper,#ffffff)" in drawn
    assert "fill:var(--accent,#c8501e)" in drawn
    assert "text-anchor:end;fill:var(--warm,#c8501e)" in drawn, "words need more contrast than a bar"
    assert "fill:var(--paper,#ffffff)" in drawn, "an attribute as well as a style"
    assert "stroke:#1f77b4" in drawn, "a colour that is not the theme's stays"
    assert 'role="img" aria-label="Bộ Y tế"' in drawn


def test_a_drawing_is_light_and_speaks_the_pages_face() -> None:
    drawn = svg.inline(MATPLOTLIB, "g1-") or ""
    assert 'd="M 36 76.68 L 248.57 0 z"' in drawn
    assert "font-weight:600;font-size:10px;text-anchor:end" in drawn
    assert "DejaVu" not in drawn
    assert "rotate" not in drawn
    assert "http" not in drawn
    assert "metadata" not in drawn
    assert "Bộ Y tế &lt;b&gt;" in drawn
    assert 'viewBox="0 0 288 216" style="max-width:384px" aria-hidden="true"' in drawn


def test_ids_are_the_drawings_own() -> None:
    drawn = svg.inline(MATPLOTLIB, "g7-") or ""
    ids = re.findall(r'\bid="([^"]+)"', drawn)
    assert len(ids) == 2
    assert all(i.startswith("g7-") for i in ids)
    assert {*re.findall(r"url\(#([^)]+)\)", drawn), *re.findall(r'href="#([^"]+)"', drawn)} == set(ids)


@pytest.mark.parametrize(
    "source", ["<svg><rect></svg>", "<svg><style>rect{fill:red}</style><rect/></svg>", "not a drawing"]
)
def test_what_cannot_stand_in_line_becomes_an_image(body: Body, source: str) -> None:
    assert svg.inline(source, "g") is None
    drawn = body.drawing(source, "tên")
    assert drawn.startswith('<img src="data:image/svg+xml;base64,')
    assert 'alt="tên"' in drawn


def test_entities_are_not_read() -> None:
    entities = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    assert svg.inline(f"{entities}<svg><text>&b;</text></svg>", "g") is None
