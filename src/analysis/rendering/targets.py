"""Where packs go: a folder, or whatever fsspec can write to (an object store, a share, memory).

Below a target each pack has a place of its own, `<period>/<pack>[-<lang>]/[<unit>/]`. In a folder a pack appears
all at once, by exchanging two folders (`atomic.py`). An object store has no such step, but each object is there
whole or not at all; so the files are sent first and the manifest, which holds their checksums, last: what is
being replaced is told from what is whole by comparing them, and a pack without a manifest is none. File systems
that let a reader see half a file (SFTP, FTP, SMB …) get each file under a passing name first.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ..errors import RenderError, UsageError
from . import atomic, forks, freshness
from .engine import hindrance

T = TypeVar("T")
MANIFEST = "manifest.json"
# Protocols whose objects appear whole; on others a file is sent under another name and then renamed.
_WHOLE = frozenset({"memory", "s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "r2"})


class Place(freshness.Place, Protocol):
    """One pack's place below a target: what `freshness` looks at, and how a pack gets there."""

    def staged(self, *, on_wait: Callable[[], None] | None = None) -> contextlib.AbstractContextManager[Path]:
        """A local folder to write the pack into; it becomes the pack when the block ends well.

        Raises RenderError when the place cannot be written to or another run holds it for too long.
        """

    def read(self, file: str) -> bytes | None:
        """The bytes of one of the pack's files; None when it is not there."""

    def keep_failed(self, notebooks: Path) -> str | None:
        """Puts the executed notebooks of a pack that could not be published where a person can open them."""

    def forget_failed(self) -> None:
        """Removes what `keep_failed` kept earlier."""


class FolderPlace(freshness.Folder):
    """A pack in a folder of this machine, or of a share that behaves like one."""

    def staged(self, *, on_wait: Callable[[], None] | None = None) -> contextlib.AbstractContextManager[Path]:
        return atomic.staged(self.target, on_wait=on_wait)

    def read(self, file: str) -> bytes | None:
        try:
            return (self.target / file).read_bytes()
        except OSError:
            return None

    @property
    def failed(self) -> Path:
        return self.target.parent / f"{self.target.name}.failed"

    def keep_failed(self, notebooks: Path) -> str | None:
        if not notebooks.is_dir():
            return None
        shutil.rmtree(self.failed, ignore_errors=True)
        shutil.copytree(notebooks, self.failed)
        return str(self.failed)

    def forget_failed(self) -> None:
        shutil.rmtree(self.failed, ignore_errors=True)


@dataclass(frozen=True)
class RemotePlace:
    """A pack on a file system of fsspec: `root` is the target's address, `relative` the pack's place below it, `whole`
    says whether the system's files appear whole.

    Everything that touches the system is done in a fork (`apart`).
    """

    root: str
    relative: str
    whole: bool

    @property
    def name(self) -> str:
        return f"{self.root.rstrip('/')}/{self.relative}"

    @contextlib.contextmanager
    def staged(self, *, on_wait: Callable[[], None] | None = None) -> Iterator[Path]:
        # Nothing there can be locked: two runs at once send the same files twice, each of them whole.
        with tempfile.TemporaryDirectory(prefix="briefing-pack-") as name:
            folder = Path(name) / "pack"
            folder.mkdir()
            yield folder
            self._apart(lambda: self._send(folder), "The pack could not be sent to its target.")

    def _apart(self, work: Callable[[], T], message: str = "The target cannot be read.") -> T:
        """`work` in a fork; its errors, which differ from system to system, as RenderError."""

        def told() -> T:
            try:
                return work()
            except Exception as error:
                raise RenderError(
                    message,
                    where=self.name,
                    found=f"{type(error).__name__}: {error}",
                    hint="check access and space; the next run tries again",
                ) from error

        return apart(told, self.root)

    def _at(self, file: str = "") -> tuple[Any, str]:
        """The file system, and the path on it of the pack or of one of its files."""
        system, root = _system(self.root)
        return system, "/".join(filter(None, (root.rstrip("/"), self.relative, file)))

    def _send(self, folder: Path) -> None:
        system, base = self._at()
        files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
        for parent in sorted({Path(file).parent.as_posix() for file in files}):
            system.makedirs(f"{base}/{parent}" if parent != "." else base, exist_ok=True)
        for file in sorted(files, key=lambda f: (f == MANIFEST, f)):
            self._put(system, (folder / file).read_bytes(), f"{base}/{file}")
        for there in system.find(base):
            relative = str(there)[len(system._strip_protocol(base)) :].strip("/")
            if relative and relative not in files:
                system.rm(there)
        system.invalidate_cache()

    def _put(self, system: Any, data: bytes, path: str) -> None:
        if self.whole:
            system.pipe_file(path, data)
            return
        passing = f"{path}.part"
        system.pipe_file(passing, data)
        if system.exists(path):
            system.rm(path)
        system.mv(passing, path)

    def read(self, file: str) -> bytes | None:
        return self._apart(lambda: _cat(*self._at(file)))

    def manifest(self) -> dict[str, Any] | None:
        return _json(self.read(MANIFEST))

    def checksum(self, file: str) -> str | None:
        data = self.read(file)
        return hashlib.sha256(data).hexdigest() if data is not None else None

    def stamps(self, names: Iterable[str]) -> dict[str, list[Any]]:
        """Size and whatever the store keeps that changes with an object: its tag or time."""
        return self._apart(lambda: self._stamps(list(names)))

    def _stamps(self, names: Sequence[str]) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                system, path = self._at(name)
                info = system.info(path)
                marks = [info.get(k) for k in ("ETag", "etag", "md5Hash", "LastModified", "mtime", "created")]
                found[name] = [int(info["size"]), *(str(mark) for mark in marks if mark is not None)]
        return found

    def _sidecar(self) -> tuple[Any, str]:
        system, path = self._at()
        parent, _, name = path.rpartition("/")
        return system, f"{parent}/.{name}.run.json"

    def sidecar(self) -> dict[str, Any] | None:
        return _json(self._apart(lambda: _cat(*self._sidecar())))

    def write_sidecar(self, content: dict[str, Any]) -> None:
        data = (json.dumps(content, ensure_ascii=False) + "\n").encode("utf-8")

        def work() -> None:
            system, path = self._sidecar()
            self._put(system, data, path)

        self._apart(work, "The target cannot be written to.")

    def keep_failed(self, notebooks: Path) -> str | None:
        """Nothing is kept there: the error is in the run's report."""
        return None

    def forget_failed(self) -> None:
        """Nothing was kept."""


