"""Data quality: every finding by severity with the figures it touches, since when it stands, and what was settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ....checks.findings import Finding, Severity
from ....exhibits.context import Context
from ....vocabulary.locators import Locator
from ....vocabulary.periods import Period
from .. import addresses, index
from ..finding_words import anchor, heading, key
from ..model import Site
from ..pages import Page
from ..search import Entry

MOST_FIGURES = 6  # shown with one finding; the sum of a nation's communes names thousands
MOST_ROWS = 1500  # of one severity: more than these nobody reads on one page
_Key = tuple[str, ...]
_TITLE = {"vi": "Chất lượng dữ liệu", "en": "Data quality"}
_ABOUT = {
    "vi": "Mọi chỗ mâu thuẫn, lệch, thiếu hoặc không so sánh được mà các phép kiểm tra tìm thấy trong văn bản.",
    "en": "Every contradiction, difference, gap and break that the checks find in the documents.",
}


def pages(site: Site, lang: str) -> Iterator[Page]:
    """The one page of data quality."""
    yield Page(
        address=addresses.QUALITY,
        lang=lang,
        template="quality.html.j2",
        title=_TITLE[lang],
        key=[site.rows(), [str(month) for month in site.months]],
        context=lambda: _context(site, lang),
        description=_ABOUT[lang],
        section=addresses.QUALITY,
    )


def _context(site: Site, lang: str) -> dict[str, Any]:
    b = site.context(None, lang)
    found = index.of(site)
    by_month = {month: {key(f): f for f in site.findings(month)} for month in site.months}
    since = first_found(by_month)
    return {
        "b": b,
        "severities": [_severity(b, found, severity, since) for severity in Severity],
        "months": _months(by_month),
        "severity_labels": [(s.value, heading(s, lang)[0]) for s in Severity],
        "settled": _settled(b, by_month, lang),
        "documents": _documents(b, found),
    }


def first_found(by_month: Mapping[Period, Mapping[_Key, Finding]]) -> dict[_Key, Period]:
    """The month since which each finding of the latest month has stood without a break."""
    since: dict[_Key, Period] = {}
    for month, findings in by_month.items():
        since = {each: since.get(each, month) for each in findings}
    return since


def _severity(
    b: Context, found: index.Index, severity: Severity, since: Mapping[_Key, Period]
) -> dict[str, Any]:
    mine = [f for f in found.findings if f.severity == severity]
    title, meaning = heading(severity, b.lang)
    return {
        "id": severity.value,
        "title": title,
        "meaning": meaning,
        "count": len(mine),
        "rows": [_row(b, f, since) for f in mine[:MOST_ROWS]],
        "more": max(0, len(mine) - MOST_ROWS),
        "numbers": any(f.stated is not None or f.expected is not None for f in mine),
    }


def _row(b: Context, finding: Finding, since: Mapping[_Key, Period]) -> dict[str, Any]:
    figures = [b.view.figure(id_) for id_ in finding.figures[:MOST_FIGURES] if id_ in b.view]
    return {
        "anchor": anchor(finding),
        "severity": finding.severity.value,
        "info": b.view.document(finding.document),
        "locator": Locator.parse(finding.locator).label(b.lang) if finding.locator else "",
        "stated": finding.stated or "",
        "expected": finding.expected or "",
        "message": finding.message(b.lang),
        "figures": figures,
        "more": max(0, len(finding.figures) - MOST_FIGURES),
        "since": since.get(key(finding)),
    }


def _months(by_month: Mapping[Period, Mapping[_Key, Finding]]) -> list[dict[str, Any]]:
    """A row a month, newest first: how many findings of each severity, how many are new and how many were settled."""
    rows = []
    before: Mapping[_Key, Finding] = {}
    for month, findings in by_month.items():
        counts = {s.value: sum(f.severity == s for f in findings.values()) for s in Severity}
        rows.append(
            {
                "month": month,
                "counts": counts,
                "all": len(findings),
                "new": len(findings.keys() - before.keys()),
                "settled": len(before.keys() - findings.keys()),
            }
        )
        before = findings
    return rows[::-1]


def _settled(
    b: Context, by_month: Mapping[Period, Mapping[_Key, Finding]], lang: str
) -> list[dict[str, Any]]:
    """The findings that no longer stand, by the month in which they went, newest first."""
    told = []
    before: Mapping[_Key, Finding] = {}
    for month, findings in by_month.items():
        gone = [f for each, f in before.items() if each not in findings]
        if gone:
            told.append(
                {
                    "month": month,
                    "rows": [
                        {
                            "severity": f.severity.value,
                            "label": heading(f.severity, lang)[0],
                            "message": f.message(lang),
                            "info": b.view.document(f.document),
                        }
                        for f in gone[:MOST_ROWS]
                    ],
                    "more": max(0, len(gone) - MOST_ROWS),
                }
            )
        before = findings
    return told[::-1]


def _documents(b: Context, found: index.Index) -> list[dict[str, Any]]:
    """A row a document, newest first: its figures, and the findings of each severity that stand in it."""
    figures: dict[str, int] = {}
    for value in b.view.values:
        figures[value.document or ""] = figures.get(value.document or "", 0) + 1
    counts: dict[str, dict[str, int]] = {}
    for finding in found.findings:
        mine = counts.setdefault(finding.document, {})
        mine[finding.severity.value] = mine.get(finding.severity.value, 0) + 1
    return [
        {"info": info, "figures": figures.get(info.id, 0), "counts": counts.get(info.id, {})}
        for info in reversed(b.view.infos)
    ]


def search_entries(site: Site, lang: str) -> Iterator[Entry]:
    """The page, and every finding that has a row of its own."""
    yield Entry("page", _TITLE[lang], addresses.QUALITY, _ABOUT[lang])
    found = index.of(site)
    shown: dict[Severity, int] = {}
    for finding in found.findings:
        shown[finding.severity] = shown.get(finding.severity, 0) + 1
        if shown[finding.severity] <= MOST_ROWS:
            info = found.view.document(finding.document)
            yield Entry(
                kind="finding",
                title=finding.message(lang),
                address=f"{addresses.QUALITY}#{anchor(finding)}",
                text=f"{heading(finding.severity, lang)[0]} · {info.number}",
            )

