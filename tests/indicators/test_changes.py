"""What changed between two accounts: every kind of change, by small made-up offices with the answer beside them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import checks
from analysis.errors import DataError, UsageError
from analysis.indicators import changes_of_quantities
from analysis.indicators.accounts import Account, account
from analysis.indicators.change import Change, Changes
from analysis.indicators.changes import between
from analysis.vocabulary import changes as thresholds
from analysis.vocabulary.changes import read, rules, size_of
from analysis.vocabulary.measures import Measure
from analysis.vocabulary.values import Value
from offices import Office, Sheet, figure

MAY, JUNE = ("1-tb-vpcp", "tb1", "2026-05-20"), ("2-tb-vpcp", "tb2", "2026-06-24")


def accounted(office: Office, period: str, unit: str | None = None) -> Account:
    view = office.view(period)
    found = checks.run(view)
    return account(view.of(unit) if unit else view, found)


def changes(office: Office, unit: str | None = None) -> Changes:
    return between(accounted(office, "2026-05", unit), accounted(office, "2026-06", unit))


def told(found: Changes, *kinds: str) -> list[tuple[str, str | None, str | None]]:
    """(kind, before, after) of changes of quantities, as the documents write them."""
    return [
        (e.kind, e.before.token if e.before else None, e.after.token if e.after else None)
        for e in found.entries
        if (e.before or e.after) and (not kinds or e.kind in kinds)
    ]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


# ---------------------------------------------------------------------- quantities between periods


@pytest.mark.parametrize(
    ("may", "june", "expected", "difference"),
    [
        ({"token": "15"}, {"token": "12"}, ("moved", "15", "12"), -3),
        ({"token": "15"}, {"token": "15"}, ("unchanged", "15", "15"), 0),
        ({"token": "15", "as_of": "2026-05-08"}, {"token": "12", "as_of": "2026-05-08"}, ("revised", "15", "12"), -3),
        ({"token": "15", "series": "a"}, {"token": "12", "series": "b"}, ("broke", "15", "12"), None),
        ({"token": "4/12"}, {"token": "5/13"}, ("broke", "4/12", "5/13"), None),
        ({"token": "04/12"}, {"token": "5"}, ("moved", "04/12", "5"), 1),
        ({"token": "02-03"}, {"token": "02 đến 03"}, ("unchanged", "02-03", "02 đến 03"), 0),
        ({"token": "02-03"}, {"token": "04 đến 05"}, ("moved", "02-03", "04 đến 05"), 2),
        # Of what one number cannot tell there is no difference.
        ({"token": "02-03"}, {"token": "02 đến 04"}, ("moved", "02-03", "02 đến 04"), None),
        ({"token": "trên 5"}, {"token": "dưới 5"}, ("moved", "trên 5", "dưới 5"), None),
        ({"token": "khoảng 5"}, {"token": "hơn 5"}, ("unchanged", "khoảng 5", "hơn 5"), 0),
    ],
)
def test_one_quantity_stated_twice(
    office: Office, may: dict[str, str], june: dict[str, str], expected: tuple[str, ...], difference: int | None
) -> None:
    office.document(*MAY).figures(figure("a", indicator="databases.key_complete", **may))
    office.document(*JUNE).figures(figure("a", indicator="databases.key_complete", **june))
    found = changes(office)
    assert told(found) == [expected]
    entry = found.entries[0]
    assert (entry.difference.amount if entry.difference is not None else None) == difference
    assert (entry.comparability == "same") == (entry.kind != "broke")


def test_of_several_definitions_the_same_one_is_compared_and_not_the_latest(office: Office) -> None:
    office.document(*MAY).figures(
        figure("a", "10", series="plan", as_of="2026-04-30"), figure("b", "40", series="open", as_of="2026-05-10")
    )
    office.document(*JUNE).figures(figure("a", "8", series="plan"))
    assert told(changes(office)) == [("moved", "10", "8")]


def test_a_later_document_that_speaks_of_an_older_date_is_no_movement(office: Office) -> None:
    office.document(*MAY).figures(figure("a", "10", as_of="2026-05-10"))
    office.document(*JUNE).figures(figure("a", "14", as_of="2025-12-31"))
    assert told(changes(office)) == [("new", None, "14")]


def test_what_is_stated_first_and_what_is_not_stated_again(office: Office) -> None:
    office.document("0-tb-vpcp", "tb0", "2026-03-10").figures(figure("old", "1", indicator="overdue.long_tasks"))
    office.document(*MAY).figures(figure("a", "10"), figure("b", "3", agency="bo-y-te"))
    office.document(*JUNE).figures(figure("c", "7", indicator="products.count"))
    # March's figure was already not stated again in May: it is not told a second time.
    assert sorted(told(changes(office)), key=str) == [
        ("dropped", "10", None), ("dropped", "3", None), ("new", None, "7")]  # fmt: skip


def test_over_a_quarter_the_newest_document_tells_what_is_new(office: Office) -> None:
    office.document("0-tb-vpcp", "tb0", "2026-03-10").figures(figure("old", "1", indicator="overdue.long_tasks"))
    office.document(*MAY).figures(figure("a", "348", series="all", indicator="products.count"))
    office.document(*JUNE).figures(
        figure("a", "124", series="some", indicator="products.count", as_of="2026-05-01"),
        figure("b", "126", series="note", indicator="products.count", as_of="2026-06-01"),
    )
    found = between(accounted(office, "2026-Q1"), accounted(office, "2026-Q2"))
    assert told(found, "new", "broke", "moved") == [("new", None, "124")]


def test_a_declared_break_pairs_two_quantities_and_says_why(office: Office) -> None:
    office.document(*MAY).figures(figure("all", "73"))
    office.document(*JUNE).figures(figure("long", "5", indicator="overdue.long_tasks")).checks(
        '[[check]]\nid = "since-may"\nrule = "same"\nfigures = ["tb1.all", "tb2.long"]\nseries_break = true\n'
        'note = { vi = "Khác phạm vi.", en = "Another scope." }\n'
    )
    found = changes(office)
    assert told(found) == [("broke", "73", "5")]
    entry = found.entries[0]
    assert entry.difference is None and entry.comparability == "different_definition"
    assert entry.reason is not None and "Another scope." in entry.reason.message_en


def test_a_share_that_is_recomputed_stands_for_the_stated_one(office: Office) -> None:
    money = {"assigned": "100 tỷ đồng", "disbursed": "20 tỷ đồng", "rate_of_assigned": "30%"}
    for paper, more in ((MAY, {}), (JUNE, {"disbursed": "25 tỷ đồng", "rate_of_assigned": "40%"})):
        office.document(*paper).figures(
            *(figure(k, v, indicator=f"budget.{k}") for k, v in (money | more).items())
        )
    entry = next(e for e in changes(office).of("moved") if e.after and e.after.indicator == "budget.rate_of_assigned")
    assert entry.after is not None and entry.before is not None and entry.difference is not None
    assert (entry.before.amount, entry.after.amount, entry.difference.amount) == (20, 25, 5)
    assert entry.after.counterpart is not None and entry.after.counterpart.token == "40%"
    assert entry.before.id == f"{entry.after.id}.2026-05", "an earlier recomputed value has an id of its own"


MONEY = {"assigned": "100 tỷ đồng", "disbursed": "20 tỷ đồng"}


@pytest.mark.parametrize("earlier", [{}, {"rate_of_assigned": "15%"}])
def test_a_share_counted_in_two_ways_is_one_quantity(office: Office, earlier: dict[str, str]) -> None:
    stated = [figure(k, v, indicator=f"budget.{k}") for k, v in earlier.items()]
    office.document(*MAY).figures(figure("x", "1"), *stated)
    office.document(*JUNE).figures(
        *(figure(k, v, indicator=f"budget.{k}") for k, v in (MONEY | {"rate_of_assigned": "30%"}).items()),
        figure("again", "25%", indicator="budget.rate_of_assigned", series="" if earlier else "note"),
    )
    (one,) = [e for e in changes(office).entries if e.after and e.after.indicator == "budget.rate_of_assigned"]
    assert one.after is not None and one.after.amount == 20 and one.difference is None
    # What was only stated before is no earlier value of what follows from other figures now.
    assert one.kind == ("broke" if earlier else "new")


def test_a_share_that_a_check_calls_not_comparable_is_told_once(office: Office) -> None:
    for paper in (MAY, JUNE):
        sheet = office.document(*paper).figures(
            *(figure(k, v, indicator=f"budget.{k}") for k, v in (MONEY | {"rate_of_assigned": "20%"}).items())
        )
    sheet.checks('[[check]]\nid = "c"\nrule = "same"\nfigures = ["tb1.rate_of_assigned", "tb2.rate_of_assigned"]\n'
                 'series_break = true\n')  # fmt: skip
    sheet.figures(*(figure(k, v, indicator=f"budget.{k}") for k, v in (MONEY | {"rate_of_assigned": "21%"}).items()))
    (one,) = [e for e in changes(office).entries if e.after and e.after.indicator == "budget.rate_of_assigned"]
    assert one.kind == "broke" and one.reason is not None


def test_without_a_new_document_nothing_is_missed_and_tasks_still_fall_due(office: Office) -> None:
    office.document(*MAY).figures(figure("a", "10")).directives(("trong tháng 6/2026", ""), ("trong tháng 7/2026", ""))
    office.document("3-tb-vpcp", "tb3", "2026-08-01").figures(figure("a", "9"))
    found = changes(office)
    assert not found.spoke
    assert [(e.kind, e.directive.id) for e in found.entries if e.directive] == [("fell_due", "tb1.directive.1")]
    assert len(found.entries) == 1


# ---------------------------------------------------------------------- registers between periods


def test_directives_that_fell_due_and_new_ones(office: Office) -> None:
    office.document(*MAY).directives(
        ("trong tháng 5/2026", ""), ("trước ngày 01/6/2026", ""), ("trước ngày 02/6/2026", ""),
        ("trong tháng 6/2026", ""), ("trong tháng 7/2026", ""), ("", "monthly"),
    )  # fmt: skip
    office.document(*JUNE).directives(("trong tháng 6/2026", ""), ("trong năm 2026", ""))
    found = changes(office)
    due = {e.directive.id: e.directive.deadline for e in found.of("fell_due") if e.directive}
    assert due == {
        "tb1.directive.3": date(2026, 6, 1), "tb1.directive.4": date(2026, 6, 30),
        "tb2.directive.1": date(2026, 6, 30),
    }  # fmt: skip
    assert [e.directive.id for e in found.of("assigned") if e.directive] == ["tb2.directive.1", "tb2.directive.2"]


def test_tasks_come_and_go_only_with_a_new_list(office: Office) -> None:
    office.document(*MAY).tasks(("Thông báo số 1", "31/3/2026"), ("Thông báo số 2", "30/4/2026"))
    office.document(*JUNE).figures(figure("a", "1"))
    assert not changes(office).of("task_came", "task_went")
    office.document(*JUNE).tasks(("Thông báo số 1", "31/3/2026"), ("Thông báo số 3", "30/4/2026"))
    found = changes(office)
    assert [e.task.assigned_by for e in found.of("task_came") if e.task] == ["Thông báo số 3"]
    assert [e.task.assigned_by for e in found.of("task_went") if e.task] == ["Thông báo số 2"]


def test_contradictions_come_with_a_document(office: Office) -> None:
    parts = [figure("t", "10"), figure("x", "3", agency="bo-y-te"), figure("y", "4", agency="bo-tai-chinh")]
    rule = {"rule": "total", "total": ".t", "parts": [".x", ".y"]}
    office.document(*MAY).figures(*parts).check(**rule)
    office.document(*JUNE).figures(*parts).check(**rule)
    found = changes(office)
    new = found.of("contradiction_new")
    assert [e.finding.document for e in new if e.finding] == ["2-tb-vpcp"]
    assert not found.of("contradiction_settled")
    assert changes(office, "bo-y-te").count("contradiction_new") == 1, "a part of the total that does not come out"
    assert changes(office, "ha-noi").count("contradiction_new") == 0


def summed(sheet: Sheet, total: str, **parts: str) -> Sheet:
    """A total and its parts, which a check adds up."""
    figures = [figure("t", total), *(figure(k, v, agency=agency) for (k, v), agency in zip(
        parts.items(), ("bo-y-te", "bo-tai-chinh"), strict=False))]  # fmt: skip
    sheet.figures(*figures)
    return sheet.check(rule="total", total=".t", parts=[f".{k}" for k in parts]) if len(parts) > 1 else sheet


@pytest.mark.parametrize(
    ("total", "parts", "settled"),
    [
        ("8", {"x": "3", "y": "5"}, True),
        ("10", {"x": "3", "y": "4"}, False),  # again contradictory
        ("10", {"x": "3"}, False),  # one of the figures is not stated again
        ("10", {}, False),
    ],
)
def test_a_contradiction_is_settled_by_stating_all_its_figures_again_without_it(
    office: Office, total: str, parts: dict[str, str], settled: bool
) -> None:
    summed(office.document(*MAY), "10", x="3", y="4")
    summed(office.document(*JUNE), total, **parts)
    office.document("3-tb-vpcp", "tb3", "2026-07-20").figures(
        figure("t", "1"), figure("x", "1", agency="bo-y-te"), figure("y", "0", agency="bo-tai-chinh")
    )
    found = changes(office)
    assert [e.finding.document for e in found.of("contradiction_settled") if e.finding] == ["1-tb-vpcp"] * settled
    later = between(accounted(office, "2026-06"), accounted(office, "2026-07"))
    again = [e.finding.document for e in later.of("contradiction_settled") if e.finding]
    assert "1-tb-vpcp" not in again or not settled, "told once"


def test_stating_a_figure_again_settles_nothing_about_its_list(office: Office) -> None:
    may = office.document(*MAY).figures(figure("r", "3", indicator="reporting.reported"))
    may.groups(reporting__reported="ha-noi hue").check(rule="listed", figure=".r", list="reporting.reported")
    office.document(*JUNE).figures(figure("r", "3", indicator="reporting.reported"))
    found = changes(office)
    assert accounted(office, "2026-05").findings and not found.of("contradiction_settled")


def test_a_task_of_an_agency_that_the_new_list_names_no_more_went(office: Office) -> None:
    office.document(*MAY).tasks(("Thông báo số 1", "31/3/2026"))
    office.document(*JUNE).tasks(("Thông báo số 2", "31/3/2026"), agency="bo-cong-an")
    own = changes(office, "bo-y-te")
    assert [e.task.assigned_by for e in own.of("task_went") if e.task] == ["Thông báo số 1"]
    assert not own.of("task_came") and changes(office, "bo-cong-an").count("task_came") == 1


def test_a_list_tells_who_joined_and_who_left(office: Office) -> None:
    office.document(*MAY).groups(reporting__reported="ha-noi hue", products__none="da-nang")
    office.document(*JUNE).groups(reporting__reported="hue can-tho")
    members = [e.members for e in changes(office).of("list_changed")]
    assert [(m.list, m.joined, m.left) for m in members if m] == [("reporting.reported", ("can-tho",), ("ha-noi",))]
    # Of one agency: the list that names it no more; the list of May alone is still the latest of its kind.
    own = [e.members for e in changes(office, "ha-noi").of("list_changed")]
    assert [(m.list, m.joined, m.left) for m in own if m] == [("reporting.reported", (), ("ha-noi",))]


# ---------------------------------------------------------------------- of one agency


def test_an_agencys_changes_are_its_own(office: Office) -> None:
    for paper, own, other in ((MAY, "15", "9"), (JUNE, "12", "20")):
        office.document(*paper).figures(
            figure("n", "99"), figure("a", own, agency="bo-y-te"), figure("b", other, agency="bo-tai-chinh")
        )
    assert told(changes(office, "bo-y-te")) == [("moved", "15", "12")]
    assert len(told(changes(office))) == 3


# ---------------------------------------------------------------------- between revisions


def corrected(office: Office, tmp_path: Path, **more: str) -> tuple[Account, Account]:
    """The account of June as released, and after a correction of the sheet."""
    office.document(*JUNE).figures(figure("a", "10"), figure("b", "4", agency="bo-y-te"))
    before = accounted(office, "2026-06")
    after = Office(tmp_path / "again")
    after.document(*JUNE).figures(figure("a", **{"token": "10", **more}), figure("b", "4", agency="bo-y-te"))
    return before, accounted(after, "2026-06")


@pytest.mark.parametrize(
    "more", [{"token": "12"}, {"as_of": "2026-06-01"}, {"series": "plan"}, {"locator": "II/¶2"}]
)
def test_whatever_a_reader_is_told_is_a_revision(office: Office, tmp_path: Path, more: dict[str, str]) -> None:
    before, after = corrected(office, tmp_path, **more)
    found = between(before, after, "revisions")
    assert {e.key for e in found.entries if e.after and e.after.kind.value == "stated"} == {"tb2.a"}
    assert found.of("revised")[0].after == after.values["tb2.a"]


def test_what_follows_from_a_correction_comes_after_all_that_was_corrected(office: Office, tmp_path: Path) -> None:
    taken = []
    for place, more in ((office, ("20", "100")), (Office(tmp_path / "again"), ("25", "101"))):
        money = {**MONEY, "disbursed": f"{more[0]} tỷ đồng", "rate_of_assigned": "30%"}
        place.document(*JUNE).figures(
            *(figure(k, v, indicator=f"budget.{k}") for k, v in money.items()),
            figure("minor", more[1], indicator="technology.firms"),
        )
        taken.append(accounted(place, "2026-06"))
    kinds = [e.after.kind.value for e in between(*taken, "revisions").of("revised") if e.after]
    assert kinds[:2] == ["stated", "stated"] and set(kinds[2:]) == {"recomputed"}


def test_the_same_account_is_no_revision(office: Office, tmp_path: Path) -> None:
    before, after = corrected(office, tmp_path)
    assert between(before, after, "revisions").entries == ()


def test_what_appears_and_what_goes_is_a_revision_too(office: Office, tmp_path: Path) -> None:
    office.document(*JUNE).figures(figure("a", "10")).directives(("trong tháng 7/2026", ""), ("", "monthly"))
    before = accounted(office, "2026-06")
    after = Office(tmp_path / "again")
    after.document(*JUNE).figures(figure("c", "3", indicator="products.count")).directives(("trong tháng 8/2026", ""))
    found = between(before, accounted(after, "2026-06"), "revisions")
    stated = [(e.kind, e.key) for e in found.entries if e.value is not None and e.value.kind.value == "stated"]
    assert sorted(stated) == [("dropped", "tb2.a"), ("new", "tb2.c")]
    assert {(e.kind, e.directive.id) for e in found.entries if e.directive} == {
        ("directive_changed", "tb2.directive.1"), ("directive_dropped", "tb2.directive.2")}  # fmt: skip


def test_a_corrected_source_and_a_corrected_long_overdue_task_are_revisions(office: Office, tmp_path: Path) -> None:
    again = Office(tmp_path / "again")
    for place, agency in ((office, "bo-y-te"), (again, "bo-cong-an")):
        place.document(*JUNE).tasks(("Thông báo số 1", "31/3/2026"), agency=agency)
    description = again.workspace.raw / JUNE[0] / "document.toml"
    description.write_text(description.read_text("utf-8").replace("Notice tb2", "Conclusions"), "utf-8")
    found = between(accounted(office, "2026-06"), accounted(again, "2026-06"), "revisions")
    (task,), (paper,) = found.of("task_changed"), found.of("document_changed")
    assert task.task is not None and task.task.agencies == ("bo-cong-an",)
    assert paper.document is not None and paper.document.title_en == "Conclusions"
    assert not found.of("task_came", "task_went")


def test_a_contradiction_that_is_told_with_other_numbers_is_no_new_one(office: Office, tmp_path: Path) -> None:
    again = Office(tmp_path / "again")
    taken = []
    for place, total in ((office, "10"), (again, "11")):
        parts = [figure("t", total), figure("x", "3", agency="bo-y-te"), figure("y", "4", agency="bo-tai-chinh")]
        place.document(*JUNE).figures(*parts).check(rule="total", total=".t", parts=[".x", ".y"])
        taken.append(accounted(place, "2026-06"))
    found = between(*taken, "revisions")
    assert (found.count("contradiction_changed"), found.count("contradiction_new")) == (1, 0)
    (entry,) = found.of("contradiction_changed")
    assert entry.finding is not None and "11" in entry.finding.message_vi and entry.key in taken[0].findings


# ---------------------------------------------------------------------- what cannot be compared


def test_accounts_that_do_not_belong_together(office: Office) -> None:
    office.document(*MAY).figures(figure("a", "1", agency="bo-y-te"))
    office.document(*JUNE).figures(figure("a", "2", agency="bo-y-te"))
    may, june, own = accounted(office, "2026-05"), accounted(office, "2026-06"), accounted(office, "2026-06", "bo-y-te")
    for before, after, kind in ((june, may, "periods"), (may, june, "revisions"), (may, own, "periods")):
        with pytest.raises(UsageError):
            between(before, after, kind)  # type: ignore[arg-type]


# ---------------------------------------------------------------------- weights


def value(amount: str, measure: Measure = Measure.COUNT, indicator: str = "overdue.tasks", **more: object) -> Value:
    return Value(id="x", indicator=indicator, amount=Decimal(amount), measure=measure, **more)  # type: ignore[arg-type]


def test_weights_follow_what_is_declared() -> None:
    first = rules().weight("moved", value("1"), 60)
    assert first == 50 + 40 + 20  # kind, tier, size
    assert rules().weight("moved", value("1"), 4.9) == 90
    assert rules().weight("moved", value("1", agency="bo-y-te"), None) == 75
    assert rules().weight("moved", value("1", agency="bo-y-te"), None, "bo-y-te") == 90
    assert rules().weight("moved", value("1", dimensions={"scope": "common"}), None) == 84
    assert rules().weight("new", value("3", indicator="budget.share_target"), None) == 20 + 10 - 12
    assert [rules().level(n) for n in (75, 74, 50, 49, -30)] == ["high", "medium", "medium", "low", "low"]


@given(st.decimals(1, 10**6, places=0), st.decimals(0, 10**6, places=0))
def test_the_size_of_a_change_is_that_of_its_difference(before: Decimal, after: Decimal) -> None:
    apart = abs(after - before)
    assert size_of(value(str(before)), value(str(after))) == pytest.approx(float(apart / before * 100))
    of_percentages = [value(str(v), Measure.PERCENT) for v in (before, after)]
    assert size_of(*of_percentages) == float(apart)


def test_from_nothing_no_size_follows() -> None:
    assert size_of(value("0"), value("3")) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [("weight: 60", "weight: many"), ("[budget.disbursed", "[budget.disbursd"), ('"budget.*"', '"bugdet.*"'),
     ("    page: 12", "    pages: 12"), ("high: {weight: 75", "high: {weight: 40"),
     ("low: {label", "low: {weight: 1, label"), ("at_least: 20", "at_least: 80")],
)  # fmt: skip
def test_thresholds_that_are_malformed_are_refused(tmp_path: Path, old: str, new: str) -> None:
    text = Path(thresholds.__file__).with_name("changes.yml").read_text("utf-8")
    broken = tmp_path / "changes.yml"
    broken.write_text(text.replace(old, new, 1), "utf-8")
    assert text != broken.read_text("utf-8")
    with pytest.raises(DataError):
        read(broken)


def test_what_is_declared_ranks(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.document(*MAY).figures(figure("a", "10"), figure("b", "10", indicator="databases.key"))
    office.document(*JUNE).figures(figure("a", "11"), figure("b", "90", indicator="databases.key"))

    taken = [accounted(office, period) for period in ("2026-05", "2026-06")]

    def first() -> str:
        value = between(*taken).entries[0].after
        assert value is not None
        return value.indicator

    assert first() == "overdue.tasks"
    declared = Path(thresholds.__file__).with_name("changes.yml").read_text("utf-8")
    for old, new in (
        ("at_least: 50, weight: 20", "at_least: 50, weight: 200"),
        ("overdue.long_tasks, overdue.tasks,", "overdue.long_tasks, databases.key,"),
    ):
        changed = tmp_path / "changes.yml"
        changed.write_text(declared.replace(old, new, 1), "utf-8")
        chosen = read(changed)
        for module in (changes_of_quantities, thresholds):
            monkeypatch.setattr(module, "rules", lambda chosen=chosen: chosen)
        assert first() == "databases.key", old


def test_the_weightiest_stand_first_and_every_kind_is_declared(office: Office) -> None:
    office.document(*MAY).figures(figure("a", "10"), figure("b", "3", agency="bo-y-te"))
    office.document(*JUNE).figures(figure("a", "30"), figure("b", "9", agency="bo-y-te")).directives(("", "monthly"))
    entries: tuple[Change, ...] = changes(office).entries
    assert [e.weight for e in entries] == sorted((e.weight for e in entries), reverse=True)
    assert {e.kind for e in entries} <= set(rules().kinds)
