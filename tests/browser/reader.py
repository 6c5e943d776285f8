"""A reader of pages: opens them at a width and in colours, and keeps what they said and whom they asked."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pypdfium2
import pytest

try:
    from playwright.sync_api import Error
except ImportError:  # then there is no browser either
    Error = Exception  # type: ignore[assignment, misc]

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE, DESK = 390, 1440
HEIGHT = 850
# What stands beyond the right edge of a window, for whoever reads that a page is too wide.
WIDER = """(width) => [...document.querySelectorAll('body *')].filter((e) => {
  const box = e.getBoundingClientRect();
  return box.width && box.right > width + 1 && !e.closest('.bf-table-wrap, .bf-hidden, .bf-skip, svg');
}).map((e) => e.tagName + '.' + e.className).slice(0, 5)"""

# WCAG 2.2, levels A and AA, as axe-core tags its rules.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


class Reader:
    """One window; `open` is what makes a page's noise its own."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.address = address
        self.context = browser.new_context(
            viewport={"width": DESK, "height": HEIGHT}, reduced_motion="reduce", locale="vi-VN", **options
        )
        self.page: Page = self.context.new_page()
        self.heard: list[str] = []
        self.page.on("console", lambda message: self.heard.append(message.text))
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("response", lambda r: self.heard.append(f"{r.status} {r.url}") if r.status >= 400 else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:")):
            self.heard.append(f"asked {url}")

    def open(self, address: str, width: int = DESK, scheme: str = "light") -> Page:
        """The page below the site's root, read from the top, with nothing left over from the one before."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.emulate_media(color_scheme=scheme, media="screen")  # type: ignore[arg-type]
        self.page.goto("about:blank")
        self.heard.clear()
        self.page.goto(self.address + address)
        return self.page

    def colours(self, scheme: str) -> None:
        self.page.emulate_media(color_scheme=scheme, media="screen")  # type: ignore[arg-type]


def until(page: Page, expression: str) -> None:
    """Waits for something to become true; Playwright's own waiting is what the pages' policy forbids."""
    for _ in range(200):
        try:
            if page.evaluate(expression):
                return
        except Error:  # the page is just giving way to the next one
            page.wait_for_load_state()
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {expression}")


@lru_cache(maxsize=1)
def _axe() -> str:
    package = pytest.importorskip("axe_playwright_python", reason="axe-core is installed by `make test-browser`")
    (source,) = Path(package.__file__).parent.rglob("axe.min.js")
    return source.read_text("utf-8")


def faults(page: Page, *rules: str, within: str = "html") -> list[str]:
    """What axe-core finds against WCAG 2.2 AA (or these rules only) on the page as it stands, a line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(TAGS)}
    asked = {"runOnly": only, "resultTypes": ["violations"]}
    found = page.evaluate("([within, asked]) => axe.run(document.querySelector(within), asked)", [within, asked])
    return [
        f"{each['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def printed(page: Page) -> tuple[list[str], list[tuple[int, int]]]:
    """The texts of the sheets on which the browser prints the page, and their sizes in points."""
    page.emulate_media(media="print")  # a window that was told to be a screen prints like one
    data = page.pdf(prefer_css_page_size=True)
    with pypdfium2.PdfDocument(io.BytesIO(data)) as document:
        texts = [sheet.get_textpage().get_text_range() for sheet in document]
        sizes = [tuple(round(side) for side in sheet.get_size()) for sheet in document]
    return texts, sizes  # type: ignore[return-value]


# Every stop of the keyboard, focused one after the other as the keyboard would: what cannot be seen when it has the
# focus is told. A stop is seen when it has a size, an outline, lies in the window, and nothing lies over it. What lies
# over a stop is asked where its focus had scrolled to, of all that stood there together, since asking after each
# change of the focus has the browser lay out the page anew; whoever seems covered then is asked with the focus.
STOPS = """() => {
  const found = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter((e) => e.tabIndex >= 0 && !e.disabled)
    .filter((e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }))
    .filter((e) => !e.closest('details:not([open])') || e.matches('details:not([open]) > summary'));
  const wrong = [], places = [];
  const name = (e) => [e.tagName, e.id, e.className, e.textContent.trim().slice(0, 40)].join(' ');
  const boxes = (e) => [...e.getClientRects()].filter((b) => b.width > 0 && b.height > 0);
  const over = (e) => {  // null when it is seen
    let last = 'out of sight';
    const seen = boxes(e).some((box) => {
      const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
      const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
      if (right - left < 1 || bottom - top < 1) return false;
      return [0.5, 0.1, 0.9].some((x) => [0.5, 0.15, 0.85].some((y) => {
        const at = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
        if (at) last = 'covered by ' + name(at);
        return at && e.contains(at);
      }));
    });
    return seen ? null : last;
  };
  for (const e of found) {
    if (e.tabIndex > 0) wrong.push('order changed: ' + name(e));
    e.focus();
    if (document.activeElement !== e) { wrong.push('cannot be reached: ' + name(e)); continue; }
    const style = getComputedStyle(e);
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) wrong.push('no outline: ' + name(e));
    if (!boxes(e).length) { wrong.push('nothing to see: ' + name(e)); continue; }
    const wrap = e.closest('.bf-table-wrap');
    places.push({ e, wrap, top: scrollY, left: wrap?.scrollLeft });
  }
  for (const { e, wrap, top, left } of places) {
    if (scrollY !== top) scrollTo({ top, behavior: 'instant' });
    if (wrap && wrap.scrollLeft !== left) wrap.scrollLeft = left;
    if (over(e) === null) continue;
    document.activeElement.blur();
    e.focus();
    const covered = over(e);
    if (covered !== null) wrong.push(covered + ': ' + name(e));
  }
  return { count: found.length, wrong };
}"""


def stops(page: Page) -> tuple[int, list[str]]:
    """How many stops the keyboard has on the page, and what is wrong with any."""
    page.keyboard.press("Tab")  # from now on the keyboard is what moves the focus
    found = page.evaluate(STOPS)
    return found["count"], found["wrong"]
