"""Page numbers and running heads between the paragraphs of a scanned text; notes and their marks."""

import pytest

from analysis.reading.furniture import furniture
from analysis.reading.text import parse

LONG = "Các sở đã rà soát kho dữ liệu và báo cáo đúng hạn theo kế hoạch đã được phê duyệt. " * 5


def dropped(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in furniture(text)]


def test_page_numbers_between_paragraphs_are_in_no_place() -> None:
    text = f"I. KẾT QUẢ\n\n{LONG}\n\n2\n\nCó 73 kho và\n\n{LONG}\n\n- 3 -\n\n{LONG}\n\n**Trang 4/7**\n\nHết."
    assert dropped(text) == ["2", "- 3 -", "**Trang 4/7**"]
    document = parse(text)
    assert [place for place, _ in document.outline()] == [f"I/¶{n}" for n in range(1, 7)]
    assert document.locate(text.index("- 3 -")) is None and len(document.furniture) == 3


def test_a_running_head_goes_with_its_page_numbers() -> None:
    head = "THÔNG BÁO SỐ 12/TB-SM"
    text = f"{head}\n\n{LONG}\n\n2\n\n{head}\n\nkho thứ hai. {LONG}\n\n3\n\n{head}\n\n{LONG}\n\n4\n\n{head}\n\n{LONG}"
    assert dropped(text) == ["2", head, "3", head, "4", head]  # the first one is the title


def test_a_running_head_that_cuts_sentences() -> None:
    text = "\n\n".join([f"{LONG} và", "Sở Dữ liệu", f"còn lại. {LONG} rồi", "Sở Dữ liệu", f"thì xong. {LONG}"])
    assert dropped(text) == ["Sở Dữ liệu", "Sở Dữ liệu"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1\n\nKho A\n\n2\n\nKho B\n\n3\n\nKho C", id="a list, a number a line"),
        pytest.param(f"{LONG}\n\n15\n\n{LONG}\n\n27\n\n{LONG}", id="numbers that do not go up by one"),
        pytest.param(f"{LONG}\n\n2\n\nSau đó. {LONG}", id="a single number that cuts nothing"),
        pytest.param(f"{LONG}\n\n4/9\n\n{LONG}\n\n5/9\n\n{LONG}", id="ratios"),
        pytest.param(f"Nơi nhận:\n\n{LONG}\n\nNơi nhận:\n\n{LONG}", id="headings that stand twice"),
        pytest.param("STT\tTên\n1\tKho\n", id="cells"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_furniture(text: str) -> None:
    assert dropped(text) == []


def test_notes_are_tied_to_their_marks() -> None:
    scanned = (
        "Có 5 kho<sup>1</sup>, 6 xã<sup> 2 </sup> và 7 sở<sup>1</sup>.\n\n"
        "**<sup>1</sup>** Kho A.\n\n<sup>2</sup> Xã B.\n"
    )
    document = parse(scanned)
    assert {n: [scanned[at : at + 5] for at in places] for n, places in document.notes.items()} == {
        1: ["<sup>", "<sup>"], 2: ["<sup>"],
    }  # fmt: skip
    assert document.notes[1][0] == scanned.index("<sup>1") and document.quote("note 2") == "Xã B."
    inline = "Có 5 kho[footnoteRef:3], 6 xã[footnoteRef:4]. [3: Kho A.] [4: Xã B.]"
    assert parse(inline).notes == {3: (inline.index("[footnoteRef:3"),), 4: (inline.index("[footnoteRef:4"),)}
    assert parse("Không có.").notes == {}
