"""The page of an agency: its packs, its record over time, its registers, and what is not known of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analysis import demo
from analysis.indicators import agency as cards
from analysis.paths import Workspace
from analysis.publishing.site import addresses, index, record, shelf
from analysis.publishing.site.model import Site
from analysis.publishing.site.sections import agencies, figures
from analysis.vocabulary import agencies as registry
from analysis.vocabulary.periods import Period
from analysis.vocabulary.scorecard import body
from offices import Office, figure
from site_pages import links, pages_of, real_workspace, words, written
from work import calls

NOTEBOOKS = Path(__file__).resolve().parents[3] / "notebooks"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(real_workspace(tmp_path_factory.mktemp("agencies")))


def office(folder: Path) -> Site:
    """Two months: a count that may be compared, one that may not, a database, lists of who reported."""
    made = Office(folder)
    made.document("1-tb", "tb1", "2026-05-24").figures(
        figure("late", "4", agency="bo-y-te"),
        figure("done", "8/12", "connection.connected", agency="bo-y-te"),
    ).groups(reporting__reported="bo-y-te", reporting__not_reported="bo-tai-chinh").directives(("30/6/2026", ""))
    made.document("2-tb", "tb2", "2026-06-24").figures(
        figure("late", "7", agency="bo-y-te"),
        figure("done", "9/20", "connection.connected", agency="bo-y-te"),
    ).groups(reporting__not_reported="bo-tai-chinh").databases(
        ("criteria", "a", "1/19"), ("connection", "b", "")
    ).tasks(("Thông báo số 1", "1/4/2026")).directives(("15/7/2026", ""), ("", "monthly"))
    made.view("2026-06")
    return Site(made.workspace)


def test_every_agency_of_the_registry_has_a_page_that_can_be_read(site: Site) -> None:
    pages = pages_of(site, agencies)
    assert len(pages) == len(registry.agencies())  # the nation has none, the list is one
    for id_ in ("bo-y-te", "ha-noi", "bo-cong-an"):
        soup = written(site, pages[addresses.agency(id_)])
        assert words(soup, "h1") == registry.agencies()[id_].name_vi
        assert words(soup, ".bs-head .bf-lead > [lang=en]") == registry.agencies()[id_].name_en


def test_no_link_of_an_agency_leads_nowhere(site: Site) -> None:
    from analysis.publishing.site.sections import directives, documents, indicators, quality

    everything = pages_of(site, agencies, figures, directives, indicators, quality, documents)
    targets: dict[str, set[str]] = {}
    for id_ in ("bo-y-te", "bo-cong-an", "ha-noi"):
        page = everything[addresses.agency(id_)]
        for path, fragment in links(written(site, page), page):
            assert path in everything, path
            if fragment:
                if path not in targets:
                    targets[path] = {str(e["id"]) for e in written(site, everything[path]).select("[id]")}
                assert fragment in targets[path], (path, fragment)


def test_its_record_stands_month_by_month_with_what_cannot_be_compared_marked(tmp_path: Path) -> None:
    site = office(tmp_path)
    soup = written(site, pages_of(site, agencies)[addresses.agency("bo-y-te")])
    heads = [th.get_text(" ", strip=True) for th in soup.select("#record-1 thead th")]
    assert heads[1:] == ["6/2026", "5/2026"]
    rows = {
        r.select_one("th a").get_text(strip=True): [td.get_text(" ", strip=True) for td in r.select("td")]  # type: ignore[union-attr]
        for r in soup.select("table[id^=record-] tbody tr")
    }
    assert rows["Nhiệm vụ quá hạn, chậm muộn"] == ["7", "4"]
    connected = next(cells for name, cells in rows.items() if "kết nối" in name)
    assert "⊘" in connected[0] and "⊘" not in connected[1]


def test_whether_it_reported_is_told_document_by_document(tmp_path: Path) -> None:
    site = office(tmp_path)
    found = index.of(site)
    told = {u: [r.state for r in record.reporting(found, registry.agencies()[u])] for u in ("bo-y-te", "bo-tai-chinh")}
    assert told == {"bo-y-te": ["unknown", "reported"], "bo-tai-chinh": ["not_reported", "not_reported"]}
    assert record.reporting(found, registry.agencies()["ha-noi"]) == []  # such lists name no provinces here
    soup = written(site, pages_of(site, agencies)[addresses.agency("bo-y-te")])
    assert "không có tên trong danh sách" in words(soup, "section[aria-labelledby=unknown]")


def test_registers_name_it_with_its_role_and_its_dates(tmp_path: Path) -> None:
    site = office(tmp_path)
    soup = written(site, pages_of(site, agencies)[addresses.agency("bo-y-te")])
    rows = soup.select("#directives-table tbody tr")
    assert len(rows) == 3 and all("Phối hợp" in row.get_text() for row in rows)
    assert [row.select("td")[1]["data-sort"] for row in rows] == ["2026-06-30", "2026-07-15", ""]
    late = soup.find(id="task-tb2.task.1")
    assert late is not None and late.select("td")[2]["data-sort"] == "90"
    databases = soup.select("#databases-table tbody tr")
    assert len(databases) == 2 and sum("chưa báo cáo" in row.get_text() for row in databases) == 1
    lead = written(site, pages_of(site, agencies)[addresses.agency("bo-cong-an")])
    assert "Chủ trì" in words(lead, "#directives-table tbody tr:first-child")


def test_what_is_not_known_is_what_its_card_says_is_not_known(site: Site) -> None:
    found = index.of(site)
    checked = 0
    for agency in registry.agencies().values():
        if body(agency.kind) is None:
            continue
        card = cards.compute(site.view().of(agency.id), agency.id)
        mine = {q.key for q in record.unanswered(found, agency)}
        assert mine == {p.question.key for p in card.unknown_places}, agency.id
        checked += 1
    assert checked > 50


def test_a_page_is_made_again_only_for_the_agencies_that_something_new_concerns(tmp_path: Path) -> None:
    def keys(name: str, token: str) -> dict[str, object]:
        made = Office(tmp_path / name)
        made.document().figures(figure("a", token, agency="bo-y-te"), figure("b", "5", agency="ha-noi"))
        made.view("2026-06")
        pages = pages_of(Site(made.workspace), agencies)
        return {address: page.key for address, page in pages.items() if address != addresses.AGENCIES}

    first, same, other = keys("one", "4"), keys("two", "4"), keys("three", "6")
    assert first == same
    assert {address for address in first if first[address] != other[address]} == {addresses.agency("bo-y-te")}


def test_a_nation_twice_as_large_takes_twice_the_work(tmp_path: Path) -> None:
    def work(size: int) -> int:
        demo.make(size, 1, tmp_path / str(size), NOTEBOOKS)
        site = Site(Workspace(tmp_path / str(size)))
        site.context()
        found = index.of(site)
        found.view.slices.prepare()
        for name in ("figures", "by_page", "findings_of", "checks_of", "recomputed", "registers_digest"):
            getattr(found, name)
        return calls(lambda: [p.key for section in (agencies, figures) for p in section.pages(site, "vi")])

    try:
        small, large = work(80), work(320)
        assert large < 4.6 * small
    finally:
        registry.use(None)


def test_its_packs_stand_with_state_formats_and_earlier_revisions(site: Site, tmp_path: Path) -> None:
    def held(name: str) -> dict[str, shelf.Held]:
        files = {f"briefing.{end}": tmp_path / f"{name}.{end}" for end in ("html", "pdf", "xlsx")}
        for path in files.values():
            path.write_bytes(b"x" * 2048)
        return {key: shelf.Held(path, 2048, "") for key, path in files.items()}

    first = shelf.Revision(0, date(2026, 6, 1), "A", None, held("first"))
    second = shelf.Revision(1, date(2026, 6, 9), "A", "sửa", held("second"))
    packs = (
        shelf.ShelvedPack("agency", Period(2026, 6), "vi", "ha-noi", "2026-06/agency/ha-noi", "Phiếu", draft=held("d")),
        shelf.ShelvedPack("agency", Period(2026, 5), "vi", "ha-noi", "2026-05/agency/ha-noi", "Phiếu", (first, second)),
    )
    with_packs = Site(site.workspace, packs=shelf.Shelf(packs))
    soup = written(with_packs, pages_of(with_packs, agencies)[addresses.agency("ha-noi")])
    entries = soup.select("section[aria-labelledby=packs] > ul > li")
    assert [e.select_one(".bs-badge")["data-state"] for e in entries] == ["draft", "revised"]  # type: ignore[index]
    addresses_ = [str(a["href"]) for a in entries[1].select("a")]
    assert "../packs/2026-05/agency/ha-noi/briefing.pdf" in addresses_
    assert "../packs/2026-05/agency/ha-noi/0/briefing.xlsx" in addresses_
    other = written(with_packs, pages_of(with_packs, agencies)[addresses.agency("hue")])
    assert other.select("section[aria-labelledby=packs]") == []


def test_search_finds_agencies_by_any_of_their_names(site: Site) -> None:
    entries = {e.address: e for e in agencies.search_entries(site, "en") if e.kind == "agency"}
    entry = entries[addresses.agency("bo-y-te")]
    assert "Bộ Y tế" in entry.words and entry.title == "Ministry of Health"
    kinds = {e.kind for e in agencies.search_entries(site, "vi")}
    assert kinds == {"page", "agency", "task", "database"}
