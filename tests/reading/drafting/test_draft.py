"""Drafting the reviewed documents from nothing, and the command."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import cli
from analysis.paths import DOCUMENTS_VARIABLE, Workspace
from analysis.reading.drafting import Draft, draft
from analysis.reading.drafting.sheet import rows_of
from analysis.reading.recognise import recognise
from analysis.reading.rows import Sheets
from analysis.reading.sheets import load
from work import calls

Row = TypeVar("Row")

documents = [
    pytest.mark.documents,
    pytest.mark.skipif(
        not os.environ.get(DOCUMENTS_VARIABLE), reason=f"{DOCUMENTS_VARIABLE} names no folder of documents"
    ),
]
TEXT = (
    "VĂN PHÒNG CHÍNH PHỦ\n\nSố: 410/TB-VPCP\n\nHà Nội, ngày 20 tháng 7 năm 2030\n\nTHÔNG BÁO\n\nVề một việc\n\n"
    "II. NHIỆM VỤ\n\n- Bộ Y tế làm sạch dữ liệu, hoàn thành trước ngày 15/8/2030.\n"
)


# ---------------------------------------------------------------------- the documents


@pytest.fixture(scope="module")
def sheets() -> Sheets:
    return load(Workspace.find())


@pytest.fixture(scope="module")
def drafts(sheets: Sheets) -> dict[str, Draft]:
    found = recognise(Workspace.find().documents, sheets.documents)
    return {sheet.id: draft(found.require(sheet.id).text) for sheet in sheets}


def common(one: Iterable[Row], other: Iterable[Row], of: Callable[[Row], object] = lambda row: row) -> int:
    return (Counter(map(of, one)) & Counter(map(of, other))).total()


class TestDocuments:
    pytestmark = documents

    def test_letterheads_are_those_of_the_reviewed_sheets(self, sheets: Sheets, drafts: dict[str, Draft]) -> None:
        for sheet in sheets:
            head = drafts[sheet.id].letterhead
            assert (head.number, head.kind, head.issuer) == (sheet.number, sheet.kind, sheet.issuer)
            assert (head.issued, head.issued_precision) == (sheet.issued, sheet.issued_precision)

    def test_directives(self, sheets: Sheets, drafts: dict[str, Draft]) -> None:
        reviewed = [
            (sheet.id, str(row.locator), row.deadline, row.recurrence, frozenset(row.leads))
            for sheet in sheets for row in sheet.directives
        ]  # fmt: skip
        found = [
            (id, str(row.locator), row.deadline, row.recurrence, frozenset(row.leads))
            for id, made in drafts.items() for row in made.directives
        ]  # fmt: skip
        dated = [row for row in reviewed if row[2] or row[3]]
        placed = common((row[:4] for row in dated), (row[:4] for row in found))
        assert placed >= 0.95 * len(dated)
        assert common(dated, found) >= 0.95 * placed  # with the right lead
        assert common((row[:4] for row in reviewed), (row[:4] for row in found)) >= 0.95 * len(found)

    def test_registers(self, sheets: Sheets, drafts: dict[str, Draft]) -> None:
        for sheet in sheets:
            made = drafts[sheet.id]
            assert [(row.number, set(row.agencies), row.assigned_by, row.due, row.locator) for row in made.tasks] == [
                (row.number, set(row.agencies), row.assigned_by, row.due, row.locator) for row in sheet.tasks
            ]
            assert [
                (row.list, row.number, row.agency, row.name, row.token, row.locator) for row in made.databases
            ] == [(row.list, row.number, row.agency, row.name_vi, row.token, row.locator) for row in sheet.databases]

    def test_lists_of_agencies(self, sheets: Sheets, drafts: dict[str, Draft]) -> None:
        reviewed = {
            (sheet.id, row.list, row.agency, row.locator, row.as_written) for sheet in sheets for row in sheet.groups
        }
        found = {
            (id, row.list, row.agency, row.locator, row.as_written)
            for id, made in drafts.items() for row in made.members
        }
        assert len(reviewed & found) >= 0.85 * len(reviewed)
        assert len(reviewed & found) >= 0.95 * len(found)

    def test_ids_and_places_are_fit_for_a_sheet(self, sheets: Sheets, drafts: dict[str, Draft]) -> None:
        for sheet in sheets:
            rows = rows_of(drafts[sheet.id], sheet.key)
            ids = [row["id"] for name in rows.tables for row in rows.tables[name] if "id" in row]
            assert len(ids) == len(set(ids))
            assert not rows.lost
            reviewed = {(row.id, row.token) for row in sheet.figures}
            made = {(row["id"], row["token"]) for row in rows.tables["figures.csv"]}
            assert len(reviewed & made) >= 0.7 * len(reviewed)


# ---------------------------------------------------------------------- any text

PIECES = [
    "II. NHIỆM VỤ", "1. Giao Bộ Y tế:", "- ", "(1) ", "Bộ Y tế", "các bộ, ngành", "phối hợp với", "hằng tháng",
    "trước ngày 15/8/2030", "hoàn thành", "Phụ lục 1", "STT\tTên nhiệm vụ\tThời hạn\tCơ quan", "STT\tTên CSDL\tBộ",
    "1\tLập kho\t31/5/2030\tBộ Y tế", "3/34 địa phương (Huế, Hà Nội)", "8,7 nghìn tỷ đồng", "<sup>1</sup>",
    "[footnoteRef:1]", "[1: Huế]", "Số: 4/TB-VPCP", "THÔNG BÁO", "Hà Nội, ngày 20 tháng 7 năm 2030", "; ", ". ",
    "\n", "\n\n", "\t", "|", "(", ")", "\u0301",
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=30).map("".join))
def test_any_text_can_be_drafted_and_what_is_drafted_stands_there(text: str) -> None:
    made = draft(text, dt.date(2030, 7, 20))
    rows = rows_of(made, "x")
    for name in ("figures.csv", "groups.csv", "directives.csv"):
        for row in rows.tables[name]:
            token = row.get("token") or row.get("as_written") or row.get("deadline")
            if token:
                occurrence = int(row["occurrence"]) if row["occurrence"] else None
                assert made.document.find(row["locator"], token, occurrence).found


@pytest.mark.parametrize(
    "line", ["- Bộ Y tế phối hợp với Bộ Nội vụ lập kho trước ngày 15/8/2030; ", "(", "Số: ", "1\t2\t3\n"]
)
def test_work_grows_with_the_length(line: str) -> None:
    def counted(times: int) -> int:
        text = "II. NHIỆM VỤ\n\n1. Việc\n\n" + line * times
        return calls(lambda: draft(text, dt.date(2030, 7, 20)))

    counted(1)  # what is made once
    assert counted(400) < 5 * counted(100) + 10_000


# ---------------------------------------------------------------------- the command


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.delenv("BRIEFING_WORKSPACE", raising=False)
    monkeypatch.delenv(DOCUMENTS_VARIABLE, raising=False)
    (tmp_path / "office" / "data" / "raw").mkdir(parents=True)
    (tmp_path / "notice.txt").write_text(TEXT, "utf-8")
    return tmp_path


def run(office, *arguments: str) -> int:
    return cli.main([*arguments, "--workspace", str(office / "office")])


def test_the_command_drafts_and_says_what_to_do(office, capsys) -> None:
    assert run(office, "draft", str(office / "notice.txt")) == 0
    told = capsys.readouterr().out
    assert "data/raw/410-tb-vpcp" in told
    assert "briefing review" in told
    assert "not yet accounted for" in told
    kept = office / "office" / "data" / "raw" / "documents" / "notice.txt"
    assert kept.read_text("utf-8") == TEXT
    assert not list(kept.parent.glob(".draft-*"))


def test_the_build_refuses_the_draft_and_says_which(office, capsys) -> None:
    run(office, "draft", str(office / "notice.txt"))
    capsys.readouterr()
    assert run(office, "build") == 1
    told = capsys.readouterr().err
    assert "data/raw/410-tb-vpcp/document.toml" in told
    assert 'status = "reviewed"' in told


def test_a_second_draft_needs_replace(office, capsys) -> None:
    assert run(office, "draft", str(office / "notice.txt")) == 0
    assert run(office, "draft", str(office / "notice.txt")) == 1
    assert "--replace" in capsys.readouterr().err
    assert run(office, "draft", str(office / "notice.txt"), "--replace") == 0


def test_a_document_of_the_same_name_is_not_overwritten(office, capsys) -> None:
    folder = office / "office" / "data" / "raw" / "documents"
    folder.mkdir()
    (folder / "notice.txt").write_text("another")
    assert run(office, "draft", str(office / "notice.txt")) == 0
    assert (folder / "notice.txt").read_text() == "another"
    assert "put it there" in capsys.readouterr().err


def test_a_named_folder_of_documents_is_the_users(office, capsys, monkeypatch) -> None:
    (office / "mine").mkdir()
    monkeypatch.setenv(DOCUMENTS_VARIABLE, str(office / "mine"))
    assert run(office, "draft", str(office / "notice.txt")) == 0
    assert not list((office / "mine").iterdir())
    assert "put it there" in capsys.readouterr().err


def test_a_missing_letterhead_is_told(office, capsys) -> None:
    (office / "notice.txt").write_text("Đã giải ngân 8,7 nghìn tỷ đồng.\n", "utf-8")
    assert run(office, "draft", str(office / "notice.txt")) == 0
    told = capsys.readouterr()
    assert "Open in document.toml" in told.out
    assert "document.toml" in told.err  # what its readers will say as long as the date is open


@pytest.mark.parametrize(("name", "content"), [("empty.txt", b""), ("odd.xyz", b"text"), ("bad.txt", b"\xff\xfe\x00")])
def test_a_file_that_cannot_be_read_writes_nothing(office, capsys, name: str, content: bytes) -> None:
    (office / name).write_bytes(content)
    assert run(office, "draft", str(office / name)) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert not list((office / "office" / "data" / "raw").iterdir())
