"""The register at a date. Counts of the notice of 24/6/2026 and the report of May are worked out by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from analysis.indicators import directives
from analysis.indicators.directives import STATES, Directives
from analysis.paths import Workspace
from analysis.tables.store import Store
from analysis.vocabulary.deadlines import DeadlineKind

PERIODS = ("2025-06", "2026-03", "2026-05", "2026-06")


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(Workspace.find())


def topic(store: Store, period: str) -> Directives:
    return directives.compute(store.view(period))


def of(found: Directives, document: str) -> Counter[str]:
    return Counter(d.state for d in found.rows if d.document == document)


def test_the_notice_of_june_at_the_end_of_june(store: Store) -> None:
    # Twice before 30/6 is past; twice in June, before 10/7 and twice before 15/7 are near; nine in July.
    found = topic(store, "2026-06")
    assert of(found, "329-tb-vpcp") == {"past": 2, "soon": 5, "later": 18, "recurring": 4}
    assert found.next_day == date(2026, 7, 31) and found.next_count.number == 9 and found.next_is_near


def test_the_report_of_may_only_proposes(store: Store) -> None:
    found = topic(store, "2026-06")
    proposals = {d.document for d in found.rows if d.proposed}
    assert proposals == {"bc-bca-vpb-2026-05"}
    assert of(found, "bc-bca-vpb-2026-05") == {
        "past": 3,
        "soon": 13,
        "later": 4,
        "recurring": 2,
        "undated": 11,
    }
    assert [found.count(s, proposed=True).number for s in STATES] == [3, 13, 4, 2, 11]
    assert not any(d.proposed for d in found.of("past", proposed=False))


@pytest.mark.parametrize("period", PERIODS)
def test_every_task_is_in_one_state_and_counted_once(store: Store, period: str) -> None:
    found = topic(store, period)
    assert len(found.rows) == len(store.view(period).directives)
    for proposed, members in ((False, found.assigned), (True, found.proposed)):
        total = found.count("all", proposed=proposed)
        assert total.number == len(members) if members else not total.reported
        if members:
            assert sum(int(found.count(s, proposed=proposed).number) for s in STATES) == len(members)
    assert len(found.table()) == len(found.rows)


@pytest.mark.parametrize("period", PERIODS)
def test_states_follow_from_the_deadline(store: Store, period: str) -> None:
    found, end = topic(store, period), store.view(period).period.end
    for d in found.rows:
        if d.day is None:
            assert d.state == ("recurring" if d.recurrence else "undated") and not d.days.reported
            continue
        left = (d.day - end).days
        assert d.state == ("past" if left < 0 else "soon" if left <= 30 else "later")
        assert d.days.number == abs(left) and d.days.as_of == end


def test_due_asks_for_any_day(store: Store) -> None:
    view = store.view("2026-06")
    on_the_day = directives.due(view, date(2026, 7, 31), within_days=0)
    assert len([d for d in on_the_day if not d.proposed]) == 9 and len(on_the_day) == 10
    month = directives.due(view, date(2026, 7, 1), 30)
    assert [d.day for d in month] == sorted(d.day for d in month if d.day)
    assert {d.day for d in month} == {date(2026, 7, 9), date(2026, 7, 14), date(2026, 7, 31)}
    assert {d.id for d in directives.past_due(view, date(2026, 7, 10)) if d.document == "329-tb-vpcp"} == {
        "tb329.directive.01",
        "tb329.directive.03",
        "tb329.directive.09",
        "tb329.directive.14",
        "tb329.directive.18",
    }


def test_the_day_of_the_deadline_itself_is_in_time(store: Store) -> None:
    view = store.view("2026-06")
    first = next(d for d in directives.register(view, date(2026, 7, 9)) if d.id == "tb329.directive.03")
    assert first.kind is DeadlineKind.BEFORE_DAY and first.day == date(2026, 7, 9) and first.state == "soon"
    after = next(d for d in directives.register(view, date(2026, 7, 10)) if d.id == "tb329.directive.03")
    assert after.state == "past" and after.days.number == 1


def test_a_year_taken_from_the_document_is_marked(store: Store) -> None:
    inferred = [d for d in topic(store, "2026-06").rows if d.inferred]
    assert [d.id for d in inferred] == ["tb329.directive.18"]
    assert inferred[0].kind is DeadlineKind.MEETING and inferred[0].day == date(2026, 6, 30)


@pytest.mark.parametrize("period", PERIODS)
def test_the_calendar_holds_every_deadline_once(store: Store, period: str) -> None:
    found = topic(store, period)
    dated = [d for d in found.rows if d.day]
    counted = sum(int(v.amount or 0) for s in found.calendar for v in (s.assigned, s.proposed))
    assert counted == len(dated)
    assert [s.last for s in found.calendar if s.grain == "day"] == sorted(
        {d.day for d in dated if d.day and d.state != "past"}
    )
    end = store.view(period).period.end
    assert all(
        s.state == "past" and s.last <= end + timedelta(days=31) for s in found.calendar if s.grain != "day"
    )
    assert len({v.id for s in found.calendar for v in (s.assigned, s.proposed) if v.reported}) == sum(
        v.reported for s in found.calendar for v in (s.assigned, s.proposed)
    )


@pytest.mark.parametrize("period", PERIODS)
def test_load_counts_a_task_for_each_of_its_leads(store: Store, period: str) -> None:
    found = topic(store, period)
    assert sum(int(x.all.number) for x in found.loads) == sum(len(d.lead) for d in found.rows)
    assert [x.all.number for x in found.loads] == sorted((x.all.number for x in found.loads), reverse=True)
    for x in found.loads:
        assert (x.assigned.amount or 0) + (x.proposed.amount or 0) == x.all.amount


def test_the_load_of_science_and_technology_from_the_notice_of_june(store: Store) -> None:
    found = topic(store, "2026-06")
    mine = [d for d in found.rows if "bo-khoa-hoc-va-cong-nghe" in d.lead and d.document == "329-tb-vpcp"]
    assert len(mine) == 7  # directives 03, 09, 11, 14, 15, 16 and 18


def test_values_can_be_traced_to_the_document(store: Store) -> None:
    found = topic(store, "2026-06")
    third = next(d for d in found.rows if d.id == "tb329.directive.03")
    assert (
        third.deadline.token == "trước ngày 10 tháng 7 năm 2026" and third.deadline.locator == "III.3.(2)/¶2"
    )
    assert third.deadline.id in {v.id for v in found.count("soon").inputs}
    assert found.count("undated", proposed=True).inputs == ()
