"""Findings as asset checks: what is wrong with our own data stops the packs, what a document contradicts warns."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from ..checks.findings import Finding, Severity
from ..errors import BriefingError, DocumentError
from ..office import load as load_office
from ..paths import Workspace
from ..tables.view import View
from .reading import documents, figures, markdown, tables
from .resources import WorkspaceResource

_LISTED = 100  # findings shown with one check
NAMES = {
    Severity.ERROR: "no_errors",
    Severity.DISCREPANCY: "no_discrepancies",
    Severity.ROUNDING: "no_roundings",
    Severity.BREAK: "no_breaks",
    Severity.GAP: "no_gaps",
}
_MEANT = {
    Severity.ERROR: "Our own data are right. If not, no pack is made.",
    Severity.DISCREPANCY: "No document contradicts itself or another.",
    Severity.ROUNDING: "No stated share is only roughly what follows from the figures.",
    Severity.BREAK: "No two figures look alike that cannot be compared.",
    Severity.GAP: "Nothing is missing that should be there.",
}


@dg.asset_check(asset=documents, description="Every document in the folder of documents has sheets.")
def taken_up(workspace: WorkspaceResource) -> dg.AssetCheckResult:
    """Warns of files in the folder of documents that no sheets were made from."""
    from ..reading.recognise import READERS, recognise
    from ..reading.sheets import load

    place: Workspace = workspace.open()
    if not place.documents.is_dir():
        return dg.AssetCheckResult(passed=True, metadata={"folder": "There is no folder of documents."})
    try:
        found = recognise(place.documents, load(place, allow_draft=True))
    except BriefingError as error:
        return _warning(error)
    unknown = [path.name for path in found.unknown if path.suffix.lower() in READERS]
    unreadable = [f"{path.name}: {why}" for path, why in found.unreadable.items()]
    return dg.AssetCheckResult(
        passed=not unknown and not unreadable,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "without sheets": unknown,
            "cannot be read": unreadable,
            **({"to do": "briefing draft FILE, then review the draft (docs/new-document.md)"} if unknown else {}),
        },
    )


@dg.asset_check(asset=figures, description="Every figure stands in its document where its sheet says.")
def verified(workspace: WorkspaceResource) -> dg.AssetCheckResult:
    """Fails when a figure is not found in its document; warns when a document is not at hand or has changed."""
    from ..reading.sheets import load
    from ..reading.verification import Status, TextState, verify

    place: Workspace = workspace.open()
    try:
        report = verify(place, load(place))
    except DocumentError as error:
        return _warning(error)
    absent = [document.id for document in report.documents if document.text is TextState.ABSENT]
    changed = [document.id for document in report.documents if document.text is TextState.CHANGED]
    problems = [problem.describe() for problem in report.problems]
    return dg.AssetCheckResult(
        passed=not problems and not absent and not changed,
        severity=dg.AssetCheckSeverity.ERROR if problems else dg.AssetCheckSeverity.WARN,
        metadata={
            "found": report.counts[Status.FOUND],
            "not found": len(problems),
            "problems": dg.MetadataValue.md("\n".join(f"- {problem}" for problem in problems[:_LISTED])),
            "not at hand": absent,
            "another text than recorded": changed,
        },
    )


def _warning(error: BriefingError) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=False,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"told": dg.MetadataValue.md(f"```\n{error.describe()}\n```")},
    )


@dg.multi_asset_check(
    specs=[
        dg.AssetCheckSpec(name, asset=tables, description=_MEANT[severity], blocking=severity is Severity.ERROR)
        for severity, name in NAMES.items()
    ]
)
def findings(workspace: WorkspaceResource) -> Iterator[dg.AssetCheckResult]:
    """What `briefing check` reports of all that is known now, by severity."""
    from ..checks import run
    from ..tables.store import Store

    place: Workspace = workspace.open()
    lang = load_office(place).lang
    store = Store.open(place)
    view = store.view(None, lang)
    found = run(view)
    for severity, name in NAMES.items():
        of_it = [finding for finding in found if finding.severity is severity]
        rows = [_row(finding, view, lang) for finding in of_it[:_LISTED]]
        yield dg.AssetCheckResult(
            check_name=name,
            asset_key=tables.key,
            passed=not of_it,
            severity=dg.AssetCheckSeverity.ERROR if severity is Severity.ERROR else dg.AssetCheckSeverity.WARN,
            metadata={
                "period": str(view.period),
                "findings": len(of_it),
                "list": markdown(("document", "where", "finding"), rows),
            },
        )


def _row(finding: Finding, view: View, lang: str) -> tuple[str, str, str]:
    return view.document(finding.document).number, finding.locator or "", finding.message(lang)
