"""What every exhibit needs to know: the view, the language, the findings, and how to cite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..vocabulary.agencies import agencies
from ..vocabulary.catalogue import catalogue, dimension_labels
from ..vocabulary.locators import Locator
from ..vocabulary.measures import Kind, Mark
from ..vocabulary.values import NATION, Value
from .markup import Filler, Text
from .numbers import day, shown

if TYPE_CHECKING:
    from ..checks.findings import Finding
    from ..tables.store import View

_MARK_OF_SEVERITY = {
    "discrepancy": Mark.CONTRADICTION,
    "error": Mark.CONTRADICTION,
    "rounding": Mark.ROUNDING,
    "break": Mark.NOT_COMPARABLE,
}
_REGISTERS = {"task": "tasks", "directive": "directives"}  # dimensions that name a row of a register


@dataclass(frozen=True)
class Context:
    """The view of one period in one language, with the findings that touch its figures.

    The view is of the whole nation or of one agency (`unit`); then the rows of others do not exist in it.
    """

    view: View
    lang: str
    findings: tuple[Finding, ...] = field(default=(), repr=False)

    @property
    def unit(self) -> str | None:
        """The id of the agency that the view is of; None: the nation."""
        return self.view.unit

    @property
    def invented(self) -> bool:
        """Whether the documents are made up, so that every page must say so."""
        return self.view.invented

    @cached_property
    def findings_by_figure(self) -> Mapping[str, list[Finding]]:
        table: dict[str, list[Finding]] = {}
        for finding in self.findings:
            for figure in finding.figures:
                table.setdefault(figure, []).append(finding)
        return table

    # ------------------------------------------------------------------ words

    def pick(self, vi: str, en: str) -> str:
        return vi if self.lang == "vi" else en

    def say(self, *, vi: str, en: str, **fields: object) -> Text:
        """A sentence of the context's language, its placeholders filled with values."""
        return Filler(self.lang, self.marks).text(vi if self.lang == "vi" else en, fields)

    def shown(self, value: Value, *, unit: bool = True) -> str:
        return shown(value, self.lang, unit=unit)

    def agency(self, agency: str, *, short: bool = True) -> str:
        entry = agencies()[agency]
        return entry.short(self.lang) if short else entry.name(self.lang)

    def label(self, dimension: str, value: str) -> str:
        """`thử nghiệm, thí điểm` for stage pilot."""
        entry = dimension_labels().get(dimension, {}).get(value)
        return entry[self.lang] if entry else value

    def title(self, value: Value) -> str:
        """The indicator's title with the value's agency and dimensions."""
        entry = catalogue().get(value.indicator)
        base = entry.title[self.lang] if entry else value.indicator
        extra = [
            self.label(k, v)
            for k, v in value.dimensions.items()
            if k not in ("database", "document", "list", *_REGISTERS)
        ]
        if "document" in value.dimensions:
            extra.append(self.view.document(value.dimensions["document"]).number)
        if value.agency != NATION:
            extra.append(self.agency(value.agency))
        if "database" in value.dimensions:
            extra.append(self._databases.get(value.dimensions["database"], value.dimensions["database"]))
        extra += [self._rows[v] for k, v in value.dimensions.items() if k in _REGISTERS and v in self._rows]
        return f"{base} ({'; '.join(extra)})" if extra else base

    @cached_property
    def _rows(self) -> Mapping[str, str]:
        """Titles of the rows of registers by id: what a value about one task is about."""
        frames = [getattr(self.view, name) for name in _REGISTERS.values()]
        return {row["id"]: row[f"title_{self.lang}"] for frame in frames for row in frame.to_dict("records")}

    @cached_property
    def _databases(self) -> Mapping[str, str]:
        """Names of the databases by the slug that ends their ids."""
        return self.view.database_names(self.lang)

    # ------------------------------------------------------------------ marks and sources

    def marks(self, value: Value) -> tuple[Mark, ...]:
        """The value's own marks and those of the findings about it or about the document's value beside it."""
        marks = list(value.marks)
        about = [value.id] + ([value.counterpart.id] if value.counterpart is not None else [])
        for figure in about:
            marks += [
                _MARK_OF_SEVERITY[f.severity]
                for f in self.findings_by_figure.get(figure, ())
                if f.severity in _MARK_OF_SEVERITY
            ]
        order = list(Mark)
        return tuple(sorted(set(marks), key=order.index))

    def cite(self, values: Iterable[Value]) -> str:
        """`329/TB-VPCP (24/6/2026), chú thích 2; …` from the stated values behind `values`; never typed."""
        places: dict[str, dict[str, None]] = {}
        for value in values:
            for source in value.sources():
                if source.document and source.locator:
                    label = Locator.parse(source.locator)
                    coarse = Locator(label.place).label(self.lang)
                    places.setdefault(source.document, {})[coarse] = None
        return self._citation(places)

    def cite_places(self, places: Iterable[tuple[str, str]]) -> str:
        """The same for rows of a register, given as (document id, locator)."""
        grouped: dict[str, dict[str, None]] = {}
        for document, locator in places:
            grouped.setdefault(document, {})[Locator(Locator.parse(locator).place).label(self.lang)] = None
        return self._citation(grouped)

    def _citation(self, places: Mapping[str, Mapping[str, None]]) -> str:
        infos = sorted((self.view.document(d) for d in places), key=lambda d: (d.issued, d.id), reverse=True)
        return "; ".join(
            f"{d.number} ({day(d.issued, self.lang, d.issued_precision)}), {', '.join(places[d.id])}"
            for d in infos
        )

    # ------------------------------------------------------------------ records

    def record(self, value: Value) -> dict[str, Any]:
        """Everything a reader may ask of a displayed value, as plain data."""
        entry = catalogue().get(value.indicator)
        known = value.document is not None
        info = self.view.document(value.document) if known and value.document else None
        return {
            "id": value.id,
            "indicator": value.indicator,
            "title": self.title(value),
            "shown": shown(value, self.lang),
            "amount": str(value.amount) if value.amount is not None else None,
            "denominator": str(value.denominator) if value.denominator is not None else None,
            "upper": str(value.upper) if value.upper is not None else None,
            "qualifier": value.qualifier.value,
            "measure": value.measure.value,
            "scale": str(value.scale) if value.scale is not None else None,
            "decimals": value.decimals,
            "kind": value.kind.value,
            "status": value.status.value,
            "agency": value.agency,
            "agency_label": self.agency(value.agency) if value.agency in agencies() else value.agency,
            "dimensions": dict(value.dimensions),
            "as_of": value.as_of.isoformat() if value.as_of else None,
            "as_of_label": day(value.as_of, self.lang, value.as_of_precision) if value.as_of else None,
            "known_from": value.known_from.isoformat() if value.known_from else None,
            "known_from_label": day(value.known_from, self.lang) if value.known_from else None,
            "document": value.document,
            "document_number": info.number if info else None,
            "document_title": info.title[self.lang] if info else None,
            "locator": value.locator,
            "locator_label": Locator.parse(value.locator).label(self.lang) if value.locator else None,
            "token": value.token,
            "formula": value.formula
            or (
                entry.formula[self.lang]
                if entry and entry.formula and value.kind is Kind.RECOMPUTED
                else None
            ),
            "operation": value.operation,
            "inputs": [v.id for v in value.inputs],
            "counterpart": value.counterpart.id if value.counterpart is not None else None,
            "marks": [m.value for m in self.marks(value)],
            "findings": [
                {"severity": f.severity, "message": f.message_vi if self.lang == "vi" else f.message_en}
                for f in self.findings_by_figure.get(value.id, ())
            ],
        }

    def records(self, values: Iterable[Value]) -> dict[str, dict[str, Any]]:
        """Records of the values and of everything they follow from, by id."""
        table: dict[str, dict[str, Any]] = {}
        for value in values:
            for ancestor in value.ancestry():
                if ancestor.id not in table and ancestor.reported:
                    table[ancestor.id] = self.record(ancestor)
        return table
