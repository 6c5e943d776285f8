"""Tasks that documents assign, in invented paragraphs of every form that notices use."""

from __future__ import annotations

import datetime as dt

import pytest

from analysis.reading.drafting.directives import draft_directives
from analysis.reading.drafting.model import DraftDirective
from analysis.reading.drafting.wording import LONGEST
from analysis.reading.mentions import read_mentions
from analysis.reading.text import parse

ISSUED = dt.date(2026, 7, 20)
HEAD = "I. KẾT QUẢ\n\nViệc cũ xong trước ngày 1/8/2026.\n\nII. NHIỆM VỤ TRỌNG TÂM\n\n"


def drafted(text: str, head: str = HEAD) -> list[DraftDirective]:
    document = parse(head + text)
    found = draft_directives(document, read_mentions(document, ISSUED), ISSUED)
    for directive in found:
        if directive.deadline is not None:
            assert document.find(directive.locator, directive.deadline, directive.occurrence).found
        assert len(directive.title) <= LONGEST
    return found


def told(text: str, head: str = HEAD) -> list[tuple[tuple[str, ...], tuple[str, ...], str | None, str | None]]:
    return [(row.leads, row.partners, row.deadline, row.recurrence) for row in drafted(text, head)]


BY = "trước ngày 15/8/2026"
Y_TE, NOI_VU, CONG_AN = ("bo-y-te",), ("bo-noi-vu",), ("bo-cong-an",)


@pytest.mark.parametrize(
    ("text", "lead", "partners"),
    [
        (f"- Bộ Y tế làm sạch dữ liệu, hoàn thành {BY}.", Y_TE, ()),
        (f"- Giao Bộ Y tế chủ trì, phối hợp với Bộ Nội vụ làm sạch dữ liệu {BY}.", Y_TE, NOI_VU),
        (f"- Yêu cầu các bộ, ngành gửi danh mục {BY}.", ("cac-bo-nganh",), ()),
        (f"- Bộ Y tế phối hợp Bộ Công an, Bộ Nội vụ và các đơn vị liên quan lập kho dữ liệu. Hoàn thành {BY}.",
         Y_TE, (*CONG_AN, *NOI_VU, "cac-co-quan-lien-quan")),
        (f"- Bộ Y tế chủ trì, Bộ Nội vụ trực tiếp phối hợp lập kho dữ liệu {BY}.", Y_TE, NOI_VU),
        (f"- {BY.capitalize()}, Bộ Y tế chủ trì lập kho dữ liệu.", Y_TE, ()),
        (f"- Bộ Y tế, Bộ Nội vụ lập kho dữ liệu {BY}.", (*Y_TE, *NOI_VU), ()),
        (f"- Bộ Quốc phòng chỉ đạo Ban Cơ yếu Chính phủ chủ trì việc kiểm tra {BY}.",
         ("bo-quoc-phong", "ban-co-yeu-chinh-phu"), ()),
        (f"- Viettel, VNPT phối hợp với Bộ Nội vụ phủ sóng 5G {BY}.", ("viettel", "vnpt"), NOI_VU),
        (f"- Các bộ: Y tế, Công an lập kho dữ liệu {BY}.", (*Y_TE, *CONG_AN), ()),
        (f"- Về kinh phí, đề nghị Bộ Y tế lập dự toán {BY}.", Y_TE, ()),
        (f"- Phát triển hạ tầng đồng bộ {BY}.", ("cac-bo-nganh-dia-phuong",), ()),
    ],
)  # fmt: skip
def test_who_leads_and_who_joins(text: str, lead: tuple[str, ...], partners: tuple[str, ...]) -> None:
    [(leads, joined, deadline, recurrence)] = told(text)
    assert (leads, joined, recurrence) == (lead, partners, None)
    assert deadline is not None
    assert deadline.casefold() == BY


def test_parts_that_report_assign_nothing_and_headings_are_no_tasks() -> None:
    assert told("") == []
    assert told("", "III. GIẢI PHÁP ĐẾN CUỐI NĂM 2026\n\n1. Việc chung\n") == []


def test_the_heading_names_the_lead() -> None:
    text = f"3. Bộ Y tế\n\n(1) Lập kho dữ liệu. Hoàn thành {BY}.\n\n(2) Bộ Nội vụ rà soát trong tháng 9/2026.\n"
    assert told(text) == [
        (Y_TE, (), BY, None), (NOI_VU, (), "trong tháng 9/2026", None),
    ]  # fmt: skip
    assert told(f"3. Giao Bộ Y tế:\n\na) Lập kho dữ liệu {BY}.\n") == [(Y_TE, (), BY, None)]


def test_items_inside_a_paragraph() -> None:
    text = f"- Bộ Y tế chủ trì, phối hợp với Bộ Nội vụ: (1) lập kho {BY}; (2) chia sẻ dữ liệu trong tháng 9/2026."
    assert told(text) == [
        (Y_TE, NOI_VU, BY, None), (Y_TE, NOI_VU, "trong tháng 9/2026", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "- Bộ Y tế: (1) lập kho dữ liệu; (2) chia sẻ dữ liệu; (3) đào tạo cán bộ. "
        f"Các nhiệm vụ nêu trên hoàn thành {BY}.",
        f"- Bộ Y tế: (1) Lập kho dữ liệu. (2) Chia sẻ dữ liệu. (3) Đào tạo cán bộ. Hoàn thành {BY}.",
        f"- {BY.capitalize()}, Bộ Y tế thực hiện: (1) lập kho dữ liệu; (2) chia sẻ dữ liệu; (3) đào tạo cán bộ.",
    ],
    ids=["named", "last sentence", "before the items"],
)
def test_one_deadline_for_all_items(text: str) -> None:
    rows = drafted(text)
    assert [(row.leads, (row.deadline or "").casefold()) for row in rows] == [(Y_TE, BY)] * 3
    assert [row.title for row in rows] == ["Lập kho dữ liệu", "Chia sẻ dữ liệu", "Đào tạo cán bộ"]


