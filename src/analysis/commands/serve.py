"""briefing serve"""

from __future__ import annotations

from ..paths import Workspace
from ..publishing.serve import Served, serve
from .output import out


def run(workspace: Workspace, port: int) -> int:
    """Shows the site on this machine until it is interrupted."""
    console = out()

    def started(served: Served) -> None:
        console.print(f"{workspace.site}\nshown at {served.url} to this machine only; Ctrl-C ends it.")

    serve(workspace.site, port, started)
    console.print("Ended.")
    return 0
