"""The tables as files that anyone can use: CSV, Parquet, and a Data Package that describes both (Frictionless, v1).

Of every table the rows known at the end of the site's latest month. The same rows give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as arrow
import pyarrow.parquet as parquet
import yaml

from ...tables.columns import POINT_IN_TIME, TABLES, Column
from ...vocabulary.catalogue import Bilingual
from . import addresses
from .model import Site

_FINDINGS = (
    Column("check"), Column("rule"), Column("severity"), Column("document"), Column("locator", optional=True),
    Column("message_vi"), Column("message_en"), Column("figures", "names"), Column("stated", optional=True),
    Column("expected", optional=True),
)  # fmt: skip
_TYPES = {
    "text": "string", "integer": "integer", "number": "number", "date": "date", "flag": "boolean", "names": "string",
}  # fmt: skip
_ARROW = {
    "text": arrow.string(),
    "integer": arrow.int64(),
    "number": arrow.float64(),
    "date": arrow.date32(),
    "flag": arrow.bool_(),
    "names": arrow.list_(arrow.string()),
}
_CSV = "text/csv"
_PARQUET = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class Described:
    """What data_tables.yml says of a table. `references` are columns that name a row of another table."""

    name: str
    title: Bilingual
    description: Bilingual
    key: tuple[str, ...]
    references: Mapping[str, str]


@lru_cache(maxsize=1)
def _declared() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("data_tables.yml").read_text("utf-8"))
    return found


@lru_cache(maxsize=1)
def described() -> dict[str, Described]:
    """The tables that the site offers, in order."""
    return {
        name: Described(
            name,
            Bilingual(**entry["title"]),
            Bilingual(**entry["description"]),
            tuple(entry.get("key", ())),
            entry.get("references", {}),
        )
        for name, entry in _declared()["tables"].items()
    }


def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table, in order."""
    return _FINDINGS if table == "findings" else TABLES[table]


def column_words(table: str, column: str) -> Mapping[str, Any]:
    """What a column says (`vi`, `en`), and its `unit` where it has a fixed one."""
    known = _declared()["columns"]
    words: Mapping[str, Any] = known.get(f"{table}.{column}") or known[column]
    return words


