"""Packs in folders and on file systems of fsspec: whole or not at all, and read back."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from analysis.errors import RenderError, UsageError
from analysis.rendering import targets
from analysis.rendering.targets import Place, Target

PACK = {
    "briefing.html": b"<p>",
    "briefing.pdf": b"%PDF",
    "notebooks/90-agency.ipynb": b"{}",
    "manifest.json": b'{"a": 1}',
}


@pytest.fixture(params=["folder", "memory", "steps"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place in a folder, on an object store, and on a system that shows half-written files."""
    if request.param == "folder":
        return Target(str(tmp_path / "out")).place("2026-06/agency/hue")
    fsspec.filesystem("memory").store.clear()
    found = Target("memory://packs").place("2026-06/agency/hue")
    assert isinstance(found, targets.RemotePlace) and found.whole
    return found if request.param == "memory" else targets.RemotePlace(found.root, found.relative, False)


def write(place: Place, files: dict[str, bytes]) -> None:
    with place.staged() as folder:
        for name, data in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)


def test_a_pack_is_there_as_a_whole_and_replaced_as_a_whole(place: Place) -> None:
    assert place.manifest() is None and place.read("briefing.html") is None and place.stamps(PACK) == {}
    write(place, PACK)
    assert {name: place.read(name) for name in PACK} == PACK
    assert place.manifest() == {"a": 1} and set(place.stamps([*PACK, "no"])) == set(PACK)
    assert place.checksum("briefing.html") == targets.hashlib.sha256(b"<p>").hexdigest()
    fewer = {"briefing.html": b"<p>new", "manifest.json": b"{}"}
    before = place.stamps(["briefing.html"])
    write(place, fewer)
    assert {name: place.read(name) for name in PACK} == {**dict.fromkeys(PACK), **fewer}, "old files are left"
    assert place.stamps(["briefing.html"]) != before


def test_a_block_that_fails_leaves_the_pack_as_it_was(place: Place) -> None:
    write(place, PACK)
    with pytest.raises(ValueError, match="no"), place.staged() as folder:
        (folder / "briefing.html").write_bytes(b"half")
        raise ValueError("no")
    assert {name: place.read(name) for name in PACK} == PACK


def test_what_stands_beside_a_pack(place: Place) -> None:
    assert place.sidecar() is None
    write(place, PACK)
    place.write_sidecar({"state": "x"})
    place.write_sidecar({"state": "tiếng Việt"})
    assert place.sidecar() == {"state": "tiếng Việt"}
    write(place, PACK)
    assert place.sidecar() == {"state": "tiếng Việt"}, "a new pack took it away"


def test_the_manifest_is_sent_last(monkeypatch: pytest.MonkeyPatch) -> None:
    fsspec.filesystem("memory").store.clear()
    sent: list[str] = []
    ordinary = MemoryFileSystem.pipe_file

    def piped(self: Any, path: str, value: bytes, *args: Any, **kwargs: Any) -> Any:
        sent.append(path)
        if len(sent) == 6:
            raise OSError(28, "No space left on device")
        return ordinary(self, path, value, *args, **kwargs)

    monkeypatch.setattr(MemoryFileSystem, "pipe_file", piped)
    place = Target("memory://packs").place("2026-06/agency/hue")
    write(place, PACK)
    assert sent[-1].endswith("manifest.json") and len(sent) == 4
    with pytest.raises(RenderError, match="could not be sent") as caught:
        write(place, {**PACK, "briefing.html": b"<p>new", "manifest.json": b'{"a": 2}'})
    assert "No space left" in str(caught.value)
    assert place.manifest() == {"a": 1}, "a manifest tells of files that were not sent"


def test_a_folder_may_be_named_in_several_ways(tmp_path: Path) -> None:
    assert targets.parse(str(tmp_path)) == targets.parse(f"file://{tmp_path}") == Target(str(tmp_path))
    target = targets.parse("memory://packs")
    assert pickle.loads(pickle.dumps(target)) == target and not target.is_folder
    target.check()
    Target(str(tmp_path / "new")).check()


def test_what_cannot_be_a_target_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file system") as caught:
        targets.parse("gopher-x://bucket/packs")
    assert "--to" in str(caught.value)
    (tmp_path / "file").write_text("x")
    with pytest.raises(RenderError, match="cannot be written to"):
        Target(str(tmp_path / "file")).check()


def test_a_target_that_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise PermissionError("denied")

    monkeypatch.setattr(MemoryFileSystem, "pipe_file", refused)
    with pytest.raises(RenderError, match="denied"):
        Target("memory://packs").check()


def test_failed_notebooks_are_kept_beside_a_folder_and_forgotten(tmp_path: Path) -> None:
    place = Target(str(tmp_path)).place("2026-06/agency/hue")
    notebooks = tmp_path / "n"
    notebooks.mkdir()
    (notebooks / "90-agency.ipynb").write_text(json.dumps({}))
    kept = place.keep_failed(notebooks)
    assert kept is not None and (Path(kept) / "90-agency.ipynb").is_file()
    place.forget_failed()
    assert not Path(kept).exists()
