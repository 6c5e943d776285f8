"""Numbers in the cells of a table: what they are follows from the headings over them."""

from __future__ import annotations

from decimal import Decimal

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


def test_a_barred_table() -> None:
    text = (
        "Kết quả:\n\n| TT | Địa phương | Số xã | Đạt chuẩn |\n|---|---|---|---|\n"
        "| 1 | Hà Nội | 126 | 100/126 |\n| 2 | Huế | 40 | 35/40 |\n"
    )
    assert [(mention.text, mention.unit) for mention in quantities(text)] == [
        ("126", "Số xã"), ("100/126", "Đạt chuẩn"), ("40", "Số xã"), ("35/40", "Đạt chuẩn"),
    ]  # fmt: skip
