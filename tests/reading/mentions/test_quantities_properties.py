"""What holds for every number: written in an official way it reads back, alone and in a sentence."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import QuantityError
from analysis.reading.mentions import Mention, MentionKind, read_mentions
from analysis.reading.text import parse
from analysis.vocabulary.measures import Measure
from analysis.vocabulary.numerals import Separators
from analysis.vocabulary.quantities import Quantity, parse_quantity
from reading.mentions.sentences import ISSUED, QUANTITIES, official, quantities

SCALES = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9, "nghìn tỷ": 12}
CURRENCIES = {"đồng": "VND", "VNĐ": "VND", "USD": "USD", "EUR": "EUR", "yên": "JPY", "won": "KRW"}
AROUND = [
    "Đến nay, đã giải ngân {}, cao hơn cùng kỳ.", "Tổng vốn là {}.", "- Kinh phí: {};", "(trong đó có {})",
    "Bộ Tài chính báo cáo {} cho các dự án.", "đạt {} theo kế hoạch", "{}",
]  # fmt: skip
SAID = ["", "", "khoảng ", "hơn ", "gần ", "trên ", "tối thiểu ", "không quá ", "ước đạt ", "trung bình khoảng "]
NOUNS = ["nhiệm vụ", "sản phẩm", "hồ sơ", "lượt truy cập", "CSDL", "TTHC", "bộ, ngành", "tỉnh, thành phố", "Nghị định"]

unhurried = settings(deadline=None)  # the first sentence also reads the registry
numbers = st.decimals(min_value=0, max_value=10**6, places=3).flatmap(
    lambda number: st.sampled_from([round(number, places) for places in range(4)]).map(Decimal)
)
whole = st.integers(0, 10**9)


def read_back(mention: Mention) -> list[Quantity]:
    """What the vocabulary's grammar makes of the mention's own text, in either reading of a doubtful separator."""
    token = re.sub(r"([.,])\s*\n\s*", r"\1", mention.text).replace("*", "")
    token = re.sub(r"<sup>\s*\d+\s*</sup>", " ", token)
    measure = Measure(mention.measure) if mention.measure else None
    if mention.measure == "count" or (measure is not None and mention.currency is None):
        measure = None
    readings: list[Quantity] = []
    for separators in Separators:
        try:
            readings.append(parse_quantity(token, measure, separators))
        except QuantityError:
            continue
    return readings


def agrees(mention: Mention) -> bool:
    """Whether a reading of the text has the mention's numbers."""
    return any(
        (read.amount, read.upper, read.denominator, read.qualifier)
        == (mention.value, mention.upper, mention.denominator, mention.qualifier)
        for read in read_back(mention)
    )


@unhurried
@given(numbers, st.sampled_from(sorted(SCALES)), st.sampled_from(sorted(CURRENCIES)), st.sampled_from(SAID),
       st.sampled_from(AROUND))
def test_money_reads_back(number: Decimal, scale: str, currency: str, said: str, around: str) -> None:
    token = f"{said}{official(number)} {scale} {currency}"
    (found,) = quantities(around.format(token))
    assert (found.kind, found.text) == (MentionKind.MONEY, token)
    assert (found.value, found.currency) == (number * 10 ** SCALES[scale], CURRENCIES[currency])
    assert agrees(found)


@unhurried
@given(numbers.filter(lambda number: number < 10_000), st.sampled_from(["{}%", "{} %", "{} phần trăm"]),
       st.sampled_from(SAID), st.sampled_from(AROUND))
def test_a_percentage_reads_back(number: Decimal, form: str, said: str, around: str) -> None:
    token = said + form.format(official(number))
    (found,) = quantities(around.format(token))
    assert (found.kind, found.text, found.value) == (MentionKind.PERCENT, token, number)
    assert agrees(found)


@unhurried
@given(whole, st.booleans(), st.sampled_from(SAID), st.sampled_from(NOUNS), st.sampled_from(AROUND))
def test_a_count_reads_back(number: int, dots: bool, said: str, noun: str, around: str) -> None:
    digits = official(number) if dots or 1900 <= number < 2100 else f"{number:02d}"
    (found,) = quantities(around.format(f"{said}{digits} {noun}"))
    assert (found.kind, found.text, found.value) == (MentionKind.COUNT, f"{said}{digits}", number)
    assert found.unit == noun
    assert agrees(found)


