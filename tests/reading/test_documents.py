"""The project's own sheets against the documents themselves, where they are at hand."""

import os

import pytest

from analysis.paths import DOCUMENTS_VARIABLE, Workspace
from analysis.reading.recognise import recognise
from analysis.reading.sheets import load
from analysis.reading.text import checksum, parse
from analysis.reading.verification import Status, TextState, excerpt, verify

pytestmark = [
    pytest.mark.documents,
    pytest.mark.skipif(
        not os.environ.get(DOCUMENTS_VARIABLE), reason=f"{DOCUMENTS_VARIABLE} names no folder of documents"
    ),
]


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace.find()


@pytest.fixture(scope="module")
def sheets(workspace):
    return load(workspace)


@pytest.fixture(scope="module")
def report(workspace, sheets):
    return verify(workspace, sheets)


def test_every_document_is_at_hand_and_unchanged(report) -> None:
    assert {document.id: document.text for document in report.documents} == {
        document.id: TextState.SAME for document in report.documents
    }
    assert len(report.documents) == 4


def test_every_entry_is_found(report) -> None:
    assert [entry.describe() for entry in report.problems] == []
    assert report.counts[Status.FOUND] == len(report.entries) > 300
    assert report.ok


def test_offsets_cut_out_what_is_claimed(workspace, sheets, report) -> None:
    recognition = recognise(workspace.documents, sheets)
    for document in report.documents:
        file = recognition.require(document.id)
        for verified in document.entries:
            assert verified.excerpt in file.text[verified.start:verified.end] or not verified.entry.token
            assert file.document.locate(verified.start) is not None
            assert excerpt(file.document, verified) or not verified.entry.token


def test_documents_are_known_by_their_letterheads_too(workspace, sheets, tmp_path) -> None:
    for name, file in recognise(workspace.documents, sheets).found.items():
        (tmp_path / f"{name}.txt").write_text(file.text + "\nx", encoding="utf-8", newline="")
    found = recognise(tmp_path, sheets).found
    assert {id: file.path.stem for id, file in found.items()} == {sheet.id: sheet.id for sheet in sheets}
    assert not any(file.same for file in found.values())


# The numbering of each document as a reader finds it on paper: places, and how many paragraphs or rows.
PLACES = {
    "329-tb-vpcp": {"head": 8, "I.1": 1, "II.1": 2, "III.1.(4)": 2, "III.3.(2)": 7, "III.3.(3)": 4,
                    "III.5.(2)": 1, "note 2": 1, "note 4": 1, "annex 1": 9, "annex 2.1": 10, "annex 2.2": 39},
    "20-tb-cqttbcd": {"head": 15, "1": 1, "3": 3, "4": 3, "annex.1": 2, "annex.2.c": 7,
                      "annex.3.c": 8, "annex.3.đ": 1, "annex.3.l": 1},
    "bc-bca-vpb-2026-05": {"I": 3, "II.1.a": 8, "II.1.c": 4, "II.2.b": 3, "II.3": 8, "II[2]": 9,
                           "III.10.(4)": 1, "III.11": 5, "note 4": 4, "note 13": 2},
    "292-tb-vpcp": {"I": 5, "III": 2, "IV.2": 8, "IV.3": 6},
}  # fmt: skip


@pytest.mark.parametrize("id", PLACES)
def test_the_numbering_is_the_documents_own(workspace, sheets, id) -> None:
    document = recognise(workspace.documents, sheets).require(id).document
    counted = {
        place: sum(span.locator.place == place and span.locator.cell is None for span in document.spans)
        for place in PLACES[id]
    }
    assert counted == PLACES[id]
    assert checksum(document.text) == sheets.document(id).sha256
    assert parse(document.text) == document
