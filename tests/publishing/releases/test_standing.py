"""`briefing status` and `briefing release`: what they say, and with what exit code they end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from analysis.commands import release as release_command
from analysis.commands import status as status_command
from analysis.paths import Workspace
from analysis.publishing.releases.choosing import Request
from analysis.publishing.releases.standing import standings
from analysis.rendering import editions
from released_packs import ALL, BY, DAY, HANOI, HUE, NATION, correct, released, render, rendered


def status(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = status_command.run(Workspace(root), True)
    return code, json.loads(capsys.readouterr().out)


def shown(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """The exit code, what was said, and what was complained of."""
    capsys.readouterr()
    code = status_command.run(Workspace(root), False)
    said = capsys.readouterr()
    return code, said.out, said.err


def states(told: dict[str, Any]) -> dict[str, str]:
    return {
        entry["place"]: entry["state"]
        for period in told["periods"]
        for pack in period["packs"]
        for entry in pack["places"]
    }


def test_drafts_and_an_empty_workspace(drafts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = status(drafts, capsys)
    assert code == 0 and states(told) == dict.fromkeys(ALL, "draft") and told["damaged"] == []
    (june,) = told["periods"]
    assert [(p["pack"], p["lang"], p["packs"]) for p in june["packs"]] == [
        ("national", "vi", 1),
        ("unit", "vi", 2),
    ]
    assert status(tmp_path / "empty", capsys) == (0, {"periods": [], "damaged": []})
    assert "briefing render makes some" in shown(tmp_path / "empty", capsys)[1]


def test_every_state_is_told(stood: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert render(stood, lang="en", period="2026-05")[0] == 0
    correct(stood, hue="19")
    rendered(stood)
    assert released(stood, units=("hue",), note="Đính chính").exit_code == 0
    damaged = editions.frozen(Workspace(stood), HANOI, 0) / "manifest.json"
    damaged.unlink()
    code, told = status(stood, capsys)
    assert code == 1 and told["damaged"] == [HANOI]
    assert [period["period"] for period in told["periods"]] == ["2026-06", "2026-05"]
    assert states(told) == {
        "2026-05/national-en": "draft",
        NATION: "revision drafted",
        HUE: "released",
        HANOI: "damaged",
    }
    (hue,) = (e for p in told["periods"][0]["packs"] for e in p["places"] if e["place"] == HUE)
    assert hue["revision"] == 1 and [r["note"] for r in hue["revisions"]] == [None, "Đính chính"]
    assert hue["revisions"][1]["amendments"][0]["figure"] == "tb3.late.hue"
    code, said, complained = shown(stood, capsys)
    assert code == 1 and "revision drafted" in said and "3 amendments: Đính chính" in said
    assert f"✗ {HANOI} is damaged: revision 0: manifest.json" in complained and "backup" in complained
    assert "while these documents were not at hand: 1-tb, 2-tb, 3-tb" in said


def test_a_release_stands_though_its_working_pack_is_gone_or_its_record_is_damaged(
    stood: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(stood / "reports" / "2026-06")
    assert status(stood, capsys) == status(stood, capsys)
    assert states(status(stood, capsys)[1]) == dict.fromkeys(ALL, "released")
    (stood / "reports" / "released" / HUE / "release.json").write_text("{")
    assert status(stood, capsys)[0] == 1 and states(status(stood, capsys)[1])[HUE] == "damaged"
    (stood / "reports" / "released" / HUE / "release.json").unlink()
    (stood / "reports" / "released" / ".in-force").write_text('{"places": []}')
    code, told = status(stood, capsys)
    assert code == 1 and states(told)[HUE] == "damaged" and states(told)[HANOI] == "released"
    assert "not finished: its packs are released" in shown(stood, capsys)[2]


def test_what_is_no_pack_is_passed_over(root: Path) -> None:
    reports = root / "reports"
    for place in ("2026-06/unit/.hue.staging-x", "2026-06/national.failed", "runs/x", "2026-6/national", "site/packs"):
        (reports / place).mkdir(parents=True)
        (reports / place / "manifest.json").write_text("{}")
    assert {standing.place for standing in standings(Workspace(root))} == set(ALL)
    (reports / HUE / "manifest.json").write_text("{half")
    (hue,) = (standing for standing in standings(Workspace(root)) if standing.place == HUE)
    assert hue.state == "draft" and hue.working is None


def test_without_a_look_at_the_files_nothing_is_damaged(stood: Path) -> None:
    (editions.frozen(Workspace(stood), HUE, 0) / "briefing.xlsx").unlink()
    shutil.copytree(Workspace(stood).released / "2026-06", Workspace(stood).released / "2026-06 (copy)")
    assert {standing.state for standing in standings(Workspace(stood), check=False)} == {"released"}


def told(root: Path, capsys: pytest.CaptureFixture[str], **more: Any) -> tuple[int, str, str]:
    capsys.readouterr()
    asked = Request(**{"period": "2026-06", "by": BY, "jobs": 1, "today": DAY, **more})
    code = release_command.run(Workspace(root), asked)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_release_says_of_each_pack_what_became_of_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said, complained = told(root, capsys)
    assert code == 0 and complained == ""
    assert all(f"✓ {place}: released" in said for place in ALL) and f"3 packs of 2026-06 released by {BY}." in said
    assert "documents are not at hand: 1-tb, 2-tb, 3-tb" in said
    code, said, _ = told(root, capsys)
    assert code == 0 and said.count("says what was released on 2026-07-01 (revision 0)") == 3
    assert "Nothing was released anew" in said
    correct(root, hue="19", **{"ha-noi": "18"})
    code, said, complained = told(root, capsys, note="x", langs=("vi",))
    assert code == 1 and said == "" and "Nothing was released." in complained
    assert f"✗ {NATION}: It is not what would be made now:" in complained
    assert f"✗ {HANOI} and 1 more: " in complained and "edition" not in complained
    assert "briefing render --pack unit --period 2026-06 --unit ha-noi,hue" in complained
    render(root, "unit", units=("hue",))
    code, said, _ = told(root, capsys, note="Đính chính", units=("hue",))
    assert code == 0 and f"✓ {HUE}: revision 1, 3 amendments" in said


def test_what_many_packs_share_is_said_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook = root / "notebooks" / "90-unit.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("Quá hạn", "Chậm"), encoding="utf-8")
    _, _, complained = told(root, capsys, units=("all",))
    assert complained.count("notebook 90-unit.ipynb changed") == 1 and f"✗ {HANOI} and 1 more: " in complained
