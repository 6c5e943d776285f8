"""The registry of agencies: complete, unambiguous, forgiving of spelling, strict about unknown names."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError, UnknownAgency
from analysis.vocabulary.agencies import COLUMNS, Agency, agencies, find, read_registry

HEADER = ",".join(COLUMNS)
REGISTRY = list(agencies().values())


def of_kind(*kinds: str) -> list[Agency]:
    return [agency for agency in REGISTRY if agency.kind in kinds]


def test_holds_all_provinces_and_ministries() -> None:
    assert len(of_kind("province")) == 34
    assert len(of_kind("ministry")) == 14
    assert {agency.id for agency in of_kind("ministerial")} == {
        "van-phong-chinh-phu", "thanh-tra-chinh-phu", "ngan-hang-nha-nuoc"}
    assert [agency.id for agency in of_kind("nation")] == ["viet-nam"]


def test_tile_map_reads_as_the_country() -> None:
    tile = {agency.id: (agency.tile_row or 0, agency.tile_col or 0) for agency in of_kind("province")}
    assert len(set(tile.values())) == 34
    assert max(row for row, _ in tile.values()) <= 13
    assert max(col for _, col in tile.values()) <= 7
    # From north to south along the coast, and the tips where they lie.
    coast = ["cao-bang", "ha-noi", "ninh-binh", "thanh-hoa", "nghe-an", "quang-tri", "da-nang", "gia-lai",
             "dak-lak", "khanh-hoa", "ho-chi-minh", "vinh-long"]
    rows = [tile[province][0] for province in coast]
    assert rows == sorted(rows)
    assert tile["ca-mau"] == (max(row for row, _ in tile.values()), 1)
    assert tile["dien-bien"][1] < tile["ha-noi"][1] < tile["quang-ninh"][1]
    assert tile["khanh-hoa"][1] > tile["dong-nai"][1] > tile["tay-ninh"][1] > tile["an-giang"][1]
    # The country is in one piece: each tile touches another, corners included.
    places = set(tile.values())
    reached, queue = set(), [tile["ha-noi"]]
    while queue:
        row, col = queue.pop()
        if (row, col) not in reached:
            reached.add((row, col))
            around = {(row + r, col + c) for r in (-1, 0, 1) for c in (-1, 0, 1)}
            queue += around & places
    assert reached == places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bo-y-te", "bo-y-te"),
        ("Hồ Chí Minh", "ho-chi-minh"),
        ("TP. Hồ Chí Minh", "ho-chi-minh"),
        ("Thành phố Hồ Chí Minh", "ho-chi-minh"),
        ("thành phố Hà Nội", "ha-noi"),
        ("Bộ Công thương", "bo-cong-thuong"),
        ("Bộ Ngoại Giao", "bo-ngoai-giao"),
        ("Bộ Quốc Phòng", "bo-quoc-phong"),
        ("Ngân hàng nhà nước Việt Nam", "ngan-hang-nha-nuoc"),
        ("Khoa học và Công nghệ", "bo-khoa-hoc-va-cong-nghe"),
        ("Bộ Khoa học Công nghệ", "bo-khoa-hoc-va-cong-nghe"),
        ("Văn hóa, Thể thao và Du lịch", "bo-van-hoa-the-thao-va-du-lich"),
        ("Bộ VHTTDL", "bo-van-hoa-the-thao-va-du-lich"),
        ("Bộ KH&CN", "bo-khoa-hoc-va-cong-nghe"),
        ("Tập đoàn điện lực Việt Nam", "tap-doan-dien-luc"),
        ("Mobifone", "mobifone"),
        ("Đảng uỷ Chính phủ", "dang-uy-chinh-phu"),
        ("Thanh Hoá", "thanh-hoa"),
        ("Ministry of Health", "bo-y-te"),
        ("các bộ, ngành, địa phương", "cac-bo-nganh-dia-phuong"),
    ],
)
def test_finds_names_as_documents_write_them(text: str, expected: str) -> None:
    assert find(text).id == expected


@given(st.sampled_from([(agency.id, name) for agency in REGISTRY for name in agency.names]),
       st.sampled_from(["NFC", "NFD", "NFKD"]), st.booleans(), st.sampled_from([" ", "  ", "\n", "\u00a0"]))
def test_spelling_of_the_same_name_does_not_matter(
    pair: tuple[str, str], form: str, upper: bool, gap: str,
) -> None:
    agency, name = pair
    text = unicodedata.normalize(form, name)  # type: ignore[arg-type]
    text = (text.upper() if upper else text).replace(" ", gap)
    assert find(f" {text} ").id == agency


def test_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(UnknownAgency) as caught:
        find("Bộ Xây đựng")
    assert "bo-xay-dung" in str(caught.value)
    assert "'Bộ Xây đựng'" in str(caught.value)
    with pytest.raises(UnknownAgency) as caught:
        find("zzzz 9999")
    assert "agencies.csv" in str(caught.value)


def test_names_by_language() -> None:
    ministry = find("bo-van-hoa-the-thao-va-du-lich")
    assert ministry.name("vi") == "Bộ Văn hóa, Thể thao và Du lịch"
    assert ministry.short("vi") == "Bộ VHTTDL"
    assert ministry.name("en") == "Ministry of Culture, Sports and Tourism"
    assert ministry.short("en") == "Culture, Sports & Tourism"


def test_names_for_prose_leave_out_ordinary_words() -> None:
    ministry = find("bo-tai-chinh")
    assert "Tài chính" in ministry.names
    assert ministry.prose_names == ("Bộ Tài chính",)
    assert all(agency.prose_names for agency in REGISTRY)


def test_registry_is_in_composed_form_and_tidy() -> None:
    for agency in REGISTRY:
        for name in agency.names:
            assert name == unicodedata.normalize("NFC", name)
            assert name == name.strip()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("Bo-Y-Te,ministry,a,a,a,a,,,", "row 2, column id"),
        ("bo-y-te,minister,a,a,a,a,,,", "row 2, column kind"),
        ("bo-y-te,ministry,a,,a,a,,,", "row 2, column short_vi"),
        ("hue,province,a,a,a,a,,x,1", "row 2, column tile_row"),
        ("hue,province,a,a,a,a,,,", "only they, have a tile"),
        ("bo-y-te,ministry,a,a,a,a,,1,1", "only they, have a tile"),
        ("hue,province,a,a,a,a,,1,1\nha-noi,province,b,b,b,b,,1,1", "share a tile"),
        ("bo-y-te,ministry,a,a,a,a,,,\nbo-y-te,ministry,b,b,b,b,,,", "row 3, column id"),
        ("bo-y-te,ministry,a,a,a,a,x|y,,\nbo-noi-vu,ministry,b,b,b,b,Y,,", "'Y' of bo-noi-vu and of bo-y-te"),
        ("bo-y-te,ministry,a,a,a,a", "row 2"),
    ],
)
def test_a_wrong_registry_says_where(tmp_path: Path, body: str, told: str) -> None:
    path = tmp_path / "agencies.csv"
    path.write_text(f"{HEADER}\n{body}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_registry(path)
    assert told in str(caught.value)


def test_a_wrong_header_is_told(tmp_path: Path) -> None:
    path = tmp_path / "agencies.csv"
    path.write_text("id,kind\n", encoding="utf-8")
    with pytest.raises(DataError, match="other columns"):
        read_registry(path)
