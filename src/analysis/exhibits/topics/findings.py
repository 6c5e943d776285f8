"""Findings as a reader meets them beside the figures that they touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..context import Context
from ..display import Notice
from ..markup import Text


def finding_notices(
    b: Context, figures: Iterable[str], *, severities: tuple[str, ...] = ("error", "discrepancy")
) -> Iterator[Notice]:
    """One notice for each finding that touches any of these figures, in the order of the findings."""
    wanted = set(figures)
    for finding in b.findings:
        if finding.severity in severities and wanted.intersection(finding.figures):
            yield Notice(b, Text((b.pick(finding.message_vi, finding.message_en),)), "attention")
