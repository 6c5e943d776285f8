"""The registry of agencies: complete, unambiguous, forgiving of spelling, strict about unknown names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError, UnknownAgency
from analysis.vocabulary import agencies as module
from analysis.vocabulary.agencies import (
    COLUMNS,
    KINDS,
    Agency,
    agencies,
    find,
    groups_of,
    kept,
    peers,
    read_registry,
    use,
    version,
)
from work import calls

HEADER = ",".join(COLUMNS)
COMMUNE = '{id},commune,"Xã {name}, tỉnh Lào Cai",Xã {name},{name} Commune,{name},,,,lao-cai,'
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
        ("Bo-Y-Te,ministry,a,a,a,a,,,,,", "row 2, column id"),
        ("bo-y-te,minister,a,a,a,a,,,,,", "row 2, column kind"),
        ("bo-y-te,ministry,a,,a,a,,,,,", "row 2, column short_vi"),
        ("hue,province,a,a,a,a,,x,1,,", "row 2, column tile_row"),
        ("hue,province,a,a,a,a,,,,,", "only they, have a tile"),
        ("bo-y-te,ministry,a,a,a,a,,1,1,,", "only they, have a tile"),
        ("hue,province,a,a,a,a,,1,1,,\nha-noi,province,b,b,b,b,,1,1,,", "share a tile"),
        ("bo-y-te,ministry,a,a,a,a,,,,,\nbo-y-te,ministry,b,b,b,b,,,,,", "row 3, column id"),
        ("bo-y-te,ministry,a,a,a,a,x|y,,,,\nbo-noi-vu,ministry,b,b,b,b,Y,,,,", "'Y' of bo-noi-vu and of bo-y-te"),
        ("bo-y-te,ministry,a,a,a,a", "row 2"),
        ("a,nation,a,a,a,a,,,,,\nb,nation,b,b,b,b,,,,,", "one nation"),
        ("xa-a,commune,a,a,a,a,,,,,", "row 2, column parent"),
        ("bo-y-te,ministry,a,a,a,a,,,,hue,", "row 2, column parent"),
        ("xa-a,commune,a,a,a,a,,,,hue,", "parent is a province"),
        ("bo-y-te,ministry,a,a,a,a,,,,,\nxa-a,commune,b,b,b,b,,,,bo-y-te,", "row 3, column parent"),
        ("bo-y-te,ministry,a,a,a,a,,,,,province", "row 2, column members"),
        ("cac-bo,group,a,a,a,a,,,,,ministries", "row 2, column members"),
        ("cac-bo,group,a,a,a,a,,,,,cac-bo", "no groups"),
        ('bo-y-te,ministry,"a,a,a,a,,,,,', "malformed"),
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


# ---------------------------------------------------------------------- who belongs together


def test_agencies_under_the_government_are_a_kind_of_their_own() -> None:
    assert {agency.id for agency in of_kind("government_agency")} == {
        "thong-tan-xa-viet-nam", "dai-truyen-hinh-viet-nam", "dai-tieng-noi-viet-nam",
        "vien-han-lam-khoa-hoc-va-cong-nghe", "vien-han-lam-khoa-hoc-xa-hoi"}  # fmt: skip
    assert find("chinh-phu").kind == "government_body"


def test_peers() -> None:
    assert [agency.id for agency in peers("hue")] == [agency.id for agency in of_kind("province")]
    central = [agency.id for agency in peers("bo-y-te")]
    assert central == [agency.id for agency in peers("dai-truyen-hinh-viet-nam")]
    assert central == [agency.id for agency in of_kind("ministry", "ministerial", "government_agency")]
    assert [agency.id for agency in peers("viettel")] == ["viettel"]
    with pytest.raises(UnknownAgency):
        peers("bo-khong-co")


def test_groups_hold_kinds_and_single_agencies() -> None:
    assert {"cac-dia-phuong", "uy-ban-nhan-dan-cap-tinh", "cac-bo-nganh-dia-phuong"} <= set(groups_of("ha-noi"))
    assert "cac-bo-nganh" not in groups_of("ha-noi")
    assert {"cac-bo-nganh", "cac-bo-nganh-dia-phuong", "cac-bo-co-quan-ngang-bo"} <= set(groups_of("bo-y-te"))
    assert "cac-dia-phuong" not in groups_of("bo-y-te")
    assert "cac-bo-co-quan-ngang-bo" not in groups_of("dai-truyen-hinh-viet-nam")
    assert "cac-hang-hang-khong" in groups_of("vietnam-airlines")
    named = {group for agency in REGISTRY for group in groups_of(agency.id)}
    assert "cac-co-quan-lien-quan" not in named  # who is concerned is left open


def test_members_are_kinds_or_agencies_that_are_there() -> None:
    for agency in REGISTRY:
        for member in agency.members:
            assert member in KINDS or member in agencies()


# ---------------------------------------------------------------------- a workspace's own agencies


@pytest.fixture
def added(tmp_path: Path) -> Iterator[Path]:
    """A file of added agencies that is not there yet; our own registry is in force again afterwards."""
    yield tmp_path / "agencies.csv"
    use(None)


def write(path: Path, *rows: str) -> None:
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")


def test_communes_are_added_and_go_away_again(added: Path) -> None:
    ours = version()
    use(added)  # not there: ours alone
    assert version() == ours
    write(added, COMMUNE.format(id="xa-sao", name="Sao"), COMMUNE.format(id="xa-mai", name="Mai"),
          "cac-xa,group,Các xã,Các xã,Communes,Communes,,,,,commune")  # fmt: skip
    use(added)
    assert version() != ours
    assert list(agencies())[-3:] == ["xa-sao", "xa-mai", "cac-xa"]
    assert find("xã sao, tỉnh Lào Cai").parent == "lao-cai"
    assert [agency.id for agency in peers("xa-mai")] == ["xa-sao", "xa-mai"]
    assert groups_of("xa-sao") == ("cac-xa",)  # localities are provinces, unless a group of the workspace's says more
    assert len(peers("lao-cai")) == 34
    use(None)
    assert version() == ours
    with pytest.raises(UnknownAgency):
        find("xa-sao")


def test_the_same_agencies_have_the_same_version_whatever_the_file_is_called(added: Path) -> None:
    write(added, COMMUNE.format(id="xa-sao", name="Sao"))
    use(added)
    first = version()
    other = added.with_name("other.csv")
    other.write_text("\ufeff" + unicodedata.normalize("NFD", added.read_text("utf-8")), encoding="utf-8")
    use(other)
    assert version() == first
    write(other, COMMUNE.format(id="xa-sao", name="Sao Mai"))
    use(other)
    assert version() != first


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (COMMUNE.format(id="hue", name="Sao"), "row 2, column id"),
        (COMMUNE.format(id="xa-sao", name="Sao").replace("Sao Commune", "Ministry of Health"), "bo-y-te"),
        (COMMUNE.format(id="xa-sao", name="Sao").replace("lao-cai", "bo-y-te"), "parent is a province"),
        ("tinh-moi,province,m,m,m,m,,1,1,,", "share a tile"),
    ],
)
def test_what_contradicts_our_registry_is_refused_and_changes_nothing(added: Path, row: str, told: str) -> None:
    write(added, row)
    before = version()
    with pytest.raises(DataError) as caught:
        use(added)
    assert told in str(caught.value) and str(added) in str(caught.value)
    assert version() == before and find("hue").kind == "province"


def test_a_file_that_is_no_text_is_told(added: Path) -> None:
    added.write_bytes(HEADER.encode() + b"\nx\xff")
    with pytest.raises(DataError, match="not UTF-8"):
        use(added)
    added.unlink()
    added.mkdir()
    with pytest.raises(DataError, match="cannot be read"):
        use(added)


def test_what_is_derived_is_forgotten_with_its_registry(added: Path) -> None:
    made = []

    @kept
    def names(kind: str) -> int:
        made.append(kind)
        return sum(agency.kind == kind for agency in agencies().values())

    assert (names("province"), names("province"), names("commune")) == (34, 34, 0)
    write(added, COMMUNE.format(id="xa-sao", name="Sao"))
    use(added)
    use(added)
    assert (names("commune"), names("commune")) == (1, 1)
    assert made == ["province", "commune", "commune"]


def test_prose_names_communes_that_were_added(added: Path) -> None:
    from analysis.reading.mentions.naming import names_tree

    def named() -> str | None:
        node = names_tree().children.get("xã")
        entry = node.children["sao"].entry if node is not None and "sao" in node.children else None
        return entry.id if entry is not None else None

    assert named() is None
    write(added, COMMUNE.format(id="xa-sao", name="Sao"))
    use(added)
    assert named() == "xa-sao"
    use(None)
    assert named() is None


def test_a_registry_in_force_is_not_read_again(added: Path) -> None:
    write(added, *(COMMUNE.format(id=f"xa-{n}", name=f"Sao {n}") for n in range(300)))
    use(added)
    assert calls(lambda: use(added)) < 30
    assert calls(lambda: find("xa-299")) < 10
    assert calls(lambda: find("Xã Sao 299")) < 20


def test_thousands_of_communes_take_work_in_proportion(added: Path) -> None:
    def work(number: int) -> int:
        write(added, *(COMMUNE.format(id=f"xa-{n}", name=f"Sao {n}") for n in range(number)))
        return calls(lambda: use(added))

    first, second, third = work(200), work(700), work(1200)
    assert third - second < 1.1 * (second - first)
    assert module.agencies()["xa-1199"].parent == "lao-cai"
