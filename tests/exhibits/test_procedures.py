"""Procedures as shown: two passages side by side, four periods, two languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import briefing
from analysis.exhibits.chart import Chart
from analysis.exhibits.charts import donetodo, dumbbells
from analysis.exhibits.context import Context
from analysis.exhibits.display import Exhibit, Notice
from analysis.exhibits.sheet import Line
from analysis.exhibits.tables import Table
from analysis.exhibits.topics import procedures
from analysis.indicators import procedures as procedures_of
from exhibits.drawing import problems
from exhibits.wordings import faults, flat
from offices import Office, figure

PERIODS = ("2025-06", "2026-03", "2026-05", "2026-06")
LANGUAGES = ("vi", "en")


def everything(b: Context) -> Iterator[Exhibit]:
    data = procedures_of.compute(b.view)
    yield from flat([
        procedures.heading(b, data), procedures.gaps(b, data), procedures.chart(b, data),
        procedures.snapshots_chart(b, data), procedures.snapshots_table(b, data),
        procedures.contradictions(b, data), procedures.ministries_table(b, data), procedures.prose(b, data),
        procedures.legal_table(b, data), procedures.cuts_table(b, data),
    ])


def heading(period: str, lang: str) -> str:
    b = briefing.start(period, lang)
    return procedures.heading(b, procedures_of.compute(b.view)).plain().splitlines()[1]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("period", PERIODS)
def test_no_sentence_shows_the_machinery(period: str, lang: str) -> None:
    b = briefing.start(period, lang)
    for exhibit in everything(b):
        assert faults(exhibit) == [], exhibit.plain()
    for item in procedures.decision_items(b):
        assert item.plain().endswith(".") and "{" not in item.plain() and "None" not in item.plain()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("period", PERIODS)
def test_charts_are_readable_in_both_widths(period: str, lang: str) -> None:
    for chart in (e for e in everything(briefing.start(period, lang)) if isinstance(e, Chart)):
        for size in ("wide", "narrow"):
            assert problems(chart.draw(size)) == []


def test_the_heading_gives_both_numbers_with_their_marks() -> None:
    assert heading("2026-06", "vi") == (
        "Đến 25/4/2026, đã tái cấu trúc 580/782◆≈ thủ tục hành chính (74,17%≈); cùng báo cáo, chú thích 13 "
        "lại nêu 585/786◆")
    assert heading("2026-05", "en") == (
        "As of 25 April 2026, 580/782◆≈ procedures were restructured (74.17%≈); note 13 of the same report "
        "says 585/786◆")
    assert heading("2025-06", "vi").startswith("Chưa có số liệu tái cấu trúc thủ tục hành chính")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_of_the_charts_hold_their_values(lang: str) -> None:
    b = briefing.start("2026-06", lang)
    data = procedures_of.compute(b.view)
    bars, pairs = procedures.chart(b, data), procedures.snapshots_chart(b, data)
    assert bars is not None and pairs is not None
    for ministry in data.snapshots[0].ministries.values():
        assert b.agency(ministry.agency) in bars.alt_text and b.shown(ministry.done) in bars.alt_text
    for agency in data.agencies:
        for snapshot in data.snapshots:
            if agency in snapshot.ministries:
                assert b.shown(snapshot.ministries[agency].rate) in pairs.alt_text
    assert ("chỉ có ở chú thích 13" if lang == "vi" else "only in note 13") in pairs.alt_text


def test_a_line_is_drawn_where_the_passages_differ_and_only_there() -> None:
    b = briefing.start("2026-06", "vi")
    chart = procedures.snapshots_chart(b, procedures_of.compute(b.view))
    assert chart is not None
    thick = [line for line in chart.draw("wide").lines if isinstance(line, Line) and line.width > 1]
    assert len(thick) == 6


def test_the_two_statements_stand_side_by_side() -> None:
    b = briefing.start("2026-06", "vi")
    table = procedures.snapshots_table(b, procedures_of.compute(b.view))
    assert table is not None
    assert [c.label for c in table.columns[1:]] == ["mục II.3 (đến 25/4/2026)", "chú thích 13 (tháng 5/2026)"]
    cells = [[table.text(c, k).plain(signs=False) for c, k in zip(r.cells, table.columns, strict=True)]
             for r in table.rows]
    assert ["Đã tái cấu trúc", "580/782", "585/786"] in cells
    assert ["– tổng số trừ số đã làm", "202", "201"] in cells
    assert ["– cộng theo bộ, ngành được nêu tên", "182", "197"] in cells


def test_three_contradictions_at_most_and_the_number_of_all() -> None:
    b = briefing.start("2026-06", "vi")
    notices = list(procedures.contradictions(b, procedures_of.compute(b.view)))
    assert [n.tone for n in notices if isinstance(n, Notice)] == ["attention"] * 3 + ["info"]
    touching = [f for f in b.findings if f.severity == "discrepancy"
                and any(i.split(".")[1] in ("procedures", "conditions", "lines") for i in f.figures)]
    assert f"{len(touching)} chỗ mâu thuẫn" in notices[-1].plain()


def test_a_ministry_not_in_a_passage_is_said_not_to_be() -> None:
    b = briefing.start("2026-06", "vi")
    table = procedures.ministries_table(b, procedures_of.compute(b.view))
    assert isinstance(table, Table)
    row = next(r for r in table.rows if r.cells[0] == "Thanh tra Chính phủ")
    words = [table.text(c, k).plain() for c, k in zip(row.cells, table.columns, strict=True)]
    assert words == ["Thanh tra Chính phủ", "không nêu", "", "", "chưa báo cáo", "0", "100,0"]


def test_the_deadline_comes_from_the_register_once_it_is_known() -> None:
    may, june = (" ".join(t.plain() for t in procedures.decision_items(briefing.start(p, "vi")))
                 for p in ("2026-05", "2026-06"))
    assert "Bộ Ngoại giao (22/22◆)." in may
    assert "Bộ Ngoại giao (22/22◆); hạn tháng 7/2026." in june


def test_one_passage_is_told_without_a_second(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    office.document().figures(
        figure("done", "5/10", "procedures.restructured"),
        figure("left", "3/4", "procedures.not_restructured", agency="bo-y-te"))
    for lang in LANGUAGES:
        b = Context(office.view(), lang)
        assert procedures.snapshots_chart(b, procedures_of.compute(b.view)) is None
        for exhibit in everything(b):
            assert faults(exhibit) == [], exhibit.plain()
            if isinstance(exhibit, Chart):
                assert all(problems(exhibit.draw(size)) == [] for size in ("wide", "narrow"))


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_long_names_and_extreme_shares_stay_on_the_sheet(size: str) -> None:
    name = "Culture, Sports & Tourism"
    bars = [donetodo.Bar(name, 0, 1000, "còn 1.000/1.000", True), donetodo.Bar(name, 3, 3, "xong 3/3", False)]
    assert problems(donetodo.draw(size, bars, "đã tái cấu trúc", "chưa tái cấu trúc")) == []
    pairs = [dumbbells.Pair(name, 0, 100, "0,0%", "100,0%"),
             dumbbells.Pair(name, 99.9, 100, "99,9%", "100,0%"),
             dumbbells.Pair(name, None, 100, "", "100,0%", "chỉ có ở chú thích 13"),
             dumbbells.Pair(name, 0, 0, "0,0%", "0,0%")]
    figure = dumbbells.draw(size, pairs, "mục II.3 (đến 25/4/2026)", "chú thích 13 (tháng 5/2026)")
    assert problems(figure) == []
