"""Rows of the sheets, read cell by cell: a record in, a typed row out, what is wrong collected in between."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ..vocabulary.agencies import find
from ..vocabulary.catalogue import Indicator, catalogue
from ..vocabulary.deadlines import Day, parse_date, parse_deadline
from ..vocabulary.locators import Locator
from ..vocabulary.measures import Measure
from ..vocabulary.periods import parse_day
from ..vocabulary.quantities import Quantity, parse_quantity
from ..vocabulary.values import NATION
from .records import Record, nearest
from .rows import DatabaseRow, DirectiveRow, FigureRow, GroupRow, SetAsideRow, TaskRow
from .setaside import KINDS as MENTION_KINDS
from .setaside import reason_of

RECURRENCES = ("weekly", "monthly", "quarterly", "yearly")
DATABASE_LISTS = ("criteria", "connection")
CRITERIA = "databases.criteria"

_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_SLUG = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")

# Stands in rows that are dropped because their date cannot be read.
_NO_DAY = Day(date.max, "day", False)


@dataclass(frozen=True)
class Of:
    """The document that the rows are of, as far as its settings can be read.

    In a draft the cells that only a person can fill in (titles, names in English, who leads) may be empty.
    """

    key: str | None
    as_of: tuple[date, str]
    issued: date
    draft: bool = False

    def filled(self, record: Record, column: str) -> str:
        """The cell, which may be empty in a draft only."""
        return record[column] if self.draft else record.required(column)


def figure(record: Record, of: Of) -> FigureRow:
    """A row of figures.csv; its token is read in the measure of its indicator."""
    indicator = _indicator(record)
    quantity: Quantity | None = None
    day: Day | None = None
    token = record.required("token")
    if token and indicator:
        if indicator.measure is Measure.DATE:
            day = record.read("token", parse_date)
        else:
            quantity = record.read("token", lambda text: _quantity(text, indicator.measure))
    as_of = record.read("as_of", parse_day) if record["as_of"] else of.as_of
    series = record["series"]
    if series and not _SLUG.fullmatch(series):
        record.problem("series", "This is not the name of a series.", expected="as all_agencies",
                       found=series)
    return FigureRow(
        id=_id(record, of.key), indicator=record["indicator"],
        agency=_agency(record, "agency") if record["agency"] else NATION,
        dimensions=_dimensions(record, indicator), series=series, token=token, quantity=quantity, day=day,
        as_of=as_of[0] if as_of else date.max, as_of_precision=as_of[1] if as_of else "day",
        locator=_locator(record), occurrence=_occurrence(record), note=record["note"], where=record.where,
    )  # fmt: skip


def task(record: Record, of: Of) -> TaskRow:
    """A row of tasks.csv."""
    due = record.required("due")
    return TaskRow(
        id=_id(record, of.key), number=_number(record, "number") or 0, title_vi=of.filled(record, "title_vi"),
        title_en=of.filled(record, "title_en"), agencies=_agencies(record, "agency", required=not of.draft),
        assigned_by=record["assigned_by"], due=due,
        due_day=(record.read("due", parse_date) if due else None) or _NO_DAY,
        locator=_locator(record), where=record.where,
    )  # fmt: skip


def database(record: Record, of: Of) -> DatabaseRow:
    """A row of databases.csv."""
    token = record["token"] or None
    measure = catalogue()[CRITERIA].measure
    quantity = record.read("token", lambda text: parse_quantity(text, measure)) if token else None
    return DatabaseRow(
        id=_id(record, of.key), list=_choice(record, "list", DATABASE_LISTS, required=True),
        number=_number(record, "number") or 0, agency=_agency(record, "agency", required=not of.draft),
        name_vi=record.required("name_vi"), name_en=of.filled(record, "name_en"), token=token,
        quantity=quantity, locator=_locator(record), where=record.where,
    )  # fmt: skip


def directive(record: Record, of: Of) -> DirectiveRow:
    """A row of directives.csv; its deadline is understood from the day of issue."""
    due = record.read("deadline", lambda text: parse_deadline(text, of.issued))
    return DirectiveRow(
        id=_id(record, of.key), item=record.required("item"), leads=_agencies(record, "lead", required=not of.draft),
        partners=_agencies(record, "partners"), title_vi=of.filled(record, "title_vi"),
        title_en=of.filled(record, "title_en"), deadline=record["deadline"] or None,
        due=due or parse_deadline(None, of.issued),
        recurrence=_choice(record, "recurrence", RECURRENCES) or None,
        locator=_locator(record), occurrence=_occurrence(record), where=record.where,
    )  # fmt: skip


def group(record: Record, of: Of) -> GroupRow:
    """A row of groups.csv."""
    if record.required("list") and not _ID.fullmatch(record["list"]):
        record.problem("list", "This is not the name of a list.", expected="as reporting.not_reported",
                       found=record["list"])
    return GroupRow(
        list=record["list"], agency=_agency(record, "agency"), as_written=record.required("as_written"),
        locator=_locator(record), occurrence=_occurrence(record), where=record.where,
    )  # fmt: skip


def set_aside(record: Record, of: Of) -> SetAsideRow:
    """A row of setaside.csv: a mention that is deliberately no figure, and why."""
    return SetAsideRow(
        kind=_choice(record, "kind", MENTION_KINDS, required=True), token=record.required("token"),
        locator=_locator(record), occurrence=_occurrence(record),
        reason=_reason(record), note=record["note"],
        where=record.where,
    )  # fmt: skip


def _id(record: Record, key: str | None) -> str:
    id = record.required("id")
    if id and not _ID.fullmatch(id):
        record.problem("id", "This is not an id.", found=repr(id),
                       expected="small ASCII letters and digits, parted by dots, hyphens or underscores")
    elif id and key and not id.startswith(f"{key}."):
        record.problem("id", "An id begins with the key of its document.", expected=f"{key}.…", found=id)
    return id


@lru_cache(maxsize=1 << 14)  # the same few thousand numbers come again and again
def _quantity(text: str, measure: Measure) -> Quantity:
    return parse_quantity(text, measure)


def _indicator(record: Record) -> Indicator | None:
    key = record.required("indicator")
    if key and key not in catalogue():
        record.problem("indicator", "The catalogue has no such indicator.", found=repr(key),
                       expected="a key of the catalogue", hint=nearest(key, tuple(catalogue())))
    return catalogue().get(key)


def _dimensions(record: Record, indicator: Indicator | None) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in record["dimensions"].split(";"))):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not name or not _SLUG.fullmatch(value):
            record.problem("dimensions", "This is not a dimension.", found=repr(part),
                           expected="name=value;name=value, values in small ASCII letters")
            continue
        if name in found:
            record.problem("dimensions", "This dimension stands twice.", found=part)
        found[name] = value
        if indicator is None:
            continue
        if name not in indicator.dimensions:
            names = tuple(indicator.dimensions)
            record.problem("dimensions", f"{indicator.key} has no such dimension.", found=repr(name),
                           expected=", ".join(names) or "no dimensions", hint=nearest(name, names))
        elif (values := indicator.dimensions[name]) and "*" not in values and value not in values:
            record.problem("dimensions", f"{indicator.key} has no such value of {name}.", found=repr(value),
                           expected=", ".join(values), hint=nearest(value, values))
    return found


def _agency(record: Record, column: str, *, required: bool = True) -> str:
    if required:
        record.required(column)
    if not record[column]:
        return ""
    agency = record.read(column, find)
    return agency.id if agency else ""


def _agencies(record: Record, column: str, *, required: bool = False) -> tuple[str, ...]:
    if required:
        record.required(column)
    names = [name.strip() for name in record[column].split(";") if name.strip()]
    agencies = [record.read(column, find, name) for name in names]
    ids = [agency.id for agency in agencies if agency]
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        record.problem(column, "This agency stands twice.", found=id)
    return tuple(ids)


def _locator(record: Record) -> Locator:
    if not record.required("locator"):
        return Locator("head")
    return record.read("locator", Locator.parse) or Locator("head")


def _occurrence(record: Record) -> int | None:
    return _number(record, "occurrence") if record["occurrence"] else None


def _reason(record: Record) -> str:
    if not record.required("reason"):
        return ""
    found = record.read("reason", lambda text: reason_of(text).key)
    return found or ""


def _number(record: Record, column: str) -> int | None:
    text = record.required(column)
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) == 0:
        record.problem(column, "This is not a number from 1.", expected="1, 2, 3 …", found=repr(text))
        return None
    return int(text)


def _choice(record: Record, column: str, choices: Sequence[str], *, required: bool = False) -> str:
    text = record.required(column) if required else record[column]
    if text and text not in choices:
        record.problem(column, "This is none of the choices.", expected=", ".join(choices), found=repr(text),
                       hint=nearest(text, choices))
    return text
