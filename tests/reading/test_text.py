"""Invented documents in the manner of the family, each with the outline a reader would give it."""

import unicodedata
from textwrap import dedent

import pytest

from analysis.errors import DataError
from analysis.reading.text import checksum, normalise, parse
from analysis.vocabulary.locators import Locator

# A scanned notice: blank lines part paragraphs, notes stand at the foot of a page and cut a paragraph in two.
SCANNED = dedent("""\


    VĂN PHÒNG TỈNH SAO MAI\x20\x20
    Độc lập - Tự do - Hạnh phúc

    Số: 12 /TB-VPSM

    **THÔNG BÁO**

    **I. TÌNH HÌNH**

    1. Có 4/9 kho dữ liệu đạt yêu cầu<sup>1</sup>; kinh phí 7,5 tỷ đồng
    và vẫn còn thiếu.

    <sup>1</sup> Báo cáo số 3/BC-SM ngày 2 tháng 5 năm 2030.

    2. Hai nhóm việc: (1) rà soát; (2) báo cáo trong tháng 7. Đã giao 30 sản phẩm và

    <sup>2</sup> Dự toán 8,2 tỷ đồng, đạt 21%.

    40 mô hình<sup>2</sup>.

    ## **II. NHIỆM VỤ**

    #### 1. Quan điểm:

    (1) Làm đúng việc.

    (2) Làm đến cùng.

    ### **(3) Về nhiệm vụ chậm:**

    - Sở Y tế xử lý 05 nhiệm vụ.
    - Sở Nội vụ báo cáo
    hằng tháng.

    a) Đầu mục chữ cái.

    b) Đầu mục sau.

    **2. Tổ chức thực hiện:**

    **Nơi nhận:**

    - Như trên;
    - Lưu: VT (2).

    Phụ lục 1

    **DANH MỤC**

    STT\tTên\tThời hạn\tCơ quan
    1\tNâng cấp kho\t31/5/2030\tSở Y tế
    2\tLắp thiết bị\t30/09/2030\t

    **Phụ lục 2**

    1. Kho chưa đạt

    STT\tSở\tTên kho\tĐạt
    1\tSở Y tế\tKho bệnh án\t13/19
    2\t\tKho thuốc\t1/19

    3\tSở Nội vụ\tKho cán bộ\t0/19\t
    4\t\tSở Giáo dục\tKho trường học\t5/19

    2. Kho chưa nối

    STT\tSở\tTên kho
    1\tSở Tài chính\tKho giá
    """)
SCANNED_OUTLINE = """\
head/¶1 VĂN PHÒNG TỈNH SAO MAI Độc lập - Tự do - Hạnh phúc
head/¶2 Số: 12 /TB-VPSM
head/¶3 THÔNG BÁO
I/¶1 I. TÌNH HÌNH
I.1/¶1 1. Có 4/9 kho dữ liệu đạt yêu cầu; kinh phí 7,5 tỷ đồng và v
note 1/¶1 Báo cáo số 3/BC-SM ngày 2 tháng 5 năm 2030.
I.2/¶1 2. Hai nhóm việc: (1) rà soát; (2) báo cáo trong tháng 7. Đã
note 2/¶1 Dự toán 8,2 tỷ đồng, đạt 21%.
I.2/¶2 40 mô hình.
II/¶1 II. NHIỆM VỤ
II.1/¶1 1. Quan điểm:
II.1.(1)/¶1 (1) Làm đúng việc.
II.1.(2)/¶1 (2) Làm đến cùng.
II.1.(3)/¶1 (3) Về nhiệm vụ chậm:
II.1.(3)/¶2 - Sở Y tế xử lý 05 nhiệm vụ.
II.1.(3)/¶3 - Sở Nội vụ báo cáo hằng tháng.
II.1.(3).a/¶1 a) Đầu mục chữ cái.
II.1.(3).b/¶1 b) Đầu mục sau.
II.2/¶1 2. Tổ chức thực hiện:
II.2/¶2 Nơi nhận:
II.2/¶3 - Như trên;
II.2/¶4 - Lưu: VT (2).
annex 1/¶1 Phụ lục 1
annex 1/¶2 DANH MỤC
annex 1/¶3 STT Tên Thời hạn Cơ quan
annex 1/row 1 1 Nâng cấp kho 31/5/2030 Sở Y tế
annex 1/row 2 2 Lắp thiết bị 30/09/2030
annex 2/¶1 Phụ lục 2
annex 2.1/¶1 1. Kho chưa đạt
annex 2.1/¶2 STT Sở Tên kho Đạt
annex 2.1/row 1 1 Sở Y tế Kho bệnh án 13/19
annex 2.1/row 2 2 Kho thuốc 1/19
annex 2.1/row 3 3 Sở Nội vụ Kho cán bộ 0/19
annex 2.1/row 4 4 Sở Giáo dục Kho trường học 5/19
annex 2.2/¶1 2. Kho chưa nối
annex 2.2/¶2 STT Sở Tên kho
annex 2.2/row 1 1 Sở Tài chính Kho giá
"""

