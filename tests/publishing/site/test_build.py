"""The build: only what changed is made again, what is gone goes, and nothing half-written or damaged is shown."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import briefing
from analysis.errors import BriefingError, RenderError
from analysis.paths import Workspace
from analysis.publishing.site import build, pieces, registry, state
from analysis.publishing.site.model import Site
from analysis.publishing.site.pages import File, Page
from analysis.publishing.site.sections import method
from analysis.publishing.site.writing import Writer
from offices import Office, figure
from site_offices import FRAME, NATION, contents, frame_only, freeze, june, office, shelve

__all__ = ["frame_only"]
pytestmark = pytest.mark.usefixtures("frame_only")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose site is built: its national pack released once, an English one a draft."""
    root = tmp_path_factory.mktemp("built") / "office"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(registry, "SECTIONS", FRAME)
        made = office(root)
        shelve(made.workspace)
        freeze(made.workspace)
        shelve(made.workspace, NATION + "-en")
        report = build(made.workspace, jobs=1)
    assert report.problems == []
    return root


@pytest.fixture
def workspace(built: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of it that a test may change; files look as they did, as the build left them."""
    shutil.copytree(built, tmp_path / "office")
    briefing.forget()
    yield Workspace(tmp_path / "office")
    briefing.forget()


def unchanged(*_: object, **__: object) -> None:
    raise AssertionError("looked at every page though nothing had changed")


def test_a_site_with_nothing_changed_is_not_looked_at_closely(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "plan", unchanged)
    report = build(workspace)
    assert (report.written, report.removed, report.problems) == (0, 0, [])
    assert report.kept == len(contents(workspace.site))


def test_a_full_build_gives_the_same_bytes(workspace: Workspace) -> None:
    before = contents(workspace.site)
    report = build(workspace, full=True, jobs=1)
    assert report.written == len(before) and report.kept == 0
    assert contents(workspace.site) == before


def test_forks_write_what_one_process_writes(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(workspace.site)
    shutil.rmtree(workspace.site)
    monkeypatch.setattr(pieces, "PIECE", 8)
    assert build(workspace, jobs=2).written == len(before)
    assert contents(workspace.site) == before


def test_a_changed_figure_changes_the_pages_that_show_it_and_no_others(workspace: Workspace) -> None:
    before = contents(workspace.site)
    made = Office.__new__(Office)
    made.workspace = workspace
    june(made, late="9")
    report = build(workspace, jobs=1)
    after = contents(workspace.site)
    changed = {path for path in after if after[path] != before.get(path)}
    assert {"periods/2026-06.html", "documents/2-tb.html", "en/documents/2-tb.html", "data/figures.csv"} <= changed
    same = {"method.html", "archive.html", "periods/2026-05.html", f"packs/{NATION}/briefing.pdf"}
    assert not changed & same
    assert report.kept >= len(same) and report.written >= len(changed)
    assert b">9<" in after["documents/2-tb.html"]


def test_what_is_gone_is_removed_and_what_the_office_put_there_stays(workspace: Workspace) -> None:
    stray = workspace.site / "documents" / "minutes.odt"
    stray.write_text("put there by somebody", encoding="utf-8")
    own = workspace.site / "CNAME"
    own.write_text("nq57.example.vn", encoding="utf-8")
    shutil.rmtree(workspace.raw / "1-tb")
    shutil.rmtree(workspace.reports / f"{NATION}-en")
    briefing.forget()
    report = build(workspace, jobs=1)
    there = contents(workspace.site).keys()
    for path in ("documents/1-tb.html", "en/documents/1-tb.html", "periods/2026-05.html"):
        assert path not in there
    assert not (workspace.site / "packs" / f"{NATION}-en").exists()
    assert stray.exists() and own.exists() and report.summary().endswith("; 2 files not of the site left alone")
    assert report.removed >= 6


@pytest.mark.parametrize("damage", ["edited", "deleted"])
def test_a_page_that_is_not_as_it_was_left_is_made_again(workspace: Workspace, damage: str) -> None:
    page = workspace.site / "archive.html"
    before = page.read_bytes()
    page.write_bytes(b"x") if damage == "edited" else page.unlink()
    assert build(workspace, jobs=1).written == 1
    assert page.read_bytes() == before


def test_a_page_that_fails_is_told_and_takes_no_other_with_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (workspace.site / "method.html").read_bytes()
    (workspace.site / "archive.html").unlink()

    def failing(site: Site, lang: str) -> Iterator[Page]:
        for page in pages(site, lang):
            if lang == "vi":
                object.__setattr__(page, "key", ["another"])
                object.__setattr__(page, "context", lambda: {"signs": 1 / 0})
            yield page

    pages = method.pages
    with monkeypatch.context() as patched:
        patched.setattr(method, "pages", failing)
        report = build(workspace, jobs=1)
    assert report.exit_code == 1
    assert len(report.problems) == 1 and "method.html" in report.problems[0] and "ZeroDivision" in report.problems[0]
    assert (workspace.site / "archive.html").is_file()
    assert (workspace.site / "method.html").read_bytes() == before  # the last good one
    assert build(workspace, jobs=1).exit_code == 0
    assert (workspace.site / "method.html").read_bytes() == before


def test_an_interrupted_build_is_taken_up(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = contents(workspace.site)
    shutil.rmtree(workspace.site)
    written: list[str] = []

    def put(root: Path, path: str, data: bytes) -> None:
        if len(written) == 9:
            raise KeyboardInterrupt
        real(root, path, data)
        written.append(path)

    real = pieces.put
    monkeypatch.setattr(pieces, "PIECE", 4)
    monkeypatch.setattr("analysis.publishing.site.building._SAVE", 0.0)
    with monkeypatch.context() as patched:
        patched.setattr(pieces, "put", put)
        with pytest.raises(KeyboardInterrupt):
            build(workspace, jobs=1)
    for path, data in contents(workspace.site).items():
        assert whole[path] == data
    report = build(workspace, jobs=1)
    assert report.kept >= 4  # what was noted before the interruption is not made again
    assert contents(workspace.site) == whole


def test_what_a_killed_build_made_is_removed_when_it_is_no_longer_wanted(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(workspace.site)

    def killed(root: Path, path: str, data: bytes) -> None:
        real(root, path, data)
        if path == "documents/3-tb.html":
            (root / "documents" / ".abcd_123.tmp").write_bytes(b"half")
            raise KeyboardInterrupt

    real = pieces.put
    made = Office.__new__(Office)
    made.workspace = workspace
    sheet = made.document("3-tb", "tb3", "2026-07-20")
    with monkeypatch.context() as patched:
        patched.setattr(pieces, "put", killed)
        with pytest.raises(KeyboardInterrupt):
            build(workspace, jobs=1)
    assert (workspace.site / "documents" / "3-tb.html").is_file()
    shutil.rmtree(sheet.folder)
    assert build(workspace, jobs=1).exit_code == 0
    assert contents(workspace.site) == before


def test_a_folder_in_which_nothing_can_be_written_is_told_once(workspace: Workspace) -> None:
    shutil.rmtree(workspace.site)
    workspace.site.write_text("a file where the folder should be", "utf-8")
    with pytest.raises(RenderError, match="cannot be written"):
        build(workspace, jobs=1)
    assert workspace.site.is_file()


def test_a_full_build_too_removes_what_is_gone_and_no_more(workspace: Workspace) -> None:
    own = workspace.site / "data" / "own.csv"
    own.write_text("a", "utf-8")
    shutil.rmtree(workspace.raw / "1-tb")
    build(workspace, full=True, jobs=1)
    assert own.is_file() and not (workspace.site / "documents" / "1-tb.html").exists()


def test_a_write_that_fails_leaves_what_stood_there(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    page = workspace.site / "archive.html"
    before = page.read_bytes()

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(RenderError, match="cannot be written"):
            pieces.put(workspace.site, "archive.html", b"half")
    assert page.read_bytes() == before
    assert not list(workspace.site.glob(".*.tmp"))


def test_two_builds_exclude_each_other_and_say_who_holds_the_site(workspace: Workspace) -> None:
    with state.locked(workspace), pytest.raises(RenderError, match=f"process {os.getpid()}"):
        build(workspace)
    assert build(workspace).exit_code == 0


def test_a_damaged_release_is_not_published(workspace: Workspace) -> None:
    frozen = workspace.released / NATION / "0" / "briefing.pdf"
    frozen.write_bytes(b"something else")
    report = build(workspace, jobs=1)
    assert report.exit_code == 1
    assert any(f"{NATION}/0/briefing.pdf is not what was released" in problem for problem in report.problems)
    there = contents(workspace.site)
    assert f"packs/{NATION}/briefing.pdf" not in there and f"packs/{NATION}/briefing.html" in there
    assert "0/briefing.pdf" in there["periods/2026-06.html"].decode()
    assert 'href="../packs/2026-06/national/briefing.pdf"' not in there["periods/2026-06.html"].decode()
    assert build(workspace, jobs=1).exit_code == 1  # said each time, until it is mended


def test_a_damaged_record_of_releases_hides_the_pack_and_not_the_site(workspace: Workspace) -> None:
    (workspace.released / NATION / "release.json").write_text("{", encoding="utf-8")
    report = build(workspace, jobs=1)
    assert report.exit_code == 1 and "record of a pack's releases is damaged" in report.problems[0]
    assert not (workspace.site / "packs" / NATION).exists()
    assert (workspace.site / "archive.html").is_file()


def test_a_draft_that_is_not_what_its_manifest_says_is_left_out(workspace: Workspace) -> None:
    (workspace.reports / f"{NATION}-en" / "briefing.xlsx").write_bytes(b"edited by hand")
    report = build(workspace, jobs=1)
    assert report.exit_code == 1 and "render the pack again" in report.problems[0]
    assert not (workspace.site / "packs" / f"{NATION}-en" / "briefing.xlsx").exists()


def test_without_drafts_only_what_was_released_is_shown(workspace: Workspace) -> None:
    report = build(workspace, drafts=False, jobs=1)
    assert report.exit_code == 0
    there = contents(workspace.site)
    assert f"packs/{NATION}/briefing.pdf" in there
    assert not [path for path in there if path.startswith(f"packs/{NATION}-en")]
    shutil.rmtree(workspace.released)
    with pytest.raises(RenderError, match="Nothing has been released"):
        build(workspace, drafts=False)


def test_without_drafts_what_came_after_the_last_release_is_not_told(workspace: Workspace) -> None:
    made = Office.__new__(Office)
    made.workspace = workspace
    made.document("3-tb", "tb3", "2026-07-20").figures(figure("late", "55", agency="bo-y-te"))
    briefing.forget()
    build(workspace, drafts=False, jobs=1)
    there = contents(workspace.site)
    assert "documents/3-tb.html" not in there and b"tb3.late" not in there["data/figures.csv"]
    build(workspace, drafts=True, jobs=1)
    assert b"tb3.late" in contents(workspace.site)["data/figures.csv"]


def test_a_revision_moves_the_earlier_one_below_its_pack(workspace: Workspace) -> None:
    first = (workspace.site / "packs" / NATION / "briefing.pdf").read_bytes()
    shelve(workspace, content={"briefing.html": b"<p>9", "briefing.pdf": b"9", "briefing.xlsx": b"9"})
    build(workspace, jobs=1)
    there = contents(workspace.site)
    assert there[f"packs/{NATION}/briefing.pdf"] == first and there[f"packs/{NATION}/draft/briefing.pdf"] == b"9"
    freeze(workspace, notes=(None, "Số liệu được đính chính"))
    assert build(workspace, jobs=1).exit_code == 0
    there = contents(workspace.site)
    assert there[f"packs/{NATION}/briefing.pdf"] == b"9" and f"packs/{NATION}/0/briefing.pdf" in there
    assert f"packs/{NATION}/draft/briefing.pdf" not in there
    page = there["periods/2026-06.html"].decode()
    assert "Số liệu được đính chính" in page and "nêu 7" in page and "nêu 9" in page


def test_two_pages_of_one_address_are_refused(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    twice = method.pages
    monkeypatch.setattr(method, "pages", lambda site, lang: iter([*twice(site, lang), *twice(site, lang)]))
    with pytest.raises(RenderError, match="one address"):
        build(workspace, full=True)


def test_files_made_together_come_and_go_together(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["a", "b"]

    class Section:
        __name__ = "bundle"

        def files_key(self, site: Site) -> list[str]:
            return names

        def files(self, site: Site) -> Iterator[File]:
            for name in names:
                yield File(f"assets/search/{name}.js", name, make=lambda name=name: name.encode())  # type: ignore[misc]

    sections = list(registry.sections())
    monkeypatch.setattr(registry, "sections", lambda: iter([*sections, Section()]))
    (workspace.site / "archive.html").unlink()  # else nothing would be looked at
    build(workspace, jobs=1)
    assert {p.name for p in (workspace.site / "assets" / "search").iterdir()} == {"a.js", "b.js"}
    names[:] = ["b", "c"]
    (workspace.site / "archive.html").unlink()  # else nothing would be looked at
    build(workspace, jobs=1)
    assert {p.name for p in (workspace.site / "assets" / "search").iterdir()} == {"b.js", "c.js"}


def test_an_office_without_documents_is_told_what_to_do(tmp_path: Path) -> None:
    Office(tmp_path)
    with pytest.raises(BriefingError) as caught:
        build(Workspace(tmp_path))
    assert caught.value.hint


def test_the_key_of_a_page_follows_its_office(workspace: Workspace) -> None:
    site = Site(workspace)
    page = next(method.pages(site, "vi"))
    before = Writer(site).key(page)
    workspace.settings.write_text('[office]\nname = { vi = "Sở A", en = "A" }\n', encoding="utf-8")
    assert Writer(Site(workspace)).key(page) != before
