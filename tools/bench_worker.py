"""The ways of the bench that stay in one process: (b) their Python APIs, (e) the floor.

    python tools/bench_worker.py api|floor ORDER.json

The order names workspace, pack, period, lang, units (null for a pack of the nation) and a folder. Prints one JSON
document: seconds of each pack and of its parts. Of several packs the first warms the process and is not counted.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis import briefing
from analysis.paths import Workspace
from analysis.rendering import execution, exporting, packs
from analysis.rendering.annexes import annexes
from analysis.rendering.assembly import FILES, assemble
from analysis.rendering.packs import Pack
from analysis.rendering.parameters import Parameters, read_notebook, validate


class Clock:
    """Seconds by part of one pack."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}

    @contextlib.contextmanager
    def part(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.parts[name] = self.parts.get(name, 0.0) + time.perf_counter() - began


def assembled(workspace: Workspace, pack: Pack, wish: Parameters, executed: list[tuple[Path, Any]]) -> Any:
    """The pack notebook, from notebooks as executed."""
    context = briefing.start(wish.period, wish.lang, wish.unit, workspace=str(workspace.root))
    runs = [(execution.NotebookRun(path.stem, path, 0.0), notebook) for path, notebook in executed]
    return assemble(pack, wish, context, runs, pack.formats, annexes)


# ---------------------------------------------------------------------- (b) their APIs


def api(workspace: Workspace, pack: Pack, wish: Parameters, folder: Path) -> dict[str, float]:
    """papermill with the ordinary kernel, nbconvert's HTML, WeasyPrint's PDF if it is there, and our workbook."""
    import nbformat
    import papermill
    from nbconvert import HTMLExporter

    from analysis.rendering.workbook import workbook

    clock, executed = Clock(), []
    for path in packs.notebook_paths(workspace, pack):
        output = folder / path.name
        with clock.part("papermill"):
            papermill.execute_notebook(
                str(path), str(output), wish.given(), kernel_name="python3", progress_bar=False, cwd=str(path.parent)
            )
        with clock.part("nbconvert to HTML"):
            notebook = nbformat.read(output, as_version=4)
            page, _ = HTMLExporter().from_notebook_node(notebook)
            output.with_suffix(".html").write_text(page, encoding="utf-8")
        executed.append((path, notebook))
        if weasyprint_is_there():
            from weasyprint import HTML

            with clock.part("WeasyPrint to PDF"):
                HTML(string=page, base_url=str(folder)).write_pdf(output.with_suffix(".pdf"))
    with clock.part("workbook"):
        (folder / "briefing.xlsx").write_bytes(workbook(assembled(workspace, pack, wish, executed)))
    return clock.parts


def weasyprint_is_there() -> bool:
    """Whether WeasyPrint can be used: the package, and the libraries of the system that it needs."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


# ---------------------------------------------------------------------- (e) the floor


class Screen:
    """Takes what cells display, as a notebook would keep it."""

    def __init__(self) -> None:
        self.outputs: list[Any] = []

    def display(self, *objects: Any, **_: Any) -> None:
        from nbformat.v4 import new_output

        for thing in objects:
            if hasattr(thing, "_repr_mimebundle_"):
                data = dict(thing._repr_mimebundle_())
            else:
                data = {"text/plain": repr(thing)}
                if hasattr(thing, "_repr_html_"):
                    data["text/html"] = thing._repr_html_()
            self.outputs.append(new_output("display_data", data=data))


def run_cells(path: Path, wish: Parameters, screen: Screen) -> Any:
    """The notebook's cells one after the other in a fresh namespace; what they displayed is in their outputs."""
    notebook = read_notebook(path)
    names: dict[str, Any] = {"__name__": "__main__", "display": screen.display}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        screen.outputs = []
        exec(compile(tree, path.name, "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), path.name, "eval"), names)
            if value is not None and not cell.source.rstrip().endswith(";"):
                screen.display(value)
        cell["outputs"] = screen.outputs
        if "parameters" in cell.metadata.get("tags", []):
            names.update(wish.given())
    return notebook


def floor(workspace: Workspace, pack: Pack, wish: Parameters, folder: Path) -> dict[str, float]:
    """Cells run here, and the exports made here: no kernel, no fork, no limits, no manifest."""
    import IPython.display

    clock, screen, executed = Clock(), Screen(), []
    ordinary, IPython.display.display = IPython.display.display, screen.display
    try:
        with clock.part("notebooks"):
            for path in packs.notebook_paths(workspace, pack):
                executed.append((path, run_cells(path, wish, screen)))
    finally:
        IPython.display.display = ordinary
    with clock.part("assembly"):
        notebook = assembled(workspace, pack, wish, executed)
    for format in pack.formats:
        with clock.part(format):
            exporting.write(format, notebook, folder / FILES[format])
    return clock.parts


def main() -> None:
    way, order = sys.argv[1], json.loads(Path(sys.argv[2]).read_text("utf-8"))
    workspace = Workspace(Path(order["workspace"]))
    execution.warm(workspace)
    exporting.warm()
    briefing.ready(order["period"], workspace=order["workspace"])
    if way == "api":
        for name in ("papermill", "nbconvert", "analysis.rendering.workbook"):
            importlib.import_module(name)
        weasyprint_is_there()
    pack = packs.find(workspace, order["pack"])
    make = {"api": api, "floor": floor}[way]
    seconds, parts = [], []
    for unit in order["units"]:
        given = {"period": order["period"], "lang": order["lang"]} | ({"unit": unit} if unit else {})
        folder = Path(order["folder"]) / (unit or "nation")
        folder.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        found = make(workspace, pack, validate(given), folder)
        seconds.append(time.perf_counter() - began)
        parts.append(found)
    if len(seconds) > 1:  # the first pays for what is loaded late
        seconds, parts = seconds[1:], parts[1:]
    print(json.dumps({"seconds": seconds, "parts": parts}))
    sys.stdout.flush()
    os._exit(0)  # Typst's threads and the kernel's are not waited for


if __name__ == "__main__":
    main()
