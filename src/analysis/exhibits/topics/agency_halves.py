"""A long table of levels, on a page in two halves beside each other; the screen and the workbook have it whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import ClassVar

from ..markup import Text, as_text
from ..tables import Cell, Column, Row, Table

FEWEST = 8  # rows that are worth dividing
_LINE = 34  # letters of a title in a line of one half
_OTHER = 4  # a group is divided only if the halves would else differ by more lines


@dataclass(frozen=True, repr=False)
class Halves(Table):
    """A table of `levels.levels_table`: item, level, unit, date. On a page the date that most rows share stands in
    the title, and the others by their item."""

    kind: ClassVar[str] = "table"

    @classmethod
    def of(cls, table: Table) -> Table:
        """The same table in halves; itself when it has too few rows for that."""
        if sum(row.kind == "row" for row in table.rows) < FEWEST:
            return table
        return cls(**{f.name: getattr(table, f.name) for f in fields(Table)})

    @property
    def page(self) -> tuple[Table, int]:
        """The table as a page shows it, without the column of dates, and how many rows are in its first half."""
        dates = Counter(str(row.cells[3]) for row in self.rows if row.kind == "row")
        usual = max(dates, key=lambda day: (day != "", dates[day]))
        rows = [row if row.kind == "group" else self._undated(row, usual) for row in self.rows]
        first, second = halves(rows, self.context.pick(" (tiếp)", " (continued)"))
        title = as_text(self.title)
        if usual:
            title = title + self.context.pick(f" (số liệu đến {usual})", f" (data as of {usual})")
        columns: Sequence[Column] = self.columns[:3]
        parts = {f.name: getattr(self, f.name) for f in fields(Table)}
        return Table(**(parts | {"title": title, "columns": columns, "rows": [*first, *second]})), len(first)

    def _undated(self, row: Row, usual: str) -> Row:
        item, level, unit, when = row.cells
        if str(when) != usual:
            words = str(when) or self.context.pick("không nêu thời điểm", "no date stated")
            item = f"{item} ({words})"
        return replace(row, cells=[item, level, unit])

    def typst(self) -> str:
        table, first = self.page
        return table.typst().replace("#datatable(", f"#datatable(split: {first}, ", 1)


def halves(rows: Sequence[Row], again: str) -> tuple[list[Row], list[Row]]:
    """Rows in two columns as even as can be; a group that is divided says its title `again` in the second."""
    lines = [1 + len(_words(row.cells[0])) // _LINE for row in rows]

    def uneven(at: int) -> int:
        return abs(sum(lines[:at]) - sum(lines[at:]))

    whole = [n for n in range(1, len(rows)) if rows[n].kind == "group"]
    inside = [n for n in range(2, len(rows) - 1) if rows[n].kind != "group" and rows[n - 1].kind != "group"]
    best = min(whole, key=uneven, default=None)
    if best is None or uneven(best) > _OTHER:
        best = min((n for n in (best, *inside) if n is not None), key=uneven, default=len(rows))
    first, second = list(rows[:best]), list(rows[best:])
    heads = [row for row in first if row.kind == "group"]
    if second and second[0].kind != "group" and heads:
        second.insert(0, Row([_words(heads[-1].cells[0]) + again], "group"))
    return first, second


def _words(cell: Cell) -> str:
    return cell.plain() if isinstance(cell, Text) else str(cell)
