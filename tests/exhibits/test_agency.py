"""The card of one agency as shown: of one with many facts, of one with few, of one of which nothing is known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analysis import briefing
from analysis.exhibits.chart import Chart
from analysis.exhibits.charts import peers
from analysis.exhibits.context import Context
from analysis.exhibits.display import Exhibit, KeyFigures, Notice, Section
from analysis.exhibits.excerpt import Excerpt, leave_out
from analysis.exhibits.markup import as_text
from analysis.exhibits.tables import Column, Row, Table
from analysis.exhibits.topics import agency as view
from analysis.indicators import agency
from analysis.indicators.agency import AgencyCard
from exhibits.drawing import problems
from exhibits.wordings import faults, flat

UNITS = (
    "bo-y-te",
    "bo-cong-an",
    "bo-giao-duc-va-dao-tao",
    "ha-noi",
    "lai-chau",
    "cao-bang",
    "thong-tan-xa-viet-nam",
    "viettel",
)
PERIODS = ("2025-06", "2026-03", "2026-05", "2026-06")


def card_of(unit: str, period: str = "2026-06", lang: str = "vi") -> tuple[Context, AgencyCard]:
    b = briefing.start(period, lang, unit)
    return b, agency.compute(b.view, unit)


def everything(b: Context, card: AgencyCard) -> Iterator[Exhibit]:
    """All exhibits in the notebook's order."""
    return flat(
        [
            view.heading(b, card),
            view.key_figures(b, card),
            view.standing(b, card),
            view.contradictions(b, card),
            view.places_section(b, card),
            view.places_chart(b, card),
            view.places_table(b, card),
            view.tasks_section(b, card),
            view.late_table(b, card),
            view.directives_table(b, card),
            view.databases(b, card),
            view.procedures(b, card),
            view.products(b, card),
            view.others(b, card),
            view.unknown(b, card),
        ]
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("period", PERIODS)
def test_every_word_can_be_read(unit: str, period: str, lang: str) -> None:
    b, card = card_of(unit, period, lang)
    shown = list(everything(b, card))
    assert isinstance(shown[0], Section)
    # The plain form of key figures is set in columns; their words are looked at one by one.
    assert [(e.kind, faults(e)) for e in shown if not isinstance(e, KeyFigures) and faults(e)] == []
    keys = [
        text
        for e in shown
        if isinstance(e, KeyFigures)
        for k in e.items
        for text in (k.value, k.note, k.change)
    ]
    assert [
        t for t in (as_text(t).plain() for t in keys if t) if t != t.strip() or "None" in t or "{" in t
    ] == []


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("unit", UNITS)
def test_what_is_shown_has_a_record_and_a_source(unit: str, lang: str) -> None:
    b, card = card_of(unit, "2026-06", lang)
    for exhibit in everything(b, card):
        bundle = exhibit._repr_mimebundle_()
        data = bundle["application/vnd.briefing.exhibit+json"]
        shown = {v.id for v in exhibit.values() if v.reported}
        assert shown <= set(data["values"])
        assert all(record["title"] and record["agency_label"] for record in data["values"].values())


def test_the_sentence_names_what_weighs_most() -> None:
    b, card = card_of("bo-y-te")
    text = view.heading(b, card).finding
    assert {v.id for v in text.values()} >= {
        card.overdue.id,
        card.long_overdue.id,
        card.databases.unconnected_count.id,
    }
    assert "15" in text.plain() and "12" in text.plain()


def test_of_an_agency_of_which_nothing_is_known_it_says_so() -> None:
    b, card = card_of("thong-tan-xa-viet-nam", "2025-06")
    assert not card.reported
    said = view.heading(b, card).finding.plain(signs=False)
    assert "không nêu số liệu" in said or "chưa có số liệu" in said
    sections = [e for e in everything(b, card) if isinstance(e, Section)]
    assert "unknown" in [s.id for s in sections]


def test_unknown_and_not_applicable_are_told_apart() -> None:
    b, card = card_of("lai-chau")
    shown = list(flat(view.unknown(b, card)))
    notice = next(e for e in shown if isinstance(e, Notice))
    assert "Không áp dụng" in notice.plain() and "sản phẩm công nghệ chiến lược" in notice.plain()
    bullets = shown[1].plain()
    assert "nhiệm vụ quá hạn" in bullets and "sản phẩm công nghệ chiến lược" not in bullets


def test_key_figures_are_few_and_dated() -> None:
    for unit in UNITS:
        b, card = card_of(unit)
        keys = view.key_figures(b, card)
        assert keys is None or (isinstance(keys, KeyFigures) and 1 <= len(keys.items) <= 6)
        if keys is not None:
            assert all(as_text(k.note).plain() for k in keys.items)


def test_only_contradictions_of_the_agency_itself_are_told() -> None:
    b, card = card_of("bo-cong-an")
    notices = list(flat(view.contradictions(b, card)))
    assert len(notices) == 1 and "14" in notices[0].plain() and "15" in notices[0].plain()
    b, card = card_of("bo-y-te")  # part of the nation's totals that do not come out, and of nothing else
    assert list(flat(view.contradictions(b, card))) == []
    assert any(b.marks(v) for v in card.figures)


def test_two_passages_that_disagree_stand_side_by_side() -> None:
    b, card = card_of("bo-giao-duc-va-dao-tao")
    section, table = list(flat(view.procedures(b, card)))
    assert {v.id for v in section.values()} == {m.rate.id for m in card.procedures.values()}
    assert isinstance(table, Table) and len(table.rows) == 2


# ---------------------------------------------------------------------- the strips


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_the_strips_are_drawn_without_collision(lang: str, size: str) -> None:
    for unit in ("bo-y-te", "bo-cong-an", "bo-giao-duc-va-dao-tao"):
        b, card = card_of(unit, lang=lang)
        chart = view.places_chart(b, card)
        assert isinstance(chart, Chart)
        assert problems(chart.draw(size)) == []


def test_a_single_ranked_question_needs_no_chart() -> None:
    b, card = card_of("ha-noi")
    assert sum(p.rank.reported for p in card.places) == 1
    assert view.places_chart(b, card) is None and view.places_table(b, card) is not None


def test_the_better_end_is_on_the_right() -> None:
    b, card = card_of("bo-y-te")
    overdue = card.place("overdue")
    assert overdue is not None
    drawn = [v.amount for v in reversed(overdue.scores)]
    assert drawn == sorted(drawn, reverse=True)  # fewer overdue tasks are better: the fewest come last
    chart = view.places_chart(b, card)
    assert chart is not None and "từ 18 đến 1" in chart.alt_text


def test_strips_of_equal_scores_are_drawn_in_the_middle() -> None:
    words = peers.Words("kém hơn", "tốt hơn", "cơ quan khác", "Huế", "trung vị", "thứ hạng")
    strip = peers.Strip("Nội dung", [2.0, 2.0, 2.0], "2", "2", 2.0, "2", "1/3", 2.0)
    assert problems(peers.draw("wide", [strip], words)) == []
    with pytest.raises(ValueError, match="at least one"):
        peers.draw("wide", [], words)


# ---------------------------------------------------------------------- what a page leaves out


def test_the_page_shows_the_nearest_and_the_workbook_all() -> None:
    for unit in UNITS[:6]:
        b, card = card_of(unit)
        table = view.directives_table(b, card)
        assert isinstance(table, Excerpt)
        listed = [row for row in table.rows if row.kind == "row"]
        printed = [row for row in table.page.rows if row.kind == "row"]
        assert len(listed) == len(card.directives.rows) >= len(printed) > 0
        assert len(table.data()["rows"]) == len(table.rows)
        left = (
            sum(
                int(part.split()[0])
                for part in as_text(table.rest)
                .plain()
                .removeprefix("Ngoài ra còn ")
                .split("; danh mục")[0]
                .replace(" và ", ", ")
                .replace("định kỳ", "")
                .split(", ")
                if part[:1].isdigit()
            )
            if table.rest
            else 0
        )
        assert len(printed) + left == len(listed), unit


def test_what_the_agency_leads_comes_before_what_its_group_is_given() -> None:
    b, card = card_of("bo-cong-an")
    table = view.directives_table(b, card)
    assert isinstance(table, Excerpt)
    past = list(card.directives.of("past"))
    assert {own.role for own in past} >= {"lead", "group"}
    titles = {str(row.cells[1]) for row in table.page.rows if row.kind == "row"}
    shown = [own for own in past if own.directive.title("vi") in titles]
    assert shown and all(own.role == "lead" for own in shown)


def test_an_excerpt_keeps_the_titles_of_the_groups_it_shows() -> None:
    rows = [Row(["A"], "group"), Row(["1"]), Row(["2"]), Row(["B"], "group"), Row(["3"])]
    assert leave_out(rows, [1]) == {2, 3, 4}
    b, _ = card_of("bo-y-te")
    table = Excerpt(
        b,
        "t",
        "Bảng",
        [Column("a", "Cột", header=True)],
        rows,
        source="",
        left_out=leave_out(rows, [1]),
        rest="Ngoài ra còn 2.",
    )
    assert [row.cells[0] for row in table.page.rows] == ["A", "1"]
    assert "Ngoài ra còn 2." in table.html() and "Ngoài ra còn 2." in table.typst()
    assert len(table.data()["rows"]) == 5 and table.data()["notes"] == []
    whole = Excerpt(b, "t", "Bảng", [Column("a", "Cột", header=True)], rows, source="", rest="Ngoài ra")
    assert len(whole.page.rows) == 5 and "Ngoài ra" not in whole.html()