def _cat(system: Any, path: str) -> bytes | None:
    try:
        data: bytes = system.cat_file(path)
    except FileNotFoundError:
        return None
    return data


def _json(data: bytes | None) -> dict[str, Any] | None:
    """A JSON object; None when there is none or it is damaged."""
    try:
        found = json.loads(data) if data is not None else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


@dataclass(frozen=True)
class Target:
    """A folder (`where` is a path) or an address such as `s3://bucket/packs`; picklable."""

    where: str

    @property
    def is_folder(self) -> bool:
        return "://" not in self.where

    @property
    def only_here(self) -> bool:
        """Whether only this process sees what is written there, so that no other may make the packs."""
        return self.where.startswith("memory://")

    def place(self, relative: str) -> Place:
        """The place of the pack `relative` (`2026-06/agency/hue`)."""
        if self.is_folder:
            return FolderPlace(Path(self.where, relative))
        return RemotePlace(self.where, relative, _protocol(self.where) in _WHOLE)

    def check(self) -> None:
        """Raises RenderError when nothing can be written there, UsageError when no such system is installed."""
        if self.is_folder:
            atomic.check_writable(Path(self.where))
            return
        RemotePlace(self.where, ".briefing-writable", True)._apart(self._try, "The target cannot be written to.")

    def _try(self) -> None:
        system, root = _system(self.where)
        path = f"{root.rstrip('/')}/.briefing-writable"
        system.makedirs(root, exist_ok=True)
        system.pipe_file(path, b"")
        system.rm(path)


def parse(text: str) -> Target:
    """The target that --to names. `file://` addresses and paths are folders of this machine.

    Raises UsageError when fsspec does not know the protocol or its package is not installed.
    """
    import fsspec

    text = text.removeprefix("file://")
    if "://" not in text:
        return Target(str(Path(text).expanduser().resolve()))
    try:
        fsspec.get_filesystem_class(_protocol(text))  # makes none: some start a thread when they are made
    except (ValueError, ImportError) as error:
        raise UsageError(
            "There is no file system for this target.",
            found=text,
            expected="a folder, or an address that fsspec can open, such as s3://bucket/packs",
            hint=str(error),
            where="--to",
        ) from error
    return Target(text)


def _protocol(address: str) -> str:
    return address.partition("://")[0].partition("::")[0]


_apart_already = False


def apart(work: Callable[[], T], address: str) -> T:
    """What `work` gives, done in a fork of this process; one fork for all when called within another.

    Most remote file systems of fsspec start a thread in the process that uses them, and a process with threads
    cannot be forked for the next notebook. What is kept in this process's memory is used in it.
    """
    if _apart_already or _protocol(address) == "memory" or hindrance() is not None:
        return work()

    def inside() -> T:
        global _apart_already
        _apart_already = True
        return work()

    (outcome,) = forks.run([forks.Task(address, inside)], forked=True)
    if outcome.error is not None:
        raise outcome.error
    return outcome.result  # type: ignore[return-value]


@lru_cache(maxsize=8)
def _system(address: str) -> tuple[Any, str]:
    """The file system of an address, made once a process, and the path on it."""
    import fsspec

    found: tuple[Any, str] = fsspec.core.url_to_fs(address)
    return found
