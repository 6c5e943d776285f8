"""A table exhibit as one tidy table: a row a row, groups and kinds of row as columns, numbers as numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from .spreadsheet import number_format, reference, words

Record = Mapping[str, Any]
DAY_FORMAT = {"vi": "d/m/yyyy", "en": "d mmmm yyyy"}
VALUE, DENOMINATOR, UPPER = "C", "D", "E"  # columns of the sheet of figures


@dataclass(frozen=True)
class Cell:
    """One cell: text, or a number (with the formula that gives it), or a day. `shown` is what a reader
    sees.
    """

    text: str = ""
    number: Decimal | None = None
    formula: str | None = None
    day: date | None = None
    format: str | None = None
    missing: bool = False
    strong: bool = False
    link: str | None = None  # the id of a figure, to be linked to its row

    @property
    def shown(self) -> str:
        return self.text


@dataclass
class Tidy:
    """A rectangle of cells under unique headers."""

    title: str
    unit: str
    source: str
    legend: str
    notes: str
    heads: list[str]
    numeric: list[bool]
    rows: list[list[Cell]]
    row_header: bool = True


def decimals_shown(text: str, lang: str) -> int:
    """Decimals of the first number in a displayed text."""
    separator, group = (",", ".") if lang == "vi" else (".", ",")
    match = re.search(rf"\d[\d{re.escape(group)}]*(?:{re.escape(separator)}(\d+))?", text)
    return len(match[1]) if match and match[1] else 0


def exponent(record: Record) -> int:
    """The power of ten of the unit a value is shown in (12 for nghìn tỷ), as `exhibits.numbers.shown` has
    it.
    """
    scale = Decimal(record["scale"]).adjusted() if record.get("scale") else 0
    return scale if scale in (3, 6, 9, 12) else 0


def formula_of(operation: str | None, inputs: Sequence[str], places: Mapping[str, str], scale: int = 0) -> str | None:
    """The formula over the sheet of figures; None when an input is not there or the operation has none.

    `places` gives for each figure the reference of its value's cell.
    """
    if not operation or not inputs or any(i not in places for i in inputs):
        return None
    cells = [places[i] for i in inputs]
    if operation == "ratio" and len(cells) == 2:
        body = f"{cells[0]}/{cells[1]}*100"
    elif operation == "own_ratio" and len(cells) == 1:
        sheet, _, cell = cells[0].rpartition("!")
        body = f"{cells[0]}/{sheet}!{DENOMINATOR}{cell[len(VALUE) :]}*100"
    elif operation == "difference" and len(cells) == 2:
        body = f"{cells[0]}-{cells[1]}"
    elif operation == "sum":
        body = "+".join(cells)
    else:
        return None
    if not scale:
        return body
    return f"({body})/10^{scale}"


# ---------------------------------------------------------------------- a table exhibit


@dataclass
class _Built:
    """One column of the exhibit as one or more columns of the tidy table."""

    heads: list[str] = field(default_factory=list)
    numeric: list[bool] = field(default_factory=list)
    makers: list[Callable[[Mapping[str, Any], bool], Cell]] = field(default_factory=list)

    def add(self, head: str, numeric: bool, maker: Callable[[Mapping[str, Any], bool], Cell]) -> None:
        self.heads.append(head)
        self.numeric.append(numeric)
        self.makers.append(maker)


def tidy_table(exhibit: Mapping[str, Any], records: Mapping[str, Record], lang: str, places: Mapping[str, str]) -> Tidy:
    """The exhibit as a tidy table; `places` as in `formula_of`."""
    say = words(lang)
    rows = exhibit["rows"]
    plain = [r for r in rows if r["kind"] != "group"]
    built = _Built()
    spans: list[int] = []
    for index, column in enumerate(exhibit["columns"]):
        before = len(built.heads)
        _build_column(built, column, [r["cells"][index] for r in plain], records, lang, places)
        spans.append(len(built.heads) - before)
    grouped = any(r["kind"] == "group" for r in rows)
    totals = any(r["kind"] == "total" for r in rows)
    marked = any(c.get("marks") for r in plain for c in r["cells"])
    sourced = any(c.get("figure") in places for r in plain for c in r["cells"])
    heads = [
        *([say["group"]] if grouped else []),
        *built.heads,
        *([say["row"]] if totals else []),
        *([say["marks"]] if marked else []),
        *([say["ids"]] if sourced else []),
    ]
    numeric = [*([False] if grouped else []), *built.numeric, *([False] * (totals + marked + sourced))]
    out: list[list[Cell]] = []
    group = ""
    for row in rows:
        if row["kind"] == "group":
            group = row["cells"][0]["text"]
            continue
        strong = row["kind"] == "total"
        cells = [Cell(group if not strong else "", strong=strong)] if grouped else []
        makers = iter(built.makers)
        for content, span in zip(row["cells"], spans, strict=True):
            cells += [next(makers)(content, strong) for _ in range(span)]
        if totals:
            cells.append(Cell(say["total"] if strong else say["plain"], strong=strong))
        if marked:
            cells.append(Cell(_marks(row["cells"], exhibit["columns"])))
        if sourced:
            ids = list(dict.fromkeys(c["figure"] for c in row["cells"] if c.get("figure") in places))
            cells.append(Cell("; ".join(ids), link=ids[0] if ids else None))
        out.append(cells)
    return Tidy(
        title=exhibit["title"],
        unit=exhibit.get("unit") or "",
        source=exhibit.get("source") or "",
        legend="; ".join(f"{e['sign']} {e['words']}" for e in exhibit.get("legend", ())),
        notes=" ".join(exhibit.get("notes", ())),
        heads=_unique(heads),
        numeric=numeric,
        rows=out,
        row_header=any(c.get("header") for c in exhibit["columns"][:1]),
    )


def _build_column(
    built: _Built,
    column: Mapping[str, Any],
    cells: Sequence[Mapping[str, Any]],
    records: Mapping[str, Record],
    lang: str,
    places: Mapping[str, str],
) -> None:
    say, label = words(lang), column["label"]
    head = f"{label} ({column['unit']})" if column.get("unit") else label
    held = [c for c in cells if c.get("status")]
    numbers = column["type"] in ("number", "percent")

    def plain(content: Mapping[str, Any], strong: bool) -> Cell:
        day = content.get("value") if not content.get("status") else None
        if day:
            return Cell(content["text"], day=date.fromisoformat(day), format=DAY_FORMAT[lang], strong=strong)
        return Cell(
            content["text"],
            strong=strong,
            missing=content.get("status") in ("not_reported", "not_applicable"),
        )

    def amount(content: Mapping[str, Any], strong: bool) -> Cell:
        return _number(content, column, records, lang, places, strong, scaled=numbers)

    if not held:
        built.add(head, False, plain)
        return
    if not numbers:  # a text column that holds values, each with its own unit: as shown, and the amount beside it
        built.add(head, False, plain)
        built.add(f"{label} ({say['amount']})", True, amount)
        return
    built.add(head, True, amount)
    if any(_more_than_a_number(c["text"]) for c in held if c["status"] == "reported"):
        built.add(f"{label} ({say['shown']})", False, lambda c, strong: Cell(c["text"], strong=strong))
    if any(records.get(c["figure"], {}).get("denominator") for c in held):

        def out_of(content: Mapping[str, Any], strong: bool) -> Cell:
            below = records.get(content.get("figure") or "", {}).get("denominator")
            return Cell(below or "", number=Decimal(below) if below else None, format=number_format(0), strong=strong)

        built.add(f"{label} ({say['of']})", True, out_of)


def _number(
    content: Mapping[str, Any],
    column: Mapping[str, Any],
    records: Mapping[str, Record],
    lang: str,
    places: Mapping[str, str],
    strong: bool,
    *,
    scaled: bool,
) -> Cell:
    """A value's number: in the unit of the column's header when `scaled`, else in base units."""
    record = records.get(content.get("figure") or "")
    if content.get("status") != "reported" or record is None or content.get("value") is None:
        return Cell(content["text"], missing=bool(content.get("status")), strong=strong)
    amount = Decimal(content["value"])
    if record["measure"] == "date":
        return Cell(content["text"], day=date.fromordinal(int(amount)), format=DAY_FORMAT[lang], strong=strong)
    power = exponent(record) if scaled else 0
    decimals = decimals_shown(content["text"], lang) if power == exponent(record) else 0
    made = content.get("formula") or {}
    suffix = "%" if record["measure"] == "percent" and "%" not in column.get("unit", "") else ""
    return Cell(
        content["text"],
        number=amount / Decimal(10) ** power,
        formula=formula_of(made.get("op"), made.get("args", ()), places, power),
        format=number_format(decimals, suffix),
        strong=strong,
    )


def _more_than_a_number(text: str) -> bool:
    return re.fullmatch(r"[\d.,]+%?", text) is None


def _marks(cells: Sequence[Mapping[str, Any]], columns: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(
        f"{column['label']}: {''.join(cell['marks'])}"
        for cell, column in zip(cells, columns, strict=True)
        if cell.get("marks")
    )


def _unique(heads: Sequence[str]) -> list[str]:
    """Headers of an Excel table must be there, and differ without regard to case."""
    found: list[str] = []
    for head in heads:
        base = " ".join(head.split()) or "–"
        name, number = base, 2
        while name.casefold() in {f.casefold() for f in found}:
            name, number = f"{base} ({number})", number + 1
        found.append(name)
    return found


# ---------------------------------------------------------------------- the sheet of figures


def figures_table(records: Mapping[str, Record], lang: str, sheet: str, header_row: int) -> tuple[Tidy, dict[str, str]]:
    """Every figure used, stated ones first, and for each the reference of the cell that holds its value."""
    ordered = sorted(records.values(), key=lambda r: r["kind"] != "stated")
    places = {r["id"]: reference(sheet, f"{VALUE}{n}") for n, r in enumerate(ordered, header_row + 1)}
    rows = [_figure_row(r, lang, places) for r in ordered]
    heads = list(words(lang)["figure_heads"])
    numeric = [head in heads[2:5] for head in heads]
    return Tidy("", "", "", "", "", heads, numeric, rows), places


def _figure_row(record: Record, lang: str, places: Mapping[str, str]) -> list[Cell]:
    def amount(key: str, formula: str | None = None) -> Cell:
        text = record.get(key)
        if text is None:
            return Cell("")
        if record["measure"] == "date":
            return Cell(record["shown"], day=date.fromordinal(int(Decimal(text))), format=DAY_FORMAT[lang])
        number = Decimal(text)
        decimals = decimals_shown(record["shown"], lang) if not exponent(record) else 0
        return Cell(f"{number:,.{decimals}f}", number=number, formula=formula, format=number_format(decimals))

    def day(key: str) -> Cell:
        label = record.get(f"{key}_label") or ""
        exact = re.fullmatch(r"\d+/\d+/\d{4}|\d+ \w+ \d{4}", label)  # a month or a year stays words
        return Cell(
            label,
            day=date.fromisoformat(record[key]) if exact else None,
            format=DAY_FORMAT[lang] if exact else None,
        )

    return [
        Cell(record["id"]),
        Cell(record["title"]),
        amount("amount", formula_of(record.get("operation"), record.get("inputs", ()), places)),
        amount("denominator"),
        amount("upper"),
        Cell(words(lang)["units"].get(record["measure"], record["measure"])),
        Cell(record["shown"]),
        Cell(words(lang)["kinds"][record["kind"]]),
        Cell(record.get("agency_label") or ""),
        day("as_of"),
        day("known_from"),
        Cell(record.get("document_number") or ""),
        Cell(record.get("locator_label") or ""),
        Cell(record.get("token") or ""),
        Cell(record.get("formula") or ""),
        Cell("; ".join(record.get("inputs") or ())),
    ]
