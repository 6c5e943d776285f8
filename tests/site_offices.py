"""Small offices with packs on their shelves, for the tests of the site: nothing is rendered, files are made up."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis import briefing
from analysis.paths import Workspace
from analysis.publishing.site import registry
from analysis.rendering import editions, manifest
from offices import Office, figure

NATION = "2026-06/national"
TITLES = {"vi": "Tình hình thực hiện", "en": "Implementation"}
# Sections of the frame with every kind of page and file: a build of them is quick.
FRAME = (
    "sections.archive", "sections.periods", "sections.documents", "sections.method", "sections.data", "sections.packs",
)  # fmt: skip


def office(root: Path, late: str = "7") -> Office:
    """Two months: a count and a rate that contradicts what it follows from, directives, a task, databases."""
    made = Office(root)
    made.document("1-tb", "tb1", "2026-05-10").figures(
        figure("late", "4", agency="bo-y-te"), figure("assigned", "80 nghìn tỷ đồng", "budget.assigned")
    )
    june(made, late)
    briefing.forget()
    return made


def june(made: Office, late: str = "7") -> None:
    """The document of June; `late` is what it states of the Ministry of Health."""
    made.document("2-tb", "tb2", "2026-06-24").figures(
        figure("late", late, agency="bo-y-te"),
        figure("assigned", "82,75 nghìn tỷ đồng", "budget.assigned"),
        figure("disbursed", "8,7 nghìn tỷ đồng", "budget.disbursed"),
        figure("rate", "16%", "budget.rate_of_assigned"),
    ).directives(("30/6/2026", ""), ("", "monthly")).databases(("criteria", "a", "16/19")).tasks(
        ("Thông báo số 1", "1/4/2026")
    ).groups(reporting__reported="ha-noi hue").check(rule="share", figure=".rate", part=".disbursed", whole=".assigned")
    briefing.forget()


def shelve(
    workspace: Workspace,
    place: str = NATION,
    content: Mapping[str, bytes] | None = None,
    invented: bool = False,
    **more: Any,
) -> Path:
    """A working pack as a render leaves it; `content` are its files by name."""
    period, name, *unit = place.split("/")
    pack, _, lang = name.partition("-")
    lang = lang or "vi"
    folder = workspace.reports / place
    folder.mkdir(parents=True, exist_ok=True)
    files = content or {f"briefing.{f}": f"{place} {f}".encode() for f in ("html", "pdf", "xlsx")}
    for file, data in files.items():
        (folder / file).write_bytes(data)
    told = {
        "format": manifest.FORMAT, "pack": pack, "period": period, "lang": lang, "unit": unit[0] if unit else None,
        "title": TITLES[lang], **({"invented": True} if invented else {}), "findings": {"discrepancy": 1},
        "inputs": {}, "outputs": {n: described(d) for n, d in files.items()}, "failures": [], **more,
    }  # fmt: skip
    (folder / manifest.NAME).write_text(json.dumps(told), encoding="utf-8")
    return folder


def described(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "sha256": manifest.sha256(data)}


def freeze(workspace: Workspace, place: str = NATION, notes: Sequence[str | None] = (None,)) -> Path:
    """Releases what lies at the place, once for each note; what an earlier revision said stands in its log."""
    working = workspace.reports / place
    folder = workspace.released / place
    revisions = []
    for number, note in enumerate(notes):
        target = folder / str(number)
        target.mkdir(parents=True, exist_ok=True)
        files = {}
        for path in sorted(working.glob("briefing.*")):
            last = number == len(notes) - 1
            data = path.read_bytes() if last else b"revision %d of " % number + path.read_bytes()
            (target / path.name).write_bytes(data)
            files[path.name] = editions.Filed(len(data), manifest.sha256(data))
        (target / manifest.NAME).write_bytes((working / manifest.NAME).read_bytes())
        amended = editions.Amendment("tb2.late", {"vi": "Nhiệm vụ quá hạn", "en": "Overdue tasks"},
                                     {"vi": "nêu 7", "en": "said 7"}, {"vi": "nêu 9", "en": "said 9"})  # fmt: skip
        revisions.append(
            editions.Revision(
                number,
                date(2026, 7, 1 + number),
                "Nguyễn Văn Á",
                note,
                "0",
                "i",
                "c",
                (),
                files,
                (amended,) if number else (),
            )
        )
    record = {"format": editions.FORMAT, "revisions": [revision.to_json() for revision in revisions]}
    (folder / editions.NAME).write_text(json.dumps(record), encoding="utf-8")
    return folder


@pytest.fixture
def frame_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the sections of the frame."""
    monkeypatch.setattr(registry, "SECTIONS", FRAME)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the site."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
