"""The documents' own contradictions are found, and nothing is found before its time."""

import shutil
from pathlib import Path

import pytest

from analysis.checks import Severity, run
from analysis.paths import Workspace
from analysis.tables.store import Store

RAW = Path(__file__).parents[2] / "data" / "raw"


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Store:
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(RAW, root / "data" / "raw", ignore=shutil.ignore_patterns("documents"))
    return Store.open(Workspace(root))


@pytest.fixture(scope="module")
def findings(store):
    return run(store.view())


@pytest.mark.parametrize(
    ("figure", "stated", "expected"),
    [
        ("tb329.budget.rate_of_allocated", "21%", "12,3%"),
        ("tb329.budget.rate_of_assigned", "16%", "10,5%"),
        ("bca0526.overdue.tasks", "73", "121"),
        ("bca0526.reporting.reported.ministry", "10/15 + 06/15", "15"),
        ("bca0526.products.share.strategic.pilot", "37%", "28,3%"),
        ("bca0526.procedures.not_restructured.note_13", "290", "201"),
        ("bca0526.procedures.restructured", "580/782", "585/786"),
    ],
)
def test_known_contradictions_are_found(findings, figure, stated, expected) -> None:
    assert (stated, expected) in {
        (each.stated, each.expected) for each in findings if each.figures[:1] == (figure,)
    }


def test_agencies_said_not_to_have_reported_appear_with_products(findings) -> None:
    assert any("chưa gửi báo cáo, vừa được nêu là có sản phẩm" in each.message_vi for each in findings)


def test_many_contradictions_and_no_error_of_our_own(findings) -> None:
    assert not [each for each in findings if each.severity is Severity.ERROR]
    assert sum(each.severity is Severity.DISCREPANCY for each in findings) >= 13
    assert {each.severity.value for each in findings} >= {"discrepancy", "rounding", "break", "gap"}


def test_findings_are_the_same_each_time_and_in_order(store, findings) -> None:
    again = run(Store.open(store.workspace).view())
    assert again == findings
    assert [each.severity.order for each in findings] == sorted(each.severity.order for each in findings)


def test_messages_read_in_both_languages(findings) -> None:
    for each in findings:
        for message in (each.message_vi, each.message_en):
            assert (
                message.endswith(".") and "{" not in message and "None" not in message and "  " not in message
            )
        assert each.message_vi != each.message_en


def test_no_period_knows_of_what_came_later(store) -> None:
    for period in store.periods:
        view = store.view(period)
        for each in run(view):
            assert each.document in {info.id for info in view.infos}
            assert all(figure in view for figure in each.figures)
            later = {info.number for info in store.view().infos} - {info.number for info in view.infos}
            assert not any(number in each.message_vi for number in later)
