"""The store hands out the tables, always of the sheets as they are now, as point-in-time views."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import pandas as pd

from ..errors import DataError, UnknownPeriod
from ..paths import Workspace
from ..vocabulary.agencies import ADDED, use
from ..vocabulary.periods import Period
from ..vocabulary.values import Value
from . import files
from .view import DocumentInfo, Title, View, figure_values

__all__ = ["DocumentInfo", "Store", "Title", "View"]


class Store:
    """All tables of a workspace. Open it with `Store.open`; ask it for a `view` of a period."""

    def __init__(self, workspace: Workspace, tables: Mapping[str, pd.DataFrame]) -> None:
        self.workspace = workspace
        self.tables = tables
        self._views: dict[tuple[Period, str], View] = {}

    @classmethod
    def open(cls, workspace: Workspace | None = None) -> Store:
        """The tables of the workspace, built anew when the sheets or the program have changed since.

        The agencies that the workspace adds come into force. Raises DataError when the sheets break their rules,
        or when there are none.
        """
        workspace = workspace or Workspace.find()
        use(workspace.raw / ADDED)
        manifest = files.manifest(workspace.processed)
        if manifest is not None and manifest.get("inputs") == files.inputs(workspace.raw):
            tables = files.read(workspace.processed, manifest)
            if tables is not None:
                return cls(workspace, tables)
        from .build import (
            build_tables,
        )  # only now: it brings pandera, which a reader of built tables can spare

        return cls(workspace, build_tables(workspace).tables)

    @cached_property
    def values(self) -> dict[str, Value]:
        """Every figure of the project by id, whenever it became known."""
        return {value.id: value for value in figure_values(self.tables["figures"])}

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The months in which a document became known, oldest first."""
        days = {Period.of(day.date()) for day in self.tables["documents"]["known_from"]}
        return tuple(sorted(days))

    @property
    def latest(self) -> Period:
        """The last month in which a document became known."""
        if not self.periods:
            raise DataError(
                "There are no documents.",
                where=self.workspace.raw,
                hint="add a folder with document.toml and figures.csv",
            )
        return self.periods[-1]

    def view(self, period: str | Period | None = None, lang: str = "vi") -> View:
        """What was known by the end of the period, by default the latest.

        Raises UnknownPeriod when the text is no period or no document had been issued by its end.
        """
        chosen = Period.parse(period) if period is not None else self.latest
        if not any(known.start <= chosen.end for known in self.periods):
            raise UnknownPeriod(
                "No document is known by the end of this period.",
                found=str(chosen),
                expected=f"{self.latest} or another period not before {self.periods[0]}"
                if self.periods
                else "at least one document in data/raw",
                hint="give --period YYYY-MM",
            )
        key = (chosen, lang)
        if key not in self._views:
            self._views[key] = View(self, chosen, lang)
        return self._views[key]
