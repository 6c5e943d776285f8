"""The columns of every table, in order: name, type and whether it may be empty. Light: no pandera here.

Dates are `datetime64[us]` without a zone (Viet Nam's calendar days); a month, quarter or year stands for its
last day, with the precision in the column beside it. A column of the type `names` holds a tuple of agency ids
in a DataFrame, a list in Parquet and `a;b` in the CSV twin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "integer", "number", "date", "flag", "names"]

DTYPES: dict[Type, str] = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "date": "datetime64[us]",
    "flag": "bool",
    "names": "object",
}


@dataclass(frozen=True)
class Column:
    """One column; `optional` columns may be empty (None, NaN or NaT), the others never."""

    name: str
    type: Type = "text"
    optional: bool = False


def _columns(*specs: str) -> tuple[Column, ...]:
    """`name`, `name:type`, with `?` at the end when it may be empty."""
    columns = []
    for spec in specs:
        name, _, kind = spec.rstrip("?").partition(":")
        columns.append(Column(name, kind or "text", spec.endswith("?")))  # type: ignore[arg-type]
    return tuple(columns)


_PLACE = ("document", "locator")

TABLES: dict[str, tuple[Column, ...]] = {
    "documents": _columns(
        "id",
        "key",
        "number",
        "kind",
        "issuer",
        "issued:date",
        "issued_precision",
        "as_of:date",
        "as_of_precision",
        "period",
        "status",
        "title_vi",
        "title_en",
        "sha256?",
        "invented:flag",
        "known_from:date",
    ),
    "figures": _columns(
        "id",
        "indicator",
        "agency",
        "value:number",
        "amount",
        "denominator:number?",
        "upper:number?",
        "qualifier",
        "measure",
        "scale:integer?",
        "decimals:integer",
        "dimensions",
        "series?",
        "as_of:date",
        "as_of_precision",
        "known_from:date",
        *_PLACE,
        "occurrence:integer?",
        "stated",
        "note?",
        "register",
    ),
    "tasks": _columns(
        "id",
        "number:integer?",
        "title_vi",
        "title_en",
        "agencies:names",
        "assigned_by?",
        "assigned:date?",
        "due:date?",
        "due_precision?",
        "stated?",
        *_PLACE,
        "known_from:date",
    ),
    "databases": _columns(
        "id",
        "list",
        "number:integer?",
        "agency",
        "name_vi",
        "name_en",
        "met:integer?",
        "total:integer?",
        "stated?",
        *_PLACE,
        "known_from:date",
    ),
    "directives": _columns(
        "id",
        "item",
        "lead:names",
        "partners:names",
        "title_vi",
        "title_en",
        "deadline_kind?",
        "deadline:date?",
        "deadline_precision?",
        "inferred:flag",
        "recurrence?",
        "stated?",
        *_PLACE,
        "occurrence:integer?",
        "known_from:date",
    ),
    "groups": _columns(
        "list", "number:integer", "agency", "as_written", *_PLACE, "occurrence:integer?", "known_from:date"
    ),
    "agencies": _columns(
        "id",
        "kind",
        "name_vi",
        "short_vi",
        "name_en",
        "short_en",
        "aliases?",
        "tile_row:integer?",
        "tile_col:integer?",
        "parent?",
        "members?",
    ),
    "indicators": _columns(
        "key",
        "topic",
        "title_vi",
        "title_en",
        "measure",
        "unit_vi?",
        "unit_en?",
        "kind",
        "direction",
        "definition_vi",
        "definition_en",
        "formula_vi?",
        "formula_en?",
        "decimals:integer?",
        "dimensions",
    ),
    "checks": _columns("id", "document", "number:integer", "line:integer", "rule", "entry"),
}

POINT_IN_TIME = tuple(
    name for name, columns in TABLES.items() if any(c.name == "known_from" for c in columns)
)


def names(table: str) -> tuple[str, ...]:
    """The column names of a table, in order."""
    return tuple(column.name for column in TABLES[table])
