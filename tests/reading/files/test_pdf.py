"""PDFs as text: columns, ruled tables over pages, notes at the foot, words and paragraphs over lines and pages."""

from pathlib import Path

import pikepdf
import pytest

from analysis.errors import DocumentError
from analysis.reading.files import read_file
from analysis.reading.files.pdf_paragraphs import joined
from analysis.reading.text import parse
from typesetting import compiled

HEAD = """
#set page(paper: "a4", margin: (left: 3cm, right: 2cm, y: 2cm), numbering: "1", number-align: top + center)
#set super(typographic: false)
#set text(font: ("Libertinus Serif",), size: 14pt, lang: "vi", hyphenate: false)
#set par(justify: true, first-line-indent: (amount: 1cm, all: true), spacing: 0.9em)
#show footnote.entry: set text(10pt)
#show heading: it => text(14pt, weight: "bold")[#par[#it.body]]
"""
LETTERHEAD = """
#set page(footer: align(center, text(9pt)[Văn bản thử, không có giá trị]))
#set par(first-line-indent: 0pt, justify: false)
#grid(columns: (2fr, 3fr), gutter: 10pt,
  align(center)[*SỞ DỮ LIỆU TỈNH SAO MAI*],
  align(center)[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\ *Độc lập - Tự do - Hạnh phúc*],
  align(center)[Số: 12/TB-SM], align(center)[_Sao Mai, ngày 24 tháng 6 năm 2030_])
#v(6pt)
#align(center)[*THÔNG BÁO*]
#align(center)[*Kết luận của Giám đốc Sở tại cuộc họp về việc xây dựng kho dữ liệu dùng chung của các xã, phường trong
  tỉnh*]
#v(6pt)
#set par(first-line-indent: (amount: 1cm, all: true), justify: true)
"""
SENTENCES = (
    "Các xã, phường đã rà soát kho dữ liệu của mình và báo cáo đúng hạn",
    "trong đó 73/124 kho đạt yêu cầu, chiếm 58,9% tổng số",
    "kinh phí đã giao 8,7 nghìn tỷ đồng, giải ngân còn thấp so với kế hoạch của năm 2030",
    "hệ thống chống tấn công Anti-DDoS và mô hình hợp tác 3 Nhà được đưa vào dùng thử tại 05 xã",
)


def prose(times: int) -> str:
    """A long sentence."""
    text = "; ".join(SENTENCES[index % 4] for index in range(times))
    return text[0].upper() + text[1:] + "."


@pytest.fixture
def read(tmp_path: Path):
    def text_of(source: str) -> str:
        path = tmp_path / "van-ban.pdf"
        path.write_bytes(compiled(source))
        return read_file(path)

    return text_of


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


def test_a_notice_reads_as_it_was_written(read) -> None:
    """Letterhead in two columns, paragraphs over lines and pages, notes tied to their marks."""
    paragraphs = [f"{number}. {prose(7 + number % 4)}" for number in range(1, 13)]
    marked = [text.replace("kho đạt", f"kho#footnote[Chú thích {n}: {prose(n % 5 + 1)}] đạt", 1)
              for n, text in enumerate(paragraphs, start=1)]
    body = "\n\n".join(one.replace(". ", "\\. ", 1) for one in marked)
    text = read(f"{HEAD}{LETTERHEAD}\n\n*I. KẾT QUẢ*\n\n{body}")
    expected = [
        one.replace("kho đạt", f"kho[footnoteRef:{n}] đạt", 1) + f" [{n}: Chú thích {n}: {prose(n % 5 + 1)}]"
        for n, one in enumerate(paragraphs, start=1)
    ]
    assert lines(text) == [
        "SỞ DỮ LIỆU TỈNH SAO MAI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/TB-SM", "Sao Mai, ngày 24 tháng 6 năm 2030", "THÔNG BÁO",
        "Kết luận của Giám đốc Sở tại cuộc họp về việc xây dựng kho dữ liệu dùng chung của các xã, phường trong tỉnh",
        "I. KẾT QUẢ", *expected,
    ]  # fmt: skip
    document = parse(text)
    assert document.quote("I.3/¶1") == paragraphs[2]
    assert document.quote("note 12") == f"Chú thích 12: {prose(3)}"


