"""Word documents as text: every construction that notices use, made by hand."""

from pathlib import Path

import docx
import pytest

from analysis.errors import DocumentError
from analysis.reading.files import read_file
from analysis.reading.text import parse
from reading.files.word_files import cell, level, listed, mark, package, par, run, table


@pytest.fixture
def read(tmp_path: Path):
    def text_of(data: bytes) -> str:
        path = tmp_path / "van-ban.docx"
        path.write_bytes(data)
        return read_file(path)

    return text_of


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


def test_paragraphs_notes_and_the_places_of_both(read) -> None:
    text = read(package(
        par("I. KẾT QUẢ")
        + par("1. Đã có 10/15 sở", mark(4), ", 18/34 xã", mark(2), " báo cáo.")
        + par("2. Còn thiếu", mark(3), "."),
        footnotes={
            2: "Xã An [trừ thôn 3], xã Bình.",
            3: par("Kinh phí 8,2 tỷ đồng.") + par("Đạt 21%]."),
            4: par(run(" Sở Y tế, Sở Nội vụ.")),
        },
    ))  # fmt: skip
    assert lines(text) == [
        "I. KẾT QUẢ",
        "1. Đã có 10/15 sở[footnoteRef:1], 18/34 xã[footnoteRef:2] báo cáo. [1: Sở Y tế, Sở Nội vụ.] "
        "[2: Xã An [trừ thôn 3], xã Bình.]",
        "2. Còn thiếu[footnoteRef:3]. [3: Kinh phí 8,2 tỷ đồng.",
        "Đạt 21%).]",
    ]
    document = parse(text)
    assert document.quote("I.1/¶1") == "1. Đã có 10/15 sở, 18/34 xã báo cáo."
    assert document.quote("note 2") == "Xã An [trừ thôn 3], xã Bình."
    assert document.quote("note 3/¶2") == "Đạt 21%)."
    assert [text[at:].startswith("[footnoteRef:3]") for at in document.notes[3]] == [True]


def test_endnotes_follow_the_numbers_of_footnotes(read) -> None:
    end = '<w:r><w:endnoteReference w:id="7"/></w:r>'
    text = read(package(
        par("Một", end, " và hai", mark(5), "."), footnotes={5: "Chân trang."}, endnotes={7: "Cuối văn bản."}
    ))
    assert lines(text) == ["Một[footnoteRef:2] và hai[footnoteRef:1]. [2: Cuối văn bản.] [1: Chân trang.]"]


def test_tracked_changes_hidden_text_and_fields(read) -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE 99 </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("30/6/2030")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    text = read(package(
        par(
            "Giao ", f"<w:ins>{run('12')}</w:ins>", "<w:del><w:r><w:delText>13</w:delText></w:r></w:del>",
            f"<w:moveFrom>{run('14')}</w:moveFrom>", run(" việc", "<w:b/>"), run(" MẬT", "<w:vanish/>"),
            run(" rõ", '<w:vanish w:val="0"/>'), ", trước ", field, ".",
        )
        + par(run("ẩn", '<w:rStyle w:val="An"/>'), run("thường"))
        + f'<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>{run("Nửa đầu, ")}</w:p>' + par("nửa sau.")
        + '<w:p><w:r><w:t>Siêu</w:t><w:softHyphen/><w:t>tốc­ </w:t><w:noBreakHyphen/><w:t>5G</w:t></w:r></w:p>',
        styles='<w:style w:type="character" w:styleId="An"><w:name w:val="an"/><w:rPr><w:vanish/></w:rPr></w:style>',
    ))  # fmt: skip
    assert lines(text) == ["Giao 12 việc rõ, trước 30/6/2030.", "thường", "Nửa đầu, nửa sau.", "Siêutốc -5G"]


