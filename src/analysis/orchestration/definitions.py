"""Everything that Dagster is told: assets, checks, jobs, the schedule, the sensor."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg

from ..office import load as load_office
from ..paths import Workspace
from ..publishing.unattended.asked import wishes
from ..rendering import packs
from . import checks, months, reading, triggers
from .packs import pack_asset, site_asset
from .resources import WorkspaceResource

# One step at a time: rendering itself uses every core.
_EXECUTOR = dg.multiprocess_executor.configured({"max_concurrent": 1})


def definitions(workspace: Workspace) -> dg.Definitions:
    """The definitions of one workspace: an asset for each pack that `briefing run` makes in it.

    Raises DataError when packs.toml or briefing.toml is malformed. Packs and months are looked up when the
    definitions are loaded; a new pack is seen when they are loaded anew.
    """
    today = datetime.now(ZoneInfo(months.ZONE)).date()
    every_month = months.partitions(workspace, today)
    office = load_office(workspace)
    names = dict.fromkeys(wish.pack for wish in wishes(workspace, office, ()))
    made = [pack_asset(packs.find(workspace, name), every_month) for name in names]
    site = [site_asset(made)] if office.run.site else []
    everything = dg.define_asset_job(
        "briefing",
        selection=dg.AssetSelection.all(),
        partitions_def=every_month,
        executor_def=_EXECUTOR,
        description="Everything for one month: read, build, check, render, site.",
    )
    taking_in = dg.define_asset_job(
        "reading",
        selection=dg.AssetSelection.assets(reading.documents, reading.figures),
        executor_def=_EXECUTOR,
        description="Which documents have no sheets yet, and whether every figure stands in its document.",
    )
    return dg.Definitions(
        assets=[reading.documents, reading.figures, reading.tables, *made, *site],
        asset_checks=[checks.taken_up, checks.verified, checks.findings],
        jobs=[everything, taking_in],
        schedules=[triggers.schedule(everything, [asset.key for asset in made], workspace)],
        sensors=[triggers.new_document(everything, taking_in)],
        resources={"workspace": WorkspaceResource(root=str(workspace.root))},
    )
