"""The page in a browser: phone and desk, light and dark, mouse and keyboard, without scripts, on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.demo_pack import HOSTILE
from browser.reader import DESK, PHONE, Reader, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def readers(browser: Browser, pages: dict[str, Path]) -> Iterator[tuple[Reader, Reader]]:
    """A window, and one that runs no scripts: a new one for every test would take longer than the tests."""
    folder = pages["vi"].parent.as_uri() + "/"
    with Reader(browser, folder) as one, Reader(browser, folder, java_script_enabled=False) as other:
        yield one, other


@pytest.fixture
def visit(readers: tuple[Reader, Reader], pages: dict[str, Path]) -> Open:
    """Opens the page at a width; what it says to the console or asks of anybody is kept in `.heard`."""

    def opened(width: int = DESK, scheme: str = "light", lang: str = "vi", *, scripts: bool = True) -> Page:
        reader = readers[0 if scripts else 1]
        page = reader.open(pages[lang].name, width, scheme)
        page.heard = reader.heard  # type: ignore[attr-defined]
        return page

    return opened


def rows(page: Page, table: str = "overdue") -> list[str]:
    return page.locator(f"#table-{table} tbody tr > :first-child").all_inner_texts()


def column(page: Page, name: str, table: str = "overdue") -> Locator:
    return page.locator(f"#table-{table} thead button", has_text=name)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
class TestEverywhere:
    def test_silent_and_alone(self, visit: Open, width: int, scheme: str) -> None:
        page = visit(width, scheme)
        page.locator("a.bf-fig").first.click()
        page.locator("dialog button").last.click()
        page.wait_for_timeout(100)
        assert page.heard == []

    def test_the_policy_stops_whoever_would_ask(self, visit: Open, width: int, scheme: str) -> None:
        page = visit(width, scheme)
        asked = page.evaluate("fetch('https://example.invalid/').then(() => 'asked', () => 'refused')")
        assert asked == "refused"
        assert any("Content Security Policy" in said for said in page.heard)

    def test_never_wider_than_the_screen(self, visit: Open, width: int, scheme: str) -> None:
        page = visit(width, scheme)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.evaluate("scrollTo(500, 0)")
        assert page.evaluate("scrollX") == 0

    def test_ink_stands_out(self, visit: Open, width: int, scheme: str) -> None:
        page = visit(width, scheme)
        ink = page.evaluate("getComputedStyle(document.body).color")
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ink == {"light": "rgb(27, 39, 51)", "dark": "rgb(228, 234, 238)"}[scheme]
        assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 24, 30)"}[scheme]

    def test_the_chart_fits_and_follows_the_colours(self, visit: Open, width: int, scheme: str) -> None:
        page = visit(width, scheme)
        size, other = ("narrow", "wide") if width == PHONE else ("wide", "narrow")
        assert page.locator(f".bf-svg.bf-{size} svg").is_visible()
        assert not page.locator(f".bf-svg.bf-{other} svg").is_visible()
        bar = page.locator(f".bf-{size} path[style*='--accent']").first
        colour = {"light": "rgb(200, 80, 30)", "dark": "rgb(240, 137, 90)"}[scheme]
        assert bar.evaluate("(e) => getComputedStyle(e).fill") == colour
        box = page.locator(f".bf-{size} svg").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width

    def test_words_in_charts_stay_legible(self, visit: Open, width: int, scheme: str) -> None:
        page = visit(width, scheme)
        heights = page.eval_on_selector_all(
            ".bf-svg svg text",
            "(all) => all.filter((t) => t.checkVisibility())"
            ".map((t) => t.getScreenCTM().a * parseFloat(getComputedStyle(t).fontSize))",
        )
        assert len(heights) > 10
        assert min(heights) >= 10

    def test_the_embedded_face_is_used(self, visit: Open, width: int, scheme: str) -> None:
        page = visit(width, scheme)
        page.evaluate("document.fonts.ready")
        loaded = page.evaluate(
            "[...document.fonts].filter((f) => f.status === 'loaded').map((f) => [f.family, f.weight])"
        )
        names = {f"{family} {weight}".replace('"', "") for family, weight in loaded}
        assert {"Be Vietnam Pro 400", "Be Vietnam Pro 700", "Be Vietnam Pro Tabular 400"} <= names
        assert "Briefing Symbols 400" in names


@pytest.mark.parametrize("width", [PHONE, DESK])
class TestSources:
    @pytest.mark.parametrize("key", ["Enter", "Space"])
    def test_opens_by_keyboard_and_gives_the_focus_back(self, visit: Open, width: int, key: str) -> None:
        page = visit(width)
        figure = page.locator("p.bf-prose a[data-figure='thu1.disbursed']")
        figure.focus()
        page.keyboard.press(key)
        dialog = page.locator("dialog[open]")
        assert dialog.get_by_role("heading").inner_text() == "Đã giải ngân"
        text = dialog.inner_text()
        for piece in ("Số liệu nêu trong tài liệu", "24/6/2026", "01/TB-THU – Thông báo giả định",
                      "chú thích 2", "“8,6 nghìn tỷ đồng”", "Dùng để tính", "thu1.disbursed"):
            assert piece in text
        page.keyboard.press("Escape")
        assert dialog.count() == 0
        assert figure.evaluate("(e) => e === document.activeElement")
        assert "#src" not in page.url, "the reader has not been sent away"

    def test_a_recomputed_figure_leads_to_its_inputs_and_back(self, visit: Open, width: int) -> None:
        page = visit(width)
        figure = page.locator("p.bf-prose a[data-figure='=pace']")
        figure.click()
        dialog = page.locator("dialog[open]")
        assert "Số liệu tính lại" in dialog.inner_text()
        assert "(dự toán − đã giải ngân) ÷ số tháng còn lại" in dialog.inner_text()
        dialog.locator("[data-open='=rate']").first.focus()
        page.keyboard.press("Enter")
        assert dialog.get_by_role("heading").inner_text() == "Tỷ lệ giải ngân so với dự toán được giao"
        assert page.evaluate("document.activeElement.id") == "bf-dialog-title"
        dialog.locator("[data-open='thu1.rate']").click()
        assert "Tính lại từ hai số cùng đoạn được 10,5%, văn bản nêu 16%." in dialog.inner_text()
        assert "◆ văn bản mâu thuẫn" in dialog.inner_text()
        dialog.get_by_role("button", name="Quay lại").click()
        dialog.get_by_role("button", name="Quay lại").click()
        assert dialog.get_by_role("heading").inner_text() == "Mức cần mỗi tháng đến hết năm"
        assert dialog.get_by_role("button", name="Quay lại").count() == 0
        dialog.get_by_role("button", name="Đóng").click()
        assert figure.evaluate("(e) => e === document.activeElement")

    def test_the_dialog_fits_the_screen(self, visit: Open, width: int) -> None:
        page = visit(width)
        page.locator("p.bf-prose a[data-figure='=rate']").click()
        box = page.locator("dialog[open]").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 850

    def test_a_click_beside_the_dialog_closes_it(self, visit: Open, width: int) -> None:
        page = visit(width)
        page.locator("p.bf-prose a[data-figure='=rate']").click()
        page.mouse.click(5, 5)
        assert page.locator("dialog[open]").count() == 0

    def test_the_dialog_leads_to_the_annex(self, visit: Open, width: int) -> None:
        page = visit(width)
        page.locator("p.bf-prose a[data-figure='=rate']").click()
        page.get_by_role("link", name="Xem trong phụ lục nguồn").click()
        assert page.locator("dialog[open]").count() == 0
        assert page.evaluate("document.activeElement.id") == "src-=rate"

    def test_the_dialog_names_where_else_the_figure_stands(self, visit: Open, width: int) -> None:
        page = visit(width)
        page.locator("p.bf-prose a[data-figure='=pace']").click()
        page.locator("dialog").get_by_role("link", name="Mức cần mỗi tháng đến hết năm").click()
        shown = page.locator(".bf-key a[data-figure='=pace']")
        assert shown.evaluate("(e) => e === document.activeElement")

    def test_names_that_hold_html_stay_text(self, visit: Open, width: int) -> None:
        page = visit(width)
        page.locator("a[data-figure='thu1.hostile']").click()
        assert page.locator("dialog h2").inner_text() == HOSTILE
        assert page.locator("dialog img, dialog dd > b:has-text('giả định')").count() == 0
        assert page.title() != "1"


def test_the_dialog_speaks_english(visit: Open) -> None:
    page = visit(lang="en")
    page.locator("p.bf-prose a[data-figure='=rate']").click()
    text = page.locator("dialog[open]").inner_text()
    for piece in ("Recomputed", "Formula", "Computed from", "Used to compute", "Close"):
        assert piece in text


class TestTables:
    GROUPS = ("Các bộ", "Cơ quan khác")

    def test_sorted_within_groups_by_keyboard_and_back_again(self, visit: Open) -> None:
        page = visit()
        original = rows(page)
        header = column(page, "Quá hạn")
        header.focus()
        page.keyboard.press("Enter")
        cell = header.locator("xpath=ancestor::th")
        assert cell.get_attribute("aria-sort") == "ascending"
        assert rows(page) == [
            "Các bộ", "Bộ Xây dựng", "Bộ Nội vụ", "Bộ Y tế", "Bộ Văn hoá, Thể thao và Du lịch",
            "Cơ quan khác", "Ngân hàng Nhà nước Việt Nam", "Thanh tra Chính phủ", "Bộ Dân tộc và Tôn giáo",
            "Tổng",
        ]  # fmt: skip
        assert "tăng dần theo Quá hạn" in page.locator("[role=status]").inner_text()
        page.keyboard.press("Space")
        assert cell.get_attribute("aria-sort") == "descending"
        assert rows(page)[5:] == ["Cơ quan khác", "Thanh tra Chính phủ", "Ngân hàng Nhà nước Việt Nam",
                                  "Bộ Dân tộc và Tôn giáo", "Tổng"], "what is not reported stays last"
        page.keyboard.press("Enter")
        assert cell.get_attribute("aria-sort") is None
        assert rows(page) == original

    def test_names_sort_as_vietnamese_and_dates_as_dates(self, visit: Open) -> None:
        page = visit()
        column(page, "Cơ quan").click()
        assert rows(page)[1:5] == ["Bộ Nội vụ", "Bộ Văn hoá, Thể thao và Du lịch", "Bộ Xây dựng", "Bộ Y tế"]
        column(page, "Hạn sớm nhất").click()
        dates = page.locator("#table-overdue tbody tr td:last-child").all_inner_texts()[:4]
        assert dates == sorted(dates, key=lambda d: int(d.split("/")[1]))
        assert page.locator("#table-overdue [aria-sort]").count() == 1

    def test_copies_as_plain_cells(self, visit: Open) -> None:
        page = visit()
        copied = page.evaluate(
            "() => { const s = getSelection(); s.selectAllChildren(document.getElementById('table-overdue'));"
            " return s.toString(); }")
        assert "Bộ Y tế\t24\t25,0\t28/1/2026" in copied
        assert "Cơ quan\tQuá hạn" in copied
        assert "◆" not in copied
        assert "↕" not in copied

    def test_digits_stand_under_each_other(self, visit: Open) -> None:
        page = visit()
        edges = page.eval_on_selector_all(
            "#table-overdue td:nth-child(2) a",
            "(all) => all.map((a) => Math.round(a.getBoundingClientRect().right * 2))",
        )
        assert len(edges) == 6
        assert max(edges) - min(edges) <= 1

    def test_a_wide_table_scrolls_by_itself_and_by_keyboard(self, visit: Open) -> None:
        page = visit(PHONE)
        wrap = page.locator(".bf-table-wrap", has=page.locator("#table-wide"))
        assert wrap.evaluate("(e) => e.scrollWidth > e.clientWidth")
        assert wrap.get_attribute("role") == "region"
        wrap.focus()
        page.keyboard.press("ArrowRight")
        until(page, "document.querySelector('#table-wide').parentElement.scrollLeft > 0")
        head = page.locator("#table-wide tbody th").first.bounding_box()
        assert head is not None
        assert head["x"] >= 0, "row headers stay in sight"

    def test_a_table_that_fits_is_no_stop_for_the_keyboard(self, visit: Open) -> None:
        page = visit(DESK)
        wrap = page.locator(".bf-table-wrap", has=page.locator("#table-overdue"))
        until(page, "!document.querySelector('#table-overdue').parentElement.hasAttribute('tabindex')")
        assert wrap.get_attribute("role") is None


class TestContents:
    def test_follows_the_reader(self, visit: Open) -> None:
        page = visit(DESK)
        page.locator("#sec-databases").evaluate("(e) => e.scrollIntoView({ block: 'start' })")
        current = page.locator(".bf-nav-wide a[aria-current]")
        until(page, "document.querySelector('.bf-nav-wide a[aria-current]')?.hash === '#sec-databases'")
        box = current.bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 850
        assert not page.locator(".bf-nav-narrow").is_visible()

    def test_folds_away_on_a_phone(self, visit: Open) -> None:
        page = visit(PHONE)
        link = page.locator(".bf-nav-narrow a", has_text="Cơ sở dữ liệu")
        assert not link.is_visible()
        page.locator(".bf-nav-narrow summary").click()
        link.click()
        assert not link.is_visible()
        until(page, "document.querySelector('#sec-databases').getBoundingClientRect().top < 200")
        bar = page.locator(".bf-nav").bounding_box()
        target = page.locator("#sec-databases").bounding_box()
        assert bar is not None
        assert target is not None
        assert target["y"] >= bar["y"] + bar["height"] - 1, "the bar does not hide the heading"

    def test_skip_link_comes_first(self, visit: Open) -> None:
        page = visit(DESK)
        page.keyboard.press("Tab")
        skip = page.locator(".bf-skip")
        assert skip.evaluate("(e) => e === document.activeElement")
        box = skip.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "bf-main"

    def test_focus_can_be_seen(self, visit: Open) -> None:
        page = visit(DESK)
        for selector in (".bf-nav-wide a", "a.bf-fig", "#table-overdue .bf-sort", "summary", ".bf-facts a"):
            page.keyboard.press("Tab")  # from now on the keyboard is what moves the focus
            element = page.locator(selector).first
            element.focus()
            style = element.evaluate("(e) => getComputedStyle(e).outline")
            assert "solid 3px" in style, selector


@pytest.mark.parametrize("width", [PHONE, DESK])
class TestWithoutScript:
    def test_a_figure_leads_to_its_row_in_the_annex(self, visit: Open, width: int) -> None:
        page = visit(width, scripts=False)
        page.locator("p.bf-prose a[data-figure='thu1.disbursed']").click()
        assert page.url.endswith("#src-thu1.disbursed")
        assert page.locator("tr[id='src-thu1.disbursed']").is_visible()

    def test_everything_else_is_there(self, visit: Open, width: int) -> None:
        page = visit(width, scripts=False)
        assert page.locator(".bf-svg svg >> visible=true").count() == 1
        page.locator(".bf-data summary").click()
        assert page.locator("#table-overdue-data").is_visible()
        assert page.locator(".bf-sort").count() == 0
        if width == PHONE:
            page.locator(".bf-nav-narrow summary").click()
        assert page.locator(".bf-nav a >> visible=true").count() == 6


class TestPaper:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_white_paper_without_what_paper_cannot_do(self, visit: Open, scheme: str) -> None:
        page = visit(PHONE, scheme)
        page.emulate_media(media="print", color_scheme=scheme)
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 39, 51)"
        for selector in (".bf-nav", ".bf-skip", ".bf-data", ".bf-downloads", ".bf-narrow svg"):
            assert not page.locator(selector).first.is_visible(), selector
        assert page.locator(".bf-wide svg").is_visible()
        figure = page.locator("p.bf-prose a.bf-fig").first
        assert figure.evaluate("(e) => getComputedStyle(e).textDecorationLine") == "none"

    def test_prints(self, visit: Open, tmp_path: Path) -> None:
        pikepdf = pytest.importorskip("pikepdf")
        page = visit(DESK, "dark")
        page.emulate_media(media="print", color_scheme="dark")
        page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=True)
        with pikepdf.open(tmp_path / "page.pdf") as printed:
            assert 3 <= len(printed.pages) <= 6
            width, height = (float(side) for side in printed.pages[0].mediabox[2:])
            assert (round(width), round(height)) == (595, 842), "A4"
