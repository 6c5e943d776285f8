"""Which program this is, so that machines that work together can see whether they have the same one."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from collections.abc import Mapping
from pathlib import Path

from ... import __version__

PROGRAM = "briefing57"
_PACKAGE = Path(__file__).resolve().parents[2]


def fingerprint() -> str:
    """One checksum of the installed program: every file of the package but caches."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and path.suffix not in (".pyc", ".pyo"):
            digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def identity() -> dict[str, str]:
    """The program, Python and the libraries that shape a pack, with their versions."""
    from ..manifest import libraries

    return {**libraries(), PROGRAM: __version__, "program": fingerprint()}


def differences(expected: Mapping[str, str]) -> list[str]:
    """In words, where this process differs from `expected` (another one's `identity`)."""
    found = []
    for name, wanted in expected.items():
        have = _version(name)
        if have != wanted:
            if name == "program":
                found.append("the program's files differ")
            else:
                found.append(f"{name} {have or 'is missing'} instead of {wanted}")
    return found


def _version(name: str) -> str | None:
    if name == "program":
        return fingerprint()
    if name == "python":
        return platform.python_version()
    if name == PROGRAM:
        return __version__
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
