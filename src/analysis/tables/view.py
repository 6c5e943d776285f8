"""What was known at the end of a period: tables cut to it, and figures as values."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import UnknownParameter, UsageError
from ..vocabulary.catalogue import catalogue
from ..vocabulary.measures import Kind, Measure, Qualifier
from ..vocabulary.periods import Period
from ..vocabulary.values import NATION, Value, missing

if TYPE_CHECKING:
    from .store import Store


@dataclass(frozen=True)
class Title:
    """Our short title of a document in both languages: `title["vi"]` or `title("vi")`."""

    vi: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.vi if lang == "vi" else self.en

    __call__ = __getitem__


@dataclass(frozen=True)
class DocumentInfo:
    """A document of the project. `known_from` is the day it was issued, or its month's last day."""

    id: str
    key: str
    number: str
    kind: str
    issuer: str
    title: Title
    issued: date
    issued_precision: str
    as_of: date
    as_of_precision: str
    period: str
    known_from: date
    sha256: str | None = None


class View:
    """The project as it was known at the end of `period`; later documents do not exist here.

    Tables are DataFrames with the columns of `columns.TABLES`; each access gives a copy of its own, so a
    notebook may change what it gets.
    """

    def __init__(self, store: Store, period: Period, lang: str = "vi") -> None:
        self.store = store
        self.period = period
        self.lang = lang
        self._tables: dict[str, pd.DataFrame] = {}

    def __repr__(self) -> str:
        return f"View({self.period}: {len(self._cut('documents'))} documents, {len(self._values)} figures)"

    # ------------------------------------------------------------------ tables

    def _cut(self, table: str) -> pd.DataFrame:
        if table not in self._tables:
            frame = self.store.tables[table]
            known = frame["known_from"] <= pd.Timestamp(self.period.end)
            self._tables[table] = frame[known].reset_index(drop=True)
        return self._tables[table]

    @property
    def documents(self) -> pd.DataFrame:
        """Documents known, oldest first."""
        return self._cut("documents").copy()

    @property
    def figures(self) -> pd.DataFrame:
        """Figures known, one row each, in the order of documents and sheets."""
        return self._cut("figures").copy()

    @property
    def tasks(self) -> pd.DataFrame:
        """Long-overdue tasks that documents list."""
        return self._cut("tasks").copy()

    @property
    def databases(self) -> pd.DataFrame:
        """Databases that documents list, with the criteria they meet."""
        return self._cut("databases").copy()

    @property
    def directives(self) -> pd.DataFrame:
        """Tasks that documents assign."""
        return self._cut("directives").copy()

    @property
    def groups(self) -> pd.DataFrame:
        """Agencies that passages list."""
        return self._cut("groups").copy()

    @property
    def agencies(self) -> pd.DataFrame:
        """The registry of agencies."""
        return self.store.tables["agencies"].copy()

    @property
    def indicators(self) -> pd.DataFrame:
        """The indicator catalogue as a table."""
        return self.store.tables["indicators"].copy()

    # ------------------------------------------------------------------ documents

    @cached_property
    def _documents(self) -> dict[str, DocumentInfo]:
        return {info.id: info for info in map(document_info, self._cut("documents").to_dict("records"))}

    @property
    def infos(self) -> tuple[DocumentInfo, ...]:
        """The documents known, oldest first."""
        return tuple(self._documents.values())

    def document(self, document: str) -> DocumentInfo:
        """Raises UsageError when no such document was known at the period's end."""
        if document not in self._documents:
            later = document in set(self.store.tables["documents"]["id"])
            raise UsageError(
                f"No document {document!r} is known at the end of {self.period}.",
                found="a document issued later" if later else "an id the project does not have",
                expected=", ".join(self._documents),
            )
        return self._documents[document]

    # ------------------------------------------------------------------ figures

    @cached_property
    def _values(self) -> dict[str, Value]:
        end = self.period.end
        return {
            id: value
            for id, value in self.store.values.items()
            if value.known_from and value.known_from <= end
        }

    @cached_property
    def _by_indicator(self) -> dict[str, list[Value]]:
        table: dict[str, list[Value]] = {}
        for value in self._values.values():
            table.setdefault(value.indicator, []).append(value)
        return table

    @property
    def values(self) -> tuple[Value, ...]:
        """Every figure known, in the order of documents and sheets."""
        return tuple(self._values.values())

    def __contains__(self, figure: object) -> bool:
        """Is a figure of this id known?"""
        return figure in self._values

    def figure(self, figure: str) -> Value:
        """The figure of this id; raises UsageError, with the nearest ids, when it is not known here."""
        if figure in self._values:
            return self._values[figure]
        if figure in self.store.values:
            raise UsageError(
                f"The figure {figure!r} is not known at the end of {self.period}.",
                found=f"it became known on {self.store.values[figure].known_from}",
                hint="choose a later period",
            )
        near = difflib.get_close_matches(figure, self.store.values, n=3, cutoff=0.5)
        raise UsageError(
            f"No figure has the id {figure!r}.",
            hint=f"did you mean {', '.join(near)}?" if near else "briefing figures lists all ids",
        )

    def value(
        self,
        indicator: str,
        agency: str = NATION,
        series: str | None = None,
        document: str | None = None,
        **dimensions: str,
    ) -> Value:
        """The latest figure of the indicator with exactly these dimensions; a missing value if there is none.

        Latest by the date it speaks of, then by the date it became known; of figures alike in both, the
        first stated. `series=""` asks for figures without a series, None for any.
        """
        found = [
            v
            for v in self._select(indicator, series, document)
            if v.agency == agency and dict(v.dimensions) == dimensions
        ]
        if not found:
            return missing(indicator, catalogue()[indicator].measure, agency=agency, dimensions=dimensions)
        return max(found, key=_recency)

    def all(
        self,
        indicator: str,
        by: str | tuple[str, ...] | None = None,
        series: str | None = None,
        document: str | None = None,
        agency: str | None = None,
        **dimensions: str,
    ) -> list[Value]:
        """The latest figure of each agency × dimensions, in the order first stated.

        Without `by`, every figure of the indicator that has at least the given dimensions. With `by`, a
        breakdown along it: `by="agency"` gives one figure an agency, the nation left out; `by="stage"` one
        a stage, of the nation or of `agency`; `by=("agency", "database")` both. In a breakdown figures have
        exactly the given dimensions and those of `by`.
        """
        along = (by,) if isinstance(by, str) else tuple(by or ())
        keys = {*dimensions, *(k for k in along if k != "agency")}
        latest: dict[tuple[Any, ...], Value] = {}
        for value in self._select(indicator, series, document):
            if any(value.dimensions.get(k) != v for k, v in dimensions.items()):
                continue
            if along and set(value.dimensions) != keys:
                continue
            if agency is not None:
                if value.agency != agency:
                    continue
            elif along and (value.agency == NATION) == ("agency" in along):
                continue
            key = (value.agency, *sorted(value.dimensions.items()))
            if key not in latest or _recency(value) > _recency(latest[key]):
                latest[key] = value
        return list(latest.values())

    def history(
        self,
        indicator: str,
        agency: str = NATION,
        series: str | None = None,
        document: str | None = None,
        **dimensions: str,
    ) -> list[Value]:
        """Every figure known of the indicator with exactly these dimensions, oldest first."""
        found = [
            v
            for v in self._select(indicator, series, document)
            if v.agency == agency and dict(v.dimensions) == dimensions
        ]
        return sorted(found, key=_recency)

    def _select(self, indicator: str, series: str | None, document: str | None) -> list[Value]:
        if indicator not in catalogue():
            near = difflib.get_close_matches(indicator, catalogue(), n=3, cutoff=0.5)
            raise UnknownParameter(
                f"The catalogue has no indicator {indicator!r}.",
                hint=f"did you mean {', '.join(near)}?" if near else None,
            )
        return [
            v
            for v in self._by_indicator.get(indicator, ())
            if (series is None or v.series == series) and (document is None or v.document == document)
        ]

    # ------------------------------------------------------------------ time

    def previous(self) -> View | None:
        """The view of the last earlier period, of the same length, in which something new became known."""
        before = [info.known_from for info in self._documents.values() if info.known_from < self.period.start]
        if not before:
            return None
        return self.store.view(_like(self.period, max(before)), self.lang)


