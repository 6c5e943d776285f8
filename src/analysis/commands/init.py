"""briefing init"""

from __future__ import annotations

import shlex
from pathlib import Path

from ..publishing.workspaces import Identity, init
from .output import out, plural


def run(folder: Path, identity: Identity) -> int:
    """Makes a workspace of an office's own and says what to do next."""
    made = init(folder, identity)
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
        console.print(f"  briefing --workspace {shlex.quote(str(made.folder))} {line}", soft_wrap=True)
    return 0
