"""The arithmetic of the measure, on tiny examples, and the floors it holds."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

import accuracy
import drafted
import gold
from analysis.reading.mentions import Mention, MentionKind
from analysis.reading.text import parse
from drafted import Item


def marked(text: str, scope: tuple[tuple[int, int], ...] | None = None) -> gold.GoldDocument:
    plain, golds = gold.read_marked(text)
    return gold.GoldDocument("written", "a", parse(plain), golds, scope)


def mention(within: gold.GoldDocument, text: str, kind: MentionKind, **fields: object) -> Mention:
    start = within.document.text.index(text)
    return Mention(kind=kind, start=start, end=start + len(text), text=text, **fields)  # type: ignore[arg-type]


COUNTS = marked("Có ⟦count|5|05⟧ nhiệm vụ, ⟦percent|21|21%⟧ xong, ⟦count|8|08⟧ chưa.")
FIVE = mention(COUNTS, "05", MentionKind.COUNT, value=Decimal(5), measure="count")
SHARE = mention(COUNTS, "21%", MentionKind.PERCENT, value=Decimal("21.0"), measure="percent")
EIGHT = mention(COUNTS, "08", MentionKind.COUNT, value=Decimal(8), measure="count")


def test_all_right_is_one() -> None:
    tally, faults = accuracy.compare(COUNTS, [FIVE, SHARE, EIGHT])
    assert faults == []
    assert (tally.precision(), tally.recall()) == (1.0, 1.0)


def test_a_missed_one_lowers_recall_only() -> None:
    tally, faults = accuracy.compare(COUNTS, [FIVE, SHARE])
    assert tally.recall() == pytest.approx(2 / 3)
    assert (tally.precision(), tally.recall("count"), tally.recall("percent")) == (1.0, 0.5, 1.0)
    assert [(fault.what, fault.kind) for fault in faults] == [("missed", "count")]


def test_a_spurious_one_lowers_precision_only() -> None:
    stray = mention(COUNTS, "Có", MentionKind.DATE, date=dt.date(2026, 1, 1))
    tally, faults = accuracy.compare(COUNTS, [stray, FIVE, SHARE, EIGHT])
    assert (tally.precision(), tally.recall(), tally.precision("date")) == (0.75, 1.0, 0.0)
    assert [(fault.what, fault.kind) for fault in faults] == [("spurious", "date")]


def test_a_wrong_value_lowers_both() -> None:
    wrong = dataclasses.replace(EIGHT, value=Decimal(80))
    tally, faults = accuracy.compare(COUNTS, [FIVE, SHARE, wrong])
    assert (tally.precision(), tally.recall()) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert [fault.what for fault in faults] == ["value"]


def test_other_bounds_are_one_fault_that_lowers_both() -> None:
    wide = mention(COUNTS, "08 chưa", MentionKind.COUNT, value=Decimal(8), measure="count")
    tally, faults = accuracy.compare(COUNTS, [FIVE, SHARE, wide])
    assert (tally.gold.total(), tally.found.total(), tally.right.total()) == (3, 3, 2)
    assert [fault.what for fault in faults] == ["bounds"]


def test_another_kind_is_wrong_under_both_kinds() -> None:
    other = dataclasses.replace(FIVE, kind=MentionKind.AGENCY_COUNT, agency="bo-y-te")
    tally, _ = accuracy.compare(COUNTS, [other, SHARE, EIGHT])
    assert (tally.recall("count"), tally.precision("count"), tally.precision("agency_count")) == (0.5, 1.0, 0.0)


def test_ranks_and_what_stands_outside_the_scope_do_not_count() -> None:
    rank = mention(COUNTS, "Có", MentionKind.RANK, value=Decimal(1))
    assert accuracy.compare(COUNTS, [rank, FIVE, SHARE, EIGHT])[0].precision() == 1.0
    part = dataclasses.replace(COUNTS, golds=COUNTS.golds[:1], scope=((0, 10),))
    tally, faults = accuracy.compare(part, [FIVE, SHARE, EIGHT])
    assert (tally.found.total(), faults) == (1, [])


@pytest.mark.parametrize(
    ("text", "found", "agrees"),
    [
        ("⟦money|8700000000000|8,7 nghìn tỷ⟧", {"kind": MentionKind.MONEY, "value": Decimal("8.7E12"),
                                                "currency": "VND", "measure": "VND"}, True),
        ("⟦money|5|measure=USD|5 USD⟧", {"kind": MentionKind.MONEY, "value": Decimal(5), "currency": "VND"}, False),
        ("⟦ratio|73/124|73/124⟧", {"kind": MentionKind.RATIO, "numerator": Decimal(73),
                                   "denominator": Decimal(124)}, True),
        ("⟦ratio|73/124|73/124⟧", {"kind": MentionKind.RATIO, "value": Decimal(73)}, False),
        ("⟦percent|80|upper=84|80-84%⟧", {"kind": MentionKind.PERCENT, "value": Decimal(80),
                                          "measure": "percent"}, False),
        ("⟦count|5|measure=times|5 lần⟧", {"kind": MentionKind.COUNT, "value": Decimal(5),
                                           "measure": "count"}, False),
        ("⟦agency_count|2|agency=bo-y-te|02⟧", {"kind": MentionKind.AGENCY_COUNT, "value": Decimal(2),
                                                "agency": "bo-noi-vu"}, False),
        ("⟦date|2026-06-30|tháng 6⟧", {"kind": MentionKind.DATE, "date": dt.date(2026, 6, 30)}, True),
        ("⟦deadline|2026-06-30|kind=month|trong tháng 6⟧",
         {"kind": MentionKind.DEADLINE, "date": dt.date(2026, 6, 30), "deadline_kind": "by_day"}, False),
        ("⟦document_number|329/TB-VPCP|329 /TB-VPCP⟧",
         {"kind": MentionKind.DOCUMENT_NUMBER, "number": "329/TB-VPCP"}, True),
    ],
)  # fmt: skip
def test_what_has_to_agree(text: str, found: dict[str, object], agrees: bool) -> None:
    plain, (expected,) = gold.read_marked(text)
    read = Mention(start=0, end=len(plain), text=plain, **found)  # type: ignore[arg-type]
    assert (gold.meaning(read) == expected.meaning) is agrees


def test_a_share_is_cut_off_and_never_rounded_up_to_the_floor() -> None:
    tally = accuracy.Tally(*(accuracy.Counter(count=n) for n in (10_000, 10_000, 9_799)))
    assert len(accuracy.below({"written": tally}, None)) == 2
    assert "97.9 %" in accuracy.table({"written": tally})
    good = accuracy.Tally(*(accuracy.Counter(count=n) for n in (100, 100, 98)))
    assert accuracy.below({"written": good}, None) == []


def test_drafting_below_its_floors_is_told() -> None:
    scores = drafted.Scores({"a": drafted.Score(reviewed=100, drafted=100, right=94)})
    assert [line.split(" is ")[0] for line in accuracy.below({}, scores)] == [
        "precision of drafting the reviewed documents"
    ]


def test_drafting_invented_documents_has_floors_of_its_own() -> None:
    good = {"a": drafted.Score(reviewed=10, drafted=10, right=10)}
    poor = {"b": drafted.Score(reviewed=10, drafted=8, right=8)}
    unseen = {"c": drafted.Score(reviewed=10, drafted=10, right=8)}
    scores = drafted.Scores(good, invented=poor, held_out=unseen)
    assert scores.total.reviewed == 10
    assert [line.split(" is ")[0] for line in accuracy.below({}, scores)] == [
        "recall of drafting invented documents", "precision of drafting held-out documents",
    ]  # fmt: skip
    assert "| held-out: c | 10 | 8 | 80.0 % | – | 10 | 80.0 % |" in scores.table()
    assert "| invented: b | 10 | 8 | 80.0 % | – | 8 | 100.0 % |" in scores.table()


def test_marked_figures_are_read() -> None:
    plain, (one, two) = drafted.read_figures(
        "Bộ Y tế (⟦figure|overdue.tasks|agency=bo-y-te|05⟧), ⟦figure|products.count|stage=pilot|group=strategic|7/9⟧"
    )
    assert plain == "Bộ Y tế (05), 7/9"
    assert (one.start, one.end, one.key) == (9, 11, ("overdue.tasks", "bo-y-te", (), (5, None, None)))
    assert two.key == ("products.count", "", (("group", "strategic"), ("stage", "pilot")), (7, 9, None))


def test_an_empty_draft_is_no_good_draft() -> None:
    scores = drafted.Scores({"a": drafted.Score(reviewed=3)})
    assert len(accuracy.below({}, scores)) == 2


def item(name: str, start: int, *key: object, as_of: str = "2026-06") -> Item:
    return Item(name, name, start, start + 3, key, as_of)


def test_figures_are_matched_by_place_indicator_agency_dimensions_and_value() -> None:
    reviewed = [item("a", 0, "x", "bo-y-te", (), 5), item("b", 10, "x", "", (), 6), item("c", 20, "y", "", (), 7)]
    draft = [
        item("1", 1, "x", "bo-y-te", (), 5),  # overlaps
        item("2", 10, "x", "", (), 6, as_of="2026-05"),  # another date
        item("3", 20, "y", "", (), 8),  # another value
        item("4", 40, "y", "", (), 7),  # another place
    ]
    score, differences = drafted.compare(reviewed, draft)
    assert (score.reviewed, score.drafted, score.right, score.dated) == (3, 4, 2, 1)
    assert (score.recall, score.precision) == (pytest.approx(2 / 3), 0.5)
    assert [line.split(":")[0] for line in differences] == ["date", "not reproduced", "wrong", "wrong"]


def test_one_drafted_figure_reproduces_one_reviewed_figure() -> None:
    same = item("a", 0, "x", "", (), 5)
    assert drafted.compare([same, same], [same])[0].right == 1
    assert drafted.compare([same], [same, same])[0].precision == 0.5


def test_a_date_that_a_draft_leaves_open_is_the_documents_own() -> None:
    read = Mention(kind=MentionKind.COUNT, start=3, end=5, text="05", value=Decimal(5))
    figure = SimpleNamespace(mention=read, indicator="x", agency=None, dimensions={"b": "2", "a": "1"}, as_of=None,
                             recipe="r")
    sheet = SimpleNamespace(as_of=dt.date(2026, 6, 30), as_of_precision="month")
    draft = SimpleNamespace(figures=[figure], databases=[])
    (got,) = drafted.drafted_items(draft, sheet, parse("Có 05 việc"))  # type: ignore[arg-type]
    assert got.as_of == "2026-06"
    assert got.key == ("x", "", (("a", "1"), ("b", "2")), (Decimal(5), None, None))


def test_the_page_is_filled_between_its_markers(tmp_path: Path) -> None:
    page = tmp_path / "accuracy.md"
    page.write_text(f"before\n{accuracy.BEGIN}\nold\n{accuracy.END}\nafter\n", "utf-8")
    accuracy.write_page(page, "new")
    assert page.read_text("utf-8") == f"before\n{accuracy.BEGIN}\n\nnew\n\n{accuracy.END}\nafter\n"
    page.write_text("no markers", "utf-8")
    with pytest.raises(SystemExit):
        accuracy.write_page(page, "new")


def test_faults_of_the_held_out_document_are_told_by_place_only() -> None:
    hidden = dataclasses.replace(COUNTS, part="held-out")
    _, faults = accuracy.compare(hidden, [])
    assert faults and not any("05" in fault.line() for fault in faults)


def test_the_program_runs_without_the_documents(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BRIEFING_DOCUMENTS", "/nowhere/at/all")
    code = accuracy.main(["--json"])
    out, err = capsys.readouterr()
    data = json.loads(out)
    assert "not at hand" in err
    assert set(data["mentions"]) == {"written", "held-out", "together"}
    assert code == (1 if data["below"] else 0)


def floors(documents: list[gold.GoldDocument]) -> list[str]:
    tallies, faults = accuracy.measure(documents)
    problems = accuracy.below(tallies, None)
    return problems and [*problems, *(fault.line() for fault in faults)]


@pytest.mark.parametrize("part", ["written", "held-out"])
def test_the_floors_are_held_on_invented_documents(part: str) -> None:
    assert floors(list(gold.marked_documents(part))) == []


@pytest.mark.documents
def test_the_floors_are_held_on_the_sources() -> None:
    texts = gold.source_texts() if os.environ.get("BRIEFING_DOCUMENTS") else None
    if texts is None:
        pytest.skip("the documents are not at hand: set BRIEFING_DOCUMENTS")
    assert floors(list(gold.read_sources(texts))) == []


@pytest.mark.documents
def test_the_floors_of_drafting_reviewed_documents_are_held() -> None:
    if not os.environ.get("BRIEFING_DOCUMENTS") or gold.source_texts() is None:
        pytest.skip("the documents are not at hand: set BRIEFING_DOCUMENTS")
    scores = drafted.measure(reviewed=True)
    assert scores is not None, "there is no drafting"
    problems = accuracy.below({}, scores)
    assert (problems and [*problems, *scores.differences]) == []


def test_the_floors_of_drafting_invented_documents_are_held() -> None:
    scores = drafted.measure(reviewed=False)
    assert scores is not None, "there is no drafting"
    problems = accuracy.below({}, scores)
    assert (problems and [*problems, *scores.differences]) == []
