"""Key databases and the connection, against the notice of June 2026 (annex 2) and the report of May 2026."""

from __future__ import annotations

import math
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.indicators import databases, values_of
from analysis.paths import Workspace
from analysis.tables.store import Store
from analysis.tables.view import View
from analysis.vocabulary.measures import Status
from analysis.vocabulary.periods import Period
from offices import Office, figure


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(Workspace.find())


def known(store: Store, period: str) -> databases.Databases:
    return databases.compute(View(store, Period.parse(period)))


def test_the_distance_is_nineteen_less_what_is_met(store: Store) -> None:
    ranked = [(d.agency, d.criteria.amount, d.distance.amount) for d in known(store, "2026-06").counted]
    assert ranked == [
        ("bo-cong-an", 4, 15),
        ("bo-noi-vu", 11, 8),
        ("thanh-tra-chinh-phu", 12, 7),
        ("bo-y-te", 13, 6),
        ("bo-nong-nghiep-va-moi-truong", 16, 3),
        ("bo-giao-duc-va-dao-tao", 17, 2),
        ("bo-xay-dung", 17, 2),
        ("bo-cong-thuong", 18, 1),
    ]


def test_nearest_and_farthest_are_those_distances(store: Store) -> None:
    data = known(store, "2026-06")
    assert (data.nearest.amount, data.farthest.amount) == (1, 15)
    assert data.farthest.agency == "bo-cong-an"


def test_complete_databases_meet_all_only_where_a_document_says_so(store: Store) -> None:
    june, may = known(store, "2026-06"), known(store, "2026-05")
    assert len(june.done) == len(may.done) == 4  # three named in June, the courts' in May alone
    assert {(d.criteria.amount, d.criteria.denominator) for d in june.done} == {(19, 19)}
    assert [d.document for d in june.done].count("bc-bca-vpb-2026-05") == 1
    assert all(d.criteria.status is Status.NOT_REPORTED for d in may.done)


def test_the_reasons_of_may_stay_with_the_ministries_of_june(store: Store) -> None:
    by_owner = {d.agency: d.reason for d in known(store, "2026-06").left}
    assert by_owner == {
        "bo-cong-thuong": "sync",
        "bo-giao-duc-va-dao-tao": "sync",
        "bo-xay-dung": "requirements",
        "bo-nong-nghiep-va-moi-truong": "requirements",
        "thanh-tra-chinh-phu": "requirements",
        "bo-y-te": "requirements",
        "bo-noi-vu": "no_platform",
        "bo-cong-an": "no_platform",
    }
    counts = {r: v.amount for r, v in known(store, "2026-06").reasons.items()}
    assert counts == {"sync": 2, "requirements": 4, "no_platform": 2}


def test_may_names_the_databases_without_a_number(store: Store) -> None:
    may = known(store, "2026-05")
    assert len(may.left) == 8 and may.counted == ()
    assert not may.farthest.reported
    assert may.table()["met"].isna().all() and len(may.table()) == 12


def test_nothing_changed_between_may_and_june(store: Store) -> None:
    june = known(store, "2026-06")
    assert june.since.comparable and june.since.change is not None and june.since.change.amount == 0
    assert june.since.previous is not None and june.since.previous.id == "bca0526.databases.key_complete"
    assert {c.reason for c in june.changes.values()} == {"first"}
    assert june.complete_rate.amount is not None and round(june.complete_rate.amount, 2) == Decimal("33.33")


