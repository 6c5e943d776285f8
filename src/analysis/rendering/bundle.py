"""A workspace as bytes, so that machines without a common disk can render it.

A bundle holds what packs are made from: the sheets (not the documents themselves), the tables, the notebooks,
the declared packs, and what packs show of the office. It is a zip archive that is the same, byte for byte, for the
same files.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from .. import office
from ..errors import RenderError
from ..paths import Workspace

_EPOCH = (1980, 1, 1, 0, 0, 0)
_DOCUMENTS = "documents"
_SHEETS = (".csv", ".toml")
_TABLES = (".parquet", ".json")  # the tables' CSV twins are for people
_STORED = (".parquet",)  # compressed already
LIMIT = 2 << 30  # bytes; more is no bundle of ours


def pack(workspace: Workspace) -> bytes:
    """The workspace as a zip archive. Raises RenderError when it has no tables or no notebooks."""
    files = dict(_files(workspace))
    for folder in (workspace.processed, workspace.notebooks):
        prefix = folder.relative_to(workspace.root).as_posix() + "/"
        if not any(name.startswith(prefix) for name in files):
            raise RenderError(
                "The workspace cannot be sent to a cluster: a part of it is missing.",
                where=folder,
                expected="tables (briefing build) and notebooks",
                found="none",
            )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, path in sorted(files.items()):
            data = _shown(workspace) if path == workspace.settings else path.read_bytes()
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if path.suffix in _STORED else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return target.getvalue()


def _files(workspace: Workspace) -> Iterator[tuple[str, Path]]:
    """Each file of the bundle: its name below the root, and where it lies."""
    found = [
        *(p for p in workspace.raw.rglob("*") if p.suffix in _SHEETS and not _is_document(workspace, p)),
        *(p for p in workspace.processed.glob("*") if p.suffix in _TABLES),
        *workspace.notebooks.glob("*.ipynb"),
        workspace.root / "packs.toml",
        workspace.settings,
        *filter(None, [office.load(workspace).logo(workspace)]),
    ]
    for path in found:
        relative = path.relative_to(workspace.root)
        if path.is_file() and not any(part.startswith(".") for part in relative.parts):
            yield relative.as_posix(), path


def _shown(workspace: Workspace) -> bytes:
    """The settings of the office that packs show; whom it tells of them, and how, is no affair of other machines."""
    said = office.load(workspace).office.model_dump(mode="json", exclude_none=True)
    lines = [f"{name} = {_toml(entry)}" for name, entry in said.items()]
    return "\n".join(["[office]", *lines, ""]).encode("utf-8")


def _toml(entry: Any) -> str:
    if isinstance(entry, dict):
        return f"{{ {', '.join(f'{name} = {_toml(each)}' for name, each in entry.items())} }}"
    return json.dumps(entry, ensure_ascii=False)


def _is_document(workspace: Workspace, path: Path) -> bool:
    """True below the folder of the documents themselves: they never leave this machine."""
    folders = (workspace.raw / _DOCUMENTS, workspace.documents)
    return any(path.is_relative_to(folder) for folder in folders if folder != workspace.raw)


def checksum(data: bytes) -> str:
    """The SHA-256 of a bundle, by which it is known."""
    return hashlib.sha256(data).hexdigest()


def unpack(data: bytes, folder: Path) -> Path:
    """The root of the bundle's workspace below `folder`; unpacked once, whoever else asks at the same time.

    Raises RenderError when the bytes are no bundle, or the folder cannot be written to.
    """
    target = folder / checksum(data)
    if target.is_dir():
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=folder))
    except OSError as error:
        raise _not_written(folder, error) from error
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > LIMIT:
                raise RenderError("The bundle is too large.", expected=f"at most {LIMIT} bytes")
            for entry in entries:
                path = _safe(draft, entry)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.read(entry))
        with contextlib.suppress(OSError):  # another process was first: its folder holds the same
            draft.rename(target)
    except zipfile.BadZipFile as error:
        raise RenderError("The bundle cannot be read.", found=str(error)) from error
    except OSError as error:
        raise _not_written(folder, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    if not target.is_dir():
        raise _not_written(folder, None)
    return target


def _safe(root: Path, entry: zipfile.ZipInfo) -> Path:
    """Where an entry goes. Raises RenderError for one that would leave the folder, or is not a plain file."""
    name = PurePosixPath(entry.filename)
    kind = entry.external_attr >> 28
    plain = kind in (0, 8) and not entry.is_dir()  # not said, or a regular file
    odd = name.is_absolute() or ".." in name.parts or any(sign in entry.filename for sign in "\\:")
    if odd or not plain:
        raise RenderError("The bundle holds an entry that it must not hold.", found=repr(entry.filename))
    return root.joinpath(*name.parts)


def _not_written(folder: Path, error: OSError | None) -> RenderError:
    return RenderError(
        "The workspace could not be unpacked.",
        where=folder,
        found=(error.strerror or str(error)) if error is not None else None,
        hint="free space, or give the Dask worker another folder with --local-directory",
    )
