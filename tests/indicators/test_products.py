"""Products: shares, funnel, answers and completeness, against numbers worked out from the documents."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analysis.indicators import products, values_of
from analysis.paths import Workspace
from analysis.tables.store import Store
from analysis.tables.view import View
from analysis.vocabulary.measures import Kind, Status
from analysis.vocabulary.periods import Period


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(Workspace.find())


def view(store: Store, period: str) -> View:
    return View(store, Period.parse(period))


@pytest.fixture(scope="module")
def june(store: Store) -> products.Products:
    return products.compute(view(store, "2026-06"))


def test_the_funnel(june: products.Products) -> None:
    assert [s.key for s in june.stages] == ["proposed", "research", "pilot", "deployed", "commercial"]
    assert [s.now.count.amount for s in june.stages] == [12, 18, 28, 27, 12]
    # 12 + 18 + 28 + 27 + 12 = 97; less 12; less 18; less 28; less 27
    assert [s.reached.count.amount for s in june.stages] == [97, 85, 67, 39, 12]
    assert all(s.reached.count.denominator == 99 for s in june.stages)
    assert june.stage_not_stated.count.amount == 2
    assert june.stages[0].reached.count.amount + june.stage_not_stated.count.amount == 99  # type: ignore[operator]
    assert june.stages[3].reached.count.counterpart.amount == 39  # type: ignore[union-attr]
    assert june.stages[3].reached.share.number == pytest.approx(39 / 99 * 100)


def test_a_stated_share_rides_beside_the_recomputed_one(june: products.Products) -> None:
    pilot = june.stages[2].now.share
    assert pilot.number == pytest.approx(28 / 99 * 100)  # 28.28…
    assert pilot.counterpart is not None and pilot.counterpart.amount == 37
    assert pilot.kind is Kind.RECOMPUTED and pilot.counterpart.kind is Kind.STATED


def test_before_deployment_is_summed_and_held_against_the_stated_sum(june: products.Products) -> None:
    assert june.before_deployment.count.amount == 12 + 18 + 28 + 2
    assert june.before_deployment.count.counterpart.amount == 60  # type: ignore[union-attr]
    assert june.before_deployment.share.number == pytest.approx(60 / 99 * 100)


def test_groups_and_levels(june: products.Products) -> None:
    assert june.count.amount == 348
    assert [june.groups[g].count.amount for g in ("strategic", "other")] == [99, 249]
    assert june.groups["strategic"].share.number == pytest.approx(99 / 348 * 100)
    assert june.levels["strategic"]["ministry"].count.amount == 33
    assert june.levels["other"]["locality"].share.number == pytest.approx(234 / 249 * 100)
    assert [june.level_totals[level].amount for level in ("ministry", "locality")] == [48, 300]


def test_funding_and_what_is_left_by_difference(june: products.Products) -> None:
    strategic, other = june.funding["strategic"], june.funding["other"]
    assert [strategic[f].count.amount for f in products.FUNDINGS] == [14, 6, 32, 47]
    assert [other[f].count.amount for f in products.FUNDINGS] == [5, 0, 141, 103]
    both = other["both"].count  # the report states 6 in all and 6 strategic: zero is computed, not missing
    assert both.status is Status.REPORTED and both.kind is Kind.RECOMPUTED
    assert [v.id for v in both.inputs] == [
        "bca0526.products.count.funding.both",
        "bca0526.products.count.strategic.funding.both",
    ]
    for group, whole in (("strategic", 99), ("other", 249), ("all", 348)):
        assert sum(c.count.amount for c in june.funding[group].values()) == whole  # type: ignore[misc]
        assert sum(c.share.number for c in june.funding[group].values()) == pytest.approx(100)


def test_who_answered(june: products.Products) -> None:
    assert [a.stated.amount for a in june.answers] == [24, 8, 16]
    assert [a.ministries.amount for a in june.answers] == [5, 4, 5]
    assert [a.localities.amount for a in june.answers] == [19, 4, 11]
    assert june.agencies_asked.amount == 48
    assert "ha-noi" in june.answers[0].listing and "lai-chau" in june.answers[1].listing


def test_by_agency(june: products.Products) -> None:
    assert (june.named[0].agency, june.named[0].amount) == ("bo-cong-thuong", 25)
    assert {v.agency: v.amount for v in june.commercial} == {
        "ninh-binh": 7,
        "bo-cong-thuong": 2,
        "da-nang": 1,
        "ho-chi-minh": 1,
        "dien-bien": 1,
    }
    assert june.commercial_total.amount == 12 and june.commercial_total.counterpart.amount == 12  # type: ignore[union-attr]
    assert june.fields_total.amount == 15 and june.fields_total.counterpart.amount == 14  # type: ignore[union-attr]


def test_the_localities_series(june: products.Products) -> None:
    local = june.localities
    assert (local.reporting.amount, local.reporting.denominator) == (29, 34)
    assert local.reporting_share.number == pytest.approx(29 / 34 * 100)
    assert (local.count.amount, local.strategic.amount) == (124, 33)
    assert local.strategic_share.number == pytest.approx(33 / 124 * 100)
    assert local.strategic_share.counterpart.amount == Decimal("26.6")  # type: ignore[union-attr]
    assert {i.item: (i.known.amount, i.lacking.amount) for i in local.information} == {
        "owner": (73, 51),
        "beneficiary": (104, 20),
        "value": (51, 73),
        "funding": (39, 85),
    }
    assert next(i for i in local.information if i.item == "owner").share.number == pytest.approx(
        73 / 124 * 100
    )


def test_the_two_series_never_meet(june: products.Products) -> None:
    """348 of all agencies and 124 of 29 localities: nothing is computed from both."""
    for value in values_of(june):
        series = {s.series for s in value.sources() if s.indicator == "products.count"}
        assert len(series) <= 1, value.id


def test_ids_are_unique_unless_the_value_is_the_same(june: products.Products) -> None:
    seen: dict[str, Decimal | None] = {}
    for value in values_of(june):
        assert seen.setdefault(value.id, value.amount) == value.amount


def test_may_does_not_know_the_notice_of_june(store: Store) -> None:
    may = products.compute(view(store, "2026-05"))
    assert may.count.amount == 348 and may.stages_known and may.answered
    assert not may.localities.count.reported
    assert all(not i.known.reported and not i.share.reported for i in may.localities.information)


@pytest.mark.parametrize("period", ["2024-01", "2025-06", "2026-03"])
def test_when_nothing_is_known_nothing_is_zero(store: Store, period: str) -> None:
    empty = products.compute(view(store, period))
    assert not empty.reported and not empty.stages_known and not empty.answered
    values = list(values_of(empty))
    assert values and all(not v.reported and v.amount is None for v in values)
    assert empty.named == () and empty.commercial == ()
    assert len(empty.table()) == len(products.compute(view(store, "2026-06")).table())


def test_the_table_shows_shares_with_their_inputs(june: products.Products) -> None:
    table = june.table()
    row = table.loc["bca0526.products.count.strategic.pilot"]
    assert row["share"] == pytest.approx(28.2828, abs=1e-3) and row["stated"] == 37
    assert row["from"] == "bca0526.products.count.strategic.pilot" and row["series"] == "all_agencies"
    assert table.loc["tb329.products.completeness.value", "of"] == 124
