"""Reporting discipline as shown: sentences, tables and the tile map in four periods and two languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analysis import briefing
from analysis.exhibits.chart import Chart
from analysis.exhibits.charts import tiles
from analysis.exhibits.context import Context
from analysis.exhibits.display import Exhibit
from analysis.exhibits.tables import Table
from analysis.exhibits.topics import reporting
from analysis.indicators import reporting as indicators
from analysis.vocabulary.agencies import agencies
from exhibits.drawing import problems
from exhibits.wordings import faults, flat

PERIODS = ("2025-06", "2026-03", "2026-05", "2026-06")
PROVINCES = [a for a in agencies().values() if a.kind == "province"]


def everything(b: Context) -> Iterator[Exhibit]:
    known = indicators.compute(b.view)
    yield from flat(
        [
            part(b, known)
            for part in (
                reporting.heading,
                reporting.gaps,
                reporting.map_chart,
                reporting.rates_table,
                reporting.contradictions,
                reporting.lists_table,
                reporting.crossings_prose,
                reporting.crossings_table,
            )
        ]
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("period", PERIODS)
def test_words_are_whole_and_charts_can_be_read(period: str, lang: str) -> None:
    for exhibit in everything(briefing.start(period, lang)):
        assert faults(exhibit) == []
        if isinstance(exhibit, Chart):
            for size in ("wide", "narrow"):
                assert problems(exhibit.draw(size)) == [], size


@pytest.mark.parametrize("period", PERIODS)
def test_what_each_period_shows(period: str) -> None:
    shown = [getattr(e, "id", e.kind) for e in everything(briefing.start(period))]
    if period in ("2025-06", "2026-03"):
        assert shown == ["reporting", "notice"]
    else:
        assert [s for s in shown if s != "notice"] == [
            "reporting",
            "reporting-map",
            "reporting-rates",
            "reporting-lists",
            "prose",
            "reporting-crossings",
        ]


def test_the_finding_says_how_many_and_at_what_date() -> None:
    b = briefing.start("2026-06", "vi")
    known = indicators.compute(b.view)
    assert (
        reporting.heading(b, known).finding.plain()
        == "Mới có 10/15◆ bộ, ngành và 18/34 địa phương gửi báo cáo, tính đến ngày 8/5/2026"
    )
    old = [e.plain() for e in flat(reporting.gaps(b, known))]
    assert len(old) == 1 and "ngày 8/5/2026" in old[0]
    may = briefing.start("2026-05", "vi")
    assert list(flat(reporting.gaps(may, indicators.compute(may.view)))) == []


def test_the_alt_text_names_every_province_ministry_and_company() -> None:
    b = briefing.start("2026-05", "vi")
    chart = reporting.map_chart(b, indicators.compute(b.view))
    assert chart is not None
    for agency in PROVINCES:
        assert agency.short_vi in chart.alt_text
    for part in ("đã gửi báo cáo (18)", "chưa gửi báo cáo (16)", "Tecapro", "Bộ NN&MT", "GTEL"):
        assert part in chart.alt_text


def test_a_rate_is_recomputed_and_the_names_counted_beside_the_number_stated() -> None:
    b = briefing.start("2026-05", "vi")
    table = reporting.rates_table(b, indicators.compute(b.view))
    assert table is not None
    cells = [
        [table.text(c, k).plain() for c, k in zip(r.cells, table.columns, strict=True)] for r in table.rows
    ]
    assert cells == [
        ["Bộ, ngành", "15", "10/15◆", "66,7", "6/15◆", "5◆"],
        ["Địa phương", "34", "18/34", "52,9", "16/34◆", "16◆"],
        ["Doanh nghiệp đồng hành", "8", "2", "25,0", "6", "6"],
    ]
    assert len(table.notes) == 1  # the companies' denominator is ours


def test_agencies_in_two_lists_have_a_table_and_the_counts_a_notice() -> None:
    b = briefing.start("2026-05", "en")
    known = indicators.compute(b.view)
    table = reporting.crossings_table(b, known)
    assert isinstance(table, Table)
    assert [r.cells[2].number for r in table.rows] == [13, 4, 12]  # type: ignore[union-attr]
    assert "Ha Noi" in table.plain() and "no date" in str(table.notes[0])
    notices = [n.plain() for n in flat(reporting.contradictions(b, known))]
    assert len(notices) == 2 and any("16 out of 15" in n for n in notices)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_state_of_a_tile_is_told_by_a_sign_too(lang: str) -> None:
    found = [
        tiles.Tile(a.short(lang), a.tile_row or 0, a.tile_col or 0, tiles.STATES[n % 4])
        for n, a in enumerate(PROVINCES)
    ]
    keys = [tiles.Key(s, s.replace("_", " "), "8") for s in tiles.STATES]
    rolls = [
        tiles.Roll("Bộ", [("Một bộ có tên rất dài phải xuống dòng để đọc được", s) for s in tiles.STATES])
    ]
    for size in ("wide", "narrow"):
        drawing = tiles.draw(size, found, keys, rolls)
        assert problems(drawing) == []
        fills = {area.fill for area in drawing.areas}
        assert len(fills) >= 4
        words = [label.text for label in drawing.labels]
        unknown = sum(t.state == "unknown" for t in found)
        assert words.count("?") == unknown + 2 and len(drawing.lines) > len(found) / 2  # key and list too


def test_a_tile_of_no_known_state_is_refused() -> None:
    with pytest.raises(ValueError, match="no state of a tile"):
        tiles.draw("wide", [tiles.Tile("Hà Nội", 1, 1, "late")], [])
