"""The assets before the packs: documents → figures → tables, read and built in the step itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dagster as dg

from ..errors import BriefingError
from ..paths import Workspace
from . import months
from .resources import WorkspaceResource

GROUP = "tables"
_ROWS = ("figures", "tasks", "databases", "directives", "groups")


def markdown(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Any:
    """A table as Dagster shows it."""
    def line(cells: Sequence[object]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return dg.MetadataValue.md("\n".join([line(head), line(["---"] * len(head)), *map(line, rows)]))


def told(error: BriefingError) -> dg.Failure:
    """A fault of the data as a failure that says everything, and that is not tried again: it would not go away."""
    return dg.Failure(
        description=error.message,
        metadata={"told": dg.MetadataValue.md(f"```\n{error.describe()}\n```")},
        allow_retries=False,
    )


@dg.asset(group_name=GROUP, kinds={"document"})
def documents(workspace: WorkspaceResource) -> dg.MaterializeResult:
    """The documents that have sheets in `data/raw`, and the folder of documents at hand."""
    place: Workspace = workspace.open()
    found = months.known(place)
    if not found:
        raise dg.Failure(
            description="There are no documents with sheets.",
            metadata={"looked in": dg.MetadataValue.path(str(place.raw)), "to do": "briefing draft FILE"},
            allow_retries=False,
        )
    return dg.MaterializeResult(
        data_version=dg.DataVersion(months.shortened(document.digest for document in found)),
        metadata={
            "documents": len(found),
            "list": markdown(("document", "month", "status"), [
                (document.id, document.month or "not readable", "draft" if document.draft else "reviewed")
                for document in found
            ]),
            "folder": dg.MetadataValue.path(str(place.documents)),
        },
    )  # fmt: skip


@dg.asset(deps=[documents], group_name=GROUP, kinds={"csv"})
def figures(workspace: WorkspaceResource) -> dg.MaterializeResult:
    """The sheets, read strictly: every figure as its document states it, with the place where it stands."""
    from ..reading.sheets import load

    place: Workspace = workspace.open()
    digest = months.shortened(document.digest for document in months.known(place))
    try:
        sheets = load(place)
    except BriefingError as error:
        raise told(error) from error
    rows = [(sheet.id, *(len(getattr(sheet, kind)) for kind in _ROWS)) for sheet in sheets]
    return dg.MaterializeResult(
        data_version=dg.DataVersion(digest),
        metadata={
            "figures": sum(len(sheet.figures) for sheet in sheets),
            "rows": markdown(("document", *_ROWS), rows),
        },
    )


@dg.asset(deps=[figures], group_name=GROUP, kinds={"parquet", "csv"})
def tables(workspace: WorkspaceResource) -> dg.MaterializeResult:
    """Typed, keyed tables in `data/processed`, checked against their schemas."""
    from ..tables import files
    from ..tables.build import build

    place: Workspace = workspace.open()
    try:
        report = build(place)
    except BriefingError as error:
        raise told(error) from error
    written = (files.manifest(place.processed) or {}).get("files", {})
    return dg.MaterializeResult(
        data_version=dg.DataVersion(months.shortened(f"{name} {sum}" for name, sum in sorted(written.items()))),
        metadata={
            "rows": markdown(("table", "rows"), list(report.rows.items())),
            "changed": report.changed,
            "dagster/row_count": sum(report.rows.values()),
            "folder": dg.MetadataValue.path(str(place.processed)),
        },
    )
