"""Data quality as shown: every finding with its place, in four periods and two languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analysis import briefing
from analysis.checks.findings import Finding, Severity
from analysis.exhibits.context import Context
from analysis.exhibits.display import Exhibit
from analysis.exhibits.tables import Table
from analysis.exhibits.topics import quality
from analysis.indicators import quality as quality_of
from analysis.vocabulary.values import Value
from exhibits.wordings import faults, flat

PERIODS = ("2025-06", "2026-03", "2026-05", "2026-06")
LANGUAGES = ("vi", "en")


def everything(b: Context) -> Iterator[Exhibit]:
    data = quality_of.compute(b.view, b.findings)
    yield from flat([
        quality.heading(b, data), quality.prose(b, data), quality.findings_table(b, data),
        quality.documents_table(b, data), quality.gaps(b, data), quality.coverage_table(b, data),
    ])


def tables(b: Context) -> dict[str, Table]:
    return {e.id: e for e in everything(b) if isinstance(e, Table)}


def heading(b: Context) -> str:
    return quality.heading(b, quality_of.compute(b.view, b.findings)).plain().splitlines()[1]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("period", PERIODS)
def test_no_sentence_shows_the_machinery(period: str, lang: str) -> None:
    b = briefing.start(period, lang)
    for exhibit in everything(b):
        assert faults(exhibit) == [], exhibit.plain()
    for item in quality.decision_items(b):
        assert item.plain().endswith(".") and "{" not in item.plain()


@pytest.mark.parametrize("period", PERIODS)
def test_every_finding_stands_in_a_table_the_discrepancies_first(period: str) -> None:
    b = briefing.start(period, "vi")
    found = tables(b)
    listed = [r.cells[-1] for name in ("quality-findings", "quality-gaps") if name in found
              for r in found[name].rows if r.kind == "row"]
    assert sorted(listed) == sorted(f.message_vi for f in b.findings)
    severities = {f.message_vi: f.severity.order for f in b.findings}
    orders = [severities[r.cells[-1]] for r in found["quality-findings"].rows if r.kind == "row"]
    assert orders == sorted(orders)


def test_the_heading_counts_what_the_checks_found() -> None:
    b = briefing.start("2026-06", "vi")
    counts = {s: sum(f.severity == s for f in b.findings) for s in Severity}
    assert heading(b) == (
        f"Các văn bản tự mâu thuẫn ở {counts[Severity.DISCREPANCY]} chỗ; {counts[Severity.ROUNDING]} chỗ "
        f"lệch do làm tròn; {counts[Severity.BREAK]} cặp số liệu không so sánh được")


def test_a_period_without_findings_says_so() -> None:
    view = briefing.start("2025-06", "vi").view
    assert heading(Context(view, "vi")) == (
        f"Không phát hiện mâu thuẫn nào trong {len(view.figures)} số liệu của 1 văn bản đã biết đến "
        f"30/6/2025")
    assert heading(Context(view, "en")).endswith("of the one document known up to 30 June 2025")
    assert "quality-findings" not in tables(Context(view, "vi"))


def test_the_stated_figure_leads_to_its_source_and_others_stay_words() -> None:
    b = briefing.start("2026-06", "vi")
    rows = [r.cells for r in tables(b)["quality-findings"].rows if r.kind == "row"]
    rate = next(c for c in rows if isinstance(c[1], Value) and c[1].id == "tb329.budget.rate_of_assigned")
    assert rate[2] == "10,5%" and str(rate[0]).startswith("329/TB-VPCP, chú thích 2")
    both = next(c for c in rows if isinstance(c[1], Value) and c[1].id == "bca0526.procedures.restructured"
                and isinstance(c[2], Value))
    assert both[2].id == "bca0526.procedures.restructured.note_13"
    assert any(c[1] == "10/15 + 06/15" for c in rows)


def test_english_numbers_are_written_the_english_way() -> None:
    b = briefing.start("2026-06", "en")
    rows = [r.cells for r in tables(b)["quality-findings"].rows if r.kind == "row"]
    rate = next(c for c in rows if isinstance(c[1], Value) and c[1].id == "tb329.budget.rate_of_assigned")
    assert rate[2] == "10.5%"


def test_what_no_document_states_is_named() -> None:
    early, late = (" ".join(e.plain() for e in everything(briefing.start(p, "vi")) if e.kind == "notice")
                   for p in ("2025-06", "2026-06"))
    assert "cơ sở dữ liệu" in early and "thủ tục hành chính" in early
    assert late == ""
    coverage = tables(briefing.start("2025-06", "vi"))["quality-coverage"]
    row = next(r for r in coverage.rows if r.cells[0] == "Thủ tục hành chính")
    assert row.cells[-1] == "chưa báo cáo"


def test_a_finding_without_figures_is_shown_too() -> None:
    view = briefing.start("2025-06", "vi").view
    lone = Finding("deadline_dates", Severity.DISCREPANCY, "Thời hạn đã qua.", "The deadline is past.",
                   "292-tb-vpcp", None)
    b = Context(view, "en", (lone,))
    (row,) = [r for r in tables(b)["quality-findings"].rows if r.kind == "row"]
    assert list(row.cells) == ["292/TB-VPCP", "–", "–", "The deadline is past."]
    assert heading(b) == "The document contradicts itself in 1 place"
    assert "(0" not in " ".join(t.plain() for t in quality.decision_items(b))