# A conclusion: groups of the body are numbered in bold, the annex has no number and letters below numbers.
CONCLUSION = dedent("""\
    Số 20-TB/SM

    Qua một năm: (1) Nhận thức rõ hơn. (2) Thể chế đã

    được hoàn thiện.

    **1. Rà soát kế hoạch.** Có 125 việc chậm.

    **2. Đẩy mạnh ứng dụng.** Làm ngay.

    - Trong tháng 4/2030 hoàn thành 100% văn bản.

    **PHỤ LỤC**\x20\x20
    **NHIỆM VỤ**

    -----

    **1. Kiện toàn tổ chức**

    Hoàn thành trong tháng 4/2030.

    ### **2. Chỉ đạo**

    a) Các đảng uỷ: (1) Chỉ đạo. (2) Đôn đốc.

    #### **c) Sở Công thương**

    - Báo cáo **trong quý II/2030 tại 3 xã.**

    d) Sở Tư pháp.

    đ) Sở Y tế.

    e) Sở Tài chính.

    g) Sở Ngoại vụ

    \\*

    ---
    """)
CONCLUSION_OUTLINE = """\
head/¶1 Số 20-TB/SM
head/¶2 Qua một năm: (1) Nhận thức rõ hơn. (2) Thể chế đã
head/¶3 được hoàn thiện.
1/¶1 1. Rà soát kế hoạch. Có 125 việc chậm.
2/¶1 2. Đẩy mạnh ứng dụng. Làm ngay.
2/¶2 - Trong tháng 4/2030 hoàn thành 100% văn bản.
annex/¶1 PHỤ LỤC NHIỆM VỤ
annex.1/¶1 1. Kiện toàn tổ chức
annex.1/¶2 Hoàn thành trong tháng 4/2030.
annex.2/¶1 2. Chỉ đạo
annex.2.a/¶1 a) Các đảng uỷ: (1) Chỉ đạo. (2) Đôn đốc.
annex.2.c/¶1 c) Sở Công thương
annex.2.c/¶2 - Báo cáo trong quý II/2030 tại 3 xã.
annex.2.d/¶1 d) Sở Tư pháp.
annex.2.đ/¶1 đ) Sở Y tế.
annex.2.e/¶1 e) Sở Tài chính.
annex.2.g/¶1 g) Sở Ngoại vụ
"""

# A report from a word processor: every line a paragraph, notes inline, a slip in the Roman numbers.
REPORT = dedent("""\
    \x20\tCÔNG AN TỈNH SAO MAI

    BÁO CÁO
    I. TIẾN ĐỘ
    \tCòn 73 việc quá hạn.
    Đã có 10/15 sở[footnoteRef:1], 18/34 xã[footnoteRef:2] báo cáo; còn 06 đơn vị chưa. \
[1:  Sở Y tế, Sở Nội vụ (gồm [2] phòng).]  [2:  Xã An, xã Bình]\x20

    II. SẢN PHẨM
    1. Khoa học công nghệ
     a. Doanh thu 79,90 tỷ USD [footnoteRef:3]. [3:  Chip: 12 loại.
    Lưu trữ: 73 triệu USD.
    Năng lượng: pin.]\x20

    - 24 đơn vị có sản phẩm.
    b. Kinh phí
    Có 173/348 (50%) sản phẩm;
    (2) sản phẩm khác.
    2. Chuyển đổi số
    [bookmark: _Hlk1]- Đạt 500 triệu lượt.
    II. ĐÁNH GIÁ
    Một là, thiếu liên kết.
    III. ĐỀ XUẤT
    1. Giám đốc các sở
    (1) Chịu trách nhiệm.
    (2) Đổi mới.
    2. Sở Y tế: làm trong tháng 6/2030.
    (1) Việc một.
    """)
