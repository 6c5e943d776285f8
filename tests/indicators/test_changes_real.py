"""What really changed between the four documents, compared by hand: 292/TB-VPCP (6/2025), 20-TB/CQTTBCĐ (3/2026), the
report of May 2026 and 329/TB-VPCP (6/2026)."""

from __future__ import annotations

from functools import cache

import pytest

from analysis import briefing
from analysis.indicators import changes
from analysis.indicators.accounts import quantity
from analysis.indicators.change import Changes


@cache
def found(period: str) -> Changes:
    now = briefing.start(period)
    earlier = now.view.previous()
    assert earlier is not None
    result = changes.compute(now, briefing.start(str(earlier.period)))
    assert result is not None
    return result


def told(period: str, kind: str) -> set[tuple[str, str, str]]:
    """(indicator, before, after) as the documents write them; a recomputed share as `calc`."""
    return {
        (
            (e.after or e.before).indicator,  # type: ignore[union-attr]
            (e.before.token or "calc") if e.before else "",
            (e.after.token or "calc") if e.after else "",
        )
        for e in found(period).of(kind)
    }


def due(period: str, *, proposed: bool) -> set[str]:
    entries = found(period).of("proposed_due" if proposed else "fell_due")
    assert all(e.directive is not None and e.directive.proposed == proposed for e in entries)
    return {e.directive.id for e in entries if e.directive}


def test_the_first_period_has_nothing_before_it() -> None:
    first = briefing.start("2025-06")
    assert first.view.previous() is None
    assert changes.compute(first, None) is None


# ---------------------------------------------------------------------- May to June 2026


def test_nothing_comparable_moved_from_may_to_june() -> None:
    assert told("2026-06", "moved") == set() and told("2026-06", "revised") == set()
    assert told("2026-06", "unchanged") == {
        ("databases.key_complete", "04/12", "4/12"),
        ("databases.key_incomplete", "08/12", "08"),
        ("products.obligation", "tối thiểu 01", "ít nhất 01"),
        ("products.obligation", "02-03", "02 đến 03"),
        ("budget.share_target", "3%", "3%"),
    }


def test_what_only_seems_to_have_moved_from_may_to_june() -> None:
    assert told("2026-06", "broke") == {
        ("products.count", "348", "124"),  # everywhere against 29 localities
        ("products.count", "66/99", "33"),  # strategic products of localities, as a check declares
        ("products.share", "calc", "calc"),
        ("overdue.long_tasks", "73", "05"),  # all overdue tasks against those long overdue
        ("technology.strategic_groups", "11", "10"),
        ("technology.strategic_products", "35", "30"),
        ("government.clears", "6", "6"),  # six clears of tasks, of products
    }
    for entry in found("2026-06").of("broke"):
        assert entry.difference is None and entry.comparability == "different_definition"
    reasons = [e.reason.message_en for e in found("2026-06").of("broke") if e.reason is not None]
    assert len(reasons) == 5 and any("29" in text or "localities" in text for text in reasons)


def test_what_june_states_for_the_first_time() -> None:
    new = found("2026-06").of("new")
    counts: dict[str, int] = {}
    for entry in new:
        assert entry.after is not None and entry.before is None
        counts[entry.after.indicator] = counts.get(entry.after.indicator, 0) + 1
    assert counts == {
        "budget.approved": 3, "budget.assigned": 1, "budget.allocated": 1, "budget.disbursed": 1,
        "budget.rate_of_allocated": 1, "budget.rate_of_assigned": 1, "databases.criteria_required": 1,
        "technology.assigned_agencies": 1, "technology.big_problems": 1, "products.localities_reporting": 1,
        "products.completeness": 4, "databases.criteria": 44,
    }  # fmt: skip
    rates = {e.after.indicator: e.after for e in new if e.after and e.after.indicator.startswith("budget.rate")}
    assert {k: (round(float(v.amount or 0), 1), v.counterpart and v.counterpart.token) for k, v in rates.items()} == {
        "budget.rate_of_allocated": (12.3, "21%"), "budget.rate_of_assigned": (10.5, "16%")}  # fmt: skip
    first = [e.after.indicator for e in new[:2] if e.after]
    assert sorted(first) == ["budget.disbursed", "budget.rate_of_assigned"], "what a minister asks for first"


