"""The raw sheets: data/raw/<document>/ read strictly into typed rows that remember where they stand.

Every problem of every file is collected; one SheetError tells them all. Nothing is corrected or guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from ..errors import DataError
from ..paths import Workspace
from ..vocabulary.agencies import ADDED, use
from ..vocabulary.locators import Locator
from ..vocabulary.periods import Period
from .document_settings import DRAFT, KINDS, REVIEWED, SETTINGS, STATUSES, is_draft, read_document
from .problems import Problem, Problems, SheetError, Where
from .records import Record, Settings, nearest, read_csv, read_toml
from .row_readers import (
    DATABASE_LISTS,
    RECURRENCES,
    Of,
    database,
    directive,
    figure,
    group,
    set_aside,
    task,
)
from .rows import (
    DatabaseRow,
    DirectiveRow,
    DocumentSheet,
    FigureRow,
    GroupRow,
    Proposal,
    SetAsideRow,
    Sheets,
    TaskRow,
)

__all__ = [
    "COLUMNS", "DATABASE_LISTS", "DRAFT", "KINDS", "PROPOSALS", "PROPOSAL_COLUMNS", "RECURRENCES", "REVIEWED",
    "SETTINGS", "STATUSES", "DatabaseRow", "DirectiveRow", "DocumentSheet", "FigureRow", "GroupRow", "Problem",
    "Proposal", "SetAsideRow", "SheetError", "Sheets", "TaskRow", "Where", "load", "proposals", "read_sheets",
    "sheet_folders",
]  # fmt: skip

COLUMNS: dict[str, tuple[str, ...]] = {
    "figures.csv": ("id", "indicator", "agency", "dimensions", "series", "token", "as_of", "locator",
                    "occurrence", "note"),
    "tasks.csv": ("id", "number", "title_vi", "title_en", "agency", "assigned_by", "due", "locator"),
    "databases.csv": ("id", "list", "number", "agency", "name_vi", "name_en", "token", "locator"),
    "directives.csv": ("id", "item", "lead", "partners", "title_vi", "title_en", "deadline", "recurrence",
                       "locator", "occurrence"),
    "groups.csv": ("list", "agency", "as_written", "locator", "occurrence"),
    "setaside.csv": ("kind", "token", "locator", "occurrence", "reason", "note"),
}  # fmt: skip

# What drafting was sure of, row by row: for the reviewer; nothing is built from it.
PROPOSALS = "proposals.csv"
PROPOSAL_COLUMNS = ("id", "confidence", "recipe")

# Read by other stages, or for people only.
_ALSO = ("checks.toml", PROPOSALS)
# Folders of data/raw that hold no sheets.
_NOT_SHEETS = frozenset({"documents"})

Row = TypeVar("Row", FigureRow, TaskRow, DatabaseRow, DirectiveRow, GroupRow, SetAsideRow)


def load(workspace: Workspace, *, allow_draft: bool = False) -> Sheets:
    """Reads every folder of data/raw that holds sheets.

    The agencies that the workspace adds (data/raw/agencies.csv) come into force. Raises SheetError with all
    problems (a draft is one unless `allow_draft`), DataError when there are no sheets at all or the added
    agencies are wrong. In a draft, titles and whoever is responsible may still be empty.
    """
    sheets, problems = _read(workspace, allow_draft)
    problems.stop()
    return sheets


def read_sheets(workspace: Workspace) -> tuple[Sheets, tuple[Problem, ...]]:
    """What can be read of the sheets, drafts included, and every problem: for looking at work in progress.

    A row with a problem is left out, a document whose settings have one too. Raises DataError when there
    are no sheets at all.
    """
    sheets, problems = _read(workspace, allow_draft=True)
    return sheets, tuple(problems.found)


def _read(workspace: Workspace, allow_draft: bool) -> tuple[Sheets, Problems]:
    folders = sheet_folders(workspace)
    if not folders:
        raise DataError(
            "There are no sheets.", where=workspace.raw, expected=f"one folder a document with a {SETTINGS}",
            hint="briefing draft FILE drafts the first; or name another workspace with --workspace",
        )
    use(workspace.raw / ADDED)
    problems = Problems()
    sheets = [_read_folder(folder, workspace.root, problems) for folder in folders]
    found = [sheet for sheet in sheets if sheet is not None]
    _check_ids(found, problems)
    _check_documents(found, problems, allow_draft)
    ordered = sorted((sheet for sheet, _ in found), key=lambda sheet: (sheet.issued, sheet.id))
    return Sheets(tuple(ordered)), problems


def sheet_folders(workspace: Workspace) -> list[Path]:
    """The folders of data/raw that hold sheets, sorted by name."""
    if not workspace.raw.is_dir():
        return []
    return [
        folder for folder in sorted(workspace.raw.iterdir())
        if folder.is_dir() and folder.name not in _NOT_SHEETS and folder.name[0] not in "._"
        and any(path.suffix in (".csv", ".toml") for path in folder.iterdir())
    ]


def proposals(sheet: DocumentSheet) -> Mapping[str, Proposal]:
    """What drafting was sure of, by the id of the row; empty where the sheet was not drafted.

    Raises SheetError when the file is malformed.
    """
    path = sheet.folder / PROPOSALS
    problems = Problems()
    found: dict[str, Proposal] = {}
    if path.is_file():
        for record in read_csv(path, f"{sheet.folder.name}/{PROPOSALS}", PROPOSAL_COLUMNS, problems):
            confidence = record.read("confidence", float)
            if confidence is not None and not 0 <= confidence <= 1:
                record.problem("confidence", "This is not a confidence.", expected="a number from 0 to 1",
                               found=record["confidence"])
            found[record.required("id")] = Proposal(confidence or 0.0, record["recipe"])
    problems.stop()
    return found


def _read_folder(folder: Path, root: Path, problems: Problems) -> tuple[DocumentSheet, Settings] | None:
    known = (SETTINGS, *COLUMNS, *_ALSO)
    for path in sorted(folder.iterdir()):
        if path.suffix in (".csv", ".toml") and path.name not in known:
            problems.add(Where(_name(path, root), 1), "", "No sheet has this name.",
                         expected=", ".join(known), hint=nearest(path.name, known))
    path = folder / SETTINGS
    if not path.is_file():
        problems.add(Where(_name(path, root), 1), "", f"This folder has no {SETTINGS}.",
                     hint="describe the document in it: id, key, number, issuer, dates, title, letterhead")
        settings = None
    else:
        settings = read_toml(path, _name(path, root), problems)
    sheet = read_document(folder, settings, problems) if settings else None
    of = Of(
        key=sheet.key if sheet else None,
        as_of=(sheet.as_of, sheet.as_of_precision) if sheet else (date.max, "day"),
        issued=sheet.issued if sheet else Period(2000).end,
        draft=is_draft(settings),
    )

    def rows(name: str, read: Callable[[Record, Of], Row]) -> tuple[Row, ...]:
        path = folder / name
        if not path.is_file():
            return ()
        read_rows = []
        for record in read_csv(path, _name(path, root), COLUMNS[name], problems):
            before = len(problems)
            row = read(record, of)
            if len(problems) == before:
                read_rows.append(row)
        return tuple(read_rows)

    tables = {
        "figures": rows("figures.csv", figure),
        "tasks": rows("tasks.csv", task),
        "databases": rows("databases.csv", database),
        "directives": rows("directives.csv", directive),
        "groups": rows("groups.csv", group),
        "set_aside": rows("setaside.csv", set_aside),
    }
    if sheet is None or settings is None:
        return None
    return DocumentSheet(**{**vars(sheet), **tables}), settings


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _check_ids(found: Sequence[tuple[DocumentSheet, Settings]], problems: Problems) -> None:
    """An id names one row of all documents, and an agency stands once in a list."""
    taken: dict[str, Where] = {}
    for sheet, _ in found:
        rows: list[tuple[str, Where]] = []
        for table in (sheet.figures, sheet.tasks, sheet.databases, sheet.directives):
            rows.extend((row.id, row.where) for row in table)
        for id, where in rows:
            if taken.setdefault(id, where) is not where:
                problems.add(where, "id", "This id stands twice.", found=id, expected="an id of its own",
                             hint=f"it stands at {taken[id]} too")
        listed: dict[tuple[str, str, Locator, int | None], Where] = {}
        for member in sheet.groups:
            entry = (member.list, member.agency, member.locator, member.occurrence)
            if listed.setdefault(entry, member.where) is not member.where:
                problems.add(member.where, "agency", "This agency stands twice in its list.",
                             found=member.agency, hint=f"it stands at {listed[entry]} too")


def _check_documents(
    found: Sequence[tuple[DocumentSheet, Settings]], problems: Problems, allow_draft: bool
) -> None:
    """Keys and checksums are a document's own, a draft is not used, nothing invented stands among what is real."""
    real = [sheet for sheet, _ in found if not sheet.invented]
    for number, (sheet, settings) in enumerate(found):
        for other, _ in found[:number]:
            for name, key in (("key", "key"), ("sha256", "text.sha256")):
                if getattr(sheet, name) == getattr(other, name):
                    settings.problem(key, f"Another document has this {name}.", found=getattr(sheet, name),
                                     hint=f"it is that of {other.id}")
        if sheet.invented and real:
            settings.problem(
                "invented", "Invented documents do not stand beside real ones.", found=f"{real[0].id} is real",
                hint="keep them in a workspace of their own",
            )
        if sheet.draft and not allow_draft:
            settings.problem("status", "This sheet is a draft.", expected=REVIEWED, found=DRAFT,
                             hint=f"compare it with the document (briefing review FILE shows it), then set "
                                  f'status = "{REVIEWED}"')
