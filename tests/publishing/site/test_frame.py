"""The frame of every page, links, marks, the style, and what the first pages say."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from analysis import briefing
from analysis.paths import Workspace
from analysis.publishing.site import addresses, registry, writing
from analysis.publishing.site.fragments import Fragments
from analysis.publishing.site.model import Site
from analysis.publishing.site.pages import Page
from analysis.publishing.site.sections import archive, assets, documents, home, method, packs, periods
from offices import Office, figure
from site_offices import NATION, freeze, office, shelve
from site_pages import links, pages_of, words, written

OURS = (home, archive, periods, documents, method)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two months; the national pack of June revised once, an English draft, one card."""
    made = office(tmp_path_factory.mktemp("frame") / "office").workspace
    shelve(made)
    freeze(made, notes=(None, "Đính chính số liệu"))
    shelve(made, NATION + "-en")
    shelve(made, "2026-06/agency/bo-y-te")
    shelve(made, "2026-Q2/national")
    yield Site(made)
    briefing.forget()


@pytest.fixture(scope="module")
def every(site: Site) -> dict[str, Page]:
    """Every page of the whole site, by path; none is written."""
    return {page.path: page for page in registry.pages(site)}


# ---------------------------------------------------------------------- words, addresses


def test_the_words_of_the_frame_are_there_in_both_languages() -> None:
    said = writing.words()
    assert said["vi"].keys() == said["en"].keys()
    for vi, en in zip(said["vi"].values(), said["en"].values(), strict=True):
        assert set(re.findall(r"\{(\w+)\}", vi)) == set(re.findall(r"\{(\w+)\}", en))


_PART = st.text("abcđ-.0", min_size=1, max_size=4).filter(lambda part: set(part) != {"."})
_PATH = st.lists(_PART, min_size=1, max_size=4).map("/".join)


@given(_PATH, _PATH, st.sampled_from(["", "#tb1.late", "?q=a&b"]))
def test_a_relative_link_leads_where_it_should(here: str, there: str, rest: str) -> None:
    link = addresses.relative(here, there + rest)
    path = re.split("[#?]", unquote(link))[0]
    assert posixpath.normpath(posixpath.join(posixpath.dirname(here), path or posixpath.basename(here))) == there
    assert link.endswith(rest)


def test_the_address_of_a_figure_follows_from_its_own_row(site: Site) -> None:
    value = site.view().figure("tb2.late")
    assert addresses.figure(value) == "figures/2-tb/overdue.tasks.html#tb2.late"
    assert addresses.figure(site.view().value("overdue.tasks", agency="hue")) is None


def test_communes_stand_on_pages_by_province(tmp_path: Path) -> None:
    made = Office(tmp_path)
    (made.workspace.raw / "agencies.csv").write_text(
        "id,kind,name_vi,short_vi,name_en,short_en,aliases,tile_row,tile_col,parent,members\n"
        "xa-mot,commune,Xã Một,Một,Mot Commune,Mot,,,,ha-noi,\n",
        encoding="utf-8",
    )
    made.document().figures(figure("late", "3", agency="xa-mot"), figure("all", "9", agency="ha-noi"))
    briefing.forget()
    view = Site(made.workspace).view()
    assert addresses.figure(view.figure("tb1.late")) == "figures/1-tb-vpcp/overdue.tasks-ha-noi.html#tb1.late"
    assert addresses.figure(view.figure("tb1.all")) == "figures/1-tb-vpcp/overdue.tasks.html#tb1.all"
    briefing.forget()


# ---------------------------------------------------------------------- the frame


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_has_a_whole_frame(site: Site, lang: str) -> None:
    for page in pages_of(site, *OURS, lang=lang).values():
        text = writing.Writer(site).write(page).decode()
        soup = BeautifulSoup(text, "html.parser")
        assert soup.html is not None and soup.html["lang"] == lang
        assert words(soup, "h1") == page.title and page.title in words(soup, "title")
        for landmark in ("header", "main", "footer"):
            assert len(soup.find_all(landmark)) == 1, (page.address, landmark)
        names = [nav.get("aria-label") for nav in soup.find_all("nav")]
        assert all(names) and len(set(names)) == len(names), page.address
        assert soup.select_one('a.bf-skip[href="#bf-main"]') and soup.select_one("main#bf-main h1")
        policy = str(soup.select_one('meta[http-equiv="Content-Security-Policy"]')["content"])  # type: ignore[index]
        assert "default-src 'none'" in policy and "http" not in policy and "script-src 'self';" in policy
        other = soup.select_one("a[data-keep-query]")
        assert other is not None and other["hreflang"] != lang
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), str(other["href"])))
        assert target == addresses.rooted(str(other["hreflang"]), page.address)
        root = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), str(soup.html["data-root"])))
        assert root == "."
        ids = [tag["id"] for tag in soup.find_all(id=True)]
        assert len(set(ids)) == len(ids), page.address


