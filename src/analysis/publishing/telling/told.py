"""Who has been told of what, so that a run that is made again tells nobody twice.

What somebody was told of is a pack in one edition with one content: its place, draft or released, its revision, and
a checksum of the rows it was made from. A draft that says something else than the one that was sent is told again, as
an update; one that only looks different is not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...errors import DataError, RenderError

NAME = ".told.json"
KEPT = 5000  # entries; the oldest go first


class Told:
    """The record of a workspace; each entry is on the disk when `add` returns."""

    def __init__(self, reports: Path) -> None:
        self._path = reports / NAME
        self._entries = _read(self._path)

    def of(self, edition: str, receivers: Iterable[str]) -> list[str]:
        """Those of the receivers who have been told of this edition."""
        known = {entry["to"] for entry in self._entries if entry["edition"] == edition}
        return [receiver for receiver in receivers if receiver in known]

    def earlier(self, edition: str, receiver: str) -> bool:
        """Whether the receiver was told of the same edition with another content."""
        same = edition.rpartition(" ")[0] + " "
        return any(
            entry["to"] == receiver and entry["edition"] != edition and entry["edition"].startswith(same)
            for entry in self._entries
        )

    def add(self, place: str, edition: str, receivers: Iterable[str]) -> None:
        """These have been told; raises RenderError when that cannot be written down."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self._entries += [{"place": place, "edition": edition, "to": to, "at": at} for to in receivers]
        self._entries = self._entries[-KEPT:]
        draft = self._path.with_name(f"{NAME}.{os.getpid()}")
        try:
            draft.write_text(
                json.dumps({"format": 1, "told": self._entries}, indent=1) + "\n", encoding="utf-8"
            )
            draft.replace(self._path)
        except OSError as error:
            raise RenderError(
                "The message went out, but the record of who was told cannot be written.",
                where=self._path,
                found=error.strerror or str(error),
                hint="free space, or mend the folder; the next run tells the same people once more",
            ) from None
        finally:
            draft.unlink(missing_ok=True)


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_text("utf-8"))["told"]
        if all({"place", "edition", "to", "at"} <= entry.keys() for entry in found):
            return list(found)
        raise ValueError("an entry lacks something")
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            "The record of who was told cannot be read.",
            where=path,
            found=str(error),
            hint="remove it; people are then told once more",
        ) from error
