"""Data quality: every finding by severity, since when it stands, and what was settled."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.checks.findings import Severity
from analysis.publishing.site import addresses
from analysis.publishing.site.finding_words import anchor
from analysis.publishing.site.model import Site
from analysis.publishing.site.sections import quality
from offices import Office, figure
from site_pages import pages_of, real_workspace, written


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(real_workspace(tmp_path_factory.mktemp("quality")))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_finding_stands_under_its_severity_with_its_figures(site: Site, lang: str) -> None:
    soup = written(site, pages_of(site, quality, lang=lang)[addresses.QUALITY])
    findings = site.findings()
    assert len(findings) > 40
    for finding in findings:
        row = soup.find(id=anchor(finding))
        assert row is not None and row["data-severity"] == finding.severity
        assert row.find_parent("table")["id"] == f"findings-{finding.severity}"  # type: ignore[index]
        assert finding.message(lang) in row.get_text()
        linked = [a["data-figure"] for a in row.select("a.bf-fig")]
        assert linked == list(finding.figures)[: quality.MOST_FIGURES]
    assert len(soup.select("table[id^=findings-] tr[id]")) == len({anchor(f) for f in findings})


def test_the_counts_of_each_period_are_those_of_its_findings(site: Site) -> None:
    soup = written(site, pages_of(site, quality)[addresses.QUALITY])
    rows = soup.select("#findings-periods tbody tr")
    for month, row in zip(reversed(site.months), rows, strict=True):
        counts = [int(td["data-sort"]) for td in row.select("td")]
        assert counts[:-2] == [sum(f.severity == s for f in site.findings(month)) for s in Severity]


def test_a_finding_that_went_is_told_as_settled_and_one_that_stays_since_when(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.document("1-tb", "tb1", "2026-05-24").figures(
        figure("over", "120%", "budget.rate_of_assigned"), figure("late", "4")
    ).databases(("criteria", "a", ""))
    office.document("2-tb", "tb2", "2026-06-24").figures(figure("late", "5"))
    office.view("2026-06")
    site = Site(office.workspace)
    first, then = site.months
    by_month = {month: {quality.key(f): f for f in site.findings(month)} for month in site.months}
    since = quality.first_found(by_month)
    assert by_month[first] and set(since) == set(by_month[then])
    assert all(since[key] == first for key in since if key in by_month[first])
    gone = {**by_month, then: {}}
    assert quality.first_found(gone) == {}
    told = quality._settled(site.context(), gone, "vi")
    assert [(entry["month"], len(entry["rows"])) for entry in told] == [(then, len(by_month[first]))]


def test_search_finds_each_finding_where_it_stands(site: Site) -> None:
    entries = {entry.address for entry in quality.search_entries(site, "en")}
    assert entries == {addresses.QUALITY, *(f"{addresses.QUALITY}#{anchor(f)}" for f in site.findings())}
