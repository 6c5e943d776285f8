"""An office with rendered packs, and what the tests of releases do with it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from analysis import briefing
from analysis.paths import Workspace
from analysis.publishing.releases.choosing import Request
from analysis.publishing.releases.release import Outcome, release
from analysis.rendering import command, editions, manifest
from analysis.rendering.command import Options
from offices import Sheet, figure
from small_packs import UNITS, many_office

BY = "Nguyễn Văn Á"
DAY = date(2026, 7, 1)
NATION, ENGLISH = "2026-06/national", "2026-06/national-en"
HUE, HANOI = "2026-06/unit/hue", "2026-06/unit/ha-noi"
ALL = (NATION, HUE, HANOI)


def build(root: Path, *more: str) -> Workspace:
    """The office of `small_packs`, whose packs are workbooks only.

    `more` are further cells of the card's notebook.
    """
    workspace = many_office(root, *more).workspace
    declared = root / "packs.toml"
    text = declared.read_text("utf-8").replace("\n[unit]", 'formats = ["xlsx"]\n\n[unit]')
    declared.write_text(text, encoding="utf-8")
    return workspace


def rendered(root: Path) -> None:
    """All of ALL, as they are wanted now."""
    for pack, units in (("national", ()), ("unit", ("hue", "ha-noi"))):
        code, said = render(root, pack, units=units)
        assert code == 0, said


def render(
    root: Path,
    pack: str = "national",
    lang: str = "vi",
    units: Iterable[str] = (),
    period: str = "2026-06",
    formats: list[str] | None = None,
    **options: Any,
) -> tuple[int, str]:
    """The exit code and what was said."""
    said = io.StringIO()
    code = command.render(
        Workspace(root),
        pack,
        [period],
        list(units),
        lang,
        formats,
        Options(**{"jobs": 1, **options}),
        Console(file=said, width=500),
    )
    return code, said.getvalue()


def released(root: Path, **request: Any) -> Outcome:
    """What a release comes to; by default of all packs of June."""
    asked: dict[str, Any] = {"period": "2026-06", "by": BY, "jobs": 1, "today": DAY, **request}
    return release(Workspace(root), Request(**asked))


def correct(root: Path, **tokens: str) -> None:
    """Another token for some of June's figures: late.hue="9"."""
    stated = {unit: str(number) for number, unit in enumerate(UNITS, 3)} | tokens
    rows = [figure(f"late.{unit}", token, "overdue.tasks", agency=unit) for unit, token in stated.items()]
    Sheet(root / "data" / "raw" / "3-tb", "tb3").figures(*rows)
    briefing.forget()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder and what is in it; executed notebooks, which carry times, left out."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent.name != "notebooks"
    }


def state(root: Path, place: str) -> tuple[str, int]:
    """What the working pack says it is: ("draft", 0)."""
    told = json.loads((root / "reports" / place / manifest.NAME).read_text("utf-8"))["inputs"]["edition"]
    return told["state"], told["revision"]


def assert_whole(root: Path, places: Iterable[str] = ALL) -> None:
    """Whatever is released is what was released, and whatever lies in a working place is what its manifest says."""
    workspace = Workspace(root)
    for place in places:
        edition = editions.of(workspace, place)
        assert editions.damage(workspace, place, edition) == []
        folder = root / "reports" / place
        told = json.loads((folder / manifest.NAME).read_text("utf-8"))
        for name, entry in told["outputs"].items():
            assert manifest.sha256((folder / name).read_bytes()) == entry["sha256"], f"{place}: {name}"


def leftovers(root: Path) -> list[str]:
    """What a release should not leave behind."""
    below = root / "reports" / "released"
    return sorted(
        str(path.relative_to(below))
        for path in below.rglob("*")
        if path.name.startswith(".") and path.name != ".lock"
    )
