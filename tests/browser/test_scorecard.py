"""A scorecard in a browser: nothing runs off a phone, and the mark of invented data stays in sight and on paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pdfplumber
import pytest

from rendering.test_layout import made

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MARK = "SỐ LIỆU GIẢ ĐỊNH – không phải số liệu thật"


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("card")
    path = folder / "briefing.html"
    path.write_text(made(folder / "office", invented=True).html, encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=[390, 1280])
def page(request: pytest.FixtureRequest, browser: Browser, card: Path) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 844})
    opened = context.new_page()
    opened.goto(card.as_uri())
    yield opened
    context.close()


def test_it_fits_the_screen_and_begins_at_once(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    top = page.locator("main h2").first.bounding_box()
    assert top is not None and top["y"] < 844, "the first finding is in sight without scrolling"


def test_the_mark_stays_in_sight(page: Page) -> None:
    page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    band = page.locator(".bf-invented")
    box = band.bounding_box()
    assert box is not None and box["y"] == 0 and box["height"] >= 30
    assert box["width"] == page.evaluate("document.documentElement.clientWidth")
    seen = page.evaluate("document.elementFromPoint(innerWidth / 2, 15).className")
    assert seen == "bf-invented" and band.inner_text() == MARK


def test_a_source_is_not_hidden_under_the_mark(page: Page) -> None:
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    page.evaluate("location.hash = 'src-tb1.late'")
    box = page.locator("#src-tb1\\.late").bounding_box()
    band = page.locator(".bf-invented").bounding_box()
    assert box is not None and band is not None and box["y"] >= band["height"]


def test_every_printed_sheet_bears_the_mark(page: Page) -> None:
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as pdf:
        assert 1 <= len(pdf.pages) <= 3
        for sheet in pdf.pages:
            lines = sheet.extract_text().splitlines()
            assert lines[0] == MARK and lines.count(MARK) == 1
