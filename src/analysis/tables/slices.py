"""What concerns one agency: a view in which only those rows exist.

A pack made from a slice cannot depend on anything else, whatever its notebooks ask: so what a pack depends on
need not be traced or declared, it is what its slice holds (`fingerprints` gives the checksums). A slice has

- the figures of the agency; the figures of its peers by which it is ranked, and those of the nation that stand
  beside them (`vocabulary/scorecard.yml` names both);
- the tasks, databases and directives that name it or a group it belongs to, and the lists that name it; tasks,
  databases and lists only from the latest document that has the register or the list, so that an older one,
  in which the agency stood last, is not taken for the present one;
- every document known, and the registry of agencies.

`Slices` finds the rows of all agencies in one pass over a view; a slice then costs as much as it has rows.
"""

from __future__ import annotations

import difflib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..errors import UsageError
from ..vocabulary import agencies as registry
from ..vocabulary import scorecard
from ..vocabulary.values import NATION, Value
from .objects import DocumentInfo, names_by_slug
from .view import View

if TYPE_CHECKING:
    from .store import Store

KEPT = 16  # slices that stay at hand; the others are cut again when asked for
_NOTHING = np.empty(0, dtype=np.intp)
_NAMING = {"tasks": ("agencies",), "databases": ("agency",), "directives": ("lead", "partners"), "groups": ("agency",)}
Rows = np.ndarray  # positions of rows in a table of the view, increasing


