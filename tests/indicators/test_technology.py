"""The domestic share and the levels around it, against the report of May 2026 and the notice of June 2025."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analysis.indicators import technology, values_of
from analysis.paths import Workspace
from analysis.tables.store import Store
from analysis.tables.view import View
from analysis.vocabulary.measures import Kind, Qualifier
from analysis.vocabulary.periods import Period


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(Workspace.find())


def known(store: Store, period: str) -> technology.Technology:
    return technology.compute(View(store, Period.parse(period)))


def test_the_domestic_share_is_what_foreign_firms_leave(store: Store) -> None:
    economy = known(store, "2026-06").economy
    assert economy.domestic.amount == Decimal("0.6")  # 100 − 99.4
    assert economy.domestic.kind is Kind.RECOMPUTED
    assert [v.id for v in economy.domestic.inputs] == ["bca0526.technology.fdi_share"]
    assert economy.domestic_revenue.amount == Decimal("479400000")  # 79.90 billion × 0.6 %
    assert economy.domestic_revenue.qualifier is Qualifier.ABOUT


def test_fields_are_stated_and_the_largest_comes_first(store: Store) -> None:
    fields = known(store, "2026-06").economy.fields
    assert [(v.dimensions["field"], v.amount) for v in fields] == [
        ("rare_earth_ocean", Decimal("19.3")),
        ("aerospace", Decimal("16.1")),
        ("core", Decimal("0.5")),
    ]
    assert all(v.kind is Kind.STATED for v in fields)
    assert fields[-1].qualifier is Qualifier.UNDER


def test_the_strategic_list_then_and_now(store: Store) -> None:
    june, may = known(store, "2026-06").strategic_list, known(store, "2026-05").strategic_list
    assert (june.groups.amount, june.products.amount, june.agencies.amount, june.problems.amount) == (
        10,
        30,
        10,
        20,
    )
    assert june.earlier is not None
    assert [v.id for v in june.earlier] == [
        "bca0526.technology.strategic_groups",
        "bca0526.technology.strategic_products",
    ]
    assert [v.amount for v in june.earlier] == [11, 35]
    assert may.earlier is None and may.groups.amount == 11


def test_research(store: Store) -> None:
    research = known(store, "2026-06").research
    assert research.organisations.amount == 36
    assert research.level_shares["local"].number == pytest.approx(30 / 36 * 100)
    assert research.level_shares["central"].number == pytest.approx(6 / 36 * 100)
    assert (research.staff_decline.amount, research.staff_decline.upper) == (20, 50)
    assert len(research.universities) == 3


def test_june_2025_knows_the_digital_economy_only(store: Store) -> None:
    early = known(store, "2025-06")
    assert early.digital.base_stations.amount == 11500
    assert early.digital.digital_exports.amount == Decimal("49400000000")
    assert not early.domestic_known and not early.research_known
    assert all(not v.reported for v in values_of(early.economy))


def test_when_nothing_is_known_nothing_is_zero(store: Store) -> None:
    empty = known(store, "2024-01")
    assert all(not v.reported and v.amount is None for v in values_of(empty))
    assert empty.table()["value"].isna().all()
