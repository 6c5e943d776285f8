"""Products as shown: sentences, tables and charts in four periods and two languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from analysis import briefing
from analysis.exhibits.chart import Chart
from analysis.exhibits.context import Context
from analysis.exhibits.display import Exhibit
from analysis.exhibits.markup import as_text
from analysis.exhibits.tables import Table
from analysis.exhibits.topics import (
    labels,
    product_agencies,
    product_funding,
    product_information,
    products,
    scorecards,
)
from analysis.indicators import products as indicators
from analysis.indicators import scorecards as cards_of
from analysis.vocabulary.measures import Status
from exhibits.drawing import problems
from exhibits.wordings import faults, flat

PERIODS = ("2025-06", "2026-03", "2026-05", "2026-06")
CHARTS = {
    "2026-05": ["products-stages", "products-funding", "products-answers"],
    "2026-06": ["products-completeness", "products-stages", "products-funding", "products-answers"],
}


def everything(b: Context) -> Iterator[Exhibit]:
    known, cards = indicators.compute(b.view), cards_of.compute(b.view)
    information, agencies = product_information, product_agencies
    yield from flat(
        [
            products.heading(b, known),
            products.gaps(b, known),
            information.completeness_chart(b, known),
            information.completeness_table(b, known),
            information.localities_prose(b, known),
            products.series_prose(b, known),
            products.stages_chart(b, known),
            products.stages_table(b, known),
            products.stages_contradictions(b, known),
            products.groups_table(b, known),
            product_funding.funding_chart(b, known),
            product_funding.funding_table(b, known),
            agencies.answers_chart(b, known),
            agencies.answers_table(b, known),
            agencies.answers_contradictions(b, known),
            agencies.commercial_table(b, known),
            agencies.named_table(b, known),
            agencies.named_contradictions(b, known),
            scorecards.heading(b, cards),
            scorecards.duty_prose(b, cards),
            scorecards.contradictory_prose(b, cards),
            scorecards.localities_table(b, cards),
        ]
    )


def charts(b: Context) -> dict[str, Chart]:
    return {e.id: e for e in everything(b) if isinstance(e, Chart)}


def tables(b: Context) -> dict[str, Table]:
    return {e.id: e for e in everything(b) if isinstance(e, Table)}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("period", PERIODS)
def test_no_sentence_shows_the_machinery(period: str, lang: str) -> None:
    for exhibit in everything(briefing.start(period, lang)):
        assert faults(exhibit) == [], exhibit.plain()


@pytest.mark.parametrize(
    ("period", "lang", "finding"),
    [
        ("2025-06", "vi", "Chưa có số liệu về sản phẩm trong các văn bản đã biết đến 30/6/2025"),
        (
            "2026-05",
            "vi",
            "Mới 12/99 sản phẩm công nghệ chiến lược được thương mại; 60/99 chưa đến giai đoạn ứng dụng",
        ),
        (
            "2026-06",
            "vi",
            "29/34 địa phương báo cáo 124 sản phẩm, nhưng chỉ 39/124 sản phẩm có thông tin về nguồn kinh phí",
        ),
        (
            "2026-06",
            "en",
            "29/34 localities report 124 products, but only 39/124 of them state how they are funded",
        ),
    ],
)
def test_the_heading_states_the_finding(period: str, lang: str, finding: str) -> None:
    b = briefing.start(period, lang)
    assert products.heading(b, indicators.compute(b.view)).finding.plain() == finding


@pytest.mark.parametrize("period", ["2025-06", "2026-03"])
def test_a_period_without_figures_is_short_and_says_so(period: str) -> None:
    assert [e.kind for e in everything(briefing.start(period, "vi"))] == ["section", "notice"]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("period", list(CHARTS))
def test_charts_can_be_read_in_both_widths(period: str, lang: str) -> None:
    shown = charts(briefing.start(period, lang))
    assert list(shown) == CHARTS[period]
    for chart in shown.values():
        for size in ("wide", "narrow"):
            assert problems(chart.draw(size)) == [], (chart.id, size)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_alt_texts_hold_the_values_of_the_charts(lang: str) -> None:
    b = briefing.start("2026-06", lang)
    known, shown = indicators.compute(b.view), charts(b)
    for stage in known.stages:
        assert b.shown(stage.now.count) in shown["products-stages"].alt_text
        assert b.shown(stage.reached.count) in shown["products-stages"].alt_text
    for group in indicators.GROUPS:
        for counted in known.funding[group].values():
            assert (
                f"{b.shown(counted.count)} ({b.shown(counted.share)})" in shown["products-funding"].alt_text
            )
    for answer in known.answers:
        for value in (answer.stated, answer.ministries, answer.localities):
            assert b.shown(value) in shown["products-answers"].alt_text
    for item in known.localities.information:
        assert f"{b.shown(item.known)} ({b.shown(item.share)})" in shown["products-completeness"].alt_text


def test_figures_of_may_say_so_in_june() -> None:
    shown = charts(briefing.start("2026-06", "vi"))
    for name in ("products-stages", "products-funding", "products-answers"):
        assert "số liệu tháng 5/2026" in as_text(shown[name].subtitle).plain()
    assert "số liệu đến 24/6/2026" in as_text(shown["products-completeness"].subtitle).plain()


def test_the_two_series_are_told_apart_and_marked() -> None:
    b = briefing.start("2026-06", "vi")
    prose = products.series_prose(b, indicators.compute(b.view))
    assert prose is not None
    assert "348⊘" in prose.plain() and "124⊘" in prose.plain() and "không cộng, trừ" in prose.plain()
    may = briefing.start("2026-05", "vi")
    assert products.series_prose(may, indicators.compute(may.view)) is None


def test_the_stated_share_stands_beside_the_recomputed_with_its_mark() -> None:
    table = tables(briefing.start("2026-06", "vi"))["products-stages"]
    pilot = next(r for r in table.rows if r.cells[0] == "Thử nghiệm, thí điểm")
    cells = [
        table.text(cell, column).plain() for cell, column in zip(pilot.cells, table.columns, strict=True)
    ]
    assert cells[1:4] == ["28/99◆", "28,3◆", "37◆"]
    assert table.legend()


def test_contradictions_are_told_where_they_touch() -> None:
    b = briefing.start("2026-06", "vi")
    told = " ".join(e.plain() for e in everything(b) if e.kind == "notice")
    assert "37%" in told and "28,3%" in told  # the stage share
    assert "được 47" in told and "được 15" in told  # strategic of ministries; fields of one ministry
    assert "Bộ Xây dựng" in told  # listed as silent and as having products


def test_the_localities_table_tells_unknown_from_not_applicable() -> None:
    b = briefing.start("2026-06", "vi")
    table = tables(b)["products-localities"]
    groups = [table.text(r.cells[0], table.columns[0]).plain() for r in table.rows if r.kind == "group"]
    assert groups == [
        "Có sản phẩm: 19/34 địa phương",
        "Chưa có sản phẩm: 4/34 địa phương",
        "Chưa cung cấp thông tin: 11/34 địa phương",
    ]
    rows = {
        r.cells[0]: [table.text(c, k).plain() for c, k in zip(r.cells, table.columns, strict=True)][1:]
        for r in table.rows
        if r.kind == "row"
    }
    assert len(rows) == 34
    assert rows["Điện Biên"] == ["đã gửi", "9", "1"]
    assert rows["Cao Bằng"] == ["đã gửi", "chưa báo cáo", "chưa báo cáo"]
    assert rows["Lai Châu"] == ["chưa gửi", "không áp dụng", "không áp dụng"]
    assert any("6 rõ" in as_text(n).plain() for n in table.notes)  # known for no locality: no empty column


def test_the_duty_is_worded_as_the_document_bounds_it() -> None:
    for lang, words in (("vi", "ít nhất 1 sản phẩm"), ("en", "at least 1 product")):
        b = briefing.start("2026-06", lang)
        prose = scorecards.duty_prose(b, cards_of.compute(b.view))
        assert prose is not None and words in prose.plain().replace("\xa0", " ")


def test_every_number_leads_to_its_source() -> None:
    for exhibit in everything(briefing.start("2026-06", "vi")):
        for value in exhibit.values():
            assert not value.reported or value.sources(), value.id
        if isinstance(exhibit, Table):
            assert exhibit.cited


def test_names_are_sorted_as_a_vietnamese_reader_looks_them_up() -> None:
    names = ["Đồng Nai", "Điện Biên", "Cao Bằng", "Đà Nẵng", "An Giang", "Gia Lai"]
    assert sorted(names, key=labels.letters) == [
        "An Giang",
        "Cao Bằng",
        "Đà Nẵng",
        "Điện Biên",
        "Đồng Nai",
        "Gia Lai",
    ]


def test_a_column_appears_once_a_locality_reports_it() -> None:
    """Nobody states products registered for 2026 yet; once one locality does, all are shown."""
    b = briefing.start("2026-06", "vi")
    cards = cards_of.compute(b.view)
    hue = cards.cards["hue"]
    registered = replace(
        hue.registered["2026"], id="t.hue", amount=Decimal(2), status=Status.REPORTED, marks=()
    )
    known = replace(hue, registered={**hue.registered, "2026": registered})
    table = scorecards.localities_table(b, replace(cards, cards={**cards.cards, "hue": known}))
    assert table is not None
    assert [c.key for c in table.columns][-1] == "registered_2026"
    last = {
        r.cells[0]: table.text(r.cells[-1], table.columns[-1]).plain() for r in table.rows if r.kind == "row"
    }
    assert last["Huế"] == "2" and last["Cà Mau"] == "chưa báo cáo"
