"""What was known at the end of a period: tables cut to it, and figures as values."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..errors import UnknownParameter, UsageError
from ..vocabulary.catalogue import catalogue
from ..vocabulary.periods import Period
from ..vocabulary.values import NATION, Value, missing
from .objects import DocumentInfo, Title, document_info, figure_value, figure_values, names_by_slug

if TYPE_CHECKING:
    from .slices import Slice, Slices
    from .store import Store

__all__ = ["DocumentInfo", "Title", "View", "figure_value", "figure_values"]


class View:
    """The project as it was known at the end of `period`; later documents do not exist here.

    Tables are DataFrames with the columns of `columns.TABLES`; each access gives a copy of its own, so a
    notebook may change what it gets. `unit` is None: the view is of the whole nation. A view of one agency is
    a `slices.Slice`.
    """

    unit: str | None = None

    def __init__(self, store: Store, period: Period, lang: str = "vi") -> None:
        self._store = store
        self.period = period
        self.lang = lang
        self._tables: dict[str, pd.DataFrame] = {}
        self._places: dict[str, np.ndarray] = {}

    def __repr__(self) -> str:
        return f"View({self.period}: {len(self.table('documents'))} documents, {len(self._values)} figures)"

    @property
    def store(self) -> Store:
        """The store that the view was cut from."""
        return self._store

    # ------------------------------------------------------------------ tables

    def rows(self, table: str) -> np.ndarray:
        """Positions, in the store's table, of the rows known: increasing integers."""
        if table not in self._places:
            known = self._store.tables[table]["known_from"] <= pd.Timestamp(self.period.end)
            self._places[table] = np.flatnonzero(known.to_numpy())
        return self._places[table]

    def table(self, table: str) -> pd.DataFrame:
        """The rows known, kept for the view: to be read and not changed."""
        if table not in self._tables:
            rows = self._store.tables[table].take(self.rows(table))
            self._tables[table] = rows.reset_index(drop=True)
        return self._tables[table]

    def count(self, table: str) -> int:
        """How many rows of the table are known; no copy is made for it."""
        return len(self.rows(table))

    @property
    def documents(self) -> pd.DataFrame:
        """Documents known, oldest first."""
        return self.table("documents").copy()

    @property
    def figures(self) -> pd.DataFrame:
        """Figures known, one row each, in the order of documents and sheets."""
        return self.table("figures").copy()

    @property
    def tasks(self) -> pd.DataFrame:
        """Long-overdue tasks that documents list."""
        return self.table("tasks").copy()

    @property
    def databases(self) -> pd.DataFrame:
        """Databases that documents list, with the criteria they meet."""
        return self.table("databases").copy()

    @property
    def directives(self) -> pd.DataFrame:
        """Tasks that documents assign."""
        return self.table("directives").copy()

    @property
    def groups(self) -> pd.DataFrame:
        """Agencies that passages list."""
        return self.table("groups").copy()

    @property
    def agencies(self) -> pd.DataFrame:
        """The registry of agencies."""
        return self._store.tables["agencies"].copy()

    @property
    def indicators(self) -> pd.DataFrame:
        """The indicator catalogue as a table."""
        return self._store.tables["indicators"].copy()

    def database_names(self, lang: str) -> dict[str, str]:
        """Names of the databases by the slug that ends their ids, of the latest document that lists them."""
        rows = self.table("databases")
        return names_by_slug(rows, lang)

    # ------------------------------------------------------------------ one agency

    def of(self, unit: str) -> Slice:
        """What of this view concerns one agency (see `slices`); cheap, and not kept for long.

        Raises UnknownAgency when the registry has no agency of this id.
        """
        return self.slices.of(unit)

    @cached_property
    def slices(self) -> Slices:
        """Where the rows of each agency stand; made once for all its slices."""
        from .slices import Slices

        return Slices(self)

    @property
    def invented(self) -> bool:
        """Whether the documents are made up: nothing of them may be taken for real."""
        documents = self.table("documents")
        return "invented" in documents.columns and bool(documents["invented"].any())

    # ------------------------------------------------------------------ documents

    @cached_property
    def _documents(self) -> dict[str, DocumentInfo]:
        return {info.id: info for info in map(document_info, self.table("documents").to_dict("records"))}

    @property
    def infos(self) -> tuple[DocumentInfo, ...]:
        """The documents known, oldest first."""
        return tuple(self._documents.values())

    def document(self, document: str) -> DocumentInfo:
        """Raises UsageError when no such document was known at the period's end."""
        if document not in self._documents:
            later = document in set(self._store.tables["documents"]["id"])
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
            for id, value in self._store.values.items()
            if value.known_from and value.known_from <= end
        }

    @cached_property
    def _by_indicator(self) -> dict[str, list[Value]]:
        table: dict[str, list[Value]] = {}
        for value in self._values.values():
            table.setdefault(value.indicator, []).append(value)
        return table

    @cached_property
    def _by_agency(self) -> dict[tuple[str, str], list[Value]]:
        """Figures by indicator and agency: a nation has thousands of agencies for one indicator."""
        table: dict[tuple[str, str], list[Value]] = {}
        for value in self._values.values():
            table.setdefault((value.indicator, value.agency), []).append(value)
        return table

    @property
    def values(self) -> tuple[Value, ...]:
        """Every figure known, in the order of documents and sheets."""
        return tuple(self._values.values())

    @property
    def ids(self) -> Iterable[str]:
        """The ids of the figures known."""
        return self._values.keys()

    def __contains__(self, figure: object) -> bool:
        """Is a figure of this id known?"""
        return figure in self._values

    def figure(self, figure: str) -> Value:
        """The figure of this id; raises UsageError, with the nearest ids, when it is not known here."""
        if figure in self._values:
            return self._values[figure]
        if figure in self._store.values:
            raise UsageError(
                f"The figure {figure!r} is not known at the end of {self.period}.",
                found=f"it became known on {self._store.values[figure].known_from}",
                hint="choose a later period",
            )
        near = difflib.get_close_matches(figure, self._store.values, n=3, cutoff=0.5)
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
            v for v in self._select(indicator, series, document, agency) if dict(v.dimensions) == dimensions
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
        only = NATION if agency is None and along and "agency" not in along else agency
        for value in self._select(indicator, series, document, only):
            if any(value.dimensions.get(k) != v for k, v in dimensions.items()):
                continue
            if along and set(value.dimensions) != keys:
                continue
            if agency is None and "agency" in along and value.agency == NATION:
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
            v for v in self._select(indicator, series, document, agency) if dict(v.dimensions) == dimensions
        ]
        return sorted(found, key=_recency)

    def _select(
        self, indicator: str, series: str | None, document: str | None, agency: str | None = None
    ) -> list[Value]:
        if indicator not in catalogue():
            near = difflib.get_close_matches(indicator, catalogue(), n=3, cutoff=0.5)
            raise UnknownParameter(
                f"The catalogue has no indicator {indicator!r}.",
                hint=f"did you mean {', '.join(near)}?" if near else None,
            )
        found: Iterable[Value] = (
            self._by_indicator.get(indicator, ())
            if agency is None
            else self._by_agency.get((indicator, agency), ())
        )
        return [
            v
            for v in found
            if (series is None or v.series == series) and (document is None or v.document == document)
        ]

    # ------------------------------------------------------------------ time

    def previous(self) -> View | None:
        """The view of the last earlier period, of the same length, in which something new became known."""
        before = [info.known_from for info in self._documents.values() if info.known_from < self.period.start]
        if not before:
            return None
        return self._store.view(_like(self.period, max(before)), self.lang)


def _like(period: Period, day: date) -> Period:
    """The month, quarter or year, as `period` is one, that holds `day`."""
    if period.month:
        return Period(day.year, day.month)
    return Period(day.year, quarter=(day.month + 2) // 3) if period.quarter else Period(day.year)


def _recency(value: Value) -> tuple[date, date]:
    return value.as_of or date.min, value.known_from or date.min
