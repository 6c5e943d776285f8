"""Tables of notebooks: real tables, whatever the input, never wider than the page."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTPage

from analysis.rendering.typst.conversion import Conversion
from analysis.rendering.typst.fonts import font_set
from analysis.rendering.typst.tables import Cell, Table, render
from rendering.test_pdf_pack import characters
from rendering.test_pdf_support import attribute, convert, opened, squeezed, structure, text_of


def shown(html: str) -> bytes:
    export = convert(
        new_notebook(cells=[new_code_cell("x", outputs=[new_output("display_data", data={"text/html": html})])])
    )
    assert export.remarks == []
    return export.pdf


def pages(pdf: bytes) -> list[LTPage]:
    return list(extract_pages(io.BytesIO(pdf)))


def assert_fits(pdf: bytes) -> None:
    for page in pages(pdf):
        for character in characters(page):
            assert character.x0 >= 25 * 72 / 25.4 - 1, character
            assert character.x1 <= page.width - 20 * 72 / 25.4 + 1, character


def frame(rows: int, columns: int) -> pd.DataFrame:
    values = np.arange(rows * columns).reshape(rows, columns) * 1234.5
    return pd.DataFrame(values, columns=[f"column {n}" for n in range(columns)])


def test_a_data_frame_is_a_table_with_column_and_row_headers() -> None:
    with opened(shown(frame(3, 2).to_html())) as pdf:
        headers = [e for kind, e in structure(pdf) if kind == "TH"]
        scopes = [str(attribute(e, "/Scope")) for e in headers]
    assert scopes.count("/Column") == 3 and scopes.count("/Row") == 3


def test_a_multi_index_keeps_its_spans() -> None:
    index = pd.MultiIndex.from_product([["north", "south"], ["a", "b"]], names=["zone", "kind"])
    columns = pd.MultiIndex.from_product([["2024", "2025"], ["x", "y"]])
    pdf = shown(pd.DataFrame(np.arange(16).reshape(4, 4), index=index, columns=columns).to_html())
    with opened(pdf) as document:
        headers = [e for kind, e in structure(document) if kind == "TH"]
        row_spans = [int(attribute(e, "/RowSpan")) for e in headers if attribute(e, "/RowSpan")]  # type: ignore[call-overload]
        column_spans = [int(attribute(e, "/ColSpan")) for e in headers if attribute(e, "/ColSpan")]  # type: ignore[call-overload]
        cells = [e for kind, e in structure(document) if kind == "TD"]
        named = {str(e.ID): e for e in headers}
        for cell in cells:
            scopes = [str(attribute(named[str(h)], "/Scope")) for h in attribute(cell, "/Headers")]  # type: ignore[attr-defined]
            assert scopes.count("/Row") == 2, "zone and kind both head the cell, though zone spans rows"
    assert row_spans == [2, 2] and 2 in column_spans
    assert len(cells) == 16


def test_the_header_is_repeated_on_each_page() -> None:
    found = pages(shown(frame(150, 3).to_html()))
    texts = ["".join(i.get_text() for i in page if hasattr(i, "get_text")) for page in found]
    assert len(texts) >= 3
    assert all("column 1" in text for text in texts[:-1])


def test_a_repeated_header_may_hold_links_pictures_notes_and_maths() -> None:
    rows = "".join(f"<tr><th>r{n}</th><td>{n}</td><td>x</td></tr>" for n in range(120))
    head = (
        '<th><a href="https://x.y">link one</a></th><td><a href="https://x.y">link two</a> <code>c</code></td>'
        '<th><b><a href="https://x.y">link three</a></b></th>'
    )
    text = text_of(shown(f"<table><thead><tr>{head}</tr></thead>{rows}</table>"))
    assert text.count("link two") >= 3
    lines = [
        "| $x^2$ | [a link](https://x.y) [^a] | ![p](data:image/gif;base64,x) |",
        "|--|--|--|",
        *["| 1 | 2 | 3 |"] * 120,
    ]
    export = convert(new_notebook(cells=[new_markdown_cell("\n".join(lines) + "\n\n[^a]: the note\n")]))
    assert "the note" in text_of(export.pdf)
    assert not [remark for remark in export.remarks if "typeset" in remark]


@pytest.mark.parametrize("rows, columns", [(3, 12), (5, 30), (40, 14), (45, 50), (2, 200)])
def test_wide_frames_fit_and_lose_nothing(rows: int, columns: int) -> None:
    data = frame(rows, columns)
    pdf = shown(data.to_html(max_rows=None, max_cols=None))
    assert_fits(pdf)
    text = squeezed(text_of(pdf))
    for name in data.columns:
        assert squeezed(name) in text
    assert str(data.iloc[-1, -1]) in text


def test_a_long_table_a_little_too_wide_is_turned() -> None:
    found = pages(shown(frame(40, 11).to_html(max_rows=None)))
    assert any(page.width > page.height for page in found)


def test_a_short_table_too_wide_is_cut_into_blocks_with_its_row_headers() -> None:
    data = frame(3, 30)
    data.index = pd.Index(["first row", "second row", "third row"])
    text = text_of(shown(data.to_html()))
    assert "of 30" in text
    assert text.count("second row") >= 3


def test_long_words_and_texts_wrap() -> None:
    data = pd.DataFrame({"a": ["word " * 80], "b": ["x" * 300], "c": ["https://example.org/" + "path/" * 60], "n": [1]})
    pdf = shown(data.to_html())
    assert_fits(pdf)
    assert "x" * 300 in squeezed(text_of(pdf)) or squeezed(text_of(pdf)).count("x") >= 300


@pytest.mark.parametrize(
    "html",
    [
        "<table></table>",
        "<table><tr></tr></table>",
        "<table><tr><td>a</td></tr><tr><td>b</td><td>c</td><td>d</td></tr></table>",
        "<table><tr><td colspan=0 rowspan=0>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
        "<table><tr><td colspan=99999>a</td></tr><tr><td>b</td></tr></table>",
        "<table><tr><td rowspan=50>a</td><td rowspan=2>b</td></tr><tr><td>c<tr><td>d</table>",
        "<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td colspan=2>c</td></tr></table>",
        "<table><tr><td colspan=x rowspan=-1>a</td></tr></table>",
        "<table><thead><tr><th rowspan=5>h</th><th>i</th></tr></thead><tr><td>a</td><td>b</td></tr></table>",
        "<table><tr><th>only</th></tr></table>",
        "<table><tr><td><table><tr><td>inner</td></tr></table></td></tr></table>",
        "<table><tr><td><ul><li>x</li></ul><p>y</p><pre>z</pre><img src='none.gif'></td></tr></table>",
        "<table><caption>C &lt; D</caption><tfoot><tr><td>f</td></tr></tfoot><tr><td>a</td></tr></table>",
        "<tr><td>no table</td></tr>",
        "<table>" + "<tr>" + "<td>x</td>" * 400 + "</tr></table>",
    ],
)
def test_any_table_compiles(html: str) -> None:
    notebook = new_notebook(
        cells=[
            new_code_cell(
                "x",
                outputs=[new_output("display_data", data={"text/html": f"<p>before</p>{html}<p>after</p>"})],
            )
        ]
    )
    export = convert(notebook)
    assert "before" in text_of(export.pdf) and "after" in text_of(export.pdf)
    assert not [remark for remark in export.remarks if "typeset" in remark]


spans = st.integers(min_value=-1, max_value=6)
cells = st.builds(Cell, source=st.just("x"), text=st.just("x"), colspan=spans, rowspan=spans, header=st.booleans())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(cells, max_size=6), max_size=7), st.integers(min_value=0, max_value=8))
def test_any_grid_of_spans_is_made_consistent(rows: list[list[Cell]], header_rows: int) -> None:
    from analysis.rendering.typst.compiler import compile_pdf

    state = Conversion(font_set())
    source = render(Table(rows, header_rows), state)
    main = (
        '#import "prelude.typ": *\n'
        '#show: notebook.with(title: "t", date: datetime(year: 2026, month: 6, day: 30))\n'
        f"before\n\n{source}\n"
    )
    assert compile_pdf({"main.typ": main.encode()}, font_set()).startswith(b"%PDF")


def test_tables_inside_lists_and_quotations_do_not_turn_the_page() -> None:
    lines = ["| " + " | ".join(f"col {n} wide" for n in range(14)) + " |", "|" + "---|" * 14]
    lines += ["| " + " | ".join(f"value {r}{n}" for n in range(14)) + " |" for r in range(40)]
    quoted = "\n".join("> " + line for line in lines)
    export = convert(new_notebook(cells=[new_markdown_cell(quoted)]))
    assert export.remarks == []
    assert all(page.height > page.width for page in pages(export.pdf))


def test_numbers_are_aligned_right_and_text_left() -> None:
    state = Conversion(font_set())
    rows = [
        [Cell("n", "n"), Cell("t", "t")],
        [Cell("1,5", "1,5"), Cell("a", "a")],
        [Cell("−20 %", "−20 %"), Cell("b1", "b1")],
    ]
    assert "aligns: (right, left,)" in render(Table(rows, 1), state)
