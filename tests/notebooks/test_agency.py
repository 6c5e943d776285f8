"""The notebook of one agency runs from top to bottom for every kind of agency, and says what it does in both
languages."""

from __future__ import annotations

import ast
from typing import Any

import IPython.display
import nbformat
import pytest

from analysis.exhibits.display import Exhibit
from analysis.exhibits.tables import Table
from analysis.paths import Workspace

NOTEBOOK = nbformat.read(Workspace.find().notebooks / "90-agency.ipynb", as_version=4)
CODE = [c for c in NOTEBOOK.cells if c.cell_type == "code"]


def run(
    monkeypatch: pytest.MonkeyPatch, period: str, lang: str, unit: str
) -> tuple[list[Exhibit], dict[str, Any]]:
    """What the cells display, and what they leave."""
    shown: list[Exhibit] = []
    monkeypatch.setattr(IPython.display, "display", shown.append)
    names: dict[str, Any] = {}
    for cell in CODE:
        tagged = "parameters" in cell.metadata.get("tags", [])
        exec(f"period, lang, unit = {period!r}, {lang!r}, {unit!r}" if tagged else cell.source, names)
    return shown, names


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(("unit", "least"), [("bo-y-te", 10), ("ha-noi", 8), ("lai-chau", 5), ("viettel", 2)])
def test_it_runs_for_every_kind_of_agency(
    monkeypatch: pytest.MonkeyPatch, unit: str, least: int, lang: str
) -> None:
    shown, names = run(monkeypatch, "2026-06", lang, unit)
    assert names["b"].unit == unit and names["card"].agency == unit
    assert len(shown) >= least
    ids = [e.id for e in shown if isinstance(e, Table)]
    assert len(ids) == len(set(ids))


def test_it_sees_nothing_but_the_agencys_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    _, names = run(monkeypatch, "2026-06", "vi", "lai-chau")
    assert "bca0526.overdue.tasks.bo-y-te" not in names["b"].view


def test_its_parameters_are_those_of_an_agency_pack() -> None:
    cell = next(c for c in CODE if "parameters" in c.metadata.get("tags", []))
    assigned = {n.id for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Name)}
    assert assigned == {"period", "lang", "unit"}


def test_it_is_told_in_both_languages() -> None:
    told = [c.source for c in NOTEBOOK.cells if c.cell_type == "markdown"]
    assert told and all("\n*" in text for text in told)