def test_what_the_notice_of_june_does_not_state_again() -> None:
    dropped = found("2026-06").of("dropped")
    indicators = {e.before.indicator for e in dropped if e.before}
    assert {"reporting.reported", "connection.connected", "procedures.restructured", "technology.firms"} <= indicators
    # Set beside a number of June, if not comparable, is not dropped; and May alone is missed, not the years before.
    assert not any(e.before and e.before.id in ("bca0526.overdue.tasks", "bca0526.products.count") for e in dropped)
    assert {s.document for e in dropped if e.before for s in e.before.sources()} == {"bc-bca-vpb-2026-05"}
    assert max(e.weight for e in dropped) < min(e.weight for e in found("2026-06").of("broke") if e.reason)


def test_directives_and_tasks_from_may_to_june() -> None:
    assert due("2026-06", proposed=False) == {
        "tb20.directive.04", "tb20.directive.09", "tb20.directive.20", "tb329.directive.01", "tb329.directive.09",
        "tb329.directive.14", "tb329.directive.18",
    }  # fmt: skip
    assert due("2026-06", proposed=True) == {
        f"bca0526.directive.{n:02d}" for n in (4, 5, 6, 13, 16, 17, 18, 19, 20, 21, 22, 32, 33)}  # fmt: skip
    assert found("2026-06").count("assigned") == 29 and found("2026-06").count("proposed") == 0
    assert found("2026-06").count("task_came") == 5 and found("2026-06").count("task_went") == 0


def test_contradictions_of_june_are_new_and_those_of_may_are_not_settled() -> None:
    new = {e.finding.check for e in found("2026-06").of("contradiction_new") if e.finding}
    assert {"rate-of-allocated", "rate-of-assigned", "key-complete-listed"} <= new
    assert {e.finding.document for e in found("2026-06").of("contradiction_new") if e.finding} == {"329-tb-vpcp"}
    assert found("2026-06").count("contradiction_settled") == 0


# ---------------------------------------------------------------------- the periods before


def test_march_to_may() -> None:
    assert told("2026-05", "broke") == {("overdue.tasks", "125", "73")}
    for kind in ("moved", "revised", "unchanged"):
        assert told("2026-05", kind) == set()
    assert {i for i, _, _ in told("2026-05", "dropped")} == {
        "legislation.guidance_target", "services.reviewed", "government.pilot_localities"}  # fmt: skip
    assert due("2026-05", proposed=False) == {f"tb20.directive.{n:02d}" for n in (1, 2, 3, 10, 11, 14, 15, 16)}
    assert due("2026-05", proposed=True) == {f"bca0526.directive.{n:02d}" for n in (1, 7, 9)}
    assert found("2026-05").count("proposed") == 33 and found("2026-05").count("assigned") == 0


@pytest.mark.parametrize(("period", "new"), [("2026-03", 4), ("2026-05", 214), ("2026-06", 60)])
def test_every_quantity_is_told_once(period: str, new: int) -> None:
    told = [quantity(e.value) for e in found(period).entries if e.value is not None]
    assert len(told) == len(set(told))
    assert found(period).count("new") == new, "counted in the sheets"


def test_a_year_of_silence_then_march() -> None:
    assert {i for i, _, _ in told("2026-03", "new")} == {
        "overdue.tasks", "legislation.guidance_target", "services.reviewed", "government.pilot_localities"}  # fmt: skip
    assert len(found("2026-03").of("dropped")) == 22
    assert told("2026-03", "broke") == told("2026-03", "moved") == told("2026-03", "unchanged") == set()
    assert due("2026-03", proposed=False) == {
        *(f"tb292.directive.{n:02d}" for n in (6, 11, 12, 13, 14)),
        *(f"tb20.directive.{n:02d}" for n in (5, 6, 7, 12)),
    }


@pytest.mark.parametrize("unit", ["bo-y-te", "ha-noi"])
def test_an_agencys_own_changes(unit: str) -> None:
    now = briefing.start("2026-06", "vi", unit)
    own = changes.compute(now, briefing.start("2026-05", "vi", unit))
    assert own is not None
    values = [v for e in own.entries for v in (e.before, e.after) if v is not None]
    assert all(v.agency == unit for v in values)
    if unit == "bo-y-te":
        assert own.count("new") == 13  # its key database and the twelve that are not connected
        assert [e.task.id for e in own.of("task_came") if e.task] == ["tb329.task.1"]
