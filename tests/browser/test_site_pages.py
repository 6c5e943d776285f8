"""Every kind of page of the site on a screen: phone and desk, light and dark, by keyboard, for the blind."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from browser.archive import KINDS, MANY, Archive
from browser.reader import DESK, PHONE, WIDER, Reader, faults, stops

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# Each width in the colours of one of the two: what depends on colours hardly depends on the width.
SEEN = [(kind, width, scheme) for kind in KINDS for width, scheme in ((PHONE, "light"), (DESK, "dark"))]
PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 24, 30)"}


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


@pytest.mark.parametrize("kind", MANY)
def test_the_largest_of_a_kind_is_no_wider_either(reader: Reader, archive: Archive, kind: str) -> None:
    page = reader.open(archive.kinds(largest=True)[kind], PHONE)
    assert reader.heard == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, page.evaluate(WIDER, PHONE)
