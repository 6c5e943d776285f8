"""Documents are known by what stands in them, whatever their files are called."""

import unicodedata
from dataclasses import dataclass

import docx
import pytest

from analysis.errors import DocumentError
from analysis.reading.files import read_file
from analysis.reading.recognise import identify, recognise
from analysis.reading.text import checksum

NOTICE = "ỦY BAN TỈNH SAO MAI\n\nSố: 12 /TB-UBSM\n\nI. VIỆC\n\nCó 5 kho.\n"
REPORT = "CÔNG AN TỈNH SAO MAI\n\nSố: /BC-CASM\n\nI. VIỆC\n\nCó 7 kho.\n"


@dataclass(frozen=True)
class Card:
    id: str
    number: str
    sha256: str
    letterhead: tuple[str, ...]


CARDS = (
    Card("notice", "12/TB-UBSM", checksum(NOTICE), ("Số: 12", "TB-UBSM")),
    Card("report", "BC-CASM", checksum(REPORT), ("CÔNG AN", "BC-CASM")),
)


@pytest.fixture
def put(tmp_path):
    def write(name: str, text: str | bytes):
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        (tmp_path / name).write_bytes(data)
        return tmp_path

    return write


def test_files_are_known_by_their_text(put) -> None:
    put("b.txt", NOTICE)
    folder = put("a.md", unicodedata.normalize("NFD", REPORT).replace("\n", "\r\n"))
    recognition = recognise(folder, CARDS)
    names = {id: file.path.name for id, file in recognition.found.items()}
    assert names == {"notice": "b.txt", "report": "a.md"}
    assert all(file.same for file in recognition.found.values())
    assert not recognition.missing and not recognition.unknown
    assert recognition.require("notice").document.quote("I/¶2") == "Có 5 kho."


def test_the_text_is_kept_as_given(put) -> None:
    given = "\ufeff" + NOTICE.replace("\n", "\r\n")
    folder = put("x.txt", given)
    file = recognise(folder, CARDS).require("notice")
    assert file.text == given and file.same


def test_a_changed_text_is_known_by_its_letterhead(put) -> None:
    folder = put("x.txt", NOTICE.replace("Có 5", "Có 6").replace("Số:", "**Số:**\n"))
    file = recognise(folder, CARDS).require("notice")
    assert not file.same


def test_a_letterhead_further_down_does_not_count(put) -> None:
    folder = put("x.txt", "Theo\n" * 2_000 + NOTICE)
    recognition = recognise(folder, CARDS)
    assert not recognition.found and len(recognition.unknown) == 1


def test_other_files_are_counted_and_left_alone(put) -> None:
    put("notice.txt", NOTICE)
    put("list.csv", "a,b")
    put("letter.txt", "Kính gửi")
    put(".hidden.txt", REPORT)
    folder = put("old.txt", "Số 12".encode("utf-16-le"))
    recognition = recognise(folder, CARDS)
    assert set(recognition.found) == {"notice"}
    assert sorted(path.name for path in recognition.unknown) == ["letter.txt", "list.csv"]
    assert [path.name for path in recognition.unreadable] == ["old.txt"]


def test_what_was_looked_for_is_said(put) -> None:
    put("old.txt", b"\xff\xfe\x00")
    folder = put("notice.txt", NOTICE)
    with pytest.raises(DocumentError) as caught:
        recognise(folder, CARDS).require("report")
    told = str(caught.value)
    for part in ("report", "BC-CASM", checksum(REPORT)[:12], "CÔNG AN", "2,000", "old.txt"):
        assert part in told
    assert "BRIEFING_DOCUMENTS" in told


def test_a_text_that_fits_two_letterheads_is_refused(put) -> None:
    folder = put("x.txt", "Số: 12 /TB-UBSM CÔNG AN BC-CASM")
    with pytest.raises(DocumentError, match="several documents") as caught:
        recognise(folder, CARDS)
    assert "x.txt" in str(caught.value) and "notice, report" in str(caught.value)


def test_several_texts_of_one_letterhead(put) -> None:
    put("one.txt", NOTICE.replace("5", "6"))
    folder = put("two.txt", NOTICE.replace("5", "7"))
    with pytest.raises(DocumentError, match="Several different texts") as caught:
        recognise(folder, CARDS)
    assert "one.txt, two.txt" in str(caught.value)
    put("three.txt", NOTICE)  # the recorded text ends the doubt
    assert recognise(folder, CARDS).require("notice").path.name == "three.txt"


def test_two_copies_of_one_text_do_no_harm(put) -> None:
    put("one.txt", NOTICE.replace("5", "6"))
    folder = put("two.txt", NOTICE.replace("5", "6") + "\n\n")
    assert recognise(folder, CARDS).require("notice").path.name == "one.txt"


def test_a_folder_that_is_not_there(tmp_path) -> None:
    with pytest.raises(DocumentError, match="no folder of documents") as caught:
        recognise(tmp_path / "nowhere", CARDS)
    assert "nowhere" in str(caught.value) and "BRIEFING_DOCUMENTS" in str(caught.value)


def test_files_that_cannot_be_read(tmp_path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        read_file(tmp_path / "none.txt")
    (tmp_path / "x.txt").write_bytes(b"S\xff")
    with pytest.raises(DocumentError, match="0xff at 1"):
        read_file(tmp_path / "x.txt")


def test_a_word_document_is_known_by_its_letterhead(tmp_path) -> None:
    document = docx.Document()
    for line in NOTICE.splitlines():
        document.add_paragraph(line)
    document.save(str(tmp_path / "thong-bao.docx"))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    recognition = recognise(tmp_path, CARDS)
    assert recognition.require("notice").path.name == "thong-bao.docx"
    assert recognition.require("notice").same  # the words are the recorded ones
    assert [path.name for path in recognition.unreadable] == ["broken.pdf"]


def test_no_letterhead_fits_nothing() -> None:
    assert identify("Kính gửi", [Card("x", "x", "0" * 64, ())]) is None
