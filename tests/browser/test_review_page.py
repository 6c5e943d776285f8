"""The review page in a browser: keys, filters, details, phone and desk, light and dark, without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analysis.reading.coverage import account
from analysis.reading.mentions import read_mentions
from analysis.reading.review import review_page
from analysis.reading.text import parse
from browser.reader import Reader

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TEXT = (
    "Số: 12/TB-UBSM\n\nSao Mai, ngày 24 tháng 6 năm 2030\n\nI. KẾT QUẢ\n\n"
    + "Các sở đã tập trung triển khai nhiệm vụ được giao.\n\n" * 30
    + "Có 12 nhiệm vụ<sup>1</sup>, đạt 5,5%; giải ngân 8,7 nghìn tỷ đồng theo Nghị quyết số 71/NQ-CP.\n\n"
    + "Các sở tiếp tục triển khai nhiệm vụ được giao.\n\n" * 30
    + "<sup>1</sup> Sở Y tế có 7/9 nhiệm vụ, hoàn thành trước ngày 10 tháng 7 năm 2030.\n\nPhụ lục 1\n\n"
    + "STT\tTên kho dữ liệu của ngành\tCơ quan chủ quản\tMức đạt trên tổng số tiêu chí\n"
    + "".join(f"{n}\tKho dữ liệu chuyên ngành số {n}\tSở Khoa học và Công nghệ\t{n}/19\n" for n in range(1, 6))
    + "\n<script>alert(1)</script><img src=x onerror=alert(2)>\n"
)
Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    document = parse(TEXT)
    mentions = read_mentions(document)
    path = tmp_path_factory.mktemp("review") / "page.html"
    path.write_text(review_page(document, mentions, account(document, None, mentions)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def readers(browser: Browser, page_file: Path) -> Iterator[tuple[Reader, Reader]]:
    """A window, and one that runs no scripts."""
    folder = page_file.parent.as_uri() + "/"
    with Reader(browser, folder) as one, Reader(browser, folder, java_script_enabled=False) as other:
        yield one, other


@pytest.fixture
def visit(readers: tuple[Reader, Reader], page_file: Path) -> Open:
    """Opens the page; what it says to the console or asks of anybody is kept in `.heard`."""

    def opened(width: int = 1280, scheme: str = "light", *, scripts: bool = True) -> Page:
        reader = readers[0 if scripts else 1]
        page = reader.open(page_file.name, width, scheme)
        page.heard = reader.heard  # type: ignore[attr-defined]
        return page

    return opened


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent")


def test_keys_go_from_one_open_mention_to_the_next_and_back(visit: Open) -> None:
    page = visit()
    order = page.locator(".doc a.f-unaccounted[id]").all_inner_texts()
    assert order[:3] == ["12", "5,5%", "8,7 nghìn tỷ đồng"] and len(order) == 10
    seen = []
    for _ in order:
        page.keyboard.press("n")
        seen.append(focused(page))
        assert page.evaluate("document.activeElement.getBoundingClientRect().top < innerHeight")
    assert seen == order
    page.keyboard.press("n")
    assert focused(page) == order[0]
    page.keyboard.press("p")
    assert focused(page) == order[-1]
    assert page.heard == []


def test_a_click_or_enter_shows_the_details_and_escape_closes_them(visit: Open) -> None:
    page = visit()
    panel = page.locator("#panel")
    assert panel.is_hidden()
    page.locator(".doc a.k-money").click()
    assert "8.700.000.000.000" in panel.inner_text() and "Chưa giải trình" in panel.inner_text()
    assert "setaside.csv" in panel.inner_text() and "#d" not in page.url
    page.keyboard.press("Escape")
    assert panel.is_hidden() and focused(page) == "8,7 nghìn tỷ đồng"
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    assert panel.is_visible() and page.locator("#panel-title").inner_text() == page.locator(".m.here").inner_text()
    page.locator("#close").click()
    assert panel.is_hidden() and page.heard == []


def test_kinds_and_fates_can_be_switched_off_and_on(visit: Open) -> None:
    page = visit()
    money = page.locator(".doc a.k-money")
    outlined, other = (
        f"getComputedStyle(document.querySelector('.doc a.k-{kind}')).outlineStyle" for kind in ("money", "ratio")
    )
    assert page.evaluate(outlined) == "solid"
    button = page.locator("button.filter[data-class=k-money]")
    button.click()
    assert button.get_attribute("aria-pressed") == "false" and page.evaluate(outlined) == "none"
    assert money.is_visible() and page.evaluate(other) == "solid"
    page.locator("#all").click()
    assert button.get_attribute("aria-pressed") == "true" and page.evaluate(outlined) == "solid"
    page.locator("button.filter[data-class=f-unaccounted]").click()
    assert page.evaluate(outlined) == "none"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_the_screen_and_says_nothing_wrong(visit: Open, width: int, scheme: str) -> None:
    page = visit(width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator("#panel").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.heard == []


def test_it_reads_without_scripts(visit: Open) -> None:
    page = visit(scripts=False)
    assert page.locator("#next").is_hidden() and page.locator("#panel").is_hidden()
    page.locator(".doc a.k-money").click()
    assert "#d" in page.url and page.locator(".details tr:target").is_visible()
    page.locator(".details tr:target th a").click()
    assert "#m" in page.url
    assert page.locator(".list.open li").count() == 10


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_in_marks_can_be_read(visit: Open, scheme: str) -> None:
    """Contrast of 4.5 to 1 at least, for every kind as it is drawn on the paper of the page."""
    page = visit(scheme=scheme)
    ratios = page.evaluate(
        """() => {
        const parse = c => c.match(/[\\d.]+/g).map(Number);
        const over = (top, under) => [0, 1, 2].map(i => top[i] * (top[3] ?? 1) + under[i] * (1 - (top[3] ?? 1)));
        const light = c => { const l = c.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                             return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
        const paper = parse(getComputedStyle(document.body).backgroundColor);
        return [...document.querySelectorAll('.doc a.m, .side .kind, .tag, .sum, .where')].map(e => {
            const style = getComputedStyle(e);
            const band = e.closest('.head') ? parse(getComputedStyle(e.closest('.head')).backgroundColor) : paper;
            const ground = over(parse(style.backgroundColor), band);
            const [a, b] = [light(ground), light(parse(style.color))].sort((x, y) => y - x);
            return [e.className, (a + 0.05) / (b + 0.05)];
        }); }"""
    )
    assert len(ratios) > 20
    assert not [(name, round(ratio, 2)) for name, ratio in ratios if ratio < 4.5]


def test_it_prints_its_marks_and_not_its_tools(visit: Open) -> None:
    page = visit()
    page.emulate_media(media="print")
    assert page.locator(".bar").is_hidden() and page.locator("#panel").is_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.doc a.m')).printColorAdjust") == "exact"
    assert page.locator(".doc a.f-unaccounted").first.is_visible()
