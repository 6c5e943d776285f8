"""The gold set holds together: every mark reads, every token stands at its place, nothing is marked twice."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

import drafted
import gold
from analysis.vocabulary.agencies import agencies
from analysis.vocabulary.catalogue import catalogue

INVENTED = [marked for part in ("written", "held-out") for marked in gold.marked_documents(part)]
NAMES = [f"{marked.part}/{marked.name}" for marked in INVENTED]
# What the invented documents hold of each kind; more is welcome, less is a loss.
LEAST = {
    "money": 70, "percent": 70, "ratio": 25, "count": 140, "agency_count": 30, "date": 60, "deadline": 60,
    "document_number": 25,
}  # fmt: skip


def sources() -> list[gold.GoldDocument]:
    if not os.environ.get("BRIEFING_DOCUMENTS") or not Path(os.environ["BRIEFING_DOCUMENTS"]).is_dir():
        pytest.skip("the documents are not at hand: set BRIEFING_DOCUMENTS")
    return list(gold.read_sources(gold.source_texts() or {}))


def consistent(marked: gold.GoldDocument) -> None:
    """Marks lie apart, in order and inside the scope, and cut out what they say."""
    for before, after in pairwise(marked.golds):
        assert before.end <= after.start, (before, after)
    for each in marked.golds:
        cut = marked.document.text[each.start : each.end]
        assert " ".join(cut.replace("*", "").split()) == " ".join(each.text.replace("*", "").split())
        assert cut.strip() == cut
        assert marked.scope is None or any(s <= each.start < e for s, e in marked.scope), each
        assert not each.agency or each.agency in agencies(), each.agency


@pytest.mark.parametrize("marked", INVENTED, ids=NAMES)
def test_the_marks_of_an_invented_document_hold_together(marked: gold.GoldDocument) -> None:
    consistent(marked)


def test_the_invented_documents_are_rich() -> None:
    counted = Counter(each.kind for marked in INVENTED for each in marked.golds)
    assert {kind: counted[kind] for kind, least in LEAST.items() if counted[kind] < least} == {}
    assert sum(len(m.golds) for m in INVENTED if m.part == "written") >= 300
    assert len([m for m in INVENTED if m.part == "held-out"]) >= 1
    measures = Counter(each.measure for marked in INVENTED for each in marked.golds)
    assert all(measures[m] >= 3 for m in ("VND", "USD", "EUR", "JPY", "KRW", "times", "days", "percentage_points"))
    kinds = Counter(each.deadline_kind for marked in INVENTED for each in marked.golds)
    assert all(
        kinds[k] >= 3 for k in ("before_day", "by_day", "month", "quarter", "year", "meeting", "recurring")
    )


def test_the_gold_of_the_sources_is_large_enough_and_well_formed() -> None:
    rows = gold.rows(gold.FOLDER / "sources.csv")
    scope = {(row["document"], row["locator"]) for row in gold.rows(gold.FOLDER / "scope.csv")}
    assert len(rows) >= 330
    assert tuple(rows[0]) == gold.COLUMNS
    assert {row["kind"] for row in rows} == set(gold.KINDS)
    assert all(len(row["token"]) < 80 for row in rows)
    assert [row for row in rows if (row["document"], row["locator"]) not in scope] == []
    empty = scope - {(row["document"], row["locator"]) for row in rows}
    assert len(empty) >= 60  # places where nothing may be found


@pytest.mark.documents
def test_every_token_of_the_sources_stands_at_its_place() -> None:
    read = sources()
    assert {marked.name for marked in read} == {row["document"] for row in gold.rows(gold.FOLDER / "scope.csv")}
    assert sum(len(marked.golds) for marked in read) == len(gold.rows(gold.FOLDER / "sources.csv"))
    for marked in read:
        consistent(marked)


def test_a_marked_text_is_read() -> None:
    plain, golds = gold.read_marked(
        "Chi ⟦money|12375300000/10200000000|measure=VND|12.375,3/10.200 triệu đồng⟧, "
        "⟦deadline|2026-06-29|kind=before_day|trước 30/6/2026⟧; ⟦agency_count|2|agency=bo-y-te|02⟧"
    )
    assert plain == "Chi 12.375,3/10.200 triệu đồng, trước 30/6/2026; 02"
    money, deadline, count = golds
    assert (money.start, money.end) == (4, 30)
    assert (money.value, money.denominator) == (Decimal("12375300000"), Decimal("10200000000"))
    assert (deadline.date, deadline.deadline_kind) == (dt.date(2026, 6, 29), "before_day")
    assert (count.value, count.agency, plain[count.start : count.end]) == (2, "bo-y-te", "02")


@pytest.mark.parametrize(
    "text",
    [
        "⟦money|5⟧", "⟦sum|5|5⟧", "⟦count|năm|5⟧", "⟦count|5|colour=red|5⟧", "⟦date|30/6|30/6⟧", "⟦count|5|5",
        "⟦deadline||kind=month|trong tháng 6⟧", "⟦deadline|2026-06-30|kind=recurring|hằng tháng⟧",
    ],
)  # fmt: skip
def test_a_malformed_mark_is_refused(text: str) -> None:
    with pytest.raises(gold.GoldError):
        gold.read_marked(text)


def test_a_text_that_is_not_the_marked_one_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "written"
    folder.mkdir()
    (folder / "a.gold.txt").write_text("có ⟦count|5|05⟧ nhiệm vụ", "utf-8")
    (folder / "a.txt").write_text("có 06 nhiệm vụ", "utf-8")
    with pytest.raises(gold.GoldError, match="without its marks"):
        list(gold.marked_documents("written", tmp_path))


FIGURES = sorted(gold.FOLDER.glob("*/*.figures.txt"))


@pytest.mark.parametrize("path", FIGURES, ids=[path.name for path in FIGURES])
def test_the_marked_figures_are_of_the_catalogue(path: Path) -> None:
    plain, items = drafted.read_figures(path.read_text("utf-8"))
    assert plain == path.with_name(path.name.replace(".figures", "")).read_text("utf-8")
    assert items
    for item in items:
        indicator, agency, dimensions, _ = item.key
        declared = catalogue()[indicator].dimensions
        assert all(value in declared.get(name, ()) for name, value in dimensions), item
        assert not agency or agency in agencies()
        assert plain[item.start : item.end] == item.token
