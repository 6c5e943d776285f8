"""Letterheads in the layouts that official documents have as texts."""

from __future__ import annotations

import datetime as dt

import pytest

from analysis.reading.drafting.letterhead import read_letterhead
from analysis.reading.drafting.model import Letterhead
from analysis.reading.text import parse

BODY = "\n\nNgày 17 tháng 7 năm 2026, tại trụ sở cơ quan, cuộc họp đã thống nhất như sau:\n\nI. KẾT QUẢ\n\nCó 5 việc.\n"


def letterhead(text: str) -> Letterhead:
    return read_letterhead(parse(text))


@pytest.mark.parametrize(
    "head",
    [
        "VĂN PHÒNG CHÍNH PHỦ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\nSố: 410 /TB-VPCP\n\n"
        "Hà Nội, ngày 20 tháng 7 năm 2026\n\n**THÔNG BÁO**\n\n**Về việc triển khai nền tảng dùng chung**",
        "VĂN PHÒNG CHÍNH PHỦ\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\tĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 410/TB-VPCP\tHà Nội, ngày 20 tháng 7 năm 2026\n\nTHÔNG BÁO\nVề việc triển khai nền tảng dùng chung",
        "VĂN PHÒNG CHÍNH PHỦ\n\nSố: 410/TB-VPCP\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
        "Hà Nội, ngày 20 tháng 7 năm 2026\n\n## THÔNG BÁO\n\n### Về việc triển khai nền tảng dùng chung",
        "| VĂN PHÒNG CHÍNH PHỦ | **CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**<br>Độc lập - Tự do - Hạnh phúc |\n|---|---|\n"
        "| Số: 410/TB-VPCP | *Hà Nội, ngày 20 tháng 7 năm 2026* |\n\nTHÔNG BÁO\n\n"
        "Về việc triển khai nền tảng dùng chung",
        "VĂN PHÒNG CHÍNH PHỦ          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 410/TB-VPCP "
        "Hà Nội, ngày 20 tháng 7 năm 2026\n\nTHÔNG BÁO\nVề việc triển khai\nnền tảng dùng chung",
    ],
    ids=["one line", "tabs", "paragraphs", "markdown table", "spaces"],
)
def test_one_letterhead_in_every_layout(head: str) -> None:
    found = letterhead(head + BODY)
    assert (found.number, found.kind, found.issuer) == ("410/TB-VPCP", "notice", "van-phong-chinh-phu")
    assert (found.issued, found.issued_precision) == (dt.date(2026, 7, 20), "day")
    assert found.title == "Về việc triển khai nền tảng dùng chung"
    assert found.issuer_written == "VĂN PHÒNG CHÍNH PHỦ"


@pytest.mark.parametrize(
    ("head", "number", "strings"),
    [
        ("Số: 410 /TB-VPCP", "410/TB-VPCP", ("410", "TB-VPCP")),
        ("Số 21-TB/CQTTBCĐ", "21-TB/CQTTBCĐ", ("21-TB/CQTTBCĐ",)),
        ("Số: 66.8/2026/NQ-CP", "66.8/2026/NQ-CP", ("66.8/2026/NQ-CP",)),
        ("Số:        /BC-BCA-VPB", "BC-BCA-VPB", ("BC-BCA-VPB",)),
        ("Số: ……/KH-UBND", "KH-UBND", ("KH-UBND",)),
    ],
)
def test_numbers_with_slips_and_blanks(head: str, number: str, strings: tuple[str, ...]) -> None:
    found = letterhead(f"BỘ Y TẾ\n\n{head}\n\nKẾ HOẠCH\n\nNăm sau\n")
    assert (found.number, found.strings) == (number, strings)


def test_a_blank_day_leaves_the_month_and_what_is_cited_tells_the_document() -> None:
    found = letterhead(
        "BỘ CÔNG AN\nSố:        /BC-BCA-VPB\nHà Nội, ngày        tháng 7 năm 2026\n\nBÁO CÁO\nVề chuyển đổi số\n\n"
        "Kính gửi: Thủ tướng Chính phủ\n\nCăn cứ Công văn số 4567/VPCP-CĐS ngày 2/7/2026, Bộ Công an báo cáo:\n"
    )
    assert (found.issued, found.issued_precision) == (dt.date(2026, 7, 31), "month")
    assert found.strings == ("BC-BCA-VPB", "tháng 7 năm 2026", "4567/VPCP-CĐS")
    assert (found.kind, found.title) == ("report", "Về chuyển đổi số")


def test_the_stamps_of_a_received_copy_are_not_the_letterhead() -> None:
    found = letterhead(
        "VĂN PHÒNG CHÍNH PHỦ\n\nSố: 410/TB-VPCP\n\nHà Nội, ngày 20 tháng 7 năm 2026\n\n"
        "| CỔNG THÔNG TIN | |\n|---|---|\n| ĐẾN | Ngày: 22/07/2026 |\n\nTHÔNG BÁO\n\nVề một việc" + BODY
        + "\nSố 96 - BS/VPTU\n\nQuảng Ninh, ngày 23 tháng 7 năm 2026\n"
    )
    assert (found.number, found.issued) == ("410/TB-VPCP", dt.date(2026, 7, 20))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("THÔNG BÁO", "notice"), ("THÔNG BÁO KẾT LUẬN", "conclusion"), ("KẾT LUẬN", "conclusion"),
        ("BÁO CÁO", "report"), ("TỜ TRÌNH", "report"), ("KẾ HOẠCH", "notice"), ("BIÊN BẢN", None),
    ],
)  # fmt: skip
def test_kinds(line: str, kind: str | None) -> None:
    found = letterhead(f"BỘ Y TẾ\n\nSố: 5/X-BYT\n\n{line}\n\nVề một việc\n")
    assert (found.kind, found.kind_written) == (kind, line)


def test_a_letter_has_a_subject_and_no_kind_line() -> None:
    found = letterhead("BỘ KHOA HỌC VÀ CÔNG NGHỆ\nSố: 12/BKHCN-CĐS\nV/v báo cáo tiến độ\n"
                       "Hà Nội, ngày 1 tháng 8 năm 2026\n\nKính gửi: Các bộ\n")
    assert (found.kind_written, found.kind, found.title) == ("CÔNG VĂN", "notice", "báo cáo tiến độ")
    assert found.issuer == "bo-khoa-hoc-va-cong-nghe"


@pytest.mark.parametrize(
    ("number", "issuer"),
    [("TB-VPCP", "van-phong-chinh-phu"), ("BC-BTC", "bo-tai-chinh"), ("TB/CQTTBCĐ", "ban-chi-dao-trung-uong"),
     ("X-QQQ", None)],
)
def test_the_code_names_the_issuer_where_no_line_does(number: str, issuer: str | None) -> None:
    assert letterhead(f"Số: 5/{number}\n\nTHÔNG BÁO\n\nVề một việc\n").issuer == issuer


def test_a_body_of_a_province_is_its_province() -> None:
    assert letterhead("ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NINH\n\nSố: 5/BC-UBND\n\nBÁO CÁO\n").issuer == "quang-ninh"


@pytest.mark.parametrize(
    "text", ["", "Số", "\t\t\n|||\n", "Số: " * 2000, "x" * 20_000, "Số:" + " " * 20_000, "\u202e\u0301"]
)
def test_what_is_no_letterhead_says_nothing(text: str) -> None:
    found = letterhead(text)
    assert found.number is None
    assert found.issued is None
    assert found.kind is None
