"""Agencies in running text: the longest name, lists that say `Bộ` once, and names that only look like one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.mentions.names import agency_names
from analysis.vocabulary.agencies import agencies
from work import calls

NAMED = [agency for agency in agencies().values() if agency.kind != "nation"]


def named(text: str) -> list[tuple[str, str]]:
    return [(text[name.start:name.end], name.id) for name in agency_names(text)]


def ids(text: str) -> list[str]:
    return [name.id for name in agency_names(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Giao Bộ Y tế chủ trì", [("Bộ Y tế", "bo-y-te")]),
        ("bộ Tài chính và Bộ Công thương", [("bộ Tài chính", "bo-tai-chinh"), ("Bộ Công thương", "bo-cong-thuong")]),
        ("Bộ Khoa học Công nghệ; Bộ KH&CN; Bộ KHCN", [
            ("Bộ Khoa học Công nghệ", "bo-khoa-hoc-va-cong-nghe"), ("Bộ KH&CN", "bo-khoa-hoc-va-cong-nghe"),
            ("Bộ KHCN", "bo-khoa-hoc-va-cong-nghe")]),
        ("Bộ Văn hóa Thể thao và Du lịch", [
            ("Bộ Văn hóa Thể thao và Du lịch", "bo-van-hoa-the-thao-va-du-lich")]),
        ("UBND tỉnh Lào Cai", [("UBND tỉnh Lào Cai", "lao-cai")]),
        ("Ủy ban nhân dân thành phố Hà Nội", [("Ủy ban nhân dân thành phố Hà Nội", "ha-noi")]),
        ("Uỷ ban nhân dân tỉnh Thanh Hoá", [("Uỷ ban nhân dân tỉnh Thanh Hoá", "thanh-hoa")]),
        ("tại Thành phố Hồ Chí Minh", [("Thành phố Hồ Chí Minh", "ho-chi-minh")]),
        ("TP. Hồ Chí Minh, TP.HCM, TPHCM", [
            ("TP. Hồ Chí Minh", "ho-chi-minh"), ("TP.HCM", "ho-chi-minh"), ("TPHCM", "ho-chi-minh")]),
        ("tỉnh/thành phố Huế", [("tỉnh/thành phố Huế", "hue")]),
        ("Đảng uỷ Chính phủ", [("Đảng uỷ Chính phủ", "dang-uy-chinh-phu")]),
        ("Văn phòng Trung ương Đảng và Văn phòng Chính phủ", [
            ("Văn phòng Trung ương Đảng", "van-phong-trung-uong-dang"),
            ("Văn phòng Chính phủ", "van-phong-chinh-phu")]),
        ("BỘ CÔNG AN", [("BỘ CÔNG AN", "bo-cong-an")]),
        ("Ngân hàng nhà nước Việt Nam", [("Ngân hàng nhà nước Việt Nam", "ngan-hang-nha-nuoc")]),
        ("do Viettel, VNPT và Tập đoàn điện lực Việt Nam làm", [
            ("Viettel", "viettel"), ("VNPT", "vnpt"), ("Tập đoàn điện lực Việt Nam", "tap-doan-dien-luc")]),
    ],
)  # fmt: skip
def test_names_as_documents_write_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("giữa 03 bộ: Công an, Tài chính, Xây dựng", ["bo-cong-an", "bo-tai-chinh", "bo-xay-dung"]),
        ("Bộ: Công an, Tài chính, Xây dựng.", ["bo-cong-an", "bo-tai-chinh", "bo-xay-dung"]),
        ("của 03 Bộ, gồm: Khoa học và Công nghệ (61/131), Văn hóa, Thể thao và Du lịch (41/59), Ngoại giao (2/2)",
         ["bo-khoa-hoc-va-cong-nghe", "bo-van-hoa-the-thao-va-du-lich", "bo-ngoai-giao"]),
        ("các Bộ Nội vụ, Tư pháp và Tài chính khẩn trương", ["bo-noi-vu", "bo-tu-phap", "bo-tai-chinh"]),
        ("05 bộ (Nội vụ 18, Y tế 15, Công an 08)", ["bo-noi-vu", "bo-y-te", "bo-cong-an"]),
        ("Bộ: Công an, Ngân hàng Nhà nước Việt Nam, Y tế", ["bo-cong-an", "ngan-hang-nha-nuoc", "bo-y-te"]),
        ("Bộ Công an, Công an các địa phương", ["bo-cong-an", "cac-dia-phuong"]),
        ("Bộ Công an, Công an tỉnh Sơn La", ["bo-cong-an", "son-la"]),
        ("Các bộ, ngành, địa phương: Xây dựng kế hoạch", ["cac-bo-nganh-dia-phuong"]),
        ("Bộ Nội vụ rà soát; Xây dựng đề án", ["bo-noi-vu"]),
        ("Bộ Y tế. Tài chính y tế cần được", ["bo-y-te"]),
        ("về tài chính, y tế, giáo dục và đào tạo", []),
    ],
)  # fmt: skip
def test_lists_that_say_the_common_noun_once(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đại học Quốc gia Hà Nội", ["dai-hoc-quoc-gia-ha-noi"]),
        ("Đại học Bách khoa Hà Nội và Hà Nội", ["dai-hoc-bach-khoa-ha-noi", "ha-noi"]),
        ("Trường Đại học Y Hà Nội", []),
        ("Trường Đại học Kinh tế Thành phố Hồ Chí Minh", []),
        ("Học viện Chính trị quốc gia Hồ Chí Minh", ["hoc-vien-chinh-tri-quoc-gia"]),
        ("Đoàn Thanh niên Cộng sản Hồ Chí Minh", ["doan-thanh-nien"]),
        ("tư tưởng Hồ Chí Minh", []),
        ("Sở Khoa học và Công nghệ Hà Nội", []),
        ("trụ sở tại Hà Nội", ["ha-noi"]),
        ("Thông tấn xã Việt Nam", ["thong-tan-xa-viet-nam"]),
        ("Phó Thủ tướng Chính phủ Trần Văn A", []),
        ("Thủ tướng Chính phủ giao", ["thu-tuong-chinh-phu"]),
        ("phát triển Chính phủ số, Chính phủ điện tử", []),
        ("Bộ xây dựng kế hoạch", []),
        ("Số 246/TB-VPCP, 3851/VPCP-CĐS và 693-CV/VPTW", []),
        ("VPCP tổng hợp", ["van-phong-chinh-phu"]),
        ("ông Nguyễn Khánh Hòa", []),
        ("chính phủ các nước, quốc hội các nước", []),
        ("địa phương và doanh nghiệp", []),
    ],
)  # fmt: skip
def test_other_names_are_left_alone(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Các bộ, ngành, địa phương", "cac-bo-nganh-dia-phuong"),
        ("các bộ, cơ quan, địa phương", "cac-bo-nganh-dia-phuong"),
        ("các bộ, ngành", "cac-bo-nganh"),
        ("các địa phương", "cac-dia-phuong"),
        ("Ủy ban nhân dân các tỉnh, thành phố", "uy-ban-nhan-dan-cap-tinh"),
        ("UBND các tỉnh, thành phố trực thuộc Trung ương", "uy-ban-nhan-dan-cap-tinh"),
        ("các bộ, cơ quan ngang bộ", "cac-bo-co-quan-ngang-bo"),
    ],
)
def test_groups(text: str, expected: str) -> None:
    (name,) = agency_names(f"Yêu cầu {text} thực hiện")
    assert (name.id, name.group) == (expected, True)
    assert f"Yêu cầu {text} thực hiện"[name.start:name.end] == text


@given(st.sampled_from([(agency.id, name) for agency in NAMED for name in agency.prose_names]))
def test_every_name_of_the_registry_is_found_in_a_sentence(pair: tuple[str, str]) -> None:
    agency, name = pair
    text = f"Giao {name} (chủ trì)"
    assert (name, agency) in named(text)


@given(st.text(alphabet="Bộộ CôngạnHàNội,:.()và&-/0123456789 các", max_size=80))
def test_names_never_overlap_and_stay_inside(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    last = 0
    for name in agency_names(text):
        assert last <= name.start < name.end <= len(text)
        assert name.id in agencies()
        last = name.end


@pytest.mark.parametrize("piece", ["các bộ, ngành, ", "Bộ Công an, ", "Sở ", "1", "x ", "Đại học Hà ", "(Bộ: "])
def test_work_grows_linearly(piece: str) -> None:
    def counted(count: int) -> int:
        text = piece * count
        return calls(lambda: agency_names(text))

    counted(1)  # what is made once
    assert counted(1_600) < 5 * counted(400) + 1_000
