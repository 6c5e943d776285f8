"""Counts of figures and findings agree with the tables and the findings that they count."""

from __future__ import annotations

from collections import Counter

import pytest

from analysis import checks
from analysis.checks.findings import Finding, Severity
from analysis.indicators import quality
from analysis.paths import Workspace
from analysis.tables.store import Store
from analysis.tables.view import View
from analysis.vocabulary.periods import Period

PERIODS = ("2025-06", "2026-03", "2026-05", "2026-06")


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(Workspace.find())


def view(store: Store, period: str) -> View:
    return View(store, Period.parse(period))


def finding(severity: Severity, document: str, *figures: str) -> Finding:
    return Finding("total", severity, "…", "…", document, "I/¶1", figures)


@pytest.mark.parametrize("period", PERIODS)
def test_the_counts_are_those_of_the_tables(store: Store, period: str) -> None:
    seen, found = view(store, period), checks.run(view(store, period))
    data = quality.compute(seen)
    assert data.figures.amount == len(seen.figures) == sum(a.figures.number for a in data.areas)
    assert data.documents.amount == len(seen.documents) == len(data.by_document)
    assert data.reviewed_rate.amount == 100
    assert data.findings.amount == len(found) == sum(v.number for v in data.by_severity.values())
    counted = Counter(f.severity.value for f in found)
    assert {k: v.amount for k, v in data.by_severity.items()} == {s.value: counted[s.value] for s in Severity}
    assert data.contradictions.amount == sum(d.contradictions.number for d in data.by_document)


def test_every_figure_belongs_to_an_area(store: Store) -> None:
    known = {word for words in quality.AREAS.values() for word in words}
    assert {v.indicator.partition(".")[0] for v in view(store, "2026-06").values} <= known


def test_figures_touched_are_counted_once_and_gaps_touch_none(store: Store) -> None:
    a, b, c = (v.id for v in view(store, "2025-06").values[:3])
    found = [
        finding(Severity.DISCREPANCY, "292-tb-vpcp", a, b),
        finding(Severity.DISCREPANCY, "292-tb-vpcp", b),
        finding(Severity.GAP, "292-tb-vpcp", c),
        finding(Severity.ROUNDING, "292-tb-vpcp", c),
    ]
    data = quality.compute(view(store, "2025-06"), found)
    assert data.touched.amount == 2
    assert data.touched_rate.amount == 2 * 100 / data.figures.amount  # type: ignore[operator]
    assert data.contradictions.amount == 2 and data.by_severity["gap"].amount == 1
    (document,) = data.by_document
    assert (document.contradictions.amount, document.touched.amount) == (2, 2)


def test_a_contradiction_counts_once_in_each_area_it_touches(store: Store) -> None:
    seen = view(store, "2026-06")
    budget, databases = seen.value("budget.assigned").id, seen.value("databases.key_complete").id
    found = [finding(Severity.DISCREPANCY, "329-tb-vpcp", budget, databases)]
    data = quality.compute(seen, found)
    assert {a.key: a.contradictions.amount for a in data.areas if a.contradictions.amount} == {
        "budget": 1, "databases": 1}
    assert data.contradictions.amount == 1


def test_areas_without_a_figure_are_silent(store: Store) -> None:
    early, late = quality.compute(view(store, "2025-06")), quality.compute(view(store, "2026-06"))
    assert {"databases", "connection", "procedures", "overdue", "reporting"} <= {a.key for a in early.silent}
    assert late.silent == ()
    assert late.area("procedures").new.amount == 0 and late.area("budget").new.number > 0
    assert early.area("procedures").latest is None
    assert early.table().loc["databases", "figures"] == 0


def test_no_finding_is_zero_not_missing(store: Store) -> None:
    data = quality.compute(view(store, "2026-06"), [])
    assert data.contradictions.amount == 0 and data.contradictions.reported
    assert data.touched_rate.amount == 0
