"""Files that are not what they seem, or would do harm: a clear error each, and nothing executed."""

import contextlib
import io
import os
import struct
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import DocumentError
from analysis.reading.files import pdf, read_file, safety
from analysis.reading.files.plain import decode
from analysis.reading.files.word import read_word
from reading.files.word_files import package, par, zipped

GOOD = package(par("Có 5 kho."))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def refuse(tmp_path: Path, name: str, data: bytes) -> str:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        read_file(path)
    error = caught.value
    assert error.where and name in error.where and error.hint
    return str(error)


def test_empty_files_folders_and_missing_files(tmp_path: Path) -> None:
    assert "empty" in refuse(tmp_path, "x.docx", b"")
    with pytest.raises(DocumentError, match="a folder"):
        read_file(tmp_path)
    with pytest.raises(DocumentError, match="cannot be read"):
        read_file(tmp_path / "khong-co.txt")
    os.mkfifo(tmp_path / "ong.txt")
    with pytest.raises(DocumentError, match="no ordinary file"):  # and does not wait for a writer
        read_file(tmp_path / "ong.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("Có 5 kho.")
    path.chmod(0)
    with pytest.raises(DocumentError, match="cannot be read"):
        read_file(path)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.pdf", GOOD, ("not what its name says", "a Word document", ".docx")),
        ("x.txt", GOOD, ("not what its name says", "a Word document")),
        ("x.docx", b"%PDF-1.7\n", ("not what its name says", "a PDF", ".pdf")),
        ("x.docx", "Có 5 kho.".encode(), ("not what its name says", "plain text", ".txt")),
        ("x.doc", OLE + "WordDocument".encode("utf-16-le"), ("not read", "old kind (.doc)", "save it as .docx")),
        ("x.docx", OLE + "WordDocument".encode("utf-16-le"), ("not read", "old kind (.doc)")),
        ("x.docx", OLE + "EncryptedPackage".encode("utf-16-le"), ("password", "save it without one")),
        ("x.docx", OLE + b"khac", ("old Office program",)),
        ("x.rtf", b"{\\rtf1\\ansi Co 5 kho}", ("Rich Text", "save it as .docx")),
        ("x.docx", b"{\\rtf1\\ansi Co 5 kho}", ("Rich Text",)),
        ("x.docx", zipped({"mimetype": b"x", "content.xml": b"<a/>"}), ("OpenDocument", "save it as .docx")),
        ("x.docx", zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}), ("workbook",)),
        ("x.docx", zipped({"a.txt": b"a"}), ("a zip archive",)),
        ("x.txt", b"\x89PNG\r\n\x1a\n\x00", ("a PNG picture", "OCR")),
        ("x.csv", b"a;b", ("ending in .csv are not read",)),
        ("x.docx", GOOD[: len(GOOD) // 2], ("damaged",)),
        ("x.docx", GOOD.replace(b"PK\x01\x02", b"PK\x01\x03"), ("damaged",)),
        ("x.pdf", b"%PDF-1.7\nno object at all", ("damaged",)),
    ],
)  # fmt: skip
def test_other_kinds_are_named(tmp_path: Path, name: str, data: bytes, told: tuple[str, ...]) -> None:
    error = refuse(tmp_path, name, data)
    for part in told:
        assert part in error


def test_macros_are_refused(tmp_path: Path) -> None:
    office = "application/vnd.ms-word.document.macroEnabled.main+xml"
    for name, data in (
        ("a.docm", package(par("x"), main=office)),
        ("b.docx", package(par("x"), main=office)),
        ("c.docx", package(par("x"), extra={"word/vbaProject.bin": b"x"})),
        ("d.docm", GOOD),
    ):
        error = refuse(tmp_path, name, data)
        assert "macros" in error and "save it as .docx" in error


