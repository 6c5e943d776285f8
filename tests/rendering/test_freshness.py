"""A pack is made again when something it depends on has changed, and only then; and it is said what."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from analysis import briefing
from analysis.errors import RenderError
from analysis.paths import Workspace
from analysis.rendering import freshness, manifest, packs, reasons
from analysis.rendering.parameters import Parameters
from analysis.vocabulary import agencies as registry
from offices import Office, Sheet, figure
from small_packs import write_notebook
from work import calls

FORMATS = ("html", "pdf", "xlsx")
STRATEGIC = {"indicator": "products.count", "dimensions": "group=strategic"}
CENTRES = {"indicator": "onestop.centres"}


@dataclass(frozen=True)
class Wish:
    """A pack asked for."""

    pack: str = "agency"
    unit: str | None = None
    period: str = "2026-06"
    lang: str = "vi"

    @property
    def parameters(self) -> Parameters:
        return Parameters(period=self.period, lang=self.lang, unit=self.unit)  # type: ignore[arg-type]


class Works:
    """An office whose packs are pretended: small files with the manifest that real ones would have."""

    def __init__(self, root: Path) -> None:
        self.office = Office(root)
        self.workspace = self.office.workspace
        may = self.office.document("1-tb", "tb1", "2026-05-10")
        may.figures(figure("hue.late", "3", agency="hue"))
        may.groups(reporting__reported="hue ha-noi")
        self.june = self.office.document("2-tb", "tb2", "2026-06-24")
        self.figures()
        self.june.groups(reporting__reported="ha-noi")
        write_notebook(self.workspace.notebooks / "10-nation.ipynb", "1")
        write_notebook(self.workspace.notebooks / "90-agency.ipynb", "1")
        (root / "packs.toml").write_text(
            '[national]\ntitle = {vi = "Gói", en = "Pack"}\nnotebooks = ["10-nation"]\n'
            '[agency]\ntitle = {vi = "Gói", en = "Pack"}\nnotebooks = ["90-agency"]\n'
            'units = ["province", "ministry", "ministerial"]\n',
            encoding="utf-8",
        )

    def figures(self, **tokens: str) -> None:
        """June's figures, with other tokens for some of them."""
        stated = {"strategic": "6", "centres": "5/9", "hanoi": "4", "health": "12", "nation": "99"} | tokens
        self.june.figures(
            figure("strategic", stated["strategic"], agency="da-nang", **STRATEGIC),
            figure("centres", stated["centres"], agency="da-nang", **CENTRES),
            figure("hanoi", stated["hanoi"], agency="ha-noi"),
            figure("health", stated["health"], agency="bo-y-te"),
            figure("assigned", "100 tỷ đồng", "budget.assigned"),
            figure("nation", stated["nation"]),
        )

    def folder(self, wish: Wish) -> freshness.Folder:
        pack = packs.find(self.workspace, wish.pack)
        return freshness.Folder(packs.folder(self.workspace, pack, wish.parameters))

    def inputs(self, wish: Wish) -> dict[str, Any]:
        pack = packs.find(self.workspace, wish.pack)
        context = briefing.start(wish.period, wish.lang, wish.unit, workspace=str(self.workspace.root))
        paths = packs.notebook_paths(self.workspace, pack)
        return manifest.inputs(self.workspace, pack, wish.parameters, paths, context)

    def make(
        self, wishes: Iterable[Wish], formats: Iterable[str] = FORMATS, failures: Iterable[dict[str, str]] = ()
    ) -> str:
        """Makes the packs; returns the state at which it did."""
        state, _ = freshness.opened(self.workspace)
        for wish in wishes:
            place, made_from = self.folder(wish), self.inputs(wish)
            context = briefing.start(wish.period, wish.lang, wish.unit, workspace=str(self.workspace.root))
            place.target.mkdir(parents=True, exist_ok=True)
            names = [manifest.file_name(format) for format in formats]
            for name in names:
                (place.target / name).write_text(f"{name} of {wish}")
            found = manifest.compose(made_from, context, [], place.target, names, list(failures))
            manifest.write(place.target, found)
            freshness.record(place, state, found, {"stages": {"pdf": 1.0}})
        return state

    def verdict(self, wish: Wish, formats: tuple[str, ...] = FORMATS) -> freshness.Verdict:
        """As a run finds it: the quick way, else by opening the store."""
        found = freshness.quick(self.folder(wish), freshness.state(self.workspace), formats)
        return found or self.judged(wish, formats)

    def judged(self, wish: Wish, formats: tuple[str, ...] = FORMATS) -> freshness.Verdict:
        freshness.opened(self.workspace)
        return freshness.judge(self.folder(wish), self.inputs(wish), formats)

    def reasons(self, wish: Wish, formats: tuple[str, ...] = FORMATS) -> list[str]:
        return [str(reason) for reason in self.verdict(wish, formats).reasons]


