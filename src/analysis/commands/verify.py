"""briefing verify"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..paths import DOCUMENTS_VARIABLE, Workspace
from ..reading.coverage import Accounted, Counts, account, count, unaccounted
from ..reading.mentions import read_mentions
from ..reading.rows import DocumentSheet
from ..reading.sheets import load
from ..reading.verification import DocumentVerification, Status, TextState, VerificationReport, verify
from .output import err, out, plural, print_json, table

_TEXTS = {TextState.SAME: "as recorded", TextState.CHANGED: "changed", TextState.ABSENT: "not at hand"}
_STATUSES = (Status.FOUND, Status.NOT_FOUND, Status.AMBIGUOUS, Status.DOCUMENT_ABSENT)
_LISTED = 20  # unaccounted mentions of one document; of more, only how many

Coverage = Mapping[str, tuple[Accounted, ...]]  # by document; only of those at hand


def run(workspace: Workspace, as_json: bool) -> int:
    """Looks for every token in its document, and for what of each document no sheet accounts for.

    1 when a token is not found, ambiguous or not looked for, or when something in a reviewed document is
    unaccounted for. A draft may leave things open.
    """
    sheets = load(workspace, allow_draft=True)
    known = {sheet.id: sheet for sheet in sheets}
    report = verify(workspace, sheets.documents)
    coverage = {
        document.id: cover(document, known[document.id])
        for document in report.documents
        if document.document is not None
    }
    overlooked = [id for id, accounted in coverage.items() if unaccounted(accounted) and not known[id].draft]
    if as_json:
        print_json(_record(report, coverage, known))
    else:
        _show_places(report)
        _show_coverage(coverage, known, overlooked)
    return 0 if all(entry.ok for entry in report.entries) and not overlooked else 1


def cover(document: DocumentVerification, sheet: DocumentSheet) -> tuple[Accounted, ...]:
    """What became of the mentions of a document at hand; nothing of one that is not."""
    if document.document is None:
        return ()
    mentions = read_mentions(document.document, sheet.issued)
    return account(document.document, sheet, mentions, document.entries)


def _show_places(report: VerificationReport) -> None:
    console, errors = out(), err()
    numbers = ("found", "not found", "ambiguous", "not looked for")
    rows = table("document", "text", *numbers, right=numbers)
    for document in report.documents:
        counts = document.counts
        rows.add_row(document.id, _TEXTS[document.text], *(str(counts[status]) for status in _STATUSES))
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
    else:
        console.print(
            f"{plural(counts[Status.FOUND], 'place')} found, {counts[Status.NOT_FOUND]} not found, "
            f"{counts[Status.AMBIGUOUS]} ambiguous, {counts[Status.DOCUMENT_ABSENT]} not looked for."
        )


def _show_coverage(coverage: Coverage, known: Mapping[str, DocumentSheet], overlooked: list[str]) -> None:
    if not coverage:
        return
    console, errors = out(), err()
    numbers = ("mentions", "in the sheet", "set aside", "of these by rule", "unaccounted")
    rows = table("document", "sheet", *numbers, right=numbers)
    for id, accounted in coverage.items():
        rows.add_row(id, known[id].status, *(str(number) for number in _numbers(count(accounted))))
    console.print()
    console.print("What became of the mentions in the documents at hand:")
    console.print(rows)
    for id, accounted in coverage.items():
        left = unaccounted(accounted)
        for mention in left[:_LISTED]:
            token = " ".join(mention.text.split())
            errors.print(f"{id}: {mention.kind} “{token}” at {mention.locator}: unaccounted for", soft_wrap=True)
        if len(left) > _LISTED:
            errors.print(f"{id}: {len(left) - _LISTED} more unaccounted for")
    if overlooked:
        errors.print(
            f"Something in {', '.join(overlooked)} is neither in the sheet nor set aside. Take it into the sheet, "
            "or give the reason why not in setaside.csv; briefing review FILE shows where it stands.",
            soft_wrap=True,
        )
    elif all(not unaccounted(accounted) for accounted in coverage.values()):
        console.print("Nothing is unaccounted for.")


def _numbers(counts: Counts) -> tuple[int, ...]:
    return counts.mentions, counts.in_sheet, counts.set_aside, counts.by_rule, counts.unaccounted


def _record(report: VerificationReport, coverage: Coverage, known: Mapping[str, DocumentSheet]) -> dict[str, Any]:
    documents = []
    for document in report.documents:
        accounted = coverage.get(document.id)
        counts = count(accounted) if accounted is not None else None
        documents.append(
            {
                "document": document.id,
                "status": known[document.id].status,
                "text": document.text.value,
                "places": {status.value: document.counts[status] for status in _STATUSES},
                "problems": [
                    {
                        "status": entry.status.value,
                        "file": entry.entry.where.file,
                        "row": entry.entry.where.row,
                        "id": entry.entry.id,
                        "token": entry.entry.token,
                        "locator": str(entry.entry.locator),
                        "reason": entry.reason,
                    }
                    for entry in document.entries
                    if entry.status in (Status.NOT_FOUND, Status.AMBIGUOUS)
                ],
                "mentions": counts and dict(zip(_COUNTED, _numbers(counts), strict=True)),
                "unaccounted": None if accounted is None else [
                    {
                        "kind": mention.kind.value,
                        "text": mention.text,
                        "locator": str(mention.locator) if mention.locator else None,
                        "start": mention.start,
                        "end": mention.end,
                    }
                    for mention in unaccounted(accounted)
                ],
            }
        )  # fmt: skip
    return {"documents": documents, "unknown": report.unknown, "unreadable": list(report.unreadable)}


_COUNTED = ("all", "in_sheet", "set_aside", "by_rule", "unaccounted")
