"""What a build noted for the next one, the lock of the site, and one checksum of all that the site depends on.

Beside the site, not in it, so that what is copied to a server is the site alone: `reports/.site.json` and
`reports/.site.lock`. Nothing here imports pandas: a build with nothing to do must not wait for it.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import RenderError
from ...paths import Workspace
from . import shelf
from .keys import digest

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

FORMAT = 1
_NEVER = (0, 0)  # the look of no file


@dataclass(frozen=True)
class Note:
    """A file of the site: what it was made from, and how it looked then. With a `problem` it was not made."""

    path: str
    key: str
    look: shelf.Stamp | None = None
    section: str = ""  # of a section whose files are made together
    problem: str = ""


def due(path: str, before: Note | None = None) -> Note:
    """Notes a file that is still to be made: whatever lies there, it is not that."""
    return Note(path, "", _NEVER, before.section if before is not None else "")


@dataclass
class State:
    """`inputs` is one checksum of all that was there (None: an unfinished build, or one with problems); `made` are the
    files of the site by path, those that a build was about to make among them; `files` what the files of packs looked
    like and held; `bundles` the keys of sections whose files are made together.
    """

    inputs: str | None = None
    made: dict[str, Note] = field(default_factory=dict)
    files: dict[str, list[Any]] = field(default_factory=dict)
    bundles: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, workspace: Workspace) -> State:
        """What the last build noted; nothing when that cannot be read."""
        try:
            found = json.loads(_path(workspace).read_bytes())
            if found["format"] != FORMAT:
                return cls()
            made = {
                path: Note(path, key, (size, changed), section)
                for path, (key, size, changed, section) in found["made"].items()
            }
            return cls(found["inputs"], made, found["files"], found["bundles"])
        except (OSError, ValueError, KeyError, TypeError):
            return cls()

    def forgotten(self) -> State:
        """The same files, all of them due."""
        return State(made={path: due(path, note) for path, note in self.made.items()})

    def write(self, workspace: Workspace) -> None:
        """Whole or not at all."""
        made = {note.path: [note.key, *note.look, note.section] for note in self.made.values() if note.look}
        content = {
            "format": FORMAT, "inputs": self.inputs, "bundles": self.bundles, "files": self.files, "made": made,
        }  # fmt: skip
        path = _path(workspace)
        draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            with draft.open("w", encoding="utf-8") as stream:
                json.dump(content, stream, ensure_ascii=False, separators=(",", ":"))
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(path)
        except OSError as error:
            raise unwritable(path.parent, error) from error
        finally:
            draft.unlink(missing_ok=True)


def _path(workspace: Workspace) -> Path:
    return workspace.site.with_name(f".{workspace.site.name}.json")


def sources(workspace: Workspace, packs: shelf.Shelf, files: Mapping[str, Any], drafts: bool, tables: str) -> str:
    """One checksum of all that a site can depend on: the sheets and tables, the program, the office, the packs.

    `files` is how the files of the packs look, `tables` is `freshness.state`.
    """
    try:
        settings = workspace.settings.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        settings = type(error).__name__  # whoever reads them for more says what is wrong
    return digest(tables, settings, [pack.key() for pack in packs.packs], dict(files), drafts)


def unwritable(folder: Path, error: OSError) -> RenderError:
    """The error told when nothing can be written."""
    return RenderError(
        "The site cannot be written; what stood there still stands.",
        where=folder,
        found=error.strerror or str(error),
        hint="free space, or change the permissions of the folder",
    )


@contextlib.contextmanager
def locked(workspace: Workspace) -> Iterator[None]:
    """The lock of the site; raises RenderError, naming who holds it, when another build is under way.

    The system frees it when the process ends, however that ends. Without fcntl there is none.
    """
    path = workspace.site.with_name(f".{workspace.site.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise unwritable(path.parent, error) from error
    with stream:
        if fcntl is None:
            yield
            return
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            stream.seek(0)
            holder = stream.read().strip()
            raise RenderError(
                "Another build of this site is under way.",
                where=workspace.site,
                found=f"process {holder}" if holder else None,
                hint="wait until it has finished, or end it",
            ) from None
        stream.truncate(0)
        stream.write(f"{os.getpid()}\n")
        stream.flush()
        try:
            yield
        finally:
            stream.truncate(0)
            # Closing the file is not enough: a process forked meanwhile holds the same lock.
            fcntl.flock(stream, fcntl.LOCK_UN)
