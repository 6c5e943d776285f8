"""The national pack of the real figures, as the site hands it out: everything that is asked of a page of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser.archive import PERIOD, UNIT, Archive
from browser.reader import DESK, PHONE, Reader, faults, printed, stops, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PACK = f"packs/{PERIOD}/national/briefing.html"
CARD = f"packs/{PERIOD}/agency/{UNIT}/briefing.html"
MARK = "DỰ THẢO – chưa phát hành"


# The pack is long: each width is looked at in the colours of one of the two, the card in both.
SEEN = {
    "phone": (PACK, PHONE, "light"),
    "desk": (PACK, DESK, "dark"),
    "card": (CARD, PHONE, "light"),
    "card-dark": (CARD, DESK, "dark"),
}


@pytest.fixture(scope="module", params=SEEN)
def pack(request: pytest.FixtureRequest, reader: Reader) -> Page:
    return reader.open(*SEEN[request.param])


def test_silent_and_alone(pack: Page, reader: Reader) -> None:
    assert reader.heard == []
    assert pack.locator("h1").count() == 1


def test_never_wider_than_the_screen(pack: Page) -> None:
    pack.evaluate("document.querySelectorAll('main details:not(.bf-nav-narrow)').forEach((d) => { d.open = true; })")
    width = pack.evaluate("innerWidth")
    assert pack.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_nothing(pack: Page) -> None:
    assert faults(pack) == []


def test_every_stop_of_the_keyboard_can_be_seen(pack: Page) -> None:
    count, wrong = stops(pack)
    assert wrong == []
    assert count > 30


def test_a_figure_opens_its_source_and_the_dialog_is_sound(pack: Page) -> None:
    figure = pack.locator("main a.bf-fig:visible").first
    figure.focus()
    pack.keyboard.press("Enter")
    dialog = pack.locator("dialog[open]")
    assert dialog.get_by_role("heading").count() == 1
    assert faults(pack, within="dialog") == []
    pack.keyboard.press("Escape")
    assert figure.evaluate("(e) => e === document.activeElement")


def test_tables_sort(pack: Page) -> None:
    button = pack.locator("table.bf-table .bf-sort:visible").first
    head = button.locator("xpath=ancestor::th")
    button.focus()
    for expected in ("ascending", "descending", None):
        pack.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == expected


def test_every_sheet_says_that_it_is_a_draft(reader: Reader, archive: Archive) -> None:
    page = reader.open(PACK)
    sheets, sizes = printed(page)
    assert set(sizes) == {(595, 842)}
    assert 5 < len(sheets) < 200
    assert all(MARK in sheet for sheet in sheets)
    assert sum("Nguyên văn" in sheet for sheet in sheets) > 3, "a long table's header is not repeated"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_it_reads_without_scripts(plain_reader: Reader, width: int) -> None:
    page = plain_reader.open(PACK, width)
    assert plain_reader.heard == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    figure = page.locator("main a.bf-fig:visible").first
    figure.click()
    assert "#src-" in page.url
    assert page.locator("tr:target, :target").first.is_visible()


def test_the_site_hands_out_every_form_of_it(reader: Reader, archive: Archive) -> None:
    page = reader.open(f"periods/{PERIOD}.html")
    links = page.eval_on_selector_all("main a[href*='packs/']", "(all) => all.map((a) => a.href)")
    for form in ("html", "pdf", "xlsx"):
        assert any(link.endswith(f"{PERIOD}/national/briefing.{form}") for link in links), form
    page.locator(f"a[href$='{PERIOD}/national/briefing.html']").first.click()
    until(page, "document.querySelector('.bf-pack') !== null")
    assert reader.heard == []
