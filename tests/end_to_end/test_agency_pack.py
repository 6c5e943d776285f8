"""The real scorecards of a ministry and a province, in both languages, read back from their three files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import pikepdf
import pypdfium2
import pytest
from bs4 import BeautifulSoup

from analysis import briefing
from analysis.exhibits.display import EXHIBIT_MIME
from analysis.vocabulary.agencies import agencies
from end_to_end_offices import flat, made

pytestmark = pytest.mark.slow

PERIOD = "2026-06"
UNITS = ("bo-y-te", "ha-noi")
CARDS = [(unit, lang) for unit in UNITS for lang in ("vi", "en")]
MOST_PAGES = 3


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the repository's sheets and notebooks, and the four cards made."""
    return made(tmp_path_factory.mktemp("office"), "agency", [PERIOD], UNITS)


def folder(office: Path, unit: str, lang: str) -> Path:
    return office / "reports" / PERIOD / ("agency" if lang == "vi" else "agency-en") / unit


def exhibits(made: Path) -> list[tuple[dict[str, Any], BeautifulSoup]]:
    """Every exhibit of the card in order: its structured data, of which a workbook holds all rows, and as a page
    shows it."""
    cells = nbformat.read(made / "notebooks" / "90-agency.ipynb", as_version=4).cells
    shown = [c for c in cells if c.cell_type == "code" and "notebook-only" not in c.metadata.get("tags", [])]
    data = [output.get("data", {}) for cell in shown for output in cell.outputs]
    return [(each[EXHIBIT_MIME], BeautifulSoup(each["text/html"], "lxml")) for each in data if EXHIBIT_MIME in each]


@pytest.mark.parametrize(("unit", "lang"), CARDS)
def test_page_print_and_workbook_say_the_same(office: Path, unit: str, lang: str) -> None:
    """Every cell of every table and every key figure, to the displayed digit; and the card keeps to three pages."""
    card = folder(office, unit, lang)
    page = flat(BeautifulSoup((card / "briefing.html").read_text("utf-8"), "lxml").get_text())
    with pypdfium2.PdfDocument(card / "briefing.pdf") as document:
        assert 1 <= len(document) <= MOST_PAGES
        paper = flat("\n".join(p.get_textpage().get_text_range() for p in document))
    book = openpyxl.load_workbook(card / "briefing.xlsx")
    figures = next(sheet for sheet in book if sheet.title in ("Số liệu", "Figures"))
    rows = list(figures.iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if {"Hiển thị", "As shown"} & set(map(str, row)))
    column = next(n for n, name in enumerate(rows[head]) if name in ("Hiển thị", "As shown"))
    in_book = {row[0]: flat(str(row[column])) for row in rows[head + 1 :] if row[0]}
    seen = 0
    for exhibit, shown in exhibits(card):
        for record in exhibit["values"].values():
            assert in_book.get(record["id"]) == flat(record["shown"]), record["id"]
        for item in exhibit.get("items", []) if exhibit["kind"] == "key_figures" else []:
            assert flat(item["value"]) in page and flat(item["value"]) in paper, item
            seen += 1
        known = {flat(cell["text"]) for row in exhibit.get("rows", []) for cell in row["cells"]}
        for cell in shown.select("tbody td, tbody th"):
            said = flat(cell.get_text())
            assert said in page, said
            if exhibit["kind"] == "table" and not cell.get("colspan"):
                assert said in known, (exhibit["id"], said)
            for part in [cell.get_text()] if cell.select_one("[data-figure]") else cell.get_text().split():
                assert flat(part) in paper, cell.get_text()
            seen += bool(said)
    assert seen > 20
    for text in (page, paper):
        assert agencies()[unit].name(lang).replace(" ", "").replace("-", "") in text
        assert not re.search(r"(?<![-\w])(None|nan|NaN|TODO|Traceback)(?![-\w])|\{[a-z_]+\}", text)


@pytest.mark.parametrize(("unit", "lang"), CARDS)
def test_the_print_keeps_its_standards_and_its_figures_lead_to_their_sources(
    office: Path, unit: str, lang: str
) -> None:
    with pikepdf.open(folder(office, unit, lang) / "briefing.pdf") as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata.get("pdfuaid:part") == "1"
            assert (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance")) == ("2", "A")
        assert str(pdf.Root.Lang).startswith(lang)
        assert sum(len(page.get("/Annots", [])) for page in pdf.pages) > 10


@pytest.mark.parametrize("unit", UNITS)
def test_a_card_is_made_of_what_concerns_its_agency(office: Path, unit: str) -> None:
    """The figures told in its tables and key figures are the agency's own, its peers' or the nation's."""
    view = briefing.start(PERIOD, "vi", unit, workspace=str(office)).view
    known = {value.id for value in view.values}
    stated = {
        record["id"]
        for exhibit, _ in exhibits(folder(office, unit, "vi"))
        for record in exhibit["values"].values()
        if record["document"] and record["kind"] == "stated" and record["measure"] != "date"
    }
    assert stated and stated <= known
    manifest = json.loads((folder(office, unit, "vi") / "manifest.json").read_text("utf-8"))
    assert manifest["unit"] == unit and manifest["failures"] == []
