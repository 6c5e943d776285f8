"""A draft as a folder of sheets: complete, readable, never half-written, never over a reviewed sheet."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.paths import Workspace
from analysis.reading.drafting import Draft, draft
from analysis.reading.drafting.sheet import identity, rows_of, slug
from analysis.reading.drafting.writing import write
from analysis.reading.problems import SheetError
from analysis.reading.sheets import load, proposals, read_sheets

TEXT = """\
VĂN PHÒNG CHÍNH PHỦ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập – Tự do – Hạnh phúc

Số: 410 /TB-VPCP

Hà Nội, ngày 20 tháng 7 năm 2030

**THÔNG BÁO**

**Về việc triển khai nền tảng dùng chung**

I. KẾT QUẢ

Có 3/34 địa phương (Huế, Đà Nẵng, Hà Nội) đã gửi báo cáo. Đã giải ngân **8,7 nghìn tỷ đồng**, đạt 21% số đã phân bổ.

II. NHIỆM VỤ

- Bộ Y tế làm sạch dữ liệu, hoàn thành trước ngày 15/8/2030.

Phụ lục 1

DANH MỤC NHIỆM VỤ QUÁ HẠN

STT\tTên nhiệm vụ\tVăn bản giao\tThời hạn\tCơ quan
1\tHoàn thiện kho dữ liệu thuốc\tNghị quyết số 5/NQ-CP\t31/5/2030\tBộ Y tế

Phụ lục 2

STT\tBộ chủ quản\tTên CSDL\tSố tiêu chí
1\tBộ Y tế\tCSDL thuốc\t12/19
2\t\tCSDL thuốc\t9/19
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


@pytest.fixture
def drafted() -> Draft:
    return draft(TEXT)


def test_what_is_written_can_be_read(workspace: Workspace, drafted: Draft) -> None:
    folder = write(drafted, workspace)
    assert folder == workspace.raw / "410-tb-vpcp"
    [sheet] = load(workspace, allow_draft=True)
    assert (sheet.id, sheet.key, sheet.number) == ("410-tb-vpcp", "tb410", "410/TB-VPCP")
    assert (sheet.kind, sheet.issuer, str(sheet.issued), str(sheet.period)) == (
        "notice", "van-phong-chinh-phu", "2030-07-20", "2030-07",
    )  # fmt: skip
    assert sheet.status == "draft"
    assert sheet.letterhead == ("410", "TB-VPCP", "20 tháng 7 năm 2030")
    assert [task.due for task in sheet.tasks] == ["31/5/2030"]
    assert [row.id for row in sheet.databases] == ["tb410.database.csdl-thuoc", "tb410.database.csdl-thuoc.again"]
    assert [(row.leads, row.deadline) for row in sheet.directives] == [(("bo-y-te",), "trước ngày 15/8/2030")]
    assert len(sheet.figures) == len(drafted.figures) > 0
    assert {"tb410.directive.01", "tb410.task.1", *(row.id for row in sheet.figures)} <= set(proposals(sheet))
    assert all(0 < proposal.confidence <= 1 and proposal.recipe for proposal in proposals(sheet).values())


def test_every_figure_stands_where_its_row_says(workspace: Workspace, drafted: Draft) -> None:
    write(drafted, workspace)
    [sheet] = load(workspace, allow_draft=True)
    for row in (*sheet.figures, *sheet.directives):
        token = row.token if hasattr(row, "token") else row.deadline
        assert drafted.document.find(row.locator, token, row.occurrence).found


def test_the_build_refuses_a_draft_by_name(workspace: Workspace, drafted: Draft) -> None:
    write(drafted, workspace)
    with pytest.raises(SheetError) as caught:
        load(workspace)
    [problem] = caught.value.problems
    assert problem.where.file == "data/raw/410-tb-vpcp/document.toml"
    assert problem.found == "draft"
    assert problem.hint
    assert "reviewed" in problem.hint


def test_a_draft_is_replaced_only_when_asked(workspace: Workspace, drafted: Draft) -> None:
    folder = write(drafted, workspace)
    (folder / "checks.toml").write_text("# mine\n")
    (folder / "figures.csv").write_text("corrected")
    with pytest.raises(DataError, match="There is a draft of this document already"):
        write(drafted, workspace)
    assert (folder / "figures.csv").read_text() == "corrected"
    assert write(drafted, workspace, replace=True) == folder
    assert (folder / "figures.csv").read_text() != "corrected"
    assert (folder / "checks.toml").read_text() == "# mine\n"
    assert [path.name for path in workspace.raw.iterdir()] == [folder.name]


