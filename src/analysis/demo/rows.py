"""Rows of the invented sheets, and how they are written as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

FIGURE_COLUMNS = (
    "id", "indicator", "agency", "dimensions", "series", "token", "as_of", "locator", "occurrence", "note",
)
TASK_COLUMNS = ("id", "number", "title_vi", "title_en", "agency", "assigned_by", "due", "locator")
DATABASE_COLUMNS = ("id", "list", "number", "agency", "name_vi", "name_en", "token", "locator")
DIRECTIVE_COLUMNS = (
    "id", "item", "lead", "partners", "title_vi", "title_en", "deadline", "recurrence", "locator", "occurrence",
)
GROUP_COLUMNS = ("list", "agency", "as_written", "locator", "occurrence")


@dataclass(frozen=True)
class Stated:
    """One figure before it is put into a document: what it says, of whom, and where."""

    indicator: str
    token: str
    locator: str
    agency: str = ""  # the nation
    dimensions: tuple[tuple[str, str], ...] = ()
    series: str = ""
    as_of: str = ""
    again: str = ""  # parts a second statement of the same thing from the first

    def id(self, key: str) -> str:
        """`gd05.products.count.ha-noi.strategic.pilot`; of the nation with the series in the agency's place."""
        parts = [key, self.indicator, self.agency or self.series, *(value for _, value in self.dimensions), self.again]
        return ".".join(part for part in parts if part)

    def row(self, key: str) -> tuple[str, ...]:
        dimensions = ";".join(f"{name}={value}" for name, value in self.dimensions)
        return (self.id(key), self.indicator, self.agency, dimensions, self.series, self.token, self.as_of,
                self.locator, "", "")


@dataclass
class Sheet:
    """One invented document: its figures, registers and declared checks."""

    key: str
    figures: list[Stated] = field(default_factory=list)
    tasks: list[tuple[Any, ...]] = field(default_factory=list)
    databases: list[tuple[Any, ...]] = field(default_factory=list)
    directives: list[tuple[Any, ...]] = field(default_factory=list)
    groups: list[tuple[Any, ...]] = field(default_factory=list)
    checks: list[Mapping[str, Any]] = field(default_factory=list)

    def state(self, figure: Stated) -> str:
        """Adds a figure; gives its id."""
        self.figures.append(figure)
        return figure.id(self.key)

    def files(self) -> dict[str, str]:
        """File name → text, for what there is."""
        found = {
            "figures.csv": to_csv(FIGURE_COLUMNS, (figure.row(self.key) for figure in self.figures)),
            "tasks.csv": to_csv(TASK_COLUMNS, self.tasks),
            "databases.csv": to_csv(DATABASE_COLUMNS, self.databases),
            "directives.csv": to_csv(DIRECTIVE_COLUMNS, self.directives),
            "groups.csv": to_csv(GROUP_COLUMNS, self.groups),
            "checks.toml": "\n".join(map(_entry, self.checks)),
        }
        return {name: text for name, text in found.items() if text}


def to_csv(columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> str:
    """A header and the rows; nothing when there are none."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    before = text.tell()
    writer.writerows(rows)
    return text.getvalue() if text.tell() > before else ""


def _entry(check: Mapping[str, Any]) -> str:
    """One [[check]] of a checks.toml."""
    return "\n".join(["[[check]]", *(f"{name} = {_toml(value)}" for name, value in check.items()), ""])


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_toml(each)}" for name, each in value.items()) + " }"
    if isinstance(value, int):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
