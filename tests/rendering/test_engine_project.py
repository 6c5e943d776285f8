"""Every notebook of the project gives the same outputs in our engine as in the ordinary kernel."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.paths import WORKSPACE_VARIABLE, Workspace
from analysis.rendering import engine
from notebook_outputs import normalised

HERE = Workspace.find()
NAMES = sorted(path.stem for path in HERE.notebooks.glob("*.ipynb"))
pytestmark = pytest.mark.skipif(engine.hindrance() is not None, reason="the engine falls back here")

# Ours: each notebook by itself. Theirs: all in one kernel, emptied between two notebooks, since a kernel's start and
# its imports take longer than all the notebooks together.
SCRIPT = """
import pathlib, sys
from analysis import briefing
from analysis.paths import Workspace
from analysis.rendering import execution
folder = pathlib.Path(sys.argv[1])
execution.warm(Workspace(folder))
import nbformat, papermill
briefing.start("2026-06", "vi")
for source in sorted((folder / "notebooks").glob("*.ipynb")):
    papermill.execute_notebook(source, folder / "ours" / source.name, engine_name="briefing", progress_bar=False,
                               cwd=folder / "notebooks")
# Without an output: papermill would write the whole of it before and after each cell.
ran = papermill.execute_notebook(folder / "all.ipynb", None, progress_bar=False, cwd=folder / "notebooks")
nbformat.write(ran, folder / "theirs.ipynb")
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[list[Any], list[Any]]]:
    """For each notebook its cells as our engine and as the ordinary kernel ran them."""
    root = tmp_path_factory.mktemp("office")
    shutil.copytree(HERE.raw, root / "data" / "raw", ignore=shutil.ignore_patterns("documents"))
    (root / "notebooks").mkdir()
    (root / "ours").mkdir()
    together = new_notebook(metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "P"}})
    places: dict[str, tuple[int, int]] = {}
    for name in NAMES:
        nb = nbformat.read(HERE.notebooks / f"{name}.ipynb", 4)
        first = next(cell for cell in nb.cells if cell.cell_type == "code")
        first.source = "import numpy\nnumpy.random.seed(1)\n" + first.source  # a strip plot scatters its points
        nbformat.write(nb, root / "notebooks" / f"{name}.ipynb")
        together.cells.append(new_code_cell("%reset -f"))
        places[name] = len(together.cells), len(together.cells) + len(nb.cells)
        together.cells += nb.cells
    for number, cell in enumerate(together.cells):
        cell["id"] = f"cell-{number}"
    nbformat.write(together, root / "all.ipynb")
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(root)],
        env=environment | {WORKSPACE_VARIABLE: str(root)},
        check=True,
        capture_output=True,
    )
    theirs = nbformat.read(root / "theirs.ipynb", 4)
    found = {}
    for name, (start, end) in places.items():
        mine = nbformat.read(root / "ours" / f"{name}.ipynb", 4)
        part = new_notebook(cells=theirs.cells[start:end])
        found[name] = counted_from_one(normalised(mine)), counted_from_one(normalised(part))
    return found


def counted_from_one(cells: list[Any]) -> list[Any]:
    """Execution counts as if the notebook had run alone."""
    first = next(count for _, _, count, *_ in cells if count) - 1
    text = json.dumps(cells)
    for _, _, count, *_ in cells:
        if count:
            text = text.replace(f'"execution_count": {count},', f'"execution_count": "n{count - first}",')
    return [[kind, source, count and count - first, *rest] for kind, source, count, *rest in json.loads(text)]


@pytest.mark.parametrize("name", NAMES)
def test_outputs_equal_those_of_the_ordinary_kernel(name: str, both: dict[str, tuple[list[Any], list[Any]]]) -> None:
    mine, theirs = both[name]
    assert [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]] == []
    assert any(cell[3] for cell in mine), "it shows something"
