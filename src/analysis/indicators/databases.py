"""Key databases and their criteria, and the databases to be connected to the National Data Centre.

Formulas are those of the catalogue (`databases_computed.yml`, `connection_computed.yml`). A criterion count
that no document states is not reported; `0/19` is a zero that a document states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..vocabulary.measures import Measure
from ..vocabulary.values import Value, computed, difference, missing, share_of_own
from .comparison import Comparison, compare

if TYPE_CHECKING:
    from ..tables.store import View

REASONS = ("sync", "requirements", "no_platform")
_COMPLETE, _INCOMPLETE = "databases.key_complete", "databases.key_incomplete"


@dataclass(frozen=True)
class Database:
    """One database that a document names.

    `criteria` is met/all, `distance` what is left to all of them; both are missing when the document gives no
    number. `reason` is a document's reason for its not being complete (a value of the dimension `reason`).
    `name_en` is empty where the name is known only as a document writes it.
    """

    id: str
    agency: str
    name_vi: str
    name_en: str
    criteria: Value
    distance: Value
    document: str
    locator: str
    number: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Connection:
    """The databases to be connected: how many are, and those that a document names as not connected."""

    total: Value
    connected: Value
    unconnected: Value
    late: Value
    rate: Value
    databases: tuple[Database, ...]
    listed: Value
    unnamed: Value
    owners: Value
    criteria_missing: Value
    by_agency: Mapping[str, Value]

    @property
    def reported(self) -> bool:
        return self.total.reported or bool(self.databases)

    def of(self, agency: str) -> tuple[Database, ...]:
        """The agency's databases: by criteria met, the fewest first, those without a number last."""
        def place(d: Database) -> tuple[bool, float, int]:
            return not d.criteria.reported, -d.distance.number if d.criteria.reported else 0, d.number or 0

        return tuple(sorted((d for d in self.databases if d.agency == agency), key=place))

    @property
    def ranked(self) -> tuple[str, ...]:
        """The agencies of the list, the one with most databases first."""
        return tuple(sorted(self.by_agency, key=lambda a: -self.by_agency[a].number))


@dataclass(frozen=True)
class Databases:
    """Key databases: complete and not, why not, how far each is, what changed; and the connection."""

    key: Value
    complete: Value
    incomplete: Value
    required: Value
    complete_rate: Value
    reasons: Mapping[str, Value]
    nearest: Value
    farthest: Value
    done: tuple[Database, ...]
    left: tuple[Database, ...]
    since: Comparison
    changes: Mapping[str, Comparison]
    published: Value
    unpublished: Value
    unpublished_rate: Value
    unpublished_by: Mapping[str, Value]
    connection: Connection = field(repr=False)

    @property
    def reported(self) -> bool:
        return self.complete.reported or bool(self.left)

    @property
    def counted(self) -> tuple[Database, ...]:
        """The databases not complete whose criteria are stated, the farthest first."""
        known = [d for d in self.left if d.distance.reported]
        return tuple(sorted(known, key=lambda d: (-d.distance.number, d.number or 0)))

    def table(self) -> pd.DataFrame:
        """One row a key database: agency, name, criteria met, all, left, reason; the farthest first."""
        rows = [*self.counted, *(d for d in self.left if not d.distance.reported), *self.done]
        return frame(rows)


def frame(databases: Iterable[Database]) -> pd.DataFrame:
    """One row a database; a number that is not reported is NaN, never 0."""
    return pd.DataFrame(
        [{"agency": d.agency, "database": d.name_vi, "met": d.criteria.number,
          "of": float(d.criteria.denominator) if d.criteria.denominator is not None else None,
          "left": d.distance.number, "reason": d.reason, "document": d.document, "locator": d.locator}
         for d in databases],
        columns=["agency", "database", "met", "of", "left", "reason", "document", "locator"])


def compute(view: View) -> Databases:
    """What the view knows of databases; nothing is guessed for those that no document names."""
    complete, required = view.value(_COMPLETE), view.value("databases.criteria_required")
    reasons = {reason: view.value(_INCOMPLETE, reason=reason) for reason in REASONS}
    left = _left(view)
    distances = [d.distance for d in left if d.distance.reported]
    lacking = missing("databases.distance", Measure.COUNT)
    unpublished = view.value("databases.fields_unpublished")
    return Databases(
        key=view.value("databases.key", basis="all"),
        complete=complete,
        incomplete=view.value(_INCOMPLETE),
        required=required,
        complete_rate=share_of_own("databases.complete_rate", complete),
        reasons=reasons,
        nearest=min(distances, key=lambda v: v.number, default=lacking),
        farthest=max(distances, key=lambda v: v.number, default=lacking),
        done=_done(view, complete, required),
        left=left,
        since=compare(view, complete),
        changes={d.id: compare(view, d.criteria) for d in left},
        published=view.value("databases.fields_published"),
        unpublished=unpublished,
        unpublished_rate=share_of_own("databases.unpublished_rate", unpublished),
        unpublished_by={v.agency: v for v in view.all("databases.fields_unpublished", by="agency")},
        connection=_connection(view),
    )


def _distance(criteria: Value) -> Value:
    """Criteria left to all: denominator − met."""
    left = None
    if criteria.reported and criteria.denominator is not None:
        left = criteria.denominator - criteria.amount  # type: ignore[operator]
    return computed("databases.distance", left, Measure.COUNT, (criteria,) if criteria.reported else (),
                    agency=criteria.agency, dimensions=criteria.dimensions)


