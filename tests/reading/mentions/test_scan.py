"""Scanning a document: offsets, places, the order of claims, and work that grows with the length only."""

from __future__ import annotations

import datetime as dt
import gc
import sys
import unicodedata
from types import FrameType

import pytest

from analysis.reading.mentions import MentionKind, read_mentions
from analysis.reading.mentions.hits import Taken
from analysis.reading.mentions.passages import passages
from analysis.reading.text import parse
from reading.mentions.sentences import ISSUED, quantities, texts

NOTICE = """VĂN PHÒNG

Số: 12/TB-VPCP

Hà Nội, ngày 15 tháng 7 năm 2026

**I. KẾT QUẢ**

1. Đến nay, **12/34** địa phương đã gửi báo cáo<sup>1</sup>, lựa chọn ít nhất 01

<sup>1</sup> Bộ Y tế: 15; Bộ Nội vụ: 18.

sản phẩm có thể lượng hóa.

2. Giải ngân 8,7 nghìn
tỷ đồng theo Nghị quyết số 17/2026/NQ-CP.
"""


def test_every_mention_stands_where_it_says() -> None:
    mentions = read_mentions(parse(NOTICE))
    assert [mention.text for mention in mentions if mention.kind is not MentionKind.DATE] == [
        "12/TB-VPCP", "12/34", "ít nhất 01", "15", "18", "8,7 nghìn\ntỷ đồng", "17/2026/NQ-CP",
    ]  # fmt: skip
    for mention in mentions:
        assert NOTICE[mention.start:mention.end] == mention.text
    places = {mention.text: str(mention.locator) for mention in mentions}
    assert places["12/34"].startswith("I.1/") and places["15"].startswith("note 1")


def test_a_paragraph_cut_by_a_note_is_read_in_one() -> None:
    found = {mention.text: mention for mention in read_mentions(parse(NOTICE))}
    assert found["ít nhất 01"].unit == "sản phẩm"


def test_decomposed_letters_change_nothing_but_offsets() -> None:
    text = unicodedata.normalize("NFD", NOTICE)
    found = read_mentions(parse(text))
    composed = read_mentions(parse(NOTICE))
    assert [(m.kind, m.value, m.unit) for m in found] == [(m.kind, m.value, m.unit) for m in composed]
    for mention in found:
        assert text[mention.start:mention.end] == mention.text


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\ufeff", "\u202e"])
def test_invisible_marks_around_numbers(mark: str) -> None:
    found = quantities(f"Có {mark} 12 nhiệm vụ và{mark} 15 sản phẩm.")
    assert texts(found) == ["12", "15"]


def test_the_date_of_the_letterhead_is_taken_when_none_is_given() -> None:
    text = NOTICE + "\n3. Hoàn thành trước 30/9.\n"
    given = [mention.date for mention in read_mentions(parse(text), dt.date(2026, 7, 15))]
    assert given == [mention.date for mention in read_mentions(parse(text))]


def test_taken_ranges() -> None:
    taken = Taken()
    taken.extend([(10, 12), (20, 25)])
    taken.extend([(0, 3), (14, 15)])
    assert taken.overlaps(2, 5) and taken.overlaps(24, 30) and taken.overlaps(11, 12)
    assert not taken.overlaps(3, 10) and not taken.overlaps(25, 30)
    assert taken.gap(5, 40) == (3, 10) and taken.gap(30, 40) == (25, 40) and taken.gap(13, 40) == (12, 14)
    assert Taken().gap(5, 40) == (0, 40)


def test_a_passage_knows_where_its_lines_end() -> None:
    (passage,) = passages(parse("Kinh phí đã giao cho các đơn vị là 12.375,\n3 triệu đồng và một khoản khác."))
    at = passage.text.index(", 3") + 1
    assert passage.wraps(at) and not passage.wraps(3) and not passage.wraps(0)


HOSTILE = {
    "digits": "1", "strokes": "1/", "percents": "%", "percentages": "1% ", "commas": "1,", "items": "1. ",
    "one line": "Có 12 nhiệm vụ, ", "lines": "Có 12 nhiệm vụ.\n", "zero-width": "1\u200b", "marks": "a\u0301\u0302",
    "number words": "một hai ba ", "years": "năm ", "brackets": "(1", "scales": "1 tỷ ", "ranges": "1 đến ",
    "bounds": "trên ", "right to left": "\u202e1\u202c ", "cells": "1\t2\t3\n", "agencies": "Bộ Y tế (1), ",
    "decomposed": unicodedata.normalize("NFD", "hơn 5 triệu hộ, "),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_work_grows_with_the_length_only(name: str) -> None:
    """Four times the text takes about four times as many calls of functions, Python's own included."""
    piece = HOSTILE[name]
    once = max(1, 1_200 // len(piece))

    def calls(times: int) -> int:
        count = 0

        def called(frame: FrameType, event: str, argument: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        text = piece * (once * times)
        sys.setprofile(called)
        try:
            read_mentions(parse(text), ISSUED)
        finally:
            sys.setprofile(None)
        return count

    calls(1)
    assert calls(4) < 5 * max(calls(1), 2_000)


@pytest.mark.parametrize(
    ("text", "value"), [("Có 5 trıệu đồng.", 5_000_000), ("Giải ngân 5 TRİỆU ĐỒNG.", 5_000_000), ("tốı đa 5 hồ sơ", 5)]
)
def test_a_turkish_i_is_an_i(text: str, value: int) -> None:
    assert [mention.value for mention in quantities(text)] == [value]


def test_a_line_of_bare_numbers_states_nothing_but_what_follows_it_is_read() -> None:
    assert quantities("7 8 " * 500) == []
    assert texts(quantities("7 8 " * 50 + "12 hồ sơ")) == ["12"]
    assert texts(quantities("10.000 ngày 30/6/2026")) == ["10.000"]


def test_reading_leaves_the_collector_as_it_was() -> None:
    for switch, enabled in ((gc.disable, False), (gc.enable, True)):
        switch()
        read_mentions(parse("Có 12 hồ sơ."))
        assert gc.isenabled() is enabled


def test_a_table_of_many_rows_with_one_number_is_read_in_order() -> None:
    found = quantities("STT\tSố xã\n" + "1\t25\n" * 50)
    assert texts(found) == ["25"] * 50
    assert {mention.unit for mention in found} == {"Số xã"}


def test_a_sentence_goes_on_over_a_line_that_cannot_end_it() -> None:
    text = (
        "I. KẾT QUẢ\n- Thực hiện nghị quyết của[footnoteRef:1]\nChính phủ, có 12 nhiệm vụ. [1: Ghi chú.]\n"
        "- Bộ Y tế có 5 nhiệm vụ.\n"
    )
    assert [(mention.text, mention.agency) for mention in quantities(text)] == [("12", None), ("5", "bo-y-te")]
