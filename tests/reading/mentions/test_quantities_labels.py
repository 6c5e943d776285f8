"""What looks like a quantity and is none."""

from __future__ import annotations

import pytest

from analysis.reading.mentions import MentionKind
from reading.mentions.sentences import quantities, texts


@pytest.mark.parametrize(
    "text",
    [
        # labels
        "1. Quan điểm chỉ đạo:", "(2) Tổ chức thực hiện theo chuỗi giá trị", "2.1 Kết quả đạt được",
        "theo điểm b khoản 3 Điều 5 và mục 4 Phụ lục 2", "tại Phụ lục IV, biểu số 02, trang 15",
        "nhiệm vụ được giao: (1) rà soát danh mục; (2) hoàn thiện kế hoạch", "Bảng 3. Kết quả", "mẫu số 4 kèm theo",
        # names
        "Đề án 06 phục vụ người dân", "Nghị quyết 57 yêu cầu đổi mới", "Ban Chỉ đạo 57 Chính phủ",
        "Nghị quyết 66.7, các bộ",
        "nêu nguồn kinh phí 57 hoặc nguồn 57.", "mạng 5G/6G, in 3D và AR/VR", "công nghiệp 4.0 và Web 3.0",
        "mô hình “3 Nhà” và mô hình 3 Nhà", "chính quyền địa phương 2 cấp, hai cấp", "Windows 11, VNeID 2.0, H5N1, CO2",
        "Quốc lộ 1A qua quận 7, tổ 5", "Chương trình 135 và Kế hoạch 02", "theo ISO 27001 và QCVN 09",
        "bệnh viện tuyến 1, cấp độ 4, mức độ 3", "quận Ba Đình, phố Hai Bà Trưng", "Tổng đài 1022 của thành phố",
        # ordinals
        "Phiên họp lần thứ ba và Kỳ họp thứ 9, khóa 15", "Đại hội XIV, lần 2, đợt 3", "Thứ hai, cần rà soát",
        # idioms and articles
        "tăng trưởng hai con số, 2 con số", "một số bộ làm một cách một chiều", "cơ chế một cửa, một cửa liên thông",
        "Một là, thiếu liên kết. Hai là, thiếu vốn. Năm là, thiếu người", "một trong những điểm nghẽn",
        "mỗi nơi làm một nền tảng riêng, do một cơ quan chịu trách nhiệm", "hàng triệu người, hàng trăm xã",
        "một lần nữa khẳng định", "Trong năm nhiều việc khó",
        # times, telephones, addresses, accounts
        "lúc 14 giờ 30 phút, 8h00, 14:30", "vào 9 giờ sáng", "phục vụ 24/7 và 24/24 giờ", "trực 24/24;",
        "Điện thoại: 080.43162; fax 024 3825 1234", "hotline 1900 1234", "gọi 0912 345 678",
        "tài khoản số 0123456789, mã số thuế 0101234567", "https://nq71.mst.gov.vn/5/tin?id=12", "hop57@bo5.gov.vn",
        "địa chỉ 192.168.1.1, phiên bản 2.1.3",
        # labels in lists, levels, fractions, scales of maps
        "nguồn 57, Đề án 06; lần 2, khóa 15. Đạt mức 4, hợp phần 2.", "theo các khoản 1, 2 và 3 Điều 5",
        "Hệ thống cấp độ 3 yêu cầu giám sát", "Ngạch bậc 5 đòi hỏi bằng cấp", "Hai phần ba số hộ, một phần tư số xã",
        "hơn một năm rưỡi", "bản đồ địa hình tỷ lệ 1/2.000", "quy hoạch chi tiết 1/500",
        "Kỳ họp thứ năm tổ chức tại tỉnh", "họp vào thứ năm tuần sau", "hồi 9 giờ, lúc 14 giờ", "liên hệ 080.54321,",
        # years and codes
        "Luật Công nghệ cao 2025 quy định", "Chương trình công tác 2026 của Ban", "mã 1.004.567.89",
        # too long to be a number
        "mã vạch 8931234567890123456789012345678901",
    ],
)  # fmt: skip
def test_left_alone(text: str) -> None:
    assert texts(quantities(text)) == []


def test_the_list_of_recipients_is_left_alone_and_what_follows_is_read() -> None:
    text = (
        "I. KẾT QUẢ\n\nCó 12 nhiệm vụ.\n\n**Nơi nhận:**\n\n- Như trên;\n- Văn phòng Chính phủ (02 bản);\n"
        "- Lưu: VT, CĐS (3). 45\n\n**BỘ TRƯỞNG**\n\nNguyễn Văn An\n\nPhụ lục 1\n\nDANH MỤC\n\nCó 15 nhiệm vụ.\n"
    )
    assert texts(quantities(text)) == ["12", "15"]


@pytest.mark.parametrize(
    ("text", "mention", "value"),
    [
        ("thuộc top 20 thế giới", "top 20", 20),
        ("xếp hạng 46 về chỉ số", "xếp hạng 46", 46),
        ("chỉ số xếp thứ 44/139 quốc gia", "xếp thứ 44/139", 44),
        ("đứng thứ 3 ASEAN", "đứng thứ 3", 3),
        ("đạt vị trí thứ 5 khu vực", "vị trí thứ 5", 5),
        ("là nước thứ 3 thế giới", "thứ 3", 3),
        ("thuộc nhóm 6 tỉnh dẫn đầu", "6", 6),
        ("nằm trong số 4 địa phương đứng đầu", "4", 4),
    ],
)
def test_ranks_are_told_apart(text: str, mention: str, value: int) -> None:
    (found,) = quantities(text, ranks=True)
    assert (found.kind, found.text, found.value) == (MentionKind.RANK, mention, value)


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Quốc hội khóa XV 19 dự án luật", ["19"]),
        ("Đề án 06 có 12 nhiệm vụ", ["12"]),
        ("Nhóm 1 gồm 12 địa phương; nhóm 3: 13 địa phương", ["12", "13"]),
        ("Luật có 9 chương 85 điều", ["9", "85"]),
        ("kế hoạch 12 nhiệm vụ, dự án 25 km đường", ["12", "25"]),
        ("Nghị quyết 57 đặt ra 15 chỉ tiêu", ["15"]),
        ("trạm 5G đạt 11.500 trạm", ["11.500"]),
        ("đã gửi 24/24 nhiệm vụ", ["24/24"]),
        ("đạt 100% (34/34) địa phương", ["100%", "34/34"]),
        ("3 .193 xã và 05 bộ", ["05"]),
        ("tích hợp trên 02 nền tảng", ["02"]),
        ("Có 9 trên 10 hộ", ["9", "10"]),
        ("năm 2025: 198 ngành nghề", ["198"]),
    ],
)
def test_a_quantity_beside_a_name(text: str, mentions: list[str]) -> None:
    assert texts(quantities(text)) == mentions