def test_a_deadline_of_one_item_is_not_that_of_all() -> None:
    assert told(f"- Bộ Y tế: (1) lập kho trong tháng 9/2026; (2) chia sẻ dữ liệu. Hoàn thành {BY}.") == [
        (Y_TE, (), "trong tháng 9/2026", None), (Y_TE, (), BY, None),
    ]  # fmt: skip


def test_another_agency_in_the_same_sentence() -> None:
    assert told(f"- Các địa phương gửi kết quả {BY}; Bộ Y tế tổng hợp, báo cáo trong tháng 9/2026.") == [
        (("cac-dia-phuong",), (), BY, None), (Y_TE, (), "trong tháng 9/2026", None),
    ]  # fmt: skip


def test_recurring_tasks_have_no_token() -> None:
    assert told("- Bộ Y tế theo dõi sát; định kỳ hằng tháng báo cáo Thủ tướng Chính phủ.\n\n"
                "- Bộ Nội vụ hằng quý công bố kết quả.") == [
        (Y_TE, (), None, "monthly"), (NOI_VU, (), None, "quarterly"),
    ]  # fmt: skip


def test_partners_belong_to_the_row_they_are_said_for() -> None:
    assert told(f"- Bộ Y tế phối hợp với Bộ Nội vụ lập kho dữ liệu {BY}; hằng tháng báo cáo kết quả.") == [
        (Y_TE, NOI_VU, BY, None), (Y_TE, (), None, "monthly"),
    ]  # fmt: skip


def test_a_beginning_is_a_deadline_only_ahead() -> None:
    [row] = drafted("- Bộ Y tế đưa kho dữ liệu vào vận hành từ ngày 01/10/2026.")
    assert (row.leads, row.deadline) == (Y_TE, "từ ngày 01/10/2026")
    assert told("- Bộ Y tế tiếp tục việc đã làm từ ngày 01/10/2025.") == []


def test_who_presides_may_be_said_at_the_end() -> None:
    assert told(f"- {BY.capitalize()}, tổ chức hội nghị về dữ liệu. Phân công Bộ Y tế chủ trì.")[0][0] == Y_TE


def test_tasks_without_deadline_only_where_a_superior_is_asked_to_assign_them() -> None:
    task = "3. Bộ Y tế\n\n(1) Lập danh mục thiết bị y tế ưu tiên và công bố để các cơ sở khám chữa bệnh dùng chung.\n"
    assert told(task) == []
    asked = "I. ĐỀ XUẤT NỘI DUNG CHỈ ĐẠO CỦA THỦ TƯỚNG CHÍNH PHỦ\n\n"
    [row] = drafted(task, asked)
    assert (row.leads, row.deadline, row.recurrence, row.item) == (Y_TE, None, None, "I.3.(1)")
    assert row.confidence < 0.7


def test_who_watches_over_a_task_does_not_do_it() -> None:
    text = f"- Bộ Y tế lập kho dữ liệu. Phân công Phó Thủ tướng Chính phủ theo dõi, chỉ đạo. Hoàn thành {BY}."
    assert told(text) == [(Y_TE, (), BY, None)]


def test_without_any_heading_of_tasks_a_named_agency_makes_one() -> None:
    bare = "1. Về dữ liệu\n\n"
    assert told(f"Bộ Y tế lập kho dữ liệu {BY}.\n\nPhải xong việc này {BY}.\n", bare) == [(Y_TE, (), BY, None)]


@pytest.mark.parametrize("chapter", ["B. KIẾN NGHỊ", "PHẦN II\n\nNHIỆM VỤ", "PHẦN THỨ HAI: NHIỆM VỤ"])
def test_chapters_above_the_numbering(chapter: str) -> None:
    text = f"A. KẾT QUẢ\n\nI. Chung\n\nBộ Nội vụ đã làm {BY}.\n\n{chapter}\n\nI. Dữ liệu\n\n- Bộ Y tế lập kho {BY}.\n"
    assert told(text, "") == [(Y_TE, (), BY, None)]


def test_tasks_of_a_report_that_name_nobody_are_its_authors() -> None:
    document = parse(f"II. NHIỆM VỤ THÁNG 8\n\n1. Lập kho dữ liệu {BY}.\n")
    [row] = draft_directives(document, read_mentions(document, ISSUED), ISSUED, "bo-y-te")
    assert row.leads == Y_TE
    assert row.confidence < 0.7


def test_recipients_and_tables_are_no_tasks() -> None:
    assert told(f"Nơi nhận:\n\n- Bộ Y tế (gửi {BY});\n\n- Lưu: VT.\n") == []


def test_a_broken_paragraph_names_the_place_of_the_deadline() -> None:
    [row] = drafted(f"1. Việc\n\n- Bộ Y tế lập kho dữ liệu dùng chung cho các cơ sở\n\nkhám chữa bệnh {BY}.\n")
    assert (str(row.locator), row.leads) == ("II.1/¶3", Y_TE)