def test_lists_and_short_paragraphs_stay_apart(read) -> None:
    written = [
        "II. NHIỆM VỤ", "1. Yêu cầu chung", "Làm đúng hạn.", "- " + prose(3), "- Kho thứ hai;", "- " + prose(4),
        "a) " + prose(2), "b) Việc cuối.", "(1) Một việc ngắn.", "(2) " + prose(3), "Hết.",
    ]  # fmt: skip
    source = "\n\n".join(f'#par[#"{one}"]' for one in written)
    assert lines(read(HEAD + source)) == written


def test_ragged_block_text_without_indents(read) -> None:
    written = ["I. KẾT QUẢ", prose(5), "Ngắn.", prose(9), "- " + prose(3), prose(6)]
    plain = HEAD.replace(
        "justify: true, first-line-indent: (amount: 1cm, all: true), spacing: 0.9em", "spacing: 1.3em"
    )
    assert lines(read(plain + "\n\n".join(f'#par[#"{one}"]' for one in written))) == written


TABLE = """
Phụ lục 1

#table(columns: (1cm, 5cm, 1fr, 2cm),
  table.header(table.cell(rowspan: 2)[STT], table.cell(colspan: 2)[Cơ sở dữ liệu],
    table.cell(rowspan: 2)[Số tiêu chí đạt],
    [Bộ chủ quản], [Tên]),
  %s
)

Sau bảng.
"""


def test_a_table_over_pages_with_merged_cells_is_one_table(read) -> None:
    rows = [(str(n), f"Sở thứ {n}" if n % 3 == 1 else "", f"Kho dữ liệu {prose(1)}", f"{n}/190") for n in range(1, 31)]
    cells = []
    for number, owner, name, score in rows:
        cells.append(f"[{number}]" + (f", table.cell(rowspan: 3)[{owner}]" if owner else "") + f", [{name}], [{score}]")
    text = read(HEAD + TABLE % ",\n".join(cells))
    assert lines(text) == [
        "Phụ lục 1", "STT\tCơ sở dữ liệu\t\tSố tiêu chí đạt", "\tBộ chủ quản\tTên\t",
        *("\t".join(row) for row in rows), "Sau bảng.",
    ]  # fmt: skip
    table, = parse(text).tables
    assert [text[one.start : one.end] for one in table.header] == ["STT", "Bộ chủ quản", "Tên", "Số tiêu chí đạt"]
    assert len(table.rows) == 30


def test_a_row_parted_by_the_page_is_made_whole(read) -> None:
    rows = [(str(n), f"Sở thứ {n}", prose(12), f"{n}/19") for n in range(1, 8)]
    source = HEAD + "#table(columns: (1cm, 3cm, 1fr, 2cm), [STT], [Sở], [Việc], [Đạt], " + ", ".join(
        f"[{cell}]" for row in rows for cell in row
    ) + ")"
    assert lines(read(source)) == ["STT\tSở\tViệc\tĐạt", *("\t".join(row) for row in rows)]


def test_notes_inside_cells_and_on_a_table(read) -> None:
    text = read(HEAD + "#table(columns: 2, [STT], [Tên], [1], [Kho#footnote[Kho ở xã An.] A], [2], [Kho B])")
    assert lines(text) == ["STT\tTên", "1\tKho[footnoteRef:1] A [1: Kho ở xã An.]", "2\tKho B"]


def test_numbers_that_begin_again_on_each_page_are_told_apart(read) -> None:
    page = "#counter(footnote).update(0)\n%s kho#footnote[%s] đạt."
    text = read(HEAD + page % ("Có 5", "Trang đầu.") + "\n#pagebreak()\n" + page % ("Có 6", "Trang sau."))
    assert lines(text) == [
        "Có 5 kho[footnoteRef:1] đạt. [1: Trang đầu.]", "Có 6 kho[footnoteRef:2] đạt. [2: Trang sau.]",
    ]  # fmt: skip