def test_no_page_asks_anybody_for_anything_or_runs_anything_of_its_own(site: Site) -> None:
    for page in pages_of(site, *OURS).values():
        soup = written(site, page)
        for tag in soup.find_all(True):
            assert not [name for name in tag.attrs if name.startswith("on")], tag
            for name in ("href", "src", "action"):
                if tag.get(name) is not None:
                    assert not re.match(r"[a-z]+:|//|/", str(tag[name])), tag
        assert [script["src"] for script in soup.find_all("script")] and not any(
            script.string for script in soup.find_all("script")
        )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_link_of_the_frame_leads_nowhere(site: Site, every: dict[str, Page], lang: str) -> None:
    files = {file.path for file in registry.files(site)}
    for page in pages_of(site, *OURS, lang=lang).values():
        soup = written(site, page)
        own = {str(tag["id"]) for tag in soup.find_all(id=True)}
        for path, fragment in links(soup, page):
            assert path in every or path in files, (page.path, path)
            if fragment and path == page.path:
                assert fragment in own, (page.path, fragment)


def test_the_place_in_the_site_is_said(site: Site) -> None:
    soup = written(site, pages_of(site, documents)[addresses.document("2-tb")])
    assert [li.get_text(strip=True) for li in soup.select(".bs-trail li")] == [
        "Trang chủ",
        "Tài liệu nguồn",
        "2/TB-VPCP",
    ]
    current = soup.select('.bs-nav-wide [aria-current="true"]')
    assert [a.get_text(strip=True) for a in current] == [writing.words()["vi"]["nav_documents"]]


def test_invented_data_and_drafts_say_so_on_every_page(tmp_path: Path) -> None:
    made = Office(tmp_path)
    made.document("1-tb", "tb1", "2026-06-24")
    sheet = made.workspace.raw / "1-tb" / "document.toml"
    sheet.write_text("invented = true\n" + sheet.read_text("utf-8"), encoding="utf-8")
    briefing.forget()
    shelve(made.workspace, invented=True)
    found = Site(made.workspace)
    soup = written(found, pages_of(found, archive)[addresses.ARCHIVE])
    assert words(soup, '[data-mark="invented"]') == "SỐ LIỆU GIẢ ĐỊNH – không phải số liệu thật"
    assert words(soup, "title").startswith("SỐ LIỆU GIẢ ĐỊNH – ")
    first = written(found, pages_of(found, home)[addresses.HOME])
    assert words(first, ".bs-mark-line[data-mark=draft]") == "DỰ THẢO – chưa phát hành"


def test_the_office_stands_on_its_pages(tmp_path: Path) -> None:
    made = office(tmp_path / "office").workspace
    made.settings.write_text(
        '[office]\nname = { vi = "Sở A", en = "Department A" }\nlogo = "logo.svg"\naccent = "#7a1f4d"\n', "utf-8"
    )
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>x()</script>'
        '<rect width="9" height="9"/></svg>'
    )
    (made.root / "logo.svg").write_text(drawing, "utf-8")
    found = Site(made)
    soup = written(found, pages_of(found, archive, lang="en")[addresses.ARCHIVE])
    assert words(soup, ".bs-brand-issuer") == "Department A"
    made_files = {file.path: file for file in assets.files(found)}
    logo = made_files["assets/logo.svg"].make
    assert logo is not None and b"<script" not in logo() and b"rect" in logo()
    assert "--blue: #7a1f4d" in assets.style("#7a1f4d") and "--blue: #7a1f4d" not in assets.style(None)
    briefing.forget()


# ---------------------------------------------------------------------- the style


def test_the_style_follows_the_system_and_the_reader() -> None:
    css = assets.style("#7a1f4d")
    assert css.count("--paper: #11181e") == 2  # dark by the system, dark by choice
    assert ":root:not([data-theme='light'])" in css and ":root[data-theme='dark']" in css
    assert "/*" not in css and "http" not in css.replace("http://www.w3.org", "")
    assert css.count("{") == css.count("}")


def test_every_font_that_the_style_names_is_there(site: Site) -> None:
    named = set(re.findall(r'url\("(fonts/[^"]+)"\)', assets.style(None)))
    there = {file.path.removeprefix("assets/") for file in assets.files(site) if file.path.endswith(".woff2")}
    assert named == there and len(named) >= 8


# ---------------------------------------------------------------------- figures lead to their source


def test_stated_figures_lead_to_their_page_and_recomputed_ones_to_the_annex(site: Site) -> None:
    soup = written(site, pages_of(site, home)[addresses.HOME])
    stated = soup.select_one('a.bf-fig[data-figure="tb2.late"], a.bf-fig[data-figure="tb2.rate"]')
    assert stated is not None and str(stated["href"]).startswith("figures/2-tb/")
    assert str(stated["href"]).endswith("#" + str(stated["data-figure"]))
    rate = soup.select_one('a.bf-fig[data-figure="calc.budget.rate_of_assigned"]')
    assert rate is not None and rate["href"] == "#src-calc.budget.rate_of_assigned"
    entry = soup.find(id="src-calc.budget.rate_of_assigned")
    assert entry is not None
    inputs = {str(link["data-figure"]) for link in entry.select("a.bf-fig")}
    assert {"tb2.disbursed", "tb2.assigned", "tb2.rate"} <= inputs
    for link in soup.select('a.bf-fig[href^="#src-"]'):
        assert soup.find(id=str(link["href"])[1:]) is not None, link


