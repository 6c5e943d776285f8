"""Where everything lives, following from one workspace root. Imports nothing of ours."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

WORKSPACE_VARIABLE = "BRIEFING_WORKSPACE"
DOCUMENTS_VARIABLE = "BRIEFING_DOCUMENTS"

_DISTRIBUTION = "briefing57"
_REPOSITORY = Path(__file__).resolve().parents[2]


def in_repository() -> bool:
    """Whether the program runs from its repository, and not from where an installer has put it."""
    return (_REPOSITORY / "pyproject.toml").is_file()


def shipped_notebooks() -> list[Path]:
    """The notebooks that come with the program: the repository's, or those that were installed with it."""
    if in_repository():
        return sorted((_REPOSITORY / "notebooks").glob("*.ipynb"))
    from importlib import metadata

    try:
        files = metadata.files(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return []
    # Where an installer puts shared files differs (prefix, user, local): its own record knows.
    return sorted(Path(str(f.locate())).resolve() for f in files if f.match("briefing57/notebooks/*.ipynb"))


def _present() -> Path:
    """The workspace when none is named: the repository; of an installed program the one that the present folder lies
    in, else the present folder.
    """
    if in_repository():
        return _REPOSITORY
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if Workspace(folder).raw.is_dir()), here)


@dataclass(frozen=True)
class Workspace:
    """The folders of one office's work. All paths are absolute."""

    root: Path

    @classmethod
    def find(cls, option: str | os.PathLike[str] | None = None) -> Workspace:
        """The workspace named by `option`, else by BRIEFING_WORKSPACE, else the present one."""
        chosen = option or os.environ.get(WORKSPACE_VARIABLE) or _present()
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
