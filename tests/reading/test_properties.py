"""What holds for any text: nothing crashes, offsets cut out what they claim, whatever is written is found."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reading.matching import MatchStatus, fold
from analysis.reading.text import find_token, normalise, parse
from analysis.vocabulary.locators import Locator

# Pieces of which documents of the family are made, in any order, beside wholly arbitrary text.
PIECES = st.sampled_from([
    "I. ", "II. ", "IV. ", "1. ", "2. ", "17. ", "a) ", "đ) ", " b. ", "(1) ", "(2) ", "- ", "**", "## ",
    "\n", "\n\n", "\r\n", "\t", "|", "STT\tTên\n", "1\tA\t2/19\n", "| a | b |\n", "|---|---|\n",
    "Phụ lục 1\n", "PHỤ LỤC\n", "<sup>1</sup> ", "x<sup>2</sup>", "[footnoteRef:1]", "[footnoteRef:2]",
    "[1: ", "[2:  ", "]", "[", "[bookmark: _x]", "Sở Y tế ", "8,7 nghìn tỷ đồng", "73/124", "28%",
    "\u00a0", "\ufeff", "\u200b", "\u0301", "ế",
])  # fmt: skip
MADE = st.lists(PIECES, max_size=60).map("".join)
ANY = st.text(max_size=300)


@given(st.one_of(MADE, ANY))
@settings(max_examples=300, deadline=None)
def test_any_text_is_parsed_into_spans_that_lie_in_it(text: str) -> None:
    document = parse(text)
    for span in document.spans:
        assert 0 <= span.start <= span.end <= len(text)
        assert Locator.parse(str(span.locator)) == span.locator
        assert document.ranges(span.locator)
    for first, second in zip(document.spans, document.spans[1:], strict=False):
        # One lies inside the other, or they lie apart.
        assert first.start <= second.start and (second.end <= first.end or first.end <= second.start)
    for (_, end), (start, _) in zip(document.cuts, document.cuts[1:], strict=False):
        assert end < start
    document.outline()


@given(MADE)
@settings(max_examples=200, deadline=None)
def test_every_place_of_a_word_lies_in_some_paragraph(text: str) -> None:
    document = parse(text)
    covered = [span for span in document.spans if span.locator.cell is None]
    for offset in (i for i in range(len(text)) if text.startswith("Sở Y tế", i)):
        assert any(span.start <= offset < span.end for span in covered)
        assert document.locate(offset) is not None


@given(st.one_of(MADE, ANY), st.data())
@settings(max_examples=200, deadline=None)
def test_offsets_cut_out_the_token(text: str, data: st.DataObject) -> None:
    document = parse(text)
    if not document.spans:
        return
    span = data.draw(st.sampled_from(document.spans))
    shown = fold(text, document.ranges(span.locator)).text
    if not shown.strip():
        return
    start = data.draw(st.integers(0, len(shown) - 1))
    token = shown[start:data.draw(st.integers(start + 1, len(shown)))]
    match = find_token(document, span.locator, token, 1)
    if match.found:
        assert match.start is not None and match.end is not None
        assert match.excerpt == text[match.start:match.end]
        pieces = [
            (max(a, match.start), min(b, match.end))
            for a, b in document.ranges(span.locator) if a < match.end and b > match.start
        ]
        assert fold(text, pieces).text.strip() == fold(token).text.strip()
    else:
        assert match.status is MatchStatus.NOT_FOUND


WORDS = st.sampled_from(["có", "đạt", "khoảng", "trong đó", "sản phẩm", "nhiệm vụ", "tỷ đồng", "của Sở Y tế"])
NUMBERS = st.one_of(
    st.integers(0, 99_999).map(str),
    st.tuples(st.integers(0, 999), st.integers(1, 999)).map(lambda pair: f"{pair[0]}/{pair[1]}"),
    st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda pair: f"{pair[0]},{pair[1]}"),
    st.integers(0, 100).map(lambda number: f"{number}%"),
    st.integers(1, 9).map(lambda number: f"0{number}"),
)


@given(st.lists(st.tuples(WORDS, NUMBERS), min_size=1, max_size=12))
@settings(max_examples=200, deadline=None)
def test_every_number_of_a_sentence_is_found_as_often_as_it_stands(parts: list[tuple[str, str]]) -> None:
    text = "I. KẾT QUẢ\n\n" + "; ".join(f"{word} **{number}**" for word, number in parts) + "."
    document = parse(text)
    numbers = [number for _, number in parts]
    for number in set(numbers):
        times = numbers.count(number)
        match = find_token(document, "I/¶2", number)
        assert match.hits == times
        assert match.status is (MatchStatus.FOUND if times == 1 else MatchStatus.AMBIGUOUS)
        starts = [find_token(document, "I/¶2", number, n).start for n in range(1, times + 1)]
        assert starts == sorted({start for start in starts if start is not None})
        assert find_token(document, "I/¶2", number, times + 1).status is MatchStatus.NOT_FOUND


@given(st.text(max_size=200))
@settings(deadline=None)
def test_normalising_is_idempotent_and_ignores_composition(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert normalise(unicodedata.normalize("NFD", text)) == once


@pytest.mark.parametrize("text", [
    pytest.param("1" * 200_000, id="digits"),
    pytest.param("[1: " * 20_000 + "[footnoteRef:1]", id="notes never closed"),
    pytest.param("[bookmark:" * 20_000, id="bookmarks never closed"),
    pytest.param("<sup>" * 20_000, id="marks never closed"),
    pytest.param("a" + "\u0301\u0323" * 50_000, id="accents on one letter"),
    pytest.param("(1) x\n" * 5_000, id="one number again and again"),
    pytest.param("\t" * 100_000 + "x", id="tabs"),
    pytest.param("|" * 100_000, id="bars"),
    pytest.param("# * " * 50_000, id="markup"),
    pytest.param("\u202e\u200f" * 50_000 + "5", id="right-to-left marks"),
])
def test_hostile_text_is_parsed(text: str) -> None:
    document = parse(text)
    find_token(document, "head", "5")
    assert all(span.end <= len(text) for span in document.spans)
