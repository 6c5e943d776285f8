"""Dates and deadlines in sentences and cells: every official form, and what only looks like one."""

from __future__ import annotations

import calendar
import datetime as dt
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.matching import fold
from analysis.reading.mentions.citations import find_citations
from analysis.reading.mentions.days import find_dates
from analysis.reading.mentions.hits import Hit, Taken
from analysis.reading.mentions.model import MentionKind
from analysis.reading.mentions.passages import Passage
from analysis.vocabulary.deadlines import parse_date, parse_deadline
from analysis.vocabulary.locators import Locator
from work import calls

ISSUED = dt.date(2026, 6, 24)


def find(text: str, issued: dt.date | None = ISSUED) -> tuple[str, list[Hit]]:
    passage = Passage(fold(text), ((0, Locator("I")),))
    taken = Taken()
    for hit in find_citations(passage, taken, issued):
        taken.add(hit.start, hit.end)
    return passage.text, find_dates(passage, taken, issued)


def found(text: str, issued: dt.date | None = ISSUED) -> list[str]:
    """Each mention as `text = day`, with its first day where that is another, and its kind when a deadline."""
    folded, hits = find(text, issued)
    lines = []
    for hit in sorted(hits, key=lambda hit: hit.start):
        if hit.kind is None:
            continue
        fields = hit.fields
        words = [f"{folded[hit.start:hit.end]} ="]
        if hit.kind is MentionKind.DATE and fields["first"] != fields["date"] and fields["precision"] == "day":
            words.append(f"{fields['first']}..")
        words.append(str(fields.get("date") or fields.get("recurrence")))
        if hit.kind is MentionKind.DEADLINE:
            words.append(fields["deadline_kind"])
        lines.append(" ".join(words) + ("?" if fields.get("inferred") else ""))
    return lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hà Nội, ngày 24 tháng 6 năm 2026", ["ngày 24 tháng 6 năm 2026 = 2026-06-24"]),
        ("Ngày 12/3/2026, tại trụ sở", ["Ngày 12/3/2026 = 2026-03-12"]),
        ("(24.6.2026)", ["24.6.2026 = 2026-06-24"]),
        ("24-6-2026", ["24-6-2026 = 2026-06-24"]),
        ("cập nhật 2026-06-24", ["2026-06-24 = 2026-06-24"]),
        ("ngày 24/ 6/ 2026", ["ngày 24/ 6/ 2026 = 2026-06-24"]),
        ("ngày 05/07 họp", ["ngày 05/07 = 2026-07-05?"]),
        ("tuần lễ 18 – 25/8", ["18 – 25/8 = 2026-08-18.. 2026-08-25?"]),
        ("từ ngày 18 đến ngày 25 tháng 8", ["ngày 18 đến ngày 25 tháng 8 = 2026-08-18.. 2026-08-25?"]),
        ("ngày 18 và 19/8/2026", ["ngày 18 và 19/8/2026 = 2026-08-18.. 2026-08-19"]),
        ("trong hai ngày 5, 6/3/2026", ["hai = None", "ngày 5, 6/3/2026 = 2026-03-05.. 2026-03-06"]),
        ("từ 01/7 đến 30/9/2026", ["01/7 = 2026-07-01?", "30/9/2026 = 2026-09-30"]),
        ("từ ngày 01/7/2025", ["ngày 01/7/2025 = 2025-07-01"]),
        ("tháng 6/2026", ["tháng 6/2026 = 2026-06-30"]),
        ("Kế hoạch Q4/2026", ["Q4/2026 = 2026-12-31"]),
        ("Số liệu T8/2026", ["T8/2026 = 2026-08-31"]),
        ("đêm 14 rạng 15/9", ["14 rạng 15/9 = 2026-09-14.. 2026-09-15?"]),
        ("tháng 06-2026", ["tháng 06-2026 = 2026-06-30"]),
        ("THÁNG 6 NĂM 2026", ["THÁNG 6 NĂM 2026 = 2026-06-30"]),
        ("tháng6/2026", ["tháng6/2026 = 2026-06-30"]),
        ("tháng 4, 5, 6/2026", ["tháng 4, 5, 6/2026 = 2026-06-30"]),
        ("tháng 5 và tháng 6/2025", ["tháng 5 = 2026-05-31?", "tháng 6/2025 = 2025-06-30"]),
        ("trọng tâm tháng 6", ["tháng 6 = 2026-06-30?"]),
        ("đưa vào hoạt động từ tháng 8/2025", ["tháng 8/2025 = 2025-08-31"]),
        ("6 tháng đầu năm 2026 đạt 45%", ["6 tháng đầu năm 2026 = 2026-06-30"]),
        ("sáu tháng đầu năm", ["sáu tháng đầu năm = 2026-06-30?"]),
        ("9 tháng năm 2025", ["9 tháng năm 2025 = 2025-09-30"]),
        ("nửa đầu năm 2026", ["nửa đầu năm 2026 = 2026-06-30"]),
        ("quý I/2026", ["quý I/2026 = 2026-03-31"]),
        ("Quý 4-2025", ["Quý 4-2025 = 2025-12-31"]),
        ("quý I và II/2026", ["quý I và II/2026 = 2026-06-30"]),
        ("năm 2025 tăng so với năm 2024", ["năm 2025 = 2025-12-31", "năm 2024 = 2024-12-31"]),
        ("các năm 2024, 2025 và 2026", ["năm 2024, 2025 và 2026 = 2026-12-31"]),
        ("giai đoạn 2021-2030", ["2021-2030 = 2030-12-31"]),
        ("nhiệm kỳ 2026 - 2031", ["2026 - 2031 = 2031-12-31"]),
        ("kế hoạch 5 năm 2026-2030", ["2026-2030 = 2030-12-31"]),
        ("từ đầu năm 2025 đến nay", ["năm 2025 = 2025-12-31"]),
        ("từ 2026 đến 2030", ["2026 = 2026-12-31", "2030 = 2030-12-31"]),
        ("các ngày 22/6, 23/6 và 24/6/2026", [
            "ngày 22/6 = 2026-06-22?", "23/6 = 2026-06-23?", "24/6/2026 = 2026-06-24"]),
        ("đợt 1: 01/7-31/7/2026", ["01/7 = 2026-07-01?", "31/7/2026 = 2026-07-31"]),
        ("ước đến 30/6/2026 đạt 45%", ["30/6/2026 = 2026-06-30"]),
        ("Quý Ill/2026", ["Quý Ill/2026 = 2026-09-30"]),
        ("sáng 25/6", ["25/6 = 2026-06-25?"]),
        ("Nghị quyết số 71/NQ-CP ngày 01/4/2025", ["ngày 01/4/2025 = 2025-04-01"]),
        ("31/5/2025", ["31/5/2025 = 2025-05-31"]),
        ("Quý III/2026", ["Quý III/2026 = 2026-09-30"]),
        ("ngày       tháng 5 năm 2026", ["tháng 5 năm 2026 = 2026-05-31"]),
    ],
)
def test_dates(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("xong trước ngày 30 tháng 6 năm 2026", ["trước ngày 30 tháng 6 năm 2026 = 2026-06-29 before_day"]),
        ("trước 30/6/2026", ["trước 30/6/2026 = 2026-06-29 before_day"]),
        ("trước 30/6", ["trước 30/6 = 2026-06-29 before_day?"]),
        ("trước tháng 7/2026", ["trước tháng 7/2026 = 2026-06-30 before_day"]),
        ("trước 17 giờ 00 ngày 30/6/2026", ["trước 17 giờ 00 ngày 30/6/2026 = 2026-06-30 by_day"]),
        ("chậm nhất là ngày 15/7/2026", ["chậm nhất là ngày 15/7/2026 = 2026-07-15 by_day"]),
        ("chậm nhất từ ngày 01/3/2027", ["chậm nhất từ ngày 01/3/2027 = 2027-03-01 by_day"]),
        ("không muộn hơn ngày 20/7/2026", ["không muộn hơn ngày 20/7/2026 = 2026-07-20 by_day"]),
        ("muộn nhất trong quý III/2026", ["muộn nhất trong quý III/2026 = 2026-09-30 quarter"]),
        ("hạn cuối 30/8/2026", ["hạn cuối 30/8/2026 = 2026-08-30 by_day"]),
        ("Hạn: 15/8/2026", ["Hạn: 15/8/2026 = 2026-08-15 by_day"]),
        ("tháng 12 hằng năm", ["tháng 12 hằng năm = year recurring"]),
        ("Hằng năm", ["Hằng năm = year recurring"]),
        ("hoàn thành trong tháng 7 năm 2026", ["trong tháng 7 năm 2026 = 2026-07-31 month"]),
        ("trong trong tháng 6/2026", ["trong tháng 6/2026 = 2026-06-30 month"]),
        ("trong các tháng 7, 8/2026", ["trong các tháng 7, 8/2026 = 2026-08-31 month"]),
        ("trong Quý III", ["trong Quý III = 2026-09-30 quarter?"]),
        ("Trong năm 2026", ["Trong năm 2026 = 2026-12-31 year"]),
        ("đến hết tháng 9/2026", ["đến hết tháng 9/2026 = 2026-09-30 month"]),
        ("đến ngày 15/7/2026 phải xong", ["đến ngày 15/7/2026 = 2026-07-15 by_day"]),
        ("hết quý III", ["hết quý III = 2026-09-30 quarter?"]),
        ("xong trong tháng 8", ["trong tháng 8 = 2026-08-31 month?"]),
        ("kết nối dữ liệu cuối năm 2026", ["cuối năm 2026 = 2026-12-31 year"]),
        ("vào cuối năm 2026", ["cuối năm 2026 = 2026-12-31 year"]),
        ("trong 6 tháng cuối năm 2026", ["trong 6 tháng cuối năm 2026 = 2026-12-31 month"]),
        ("từ nay đến cuối năm 2026", ["đến cuối năm 2026 = 2026-12-31 year"]),
        ("tại Phiên họp Chính phủ thường kỳ tháng 6", [
            "Phiên họp Chính phủ thường kỳ tháng 6 = 2026-06-30 meeting?"]),
        ("trước kỳ họp thứ 10", ["trước kỳ họp thứ 10 = None meeting"]),
        ("định kỳ hằng tháng báo cáo", ["định kỳ hằng tháng = month recurring"]),
        ("khi giao ban hàng tuần", ["hàng tuần = week recurring"]),
        ("trước ngày 20 hằng tháng", ["trước ngày 20 hằng tháng = month recurring"]),
        ("vào ngày 25 hằng tháng", ["ngày 25 hằng tháng = month recurring"]),
        ("trước ngày 15/6 và 15/12 hằng năm", ["trước ngày 15/6 và 15/12 hằng năm = year recurring"]),
        ("trước ngày 10 của tháng tiếp theo", ["trước ngày 10 của tháng tiếp theo = month recurring"]),
        ("thời gian hoàn thành: tháng 9/2026", ["thời gian hoàn thành: tháng 9/2026 = 2026-09-30 month"]),
        ("Nộp trước ngày 07 của tháng đầu quý sau.",
         ["trước ngày 07 của tháng đầu quý sau = quarter recurring"]),
        ("trong 6 tháng cuối năm", ["trong 6 tháng cuối năm = 2026-12-31 month?"]),
        ("trước ngày 15 của tháng cuối quý", ["trước ngày 15 của tháng cuối quý = quarter recurring"]),
        ("mỗi quý một lần", ["mỗi quý một lần = quarter recurring"]),
        ("trình Bộ trưởng mỗi tháng, phục vụ Phiên họp Chính phủ thường kỳ tháng 12/2026", [
            "mỗi tháng = month recurring", "Phiên họp Chính phủ thường kỳ tháng 12/2026 = 2026-12-31 meeting"]),
        ("các đơn vị mỗi quý rà soát", ["mỗi quý = quarter recurring"]),
        ("định kỳ 6 tháng", ["định kỳ 6 tháng = None recurring"]),
        ("định kỳ hằng quý, hằng năm", ["định kỳ hằng quý = quarter recurring", "hằng năm = year recurring"]),
        ("; hằng năm lựa chọn 02 sản phẩm", ["hằng năm = year recurring"]),
        ("cập nhật dữ liệu hằng ngày", ["hằng ngày = day recurring"]),
    ],
)  # fmt: skip
def test_deadlines(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trong năm 2025, hệ sinh thái có", ["năm 2025 = 2025-12-31"]),
        ("đến ngày 08/5/2026 đã có", ["ngày 08/5/2026 = 2026-05-08"]),
        ("Đến ngày 24/6/2026, cả nước có", ["ngày 24/6/2026 = 2026-06-24"]),
        ("Từ đầu năm 2025 đến hết tháng 4/2025", ["năm 2025 = 2025-12-31", "tháng 4/2025 = 2025-04-30"]),
        ("tính đến hết ngày 31/12/2026", ["ngày 31/12/2026 = 2026-12-31"]),
        ("Trong tháng 6 năm 2026, các bộ đã ban hành 12 văn bản", ["tháng 6 năm 2026 = 2026-06-30"]),
        ("Trong Quý II, các bộ, ngành đã ban hành", ["Quý II = 2026-06-30?"]),
        ("Trong tháng 6, các bộ phải làm việc đã giao", ["Trong tháng 6 = 2026-06-30 month?"]),
        ("tại Phiên họp thường kỳ tháng 6, Thủ tướng đã giao", ["tháng 6 = 2026-06-30?"]),
        ("từ năm 2026 đến năm 2030", ["năm 2026 = 2026-12-31", "năm 2030 = 2030-12-31"]),
        ("Nghị quyết Phiên họp Chính phủ thường kỳ tháng 5 năm 2026", ["tháng 5 năm 2026 = 2026-05-31"]),
        ("tổng chi ngân sách hằng năm; khen thưởng hằng năm", []),
        ("năm 2026 và hằng năm, chủ động", ["năm 2026 = 2026-12-31"]),
        ("bình quân mỗi tháng 5.000 lượt; 200 nghìn hồ sơ mỗi tháng; mỗi tháng tiếp nhận 50 hồ sơ", []),
        ("; mỗi năm tăng 5%", []),
        ("đời sống hằng ngày; mỗi ngày 6 triệu lượt", []),
        ("nhiệm vụ thường xuyên; báo cáo định kỳ", []),
    ],
)
def test_dates_that_are_no_deadlines(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "10/15 đơn vị", "18/34 địa phương", "đạt 04/12 CSDL", "12/19", "6/19", "có 10/12 bộ", "(4/12)",
        "từ 10/12 đơn vị lên 11/12 đơn vị", "đến 10/12 cơ sở dữ liệu", "ngày 31/6/2026", "ngày 30/2", "24/13/2026",
        "246/TB-VPCP", "107/2021/NĐ-CP", "trong 30 ngày kể từ ngày ký", "trong vòng 10 ngày", "6 tháng",
        "Luật Đất đai (2024)", "Thông tư số 12/2026", "1.2.3.4.5.6.2026", "tại Kỳ họp thứ 9, khóa XV",
        "sơ kết 01 năm 06 tháng triển khai", "2.026 doanh nghiệp", "quý vị", "năm thứ hai", "192.168.1.1",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert found(text) == []


def test_without_the_documents_date_a_date_needs_its_year() -> None:
    assert found("ngày 05/07, tháng 6, trong quý III, trước 30/6", None) == []
    assert found("trước ngày 30/6/2026", None) == ["trước ngày 30/6/2026 = 2026-06-29 before_day"]


def test_a_deadline_without_a_year_is_the_nearest_ahead() -> None:
    assert found("xong trong tháng 1", dt.date(2026, 12, 20)) == ["trong tháng 1 = 2027-01-31 month?"]
    assert found("xong trước 15/01", dt.date(2026, 12, 20)) == ["trước 15/01 = 2027-01-14 before_day?"]


def test_days_that_do_not_exist_are_taken_from_others() -> None:
    folded, hits = find("ngày 31/6/2026 và 24/13/2026")
    assert [(folded[hit.start:hit.end], hit.kind) for hit in hits] == [("ngày 31/6/2026", None), ("24/13/2026", None)]


days = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
FORMS = ["ngày {d} tháng {m} năm {y}", "{d}/{m}/{y}", "ngày {d:02}/{m:02}/{y}", "Ngày {d}.{m}.{y}", "{d}-{m}-{y}",
         "{y}-{m:02}-{d:02}", "ngày {d} / {m} / {y}", "NGÀY {d:02} THÁNG {m:02} NĂM {y}"]  # fmt: skip
AROUND = ["Hội nghị họp {} tại Hà Nội", "({})", "{}", "văn bản, {}.", "- {}; giao Bộ Y tế", "số 12/TB-VPCP {} của"]
LEADS = ["trước {}", "chậm nhất {}", "chậm nhất là {}", "không muộn hơn {}", "trước 17 giờ {}"]
forms = st.sampled_from(["NFC", "NFD"])


@given(days, st.sampled_from(FORMS), st.sampled_from(AROUND), forms)
def test_a_day_reads_back_as_itself(day: dt.date, form: str, around: str, normal: str) -> None:
    written = form.format(d=day.day, m=day.month, y=day.year)
    folded, hits = find(unicodedata.normalize(normal, around.format(written)))
    (hit,) = [hit for hit in hits if hit.kind]
    assert hit.kind is MentionKind.DATE and hit.fields["date"] == day
    assert folded[hit.start:hit.end] == unicodedata.normalize("NFC", written)
    assert parse_date(folded[hit.start:hit.end]).date == day


@given(days, st.sampled_from(FORMS), st.sampled_from(LEADS), st.sampled_from(AROUND))
def test_a_deadline_reads_back_as_itself(day: dt.date, form: str, lead: str, around: str) -> None:
    written = lead.format(form.format(d=day.day, m=day.month, y=day.year))
    folded, hits = find(around.format(written))
    (hit,) = [hit for hit in hits if hit.kind]
    assert (hit.kind, folded[hit.start:hit.end]) == (MentionKind.DEADLINE, written)
    due = parse_deadline(folded[hit.start:hit.end], ISSUED)
    assert (due.date, due.kind) == (hit.fields["date"], hit.fields["deadline_kind"])
    assert due.date == (day - dt.timedelta(days=1) if lead == "trước {}" else day)


@given(st.integers(2000, 2080), st.integers(1, 12), st.sampled_from(["trong", "đến hết", "cuối", "đến", "hết"]),
       st.sampled_from(["tháng {m}/{y}", "tháng {m:02} năm {y}", "Quý {q} năm {y}", "quý {q}/{y}", "năm {y}"]),
       st.sampled_from(["Hoàn thành {}.", "{}, Bộ Y tế trình", "phải xong {} (Phụ lục 1)"]))
def test_what_is_ahead_is_due_and_what_is_past_is_dated(
    year: int, month: int, lead: str, form: str, around: str,
) -> None:
    roman = ["I", "II", "III", "IV"][(month - 1) // 3]
    date = form.format(m=month, y=year, q=roman)
    folded, hits = find(around.format(f"{lead} {date}"))
    last_month = month if "tháng" in date else 3 * ((month + 2) // 3) if "uý" in date else 12
    last = dt.date(year, last_month, calendar.monthrange(year, last_month)[1])
    (hit,) = [hit for hit in hits if hit.kind]
    assert hit.fields["date"] == last
    written = folded[hit.start:hit.end]
    if last >= ISSUED:
        assert (hit.kind, written) == (MentionKind.DEADLINE, f"{lead} {date}")
        due = parse_deadline(written, ISSUED)
        assert (due.date, due.kind, due.precision) == (last, hit.fields["deadline_kind"], hit.fields["precision"])
    else:
        assert (hit.kind, written) == (MentionKind.DATE, date)
        assert parse_date(written).date == last


PIECES = ["ngày ", "tháng ", "quý ", "năm ", "trước ", "trong ", "đến ", "hết ", "hằng ", "định kỳ ", "từ ", "6", "30",
          "2026", "/", "-", ".", ", ", " và ", "III", " – ", "*", "\u0301", "İ", "giờ ", "kỳ họp thứ "]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.sampled_from([None, ISSUED]))
def test_no_input_crashes_and_every_mention_reads_back(text: str, issued: dt.date | None) -> None:
    folded, hits = find(text, issued)
    places = sorted((hit.start, hit.end) for hit in hits)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    for hit in hits:
        written = folded[hit.start:hit.end]
        assert written == written.strip() and written
        if hit.kind is MentionKind.DATE:
            day = parse_date(written, issued.year if issued else None)
            assert (day.date, day.first) == (hit.fields["date"], hit.fields["first"])
        elif hit.kind is MentionKind.DEADLINE:
            due = parse_deadline(written, issued or dt.date(1900, 1, 1))
            assert (due.date, due.kind.value) == (hit.fields.get("date"), hit.fields["deadline_kind"])


@pytest.mark.parametrize(
    "piece",
    ["1/", "1", "1-", "1, ", "ngày ", "trong ", "ngày 1, ", "tháng 1, ", "năm 2026, ", "2026 ", "hằng tháng ",
     "định kỳ ngày 1, 1 ", "tại phiên họp a ", "trong tháng 6/2026 a a a ", "1 tháng "],
)  # fmt: skip
def test_work_grows_linearly(piece: str) -> None:
    def counted(count: int) -> int:
        passage = Passage(fold(piece * count), ((0, Locator("I")),))
        return calls(lambda: find_dates(passage, Taken(), ISSUED))

    counted(1)  # what is made once
    assert counted(1_600) < 5 * counted(400) + 1_000
