"""The real national pack, four periods and two languages, read back from its three files and compared."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import pikepdf
import pytest
from bs4 import BeautifulSoup

from analysis.exhibits.display import EXHIBIT_MIME
from end_to_end_offices import flat, made, read_print

pytestmark = pytest.mark.slow

PERIODS = ("2025-06", "2026-03", "2026-05", "2026-06")
PACKS = [(period, lang) for period in PERIODS for lang in ("vi", "en")]


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of its own with the repository's sheets and notebooks, and all eight packs made."""
    return made(tmp_path_factory.mktemp("office"), "national", PERIODS)


def folder(office: Path, period: str, lang: str) -> Path:
    return office / "reports" / period / ("national" if lang == "vi" else "national-en")


def exhibits(office: Path, period: str, lang: str) -> Iterator[dict[str, Any]]:
    """The structured data of every exhibit that the pack shows, in order."""
    for path in sorted((folder(office, period, lang) / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code" and "notebook-only" not in cell.metadata.get("tags", []):
                for output in cell.outputs:
                    if EXHIBIT_MIME in output.get("data", {}):
                        yield output["data"][EXHIBIT_MIME]


@pytest.fixture(scope="session")
def pages(office: Path) -> dict[tuple[str, str], BeautifulSoup]:
    paths = {(p, x): folder(office, p, x) / "briefing.html" for p, x in PACKS}
    return {pack: BeautifulSoup(path.read_text("utf-8"), "lxml") for pack, path in paths.items()}


@pytest.fixture(scope="session")
def prints(office: Path) -> dict[tuple[str, str], str]:
    return {(p, x): read_print(folder(office, p, x) / "briefing.pdf") for p, x in PACKS}


@pytest.mark.parametrize(("period", "lang"), PACKS)
def test_every_pack_is_whole(office: Path, period: str, lang: str) -> None:
    made = folder(office, period, lang)
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    assert sorted(p.name for p in made.iterdir()) == [
        "briefing.html", "briefing.pdf", "briefing.xlsx", "manifest.json", "notebooks"]
    assert len(list((made / "notebooks").glob("*.ipynb"))) == 12
    assert manifest["period"] == period and manifest["lang"] == lang
    assert (made / "briefing.html").stat().st_size < 2_000_000


@pytest.mark.parametrize(("period", "lang"), PACKS)
def test_a_displayed_figure_is_the_same_everywhere_on_the_page(pages, period: str, lang: str) -> None:
    page = pages[period, lang]
    records = json.loads(page.find("script", type="application/json").string)
    values = records.get("values", records)
    links = page.select("a[data-figure]")
    assert len(links) > 20
    anchors = {tag["id"] for tag in page.find_all(id=True)}
    for link in links:
        record = values[link["data-figure"]]
        digits = re.sub(r"[^\d.,/–-]", "", record["shown"])
        assert re.sub(r"[^\d.,/–-]", "", link.get_text()) == digits, (record["id"], link.get_text(), record["shown"])
        assert f"src-{record['id']}" in anchors, f"{record['id']} leads nowhere"


@pytest.mark.parametrize(("period", "lang"), PACKS)
def test_page_print_and_workbook_hold_the_same_numbers(office: Path, pages, prints, period: str, lang: str) -> None:
    """Every cell of every table and every key figure, to the displayed digit."""
    page, paper = flat(pages[period, lang].get_text()), flat(prints[period, lang])
    book = openpyxl.load_workbook(folder(office, period, lang) / "briefing.xlsx")
    figures = next(ws for ws in book if ws.title in ("Số liệu", "Figures"))
    rows = list(figures.iter_rows(min_row=8, values_only=True))
    shown_at = [str(h) for h in rows[0]].index("Hiển thị" if lang == "vi" else "As shown")
    in_book = {row[0]: flat(str(row[shown_at])) for row in rows[1:] if row[0]}
    seen = 0
    for exhibit in exhibits(office, period, lang):
        for record in exhibit["values"].values():
            assert in_book.get(record["id"]) == flat(record["shown"]), record["id"]
        tables = [exhibit] if exhibit["kind"] == "table" else []
        for table in tables:
            for row in table["rows"]:
                for cell in row["cells"]:
                    assert flat(cell["text"]) in page, (table["id"], cell["text"])
                    # Words of a long cell may go on on the next page; its numbers may not.
                    for part in [cell["text"]] if cell["figure"] else cell["text"].split():
                        assert flat(part) in paper, (table["id"], cell["text"])
                    seen += bool(cell["text"])
        for item in exhibit.get("items", []) if exhibit["kind"] == "key_figures" else []:
            assert flat(item["value"]) in page and flat(item["value"]) in paper, item
            seen += 1
    assert seen > 10


@pytest.mark.parametrize(("period", "lang"), PACKS)
def test_the_page_asks_for_nothing(pages, period: str, lang: str) -> None:
    page = pages[period, lang]
    for tag in page.find_all(True):
        for name in ("src", "href", "srcset", "xlink:href", "action", "poster"):
            value = tag.get(name, "")
            assert not re.match(r"\s*(https?:)?//", str(value)), (tag.name, value)
    assert "default-src 'none'" in page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]


@pytest.mark.parametrize(("period", "lang"), PACKS)
def test_the_print_keeps_its_standards(office: Path, period: str, lang: str) -> None:
    with pikepdf.open(folder(office, period, lang) / "briefing.pdf") as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata.get("pdfuaid:part") == "1"
            assert (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance")) == ("2", "A")
        assert str(pdf.Root.Lang).startswith(lang) and pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root and len(list(pdf.open_outline().root)) >= 5


@pytest.mark.parametrize(("period", "lang"), PACKS)
def test_no_words_are_left_unfilled_or_untranslated(pages, prints, period: str, lang: str) -> None:
    for text in (pages[period, lang].find("main").get_text(" "), prints[period, lang]):
        assert not re.search(r"(?<![-\w])(None|nan|NaN|TODO|Traceback)(?![-\w])|\{[a-z_]+\}", text)
    if lang == "en":
        headings = " ".join(h.get_text(" ") for h in pages[period, lang].find_all(["h1", "h2", "h3"]))
        assert not re.search(r"\b(nhiệm vụ|số liệu|địa phương|chưa|đã|các)\b", headings), headings


def test_a_pack_knows_nothing_of_a_later_document(pages, prints) -> None:
    for lang in ("vi", "en"):
        for text in (pages["2026-05", lang].get_text(), prints["2026-05", lang]):
            assert "329/TB-VPCP" not in text and "BC-BCA-VPB" in text
        for text in (pages["2026-03", lang].get_text(), prints["2026-03", lang]):
            assert "BC-BCA-VPB" not in text and "20-TB/CQTTBC" in text


def test_what_is_known_of_a_poor_period_is_said_and_what_is_missing_too(pages, prints) -> None:
    page = pages["2025-06", "vi"].get_text(" ")
    assert "58/76" in page and "Chưa có số liệu phân bổ, giải ngân" in page
    assert len(prints["2025-06", "vi"]) < len(prints["2026-06", "vi"]) / 3


def test_the_summary_says_what_the_documents_say(pages) -> None:
    """The figures of the summary, worked out by hand from the documents."""
    top = pages["2026-06", "vi"].select_one(".bf-keys").get_text(" ").replace("\u00a0", " ")
    for shown in ("10,5%", "16%", "4/12", "124", "348", "73", "125", "12/99"):
        assert shown in top, shown
