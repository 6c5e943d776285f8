"""Technology, services and one-stop centres as shown: levels with dates, four periods, two languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analysis import briefing
from analysis.exhibits.chart import Chart
from analysis.exhibits.context import Context
from analysis.exhibits.display import Exhibit
from analysis.exhibits.markup import as_text
from analysis.exhibits.tables import Table
from analysis.exhibits.topics import government, services, technology
from analysis.indicators import government as government_of
from analysis.indicators import services as services_of
from analysis.indicators import technology as technology_of
from exhibits.drawing import problems
from exhibits.wordings import faults, flat

PERIODS = ("2025-06", "2026-03", "2026-05", "2026-06")


def everything(b: Context) -> Iterator[Exhibit]:
    t, s, g = technology_of.compute(b.view), services_of.compute(b.view), government_of.compute(b.view)
    yield from flat(
        [
            technology.heading(b, t),
            technology.gaps(b, t),
            technology.domestic_chart(b, t),
            technology.economy_prose(b, t),
            technology.levels(b, t),
            technology.research_prose(b, t),
            technology.research_table(b, t),
            technology.contradictions(b, t),
            services.heading(b, s),
            services.gaps(b, s),
            services.prose(b, s),
            services.levels(b, s),
            government.heading(b, g),
            government.gaps(b, g),
            government.prose(b, g),
            government.coverage_table(b, g),
            government.contradictions(b, g),
            government.levels(b, g),
        ]
    )


def tables(b: Context) -> dict[str, Table]:
    return {e.id: e for e in everything(b) if isinstance(e, Table)}


def cells(table: Table) -> dict[str, list[str]]:
    """Rows by their first cell."""
    return {
        table.text(r.cells[0], table.columns[0]).plain(): [
            table.text(c, k).plain().replace("\xa0", " ") for c, k in zip(r.cells, table.columns, strict=True)
        ][1:]
        for r in table.rows
        if r.kind != "group"
    }


def headings(period: str, lang: str) -> list[str]:
    return [
        e.plain().splitlines()[1].replace("\xa0", " ")
        for e in everything(briefing.start(period, lang))
        if e.kind == "section"
    ]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("period", PERIODS)
def test_no_sentence_shows_the_machinery(period: str, lang: str) -> None:
    for exhibit in everything(briefing.start(period, lang)):
        assert faults(exhibit) == [], exhibit.plain()


def test_headings_of_june_2026() -> None:
    assert headings("2026-06", "vi") == [
        "Doanh nghiệp nội chỉ chiếm 0,6% trong 79,90 tỷ USD doanh thu công nghệ chiến lược (số liệu năm "
        "2025)",
        "Đến tháng 5/2026, VNeID có hơn 500 triệu lượt truy cập, nhưng chỉ 15% hồ sơ có kết quả điện tử để "
        "tái sử dụng",
        "Đến tháng 5/2026, 34/34 địa phương có trung tâm phục vụ hành chính công; 3.193 trung tâm cấp xã "
        "đang hoạt động",
    ]


@pytest.mark.parametrize("period", ["2025-06", "2026-03"])
def test_early_periods_say_what_is_known_with_its_date_and_what_is_not(period: str) -> None:
    assert headings(period, "en") == [
        "As of 17 May 2025, digital technology exports reached USD 49.4 billion; the domestic part of "
        "strategic "
        "technologies is not reported",
        "As of 17 May 2025, 58/76 essential public services are in operation and over 63.4 million "
        "electronic identity "
        "accounts are active",
        "As of 17 May 2025, the Government has 14 ministries and 3 ministerial-level agencies; no figures "
        "on one-stop "
        "centres are known",
    ]
    b = briefing.start(period, "vi")
    kinds = [e.kind for e in everything(b)]
    assert kinds.count("notice") == 3 and "chart" not in kinds
    assert cells(tables(b)["services-levels"])["Dịch vụ công thiết yếu đã triển khai"] == [
        "58/76",
        "dịch vụ công",
        "17/5/2025",
    ]
    assert cells(tables(b)["technology-levels"])["Trạm BTS triển khai"][0] == "11.500"
    rank = cells(tables(b)["technology-levels"])["Thứ hạng tốc độ Internet di động thế giới"]
    assert rank[:2] == ["20", "trong nhóm đầu"]  # the notice says "top 20", not the twentieth place
    assert any("Chưa có số liệu" in as_text(n).plain() for n in tables(b)["services-levels"].notes)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("period", ["2026-05", "2026-06"])
def test_the_domestic_chart(period: str, lang: str) -> None:
    b = briefing.start(period, lang)
    known = technology_of.compute(b.view)
    chart = technology.domestic_chart(b, known)
    assert isinstance(chart, Chart)
    for value in (known.economy.domestic, *known.economy.fields):
        assert b.shown(value) in chart.alt_text
    for size in ("wide", "narrow"):
        assert problems(chart.draw(size)) == []


def test_levels_stand_with_unit_and_date() -> None:
    shown = cells(tables(briefing.start("2026-06", "vi"))["services-levels"])
    assert shown["Lượt truy cập VNeID (tổng cộng)"] == ["hơn 500", "triệu lượt", "5/2026"]
    assert shown["Giấy phép lái xe"] == ["20,2", "triệu giấy tờ", "5/2026"]
    assert shown["Tỷ lệ dịch vụ công thiết yếu đã triển khai (tính lại)"] == ["76,3", "%", "17/5/2025"]
    research = cells(tables(briefing.start("2026-06", "en"))["technology-research"])
    assert research["Income gap to the private sector or abroad"] == ["5–10", "times", "May 2026"]


def test_services_table_has_no_total() -> None:
    for lang in ("vi", "en"):
        table = tables(briefing.start("2026-06", lang))["services-levels"]
        assert all(r.kind != "total" for r in table.rows)
        assert all(v.operation != "sum" for v in table.values())


def test_coverage_shows_stated_beside_recomputed() -> None:
    shown = cells(tables(briefing.start("2026-06", "vi"))["government-coverage"])
    assert shown["Trung tâm phục vụ hành chính công cấp xã"] == ["3.193", "trung tâm", "96,1", ""]
    assert shown["Địa phương có trung tâm, cả hai mô hình"] == ["34/34", "địa phương", "100,0", "100"]
    assert shown["Địa phương có trung tâm cấp xã"][2] == "97,1"


def test_the_list_of_strategic_technologies_is_not_subtracted() -> None:
    b = briefing.start("2026-06", "vi")
    prose = technology.economy_prose(b, technology_of.compute(b.view))
    assert prose is not None
    assert (
        "11⊘ nhóm" in prose.plain()
        and "35⊘ sản phẩm" in prose.plain()
        and "không tính mức tăng, giảm" in prose.plain()
    )


def test_every_number_leads_to_its_source() -> None:
    for exhibit in everything(briefing.start("2026-06", "vi")):
        for value in exhibit.values():
            assert not value.reported or value.sources(), value.id
