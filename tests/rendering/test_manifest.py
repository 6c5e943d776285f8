"""The manifest says what a pack was made from and what it holds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis import __version__, briefing
from analysis.rendering import freshness, manifest, packs
from analysis.rendering.editions import DRAFT, Edition, Revision
from analysis.rendering.execution import Failure, NotebookRun
from analysis.rendering.parameters import Parameters
from offices import Sheet
from small_packs import small_office

JUNE = Parameters(period="2026-06", lang="vi")
RELEASED = Edition("released", 0, (Revision(0, date(2026, 7, 1), "Á"),))


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, dict[str, Any], dict[str, Any]]:
    """A pack folder with two outputs and its manifest; the inputs; the manifest as composed."""
    office = small_office(tmp_path)
    context = briefing.start("2026-06", "vi", workspace=str(tmp_path))
    pack = packs.find(office.workspace, "national")
    paths = packs.notebook_paths(office.workspace, pack)
    made_from = manifest.inputs(office.workspace, pack, JUNE, paths, context)
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "briefing.html").write_bytes(b"page")
    (folder / "briefing.xlsx").write_bytes(b"book")
    executed = [
        (NotebookRun("10-money", Path("10-money.ipynb"), 1.0), new_notebook()),
        (NotebookRun("20-more", Path("20-more.ipynb"), 1.0, Failure(2, "s", "E", "m", "t")), None),
    ]
    content = manifest.compose(made_from, context, executed, folder, ["briefing.html", "briefing.xlsx"], [])
    manifest.write(folder, content)
    return folder, made_from, content


def test_it_says_what_the_pack_is_and_holds(made: tuple[Path, dict[str, Any], dict[str, Any]]) -> None:
    folder, _, content = made
    assert manifest.read(folder) == json.loads(json.dumps(content)) == content
    assert (content["pack"], content["period"], content["lang"], content["unit"]) == (
        "national",
        "2026-06",
        "vi",
        None,
    )
    assert [d["id"] for d in content["documents"]] == ["1-tb", "2-tb"]
    assert content["counts"]["figures"] == 4 and set(content["findings"]) == {
        "error",
        "discrepancy",
        "rounding",
        "break",
        "gap",
    }
    assert content["outputs"]["briefing.html"] == {"bytes": 4, "sha256": manifest.sha256(b"page")}
    assert content["notebooks"]["notebooks/20-more.ipynb"] == {"content_sha256": None, "failed": True}
    assert content["inputs"]["version"] == __version__ and content["inputs"]["libraries"]["pandas"]
    assert set(content["inputs"]["notebooks"]) == {"10-money.ipynb", "20-more.ipynb"}
    assert {"figures", "documents", "registry of agencies"} <= set(content["inputs"]["rows"])
    assert "invented" not in content
    assert str(folder.parent) not in json.dumps(content), "a path of the machine stands in the manifest"


def test_the_digest_changes_with_everything_a_pack_depends_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = small_office(tmp_path)
    workspace = office.workspace
    pack = packs.find(workspace, "national")
    paths = packs.notebook_paths(workspace, pack)

    def digest(pack: packs.Pack = pack, parameters: Parameters = JUNE, edition: Edition = DRAFT) -> str:
        briefing.forget()
        context = briefing.start(parameters.period, parameters.lang, workspace=str(tmp_path))
        return str(manifest.inputs(workspace, pack, parameters, paths, context, edition)["digest"])

    first = digest()
    assert digest() == first
    seen = {
        first,
        digest(parameters=JUNE.model_copy(update={"lang": "en"})),
        digest(parameters=JUNE.model_copy(update={"period": "2026-05"})),
        digest(pack=pack.model_copy(update={"notebooks": ("10-money",)})),
        digest(edition=RELEASED),
        digest(edition=RELEASED.next()),
    }
    (tmp_path / "briefing.toml").write_text('[office]\naccent = "#0b4f6c"\n')
    seen.add(digest())
    paths[0].write_text(paths[0].read_text() + " ")
    seen.add(digest())
    (workspace.notebooks / "helper.py").write_text("A = 1\n")  # a notebook can import what lies beside it
    seen.add(digest())
    sheet = workspace.raw / "2-tb" / "figures.csv"
    sheet.write_text(sheet.read_text().replace("82,75", "82,76"))
    seen.add(digest())
    Sheet(sheet.parent, "tb2").check(rule="at_most", figure="tb2.disbursed", limit=1, note={"vi": "a", "en": "b"})
    seen.add(digest())
    monkeypatch.setattr(manifest, "code", lambda: {"exhibits": "other"})
    seen.add(digest())
    monkeypatch.setattr(manifest, "libraries", lambda: {"pandas": "0"})
    seen.add(digest())
    assert len(seen) == 13


def test_what_a_pack_says_does_not_change_with_the_program_its_edition_or_the_office(
    made: tuple[Path, dict[str, Any], dict[str, Any]],
) -> None:
    _, made_from, _ = made
    said = manifest.content(made_from)
    for part in ("code", "version", "libraries", "edition", "office", "digest"):
        assert manifest.content({**made_from, part: "other"}) == said
    for part in ("rows", "notebooks", "parameters", "pack"):
        assert manifest.content({**made_from, part: "other"}) != said
    released = manifest.as_edition(made_from, RELEASED)
    assert released["edition"]["state"] == "released" and released["digest"] != made_from["digest"]
    assert manifest.as_edition(released, DRAFT) == made_from
    assert manifest.content(released) == said


def test_what_does_not_shape_a_pack_is_no_part_of_it(tmp_path: Path) -> None:
    office = small_office(tmp_path)
    pack = packs.find(office.workspace, "national")
    paths = packs.notebook_paths(office.workspace, pack)
    context = briefing.start("2026-06", "vi", workspace=str(tmp_path))

    def digest(pack: packs.Pack) -> Any:
        return manifest.inputs(office.workspace, pack, JUNE, paths, context)["digest"]

    assert digest(pack.model_copy(update={"units": ("province",)})) == digest(pack)


def test_the_program_is_told_by_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    files = manifest.program()
    assert "rendering/manifest.py" in files and "vocabulary/agencies.csv" in files and "cli.py" in files
    assert not any(name.endswith(".pyc") for name in files)

    def stages(path: str) -> set[str]:
        """The stages whose checksum changes when one file does."""
        manifest.code.cache_clear()
        before = manifest.code()
        with monkeypatch.context() as patched:
            patched.setattr(manifest, "program", lambda: {**files, path: "other"})
            manifest.code.cache_clear()
            after = manifest.code()
        manifest.code.cache_clear()
        assert set(before) == set(after) == set(manifest.STAGES)
        return {stage for stage in after if before[stage] != after[stage]}

    assert stages("indicators/budget.py") == {"indicators"}
    assert stages("exhibits/charts/bars.py") == {"exhibits"}
    assert stages("rendering/typst/document.typ") == {"rendering"}
    assert stages("briefing.py") == stages("errors.py") == stages("office.py") == {"briefing"}
    assert stages("cli.py") == stages("commands/render.py") == stages("reading/text.py") == set()


def test_only_whole_outputs_of_the_same_inputs_are_still_good(
    made: tuple[Path, dict[str, Any], dict[str, Any]],
) -> None:
    folder, made_from, _ = made

    def good(inputs: dict[str, Any], place: Path = folder) -> tuple[str, ...]:
        return freshness.judge(freshness.Folder(place), inputs, ["xlsx"]).good

    assert good(made_from) == ("xlsx",)
    assert good({**made_from, "digest": "other"}) == ()
    (folder / "briefing.xlsx").write_bytes(b"touched")
    assert good(made_from) == ()
    assert good(made_from, folder.parent / "nowhere") == ()
    (folder / "manifest.json").write_text("half a ma")
    assert manifest.read(folder) is None and good(made_from) == ()


def test_a_notebooks_checksum_is_of_what_it_says_and_not_of_its_run() -> None:
    def notebook(text: str, when: str) -> Any:
        cell = new_code_cell(
            "x", outputs=[new_output("stream", text=text)], metadata={"papermill": {"start_time": when}}
        )
        return new_notebook(cells=[cell], metadata={"papermill": {"start_time": when}})

    assert manifest.content_sha256(notebook("a", "1")) == manifest.content_sha256(notebook("a", "2"))
    assert manifest.content_sha256(notebook("a", "1")) != manifest.content_sha256(notebook("b", "1"))
