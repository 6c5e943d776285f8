"""The guided tour runs from top to bottom, with little data and with much, and exports to the workspace."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import openpyxl
import pandas as pd
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from analysis.paths import WORKSPACE_VARIABLE, Workspace

HERE = Workspace.find()


def run(root: Path, period: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> NotebookNode:
    """The notebook executed in a workspace of its own, with an office's data."""
    shutil.copytree(HERE.raw, root / "data" / "raw", ignore=shutil.ignore_patterns("documents"))
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(root))
    notebook = nbformat.read(HERE.notebooks / "explore.ipynb", as_version=4)
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = f"period = {json.dumps(period)}\nlang = {json.dumps(lang)}"
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return notebook


def outputs(notebook: NotebookNode) -> list[NotebookNode]:
    return [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs]


@pytest.mark.slow
@pytest.mark.parametrize(("period", "lang", "charts"), [("2025-06", "en", 1), ("2026-06", "vi", 2)])
def test_the_tour_runs_and_exports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, period: str, lang: str, charts: int
) -> None:
    notebook = run(tmp_path, period, lang, monkeypatch)
    shown = outputs(notebook)
    assert [o.text for o in shown if o.get("name") == "stderr"] == []
    assert sum("image/png" in o.get("data", {}) for o in shown) == charts
    folder = tmp_path / "reports" / "explore" / period
    figures = pd.read_csv(folder / "figures.csv", encoding="utf-8-sig")
    book = openpyxl.load_workbook(folder / "explore.xlsx")
    assert book.sheetnames == ["figures", "counts", "findings"]
    assert book["figures"].max_row == len(figures) + 1
    assert not any(c.data_type == "f" for sheet in book for row in sheet.iter_rows() for c in row)


def test_the_tour_is_told_in_both_languages() -> None:
    notebook = nbformat.read(HERE.notebooks / "explore.ipynb", as_version=4)
    told = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    assert told and all("\n*" in text for text in told)  # the English stands in italics after the Vietnamese
