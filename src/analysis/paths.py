"""Where everything lives, following from one workspace root. Imports nothing of ours."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

WORKSPACE_VARIABLE = "BRIEFING_WORKSPACE"
DOCUMENTS_VARIABLE = "BRIEFING_DOCUMENTS"

_REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Workspace:
    """The folders of one office's work. All paths are absolute."""

    root: Path

    @classmethod
    def find(cls, option: str | os.PathLike[str] | None = None) -> Workspace:
        """The workspace named by `option`, else by BRIEFING_WORKSPACE, else the repository's own."""
        chosen = option or os.environ.get(WORKSPACE_VARIABLE) or _REPOSITORY
        return cls(Path(chosen).expanduser().resolve())

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def processed(self) -> Path:
        return self.root / "data" / "processed"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def released(self) -> Path:
        """The frozen packs, every revision of each."""
        return self.reports / "released"

    @property
    def site(self) -> Path:
        return self.reports / "site"

    @property
    def settings(self) -> Path:
        """What the office says of itself; may be absent."""
        return self.root / "briefing.toml"

    @property
    def review(self) -> Path:
        """The review pages; they hold the texts of documents, and git ignores them."""
        return self.root / "data" / "review"

    @property
    def documents(self) -> Path:
        """The folder of the documents themselves, which git ignores (BRIEFING_DOCUMENTS overrides it)."""
        override = os.environ.get(DOCUMENTS_VARIABLE)
        return Path(override).expanduser().resolve() if override else self.raw / "documents"