def test_a_value_that_is_not_there_is_said_and_not_linked(site: Site) -> None:
    b = site.context(None, "vi")
    fragments = Fragments("index.html", "vi")
    said = fragments.fig(b.view.value("overdue.tasks", agency="hue"), b)
    assert "chưa báo cáo" in said and "<a" not in said and fragments.annex() == []


# ---------------------------------------------------------------------- the first pages


def test_the_first_page_tells_the_latest_pack_with_its_state_and_files(site: Site) -> None:
    soup = written(site, pages_of(site, home)[addresses.HOME])
    assert words(soup, ".bs-head .bs-badge") == "Bản sửa đổi 1, phát hành ngày 2/7/2026"
    addresses_of = {str(a["href"]) for a in soup.select(".bs-head .bs-downloads a")}
    assert addresses_of == {f"packs/{NATION}/briefing.{f}" for f in ("html", "pdf", "xlsx")}
    for link in soup.select(".bs-downloads a"):
        assert "MB" in link.get_text() or "kB" in link.get_text()
    assert soup.select(".bf-key") and soup.select(".bf-decide li")
    assert len(soup.select(".bs-changes li")) >= 1


def test_the_first_page_says_when_what_was_released_is_no_longer_what_is_known(tmp_path: Path) -> None:
    made = office(tmp_path / "office").workspace
    shelve(made)
    freeze(made)
    shelve(made, content={"briefing.pdf": b"other"})
    found = Site(made)
    text = written(found, pages_of(found, home)[addresses.HOME]).get_text(" ")
    assert "bản sửa đổi đang được dự thảo" in text and "Đang dự thảo bản sửa đổi 1" in text
    briefing.forget()


def test_without_a_pack_the_first_page_says_so(tmp_path: Path) -> None:
    found = Site(office(tmp_path / "office").workspace)
    soup = written(found, pages_of(found, home)[addresses.HOME])
    assert "Chưa có báo cáo nào" in soup.get_text(" ") and soup.select(".bf-key")
    briefing.forget()


def test_the_archive_goes_by_year_quarter_and_month(site: Site) -> None:
    soup = written(site, pages_of(site, archive)[addresses.ARCHIVE])
    assert [h.get_text(" ", strip=True) for h in soup.select(".bf-main h2")] == ["Năm 2026"]
    assert [h.get_text(" ", strip=True) for h in soup.select(".bf-main h3")] == ["Quý II năm 2026"]
    titles = [p.get_text(" ", strip=True) for p in soup.select(".bs-list-title")]
    assert titles == ["Quý II năm 2026", "Tháng 6 năm 2026", "Tháng 5 năm 2026"]


def test_the_page_of_a_period_has_the_log_of_revisions_and_every_file(site: Site) -> None:
    soup = written(site, pages_of(site, periods)[addresses.period("2026-06")])
    text = soup.get_text(" ", strip=True)
    assert "Lý do : Đính chính số liệu" in text.replace("Lý do:", "Lý do :") and "nêu 7" in text and "nêu 9" in text
    hrefs = {str(a["href"]) for a in soup.select(".bs-downloads a")}
    assert f"../packs/{NATION}/briefing.pdf" in hrefs and f"../packs/{NATION}/0/briefing.pdf" in hrefs
    card = soup.find(id="pack-agency-bo-y-te")
    assert card is not None and card.select_one('a[href="../agencies/bo-y-te.html"]')
    entries = {entry.address for entry in packs.search_entries(site, "vi")}
    assert addresses.period("2026-06") + "#pack-agency-bo-y-te" in entries


def test_a_document_shows_what_was_taken_from_it(site: Site) -> None:
    soup = written(site, pages_of(site, documents)[addresses.document("2-tb")])
    figures = soup.select("#table-figures tbody tr")
    assert len(figures) == site.view().table("figures")["document"].eq("2-tb").sum()
    tokens = [row.find_all("td")[1].get_text(strip=True) for row in figures]
    assert "8,7 nghìn tỷ đồng" in tokens and "16%" in tokens
    assert len(soup.select("#table-directives tbody tr")) == 2 and len(soup.select("#table-tasks tbody tr")) == 1
    assert "16/19" in soup.select_one("#table-databases").get_text()  # type: ignore[union-attr]
    assert any("10,5" in li.get_text() for li in soup.select("#findings + ul li"))


def test_a_document_of_a_nation_lists_indicators_instead_of_figures(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MOST_LISTED", 2)
    soup = written(site, pages_of(site, documents)[addresses.document("2-tb")])
    assert not soup.select("#table-figures")
    counts = [int(str(td["data-sort"])) for td in soup.select("#table-indicators td.num")]
    assert sum(counts) == 5


def test_the_default_workspace_has_what_a_site_needs() -> None:
    found = Site(Workspace.find())
    assert found.months and found.title("vi") and found.title("en")