def test_zip_bombs_are_refused_by_what_really_comes_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = b" " * (safety.LARGEST_PACKAGE // 8)
    many = {f"word/media/{index}.bin": zeros for index in range(9)}
    assert "zip bomb" in refuse(tmp_path, "a.docx", package(par("x"), extra=many))
    dense = package(par("x"), extra={"word/media/0.bin": zeros})
    assert "times its size" in refuse(tmp_path, "b.docx", dense)
    assert "parts" in refuse(
        tmp_path, "c.docx", package(par("x"), extra={f"word/{i}.bin": b"" for i in range(safety.MOST_PARTS)})
    )
    # A part that lies about its size: the directory says 10 bytes.
    lying = bytearray(package(par("x"), extra={"word/media/0.bin": zeros}))
    at = lying.rindex(b"PK\x01\x02", 0, lying.rindex(b"word/media/0.bin"))
    lying[at + 24 : at + 28] = struct.pack("<I", 10)
    assert "damaged" in refuse(tmp_path, "d.docx", bytes(lying))


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    flagged = bytearray(GOOD)
    at = flagged.index(b"PK\x01\x02")
    flagged[at + 8] |= 1
    assert "password" in refuse(tmp_path, "x.docx", bytes(flagged))


def test_a_part_that_stands_twice_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO(GOOD)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("word/document.xml", b"<x/>")
    assert "twice" in refuse(tmp_path, "x.docx", buffer.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path: Path, encoding: str) -> None:
    laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    outside = '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd">'
    for index, kind in enumerate((laughs, outside, '<!ENTITY x SYSTEM "file:///etc/passwd">')):
        part = f'<?xml version="1.0" encoding="{encoding}"?>{kind}<a>&b;</a>'.encode(encoding)
        error = refuse(tmp_path, f"{index}.docx", package(par("x"), extra={"word/custom.xml": part}))
        assert "entities" in error and "word/custom.xml" in error


def test_references_out_of_the_file_are_not_followed(tmp_path: Path) -> None:
    rels = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" TargetMode="External" Target="http://127.0.0.1:9/mau.dotm" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    path = tmp_path / "x.docx"
    path.write_bytes(package(par("Có 5 kho."), extra={"word/_rels/document.xml.rels": rels.encode()}))
    assert read_file(path) == "Có 5 kho.\n"


def test_files_that_are_too_large(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    with path.open("wb") as file:
        file.truncate(safety.LARGEST_FILE + 1)
    with pytest.raises(DocumentError, match="too large") as caught:
        read_file(path)
    assert "64" in str(caught.value)
    assert "16 MB" in refuse(tmp_path, "y.txt", b"a" * (safety.LARGEST_TEXT + 1))


def test_text_is_given_as_it_stands(tmp_path: Path) -> None:
    text = "\ufeffCó 5 kho.\r\n\tHết\x0c\r\n"
    for name, data in (("a.txt", text.encode()), ("b.md", text[1:].encode("utf-16")), ("c", text.encode())):
        (tmp_path / name).write_bytes(data)
    assert read_file(tmp_path / "a.txt") == text == read_file(tmp_path / "c")
    assert read_file(tmp_path / "b.md") == text[1:]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"C\xf3 5 kho", ("not a text in UTF-8", "the byte 0xf3 at 1", "TCVN3 (ABC), VNI or windows-1258")),
        ("vµ nh÷ng sè liÖu cña c¸c së".encode("latin-1"), ("it looks like TCVN3 (ABC)",)),
        ("vaø nhöõng soá lieäu cuûa caùc sôû".encode("latin-1"), ("it looks like VNI",)),
        ("va\u0300 nhu\u031b\u0303ng sô\u0301 liê\u0323u cu\u0309a ca\u0301c sơ\u0309".encode("cp1258", "ignore")
         + b" v\xe0 c\xe1c \xf0", ("windows-1258",)),
        ("vµ nh÷ng sè liÖu cña c¸c së".encode(), ("old Vietnamese encoding", "TCVN3")),
        (b"Co 5\x00 kho", ("binary data", "0x00 at 4")),
        ("Có 5 kho".encode("utf-16-le"), ("binary data", "byte-order mark")),
        (b"\xff\xfeC", ("not a text in UTF-16",)),
        (b"\x01\x02\x03abc" * 9, ("binary data", "0x01 at 0")),
    ],
)  # fmt: skip
def test_other_encodings_are_told(tmp_path: Path, data: bytes, told: tuple[str, ...]) -> None:
    error = refuse(tmp_path, "x.txt", data)
    for part in told:
        assert part in error


def pdf_bytes(**saving: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    buffer = io.BytesIO()
    document.save(buffer, **saving)
    return buffer.getvalue()


def test_a_pdf_with_a_password(tmp_path: Path) -> None:
    locked = pdf_bytes(encryption=pikepdf.Encryption(owner="o", user="u"))
    assert "password" in refuse(tmp_path, "x.pdf", locked)


def test_a_scanned_pdf_names_the_command(tmp_path: Path) -> None:
    error = refuse(tmp_path, "x.pdf", pdf_bytes())
    assert "scanned" in error and "ocrmypdf --language vie --deskew FILE.pdf FILE-ocr.pdf" in error
    assert "read FILE-ocr.pdf instead" in error


def objects(*bodies: bytes) -> bytes:
    """A PDF of these objects, the first its catalogue."""
    data = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(bodies) + 1, table, len(bodies) + 1, len(data),
    )  # fmt: skip


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), more, content)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"


