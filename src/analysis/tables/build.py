"""From sheets (data/raw) to typed, keyed tables (data/processed): parse, type, check, write. Nothing is
corrected on the way; a sheet that is still a draft is refused."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import DataError
from ..paths import Workspace
from ..reading.problems import Problems, Where
from ..reading.records import read_toml
from ..reading.rows import DatabaseRow, DirectiveRow, DocumentSheet, FigureRow, GroupRow, Sheets, TaskRow
from ..reading.sheets import load
from ..vocabulary.agencies import agencies
from ..vocabulary.catalogue import catalogue
from ..vocabulary.deadlines import Day, DeadlineKind, parse_date
from ..vocabulary.measures import Measure, Qualifier
from ..vocabulary.quantities import Quantity
from . import files
from .columns import TABLES
from .schemas import validate

CHECKS_FILE = "checks.toml"
_CRITERIA = "databases.criteria"
_ENTRY = re.compile(r"\s*\[\[\s*check\s*\]\]")
_ASSIGNED = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2} tháng \d{1,2} năm \d{4}")


@dataclass(frozen=True)
class BuildReport:
    """What a build read and wrote."""

    documents: tuple[str, ...]
    read: tuple[Path, ...]  # the sheets
    written: tuple[Path, ...]
    rows: Mapping[str, int]  # table → rows
    seconds: float
    changed: bool  # False when the tables written are those that stood there, byte for byte


@dataclass(frozen=True)
class Built:
    """The tables of a build, and the report about it."""

    tables: Mapping[str, pd.DataFrame]
    report: BuildReport


def build(workspace: Workspace) -> BuildReport:
    """Builds and writes all tables. Raises DataError listing every fault; then nothing changes."""
    return build_tables(workspace).report


def build_tables(workspace: Workspace) -> Built:
    """As `build`, with the tables in hand."""
    began = dt.datetime.now()
    inputs = files.inputs(
        workspace.raw
    )  # before reading: a sheet saved meanwhile makes the next reader rebuild
    before = (files.manifest(workspace.processed) or {}).get("files")
    tables = frames(load(workspace), workspace)
    written = files.write(workspace.processed, tables, inputs)
    after = (files.manifest(workspace.processed) or {}).get("files")
    report = BuildReport(
        documents=tuple(tables["documents"]["id"]),
        read=tuple(workspace.raw / name for name in inputs if not name.startswith("(")),
        written=tuple(written),
        rows={table: len(frame) for table, frame in tables.items()},
        seconds=(dt.datetime.now() - began).total_seconds(),
        changed=before != after,
    )
    return Built(tables, report)


def frames(sheets: Sheets, workspace: Workspace) -> dict[str, pd.DataFrame]:
    """All tables of the sheets, checked against their schemas."""
    problems = Problems()
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    origins: dict[str, list[str]] = {table: [] for table in TABLES}

    def add(table: str, where: Where | str, row: dict[str, Any]) -> None:
        rows[table].append(row)
        origins[table].append(str(where))

    for sheet in sheets:
        known = {"document": sheet.id, "known_from": sheet.issued}
        file = _relative(sheet.folder / "document.toml", workspace)
        add("documents", file, _document(sheet))
        for figure in sheet.figures:
            add("figures", figure.where, _figure(figure) | known)
        for database in sheet.databases:
            add("databases", database.where, _database(database) | known)
            if database.quantity is not None:
                add("figures", database.where, _criteria(database, sheet) | known)
        for task in sheet.tasks:
            add("tasks", task.where, _task(task) | known)
        for directive in sheet.directives:
            add("directives", directive.where, _directive(directive) | known)
        places: dict[str, int] = {}
        for group in sheet.groups:
            places[group.list] = places.get(group.list, 0) + 1
            add("groups", group.where, _group(group, places[group.list]) | known)
        for where, check in _checks(sheet, workspace, problems):
            add("checks", where, check)
    problems.stop()
    for agency in agencies().values():
        add(
            "agencies",
            f"agencies.csv: {agency.id}",
            {
                "id": agency.id,
                "kind": agency.kind,
                "name_vi": agency.name_vi,
                "short_vi": agency.short_vi,
                "name_en": agency.name_en,
                "short_en": agency.short_en,
                "aliases": "|".join(agency.aliases),
                "tile_row": agency.tile_row,
                "tile_col": agency.tile_col,
                "parent": agency.parent,
                "members": "|".join(agency.members),
            },
        )
    for entry in catalogue().values():
        add(
            "indicators",
            f"{entry.topic}.yml: {entry.key}",
            {
                "key": entry.key,
                "topic": entry.topic,
                "title_vi": entry.title.vi,
                "title_en": entry.title.en,
                "measure": entry.measure.value,
                "unit_vi": entry.unit and entry.unit.vi,
                "unit_en": entry.unit and entry.unit.en,
                "kind": entry.kind,
                "direction": entry.direction,
                "definition_vi": entry.definition.vi,
                "definition_en": entry.definition.en,
                "formula_vi": entry.formula and entry.formula.vi,
                "formula_en": entry.formula and entry.formula.en,
                "decimals": entry.decimals,
                "dimensions": _json(entry.dimensions),
            },
        )
    tables = {table: files.typed(table, rows[table], origins[table]) for table in TABLES}
    validate(tables)
    return {table: frame.reset_index(drop=True) for table, frame in tables.items()}


# ---------------------------------------------------------------------- one row each


def _document(sheet: DocumentSheet) -> dict[str, Any]:
    return {
        "id": sheet.id,
        "key": sheet.key,
        "number": sheet.number,
        "kind": sheet.kind,
        "issuer": sheet.issuer,
        "issued": sheet.issued,
        "issued_precision": sheet.issued_precision,
        "as_of": sheet.as_of,
        "as_of_precision": sheet.as_of_precision,
        "period": str(sheet.period),
        "status": sheet.status,
        "title_vi": sheet.title_vi,
        "title_en": sheet.title_en,
        "sha256": sheet.sha256,
        "invented": sheet.invented,
        "known_from": sheet.issued,
    }


def _figure(row: FigureRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "indicator": row.indicator,
        "agency": row.agency,
        **_numbers(row.quantity, row.day, row.where),
        "dimensions": _json(row.dimensions),
        "series": row.series,
        "as_of": row.as_of,
        "as_of_precision": row.as_of_precision,
        "locator": str(row.locator),
        "occurrence": row.occurrence,
        "stated": row.token,
        "note": row.note,
        "register": "figures",
    }


def _numbers(quantity: Quantity | None, day: Day | None, where: Where) -> dict[str, Any]:
    if quantity is None:
        assert day is not None  # the sheets read a figure as one or the other
        ordinal = Decimal(day.date.toordinal())
        quantity = Quantity(ordinal, None, None, Measure.DATE, Qualifier.EXACT, None, 0, None, "")
    return {
        "value": _float(quantity.amount, where),
        "amount": format(quantity.amount, "f"),
        "denominator": _float(quantity.denominator, where),
        "upper": _float(quantity.upper, where),
        "qualifier": quantity.qualifier.value,
        "measure": quantity.measure.value,
        "scale": int(quantity.scale) if quantity.scale is not None else None,
        "decimals": quantity.decimals,
    }


def _float(number: Decimal | None, where: Where) -> float | None:
    """The number as a float, refused when it would not come back the same."""
    if number is None:
        return None
    if Decimal(repr(float(number))) != number:
        raise DataError(
            "This number has more digits than a table can hold.",
            where=f"{where}:token",
            found=str(number),
            expected="at most 15 significant digits",
        )
    return float(number)


def _database(row: DatabaseRow) -> dict[str, Any]:
    quantity = row.quantity
    return {
        "id": row.id,
        "list": row.list,
        "number": row.number,
        "agency": row.agency,
        "name_vi": row.name_vi,
        "name_en": row.name_en,
        "met": _whole(quantity.amount, row) if quantity else None,
        "total": _whole(quantity.denominator, row) if quantity else None,
        "stated": row.token,
        "locator": str(row.locator),
    }


def _whole(number: Decimal | None, row: DatabaseRow) -> int:
    if number is None or number != int(number):
        raise DataError(
            "Criteria are stated as met of all.",
            where=f"{row.where}:token",
            expected="as 16/19",
            found=repr(row.token),
        )
    return int(number)


def _criteria(row: DatabaseRow, sheet: DocumentSheet) -> dict[str, Any]:
    """The figure that a database row is; the database is named by the last part of its id."""
    return {
        "id": row.id,
        "indicator": _CRITERIA,
        "agency": row.agency,
        **_numbers(row.quantity, None, row.where),
        "dimensions": _json({"database": row.id.rpartition(".")[2], "list": row.list}),
        "series": "",
        "as_of": sheet.as_of,
        "as_of_precision": sheet.as_of_precision,
        "locator": str(row.locator),
        "occurrence": None,
        "stated": row.token,
        "note": "",
        "register": "databases",
    }


def _task(row: TaskRow) -> dict[str, Any]:
    said = _ASSIGNED.search(row.assigned_by)
    return {
        "id": row.id,
        "number": row.number,
        "title_vi": row.title_vi,
        "title_en": row.title_en,
        "agencies": row.agencies,
        "assigned_by": row.assigned_by,
        "assigned": parse_date(said[0]).date if said else None,
        "due": row.due_day.date,
        "due_precision": row.due_day.precision,
        "stated": row.due,
        "locator": str(row.locator),
    }


def _directive(row: DirectiveRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "item": row.item,
        "lead": row.leads,
        "partners": row.partners,
        "title_vi": row.title_vi,
        "title_en": row.title_en,
        "recurrence": row.recurrence,
        "deadline_kind": None if row.due.kind is DeadlineKind.NOT_STATED else str(row.due.kind),
        "deadline": row.due.date,
        "deadline_precision": row.due.precision,
        "inferred": row.due.inferred,
        "stated": row.deadline,
        "locator": str(row.locator),
        "occurrence": row.occurrence,
    }


def _group(row: GroupRow, number: int) -> dict[str, Any]:
    return {
        "list": row.list,
        "number": number,
        "agency": row.agency,
        "as_written": row.as_written,
        "locator": str(row.locator),
        "occurrence": row.occurrence,
    }


def _checks(
    sheet: DocumentSheet, workspace: Workspace, problems: Problems
) -> list[tuple[Where, dict[str, Any]]]:
    """The entries of checks.toml as they stand; what they mean is for the checks to say."""
    path = sheet.folder / CHECKS_FILE
    if not path.is_file():
        return []
    file = _relative(path, workspace)
    settings = read_toml(path, file, problems)
    if settings is None:
        return []
    entries = settings.get("check") or []
    if not isinstance(entries, list) or set(settings.values) - {"check"}:
        problems.add(
            Where(file, 1),
            "",
            "This file holds something other than checks.",
            expected="tables named [[check]]",
            found=", ".join(settings.values),
        )
        return []
    lines = [n for n, line in enumerate(settings.text.splitlines(), start=1) if _ENTRY.match(line)]
    found = []
    for number, entry in enumerate(entries, start=1):
        where = Where(file, lines[number - 1] if number <= len(lines) else 1)
        row = _check(entry, where, problems)
        if row is not None:
            found.append((where, row | {"document": sheet.id, "number": number, "line": where.row}))
    return found


def _check(entry: dict[str, Any], where: Where, problems: Problems) -> dict[str, Any] | None:
    """One entry; None, and problems, when it has no id or rule or holds what JSON cannot."""
    before = len(problems)
    for key in ("id", "rule"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            keys = ", ".join(entry) or "nothing"
            problems.add(where, key, "A check needs this key.", expected=f'{key} = "…"', found=keys)
    try:
        content = _json(entry)
    except TypeError as error:
        problems.add(where, "", "A check holds texts, numbers, lists and tables only.", found=str(error))
    if len(problems) > before:
        return None
    return {"id": entry["id"], "rule": entry["rule"], "entry": content}


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(dict(content), ensure_ascii=False, sort_keys=True) if content else "{}"


def _relative(path: Path, workspace: Workspace) -> str:
    return path.relative_to(workspace.root).as_posix() if path.is_relative_to(workspace.root) else str(path)
