"""Data quality: how many figures are known, how many the findings touch, where the documents contradict
themselves, and what no known document states.

Counts only; what each finding says is the finding's own (`checks`). Formulas are those of `quality.yml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from .. import checks
from ..checks.findings import Finding, Severity
from ..vocabulary.measures import Measure
from ..vocabulary.values import Value, computed, share

if TYPE_CHECKING:
    from ..tables.store import View

# The areas that must be reported, by the first word of their indicators' keys.
AREAS: Mapping[str, tuple[str, ...]] = {
    "budget": ("budget",),
    "overdue": ("overdue",),
    "products": ("products",),
    "databases": ("databases",),
    "connection": ("connection",),
    "procedures": ("procedures", "conditions", "lines"),
    "reporting": ("reporting",),
    "services": ("services",),
    "technology": ("technology", "economy", "innovation", "research"),
    "onestop": ("onestop",),
    "government": ("government", "legislation"),
}
_WRONG = (Severity.ERROR, Severity.DISCREPANCY)


@dataclass(frozen=True)
class DocumentQuality:
    """One document: the figures it states, the contradictions found in it, and the figures they touch."""

    document: str
    figures: Value
    contradictions: Value
    touched: Value


@dataclass(frozen=True)
class Area:
    """One area that must be reported: figures known and new, contradictions, and the latest figure."""

    key: str
    figures: Value
    new: Value
    contradictions: Value
    latest: Value | None


@dataclass(frozen=True)
class Quality:
    """Counts of figures, documents and findings; all there, and 0 where nothing was found."""

    figures: Value
    documents: Value
    reviewed: Value
    reviewed_rate: Value
    findings: Value
    by_severity: Mapping[str, Value]
    touched: Value
    touched_rate: Value
    by_document: tuple[DocumentQuality, ...]
    areas: tuple[Area, ...]

    @property
    def contradictions(self) -> Value:
        return self.by_severity[Severity.DISCREPANCY.value]

    @property
    def silent(self) -> tuple[Area, ...]:
        """The areas on which no known document states a figure."""
        return tuple(a for a in self.areas if not a.figures.amount)

    def area(self, key: str) -> Area:
        return next(a for a in self.areas if a.key == key)

    def table(self) -> pd.DataFrame:
        """One row an area: figures known, new in the period, contradictions, latest date."""
        return pd.DataFrame([{"area": a.key, "figures": a.figures.number, "new": a.new.number,
                              "contradictions": a.contradictions.number,
                              "latest": a.latest.as_of if a.latest is not None else None}
                             for a in self.areas]).set_index("area")


def compute(view: View, findings: Sequence[Finding] | None = None) -> Quality:
    """The quality of what the view knows; the checks are run when their findings are not given."""
    found = checks.run(view) if findings is None else list(findings)
    figures = view.values
    wrong = [f for f in found if f.severity in _WRONG]
    known = _count("quality.figures_known", len(figures))
    reviewed_documents = set(view.documents.loc[view.documents["status"] == "reviewed", "id"])
    reviewed = _count("quality.figures_reviewed", sum(v.document in reviewed_documents for v in figures))
    touched = _count("quality.figures_touched", len(_touched(wrong)))
    return Quality(
        figures=known,
        documents=_count("quality.documents", len(view.infos)),
        reviewed=reviewed,
        reviewed_rate=share("quality.reviewed_rate", reviewed, known,
                            decimals=0 if reviewed.amount == known.amount else 1),
        findings=_count("quality.findings", len(found)),
        by_severity={s.value: _count("quality.findings", sum(f.severity == s for f in found),
                                     severity=s.value) for s in Severity},
        touched=touched,
        touched_rate=share("quality.touched_rate", touched, known),
        by_document=tuple(_document(info.id, figures, wrong) for info in view.infos),
        areas=tuple(_area(view, key, figures, wrong) for key in AREAS),
    )


def _count(indicator: str, number: int, **dimensions: str) -> Value:
    return computed(indicator, number, Measure.COUNT, dimensions=dimensions)


def _touched(findings: Iterable[Finding]) -> set[str]:
    return {figure for finding in findings for figure in finding.figures}


def _document(document: str, figures: Sequence[Value], wrong: Sequence[Finding]) -> DocumentQuality:
    own = {v.id for v in figures if v.document == document}
    return DocumentQuality(
        document,
        _count("quality.figures_known", len(own), document=document),
        _count("quality.contradictions", sum(f.document == document for f in wrong), document=document),
        _count("quality.figures_touched", len(_touched(wrong) & own), document=document),
    )


def _area(view: View, key: str, figures: Sequence[Value], wrong: Sequence[Finding]) -> Area:
    own = [v for v in figures if v.indicator.partition(".")[0] in AREAS[key]]
    ids = {v.id for v in own}
    return Area(
        key,
        _count("quality.figures_known", len(own), topic=key),
        _count("quality.figures_new", sum(v.known_from in view.period for v in own if v.known_from),
               topic=key),
        _count("quality.contradictions", sum(bool(ids.intersection(f.figures)) for f in wrong), topic=key),
        max(own, key=lambda v: v.as_of or date.min, default=None),
    )
