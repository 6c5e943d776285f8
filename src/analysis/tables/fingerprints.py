"""Checksums of what a view holds, by part: what a pack depends on of the tables, told finely enough to say why.

Each row of a table gets its own SHA-256, once for a store; a part's checksum is that of its rows', in their
order. Where rows stand among others' rows does not matter: a pack is not touched by what comes and goes around
its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from ..vocabulary import agencies as registry
from ..vocabulary.values import NATION
from .columns import POINT_IN_TIME, TABLES
from .slices import Slice
from .view import View

if TYPE_CHECKING:
    from .store import Store

_KEPT: WeakKeyDictionary[Store, dict[str, np.ndarray]] = WeakKeyDictionary()
ORDER = "order of the figures"  # changes, too, whenever a figure comes or goes
_NAMES = {"groups": "lists of agencies"}
_PLACES = {"groups": ("number",)}  # an agency's place in a list, which another one's row moves


def parts(view: View) -> dict[str, str]:
    """Name of each part of what the view holds → SHA-256. A part without rows is left out.

    Of the nation: one part a table. Of one agency: its figures, those of its peers by indicator, those of the
    nation, its registers. In both the registry of agencies.
    """
    found = _slice(view) if isinstance(view, Slice) else _whole(view)
    return {**found, "registry of agencies": registry.version()}


def row_digests(store: Store, table: str) -> np.ndarray:
    """SHA-256 of every row of a table, as an array of 32 bytes each."""
    kept = _KEPT.setdefault(store, {})
    if table not in kept:
        kept[table] = _digests(store.tables[table], table)
    return kept[table]


def _digests(frame: pd.DataFrame, table: str) -> np.ndarray:
    columns = [c for c in TABLES[table] if c.name not in _PLACES.get(table, ()) and c.name in frame.columns]
    cells: list[Iterable[str]] = []
    for column in columns:
        series = frame[column.name]
        if column.type == "date":
            cells.append(map(str, series.to_numpy("datetime64[us]").astype("int64").tolist()))
        elif column.type == "names":
            cells.append(";".join(names) for names in series)
        else:
            cells.append(map(str, series.tolist()))
    head = (table + "\0" + "\0".join(c.name for c in columns)).encode()
    base = hashlib.sha256(head)
    digests = bytearray()
    for row in zip(*cells, strict=True):
        digest = base.copy()
        digest.update("\0".join(row).encode())
        digests += digest.digest()
    return np.frombuffer(bytes(digests), dtype="V32")


def _sum(digests: np.ndarray, *more: str) -> str:
    digest = hashlib.sha256(digests.tobytes())
    for text in more:
        digest.update(b"\0" + text.encode())
    return digest.hexdigest()


def _whole(view: View) -> dict[str, str]:
    found = {}
    for table in POINT_IN_TIME:
        rows = view.rows(table)
        if len(rows):
            found[_NAMES.get(table, table)] = _sum(row_digests(view._store, table)[rows])
    return found


def _slice(view: Slice) -> dict[str, str]:
    index, whole = view._index, view._index.whole

    def digests(table: str, rows: np.ndarray) -> np.ndarray:
        return row_digests(view._store, table)[whole.rows(table)[rows]]

    found = _figures(view)
    found["documents"] = _sum(digests("documents", view.rows("documents")))
    for table, name in (
        ("tasks", "tasks"),
        ("databases", "databases"),
        ("directives", "directives"),
        ("groups", "lists that name it"),
    ):
        # Rows of older documents too: the slice of an earlier period holds them. Which document is the latest
        # that has a list decides what is shown of it.
        rows = index.naming(table, view.unit, present=False)
        if len(rows):
            found[name] = _sum(digests(table, rows), *index.documents_having(table, rows))
    beside = np.setdiff1d(
        index.databases_named(view.unit, view.rows("figures")),
        index.naming("databases", view.unit, present=False),
    )
    if len(beside):
        found["databases of its peers"] = _sum(digests("databases", beside))
    return found


def _figures(view: Slice) -> dict[str, str]:
    """The figures by part, and the order in which they stand."""
    index, whole, rows = view._index, view._index.whole, view.rows("figures")
    if not len(rows):
        return {}
    agencies, indicators = index.column("agency")[rows], index.column("indicator")[rows]
    digests = row_digests(view._store, "figures")[whole.rows("figures")[rows]]
    own, nation = agencies == view.unit, agencies == NATION
    peers = ~(own | nation)
    found = {}
    for name, chosen in (("figures of the agency", own), ("figures of the nation", nation)):
        if chosen.any():
            found[name] = _sum(digests[chosen])
    for indicator in sorted(set(indicators[peers])):
        found[f"figures of its peers: {indicator}"] = _sum(digests[peers & (indicators == indicator)])
    found[ORDER] = hashlib.sha256("\0".join(index.column("id")[rows]).encode()).hexdigest()
    return found
