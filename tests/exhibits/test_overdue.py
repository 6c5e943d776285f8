"""Overdue tasks as shown: sentences, tables and charts in four periods and two languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import briefing
from analysis.exhibits.chart import Chart
from analysis.exhibits.charts import bars, timeline
from analysis.exhibits.context import Context
from analysis.exhibits.display import Exhibit
from analysis.exhibits.tables import Table
from analysis.exhibits.topics import overdue
from analysis.indicators import overdue as indicators
from exhibits.drawing import problems
from exhibits.wordings import faults, flat
from offices import Office, figure

PERIODS = ("2025-06", "2026-03", "2026-05", "2026-06")
SIZES = ("wide", "narrow")


def everything(b: Context) -> Iterator[Exhibit]:
    known = indicators.compute(b.view)
    yield from flat(
        [
            part(b, known)
            for part in (
                overdue.heading,
                overdue.gaps,
                overdue.timeline_chart,
                overdue.tasks_table,
                overdue.bands_table,
                overdue.agencies_chart,
                overdue.contradictions,
                overdue.agencies_table,
                overdue.definitions_table,
            )
        ]
    )


def of(b: Context, name: str) -> Exhibit | None:
    return next((e for e in everything(b) if getattr(e, "id", "") == name), None)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("period", PERIODS)
def test_words_are_whole(period: str, lang: str) -> None:
    b = briefing.start(period, lang)
    for exhibit in everything(b):
        assert faults(exhibit) == []
    for item in overdue.decision_items(b):
        assert not re.search(r"\b(None|nan)\b|[{}]|  |chưa báo cáo|not reported", item.plain())
        assert item.plain().endswith(".")


@pytest.mark.parametrize(
    ("period", "vi", "en"),
    [
        (
            "2025-06",
            "Chưa có số liệu nhiệm vụ quá hạn trong các văn bản đã biết đến 30/6/2025",
            "No figures on overdue tasks are known up to 30 June 2025",
        ),
        (
            "2026-03",
            "125 nhiệm vụ trong kế hoạch quý I năm 2026 chậm tiến độ; văn bản không nêu của cơ quan nào",
            "125 tasks of the plan for the first quarter of 2026 are behind schedule; the document does not "
            "say whose",
        ),
        (
            "2026-05",
            "Còn 73◆⊘ nhiệm vụ quá hạn chưa hoàn thành, song cộng các số thành phần được 121◆⊘",
            "73◆⊘ tasks are overdue, yet the parts given sum to 121◆⊘",
        ),
        (
            "2026-06",
            "Còn 5⊘ nhiệm vụ chậm, muộn kéo dài, lâu nhất đã quá hạn 395\u00a0ngày",
            "5⊘ tasks are long overdue, the oldest by 395\u00a0days",
        ),
    ],
)
def test_the_finding_of_each_period(period: str, vi: str, en: str) -> None:
    for lang, expected in (("vi", vi), ("en", en)):
        b = briefing.start(period, lang)
        assert overdue.heading(b, indicators.compute(b.view)).finding.plain() == expected


def test_what_each_period_shows() -> None:
    shown = {p: [getattr(e, "id", e.kind) for e in everything(briefing.start(p))] for p in PERIODS}
    assert shown == {
        "2025-06": ["overdue", "notice"],
        "2026-03": ["overdue", "notice"],
        "2026-05": [
            "overdue",
            "notice",
            "overdue-agencies",
            "notice",
            "overdue-agencies",
            "overdue-definitions",
        ],
        "2026-06": [
            "overdue",
            "overdue-timeline",
            "overdue-tasks",
            "overdue-bands",
            "overdue-agencies",
            "notice",
            "overdue-agencies",
            "overdue-definitions",
        ],
    }


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("period", PERIODS)
def test_charts_can_be_read(period: str, lang: str) -> None:
    for exhibit in everything(briefing.start(period, lang)):
        if isinstance(exhibit, Chart):
            for size in SIZES:
                assert problems(exhibit.draw(size)) == [], (exhibit.id, size)


def test_alt_texts_hold_the_values_drawn() -> None:
    b = briefing.start("2026-06", "vi")
    late, agencies = of(b, "overdue-timeline"), of(b, "overdue-agencies")
    assert isinstance(late, Chart) and isinstance(agencies, Chart)
    for part in ("Bộ Y tế: Nâng cấp", "thời hạn 31/5/2025, quá 395\u00a0ngày", "quá 273\u00a0ngày"):
        assert part in late.alt_text
    assert late.alt_text.count("quá 181\u00a0ngày") == 3
    for part in ("Bộ Nội vụ (18)", "EVN (1)", "đa cơ quan (4)", "(30)", "tổng số 73", "được 121"):
        assert part in agencies.alt_text


def test_the_total_and_the_parts_stand_beside_each_other_with_their_mark() -> None:
    table = of(briefing.start("2026-05", "vi"), "overdue-agencies")
    assert isinstance(table, Chart)
    last = [row.cells[-1] for row in table.table.rows[-3:]]
    assert [v.number for v in last if not isinstance(v, str)] == [121, 73, 48]
    assert "◆" in table.table.html() and "văn bản mâu thuẫn" in table.table.html()


def test_counts_of_three_definitions_are_shown_and_not_subtracted() -> None:
    table = of(briefing.start("2026-06", "en"), "overdue-definitions")
    assert isinstance(table, Table)
    assert [r.cells[2].number for r in table.rows] == [125, 73, 5]  # type: ignore[union-attr]
    assert "none is subtracted" in str(table.title)
    assert len(table.notes) == 2  # why 73 is not 125, and 5 is not 73
    assert all(set(v.inputs) == set() for v in table.values())


def test_the_assigning_document_is_named_in_the_reader_s_language() -> None:
    for lang, expected in (
        ("vi", "Nghị quyết số 71/NQ-CP ngày 01/4/2025"),
        ("en", "Resolution 71/NQ-CP of 1 April 2025"),
    ):
        table = of(briefing.start("2026-06", lang), "overdue-tasks")
        assert isinstance(table, Table) and table.rows[0].cells[2] == expected


def test_decisions_name_the_longest_delays_first() -> None:
    b = briefing.start("2026-06", "vi")
    items = [t.plain() for t in overdue.decision_items(b)]
    assert [i.split(":")[0] for i in items] == ["Bộ Y tế", "Bộ Tài chính", "ACV và các hãng hàng không"]
    assert "3 nhiệm vụ cùng quá hạn 181\u00a0ngày" in items[2]
    march = briefing.start("2026-03", "vi")
    assert "125 nhiệm vụ" in overdue.decision_items(march)[0].plain()


def test_a_total_that_agrees_is_told_without_alarm(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.document().figures(
        figure("overdue.tasks", "5"),
        figure("overdue.tasks.a", "3", agency="bo-y-te"),
        figure("overdue.tasks.b", "2", agency="bo-noi-vu"),
    )
    b = Context(office.view("2026-06"), "vi")
    assert (
        overdue.heading(b, indicators.compute(b.view)).finding.plain()
        == "Còn 5 nhiệm vụ quá hạn chưa hoàn thành, nhiều nhất là Bộ Y tế (3)"
    )


def test_a_short_delay_keeps_its_date_on_the_sheet() -> None:
    spans = [
        timeline.Span("Một nhiệm vụ rất lâu", "Bộ Y tế", 900, "hạn 1/1/2024", "900 ngày", True),
        timeline.Span("Một nhiệm vụ vừa quá hạn", "Bộ Nội vụ", 1, "hạn 29/6/2026", "1 ngày"),
        timeline.Span("Không nêu thời hạn", "Bộ Xây dựng", None, "", "chưa nêu"),
    ]
    for size in SIZES:
        assert problems(timeline.draw(size, spans, "đến 30/6/2026")) == []


def test_bars_sort_show_missing_and_stand_long_names() -> None:
    drawn = [
        bars.Bar("Ngắn", 1, "1"),
        bars.Bar("Chưa báo cáo", None, "chưa báo cáo"),
        bars.Bar("Một tên rất dài của một cơ quan phải xuống dòng mới đọc được trên điện thoại", 40, "40"),
        bars.Bar("Hai phần", 2, "2 + 3", second=3),
    ]
    for size in SIZES:
        figure_ = bars.draw(size, drawn, [bars.Bar("Riêng", 7, "7")], "Nhóm riêng", ("được giao", "đề xuất"))
        assert problems(figure_) == []
        names = [label.text for label in figure_.labels]
        order = [
            next(i for i, n in enumerate(names) if n.startswith(start))
            for start in ("Một tên", "Hai phần", "Ngắn", "Chưa báo cáo", "Riêng")
        ]
        assert order == sorted(order)
    with pytest.raises(ValueError, match="at least one bar"):
        bars.draw("wide", [])
    assert problems(bars.draw("wide", [bars.Bar("Không", 0, "0")])) == []
