"""Whose a number is."""

from __future__ import annotations

import pytest

from analysis.reading.mentions import MentionKind
from reading.mentions.sentences import quantities

COUNT, LISTED, RATIO, MONEY, PERCENT = (
    MentionKind.COUNT, MentionKind.AGENCY_COUNT, MentionKind.RATIO, MentionKind.MONEY, MentionKind.PERCENT,
)  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Chưa hoàn thành: Bộ Nội vụ (18), Bộ Y tế (15) và Bộ Công an (8).",
         [("18", LISTED, "bo-noi-vu"), ("15", LISTED, "bo-y-te"), ("8", LISTED, "bo-cong-an")]),
        ("Bộ Tài chính (02 CSDL); Bộ Xây dựng (03 CSDL)",
         [("02", LISTED, "bo-tai-chinh"), ("03", LISTED, "bo-xay-dung")]),
        ("gồm: Bộ Công Thương 02 sản phẩm; Đà Nẵng 01 sản phẩm",
         [("02", LISTED, "bo-cong-thuong"), ("01", LISTED, "da-nang")]),
        ("Bộ Y tế: 15; Bộ Nội vụ: 33/33 TTHC", [("15", LISTED, "bo-y-te"), ("33/33", RATIO, "bo-noi-vu")]),
        ("05 Bộ, gồm: Văn hóa, Thể thao và Du lịch (12/40), Ngoại giao (9/31), Khoa học và Công nghệ (7/45)",
         [("05", COUNT, None), ("12/40", RATIO, "bo-van-hoa-the-thao-va-du-lich"),
          ("9/31", RATIO, "bo-ngoai-giao"), ("7/45", RATIO, "bo-khoa-hoc-va-cong-nghe")]),
        ("Đà Nẵng có 07 sản phẩm, trong đó 01 sản phẩm đã thương mại hóa. Còn 05 sản phẩm chưa rõ.",
         [("07", COUNT, "da-nang"), ("01", COUNT, "da-nang"), ("05", COUNT, None)]),
        ("Hà Nội có 5 dự án, Huế có 4 dự án và Đà Nẵng 3 dự án.",
         [("5", COUNT, "ha-noi"), ("4", COUNT, "hue"), ("3", LISTED, "da-nang")]),
        ("Bộ Y tế giải ngân 1,2 tỷ đồng, đạt 45%; Bộ Xây dựng (12,3%)",
         [("1,2 tỷ đồng", MONEY, "bo-y-te"), ("45%", PERCENT, "bo-y-te"), ("12,3%", PERCENT, "bo-xay-dung")]),
        ("Bộ Công an: 15/20 nhiệm vụ (75%); còn lại chưa xong",
         [("15/20", RATIO, "bo-cong-an"), ("75%", PERCENT, "bo-cong-an")]),
        ("Bộ Xây dựng (13 nhiệm vụ), Bộ Y tế (07 nhiệm vụ, trong đó 03 nhiệm vụ trễ hạn; Bộ Nội vụ 2)",
         [("13", LISTED, "bo-xay-dung"), ("07", LISTED, "bo-y-te"), ("03", COUNT, "bo-y-te"),
          ("2", LISTED, "bo-noi-vu")]),
        ("Bộ Tài chính và Bộ Nội vụ có 12 nhiệm vụ chung", [("12", COUNT, None)]),
        ("Bộ Công an: (1) chủ trì rà soát 05 nhiệm vụ", [("05", COUNT, "bo-cong-an")]),
        ("TP. Hồ Chí Minh có 5 dự án", [("5", COUNT, "ho-chi-minh")]),
    ],
)
def test_agencies(sentence: str, expected: list[tuple[str, MentionKind, str | None]]) -> None:
    found = quantities(sentence)
    assert [(mention.text, mention.kind, mention.agency) for mention in found] == expected