def _listed(view: View, which: str) -> list[dict[str, Any]]:
    """The rows of a list in the latest document that has it."""
    rows = view.databases
    rows = rows[rows["list"] == which]
    if rows.empty:
        return []
    rows = rows[rows["known_from"] == rows["known_from"].max()]
    return [{str(k): v for k, v in row.items()} for row in rows.to_dict("records")]


def from_row(view: View, row: Mapping[str, Any], reasons: Mapping[str, str]) -> Database:
    """A row of the register, with the criteria that it states; `reasons` are by agency."""
    dimensions = {"database": str(row["id"]).rpartition(".")[2], "list": str(row["list"])}
    criteria = view.figure(row["id"]) if row["id"] in view else missing(
        "databases.criteria", Measure.COUNT, agency=row["agency"], dimensions=dimensions)
    return Database(
        id=row["id"], agency=row["agency"], name_vi=row["name_vi"], name_en=row["name_en"], criteria=criteria,
        distance=_distance(criteria), document=row["document"], locator=row["locator"],
        number=None if pd.isna(row["number"]) else int(row["number"]), reason=reasons.get(row["agency"]))


def _named(view: View, which: str) -> list[dict[str, Any]]:
    """Databases that passages name in a groups list: agency, name, document, locator; each name once, as the
    latest document that names it writes it."""
    groups = view.groups
    rows = groups[groups["list"] == which].sort_values("known_from", ascending=False, kind="stable")
    found: dict[str, dict[str, Any]] = {}
    for row in rows.to_dict("records"):
        name = row["as_written"].rpartition(": ")[2]  # `Bộ Tư pháp: CSDL Hộ tịch điện tử`
        found.setdefault(name.casefold(), {"agency": row["agency"], "name": name, "document": row["document"],
                                           "locator": row["locator"]})
    return list(found.values())


def from_name(row: Mapping[str, Any], criteria: Value, reason: str | None = None) -> Database:
    """A database that a passage names without a register: agency, name, document, locator."""
    return Database(
        id=f"{row['document']}:{row['name']}", agency=row["agency"], name_vi=row["name"], name_en="",
        criteria=criteria, distance=_distance(criteria), document=row["document"], locator=row["locator"],
        reason=reason)


def _left(view: View) -> tuple[Database, ...]:
    """Key databases not complete: the register's, with criteria; else those that passages name, without."""
    named = {reason: _named(view, f"{_INCOMPLETE}.{reason}") for reason in REASONS}
    owners = [row["agency"] for rows in named.values() for row in rows]
    # A reason goes to a listed database by its ministry, so only where the ministry has a single one.
    reasons = {row["agency"]: reason for reason, rows in named.items() for row in rows
               if owners.count(row["agency"]) == 1}
    rows = _listed(view, "criteria")
    if rows:
        listed = [r["agency"] for r in rows]
        return tuple(from_row(view, row, reasons if listed.count(row["agency"]) == 1 else {})
                     for row in rows)
    return tuple(from_name(row, missing("databases.criteria", Measure.COUNT, agency=row["agency"]), reason)
                 for reason, rows in named.items() for row in rows)


def _done(view: View, complete: Value, required: Value) -> tuple[Database, ...]:
    """Databases said to be complete. They meet every criterion where a document says that of them all."""
    found = []
    for position, row in enumerate(_named(view, _COMPLETE), 1):
        criteria = missing("databases.criteria", Measure.COUNT, agency=row["agency"])
        if complete.reported and required.reported and complete.document == required.document:
            criteria = computed(
                "databases.criteria_of_complete", required.amount, Measure.COUNT, (complete, required),
                agency=row["agency"], denominator=required.denominator,
                id=f"calc.databases.criteria_of_complete.{row['agency']}.{position}")
        found.append(from_name(row, criteria))
    return tuple(found)


def _connection(view: View) -> Connection:
    unconnected = view.value("connection.unconnected")
    connected = view.value("connection.connected")
    late = view.value("connection.late_2025")
    if late.document != unconnected.document:  # "of these" holds within one document only
        late = missing("connection.late_2025", Measure.COUNT)
    databases = tuple(from_row(view, row, {}) for row in _listed(view, "connection"))

    def count(indicator: str, rows: Iterable[Database], **more: str) -> Value:
        rows = list(rows)
        return computed(indicator, len(rows) if databases else None, Measure.COUNT,
                        [d.criteria for d in rows if d.criteria.reported], **more)

    listed = count("connection.listed", databases)
    unnamed = difference("connection.unnamed", unconnected, listed)
    if unnamed.reported and unnamed.number < 0:  # a later list can be longer than an earlier count
        unnamed = missing("connection.unnamed", Measure.COUNT)
    owners = dict.fromkeys(d.agency for d in databases)
    return Connection(
        total=view.value("connection.total"), connected=connected, unconnected=unconnected,
        late=late,
        rate=share_of_own("connection.rate", connected),
        databases=databases, listed=listed, unnamed=unnamed,
        owners=computed("connection.owners", len(owners) if databases else None, Measure.COUNT,
                        (listed,) if databases else ()),
        criteria_missing=computed(
            "connection.criteria_missing",
            sum(not d.criteria.reported for d in databases) if databases else None,
            Measure.COUNT, (listed,) if databases else ()),
        by_agency={a: count("connection.listed", (d for d in databases if d.agency == a), agency=a)
                   for a in owners},
    )
