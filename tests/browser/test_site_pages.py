"""Every kind of page of the site: phone and desk, light and dark, by keyboard, without scripts, on paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from browser.archive import Archive
from browser.reader import DESK, PHONE, Reader, faults, printed, stops

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

KINDS = (
    "index", "archive", "directives", "quality", "method", "data", "search", "periods", "agencies, all", "agencies",
    "indicators, all", "indicators", "figures, all", "figures", "documents, all", "documents", "changes, all",
    "changes",
)  # fmt: skip
# Each width in the colours of one of the two: what depends on colours hardly depends on the width.
SEEN = [(kind, width, scheme) for kind in KINDS for width, scheme in ((PHONE, "light"), (DESK, "dark"))]
PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 24, 30)"}
WIDER = """(width) => [...document.querySelectorAll('body *')].filter((e) => {
  const box = e.getBoundingClientRect();
  return box.width && box.right > width + 1 && !e.closest('.bf-table-wrap, .bf-hidden, .bf-skip, svg');
}).map((e) => e.tagName + '.' + e.className).slice(0, 5)"""


@dataclass(frozen=True)
class Opened:
    """A page as it stands in the window."""

    page: Page
    reader: Reader
    width: int
    scheme: str


@pytest.fixture(scope="module", params=SEEN, ids=lambda seen: "-".join(map(str, seen)).replace(", ", "_"))
def opened(request: pytest.FixtureRequest, reader: Reader, archive: Archive) -> Opened:
    """Opened once for all that is asked of it; tests leave it as they found it."""
    kind, width, scheme = request.param
    return Opened(reader.open(archive.kinds()[kind], width, scheme), reader, width, scheme)


def test_no_kind_is_left_out(archive: Archive) -> None:
    for lang in ("vi", "en"):
        assert set(archive.kinds(lang)) == set(KINDS)


def test_silent_alone_and_in_order(opened: Opened) -> None:
    """Nothing on the console, nobody asked but the site itself; what software for the blind steers by is there."""
    page = opened.page
    assert opened.reader.heard == []
    assert page.evaluate("document.documentElement.lang") == "vi"
    assert page.locator("h1").count() == 1 and page.locator("h1").inner_text().strip() in page.title()
    for landmark in ("banner", "main", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1, landmark
    levels = page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", "(all) => all.map((h) => Number(h.tagName[1]))")
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    ids = page.eval_on_selector_all("[id]", "(all) => all.map((e) => e.id)")
    assert len(ids) == len(set(ids))


def test_never_wider_than_the_screen(opened: Opened) -> None:
    page = opened.page
    folded = "details:not([data-menu], .bf-nav-narrow)"
    page.eval_on_selector_all(folded, "(all) => all.forEach((e) => { e.open = true; })")
    widths = [opened.width, 320] if opened.width == PHONE else [opened.width]  # 320: WCAG 1.4.10
    for width in widths:
        page.set_viewport_size({"width": width, "height": 850})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.evaluate(WIDER, width)
    page.set_viewport_size({"width": opened.width, "height": 850})


def test_axe_finds_nothing(opened: Opened) -> None:
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") == PAPER[opened.scheme]
    assert faults(opened.page) == []


def test_every_stop_of_the_keyboard_can_be_seen(opened: Opened) -> None:
    count, wrong = stops(opened.page)
    assert wrong == []
    assert count > 10


@pytest.mark.parametrize("kind", KINDS)
def test_in_english_too(reader: Reader, archive: Archive, kind: str) -> None:
    """The templates are the same: what the words alone can break is looked at, at the width where they are tightest."""
    page = reader.open(archive.kinds("en")[kind], PHONE)
    assert reader.heard == []
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, page.evaluate(WIDER, PHONE)
    assert faults(page) == []


@pytest.mark.parametrize("kind", KINDS)
def test_it_reads_without_scripts(plain_reader: Reader, archive: Archive, kind: str) -> None:
    page = plain_reader.open(archive.kinds()[kind], PHONE)
    assert plain_reader.heard == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert page.locator("h1").is_visible()
    hidden = page.evaluate(
        """() => [...document.querySelectorAll('main table tbody tr')]
          .filter((row) => !row.checkVisibility() && !row.closest('details:not([open])')).length"""
    )
    assert hidden == 0, "rows that only a script would show"
    idle = "form[data-filter], [data-theme-switch], [data-copy], .bf-sort, .bs-slash"
    assert not [e for e in page.locator(idle).all() if e.is_visible()], "what only a script can do"
    page.locator(".bs-menu > summary").click()
    assert page.locator(".bs-menu a").first.is_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_it_prints(reader: Reader, archive: Archive, kind: str) -> None:
    """On A4, in ink on white, whole: every heading and the end of every table, and nothing that paper cannot do."""
    page = reader.open(archive.kinds()[kind], DESK, "dark")
    sheets, sizes = printed(page)
    assert set(sizes) == {(595, 842)}
    assert [number for number, sheet in enumerate(sheets) if len(sheet.strip()) < 20] == [], "empty sheets"
    text = flat("".join(sheets))
    heads = page.eval_on_selector_all(
        "h1, main h2, main h3",
        "(all) => all.filter((h) => h.checkVisibility()).map((h) => h.textContent)",
    )
    for head in heads:
        assert flat(head) in text, head
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 39, 51)"
    for selector in (".bf-search", ".bs-nav", ".bf-skip", "[data-theme-switch]", "form[data-filter]", "[data-copy]"):
        assert not [e for e in page.locator(selector).all() if e.is_visible()], selector
    cut = page.evaluate(
        """() => [...document.querySelectorAll('main table')].filter((t) => t.checkVisibility()
          && t.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map((t) => t.id)"""
    )
    assert cut == []


def flat(text: str) -> str:
    """Words without white space and hyphens: line ends do not count."""
    return re.sub(r"[\s\u00a0\u00ad\ufffe\x02-]+", "", text)