def test_a_pdf_with_too_many_pages(tmp_path: Path) -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    pages = b"<</Type/Pages/Count 500/Kids[" + b"3 0 R " * 500 + b"]>>"
    document = pikepdf.new()
    for _ in range(500):
        document.add_blank_page()
    buffer = io.BytesIO()
    document.save(buffer)
    assert "too many pages" in refuse(tmp_path, "x.pdf", buffer.getvalue())
    refuse(tmp_path, "y.pdf", objects(CATALOGUE, pages, page))  # one page that claims to be many


def test_pages_and_forms_that_hold_themselves(tmp_path: Path) -> None:
    refuse(tmp_path, "kids.pdf", objects(CATALOGUE, b"<</Type/Pages/Count 1/Kids[2 0 R]>>"))
    deep = b"[" * 100_000 + b"]" * 100_000
    refuse(tmp_path, "deep.pdf", objects(CATALOGUE, b"<</Type/Pages/Count 1/Kids" + deep + b">>"))


def test_programs_lying_about_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("json.py", "analysis.py", "pdfplumber.py"):
        (tmp_path / name).write_text("import pathlib; pathlib.Path('run').touch()")
    monkeypatch.chdir(tmp_path)
    assert "scanned" in refuse(tmp_path, "x.pdf", pdf_bytes())
    assert not (tmp_path / "run").exists()


def test_a_text_may_speak_of_pdf(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("Tệp PDF bắt đầu bằng %PDF-1.7.")
    assert read_file(path) == "Tệp PDF bắt đầu bằng %PDF-1.7."


def test_a_pdf_that_never_ends_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each form draws the next one ten times: 10^12 in all.
    forms = [
        stream(b"/F Do " * 10, b"/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>" % (number + 1))
        for number in range(5, 17)
    ]
    data = objects(
        CATALOGUE, b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
        stream(b"/F Do"), *forms, stream(b"0 0 m 9 9 l S", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"),
    )  # fmt: skip
    with pytest.raises(DocumentError, match="too much time or memory") as caught:
        pdf.read_pdf(data, tmp_path / "x.pdf", time_limit=3)
    assert "x.pdf" in str(caught.value)


def test_a_pdf_that_unpacks_without_end_is_stopped(tmp_path: Path) -> None:
    once = zlib.compress(b"\x00" * 2**28, 9)
    twice = zlib.compress(once, 9)
    data = objects(
        CATALOGUE, b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents[" + b"4 0 R " * 50 + b"]>>",
        stream(twice, b"/Filter[/FlateDecode/FlateDecode]"),
    )
    with pytest.raises(DocumentError):
        pdf.read_pdf(data, tmp_path / "x.pdf", time_limit=6)


def test_fonts_without_characters_are_told() -> None:
    from analysis.reading.files.pdf_page import read_pages

    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    )
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]>>"
    inner = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(A)/Ordering(B)/Supplement 0>>>>"
    data = objects(
        CATALOGUE, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page,
        stream(b"BT /F 12 Tf 90 700 Td <" + b"0012" * 60 + b"> Tj ET"), font, inner,
    )
    with pytest.raises(DocumentError, match="fonts do not say") as caught:
        read_pages(data)
    assert "--force-ocr" in str(caught.value)


NEVER = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@NEVER
@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_an_error(data: bytes) -> None:
    path = Path("x.txt")
    for reader in (lambda: decode(data, path), lambda: safety.kind_of(data, path), lambda: read_word(data, path)):
        with contextlib.suppress(DocumentError):
            reader()


@NEVER
@given(st.data())
def test_any_damage_to_a_word_document_is_text_or_an_error(data: st.DataObject) -> None:
    broken = bytearray(GOOD)
    for at in data.draw(st.lists(st.integers(0, len(GOOD) - 1), max_size=6)):
        broken[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DocumentError):
        safety.kind_of(bytes(broken), Path("x.docx"))
        read_word(bytes(broken), Path("x.docx"))


@NEVER
@given(st.text(alphabet="<>/w:prt&;lxn \"'=01a", max_size=200))
def test_any_xml_is_text_or_an_error(inner: str) -> None:
    with contextlib.suppress(DocumentError):
        read_word(package(inner), Path("x.docx"))


@NEVER
@given(st.data())
def test_any_damage_to_a_pdf_is_text_or_an_error(data: st.DataObject) -> None:
    whole = objects(
        CATALOGUE, b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        stream(b"BT /F 12 Tf 90 700 Td (Co 5 kho du lieu) Tj ET"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
    )  # fmt: skip
    broken = bytearray(whole)
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=8)):
        broken[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DocumentError):
        pdf.read_here(bytes(broken))