def test_raised_numbers_without_a_note_are_never_glued(read) -> None:
    text = read(HEAD + "Diện tích 25 m#super[2], có 30#super[1] kho.")
    assert lines(text) == ["Diện tích 25 m², có 30<sup>1</sup> kho."]


def test_columns_are_read_one_after_the_other(read) -> None:
    left, right = prose(4), prose(5)
    source = HEAD + f"""
#set par(first-line-indent: 0pt, justify: false)
#grid(columns: (1fr, 1fr), gutter: 30pt, [#"{left}"], [#"{right}"])
#v(20pt)
#grid(columns: (3fr, 2fr), gutter: 20pt, [*_Nơi nhận:_* \\ - Như trên; \\ - Lưu: VT (2).],
  align(center)[*GIÁM ĐỐC* #v(40pt) *Nguyễn Văn A*])
"""
    assert lines(read(source)) == [
        left, right, "Nơi nhận:", "- Như trên;", "- Lưu: VT (2).", "GIÁM ĐỐC", "Nguyễn Văn A",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("Nghị quyết số 11/NQ-", "CP ngày", "Nghị quyết số 11/NQ-CP ngày"),
        ("giải pháp Anti-", "DDoS mới", "giải pháp Anti-DDoS mới"),
        ("giai đoạn 2026-", "2030", "giai đoạn 2026-2030"),
        ("số 329/", "TB-VPCP", "số 329/TB-VPCP"),
        ("số 329", "/TB-VPCP", "số 329/TB-VPCP"),
        ("kinh tế -", "xã hội", "kinh tế - xã hội"),
        ("kinh tế", "- xã hội", "kinh tế - xã hội"),
        ("the infor-", "mation", "the information"),
        ("đạt", "21%", "đạt 21%"),
        ("", "đạt", "đạt"),
    ],
)  # fmt: skip
def test_lines_are_joined_as_vietnamese_is_written(before: str, after: str, whole: str) -> None:
    assert joined(before, after) == whole


def test_a_page_that_is_a_picture_is_told(tmp_path: Path) -> None:
    picture = "bytes((200, 10, 10)), format: (encoding: \"rgb8\", width: 1, height: 1), width: 100%, height: 100%"
    source = HEAD + f"Có 5 kho dữ liệu dùng chung.\n#page(margin: 0pt, numbering: none)[#image({picture})]"
    path = tmp_path / "x.pdf"
    path.write_bytes(compiled(source))
    with pytest.raises(DocumentError, match="Some pages") as caught:
        read_file(path)
    assert "page 2" in str(caught.value) and "--skip-text" in str(caught.value)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_that_lie_on_their_side_are_turned(tmp_path: Path, turn: int) -> None:
    rows = ", ".join(f"[{n}], [Kho dữ liệu {n}], [{n}/19]" for n in range(1, 9))
    source = f"{HEAD}Phụ lục 1\n\n#table(columns: (1cm, 1fr, 2cm), [STT], [Tên], [Đạt], {rows})\n\n{prose(5)}"
    straight, lying = tmp_path / "a.pdf", tmp_path / "b.pdf"
    straight.write_bytes(compiled(source))
    with pikepdf.open(straight) as document:
        for page in document.pages:
            page.Rotate = turn
            page.MediaBox = pikepdf.Array([-30, -20, 620, 860])  # nor need a page begin at nought
        document.save(lying)
    assert read_file(lying) == read_file(straight)
    assert "8\tKho dữ liệu 8\t8/19" in read_file(lying)


def test_a_table_without_lines_is_a_table(read) -> None:
    rows = [("STT", "Sở", "Tên kho", "Đạt")]
    rows += [(str(n), f"Sở thứ {n}", f"Kho dùng chung {n} của tỉnh và các xã phường", f"{n}/19") for n in range(1, 9)]
    cells = ", ".join(f"[{cell}]" for row in rows for cell in row)
    how = "columns: (1.2cm, 3cm, 6cm, 2cm), stroke: none, column-gutter: 20pt"
    text = read(f"{HEAD}Phụ lục 1\n\n#table({how}, {cells})\n\nHết.")
    assert lines(text) == ["Phụ lục 1", *("\t".join(row) for row in rows), "Hết."]
