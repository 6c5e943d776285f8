"""briefing check"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.text import Text

from ..checks import Finding, Severity
from ..checks import run as run_checks
from ..paths import Workspace
from ..tables.store import Store, View
from ..vocabulary.locators import Locator
from .output import SEVERITY_SIGNS, SEVERITY_STYLES, out, plural, print_json, table


def run(workspace: Workspace, period: str | None, as_json: bool, lang: str) -> int:
    """The findings of a period; 1 when one of them is an error of our own data."""
    view = Store.open(workspace).view(period, lang)
    findings = run_checks(view)
    if as_json:
        print_json({"findings": [finding.to_json(lang) for finding in findings]})
    else:
        _show(view, findings, lang)
    return 1 if any(finding.severity is Severity.ERROR for finding in findings) else 0


def _show(view: View, findings: Sequence[Finding], lang: str) -> None:
    console = out()
    rows = table("", "where", "finding")
    for finding in findings:
        sign = Text(SEVERITY_SIGNS[finding.severity], style=SEVERITY_STYLES[finding.severity])
        place = Locator.parse(finding.locator).label(lang) if finding.locator else ""
        where = f"{view.document(finding.document).number}\n{place}".rstrip()
        rows.add_row(sign, where, Text(finding.message(lang)))
    if findings:
        console.print(rows)
    counts = Counter(finding.severity for finding in findings)
    legend = ", ".join(
        f"{counts[severity]} {SEVERITY_SIGNS[severity]} {severity.label(lang)}"
        for severity in Severity
        if counts[severity]
    )
    known = f"{plural(len(view.infos), 'document')} and {plural(len(view.values), 'figure')}"
    console.print(
        f"{view.period}: {plural(len(findings), 'finding')} in {known}"
        + (f": {legend}" if legend else "")
        + "."
    )