REPORT_OUTLINE = """\
head/¶1 CÔNG AN TỈNH SAO MAI
head/¶2 BÁO CÁO
I/¶1 I. TIẾN ĐỘ
I/¶2 Còn 73 việc quá hạn.
I/¶3 Đã có 10/15 sở, 18/34 xã báo cáo; còn 06 đơn vị chưa.
note 1/¶1 Sở Y tế, Sở Nội vụ (gồm [2] phòng).
note 2/¶1 Xã An, xã Bình
II/¶1 II. SẢN PHẨM
II.1/¶1 1. Khoa học công nghệ
II.1.a/¶1 a. Doanh thu 79,90 tỷ USD.
note 3/¶1 Chip: 12 loại.
note 3/¶2 Lưu trữ: 73 triệu USD.
note 3/¶3 Năng lượng: pin.
II.1.a/¶2 - 24 đơn vị có sản phẩm.
II.1.b/¶1 b. Kinh phí
II.1.b/¶2 Có 173/348 (50%) sản phẩm;
II.1.b/¶3 (2) sản phẩm khác.
II.2/¶1 2. Chuyển đổi số
II.2/¶2 - Đạt 500 triệu lượt.
II[2]/¶1 II. ĐÁNH GIÁ
II[2]/¶2 Một là, thiếu liên kết.
III/¶1 III. ĐỀ XUẤT
III.1/¶1 1. Giám đốc các sở
III.1.(1)/¶1 (1) Chịu trách nhiệm.
III.1.(2)/¶1 (2) Đổi mới.
III.2/¶1 2. Sở Y tế: làm trong tháng 6/2030.
III.2.(1)/¶1 (1) Việc một.
"""

# A notice with headings of every depth and a stamp that the scan made a table of.
HEADED = dedent("""\
    |          |      |
    |----------|------|
    | CỔNG TIN |      |
    | ĐẾN      | Gửi: |

    ## THÔNG BÁO

    #### I. KẾT QUẢ

    Triển khai 11.500 trạm; tăng 22%.

    ## **IV. NHIỆM VỤ**

    **1. Nâng cao nhận thức**

    - Tuyên truyền.

    ### 3. Về hạ tầng số

    - Giao Công an rà soát tài khoản để

    phòng ngừa lừa đảo.
    """)
HEADED_OUTLINE = """\
head/row 1 CỔNG TIN |
head/row 2 ĐẾN | Gửi:
head/¶1 THÔNG BÁO
I/¶1 I. KẾT QUẢ
I/¶2 Triển khai 11.500 trạm; tăng 22%.
IV/¶1 IV. NHIỆM VỤ
IV.1/¶1 1. Nâng cao nhận thức
IV.1/¶2 - Tuyên truyền.
IV.3/¶1 3. Về hạ tầng số
IV.3/¶2 - Giao Công an rà soát tài khoản để
IV.3/¶3 phòng ngừa lừa đảo.
"""


def outline(text: str) -> str:
    return "".join(f"{place} {words}\n" for place, words in parse(text).outline() if "/cell" not in place)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(SCANNED, SCANNED_OUTLINE, id="scanned"),
        pytest.param(CONCLUSION, CONCLUSION_OUTLINE, id="conclusion"),
        pytest.param(REPORT, REPORT_OUTLINE, id="report"),
        pytest.param(HEADED, HEADED_OUTLINE, id="headed"),
    ],
)
def test_outline_is_the_documents_own(text: str, expected: str) -> None:
    assert outline(text).splitlines() == expected.splitlines()


@pytest.mark.parametrize("change", [
    pytest.param(lambda text: text.replace("\n", "\r\n"), id="windows line ends"),
    pytest.param(lambda text: "\ufeff" + text, id="byte-order mark"),
    pytest.param(lambda text: unicodedata.normalize("NFD", text), id="decomposed accents"),
])
@pytest.mark.parametrize("text", [SCANNED, CONCLUSION, REPORT, HEADED])
def test_encoding_does_not_change_the_outline(text, change) -> None:
    assert outline(change(text)) == outline(text)


def test_ranges_leave_an_inline_note_out() -> None:
    document = parse(REPORT)
    ranges = document.ranges("I/¶3")
    assert len(ranges) >= 3
    joined = "".join(REPORT[start:end] for start, end in ranges)
    assert "18/34 xã" in joined and "chưa." in joined
    assert "Sở Nội vụ" not in joined and "footnoteRef" not in joined


def test_offsets_are_those_of_the_text_as_given() -> None:
    document = parse(SCANNED)
    (start, end), = document.ranges("annex 2.1/row 4/cell 5")
    assert SCANNED[start:end] == "5/19"
    (start, end), = document.ranges("note 2")
    assert SCANNED[start:end] == "Dự toán 8,2 tỷ đồng, đạt 21%."


def test_shifted_and_empty_cells_keep_their_positions() -> None:
    document = parse(SCANNED)
    row = [document.quote(f"annex 2.1/row {number}/cell 3") for number in (1, 2, 3, 4)]
    assert row == ["Kho bệnh án", "Kho thuốc", "Kho cán bộ", "Sở Giáo dục"]
    assert document.quote("annex 2.1/row 2/cell 2") == ""
    assert document.ranges("annex 2.1/row 2/cell 2")  # there, though empty
    assert document.ranges("annex 2.1/row 5") == []


