"""What stands around a number: words, phrases, zones, subjects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.drafting.context import Zones
from analysis.reading.drafting.phrases import Phrasebook, compile_phrase
from analysis.reading.drafting.subjects import listed, subjects
from analysis.reading.drafting.surroundings import Reading, read_surroundings
from analysis.reading.drafting.words import CLAUSE, COLON, COMMA, SENTENCE, plain, split
from analysis.reading.mentions import read_mentions
from analysis.reading.text import parse


def read(text: str, *phrases: str) -> list[Reading]:
    document = parse(text)
    return read_surroundings(document, read_mentions(document), Phrasebook(phrases or ("x",)))


def said(reading: Reading, ranges: tuple[tuple[int, int], ...]) -> list[str]:
    return [" ".join(reading.words.words[first:last]) for first, last in ranges if first < last]


def around(text: str) -> list[tuple[str, Zones, Reading]]:
    reading = read(text)[0]
    return [(mention.text, zone, reading) for (_, mention), zone in zip(reading.numbers, reading.zones, strict=True)]


def test_words_are_folded_and_abbreviations_written_out() -> None:
    assert plain("TTHC") == plain("thủ tục hành chính")
    assert plain("Cơ sở dữ liệu") == plain("CSDL")
    assert plain("uỷ ban") == plain("Ủy ban")
    assert plain("AI") == plain("trí tuệ nhân tạo")
    assert plain("ai") == ("ai",)
    assert plain("chưa … tái cấu trúc")[1] == "…"


def test_breaks_have_their_strength() -> None:
    words = split("một, hai; ba: bốn. Năm (sáu) bảy")
    assert words.breaks == (0, COMMA, CLAUSE, COLON, SENTENCE, 0, 0)
    assert words.inside == (0, 0, 0, 0, 0, 1, 0)


def test_some_commas_join_and_some_stops_end_nothing() -> None:
    assert split("các bộ, ngành").breaks == (0, 0, 0)
    assert SENTENCE not in split("tại TP. Hồ Chí Minh").breaks
    assert SENTENCE not in split("a. Về nguồn vốn").breaks  # the letter of an item is no word


def test_a_label_parts_and_two_brackets_are_two() -> None:
    assert split("gồm (1) cây (2) hoa").breaks == (0, CLAUSE, CLAUSE)
    assert split("A (1) (hai)").breaks[-1] >= COLON


@pytest.mark.parametrize(("phrase", "text", "stands"), [
    ("quá hạn", "nhiệm vụ Quá Hạn", True),
    ("bộ ngành", "các bộ, ngành", True),
    ("quá hạn", "quá. Hạn", False),
    ("chưa … kết nối", "chưa được tích hợp, kết nối", True),
    ("chưa … kết nối", "chưa xong; đã kết nối", False),
    ("chưa … kết nối", "chưa " + "rất " * 9 + "kết nối", False),
    ("+hoàn thành", "đã hoàn thành", True),
    ("+hoàn thành", "chưa hoàn thành", False),
    ("+hoàn thành", "chưa được hoàn thành", False),
    ("hoàn thành", "chưa hoàn thành", True),
])  # fmt: skip
def test_phrases(phrase: str, text: str, stands: bool) -> None:
    assert (phrase in Phrasebook([phrase]).find(split(text))) is stands


def test_a_phrase_within_an_agencys_name_is_not_found() -> None:
    reading = read("Bộ Khoa học và Công nghệ có 3 phòng.", "công nghệ")[0]
    assert "công nghệ" not in reading.phrases


@pytest.mark.parametrize("text", ["", "…", "… hạn", "quá …", "+"])
def test_what_is_no_phrase_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no phrase"):
        compile_phrase(text)


def test_a_comma_parts_the_words_of_two_numbers() -> None:
    (_, one, reading), (_, two, _) = around("Đã bãi bỏ 57 thủ tục, phân cấp 64 thủ tục.")
    assert said(reading, one.own) == ["đã bãi bỏ", "thủ tục"]
    assert said(reading, two.near) == ["phân cấp", "thủ tục"]


def test_a_connector_parts_them_where_no_comma_does() -> None:
    (_, one, reading), (_, two, _) = around("Đã thông qua 06 luật và ban hành 04 nghị quyết.")
    assert said(reading, one.after) == ["luật"]
    assert said(reading, two.near) == ["và ban hành", "nghị quyết"]


def test_a_number_that_only_goes_on_shares_what_was_said_before() -> None:
    (_, _, reading), (_, two, _) = around("Đã bãi bỏ 57 thủ tục và 30 điều kiện.")
    assert "đã bãi bỏ" in said(reading, two.before)


def test_a_percentage_in_brackets_is_an_aside() -> None:
    (_, one, reading), (_, share, _), _ = around("Có 20/50 (40%) sản phẩm đã bán; 30/50 sản phẩm chưa bán.")
    assert share.host == 0
    assert said(reading, one.after)[-1] == "sản phẩm đã bán"
    assert said(reading, share.after) == said(reading, one.after)


def test_a_bracket_behind_a_number_is_not_its_own_words() -> None:
    (_, one, reading), = around("Có 02 kho (kho hàng hóa, kho giáo dục) chưa đồng bộ.")
    assert said(reading, one.after) == ["kho", "chưa đồng bộ"]


def test_what_stands_before_a_bracket_or_colon_belongs_to_a_number_at_once_behind_it() -> None:
    (_, one, reading), (_, two, _) = around("Ngành đất hiếm (19,3%) còn nhỏ. Tổng số ngành nghề: 198.")
    assert said(reading, one.near_before) == ["ngành đất hiếm"]
    assert said(reading, two.near_before) == ["tổng số ngành nghề"]


def test_a_description_of_what_is_counted_is_cut() -> None:
    (_, one, reading), = around("Huế có 8 sản phẩm, chủ yếu ở giai đoạn thử nghiệm.")
    assert said(reading, one.after) == ["sản phẩm"]


@pytest.mark.parametrize(("text", "expected"), [
    ("Bộ Y tế có 5 phòng; Bộ Tài chính còn 3 phòng.", ["bo-y-te", "bo-tai-chinh"]),
    ("Bộ Y tế, Bộ Tài chính có 5 phòng.", [None]),
    ("Các bộ, ngành phối hợp với Bộ Y tế xây 5 phòng.", [None]),
    ("Riêng Hải Phòng có 5 phòng. Trong đó 2 phòng mới. Cả nước có 9 phòng.", ["hai-phong", "hai-phong", None]),
    ("Trung tâm Dữ liệu quốc gia có 5 phòng.", [None]),
])  # fmt: skip
def test_whose_a_number_is(text: str, expected: list[str | None]) -> None:
    assert subjects(read(text)[0]) == expected


def test_a_listed_agency_stands_at_once_before_its_number() -> None:
    reading = read("Bộ Y tế (5), Bộ Tài chính: 3, Hải Phòng 2 kho, kế là Cà Mau với 4 kho, Huế có 7.")[0]
    names = [listed(reading, index) for index, _ in reading.numbers]
    assert names == ["bo-y-te", "bo-tai-chinh", "hai-phong", "ca-mau", None]


def test_a_ministry_in_a_list_may_lack_the_word_ministry() -> None:
    reading = read("Còn các bộ: Tư pháp (5); Khoa học và Công nghệ (3). Về tư pháp (2), nền tài chính (4).")[0]
    names = [listed(reading, index) for index, _ in reading.numbers]
    assert names == ["bo-tu-phap", "bo-khoa-hoc-va-cong-nghe", None, None]


def test_headings_introductions_and_notes_are_known() -> None:
    readings = read(
        "I. VỀ DỮ LIỆU\n\nCó các kho sau:\n\n- 5 kho lớn<sup>1</sup>.\n\n<sup>1</sup> Gồm 2 kho mới.\n",
        "dữ liệu", "các kho",
    )  # fmt: skip
    item, note = readings[-2], readings[-1]
    assert item.about >= {"dữ liệu", "các kho"}
    assert note.carrier is not None and note.carrier.reading is item
    assert item.intro is readings[1]


def test_a_province_is_told_by_its_letterhead_and_not_by_where_it_was_written() -> None:
    rest = "An Giang, ngày 1 tháng 2 năm 2026\n\nBÁO CÁO\n\nI. CHUNG\n\nCó 5 kho."
    province, ministry = read(f"ỦY BAN NHÂN DÂN TỈNH AN GIANG\n\n{rest}")[-1], read(f"BỘ Y TẾ\n\n{rest}")[-1]
    assert (province.local, province.issuer) == ("an-giang", None)
    assert (ministry.local, ministry.issuer) == (None, "bo-y-te")


def test_a_ministry_speaks_of_itself_as_the_ministry() -> None:
    text = "BỘ Y TẾ\n\nBÁO CÁO\n\nI. CHUNG\n\nBộ được giao 5 kho. Các bộ, ngành có 9 kho. Kho của Bộ: 3 kho."
    assert subjects(read(text)[-1]) == ["bo-y-te", None, "bo-y-te"]


@given(st.text(alphabet="ab1 ,;:.()/%[]…\n", max_size=200))
def test_any_text_has_zones_inside_it(text: str) -> None:
    for reading in read(text):
        for (index, _), zone in zip(reading.numbers, reading.zones, strict=True):
            for first, last in (*zone.own, *zone.near, zone.clause, zone.sentence):
                assert 0 <= first <= last <= len(reading.words)
            assert zone.clause[0] <= index < zone.clause[1]
