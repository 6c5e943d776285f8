"""What a build leaves, makes anew or removes gives the same site as one made from nothing, whatever has changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analysis import briefing
from analysis.paths import Workspace
from analysis.publishing.site import build, registry
from analysis.publishing.site.model import Site
from analysis.publishing.site.pages import Page
from offices import Office, figure
from site_offices import NATION, contents, freeze, june, office, shelve

REGISTRY = "id,kind,name_vi,short_vi,name_en,short_en,aliases,tile_row,tile_col,parent,members\n"
HAMLETS = (
    "xa-mot,commune,Xã Một,Một,Mot Commune,Mot,,,,ha-noi,\n",
    "xa-hai,commune,Xã Hai,Hai,Hai Commune,Hai,,,,ha-noi,\n",
)
# Of the hundreds of pages of agencies and indicators, some that the sheets have something to say of.
SHOWN = {
    "bo-y-te", "ha-noi", "xa-mot", "xa-hai", "bo-cong-an", "overdue.tasks", "overdue.days", "budget.assigned",
    "budget.monthly_pace", "budget.rate_of_assigned", "databases.distance", "directives.load",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def few_pages() -> Iterator[None]:
    every = registry.pages

    def some(site: Site) -> Iterator[Page]:
        for page in every(site):
            folder, _, name = page.address.partition("/")
            chosen = folder not in ("agencies", "indicators") or name.removesuffix(".html") in {"index", *SHOWN}
            if chosen and page.lang == "vi":
                yield page

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(registry, "pages", some)
        yield
    briefing.forget()


@pytest.fixture(scope="module")
def built(few_pages: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three months, two communes; the national pack of June released, others drafts, one card; the site built."""
    made = office(tmp_path_factory.mktemp("incremental") / "office")
    workspace = made.workspace
    (workspace.raw / "agencies.csv").write_text(REGISTRY + "".join(HAMLETS), "utf-8")
    made.document("0-tb", "tb0", "2026-03-10").figures(
        figure("hamlet", "3", agency="xa-mot"), figure("late", "9", agency="bo-y-te")
    )
    shelve(workspace)
    freeze(workspace)
    for place in (NATION + "-en", "2026-06/agency/bo-y-te", "2026-05/national"):
        shelve(workspace, place)
    briefing.forget()
    assert build(workspace, jobs=1).problems == []
    return workspace.root


@pytest.fixture
def workspace(built: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(built, tmp_path / "office")
    return Workspace(tmp_path / "office")


def documents(workspace: Workspace) -> Office:
    made = Office.__new__(Office)
    made.workspace = workspace
    return made


def edit(path: Path, old: str, new: str) -> None:
    said = path.read_text("utf-8")
    assert old in said
    path.write_text(said.replace(old, new), "utf-8")


def another_month_and_quarter(w: Workspace) -> None:
    documents(w).document("3-tb", "tb3", "2026-07-20").figures(
        figure("late", "55", agency="bo-y-te"), figure("hamlet", "5", agency="xa-hai")
    )
    shelve(w, "2026-Q1/national")


def other_names(w: Workspace) -> None:
    edit(w.raw / "agencies.csv", "Xã Một,Một", "Xã Mới,Mới")
    edit(w.raw / "0-tb" / "document.toml", "0/TB-VPCP", "10/TB-VPCP")
    edit(w.raw / "2-tb" / "databases.csv", "CSDL a", "CSDL khác")
    edit(w.raw / "2-tb" / "directives.csv", "Nhiệm vụ 1", "Nhiệm vụ khác")
    edit(w.raw / "2-tb" / "tasks.csv", "Việc 1", "Việc khác")


def a_figure_a_check_less_and_a_revision(w: Workspace) -> None:
    june(documents(w), late="9")
    (w.raw / "2-tb" / "checks.toml").unlink()
    shelve(w, content={"briefing.html": b'<a data-figure="tb2.late">9', "briefing.pdf": b"9"})
    freeze(w, notes=(None, "Đính chính"))


def less_of_everything(w: Workspace) -> None:
    shutil.rmtree(w.raw / "1-tb")
    edit(w.raw / "agencies.csv", HAMLETS[1], "")
    for place in ("2026-05", "2026-06/agency"):
        shutil.rmtree(w.reports / place)
    (w.site / "archive.html").unlink()
    (w.site / "data.html").write_bytes(b"edited")


@pytest.mark.parametrize(
    "change",
    [another_month_and_quarter, other_names, a_figure_a_check_less_and_a_revision, less_of_everything],
    ids=lambda change: change.__name__,
)
def test_an_incremental_build_gives_what_a_full_one_gives(workspace: Workspace, change: Callable[..., None]) -> None:
    change(workspace)
    briefing.forget()
    report = build(workspace, jobs=1)
    assert report.problems == [] and report.written and report.kept
    incremental = contents(workspace.site)
    assert build(workspace, full=True, jobs=1).kept == 0
    full = contents(workspace.site)
    assert [path for path in full.keys() | incremental.keys() if full.get(path) != incremental.get(path)] == []
