"""A browser for the pages. Without Playwright or Chromium these tests are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analysis.rendering.html import BriefingHTMLExporter
from browser.archive import Archive, stand
from browser.demo_pack import demo_pack
from browser.reader import Reader

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    sync_api = pytest.importorskip("playwright.sync_api")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The demonstration pack as files, by language."""
    folder = tmp_path_factory.mktemp("pages")
    written = {}
    for lang in ("vi", "en"):
        page, _ = BriefingHTMLExporter().from_notebook_node(demo_pack(lang))
        written[lang] = folder / f"briefing-{lang}.html"
        written[lang].write_text(page, encoding="utf-8")
    return written


@pytest.fixture(scope="session")
def archive(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The site of the real figures with its packs, over HTTP on loopback as `briefing serve` shows it.

    After the browser, so that nothing is made where there is none.
    """
    with stand(tmp_path_factory.mktemp("archive")) as made:
        yield made


@pytest.fixture(scope="session")
def reader(browser: Browser, archive: Archive) -> Iterator[Reader]:
    """Somebody who opens pages of the site, one after the other, in one window."""
    with Reader(browser, archive.address) as found:
        yield found


@pytest.fixture(scope="session")
def plain_reader(browser: Browser, archive: Archive) -> Iterator[Reader]:
    """Somebody whose browser runs no scripts."""
    with Reader(browser, archive.address, java_script_enabled=False) as found:
        yield found
