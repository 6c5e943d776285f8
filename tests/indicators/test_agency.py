"""The card of one agency: everything known of it, and the same from its slice as from the whole nation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analysis.errors import UnknownAgency
from analysis.indicators import agency, overdue, procedures, values_of
from analysis.indicators.agency import AgencyCard
from analysis.indicators.scorecards import Answered, Reporting
from analysis.paths import Workspace
from analysis.tables.store import Store
from analysis.tables.view import View
from analysis.vocabulary.agencies import agencies
from analysis.vocabulary.catalogue import catalogue
from analysis.vocabulary.measures import Kind, Status
from analysis.vocabulary.periods import Period
from analysis.vocabulary.scorecard import body
from offices import Office, figure
from work import calls

WITH_CARDS = [a.id for a in agencies().values() if body(a.kind) is not None]


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(Workspace.find())


def card_of(store: Store, unit: str, period: str = "2026-06") -> AgencyCard:
    return agency.compute(store.view(Period.parse(period)).of(unit), unit)


@pytest.mark.parametrize("period", ["2025-06", "2026-05", "2026-06"])
def test_a_slice_tells_what_the_whole_nation_tells(store: Store, period: str) -> None:
    whole = store.view(Period.parse(period))
    different = [a for a in WITH_CARDS if agency.compute(whole.of(a), a) != agency.compute(whole, a)]
    assert different == [] and len(WITH_CARDS) >= 56


def test_a_slice_tells_what_the_nation_tells_when_lists_and_registers_change(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.document("1-tb", "tb1", "2026-05-24").figures(
        figure("late", "4", agency="bo-y-te"), figure("late2", "9", agency="bo-tai-chinh")
    ).databases(("criteria", "a", "1/19"), ("connection", "b", "2/19")).groups(
        products__none="bo-y-te", databases__key_complete="bo-y-te", procedures__complete="bo-y-te"
    ).tasks(("Thông báo số 1", "1/4/2026"))
    office.document("2-tb", "tb2", "2026-06-24").figures(figure("late2", "7", agency="bo-tai-chinh")).groups(
        products__none="bo-tai-chinh", databases__key_complete="bo-tai-chinh"
    )
    for period in ("2026-05", "2026-06"):
        whole = office.view(period)
        for unit in ("bo-y-te", "bo-tai-chinh", "ha-noi"):
            assert agency.compute(whole.of(unit), unit) == agency.compute(whole, unit)
    later = agency.compute(office.view("2026-06").of("bo-y-te"), "bo-y-te")
    # June's list of those without products names it no more: May's is not taken for the present one.
    assert later.products.answer is Answered.NOT_LISTED and later.databases.done == ()
    assert later.overdue.amount == 4 and len(later.late_tasks) == 1


# ---------------------------------------------------------------------- a ministry with many facts


def test_a_ministry_with_many_facts(store: Store) -> None:
    card = card_of(store, "bo-y-te")
    assert (card.overdue.amount, card.long_overdue.amount) == (15, 1)
    assert card.late_tasks[0].days.amount == (date(2026, 6, 30) - date(2025, 5, 31)).days
    assert len(card.databases.left) == 1 and card.databases.left[0].distance.amount == 6
    assert card.databases.left[0].reason == "requirements"
    assert card.databases.unconnected_count.amount == len(card.databases.unconnected) == 12
    assert (card.reporting, card.products.answer) == (Reporting.NOT_REPORTED, Answered.HAS)
    assert card.reporting_as_of == date(2026, 5, 8)
    rank = card.place("overdue")
    assert rank is not None and (rank.rank.amount, rank.known, card.peers.amount) == (10, 12, 22)
    assert not card.money.reported and card.others == ()


def test_its_values_agree_with_those_of_the_topics(store: Store) -> None:
    whole = store.view(Period.parse("2026-06"))
    everything = overdue.compute(whole)
    main = procedures.compute(whole).main
    assert main is not None
    for unit in ("bo-y-te", "bo-noi-vu", "bo-xay-dung"):
        card = card_of(store, unit)
        assert card.overdue == next(v for v in everything.by_agency if v.agency == unit)
        assert card.procedures[main.series] == main.ministries[unit]
    assert card_of(store, "bo-y-te").late_tasks == tuple(
        t for t in everything.tasks if "bo-y-te" in t.agencies
    )


def test_two_passages_that_disagree_are_both_kept(store: Store) -> None:
    card = card_of(store, "bo-giao-duc-va-dao-tao")
    assert {s: m.rate.amount for s, m in card.procedures.items()} == {"report_body": 100, "note_13": 0}
    place = card.place("procedures")
    assert place is not None and place.series == "report_body"  # where more peers are known


def test_a_ministry_said_to_have_finished_without_a_number(store: Store) -> None:
    card = card_of(store, "thanh-tra-chinh-phu")
    assert list(card.procedures) == ["note_13"]  # the plain list belongs to the other passage
    ministry = card.procedures["note_13"]
    assert ministry.rate.amount == 100 and ministry.done.status is Status.NOT_REPORTED


# ---------------------------------------------------------------------- roles in directives


def test_directives_by_role_and_state(store: Store) -> None:
    own = card_of(store, "bo-y-te").directives
    roles = {d.directive.id: (d.role, d.through) for d in own.rows}
    assert roles["bca0526.directive.19"] == ("lead", None)
    assert roles["tb20.directive.18"] == ("partner", None)
    assert roles["tb329.directive.01"] == ("group", "cac-bo-nganh-dia-phuong")
    assert roles.keys().isdisjoint({"tb329.directive.10"})  # for the provinces
    counts = own.counts
    assert counts["all"]["all"].amount == len(own.assigned)
    assert sum(
        counts["all"][s].amount or 0 for s in ("past", "soon", "later", "recurring", "undated")
    ) == len(own.assigned)
    assert sum(counts[r]["all"].amount or 0 for r in ("lead", "partner", "group")) == len(own.assigned)
    assert own.proposed and all(d.directive.proposed for d in own.proposed)
    assert [d.directive.id for d in own.of("soon")] == ["tb329.directive.23"]


def test_without_any_task_the_counts_are_not_reported(store: Store) -> None:
    own = card_of(store, "viettel", "2025-06").directives
    assert not own.assigned and own.counts["all"]["soon"].status is Status.NOT_REPORTED


# ---------------------------------------------------------------------- three states


def test_not_reported_not_applicable_and_zero_are_three_things(store: Store, tmp_path: Path) -> None:
    without = card_of(store, "lai-chau")
    states = {p.question.key: p.own.status for p in without.places}
    assert states["strategic"] is Status.NOT_APPLICABLE and states["overdue"] is Status.NOT_REPORTED
    assert "strategic" not in {p.question.key for p in without.unknown_places}
    office = Office(tmp_path)
    office.document().figures(figure("late", "0", agency="lai-chau"))
    zero = agency.compute(office.view("2026-06").of("lai-chau"), "lai-chau")
    assert zero.overdue.reported and zero.overdue.amount == 0


def test_the_duties_of_a_province_do_not_lie_on_a_ministry(store: Store) -> None:
    ministry, province = card_of(store, "bo-y-te").products, card_of(store, "ha-noi").products
    assert ministry.required["2026"].status is Status.NOT_APPLICABLE
    assert ministry.six_clears.status is Status.NOT_APPLICABLE
    assert province.required["2026"].amount == 1 and province.six_clears.status is Status.NOT_REPORTED
    assert province.met("2026") is None


@pytest.mark.parametrize(("registered", "met"), [("0", False), ("1", True), ("2", True)])
def test_the_duty_of_a_year_is_met_or_not(tmp_path: Path, registered: str, met: bool) -> None:
    office = Office(tmp_path)
    office.document().figures(
        figure("duty", "ít nhất 01", "products.obligation", dimensions="year=2026"),
        figure("own", registered, "scorecards.measurable_products", agency="hue", dimensions="year=2026"),
    )
    card = agency.compute(office.view("2026-06").of("hue"), "hue")
    assert card.products.met("2026") is met and card.products.met("2027") is None


def test_of_an_agency_of_which_nothing_is_known_there_is_a_card(store: Store) -> None:
    card = card_of(store, "dai-tieng-noi-viet-nam", "2025-06")
    assert not card.reported and card.figures == () and card.known_places == ()
    assert card.unknown_places and not card.long_overdue.reported
    assert list(card.table()["known"]) == [0] * len(card.places)
    assert card.figure_table().empty


def test_an_agency_may_be_named_in_words_and_must_be_known(store: Store) -> None:
    whole = store.view(Period.parse("2026-06"))
    assert agency.compute(whole, "Bộ Y tế") == agency.compute(whole, "bo-y-te")
    with pytest.raises(UnknownAgency):
        agency.compute(whole, "bo-khong-co")


# ---------------------------------------------------------------------- completeness and work


def test_every_figure_of_an_agency_is_in_its_card(store: Store) -> None:
    whole = store.view(Period.parse("2026-06"))
    for unit in WITH_CARDS:
        card = agency.compute(whole.of(unit), unit)
        held = {v.id for part in values_of(card) for v in part.ancestry()}
        figures = {v.id for v in whole.values if v.agency == unit}
        # Two figures of one thing: the later one stands; it is the earlier one's `previous` where it moved.
        assert {v.id for v in card.figures} <= held and {v.id for v in card.figures} <= figures
        latest = {
            (v.indicator, v.series, *sorted(v.dimensions.items())) for v in whole.values if v.agency == unit
        }
        assert len(card.figures) == len(latest)


def test_values_are_stated_or_recomputed_of_known_inputs(store: Store) -> None:
    for unit in ("bo-y-te", "bo-cong-an", "ha-noi"):
        ids: dict[str, object] = {}
        for value in values_of(card_of(store, unit)):
            for v in value.ancestry():
                assert v.indicator in catalogue()
                assert (v.kind is Kind.STATED) == (v.document is not None) or not v.reported
                if v.reported:
                    assert ids.setdefault(v.id, v.amount) == v.amount, v.id  # one value, one place


def test_the_work_for_one_agency_does_not_grow_with_the_nation(tmp_path: Path) -> None:
    def work(root: Path, agencies: list[str]) -> int:
        office = Office(root)
        rows = [
            figure(f"{i}.{a}", "3/9", i, agency=a)
            for a in agencies
            for i in ("connection.connected", "databases.fields_published", "services.reviewed")
        ]
        office.document().figures(*rows).groups(reporting__reported=agencies)
        view: View = office.view("2026-06")
        piece = view.of("bo-y-te")
        agency.compute(piece, "bo-y-te")  # what is found once and kept
        return calls(lambda: agency.compute(piece, "bo-y-te"))

    provinces = [a.id for a in agencies().values() if a.kind == "province"]
    few = work(tmp_path / "few", ["bo-y-te"])
    many = work(tmp_path / "many", ["bo-y-te", *provinces])
    assert many <= few * 1.02


# ---------------------------------------------------------------------- registers and lists


def test_a_listed_database_that_meets_every_criterion_is_complete(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.document().databases(("criteria", "a", "19/19"), ("criteria", "b", "4/19")).groups(
        databases__key_complete="bo-y-te"
    )
    found = agency.compute(office.view("2026-06").of("bo-y-te"), "bo-y-te").databases
    assert [d.name_vi for d in found.left] == ["CSDL b"]
    assert [d.name_vi for d in found.done] == [
        "CSDL a",
        "",
    ]  # the list gives the owner alone, and no database


def test_a_rate_stated_without_its_parts_is_not_unknown(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.document().figures(figure("rate", "47,6%", "budget.rate_of_assigned", agency="hue"))
    card = agency.compute(office.view("2026-06").of("hue"), "hue")
    assert "disbursement" not in {p.question.key for p in (*card.known_places, *card.unknown_places)}
    assert [v.indicator for v in card.others] == ["budget.rate_of_assigned"]
