"""Databases and connection as shown: four periods, two languages, and what a drawing must not do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import briefing
from analysis.exhibits.chart import Chart
from analysis.exhibits.charts import dots, squares
from analysis.exhibits.context import Context
from analysis.exhibits.display import Exhibit
from analysis.exhibits.sheet import Area, Dots
from analysis.exhibits.tables import Table
from analysis.exhibits.topics import connection, databases
from analysis.indicators import databases as databases_of
from exhibits.drawing import problems
from exhibits.wordings import faults, flat
from offices import Office, figure

PERIODS = ("2025-06", "2026-03", "2026-05", "2026-06")
LANGUAGES = ("vi", "en")


def everything(b: Context) -> Iterator[Exhibit]:
    data = databases_of.compute(b.view)
    link = data.connection
    yield from flat([
        databases.heading(b, data), databases.gaps(b, data), databases.chart(b, data),
        databases.criteria_table(b, data), databases.prose(b, data), databases.contradictions(b, data),
        connection.heading(b, link), connection.gaps(b, link), connection.chart(b, link),
        connection.connection_table(b, link), connection.prose(b, link), connection.contradictions(b, link),
    ])


def shown(period: str, lang: str = "vi") -> list[Exhibit]:
    return list(everything(briefing.start(period, lang)))


def sections(period: str, lang: str) -> list[str]:
    return [e.plain().splitlines()[1] for e in shown(period, lang) if e.kind == "section"]


def one(period: str, lang: str, kind: type, identifier: str) -> Exhibit:
    return next(e for e in shown(period, lang) if isinstance(e, kind) and e.id == identifier)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("period", PERIODS)
def test_no_sentence_shows_the_machinery(period: str, lang: str) -> None:
    b = briefing.start(period, lang)
    for exhibit in everything(b):
        assert faults(exhibit) == [], exhibit.plain()
    for item in databases.decision_items(b):
        assert item.plain().endswith(".") and "{" not in item.plain() and "None" not in item.plain()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("period", PERIODS)
def test_charts_are_readable_in_both_widths(period: str, lang: str) -> None:
    for chart in (e for e in shown(period, lang) if isinstance(e, Chart)):
        for size in ("wide", "narrow"):
            assert problems(chart.draw(size)) == []


def test_headings_say_how_many_and_how_far() -> None:
    assert sections("2026-06", "vi") == [
        "4/12◆ cơ sở dữ liệu trọng yếu đáp ứng đủ tiêu chí; 8 cơ sở dữ liệu còn lại thiếu từ 1 đến 15 tiêu "
        "chí",
        "Đến tháng 5/2026, 58/104◆ cơ sở dữ liệu (55,8%) đã kết nối, đồng bộ; 46/104 chưa kết nối, trong đó "
        "36 đã chậm so với hạn năm 2025",
    ]
    assert sections("2026-05", "en")[0] == (
        "4/12 key databases are complete; of the 8/12 still under way, 2 have no platform yet")
    assert sections("2025-06", "vi") == [
        "Chưa có số liệu về cơ sở dữ liệu trọng yếu trong các văn bản đã biết đến 30/6/2025"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_of_a_chart_hold_its_values(lang: str) -> None:
    b = briefing.start("2026-06", lang)
    data = databases_of.compute(b.view)
    dotted = databases.chart(b, data)
    assert dotted is not None
    for database in (*data.left, *data.done):
        assert b.shown(database.criteria) in dotted.alt_text and b.agency(database.agency) in dotted.alt_text
    squared = connection.chart(b, data.connection)
    assert squared is not None
    for agency, value in data.connection.by_agency.items():
        assert f"{b.agency(agency)} {b.shown(value)}" in squared.alt_text
    assert b.shown(data.connection.unnamed) in squared.alt_text


def test_a_ring_is_drawn_for_each_criterion_missing() -> None:
    b = briefing.start("2026-06", "vi")
    chart = databases.chart(b, databases_of.compute(b.view))
    assert chart is not None
    drawn = chart.draw("wide").lines
    rings = sum(len(dots.points) for dots in drawn if isinstance(dots, Dots) and dots.fill == "#ffffff")
    assert rings == 15 + 8 + 7 + 6 + 3 + 2 + 2 + 1 + 1  # and one in the key


def test_there_are_104_squares_and_the_unknown_are_hatched() -> None:
    b = briefing.start("2026-06", "vi")
    chart = connection.chart(b, databases_of.compute(b.view).connection)
    assert chart is not None
    drawing = chart.draw("narrow")
    square = [a for a in drawing.areas if isinstance(a, Area) and abs(a.width - a.height) < 1e-6]
    hatched = [a for a in square if a.hatch]
    assert len(square) == 104
    assert len(hatched) == 10  # nine without a name, one without a number
    written = [label.text for label in drawing.labels]
    assert written.count("0") == 2  # a zero that the document states stays a number


def test_the_row_cut_off_in_the_document_is_not_reported() -> None:
    table = one("2026-06", "vi", Table, "connection-list")
    assert isinstance(table, Table)
    rows = {table.text(r.cells[0], table.columns[0]).plain(): r for r in table.rows if r.kind == "row"}
    assert len(rows) == 37
    cells = rows["CSDL về di cư"].cells
    assert table.text(cells[1], table.columns[1]).plain() == "chưa báo cáo"
    assert table.text(rows["CSDL Thành tích thể thao"].cells[1], table.columns[1]).plain() == "0/19"
    assert "329/TB-VPCP" in table.cited and "2.2" in table.cited


def test_the_key_table_names_twelve_and_cites_where_they_are_named() -> None:
    table = one("2026-06", "en", Table, "databases-criteria")
    assert isinstance(table, Table)
    assert sum(r.kind == "row" for r in table.rows) == 12
    assert "note 4" in table.cited and "Annex 2.1" in table.cited and "II.2.b" in table.cited


def test_progress_of_a_database_is_told(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    office.document("1-tb-vpcp", "tb1", "2026-05-20").databases(("criteria", "a", "16/19"))
    office.document("2-tb-vpcp", "tb2", "2026-06-20").databases(
        ("criteria", "a", "18/19"), ("criteria", "b", "")).figures(
        figure("done", "1/3", "databases.key_complete"))
    for lang, words in (("vi", "CSDL a: từ 16/19 đến 18/19 tiêu chí."),
                        ("en", "a database: from 16/19 to 18/19 criteria.")):
        b = Context(office.view("2026-06"), lang)
        data = databases_of.compute(b.view)
        prose, chart = databases.prose(b, data), databases.chart(b, data)
        assert prose is not None and words in prose.plain()
        assert chart is not None
        for size in ("wide", "narrow"):
            drawing = chart.draw(size)
            assert problems(drawing) == []
            assert any(isinstance(a, Area) and a.hatch for a in drawing.areas)  # b has no number


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_long_names_and_large_wholes_stay_on_the_sheet(size: str) -> None:
    name = "Cơ sở dữ liệu quốc gia về một lĩnh vực có tên gọi rất dài, viết đầy đủ, không viết tắt"
    groups = [dots.Group("Bộ Nông nghiệp và Môi trường",
                         [dots.Dots(name, 19, 19, "19/19"), dots.Dots(name, None, 19, "")])]
    assert problems(dots.draw(size, groups, "tiêu chí đạt", "còn thiếu", "chưa báo cáo")) == []
    owners = [squares.Owner("Bộ Văn hóa, Thể thao và Du lịch", "40", ["19"] * 30 + [None] * 10)]
    assert problems(squares.draw(size, 300, "300/340 đã kết nối", "40/340 chưa kết nối", owners,
                                 "chưa báo cáo tên hoặc số tiêu chí đạt")) == []
