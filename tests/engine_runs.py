"""Running made-up notebooks through our engine, for its tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat.v4 import new_code_cell, new_notebook
from papermill.exceptions import PapermillExecutionError

# The beginning of a program that runs notebooks; papermill imported otherwise takes two seconds more.
QUICK = """
from analysis.rendering.execution import quick_imports
with quick_imports():
    import papermill
"""


def notebook(*cells: str, tags: dict[int, list[str]] | None = None) -> Any:
    nb = new_notebook(metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}})
    nb.cells = [new_code_cell(source, metadata={"tags": (tags or {}).get(i, [])}) for i, source in enumerate(cells)]
    return nb


def run(folder: Path, *cells: str, **options: Any) -> tuple[Any, PapermillExecutionError | None]:
    """The executed notebook, and the error papermill raised, if any."""
    folder.mkdir(exist_ok=True)
    source = folder / "in.ipynb"
    nbformat.write(notebook(*cells, tags=options.pop("tags", None)), source)
    kept: list[Any] = []
    error = None
    try:
        papermill.execute_notebook(
            source,
            None,
            engine_name="briefing",
            progress_bar=options.pop("progress_bar", False),
            sink=kept.append,
            cwd=folder,
            **options,
        )
    except PapermillExecutionError as raised:
        error = raised
    return kept[0], error


def texts(nb: Any) -> list[str]:
    """Everything the notebook displayed, as plain text."""
    found = []
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            found.append(output.get("text") or output.get("data", {}).get("text/plain") or output.get("evalue", ""))
    return found


def failed_cell(nb: Any) -> Any:
    return next(c for c in nb.cells if c.metadata.get("papermill", {}).get("status") == "failed")
