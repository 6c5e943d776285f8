"""A workspace of an office's own: it works from the first command on, and nothing is ever overwritten."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from analysis import cli, paths
from analysis.errors import BriefingError, UsageError
from analysis.office import Office, load
from analysis.paths import Workspace
from analysis.publishing import workspaces
from analysis.publishing.workspaces import Identity, init

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'


@pytest.fixture
def logo(tmp_path) -> Path:
    path = tmp_path / "Biểu trưng.SVG"
    path.write_text(LOGO, encoding="utf-8")
    return path


def tree(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_all_that_commands_need_is_there(tmp_path, logo) -> None:
    identity = Identity('Sở "KH&CN" \\ Huế', "Department", "en", "#7A1f3d", logo)
    made = init(tmp_path / "new" / "nq57", identity)
    workspace = Workspace(made.folder)
    office = load(workspace)
    assert office.name is not None and (office.name.vi, office.name.en) == ('Sở "KH&CN" \\ Huế', "Department")
    assert (office.lang, office.accent, office.logo(workspace)) == ("en", "#7A1f3d", made.folder / "logo.svg")
    assert (made.folder / "logo.svg").read_text("utf-8") == LOGO
    names = {path.name for path in workspace.notebooks.glob("*.ipynb")}
    assert names == {path.name for path in NOTEBOOKS.glob("*.ipynb")} and made.notebooks == len(names)
    for folder in (workspace.raw, workspace.processed, workspace.reports):
        assert (folder / "README.md").read_text("utf-8").startswith("# ")
    assert not list((tmp_path / "new").glob(".briefing-*"))


def test_without_a_word_about_the_office_the_defaults_hold(tmp_path) -> None:
    made = init(tmp_path / "nq57", Identity())
    assert load(Workspace(made.folder)) == Office()


def test_what_stands_as_a_comment_may_be_taken_as_it_is(tmp_path) -> None:
    """Every commented entry of briefing.toml is one that may stand there."""
    made = init(tmp_path / "nq57", Identity())
    settings = Workspace(made.folder).settings
    lines = []
    for line in settings.read_text("utf-8").splitlines():
        bare = line.removeprefix("# ")
        entry = bare.startswith("[") or (bare.split("=")[0].strip().isidentifier() and " = " in bare)
        lines.append(bare if entry and 'logo = "logo.svg"' not in bare else line)
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    office = load(Workspace(made.folder))
    assert office.tell.email is not None and office.tell.webhook is not None and office.run.packs is not None
    assert [wish.pack for wish in office.run.packs] == ["national", "agency"]
    assert office.schedule.environment is not None


def test_git_keeps_what_should_be_kept(tmp_path) -> None:
    folder = init(tmp_path / "nq57", Identity()).folder
    for name in ("data/raw/1-tb/document.toml", "data/raw/documents/1.pdf", "data/processed/figures.csv",
                 "reports/2026-06/national/briefing.pdf", "reports/released/2026-06/national/release.json",
                 "reports/.told.json", "secrets.env"):  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    done = subprocess.run(
        ["git", "-C", str(folder), "ls-files", "-o", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    )
    kept = {name for name in done.stdout.splitlines() if not name.startswith("notebooks/")}
    assert kept == {
        ".gitignore",
        "briefing.toml",
        "packs.toml",
        "data/raw/README.md",
        "data/raw/1-tb/document.toml",
        "data/processed/README.md",
        "reports/README.md",
        "reports/released/2026-06/national/release.json",
    }


@pytest.mark.parametrize("standing", ["briefing.toml", "data/raw/x", "notebooks/mine.ipynb", ".gitignore"])
def test_nothing_is_overwritten(tmp_path, standing) -> None:
    folder = tmp_path / "nq57"
    (folder / standing).parent.mkdir(parents=True)
    (folder / standing).write_text("mine", encoding="utf-8")
    before = tree(folder)
    with pytest.raises(UsageError, match="nothing is overwritten") as error:
        init(folder, Identity())
    assert standing.split("/")[0] in str(error.value.found)
    assert tree(folder) == before


def test_a_folder_with_other_things_in_it_keeps_them(tmp_path) -> None:
    folder = tmp_path / "nq57"
    (folder / ".git").mkdir(parents=True)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    init(folder, Identity())
    assert (folder / "notes.txt").read_text("utf-8") == "mine" and (folder / "briefing.toml").is_file()


def test_a_file_is_no_folder(tmp_path) -> None:
    (tmp_path / "x").touch()
    with pytest.raises(UsageError, match="folder"):
        init(tmp_path / "x", Identity())


@pytest.mark.parametrize(
    "identity",
    [
        Identity(lang="fr"),
        Identity(accent="blue"),
        Identity(accent="#12345"),
        Identity(name_en="Department"),
        Identity(logo=Path("logo.gif")),
        Identity(logo=Path("not-there.svg")),
        Identity(name=" "[:0] or None, name_en="x"),
    ],
)
def test_a_wrong_identity_leaves_nothing_behind(tmp_path, identity) -> None:
    with pytest.raises(UsageError):
        init(tmp_path / "nq57", identity)
    assert list(tmp_path.iterdir()) == []


def test_a_logo_that_is_none_leaves_nothing_behind(tmp_path, logo) -> None:
    logo.write_text("<html>", encoding="utf-8")
    with pytest.raises(UsageError, match="logo cannot be used"):
        init(tmp_path / "nq57", Identity(logo=logo))
    assert [path.name for path in tmp_path.iterdir()] == [logo.name]


def test_an_installed_program_brings_its_notebooks(tmp_path, monkeypatch) -> None:
    """Wherever the installer has put them: they stand in its record of the program's files."""
    library, record = tmp_path / "lib" / "site-packages", "briefing57-9.dist-info/RECORD"
    shared = tmp_path / "share" / "briefing57" / "notebooks"
    for folder in (shared, library / "briefing57-9.dist-info"):
        folder.mkdir(parents=True)
    (shared / "00-summary.ipynb").write_text("{}", encoding="utf-8")
    (library / record).with_name("METADATA").write_text("Name: briefing57\nVersion: 9\n", encoding="utf-8")
    (library / record).write_text(f"{record},,\nanalysis/x.ipynb,,\n", encoding="utf-8")
    monkeypatch.setattr(paths, "_REPOSITORY", tmp_path)
    monkeypatch.syspath_prepend(library)
    with pytest.raises(BriefingError, match="notebooks that come with the program"):
        init(tmp_path / "nq57", Identity())
    with (library / record).open("a", encoding="utf-8") as file:
        file.write("../../share/briefing57/notebooks/00-summary.ipynb,,\n")
    assert init(tmp_path / "nq57", Identity()).notebooks == 1


