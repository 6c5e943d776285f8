"""Which places of a text a token is found at."""

import unicodedata

import pytest

from analysis.reading.matching import MatchStatus, find_in, fold, occurrences
from analysis.reading.text import find_token, parse


def found(text: str, token: str) -> list[str]:
    return [text[start:end] for start, end in occurrences(fold(text), token)]


@pytest.mark.parametrize(("text", "token", "count"), [
    ("có 28 sản phẩm", "28", 1),
    ("đạt 28% và 28 %", "28", 0),
    ("đạt 28% và 128%", "28%", 1),
    ("có 99/348 (28%) sản phẩm", "99/348", 1),
    ("có 99/348 (28%) sản phẩm", "99", 0),
    ("có 99/348 (28%) sản phẩm", "348", 0),
    ("có 99/348 (28%) sản phẩm", "28%", 1),
    ("có 1.128 và 28.500 và 3,28 và 28,5", "28", 0),
    ("năm 28. Còn 28, rồi 28/ hết", "28", 3),
    ("ngày 28/8", "28", 0),
    ("5G/6G và 5", "5", 2),
    ("khoảng 95 nghìn tỷ đồng", "95 nghìn tỷ đồng", 1),
    ("khoảng 95 nghìn tỷ đồng", "khoảng 95 nghìn tỷ", 1),
    ("xấp xỉ95 nghìn", "95", 1),
    ("Bộ Công an và Bộ Công antoàn", "Bộ Công an", 1),
    ("An Giang, Tân An Giang", "An Giang", 2),
    ("aaa", "a", 0),
    ("80-84% số", "80-84%", 1),
    ("12 12 12", "12 12", 1),
    ("anything", "", 0),
    ("anything", " * ", 0),
])
def test_boundaries(text: str, token: str, count: int) -> None:
    assert len(found(text, token)) == count


@pytest.mark.parametrize(("text", "token"), [
    ("hơn\u00a0500\n triệu   lượt", "hơn 500 triệu lượt"),
    ("hơn **500** *triệu* lượt", "hơn 500 triệu lượt"),
    ("hơn 500 triệu lượt", "hơn  500\ttriệu lượt "),
    (unicodedata.normalize("NFD", "tỷ đồng 8,7 nghìn tỷ đồng"), "8,7 nghìn tỷ đồng"),
    ("8,7 nghìn tỷ đồng", unicodedata.normalize("NFD", "8,7 nghìn tỷ đồng")),
    ("8,7 ngh\u200bìn tỷ đồng", "8,7 nghìn tỷ đồng"),
])
def test_spacing_emphasis_and_composition_do_not_count(text: str, token: str) -> None:
    places = found(text, token)
    assert len(places) == 1
    assert fold(places[0]).text == fold(token).text.strip()


def test_a_letter_is_no_part_of_an_accented_one() -> None:
    # An accent that composes with no letter stays a character of its own.
    assert found("n\u0301\u0301 là", "n") == []
    assert found("5\u0301", "5") == []
    assert len(found("n\u0301\u0301 là", "n\u0301\u0301")) == 1


def test_letters_and_case_count() -> None:
    assert found("Hòa Bình", "hòa bình") == []
    assert found("ty dong", "tỷ đồng") == []


def test_the_occurrence_must_be_given_when_there_are_several() -> None:
    text = "12/99 sản phẩm; 12/99 đề xuất"
    whole = [(0, len(text))]
    match = find_in(text, whole, "12/99")
    assert (match.status, match.hits, match.start) == (MatchStatus.AMBIGUOUS, 2, None)
    assert "2 times" in match.reason
    second = find_in(text, whole, "12/99", 2)
    assert second.found and second.start == text.rindex("12/99") and second.excerpt == "12/99"
    third = find_in(text, whole, "12/99", 3)
    assert third.status is MatchStatus.NOT_FOUND and "occurrence 3" in third.reason
    assert find_in(text, whole, "12/99", 0).status is MatchStatus.NOT_FOUND
    assert find_in(text, whole, "13/99").reason == "the token does not stand there"


def test_only_the_place_is_searched() -> None:
    document = parse("I. A\n\nCó 5 kho.\n\nII. B\n\nCó 7 kho.")
    assert find_token(document, "I/¶2", "5 kho").found
    assert find_token(document, "II/¶2", "5 kho").status is MatchStatus.NOT_FOUND
    assert find_token(document, "III", "5 kho").reason == "the document has no such place"


def test_a_note_inside_a_paragraph_is_a_space() -> None:
    text = "Có 43 văn bản[footnoteRef:1] được 10[footnoteRef:2]5 ban hành. [1: Gồm 18 loại] [2: Hết]"
    document = parse(text)
    match = find_token(document, "head/¶1", "43 văn bản được")
    assert match.found and match.excerpt == "43 văn bản[footnoteRef:1] được"
    assert find_token(document, "head/¶1", "18").status is MatchStatus.NOT_FOUND
    assert find_token(document, "head/¶1", "105").status is MatchStatus.NOT_FOUND
    assert find_token(document, "note 1", "18").found