def _like(period: Period, day: date) -> Period:
    """The month, quarter or year, as `period` is one, that holds `day`."""
    if period.month:
        return Period(day.year, day.month)
    return Period(day.year, quarter=(day.month + 2) // 3) if period.quarter else Period(day.year)


def _recency(value: Value) -> tuple[date, date]:
    return value.as_of or date.min, value.known_from or date.min


# ---------------------------------------------------------------------- rows to objects


def document_info(row: Mapping[Any, Any]) -> DocumentInfo:
    """A row of the documents table as an object."""
    return DocumentInfo(
        id=row["id"],
        key=row["key"],
        number=row["number"],
        kind=row["kind"],
        issuer=row["issuer"],
        title=Title(row["title_vi"], row["title_en"]),
        issued=row["issued"].date(),
        issued_precision=row["issued_precision"],
        as_of=row["as_of"].date(),
        as_of_precision=row["as_of_precision"],
        period=row["period"],
        known_from=row["known_from"].date(),
        sha256=_text(row["sha256"]),
    )


def figure_value(row: Mapping[Any, Any]) -> Value:
    """A row of the figures table as a value."""
    return Value(
        id=row["id"],
        indicator=row["indicator"],
        amount=Decimal(row["amount"]),
        measure=Measure(row["measure"]),
        kind=Kind.STATED,
        agency=row["agency"],
        dimensions=json.loads(row["dimensions"]),
        denominator=_decimal(row["denominator"]),
        upper=_decimal(row["upper"]),
        qualifier=Qualifier(row["qualifier"]),
        decimals=int(row["decimals"]),
        scale=_decimal(row["scale"]),
        series=_text(row["series"]) or "",
        as_of=row["as_of"].date(),
        as_of_precision=row["as_of_precision"],
        known_from=row["known_from"].date(),
        document=row["document"],
        locator=row["locator"],
        occurrence=None if pd.isna(row["occurrence"]) else int(row["occurrence"]),
        token=row["stated"],
    )


def _decimal(number: Any) -> Decimal | None:
    """Exact: the build refuses a number that does not survive a float."""
    if number is None or pd.isna(number):
        return None
    return Decimal(int(number)) if number == int(number) else Decimal(repr(float(number)))


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) else None
