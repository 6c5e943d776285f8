"""briefing init"""

from __future__ import annotations

from pathlib import Path

from ..paths import Workspace
from ..publishing.workspaces import Identity, init
from .output import out, plural


def run(workspace: Workspace, folder: Path, identity: Identity) -> int:
    """Makes a workspace of an office's own, with the notebooks of the present one, and says what to do next."""
    made = init(folder, workspace, identity)
    console = out()
    console.print(
        f"Made a workspace in {made.folder}: {plural(made.notebooks, 'notebook')}, no documents yet.",
        soft_wrap=True,
    )
    console.print("Next:")
    for line in (
        "draft FILE        a sheet for the first document; review it, then set its status to reviewed",
        "build             the tables",
        "render            the pack",
        "run               all of it at once, with the site; briefing.toml says what, when and who is told",
    ):
        console.print(f"  briefing --workspace {made.folder} {line}", soft_wrap=True)
    return 0
