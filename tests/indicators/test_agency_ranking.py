"""Places among peers: ties, what is better, one definition only, and who has not reported has no place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from analysis.indicators import agency
from analysis.indicators.agency_ranking import Place
from analysis.tables.view import View
from analysis.vocabulary.measures import Status
from offices import Office, figure

CITIES = ("ha-noi", "hue", "da-nang", "can-tho", "hai-phong")


def late(
    *counts: str, series: str = "open_tasks", agencies: tuple[str, ...] = CITIES
) -> list[dict[str, str]]:
    """Overdue tasks of the first cities; an empty token is no figure."""
    return [
        figure(f"late.{a}.{series}", n, agency=a, series=series)
        for a, n in zip(agencies, counts, strict=False)
        if n
    ]


def place(view: View, unit: str, key: str = "overdue") -> Place:
    found = agency.compute(view.of(unit), unit).place(key)
    assert found is not None
    return found


def office(tmp_path: Path, *rows: dict[str, str]) -> View:
    made = Office(tmp_path)
    made.document().figures(*rows)
    return made.view("2026-06")


def test_fewer_overdue_tasks_are_better_and_ties_share_a_place(tmp_path: Path) -> None:
    view = office(tmp_path, *late("4", "0", "4", "9"))
    places = {a: place(view, a) for a in CITIES}
    assert [places[a].rank.amount for a in CITIES[:4]] == [2, 1, 2, 4]
    assert places["ha-noi"].shared and not places["hue"].shared
    assert places["ha-noi"].rank.denominator == 4 and places["ha-noi"].median.amount == 4
    assert places["hue"].own.amount == 0 and places["hue"].own.reported  # a stated zero is a figure


def test_who_has_not_reported_has_no_place_and_is_not_last(tmp_path: Path) -> None:
    view = office(tmp_path, *late("4", "0", "4", "9"))
    silent = place(view, "hai-phong")
    assert silent.own.status is Status.NOT_REPORTED and not silent.rank.reported and silent.known == 0
    assert place(view, "can-tho").rank.denominator == 4


def test_with_fewer_than_three_known_there_is_no_ranking(tmp_path: Path) -> None:
    two = place(office(tmp_path, *late("4", "1")), "ha-noi")
    assert two.own.reported and two.known == 2
    assert not two.rank.reported and not two.median.reported


def test_the_median_of_an_even_number_lies_between(tmp_path: Path) -> None:
    found = place(office(tmp_path, *late("1", "2", "5", "9")), "ha-noi").median
    assert found.amount == Decimal("3.5") and found.decimals == 1
    assert [v.amount for v in found.inputs] == [2, 5]


def test_two_definitions_are_never_ranked_together(tmp_path: Path) -> None:
    view = office(
        tmp_path, *late("4", "1", "5"), *late("90", "90", series="plan_q1", agencies=("can-tho", "hai-phong"))
    )
    assert place(view, "ha-noi").known == 3 and place(view, "can-tho").known == 2


def test_of_two_series_of_one_document_the_one_that_more_peers_have_is_taken(tmp_path: Path) -> None:
    done = [
        figure(f"done.{a}", n, "procedures.restructured", agency=a, series="body")
        for a, n in (("bo-y-te", "5/10"), ("bo-tai-chinh", "9/10"), ("bo-noi-vu", "1/10"))
    ]
    left = [figure("left", "10/10", "procedures.not_restructured", agency="bo-y-te", series="note")]
    found = place(office(tmp_path, *left, *done), "bo-y-te", "procedures")
    assert found.series == "body" and found.own.amount == 50 and found.rank.amount == 2


def test_what_is_left_of_the_same_whole_answers_too(tmp_path: Path) -> None:
    rows = [
        figure("a", "5/10", "procedures.restructured", agency="bo-y-te"),
        figure("b", "1/10", "procedures.not_restructured", agency="bo-tai-chinh"),
        figure("c", "10/10", "procedures.not_restructured", agency="bo-noi-vu"),
    ]
    found = place(office(tmp_path, *rows), "bo-tai-chinh", "procedures")
    assert [v.amount for v in found.scores] == [90, 50, 0] and found.rank.amount == 1


def test_a_rate_is_recomputed_and_the_stated_one_stands_beside_it(tmp_path: Path) -> None:
    rows = []
    for city, paid in zip(CITIES, ("20", "50", "80"), strict=False):
        rows += [
            figure(f"given.{city}", "100 tỷ đồng", "budget.assigned", agency=city),
            figure(f"paid.{city}", f"{paid} tỷ đồng", "budget.disbursed", agency=city),
        ]
    rows.append(figure("rate", "21%", "budget.rate_of_assigned", agency="ha-noi"))
    found = place(office(tmp_path, *rows), "ha-noi", "disbursement")
    assert found.own.amount == 20 and found.rank.amount == 3
    assert found.own.counterpart is not None and found.own.counterpart.amount == 21
    assert {v.id for v in found.own.inputs} == {"tb1.given.ha-noi", "tb1.paid.ha-noi"}


def test_without_the_whole_there_is_no_rate(tmp_path: Path) -> None:
    found = place(
        office(tmp_path, figure("paid", "20 tỷ đồng", "budget.disbursed", agency="ha-noi")),
        "ha-noi",
        "disbursement",
    )
    assert found.own.status is Status.NOT_REPORTED and found.own.indicator == "budget.rate_of_assigned"


def test_criteria_of_several_databases_are_taken_together_and_of_the_newest_register(tmp_path: Path) -> None:
    made = Office(tmp_path)
    made.document("1-tb", "tb1", "2026-05-24").databases(
        ("criteria", "a", "1/19"), ("criteria", "old", "2/19")
    )
    made.document("2-tb", "tb2", "2026-06-24").databases(
        ("criteria", "a", "10/19"), ("criteria", "b", "9/19"), ("connection", "c", "0/19")
    )
    found = place(made.view("2026-06"), "bo-y-te", "criteria")
    assert found.own.amount == 50 and len(found.own.inputs) == 2


@pytest.mark.parametrize(
    ("before", "series", "comparable"), [("6/12", "", True), ("6/10", "", False), ("6/12", "other", False)]
)
def test_a_share_moves_only_within_one_whole_and_definition(
    tmp_path: Path, before: str, series: str, comparable: bool
) -> None:
    made = Office(tmp_path)
    made.document("1-tb", "tb1", "2026-05-24").figures(
        figure("c", before, "connection.connected", agency="hue", series=series)
    )
    made.document("2-tb", "tb2", "2026-06-24").figures(
        figure("c", "9/12", "connection.connected", agency="hue")
    )
    since = place(made.view("2026-06"), "hue", "connection").since
    assert since.current.amount == 75 and since.comparable is comparable
    assert since.previous is not None and since.previous.id != since.current.id
    assert (since.change is not None and since.change.amount == 25) if comparable else since.change is None


def test_the_nations_share_stands_beside_and_its_counts_do_not(tmp_path: Path) -> None:
    rows = [
        figure("all", "60/104", "connection.connected"),
        figure("late", "73"),
        *late("4", "1", "5"),
        figure("hue", "3/4", "connection.connected", agency="hue"),
    ]
    view = office(tmp_path, *rows)
    assert place(view, "hue", "connection").nation.reported
    assert place(view, "hue").nation.status is Status.NOT_APPLICABLE


def test_questions_are_those_of_the_agencys_kind(tmp_path: Path) -> None:
    view = office(tmp_path, *late("4", "1", "5"))
    card = agency.compute(view.of("ha-noi"), "ha-noi")
    assert card.place("procedures") is None and card.place("six_clears") is not None
    assert agency.compute(view.of("viettel"), "viettel").places == ()
