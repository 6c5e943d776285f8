"""Directives as shown: sentences, tables and charts in four periods and two languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import briefing
from analysis.exhibits.chart import Chart
from analysis.exhibits.charts import calendar
from analysis.exhibits.context import Context
from analysis.exhibits.display import Exhibit
from analysis.exhibits.tables import Table
from analysis.exhibits.topics import directives
from analysis.indicators import directives as indicators
from exhibits.drawing import problems
from exhibits.wordings import faults, flat
from offices import Office, figure

PERIODS = ("2025-06", "2026-03", "2026-05", "2026-06")


def everything(b: Context) -> Iterator[Exhibit]:
    known = indicators.compute(b.view)
    yield from flat(
        [
            part(b, known)
            for part in (
                directives.heading,
                directives.gaps,
                directives.due_table,
                directives.past_table,
                directives.contradictions,
                directives.calendar_chart,
                directives.load_chart,
                directives.register_tables,
            )
        ]
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("period", PERIODS)
def test_words_are_whole_and_charts_can_be_read(period: str, lang: str) -> None:
    b = briefing.start(period, lang)
    for exhibit in everything(b):
        assert faults(exhibit) == []
        if isinstance(exhibit, Chart):
            for size in ("wide", "narrow"):
                assert problems(exhibit.draw(size)) == [], (exhibit.id, size)
    for item in directives.decision_items(b):
        assert not re.search(r"\b(None|nan)\b|[{}]|  |chưa báo cáo|not reported", item.plain())


def test_what_falls_due_next_stands_on_top_and_proposals_apart() -> None:
    b = briefing.start("2026-06", "vi")
    known = indicators.compute(b.view)
    tables = [e for e in everything(b) if isinstance(e, Table)]
    assert [t.id for t in tables] == [
        "directives-due",
        "directives-past",
        "directives-assigned",
        "directives-proposed",
    ]
    due = tables[0]
    groups = [due.text(r.cells[0], due.columns[0]).plain() for r in due.rows if r.kind == "group"]
    assert len(groups) == 2 and groups[0].startswith("Đến hạn trong 30\u00a0ngày tới (30/6/2026 – 30/7/2026)")
    assert groups[1] == "Đến hạn tiếp theo, ngày 31/7/2026: 9 nhiệm vụ"
    proposed = {d.deadline.id for d in known.proposed}
    assert not proposed & {v.id for t in tables[:3] for v in t.values()}


@pytest.mark.parametrize("period", PERIODS)
def test_the_register_holds_every_task_once(period: str) -> None:
    b = briefing.start(period, "vi")
    known = indicators.compute(b.view)
    tables = list(directives.register_tables(b, known))
    titles = [row.cells[1] for t in tables for row in t.rows if row.kind == "row"]
    assert sorted(titles) == sorted(d.title_vi for d in known.rows)  # type: ignore[type-var]
    assert all(len(t.columns) <= 6 for t in tables)


def test_past_due_never_says_undone() -> None:
    for lang, words in (("vi", "chưa có thông tin hoàn thành"), ("en", "completion not known")):
        b = briefing.start("2026-06", lang)
        known = indicators.compute(b.view)
        table = directives.past_table(b, known)
        assert table is not None and words in table.plain() and words in directives.heading(b, known).plain()
        assert words in directives.decision_items(b)[0].plain()
        assert len([r for r in table.rows if r.kind == "row"]) == known.count("past").number


@pytest.mark.parametrize(
    ("identifier", "vi", "en"),
    [
        ("tb329.directive.03", "trước 10/7/2026", "before 10 July 2026"),
        ("tb329.directive.06", "trong tháng 7/2026", "in July 2026"),
        ("tb329.directive.04", "trong quý III/2026", "in Q3 2026"),
        ("tb329.directive.08", "trong năm 2026", "in 2026"),
        ("tb329.directive.18", "phiên họp tháng 6/2026", "meeting of June 2026"),
        ("tb329.directive.02", "hằng tháng", "monthly"),
        ("tb329.directive.13", "hằng năm", "yearly"),
        ("bca0526.directive.02", "không nêu thời hạn", "none stated"),
    ],
)
def test_a_deadline_is_said_as_the_document_ties_it(identifier: str, vi: str, en: str) -> None:
    for lang, expected in (("vi", vi), ("en", en)):
        b = briefing.start("2026-06", lang)
        row = next(d for d in indicators.compute(b.view).rows if d.id == identifier)
        assert directives.deadline_words(b, row) == expected


def test_alt_texts_hold_the_values_drawn() -> None:
    b = briefing.start("2026-06", "vi")
    known = indicators.compute(b.view)
    chart = directives.calendar_chart(b, known)
    assert chart is not None
    for part in ("31/7/2026: 9 được giao và 1 đề xuất", "9/7/2026: 1 được giao", "14/7/2026: 2 được giao"):
        assert part in chart.alt_text
    load = directives.load_chart(b, known)
    assert load is not None
    for x in known.loads:
        if (x.all.amount or 0) > 1:
            assert b.agency(x.agency) in load.alt_text


def test_a_deadline_before_its_document_is_told() -> None:
    b = briefing.start("2025-06", "vi")
    notices = [n.plain() for n in flat(directives.contradictions(b, indicators.compute(b.view)))]
    assert len(notices) == 1 and "trước tháng 6/2025" in notices[0]


def test_counts_carry_their_deadlines_as_sources() -> None:
    b = briefing.start("2026-06", "vi")
    assert "329/TB-VPCP" in b.cite(directives.heading(b, indicators.compute(b.view)).values())


def test_a_document_without_a_register_is_named(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.document().figures(figure("overdue.tasks", "5"))
    b = Context(office.view("2026-06"), "vi")
    shown = list(everything(b))
    assert [e.kind for e in shown] == ["section", "notice"]
    assert "Danh mục theo dõi chưa có nhiệm vụ nào" in shown[0].plain() and "1/TB-VPCP" in shown[1].plain()
    assert directives.decision_items(b) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_one_task_is_said_in_the_singular(tmp_path: Path, lang: str) -> None:
    office = Office(tmp_path)
    office.document().figures(figure("overdue.tasks", "5")).directives(
        ("trước ngày 30 tháng 6 năm 2026", ""), ("trong tháng 6 năm 2026", ""), ("trong tháng 7 năm 2026", "")
    )
    b = Context(office.view("2026-06"), lang)
    known = indicators.compute(b.view)
    assert (
        directives.heading(b, known).finding.plain()
        == {
            "vi": "1 nhiệm vụ được giao đến hạn trong 30\u00a0ngày tới, riêng ngày 31/7/2026 có thêm 1; "
            "1 nhiệm vụ đã quá thời hạn nêu trong văn bản, chưa có thông tin hoàn thành",
            "en": "1 assigned task falls due within 30\u00a0days and 1 more on 31 July 2026; 1 is past the "
            "stated deadline, completion not known",
        }[lang]
    )
    assert "1 tasks" not in " ".join(e.plain() for e in everything(b))
    for exhibit in everything(b):
        assert faults(exhibit) == []


def test_a_crowded_calendar_gives_each_day_a_row() -> None:
    days = [calendar.Day(f"{n}/12", "2026", n % 9, 3, f"{n % 9} + 3") for n in range(1, 29)]
    stretches = [calendar.Stretch("Sau đó", days), calendar.Stretch("Không có", [])]
    for size in ("wide", "narrow"):
        assert problems(calendar.draw(size, stretches, ("được giao", "đề xuất"))) == []
    few = calendar.draw("wide", [calendar.Stretch("Sau đó", days[:3])], ("được giao", "đề xuất"))
    assert problems(few) == [] and few.height < 2.5
    with pytest.raises(ValueError, match="at least one day"):
        calendar.draw("wide", [calendar.Stretch("Không có", [])], ("a", "b"))


def test_the_window_is_said_with_its_days() -> None:
    b = briefing.start("2026-06", "en")
    table = directives.due_table(b, indicators.compute(b.view))
    assert table is not None and "Due within 30\u00a0days (30 June 2026 – 30 July 2026)" in table.plain()
