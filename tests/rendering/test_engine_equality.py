"""The engine's outputs equal those of the ordinary kernel, for notebooks as people write them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from papermill.exceptions import PapermillExecutionError

from engine_runs import QUICK
from notebook_outputs import normalised, normalised_output, streams, without_streams
from public_notebooks import NOTEBOOKS


def write(path: Path, cells: list[str], tags: dict[int, list[str]] | None = None) -> Path:
    nb = new_notebook(metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}})
    nb.cells = [new_markdown_cell("# A title")]
    for number, source in enumerate(cells):
        nb.cells.append(new_code_cell(source, metadata={"tags": (tags or {}).get(number, [])}))
    nbformat.write(nb, path)
    return path


# Ours run in a process of their own, one after the other: pytest has its hands in warnings and logging.
SCRIPT = f"""
import sys, pathlib
{QUICK}
for source in sorted(pathlib.Path(sys.argv[1]).glob("*.ipynb")):
    folder = source.parent / "ours" / source.stem
    folder.mkdir(parents=True)
    try:
        papermill.execute_notebook(
            source, folder / source.name, engine_name="briefing", progress_bar=False, cwd=folder)
        print(source.stem, "well")
    except papermill.PapermillExecutionError as e:
        print(source.stem, e.cell_index, e.exec_count, e.ename, e.evalue)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All notebooks, and what our engine made of them in `ours`, with its verdicts in `ours/verdicts`."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name, cells in NOTEBOOKS.items():
        failing = range(len(cells)) if name.startswith("errors") else range(1) if name == "may-fail" else ()
        write(folder / f"{name}.ipynb", cells, {n: ["raises-exception"] for n in failing})
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(folder)], capture_output=True, text=True, check=True)
    (folder / "ours" / "verdicts").write_text(done.stdout)
    return folder


def ours(name: str, folder: Path) -> tuple[Any, str]:
    verdicts = dict(line.split(" ", 1) for line in (folder / "ours" / "verdicts").read_text().splitlines())
    return nbformat.read(folder / "ours" / name / f"{name}.ipynb", 4), verdicts[name]


def theirs(name: str, source: Path, folder: Path) -> tuple[Any, str]:
    verdict = "well"
    try:
        papermill.execute_notebook(source, folder / "out.ipynb", progress_bar=False, cwd=folder)
    except PapermillExecutionError as raised:
        verdict = f"{raised.cell_index} {raised.exec_count} {raised.ename} {raised.evalue}"
    return nbformat.read(folder / "out.ipynb", 4), verdict


@pytest.mark.parametrize("name", list(NOTEBOOKS))
def test_outputs_equal_those_of_the_ordinary_kernel(
    name: str,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # the ordinary kernel behaves otherwise when it sees it
    mine, my_verdict = ours(name, folder)
    other, other_verdict = theirs(name, folder / f"{name}.ipynb", tmp_path)
    assert normalised_output(my_verdict) == normalised_output(other_verdict)
    my_cells, other_cells = normalised(mine), normalised(other)
    if name == "low-level":
        # What a cell writes to the descriptor itself, past Python, the ordinary kernel reads in a thread of its own:
        # in pieces, at any time. So the whole of each stream is compared, and everything else cell by cell.
        assert streams(my_cells) == streams(other_cells)
        my_cells, other_cells = without_streams(my_cells), without_streams(other_cells)
    assert [pair for pair in zip(my_cells, other_cells, strict=True) if pair[0] != pair[1]] == []
    assert mine.metadata["language_info"] == other.metadata["language_info"]


def test_a_cell_that_may_fail_does_not_end_the_notebook(folder: Path) -> None:
    assert ours("may-fail", folder)[0].cells[-1].outputs[0].text == "goes on\n"
