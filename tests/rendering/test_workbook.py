"""The workbook: tidy tables, live formulas with the right values, three kinds of nothing, text that stays
text."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from analysis.exhibits.display import EXHIBIT_MIME
from analysis.exhibits.numbers import number
from analysis.rendering.layouts import ANNEXES
from analysis.rendering.spreadsheet import put_text, sheet_name
from analysis.rendering.tidy import decimals_shown
from analysis.rendering.workbook import HEADER_ROW, workbook
from rendering.shown_packs import FIRST, SECOND, changed, made
from small_packs import SHOW


def pack_notebook(root: Path, show: str = SHOW, lang: str = "vi") -> Any:
    """The assembled notebook of a report of the small office."""
    title = {"vi": "Gói thử", "en": "Trial pack"}
    return made(root, lang=lang, show=show, unit=None, title=title, layout="report", annexes=ANNEXES).notebook


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return workbook(pack_notebook(tmp_path_factory.mktemp("office")))


def opened(data: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def frame(data: bytes, sheet: str) -> pd.DataFrame:
    """A sheet as an analyst reads it with pandas."""
    return pd.read_excel(io.BytesIO(data), sheet_name=sheet, header=HEADER_ROW - 1)


def evaluate(workbook: openpyxl.Workbook, formula: str) -> Decimal:
    """The value of a formula of + - * / ^ ( ), numbers and references; a reference to a formula is
    followed.
    """

    def resolve(match: re.Match[str]) -> str:
        content = workbook[match[1].replace("''", "'")][match[2]].value
        assert content is not None and not (isinstance(content, str) and not content.startswith("=")), match[0]
        return f"({evaluate(workbook, content)})" if isinstance(content, str) else f"Decimal('{content}')"

    body = re.sub(r"'((?:[^']|'')+)'!([A-Z]+\d+)", resolve, formula.removeprefix("="))
    body = re.sub(r"(?<![\w'.])(\d+)(?![\w'.])", r"Decimal(\1)", body).replace("^", "**")
    assert re.fullmatch(r"(?:Decimal\('?[\d.E+-]+'?\)|[-+*/()\s])+", body), body
    return Decimal(eval(body, {"Decimal": Decimal}))


def row_of(workbook: openpyxl.Workbook) -> dict[str, int]:
    """Figure id → its row in the sheet of figures."""
    return {row[0].value: row[0].row for row in workbook["Số liệu"].iter_rows(min_row=HEADER_ROW + 1)}


def test_the_sheets_come_in_order_with_links_that_lead_to_them(book: bytes) -> None:
    found = opened(book)
    assert found.sheetnames == [
        "Bìa",
        "Mục lục",
        "Ghi chú",
        "Kinh phí",
        "Nhiệm vụ quá hạn",
        "Phương pháp",
        "Số liệu",
    ]
    links = {row[0].value: row[0].hyperlink.location for row in found["Mục lục"].iter_rows(min_row=4)}
    assert list(links) == found.sheetnames[3:]
    for sheet in found:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink is not None:
                    assert cell.hyperlink.target is None  # nothing leads out of the workbook
                    name, _, place = cell.hyperlink.location.rpartition("!")
                    assert found[name.strip("'").replace("''", "'")][place].value is not None


def test_each_table_is_one_table_in_a_fixed_layout(book: bytes) -> None:
    found = opened(book)
    for sheet in found.worksheets[3:]:
        (table,) = sheet.tables.values()
        first, last = table.ref.split(":")
        assert first == f"A{HEADER_ROW}" and sheet[last].row == sheet.max_row
        heads = [cell.value for cell in sheet[HEADER_ROW]]
        assert heads == [column.name for column in table.tableColumns] and all(heads)
        assert len({h.casefold() for h in heads}) == len(heads)
        assert table.autoFilter is None
        assert sheet.freeze_panes == f"B{HEADER_ROW + 1}"
        assert all(merged.max_row < HEADER_ROW - 1 for merged in sheet.merged_cells.ranges)
        for row in sheet.iter_rows(min_row=HEADER_ROW):
            assert any(cell.value is not None for cell in row), "an empty row in a table"
        assert sheet["A1"].value and sheet["A1"].font.size > 12
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth == 1 and sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert len({t.displayName for s in found for t in s.tables.values()}) == len(found.worksheets) - 3
    names = [found["Kinh phí"][f"A{row}"].value for row in range(1, 7)]
    assert names[0] == "Kinh phí theo bước" and names[1] == "Đơn vị: nghìn tỷ đồng"
    assert names[2].startswith("Nguồn: 2/TB-VPCP (24/6/2026)") and names[5] == "Về mục lục"


def test_long_words_make_rows_higher_and_no_sheet_wider() -> None:
    """LibreOffice makes no row higher by itself, and prints a sheet so small that words past the table find room."""
    note = "Báo cáo tháng 5 đếm sản phẩm của bộ, ngành và địa phương; thông báo này chỉ đếm của địa phương. " * 12
    pack = changed("report", edition={**SECOND, "state": "released", "revision": 1, "revisions": [FIRST, SECOND]})
    for cell in pack.notebook.cells:
        for output in cell.get("outputs", []):
            exhibit = output["data"].get(EXHIBIT_MIME, {})
            if exhibit.get("kind") == "table":
                exhibit["notes"] = [note]
    pack.meta["documents"][0]["title"] = note
    money, front = pack.book["Kinh phí"], pack.book["Bìa"]
    assert money["A5"].value.endswith(note) and money["A5"].alignment.wrap_text
    (merged,) = [each for each in money.merged_cells.ranges if each.min_row == 5]
    room = sum(money.column_dimensions[letter].width for letter in "ABCDEFG"[: merged.max_col])
    assert 0.7 * len(note) / room < money.row_dimensions[5].height / 13 < 1.2 * len(note) / room + 1
    assert money.print_area == f"'Kinh phí'!$A$1:$G${money.max_row}", "as wide as its table"
    assert front.row_dimensions[next(c.row for c in front["B"] if c.value and note[:40] in c.value)].height > 60
    assert money.row_dimensions[HEADER_ROW + 1].height is None, "a short row is as high as any"


def test_a_table_reads_as_tidy_data(book: bytes) -> None:
    money = frame(book, "Kinh phí")
    assert list(money.columns) == [
        "Nhóm",
        "Khoản",
        "Số tiền (nghìn tỷ đồng)",
        "Số tiền (hiển thị)",
        "Tỷ lệ (%)",
        "Loại dòng",
        "Mã số liệu",
    ]
    assert money["Số tiền (nghìn tỷ đồng)"].tolist() == [82.75, 8.7, 74.05, 82.75]
    assert money["Số tiền (hiển thị)"].tolist() == ["82,75", "khoảng\u00a08,7", "74,05", "82,75"]
    assert money["Nhóm"].tolist()[:3] == ["Nhóm thứ nhất"] * 3
    assert money["Loại dòng"].tolist() == ["dữ liệu"] * 3 + ["tổng"]
    assert money["Mã số liệu"].tolist()[0] == "tb2.assigned"


def test_ratios_are_live_formulas_with_the_values_they_have(book: bytes) -> None:
    live, cached = opened(book), opened(book, values=True)
    formulas = {}
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    formulas[f"{sheet.title}!{cell.coordinate}"] = cell.value
                    value = cached[sheet.title][cell.coordinate].value
                    assert float(evaluate(live, cell.value)) == pytest.approx(value, rel=1e-12)
    rows = row_of(live)
    assigned, disbursed, late = rows["tb2.assigned"], rows["tb2.disbursed"], rows["tb1.late"]
    assert formulas["Kinh phí!E10"] == f"='Số liệu'!C{disbursed}/'Số liệu'!C{assigned}*100"
    assert formulas["Nhiệm vụ quá hạn!E9"] == f"='Số liệu'!C{late}/'Số liệu'!D{late}*100"
    assert formulas["Kinh phí!C11"] == f"=('Số liệu'!C{assigned}-'Số liệu'!C{disbursed})/10^12"
    assert cached["Kinh phí"]["E10"].value == pytest.approx(float(Decimal("8.7") / Decimal("82.75") * 100), rel=1e-15)
    assert live.calculation.fullCalcOnLoad


def test_a_formula_follows_when_a_figure_is_changed(book: bytes) -> None:
    changed = opened(book)
    formula = changed["Kinh phí"]["E10"].value
    changed["Số liệu"][f"C{row_of(changed)['tb2.disbursed']}"].value = 82_750_000_000_000 / 4
    assert evaluate(changed, formula) == 25


def test_numbers_show_the_digits_that_the_pack_shows(book: bytes) -> None:
    live, cached = opened(book), opened(book, values=True)
    shown = {row[0].value: row[6].value for row in live["Số liệu"].iter_rows(min_row=HEADER_ROW + 1)}
    for sheet, rate in (("Kinh phí", "E10"), ("Nhiệm vụ quá hạn", "E9")):
        code = live[sheet][rate].number_format
        decimals = len(code.partition(".")[2].rstrip('%"'))
        text = number(Decimal(str(cached[sheet][rate].value)), "vi", decimals)
        ids = live[sheet][rate.replace("E", "G" if sheet == "Kinh phí" else "H")].value.split("; ")
        assert f"{text}%" == shown[ids[1]]
    assert live["Nhiệm vụ quá hạn"]["E9"].number_format == '#,##0.0"%"'
    assert live["Kinh phí"]["C9"].number_format == "#,##0.00"


def test_zero_not_reported_and_not_applicable_are_three_things(book: bytes) -> None:
    late = opened(book)["Nhiệm vụ quá hạn"]
    counts = {late[f"A{row}"].value: late[f"B{row}"] for row in (9, 10, 11)}
    assert (counts["Huế"].value, counts["Huế"].data_type) == (0, "n")
    assert (counts["Bộ Y tế"].value, counts["Bộ Y tế"].data_type) == ("chưa báo cáo", "s")
    assert late["E11"].value == "không áp dụng"
    assert late["E10"].value is None
    assert late["B9"].value == 30 and late["D9"].value == 40


def test_every_figure_used_stands_with_its_source(book: bytes) -> None:
    figures = frame(book, "Số liệu").set_index("Mã số liệu")
    stated = figures.loc["tb2.disbursed"]
    assert stated["Giá trị"] == 8_700_000_000_000 and stated["Đơn vị"] == "đồng"
    assert stated["Nguyên văn"] == "khoảng 8,7 nghìn tỷ đồng" and stated["Vị trí"] == "mục I, đoạn 1"
    assert stated["Thời điểm"] == datetime(2026, 6, 24) and stated["Loại"] == "nêu trong văn bản"
    assert figures.loc["tb1.late", "Mẫu số"] == 40
    recomputed = figures[figures["Loại"] == "tính lại"]
    assert set(recomputed["Tính từ"]) >= {"tb2.disbursed; tb2.assigned"}
    assert recomputed["Nguyên văn"].isna().all()


def test_text_that_looks_like_a_formula_stays_text(book: bytes) -> None:
    cell = opened(book)["Kinh phí"]["B9"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1 <b>giao</b>", "s", True)
    sheet = openpyxl.Workbook().worksheets[0]
    for row, text in enumerate(("=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)", "a\x07b"), 1):
        fresh = sheet.cell(row, 1)
        put_text(fresh, text)
        assert fresh.data_type == "s" and fresh.value == text.replace("\x07", "")
        assert fresh.quotePrefix is (text[0] in "=+-@")


def test_the_same_pack_gives_the_same_bytes(tmp_path: Path) -> None:
    notebook = pack_notebook(tmp_path)
    first, second = workbook(notebook), workbook(notebook)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
        assert core.count("2026-06-24T00:00:00Z") == 2
        assert "8.699999" not in "".join(archive.read(n).decode() for n in archive.namelist())
    properties = opened(first).properties
    assert properties.title == "Gói thử – Tháng 6 năm 2026" and properties.language == "vi-VN"


def test_english_words_in_an_english_pack(tmp_path: Path) -> None:
    data = workbook(pack_notebook(tmp_path, lang="en"))
    assert opened(data).sheetnames[:3] == ["Cover", "Contents", "Notes"]
    late = opened(data)["Nhiệm vụ quá hạn"]
    assert late["B11"].value == "not reported" and late["E11"].value == "not applicable"
    assert opened(data).properties.language == "en-GB"


def test_a_pack_without_tables_still_makes_a_workbook(tmp_path: Path) -> None:
    found = opened(workbook(pack_notebook(tmp_path, "briefing.show(Prose(b, [b.say(vi='Chưa có.', en='Nothing.')]))")))
    assert found.sheetnames == ["Bìa", "Mục lục", "Ghi chú", "Số liệu"]
    assert not found["Số liệu"].tables


def test_names_of_sheets_are_legal_and_differ() -> None:
    taken: set[str] = set()
    names = [sheet_name(n, taken) for n in ("a/b: [c]?*\\", "x" * 40, "X" * 40, "'quoted'", "", "History", "x" * 31)]
    assert names[0] == "a b c"
    assert len({n.casefold() for n in names}) == len(names)
    for name in names:
        assert 0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) and name.strip("'") == name
        assert name.casefold() != "history"


@pytest.mark.parametrize(
    ("text", "lang", "decimals"),
    [
        ("82,75", "vi", 2),
        ("1.234", "vi", 0),
        ("1.234,5", "vi", 1),
        ("khoảng 8,7", "vi", 1),
        ("73/124", "vi", 0),
        ("80–84%", "vi", 0),
        ("1,234.5", "en", 1),
        ("12.3%", "en", 1),
        ("chưa báo cáo", "vi", 0),
        ("7", "en", 0),
    ],
)
def test_decimals_are_those_displayed(text: str, lang: str, decimals: int) -> None:
    assert decimals_shown(text, lang) == decimals
