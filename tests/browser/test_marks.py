"""The marks of a draft and of invented data in a browser: both in sight, nothing under them, on every sheet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pdfplumber
import pytest

from rendering.shown_packs import EDITIONS, changed
from rendering.test_office_look import OFFICE
from rendering.test_pdf_support import squeezed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DRAFT, INVENTED = "DỰ THẢO bản sửa đổi 2 – chưa phát hành", "SỐ LIỆU GIẢ ĐỊNH – không phải số liệu thật"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("marks") / "briefing.html"
    pack = changed("report", edition=EDITIONS["redrafted"], invented=True, office=OFFICE)
    path.write_text(pack.html, encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=[320, 390, 1280])
def page(request: pytest.FixtureRequest, browser: Browser, report: Path) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 844}, color_scheme="dark")
    opened = context.new_page()
    opened.goto(report.as_uri())
    yield opened
    context.close()


def test_both_stay_in_sight_one_below_the_other(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("scrollTo({top: document.body.scrollHeight / 2, behavior: 'instant'})")
    band, stamp = (page.locator(name).bounding_box() for name in (".bf-invented", ".bf-draft"))
    assert band is not None and stamp is not None
    assert band["y"] == 0 and stamp["y"] >= band["y"] + band["height"] - 1, "neither covers the other"
    assert stamp["y"] + stamp["height"] < 110 and page.locator(".bf-draft").inner_text() == DRAFT
    contents = page.locator(".bf-nav").bounding_box()
    wide = page.locator(".bf-nav-wide").bounding_box()
    held = wide if wide is not None else contents
    assert held is not None and held["y"] >= stamp["y"] + stamp["height"] - 1.5, "the contents stand below"


def test_what_a_link_leads_to_is_not_hidden(page: Page) -> None:
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'; location.hash = 'bf-revisions'")
    section = page.locator("#bf-revisions").bounding_box()
    stamp = page.locator(".bf-draft").bounding_box()
    assert section is not None and stamp is not None and section["y"] >= stamp["y"] + stamp["height"]


def test_the_logo_is_seen_in_its_own_shape(page: Page) -> None:
    box = page.locator(".bf-logo").bounding_box()
    assert box is not None and box["height"] <= 57 and box["width"] <= 153
    assert page.evaluate("document.querySelector('.bf-logo').naturalWidth") == 200


def test_every_sheet_of_paper_says_both(browser: Browser, report: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(report.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    context.close()
    with pdfplumber.open(io.BytesIO(printed)) as pdf:
        assert len(pdf.pages) >= 2
        for leaf in pdf.pages:
            words = leaf.extract_words()
            top = [word for word in words if word["top"] < 45]
            assert squeezed("".join(word["text"] for word in top)) == squeezed(INVENTED + DRAFT)
            below = min(word["top"] for word in words if word["top"] >= 45)
            assert below - max(word["bottom"] for word in top) > 8, "room between the marks and the text"
