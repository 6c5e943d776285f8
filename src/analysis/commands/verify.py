"""briefing verify"""

from __future__ import annotations

from ..paths import DOCUMENTS_VARIABLE, Workspace
from ..reading.sheets import load
from ..reading.verification import Status, TextState, VerificationReport, verify
from .output import err, out, plural, table

_TEXTS = {TextState.SAME: "as recorded", TextState.CHANGED: "changed", TextState.ABSENT: "not at hand"}


def run(workspace: Workspace) -> int:
    """Looks for every token in its document; 1 when one is not found, ambiguous or not looked for."""
    sheets = load(workspace)
    report = verify(workspace, sheets.documents)
    _show(report)
    return 0 if all(entry.ok for entry in report.entries) else 1


def _show(report: VerificationReport) -> None:
    console, errors = out(), err()
    rows = table(
        "document",
        "text",
        "found",
        "not found",
        "ambiguous",
        "not looked for",
        right=("found", "not found", "ambiguous", "not looked for"),
    )
    for document in report.documents:
        counts = document.counts
        rows.add_row(
            document.id,
            _TEXTS[document.text],
            *(
                str(counts[status])
                for status in (Status.FOUND, Status.NOT_FOUND, Status.AMBIGUOUS, Status.DOCUMENT_ABSENT)
            ),
        )
    console.print(f"Documents in {report.folder}:")
    console.print(rows)
    for problem in report.problems:
        errors.print(problem.describe(), soft_wrap=True)
    for reason in report.unreadable:
        errors.print(f"A file cannot be read: {reason}", soft_wrap=True)
    for document in report.documents:
        if document.text is TextState.ABSENT:
            errors.print(
                f"{document.id} is not at hand: looked for {document.looked_for or 'its text'}. Put its text "
                f"into {report.folder} under any name, or name its folder in {DOCUMENTS_VARIABLE}.",
                soft_wrap=True,
            )
        elif document.text is TextState.CHANGED:
            errors.print(
                f"{document.id}: the text differs from the one the sheets were made from.", soft_wrap=True
            )
    counts = report.counts
    if all(entry.ok for entry in report.entries):
        console.print(f"All {len(report.entries)} places found.")
        return
    console.print(
        f"{plural(counts[Status.FOUND], 'place')} found, {counts[Status.NOT_FOUND]} not found, "
        f"{counts[Status.AMBIGUOUS]} ambiguous, {counts[Status.DOCUMENT_ABSENT]} not looked for."
    )