def test_automatic_numbers_become_text(read) -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="1">'
        + level(0, "upperRoman", "%1.") + level(1, "decimal", "%2.") + level(2, "lowerLetter", "%3)")
        + level(3, "decimal", "(%4)") + level(4, "bullet", "\uf0b7")
        + level(5, "decimal", "%1.%2.%6", more="<w:isLgl/>")
        + "</w:abstractNum>"
        '<w:abstractNum w:abstractNumId="2">' + level(0, "bullet", "-")
        + level(1, "decimalZero", "%2/") + "</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="3"><w:startOverride w:val="4"/></w:lvlOverride></w:num>'
    )  # fmt: skip
    styles = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="Muc"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="MucCon"><w:name w:val="Muc con"/><w:basedOn w:val="Muc"/></w:style>'
    )
    text = read(package(
        listed("KẾT QUẢ", 1) + listed("Việc", 1, 1) + listed("nhỏ", 1, 2) + listed("nữa", 1, 2)
        + listed("Việc sau", 1, 1) + listed("nhỏ lại", 1, 2) + listed("NHIỆM VỤ", 1)
        + par("Theo kiểu", properties='<w:pStyle w:val="MucCon"/>')
        + par("Không số", properties='<w:pStyle w:val="MucCon"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + listed("dấu", 2) + listed("khác", 1, 4) + listed("mục", 3, 3) + listed("mục", 3, 3) + listed("số", 2, 1)
        + listed("pháp lý", 1, 5),
        numbering=numbering, styles=styles,
    ))  # fmt: skip
    assert lines(text) == [
        "I. KẾT QUẢ", "1. Việc", "a) nhỏ", "b) nữa", "2. Việc sau", "a) nhỏ lại", "II. NHIỆM VỤ", "1. Theo kiểu",
        "Không số", "- dấu", "• khác", "(4) mục", "(5) mục", "01/ số", "2.1.1 pháp lý",
    ]  # fmt: skip


def test_tables_with_merged_cells(read) -> None:
    text = read(package(
        par("Phụ lục 1")
        + table(
            (cell("STT", merge="restart"), cell("Kết quả", span=2), cell("Ghi chú", merge="restart")),
            (cell(merge="continue"), "Đạt", "Chưa đạt", cell(merge="continue")),
            ("1", "3", "4", cell("- một", "- hai")),
            ("2", cell("5", merge="restart"), "6", ""),
            ("3", cell(merge="continue"), cell("7", par("kho", mark(2))), ""),
            columns=4,
        ),
        footnotes={2: par("Dòng một.") + par("Dòng hai.")},
    ))  # fmt: skip
    assert text == (
        "Phụ lục 1\n\nSTT\tKết quả\t\tGhi chú\n\tĐạt\tChưa đạt\t\n1\t3\t4\t- một - hai\n2\t5\t6\t\n"
        "3\t\t7 kho[footnoteRef:1] [1: Dòng một.\nDòng hai.]\t\n"
    )
    document = parse(text)
    over, = document.headers_of("annex 1/row 1/cell 4")
    assert text[over.start : over.end] == "Ghi chú"
    assert [text[one.start : one.end] for one in document.headers_of("annex 1/row 2/cell 3")] == ["Kết quả", "Chưa đạt"]
    assert document.quote("annex 1/row 3/cell 3") == "7 kho" and document.quote("note 1/¶2") == "Dòng hai."


def test_a_letterhead_without_lines_is_read_cell_by_cell(read) -> None:
    text = read(package(
        table(
            (
                cell("SỞ SAO MAI", "Số: 12/TB-SM"),
                cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
            ),
            lines=False,
        )
        + table(("STT", "Tên"), ("1", "Kho A"), lines=False)
        + par("Hết")
        + table((cell("Nơi nhận:", "- Như trên;"), cell("GIÁM ĐỐC"))),
    ))  # fmt: skip
    assert lines(text) == [
        "SỞ SAO MAI", "Số: 12/TB-SM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "STT\tTên", "1\tKho A", "Hết", "Nơi nhận:", "- Như trên;", "GIÁM ĐỐC",
    ]  # fmt: skip


def test_a_row_of_two_cells_stays_a_row_when_one_is_empty(read) -> None:
    document = parse(read(package(table(("STT", "Tên"), ("1", ""), ("", "Kho B"), ("3", "Kho | C")))))
    found, = document.tables
    assert len(found.rows) == 3 and document.quote("head/row 2/cell 2") == "Kho B"


def test_text_boxes_are_read_once(read) -> None:
    def box(text: str) -> str:
        return f"<wps:txbx><w:txbxContent>{par(text)}</w:txbxContent></wps:txbx>"

    drawn = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box("Số: 12/TB-SM")}</w:drawing></mc:Choice>'
        f'<mc:Fallback><w:pict><v:textbox><w:txbxContent>{par("Số: 12/TB-SM")}</w:txbxContent></v:textbox></w:pict>'
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert lines(read(package(par("SỞ SAO MAI", drawn) + par("Sau")))) == ["SỞ SAO MAI", "Số: 12/TB-SM", "Sau"]


