"""Restructuring in two passages of one report, and the cuts: worked out by hand from that of May 2026."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from analysis.indicators import procedures, values_of
from analysis.paths import Workspace
from analysis.tables.store import Store
from analysis.tables.view import View
from analysis.vocabulary.measures import Status
from analysis.vocabulary.periods import Period
from analysis.vocabulary.values import Value
from offices import Office, figure


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(Workspace.find())


@pytest.fixture(scope="module")
def data(store: Store) -> procedures.Procedures:
    return procedures.compute(View(store, Period.parse("2026-06")))


def rounded(value: Value, decimals: int = 1) -> Decimal:
    assert value.amount is not None
    return round(value.amount, decimals)


def test_the_dated_passage_comes_first(data: procedures.Procedures) -> None:
    assert [s.series for s in data.snapshots] == ["report_body", "note_13"]
    assert data.main is not None and data.other is not None
    assert (data.main.done.amount, data.main.done.denominator) == (580, 782)
    assert (data.other.done.amount, data.other.done.denominator) == (585, 786)


def test_what_follows_stands_beside_what_is_stated(data: procedures.Procedures) -> None:
    body, note = data.snapshots
    assert (body.remaining.amount, note.remaining.amount) == (202, 201)  # 782 − 580, 786 − 585
    assert [s.remaining.counterpart.amount for s in data.snapshots if s.remaining.counterpart] == [202, 290]
    assert body.to_do_listed.amount == 65 + 41 + 34 + 22 + 16 + 4 == 182
    assert note.to_do_listed.amount == 49 + 41 + 26 + 26 + 22 + 20 + 9 + 4 == 197
    assert (body.complete.amount, body.complete_listed.amount) == (9, 9)
    assert (note.complete.amount, note.complete_listed.amount) == (7, 8)
    assert (body.incomplete.amount, body.incomplete_listed.amount) == (8, 6)
    assert (note.incomplete.amount, note.incomplete_listed.amount) == (8, 8)
    assert rounded(body.rate, 2) == Decimal("74.17")  # the report says 74.16
    assert body.rate.counterpart is not None and body.rate.counterpart.amount == Decimal("74.16")
    assert rounded(note.rate) == Decimal("74.4")
    assert not body.started.reported and note.started.amount == 15


@pytest.mark.parametrize(
    ("agency", "body", "note"),
    [
        ("bo-khoa-hoc-va-cong-nghe", (65, 65, "50.0"), (None, 0, "100.0")),
        ("bo-giao-duc-va-dao-tao", (49, 0, "100.0"), (0, 49, "0.0")),
        ("bo-noi-vu", (33, 0, "100.0"), (7, 26, "21.2")),
        ("bo-tai-chinh", (22, 0, "100.0"), (13, 9, "59.1")),
        ("bo-dan-toc-va-ton-giao", (4, 16, "20.0"), (0, 20, "0.0")),
        ("bo-nong-nghiep-va-moi-truong", (12, 34, "26.1"), (16, 26, "38.1")),
        ("bo-van-hoa-the-thao-va-du-lich", (18, 41, "30.5"), (18, 41, "30.5")),
        ("bo-cong-thuong", (162, 0, "100.0"), (None, 0, "100.0")),
    ],
)
def test_done_and_to_do_make_the_ministrys_whole(
    data: procedures.Procedures, agency: str, body: tuple, note: tuple
) -> None:
    for snapshot, (done, to_do, rate) in zip(data.snapshots, (body, note), strict=True):
        ministry = snapshot.ministries[agency]
        assert ministry.done.amount == done and ministry.to_do.amount == to_do
        assert rounded(ministry.rate) == Decimal(rate)
        if done is None:  # said to have finished, without a number
            assert ministry.done.status is Status.NOT_REPORTED
        else:
            assert ministry.done.denominator == ministry.to_do.denominator == done + to_do


def test_one_ministry_stands_in_one_passage_only(data: procedures.Procedures) -> None:
    body, note = data.snapshots
    assert set(note.ministries) - set(body.ministries) == {"thanh-tra-chinh-phu"}
    assert set(body.ministries) <= set(note.ministries)
    assert (len(body.ministries), len(note.ministries)) == (15, 16)
    assert data.gap("thanh-tra-chinh-phu") is None
    assert data.gap("bo-giao-duc-va-dao-tao") == 100 and data.gap("bo-xay-dung") == 0


def test_six_ministries_have_two_rates_and_one_has_done_nothing(data: procedures.Procedures) -> None:
    assert data.differing.amount == 6
    assert data.untouched == ("bo-ngoai-giao",)  # Ethnic Affairs has 4 of 20 in the body of the report


def test_values_of_two_passages_share_no_id_and_no_difference(data: procedures.Procedures) -> None:
    values = [v for s in data.snapshots for v in values_of(s) if v.reported]
    amounts: dict[str, set] = {}
    for value in values:
        amounts.setdefault(value.id, set()).add((value.amount, value.denominator))
    assert all(len(found) == 1 for found in amounts.values())
    for value in values:
        assert len({i.series for i in value.inputs}) <= 1
    assert data.since.change is None  # no earlier report gives the same definition


def test_amended_texts_cuts_and_business_lines(data: procedures.Procedures) -> None:
    assert rounded(data.amended_rate, 2) == Decimal("25.31")  # 201 ÷ 794
    parts = [v.amount for v in data.legal_by_kind.values()]
    assert parts == [4, 19, 2, 18]
    assert sum(p for p in parts if p is not None) == data.legal_documents.amount == 43
    assert [v.amount for v in (data.abolished, data.decentralised, data.simplified)] == [184, 134, 394]
    assert [v.amount for v in (data.conditions_abolished, data.conditions_simplified)] == [890, 4]
    assert rounded(data.lines_rate) == Decimal("28.3")  # 56 ÷ 198
    assert data.lines_rate.counterpart is not None


def test_the_table_has_a_row_a_ministry_and_passage(data: procedures.Procedures) -> None:
    table = data.table()
    assert len(table) == 31
    assert table.loc[("bo-noi-vu", "note_13"), "to_do"] == 26
    assert table["done"].isna().sum() == 8  # eight ministries are said to have finished, without a number


def test_a_report_with_one_passage_has_one_snapshot(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    office.document().figures(
        figure("done", "5/10", "procedures.restructured"),
        figure("left", "3/4", "procedures.not_restructured", agency="bo-y-te"),
    ).groups(procedures__complete="bo-tai-chinh")
    data = procedures.compute(office.view())
    assert data.main is not None and data.other is None
    assert data.main.remaining.amount == 5 and data.main.to_do_listed.amount == 3
    assert data.main.ministries["bo-y-te"].done.amount == 1
    assert data.main.ministries["bo-tai-chinh"].rate.amount == 100
    assert not data.main.to_do.reported and data.main.remaining.counterpart is None
    assert not data.differing.reported


def test_the_latest_report_replaces_the_earlier_one(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    office.document("1-tb-vpcp", "tb1", "2026-05-20").figures(
        figure("done", "5/10", "procedures.restructured")).groups(procedures__complete="bo-tai-chinh")
    office.document("2-tb-vpcp", "tb2", "2026-06-20").figures(
        figure("done", "8/10", "procedures.restructured"))
    data = procedures.compute(office.view("2026-06"))
    assert data.main is not None and data.main.done.amount == 8
    assert data.main.ministries == {}  # the list of May is not that of June
    assert data.since.change is not None and data.since.change.amount == 3


@pytest.mark.parametrize("period", ["2025-06", "2026-03"])
def test_nothing_is_guessed_while_nothing_is_known(store: Store, period: str) -> None:
    data = procedures.compute(View(store, Period.parse(period)))
    assert not data.reported and data.main is None and data.other is None
    assert data.agencies == () and data.untouched == ()
    assert all(v.amount is None for v in values_of(data))
    assert data.table().empty
