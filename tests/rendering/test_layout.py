"""A scorecard: one to three pages that begin at once, the same in HTML, PDF and workbook, each figure with its
source."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pdfplumber
import pytest
from bs4 import BeautifulSoup

from analysis.checks.findings import Finding, Severity
from analysis.exhibits.context import Context
from analysis.rendering import assembly
from analysis.rendering.annexes import annexes
from analysis.rendering.compact_annexes import CompactSources
from analysis.rendering.layouts import ANNEXES, LAYOUTS
from analysis.rendering.packs import Pack
from analysis.rendering.workbook import HEADER_ROW, workbook
from rendering.shown_packs import Shown, made
from rendering.test_pdf_support import attribute, opened, squeezed, structure, text_of
from typesetting import pdf_of


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return made(tmp_path_factory.mktemp("card"))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return made(tmp_path_factory.mktemp("report"), layout="report", annexes=ANNEXES, unit=None)


# ---------------------------------------------------------------------- what the pack says of itself


def test_the_metadata_name_layout_agency_and_the_counts_there_are(card: Shown, report: Shown) -> None:
    meta = card.notebook.metadata["briefing"]
    assert (meta["layout"], meta["unit"], meta["unit_name"]) == ("scorecard", "ha-noi", "Thành phố Hà Nội")
    assert meta["title"] == card.notebook.metadata["title"] == "Phiếu theo dõi: Thành phố Hà Nội"
    assert meta["state"]["figures"] == len(card.context.view.figures)
    assert all(meta["state"].values()), "a count of nothing takes room"
    assert "invented" not in meta
    other = report.notebook.metadata["briefing"]
    assert other["layout"] == "report" and "unit" not in other
    assert list(other["state"]) == ["figures", "contradictions", "rounding", "breaks", "gaps"]


def test_reports_are_the_default() -> None:
    pack = Pack(name="x", title={"vi": "a", "en": "a"}, notebooks=("n",))  # type: ignore[arg-type]
    assert pack.layout == "report" == LAYOUTS[0] and pack.annexes == ANNEXES


# ---------------------------------------------------------------------- PDF


def test_the_first_page_of_the_pdf_holds_the_name_and_the_figures(card: Shown) -> None:
    assert 1 <= len(card.pages) <= 2
    first = card.pages[0]
    assert first.splitlines()[0] == "Phiếu theo dõi"
    assert "Thành phố Hà Nội" in first and "Tháng 6 năm 2026" in first and "khoảng 8,7" in first
    assert "2/TB-VPCP (24/6/2026)" in first and f"{len(card.context.view.figures)} số liệu" in first
    assert "Mục lục" not in "".join(card.pages)
    for number, page in enumerate(card.pages, 1):
        assert page.rstrip().endswith(f"Trang {number}/{len(card.pages)}")


def test_the_head_is_small_and_the_page_is_used(card: Shown) -> None:
    with pdfplumber.open(io.BytesIO(card.pdf)) as pdf:
        words = pdf.pages[0].extract_words()
        heading = next(word for word in words if word["text"] == "Kinh")
        assert heading["top"] < 0.25 * float(pdf.pages[0].height), "content begins in the upper quarter"
        sizes = [(char["size"], char["text"]) for char in pdf.pages[0].chars]
        assert "".join(text for size, text in sizes if size > 20) == "Thành phố Hà Nội", "the name alone is large"
        assert min(size for size, _ in sizes) >= 6.5


def test_a_report_still_has_cover_and_contents(report: Shown) -> None:
    assert "khoảng 8,7" not in report.pages[0] and "Mục lục" in report.pages[1]
    assert len(report.pages) > 2


def test_the_pdf_keeps_the_standards(card: Shown) -> None:
    with opened(card.pdf) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["dc:title"] == "Phiếu theo dõi: Thành phố Hà Nội – Tháng 6 năm 2026"
        assert bool(pdf.Root.MarkInfo.Marked) is True and str(pdf.Root.Lang) == "vi"
        kinds = [kind for kind, _ in structure(pdf)]
        levels = [int(kind[1]) for kind in kinds if re.fullmatch(r"H\d", kind)]
        assert levels and levels[0] == 1 and all(b <= a + 1 for a, b in pairwise(levels))
        scopes = {str(attribute(element, "/Scope")) for kind, element in structure(pdf) if kind == "TH"}
        assert scopes == {"/Row", "/Column"} and kinds.count("Table") == 2
        assert "L" in kinds, "the sources are a list"
        titles, item = [], pdf.Root.Outlines.First
        while item is not None:
            titles.append(str(item.Title))
            item = item.get("/Next")
    assert titles[0].startswith("Kinh phí: Đã giải ngân") and titles[-1] == "Phụ lục: Nguồn số liệu"


def test_every_figure_in_the_pdf_leads_to_its_source(card: Shown) -> None:
    shown = {
        anchor["data-figure"]
        for anchor in card.page.select("main a[data-figure]")
        if not anchor.find_parent(class_="bf-sources")
    }
    with opened(card.pdf) as pdf:
        links = [note for page in pdf.pages for note in page.get("/Annots", [])]
        sources = max(i for i, text in enumerate(card.pages) if "Nguồn số liệu" in text)
        targets = [note.Dest if "/Dest" in note else note.A.D for note in links]
        assert len(links) >= len(shown) > 4
        assert all(pdf.pages.index(target[0]) >= sources for target in targets)


def test_the_same_pack_gives_the_same_bytes(card: Shown) -> None:
    assert pdf_of(card.notebook) == card.pdf and workbook(card.notebook) == card.xlsx


# ---------------------------------------------------------------------- HTML


def test_the_page_begins_at_once(card: Shown) -> None:
    page = card.page
    assert "bf-card" in page.body["class"] and page.h1.get_text() == "Thành phố Hà Nội"
    assert page.title.get_text() == "Phiếu theo dõi: Thành phố Hà Nội – Tháng 6 năm 2026"
    assert page.select_one(".bf-issuer").get_text() == "Phiếu theo dõi"
    assert page.nav is None and ".bf-card" in page.style.get_text()
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile(r"^h[1-6]$"))]
    assert levels[0] == 1 and all(b <= a + 1 for a, b in pairwise(levels))


def test_the_style_of_scorecards_is_not_in_reports(report: Shown) -> None:
    assert "bf-card" not in report.page.style.get_text() and "bf-card" not in report.page.body["class"]
    assert "bf-invented" not in report.html and report.page.nav is not None


def test_every_figure_on_the_page_has_its_source_once(card: Shown) -> None:
    figures = {anchor["data-figure"] for anchor in card.page.select("a[data-figure]")}
    assert len(figures) > 4
    for figure in card.notebook.metadata["briefing"]["values"]:
        assert len(card.page.find_all(id=f"src-{figure}")) == 1
    assert figures <= set(card.notebook.metadata["briefing"]["values"])
    for link in card.page.select("table.bf-sources a"):
        assert card.page.find(id=link["href"][1:]) is not None


def test_only_the_declared_annexes_stand_there(card: Shown, report: Shown) -> None:
    assert card.page.find(id="table-annex-method") is None and report.page.find(id="table-annex-method") is not None
    assert card.page.find(id="table-annex-stated") is None and card.page.find(id="table-annex-sources") is not None


# ---------------------------------------------------------------------- annexes


def test_the_compact_sources_say_what_is_shared_once(card: Shown) -> None:
    (sources,) = (e for e in assembly.exhibits(card.notebook) if e["kind"] == "sources")
    lines = {row[0]: row[1:] for row in sources["rows"]}
    assert lines["tb2.disbursed"][3:] == ["mục I, đoạn 1", "", "khoảng 8,7 nghìn tỷ đồng"]
    assert lines["tb2.disbursed"][0] == "2/TB-VPCP: Thông báo tb2 (số liệu đến 24/6/2026)"
    rate = next(row for row in lines.values() if row[1].startswith("Tỷ lệ giải ngân"))
    assert rate[0] == "Số liệu tính lại" and "÷" in rate[2] and rate[-1] == "10,5%"
    table = card.page.select_one("table.bf-sources")
    assert len(table.select("tr.bf-group")) == 3, "two documents and the recomputed figures"
    assert str(table).count("mục I, đoạn 1") == 3, "a place once for all figures of an indicator"


def records(context: Context, **changes: Any) -> dict[str, Any]:
    base = context.record(context.view.figure("tb1.late"))
    return {"a": base | {"id": "a"} | changes}


def test_the_packs_own_agency_is_not_named_again(card: Shown) -> None:
    class Own(Context):
        unit = "ha-noi"

    own, other = Own(card.context.view, "vi"), card.context
    assert "Hà Nội" in CompactSources(other, records(other)).plain()
    assert "Hà Nội" not in CompactSources(own, records(own)).plain()


def test_figures_that_read_alike_share_their_words_and_keep_their_anchors(card: Shown) -> None:
    one = records(card.context)["a"]
    exhibit = CompactSources(card.context, {"a": one, "b": one | {"id": "b"}})
    page = BeautifulSoup(exhibit.html(), "html.parser")
    assert page.get_text().count("30/40") == 1 and page.find(id="src-a") and page.find(id="src-b")
    assert exhibit.typst().count('"30/40"') == 1
    assert '#label("src-a")' in exhibit.typst() and '#label("src-b")' in exhibit.typst()


def test_places_come_in_reading_order_and_rows_of_a_table_share_theirs(card: Shown) -> None:
    one = records(card.context)["a"]
    places = ["annex 2.1/row 12", "note 3", "II.10/¶1", "annex 2.1/row 2", "II.2/¶1", "head/¶2"]
    found = CompactSources(
        card.context,
        {
            str(n): one | {"id": str(n), "locator": place, "locator_label": f"#{place}", "token": str(n)}
            for n, place in enumerate(places)
        },
    )
    ((_, (entry,)),) = found.groups()
    assert [place for place, _ in entry.places] == ["#head/¶2", "#II.2/¶1", "#II.10/¶1", "#note 3", "Phụ lục 2.1"]
    assert [item.label for item in entry.places[-1][1]] == ["Hà Nội; dòng 2", "Hà Nội; dòng 12"]


def test_a_hostile_name_stays_text(card: Shown) -> None:
    hostile = records(card.context, title='<b>x</b> "#panic()" = @a', token="</script>", indicator="none")
    exhibit = CompactSources(card.context, hostile)
    assert "<b>x" not in exhibit.html() and "&lt;b&gt;x" in exhibit.html() and "</script" not in exhibit.html()
    assert '\\"#panic()\\"' in exhibit.typst()


def test_gaps_that_touch_no_shown_figure_are_not_the_cards(tmp_path: Path) -> None:
    def gap(figure: str, words: str) -> Finding:
        return Finding("gap", Severity.GAP, words, "en", "2-tb", "I/¶1", (figure,))

    findings = (gap("tb2.assigned", "Thiếu một khoản."), gap("tb9.elsewhere", "Thiếu nơi khác."))
    files = made(tmp_path, change=lambda context: replace(context, findings=findings))
    text = " ".join("\n".join(files.pages).split())
    assert "Thiếu một khoản. (2/TB-VPCP, mục I, đoạn 1)" in text and "Thiếu nơi khác" not in text
    assert text.index("Thiếu một khoản") < text.index("Nguồn số liệu"), "the sources close the card"


def test_nothing_missing_takes_no_room_and_a_failed_notebook_is_named(card: Shown, tmp_path: Path) -> None:
    assert card.page.find(id="sec-missing") is None
    files = made(tmp_path, failed=True)
    assert files.page.find(id="sec-missing") is not None
    assert "ZeroDivisionError: division by zero" in files.page.get_text()


def test_the_annexes_of_a_card_look_at_nothing_but_what_it_shows(card: Shown) -> None:
    class Blind:
        """A view that has a period and documents, and no table."""

        unit, invented = None, False
        period, infos, document = card.context.view.period, card.context.view.infos, card.context.view.document

    blind = Context(Blind(), "vi", card.context.findings)  # type: ignore[arg-type]
    found = annexes(blind, card.notebook, [], ("sources", "missing"), "scorecard")
    assert [exhibit.kind for exhibit in found] == ["section", "sources"]
    with pytest.raises(AttributeError, match="figures"):
        annexes(blind, card.notebook, [], ("missing",))


# ---------------------------------------------------------------------- workbook


def test_cover_contents_and_notes_are_one_sheet(card: Shown, report: Shown) -> None:
    assert card.book.sheetnames == ["Tổng quan", "Kinh phí", "Nhiệm vụ quá hạn", "Số liệu"]
    assert report.book.sheetnames[:3] == ["Bìa", "Mục lục", "Ghi chú"]
    front = card.book["Tổng quan"]
    texts = [str(cell.value) for row in front.iter_rows() for cell in row if cell.value is not None]
    assert texts[0] == "Phiếu theo dõi: Thành phố Hà Nội" and "Tháng 6 năm 2026" in texts
    assert any("2/TB-VPCP" in text for text in texts) and any("ba điều khác nhau" in text for text in texts)
    links = {cell.value: cell.hyperlink.location for row in front.iter_rows() for cell in row if cell.hyperlink}
    assert links == {name: f"'{name}'!A1" for name in card.book.sheetnames[1:]}
    parts = [cell.row for row in front.iter_rows(max_col=1) for cell in row if cell.value in ("Mục lục", "Ghi chú")]
    assert len(parts) == 2 and 6 < parts[0] < parts[1], "one below the other"


def test_the_tables_keep_their_header_in_row_8(card: Shown) -> None:
    for name in card.book.sheetnames[1:]:
        frame = pd.read_excel(io.BytesIO(card.xlsx), sheet_name=name, header=HEADER_ROW - 1)
        assert len(frame) and not any(str(column).startswith("Unnamed") for column in frame.columns)
        back = card.book[name]["A6"]
        assert back.hyperlink.location == "'Tổng quan'!A1"


# ---------------------------------------------------------------------- English


def test_an_english_card(tmp_path: Path) -> None:
    files = made(tmp_path, lang="en")
    assert files.page.h1.get_text() == "Ha Noi City" and files.page.select_one(".bf-issuer").get_text() == "Scorecard"
    assert "Page 1/" in files.pages[0] and "June 2026" in files.pages[0]
    assert files.book.sheetnames[0] == "Overview"
    assert squeezed("Sources") in squeezed(text_of(files.pdf))
