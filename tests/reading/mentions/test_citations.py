"""Document numbers in all their shapes, and names that hold a number."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.matching import fold
from analysis.reading.mentions.citations import find_citations
from analysis.reading.mentions.hits import Hit, Taken
from analysis.reading.mentions.model import MentionKind
from analysis.reading.mentions.passages import Passage
from analysis.vocabulary.locators import Locator
from work import calls

ISSUED = dt.date(2026, 6, 24)


def find(text: str) -> tuple[str, list[Hit]]:
    passage = Passage(fold(text), ((0, Locator("I")),))
    return passage.text, find_citations(passage, Taken(), ISSUED)


def numbers(text: str) -> list[tuple[str, str]]:
    folded, hits = find(text)
    return [(folded[hit.start:hit.end], hit.fields["number"]) for hit in hits if hit.kind]


def names(text: str) -> list[str]:
    folded, hits = find(text)
    return [folded[hit.start:hit.end] for hit in hits if hit.kind is None]


@pytest.mark.parametrize(
    "number",
    [
        "246/TB-VPCP", "57-NQ/TW", "20-TB/CQTTBCĐ", "30-TB/TGV", "206/2025/QH15", "107/2021/NĐ-CP",
        "66.7/2025/NQ-CP", "17/2026/NQ-CP", "1552/BTTTT-TTH", "380/KHPH-BCA-BXD-BTC", "19995-CV/VPTW",
        "02-KH/BCĐTW", "118/2025/NĐ-CP", "3851/VPCP-CĐS", "01/CT-TTg", "2618/QĐ-BKHCN", "36a/NQ-CP",
        "05-CTr/TU", "14/VBHN-VPQH", "12/2026/TT-BKHCN", "45/SKHCN-QLCN", "100/UBND-KGVX", "88-KL/TW",
        "55/TTr-BKHCN", "38/CĐ-TTg", "12-HD/BTGDVTW", "02 KH/BCĐTW",
    ],
)  # fmt: skip
def test_every_official_shape(number: str) -> None:
    assert numbers(f"Thực hiện {number} ngày 01/6/2026 và {number}.") == [(number, number)] * 2


@pytest.mark.parametrize(
    ("text", "token", "number"),
    [
        ("Số: 329 /TB-VPCP", "329 /TB-VPCP", "329/TB-VPCP"),
        ("Nghị quyết 57 - NQ/TW của Bộ Chính trị", "57 - NQ/TW", "57-NQ/TW"),
        ("theo 246/TB-\nVPCP ngày", "246/TB- VPCP", "246/TB-VPCP"),
        ("số 206/ 2025/ QH15", "206/ 2025/ QH15", "206/2025/QH15"),
        ("số 2345/QÐ-BKHCN", "2345/QÐ-BKHCN", "2345/QĐ-BKHCN"),
        ("số 57–NQ/TW", "57–NQ/TW", "57-NQ/TW"),
        ("Thông báo số 246/tb-vpcp", "246/tb-vpcp", "246/tb-vpcp"),
        ("Nghị định số 64/CP", "64/CP", "64/CP"),
        ("Thông báo số 12/TB-VPCP - Bộ Y tế", "12/TB-VPCP", "12/TB-VPCP"),
        ("(Kế hoạch 02/KH-BCĐ57)", "02/KH-BCĐ57", "02/KH-BCĐ57"),
        ("số 5/BC/ĐU", "5/BC/ĐU", "5/BC/ĐU"),
    ],
)
def test_slips_and_places(text: str, token: str, number: str) -> None:
    assert numbers(text) == [(token, number)]


@pytest.mark.parametrize(
    "text",
    [
        "73/124 sản phẩm", "WoS/Scopus", "5G/6G", "24/7", "80 km/h", "500 MW/BESS", "15/Bộ", "12 TTHC/ĐKKD",
        "20 AI/IoT", "06 triệu lượt/ngày", "ngày 24/6/2026", "3.193/TTPVHCC", "02/AI-IoT", "Đề án 06/CP",
        "10/15 đơn vị bộ, ngành", "15 CNCL/35 sản phẩm", "hỗ trợ 12 CPU/GPU",
    ],
)  # fmt: skip
def test_what_is_no_document_number(text: str) -> None:
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nghị quyết 57 yêu cầu", ["57"]),
        ("Nghị quyết số 57", ["57"]),
        ("Đề án 06; Kết luận 18; Kế hoạch 02; Công điện 38", ["06", "18", "02", "38"]),
        ("các Nghị quyết số 57, 59, 66, 68 của Bộ Chính trị", ["57", "59", "66", "68"]),
        ("Nghị quyết 57 và 3 địa phương", ["57"]),
        ("Điểm b, khoản 3 Điều 5, mục 4 Phụ lục IV", ["3", "5", "4", "IV"]),
        ("Điều 5, 6 và 7 của Luật", ["5", "6", "7"]),
        ("Chương 2, Mẫu số 01, Biểu số 02", ["2", "01", "02"]),
        ("điểm 3 Mục II", ["3", "II"]),
        ("Ban Chỉ đạo 57", ["57"]),
        ("Nghị quyết 66.7, có 15/16 bộ", ["66.7"]),
        ("TCVN 5699-1:2010 và ISO/IEC 27001:2022", ["TCVN 5699-1:2010", "ISO/IEC 27001:2022"]),
        ("QCVN 01-1:2018/BYT", ["QCVN 01-1:2018/BYT"]),
        ("báo cáo 15 nhiệm vụ, quyết định 02 vấn đề", []),
        ("Báo cáo 15 nhiệm vụ", []),
        ("chương trình 05 năm, đề án 500 tỷ đồng, khoản 3 tỷ đồng", []),
        ("nhóm 3 sản phẩm", []),
        ("Kế hoạch 2026-2030", []),
    ],
)
def test_numbers_that_are_part_of_a_name(text: str, expected: list[str]) -> None:
    assert names(text) == expected and numbers(text) == []


def test_a_standard_is_no_document_number() -> None:
    assert numbers("theo TCVN 11930:2017 và QCVN 01-1:2018/BYT") == []


codes = st.sampled_from(["NQ-CP", "QĐ-TTg", "TB-VPCP", "CT-TTg", "KH-BCĐ", "VPCP-CĐS", "TTr-BKHCN", "QĐ-UBND"])


@given(st.integers(1, 99999), codes, st.one_of(st.none(), st.integers(1990, 2040)), st.sampled_from(["", " "]),
       st.sampled_from(["", " "]))
def test_a_number_reads_back_as_itself(number: int, code: str, year: int | None, before: str, after: str) -> None:
    written = f"{number}/{year}/{code}" if year else f"{number}/{code}"
    slipped = written.replace("/", f"{before}/{after}")
    assert numbers(f"Căn cứ văn bản số {slipped} của cơ quan") == [(slipped, written)]


@given(st.text(alphabet="0123456789/-. ABCĐđNQ-CP,số:", max_size=60))
def test_hits_never_overlap_and_stay_inside(text: str) -> None:
    folded, hits = find(text)
    last = 0
    for hit in hits:
        assert last <= hit.start < hit.end <= len(folded)
        assert hit.kind in (None, MentionKind.DOCUMENT_NUMBER)
        last = hit.end


@pytest.mark.parametrize("piece", ["1/", "1", "1-AA/", "1/A-A", "-A", "ISO/IEC ", "Điều 5, ", "số ", "1 A"])
def test_work_grows_linearly(piece: str) -> None:
    def counted(count: int) -> int:
        passage = Passage(fold(piece * count), ((0, Locator("I")),))
        return calls(lambda: find_citations(passage, Taken(), ISSUED))

    counted(1)  # what is made once
    assert counted(1_600) < 5 * counted(400) + 1_000
