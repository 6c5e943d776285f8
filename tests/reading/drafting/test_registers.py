"""Tables of annexes as registers."""

from __future__ import annotations

import datetime as dt

import pytest

from analysis.reading.drafting.registers import Registers, draft_registers
from analysis.reading.text import parse

ISSUED = dt.date(2026, 7, 20)


def registers(text: str) -> Registers:
    return draft_registers(parse(text), ISSUED)


OVERDUE = (
    "Phụ lục 1\n\nDANH MỤC NHIỆM VỤ QUÁ HẠN\n\n"
    "STT\tTên nhiệm vụ\tVăn bản giao\tThời hạn\tCơ quan\n"
    "1\tHoàn thiện kho dữ liệu thuốc\tNghị quyết số 5/NQ-CP\t31/5/2026\tBộ Y tế\n"
    "2\tKết nối dữ liệu nhà ở\tThông báo số 9-TB/TGV\t30/06/2026\tBộ Xây dựng và các hãng hàng không\n"
    "3\tKết nối dữ liệu đô thị\tThông báo số 9-TB/TGV\tQuý II/2026\t\n"
)


def test_overdue_tasks() -> None:
    found = registers(OVERDUE)
    assert [(task.number, task.title, task.agencies, task.assigned_by, task.due) for task in found.tasks] == [
        (1, "Hoàn thiện kho dữ liệu thuốc", ("bo-y-te",), "Nghị quyết số 5/NQ-CP", "31/5/2026"),
        (2, "Kết nối dữ liệu nhà ở", ("bo-xay-dung", "cac-hang-hang-khong"), "Thông báo số 9-TB/TGV", "30/06/2026"),
        (3, "Kết nối dữ liệu đô thị", ("bo-xay-dung", "cac-hang-hang-khong"), "Thông báo số 9-TB/TGV", "Quý II/2026"),
    ]
    assert [str(task.locator) for task in found.tasks] == ["annex 1/row 1", "annex 1/row 2", "annex 1/row 3"]
    assert not found.directives
    assert not found.left


def test_columns_in_another_order_and_a_markdown_table() -> None:
    found = registers(
        "Phụ lục 1\n\nNHIỆM VỤ CHẬM\n\n| TT | Cơ quan chủ trì | Hạn hoàn thành | Nội dung nhiệm vụ |\n|--|--|--|--|\n"
        "| 1 | Bộ Y tế | Trước 30/6/2026 | **Lập kho** dữ liệu |\n"
    )
    assert [(task.title, task.agencies, task.due) for task in found.tasks] == [
        ("Lập kho dữ liệu", ("bo-y-te",), "30/6/2026")
    ]


def test_a_task_whose_date_cannot_be_read_is_remarked_and_left_out() -> None:
    found = registers(OVERDUE.replace("31/5/2026", "khi có yêu cầu"))
    assert [task.number for task in found.tasks] == [2, 3]
    [remark] = found.remarks
    assert remark.startswith("annex 1/row 1: ")


def test_assigned_tasks_become_directives() -> None:
    found = registers(
        "Phụ lục 1\n\nPHÂN CÔNG NHIỆM VỤ\n\n"
        "STT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời hạn hoàn thành\n"
        "1\tXây dựng kho dữ liệu dùng chung\tBộ Công an\tBộ Y tế, Bộ Nội vụ\tTrước 30/9/2026\n"
        "2\tĐào tạo cán bộ\t\tCác địa phương\tQuý IV/2026\n"
        "3\tBáo cáo tiến độ\tBộ Nội vụ\t\tHằng tháng\n"
        "4\tTuyên truyền\tBộ Nội vụ\t\tKhi cần thiết\n"
    )
    assert not found.tasks
    assert [(row.leads, row.partners, row.deadline, row.recurrence) for row in found.directives] == [
        (("bo-cong-an",), ("bo-y-te", "bo-noi-vu"), "Trước 30/9/2026", None),
        (("bo-cong-an",), ("cac-dia-phuong",), "Quý IV/2026", None),
        (("bo-noi-vu",), (), None, "monthly"),
        (("bo-noi-vu",), (), None, None),
    ]


