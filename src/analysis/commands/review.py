"""briefing review"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import webbrowser
from contextlib import suppress
from pathlib import Path

from ..errors import DataError, DocumentError
from ..paths import Workspace
from ..reading.coverage import account, unaccounted
from ..reading.files import read_file
from ..reading.mentions import read_mentions
from ..reading.problems import Problem, SheetError
from ..reading.recognise import identify
from ..reading.review import review_page
from ..reading.rows import DocumentSheet, Proposal
from ..reading.sheets import proposals, read_sheets
from ..reading.text import checksum, parse
from ..reading.verification import check_entry, entries
from .output import err, out, plural

_NAME = re.compile(r"[^0-9A-Za-zÀ-ỹđĐ._-]+")


def run(workspace: Workspace, file: Path, opened: bool, lang: str) -> int:
    """Writes the review page of a document, whose sheet (drafts too) is found by what stands in it.

    1 when a row of its sheet is not found in the text or has a mistake; the page is made all the same.
    """
    text = read_file(file)
    sheets, found = _sheets(workspace)
    identity = identify(text, sheets, file)
    sheet = next((sheet for sheet in sheets if identity is not None and sheet.id == identity.id), None)
    problems = [problem for problem in found if sheet is None or f"/{sheet.id}/" in problem.where.file]
    proposed, more = _proposals(sheet)
    problems += more
    document = parse(text)
    mentions = read_mentions(document, sheet.issued if sheet else None)
    verified = [check_entry(document, entry) for entry in entries(sheet)] if sheet else []
    accounted = account(document, sheet, mentions, verified)
    lost = [one for one in verified if not one.ok]
    page = review_page(
        document, mentions, accounted, sheet, proposed, lang=lang, file=file.name,
        same_text=checksum(text) == sheet.sha256 if sheet else None, lost=lost, problems=problems,
    )  # fmt: skip
    target = workspace.review / f"{sheet.id if sheet else _NAME.sub('-', file.stem).strip('-.') or 'document'}.html"
    write(target, page)
    _tell(target, sheet, len(accounted), len(unaccounted(accounted)))
    for one in lost:
        err().print(one.describe(), soft_wrap=True)
    for problem in problems:
        err().print(problem.describe(), soft_wrap=True)
    if opened and has_display():
        webbrowser.open(target.as_uri())
    return 1 if lost or problems else 0


def write(target: Path, page: str) -> None:
    """The page appears whole or not at all, in a folder that git passes over: it holds a document's text.

    Raises DocumentError when the folder cannot be written to.
    """
    name = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        ignored = target.parent / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", encoding="utf-8")
        descriptor, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=".html", dir=target.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="\n") as stream:
            stream.write(page)
        Path(name).replace(target)
    except OSError as error:
        if name is not None:
            with suppress(OSError):
                Path(name).unlink()
        raise DocumentError(
            "The review page cannot be written.", where=target, found=error.strerror or str(error),
            hint="free space, mend the folder, or name another workspace with --workspace",
        ) from error  # fmt: skip


def has_display() -> bool:
    """Whether a browser could be shown to a person here."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _sheets(workspace: Workspace) -> tuple[tuple[DocumentSheet, ...], list[Problem]]:
    try:
        sheets, problems = read_sheets(workspace)
    except DataError:  # no sheets at all: everything is unaccounted for
        return (), []
    return sheets.documents, list(problems)


def _proposals(sheet: DocumentSheet | None) -> tuple[dict[str, Proposal], list[Problem]]:
    if sheet is None:
        return {}, []
    try:
        return dict(proposals(sheet)), []
    except SheetError as error:
        return {}, list(error.problems)


def _tell(target: Path, sheet: DocumentSheet | None, all_of_them: int, left: int) -> None:
    console = out()
    console.print(str(target), soft_wrap=True)
    of = f"{sheet.id} ({sheet.status})" if sheet else "No sheet is known by this document"
    state = f"{left} unaccounted for" if left else "none unaccounted for"
    console.print(f"{of}: {plural(all_of_them, 'mention')}, {state}.")
