"""The definitions for Dagster: the graph, its checks, when it runs; loaded and materialised once for all tests."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from small_packs import many_office

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("dagster") is None,
    reason="Dagster is not installed: pip install 'briefing57[orchestrate]'",
)
PROGRAM = Path(__file__).with_name("graph.py")
PACKS = """
[national]
title = { vi = "Gói thử", en = "Trial pack" }
notebooks = ["10-money"]
formats = ["xlsx"]

[agency]
title = { vi = "Phiếu", en = "Card" }
notebooks = ["90-unit"]
formats = ["xlsx"]
units = ["province"]
layout = "scorecard"
annexes = ["sources"]
"""
SETTINGS = """
[run]
packs = [{ pack = "national", lang = ["vi"] }, { pack = "agency", units = ["ha-noi", "hue"] }]
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the program `graph.py` says of a small office, by the name of the order."""
    root = tmp_path_factory.mktemp("orchestrated")
    many_office(root)
    (root / "packs.toml").write_text(PACKS, encoding="utf-8")
    (root / "briefing.toml").write_text(SETTINGS, encoding="utf-8")
    june = root / "data" / "raw" / "2-tb"
    documents = root / "data" / "raw" / "documents"
    orders = {
        "working day": ["tick", "2026-07-01T07:00"],
        "the day after": ["tick", "2026-07-02T07:00"],
        "working day without a quarter": ["tick", "2026-08-03T07:00"],
        "first look": ["look"],
        "second look": ["look"],
        "whole run": ["run", "briefing", "2026-06"],
        "a file comes": ["write", str(documents / "new.txt"), "", "Số: 9/TB-VPCP\n\nCó 05 nhiệm vụ.\n"],
        "look at the file": ["look"],
        "reading": ["run", "reading", None],
        "a figure changes": ["write", str(june / "figures.csv"), "82,75", "82,5"],
        "look at the figure": ["look"],
        "an old document changes": ["write", str(june.with_name("1-tb") / "figures.csv"), "30/40", "31/40"],
        "look at the old document": ["look"],
        "a draft": ["write", str(june / "document.toml"), '"reviewed"', '"draft"'],
        "look at the draft": ["look"],
        "no draft": ["write", str(june / "document.toml"), '"draft"', '"reviewed"'],
        "our own fault": ["write", str(june / "figures.csv"), ",,I/¶1", ",2026-12-31,I/¶1"],
        "run with our own fault": ["run", "briefing", "2026-06"],
        "a broken sheet": ["write", str(june / "figures.csv"), "budget.assigned", "budget.asigned"],
        "run with a broken sheet": ["run", "briefing", "2026-06"],
    }
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(root)],
        input=json.dumps(list(orders.values())),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DAGSTER_DISABLE_TELEMETRY": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.returncode == 0, done.stderr[-4000:]
    answers = json.loads(done.stdout)
    return dict(zip(["graph", *orders], answers, strict=True))


def test_the_graph_is_the_projects_own_line(told: dict[str, Any]) -> None:
    assert told["graph"]["assets"] == {
        "documents": [],
        "figures": ["documents"],
        "tables": ["figures"],
        "packs/national": ["tables"],
        "packs/agency": ["tables"],
        "site": ["packs/agency", "packs/national"],
    }
    assert told["graph"]["blocking"] == ["no_errors"]


def test_months_are_partitions_from_the_first_document_on(told: dict[str, Any]) -> None:
    assert told["graph"]["months"][:2] == ["2026-05", "2026-06"]


def test_a_run_makes_everything_and_says_what_it_found(told: dict[str, Any]) -> None:
    run = told["whole run"]
    assert run["success"], run["failed"]
    assert set(run["assets"]) == set(told["graph"]["assets"])
    assert run["assets"]["documents"]["documents"] == 3
    assert run["assets"]["tables"]["changed"] is True
    assert run["assets"]["packs/national"]["made"] == 1
    assert run["assets"]["packs/agency"]["made"] == 2
    page = Path(run["assets"]["site"]["start page"])
    assert run["assets"]["site"]["pages"] == 1
    assert page.read_text("utf-8").split() == ["2026-06/agency/ha-noi", "2026-06/agency/hue", "2026-06/national"]


def test_findings_are_checks_of_the_tables(told: dict[str, Any]) -> None:
    checks = told["whole run"]["checks"]
    assert checks["no_errors"]["passed"] and checks["no_errors"]["period"] == "2026-06"
    assert checks["verified"]["passed"] is False and checks["verified"]["severity"] == "WARN"
    assert checks["taken_up"]["passed"]


def test_the_schedule_knows_the_working_day(told: dict[str, Any]) -> None:
    (request,) = told["working day"]["requests"]
    assert request["month"] == "2026-06"
    assert request["config"]["ops"]["packs__national"] == {"config": {"quarter": True}}
    (request,) = told["working day without a quarter"]["requests"]
    assert request["config"]["ops"]["packs__agency"] == {"config": {"quarter": False}}
    assert told["the day after"]["requests"] == []
    assert "2026-08-03" in told["the day after"]["skipped"]


def test_the_sensor_asks_for_the_months_that_may_say_something_else(told: dict[str, Any]) -> None:
    def months(order: str) -> list[tuple[str, str | None]]:
        return [(request["job"], request["month"]) for request in told[order]["requests"]]

    assert months("first look") == [("briefing", "2026-05"), ("briefing", "2026-06")]
    assert months("second look") == []
    assert months("look at the file") == [("reading", None)]
    assert months("look at the figure") == [("briefing", "2026-06")]
    assert months("look at the old document") == [("briefing", "2026-05"), ("briefing", "2026-06")]
    looks = [answer for answer in told.values() if answer and "cursor" in answer]
    keys = [request["key"] for look in looks for request in look["requests"]]
    assert len(set(keys)) == len(keys)


def test_a_draft_waits_for_its_review(told: dict[str, Any]) -> None:
    looked = told["look at the draft"]
    assert looked["requests"] == [] and "2-tb" in looked["skipped"]
    assert looked["cursor"] == told["look at the old document"]["cursor"]


def test_a_document_without_sheets_is_told(told: dict[str, Any]) -> None:
    reading = told["reading"]
    assert reading["success"] and set(reading["assets"]) == {"documents", "figures"}
    taken_up = reading["checks"]["taken_up"]
    assert (taken_up["passed"], taken_up["severity"]) == (False, "WARN")
    assert taken_up["without sheets"] == ["new.txt"]


def test_an_error_of_our_own_stops_the_packs(told: dict[str, Any]) -> None:
    run = told["run with our own fault"]
    assert not run["success"] and run["checks"]["no_errors"]["passed"] is False
    assert run["checks"]["no_errors"]["severity"] == "ERROR" and "2-tb" not in run["checks"]["no_errors"]["list"]
    assert not {"packs/national", "packs/agency", "site"} & set(run["assets"])


def test_a_broken_sheet_is_told_with_its_place_and_not_tried_again(told: dict[str, Any]) -> None:
    run = told["run with a broken sheet"]
    assert not run["success"] and set(run["assets"]) == {"documents"}
    assert "budget.asigned" in run["failed"]["figures"][1]["told"]
    assert run["retried"] == []
