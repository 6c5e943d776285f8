"""Hostile texts: nothing crashes, mentions lie apart and say what stands there, and the work grows with the length."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reading.drafting import draft
from analysis.reading.mentions.model import Mention
from analysis.reading.mentions.scan import read_mentions
from analysis.reading.text import parse
from hostile import HOSTILE, NOTICE, ordinary
from work import calls

LENGTH = 50_000  # characters: whatever takes the square of it (2.5 billion steps) does not end in time
PATIENCE = 60  # seconds; a linear reading takes one, five where every second character is a number


def read(text: str) -> tuple[Mention, ...]:
    return read_mentions(parse(text))


@contextmanager
def patience(seconds: int) -> Iterator[None]:
    """Stops what has not ended after so many seconds: it hangs."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def assert_true_to(text: str, mentions: tuple[Mention, ...]) -> None:
    """Each mention is what stands at its offsets; they are in order and lie apart."""
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end <= len(text), mention
        assert mention.text == text[mention.start : mention.end]
        assert mention.locator is not None
        end = mention.end


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_read_to_its_end(name: str) -> None:
    text = HOSTILE[name](LENGTH)
    with patience(PATIENCE):
        mentions = read(text)
    assert_true_to(text, mentions)


@pytest.mark.parametrize("name", ["ordinary", *HOSTILE])
def test_the_work_grows_with_the_length(name: str) -> None:
    """Four times the text takes about four times the calls: counted, not timed. Squares would take sixteen."""
    if name == "ordinary":
        length = len(NOTICE.read_text("utf-8"))  # whole notices, each with its tables at the end
        short, long = ordinary(length), ordinary(4 * length)
    else:
        short, long = HOSTILE[name](4_000), HOSTILE[name](16_000)
    read(short)  # whatever is made once and kept
    once, four = calls(lambda: read(short)), calls(lambda: read(long))
    assert four <= 4.8 * once + 2_000, f"{once:,} calls for {len(short):,} characters, {four:,} for {len(long):,}"


# Made of the notice: a short piece has other things in it than a long one.
OF_THE_NOTICE = {"decomposed", "marks nobody sees in words", "right to left", "one endless line"}


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - OF_THE_NOTICE))
def test_the_work_of_drafting_grows_with_the_length(name: str) -> None:
    short, long = HOSTILE[name](1_000), HOSTILE[name](4_000)
    draft(short)
    once, four = calls(lambda: draft(short)), calls(lambda: draft(long))
    assert four <= 5 * once + 20_000, f"{once:,} calls for {len(short):,} characters, {four:,} for {len(long):,}"


# What documents are made of, in any order and place, beside marks that nobody sees.
PIECES = st.sampled_from([
    "I. ", "1. ", "a) ", "(1) ", "- ", "\n", "\n\n", "\t", "|", "**", "Phụ lục 1\n", "STT\tTên\n", " ", "  ",
    "khoảng ", "hơn ", "gần ", "tối thiểu ", "từ ", "đến ", "đến hết ", "trước ngày ", "chậm nhất ", "trong ",
    "định kỳ ", "hằng tháng", "hằng quý ", "tăng ", "giảm ", "vượt ", "đạt ", "số ", "ngày ", "tháng ", "năm ",
    "quý III ", "05", "8,7", "12.375,3", "1.234", "0", "73/124", "18 – 25/8", "80-84", "24/6/2026", "30/02/2026",
    "2026", "99/99/9999", "một ", "hai mươi ", "mốt ", "nghìn ", "triệu ", "tỷ ", "tỷ đồng ", "USD ", "%", "lần ",
    "nhiệm vụ ", "sản phẩm ", "địa phương ", "Bộ Y tế ", "Đà Nẵng ", "Bộ Văn hóa, Thể thao và Du lịch ", "(5)",
    ": ", ", ", "; ", ".", "/", "-", "–", "(", ")", "Nghị quyết số ", "57-NQ/TW", "246/TB-VPCP", " /TB-VPCP",
    "66.7/2025/NQ-CP", "Đề án 06", "5G/6G", "lần thứ 3 ", "thứ hai ", "XVI", "<sup>1</sup>", "<sup>1</sup> ",
    "[footnoteRef:1]", "[1: ", "]", "Nơi nhận:\n", "\u200b", "\u00a0", "\u0301", "\u202e", "\ufeff", "٣", "１",
    "²", "½", "Ⅳ", "௧", "\ud800", "\x00",
])  # fmt: skip
MADE = st.lists(PIECES, max_size=50).map("".join)
ANY = st.text(max_size=200)


@given(st.one_of(MADE, ANY, st.tuples(MADE, ANY, MADE).map("".join)))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_and_every_mention_stands_where_it_says(text: str) -> None:
    assert_true_to(text, read(text))


@given(st.one_of(MADE, st.tuples(MADE, ANY, MADE).map("".join)))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_drafted(text: str) -> None:
    made = draft(text)
    known = {(mention.start, mention.end) for mention in made.mentions}
    assert all((figure.mention.start, figure.mention.end) in known for figure in made.figures)
    assert all(0 <= figure.confidence <= 1 for figure in made.figures)


@given(MADE)
@settings(max_examples=100, deadline=None)
def test_a_text_is_read_the_same_twice(text: str) -> None:
    assert read(text) == read(text)
