"""The workspace of a synthetic nation: built without fault, found out by the checks, never among real sheets."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from analysis import checks
from analysis.checks import Severity
from analysis.demo import make, workspace
from analysis.errors import BriefingError, DataError, UsageError
from analysis.exhibits.context import Context
from analysis.exhibits.markup import as_text
from analysis.exhibits.topics import changes_tables
from analysis.indicators.accounts import account
from analysis.indicators.changes import between
from analysis.paths import Workspace
from analysis.reading.drafting import draft
from analysis.reading.drafting.writing import write
from analysis.reading.sheets import read_sheets
from analysis.tables.store import Store
from analysis.vocabulary import agencies
from analysis.vocabulary.measures import Kind
from work import calls

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "july-2026" / "sheet"


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# ---------------------------------------------------------------------- what is in it


def test_it_builds_and_says_that_it_is_invented(store: Store) -> None:
    assert store.tables["documents"]["invented"].all()
    view = store.view("2026-06")
    assert view.invented
    kinds = Counter(store.tables["agencies"]["kind"])
    assert kinds["commune"] == 24 and kinds["province"] == 34
    communes = store.tables["agencies"][store.tables["agencies"]["kind"] == "commune"]
    assert set(communes["parent"]) <= set(store.tables["agencies"]["id"])


def test_every_register_has_rows_and_months_can_be_compared(store: Store) -> None:
    view = store.view("2026-06")
    for table in ("figures", "tasks", "databases", "directives", "groups"):
        assert len(getattr(view, table)), table
    assert [str(period) for period in store.periods] == ["2026-03", "2026-05", "2026-06"]
    some = ("bo-y-te", "ha-noi", "hue", "xa-gia-dinh-0001")
    told_twice = [agency for agency in some if len(view.history("overdue.tasks", agency)) > 1]
    assert told_twice
    earlier = view.previous()
    assert earlier is not None
    found = between(account(earlier, brief=True), account(view, brief=True))
    told = changes_tables.figures_table(Context(view, "vi"), found)
    assert told is not None and found.count("moved") > changes_tables.MOST_OF_AGENCIES
    assert {value.agency for value in told.values() if value.kind is Kind.STATED} == {"viet-nam"}
    assert any("phiếu của đơn vị" in as_text(note).plain() for note in told.notes)


def test_the_checks_find_every_kind_but_a_fault_of_ours(store: Store) -> None:
    found = checks.run(store.view("2026-06"))
    severities = {finding.severity for finding in found}
    assert severities == set(Severity) - {Severity.ERROR}
    rules = {finding.rule for finding in found}
    assert {"share", "total", "complement", "listed", "disjoint", "same", "criteria_range", "deadline_dates",
            "due_dates", "missing_criteria", "missing_deadline"} <= rules  # fmt: skip


def test_directives_lie_on_single_agencies_and_on_groups_down_to_communes(store: Store) -> None:
    leads = {lead for row in store.tables["directives"]["lead"] for lead in row}
    kinds = {agencies.agencies()[lead].kind for lead in leads}
    assert {"ministry", "province", "commune", "group"} <= kinds
    groups = {lead for lead in leads if agencies.agencies()[lead].kind == "group"}
    assert groups & set(agencies.groups_of("xa-gia-dinh-0001"))
    assert groups & set(agencies.groups_of("ha-noi"))


def test_peers_of_a_commune_are_the_communes_of_its_province(store: Store) -> None:
    peers = agencies.peers("xa-gia-dinh-0001")
    assert len(peers) == 12 and len({peer.parent for peer in peers}) == 1
    view = store.view("2026-06")
    assert sum(view.value("services.essential", agency=peer.id).reported for peer in peers) >= 3


def test_checking_grows_with_the_figures_and_no_faster(tmp_path: Path) -> None:
    work = []
    for number in (86, 136, 186):
        make(number, 1, tmp_path / str(number), NOTEBOOKS)
        view = Store.open(Workspace(tmp_path / str(number))).view("2026-06")
        checks.run(view)  # what is read once (catalogue, labels, locales) is read
        work.append(calls(lambda view=view: checks.run(view)))
    assert work[2] - work[1] < 1.3 * (work[1] - work[0])


# ---------------------------------------------------------------------- how it is written


def test_it_is_written_again_over_itself_and_keeps_what_was_made_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "nation"
    made = make(60, 1, folder, NOTEBOOKS)
    assert (made.folder, made.demo.agencies) == (folder, 60)
    before = files(folder)
    (folder / "reports" / "2026-06").mkdir()
    (folder / "reports" / "2026-06" / "briefing.html").write_text("made", encoding="utf-8")
    make(60, 1, folder, NOTEBOOKS)
    after = files(folder)
    assert after.pop("reports/2026-06/briefing.html") == b"made"
    assert after == before
    make(58, 2, folder, NOTEBOOKS)
    assert json.loads((folder / workspace.MARK).read_text("utf-8")) == {"invented": True, "agencies": 58, "seed": 2}
    assert files(folder)["data/raw/agencies.csv"] != before["data/raw/agencies.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["nation"]


def test_packs_of_the_office_come_along(tmp_path: Path) -> None:
    (tmp_path / "packs.toml").write_text("# ours\n", encoding="utf-8")
    make(3, 1, tmp_path / "nation", NOTEBOOKS, tmp_path / "packs.toml")
    assert (tmp_path / "nation" / "packs.toml").read_text("utf-8") == "# ours\n"
    copied = {path.name for path in (tmp_path / "nation" / "notebooks").glob("*.ipynb")}
    assert copied == {path.name for path in NOTEBOOKS.glob("*.ipynb")}


def test_an_office_of_real_documents_is_left_alone(office) -> None:
    office.document("1-tb", "tb1", "2026-06-09")
    root = office.workspace.root
    before = files(root)
    with pytest.raises(UsageError, match="something else"):
        make(3, 1, root, NOTEBOOKS)
    assert files(root) == before


def test_a_demo_that_somebody_put_a_real_sheet_into_is_left_alone(tmp_path: Path, office) -> None:
    folder = tmp_path / "nation"
    make(3, 1, folder, NOTEBOOKS)
    sheet = office.document("1-tb", "tb1", "2026-06-09").folder
    sheet.rename(folder / "data" / "raw" / "1-tb")
    before = files(folder)
    with pytest.raises(UsageError, match="real document"):
        make(4, 1, folder, NOTEBOOKS)
    assert files(folder) == before


def test_a_file_in_its_place_or_no_notebooks_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="no folder"):
        make(3, 1, tmp_path / "taken", NOTEBOOKS)
    with pytest.raises(BriefingError, match="no notebooks"):
        make(3, 1, tmp_path / "nation", tmp_path)
    assert not (tmp_path / "nation").exists()


def test_what_fails_halfway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workspace.shutil, "copyfile", full)
    with pytest.raises(BriefingError, match="No space left"):
        make(3, 1, tmp_path / "nation", NOTEBOOKS)
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------------- never beside what is real


def test_invented_and_real_documents_are_never_built_together(tmp_path: Path) -> None:
    folder = tmp_path / "nation"
    make(3, 1, folder, NOTEBOOKS)
    real = folder / "data" / "raw" / "999-tb-vpcp"
    real.mkdir()
    for path in EXAMPLE.iterdir():
        (real / path.name).write_bytes(path.read_bytes())
    with pytest.raises(DataError) as caught:
        Store.open(Workspace(folder))
    assert "Invented documents do not stand beside real ones" in str(caught.value)
    assert "999-tb-vpcp is real" in str(caught.value)
    assert not (folder / "data" / "processed" / "tables.json").exists()


def test_real_documents_are_not_invented(office) -> None:
    office.document("1-tb", "tb1", "2026-06-09")
    assert not office.store().view("2026-06").invented
    settings = office.workspace.raw / "1-tb" / "document.toml"
    settings.write_text('invented = "yes"\n' + settings.read_text("utf-8"), encoding="utf-8")
    with pytest.raises(DataError, match="neither true nor false"):
        office.store()


def test_a_draft_is_never_invented_so_it_cannot_join_a_demo(tmp_path: Path) -> None:
    folder = tmp_path / "nation"
    make(3, 1, folder, NOTEBOOKS)
    text = "VĂN PHÒNG CHÍNH PHỦ\n\nSố: 410/TB-VPCP\n\nHà Nội, ngày 20 tháng 7 năm 2030\n\nTHÔNG BÁO\n\nI. Việc\n"
    written = write(draft(text), Workspace(folder))
    assert "invented" not in (written / "document.toml").read_text("utf-8")
    _, problems = read_sheets(Workspace(folder))
    assert any("do not stand beside real ones" in problem.message for problem in problems)
