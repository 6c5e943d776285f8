"""Money, percentages, ratios and counts in sentences: where they begin and end, and what they say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analysis.reading.mentions import MentionKind, Sense
from analysis.vocabulary.measures import Qualifier
from analysis.vocabulary.quantities import parse_quantity
from reading.mentions.sentences import quantities, texts

BILLION = 10**9


@pytest.mark.parametrize(
    ("sentence", "text", "value", "currency"),
    [
        ("Đã giải ngân 8,7 nghìn tỷ đồng trong quý.", "8,7 nghìn tỷ đồng", 8_700 * BILLION, "VND"),
        ("Bố trí khoảng 95 nghìn tỷ đồng, gồm", "khoảng 95 nghìn tỷ đồng", 95_000 * BILLION, "VND"),
        ("Kinh phí 82,75 nghìn tỷ, trong đó", "82,75 nghìn tỷ", 82_750 * BILLION, "VND"),
        ("Kinh phí 8.7 nghìn tỷ đồng", "8.7 nghìn tỷ đồng", 8_700 * BILLION, "VND"),
        ("chi 2 tỷ 500 triệu đồng cho", "2 tỷ 500 triệu đồng", 2_500_000_000, "VND"),
        ("mua với giá 5.000.000 đồng/bộ.", "5.000.000 đồng", 5_000_000, "VND"),
        ("thu 20.000đ/lượt", "20.000đ", 20_000, "VND"),
        ("tổng 1,5 triệu tỷ đồng", "1,5 triệu tỷ đồng", Decimal("1.5") * 10**15, "VND"),
        ("kim ngạch 49,4 tỷ USD; riêng", "49,4 tỷ USD", Decimal("49.4") * BILLION, "USD"),
        ("doanh thu US$ 5 tỷ trong", "US$ 5 tỷ", 5 * BILLION, "USD"),
        ("vốn $7 triệu", "$7 triệu", 7_000_000, "USD"),
        ("vay 20 triệu EUR của", "20 triệu EUR", 20_000_000, "EUR"),
        ("tài trợ 3 tỷ yên Nhật", "3 tỷ yên Nhật", 3 * BILLION, "JPY"),
        ("hỗ trợ 150 tỷ won để", "150 tỷ won", 150 * BILLION, "KRW"),
        ("trị giá 40 triệu nhân dân tệ", "40 triệu nhân dân tệ", 40_000_000, "CNY"),
        ("khoản vay 12 triệu bảng Anh", "12 triệu bảng Anh", 12_000_000, "GBP"),
        ("ba nghìn tỷ đồng", "ba nghìn tỷ đồng", 3_000 * BILLION, "VND"),
        ("Tổng mức đầu tư 1.500 tỷ vốn ngân sách", "1.500 tỷ", 1_500 * BILLION, "VND"),
        ("Đã giao 12 500 tỷ đồng cho", "12 500 tỷ đồng", 12_500 * BILLION, "VND"),
        ("Đã giao 1 234 567,5 triệu đồng", "1 234 567,5 triệu đồng", 1_234_567_500_000, "VND"),
        ("vốn đầu tư 350 triệu.", "350 triệu", 350_000_000, "VND"),
        ("cấp thêm 6 tỉ 300 triệu cho", "6 tỉ 300 triệu", 6_300_000_000, "VND"),
        ("tạm ứng 15 trđ", "15 trđ", 15_000_000, "VND"),
        ("tạm ứng 48,5 tr.đ trong", "48,5 tr.đ", 48_500_000, "VND"),
        ("quyết toán 9 tỷ đ.", "9 tỷ đ", 9 * BILLION, "VND"),
        ("đã truy thu hồi 65 tỷ đồng.", "65 tỷ đồng", 65 * BILLION, "VND"),
        ("gọi được 6 triệu đô cho", "6 triệu đô", 6_000_000, "USD"),
        ("cân đối âm 250 tỷ đồng", "âm 250 tỷ đồng", -250 * BILLION, "VND"),
    ],
)
def test_money(sentence: str, text: str, value: int | Decimal, currency: str) -> None:
    (found,) = quantities(sentence)
    assert (found.kind, found.text, found.value) == (MentionKind.MONEY, text, value)
    assert found.currency == found.measure == currency


def test_one_unit_for_two_amounts() -> None:
    (found,) = quantities("Giải ngân 12.375,3/10.200 triệu đồng trong năm.")
    assert (found.kind, found.text) == (MentionKind.MONEY, "12.375,3/10.200 triệu đồng")
    assert (found.numerator, found.denominator) == (12_375_300_000, 10_200_000_000)
    assert found.value == found.numerator


def test_what_money_is_paid_for_stays_outside() -> None:
    (found,) = quantities("thu nhập 5 triệu đồng/người/tháng")
    assert (found.text, found.unit) == ("5 triệu đồng", "người/tháng")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Hơn 14 triệu đồng bào và 05 đồng chí", [("Hơn 14 triệu", "đồng bào"), ("05", "đồng chí")]),
        ("20,2 triệu giấy phép lái xe", [("20,2 triệu", "giấy phép lái xe")]),
        ("1,2 tỷ lượt truy cập", [("1,2 tỷ", "lượt truy cập")]),
        ("trung bình khoảng 06 triệu lượt/ngày", [("trung bình khoảng 06 triệu", "lượt/ngày")]),
        ("tính 02 tỷ lệ", [("02", "tỷ lệ")]),
        ("dân số đạt 1,5 triệu.", [("1,5 triệu", None)]),
    ],
)
def test_large_counts_are_no_money(sentence: str, expected: list[tuple[str, str | None]]) -> None:
    found = quantities(sentence)
    assert [(mention.text, mention.unit) for mention in found] == expected
    assert {mention.kind for mention in found} == {MentionKind.COUNT}


@pytest.mark.parametrize(
    ("sentence", "text", "value", "upper", "measure", "sense"),
    [
        ("đạt 21% số đã phân bổ", "21%", "21", None, "percent", None),
        ("chiếm 26,6%.", "26,6%", "26.6", None, "percent", None),
        ("đạt 45,67 phần trăm kế hoạch", "45,67 phần trăm", "45.67", None, "percent", None),
        ("tăng 3,2 điểm phần trăm so", "3,2 điểm phần trăm", "3.2", None, "percentage_points", Sense.INCREASE),
        ("giảm 0,5 điểm %", "0,5 điểm %", "0.5", None, "percentage_points", Sense.DECREASE),
        ("khoảng 80-84% số lượng", "khoảng 80-84%", "80", "84", "percent", None),
        ("tỷ lệ giảm từ 20-50%, cá biệt", "20-50%", "20", "50", "percent", Sense.DECREASE),
        ("từ 20 đến 50% số hồ sơ", "20 đến 50%", "20", "50", "percent", None),
        ("từ 20% đến 50% số hồ sơ", "20% đến 50%", "20", "50", "percent", None),
        ("lãi suất 10%/năm", "10%", "10", None, "percent", None),
        ("Vượt 21,3% so với", "21,3%", "21.3", None, "percent", Sense.EXCESS),
        ("tăng khoảng 20% so với", "khoảng 20%", "20", None, "percent", Sense.INCREASE),
        ("tăng trưởng -2,5% trong", "-2,5%", "-2.5", None, "percent", Sense.INCREASE),
        ("tỷ lệ 25.313%", "25.313%", "25.313", None, "percent", None),
        ("tỷ lệ 25,31%12 so với", "25,31%", "25.31", None, "percent", None),
        ("tỷ lệ (74,16 %) trong", "74,16 %", "74.16", None, "percent", None),
        ("từ 80% trở lên", "80% trở lên", "80", None, "percent", None),
        ("tăng trưởng âm 2,75% trong", "âm 2,75%", "-2.75", None, "percent", Sense.INCREASE),
        ("năm 2026 trên 12% số hộ", "trên 12%", "12", None, "percent", None),
    ],
)
def test_percentages(
    sentence: str, text: str, value: str, upper: str | None, measure: str, sense: Sense | None
) -> None:
    (found,) = quantities(sentence)
    assert (found.kind, found.text, found.value) == (MentionKind.PERCENT, text, Decimal(value))
    assert found.upper == (Decimal(upper) if upper else None)
    assert (found.measure, found.sense) == (measure, sense)


def test_from_and_to_are_two_percentages_and_no_decrease_by_either() -> None:
    found = quantities("giảm từ 50% xuống còn 30%")
    assert texts(found) == ["50%", "30%"]
    assert [mention.sense for mention in found] == [None, None]


@pytest.mark.parametrize(
    ("sentence", "text", "numerator", "denominator", "unit"),
    [
        ("Có 73/124 sản phẩm xác định", "73/124", 73, 124, "sản phẩm"),
        ("đã có 04/12 CSDL hoàn thành", "04/12", 4, 12, "CSDL"),
        ("gồm 12/99 (12%) sản phẩm", "12/99", 12, 99, "sản phẩm"),
        ("đạt 20.400/22.000 hồ sơ", "20.400/22.000", 20400, 22000, "hồ sơ"),
        ("15/16 Bộ, ngành đã gửi", "15/16", 15, 16, "Bộ, ngành"),
        ("chỉ 1/3 số đơn vị", "1/3", 1, 3, "số đơn vị"),
        ("giảm 2/3 thời gian", "2/3", 2, 3, "thời gian"),
        ("có 3/5 số ủy viên tán thành", "3/5", 3, 5, "số ủy viên"),
        ("chưa nêu nguồn 140/365 (38%)", "140/365", 140, 365, None),
    ],
)
def test_ratios(sentence: str, text: str, numerator: int, denominator: int, unit: str) -> None:
    found = quantities(sentence)[0]
    assert (found.kind, found.text) == (MentionKind.RATIO, text)
    assert (found.numerator, found.denominator, found.value) == (numerator, denominator, numerator)
    assert (found.unit, found.measure) == (unit, "count")


@pytest.mark.parametrize(
    ("sentence", "text", "value", "unit"),
    [
        ("còn 05 nhiệm vụ chậm", "05", 5, "nhiệm vụ"),
        ("có 11.500 trạm BTS, tốc độ", "11.500", 11500, "trạm BTS"),
        ("giao 10 bộ, ngành triển khai", "10", 10, "bộ, ngành"),
        ("ban hành 04 Luật và nhiều văn bản", "04", 4, "Luật"),
        ("tại 25 tỉnh/thành phố", "25", 25, "tỉnh/thành phố"),
        ("bảo đảm 6 rõ: rõ người", "6", 6, "rõ"),
        ("đáp ứng đầy đủ ba yêu cầu: một", "ba", 3, "yêu cầu"),
        ("tại hai mươi mốt địa phương", "hai mươi mốt", 21, "địa phương"),
        ("với ba trăm linh năm xã", "ba trăm linh năm", 305, "xã"),
        ("Hai bộ đã gửi", "Hai", 2, "bộ"),
        ("Qua một năm triển khai", "một", 1, "năm"),
        ("chỉ một đơn vị hoàn thành", "một", 1, "đơn vị"),
        ("trong năm năm qua", "năm", 5, "năm"),
        ("có 1,234,567 lượt truy cập", "1,234,567", 1234567, "lượt truy cập"),
        ("có 1,234 hồ sơ tồn", "1,234", 1234, "hồ sơ"),
        ("đạt 124³ sản phẩm", "124", 124, "sản phẩm"),
        ("đạt 2.500¹⁾ hồ sơ", "2.500", 2500, "hồ sơ"),
        ("cấp 01 (một) giấy phép", "01", 1, "giấy phép"),
        ("cấp một (01) giấy phép", "một", 1, "giấy phép"),
        ("tiếp nhận 12 345 hồ sơ", "12 345", 12345, "hồ sơ"),
        ("đã xử lý 18.432, đạt kế hoạch", "18.432", 18432, None),
        ("công suất 300MW", "300", 300, "MW"),
        ("danh mục 10 nhóm công nghệ", "10", 10, "nhóm công nghệ"),
        ("xử lý dứt điểm 05 nhiệm vụ", "05", 5, "nhiệm vụ"),
        ("thí điểm 06 dịch vụ công", "06", 6, "dịch vụ công"),
        ("trong tổng số 348 sản phẩm", "348", 348, "sản phẩm"),
        ("triển khai 20 chỉ số điều hành", "20", 20, "chỉ số"),
        ("Tổng số: 348.", "348", 348, None),
        ("số lượng còn 15.", "15", 15, None),
        ("đã phục hồi 14 di tích", "14", 14, "di tích"),
        ("bổ nhiệm 5 tổng biên tập mới", "5", 5, "tổng biên tập"),
        ("thay 25 tổng đài cũ", "25", 25, "tổng đài"),
        ("dựa trên 07 cơ sở dữ liệu", "07", 7, "cơ sở dữ liệu"),
        ("căn cứ trên 15 chỉ số", "15", 15, "chỉ số"),
        ("trên cơ sở 06 dự án", "06", 6, "dự án"),
        ("trên địa bàn 33 tỉnh", "33", 33, "tỉnh"),
    ],
)
def test_counts(sentence: str, text: str, value: int, unit: str | None) -> None:
    (found,) = quantities(sentence)
    assert (found.kind, found.text, found.value) == (MentionKind.COUNT, text, value)
    assert (found.unit, found.measure, found.agency) == (unit, "count", None)


def test_a_measured_quantity_keeps_its_decimals() -> None:
    (found,) = quantities("diện tích 1,234 ha rừng")
    assert (found.text, found.value, found.unit) == ("1,234", Decimal("1.234"), "ha")


@pytest.mark.parametrize(
    ("sentence", "text", "value", "upper", "measure"),
    [
        ("chậm nhất là 05 ngày làm việc", "05 ngày", 5, None, "days"),
        ("thấp hơn 5-10 lần so với", "5-10 lần", 5, 10, "times"),
        ("cao hơn 2,1 lần", "2,1 lần", Decimal("2.1"), None, "times"),
        ("gấp 3 lần", "3 lần", 3, None, "times"),
        ("không quá 30 ngày kể từ", "không quá 30 ngày", 30, None, "days"),
    ],
)
def test_times_and_days_are_measures(
    sentence: str, text: str, value: int | Decimal, upper: int | None, measure: str
) -> None:
    (found,) = quantities(sentence)
    assert (found.kind, found.text) == (MentionKind.COUNT, text)
    assert (found.value, found.upper, found.measure) == (value, upper, measure)


@pytest.mark.parametrize(
    ("sentence", "text", "low", "high"),
    [
        ("triển khai từ 02 đến 03 sản phẩm", "02 đến 03", 2, 3),
        ("tối thiểu 02-03 sản phẩm", "tối thiểu 02-03", 2, 3),
        ("lắp 18 – 25 trạm", "18 – 25", 18, 25),
        ("chi 5 tỷ-7 tỷ đồng", "5 tỷ-7 tỷ đồng", 5 * BILLION, 7 * BILLION),
        ("chi 10.000-12.000 tỷ đồng", "10.000-12.000 tỷ đồng", 10_000 * BILLION, 12_000 * BILLION),
        ("từ 900 triệu đồng đến 1,2 tỷ đồng", "900 triệu đồng đến 1,2 tỷ đồng", 900_000_000, 1_200_000_000),
        ("mất hai đến ba tháng", "hai đến ba", 2, 3),
    ],
)
def test_ranges(sentence: str, text: str, low: int, high: int) -> None:
    (found,) = quantities(sentence)
    assert (found.text, found.value, found.upper) == (text, low, high)
    assert found.qualifier is Qualifier.RANGE


@pytest.mark.parametrize(
    ("said", "qualifier"),
    [
        ("khoảng 350", Qualifier.ABOUT), ("gần 350", Qualifier.UNDER), ("hơn 350", Qualifier.OVER),
        ("trên 350", Qualifier.OVER), ("tối thiểu 350", Qualifier.OVER), ("không quá 350", Qualifier.UNDER),
        ("trên dưới 350", Qualifier.ABOUT), ("tối đa khoảng 350", Qualifier.UNDER), ("350", Qualifier.EXACT),
        ("trung bình 350", Qualifier.EXACT), ("ước đạt 350", Qualifier.ABOUT),
    ],
)  # fmt: skip
def test_qualifiers_are_inside(said: str, qualifier: Qualifier) -> None:
    (found,) = quantities(f"thu hút {said} đối tác")
    assert (found.text, found.value, found.qualifier) == (said, 350, qualifier)


@pytest.mark.parametrize("words", ["cao hơn", "nhiều hơn", "nêu trên", "Hiệp ước"])
def test_words_of_what_stands_before_are_no_qualifiers(words: str) -> None:
    (found,) = quantities(f"Kết quả {words} 12 đơn vị.")
    assert (found.text, found.qualifier) == ("12", Qualifier.EXACT)


@pytest.mark.parametrize(
    ("said", "qualifier"),
    [
        ("≥ 85%", Qualifier.OVER), ("> 85%", Qualifier.OVER), (">= 85%", Qualifier.OVER), ("≤85%", Qualifier.UNDER),
        ("<85%", Qualifier.UNDER), ("~85%", Qualifier.ABOUT), ("≈ 85%", Qualifier.ABOUT),
    ],
)  # fmt: skip
def test_signs_of_comparison_are_qualifiers(said: str, qualifier: Qualifier) -> None:
    (found,) = quantities(f"chỉ tiêu {said} số hộ")
    assert (found.text, found.value, found.qualifier) == (said, 85, qualifier)
    assert parse_quantity(said).qualifier is qualifier


@pytest.mark.parametrize("text", ["kết quả -> 85%", "kết quả => 85%", "kết quả <b>85%</b>"])
def test_arrows_and_tags_are_no_qualifiers(text: str) -> None:
    (found,) = quantities(text)
    assert (found.text, found.qualifier) == ("85%", Qualifier.EXACT)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Số trạm giảm từ 44 xuống 29.", [("44", 44), ("29", 29)]),
        ("Số vụ tăng từ 117 lên 139 vụ.", [("117", 117), ("139", 139)]),
        ("Hệ số giảm từ 0,47 xuống 0,36.", [("0,47", Decimal("0.47")), ("0,36", Decimal("0.36"))]),
        ("tăng từ 14 lên đến 21 mô hình", [("14", 14), ("21", 21)]),
        ("từ 52 còn 31 đơn vị", [("52", 52), ("31", 31)]),
        ("tăng từ 4 lên 6 tỷ đồng", [("4", 4 * BILLION), ("6 tỷ đồng", 6 * BILLION)]),
        ("giảm từ 48 xuống 35%", [("48", 48), ("35%", 35)]),
        ("kéo dài từ 12 lên 18 ngày", [("12", 12), ("18 ngày", 18)]),
    ],
)
def test_the_numbers_from_and_to_which_something_moves(
    sentence: str, expected: list[tuple[str, int | Decimal]]
) -> None:
    found = quantities(sentence)
    assert [(mention.text, mention.value) for mention in found] == expected
    assert found[0].kind is found[1].kind
    assert found[0].measure == found[1].measure


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Kế hoạch giao 270, thực hiện 241.", ["270", "241"]),
        ("Tổng số đơn 1.360; trễ hạn 37; quá hạn 14.", ["1.360", "37", "14"]),
        ("Số lượng đăng ký 47 và được duyệt 36.", ["47", "36"]),
        ("Điểm số 77,5 so với 70,2 của kỳ trước.", ["77,5", "70,2"]),
        ("Số xã đạt chuẩn 46, chưa đạt 13 và bỏ trống 4.", ["46", "13", "4"]),
        ("Có 13 nhiệm vụ (hoàn thành 8, đang thực hiện 5).", ["13", "8", "5"]),
        ("Có 350 sản phẩm, 108 là sản phẩm mới.", ["350", "108"]),
        ("Điểm trung bình 8,25; hệ số 1,5.", ["trung bình 8,25", "1,5"]),
    ],
)
def test_bare_numbers_behind_their_noun(sentence: str, expected: list[str]) -> None:
    assert texts(quantities(sentence)) == expected


def test_a_name_that_is_no_noun_of_ours_is_no_unit() -> None:
    found = quantities("Sở Nội vụ (42), xã Hòa An (17), Nghị định (12)")
    assert [(mention.text, mention.unit) for mention in found] == [("42", None), ("17", None), ("12", "Nghị định")]


def test_the_days_that_a_list_of_dates_follows_are_counted() -> None:
    (found,) = quantities("trong 3 ngày 4, 5 và 6/8/2026")
    assert (found.text, found.value, found.measure, found.unit) == ("3", 3, "days", "ngày")


def test_an_enumeration_says_its_unit_once() -> None:
    found = quantities("lần lượt là 15, 20 và 30 hồ sơ; xếp theo thứ tự")
    assert texts(found) == ["15", "20", "30"]
    (found_last,) = quantities("tăng các mức 10, 15 và 20% trong kỳ")
    assert found_last.text == "20%"


def test_numbers_with_a_place_behind_them() -> None:
    found = quantities("Có 06 trung tâm, gồm 02 ở Hà Nội, 03 ở Huế và 01 ở Đà Nẵng.")
    assert texts(found) == ["06", "02", "03", "01"]


def test_bracketed_counts_of_kinds_of_documents() -> None:
    found = quantities("đã trình Luật (04), Nghị định (19) và Thông tư (18).")
    assert [(mention.text, mention.unit) for mention in found] == [
        ("04", "Luật"), ("19", "Nghị định"), ("18", "Thông tư"),
    ]  # fmt: skip
