"""Findings: their order, shape and index."""

import json
import pickle

from analysis.checks import Finding, Severity, by_figure
from analysis.checks.findings import ordered


def finding(severity: str, document: str = "d1", *figures: str) -> Finding:
    return Finding(
        "total", Severity(severity), "Tổng sai.", "Wrong total.", document, "I/¶1", figures, "73", "121", "c"
    )


def test_worst_first_then_by_document_then_as_found() -> None:
    found = [
        finding("gap", "d2"),
        finding("rounding", "d2"),
        finding("rounding", "d1", "b"),
        finding("rounding", "d1", "a"),
        finding("error", "d3"),
        finding("break"),
        finding("discrepancy"),
    ]
    result = ordered(found, ["d1", "d2"])
    assert [f.severity.value for f in result] == [
        "error",
        "discrepancy",
        "rounding",
        "rounding",
        "rounding",
        "break",
        "gap",
    ]
    assert [(f.document, f.figures) for f in result[2:5]] == [("d1", ("b",)), ("d1", ("a",)), ("d2", ())]


def test_json_has_the_shape_of_the_design() -> None:
    record = finding("discrepancy", "d1", "a", "b").to_json("en")
    assert json.loads(json.dumps(record)) == {
        "rule": "total",
        "severity": "discrepancy",
        "message": "Wrong total.",
        "document": "d1",
        "locator": "I/¶1",
        "figures": ["a", "b"],
        "stated": "73",
        "expected": "121",
    }
    assert finding("gap").to_json("vi")["message"] == "Tổng sai."


def test_by_figure_lists_each_finding_once() -> None:
    first, second = finding("rounding", "d1", "a", "b", "a"), finding("gap", "d1", "b")
    assert by_figure([first, second]) == {"a": [first], "b": [first, second]}
    assert by_figure([]) == {}


def test_severities_are_strings_in_order_and_findings_cross_processes() -> None:
    assert [str(s) for s in Severity] == ["error", "discrepancy", "rounding", "break", "gap"]
    assert {"gap": 1}[Severity.GAP] == 1
    assert all(s.label("vi") and s.label("en") for s in Severity)
    assert pickle.loads(pickle.dumps(finding("gap"))) == finding("gap")
