"""briefing render: passes its options on; the work and the checks of them are in `analysis.rendering`."""

from __future__ import annotations

from ..paths import Workspace
from ..rendering.command import render
from ..vocabulary.agencies import find
from .output import out

ALL_UNITS = "all"


def run(
    workspace: Workspace,
    pack: str,
    periods: list[str],
    unit: str | None,
    lang: str,
    formats: str | None,
    jobs: int | None,
) -> int:
    """Renders the packs and returns the exit code; raises UsageErrors before any work begins."""
    return render(
        workspace,
        pack=pack,
        periods=periods,
        unit=unit if unit is None or unit == ALL_UNITS else find(unit).id,
        lang=lang,
        formats=formats.split(",") if formats is not None else None,
        jobs=jobs,
        console=out(),
    )
