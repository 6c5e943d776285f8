"""What the pages of the site do: tables sort, lists filter and keep it in the address, figures open their source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

import pytest
from lxml import html

from browser.archive import UNIT, Archive
from browser.reader import DESK, PHONE, Reader, faults, until

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser


def shown(page: Page, table: str) -> Locator:
    return page.locator(f"#{table} tbody tr:not([hidden]):not(.bf-group):not(.bf-total)")


class TestTables:
    def test_every_table_that_can_sorts_by_each_column_and_back(self, reader: Reader, archive: Archive) -> None:
        """Numbers as numbers, dates as dates, what is missing last; the third press brings the first order back."""
        sorted_ = 0
        for kind, address in archive.kinds().items():
            page = reader.open(address)
            table = page.locator("table.bf-table:has(.bf-sort):visible").first
            if not table.count():
                continue
            rows = table.locator("tbody tr")
            original = rows.all_inner_texts()
            for button in table.locator(".bf-sort").all()[:4]:
                head = button.locator("xpath=ancestor::th")
                column, type_ = head.evaluate("(th) => [th.cellIndex, th.dataset.type || 'text']")
                button.focus()
                page.keyboard.press("Enter")
                assert head.get_attribute("aria-sort") == "ascending", kind
                assert page.locator("p[role=status]", has_text="tăng dần").count() == 1
                keys = table.evaluate(
                    """(t, column) => [...t.tBodies[0].rows].filter((r) => !r.matches('.bf-group, .bf-total'))
                       .map((r) => r.cells[column]?.dataset.sort ?? null)""",
                    column,
                )
                given = [key for key in keys if key not in (None, "")]
                if len(given) == len(keys) and not table.locator(".bf-group, .bf-total").count():
                    in_order = [float(key) for key in given] if type_ == "number" else given
                    if type_ != "text":
                        assert in_order == sorted(in_order), (kind, column)
                page.keyboard.press("Enter")
                page.keyboard.press("Enter")
                assert head.get_attribute("aria-sort") is None
                sorted_ += 1
            assert rows.all_inner_texts() == original, kind
            assert reader.heard == []
        assert sorted_ > 15


class TestFilters:
    def test_by_agency_and_the_address_keeps_it(self, reader: Reader) -> None:
        page = reader.open("directives.html")
        form = page.locator("form[data-filter]").first
        table = form.get_attribute("data-filter")
        assert table and form.is_visible()
        everything = shown(page, table).count()
        form.locator("select[name=agency]").select_option(UNIT)
        some = shown(page, table).count()
        assert 0 < some < everything
        for row in shown(page, table).all():
            assert UNIT in (row.get_attribute("data-agency") or "").split()
        assert f"{some}" in form.locator("[role=status]").inner_text()
        assert page.url.endswith(f"directives.html?agency={UNIT}")
        page.reload()
        assert shown(page, table).count() == some
        page.locator("a[data-keep-query]").click()
        until(page, "document.documentElement.lang === 'en'")
        assert page.url.endswith(f"en/directives.html?agency={UNIT}")
        assert shown(page, table).count() == some
        page.locator("form[data-filter] [type=reset]").first.click()
        until(page, "location.search === ''")
        assert shown(page, table).count() == everything
        assert reader.heard == []

    def test_by_deadline_and_words_together(self, reader: Reader) -> None:
        page = reader.open("directives.html")
        form = page.locator("form[data-filter]").first
        table = str(form.get_attribute("data-filter"))
        form.locator("[name=until]").fill("2026-06-30")
        early = shown(page, table).count()
        assert early > 0
        for row in shown(page, table).all():
            assert "" < (row.get_attribute("data-deadline") or "") <= "2026-06-30"
        form.locator("[name=text]").fill("du lieu")
        both = shown(page, table)
        assert 0 < both.count() < early
        assert all("dữ liệu" in text.lower() for text in both.all_inner_texts())
        form.locator("[name=text]").fill("qqxyz")
        assert shown(page, table).count() == 0
        assert "Không có dòng nào" in form.locator("[role=status]").inner_text()

    def test_a_filtered_page_fits_and_axe_finds_nothing(self, reader: Reader) -> None:
        page = reader.open(f"directives.html?agency={UNIT}", PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        assert faults(page) == []


class TestSources:
    def test_a_figure_opens_its_source(self, reader: Reader, archive: Archive) -> None:
        """From an agency's and an indicator's page one click, or Enter, leads to the place of the figure itself."""
        for kind in ("agencies", "indicators", "quality", "changes"):
            page = reader.open(archive.kinds(largest=True)[kind])
            links = page.locator("main a.bf-fig[href*='figures/']:visible, main a[href*='figures/'][href*='#']:visible")
            assert links.count() > 0, kind
            figure = links.first
            target = unquote(urldefrag(str(figure.get_attribute("href"))).fragment)
            figure.focus()
            page.keyboard.press("Enter")
            until(page, "location.pathname.includes('/figures/')")
            entry = page.locator(f"[id='{target}']")
            box = entry.bounding_box()
            assert box is not None and -1 <= box["y"] < 850, "the entry stands in the window"
            assert re.search(r"“.+”", entry.inner_text()), "as the document writes it"
            assert reader.heard == []

    def test_a_figure_recomputed_leads_to_its_formula(self, reader: Reader, archive: Archive) -> None:
        found = 0
        for address in archive.kinds().values():
            page = reader.open(address)
            links = page.locator("main a.bf-fig[href^='#src-']:visible")
            if not links.count():
                continue
            links.first.click()
            target = page.evaluate("decodeURIComponent(location.hash.slice(1))")
            assert page.locator(f"[id='{target}']").is_visible()
            found += 1
        assert found > 0

    def test_the_permanent_address_is_copied(self, reader: Reader, archive: Archive) -> None:
        page = reader.open(archive.kinds()["figures"])
        button = page.locator("button[data-copy]").first
        assert button.is_visible()
        button.click()
        until(page, "[...document.querySelectorAll('[role=status]')].some((e) => /địa chỉ/.test(e.textContent))")
        assert reader.heard == []


def test_colours_are_the_reader_s_choice(reader: Reader) -> None:
    page = reader.open("index.html")
    button = page.locator("[data-theme-switch]")
    paper = "getComputedStyle(document.body).backgroundColor"
    assert (button.inner_text(), page.evaluate(paper)) == ("Nền tối", "rgb(255, 255, 255)")
    button.click()
    assert (button.inner_text(), page.evaluate(paper)) == ("Nền sáng", "rgb(17, 24, 30)")
    page = reader.open("archive.html")
    assert page.evaluate(paper) == "rgb(17, 24, 30)", "the next page remembers"
    assert faults(page, "color-contrast") == []
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 39, 51)", "paper stays white"
    page.emulate_media(media="screen")
    page.locator("[data-theme-switch]").click()
    assert page.evaluate("localStorage.getItem('bs-theme')") is None
    page = reader.open("archive.html", scheme="dark")
    page.locator("[data-theme-switch]").click()
    assert page.evaluate(paper) == "rgb(255, 255, 255)", "light against the system's dark"
    assert faults(page, "color-contrast") == []
    page.locator("[data-theme-switch]").click()


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(reader: Reader) -> None:
    page = reader.open("archive.html", PHONE)
    summary = page.locator(".bs-menu > summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator(".bs-menu a").first.is_visible()
    assert faults(page) == []
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.bs-menu') !== null")
    page.keyboard.press("Escape")
    assert not page.locator(".bs-menu a").first.is_visible()
    assert summary.evaluate("(e) => e === document.activeElement")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_keyboard_goes_through_a_page_in_the_order_in_which_it_is_seen(reader: Reader, width: int) -> None:
    """Tab by Tab: the skip link first, no stop that cannot be seen, no trap, and back again."""
    page = reader.open("index.html", width)
    where = """() => { const e = document.activeElement, b = e.getBoundingClientRect();
        return [e.tagName, e.className, [b.left, b.top + scrollY].join(), b.bottom > 0 && b.top < innerHeight]; }"""
    page.keyboard.press("Tab")
    assert page.evaluate(where)[1] == "bf-skip"
    seen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        tag, name, place, visible = page.evaluate(where)
        assert visible, (tag, name)
        seen.append((tag, name, place))
    assert len(set(seen)) == len(seen)
    page.keyboard.press("Shift+Tab")
    tag, name, _, visible = page.evaluate(where)
    assert visible and (tag, name) == seen[-2][:2]


def test_the_skip_link_leads_past_the_head(reader: Reader) -> None:
    page = reader.open("directives.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "bf-main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_every_link_of_the_site_leads_somewhere(archive: Archive) -> None:
    """On disk, all pages in both languages: the page or file is there, and so is the place within it."""
    root = archive.folder
    ids: dict[str, set[str]] = {}
    asked: list[tuple[str, str, str]] = []
    for path in sorted(root.rglob("*.html")):
        if path.is_relative_to(root / "packs"):
            continue
        here = path.relative_to(root).as_posix()
        tree = html.fromstring(path.read_bytes())
        ids[here] = {str(each) for each in tree.xpath("//@id")}
        for href in {str(each) for each in tree.xpath("//@href | //@src")}:
            assert not re.match(r"[a-z]+:", href) or href.startswith("data:"), (here, href)
            address, fragment = urldefrag(href)
            target = (path.parent / unquote(address.partition("?")[0])).resolve() if address else path
            asked.append((here, target.relative_to(root.resolve()).as_posix(), unquote(fragment)))
    missing = [(here, there) for here, there, _ in asked if there not in ids and not (root / there).is_file()]
    assert missing == []
    lost = [each for each in asked if each[2] and each[1] in ids and each[2] not in ids[each[1]]]
    assert lost == []
    assert len(asked) > 1000