class Slices:
    """Where the rows of every agency stand in a view, and the slices cut last."""

    def __init__(self, whole: View) -> None:
        self.whole = whole
        self._kept: OrderedDict[str, Slice] = OrderedDict()
        self._columns: dict[str, np.ndarray] = {}
        self._ranked: dict[tuple[str, ...], Rows] = {}
        self._questions: dict[str, np.ndarray] = {}

    def of(self, unit: str) -> Slice:
        """The slice of an agency; raises UnknownAgency when the registry does not have it."""
        if unit in self._kept:
            self._kept.move_to_end(unit)
            return self._kept[unit]
        found = Slice(self, registry.find(unit).id)
        self._kept[unit] = found
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    def prepare(self) -> None:
        """Finds now what all slices share, so that processes forked from this one have it."""
        for name in ("values", "nation", "_meanings", "_naming", "_latest", "_histories", "_database_of_figure"):
            getattr(self, name)

    # ------------------------------------------------------------------ figures

    @cached_property
    def values(self) -> Sequence[Value]:
        """The figures of the view as values, in the order of its table."""
        return self.whole.values

    def column(self, name: str) -> np.ndarray:
        """A column of text of the figures, kept as an array: taking rows from it costs as much as the rows."""
        if name not in self._columns:
            self._columns[name] = self.whole.table("figures")[name].to_numpy(dtype=object)
        return self._columns[name]

    @cached_property
    def _figures(self) -> Mapping[str, Rows]:
        return _by_name(self.column("agency"))

    @cached_property
    def _meanings(self) -> tuple[np.ndarray, list[tuple[str, dict[str, str]]]]:
        """Each figure's kind of number, as an index of the list of (indicator, dimensions)."""
        codes, kinds = pd.factorize(
            pd.MultiIndex.from_arrays([self.column("indicator"), self.column("dimensions")])
        )
        return codes, [(str(indicator), json.loads(dimensions)) for indicator, dimensions in kinds]

    def figures_of(self, agency: str) -> Rows:
        return self._figures.get(agency, _NOTHING)

    def ranked(self, unit: str) -> Rows:
        """The figures by which the agency and its peers are ranked."""
        kind = registry.agencies()[unit].kind
        peers = tuple(agency.id for agency in registry.peers(unit))
        if peers not in self._ranked:
            rows = np.concatenate([_NOTHING, *(self.figures_of(peer) for peer in peers)])
            self._ranked[peers] = np.sort(rows[self._asked(kind)[rows]])
        return self._ranked[peers]

    def _asked(self, kind: str) -> np.ndarray:
        """For each figure: does it answer a question by which agencies of this kind are ranked?"""
        body = scorecard.body(kind) or ""
        if body not in self._questions:
            questions = [q for q in scorecard.ranked() if q.concerns(kind)]
            codes, kinds = self._meanings
            answers = [
                any(
                    q.takes(dimensions) if indicator != q.of else not dimensions
                    for q in questions
                    if indicator in q.indicators
                )
                for indicator, dimensions in kinds
            ]
            self._questions[body] = np.array([*answers, False], dtype=bool)[codes]
        return self._questions[body]

    @cached_property
    def nation(self) -> Rows:
        """The figures of the nation that stand beside an agency's."""
        rows = self.figures_of(NATION)
        wanted = scorecard.nation_indicators()
        return rows[np.array([name in wanted for name in self.column("indicator")[rows]], dtype=bool)]

    # ------------------------------------------------------------------ registers

    def naming(self, table: str, unit: str, *, present: bool = True) -> Rows:
        """The rows of a register that name the agency or a group it belongs to.

        `present`: only from the latest document that has the register (of databases and groups: the list).
        """
        of = self._naming[table]
        names = (unit,) if table == "groups" else (unit, *registry.groups_of(unit))
        rows = np.unique(np.concatenate([_NOTHING, *(of[name] for name in names if name in of)]))
        return rows[self._latest[table][rows]] if present else rows

    @cached_property
    def _naming(self) -> Mapping[str, Mapping[str, Rows]]:
        found = {}
        for table, columns in _NAMING.items():
            frame = self.whole.table(table)
            named: dict[str, list[int]] = {}
            for column in columns:
                for row, cell in enumerate(frame[column]):
                    for name in (cell,) if isinstance(cell, str) else cell:
                        named.setdefault(name, []).append(row)
            found[table] = {name: np.unique(rows) for name, rows in named.items()}
        return found

    @cached_property
    def _latest(self) -> Mapping[str, np.ndarray]:
        """For each register and row: does it stand in the latest document that has the register or list?"""
        tasks, databases, groups = (self.whole.table(name) for name in ("tasks", "databases", "groups"))
        newest = groups.sort_values(["known_from", "document"], kind="stable").groupby("list")["document"].last()
        return {
            "tasks": (tasks["known_from"] == tasks["known_from"].max()).to_numpy(),
            "databases": (
                databases["known_from"] == databases.groupby("list")["known_from"].transform("max")
            ).to_numpy(),
            "groups": (groups["document"] == groups["list"].map(newest)).to_numpy(),
            "directives": np.ones(self.whole.count("directives"), dtype=bool),  # assigned until done
        }

    @cached_property
    def _database_of_figure(self) -> np.ndarray:
        """For each figure the row of the database whose criteria it is, or -1; both have the same id."""
        databases = {id: row for row, id in enumerate(self.whole.table("databases")["id"])}
        return np.array([databases.get(id, -1) for id in self.column("id")], dtype=np.intp)

    def databases_named(self, unit: str, figures: Rows) -> Rows:
        """The databases whose names the slice knows: the agency's, also of older lists, and those of figures."""
        beside = self._database_of_figure[figures] if len(figures) else _NOTHING
        return np.unique(np.concatenate([self.naming("databases", unit, present=False), beside[beside >= 0]]))

    def documents_having(self, table: str, rows: Rows) -> list[str]:
        """For each register or list that the rows are of: its name, and the documents that have it, oldest first."""
        if table == "directives":
            return []
        names, documents = self._histories[table]
        return [f"{name}: {', '.join(documents[name])}" for name in sorted(set(names[rows]))]

    @cached_property
    def _histories(self) -> Mapping[str, tuple[np.ndarray, Mapping[str, list[str]]]]:
        found = {}
        for table in ("tasks", "databases", "groups"):
            frame = self.whole.table(table)
            names = frame["list"].to_numpy() if "list" in frame.columns else np.full(len(frame), table)
            documents: dict[str, dict[str, None]] = {}
            order = frame.sort_values(["known_from", "document"], kind="stable").index
            for name, document in zip(names[order], frame["document"].to_numpy()[order], strict=True):
                documents.setdefault(str(name), {})[str(document)] = None
            found[table] = names, {name: list(having) for name, having in documents.items()}
        return found