@pytest.mark.parametrize("replace", [False, True])
def test_a_reviewed_sheet_is_never_overwritten(workspace: Workspace, drafted: Draft, replace: bool) -> None:
    folder = write(drafted, workspace)
    settings = folder / "document.toml"
    settings.write_text(settings.read_text("utf-8").replace('"draft"', '"reviewed"'), "utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(DataError, match="There is a sheet of this document already"):
        write(drafted, workspace, replace=replace)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("content", ["status = [", "", 'status = "draf"'])
def test_a_folder_that_cannot_be_understood_is_left_alone(workspace: Workspace, drafted: Draft, content: str) -> None:
    folder = workspace.raw / "410-tb-vpcp"
    folder.mkdir(parents=True)
    (folder / "document.toml").write_text(content)
    with pytest.raises(DataError):
        write(drafted, workspace, replace=True)
    assert (folder / "document.toml").read_text() == content


def test_the_same_text_is_the_same_document_whatever_its_folder_is_called(workspace: Workspace, drafted: Draft) -> None:
    folder = write(drafted, workspace)
    moved = folder.rename(folder.with_name("my-name"))
    settings = moved / "document.toml"
    settings.write_text(settings.read_text("utf-8").replace('"410-tb-vpcp"', '"my-name"'), "utf-8")
    with pytest.raises(DataError, match="draft of this document already"):
        write(drafted, workspace)
    assert write(drafted, workspace, replace=True) == moved


def test_the_same_number_in_another_year_is_another_document(workspace: Workspace, drafted: Draft) -> None:
    write(drafted, workspace)
    folder = write(draft(TEXT.replace("2030", "2031")), workspace)
    assert folder.name == "410-tb-vpcp-2031"
    sheets = load(workspace, allow_draft=True)
    assert [sheet.key for sheet in sheets] == ["tb410", "tb410y31"]


def test_nothing_is_left_of_a_draft_that_could_not_be_written(
    workspace: Workspace, drafted: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(drafted, workspace)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataError, match="nothing was changed") as caught:
        write(drafted, workspace, replace=True)
    assert caught.value.found == "No space left on device"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in workspace.raw.iterdir()] == [folder.name]


def test_a_draft_that_a_killed_run_moved_aside_is_put_back(workspace: Workspace, drafted: Draft) -> None:
    folder = write(drafted, workspace)
    folder.rename(workspace.raw / ".410-tb-vpcp.draft-abc.old")
    with pytest.raises(DataError, match="draft of this document already"):
        write(drafted, workspace)
    assert folder.is_dir()


def test_numbers_of_register_rows_are_set_aside_but_not_their_tokens() -> None:
    found = draft(TEXT.replace("Hoàn thiện kho", "Hoàn thiện 12 kho"))
    rows = rows_of(found, "x").tables["setaside.csv"]
    assert [(row["token"], row["locator"], row["reason"]) for row in rows] == [("12", "annex 1/row 1/cell 2", "list")]


def test_a_document_without_letterhead_is_drafted_all_the_same(workspace: Workspace) -> None:
    found = draft("I. KẾT QUẢ\n\nĐã giải ngân 8,7 nghìn tỷ đồng.\n")
    folder = write(found, workspace)
    assert folder.name == f"document-{found.sha256[:8]}"
    settings = (folder / "document.toml").read_text("utf-8")
    assert 'issued = ""  # fill in' in settings
    sheets, problems = read_sheets(workspace)
    assert not sheets.documents
    assert {problem.column for problem in problems} == {"issued", "period"}


def test_what_cannot_be_read_or_found_is_left_out(drafted: Draft) -> None:
    assert rows_of(drafted, "tb410").lost == []


@pytest.mark.parametrize(
    ("text", "words"), [("20-TB/CQTTBCĐ", "20-tb-cqttbcd"), ("CSDL Đất đai, nhà ở", "csdl-dat-dai-nha-o"), ("…", "")]
)
def test_slugs(text: str, words: str) -> None:
    assert slug(text) == words


def test_identities(drafted: Draft) -> None:
    assert identity(drafted.letterhead, drafted.sha256) == ("410-tb-vpcp", "tb410")
    blank = draft("BỘ Y TẾ\nSố:      /BC-BYT-VP\nHà Nội, ngày      tháng 6 năm 2026\n\nBÁO CÁO\nVề một việc\n")
    assert identity(blank.letterhead, blank.sha256) == ("bc-byt-vp-2026-06", "byt0626")


def test_hostile_words_of_a_letterhead_stay_text(workspace: Workspace) -> None:
    head = 'BỘ "Y" \\ TẾ\x7f\n\nSố: 410/TB-VPCP\n\nHà Nội, ngày 20 tháng 7 năm 2030\n\nTHÔNG BÁO\n\n'
    head += 'Về "việc" \\x = [1]\n'
    write(draft(head), workspace)
    [sheet] = load(workspace, allow_draft=True)
    assert sheet.title_vi == 'Về "việc" \\x = [1]'
