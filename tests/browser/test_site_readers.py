"""Every kind of page of the site in English, without scripts, and on paper."""

from __future__ import annotations

import re

import pytest

from browser.archive import KINDS, Archive
from browser.reader import DESK, PHONE, WIDER, Reader, faults, printed

pytestmark = pytest.mark.browser


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
