"""Editions: what a pack says of its release, and what the record of its releases is read from."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import RenderError
from analysis.paths import Workspace
from analysis.rendering import editions, freshness, letterhead, manifest
from analysis.rendering.editions import DRAFT, Amendment, Edition, Filed, Revision

PLACE = "2026-06/agency-en/hue"
AMENDMENT = Amendment(
    "tb1.late", {"vi": "Nhiệm vụ quá hạn", "en": "Overdue tasks"}, {"vi": "4", "en": "4"}, {"vi": "19", "en": "19"}
)
FIRST = Revision(0, date(2026, 7, 1), "Á", None, "0.2.0", "inputs", "content", ("1-tb",), {"a": Filed(3, "ff")})
SECOND = replace(FIRST, number=1, on=date(2026, 7, 9), note="Đính chính", amendments=(AMENDMENT,), unverified=())
RELEASED = Edition("released", 1, (FIRST, SECOND))


def write(workspace: Workspace, *revisions: Revision, name: str = editions.NAME, place: str = PLACE) -> Path:
    path = workspace.released / place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"format": 1, "revisions": [each.to_json() for each in revisions]}))
    return path


def test_what_was_never_released_is_a_draft(tmp_path: Path) -> None:
    assert editions.of(Workspace(tmp_path), PLACE) == DRAFT == DRAFT.next()
    assert editions.stamp(Workspace(tmp_path), PLACE) is None and editions.places(Workspace(tmp_path)) == []
    assert DRAFT.entry("vi") == {"state": "draft", "revision": 0, "revisions": []}


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    write(workspace, FIRST, SECOND)
    assert editions.of(workspace, PLACE) == RELEASED
    assert editions.places(workspace) == [PLACE]
    assert pickle.loads(pickle.dumps(RELEASED)) == RELEASED, "it is sent to the workers"
    before = editions.stamp(workspace, PLACE)
    assert before == editions.stamp(workspace, PLACE) is not None
    write(workspace, FIRST)
    assert editions.stamp(workspace, PLACE) != before


def test_records_drawn_up_count_once_they_are_in_force_and_all_at_once(tmp_path: Path) -> None:
    workspace, other = Workspace(tmp_path), "2026-06/national"
    write(workspace, FIRST)
    write(workspace, FIRST, SECOND, name=editions.DRAWN_UP)
    write(workspace, FIRST, name=editions.DRAWN_UP, place=other)
    assert [editions.of(workspace, place).revision for place in (PLACE, other)] == [0, 0]
    assert not editions.of(workspace, other).released and editions.places(workspace) == [PLACE]
    before = [editions.stamp(workspace, place) for place in (PLACE, other)]
    (workspace.released / editions.IN_FORCE).write_text("{}")
    assert before[1] is None and all(
        editions.stamp(workspace, place) != stamp for place, stamp in zip((PLACE, other), before, strict=True)
    ), "who noted a pack as good looks at it again"
    assert editions.of(workspace, PLACE) == RELEASED and editions.of(workspace, other).released
    assert editions.places(workspace) == [PLACE, other]
    (workspace.released / PLACE / editions.DRAWN_UP).replace(workspace.released / PLACE / editions.NAME)
    assert editions.of(workspace, PLACE) == RELEASED


def test_files_without_a_record_are_of_a_lost_one(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    editions.frozen(workspace, PLACE, 0).mkdir(parents=True)
    drawn_up = write(workspace, FIRST, name=editions.DRAWN_UP)
    assert editions.of(workspace, PLACE) == DRAFT and editions.places(workspace) == [], "a release is under way"
    drawn_up.unlink()
    assert editions.places(workspace) == [PLACE]
    with pytest.raises(RenderError, match="nothing of revision 0"):
        editions.of(workspace, PLACE)
    write(workspace, FIRST)
    assert editions.of(workspace, PLACE).revision == 0
    editions.frozen(workspace, PLACE, 1).mkdir()
    with pytest.raises(RenderError, match="nothing of revision 1"):
        editions.of(workspace, PLACE)


def test_what_a_released_pack_says_of_itself() -> None:
    assert RELEASED.entry("vi") == {
        "state": "released",
        "revision": 1,
        "on": "2026-07-09",
        "on_label": "9/7/2026",
        "by": "Á",
        "note": "Đính chính",
        "revisions": [
            {"number": 0, "on": "2026-07-01", "on_label": "1/7/2026", "by": "Á", "note": None, "amendments": []},
            {
                "number": 1,
                "on": "2026-07-09",
                "on_label": "9/7/2026",
                "by": "Á",
                "note": "Đính chính",
                "amendments": [{"what": "Nhiệm vụ quá hạn", "said": "4", "now": "19"}],
            },
        ],
    }
    first = Edition("released", 0, (FIRST,)).entry("en")
    assert first["unverified"] == ["1-tb"] and first["on_label"] == "1 July 2026" and "note" not in first


def test_a_draft_of_a_revision_shows_what_it_would_say_and_does_not_depend_on_it() -> None:
    draft = RELEASED.next()
    assert (draft.state, draft.revision, draft.revisions) == ("draft", 2, RELEASED.revisions)
    gone = replace(AMENDMENT, now=None)
    told = replace(draft, drafted=(gone,))
    assert told.entry("en")["drafted"] == [{"what": "Overdue tasks", "said": "4", "now": None}]
    assert told.inputs("en") == draft.inputs("en") == draft.entry("en")
    assert {"on", "by"}.isdisjoint(draft.entry("en"))


def test_a_frozen_file_is_read_only_if_it_is_what_it_was(tmp_path: Path) -> None:
    workspace, data = Workspace(tmp_path), b"page"
    revision = replace(FIRST, files={"a": Filed(4, manifest.sha256(data)), "b": Filed(4, "x")})
    folder = editions.frozen(workspace, PLACE, 0)
    folder.mkdir(parents=True)
    (folder / "a").write_bytes(data)
    assert editions.read(workspace, PLACE, revision, "a") == data
    edition = Edition("released", 0, (revision,))
    assert editions.damage(workspace, PLACE, edition) == ["revision 0: b: No such file or directory"]
    (folder / "a").write_bytes(b"pagx")
    assert len(editions.damage(workspace, PLACE, edition)) == 2


def test_looking_up_an_edition_needs_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom analysis.paths import Workspace\n"
        "from analysis.rendering import editions\n"
        "assert not editions.of(Workspace(Path('/nowhere')), 'x').released\n"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'papermill', 'nbformat', 'pydantic', 'babel', 'yaml', 'rich'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# ---------------------------------------------------------------------- the office

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
SETTINGS = '[office]\nname = { vi = "Sở", en = "Department" }\nlogo = "logo.svg"\naccent = "#0b4f6c"\n'


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    (tmp_path / "logo.svg").write_bytes(SVG)
    (tmp_path / "briefing.toml").write_text(SETTINGS, encoding="utf-8")
    return Workspace(tmp_path)


def test_what_packs_show_of_the_office(office: Workspace, tmp_path: Path) -> None:
    shown = letterhead.shown(office, "vi")
    assert set(shown) == {"name", "logo", "accent"} and shown["name"] == "Sở" and shown["accent"] == "#0b4f6c"
    assert shown["logo"].startswith("data:image/svg+xml;base64,")
    assert letterhead.shown(office, "en")["name"] == "Department"
    assert letterhead.account(office, "vi")["logo"] == manifest.sha256(SVG)
    assert letterhead.shown(Workspace(tmp_path / "nobody"), "vi") == {}


def test_a_change_of_the_office_is_a_change_of_the_state(office: Workspace) -> None:
    seen = [freshness.state(office)]

    def changed(write: Any) -> bool:
        write()
        seen.append(freshness.state(office))
        return seen[-1] not in seen[:-1]

    path = office.settings
    assert changed(lambda: path.write_text(SETTINGS.replace("Sở", "Bộ"), encoding="utf-8"))
    assert changed(lambda: (office.root / "logo.svg").write_bytes(SVG + b" "))
    assert not changed(lambda: path.write_text(SETTINGS.replace("Sở", "Bộ") + "[site]\ndrafts = false\n"))
    assert changed(lambda: path.write_text("[office"))
