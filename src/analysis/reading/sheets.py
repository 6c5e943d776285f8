"""The raw sheets: data/raw/<document>/ read strictly into typed rows that remember where they stand.

Every problem of every file is collected; one SheetError tells them all. Nothing is corrected or guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from ..errors import DataError
from ..paths import Workspace
from ..vocabulary.agencies import find
from ..vocabulary.catalogue import Indicator, catalogue
from ..vocabulary.deadlines import Day, parse_date, parse_deadline
from ..vocabulary.locators import Locator
from ..vocabulary.measures import Measure
from ..vocabulary.periods import Period, parse_day
from ..vocabulary.quantities import Quantity, parse_quantity
from ..vocabulary.values import NATION
from .problems import Problem, Problems, SheetError, Where
from .records import Record, Settings, nearest, read_csv, read_toml
from .rows import (
    DatabaseRow,
    DirectiveRow,
    DocumentSheet,
    FigureRow,
    GroupRow,
    Sheets,
    TaskRow,
)

__all__ = [
    "COLUMNS", "DatabaseRow", "DirectiveRow", "DocumentSheet", "FigureRow", "GroupRow", "Problem",
    "SheetError", "Sheets", "TaskRow", "Where", "load", "sheet_folders",
]  # fmt: skip

STATUSES = ("draft", "reviewed")
KINDS = ("notice", "conclusion", "report")
RECURRENCES = ("weekly", "monthly", "quarterly", "yearly")
DATABASE_LISTS = ("criteria", "connection")
CRITERIA = "databases.criteria"

COLUMNS: dict[str, tuple[str, ...]] = {
    "figures.csv": ("id", "indicator", "agency", "dimensions", "series", "token", "as_of", "locator",
                    "occurrence", "note"),
    "tasks.csv": ("id", "number", "title_vi", "title_en", "agency", "assigned_by", "due", "locator"),
    "databases.csv": ("id", "list", "number", "agency", "name_vi", "name_en", "token", "locator"),
    "directives.csv": ("id", "item", "lead", "partners", "title_vi", "title_en", "deadline", "recurrence",
                       "locator", "occurrence"),
    "groups.csv": ("list", "agency", "as_written", "locator", "occurrence"),
}  # fmt: skip
SETTINGS = "document.toml"
_KEYS = ("id", "key", "number", "kind", "issuer", "issued", "as_of", "period", "status", "title", "text")

# Read by other stages.
_ALSO = ("checks.toml",)
# Folders of data/raw that hold no sheets.
_NOT_SHEETS = frozenset({"documents"})

_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_SLUG = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")

# Stands in rows that are dropped because their date cannot be read.
_NO_DAY = Day(date.max, "day", False)

Row = TypeVar("Row", FigureRow, TaskRow, DatabaseRow, DirectiveRow, GroupRow)


def load(workspace: Workspace, *, allow_draft: bool = False) -> Sheets:
    """Reads every folder of data/raw that holds sheets.

    Raises SheetError with all problems (a draft is one unless `allow_draft`), DataError when there are no
    sheets at all.
    """
    folders = sheet_folders(workspace)
    if not folders:
        raise DataError(
            "There are no sheets.", where=workspace.raw, expected=f"one folder a document with a {SETTINGS}",
            hint="name the workspace with --workspace or BRIEFING_WORKSPACE",
        )
    problems = Problems()
    sheets = [_read_folder(folder, workspace.root, problems) for folder in folders]
    found = [sheet for sheet in sheets if sheet is not None]
    _check_ids(found, problems)
    _check_documents(found, problems, allow_draft)
    problems.stop()
    return Sheets(tuple(sorted((sheet for sheet, _ in found), key=lambda sheet: (sheet.issued, sheet.id))))


def sheet_folders(workspace: Workspace) -> list[Path]:
    """The folders of data/raw that hold sheets, sorted by name."""
    if not workspace.raw.is_dir():
        return []
    return [
        folder for folder in sorted(workspace.raw.iterdir())
        if folder.is_dir() and folder.name not in _NOT_SHEETS and folder.name[0] not in "._"
        and any(path.suffix in (".csv", ".toml") for path in folder.iterdir())
    ]


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
    sheet = _document(folder, settings, problems) if settings else None
    default = (sheet.as_of, sheet.as_of_precision) if sheet else (date.max, "day")
    issued = sheet.issued if sheet else Period(2000).end

    def rows(name: str, read: Callable[[Record], Row]) -> tuple[Row, ...]:
        path = folder / name
        if not path.is_file():
            return ()
        read_rows = []
        for record in read_csv(path, _name(path, root), COLUMNS[name], problems):
            before = len(problems)
            row = read(record)
            if len(problems) == before:
                read_rows.append(row)
        return tuple(read_rows)

    key = sheet.key if sheet else None
    tables = {
        "figures": rows("figures.csv", lambda record: _figure(record, key, default)),
        "tasks": rows("tasks.csv", lambda record: _task(record, key)),
        "databases": rows("databases.csv", lambda record: _database(record, key)),
        "directives": rows("directives.csv", lambda record: _directive(record, key, issued)),
        "groups": rows("groups.csv", _group),
    }
    if sheet is None or settings is None:
        return None
    return DocumentSheet(**{**vars(sheet), **tables}), settings


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _document(folder: Path, settings: Settings, problems: Problems) -> DocumentSheet | None:
    before = len(problems)
    for key in settings.values:
        if key not in _KEYS:
            settings.problem(key, "This key is unknown.", expected=", ".join(_KEYS), hint=nearest(key, _KEYS))
    id = settings.text_of("id")
    if id and id != folder.name:
        settings.problem("id", "The id is not the name of the folder.", expected=folder.name, found=id)
    key = settings.text_of("key")
    if key and not re.fullmatch(r"[a-z][a-z0-9]*", key):
        settings.problem("key", "This is not a key.", expected="small letters and digits, as tb329",
                         found=key)
    for name, choices in (("kind", KINDS), ("status", STATUSES)):
        if (text := settings.text_of(name)) and text not in choices:
            settings.problem(name, f"This is not a {name}.", expected=" or ".join(choices), found=repr(text),
                             hint=nearest(text, choices))
    issuer = settings.read("issuer", find)
    issued = settings.read("issued", parse_day)
    as_of = settings.read("as_of", parse_day, required=False) or issued
    period = settings.read("period", Period.parse)
    letterhead = settings.get("text.letterhead")
    if not isinstance(letterhead, list) or not letterhead or not all(
        isinstance(part, str) and part.strip() for part in letterhead
    ):
        settings.problem("text.letterhead", "The letterhead is no list of texts.", found=repr(letterhead),
                         expected='short strings of the first page, as ["329", "TB-VPCP"]')
    sha256 = settings.text_of("text.sha256").lower()
    if sha256 and not re.fullmatch(r"[0-9a-f]{64}", sha256):
        settings.problem("text.sha256", "This is not a checksum.", expected="64 hexadecimal digits",
                         found=sha256, hint="analysis.reading.text.checksum(text) gives it")
    number, title_vi, title_en = (settings.text_of(name) for name in ("number", "title.vi", "title.en"))
    if len(problems) > before or not (issuer and issued and as_of and period):
        return None
    return DocumentSheet(
        id=id, key=key, number=number, kind=settings.text_of("kind"), issuer=issuer.id, issued=issued[0],
        issued_precision=issued[1], as_of=as_of[0], as_of_precision=as_of[1], period=period,
        status=settings.text_of("status"), title_vi=title_vi, title_en=title_en,
        letterhead=tuple(letterhead), sha256=sha256, folder=folder,
    )  # fmt: skip


def _figure(record: Record, key: str | None, default: tuple[date, str]) -> FigureRow:
    indicator = _indicator(record)
    quantity: Quantity | None = None
    day: Day | None = None
    token = record.required("token")
    if token and indicator:
        if indicator.measure is Measure.DATE:
            day = record.read("token", parse_date)
        else:
            quantity = record.read("token", lambda text: parse_quantity(text, indicator.measure))
    as_of = record.read("as_of", parse_day) if record["as_of"] else default
    series = record["series"]
    if series and not _SLUG.fullmatch(series):
        record.problem("series", "This is not the name of a series.", expected="as all_agencies",
                       found=series)
    return FigureRow(
        id=_id(record, key), indicator=record["indicator"],
        agency=_agency(record, "agency") if record["agency"] else NATION,
        dimensions=_dimensions(record, indicator), series=series, token=token, quantity=quantity, day=day,
        as_of=as_of[0] if as_of else date.max, as_of_precision=as_of[1] if as_of else "day",
        locator=_locator(record), occurrence=_occurrence(record), note=record["note"], where=record.where,
    )  # fmt: skip


def _task(record: Record, key: str | None) -> TaskRow:
    due = record.required("due")
    return TaskRow(
        id=_id(record, key), number=_number(record, "number") or 0, title_vi=record.required("title_vi"),
        title_en=record.required("title_en"), agencies=_agencies(record, "agency", required=True),
        assigned_by=record["assigned_by"], due=due,
        due_day=(record.read("due", parse_date) if due else None) or _NO_DAY,
        locator=_locator(record), where=record.where,
    )  # fmt: skip


def _database(record: Record, key: str | None) -> DatabaseRow:
    token = record["token"] or None
    measure = catalogue()[CRITERIA].measure
    quantity = record.read("token", lambda text: parse_quantity(text, measure)) if token else None
    return DatabaseRow(
        id=_id(record, key), list=_choice(record, "list", DATABASE_LISTS, required=True),
        number=_number(record, "number") or 0, agency=_agency(record, "agency"),
        name_vi=record.required("name_vi"), name_en=record.required("name_en"), token=token,
        quantity=quantity, locator=_locator(record), where=record.where,
    )  # fmt: skip


def _directive(record: Record, key: str | None, issued: date) -> DirectiveRow:
    due = record.read("deadline", lambda text: parse_deadline(text, issued))
    return DirectiveRow(
        id=_id(record, key), item=record.required("item"), leads=_agencies(record, "lead", required=True),
        partners=_agencies(record, "partners"), title_vi=record.required("title_vi"),
        title_en=record.required("title_en"), deadline=record["deadline"] or None,
        due=due or parse_deadline(None, issued),
        recurrence=_choice(record, "recurrence", RECURRENCES) or None,
        locator=_locator(record), occurrence=_occurrence(record), where=record.where,
    )  # fmt: skip


def _group(record: Record) -> GroupRow:
    if record.required("list") and not _ID.fullmatch(record["list"]):
        record.problem("list", "This is not the name of a list.", expected="as reporting.not_reported",
                       found=record["list"])
    return GroupRow(
        list=record["list"], agency=_agency(record, "agency"), as_written=record.required("as_written"),
        locator=_locator(record), occurrence=_occurrence(record), where=record.where,
    )  # fmt: skip


def _id(record: Record, key: str | None) -> str:
    id = record.required("id")
    if id and not _ID.fullmatch(id):
        record.problem("id", "This is not an id.", found=repr(id),
                       expected="small ASCII letters and digits, parted by dots, hyphens or underscores")
    elif id and key and not id.startswith(f"{key}."):
        record.problem("id", "An id begins with the key of its document.", expected=f"{key}.…", found=id)
    return id


def _indicator(record: Record) -> Indicator | None:
    key = record.required("indicator")
    if key and key not in catalogue():
        record.problem("indicator", "The catalogue has no such indicator.", found=repr(key),
                       expected="a key of the catalogue", hint=nearest(key, tuple(catalogue())))
    return catalogue().get(key)


def _dimensions(record: Record, indicator: Indicator | None) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in record["dimensions"].split(";"))):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not name or not _SLUG.fullmatch(value):
            record.problem("dimensions", "This is not a dimension.", found=repr(part),
                           expected="name=value;name=value, values in small ASCII letters")
            continue
        if name in found:
            record.problem("dimensions", "This dimension stands twice.", found=part)
        found[name] = value
        if indicator is None:
            continue
        if name not in indicator.dimensions:
            names = tuple(indicator.dimensions)
            record.problem("dimensions", f"{indicator.key} has no such dimension.", found=repr(name),
                           expected=", ".join(names) or "no dimensions", hint=nearest(name, names))
        elif (values := indicator.dimensions[name]) and "*" not in values and value not in values:
            record.problem("dimensions", f"{indicator.key} has no such value of {name}.", found=repr(value),
                           expected=", ".join(values), hint=nearest(value, values))
    return found


def _agency(record: Record, column: str) -> str:
    if not record.required(column):
        return ""
    agency = record.read(column, find)
    return agency.id if agency else ""


def _agencies(record: Record, column: str, *, required: bool = False) -> tuple[str, ...]:
    if required:
        record.required(column)
    names = [name.strip() for name in record[column].split(";") if name.strip()]
    agencies = [record.read(column, find, name) for name in names]
    ids = [agency.id for agency in agencies if agency]
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        record.problem(column, "This agency stands twice.", found=id)
    return tuple(ids)


def _locator(record: Record) -> Locator:
    if not record.required("locator"):
        return Locator("head")
    return record.read("locator", Locator.parse) or Locator("head")


def _occurrence(record: Record) -> int | None:
    return _number(record, "occurrence") if record["occurrence"] else None


def _number(record: Record, column: str) -> int | None:
    text = record.required(column)
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) == 0:
        record.problem(column, "This is not a number from 1.", expected="1, 2, 3 …", found=repr(text))
        return None
    return int(text)


def _choice(record: Record, column: str, choices: Sequence[str], *, required: bool = False) -> str:
    text = record.required(column) if required else record[column]
    if text and text not in choices:
        record.problem(column, "This is none of the choices.", expected=", ".join(choices), found=repr(text),
                       hint=nearest(text, choices))
    return text


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
    """Keys and checksums are a document's own, and a draft is not used."""
    for number, (sheet, settings) in enumerate(found):
        for other, _ in found[:number]:
            for name, key in (("key", "key"), ("sha256", "text.sha256")):
                if getattr(sheet, name) == getattr(other, name):
                    settings.problem(key, f"Another document has this {name}.", found=getattr(sheet, name),
                                     hint=f"it is that of {other.id}")
        if sheet.status == "draft" and not allow_draft:
            settings.problem("status", "This sheet is a draft.", expected="reviewed", found="draft",
                             hint='compare it with the document, then set status = "reviewed"')
