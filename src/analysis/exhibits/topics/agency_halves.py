"""A long table of levels, on a page in two halves beside each other; the screen and the workbook have it whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import accumulate, chain
from typing import ClassVar

from ..markup import Text, as_text
from ..tables import Cell, Column, Row, Table
from .agency_words import documents

FEWEST = 6  # rows that are worth dividing
MOST = 2  # groups that are kept together
_LINE = 46  # letters of a title in a line of one half
_OTHER = 3  # a group is divided only if the halves would else differ by more lines


@dataclass(frozen=True, repr=False)
class Halves(Table):
    """A table of `levels.levels_table`: item, level, unit, date. On a page the date that most rows share stands in
    the title, the others by their item, and so do units that the item's own words do not tell."""

    kind: ClassVar[str] = "table"

    @classmethod
    def of(cls, table: Table) -> Table:
        """The same table in halves; itself when it has too few rows for that."""
        if sum(row.kind == "row" for row in table.rows) < FEWEST:
            return table
        return cls(**{f.name: getattr(table, f.name) for f in fields(Table)})

    @property
    def page(self) -> tuple[Table, list[int]]:
        """The table as a page shows it, in two columns, and where its rows are cut: into two halves, or
        into two such pairs."""
        dates = Counter(str(row.cells[3]) for row in self.rows if row.kind == "row")
        usual = max(dates, key=lambda day: (day != "", dates[day]))
        rows: list[Row] = []
        group = ""
        for row in self.rows:
            group = _words(row.cells[0]) if row.kind == "group" else group
            rows.append(row if row.kind == "group" else self._short(row, group, usual))
        again = self.context.pick(" (tiếp)", " (continued)")
        first, second = halves(rows, again)
        # One of many groups is two pairs, so that a page can end between them.
        groups = sum(row.kind == "group" for row in rows)
        parts_of = [first, second] if groups <= MOST else [*halves(first, again), *halves(second, again)]
        cuts = list(accumulate(len(part) for part in parts_of))[:-1]
        title = as_text(self.title)
        if usual:
            title = title + self.context.pick(f" (số liệu đến {usual})", f" (data as of {usual})")
        columns: Sequence[Column] = self.columns[:2]
        parts = {f.name: getattr(self, f.name) for f in fields(Table)}
        changed = {"title": title, "columns": columns, "rows": list(chain(*parts_of))}
        return Table(**(parts | changed | {"source": documents(self.context, self.rows)})), cuts

    def _short(self, row: Row, group: str, usual: str) -> Row:
        item, level, unit, when = row.cells
        if str(unit).casefold() not in (group.casefold(), "") and str(unit).casefold() not in str(item).casefold():
            item = f"{item}, {unit}"
        if str(when) != usual:
            words = str(when) or self.context.pick("không nêu thời điểm", "no date stated")
            item = f"{item} ({words})"
        return replace(row, cells=[item, level])

    def typst(self) -> str:
        table, cuts = self.page
        at = "".join(f"{cut}, " for cut in cuts)
        return table.typst().replace("#datatable(", f"#datatable(split: ({at}), ", 1)


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
