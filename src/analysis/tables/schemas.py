"""What each table must be: types, keys, ranges, and the keys of other tables it names.

documents   one row a document. Key `id` (also `key` and `number`). `known_from` is the day it was issued;
            when only a month is printed, the month's last day.
figures     one row a figure. Key `id`. `value`, `upper` and `denominator` are in base units (đồng, dollars,
            percent 0–100, counts); `amount` is the same as `value`, exact, as a decimal in text. `scale` is
            the unit as stated (10**9 for tỷ), `decimals` those of the token in that unit, `dimensions` a JSON
            object with sorted keys, `stated` the token itself. `register` says which sheet it came from.
tasks       one row a long-overdue task. Key `id`. `due` from the token in `stated`; `assigned` is the date
            in `assigned_by`.
databases   one row a database of a list. Key `id`, which is also the figure's when criteria are stated.
            `met` of `total` criteria.
directives  one row a task that a document assigns. Key `id`. `deadline` is the last day on which it is
            still in time; `inferred` when the year was taken from the document's date.
groups      one row an agency that a passage lists. `number` is its place in the list;
            an agency named twice in one list stands there with two places (locator, occurrence).
agencies    the registry. Key `id`.          indicators  the catalogue. Key `key`.
checks      one row a declared check, `entry` as JSON. Key `document`, `id`.

The check of a table reports every fault at once, each with the file and line it came from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, get_args

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from ..errors import DataError
from ..vocabulary.agencies import AgencyKind
from ..vocabulary.deadlines import DeadlineKind
from ..vocabulary.measures import Measure, Qualifier
from .columns import DTYPES, TABLES

_SHOWN = 20  # faults listed in one error; more would hide the first

PRECISIONS = ("day", "month", "quarter", "year")
_FIRST, _LAST = pd.Timestamp("1945-09-02"), pd.Timestamp("2200-12-31")


def _isin(*values: str) -> pa.Check:
    return pa.Check.isin(list(values), error=f"one of {', '.join(values)}")


def _matches(pattern: str, words: str) -> pa.Check:
    return pa.Check.str_matches(pattern, error=words)


def _at_least(number: int) -> pa.Check:
    return pa.Check.ge(number, error=f"at least {number}")


_ID = _matches(r"^[a-z0-9][a-z0-9._-]*$", "small letters, digits, dots, hyphens and underscores")
_FINITE = pa.Check(lambda s: s.abs() < float("inf"), error="a finite number")
_DATE = pa.Check.in_range(_FIRST, _LAST, error="a date between 1945 and 2200")
_FILLED = pa.Check(lambda s: s.str.strip() != "", error="not blank")

# Checks beside type and emptiness, by table and column.
_RULES: dict[str, dict[str, tuple[pa.Check, ...]]] = {
    "documents": {
        "id": (_ID,),
        "key": (_ID,),
        "kind": (_isin("notice", "conclusion", "report"),),
        "issued_precision": (_isin(*PRECISIONS),),
        "as_of_precision": (_isin(*PRECISIONS),),
        "status": (_isin("reviewed"),),
        "period": (_matches(r"^\d{4}(-(0[1-9]|1[0-2]|Q[1-4]))?$", "a period such as 2026-06"),),
        "title_vi": (_FILLED,),
        "title_en": (_FILLED,),
    },
    "figures": {
        "id": (_ID,),
        "value": (_FINITE,),
        "denominator": (pa.Check.gt(0, error="above 0"),),
        "qualifier": (_isin(*Qualifier),),
        "measure": (_isin(*Measure),),
        "scale": (_at_least(1),),
        "decimals": (_at_least(0),),
        "occurrence": (_at_least(1),),
        "stated": (_FILLED,),
        "locator": (_FILLED,),
        "as_of_precision": (_isin(*PRECISIONS),),
        "register": (_isin("figures", "databases"),),
    },
    "tasks": {"id": (_ID,), "due_precision": (_isin(*PRECISIONS),), "locator": (_FILLED,)},
    "databases": {
        "id": (_ID,),
        "list": (_isin("criteria", "connection"),),
        "met": (_at_least(0),),
        "total": (_at_least(1),),
        "locator": (_FILLED,),
    },
    "directives": {
        "id": (_ID,),
        "deadline_kind": (_isin(*DeadlineKind),),
        "deadline_precision": (_isin(*PRECISIONS, "week"),),
        "locator": (_FILLED,),
        "recurrence": (_isin("weekly", "monthly", "quarterly", "yearly"),),
        "occurrence": (_at_least(1),),
    },
    "groups": {
        "list": (_matches(r"^[a-z0-9_.]+$", "a list key such as reporting.reported"),),
        "number": (_at_least(1),),
        "occurrence": (_at_least(1),),
    },
    "agencies": {
        "id": (_ID,),
        "kind": (_isin(*get_args(AgencyKind)),),
        "tile_row": (_at_least(1),),
        "tile_col": (_at_least(1),),
    },
    "indicators": {
        "measure": (_isin(*Measure),),
        "kind": (_isin("stated", "computed", "both"),),
        "direction": (_isin("higher", "lower", "neutral"),),
    },
    "checks": {"number": (_at_least(1),), "rule": (_FILLED,)},
}
_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "documents": (("id",), ("key",), ("number",)),
    "figures": (("id",),),
    "tasks": (("id",),),
    "databases": (("id",),),
    "directives": (("id",),),
    "groups": (("document", "list", "agency", "locator", "occurrence"),),
    "agencies": (("id",),),
    "indicators": (("key",),),
    "checks": (("document", "id"),),
}
# (table, column) → (table, column) whose values it must be one of.
_FOREIGN: dict[tuple[str, str], tuple[str, str]] = {
    ("documents", "issuer"): ("agencies", "id"),
    ("figures", "indicator"): ("indicators", "key"),
    ("figures", "agency"): ("agencies", "id"),
    ("figures", "document"): ("documents", "id"),
    ("tasks", "agencies"): ("agencies", "id"),
    ("tasks", "document"): ("documents", "id"),
    ("databases", "agency"): ("agencies", "id"),
    ("databases", "document"): ("documents", "id"),
    ("directives", "lead"): ("agencies", "id"),
    ("directives", "partners"): ("agencies", "id"),
    ("directives", "document"): ("documents", "id"),
    ("groups", "agency"): ("agencies", "id"),
    ("groups", "document"): ("documents", "id"),
    ("checks", "document"): ("documents", "id"),
}

SCHEMAS: dict[str, pa.DataFrameSchema] = {
    table: pa.DataFrameSchema(
        {
            c.name: pa.Column(
                DTYPES[c.type],
                nullable=c.optional,
                checks=[*_RULES[table].get(c.name, ()), *([_DATE] if c.type == "date" else [])],
            )
            for c in columns
        },
        strict=True,
        ordered=True,
        name=table,
    )
    for table, columns in TABLES.items()
}


def validate(tables: Mapping[str, pd.DataFrame]) -> None:
    """Raises one DataError that lists every fault of every table.

    The index of a table says where each row came from (`329-tb-vpcp/figures.csv, line 12`); it is shown.
    """
    faults: list[str] = []
    for name, frame in tables.items():
        faults += _schema_faults(name, frame)
        faults += _repeated(name, frame)
    faults += [fault for name in tables for fault in _relations(name, tables)]
    if faults:
        rest = len(faults) - _SHOWN
        lines = faults[:_SHOWN] + ([f"… and {rest} more"] if rest > 0 else [])
        raise DataError(
            f"The tables break their rules in {len(faults)} place{'s' if len(faults) > 1 else ''}:\n  "
            + "\n  ".join(lines),
            hint="correct the sheets named above in data/raw, then run briefing build again",
        )


def _schema_faults(name: str, frame: pd.DataFrame) -> Iterator[str]:
    try:
        # A fresh index: pandera reports positions, and two rows may come from one line.
        SCHEMAS[name].validate(frame.reset_index(drop=True), lazy=True)
    except SchemaErrors as errors:
        for case in errors.failure_cases.to_dict("records"):
            where = _where(name, frame, case["index"])
            column = case["column"] if case["schema_context"] == "Column" else case["failure_case"]
            yield f"{where}, column {column}: expected {_expected(case)}, found {case['failure_case']!r}"


def _expected(case: Mapping[Hashable, Any]) -> str:
    check = str(case["check"])
    return {
        "not_nullable": "a value",
        "column_in_schema": "only the columns of the schema",
        "column_in_dataframe": "the column to be there",
    }.get(check, check)


def _where(name: str, frame: pd.DataFrame, position: object) -> str:
    if not isinstance(position, int | float) or position != position:
        return name
    return str(frame.index[int(position)])


def _repeated(name: str, frame: pd.DataFrame) -> Iterator[str]:
    for key in _KEYS[name]:
        if not set(key) <= set(frame.columns):
            continue
        if not frame.duplicated(list(key)).any():
            continue
        first: dict[tuple[str, ...], object] = {}
        for where, *cells in zip(frame.index, *(frame[column] for column in key), strict=True):
            value = tuple(map(str, cells))
            if value in first:
                said = ", ".join(value)
                yield f"{where}, column {'+'.join(key)}: {said!r} already stands in {first[value]}"
            first.setdefault(value, where)


def _relations(name: str, tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    frame = tables[name]
    for (table, column), (other, key) in _FOREIGN.items():
        if table != name or column not in frame:
            continue
        known = set(tables[other][key])
        if not isinstance(next(iter(frame[column]), None), tuple) and known.issuperset(frame[column].unique()):
            continue
        for where, cell in zip(frame.index, frame[column], strict=True):
            for value in cell if isinstance(cell, tuple) else (cell,):
                if value not in known:
                    yield f"{where}, column {column}: {value!r} is no {key} of the table {other}"
    yield from _ROW_CHECKS.get(name, lambda frame, tables: iter(()))(frame, tables)


def _figure_rows(frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """A figure is of its indicator's measure and dimensions, and a range rises."""
    known = tables["indicators"]
    catalogue = {
        key: (measure, json.loads(dimensions))
        for key, measure, dimensions in zip(known["key"], known["measure"], known["dimensions"], strict=True)
    }
    columns = (frame[name].tolist() for name in ("indicator", "measure", "dimensions", "value", "upper"))
    for where, indicator, measure, dimensions, amount, upper in zip(frame.index, *columns, strict=True):
        if indicator not in catalogue:
            continue
        expected, allowed = catalogue[indicator]
        if measure != expected:
            yield f"{where}, column token: {indicator} is in {expected}, found {measure}"
        for key, value in json.loads(dimensions).items() if dimensions != "{}" else ():
            if key not in allowed:
                only = ", ".join(allowed) or "none"
                yield f"{where}, column dimensions: {indicator} has no dimension {key!r}, only {only}"
            elif allowed[key] and "*" not in allowed[key] and value not in allowed[key]:
                yield f"{where}, column dimensions: {key}={value} is not one of {', '.join(allowed[key])}"
        if upper < amount:
            yield f"{where}, column token: a range that falls ({amount:g} to {upper:g})"


def _criteria_rows(frame: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    for where, met, total in zip(frame.index, frame["met"], frame["total"], strict=True):
        if pd.isna(met) != pd.isna(total):
            yield f"{where}, column token: expected criteria as 16/19, found {met}/{total}"


_RowCheck = Callable[[pd.DataFrame, Mapping[str, pd.DataFrame]], Iterator[str]]
_ROW_CHECKS: dict[str, _RowCheck] = {"figures": _figure_rows, "databases": _criteria_rows}