@unhurried
@given(st.integers(0, 10**5), st.integers(13, 10**6), st.sampled_from(NOUNS), st.sampled_from(AROUND[:-1]))
def test_a_ratio_reads_back(part: int, of: int, noun: str, around: str) -> None:
    token = f"{part:02d}/{official(of)}"
    found = quantities(around.format(f"{token} {noun}"))
    assert [(mention.kind, mention.text) for mention in found] == [(MentionKind.RATIO, token)]
    assert (found[0].numerator, found[0].denominator) == (part, of)
    assert agrees(found[0])


@unhurried
@given(st.integers(1, 900), st.integers(1, 90), st.sampled_from(["{}-{}", "{} – {}", "{} đến {}", "{} - {}"]),
       st.sampled_from(["%", " tỷ đồng", " nhiệm vụ", " lần"]))
def test_a_range_reads_back(low: int, step: int, form: str, sign: str) -> None:
    token = form.format(low, low + step) + ("" if sign == " nhiệm vụ" else sign)
    (found,) = quantities(f"Mỗi năm triển khai từ {token}{sign if sign == ' nhiệm vụ' else ''} trở về sau.")
    factor = 10**9 if "tỷ" in sign else 1
    assert (found.text, found.value, found.upper) == (token, low * factor, (low + step) * factor)
    assert agrees(found)


@unhurried
@given(st.integers(10**6, 10**9), st.sampled_from(["NFC", "NFD"]))
def test_commas_between_the_thousands_are_understood(number: int, form: str) -> None:
    text = unicodedata.normalize(form, f"Đã tiếp nhận {number:,} hồ sơ trong tháng.")
    (found,) = quantities(text)
    assert (found.text, found.value) == (f"{number:,}", number)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("text", "mention", "value"),
    [
        ("Kinh phí đã phân bổ cho các dự án thuộc chương trình là 8,7 nghìn\ntỷ đồng.", "8,7 nghìn\ntỷ đồng",
         8_700 * 10**9),
        ("Kinh phí đã phân bổ cho các dự án thuộc chương trình là 12.375,\n3 triệu đồng.", "12.375,\n3 triệu đồng",
         12_375_300_000),
        ("Kinh phí đã phân bổ cho các dự án thuộc chương trình là **8,7** nghìn tỷ\u00a0đồng.",
         "8,7** nghìn tỷ\u00a0đồng", 8_700 * 10**9),
    ],
)  # fmt: skip
def test_a_number_wrapped_over_a_line_end(text: str, mention: str, value: int, form: str) -> None:
    (found,) = quantities(unicodedata.normalize(form, text))
    assert (found.text, found.value) == (unicodedata.normalize(form, mention), value)


PIECES = [
    "12", "05", "8,7", "1.234", "1,234", "2026", "/", "-", "–", "%", "(", ")", ".", ",", ";", ":", "\n", "\t", "**",
    "|",
    "nghìn", "tỷ", "triệu", "đồng", "USD", "$", "từ", "đến", "khoảng", "hơn", "tối đa", "top", "thứ", "hai", "mươi",
    "một", "năm", "trăm", "linh", "sản phẩm", "Bộ Y tế", "Đà Nẵng", "có", "lần", "ngày", "Đề án", "số", "và", "trở lên",
    "lên", "xuống còn", "âm", "≥", "<", "~", ">", "tr.đ", "Q3/2026", "là", "080.12345", "dẫn đầu", "hồi", "tổng",
    "<sup>1</sup>", "²", "\u200b", "e\u0301", "STT", "Nơi nhận:", "điểm phần trăm", "5G", "24/7",
]  # fmt: skip
any_text = st.one_of(
    st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=16).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=16).map("".join),
)  # fmt: skip


def _said_elsewhere(mention: Mention) -> bool:
    """Whether the sign stands over the column or at the second of two numbers (`từ 45 xuống 30%`)."""
    if mention.measure == "count" and mention.unit is None:
        return False
    try:
        read = parse_quantity(mention.text)
    except QuantityError:
        return False
    return read.measure is Measure.COUNT and read.unit is None and read.scale is None and mention.measure != "count"


@settings(max_examples=400, deadline=None)
@given(any_text)
def test_any_text_is_read_and_every_mention_stands_where_it_says(text: str) -> None:
    last = 0
    for mention in read_mentions(parse(text), ISSUED):
        assert mention.text == text[mention.start:mention.end] != ""
        assert mention.start >= last
        last = mention.end
        if mention.kind in QUANTITIES and not _said_elsewhere(mention):
            assert agrees(mention), mention
