"""Drafting figures: invented reports in other words than the reviewed documents, and what is left out.

In `reports/`, `⟦indicator|agency=…|dimension=…|token⟧` marks each figure that a draft has to find; any other it
finds is wrong. The reports are invented: agencies exist, all numbers and dates said of them are made up.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.reading.drafting.figures import FLOOR, draft_figures, left_out
from analysis.reading.drafting.model import DraftFigure
from analysis.reading.mentions import Mention, MentionKind, read_mentions
from analysis.reading.text import parse
from analysis.vocabulary.catalogue import catalogue
from work import calls

REPORTS = sorted((Path(__file__).parent / "reports").glob("*.txt"))
ISSUED = dt.date(2026, 12, 31)
_MARK = re.compile(r"⟦([^⟦⟧]*)⟧")


def drafted(text: str, issued: dt.date = ISSUED) -> list[DraftFigure]:
    document = parse(text)
    return draft_figures(document, read_mentions(document, issued), issued)


def told(figure: DraftFigure) -> tuple[str, str, str | None, dict[str, str]]:
    return figure.mention.text, figure.indicator, figure.agency, dict(figure.dimensions)


def unmarked(text: str) -> tuple[str, list[tuple[int, tuple[str, str, str | None, dict[str, str]]]]]:
    """The plain text, and each marked figure with where it stands."""
    parts, figures, at, length = [], [], 0, 0
    for match in _MARK.finditer(text):
        indicator, *pairs, token = match[1].split("|")
        keys = dict(pair.split("=", 1) for pair in pairs)
        parts += [text[at : match.start()], token]
        start = length + match.start() - at
        figures.append((start, (token, indicator, keys.pop("agency", None), keys)))
        length, at = start + len(token), match.end()
    return "".join([*parts, text[at:]]), figures


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_invented_reports_are_drafted_as_marked(path: Path) -> None:
    text, expected = unmarked(path.read_text("utf-8"))
    found = {figure.mention.start: told(figure) for figure in drafted(text)}
    missed = [figure for start, figure in expected if start not in found]
    wrong = [(figure, found[start]) for start, figure in expected if start in found and found[start] != figure]
    begun = {start for start, _ in expected}
    extra = [figure for start, figure in found.items() if start not in begun]
    assert (missed, wrong, extra) == ([], [], [])


def test_marks_name_entries_of_the_catalogue() -> None:
    for path in REPORTS:
        for _, (_, indicator, _, dimensions) in unmarked(path.read_text("utf-8"))[1]:
            assert set(dimensions) <= set(catalogue()[indicator].dimensions), (path.name, indicator)


def test_confidence_lies_above_the_floor_and_the_order_is_that_of_the_text() -> None:
    for path in REPORTS:
        figures = drafted(unmarked(path.read_text("utf-8"))[0])
        assert all(FLOOR <= figure.confidence < 1 for figure in figures)
        assert [figure.mention.start for figure in figures] == sorted(figure.mention.start for figure in figures)


@pytest.mark.parametrize("text", [
    "Tỉnh đã trồng 12 nghìn cây xanh, xây 3 cầu, mở 25 lớp học cho 1.200 học viên.",
    "Hội chợ có 40 gian hàng, 200 sản phẩm thủ công; doanh số đạt 15 tỷ đồng, tăng 12%.",
    "Quỹ có 500 tỷ đồng; ngân hàng cho vay 2.000 tỷ đồng với lãi suất 6%.",
    "Cuộc thi nhận được 99 bài dự thi, trao 12 giải.",
    "Đoàn gồm 15 người, đi 3 nước trong 10 ngày.",
])  # fmt: skip
def test_what_no_recipe_speaks_of_is_left_out(text: str) -> None:
    assert drafted(text) == []


def test_a_change_is_no_level() -> None:
    figures = drafted("Còn 40 nhiệm vụ quá hạn, giảm 12 nhiệm vụ quá hạn so với tháng trước.")
    assert [figure.mention.text for figure in figures] == ["40"]


def test_a_target_or_an_order_is_no_result() -> None:
    assert drafted("Phấn đấu giải ngân 95% dự toán được giao.") == []
    assert drafted("Khẩn trương kết nối 23 cơ sở dữ liệu về Trung tâm Dữ liệu quốc gia trước ngày 30/3/2027.") == []
    done = drafted("Đã kết nối 23 cơ sở dữ liệu về Trung tâm Dữ liệu quốc gia.")
    assert [figure.indicator for figure in done] == ["connection.connected"]


@pytest.mark.parametrize("text", [
    "Kỳ trước có 52 nhiệm vụ quá hạn.",
    "Cùng kỳ năm trước, cả nước còn 52 nhiệm vụ quá hạn.",
    "Cách đây một năm còn 52 nhiệm vụ quá hạn.",
    "Kết quả tốt hơn so với 52 nhiệm vụ quá hạn của tháng trước.",
])  # fmt: skip
def test_what_was_earlier_is_no_figure_of_today(text: str) -> None:
    assert drafted(text) == []


def test_what_is_compared_with_an_earlier_time_is_a_figure() -> None:
    figures = drafted("Kỳ trước có 52 nhiệm vụ quá hạn; kỳ này còn 40 nhiệm vụ quá hạn, ít hơn so với kỳ trước.")
    assert [figure.mention.text for figure in figures] == ["40"]


@pytest.mark.parametrize(("text", "token"), [
    ("Về nhiệm vụ quá hạn: toàn quốc còn 37 nhiệm vụ.", "37"),
    ("I. KẾT QUẢ\n\n1. Nhiệm vụ quá hạn\n\nToàn quốc hiện còn 37 nhiệm vụ. Trong năm đã giao 500 nhiệm vụ.", "37"),
    ("37 trong tổng số 500 nhiệm vụ đã quá hạn.", "37"),
    ("Còn 37 nhiệm vụ ở 12 bộ đã quá hạn.", "37"),
])  # fmt: skip
def test_a_number_takes_its_words_from_its_label_its_heading_or_its_total(text: str, token: str) -> None:
    assert [(figure.mention.text, figure.indicator) for figure in drafted(text)] == [(token, "overdue.tasks")]


@pytest.mark.parametrize(("text", "agency"), [
    ("Cả nước còn 37 nhiệm vụ quá hạn, riêng Bộ Y tế có 9 nhiệm vụ.", "bo-y-te"),
    ("Cả nước còn 37 nhiệm vụ quá hạn, nhiều nhất là Cà Mau với 9 nhiệm vụ.", "ca-mau"),
    ("Cả nước còn 37 nhiệm vụ quá hạn, gồm 9 nhiệm vụ quá hạn của Hà Nội.", "ha-noi"),
    ("Cả nước còn 37 nhiệm vụ quá hạn: Tài chính (9 nhiệm vụ).", "bo-tai-chinh"),
])  # fmt: skip
def test_an_agency_has_its_part_of_the_total(text: str, agency: str) -> None:
    assert [(figure.mention.text, figure.agency) for figure in drafted(text)] == [("37", None), ("9", agency)]


def test_what_an_agency_says_of_itself_is_not_the_nations() -> None:
    assert drafted("Tỉnh Lào Cai đã bãi bỏ 40 thủ tục hành chính nội bộ.") == []
    assert drafted("Bộ Y tế được Quốc hội phê duyệt ngân sách 500 tỷ đồng.") == []


def test_a_part_of_what_has_been_reached_is_no_order() -> None:
    figures = drafted("Kết quả: hoàn thành kết nối 80/104 cơ sở dữ liệu về Trung tâm Dữ liệu quốc gia.")
    assert [figure.indicator for figure in figures] == ["connection.connected"]
    assert drafted("Phấn đấu giảm số nhiệm vụ quá hạn xuống dưới 10 nhiệm vụ.") == []


def test_an_unlike_unit_is_another_thing() -> None:
    assert drafted("Đã giải ngân 30 dự án thuộc dự toán được giao.") == []


def test_a_list_of_agencies_splits_the_total_before_it() -> None:
    figures = drafted("Cả nước còn 20 nhiệm vụ chậm tiến độ: Bộ Y tế (9), Bộ Tài chính (8), Hải Phòng (3).")
    assert [(figure.mention.text, figure.indicator, figure.agency) for figure in figures] == [
        ("20", "overdue.tasks", None), ("9", "overdue.tasks", "bo-y-te"),
        ("8", "overdue.tasks", "bo-tai-chinh"), ("3", "overdue.tasks", "hai-phong"),
    ]  # fmt: skip


def test_a_sentence_that_says_what_it_lists_does_not_split_the_total_before_it() -> None:
    figures = drafted(
        "Còn 30 thủ tục chưa tái cấu trúc. Số thủ tục đã tái cấu trúc của các bộ: Bộ Y tế: 20/25 thủ tục; "
        "Bộ Xây dựng: 10/35 thủ tục."
    )
    assert [(figure.indicator, figure.agency) for figure in figures] == [
        ("procedures.not_restructured", None), ("procedures.restructured", "bo-y-te"),
        ("procedures.restructured", "bo-xay-dung"),
    ]  # fmt: skip


def test_a_list_behind_a_number_that_nobody_knows_is_left_out() -> None:
    text = "Đã tái cấu trúc 60 thủ tục. Có 12 thủ tục mới thuộc Bộ Y tế (7), Bộ Xây dựng (5)."
    assert [figure.mention.text for figure in drafted(text)] == ["60"]


def test_what_a_group_of_agencies_reached_is_no_rate_of_the_nation() -> None:
    assert drafted("Về kinh phí: còn 11 bộ giải ngân dưới 10% dự toán được giao.") == []


def test_items_are_parts_of_what_introduces_them() -> None:
    figures = drafted("Còn 20 nhiệm vụ quá hạn, gồm:\n\n- Bộ Y tế: 9 nhiệm vụ;\n\n- Bộ Tài chính: 11 nhiệm vụ.")
    assert [told(figure) for figure in figures] == [
        ("20", "overdue.tasks", None, {}), ("9", "overdue.tasks", "bo-y-te", {}),
        ("11", "overdue.tasks", "bo-tai-chinh", {}),
    ]  # fmt: skip


def test_a_note_is_read_with_the_sentence_that_bears_its_mark() -> None:
    text = (
        "Có 8 bộ, ngành chưa gửi báo cáo. Còn 17 nhiệm vụ quá hạn<sup>1</sup> phải báo cáo.\n\n"
        "<sup>1</sup> Gồm: Bộ Y tế: 9; Bộ Tài chính: 8."
    )
    figures = drafted(text)
    assert [told(figure)[:3] for figure in figures if figure.agency] == [
        ("9", "overdue.tasks", "bo-y-te"), ("8", "overdue.tasks", "bo-tai-chinh"),
    ]  # fmt: skip


def test_a_ratio_inherits_from_its_whole_and_a_percentage_from_its_ratio() -> None:
    figures = drafted(
        "Theo thống kê có 50 sản phẩm công nghệ chiến lược.\n\n"
        "Về nguồn kinh phí: 20/50 (40%) sản phẩm nêu nguồn kinh phí 57."
    )
    assert [told(figure)[1:] for figure in figures] == [
        ("products.count", None, {"group": "strategic"}),
        ("products.count", None, {"group": "strategic", "funding": "r57"}),
        ("products.share", None, {"group": "strategic", "funding": "r57"}),
    ]


@pytest.mark.parametrize(("text", "expected"), [
    ("Tính đến ngày 10/5/2026, còn 40 nhiệm vụ quá hạn.", "2026-05-10"),
    ("Đến hết tháng 4/2026, còn 40 nhiệm vụ quá hạn.", "2026-04"),
    ("Trong năm 2025, có 40 nhiệm vụ quá hạn.", "2025"),
    ("Tính đến ngày 10/5/2026, đã họp. Đến nay còn 40 nhiệm vụ quá hạn.", None),
    ("Theo Luật Đầu tư năm 2025 còn 40 nhiệm vụ quá hạn.", None),
    ("Còn 40 nhiệm vụ quá hạn, phải xong trước ngày 30/3/2027.", None),
    ("Từ tháng 1/2026 đến hết tháng 4/2026 đã họp 3 lần; còn 40 nhiệm vụ quá hạn.", None),
])  # fmt: skip
def test_the_date_of_a_figure_is_the_one_said_before_it(text: str, expected: str | None) -> None:
    assert [figure.as_of for figure in drafted(text)] == [expected]


def test_a_share_is_of_the_whole_that_the_ratio_names() -> None:
    figures = drafted("Dự toán được giao 90 tỷ đồng, đã phân bổ 80 tỷ đồng, giải ngân 20/80 tỷ đồng, đạt 25%.")
    assert [figure.indicator for figure in figures] == [
        "budget.assigned", "budget.allocated", "budget.disbursed", "budget.rate_of_allocated",
    ]  # fmt: skip


def test_two_numbers_for_the_same_thing_in_one_paragraph_are_not_both_taken() -> None:
    figures = drafted("Có 40 nhiệm vụ quá hạn. Có nơi nói 55 nhiệm vụ quá hạn.")
    assert [figure.mention.text for figure in figures] == ["40"]


@pytest.mark.parametrize(("text", "token", "reason"), [
    ("Sơ kết 05 năm thực hiện Chương trình.", "05", "context"),
    ("Tập trung 03 đột phá (về thể chế, về hạ tầng, về nhân lực).", "03", "list"),
    ("Thực hiện 7 nhóm nội dung sau:\n\n- Một.", "7", "list"),
    ("Phấn đấu đến hết năm 80% hộ dân có tài khoản.", "80%", "plan"),
    ("Có 9 bộ, ngành đã hoàn thành 100% nhiệm vụ tái cấu trúc thủ tục hành chính.", "100%", "part"),
    ("Hội chợ có 40 gian hàng.", "40", None),
])  # fmt: skip
def test_reasons_follow_by_rule(text: str, token: str, reason: str | None) -> None:
    document = parse(text)
    mentions = read_mentions(document, ISSUED)
    left = left_out(document, mentions, draft_figures(document, mentions, ISSUED))
    assert next((aside.reason for aside in left if aside.mention.text == token), None) == reason


def test_a_registers_row_holds_no_figures_of_the_nation() -> None:
    text = "Phụ lục 1\n\nDANH SÁCH\n\nSTT\tTên cơ sở dữ liệu\tSố tiêu chí đạt\n1\tKho dữ liệu đất\t19/19\n"
    document = parse(text)
    mentions = read_mentions(document, ISSUED)
    assert draft_figures(document, mentions, ISSUED) == []
    assert {aside.reason for aside in left_out(document, mentions, [])} == {"list"}


def test_mentions_without_words_or_beyond_the_text_do_no_harm() -> None:
    document = parse("Còn 40 nhiệm vụ quá hạn.")
    beyond = Mention(MentionKind.COUNT, 500, 502, "99", value=Decimal(99), measure="count")
    assert draft_figures(document, [beyond], ISSUED) == []
    assert draft_figures(parse(""), [], None) == []


@pytest.mark.parametrize("unit", [
    "có 12 nhiệm vụ quá hạn, ", "(12 sản phẩm báo cáo ", "Bộ Y tế (12), ", "12/99 (28%) sản phẩm; ",
    "đến ngày 12/3/2026 có 5 ",
])  # fmt: skip
def test_work_grows_with_length(unit: str) -> None:
    def counted(times: int) -> int:
        document = parse(unit * times)
        mentions = read_mentions(document, ISSUED)
        return calls(lambda: draft_figures(document, mentions, ISSUED))

    counted(1)  # what is made once
    assert counted(800) < 5 * counted(200) + 10_000