class Slice(View):
    """What of a view concerns one agency. Every question a view answers, it answers of these rows alone."""

    def __init__(self, slices: Slices, unit: str) -> None:
        whole = slices.whole
        super().__init__(whole._store, whole.period, whole.lang)
        self.unit: str = unit
        self._index = slices

    def __repr__(self) -> str:
        return f"Slice({self.period}, {self.unit}: {len(self._values)} figures)"

    @property
    def store(self) -> Store:
        """Refused: from a slice no way leads to the rows of others."""
        raise UsageError(
            f"This view holds what concerns {self.unit}, and no other agency's rows.",
            hint="begin without a unit to see the whole nation: briefing.start(period, lang)",
        )

    @property
    def slices(self) -> Slices:
        raise UsageError(
            f"This view holds what concerns {self.unit}; it cannot be cut for another agency.",
            hint="begin without a unit: briefing.start(period, lang)",
        )

    def rows(self, table: str) -> Rows:
        """Positions, in the whole view's table, of the rows that concern the agency."""
        if table not in self._places:
            self._places[table] = self._found(table)
        return self._places[table]

    def _found(self, table: str) -> Rows:
        if table == "documents":
            return np.arange(self._index.whole.count("documents"))
        if table == "figures":
            index = self._index
            return np.unique(
                np.concatenate([index.figures_of(self.unit), index.ranked(self.unit), index.nation])
            )
        return self._index.naming(table, self.unit)

    def table(self, table: str) -> pd.DataFrame:
        if table not in self._tables:
            rows = self._index.whole.table(table).take(self.rows(table)).reset_index(drop=True)
            if table == "groups":  # the place among the agency's own rows, whoever else is listed
                rows["number"] = (rows.groupby(["document", "list"]).cumcount() + 1).astype("Int64")
            self._tables[table] = rows
        return self._tables[table]

    def database_names(self, lang: str) -> dict[str, str]:
        """Names of the agency's databases and of those that a figure here is about."""
        rows = self._index.databases_named(self.unit, self.rows("figures"))
        return names_by_slug(self._index.whole.table("databases").take(rows), lang)

    @property
    def infos(self) -> tuple[DocumentInfo, ...]:
        return self._index.whole.infos

    @cached_property
    def _documents(self) -> dict[str, DocumentInfo]:
        return self._index.whole._documents

    @cached_property
    def _values(self) -> dict[str, Value]:
        values = self._index.values
        return {value.id: value for value in (values[row] for row in self.rows("figures").tolist())}

    def figure(self, figure: str) -> Value:
        """The figure of this id; raises UsageError when it is none of this agency's slice."""
        if figure in self._values:
            return self._values[figure]
        near = difflib.get_close_matches(figure, self._values, n=3, cutoff=0.5)
        raise UsageError(
            f"No figure {figure!r} concerns {self.unit} at the end of {self.period}.",
            hint=f"did you mean {', '.join(near)}?" if near else None,
        )

    def previous(self) -> Slice | None:
        """The same agency's slice of the last earlier period in which something new became known."""
        before = self._index.whole.previous()
        return before.of(self.unit) if before is not None else None


def _by_name(names: np.ndarray) -> dict[str, Rows]:
    """Name → positions, increasing."""
    codes, uniques = pd.factorize(names)
    order = np.argsort(codes, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(codes[order])) + 1) if len(order) else []
    return {str(uniques[codes[rows[0]]]): rows for rows in parts}
