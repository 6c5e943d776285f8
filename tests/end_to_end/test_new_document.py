"""From a new notice to a rendered pack: the path of docs/new-document.md, on the invented notice of July 2026."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from typer.main import get_command

from analysis import cli
from analysis.paths import DOCUMENTS_VARIABLE, WORKSPACE_VARIABLE, Workspace
from analysis.reading.drafting import draft
from analysis.reading.files import read_file
from analysis.reading.matching import fold
from analysis.reading.mentions import Mention, read_mentions
from analysis.reading.rows import DocumentSheet, FigureRow
from analysis.reading.setaside import REASONS
from analysis.reading.sheets import load, sheet_folders
from analysis.reading.text import checksum, parse
from example import plain

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "examples" / "july-2026"
ID = "999-tb-vpcp"
NUMBER = "999/TB-VPCP"
FORMATS = ("txt", "docx", "pdf")
# Of the reviewed figures, how many the draft has at least; of the drafted ones, how many are right.
REPRODUCED, CORRECT = 0.85, 0.90
Briefing = Callable[..., tuple[int, str, str]]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of its own with the real sheets; the documents are not at hand."""
    monkeypatch.delenv(WORKSPACE_VARIABLE, raising=False)
    monkeypatch.delenv(DOCUMENTS_VARIABLE, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    root = tmp_path / "office"
    shutil.copytree(REPOSITORY / "data" / "raw", root / "data" / "raw", ignore=shutil.ignore_patterns("documents"))
    (root / "notebooks").symlink_to(REPOSITORY / "notebooks")
    return Workspace(root)


@pytest.fixture
def briefing(office: Workspace, capsys: pytest.CaptureFixture[str]) -> Briefing:
    """Runs the command line in the office: (exit code, standard output, standard error)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["--workspace", str(office.root), *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def reviewed(office: Workspace) -> Workspace:
    """The office after the review: with the example's sheet and, among its documents, the notice."""
    shutil.copytree(EXAMPLE / "sheet", office.raw / ID)
    put(office, "docx")
    return office


def put(office: Workspace, suffix: str) -> Path:
    office.documents.mkdir(exist_ok=True)
    return Path(shutil.copy(EXAMPLE / f"notice.{suffix}", office.documents / f"notice of July.{suffix}"))


def mentions(suffix: str) -> tuple[Mention, ...]:
    return read_mentions(parse(read_file(EXAMPLE / f"notice.{suffix}")))


def what(mention: Mention) -> tuple[object, ...]:
    """A mention without its offsets, which are those of a file; columns of a letterhead stand in any order."""
    assert mention.locator
    place = "head" if mention.locator.place == "head" else str(mention.locator)
    return (mention.kind, fold(mention.text).text, place, mention.value, mention.numerator, mention.denominator,
            mention.measure, mention.agency, mention.date, mention.deadline_kind)  # fmt: skip


def stated(figure: FigureRow) -> tuple[object, ...]:
    """What a figure says, whatever it is called."""
    quantity = figure.quantity
    value = (quantity.amount, quantity.upper, quantity.denominator) if quantity else figure.day
    return (figure.indicator, figure.agency, tuple(sorted(figure.dimensions.items())), value)


def sheet(workspace: Workspace) -> DocumentSheet:
    return next(document for document in load(workspace, allow_draft=True) if document.id == ID)


def drafted(office: Workspace, briefing: Briefing, suffix: str) -> DocumentSheet:
    code, _, errors = briefing("draft", str(put(office, suffix)))
    assert code == 0, errors
    return sheet(office)


# ---------------------------------------------------------------------- the files


def test_the_text_is_what_the_source_gives() -> None:
    """The other two are made by a word processor, which a test cannot ask for; what is read compares them."""
    assert (EXAMPLE / "notice.txt").read_text("utf-8") == plain(EXAMPLE / "notice.fodt")


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_file_says_at_its_top_that_it_is_invented(suffix: str) -> None:
    assert "GIẢ ĐỊNH, CHỈ ĐỂ MINH HỌA" in read_file(EXAMPLE / f"notice.{suffix}")[:200]


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_the_same_mentions_are_read_from_every_file(suffix: str) -> None:
    expected = [what(mention) for mention in mentions("txt")]
    assert len(expected) > 120
    assert [what(mention) for mention in mentions(suffix)] == expected


# ---------------------------------------------------------------------- draft


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_letterhead_is_read(office: Workspace, briefing: Briefing, suffix: str) -> None:
    found = drafted(office, briefing, suffix)
    expected = (NUMBER, "notice", "van-phong-chinh-phu", "2026-07-30", "draft")
    assert (found.number, found.kind, found.issuer, str(found.issued), found.status) == expected


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_the_same_sheet_is_drafted_from_every_file(suffix: str) -> None:
    expected, found = (draft(read_file(EXAMPLE / f"notice.{name}")) for name in ("txt", suffix))
    assert [(what(f.mention), f.indicator, f.agency, f.dimensions, f.as_of, f.series) for f in found.figures] == [
        (what(f.mention), f.indicator, f.agency, f.dimensions, f.as_of, f.series) for f in expected.figures
    ]
    for part in ("letterhead", "tasks", "databases", "directives", "members"):
        assert getattr(found, part) == getattr(expected, part), part


def test_the_draft_has_what_the_reviewer_kept(office: Workspace, briefing: Briefing, tmp_path: Path) -> None:
    """The recipes were not made for this notice: what is drafted wrong or not at all is left to the reviewer."""
    shutil.copytree(EXAMPLE / "sheet", tmp_path / "kept" / "data" / "raw" / ID)
    kept = sheet(Workspace(tmp_path / "kept"))
    found = drafted(office, briefing, "docx")
    figures, right = {stated(figure) for figure in found.figures}, {stated(figure) for figure in kept.figures}
    assert len(figures & right) >= REPRODUCED * len(right), sorted(map(str, right - figures))
    assert len(figures & right) >= CORRECT * len(figures), sorted(map(str, figures - right))
    assert [(task.number, task.agencies, task.due) for task in found.tasks] == [
        (task.number, task.agencies, task.due) for task in kept.tasks
    ]
    assert [(base.list, base.number, base.agency, base.token) for base in found.databases] == [
        (base.list, base.number, base.agency, base.token) for base in kept.databases
    ]
    orders, known = (
        {(order.leads, order.partners, order.deadline, order.recurrence, str(order.locator)) for order in of.directives}
        for of in (found, kept)
    )
    assert len(orders & known) >= 0.9 * len(known | orders), sorted(map(str, known ^ orders))


def test_a_draft_is_refused_until_a_person_has_set_it_reviewed(office: Workspace, briefing: Briefing) -> None:
    drafted(office, briefing, "docx")
    code, _, errors = briefing("build")
    assert code == 1 and "draft" in errors and f"data/raw/{ID}/document.toml" in errors


def test_a_draft_never_overwrites_a_review(reviewed: Workspace, briefing: Briefing) -> None:
    before = {path.name: path.read_bytes() for path in (reviewed.raw / ID).iterdir()}
    code, _, errors = briefing("draft", str(reviewed.documents / "notice of July.docx"))
    assert code != 0 and ID in errors
    assert {path.name: path.read_bytes() for path in (reviewed.raw / ID).iterdir()} == before


# ---------------------------------------------------------------------- after the review


def test_the_reviewed_sheet_is_of_this_text() -> None:
    """Of the Word file's, which the guide reads; the other two are recognised by their letterhead."""
    settings = (EXAMPLE / "sheet" / "document.toml").read_text("utf-8")
    assert checksum(read_file(EXAMPLE / "notice.docx")) in settings


@pytest.mark.parametrize("suffix", FORMATS)
def test_everything_in_the_notice_is_accounted_for(reviewed: Workspace, briefing: Briefing, suffix: str) -> None:
    (reviewed.documents / "notice of July.docx").unlink()
    put(reviewed, suffix)
    _, told, _ = briefing("verify", "--json")  # the other documents are not at hand, which is a failure
    [of] = [document for document in json.loads(told)["documents"] if document["document"] == ID]
    assert of["problems"] == [] and of["places"]["found"] > 130
    assert of["unaccounted"] == [] and of["mentions"]["all"] > 120


def test_what_is_wrong_in_the_notice_is_found(reviewed: Workspace, briefing: Briefing) -> None:
    assert briefing("build")[0] == 0
    code, told, _ = briefing("check", "--period", "2026-07", "--json")
    findings = [finding for finding in json.loads(told)["findings"] if finding["document"] == ID]
    wrong = [(f["rule"], f["stated"], f["expected"]) for f in findings if f["severity"] == "discrepancy"]
    assert code == 0 and wrong == [("share", "17,2%", "15,9%")]
    gaps = sorted(finding["rule"] for finding in findings if finding["severity"] == "gap")
    assert gaps == ["missing_criteria", "missing_deadline"]


def test_june_knows_nothing_of_july(reviewed: Workspace, briefing: Briefing) -> None:
    assert briefing("build")[0] == 0
    for period, known in (("2026-06", False), ("2026-07", True)):
        code, told, _ = briefing("figures", "--period", period, "--json")
        assert code == 0
        assert any(figure["document"] == ID for figure in json.loads(told)) is known


@pytest.mark.slow
def test_the_pack_of_july(reviewed: Workspace, briefing: Briefing) -> None:
    assert briefing("build")[0] == 0
    code, told, errors = briefing("render", "--period", "2026-07", "--format", "html")
    assert code == 0, told + errors
    page = BeautifulSoup((reviewed.reports / "2026-07" / "national" / "briefing.html").read_text("utf-8"), "lxml")
    keys = page.select_one(".bf-keys").get_text(" ").replace("\u00a0", " ")
    assert [shown for shown in ("15,9%", "17,2%", "7/12", "96/104", "148", "41", NUMBER) if shown not in keys] == []
    assert "Kết nối sổ sức khỏe điện tử của bệnh viện tuyến trung ương với VNeID" in page.get_text(" ")


# ---------------------------------------------------------------------- apart from the real data


def test_the_example_is_no_part_of_the_real_data() -> None:
    real = Workspace.find(REPOSITORY)
    folders = sheet_folders(real)
    assert folders and all(folder.parent == real.raw for folder in folders)
    assert not any(path.is_symlink() for path in real.raw.rglob("*"))
    numbers = {document.number for document in load(real)}
    assert NUMBER not in numbers
    for path in real.raw.rglob("*.csv"):
        assert NUMBER not in path.read_text("utf-8"), path


def test_no_program_names_the_example() -> None:
    for path in (REPOSITORY / "src").rglob("*"):
        if path.suffix in (".py", ".yml", ".csv", ".toml", ".j2"):
            text = path.read_text("utf-8")
            assert NUMBER not in text and "july-2026" not in text, path


def test_ids_of_the_example_say_so() -> None:
    """All begin with the key 999, so that a figure of it is recognised wherever it should turn up."""
    for name in ("figures.csv", "tasks.csv", "databases.csv", "directives.csv"):
        with (EXAMPLE / "sheet" / name).open(encoding="utf-8", newline="") as file:
            assert all(row["id"].startswith("tb999.") for row in csv.DictReader(file))


# ---------------------------------------------------------------------- the guide


def test_every_reason_of_a_set_aside_mention_is_described() -> None:
    described = (REPOSITORY / "docs" / "adding-a-document.md").read_text("utf-8")
    assert [reason for reason in REASONS if f"`{reason}`" not in described] == []


def test_the_guide_names_what_is_there() -> None:
    guide = (REPOSITORY / "docs" / "new-document.md").read_text("utf-8")
    for path in re.findall(r"examples/july-2026/?[\w./-]*", guide):
        assert (REPOSITORY / path).exists(), path
    for command in set(re.findall(r"\$ briefing (\w+)", guide)):
        assert command in get_command(cli.app).commands, command  # type: ignore[attr-defined]