class DataPackage:
    """The files of one site, each made once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._made: dict[tuple[str, str], bytes] = {}

    def frame(self, table: str) -> pd.DataFrame:
        """The rows of a table that are known."""
        if table == "findings":
            return self._findings
        view = self.site.view()
        frame = view.table(table) if table in POINT_IN_TIME else self.site.store.tables[table]
        return frame[[column.name for column in columns(table)]]

    @cached_property
    def _findings(self) -> pd.DataFrame:
        rows = [
            (f.check, f.rule, f.severity.value, f.document, f.locator, f.message_vi, f.message_en, f.figures, f.stated,
             f.expected)
            for f in self.site.findings()
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=[column.name for column in _FINDINGS], dtype="object")

    def content(self, table: str, format: str) -> bytes:
        """`csv` (UTF-8, commas, quotes where needed, ISO dates, lists with semicolons) or `parquet`."""
        if (table, format) not in self._made:
            self._made[table, format] = _csv(self, table) if format == "csv" else _parquet(self, table)
        return self._made[table, format]

    # ------------------------------------------------------------------ the descriptor

    def descriptor(self) -> bytes:
        """datapackage.json."""
        site = self.site
        resources = [self._resource(table) for table in described()] + [self._file(table) for table in described()]
        content: dict[str, Any] = {
            "profile": "data-package",
            "name": "resolution-57-monitor",
            "title": site.title("en"),
            "title_vi": site.title("vi"),
            "description": (
                "Figures that official documents state on Resolution 57-NQ/TW, as stated, each with its document and "
                "place; registers of directives, overdue tasks and databases; and what the checks find. "
                f"Everything known by {site.latest.end.isoformat()}."
            ),
            "version": str(site.latest),
            "keywords": ["Viet Nam", "Resolution 57-NQ/TW", "Project 06", "digital transformation"],
            "sources": [
                {"title": f"{info.number} ({info.issued.isoformat()}): {info.title.en}"} for info in site.documents
            ],
            "resources": resources,
        }
        if site.issuer("en"):
            content["contributors"] = [{"title": site.issuer("en"), "role": "publisher"}]
        if site.invented:
            content["description"] = "INVENTED DATA, not real figures. " + content["description"]
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")

    def _resource(self, table: str) -> dict[str, Any]:
        about = described()[table]
        return {
            "profile": "tabular-data-resource",
            "name": table,
            "title": about.title.en,
            "title_vi": about.title.vi,
            "description": about.description.en,
            "description_vi": about.description.vi,
            **self._told(table, "csv", _CSV),
            "encoding": "utf-8",
            "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "header": True},
            "schema": self._schema(about),
        }

    def _file(self, table: str) -> dict[str, Any]:
        """The Parquet twin: a file like any other to a reader of packages, which need not open it."""
        about = described()[table]
        return {
            "name": f"{table}-parquet",
            "type": "file",
            "title": f"{about.title.en} (Parquet)",
            "description": f"The same rows as {table}.csv, with typed columns.",
            **self._told(table, "parquet", _PARQUET),
        }

    def _told(self, table: str, format: str, mediatype: str) -> dict[str, Any]:
        data = self.content(table, format)
        return {
            "path": addresses.table(table, format).rpartition("/")[2],
            "format": format,
            "mediatype": mediatype,
            "bytes": len(data),
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        }

    @staticmethod
    def _schema(about: Described) -> dict[str, Any]:
        fields = []
        for column in columns(about.name):
            words = column_words(about.name, column.name)
            field: dict[str, Any] = {
                "name": column.name,
                "type": _TYPES[column.type],
                "description": words["en"],
                "description_vi": words["vi"],
            }
            if "unit" in words:
                field["unit"] = words["unit"]["en"]
            if column.type == "flag":
                field |= {"trueValues": ["true"], "falseValues": ["false"]}
            constraints: dict[str, Any] = {} if column.optional or column.type == "names" else {"required": True}
            if (column.name,) == about.key:
                constraints["unique"] = True
            if constraints:
                field["constraints"] = constraints
            fields.append(field)
        schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
        if about.key:
            schema["primaryKey"] = list(about.key)
        if about.references:
            schema["foreignKeys"] = [
                {"fields": [column], "reference": {"resource": other, "fields": list(described()[other].key)}}
                for column, other in about.references.items()
            ]
        return schema


# ---------------------------------------------------------------------- files


def _csv(package: DataPackage, table: str) -> bytes:
    frame = package.frame(table)
    data = {column.name: _plain(frame[column.name], column) for column in columns(table)}
    text: str = pd.DataFrame(data, dtype="object").to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8")


def _plain(cells: pd.Series[Any], column: Column) -> list[str]:
    """Each cell as the file writes it; nothing where there is nothing."""
    if column.type == "names":
        return [";".join(names) for names in cells]
    written = _WRITTEN[column.type]
    return [written(cell) if there else "" for cell, there in zip(cells, cells.notna(), strict=True)]


def _number(amount: float) -> str:
    """Plain digits: other programs need not know of exponents."""
    return str(int(amount)) if amount.is_integer() else format(Decimal(repr(amount)), "f")


_WRITTEN: Mapping[str, Callable[[Any], str]] = {
    "text": str,
    "integer": lambda cell: str(int(cell)),
    "number": lambda cell: _number(float(cell)),
    "date": lambda cell: str(cell.strftime("%Y-%m-%d")),
    "flag": lambda cell: "true" if cell else "false",
}


def _parquet(package: DataPackage, table: str) -> bytes:
    frame = package.frame(table)
    arrays, fields = [], []
    for column in columns(table):
        cells = frame[column.name]
        kind = _ARROW[column.type]
        values = [list(names) for names in cells] if column.type == "names" else cells
        arrays.append(arrow.array(values, type=kind, from_pandas=True))
        words = column_words(table, column.name)
        fields.append(arrow.field(column.name, kind, metadata={"en": words["en"], "vi": words["vi"]}))
    stream = io.BytesIO()
    parquet.write_table(arrow.Table.from_arrays(arrays, schema=arrow.schema(fields)), stream, compression="zstd")
    return stream.getvalue()