@pytest.fixture
def works(tmp_path: Path) -> Works:
    briefing.forget()
    return Works(tmp_path)


HUE = Wish(unit="hue")
DANANG = Wish(unit="da-nang")
NATION = Wish("national")


# ---------------------------------------------------------------------- what is made again


@pytest.fixture
def everybody(works: Works) -> list[Wish]:
    """The nation's pack and one of every province and ministry, made."""
    kinds = ("province", "ministry", "ministerial")
    units = [agency.id for agency in registry.agencies().values() if agency.kind in kinds]
    wishes = [NATION, *(Wish(unit=unit) for unit in units)]
    works.make(wishes)
    return wishes


PROVINCES = {agency.id for agency in registry.agencies().values() if agency.kind == "province"}


@pytest.mark.parametrize(
    ("token", "again"),
    [
        ({"strategic": "7"}, PROVINCES),  # by these provinces are ranked
        ({"centres": "6/9"}, {"da-nang"}),  # by these they are not
        ({"nation": "98"}, set()),  # a figure of the nation that no card shows
    ],
)
def test_a_changed_figure_makes_again_its_agencys_pack_the_nations_and_those_that_rank_it(
    works: Works, everybody: list[Wish], token: dict[str, str], again: set[str]
) -> None:
    assert len(everybody) > 50 and all(works.verdict(wish).reusable for wish in everybody)
    works.figures(**token)
    found = {wish.unit: works.judged(wish) for wish in everybody}
    assert {unit for unit, verdict in found.items() if not verdict.reusable} == {None, *again}
    assert found[None].reasons[0].text == "figures changed"


def test_it_says_whose_figure_changed(works: Works) -> None:
    works.make([HUE, DANANG])
    works.figures(strategic="7", centres="6/9")
    assert works.reasons(DANANG) == ["figures of the agency changed"]
    assert works.reasons(HUE) == ["figures of its peers changed: products.count"]


def test_a_later_document_does_not_touch_an_earlier_period(works: Works) -> None:
    may = [Wish("national", period="2026-05"), Wish(unit="hue", period="2026-05")]
    works.make([*may, HUE, NATION])
    works.figures(strategic="7")
    july = works.office.document("3-tb", "tb3", "2026-07-20")
    july.figures(figure("hue.late", "9", agency="hue"))
    july.groups(reporting__reported="hue")
    assert all(works.verdict(wish).reusable for wish in may)
    assert works.reasons(HUE) == ["figures of its peers changed: products.count"]
    works.figures()
    assert works.verdict(HUE).reusable and works.verdict(NATION).reusable


def test_an_agency_that_leaves_a_list_is_told_so(works: Works) -> None:
    works.make([HUE, Wish(unit="ha-noi"), DANANG])
    works.june.groups(reporting__reported="ha-noi hue")
    assert works.reasons(HUE) == ["lists that name it changed"]
    assert works.reasons(Wish(unit="ha-noi")) == [] == works.reasons(DANANG)


# ---------------------------------------------------------------------- every reason once


def edit(path: Path, *replaced: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def added_agency(works: Works) -> None:
    row = dict.fromkeys(registry.COLUMNS, "") | {
        "id": "xa-moi", "kind": "commune", "name_vi": "Xã Mới", "short_vi": "Xã Mới", "name_en": "Moi Commune",
        "short_en": "Moi", "parent": "hue",
    }  # fmt: skip
    with (works.workspace.raw / registry.ADDED).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, registry.COLUMNS)
        writer.writeheader()
        writer.writerow(row)


