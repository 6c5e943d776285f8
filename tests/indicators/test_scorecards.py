"""Scorecards: what is known of each locality and ministry; unknown, not applicable and zero stay apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from analysis.indicators import scorecards, values_of
from analysis.indicators.scorecards import Answered, Reporting, Scorecard, Scorecards
from analysis.paths import Workspace
from analysis.tables.store import Store
from analysis.tables.view import View
from analysis.vocabulary.measures import Measure, Status
from analysis.vocabulary.periods import Period
from analysis.vocabulary.values import Value, missing


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(Workspace.find())


@pytest.fixture(scope="module")
def june(store: Store) -> Scorecards:
    return scorecards.compute(View(store, Period.parse("2026-06")))


def test_every_locality_and_ministry_has_one(june: Scorecards) -> None:
    assert len(june.localities) == 34
    assert len(june.ministries) == 17  # 14 ministries and 3 of ministerial level
    assert june.reported


def test_a_locality_that_reported_and_has_products(june: Scorecards) -> None:
    card = june.cards["dien-bien"]
    assert (card.reporting, card.answer) == (Reporting.REPORTED, Answered.HAS)
    assert card.reporting_as_of == date(2026, 5, 8)
    assert (card.strategic.amount, card.commercial.amount) == (9, 1)
    assert card.required["2026"].amount == 1
    assert (card.required["2027"].amount, card.required["2027"].upper) == (2, 3)
    assert card.six_clears.status is Status.NOT_REPORTED and card.met("2026") is None


def test_unknown_and_not_applicable_differ(june: Scorecards) -> None:
    silent, without = june.cards["cao-bang"], june.cards["lai-chau"]
    assert silent.answer is Answered.NO_ANSWER and silent.strategic.status is Status.NOT_REPORTED
    assert without.answer is Answered.NONE and without.strategic.status is Status.NOT_APPLICABLE
    ministry = june.cards["bo-y-te"]
    for value in (ministry.required["2026"], ministry.registered["2027"], ministry.classified["done"]):
        assert value.status is Status.NOT_APPLICABLE
    assert ministry.met("2026") is None


def test_an_agency_that_no_list_names_is_not_listed(june: Scorecards) -> None:
    card = june.cards["bo-cong-an"]
    assert card.reporting is Reporting.NOT_LISTED and card.reporting_as_of is None
    assert card.answer is Answered.HAS and card.strategic.amount == 14
    assert june.cards["bo-quoc-phong"].answer is Answered.NOT_LISTED


def test_localities_by_answer(june: Scorecards) -> None:
    assert {k: (v.amount, v.denominator) for k, v in june.by_answer.items()} == {
        "has": (19, 34),
        "none": (4, 34),
        "no_answer": (11, 34),
    }
    assert june.unreported_with_products.amount == 11
    assert june.cards["ha-noi"].contradictory and not june.cards["dien-bien"].contradictory


def test_the_table_has_a_row_for_each(june: Scorecards) -> None:
    table = june.table()
    assert len(table) == 51 and table.loc["ninh-binh", "commercial"] == 7
    assert set(table["six_clears_status"]) == {"not_reported", "not_applicable"}


@pytest.mark.parametrize(("registered", "met"), [("0", False), ("1", True), ("2", True), (None, None)])
def test_the_duty_is_met_by_registered_products_only(registered: str | None, met: bool | None) -> None:
    def count(amount: str) -> Value:
        return Value(
            id=f"t.{amount}", indicator="products.obligation", amount=Decimal(amount), measure=Measure.COUNT
        )

    unknown = missing("scorecards.measurable_products", Measure.COUNT)
    card = Scorecard(
        "hue",
        "province",
        Reporting.REPORTED,
        None,
        Answered.HAS,
        unknown,
        unknown,
        {"2026": count("1")},
        {"2026": unknown if registered is None else count(registered)},
        unknown,
        {},
    )
    assert card.met("2026") is met


@pytest.mark.parametrize("period", ["2024-01", "2025-06", "2026-03"])
def test_when_nothing_is_listed(store: Store, period: str) -> None:
    empty = scorecards.compute(View(store, Period.parse(period)))
    assert not empty.reported and len(empty.localities) == 34
    assert all(
        c.reporting is Reporting.NOT_LISTED and c.answer is Answered.NOT_LISTED for c in empty.cards.values()
    )
    assert all(not v.reported for v in values_of(empty))
