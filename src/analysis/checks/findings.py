"""What a check reports: findings, their severities and their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..vocabulary.values import Value


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    ERROR = "error"  # our own data is wrong: rendering stops
    DISCREPANCY = "discrepancy"  # a document contradicts itself or another
    ROUNDING = "rounding"  # within or just past rounding
    BREAK = "break"  # two numbers that look alike cannot be compared
    GAP = "gap"  # something that should be there is not

    @property
    def order(self) -> int:
        return list(Severity).index(self)

    def label(self, lang: str) -> str:
        return _LABELS[self][lang]


_LABELS: Mapping[Severity, Mapping[str, str]] = {
    Severity.ERROR: {"vi": "lỗi dữ liệu", "en": "error"},
    Severity.DISCREPANCY: {"vi": "mâu thuẫn", "en": "discrepancy"},
    Severity.ROUNDING: {"vi": "làm tròn", "en": "rounding"},
    Severity.BREAK: {"vi": "không so sánh được", "en": "break"},
    Severity.GAP: {"vi": "thiếu", "en": "gap"},
}


@dataclass(frozen=True)
class Finding:
    """One thing a check found.

    `figures` are the ids it touches, the stated one first. `stated` is what the document says, as it says
    it; `expected` is what follows from the other figures, written as the documents write numbers. `check`
    is the id of the declared check, or `auto:<rule>` of a check that runs by itself.
    """

    rule: str
    severity: Severity
    message_vi: str
    message_en: str
    document: str
    locator: str | None
    figures: tuple[str, ...] = ()
    stated: str | None = None
    expected: str | None = None
    check: str = ""

    def message(self, lang: str = "vi") -> str:
        return self.message_vi if lang == "vi" else self.message_en

    def to_json(self, lang: str = "vi") -> dict[str, object]:
        """The shape of `briefing check --json`."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "message": self.message(lang),
            "document": self.document,
            "locator": self.locator,
            "figures": list(self.figures),
            "stated": self.stated,
            "expected": self.expected,
        }


def unasked(
    rule: str,
    severity: Severity,
    document: str,
    locator: str | None,
    vi: str,
    en: str,
    figures: Iterable[Value] = (),
    stated: str | None = None,
    expected: str | None = None,
) -> Finding:
    """A finding of a check that runs by itself."""
    ids = tuple(value.id for value in figures)
    return Finding(rule, severity, vi, en, document, locator, ids, stated, expected, check=f"auto:{rule}")


def ordered(findings: Iterable[Finding], documents: Iterable[str]) -> list[Finding]:
    """By severity, then in the order of `documents`, then as found (so declared order stays)."""
    place = {document: number for number, document in enumerate(documents)}
    return sorted(findings, key=lambda f: (f.severity.order, place.get(f.document, len(place))))


def by_figure(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Figure id → the findings that touch it, in the order given."""
    table: dict[str, list[Finding]] = {}
    for finding in findings:
        for figure in dict.fromkeys(finding.figures):
            table.setdefault(figure, []).append(finding)
    return table
