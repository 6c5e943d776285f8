"""briefing demo: what it says, and where it puts the nation when it is not told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analysis.commands import demo
from analysis.paths import Workspace

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def test_it_says_what_it_wrote_and_what_comes_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(NOTEBOOKS, tmp_path / "notebooks")
    assert demo.run(Workspace(tmp_path), 5, 7, None) == 0
    folder = tmp_path / "build" / "demo-5-7"
    assert (folder / "data" / "raw" / "agencies.csv").is_file()
    said = capsys.readouterr().out
    assert "5 agencies" in said and "invented" in said
    assert f"briefing --workspace {folder} build" in said.replace("\n", " ").replace("  ", " ")
    assert demo.run(Workspace(tmp_path), 5, 7, tmp_path / "other") == 0
    assert (tmp_path / "other" / "demo.json").is_file()
