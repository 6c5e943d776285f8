"""A pack appears whole or not at all.

Everything is written into a staging folder beside the pack's own, flushed to the disk, and then put in its
place by exchanging the two folders in one step (`renameat2` on Linux, `renamex_np` on macOS; elsewhere by two
renames, and the next run puts back what a kill between the two left aside). A reader sees the old pack or the
new one.

Beside a pack `reports/2026-06/national` there may be

    .national.lock              held by the run that makes the pack; freed by the system when that run ends
    .national.staging-…         of a run under way, or left by one that was killed
    .national.old-…             only where folders cannot be exchanged
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ..errors import RenderError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PATIENCE = 900.0  # seconds to wait for another run that makes the same pack


@contextlib.contextmanager
def staged(target: Path, *, patience: float = PATIENCE, on_wait: Callable[[], None] | None = None) -> Iterator[Path]:
    """A staging folder that becomes `target` when the block ends well, and goes when it does not.

    Raises RenderError when the folder cannot be written to, or when another run holds the pack for longer
    than `patience` seconds; `on_wait` is called once when waiting begins.
    """
    check_writable(target.parent)
    with _locked(target, patience, on_wait):
        _recover(target)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.staging-", dir=target.parent))
        try:
            yield folder
            folder.chmod(0o755 & ~_umask())
            flush(folder)
            _exchange(folder, target)
        except OSError as error:
            raise RenderError(
                "The pack could not be written; the last good one, if any, still stands.",
                where=target,
                found=error.strerror or str(error),
                hint="free space, or mend the folder",
            ) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def check_writable(folder: Path) -> None:
    """Makes the folder if need be; raises RenderError that says so when nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".writable-", dir=folder)
        os.close(descriptor)
        Path(name).unlink()
    except OSError as error:
        raise RenderError(
            "The reports folder cannot be written to.",
            where=folder,
            found=error.strerror or str(error),
            hint="free space, change its permissions, or name another workspace with --workspace",
        ) from error


def clean(folder: Path) -> list[Path]:
    """Removes what dead runs left below `folder` (one level of packs); returns what was removed.

    A pack that a run is making is left alone: its lock says so.
    """
    removed: list[Path] = []
    for leftover in sorted((*folder.glob(".*.staging-*"), *folder.glob(".*.old-*"))):
        target = folder / leftover.name[1:].rpartition(".")[0]
        with contextlib.suppress(RenderError, OSError), _locked(target, 0, None):
            _recover(target)
            removed.append(leftover)
    return removed


def flush(folder: Path) -> None:
    """Everything below the folder, and the folders themselves, onto the disk."""
    for parent, _, files in os.walk(folder):
        for name in files:
            _fsync(Path(parent, name))
        _fsync(Path(parent))


def _fsync(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except PermissionError:  # Windows does not open folders
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EBADF):  # not every file system flushes folders
            raise
    finally:
        os.close(descriptor)


def _umask() -> int:
    mask = os.umask(0o22)
    os.umask(mask)
    return mask


# ---------------------------------------------------------------------- one run at a time


@contextlib.contextmanager
def _locked(target: Path, patience: float, on_wait: Callable[[], None] | None) -> Iterator[None]:
    """The lock of one pack. Without fcntl there is none, and two runs must not make the same pack at once."""
    if fcntl is None:
        yield
        return
    path = target.parent / f".{target.name}.lock"
    with path.open("a") as stream:
        deadline, waited = time.monotonic() + patience, False
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() >= deadline:
                    raise RenderError(
                        "Another run is making this pack.",
                        where=target,
                        hint="wait until it has finished, or end it",
                    ) from None
            if not waited and on_wait is not None:
                on_wait()
            waited = True
            time.sleep(0.1)
        try:
            yield
        finally:
            # Closing the file is not enough: a child forked meanwhile holds the same lock.
            fcntl.flock(stream, fcntl.LOCK_UN)


def _recover(target: Path) -> None:
    """With the lock held: what a killed run left of this pack is removed, or put back if it is the only
    one.
    """
    for old in sorted(target.parent.glob(f".{target.name}.old-*")):
        if not target.exists():
            old.rename(target)
        else:
            shutil.rmtree(old, ignore_errors=True)
    for staging in target.parent.glob(f".{target.name}.staging-*"):
        shutil.rmtree(staging, ignore_errors=True)


# ---------------------------------------------------------------------- the exchange


def _exchange(folder: Path, target: Path) -> None:
    """`folder` becomes `target`; what was there is afterwards at `folder`, to be removed."""
    if not target.exists():
        folder.rename(target)
    elif not _swap(folder, target):
        aside = target.parent / f".{target.name}.old-{os.getpid()}"
        target.rename(aside)
        folder.rename(target)
        shutil.rmtree(aside, ignore_errors=True)
    _fsync(target.parent)


def _swap(one: Path, other: Path) -> bool:
    """Exchanges two folders in one step; False where the system or the file system cannot."""
    library = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    a, b = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "linux":
            here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
            return library is not None and library.renameat2(here, a, here, b, exchange) == 0
        if sys.platform == "darwin":
            return library is not None and library.renamex_np(a, b, 2) == 0  # RENAME_SWAP
    except AttributeError:  # a C library without the call
        return False
    return False
