"""The catalogue is valid *and used*: no entry that no figure states and no topic computes."""

from __future__ import annotations

import json
import unicodedata

import pytest

from analysis import briefing
from analysis.indicators import summary, topics, values_of
from analysis.paths import Workspace
from analysis.tables.store import Store
from analysis.vocabulary.catalogue import catalogue, dimension_labels
from analysis.vocabulary.periods import Period


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(Workspace.find())


@pytest.fixture(scope="module")
def computed_keys(store: Store) -> set[str]:
    keys: set[str] = set()
    for period in ("2025-06", "2026-03", "2026-05", "2026-06"):
        view = store.view(Period.parse(period))
        context = briefing.start(period, "vi")
        earlier = view.previous()
        before = briefing.start(str(earlier.period), "vi") if earlier is not None else None
        found = briefing.indicators.changes.compute(context, before)
        everything = [
            *topics(view).values(),
            summary.compute(view),
            briefing.indicators.quality.compute(view, context.findings),
            (found.number("new"),) if found is not None else (),
            *(briefing.indicators.agency.compute(view, unit) for unit in ("bo-y-te", "ha-noi")),
        ]
        for topic in everything:
            for value in values_of(topic):
                keys.update(v.indicator for v in value.ancestry() if v.inputs or v.kind.value == "recomputed")
    return keys


def test_every_stated_indicator_has_a_figure(store: Store) -> None:
    stated = set(store.view(Period.parse("2026-06")).figures["indicator"])
    unused = [
        key for key, entry in catalogue().items() if entry.kind in ("stated", "both") and key not in stated
    ]
    assert unused == []


def test_every_computed_indicator_is_computed(computed_keys: set[str]) -> None:
    unused = [
        key
        for key, entry in catalogue().items()
        if entry.kind in ("computed", "both") and key not in computed_keys
    ]
    assert unused == []


def test_everything_computed_is_in_the_catalogue(computed_keys: set[str]) -> None:
    assert sorted(computed_keys - set(catalogue())) == []


def test_every_dimension_value_used_has_a_label(store: Store) -> None:
    labels = dimension_labels()
    used = {
        (k, v)
        for text in store.view(Period.parse("2026-06")).figures["dimensions"]
        for k, v in json.loads(text).items()
        if k not in ("database", "list")
    }
    assert [pair for pair in sorted(used) if pair[1] not in labels.get(pair[0], {})] == []


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_an_entry_is_complete_and_composed(key: str) -> None:
    entry = catalogue()[key]
    words = [
        entry.title,
        entry.definition,
        *([entry.unit] if entry.unit else []),
        *([entry.formula] if entry.formula else []),
    ]
    for pair in words:
        for text in (pair.vi, pair.en):
            assert "TODO" not in text
            assert unicodedata.is_normalized("NFC", text)
    assert entry.measure.value != "count" or entry.unit is not None, "a count says what it counts"
