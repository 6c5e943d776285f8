"""Digital services: levels at their own dates, and the one share that is recomputed."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.indicators import services, values_of
from analysis.paths import Workspace
from analysis.tables.store import Store
from analysis.tables.view import View
from analysis.vocabulary.measures import Qualifier
from analysis.vocabulary.periods import Period


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(Workspace.find())


def known(store: Store, period: str) -> services.Services:
    return services.compute(View(store, Period.parse(period)))


def test_essential_services(store: Store) -> None:
    early = known(store, "2025-06")
    assert (early.essential.amount, early.essential.denominator) == (58, 76)
    assert early.essential_share.number == pytest.approx(58 / 76 * 100)  # 76.3
    assert early.essential_left.amount == 18
    assert early.eid_accounts.amount == 63_400_000 and early.eid_accounts.qualifier is Qualifier.OVER


def test_levels_keep_their_own_dates(store: Store) -> None:
    june = known(store, "2026-06")
    assert june.essential.as_of == date(2025, 5, 17)  # still the latest known, a year later
    assert june.reviewed.as_of == date(2026, 3, 16)
    assert june.visits.as_of == date(2026, 5, 31) and june.visits.as_of_precision == "month"


def test_papers_and_reuse(store: Store) -> None:
    june = known(store, "2026-06")
    assert june.papers["driving_licence"].amount == 20_200_000
    assert june.papers["marital_status"].amount == 423_000
    assert june.reuse_results.amount == 15 and june.reuse_data.number == 1.5
    assert june.daily_visits.amount == 6_000_000 and june.visits.amount == 500_000_000


def test_nothing_is_ever_added_up(store: Store) -> None:
    assert all(v.operation != "sum" for v in values_of(known(store, "2026-06")))


def test_early_and_empty_views(store: Store) -> None:
    early, empty = known(store, "2025-06"), known(store, "2024-01")
    assert early.reported and not early.visits.reported
    assert all(not p.reported for p in early.papers.values())
    assert not empty.reported and all(v.amount is None for v in values_of(empty))
