"""Overdue tasks, with the expected numbers worked out by hand from the documents."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from analysis.indicators import overdue
from analysis.indicators.overdue import BANDS, Overdue
from analysis.paths import Workspace
from analysis.tables.store import Store
from analysis.vocabulary.measures import Measure, Status

PARTS = {  # the thirteen agencies of the report of May 2026, item I
    "bo-noi-vu": 18,
    "bo-van-hoa-the-thao-va-du-lich": 16,
    "bo-y-te": 15,
    "bo-cong-an": 8,
    "bo-nong-nghiep-va-moi-truong": 6,
    "bo-khoa-hoc-va-cong-nghe": 6,
    "bo-tai-chinh": 6,
    "bo-giao-duc-va-dao-tao": 5,
    "bo-cong-thuong": 2,
    "bo-xay-dung": 2,
    "bo-quoc-phong": 1,
    "bo-dan-toc-va-ton-giao": 1,
    "tap-doan-dien-luc": 1,
}


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(Workspace.find())


def topic(store: Store, period: str) -> Overdue:
    return overdue.compute(store.view(period))


def test_the_parts_of_may_sum_to_121_and_not_to_73(store: Store) -> None:
    found = topic(store, "2026-05")
    assert {v.agency: int(v.number) for v in found.by_agency} == PARTS
    assert [int(v.number) for v in found.by_agency] == sorted(PARTS.values(), reverse=True)
    assert (found.common.number, found.joint.number) == (30, 4)
    assert (found.agencies.number, found.named.number) == (13, 87)
    assert found.recomputed.number == 121 and found.recomputed.counterpart is not None
    assert found.recomputed.counterpart.number == 73 == found.stated.number
    assert found.excess.number == 48
    assert found.top.number == 49
    assert round(found.top_share.number, 1) == 56.3
    assert len(found.recomputed.inputs) == 15


def test_no_list_of_tasks_before_june(store: Store) -> None:
    found = topic(store, "2026-05")
    assert found.tasks == () and found.bands == ()
    assert not found.longest.reported and not found.long_listed.reported


def test_the_five_long_overdue_tasks_and_their_days_at_the_end_of_june(store: Store) -> None:
    found = topic(store, "2026-06")
    # 31/5/2025 → 30/6/2026 is a year of 365 days and 30 more; 30/9/2025 → 30/6/2026 is 273; 31/12/2025 → 181.
    assert [(t.agencies[0], t.due.token, int(t.days.number)) for t in found.tasks] == [
        ("bo-y-te", "31/5/2025", 395),
        ("bo-tai-chinh", "30/09/2025", 273),
        ("acv", "31/12/2025", 181),
        ("acv", "31/12/2025", 181),
        ("acv", "31/12/2025", 181),
    ]
    assert found.tasks[0].assigned_by.startswith("Nghị quyết số 71/NQ-CP")
    assert found.tasks[0].assigned == date(2025, 4, 1)
    assert found.longest.number == 395 and found.longest.measure is Measure.DAYS
    assert date.fromordinal(int(found.oldest.number)) == date(2025, 5, 31)
    assert found.long_listed.number == 5 and found.long_listed.counterpart is found.long_stated
    assert {(b.low, b.high): int(b.count.number) for b in found.bands} == {
        (1, 30): 0,
        (31, 90): 0,
        (91, 180): 0,
        (181, 365): 4,
        (366, None): 1,
    }


def test_days_follow_from_the_due_date_as_stated(store: Store) -> None:
    first = topic(store, "2026-06").tasks[0]
    assert first.due.document == "329-tb-vpcp" and first.due.locator == "annex 1/row 1"
    assert first.days.inputs == (first.due,)
    assert first.days.as_of == date(2026, 6, 30) and first.due.as_of == date(2026, 6, 24)
    assert [s.id for s in first.days.sources()] == ["tb329.task.1"]


def test_later_periods_count_on(store: Store) -> None:
    june, july = topic(store, "2026-06"), topic(store, "2026-07")
    for before, after in zip(june.tasks, july.tasks, strict=True):
        assert after.days.number - before.days.number == 31


def test_three_counts_with_three_definitions_are_never_compared(store: Store) -> None:
    found = topic(store, "2026-06")
    assert [(v.series, int(v.number)) for v in found.definitions] == [
        ("plan_q1", 125),
        ("open_tasks", 73),
        ("long_overdue", 5),
    ]
    assert not found.comparable
    ids = {v.id for v in found.definitions}
    differences = [v for v in (found.excess,) if v.operation == "difference"]
    assert not any(
        ids <= {i.id for i in v.inputs} or len(ids & {i.id for i in v.inputs}) > 1 for v in differences
    )


def test_march_knows_only_a_total(store: Store) -> None:
    found = topic(store, "2026-03")
    assert found.stated.number == 125 and found.stated.series == "plan_q1"
    assert found.by_agency == () and not found.recomputed.reported and not found.excess.reported
    assert found.reported and found.comparable


def test_nothing_is_known_in_2025(store: Store) -> None:
    found = topic(store, "2025-06")
    assert not found.reported and found.definitions == ()
    assert all(
        v.status is Status.NOT_REPORTED for v in (found.stated, found.named, found.recomputed, found.longest)
    )
    assert len(found.table()) == 4 and found.task_table().empty and found.band_table().empty


def test_bands_leave_no_day_out_and_count_none_twice() -> None:
    for days in (1, 30, 31, 90, 91, 180, 181, 365, 366, 4000):
        assert sum(low <= days <= (high or 10**9) for low, high in BANDS) == 1


def test_a_task_not_yet_due_is_not_overdue(store: Store) -> None:
    row = store.view("2026-06").tasks.iloc[0].to_dict()
    for shift, days in ((0, None), (-1, None), (1, 1)):
        end = row["due"].date() + timedelta(days=shift)
        late = overdue._late_task(row, end, end, "day")
        assert late.days.status is (Status.REPORTED if days else Status.NOT_APPLICABLE)
        assert late.days.amount == days