def test_rows_without_numbers_count_on() -> None:
    document = parse("STT\tTên\n7\tKho A\n\tKho B\t\n9\tKho C\n")
    assert document.quote("head/row 8") == "Kho B"
    assert document.quote("head/row 9") == "9 Kho C"


def test_a_place_without_paragraph_holds_its_sections() -> None:
    document = parse(SCANNED)
    assert document.quote("II.1").startswith("1. Quan điểm: (1) Làm đúng việc.")
    assert "hằng tháng" in document.quote("II.1.(3)")
    assert "Tổ chức thực hiện" not in document.quote("II.1")
    assert document.quote("annex 2").count("Kho thuốc") == 1
    report = parse(REPORT)
    assert "ĐÁNH GIÁ" not in report.quote("II")
    assert report.quote("note 3") == "Chip: 12 loại. Lưu trữ: 73 triệu USD. Năng lượng: pin."


@pytest.mark.parametrize("place", ["IX", "II/¶9", "note 99", "annex 3", "annex 2.1/row 1/cell 9", "7.b"])
def test_places_that_are_not_there(place: str) -> None:
    assert parse(SCANNED).ranges(place) == []


def test_what_is_no_locator_is_an_error() -> None:
    with pytest.raises(DataError, match="not a locator"):
        parse(SCANNED).ranges("Mục hai")


def test_locate_gives_the_innermost_place() -> None:
    document = parse(REPORT)
    assert str(document.locate(REPORT.index("73 triệu"))) == "note 3/¶2"
    assert str(document.locate(REPORT.index("79,90"))) == "II.1.a/¶1"
    assert str(document.locate(REPORT.index("18/34"))) == "I/¶3"
    assert document.locate(len(REPORT) + 10) is None
    scanned = parse(SCANNED)
    assert str(scanned.locate(SCANNED.index("13/19"))) == "annex 2.1/row 1/cell 4"
    assert scanned.locate(0) is None


def test_a_note_that_never_closes_ends_with_its_line() -> None:
    document = parse("Đã có 10 sở[footnoteRef:1]. [1: Sở Y tế và [các phòng\nCòn 5 sở.\n")
    assert document.quote("note 1") == "Sở Y tế và [các phòng"
    assert document.quote("head/¶2") == "Còn 5 sở."


def test_brackets_that_are_no_notes_stay() -> None:
    document = parse("Theo [5: 3] và [footnoteRef:2] thì đủ. [2: Chú thích.]")
    assert document.quote("head/¶1") == "Theo [5: 3] và thì đủ."
    assert document.quote("note 2") == "Chú thích."


def test_numbers_that_continue_nothing_open_nothing() -> None:
    wrapped = (
        "I. VIỆC\n\nSở Y tế làm ba việc: (1) rà soát;\n(2) báo cáo;\n(3) công khai.\n\n"
        "17. Sai số.\n\n2026. Năm."
    )
    assert parse(wrapped).places == ("I",)
    assert [place for place, _ in parse(wrapped).outline()] == ["I/¶1", "I/¶2", "I/¶3", "I/¶4"]


def test_an_annex_named_in_a_sentence_opens_nothing() -> None:
    text = "I. VIỆC\n\nPhụ lục 1 kèm theo nêu rõ.\n\nPhụ lục 3: DANH MỤC\n\nPhụ lục IV\n\nPhụ lục IV\n\nHết."
    assert parse(text).places == ("I", "annex 3", "annex 4")
    assert parse(text).quote("annex 4/¶3") == "Hết."


def test_numbers_that_begin_again_are_told_apart() -> None:
    text = "1. A\n\n2. B\n\n1. C\n\nPhụ lục 1\n\n1. D\n\na) E\n\na) F\n\n1. G\n"
    places = parse(text).places
    assert places == (
        "1", "2", "1.[2]", "annex 1", "annex 1.1", "annex 1.1.a", "annex 1.1.a[2]", "annex 1.1.[2]",
    )  # fmt: skip
    assert all(str(Locator.parse(place)) == place for place in places)


def test_empty_text() -> None:
    assert parse("").spans == ()
    assert parse(" \n\t\n").ranges("head") == []


def test_checksum_follows_what_is_read_not_how_it_is_stored() -> None:
    assert checksum("Bộ  Y tế\r\n") == checksum("\ufeff" + unicodedata.normalize("NFD", " Bộ\u00a0Y\ntế"))
    assert checksum("Bộ Y tế") != checksum("Bộ Y tê")
    assert normalise(" a\t\n b ") == "a b"
    # The value recorded in sheets must never change: printf 'Bộ Y tế' | sha256sum
    assert checksum("Bộ Y tế") == "48c314722ceb6c87fcebf96ec236a290a9e0d5d68221f09591a29a7c29664d0e"
