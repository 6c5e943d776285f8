"""The page of an indicator: definition, formula, values over time with breaks, by agency, the figures behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.publishing.site import addresses, index, series_chart
from analysis.publishing.site.model import Site
from analysis.publishing.site.sections import indicators
from analysis.publishing.site.series import lanes
from analysis.vocabulary.catalogue import catalogue
from offices import Office, figure
from site_pages import pages_of, real_workspace, words, written


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(real_workspace(tmp_path_factory.mktemp("indicators")))


def test_every_indicator_has_a_page_with_its_definition_and_formula(site: Site) -> None:
    pages = pages_of(site, indicators)
    assert set(pages) == {addresses.INDICATORS, *(addresses.indicator(key) for key in catalogue())}
    for key in ("budget.approved", "budget.rate_of_assigned", "agency.peers", "services.eid_accounts"):
        soup = written(site, pages[addresses.indicator(key)])
        entry = catalogue()[key]
        assert words(soup, "h1") == entry.title.vi
        assert entry.definition.vi in soup.get_text()
        assert (entry.formula is None) == (soup.select_one("main p.bs-formula") is None)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_counts_of_different_definitions_are_drawn_apart_and_marked(site: Site, lang: str) -> None:
    soup = written(site, pages_of(site, indicators, lang=lang)[addresses.indicator("overdue.tasks")])
    chart = soup.select_one("#stated ~ figure.bf-chart, section[aria-labelledby=stated] figure.bf-chart")
    assert chart is not None
    alt = chart.select_one(".bf-svg")["aria-label"]  # type: ignore[index]
    assert ("đổi định nghĩa" if lang == "vi" else "definition changed") in alt and "125" in alt and "73" in alt
    rows = [r.get_text(" ", strip=True) for r in chart.select("details table tbody tr")]
    assert len(rows) >= 2
    assert any(("không so sánh được" if lang == "vi" else "not comparable") in row for row in rows)
    notes = soup.select(".bf-notice[data-kind=attention]")
    assert notes, "why the two are not comparable is told"


def test_the_same_numbers_stand_in_the_chart_and_in_its_table(site: Site) -> None:
    b = site.context(None, "vi")
    found = index.of(site)
    drawn = 0
    for key, values in found.by_indicator.items():
        chart = series_chart.chart(b, catalogue()[key], [lane for lane in lanes(values) if lane.agency == "viet-nam"])
        if chart is None:
            continue
        drawn += 1
        assert {v.id for v in chart.alt.values()} == {v.id for v in chart.table.values()}
        assert chart.alt_text and "svg" in chart.wide
    assert drawn >= 2


def test_values_of_agencies_stand_in_one_table_and_lead_to_their_pages(site: Site) -> None:
    soup = written(site, pages_of(site, indicators)[addresses.indicator("overdue.tasks")])
    rows = soup.select("#agencies-stated tbody tr")
    stated = {v.agency for v in site.view().values if v.indicator == "overdue.tasks"} - {"viet-nam"}
    assert len(rows) == len(stated) > 5
    assert rows[0].select_one("th a")["href"].startswith("../agencies/")  # type: ignore[index,union-attr]
    assert rows[0].select_one("td a.bf-fig")["href"].startswith("../figures/")  # type: ignore[index,union-attr]


def test_an_indicator_without_figures_says_that_this_is_not_zero(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.document().figures(figure("late", "4"))
    office.view("2026-06")
    small = Site(office.workspace)
    soup = written(small, pages_of(small, indicators)[addresses.indicator("budget.approved")])
    assert "không có nghĩa là bằng 0" in words(soup, ".bf-notice")


def test_a_recomputed_indicator_leads_to_what_it_is_made_of(site: Site) -> None:
    soup = written(site, pages_of(site, indicators)[addresses.indicator("budget.rate_of_assigned")])
    assert soup.select_one("section[aria-labelledby=recomputed]") is not None
    inputs = soup.select("a.bf-fig[href*='figures/329-tb-vpcp/']")
    assert {"tb329.budget.disbursed", "tb329.budget.assigned"} & {a["data-figure"] for a in inputs}


def test_the_catalogue_lists_every_indicator_once_under_its_topic(site: Site) -> None:
    soup = written(site, pages_of(site, indicators)[addresses.INDICATORS])
    listed = [a["href"] for a in soup.select("tbody th a")]
    assert len(listed) == len(set(listed)) == len(catalogue())
