"""Checksums of plain data: what pages and files depend on, told in few characters."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def digest(*things: Any) -> str:
    """A short checksum of plain data (and what `str` tells apart), the same in every run."""
    text = json.dumps(things, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:24]


def _plain(thing: Any) -> Any:
    return dict(thing) if isinstance(thing, Mapping) else str(thing)
