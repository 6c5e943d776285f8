"""What every asset is given: the workspace."""

from __future__ import annotations

import dagster as dg

from ..paths import Workspace


class WorkspaceResource(dg.ConfigurableResource):
    """The folder that holds data/, notebooks/ and reports/. Empty: as `briefing` without `--workspace`."""

    root: str = ""

    def open(self) -> Workspace:
        """The workspace that `root` names."""
        return Workspace.find(self.root or None)
