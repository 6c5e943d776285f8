"""What a notebook must not pay for: counted, not timed."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from papermill import iorw
from papermill.exceptions import PapermillExecutionError

from analysis.rendering import engine, execution, notebook_files
from analysis.rendering.limits import Limits
from analysis.rendering.parameters import Parameters
from small_packs import write_notebook

PARAMETERS = Parameters(period="2026-05", lang="en")
needs_fork = pytest.mark.skipif(engine.hindrance() is not None, reason="the engine falls back here")

IMPORTS = """
import sys, json, pathlib
from analysis.paths import Workspace
from analysis.rendering import execution
execution.warm(Workspace(pathlib.Path(sys.argv[1]).parent))
import papermill
before = set(sys.modules)
source = pathlib.Path(sys.argv[1])
nb = json.loads(source.read_text())
kept = []
papermill.execute_notebook(source, None, engine_name="briefing", progress_bar=False, sink=kept.append)
seen = set(eval(kept[0].cells[-1].outputs[0].text))
print(sorted(seen - before))
"""


@needs_fork
def test_a_notebook_imports_nothing_that_the_warm_process_could_have(tmp_path: Path) -> None:
    nb = new_notebook(metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}})
    nb.cells = [
        new_code_cell(source)
        for source in (
            "from analysis import briefing\n1 + 1",
            "print('một')\nimport pandas\npandas.DataFrame({'a': [1]})",
            "%time 1",
            "!true",
            "import sys\nprint(sorted(sys.modules))",
        )
    ]
    nbformat.write(nb, tmp_path / "n.ipynb")
    done = subprocess.run([sys.executable, "-c", IMPORTS, str(tmp_path / "n.ipynb")], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stdout + done.stderr[-2000:]


@needs_fork
@pytest.mark.parametrize("last", ["period + lang", "1 / 0"])
def test_a_pack_runs_a_notebook_as_papermill_does_without_writing_it_twice(
    last: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_notebook(tmp_path / "n" / "1.ipynb", "print(period)", last)
    kept: list[Any] = []
    logging.getLogger("papermill").setLevel(logging.WARNING)
    try:
        papermill.execute_notebook(
            path, None, PARAMETERS.given(), engine_name="briefing", progress_bar=False, sink=kept.append
        )
    except PapermillExecutionError:
        assert last == "1 / 0"
    written: list[Any] = []
    monkeypatch.setattr(iorw, "write_ipynb", lambda nb, path: written.append(path))
    run = execution.execute(path, PARAMETERS, tmp_path / "out.ipynb", Limits())
    assert written == []
    theirs, ours = without_times(kept[0]), without_times(run.executed())
    assert ours["metadata"].pop("papermill") | {"input_path": "", "output_path": ""} == theirs["metadata"].pop(
        "papermill"
    ) | {"input_path": "", "output_path": ""}
    assert ours == theirs
    assert without_times(nbformat.read(run.path, 4))["cells"] == ours["cells"]


def without_times(notebook: Any) -> Any:
    """As plain data, without times and without the ids of the cells that papermill adds."""
    plain = json.loads(json.dumps(notebook))
    for part in [plain, *plain["cells"]]:
        record = part["metadata"].get("papermill", {})
        for key in ("start_time", "end_time", "duration"):
            record.pop(key, None)
        part["metadata"].pop("execution", None)
        part.pop("id", None)
    return plain


def awkward() -> Any:
    nb = new_notebook(metadata={"a": {"b": [1, {"c": None}], "d": []}, "orig_nbformat": 4})
    nb.cells = [
        new_markdown_cell("# Đề mục\n\nchữ\r\nmới", attachments={"a.png": {"image/png": "QUJD"}}),
        new_code_cell("", metadata={"trusted": True, "tags": []}),
        new_code_cell(
            "x = 1\nx",
            outputs=[
                new_output("stream", name="stdout", text="một\nhai\u2028ba\n"),
                new_output("stream", name="stderr", text=""),
                new_output(
                    "display_data",
                    data={
                        "text/html": "<p>\n1</p>",
                        "image/svg+xml": "<svg>\n</svg>",
                        "image/png": "QUJD",
                        "text/plain": "",
                        "application/x+json": {"rows": [["a", 1.5], [], {}, "two\nlines"], "z": "đ"},
                        "application/json": ["a", "b"],
                    },
                    metadata={"text/html": {"isolated": True}},
                ),
                new_output("execute_result", data={"text/plain": "1"}, execution_count=3),
                new_output("error", ename="E", evalue="v", traceback=["a\nb", "c"]),
            ],
            execution_count=3,
        ),
    ]
    for number, cell in enumerate(nb.cells):
        cell["id"] = f"cell-{number}"
    return nb


def test_a_written_notebook_is_read_as_the_same(tmp_path: Path) -> None:
    nb = awkward()
    text = notebook_files.written(nb)
    standard = nbformat.writes(nb)
    assert json.loads(text) == json.loads(standard)
    path = tmp_path / "n.ipynb"
    path.write_text(text, encoding="utf-8")
    assert nbformat.read(path, 4) == nbformat.reads(standard, 4) == notebook_files.read_back(path)
    nbformat.validate(nbformat.read(path, 4))
    assert nb == awkward(), "writing changes nothing"
    changed = {a for a, b in zip(text.splitlines(), standard.splitlines(), strict=False) if a != b}
    assert all("application" not in line or "json" in line for line in changed)


def test_a_notebook_is_in_memory_or_read_from_its_file(tmp_path: Path) -> None:
    nb = awkward()
    path = tmp_path / "n.ipynb"
    assert execution.NotebookRun("n", path, 0.0).executed() is None
    path.write_text(notebook_files.written(nb), encoding="utf-8")
    assert execution.NotebookRun("n", path, 0.0).executed().cells[2].outputs[0].text == "một\nhai\u2028ba\n"
    assert execution.NotebookRun("n", path, 0.0, notebook=nb).executed() is nb


@needs_fork
def test_the_end_of_a_notebook_is_heard_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No look at a silent child delays anything: its frames and its death wake the parent."""

    class Nobody:
        def cell_start(self, *about: Any) -> None: ...

        def output(self, *about: Any) -> None: ...

        def cell_done(self, *about: Any) -> None: ...

    waits: list[tuple[float, bool]] = []
    real = engine.select.select

    def select(read: Any, write: Any, other: Any, timeout: float) -> Any:
        found = real(read, write, other, 60)  # were one of these waits for nothing, the test would hang
        waits.append((timeout, bool(found[0])))
        return found

    monkeypatch.setattr(engine.select, "select", select)
    engine.run([new_code_cell("1")], Nobody())
    with_death = len(waits)
    engine.run([new_code_cell("import os; os._exit(3)")], Nobody())
    assert with_death >= 3 and len(waits) > with_death
    assert all(heard for _, heard in waits)