def test_the_connection_is_58_and_46_of_104_and_the_list_names_37(store: Store) -> None:
    data = known(store, "2026-06").connection
    assert (data.total.amount, data.connected.amount, data.unconnected.amount) == (104, 58, 46)
    assert (data.listed.amount, data.unnamed.amount, data.owners.amount) == (37, 9, 8)
    assert data.rate.amount is not None and round(data.rate.amount, 1) == Decimal("55.8")  # 58 ÷ 104
    assert {a: v.amount for a, v in data.by_agency.items()} == {
        "bo-y-te": 12, "bo-noi-vu": 9, "bo-van-hoa-the-thao-va-du-lich": 7, "bo-tai-chinh": 3,
        "bo-cong-an": 2, "bo-dan-toc-va-ton-giao": 2, "bo-giao-duc-va-dao-tao": 1, "bo-ngoai-giao": 1,
    }
    assert data.ranked[:2] == ("bo-y-te", "bo-noi-vu")


def test_zero_of_nineteen_is_a_number_and_the_cut_row_is_none(store: Store) -> None:
    data = known(store, "2026-06").connection
    zero = [d for d in data.databases if d.criteria.reported and d.criteria.amount == 0]
    assert {d.agency for d in zero} == {"bo-tai-chinh", "bo-van-hoa-the-thao-va-du-lich"}
    assert all(d.distance.amount == 19 for d in zero)
    (silent,) = [d for d in data.databases if not d.criteria.reported]
    assert silent.agency == "bo-ngoai-giao" and silent.number == 37
    assert silent.distance.amount is None and silent.distance.status is Status.NOT_REPORTED
    assert data.criteria_missing.amount == 1
    frame = databases.frame(data.databases)
    assert math.isnan(frame.set_index("agency").loc["bo-ngoai-giao", "met"])


def test_a_ministrys_databases_go_from_the_fewest_criteria_up(store: Store) -> None:
    data = known(store, "2026-06").connection
    met = [d.criteria.amount for d in data.of("bo-van-hoa-the-thao-va-du-lich")]
    assert met == [0, 2, 2, 4, 14, 16, 16]


def test_may_knows_the_numbers_and_no_names(store: Store) -> None:
    data = known(store, "2026-05").connection
    assert data.reported and data.databases == () and not data.listed.reported and not data.unnamed.reported


def test_a_list_longer_than_the_count_leaves_the_rest_unknown(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    office.document().figures(figure("left", "1/3", "connection.unconnected")).databases(
        ("connection", "a", "3/19"), ("connection", "b", "4/19"))
    data = databases.compute(office.view()).connection
    assert data.listed.amount == 2
    assert data.unnamed.amount is None and not data.unnamed.reported


def test_how_many_of_these_are_late_is_known_within_one_document_only(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    office.document("1-tb-vpcp", "tb1", "2026-05-20").figures(
        figure("left", "46/104", "connection.unconnected"), figure("late", "36", "connection.late_2025"))
    assert databases.compute(office.view("2026-05")).connection.late.amount == 36
    office.document("2-tb-vpcp", "tb2", "2026-06-20").figures(
        figure("left", "8/104", "connection.unconnected"))
    data = databases.compute(office.view("2026-06")).connection
    assert data.unconnected.amount == 8
    assert not data.late.reported


def test_progress_of_a_database_is_what_it_met_since(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    office.document("1-tb-vpcp", "tb1", "2026-05-20").databases(("criteria", "a", "16/19"))
    office.document("2-tb-vpcp", "tb2", "2026-06-20").databases(
        ("criteria", "a", "18/19"), ("criteria", "b", ""))
    data = databases.compute(office.view("2026-06"))
    assert [d.id for d in data.left] == ["tb2.database.a", "tb2.database.b"]
    change = data.changes["tb2.database.a"].change
    assert change is not None and change.amount == 2
    assert data.changes["tb2.database.b"].reason == "not_reported"
    assert [d.id for d in data.counted] == ["tb2.database.a"]


@pytest.mark.parametrize("period", ["2025-06", "2026-03"])
def test_nothing_is_guessed_while_nothing_is_known(store: Store, period: str) -> None:
    data = known(store, period)
    assert not data.reported and not data.connection.reported
    assert data.left == data.done == data.connection.databases == ()
    assert all(v.amount is None for v in values_of(data))
    assert data.table().empty
