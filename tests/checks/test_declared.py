"""The entries of a checks.toml: what they may hold, and when they run."""

import pytest

from analysis.checks import Finding, run
from analysis.checks.declared import load
from analysis.checks.rules import RULES
from analysis.errors import DataError
from offices import figure


def declared(office, period: str | None = None) -> list[Finding]:
    """The findings of declared checks."""
    return [found for found in run(office.view(period)) if not found.check.startswith("auto:")]


# ---------------------------------------------------------------------- what an entry may be

RIGHT = {
    "share": {"figure": ".rate", "part": ".done", "whole": ".done"},
    "fraction": {"figure": ".rate", "of": ".done"},
    "total": {"total": ".done", "parts": [".done"]},
    "sum_denominators": {"total": ".done", "parts": [".done"]},
    "complement": {"figures": [".done"]},
    "remainder": {"figure": ".done", "part": ".done", "of": "denominator"},
    "listed": {"figure": ".done", "list": "reporting.reported"},
    "same": {"figures": [".done", ".done"]},
    "at_most": {"figure": ".done", "limit": 9},
    "disjoint": {"lists": ["reporting.reported"]},
}


@pytest.fixture
def ready(office):
    return office, office.document().figures(
        figure("done", "5/9", "procedures.restructured"),
        figure("rate", "55,6%", "procedures.restructured_rate"),
    ).groups(reporting__reported="ha-noi")


def test_every_rule_is_tried_here() -> None:
    assert set(RIGHT) == set(RULES)


@pytest.mark.parametrize("rule", RIGHT)
def test_every_rule_reads_its_keys_and_refuses_others(ready, rule) -> None:
    office, sheet = ready
    sheet.check(rule=rule, **RIGHT[rule])
    assert len(load(office.store())) == 1
    for key in RIGHT[rule]:
        sheet.check(rule=rule, **{k: v for k, v in RIGHT[rule].items() if k != key})
        with pytest.raises(DataError, match=r"1-tb-vpcp/checks\.toml:1 \(c\)") as caught:
            load(office.store())
        assert key in str(caught.value)
    sheet.check(rule=rule, **RIGHT[rule], colour="red")
    with pytest.raises(DataError, match="colour"):
        load(office.store())


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"rule": "shares", "figure": ".rate"}, "did you mean share"),
        ({**RIGHT["fraction"], "rule": "fraction", "of": ".don"}, "did you mean tb1.done"),
        ({**RIGHT["fraction"], "rule": "fraction", "of": 5}, "a figure id"),
        ({"rule": "total", "total": ".done", "parts": []}, "list of figure ids"),
        ({"rule": "listed", "figure": ".done", "list": "reporting.reportd"}, "1-tb-vpcp:reporting.reportd"),
        ({"rule": "listed", "figure": ".done", "list": "products.has", "register": "tasks"}, "exactly one"),
        ({"rule": "disjoint", "lists": ["9-tb:products.has"]}, "9-tb:products.has"),
        ({"rule": "same", "figures": [".done"], "severity": "awful"}, "'awful'"),
        ({"rule": "same", "figures": [".done"], "note": {"vi": "chỉ tiếng Việt"}}, "both languages"),
        ({"rule": "at_most", "figure": ".done", "limit": True}, "a number or a figure id"),
    ],
)
def test_wrong_entries_are_told_before_anything_runs(ready, keys, said) -> None:
    office, sheet = ready
    sheet.check(**keys)
    with pytest.raises(DataError) as caught:
        run(office.view())
    assert "1-tb-vpcp/checks.toml:1 (c)" in str(caught.value) and said in str(caught.value)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"rule": "fraction", "figure": ".done", "of": ".done"}, "a percentage"),
        ({"rule": "fraction", "figure": ".rate", "of": ".rate"}, "a figure with a denominator"),
        ({"rule": "share", "figure": ".done", "part": ".done", "whole": ".done"}, "a percentage"),
        ({"rule": "total", "total": ".done", "parts": [".rate"]}, "figures of one measure"),
        ({"rule": "total", "total": ".done", "parts": [".done"], "of": "upper"}, '"denominator"'),
        ({"rule": "sum_denominators", "total": ".rate", "parts": [".rate"]}, "has none"),
        ({"rule": "complement", "figures": [".rate"]}, "figures with a denominator"),
        (
            {"rule": "remainder", "figure": ".rate", "part": ".rate", "of": "denominator"},
            "a part that has one",
        ),
        ({"rule": "listed", "figure": ".done", "register": "people"}, "tasks or databases"),
        (
            {"rule": "listed", "figure": ".done", "register": "tasks", "where": {"colour": "red"}},
            "columns of the register",
        ),
    ],
)
def test_entries_that_do_not_fit_their_figures(ready, keys, said) -> None:
    office, sheet = ready
    sheet.check(**keys)
    with pytest.raises(DataError) as caught:
        run(office.view())
    assert "checks.toml:1 (c)" in str(caught.value) and said in str(caught.value)


# ---------------------------------------------------------------------- when a check runs


def test_a_check_waits_until_all_it_names_is_known(office) -> None:
    early = (
        office.document("1-tb", "tb1", "2026-05-10").figures(figure("a", "5")).groups(products__has="ha-noi")
    )
    office.document("2-tb", "tb2", "2026-06-24").figures(figure("a", "6")).groups(products__none="ha-noi")
    early.checks(
        '[[check]]\nid = "c"\nrule = "same"\nfigures = ["tb1.a", "tb2.a"]\n'
        '[[check]]\nid = "d"\nrule = "disjoint"\nlists = ["1-tb:products.has", "2-tb:products.none"]\n'
    )
    assert declared(office, "2026-05") == []
    assert [found.check for found in declared(office, "2026-06")] == ["c", "d"]


def test_a_severity_and_a_note_of_the_entry_stand(office) -> None:
    sheet = office.document().figures(figure("a", "5"), figure("b", "6"))
    sheet.check(rule="same", figures=[".a", ".b"], severity="gap", note={"vi": "Ghi chú.", "en": "A note."})
    [found] = declared(office)
    assert (
        found.severity == "gap"
        and found.message_vi.endswith(" Ghi chú.")
        and found.message_en.endswith(" A note.")
    )