def test_a_folder_that_is_there_is_all_that_must_be_writable(tmp_path, monkeypatch) -> None:
    """What is around it may be somebody else's, or on another disk, from which nothing can be moved."""
    folder = tmp_path / "nq57"
    folder.mkdir()
    made: list[Path] = []
    usual = workspaces.tempfile.mkdtemp

    def noted(prefix: str, dir: Path) -> str:
        made.append(dir)
        return usual(prefix=prefix, dir=dir)

    monkeypatch.setattr(workspaces.tempfile, "mkdtemp", noted)
    init(folder, Identity())
    assert made == [folder] and not list(folder.glob(".briefing-*"))


def test_on_the_command_line(tmp_path, capsys) -> None:
    assert cli.main(["init", str(tmp_path / "nq57"), "--name", "Sở KH&CN"]) == 0
    said = capsys.readouterr().out
    assert f"Made a workspace in {tmp_path / 'nq57'}" in said and "draft FILE" in said
    assert cli.main(["init", str(tmp_path / "Sở KH&CN")]) == 0
    assert f"briefing --workspace '{tmp_path / 'Sở KH&CN'}' build" in capsys.readouterr().out
    assert cli.main(["init", str(tmp_path / "nq57")]) == 2
    assert "nothing is overwritten" in capsys.readouterr().err
    assert cli.main(["--workspace", str(tmp_path / "nq57"), "run"]) == 1
    assert "briefing draft FILE" in capsys.readouterr().out
