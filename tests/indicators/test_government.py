"""One-stop coverage: what the report states and what follows from the same passage."""

from __future__ import annotations

import pytest

from analysis.indicators import government, values_of
from analysis.paths import Workspace
from analysis.tables.store import Store
from analysis.tables.view import View
from analysis.vocabulary.periods import Period


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(Workspace.find())


def known(store: Store, period: str) -> government.Government:
    return government.compute(View(store, Period.parse(period)))


def test_both_models_cover_every_locality(store: Store) -> None:
    onestop = known(store, "2026-05").onestop
    assert (onestop.covered.amount, onestop.covered.denominator) == (34, 34)  # 33 and Ha Noi
    assert onestop.covered_share.amount == 100
    assert onestop.covered_share.counterpart is not None and onestop.covered_share.counterpart.amount == 100
    assert onestop.localities_share.number == pytest.approx(33 / 34 * 100)


def test_centres_against_communes(store: Store) -> None:
    onestop = known(store, "2026-05").onestop
    assert (onestop.centres.amount, onestop.communes.amount) == (3193, 3321)
    assert onestop.centre_ratio.number == pytest.approx(96.1457, abs=1e-3)
    assert onestop.centre_difference.amount == 128
    assert onestop.integrated_share.amount == 100


def test_structure_and_lawmaking_of_2025(store: Store) -> None:
    early = known(store, "2025-06")
    assert not early.reported and not early.onestop.covered.reported
    assert (early.ministries["ministry"].amount, early.ministries["ministerial_level"].amount) == (14, 3)
    assert (early.laws["passed.law"].amount, early.laws["submitted.law"].amount) == (4, 19)
    assert not early.pilot_localities.reported and known(store, "2026-03").pilot_localities.amount == 3


def test_when_nothing_is_known_nothing_is_zero(store: Store) -> None:
    empty = known(store, "2024-01")
    assert all(not v.reported and v.amount is None for v in values_of(empty))
    assert empty.table()["value"].isna().all()
