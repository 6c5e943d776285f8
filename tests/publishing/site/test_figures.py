"""Every figure has one permanent place on the site, with everything a reader may ask of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.publishing.site import addresses, index, shelf
from analysis.publishing.site.model import Site
from analysis.publishing.site.sections import figures
from analysis.vocabulary.locators import Locator
from analysis.vocabulary.periods import Period
from offices import Office, figure
from site_pages import pages_of, real_workspace, words, written


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(real_workspace(tmp_path_factory.mktemp("figures")))


def test_every_figure_stands_at_its_own_address_with_its_token_and_place(site: Site) -> None:
    lang = "vi"
    pages = pages_of(site, figures)
    soups = {address: written(site, page) for address, page in pages.items()}
    known = site.view().values
    assert len(known) > 250
    for value in known:
        address, _, anchor = (addresses.figure(value) or "").partition("#")
        article = soups[address].find(id=anchor)
        assert article is not None and article.name == "article", value.id
        text = article.get_text(" ", strip=True)
        assert f"“{value.token}”" in text and Locator.parse(value.locator or "").label(lang) in text
        assert site.view().document(value.document or "").number in text
    ids = [a["id"] for soup in soups.values() for a in soup.select("article.bs-figure")]
    assert len(ids) == len(set(ids)) == len(index.of(site).figures)


def test_in_english_each_stands_at_the_same_address(site: Site) -> None:
    english = pages_of(site, figures, lang="en")
    assert set(english) == set(pages_of(site, figures))
    value = site.view().figure("tb329.budget.disbursed")
    article = written(site, english[(addresses.figure(value) or "").partition("#")[0]]).find(id=value.id)
    assert article is not None
    text = article.get_text(" ", strip=True)
    assert "VND 8.7" in text.replace("\xa0", " ") and "“8,7 nghìn tỷ đồng”" in text and "note 2" in text


def test_deadlines_and_due_dates_of_registers_have_addresses_too(site: Site) -> None:
    known = {value.id for value in index.of(site).figures}
    assert {"tb329.task.1", "tb329.directive.01"} & known or len(known) > len(site.view().values)
    dated = [v for v in index.of(site).figures if v.indicator in ("directives.deadline", "overdue.due_date")]
    assert len(dated) > 20 and all(addresses.figure(v) for v in dated)


def test_a_figure_shows_what_the_checks_found_and_what_is_computed_from_it(site: Site) -> None:
    found = index.of(site)
    touched = next(f.figures[0] for f in found.findings if f.severity == "discrepancy" and f.figures)
    value = found.by_id[touched]
    page = pages_of(site, figures)[(addresses.figure(value) or "").partition("#")[0]]
    soup = written(site, page)
    article = soup.find(id=touched)
    assert article is not None
    expected = found.touching((touched,))
    told = [" ".join(li.get_text(" ", strip=True).split()) for li in article.select(".bs-findings > li")]
    assert len(told) == len(expected)
    assert all(f.message("vi") in said.replace(" :", ":") for f, said in zip(expected, told, strict=True))
    uses = found.uses.of("tb329.budget.approved.all")
    page = pages_of(site, figures)[addresses.figure_page("329-tb-vpcp", "budget.approved", "viet-nam")]
    listed = written(site, page).find(id="tb329.budget.approved.all")
    assert listed is not None and uses
    shown = listed.select(".bs-uses > li")
    assert len(shown) == len(uses) and len(uses) <= figures._MOST_USES
    assert [li.get_text(" ", strip=True).split(" :")[0] for li in shown] == [
        site.context().title(use.value) for use in uses
    ]


def test_a_figure_that_no_check_touches_says_so(site: Site) -> None:
    found = index.of(site)
    quiet = next(v for v in site.view().values if not found.touching((v.id,)) and v.id not in found.checks_of)
    page = pages_of(site, figures)[(addresses.figure(quiet) or "").partition("#")[0]]
    article = written(site, page).find(id=quiet.id)
    assert article is not None and "không phép kiểm tra khai báo nào" in article.get_text()


def test_the_number_in_full_stands_beside_one_shown_in_thousands_of_billions(site: Site) -> None:
    value = site.view().figure("tb329.budget.approved.all")
    assert figures.exact(value, "vi") == "95.000.000.000.000 đồng"
    assert figures.exact(value, "en") == "VND 95,000,000,000,000"


def test_a_figure_leads_to_the_packs_that_show_it(site: Site, tmp_path: Path) -> None:
    shown, other = "tb329.budget.disbursed", "tb329.budget.assigned"
    page = tmp_path / "briefing.html"
    page.write_text(f'<a data-figure="{shown}" href="#src-{shown}">8,7</a>', encoding="utf-8")
    held = {"briefing.html": shelf.Held(page, page.stat().st_size, "")}
    packs = (
        shelf.ShelvedPack("national", Period(2026, 6), "vi", None, "2026-06/national", "Tình hình", draft=held),
        shelf.ShelvedPack("agency", Period(2026, 6), "vi", "bo-y-te", "2026-06/agency/bo-y-te", "Phiếu", draft=held),
    )
    with_packs = Site(site.workspace, packs=shelf.Shelf(packs))
    pages = pages_of(with_packs, figures)
    for figure_, expected in ((shown, [f"../../packs/2026-06/national/briefing.html#src-{shown}"]), (other, [])):
        value = with_packs.view().figure(figure_)
        article = written(with_packs, pages[(addresses.figure(value) or "").partition("#")[0]]).find(id=figure_)
        assert article is not None
        assert [a["href"] for a in article.select("a[href*='packs/']")] == expected
    late = next(v for v in with_packs.view().values if v.agency == "bo-y-te" and v.indicator == "overdue.tasks")
    article = written(with_packs, pages[(addresses.figure(late) or "").partition("#")[0]]).find(id=late.id)
    assert article is not None
    assert [a["href"] for a in article.select("a[href*='packs/']")] == [
        "../../packs/2026-06/agency/bo-y-te/briefing.html"
    ]


def test_an_address_does_not_depend_on_what_else_there_is(tmp_path: Path) -> None:
    office = Office(tmp_path)
    sheet = office.document().figures(figure("a", "4", agency="bo-y-te"))
    before = addresses.figure(office.view("2026-06").figure("tb1.a"))
    sheet.figures(figure("b", "5", agency="ha-noi"), figure("a", "4", agency="bo-y-te"))
    assert addresses.figure(office.view("2026-06").figure("tb1.a")) == before


def test_a_page_is_made_again_only_when_what_it_tells_has_changed(tmp_path: Path) -> None:
    def keys(rows: list[dict[str, str]], name: str) -> dict[str, object]:
        office = Office(tmp_path / name)
        office.document().figures(*rows)
        office.view("2026-06")
        return {a: p.key for a, p in pages_of(Site(office.workspace), figures).items() if a != addresses.FIGURES}

    late = figure("late", "4", agency="bo-y-te")
    rate = figure("rate", "12%", "budget.rate_of_assigned", agency="bo-y-te")
    first = keys([late, rate], "one")
    same = keys([late, rate], "two")
    other = keys([{**late, "token": "5"}, rate], "three")
    assert first == same
    changed = {address for address in first if first[address] != other[address]}
    assert changed == {addresses.figure_page("1-tb-vpcp", "overdue.tasks", "bo-y-te")}


def test_search_finds_each_figure_where_it_stands(site: Site) -> None:
    entries = {e.words[0]: e for e in figures.search_entries(site, "vi") if e.kind == "figure"}
    value = site.view().figure("bca0526.overdue.tasks")
    entry = entries[value.id]
    assert entry.address == addresses.figure(value) and "“73”" in entry.text and entry.period == "tháng 5 năm 2026"
    assert entry.words == (value.id, "73"), "what the document writes is looked for like a title"


def test_the_list_of_figures_counts_them_all(site: Site) -> None:
    soup = written(site, pages_of(site, figures)[addresses.FIGURES])
    assert words(soup, "h1") == "Số liệu"
    assert len(soup.select("main section")) == len(site.documents)
