"""What changed between periods, told with comparability; and the log of corrections."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from analysis.publishing.site import addresses, shelf
from analysis.publishing.site.model import Site
from analysis.publishing.site.sections import changes
from analysis.rendering.editions import Amendment
from analysis.vocabulary.periods import Period
from site_pages import pages_of, real_workspace, words, written


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return real_workspace(tmp_path_factory.mktemp("changes")).root


@pytest.fixture(scope="module")
def site(workspace: Path) -> Site:
    from analysis.paths import Workspace

    return Site(Workspace(workspace))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_cannot_be_compared_stands_side_by_side_and_is_never_subtracted(site: Site, lang: str) -> None:
    soup = written(site, pages_of(site, changes, lang=lang)[addresses.changes("2026-06")])
    rows = soup.select("#changes-broke tbody tr")
    found = site.changes("2026-06")
    assert found is not None and len(rows) == found.count("broke") > 3
    assert soup.select_one("#changes-broke thead th.num") is None  # no column of differences at all
    products = next(row for row in rows if "348" in row.get_text() and "124" in row.get_text())
    assert "⊘" in products.get_text()
    assert {a["data-figure"] for a in products.select("a.bf-fig")} == {"bca0526.products.count", "tb329.products.count"}


def test_every_change_is_counted_and_stands_under_its_kind(site: Site) -> None:
    for period in site.periods:
        found = site.changes(period)
        soup = written(site, pages_of(site, changes)[addresses.changes(period)])
        sections = soup.select("main section[aria-labelledby]")
        if found is None:
            assert "kỳ đầu tiên" in soup.get_text()
            continue
        told = sum(len(s.select("tr[data-level], li[data-level]")) for s in sections)
        assert told == len(found.entries)


def test_each_period_has_a_page_and_a_line_in_the_log(site: Site) -> None:
    pages = pages_of(site, changes)
    assert set(pages) == {addresses.CHANGES, *(addresses.changes(p) for p in site.periods)}
    soup = written(site, pages[addresses.CHANGES])
    assert len(soup.select("section[aria-labelledby=periods] li")) == len(site.periods)
    assert "Chưa có bản đã phát hành nào phải sửa" in soup.get_text()


def revised(workspace: Path) -> Site:
    """The site with a pack of June that was released and then corrected, in both languages."""
    from analysis.paths import Workspace

    said = Amendment(
        figure="tb329.budget.disbursed",
        what={"vi": "Đã giải ngân", "en": "Disbursed"},
        said={"vi": "8,9 nghìn tỷ đồng", "en": "VND 8.9 trillion"},
        now={"vi": "8,7 nghìn tỷ đồng", "en": "VND 8.7 trillion"},
    )
    gone = Amendment(figure=None, what={"vi": "Việc A", "en": "Task A"}, said={"vi": "có", "en": "yes"}, now=None)
    first = shelf.Revision(0, date(2026, 7, 1), "Nguyễn Văn A", None, {})
    second = replace(first, number=1, on=date(2026, 7, 9), note="Gõ nhầm", amendments=(said, gone))
    packs = tuple(
        shelf.ShelvedPack("national", Period(2026, 6), lang, None, f"2026-06/national{end}", title, (first, second))
        for lang, end, title in (("vi", "", "Tình hình"), ("en", "-en", "State"))
    )
    return Site(Workspace(workspace), packs=shelf.Shelf(packs))


@pytest.mark.parametrize("address", [addresses.CHANGES, addresses.changes("2026-06")])
def test_a_correction_tells_what_was_said_what_is_said_now_and_why(workspace: Path, address: str) -> None:
    site = revised(workspace)
    soup = written(site, pages_of(site, changes, lang="en")[address])
    log = words(soup, "article.bs-correction")
    for told in ("State", "Revision 1", "9 July 2026", "Nguyễn Văn A", "Gõ nhầm", "VND 8.9 trillion", "no longer said"):
        assert told in log, told
    assert soup.select_one("article.bs-correction a[href$='#tb329.budget.disbursed']") is not None


def test_a_correction_changes_only_the_pages_that_tell_of_it(site: Site, workspace: Path) -> None:
    before = {a: p.key for a, p in pages_of(site, changes).items()}
    after = {a: p.key for a, p in pages_of(revised(workspace), changes).items()}
    assert {a for a in before if before[a] != after[a]} == {addresses.CHANGES, addresses.changes("2026-06")}


def test_search_knows_changes_and_corrections(workspace: Path) -> None:
    entries = list(changes.search_entries(revised(workspace), "vi"))
    assert any(e.address == addresses.changes("2026-06") + "#broke" for e in entries)
    assert any(e.title.startswith("Đính chính") for e in entries)
    pages = {e.address for e in entries if e.kind == "page"}
    assert {addresses.CHANGES, addresses.changes("2026-06")} <= pages
