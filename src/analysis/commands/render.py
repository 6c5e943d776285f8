"""briefing render: passes its options on; the work and the checks of them are in `analysis.rendering`."""

from __future__ import annotations

from ..paths import Workspace
from ..rendering.command import Options, render
from .output import out


def run(
    workspace: Workspace,
    pack: str,
    periods: list[str],
    units: list[str],
    lang: str,
    formats: str | None,
    options: Options,
) -> int:
    """Renders the packs and returns the exit code; raises UsageErrors before any work begins."""
    wanted = formats.split(",") if formats is not None else None
    return render(workspace, pack, periods, units, lang, wanted, options, out())
