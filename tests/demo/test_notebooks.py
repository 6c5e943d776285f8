"""Every notebook of the packs runs on the synthetic nation, and whatever it shows has all its forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis import briefing
from analysis.exhibits.display import Exhibit
from analysis.paths import WORKSPACE_VARIABLE, Workspace

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
NATIONAL = sorted(path.name for path in NOTEBOOKS.glob("[0-8]*.ipynb"))
UNITS = ("bo-y-te", "ha-noi", "xa-gia-dinh-0001", "dai-truyen-hinh-viet-nam")


def run(name: str, monkeypatch: pytest.MonkeyPatch, **parameters: str) -> list[Exhibit]:
    """The exhibits that the notebook shows, its code cells run one after the other with these parameters."""
    shown: list[Exhibit] = []
    monkeypatch.setattr("IPython.display.display", lambda *found: shown.extend(found))
    namespace: dict[str, object] = {}
    for cell in json.loads((NOTEBOOKS / name).read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), name, "exec"), namespace)
            if "parameters" in cell["metadata"].get("tags", []):
                namespace.update(parameters)
    return shown


@pytest.fixture(autouse=True)
def workspace(built: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(built.root))
    briefing.start("2026-06")


@pytest.mark.parametrize("name", NATIONAL)
def test_the_notebooks_of_the_nation(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = run(name, monkeypatch, period="2026-06", lang="vi")
    assert shown
    for exhibit in shown:
        forms = exhibit._repr_mimebundle_()
        forms = forms[0] if isinstance(forms, tuple) else forms
        assert {"text/plain", "text/html"} <= set(forms), type(exhibit)


@pytest.mark.parametrize("unit", UNITS)
def test_the_card_of_an_agency(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = run("90-agency.ipynb", monkeypatch, period="2026-06", lang="en", unit=unit)
    assert shown
    for exhibit in shown:
        assert exhibit._repr_mimebundle_()