CHANGES: dict[str, tuple[Callable[[Works], object], str]] = {
    "figure": (lambda w: w.figures(centres="6/9"), "figures of the agency changed"),
    "nation": (
        lambda w: edit(w.workspace.raw / "2-tb/figures.csv", ("100 tỷ", "101 tỷ")),
        "figures of the nation changed",
    ),
    "document": (lambda w: edit(w.workspace.raw / "2-tb/document.toml", ("Thông báo", "TB")), "documents changed"),
    "finding": (
        lambda w: Sheet(w.workspace.raw / "2-tb", "tb2").check(
            rule="same", figures=["tb2.strategic", "tb2.hanoi"]
        ),
        "findings changed",
    ),
    "registry": (added_agency, "registry of agencies changed"),
    "notebook": (
        lambda w: write_notebook(w.workspace.notebooks / "90-agency.ipynb", "2"),
        "notebook 90-agency.ipynb changed",
    ),
    "module": (
        lambda w: (w.workspace.notebooks / "more.py").write_text("A = 1\n"),
        "notebook more.py added",
    ),
    "pack": (
        lambda w: edit(w.workspace.root / "packs.toml", ('vi = "Gói"', 'vi = "Gói mới"')),
        "declaration of the pack changed: title",
    ),
    "office": (
        lambda w: w.workspace.settings.write_text('[office]\naccent = "#0b4f6c"\n'),
        "the office changed: accent",
    ),
    "missing": (lambda w: (w.folder(DANANG).target / "briefing.pdf").unlink(), "file briefing.pdf is missing"),
    "damaged": (
        lambda w: (w.folder(DANANG).target / "briefing.pdf").write_text("half"),
        "file briefing.pdf is damaged",
    ),
    "manifest": (
        lambda w: (w.folder(DANANG).target / manifest.NAME).write_text('{"half'),
        "never made as it is now: manifest.json is damaged",
    ),
    "format": (
        lambda w: edit(w.folder(DANANG).target / manifest.NAME, ('"format": 2', '"format": 1')),
        "never made as it is now: made by another version of the program",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_change_is_seen_and_told(works: Works, what: str) -> None:
    works.make([DANANG])
    assert works.reasons(DANANG) == []
    change, reason = CHANGES[what]
    change(works)
    verdict = works.verdict(DANANG)
    assert [str(r) for r in verdict.reasons] == [reason] and not verdict.reusable
    works.make([DANANG])
    assert works.verdict(DANANG).reusable


PROGRAM = {
    "indicators": ("indicators/budget.py", "program changed: indicators"),
    "exhibits": ("exhibits/theme.py", "program changed: exhibits"),
    "template": ("rendering/typst/document.typ", "program changed: rendering"),
}


@pytest.mark.parametrize("what", PROGRAM)
def test_a_new_program_is_told_by_its_stage(works: Works, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    works.make([DANANG])
    path, reason = PROGRAM[what]
    files = manifest.program()
    assert path in files
    monkeypatch.setattr(manifest, "program", lambda: {**files, path: "other"})
    manifest.code.cache_clear()
    try:
        assert works.reasons(DANANG) == [reason]
    finally:
        manifest.code.cache_clear()


def test_what_no_pack_comes_from_may_change(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    state = works.make([DANANG])
    files = manifest.program()
    monkeypatch.setattr(manifest, "program", lambda: {**files, "commands/verify.py": "other"})
    assert freshness.state(works.workspace) != state, "any file of the program makes a run look more closely"
    verdict = works.verdict(DANANG)
    assert verdict.reusable and verdict.renew


def test_another_version_of_a_library_or_of_the_program_is_told(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    works.make([DANANG])
    versions = manifest.libraries()
    without = {name: version for name, version in versions.items() if name != "typst"}
    monkeypatch.setattr(manifest, "libraries", lambda: {**without, "pandas": "9.9"})
    assert works.reasons(DANANG) == [
        f"library pandas {versions['pandas']} → 9.9",
        f"library typst {versions['typst']} → absent",
    ]
    monkeypatch.setattr(manifest, "libraries", lambda: versions)
    monkeypatch.setattr(manifest, "__version__", "9.9")
    (works.workspace.notebooks / "x.py").touch()  # for the state; the version stands in a file of the program
    assert "program 0.1.0 → 9.9" in works.reasons(DANANG)


def test_a_released_pack_is_never_found_wanting_the_quick_way(works: Works) -> None:
    """What is to be done with it follows from what it says, and that takes a closer look."""
    state, place, release = freshness.state(works.workspace), works.folder(HUE), [1, 2, 3]
    assert freshness.quick(place, state, FORMATS, release) is None
    state = works.make([HUE])
    assert freshness.quick(place, state, FORMATS, release) is None, "released since it was noted"
    freshness.renew(place, state, release=release)
    found = freshness.quick(place, state, FORMATS, release)
    assert found is not None and found.reusable
    (place.target / "briefing.pdf").write_text("spoilt")
    assert freshness.quick(place, state, FORMATS, release) is None


def test_a_pack_made_before_there_were_editions_is_made_again(works: Works) -> None:
    works.make([DANANG])
    made_from = works.inputs(DANANG)
    before = {part: entry for part, entry in made_from.items() if part not in ("edition", "office")} | {"digest": ""}
    assert [str(r) for r in reasons.differences(before, made_from)] == ["edition: none → draft"]
    released = {**made_from, "edition": {"state": "released", "revision": 0}}
    drafted = {**made_from, "edition": {"state": "draft", "revision": 1}}
    assert str(reasons.differences(released, drafted)[0]) == "edition: released → draft of revision 1"


def test_a_pack_of_another_place_or_never_made_is_new(works: Works) -> None:
    state = freshness.state(works.workspace)
    found = freshness.quick(works.folder(HUE), state, FORMATS)
    assert found is not None and [str(r) for r in found.reasons] == ["never made"]
    assert works.judged(HUE).reasons == found.reasons and found.reasons[0].kind == "new"
    works.make([HUE])
    works.folder(HUE).target.rename(works.folder(DANANG).target)  # as if it were Da Nang's
    assert works.reasons(DANANG)[0] == "parameter unit changed: hue → da-nang"


def test_a_failed_run_is_run_again(works: Works) -> None:
    works.make([HUE], failures=[{"kind": "notebook", "name": "90-agency", "error": "no"}])
    verdict = works.verdict(HUE)
    assert not verdict.reusable and [r.kind for r in verdict.reasons] == ["failed"]
    assert works.reasons(HUE) == ["last run failed: 90-agency"]
    assert [str(r) for r in works.judged(HUE).reasons] == ["last run failed: 90-agency"]
    works.make([HUE])
    assert works.verdict(HUE).reusable


# ---------------------------------------------------------------------- formats


def test_formats_are_judged_by_themselves(works: Works) -> None:
    works.make([HUE], formats=("html", "xlsx"))
    assert works.verdict(HUE, ("html",)).reusable
    verdict = works.verdict(HUE)
    assert [str(r) for r in verdict.reasons] == ["format pdf not made yet"]
    assert verdict.good == ("html", "xlsx") and verdict.reasons[0].kind == "format"
    (works.folder(HUE).target / "briefing.xlsx").write_text("spoilt")
    assert works.verdict(HUE).good == ("html",)


def test_a_file_changed_to_the_same_size_and_time_is_noticed(works: Works) -> None:
    works.make([HUE])
    path = works.folder(HUE).target / "briefing.html"
    before = path.stat()
    path.write_bytes(path.read_bytes().swapcase())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert works.reasons(HUE) == ["file briefing.html is damaged"]


def test_a_file_only_touched_is_read_once_and_found_whole(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    state, place, read = works.make([HUE]), works.folder(HUE), []
    (place.target / "briefing.html").touch()
    checksum = freshness.Folder.checksum
    monkeypatch.setattr(freshness.Folder, "checksum", lambda self, name: read.append(name) or checksum(self, name))
    verdict = freshness.quick(place, state, FORMATS)
    assert verdict is not None and verdict.reusable and verdict.renew and read == ["briefing.html"]
    freshness.renew(place, state)
    again = freshness.quick(place, state, FORMATS)
    assert again is not None and again.reusable and not again.renew and read == ["briefing.html"]


# ---------------------------------------------------------------------- beside the pack


def test_found_good_the_slow_way_is_found_quickly_the_next_time(works: Works) -> None:
    works.make([HUE, DANANG])
    works.figures(centres="6/9")
    state, _ = freshness.opened(works.workspace)
    place = works.folder(HUE)
    assert freshness.quick(place, state, FORMATS) is None
    verdict = works.judged(HUE)
    assert verdict.reusable and verdict.renew
    freshness.renew(place, state)
    found = freshness.quick(place, state, FORMATS)
    assert found is not None and found.reusable and not found.renew
    beside = place.sidecar()
    assert beside is not None and beside["stages"] == {"pdf": 1.0}, "the report of the making went"
    names = {path.name for path in place.target.parent.iterdir()}
    assert names == {".da-nang.run.json", ".hue.run.json", "da-nang", "hue"}


def test_what_stands_beside_a_pack_is_never_trusted_for_another(works: Works) -> None:
    """A run was killed between putting the pack in place and noting it, or another one was quicker."""
    state, place = works.make([HUE]), works.folder(HUE)
    noted = place.sidecar()
    assert noted is not None
    works.figures(strategic="7")
    works.make([HUE])
    place.write_sidecar(noted)  # of the pack before
    works.figures()
    assert freshness.state(works.workspace) != state  # the tables are not built yet
    assert freshness.opened(works.workspace)[0] == state
    assert freshness.quick(place, state, FORMATS) is None
    assert works.reasons(HUE) == ["figures of its peers changed: products.count"]
    stale = {"inputs": {"digest": "another"}, "outputs": {}, "failures": []}
    before = place.sidecar()
    freshness.record(place, state, stale)
    assert place.sidecar() == before, "a note about a pack that does not lie there"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"sidecar": 0}', '{"sidecar": 1, "state": 3}'])
def test_a_damaged_note_only_costs_time(works: Works, text: str) -> None:
    state = works.make([HUE])
    freshness.sidecar_path(works.folder(HUE).target).write_text(text)
    assert freshness.quick(works.folder(HUE), state, FORMATS) is None
    assert works.verdict(HUE).reusable


def test_a_full_disk_loses_the_note_and_nothing_else(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    works.make([HUE])
    made, before = works.folder(HUE).manifest(), works.folder(HUE).sidecar()
    assert made is not None

    def full(self: Path, *_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    freshness.record(works.folder(HUE), "later", made)
    monkeypatch.undo()
    assert works.folder(HUE).sidecar() == before and works.verdict(HUE).reusable


# ---------------------------------------------------------------------- the state of everything


def test_the_state_is_of_everything_and_stays_while_nothing_changes(works: Works) -> None:
    root, seen = works.workspace.root, []

    def noted(what: str) -> None:
        state = freshness.state(works.workspace)
        assert state == freshness.state(Workspace(root)) and state not in seen, what
        seen.append(state)

    noted("unbuilt")
    freshness.opened(works.workspace)
    noted("built")
    (root / "reports").mkdir(exist_ok=True)
    (works.workspace.raw / "documents").mkdir()
    (works.workspace.raw / "documents" / "a.toml").write_text("the documents themselves do not count")
    (works.workspace.raw / "1-tb" / "note.md").write_text("nor does this")
    assert freshness.state(works.workspace) == seen[-1]
    table = works.workspace.processed / "figures.parquet"
    table.write_bytes(table.read_bytes() + b"x")
    noted("a table edited by hand")
    works.figures(centres="6/9")
    noted("a sheet")
    (root / "packs.toml").write_text((root / "packs.toml").read_text() + "# x\n")
    noted("packs")
    (works.workspace.raw / registry.ADDED).write_text(",".join(registry.COLUMNS) + "\n")
    noted("the registry")
    write_notebook(works.workspace.notebooks / "sub" / "99-new.ipynb", "1")
    noted("a notebook")
    (works.workspace.raw / "1-tb" / "checks.toml").write_text("# none\n")
    noted("checks")
    (works.workspace.raw / "1-tb" / "checks.toml").unlink()
    assert freshness.state(works.workspace) in seen, "what is as it was has the state that it had"


def test_opening_settles_what_is_not_built_yet(works: Works) -> None:
    before = freshness.state(works.workspace)
    state, store = freshness.opened(works.workspace)
    assert state != before and state == freshness.state(works.workspace)
    assert store is briefing.store(works.workspace), "the tables were read twice"
    works.figures(hanoi="5")
    later, fresh = freshness.opened(works.workspace)
    assert later != state and fresh.values["tb2.hanoi"].amount == 5
    assert briefing.store(works.workspace) is fresh


def test_sheets_that_never_come_to_rest_are_told(works: Works) -> None:
    def opening(workspace: Workspace) -> Any:
        works.figures(hanoi=str(len(opened)))
        opened.append(1)
        return object()

    opened: list[int] = []
    with pytest.raises(RenderError, match="being changed"):
        freshness.opened(works.workspace, opening)
    assert len(opened) == freshness.ATTEMPTS


def test_looking_at_packs_needs_none_of_the_heavy_libraries(works: Works) -> None:
    manifest.program.cache_clear()  # the other process reads the program as it is now
    works.make([HUE, NATION])
    targets = [str(works.folder(wish).target) for wish in (HUE, NATION)]
    code = (
        "import sys\nfrom pathlib import Path\nfrom analysis.paths import Workspace\n"
        "from analysis.rendering import freshness\n"
        f"state = freshness.state(Workspace(Path({str(works.workspace.root)!r})))\n"
        f"found = [freshness.quick(freshness.Folder(Path(t)), state, {FORMATS!r}) for t in {targets!r}]\n"
        "assert all(v is not None and v.reusable for v in found), found\n"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'papermill', 'nbformat', 'pydantic', 'IPython', 'yaml', 'rich'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_thousand_unchanged_packs_cost_little_each(works: Works) -> None:
    state = works.make([HUE])
    place = works.folder(HUE)
    assert calls(lambda: freshness.quick(place, state, FORMATS)) < 150
