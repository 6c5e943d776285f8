"""briefing draft"""

from __future__ import annotations

import filecmp
import os
import shlex
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ..paths import DOCUMENTS_VARIABLE, Workspace
from ..reading.coverage import account, unaccounted
from ..reading.drafting import Draft, draft
from ..reading.drafting.sheet import rows_of
from ..reading.drafting.writing import write
from ..reading.files import read_file
from ..reading.problems import Problem
from ..reading.rows import DocumentSheet
from ..reading.sheets import read_sheets
from ..vocabulary import agencies
from .output import err, out, plural, table

_SURE, _LIKELY = 0.9, 0.7  # from which confidence on
_PARTS = {
    "number": "its number", "kind": "its kind", "issuer": "who issued it", "issued": "its date", "title": "its title",
}  # fmt: skip


def run(workspace: Workspace, file: Path, replace: bool) -> int:
    """Drafts the sheet of a document into data/raw and tells what a person has to do; 0 when it was written."""
    agencies.use(workspace.raw / agencies.ADDED)
    drafted = draft(read_file(file))
    folder = write(drafted, workspace, replace=replace)
    kept = _keep_document(workspace, file)
    sheet, problems = _read_back(workspace, folder)
    _show(drafted, workspace, folder, sheet)
    for problem in problems:
        err().print(problem.describe(), soft_wrap=True)
    _next_steps(workspace, file, folder, kept)
    return 0


def _read_back(workspace: Workspace, folder: Path) -> tuple[DocumentSheet | None, list[Problem]]:
    """The sheet as its readers will see it; None while the letterhead's date is open."""
    sheets, problems = read_sheets(workspace)
    sheet = next((sheet for sheet in sheets if sheet.folder == folder), None)
    return sheet, [problem for problem in problems if f"/{folder.name}/" in problem.where.file]


def _keep_document(workspace: Workspace, file: Path) -> Path | None:
    """The document in the workspace's own folder of documents, put there when it is not; never over a file.

    None when it could not be put there, or when the folder is one that a variable names: that one is the
    user's.
    """
    folder = workspace.documents
    with suppress(OSError):
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.is_file() and filecmp.cmp(path, file, shallow=False):
                return path
        if os.environ.get(DOCUMENTS_VARIABLE):
            return None
        target = folder / file.name
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".draft-", dir=folder)
        os.close(descriptor)
        try:
            shutil.copyfile(file, name)
            os.link(name, target)  # fails when a file of this name is there
        finally:
            Path(name).unlink()
        return target
    return None


def _show(drafted: Draft, workspace: Workspace, folder: Path, sheet: DocumentSheet | None) -> None:
    console = out()
    head = drafted.letterhead
    console.print(
        f"Draft of {head.number or 'a document without number'}: "
        f"{_inside(folder, workspace)} (status draft; the build refuses it until it is reviewed)",
        soft_wrap=True,
    )
    rows = table("kind", "drafted", "sure", "likely", "unsure", right=("drafted", "sure", "likely", "unsure"))
    for name, confidences in (
        ("figures", [figure.confidence for figure in drafted.figures]),
        ("overdue tasks", [task.confidence for task in drafted.tasks]),
        ("databases", [database.confidence for database in drafted.databases]),
        ("directives", [directive.confidence for directive in drafted.directives]),
        ("listed agencies", [member.confidence for member in drafted.members]),
    ):
        rows.add_row(name, str(len(confidences)), *_spread(confidences))
    console.print(rows)
    for line in _open(drafted, sheet):
        console.print(line, soft_wrap=True)


def _spread(confidences: Sequence[float]) -> tuple[str, str, str]:
    sure = sum(confidence >= _SURE for confidence in confidences)
    likely = sum(_LIKELY <= confidence < _SURE for confidence in confidences)
    return str(sure), str(likely), str(len(confidences) - sure - likely)


def _open(drafted: Draft, sheet: DocumentSheet | None) -> list[str]:
    """What is left for a person, one thing a line."""
    lines = []
    missing = [words for part, words in _PARTS.items() if getattr(drafted.letterhead, part) is None]
    if missing:
        lines.append(f"Open in document.toml: the document does not say {', '.join(missing)}.")
    lost = rows_of(drafted, "x").lost
    lines += [f"Left out, because it cannot be read or found again: {entry}" for entry in lost]
    lines += [f"Left out: {remark}" for remark in drafted.remarks]
    if sheet is not None:
        left = unaccounted(account(drafted.document, sheet, drafted.mentions))
        kinds = Counter(mention.kind.value.replace("_", " ") for mention in left)
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        lines.append(
            f"{plural(len(drafted.mentions), 'mention')}, {len(left)} not yet accounted for"
            + (f" ({told})." if told else ".")
        )
    return lines


def _next_steps(workspace: Workspace, file: Path, folder: Path, kept: Path | None) -> None:
    console = out()
    if kept is None:
        err().print(
            f"The document is not in {workspace.documents}: put it there, so that verify and trace find it.",
            soft_wrap=True,
        )
    console.print("Next:")
    for number, step in enumerate(
        (
            f"briefing review {shlex.quote(str(kept or file))}    (the document beside the draft)",
            f'correct the files in {_inside(folder, workspace)}, then set status = "reviewed" in document.toml',
            "briefing verify, then briefing build",
        ),
        start=1,
    ):
        console.print(f"  {number}. {step}", soft_wrap=True)


def _inside(path: Path, workspace: Workspace) -> str:
    return path.relative_to(workspace.root).as_posix() if path.is_relative_to(workspace.root) else str(path)
