"""What packs show of the office that issues them: its name, its logo, its accent colour."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from .. import office
from ..errors import DataError
from ..paths import Workspace

_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}


def shown(workspace: Workspace, lang: str) -> dict[str, str]:
    """As the exporters take it: `name` in the pack's language, `logo` as a data URI, `accent` as #rrggbb; what the
    office does not say is left out. Raises DataError when its settings are malformed.
    """
    return _entry(workspace, lang, as_digest=False)


def account(workspace: Workspace, lang: str) -> dict[str, str]:
    """The same for the manifest, with the logo's SHA-256 in its place."""
    return _entry(workspace, lang, as_digest=True)


def _entry(workspace: Workspace, lang: str, *, as_digest: bool) -> dict[str, str]:
    found = office.load(workspace)
    entry: dict[str, Any] = {"name": found.name[lang] if found.name is not None else None, "accent": found.accent}
    path = found.logo(workspace)
    if path is not None:
        uri, digest = _logo(path, *_stamp(path))
        entry["logo"] = digest if as_digest else uri
    return {name: text for name, text in entry.items() if text}


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError as error:
        raise DataError("The office's logo cannot be read.", where=path, found=error.strerror) from error
    return stat.st_size, stat.st_mtime_ns


@lru_cache(maxsize=4)
def _logo(path: Path, size: int, time: int) -> tuple[str, str]:
    """Its data URI and its SHA-256; a thousand packs have the same."""
    data = path.read_bytes()
    kind = _TYPES.get(path.suffix.lower(), "application/octet-stream")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}", hashlib.sha256(data).hexdigest()
