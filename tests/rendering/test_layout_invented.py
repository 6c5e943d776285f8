"""Invented data say so: on every page and sheet, in the title of every file, in words and not by colour only."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pandas as pd
import pdfplumber
import pytest
import yaml

from analysis.rendering.html import TEMPLATES
from analysis.rendering.layouts import ANNEXES, INVENTED, invented_words, titled
from analysis.rendering.workbook import HEADER_ROW
from rendering.shown_packs import Shown, made
from rendering.test_html_colours import contrast
from rendering.test_pdf_support import opened, structure

MARK = "SỐ LIỆU GIẢ ĐỊNH – không phải số liệu thật"
LAYOUTS = {
    "scorecard": {},
    "report": {"layout": "report", "annexes": ANNEXES, "unit": None},
}


@pytest.fixture(scope="module", params=list(LAYOUTS))
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return made(tmp_path_factory.mktemp(request.param), invented=True, **LAYOUTS[request.param])


@pytest.fixture(scope="module", params=list(LAYOUTS))
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return made(tmp_path_factory.mktemp(f"real-{request.param}"), **LAYOUTS[request.param])


def test_the_words_are_the_same_everywhere() -> None:
    labels = yaml.safe_load((TEMPLATES / "labels.yml").read_text("utf-8"))
    for lang, (capitals, rest) in INVENTED.items():
        assert labels[lang]["invented"] == f"{capitals} – {rest}" == invented_words({"invented": True, "lang": lang})
        assert labels[lang]["invented_title"] == capitals == capitals.upper()
        assert titled("T", {"invented": True, "lang": lang}) == f"{capitals} – T"
    assert INVENTED["vi"] == tuple(MARK.split(" – ")) and titled("T", {"lang": "vi"}) == "T"


def test_the_mark_comes_from_the_documents(files: Shown) -> None:
    assert files.context.invented and files.notebook.metadata["briefing"]["invented"] is True


def test_real_data_are_never_marked(real: Shown) -> None:
    assert "invented" not in real.notebook.metadata["briefing"]
    words = re.compile("giả định –|GIẢ ĐỊNH", re.I)
    cells = [str(c.value) for sheet in real.book for row in sheet.iter_rows() for c in row if c.value]
    for text in (real.html, *real.pages, *cells, real.book.properties.title):
        assert not words.search(text)
    assert all(sheet.oddHeader.center.text is None for sheet in real.book)


# ---------------------------------------------------------------------- PDF


def test_every_page_of_the_pdf_begins_with_the_mark(files: Shown) -> None:
    assert files.pages
    for page in files.pages:
        assert page.splitlines()[0] == MARK
    with opened(files.pdf) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"].startswith("SỐ LIỆU GIẢ ĐỊNH – ") and metadata["pdfuaid:part"] == "1"


def test_a_screen_reader_hears_it_once_and_first(files: Shown) -> None:
    with pdfplumber.open(io.BytesIO(files.pdf)) as pdf:
        band = [char for page in pdf.pages for char in page.chars if char["top"] < 36]
        assert {char["tag"] for char in band} == {"Artifact"}, "the band is no part of the document's text"
        read = "".join(char["text"] for char in pdf.pages[0].chars if char["mcid"] is not None)
        everything = "".join(char["text"] for page in pdf.pages for char in page.chars if char["mcid"] is not None)
    assert read.startswith(MARK) and everything.count(MARK) == 1
    with opened(files.pdf) as pdf:
        kinds = [kind for kind, _ in structure(pdf)]
        assert kinds[kinds.index("Document") + 1 :][0] in ("P", "Div"), "it stands before the title"


def test_the_band_covers_no_text(files: Shown) -> None:
    with pdfplumber.open(io.BytesIO(files.pdf)) as pdf:
        for page in pdf.pages:
            band = max((r for r in page.rects if r["top"] < 36), key=lambda r: r["width"] * r["height"])
            over = [c["text"] for c in page.chars if c["top"] < band["bottom"] and c["bottom"] > band["top"]]
            assert "".join(over).replace(" ", "") == MARK.replace(" ", "")
            assert band["width"] > 0.75 * float(page.width)


# ---------------------------------------------------------------------- HTML


def test_the_page_says_it_before_anything_else(files: Shown) -> None:
    band = files.page.select_one("body > p.bf-invented")
    assert band.get_text() == MARK and band["role"] == "note"
    assert [e.name for e in band.find_previous_siblings()] == ["a"], "only the link to the content stands before"
    assert files.page.title.get_text().startswith("SỐ LIỆU GIẢ ĐỊNH – ")


def test_it_stays_in_sight_and_is_printed_on_every_sheet(files: Shown) -> None:
    style = files.page.style.get_text()
    assert re.search(r"\.bf-invented \{ position: sticky; top: 0;", style)
    margin = re.search(r'@top-center \{ content: "([^"]*)"', style)
    assert margin and re.sub(r"\\([0-9a-f]+) ", lambda m: chr(int(m[1], 16)), margin[1]) == MARK


def test_the_colours_of_the_mark_can_be_read() -> None:
    style = (TEMPLATES / "invented.css").read_text("utf-8")
    band = re.search(r"\.bf-invented \{[^}]*background: (#\w{6}); color: (#\w{6});", style)
    assert band and contrast(*band.groups()) >= 4.5
    assert contrast(band[1], "#ffffff") >= 4.5, "as text on paper"


# ---------------------------------------------------------------------- workbook


def test_every_sheet_says_it_on_screen_and_on_paper(files: Shown) -> None:
    assert len(files.book.sheetnames) >= 4
    for sheet in files.book:
        marked = [cell.coordinate for row in sheet.iter_rows(max_row=7) for cell in row if cell.value == MARK]
        assert len(marked) == 1 and marked[0].startswith("A"), sheet.title
        assert sheet.oddHeader.center.text == MARK
    assert files.book.properties.title.startswith("SỐ LIỆU GIẢ ĐỊNH – ")


def test_the_tables_below_it_are_as_ever(files: Shown, real: Shown) -> None:
    for name in files.book.sheetnames:
        sheet = files.book[name]
        if not sheet.tables:
            continue
        assert sheet["A7"].value == MARK, "in sight above the frozen header"
        frame = pd.read_excel(io.BytesIO(files.xlsx), sheet_name=name, header=HEADER_ROW - 1)
        assert not any(str(column).startswith("Unnamed") for column in frame.columns)
        if name in real.book.sheetnames:
            pd.testing.assert_frame_equal(
                frame, pd.read_excel(io.BytesIO(real.xlsx), sheet_name=name, header=HEADER_ROW - 1)
            )


# ---------------------------------------------------------------------- English


def test_in_english_it_is_said_in_english(tmp_path: Path) -> None:
    files = made(tmp_path, lang="en", invented=True)
    words = "INVENTED DATA – not real figures"
    assert all(page.startswith(words) for page in files.pages)
    assert files.page.select_one(".bf-invented").get_text() == words
    assert files.book["Overview"]["A3"].value == words
    assert files.page.title.get_text().startswith("INVENTED DATA – Scorecard: Ha Noi City")
