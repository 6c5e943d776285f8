"""What a line must begin with to open a section."""

import pytest

from analysis.reading.numbering import Level, annex, opener, roman


@pytest.mark.parametrize(
    ("line", "level", "number", "label"),
    [
        ("I. TÌNH HÌNH", Level.ROMAN, 1, "I"),
        ("## **IV. NHIỆM VỤ**", Level.ROMAN, 4, "IV"),
        ("1. Các sở", Level.ARABIC, 1, "1"),
        ("### **12. Về tổ chức**", Level.ARABIC, 12, "12"),
        ("**3.** Hạ tầng", Level.ARABIC, 3, "3"),
        ("2.Đẩy mạnh", Level.ARABIC, 2, "2"),
        ("a) Các sở", Level.LETTER, 1, "a"),
        (" \t b. Kinh phí", Level.LETTER, 2, "b"),
        ("đ) Đề nghị", Level.LETTER, 5, "đ"),
        ("#### **c) Sở**", Level.LETTER, 3, "c"),
        ("(1) Làm", Level.PAREN, 1, "(1)"),
        ("### **(03) Về nhiệm vụ:**", Level.PAREN, 3, "(3)"),
    ],
)
def test_openers(line: str, level: Level, number: int, label: str) -> None:
    found = opener(line)
    assert found is not None
    assert (found.level, found.number, found.label) == (level, number, label)


@pytest.mark.parametrize("line", [
    "Từ sau Báo cáo số 739", "2026. Năm", "11.500 trạm BTS", "1.193 trung tâm", "0. Không", "IIII. Sai số",
    "VX. Sai", "2.sai",
    "- Giao Sở Y tế", "(i) Phù hợp", "3 Nhà", "A. B", "1.", "(0) không", "", "I.", "12/3/2026, tại", "4.0 là",
])
def test_what_opens_nothing(line: str) -> None:
    assert opener(line) is None


@pytest.mark.parametrize(("line", "place"), [
    ("Phụ lục 1", "annex 1"), ("**Phụ lục 2**", "annex 2"), ("PHỤ LỤC", "annex"), ("**PHỤ LỤC**  ", "annex"),
    ("PHỤ LỤC II", "annex 2"), ("Phụ lục số 3.", "annex 3"), ("Phụ lục 4: DANH MỤC", "annex 4"),
    ("Phụ lục 1 kèm theo", None), ("(Phụ lục 1)", None), ("Phụ lục kèm theo", None), ("Phụ lục XXXXX", None),
    ("Kèm Phụ lục 1", None),
])
def test_annex_headings(line: str, place: str | None) -> None:
    assert annex(line) == place


def test_roman_numbers_are_read_only_in_their_standard_form() -> None:
    written = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VIII": 8, "IX": 9, "X": 10, "XI": 11,
               "XIV": 14, "XIX": 19, "XX": 20, "XXXIX": 39}  # fmt: skip
    assert {text: roman(text) for text in written} == written
    assert [roman(text) for text in ("IIII", "VV", "IIX", "VX", "IXI", "XXXX")] == [0] * 6
