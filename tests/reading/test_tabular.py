"""Tables of a text: which rows are headings, what stands over a cell, tables that go on or follow each other."""

from textwrap import dedent

import pytest

from analysis.reading.text import Document, parse

LEVELS = dedent("""\
    Phụ lục 1

    STT\tSở\tKết quả\t\tGhi chú
    \t\tĐạt\tChưa đạt\t
    (1)\t(2)\t(3)\t(4)\t(5)
    I\tCác sở\t\t\t
    1\tSở Y tế\t3\t4\tChậm
    2\tSở Nội vụ\t5\t6\t
    """)
BARS = dedent("""\
    I. KẾT QUẢ

    | Sở | Đạt | Chưa đạt |
    |---|:-:|--:|
    | Sở Y tế | 5 | 6 |
    | Sở Nội vụ | | 8 |
    """)


def words(document: Document, spans) -> list[str]:
    return [document.text[span.start : span.end] for span in spans]


def over(document: Document, locator: str) -> list[str]:
    return words(document, document.headers_of(locator))


def test_headings_in_two_rows() -> None:
    document = parse(LEVELS)
    table, = document.tables
    assert table.place == "annex 1"
    assert words(document, table.header) == ["STT", "Sở", "Đạt", "Chưa đạt", "Ghi chú"]
    assert [words(document, row)[1] for row in table.rows] == ["Sở Y tế", "Sở Nội vụ"]
    assert over(document, "annex 1/row 2/cell 4") == ["Kết quả", "Chưa đạt"]
    assert over(document, "annex 1/row 2/cell 3") == ["Kết quả", "Đạt"]
    assert over(document, "annex 1/row 1/cell 5") == ["Ghi chú"]
    head = document.header_of("annex 1/row 1/cell 4")
    assert head and str(head.locator) == "annex 1/¶3" and words(document, [head]) == ["Chưa đạt"]
    # All that stands above the first numbered row keeps being a paragraph.
    assert document.quote("annex 1/¶4") == "(1) (2) (3) (4) (5)"
    assert document.quote("annex 1/¶5") == "I Các sở"


def test_a_markdown_rule_makes_a_heading() -> None:
    document = parse(BARS)
    table, = document.tables
    assert words(document, table.header) == ["Sở", "Đạt", "Chưa đạt"]
    assert words(document, table.rows[1]) == ["Sở Nội vụ", "", "8"]
    assert document.quote("I/¶2").startswith("Sở | Đạt")
    assert over(document, "I/row 2/cell 3") == ["Chưa đạt"] and document.headers_of("I/row 9/cell 1") == ()


@pytest.mark.parametrize(
    ("text", "header", "rows"),
    [
        pytest.param("Sở\tTỷ lệ\nSở Y tế\t5%\nSở Nội vụ\t6%\n", ["Sở", "Tỷ lệ"], 2, id="numbers below words"),
        pytest.param("Tên kho\tCơ quan\nKho A\tSở Y tế\n", ["Tên kho", "Cơ quan"], 1, id="words of headings"),
        pytest.param("An\tBình\nDung\tGiang\n", [], 2, id="nothing tells"),
        pytest.param("5\tSở Y tế\n6\tSở Nội vụ\n", [], 2, id="numbers from the first row on"),
        pytest.param("ỦY BAN\tCỘNG HÒA\n", [], 1, id="one row"),
        pytest.param("STT\tTên\n7\tKho A\n\tKho B\t\n", ["STT", "Tên"], 2, id="a row without its number"),
    ],
)
def test_what_is_a_heading(text: str, header: list[str], rows: int) -> None:
    document = parse(text)
    table, = document.tables
    assert words(document, table.header) == header and len(table.rows) == rows


def test_a_repeated_heading_is_no_row() -> None:
    document = parse("STT\tSở\tĐạt\n1\tSở Y tế\t5\n\nstt\t**Sở**\tĐạt\t\n2\tSở Nội vụ\t6\n")
    table, = document.tables
    assert len(table.rows) == 2 and document.quote("head/row 2") == "2 Sở Nội vụ 6"
    assert document.quote("head/¶2") == ""


def test_a_second_table_has_its_own_heading() -> None:
    document = parse("STT\tSở\tĐạt\n1\tSở Y tế\t5\n\nTT\tXã\n1\tXã An\n2\tXã Bình\n")
    first, second = document.tables
    assert words(document, first.header) == ["STT", "Sở", "Đạt"] and len(first.rows) == 1
    assert words(document, second.header) == ["TT", "Xã"] and len(second.rows) == 2
    where = document.text.index("Xã An")
    assert words(document, [document.header_of("head/row 1/cell 2", where)]) == ["Xã"]
    assert words(document, [document.header_of("head/row 1/cell 2")]) == ["Sở"]


def test_a_row_that_slipped_to_the_right_stands_under_its_headings() -> None:
    document = parse("STT\tSở\tKho\tĐạt\n1\tSở Y tế\tKho A\t5/19\n2\t\tSở Nội vụ\tKho B\t7/19\n3\t\tKho C\t8/19\t\n")
    assert over(document, "head/row 2/cell 5") == ["Đạt"] and over(document, "head/row 2/cell 3") == ["Sở"]
    assert over(document, "head/row 3/cell 4") == ["Đạt"]  # an empty cell at the end slips nothing


@pytest.mark.parametrize("mark", ["\n2\n", "- 2 -", "**Trang 2/9**"])
def test_a_page_number_does_not_part_a_table(mark: str) -> None:
    rows = "".join(f"{number}\tSở thứ {number}\t{number}/19\n" for number in range(1, 40))
    after = "".join(f"{number}\tSở thứ {number}\t{number}/19\n" for number in range(40, 80))
    filler = "Một câu dài để trang đầu đủ chữ. " * 20
    text = f"{filler}\n\nSTT\tSở\tĐạt\n{rows}\n{mark}\n\n{after}\n\n3\n\n{filler}\n"
    document = parse(text)
    table, = document.tables
    assert len(table.rows) == 79 and over(document, "head/row 77/cell 3") == ["Đạt"]
