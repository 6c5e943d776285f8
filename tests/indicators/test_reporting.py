"""Reporting discipline, with the expected numbers worked out by hand from the report of May 2026."""

from __future__ import annotations

import pytest

from analysis.indicators import reporting
from analysis.indicators.reporting import Reporting
from analysis.paths import Workspace
from analysis.tables.store import Store
from analysis.vocabulary.agencies import agencies

HAVE_PRODUCTS = {  # said not to have reported (item I) and listed as having products (item II.1.a)
    "bo-y-te",
    "bo-cong-thuong",
    "an-giang",
    "hai-phong",
    "dong-thap",
    "nghe-an",
    "quang-tri",
    "thanh-hoa",
    "ha-tinh",
    "ha-noi",
    "ninh-binh",
    "phu-tho",
    "lao-cai",
}


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(Workspace.find())


def topic(store: Store, period: str) -> Reporting:
    return reporting.compute(store.view(period))


@pytest.mark.parametrize("period", ["2026-05", "2026-06"])
def test_rates_by_group(store: Store, period: str) -> None:
    groups = topic(store, period).groups
    rows = {
        r: (g.reported.number, g.not_reported.number, g.asked.number, round(g.rate.number, 1))
        for r, g in groups.items()
    }
    assert rows == {
        "ministry": (10, 6, 15, 66.7),
        "locality": (18, 16, 34, 52.9),
        "enterprise": (2, 6, 8, 25.0),
    }


def test_the_denominator_of_companies_is_the_sum_because_none_is_stated(store: Store) -> None:
    companies = topic(store, "2026-05").groups["enterprise"]
    assert companies.reported.denominator is None
    assert companies.asked.operation == "sum" and companies.rate.operation == "ratio"
    ministries = topic(store, "2026-05").groups["ministry"]
    assert ministries.rate.operation == "own_ratio"


def test_five_ministries_are_named_where_six_are_counted(store: Store) -> None:
    ministries = topic(store, "2026-05").groups["ministry"]
    assert ministries.listed_not_reported.number == 5 == len(ministries.names_not_reported)
    assert ministries.listed_not_reported.counterpart is ministries.not_reported
    assert ministries.listed_reported.number == 10


def test_every_province_has_a_state(store: Store) -> None:
    found = topic(store, "2026-05")
    assert len(found.provinces) == 34
    assert {s: int(v.number) for s, v in found.tiles.items()} == {
        "reported": 18,
        "not_reported": 16,
        "unknown": 0,
    }
    assert found.provinces["ha-noi"] == "not_reported" and found.provinces["hue"] == "reported"


def test_agencies_that_did_not_report_and_yet_have_products(store: Store) -> None:
    found = topic(store, "2026-05")
    crossing = found.crossing("not_reported", "has")
    assert {n.agency for n in crossing.names} == HAVE_PRODUCTS and crossing.count.number == 13
    assert found.crossing("not_reported", "none").count.number == 4
    assert found.crossing("reported", "no_answer").count.number == 12
    assert {n.locator for n in crossing.names} == {"II.1.a/¶3"}
    table = found.crossing_table()
    assert len(table) == sum(int(c.count.number) for c in found.crossings)


@pytest.mark.parametrize("period", ["2025-06", "2026-03"])
def test_nothing_known_is_unknown_and_not_zero(store: Store, period: str) -> None:
    found = topic(store, period)
    assert not found.reported
    assert set(found.provinces.values()) == {"unknown"}
    assert not found.tiles["reported"].reported and not found.tiles["not_reported"].reported
    assert all(not g.rate.reported and not g.asked.reported for g in found.groups.values())
    assert all(not c.count.reported for c in found.crossings)
    assert list(found.table().index) == ["ministry", "locality", "enterprise"]


def test_the_kinds_of_agencies_that_lists_name_all_belong_to_a_group(store: Store) -> None:
    found = topic(store, "2026-05")
    named = sum(len(g.names_reported) + len(g.names_not_reported) for g in found.groups.values())
    groups = store.view("2026-05").groups
    assert named == int(groups["list"].str.startswith("reporting.").sum()) == 57
    assert all(agencies()[p].kind == "province" for p in found.provinces)
