"""Findings on the site: their order and headings by severity, and where each stands on the page of data quality."""

from __future__ import annotations

from ...checks.findings import Finding, Severity
from .keys import digest

# Heading and explanation of each severity.
HEADINGS = {
    Severity.ERROR: (
        ("Lỗi dữ liệu", "bảng số liệu của hệ thống có sai sót; báo cáo không được phát hành khi còn lỗi"),
        ("Data errors", "our own sheets are wrong; no pack is released while one stands"),
    ),
    Severity.DISCREPANCY: (
        ("Mâu thuẫn", "văn bản tự mâu thuẫn hoặc mâu thuẫn với văn bản khác; số liệu được giữ như văn bản nêu"),
        ("Contradictions", "a document contradicts itself or another; figures stay as stated"),
    ),
    Severity.ROUNDING: (
        ("Lệch do làm tròn", "số nêu và số tính lại chỉ lệch nhau trong phạm vi làm tròn hoặc vượt không đáng kể"),
        ("Rounding", "stated and recomputed differ within, or just past, rounding"),
    ),
    Severity.BREAK: (
        ("Không so sánh được", "hai số có vẻ cùng một đại lượng nhưng khác phạm vi hoặc cách thống kê"),
        ("Not comparable", "two numbers look alike but count different things"),
    ),
    Severity.GAP: (
        ("Còn thiếu", "điều lẽ ra phải có nhưng văn bản không nêu"),
        ("Gaps", "something that should be stated is not"),
    ),
}


def heading(severity: Severity, lang: str) -> tuple[str, str]:
    """The heading of the findings of a severity, and what it means."""
    return HEADINGS[severity][0 if lang == "vi" else 1]


def key(finding: Finding) -> tuple[str, ...]:
    """What makes it the same finding in another period: the check, the place and the figures, not its words."""
    return (finding.check, finding.severity.value, finding.document, finding.locator or "", *finding.figures)


def anchor(finding: Finding) -> str:
    """The anchor of the finding on the page of data quality: stays as long as it is the same finding."""
    return f"f-{digest(*key(finding))[:12]}"