def test_raised_numbers_are_never_glued_to_a_figure(read) -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    text = read(package(
        par("Có 30", run("1", raised), " kho rộng 25 m", run("2", raised), ".")
        + par("Có 30", run("3", '<w:position w:val="9"/><w:sz w:val="22"/>'), " kho và 40",
              run("4", '<w:rStyle w:val="Mu"/>')),
        styles=f'<w:style w:type="character" w:styleId="Mu"><w:name w:val="mu"/><w:rPr>{raised}</w:rPr></w:style>',
    ))  # fmt: skip
    assert lines(text) == ["Có 30<sup>1</sup> kho rộng 25 m².", "Có 30<sup>3</sup> kho và 40<sup>4</sup>"]


def test_breaks_contents_and_content_controls(read) -> None:
    text = read(package(
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{par('I. KẾT QUẢ 3')}</w:sdtContent></w:sdt>"
        + par("1. Mục lục 5", properties='<w:pStyle w:val="TOC1"/>')
        + f"<w:sdt><w:sdtContent>{par('Trong khung')}</w:sdtContent></w:sdt>"
        + "<w:p><w:r><w:t>Một câu</w:t><w:br/><w:t>hai dòng:</w:t><w:br/><w:t>- ý một;</w:t><w:br/><w:t>- ý hai</w:t>"
          "<w:tab/><w:t>cuối.</w:t></w:r></w:p>"
        + "<w:p><w:r><w:t>SỞ DỮ LIỆU</w:t><w:br/><w:t>TỈNH SAO MAI</w:t><w:br/><w:t>Số: 12/TB-SM</w:t></w:r></w:p>",
        styles='<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>',
    ))  # fmt: skip
    assert lines(text) == [
        "Trong khung", "Một câu hai dòng:", "- ý một;", "- ý hai cuối.", "SỞ DỮ LIỆU TỈNH SAO MAI", "Số: 12/TB-SM",
    ]  # fmt: skip


def test_heads_and_feet_of_pages_are_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Đầu trang 7"
    document.sections[0].footer.paragraphs[0].text = "Chân trang 8"
    document.add_heading("I. KẾT QUẢ", level=1)
    document.add_paragraph("Có 5 kho.", style="List Bullet")
    path = tmp_path / "x.docx"
    document.save(str(path))
    assert lines(read_file(path)) == ["I. KẾT QUẢ", "• Có 5 kho."]


def test_a_document_without_text_says_so(read) -> None:
    with pytest.raises(DocumentError, match="holds no text") as caught:
        read(package(par("")))
    assert "ocrmypdf" in str(caught.value)


def test_deep_nesting_is_an_error_and_no_crash(read) -> None:
    inner = par("đáy")
    for _ in range(200):
        inner = table((cell(inner),))
    with pytest.raises(DocumentError):
        read(package(inner))


def test_old_letters_are_told(read) -> None:
    with pytest.raises(DocumentError, match="old Vietnamese encoding") as caught:
        read(package(par("B¸o c¸o vµ kÕ ho¹ch cña c¸c së, ®Õn nay ®¹t yªu cÇu")))
    assert "TCVN3" in str(caught.value)
