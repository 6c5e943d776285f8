"""The search of the site: with marks and without, by keyboard and by ear, from a server and from a folder."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from analysis.publishing.site.search_folding import words
from browser.archive import Archive
from browser.reader import DESK, PHONE, Reader, faults, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TITLES = "[data-search-results] .bs-result a"


def ask(reader: Reader, query: str, lang: str = "vi") -> Page:
    """The page of the search after a reader has typed and the answer stands."""
    root = "" if lang == "vi" else "en/"
    page = reader.page
    if page.url.split("?")[0] != f"{reader.address}{root}search.html":
        page = reader.open(f"{root}search.html")
    answered = "document.querySelector('.bs-search-page [role=status]').textContent"
    page.evaluate("document.querySelector('.bs-search-page [role=status]').textContent = ''")
    page.fill(".bs-search-page input[type=search]", query)
    until(page, f"{answered} !== ''")
    return page


def titles(page: Page) -> list[str]:
    return page.locator(TITLES).all_inner_texts()


def said(page: Page) -> str:
    return page.locator(".bs-search-page [role=status]").inner_text()


def addresses(page: Page) -> list[str]:
    return page.eval_on_selector_all(TITLES, "(all) => all.map((a) => a.getAttribute('href'))")


def test_finds_with_marks_and_without(reader: Reader) -> None:
    with_marks = titles(ask(reader, "ngân sách"))
    assert with_marks and "ngân sách" in with_marks[0].lower()
    for query in ("ngan sach", "NGAN SACH", "NGÂN SÁCH", "ngan  sách", "ngân sach"):
        assert sorted(titles(ask(reader, query))) == sorted(with_marks), query
    assert "đắk lắk" in titles(ask(reader, "dak lak"))[0].lower()
    assert reader.heard == []


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("329/TB-VPCP", "documents/329-tb-vpcp.html"),
        ("Bộ Y tế", "agencies/bo-y-te.html"),
        ("y te", "agencies/bo-y-te.html"),
        ("BYT", "agencies/bo-y-te.html"),
        ("bo-y-te", "agencies/bo-y-te.html"),
        ("hà nội", "agencies/ha-noi.html"),
        ("phương pháp", "method.html"),
    ],
)
def test_what_is_named_comes_first(reader: Reader, query: str, address: str) -> None:
    assert addresses(ask(reader, query))[0].endswith(address)


@pytest.mark.parametrize("token", ["73/124", "8,7 nghìn tỷ", "8.7", "82,75"])
def test_a_number_is_found_as_the_document_writes_it(reader: Reader, token: str) -> None:
    page = ask(reader, token)
    found = page.locator("[data-search-results] .bs-result[data-kind=figure]")
    assert found.count() > 0
    wanted = set(words(token))
    assert wanted <= set(words(found.first.inner_text()))


def test_the_last_word_may_be_unfinished(reader: Reader) -> None:
    whole = set(titles(ask(reader, "giải ngân")))
    begun = titles(ask(reader, "giai nga"))
    assert whole & set(begun)
    ask(reader, "giai nga ")
    assert "Không có mục nào chứa tất cả" in said(reader.page), "a space ends the word"


def test_all_words_or_it_says_so(reader: Reader) -> None:
    page = ask(reader, "ngân sách xyzzy")
    assert said(page).startswith("Không có mục nào chứa tất cả các từ")
    assert "ngân sách" in titles(page)[0].lower()
    page = ask(reader, "qqxyzzy")
    assert titles(page) == []
    assert "Không tìm thấy gì cho “qqxyzzy”." in said(page)
    assert "Gõ ít nhất hai chữ." in said(ask(reader, "a"))


def test_results_can_be_narrowed_and_continued_and_the_address_keeps_it(reader: Reader) -> None:
    page = ask(reader, "bộ")
    first = titles(page)
    assert len(first) == 20
    page.locator(".bs-results-more").click()
    until(page, f"document.querySelectorAll('{TITLES}').length > 20")
    assert titles(page)[:20] == first
    assert page.evaluate(f"[...document.querySelectorAll('{TITLES}')].indexOf(document.activeElement)") == 20
    page.locator(".bs-results-kinds [data-kind=agency]").click()
    until(page, f"document.querySelectorAll('{TITLES}').length <= 20")
    assert {e.get_attribute("data-kind") for e in page.locator(".bs-result").all()} == {"agency"}
    assert page.locator(".bs-results-kinds [data-kind=agency]").get_attribute("aria-pressed") == "true"
    assert page.url.endswith("search.html?q=b%E1%BB%99&kind=agency")
    narrowed = titles(page)
    page.locator(TITLES).first.click()
    until(page, "document.readyState === 'complete'")
    page.go_back()
    until(page, f"document.querySelectorAll('{TITLES}').length > 0")
    assert titles(page) == narrowed
    assert reader.heard == []


def test_every_result_leads_to_a_page(reader: Reader, archive: Archive) -> None:
    """Of each kind the first: the page is there and holds the place that the address names."""
    index = _index(archive)
    for kind, first, _ in index["kinds"]:
        block = max(number for number, start in enumerate(index["blocks"]) if start <= first)
        data = _file(archive, f"e-{block}")
        row = data["e"][first - index["blocks"][block]]
        page = archive.folder / data["p"][row[1]]
        assert page.is_file(), kind
        if len(row) > 2 and row[2]:
            assert f'id="{row[2][1:]}"' in page.read_text("utf-8"), (kind, row)


def test_english_finds_english(reader: Reader) -> None:
    page = ask(reader, "budget", "en")
    assert "budget" in titles(page)[0].lower()
    assert re.fullmatch(r"\d+ results(, \d+ shown)?\.", said(page))
    assert all("/en/" in page.evaluate("(a) => new URL(a, location.href).href", a) for a in addresses(page))


class TestKeyboard:
    def test_the_slash_leads_to_the_box_and_arrows_through_the_results(self, reader: Reader) -> None:
        page = reader.open("archive.html")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.type("y tế")
        until(page, "document.querySelectorAll('.bs-search-panel .bs-result').length > 0")
        assert page.locator(".bs-search-panel").is_visible()
        said = page.locator("form.bf-search [role=status]").inner_text()
        assert re.fullmatch(r"[\d.]+ kết quả\.", said)
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.closest('.bs-result') !== null")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.name") == "q"
        assert not page.locator(".bs-search-panel").is_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.type(" ")
        until(page, "!document.querySelector('.bs-search-panel').hidden")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        until(page, "location.pathname.endsWith('/agencies/bo-y-te.html')")
        assert reader.heard == []

    def test_enter_in_the_box_opens_the_page_of_results(self, reader: Reader) -> None:
        page = reader.open("agencies/bo-y-te.html")
        page.keyboard.press("/")
        page.keyboard.type("ngân sách")
        page.keyboard.press("Enter")
        until(page, f"document.querySelectorAll('{TITLES}').length > 0")
        assert page.input_value(".bs-search-page input[type=search]") == "ngân sách"
        assert "ngân sách" in page.title()

    def test_leaving_the_box_closes_what_it_showed(self, reader: Reader) -> None:
        page = reader.open("archive.html")
        page.focus("#bf-q")
        page.keyboard.type("hà")
        until(page, "!document.querySelector('.bs-search-panel')?.hidden")
        page.keyboard.press("Shift+Tab")
        assert not page.locator(".bs-search-panel").is_visible()
        page.focus("#bf-q")
        until(page, "!document.querySelector('.bs-search-panel').hidden")
        page.mouse.click(5, 700)
        assert not page.locator(".bs-search-panel").is_visible()

    def test_the_slash_can_be_switched_off(self, reader: Reader) -> None:
        """WCAG 2.1.4: a shortcut of one character must be one that can be switched off."""
        page = reader.open("search.html")
        page.locator("input[data-slash]").uncheck()
        page = reader.open("archive.html")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") != "q"
        page = reader.open("search.html")
        assert not page.locator("input[data-slash]").is_checked()
        page.locator("input[data-slash]").check()
        page = reader.open("archive.html")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") == "q"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_results_fit_and_axe_finds_nothing(reader: Reader, width: int) -> None:
    page = reader.open("search.html?q=ng%C3%A2n%20s%C3%A1ch", width)
    until(page, f"document.querySelectorAll('{TITLES}').length > 0")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults(page) == []
    reader.colours("dark")
    assert faults(page, "color-contrast") == []
    page = reader.open("method.html", width)
    page.focus("#bf-q")
    page.keyboard.type("hà nội")
    until(page, "document.querySelector('.bs-search-panel .bs-result') !== null")
    box = page.locator(".bs-search-panel").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults(page) == []


def test_what_is_typed_stays_text(reader: Reader) -> None:
    page = ask(reader, '<img src=x onerror="document.title=1">')
    assert page.locator(".bs-search-page img").count() == 0 and page.title() != "1"
    page = reader.open("search.html?q=%3Cscript%3Ealert(1)%3C/script%3E")
    until(page, "document.querySelector('.bs-search-page [role=status]').textContent !== ''")
    assert reader.heard == []


def test_an_index_that_cannot_be_loaded_is_said(reader: Reader) -> None:
    page = reader.open("search.html")
    page.route("**/assets/search/vi/t-*", lambda route: route.abort())
    try:
        page.fill(".bs-search-page input[type=search]", "ngân sách")
        until(page, "document.querySelector('.bs-search-page [role=status]').textContent.startsWith('Không tải được')")
        assert page.locator("#lists").is_visible()
    finally:
        page.unroute("**/assets/search/vi/t-*")


def test_an_index_made_anew_meanwhile_is_loaded_anew(reader: Reader) -> None:
    """A page opened before the site was rebuilt meets files of another generation, and begins again."""
    page = reader.open("search.html?q=ng%C3%A2n")
    until(page, f"document.querySelectorAll('{TITLES}').length > 0")
    page.route(
        "**/assets/search/vi/index.js*",
        lambda route: route.fulfill(
            content_type="text/javascript",
            body=re.sub(r'"g":"[0-9a-f]+"', '"g":"000000000000"', route.fetch().text(), count=1),
        ),
        times=1,
    )
    page = reader.open("search.html?q=ng%C3%A2n")
    until(page, f"document.querySelectorAll('{TITLES}').length > 0")


def test_words_are_the_same_here_and_there(reader: Reader, archive: Archive) -> None:
    page = ask(reader, "ngân")
    index = _index(archive)
    # fmt: off
    samples = ["329/TB-VPCP", "8,7 nghìn tỷ", "1.234.567", "1,234,567.5", "05", "00", "0,5%", "I.2,", "Đắk Lắk", "ﬁ ﬀ",
               "5G/3h", "24/6/2026", "10,5%.", "1.2.3", "1.234.56", "12,345", "Ａ１", "٣", "İstanbul ẞ", "a,b", "3.x"]
    # fmt: on
    for block in range(len(index["blocks"])):
        samples += [cell for row in _file(archive, f"e-{block}")["e"] for cell in row if isinstance(cell, str)]
    theirs = page.evaluate("(all) => all.map((text) => bsSearch.split(text))", samples)
    assert len(samples) > 500
    assert {s: t for s, t in zip(samples, theirs, strict=True) if t != words(s)} == {}


def test_it_works_from_a_folder(browser: Browser, archive: Archive) -> None:
    """Opened as a file, without a server: scripts run, the search finds, and nothing is asked of anybody."""
    with Reader(browser, archive.folder.as_uri() + "/") as folder:
        page = folder.open("search.html?q=ngan+sach")
        until(page, f"document.querySelectorAll('{TITLES}').length > 0")
        assert "ngân sách" in titles(page)[0].lower()
        page.locator(TITLES).first.click()
        until(page, "document.readyState === 'complete'")
        assert page.locator("h1").count() == 1
        assert folder.heard == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_without_scripts_the_box_leads_to_the_lists(plain_reader: Reader, lang: str) -> None:
    page = plain_reader.open("archive.html" if lang == "vi" else "en/archive.html")
    page.fill("#bf-q", "ngân sách")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert re.search(r"search\.html\?q=", page.url)
    assert page.locator("noscript p").is_visible()
    names = page.locator("#lists + ul a").all_inner_texts()
    assert len(names) == 10
    with page.expect_navigation():
        page.locator("#lists + ul a").nth(1).click()
    assert page.url.endswith("agencies/index.html")


def _file(archive: Archive, name: str, lang: str = "vi") -> Any:
    text = (archive.folder / "assets" / "search" / lang / f"{name}.js").read_text("utf-8")
    return json.loads(text.partition(",")[2].rstrip().removesuffix(");"))


def _index(archive: Archive, lang: str = "vi") -> Any:
    return _file(archive, "index", lang)
