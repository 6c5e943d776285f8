"""The assets that `briefing` makes: each declared pack, by month, and the site."""

# Annotations are not postponed here: Dagster reads that of `config` from the function as it stands.

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg
from pydantic import Field

from ..office import PackWish
from ..office import load as load_office
from ..paths import Workspace
from ..publishing.unattended.asked import wishes
from ..rendering.packs import Pack
from ..rendering.runs import journal
from ..vocabulary.periods import Period
from . import program
from .reading import tables
from .resources import WorkspaceResource

# A pack may fail for want of memory, or since another run holds it; what was made stands, so trying again is cheap.
RETRIES = dg.RetryPolicy(max_retries=2, delay=60, backoff=dg.Backoff.EXPONENTIAL)


class PackSettings(dg.Config):
    """How a month's packs are made. Left empty: as `briefing run` makes them, which briefing.toml may say ([run])."""

    langs: list[str] = Field(default=[], description="vi, en")
    units: list[str] = Field(default=[], description="Agencies by id, or all; only of packs made for agencies.")
    formats: list[str] = Field(default=[], description="html, pdf, xlsx")
    quarter: bool = Field(default=False, description="Make the pack of the quarter, too, that the month belongs to.")
    force: bool = Field(default=False, description="Make packs that nothing has changed for, too.")


def pack_asset(pack: Pack, months: dg.PartitionsDefinition) -> dg.AssetsDefinition:
    """The asset of one declared pack: for a month, the pack of the nation or those of the agencies."""

    @dg.asset(
        key=["packs", pack.name],
        deps=[tables],
        partitions_def=months,
        group_name="packs",
        kinds={"jupyter", *pack.formats},
        retry_policy=RETRIES,
        description=f"{pack.title.vi} ({pack.title.en}): {', '.join(pack.formats)}, in `reports/`.",
    )
    def made(
        context: dg.AssetExecutionContext, config: PackSettings, workspace: WorkspaceResource
    ) -> dg.MaterializeResult:
        place: Workspace = workspace.open()
        counts = dict.fromkeys(journal.STATUSES, 0)
        for options in orders(place, pack, context.partition_key, config):
            finished = program.run(context.log, place, "render", *options)
            run = _run_of(place, finished.pid)
            if finished.code:
                raise program.failure(f"The pack {pack.name} was not made in full", finished, **_told(run))
            for status, number in (run.counts if run else {}).items():
                counts[status] += number
        return dg.MaterializeResult(
            metadata={**counts, "folder": dg.MetadataValue.path(str(place.reports / context.partition_key))}
        )

    return made


def orders(workspace: Workspace, pack: Pack, month: str, config: PackSettings) -> Iterator[list[str]]:
    """The options of `briefing render`, once for each language of a month's packs."""
    for wish in wishes(workspace, load_office(workspace), (pack.name,)):
        for lang in config.langs or wish.lang:
            yield _options(wish, pack, lang, month, config)


def _options(wish: PackWish, pack: Pack, lang: str, month: str, config: PackSettings) -> list[str]:
    options = ["--pack", pack.name, "--lang", lang, "--period", month]
    if config.quarter:
        options += ["--period", str(quarter_of(Period.parse(month)))]
    if pack.of_agencies:
        options += [word for unit in config.units or wish.units for word in ("--unit", unit)]
    if formats := config.formats or wish.formats:
        options += ["--format", ",".join(formats)]
    return [*options, "--force"] if config.force else options


def quarter_of(month: Period) -> Period:
    """The quarter that a month belongs to."""
    return Period(month.year, quarter=(month.end.month + 2) // 3)


def _run_of(workspace: Workspace, pid: int) -> journal.Run | None:
    """The journal that a process has left; None when it stopped before it began one."""
    for folder in sorted((workspace.reports / journal.FOLDER).glob("*"), reverse=True):
        run = journal.read(folder)
        if run is not None and run.asked.get("pid") == pid:
            return run
    return None


def _told(run: journal.Run | None) -> dict[str, Any]:
    """What a run came to, and where it is told."""
    if run is None:
        return {}
    return {**run.counts, "report": dg.MetadataValue.path(str(run.folder / "run.html"))}


def site_asset(packs: Sequence[dg.AssetsDefinition]) -> dg.AssetsDefinition:
    """The asset of the site, which shows the packs of all months."""

    @dg.asset(deps=packs, group_name="site", kinds={"html"}, retry_policy=RETRIES)
    def site(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> dg.MaterializeResult:
        """The static site in `reports/site`; only pages whose content has changed are written anew."""
        place: Workspace = workspace.open()
        finished = program.run(context.log, place, "site")
        if finished.code:
            raise program.failure("The site was not built", finished)
        return dg.MaterializeResult(
            metadata={
                "start page": dg.MetadataValue.path(str(place.site / "index.html")),
                "pages": sum(1 for _ in place.site.rglob("*.html")),
            }
        )

    return site
