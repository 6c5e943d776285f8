"""What the data pages look up, found once for a site: figures by agency, indicator and page; findings, checks and uses
by figure; recomputed values of every period; checksums of rows.

Everything is a pass or two over the tables: with thousands of agencies no page may look through them again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from ... import indicators
from ...checks.findings import Finding
from ...tables.fingerprints import row_digests
from ...vocabulary import agencies as registry
from ...vocabulary.catalogue import catalogue
from ...vocabulary.measures import Kind
from ...vocabulary.periods import Period
from ...vocabulary.values import Value
from . import addresses
from .keys import digest
from .uses import Uses

if TYPE_CHECKING:
    from ...tables.view import View
    from .model import Site
    from .shelf import ShelvedPack

_KEPT: WeakKeyDictionary[Site, Index] = WeakKeyDictionary()
Key = TypeVar("Key")
Thing = TypeVar("Thing")
_NAMES = {
    "documents": ("id", "number"),
    "tasks": ("id", "title_vi", "title_en"),
    "directives": ("id", "title_vi", "title_en"),
    "databases": ("id", "name_vi", "name_en"),
}
_CHANGE = "calc.change."  # ids of movements: they belong to a comparison, not to an indicator


def of(site: Site) -> Index:
    """The index of the site; made once, part by part as it is asked for."""
    found = _KEPT.get(site)
    if found is None:
        found = _KEPT[site] = Index(site)
    return found


class Index:
    """Of everything known at the end of the latest month; recomputed values of every month."""

    def __init__(self, site: Site) -> None:
        self._view = site.view()
        self._findings = site.findings()
        self._packs = site.packs
        self._months = {month: site.view(month) for month in site.months}

    @property
    def view(self) -> View:
        return self._view

    # ------------------------------------------------------------------ figures

    @cached_property
    def figures(self) -> tuple[Value, ...]:
        """Every stated figure, with the dates that registers state (deadlines, due dates), which pages show too."""
        known = {value.id: value for value in self._view.values}
        for value in self._ancestors.values():
            if value.kind is Kind.STATED and value.document is not None and value.reported:
                known.setdefault(value.id, value)
        return tuple(known.values())

    @cached_property
    def by_id(self) -> Mapping[str, Value]:
        """The figures by id, and the recomputed values of the latest month that holds each."""
        return {**self._ancestors, **{value.id: value for value in self.figures}}

    @cached_property
    def by_agency(self) -> Mapping[str, list[Value]]:
        """The figures of sheets by agency, in their order; dates of registers aside."""
        return _grouped(self._view.values, lambda value: value.agency)

    @cached_property
    def by_indicator(self) -> Mapping[str, list[Value]]:
        """Figures by indicator, in the order of documents and sheets."""
        return _grouped(self.figures, lambda value: value.indicator)

    @cached_property
    def by_page(self) -> Mapping[tuple[str, str, str], list[Value]]:
        """Figures by the page they stand on: (document, indicator, province of the communes or nothing)."""
        return _grouped(
            self.figures, lambda v: (v.document or "", v.indicator, addresses.shard_of(v.agency) or "")
        )

    @cached_property
    def pages_of(self) -> Mapping[str, Mapping[tuple[str, str], list[Value]]]:
        """Indicator → (document, province of the communes or nothing) → the figures of that page."""
        found: dict[str, dict[tuple[str, str], list[Value]]] = {}
        for (document, indicator, shard), values in self.by_page.items():
            found.setdefault(indicator, {})[document, shard] = values
        return found

    @cached_property
    def notes(self) -> Mapping[str, str]:
        """What the sheets remark on a figure (in Vietnamese), by id."""
        frame = self._view.table("figures")
        pairs = zip(frame["id"].tolist(), frame["note"].tolist(), strict=True)
        return {id_: note for id_, note in pairs if isinstance(note, str) and note.strip()}

    @cached_property
    def _by_unit(self) -> Mapping[str, list[ShelvedPack]]:
        return _grouped(self._packs, lambda pack: pack.unit or "")

    def packs_of_unit(self, unit: str) -> Sequence[ShelvedPack]:
        """The packs of one agency that the site shows, the newest period first."""
        return self._by_unit.get(unit, ())

    # ------------------------------------------------------------------ findings and checks

    @property
    def findings(self) -> Sequence[Finding]:
        return self._findings

    @cached_property
    def findings_of(self) -> Mapping[str, list[int]]:
        """Figure id → places in `findings` of those that touch it."""
        found: dict[str, list[int]] = {}
        for place, finding in enumerate(self._findings):
            for figure in dict.fromkeys(finding.figures):
                found.setdefault(figure, []).append(place)
        return found

    def touching(self, figures: Iterable[str]) -> list[Finding]:
        """The findings that touch any of the figures, each once, in their order."""
        places = {place for figure in figures for place in self.findings_of.get(figure, ())}
        return [self._findings[place] for place in sorted(places)]

    @cached_property
    def checks_of(self) -> Mapping[str, list[tuple[str, str, str]]]:
        """Figure id → the declared checks that name it: (id, rule, document)."""
        frame = self._view.store.tables["checks"]
        known = {info.id for info in self._view.infos}
        found: dict[str, list[tuple[str, str, str]]] = {}
        columns = (frame[name].tolist() for name in ("id", "rule", "document", "entry"))
        for id_, rule, document, entry in zip(*columns, strict=True):
            if document in known:
                for figure in dict.fromkeys(_strings(json.loads(entry))):
                    if figure in self._view:
                        found.setdefault(figure, []).append((id_, rule, document))
        return found

    @cached_property
    def _finding_digests(self) -> list[str]:
        return [digest(f.check, f.severity, f.message_vi, f.message_en) for f in self._findings]

    # ------------------------------------------------------------------ recomputed values

    @cached_property
    def _topics(self) -> Mapping[Period, list[Value]]:
        """The values that the topics of each month hold, the oldest month first."""
        return {
            month: [v for topic in indicators.topics(view).values() for v in indicators.values_of(topic)]
            for month, view in self._months.items()
        }

    @cached_property
    def uses(self) -> Uses:
        """What is recomputed from each figure at the end of the latest month."""
        return Uses(self._topics[max(self._topics)])

    @cached_property
    def _ancestors(self) -> Mapping[str, Value]:
        """Every value that any month's topics show or follow from, by id; of those alike the latest month's."""
        found: dict[str, Value] = {}
        for values in reversed(list(self._topics.values())):
            for value in _family(values):
                found.setdefault(value.id, value)
        return found

    @cached_property
    def recomputed(self) -> Mapping[str, list[tuple[Period, Value]]]:
        """Indicator → its recomputed values, month by month, each id once a month."""
        entries = catalogue()
        found: dict[str, list[tuple[Period, Value]]] = {}
        for month, values in self._topics.items():
            for value in _family(values):
                if value.kind is Kind.RECOMPUTED and value.indicator in entries and not value.id.startswith(_CHANGE):
                    found.setdefault(value.indicator, []).append((month, value))
        return found

    # ------------------------------------------------------------------ keys

    @cached_property
    def _row_of(self) -> Mapping[str, int]:
        """Figure id → its row in the store's table."""
        return {id_: row for row, id_ in enumerate(self._view.store.tables["figures"]["id"].tolist())}

    @cached_property
    def names_digest(self) -> str:
        """A checksum of the names that pages of figures and indicators say, wherever those come from: of agencies,
        documents, tasks, directives and databases."""
        named = [self._view.table(table)[list(columns)].to_numpy().tolist() for table, columns in _NAMES.items()]
        return digest(registry.version(), named)

    @cached_property
    def findings_digest(self) -> str:
        """A checksum of all findings: a recomputed value is marked by those that touch anything it follows from."""
        return digest([[each, f.figures] for each, f in zip(self._finding_digests, self._findings, strict=True)])

    def figures_digest(self, figures: Iterable[Value]) -> str:
        """A checksum of the rows of these figures and of the findings and checks that touch them."""
        rows, touched, others = [], [], []
        for value in figures:
            row = self._row_of.get(value.id)
            if row is None:
                others.append([value.id, str(value.amount), value.token, value.document, value.locator])
            else:
                rows.append(row)
            touched += [[value.id, self._finding_digests[place]] for place in self.findings_of.get(value.id, ())]
            touched += [[value.id, *check] for check in self.checks_of.get(value.id, ())]
        digests = row_digests(self._view.store, "figures")[np.array(rows, dtype=np.intp)]
        return digest(hashlib.sha256(digests.tobytes()).hexdigest(), touched, others)

    def uses_digest(self, figures: Iterable[Value]) -> str:
        """A checksum of what is recomputed from these figures."""
        return digest(sorted((u.value.id, str(u.value.amount)) for u in self.uses.of_all(v.id for v in figures)))

    def rows_digest(self, table: str, rows: np.ndarray) -> str:
        """A checksum of rows of a register; `rows` are places in the latest view's table."""
        digests = row_digests(self._view.store, table)[self._view.rows(table)[rows]]
        return hashlib.sha256(digests.tobytes()).hexdigest()[:24]

    @cached_property
    def registers_digest(self) -> str:
        """A checksum of which documents there are and which of them have a list: what is not known follows from it."""
        frame = self._view.table("groups")
        lists = sorted({(str(n), str(d)) for n, d in zip(frame["list"], frame["document"], strict=True)})
        tasks = sorted(set(self._view.table("tasks")["document"]))
        documents = np.arange(self._view.count("documents"))
        return digest(lists, tasks, self.rows_digest("documents", documents))

    def naming(self, table: str, unit: str) -> np.ndarray:
        """Places of the rows of a register, of any document, that name the agency or a group it belongs to."""
        return self._view.slices.naming(table, unit, present=False)


def _grouped(values: Iterable[Thing], key: Callable[[Thing], Key]) -> dict[Key, list[Thing]]:
    found: dict[Key, list[Thing]] = {}
    for value in values:
        found.setdefault(key(value), []).append(value)
    return found


def _family(values: Iterable[Value]) -> Iterable[Value]:
    """The values and all they follow from or stand beside, each id once."""
    seen: set[str] = set()
    rest = list(values)
    while rest:
        value = rest.pop()
        if value.id in seen:
            continue
        seen.add(value.id)
        yield value
        rest.extend(value.inputs)
        if value.counterpart is not None:
            rest.append(value.counterpart)


def _strings(entry: object) -> Iterable[str]:
    """Every string in an entry of a checks.toml, however nested."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, Mapping):
        for part in entry.values():
            yield from _strings(part)
    elif isinstance(entry, list):
        for part in entry:
            yield from _strings(part)
