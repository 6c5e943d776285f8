"""briefing demo"""

from __future__ import annotations

import shlex
from pathlib import Path

from ..demo import make
from ..paths import Workspace, shipped_notebooks
from .output import out, plural


def run(workspace: Workspace, agencies: int, seed: int, to: Path | None) -> int:
    """Makes the workspace of a synthetic nation and says what it holds and what to do next."""
    folder = (to or workspace.root / "build" / f"demo-{agencies}-{seed}").expanduser().resolve()
    notebooks = workspace.notebooks
    if not any(notebooks.glob("*.ipynb")):  # an installed program, where there is no workspace yet
        notebooks = next((path.parent for path in shipped_notebooks()), notebooks)
    made = make(agencies, seed, folder, notebooks, workspace.root / "packs.toml")
    documents = sum(name.endswith("document.toml") for name in made.demo.files)
    console = out()
    console.print(f"Made a synthetic nation in {folder}: every agency's figures are invented, and every page says so.")
    console.print(
        f"  {plural(agencies, 'agency', 'agencies')}, {plural(documents, 'document')}, "
        f"{plural(made.demo.figures, 'figure')}, {plural(made.notebooks, 'notebook')}"
    )
    console.print("Next:")
    program = f"briefing --workspace {shlex.quote(str(folder))}"
    console.print(f"  {program} build", soft_wrap=True)
    console.print(f"  {program} render --pack agency --unit all", soft_wrap=True)
    return 0