def databases(
    rows: str, title: str = "1. Cơ sở dữ liệu chưa đạt tiêu chí"
) -> list[tuple[str, int, str | None, str, str | None]]:
    found = registers(
        f"Phụ lục 2\n\nDANH SÁCH\n\n{title}\n\nSTT\tBộ chủ quản\tTên CSDL\tSố tiêu chí đạt/tổng số tiêu chí\n{rows}"
    )
    assert not found.left
    return [(row.list, row.number, row.agency, row.name, row.token) for row in found.databases]


def test_databases_and_an_agency_that_a_merged_cell_names_once() -> None:
    assert databases("1\tBộ Y tế\tCSDL thuốc\t12/19\n2\t\tCSDL thiết bị\t9/19\n3\tBộ Xây dựng\tCSDL nhà ở\t0/19\n") == [
        ("criteria", 1, "bo-y-te", "CSDL thuốc", "12/19"), ("criteria", 2, "bo-y-te", "CSDL thiết bị", "9/19"),
        ("criteria", 3, "bo-xay-dung", "CSDL nhà ở", "0/19"),
    ]  # fmt: skip


def test_an_agency_that_is_not_known_is_not_the_one_above() -> None:
    rows = databases("1\tBộ Y tế\tCSDL thuốc\t12/19\n2\tViện Hàn lâm Sao Mai\tCSDL sao\t9/19\n3\t\tCSDL trăng\t1/19\n")
    assert [(row[2], row[3]) for row in rows] == [("bo-y-te", "CSDL thuốc"), (None, "CSDL sao"), (None, "CSDL trăng")]


def test_the_title_says_which_list() -> None:
    [row] = databases("1\tBộ Y tế\tCSDL thuốc\t12/19\n", "2. Cơ sở dữ liệu chưa kết nối, chia sẻ dữ liệu")
    assert row[0] == "connection"


@pytest.mark.parametrize(
    "row",
    [
        "2\t\tBộ Xây dựng\tCSDL nhà ở\t0/19", "2\tBộ Xây dựng\tCSDL nhà ở\t0/19\t",
        "2\tBộ Xây dựng\tCSDL nhà ở\t\t0/19",
    ],
    ids=["one to the right", "an empty cell at the end", "an empty cell inside"],
)  # fmt: skip
def test_shifted_cells(row: str) -> None:
    rows = databases(f"1\tBộ Y tế\tCSDL thuốc\t12/19\n{row}\n")
    assert rows[1] == ("criteria", 2, "bo-xay-dung", "CSDL nhà ở", "0/19")


def test_a_name_in_the_place_of_an_empty_agency() -> None:
    rows = databases("1\tBộ Y tế\tCSDL thuốc\t12/19\n2\tCSDL thiết bị\t\t9/19\n3\tBộ Nội vụ\tCSDL hội\n")
    assert rows[1] == ("criteria", 2, "bo-y-te", "CSDL thiết bị", "9/19")
    assert rows[2] == ("criteria", 3, "bo-noi-vu", "CSDL hội", None)


def test_lines_over_the_rows_of_an_agency() -> None:
    rows = databases("I\tBộ Y tế\n1\t\tCSDL thuốc\t12/19\nII\tBộ Xây dựng\n2\t\tCSDL nhà ở\t7/19\n")
    assert [row[2:4] for row in rows] == [("bo-y-te", "CSDL thuốc"), ("bo-xay-dung", "CSDL nhà ở")]


def test_other_tables_are_left_and_named() -> None:
    found = registers("Phụ lục 3\n\nKINH PHÍ\n\nSTT\tĐịa phương\tSố tiền\n1\tHuế\t12\n2\tĐà Nẵng\t15\n")
    assert (found.left, found.tasks, found.databases, found.directives) == (["annex 3"], [], [], [])


@pytest.mark.parametrize("text", ["", "\t\n\t\n", "|||\n|-|-|\n", "STT\tTên CSDL\tBộ\n" * 3, "1\t2\t3\n" * 50])
def test_odd_tables_do_no_harm(text: str) -> None:
    found = registers(text)
    assert not found.tasks
    assert all(row.name for row in found.databases)
