"""Definitions for Dagster, for offices that have an orchestrator (the extra `orchestrate`).

    dagster dev -m analysis.orchestration

The assets are the project's own line: documents → figures → tables → packs → site. Whatever is made is made by
`briefing`, as by hand or from a timer. docs/orchestrator.md says how to use them.
"""

from ..paths import Workspace
from .definitions import definitions

__all__ = ["definitions", "defs"]

defs = definitions(Workspace.find())
