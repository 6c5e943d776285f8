"""The number grammar: every form the four documents use, the slips, and what must be refused."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import QuantityError
from analysis.vocabulary.measures import Measure, Qualifier
from analysis.vocabulary.numerals import Separators, read_numeral
from analysis.vocabulary.quantities import parse_number_words, parse_quantity

SCALES = {
    "nghìn": 3, "ngàn": 3, "vạn": 4, "triệu": 6, "tỷ": 9, "tỉ": 9, "nghìn tỷ": 12, "triệu tỷ": 15,
}  # fmt: skip


def official(number: Decimal) -> str:
    """A number as offices write it: 12.375,3. Independent of the code under test."""
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int) and exponent <= 0
    text = "".join(map(str, digits)).rjust(1 - exponent, "0")
    whole, fraction = (text[:exponent], text[exponent:]) if exponent else (text, "")
    groups = []
    while len(whole) > 3:
        whole, last = whole[:-3], whole[-3:]
        groups.insert(0, last)
    return ("-" if sign else "") + ".".join([whole, *groups]) + (f",{fraction}" if fraction else "")


numbers = st.decimals(min_value=0, max_value=10**9, places=4).flatmap(
    lambda number: st.sampled_from([round(number, places) for places in range(5)]).map(Decimal)
)


@given(numbers, st.sampled_from(sorted(SCALES)), st.sampled_from(["đồng", "USD", "lượt"]))
def test_a_scaled_number_reads_back(number: Decimal, scale: str, unit: str) -> None:
    read = parse_quantity(f"{official(number)} {scale} {unit}")
    assert read.amount == number * 10 ** SCALES[scale]
    assert read.scale == 10 ** SCALES[scale]
    assert read.decimals == -number.as_tuple().exponent  # type: ignore[operator]
    assert read.unit == unit
    assert read.measure is {"đồng": Measure.VND, "USD": Measure.USD, "lượt": Measure.COUNT}[unit]


@given(st.integers(0, 10**12))
def test_a_whole_number_reads_back_with_and_without_dots(number: int) -> None:
    for token in (official(Decimal(number)), str(number), f"{number:02d}"):
        assert parse_quantity(token, Measure.COUNT).amount == number


@given(st.integers(0, 10**5), st.integers(1, 4), st.integers(0, 9999))
def test_a_percentage_reads_back(whole: int, places: int, fraction: int) -> None:
    number = Decimal(f"{whole}.{fraction % 10**places:0{places}d}")
    read = parse_quantity(f"{official(number)}%")
    assert (read.amount, read.decimals, read.measure) == (number, places, Measure.PERCENT)


@given(st.integers(0, 10**5), st.integers(1, 10**5))
def test_a_ratio_reads_back(part: int, whole: int) -> None:
    read = parse_quantity(f"{part:02d}/{official(Decimal(whole))}")
    assert (read.amount, read.denominator, read.measure) == (part, whole, Measure.COUNT)


@given(st.integers(0, 998), st.integers(1, 500), st.sampled_from(["{}-{}%", "từ {} đến {}%", "{}% - {}%"]))
def test_a_range_reads_back(low: int, step: int, form: str) -> None:
    read = parse_quantity(form.format(low, low + step))
    assert (read.amount, read.upper, read.qualifier) == (low, low + step, Qualifier.RANGE)


@given(st.integers(2, 10**9).filter(lambda n: n % 1000), st.sampled_from(["NFC", "NFD"]))
def test_commas_between_several_thousands_are_an_unambiguous_slip(number: int, form: str) -> None:
    token = unicodedata.normalize(form, f"{number + 10**6:,} lượt")
    assert parse_quantity(token).amount == number + 10**6


ONES = ["", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def spelled(number: int, inner: bool = False) -> str:
    """Number words as schoolbooks write them. Independent of the code under test."""
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        return f"{spelled(thousands)} nghìn" + (f" {spelled(rest, True)}" if rest else "")
    hundreds, rest = divmod(number, 100)
    words = [f"{ONES[hundreds] or 'không'} trăm"] if hundreds or inner else []
    tens, one = divmod(rest, 10)
    if tens > 1:
        words.append(f"{ONES[tens]} mươi")
        words.append({1: "mốt", 5: "lăm"}.get(one, ONES[one]))
    elif tens == 1:
        words += ["mười", "lăm" if one == 5 else ONES[one]]
    elif one:
        words += ["linh"] if words else []
        words.append(ONES[one])
    return " ".join(word for word in words if word)


@given(st.integers(1, 999_999))
def test_number_words_read_back(number: int) -> None:
    assert parse_number_words(spelled(number)) == number
    assert parse_quantity(f"{spelled(number).capitalize()} sản phẩm").amount == number
    assert parse_quantity(f"{spelled(number % 999 + 1)} triệu đồng").amount == (number % 999 + 1) * 10**6


@pytest.mark.parametrize(
    ("token", "amount", "measure", "qualifier", "scale", "decimals", "unit"),
    [
        ("8,7 nghìn tỷ đồng", "8700000000000", "VND", "exact", 10**12, 1, "đồng"),
        ("khoảng 95 nghìn tỷ đồng", "95000000000000", "VND", "about", 10**12, 0, "đồng"),
        ("82,75 nghìn tỷ VND", "82750000000000", "VND", "exact", 10**12, 2, "VND"),
        ("79,90 tỷ USD", "79900000000", "USD", "exact", 10**9, 2, "USD"),
        ("1 tỷ 200 triệu đồng", "1200000000", "VND", "exact", 10**6, 0, "đồng"),
        ("05 triệu đồng/người", "5000000", "VND", "exact", 10**6, 0, "đồng/người"),
        ("hơn 500 triệu lượt", "500000000", "count", "over", 10**6, 0, "lượt"),
        ("trung bình khoảng 06 triệu lượt/ngày", "6000000", "count", "about", 10**6, 0, "lượt/ngày"),
        ("gần 350 đối tác", "350", "count", "under", None, 0, "đối tác"),
        ("tối thiểu 01 sản phẩm", "1", "count", "over", None, 0, "sản phẩm"),
        ("Ít nhất một sản phẩm", "1", "count", "over", None, 0, "sản phẩm"),
        ("tối đa 19", "19", "count", "under", None, 0, None),
        ("từ 20 trở lên", "20", "count", "over", None, 0, None),
        ("dưới 0,5%", "0.5", "percent", "under", None, 1, "%"),
        ("25,313%", "25.313", "percent", "exact", None, 3, "%"),
        ("28 phần trăm", "28", "percent", "exact", None, 0, "%"),
        ("20,2 triệu", "20200000", "count", "exact", 10**6, 1, None),
        ("12.375,3", "12375.3", "count", "exact", None, 1, None),
        ("3.193", "3193", "count", "exact", None, 0, None),
        ("79,90", "79.9", "count", "exact", None, 2, None),
        ("8.7", "8.7", "count", "exact", None, 1, None),
        ("0.125", "0.125", "count", "exact", None, 3, None),
        ("1,234.5", "1234.5", "count", "exact", None, 1, None),
        ("05", "5", "count", "exact", None, 0, None),
        ("05 đồng chí", "5", "count", "exact", None, 0, "đồng chí"),
        ("02 tỷ lệ", "2", "count", "exact", None, 0, "tỷ lệ"),
        ("15 ngày", "15", "days", "exact", None, 0, "ngày"),
        ("10 lần", "10", "times", "exact", None, 0, "lần"),
        ("top 20", "20", "rank", "exact", None, 0, None),
        ("thứ tư", "4", "rank", "exact", None, 0, None),
        ("năm bộ", "5", "count", "exact", None, 0, "bộ"),
        ("hai mươi năm", "20", "count", "exact", None, 0, "năm"),
        ("hai nghìn năm", "2000", "count", "exact", 10**3, 0, "năm"),
        ("hai nghìn linh tư", "2004", "count", "exact", None, 0, None),
        ("một trăm lẻ tư", "104", "count", "exact", None, 0, None),
        ("ba nghìn tỷ đồng", "3000000000000", "VND", "exact", 10**12, 0, "đồng"),
        ("hai tỷ ba trăm triệu đồng", "2300000000", "VND", "exact", 10**6, 0, "đồng"),
        ("một triệu không nghìn hai trăm", "1000200", "count", "exact", None, 0, None),
        ("-5,2%", "-5.2", "percent", "exact", None, 1, "%"),
    ],
)
def test_forms(token: str, amount: str, measure: str, qualifier: str, scale: int | None, decimals: int,
               unit: str | None) -> None:
    read = parse_quantity(token)
    assert (read.amount, read.measure, read.qualifier) == (Decimal(amount), measure, qualifier)
    assert (read.scale, read.decimals, read.unit, read.token) == (scale, decimals, unit, token)
    assert read.denominator is None and read.upper is None


@pytest.mark.parametrize(
    ("token", "amount", "upper", "unit"),
    [
        ("80-84%", 80, 84, "%"),
        ("khoảng 80-84%", 80, 84, "%"),
        ("02-03", 2, 3, None),
        ("từ 02 đến 03 sản phẩm", 2, 3, "sản phẩm"),
        ("tối thiểu 02-03 sản phẩm", 2, 3, "sản phẩm"),
        ("5–10 lần", 5, 10, "lần"),
        ("1,2 - 1,5 triệu", 1_200_000, 1_500_000, None),
        ("từ 900 triệu đồng đến 1,2 tỷ đồng", 900_000_000, 1_200_000_000, "đồng"),
        ("mười hai đến mười lăm ngày", 12, 15, "ngày"),
    ],
)
def test_ranges(token: str, amount: int, upper: int, unit: str | None) -> None:
    read = parse_quantity(token)
    assert (read.amount, read.upper, read.unit, read.qualifier) == (amount, upper, unit, Qualifier.RANGE)


def test_a_ratio_shares_the_scale_that_is_said_once() -> None:
    read = parse_quantity("8,7/71 nghìn tỷ đồng")
    assert (read.amount, read.denominator) == (8_700_000_000_000, 71_000_000_000_000)


def test_spaces_and_unicode_forms_do_not_matter() -> None:
    plain = parse_quantity("khoảng 8,7 nghìn tỷ đồng")
    assert plain.qualifier is Qualifier.ABOUT
    decomposed = unicodedata.normalize("NFD", "khoảng 8,7 nghìn tỷ đồng")
    for token in ("khoảng\u00a08,7\u202fnghìn  tỷ\nđồng", decomposed):
        read = parse_quantity(token)
        assert (read.amount, read.qualifier, read.measure) == (plain.amount, plain.qualifier, plain.measure)
        assert read.token == token


@pytest.mark.parametrize(
    "token",
    [
        "", "  ", "đồng", "không", "nghìn", "tỷ", "5G", "8,7.1", "1.23.456", "1.234.56", "12,34,567",
        "05.500", "1234.567", "1,234", "1,234 sản phẩm", "1,234 đồng", "25.313%", "24/6/2026", "73/0",
        "73/", "5/10%", "12/99[footnoteRef:5]", "thấp<sup>2</sup>", "12<sup>2</sup>", "12²",
        "12/99 (12%)", "28%.", "28%,", "(28%)", "84-80%", "80-80%", "500 - 1 triệu", "5 triệu peso/",
        "từ 5", "thấp hơn 5", "57-NQ/TW", "hai mươi một", "hai nghìn ba", "một triệu hai",
        "một trăm hai", "mười mốt", "1 triệu 200", "1 triệu 200 tỷ", "1,5 tỷ 200 triệu",
        "5 phần nghìn", "28%/năm", "8,7 nghìn tỷ đồng.", "**28%**", "2 tỷ tỷ", "9" * 30, "top 2,5",
        "thứ 0", "3 sản phẩm - 5 nhóm",
    ],
)  # fmt: skip
def test_refused(token: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_quantity(token)
    assert caught.value.expected and caught.value.found


def test_number_words_alone_refuse_anything_else() -> None:
    assert parse_number_words("hai mươi mốt") == 21
    for text in ("21", "hai mươi mốt sản phẩm", "", "mươi"):
        with pytest.raises(QuantityError):
            parse_number_words(text)


@pytest.mark.parametrize(
    ("token", "measure"),
    [
        ("05", "count"), ("5", "times"), ("5,5", "times"), ("20", "rank"), ("15 ngày", "count"),
        ("3 lần", "count"), ("70 nghìn tỷ", "VND"), ("79,90 tỷ", "USD"), ("28%", "percent"),
        ("8,7 tỷ đồng", "VND"),
    ],
)  # fmt: skip
def test_a_measure_that_the_token_can_be_of(token: str, measure: str) -> None:
    assert parse_quantity(token, Measure(measure)).measure == measure


@pytest.mark.parametrize(
    ("token", "measure"),
    [
        ("28%", "count"), ("28", "percent"), ("28", "VND"), ("28", "USD"), ("28 tỷ đồng", "USD"),
        ("28 tỷ USD", "VND"), ("28 tỷ đồng", "count"), ("top 20", "count"), ("28", "days"),
        ("28 sản phẩm", "times"), ("28%", "rank"), ("24", "date"), ("28 tỷ đồng", "percent"),
        ("2 triệu", "rank"), ("5 triệu lượt", "VND"),
    ],
)  # fmt: skip
def test_a_measure_that_contradicts_the_token(token: str, measure: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_quantity(token, Measure(measure))
    assert caught.value.expected and caught.value.found


@pytest.mark.parametrize(
    ("token", "amount", "measure"),
    [
        ("5 triệu EUR", 5 * 10**6, "EUR"), ("3 tỷ yên Nhật", 3 * 10**9, "JPY"),
        ("40 triệu nhân dân tệ", 4 * 10**7, "CNY"),
        ("150 tỷ won", 150 * 10**9, "KRW"), ("12 triệu bảng Anh", 12 * 10**6, "GBP"), ("2 triệu SGD", 2 * 10**6, "SGD"),
        ("US$ 5 tỷ", 5 * 10**9, "USD"), ("$7 triệu", 7 * 10**6, "USD"), ("khoảng €2 triệu", 2 * 10**6, "EUR"),
        ("12 500 tỷ đồng", 12_500 * 10**9, "VND"), ("1 234 567,5 triệu đồng", 1_234_567_500_000, "VND"),
        ("2,5 tỷ đô-la", 25 * 10**8, "USD"), ("100 triệu đô la Úc", 10**8, "AUD"), ("20.000đ", 20_000, "VND"),
        ("7tỷ đồng", 7 * 10**9, "VND"), ("5 triệu đồng/người/năm", 5 * 10**6, "VND"),
    ],
)  # fmt: skip
def test_currencies(token: str, amount: int, measure: str) -> None:
    read = parse_quantity(token)
    assert (read.amount, read.measure) == (amount, Measure(measure))


def test_percentage_points_are_no_percentage() -> None:
    for token in ("3,2 điểm phần trăm", "3,2 điểm %"):
        read = parse_quantity(token)
        assert (read.amount, read.measure, read.unit) == (Decimal("3.2"), Measure.PERCENTAGE_POINTS, "điểm phần trăm")
        with pytest.raises(QuantityError):
            parse_quantity(token, Measure.PERCENT)


@pytest.mark.parametrize(
    ("token", "official", "slip"),
    [("1,234 hồ sơ", "1.234", "1234"), ("25.313%", "25313", "25.313"), ("1,234,567", "1234567", "1234567"),
     ("8.7", "8.7", "8.7"), ("12.375,3", "12375.3", "12375.3"), ("1,234-1,500", "1.234", "1234")],
)  # fmt: skip
def test_a_doubtful_separator_is_settled_by_who_knows(token: str, official: str, slip: str) -> None:
    assert parse_quantity(token, separators=Separators.OFFICIAL).amount == Decimal(official)
    assert parse_quantity(token, separators=Separators.SLIP).amount == Decimal(slip)


@pytest.mark.parametrize("text", ["", "-", "1.23.456", "1.2.3", "12,34,567", "9" * 19, "1" * 10**6, "²", "١٢"])
def test_digits_that_are_no_numeral(text: str) -> None:
    assert read_numeral(text) is None


PIECES = [
    "12", "05", "8,7", "1.234", "/", "-", "%", " ", "nghìn", "tỷ", "đồng", "từ", "đến", "khoảng", "top",
    "hai", "mươi", "trăm", "linh", "năm", "sản phẩm", "[", "thứ", "không", "trở lên", "ngày",
]  # fmt: skip


@given(st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)),
       st.sampled_from([None, *Measure]))
def test_any_text_is_read_or_refused_with_reasons(token: str, measure: Measure | None) -> None:
    try:
        read = parse_quantity(token, measure)
    except QuantityError as error:
        assert error.expected and error.found
    else:
        assert measure in (None, read.measure)
        assert read.upper is None or (read.upper > read.amount and read.qualifier is Qualifier.RANGE)


@pytest.mark.parametrize(
    ("token", "amount"),
    [("5 tr\u0131ệu đồng", 5_000_000), ("t\u1ed1\u0131 đa 5", 5), ("5 tr\u0130ệu", 5_000_000),
     ("từ 5 đến 6 tr\u0131ệu", 5_000_000)],
)
def test_a_turkish_i_is_an_i(token: str, amount: int) -> None:
    assert parse_quantity(token).amount == amount
