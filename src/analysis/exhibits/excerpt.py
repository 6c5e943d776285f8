"""A table of which a page shows some rows and the workbook all: for long registers in a short pack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import ClassVar

from ..vocabulary.values import Value
from .markup import Text
from .tables import Row, Table


@dataclass(frozen=True, repr=False)
class Excerpt(Table):
    """`rows` are all; those at the positions `left_out` stand in the workbook alone, as the note `rest` says.

    The records of the values are those of all rows, so that the workbook can show where each comes from.
    """

    left_out: frozenset[int] = field(default_factory=frozenset)
    rest: Text | str = ""
    kind: ClassVar[str] = "table"

    @property
    def page(self) -> Table:
        """The table as a page shows it."""
        parts = {f.name: getattr(self, f.name) for f in fields(Table)}
        if self.left_out:
            parts["rows"] = [row for number, row in enumerate(self.rows) if number not in self.left_out]
            parts["notes"] = [*self.notes, self.rest] if self.rest else self.notes
            parts["source"] = self.cited
        return Table(**parts)

    def html(self) -> str:
        return self.page.html()

    def typst(self) -> str:
        return self.page.typst()

    def plain(self) -> str:
        return self.page.plain()


def leave_out(rows: Sequence[Row], keep: Iterable[int]) -> frozenset[int]:
    """Positions of the rows that are not kept; a group's title stays while one of its rows does."""
    kept = set(keep)
    title: int | None = None
    titles: set[int] = set()
    for number, row in enumerate(rows):
        if row.kind == "group":
            title = number
        elif number in kept and title is not None:
            titles.add(title)
    return frozenset(n for n in range(len(rows)) if n not in kept and n not in titles)


def shown_values(table: Table) -> list[Value]:
    """The values that a page shows of a table."""
    return list(table.page.values() if isinstance(table, Excerpt) else table.values())
