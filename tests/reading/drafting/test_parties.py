"""Lists of agencies as tasks and registers write them, and the clauses of a task."""

from __future__ import annotations

import pytest

from analysis.reading.drafting.clauses import clauses, label_end
from analysis.reading.drafting.parties import Parties


@pytest.mark.parametrize(
    ("text", "ids", "rest"),
    [
        ("Bộ Y tế chủ trì", ("bo-y-te",), " chủ trì"),
        ("Bộ Y tế, Bộ Công an và các cơ quan liên quan lập",
         ("bo-y-te", "bo-cong-an", "cac-co-quan-lien-quan"), " lập"),
        ("các bộ, cơ quan, địa phương rà soát", ("cac-bo-nganh-dia-phuong",), " rà soát"),
        ("Các bộ, ngành địa phương rà soát", ("cac-bo-nganh-dia-phuong",), " rà soát"),
        ("Mỗi địa phương phải", ("cac-dia-phuong",), " phải"),
        ("Bộ Y tế và 2 địa phương (Huế, Đà Nẵng) thí điểm", ("bo-y-te", "hue", "da-nang"), " thí điểm"),
        ("Bộ Y tế và các cơ quan, địa phương có liên quan lập",
         ("bo-y-te", "cac-co-quan-lien-quan", "cac-dia-phuong"), " lập"),
        ("UBND các tỉnh, thành phố: (1)", ("uy-ban-nhan-dan-cap-tinh",), ": (1)"),
        ("Đồng chí Chủ tịch UBND thành phố Huế chỉ đạo", ("hue",), " chỉ đạo"),
        ("TP. Hồ Chí Minh báo cáo", ("ho-chi-minh",), " báo cáo"),
        ("Văn phòng Trung ương Đảng - Cơ quan Thường trực Ban Chỉ đạo lập", ("van-phong-trung-uong-dang",), " lập"),
        ("Bộ Y tế, Hội Chữ thập đỏ Việt Nam, Bộ Nội vụ lập", ("bo-y-te", "bo-noi-vu"), " lập"),
        ("Bộ Y tế, khẩn trương rà soát, Bộ Nội vụ lập", ("bo-y-te",), ", khẩn trương rà soát, Bộ Nội vụ lập"),
        ("Các bộ: Y tế, Tài chính và Nội vụ lập", ("bo-y-te", "bo-tai-chinh", "bo-noi-vu"), " lập"),
        ("Các Bộ Y tế, Văn hóa, Thể thao và Du lịch lập", ("bo-y-te", "bo-van-hoa-the-thao-va-du-lich"), " lập"),
        ("Các bộ y tế, tài chính lập", ("bo-y-te",), ", tài chính lập"),
        ("Tập đoàn Viettel, VNPT lập", ("viettel", "vnpt"), " lập"),
        ("Đảng uỷ Quốc hội, Đảng uỷ Chính phủ theo", ("dang-uy-quoc-hoi", "dang-uy-chinh-phu"), " theo"),
    ],
)  # fmt: skip
def test_lists_of_agencies(text: str, ids: tuple[str, ...], rest: str) -> None:
    listed = Parties(text).at(0)
    assert listed is not None
    assert (listed.ids, text[listed.end :]) == (ids, rest)


@pytest.mark.parametrize("text", ["", "rà soát toàn bộ", "Phó Chủ tịch nước", "Tài chính công"])
def test_what_names_no_agency(text: str) -> None:
    assert Parties(text).at(0) is None


def test_bare_portfolios_only_in_registers() -> None:
    text = "Tài chính; Văn hóa, Thể thao và Du lịch; Y tế"
    assert Parties(text).at(0) is None
    listed = Parties(text, bare=True).at(0)
    assert listed is not None
    assert listed.ids == ("bo-tai-chinh", "bo-van-hoa-the-thao-va-du-lich", "bo-y-te")


def cut(text: str) -> list[tuple[str, int, int]]:
    return [(text[clause.start : clause.end], clause.item, clause.sentence) for clause in clauses(text)]


def test_clauses_are_sentences_parts_and_items() -> None:
    assert cut("- Bộ A làm; không để chậm. Báo cáo trước ngày 1/8/2026.") == [
        ("Bộ A làm", 0, 0), ("không để chậm", 0, 0), ("Báo cáo trước ngày 1/8/2026", 0, 1),
    ]  # fmt: skip
    assert cut("a) Bộ A: (1) làm X; (2) làm Y. Xong trong quý.") == [
        ("Bộ A:", 0, 0), ("làm X", 1, 1), ("làm Y", 2, 2), ("Xong trong quý", 2, 3),
    ]  # fmt: skip


def test_brackets_hold_together_and_short_forms_end_no_sentence() -> None:
    assert cut("Bộ A (gồm B; C) làm tại TP. Huế") == [("Bộ A (gồm B; C) làm tại TP. Huế", 0, 0)]


def test_numbers_in_brackets_are_no_items() -> None:
    assert cut("Bộ Y tế (1), Bộ Nội vụ (2) làm") == [("Bộ Y tế (1), Bộ Nội vụ (2) làm", 0, 0)]


@pytest.mark.parametrize(("text", "words"), [("- Làm", "Làm"), ("(2) Làm", "Làm"), ("2.1. Làm", "Làm"), ("Làm", "Làm"),
                                             ("10 bộ làm", "10 bộ làm"), ("a) Làm", "Làm")])
def test_labels(text: str, words: str) -> None:
    assert text[label_end(text) :] == words
