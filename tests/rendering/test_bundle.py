"""A workspace as bytes: what is in it, that it is always the same, and that it comes out as it went in."""

from __future__ import annotations

import io
import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analysis.errors import RenderError
from analysis.paths import DOCUMENTS_VARIABLE, Workspace
from analysis.rendering import bundle, letterhead
from analysis.tables.store import Store
from small_packs import small_office


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    """The small office with its tables."""
    root = tmp_path / "office"
    workspace = small_office(root).workspace
    Store.open(workspace)
    return workspace


def names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def archive(*entries: tuple[str, int]) -> bytes:
    """A zip archive with entries of these names and modes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as opened:
        for name, mode in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            opened.writestr(info, "content")
    return target.getvalue()


def test_other_machines_learn_of_the_office_what_packs_show_and_no_more(office: Workspace) -> None:
    (office.root / "logo.svg").write_text("<svg/>")
    office.settings.write_text(
        '[office]\nname = { vi = "Sở \\"A\\"", en = "Department" }\nlogo = "logo.svg"\naccent = "#0b4f6c"\n'
        "[site]\ndrafts = false\n",
        encoding="utf-8",
    )
    archived = zipfile.ZipFile(io.BytesIO(bundle.pack(office)))
    assert "logo.svg" in archived.namelist() and b"drafts" not in archived.read("briefing.toml")
    there = Workspace(bundle.unpack(bundle.pack(office), office.root / "elsewhere"))
    for lang in ("vi", "en"):
        assert letterhead.shown(there, lang) == letterhead.shown(office, lang) != {}


def test_it_holds_what_packs_are_made_from_and_not_the_documents(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (
        office.raw / "documents" / "one.csv",
        office.raw / "elsewhere" / "two.toml",
        office.raw / "1-tb" / "scan.pdf",
        office.raw / "1-tb" / ".hidden.csv",
        office.reports / "2026-06" / "national" / "briefing.html",
        office.review / "page.html",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("not for others")
    (office.raw / "agencies.csv").write_text("id\n")
    monkeypatch.setenv(DOCUMENTS_VARIABLE, str(office.raw / "elsewhere"))
    found = names(bundle.pack(office))
    assert found == sorted(found)
    for name in ("raw/agencies.csv", "raw/1-tb/figures.csv", "processed/figures.parquet"):
        assert f"data/{name}" in found
    assert {"data/processed/tables.json", "packs.toml", "notebooks/10-money.ipynb"} <= {*found}
    data = bundle.pack(office)
    assert not any(b"not for others" in zipfile.ZipFile(io.BytesIO(data)).read(name) for name in found)


def test_the_same_files_give_the_same_bytes(office: Workspace) -> None:
    before = bundle.pack(office)
    for path in office.root.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert bundle.pack(office) == before
    (office.notebooks / "20-more.ipynb").write_text("another")
    assert bundle.checksum(bundle.pack(office)) != bundle.checksum(before)


def test_what_comes_out_is_a_workspace_whose_tables_stand(
    office: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = bundle.unpack(bundle.pack(office), tmp_path / "there")
    assert bundle.pack(Workspace(root)) == bundle.pack(office)

    def not_again(_workspace: Workspace) -> None:
        raise AssertionError("the tables were built again")

    monkeypatch.setattr("analysis.tables.build.build_tables", not_again)
    assert len(Store.open(Workspace(root)).tables["figures"]) == len(Store.open(office).tables["figures"]) > 0


def test_it_is_unpacked_once(office: Workspace, tmp_path: Path) -> None:
    data = bundle.pack(office)
    with ThreadPoolExecutor(4) as threads:
        roots = set(threads.map(lambda _: bundle.unpack(data, tmp_path / "there"), range(8)))
    assert len(roots) == 1 and roots.pop().name == bundle.checksum(data)
    assert [p.name for p in (tmp_path / "there").iterdir()] == [bundle.checksum(data)]


@pytest.mark.parametrize(
    "entry",
    [
        ("../out", 0o644),
        ("/etc/out", 0o644),
        ("a/../../out", 0o644),
        ("a\\..\\..\\out", 0o644),
        ("C:out", 0o644),
        ("link", 0o120777),
        ("folder/", 0o755),
    ],
)
def test_nothing_is_written_outside_and_nothing_half(tmp_path: Path, entry: tuple[str, int]) -> None:
    with pytest.raises(RenderError, match="must not hold"):
        bundle.unpack(archive(("first", 0o644), entry), tmp_path / "there")
    assert [p.name for p in tmp_path.rglob("*")] == ["there"]


def test_what_is_no_bundle_is_said(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="cannot be read"):
        bundle.unpack(b"not a zip archive", tmp_path)
    good = archive(("one", 0o644))
    with pytest.raises(RenderError, match="cannot be read"):
        bundle.unpack(good[:-30], tmp_path)
    with pytest.raises(RenderError):
        bundle.unpack(good.replace(b"content", b"CONTENT"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_one_that_would_fill_the_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "LIMIT", 10)
    with pytest.raises(RenderError, match="too large"):
        bundle.unpack(archive(("one", 0o644), ("two", 0o644)), tmp_path)


def test_a_workspace_without_notebooks_or_tables_cannot_be_sent(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="a part of it is missing") as caught:
        bundle.pack(Workspace(tmp_path))
    assert caught.value.where == str(tmp_path / "data" / "processed")
