"""Numbers in the cells of a table: what they are follows from the headings over them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analysis.reading.mentions import MentionKind
from reading.mentions.sentences import quantities

TABLE = """1. Tình hình giải ngân như bảng sau:

STT\tĐơn vị\tKế hoạch (triệu đồng)\tTỷ lệ (%)\tSố nhiệm vụ\tThời hạn\tGhi chú
1\tBộ Y tế\t12.375,3\t45,2\t12\t30/9/2026\tChậm 02 nhiệm vụ
2\tBộ Công an\t10.200\t100\t05/12\t2026\t1.500 hồ sơ
3\tBộ Xây dựng\t-\t-5,2\tkhoảng 20\t\t
"""


def test_cells() -> None:
    found = {mention.text: mention for mention in quantities(TABLE)}
    assert list(found) == [
        "12.375,3", "45,2", "12", "02", "10.200", "100", "05/12", "1.500", "-5,2", "khoảng 20",
    ]  # fmt: skip
    assert {text: mention.kind for text, mention in found.items()} == {
        "12.375,3": MentionKind.MONEY, "45,2": MentionKind.PERCENT, "12": MentionKind.COUNT,
        "02": MentionKind.COUNT, "10.200": MentionKind.MONEY, "100": MentionKind.PERCENT,
        "05/12": MentionKind.RATIO, "1.500": MentionKind.COUNT, "-5,2": MentionKind.PERCENT,
        "khoảng 20": MentionKind.COUNT,
    }  # fmt: skip
    assert (found["12.375,3"].value, found["12.375,3"].unit) == (12_375_300_000, "triệu đồng")
    assert (found["-5,2"].value, found["12"].unit) == (Decimal("-5.2"), "Số nhiệm vụ")
    assert (found["05/12"].numerator, found["05/12"].denominator) == (5, 12)


TWO_TABLES = """## 2. Kết quả

Biểu 1. Nguồn lực

| TT | Chương trình | Vốn (tỷ đồng) | Đã thanh toán (triệu đồng) |
|---|---|---|---|
| 1 | Kho dữ liệu | 130 | 912,5 |

Biểu 2. Đào tạo

"""
BARRED = "| TT | Cơ sở | Học viên (người) | Tỷ lệ (%) |\n|---|---|---|---|\n| 1 | Trường B | 1.350 | 87,5 |\n"
TABBED = "TT\tCơ sở\tHọc viên (người)\tTỷ lệ (%)\n1\tTrường B\t1.350\t87,5\n"
UNNUMBERED = "| Cơ sở | Học viên | Số lớp | Tỷ lệ (%) |\n|---|---|---|---|\n| Trường B | 14 | 1.350 | 87,5 |\n"


@pytest.mark.parametrize("second", [BARRED, TABBED, UNNUMBERED])
@pytest.mark.parametrize("between", ["Biểu 2. Đào tạo\n\n", ""])
@pytest.mark.parametrize("heading", ["## 2. Kết quả\n\n", ""])
def test_each_of_two_tables_has_its_own_units(second: str, between: str, heading: str) -> None:
    if second == UNNUMBERED and not between:
        pytest.skip("without a title between and without a column of numbers the rows may go on the first table")
    text = TWO_TABLES.replace("## 2. Kết quả\n\n", heading).replace("Biểu 2. Đào tạo\n\n", between) + second
    found = {mention.text: (mention.kind, mention.value) for mention in quantities(text)}
    assert found["130"] == (MentionKind.MONEY, 130 * 10**9)
    assert found["912,5"] == (MentionKind.MONEY, 912_500_000)
    assert found["1.350"] == (MentionKind.COUNT, 1350)
    assert found["87,5"] == (MentionKind.PERCENT, Decimal("87.5"))


def test_a_table_goes_on_behind_words_that_a_page_puts_between() -> None:
    text = TWO_TABLES.replace("Biểu 2. Đào tạo", "(tiếp theo trang trước)") + "| 2 | Mạng | 95 | 14,5 |\n"
    assert [mention.value for mention in quantities(text)][-2:] == [95 * 10**9, 14_500_000]


def test_a_barred_table() -> None:
    text = (
        "Kết quả:\n\n| TT | Địa phương | Số xã | Đạt chuẩn |\n|---|---|---|---|\n"
        "| 1 | Hà Nội | 126 | 100/126 |\n| 2 | Huế | 40 | 35/40 |\n"
    )
    assert [(mention.text, mention.unit) for mention in quantities(text)] == [
        ("126", "Số xã"), ("100/126", "Đạt chuẩn"), ("40", "Số xã"), ("35/40", "Đạt chuẩn"),
    ]  # fmt: skip
