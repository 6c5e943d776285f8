"""Tables as exhibits: typed cells, one form for every output."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Literal

from ..vocabulary.measures import Mark
from ..vocabulary.values import Value
from .display import Exhibit
from .markup import MARK_WORDS, Shown, Text, as_text, quote, string_literal
from .numbers import day, shown

Cell = Value | Text | str | date | None


@dataclass(frozen=True)
class Column:
    """One column. `unit` false in a number column: the header carries scale and currency."""

    key: str
    label: str
    type: Literal["text", "number", "percent", "date"] = "text"
    unit: str = ""
    show_unit: bool = False  # write scale and unit in each cell
    width: str = "auto"  # Typst track: auto, 1fr, 2fr …
    header: bool = False  # the row's header cell


@dataclass(frozen=True)
class Row:
    cells: Sequence[Cell]
    kind: Literal["row", "group", "total"] = "row"


@dataclass(frozen=True, repr=False)
class Table(Exhibit):
    """A titled table with unit, notes, source and the legend of the marks it uses.

    Shape: every row of kind row or total has one cell a column; a group row has one cell, its title.
    """

    id: str
    title: Text | str
    columns: Sequence[Column]
    rows: Sequence[Row]
    unit: str = ""
    notes: Sequence[Text | str] = field(default_factory=tuple)
    source: str | None = None  # None: cited from the values shown
    sheet: str = ""  # short name for the workbook's sheet
    kind: ClassVar[str] = "table"

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            wanted = 1 if row.kind == "group" else len(self.columns)
            if len(row.cells) != wanted:
                raise ValueError(
                    f"table {self.id}: row {number} has {len(row.cells)} cells, expected {wanted}"
                )

    # ------------------------------------------------------------------ cells

    def text(self, cell: Cell, column: Column) -> Text:
        """A cell as text; numbers without unit unless the column asks for it."""
        if cell is None:
            return Text(("",))
        if isinstance(cell, Value):
            unit = column.show_unit or (column.type == "text")
            return Text(
                (
                    Shown(
                        cell,
                        shown(cell, self.context.lang, unit=unit),
                        self.context.marks(cell),
                        self.context.lang,
                    ),
                )
            )
        if isinstance(cell, date):
            return Text((day(cell, self.context.lang),))
        return as_text(cell)

    def values(self) -> Iterable[Value]:
        yield from as_text(self.title).values()
        for row in self.rows:
            for cell in row.cells:
                if isinstance(cell, Value):
                    yield cell
                elif isinstance(cell, Text):
                    yield from cell.values()
        for note in self.notes:
            yield from as_text(note).values()

    @property
    def cited(self) -> str:
        return self.context.cite(self.values()) if self.source is None else self.source

    def legend(self) -> list[tuple[Mark, str]]:
        """The marks used in the table, with their meaning."""
        used: set[Mark] = set()
        for row in self.rows:
            for cell in row.cells:
                if isinstance(cell, Value) and cell.reported:
                    used.update(self.context.marks(cell))
                elif isinstance(cell, Text):
                    used.update(cell.marks())
        return [
            (m, MARK_WORDS[m][self.context.lang]) for m in Mark if m in used and m is not Mark.NOT_REPORTED
        ]

    # ------------------------------------------------------------------ forms

    def html(self) -> str:
        unit = f' <span class="bf-unit">({html.escape(self.unit)})</span>' if self.unit else ""
        heads = "".join(
            f'<th scope="col" data-type="{"number" if c.type == "percent" else c.type}"'
            f"{' class=num' if c.type in ('number', 'percent') else ''}>{html.escape(c.label)}"
            + (f' <span class="bf-unit">({html.escape(c.unit)})</span>' if c.unit else "")
            + "</th>"
            for c in self.columns
        )
        body = "".join(self._html_row(row) for row in self.rows)
        out = (
            f'<div class="bf-table-wrap"><table class="bf-table" id="table-{html.escape(self.id)}">'
            f"<caption>{as_text(self.title).html()}{unit}</caption><thead><tr>{heads}</tr></thead>"
            f"<tbody>{body}</tbody></table></div>"
        )
        for note in self.notes:
            out += f'<p class="bf-note">{as_text(note).html()}</p>'
        if self.legend():
            words = "; ".join(
                f'<span class="bf-mark" data-mark="{m.value}">{m.sign}</span> {html.escape(w)}'
                for m, w in self.legend()
            )
            out += f'<p class="bf-legend">{words}</p>'
        if self.cited:
            out += f'<p class="bf-source">{self._source_word()}: {html.escape(self.cited)}</p>'
        return out

    def _source_word(self) -> str:
        return self.context.pick("Nguồn", "Source")

    def _html_row(self, row: Row) -> str:
        if row.kind == "group":
            title = self.text(row.cells[0], self.columns[0])
            return (
                f'<tr class="bf-group"><th scope="rowgroup" colspan="{len(self.columns)}">'
                f"{title.html()}</th></tr>"
            )
        cells = ""
        for cell, column in zip(row.cells, self.columns, strict=True):
            content = self.text(cell, column).html()
            sort = self._sort_key(cell)
            attribute = f' data-sort="{html.escape(sort)}"' if sort is not None else ""
            if column.header:
                cells += f'<th scope="row"{attribute}>{content}</th>'
            else:
                number = ' class="num"' if column.type in ("number", "percent") else ""
                cells += f"<td{number}{attribute}>{content}</td>"
        return f"<tr{' class=bf-total' if row.kind == 'total' else ''}>{cells}</tr>"

    @staticmethod
    def _sort_key(cell: Cell) -> str | None:
        if isinstance(cell, Value):
            return str(cell.amount) if cell.reported else ""
        return cell.isoformat() if isinstance(cell, date) else None

    def typst(self) -> str:
        columns = ", ".join(
            "(label: [" + quote(c.label + (f" ({c.unit})" if c.unit else "")) + "], "
            f"align: {'right' if c.type in ('number', 'percent') else 'left'}, width: {c.width}, "
            f"header: {'true' if c.header else 'false'})"
            for c in self.columns
        )
        rows = []
        for row in self.rows:
            columns_of = self.columns[:1] if row.kind == "group" else self.columns
            cells = ", ".join(
                f"[{self.text(cell, column).typst()}]"
                for cell, column in zip(row.cells, columns_of, strict=True)
            )
            rows.append(f'(kind: "{row.kind}", cells: ({cells},))')
        notes = "".join(f"[{as_text(n).typst()}], " for n in self.notes)
        legend = "".join(f'[#mark("{m.value}"); {quote(w)}], ' for m, w in self.legend())
        return (
            f"#datatable(id: {string_literal(self.id)}, title: [{as_text(self.title).typst()}], "
            f"unit: [{quote(self.unit)}], columns: ({columns},), rows: ({', '.join(rows)}{',' if rows else ''}), "
            f"notes: ({notes}), source: [{quote(self.cited)}], legend: ({legend}))\n"
        )

    def plain(self) -> str:
        lines = [
            as_text(self.title).plain() + (f" ({self.unit})" if self.unit else ""),
            " | ".join(c.label for c in self.columns),
        ]
        for row in self.rows:
            columns_of = self.columns[:1] if row.kind == "group" else self.columns
            lines.append(
                " | ".join(self.text(c, k).plain() for c, k in zip(row.cells, columns_of, strict=True))
            )
        return "\n".join(lines)

    def data(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": as_text(self.title).plain(),
            "unit": self.unit,
            "sheet": self.sheet or self.id,
            "columns": [
                {"key": c.key, "label": c.label, "type": c.type, "unit": c.unit, "header": c.header}
                for c in self.columns
            ],
            "rows": [
                {
                    "kind": row.kind,
                    "cells": [
                        self._cell_data(cell, column)
                        for cell, column in zip(
                            row.cells, self.columns[:1] if row.kind == "group" else self.columns, strict=True
                        )
                    ],
                }
                for row in self.rows
            ],
            "notes": [as_text(n).plain() for n in self.notes],
            "source": self.cited,
            "legend": [{"sign": m.sign, "words": w} for m, w in self.legend()],
        }

    def _cell_data(self, cell: Cell, column: Column) -> dict[str, Any]:
        text = self.text(cell, column).plain(signs=False)
        if not isinstance(cell, Value):
            only = list(cell.values()) if isinstance(cell, Text) else []
            return {
                "text": text,
                "value": cell.isoformat() if isinstance(cell, date) else None,
                "figure": only[0].id if len(only) == 1 else None,
                "formula": None,
                "status": None,
                "marks": [],
            }
        formula = None
        if cell.reported and cell.operation:
            formula = {"op": cell.operation, "args": [v.id for v in cell.inputs]}
        return {
            "text": text,
            "value": str(cell.amount) if cell.reported else None,
            "figure": cell.id,
            "formula": formula,
            "status": cell.status.value,
            "marks": [m.sign for m in self.context.marks(cell)] if cell.reported else [],
        }
