"""The site that the browser reads: the real sheets, packs of the last month, one of them released and revised."""

from __future__ import annotations

import fcntl
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rich.console import Console

from analysis.paths import Workspace
from analysis.rendering.command import Options, render
from suite import FOLDER

# For whoever works on the pages: a workspace whose site is already built, instead of building one (a minute).
VARIABLE = "BRIEFING_BROWSER_WORKSPACE"
PERIOD = "2026-06"
UNIT = "bo-y-te"
KINDS = (
    "index", "archive", "directives", "quality", "method", "data", "search", "periods", "agencies, all", "agencies",
    "indicators, all", "indicators", "figures, all", "figures", "documents, all", "documents", "changes, all",
    "changes",
)  # fmt: skip
MANY = ("periods", "agencies", "indicators", "figures", "documents", "changes")  # of which there is more than one page


@dataclass(frozen=True)
class Archive:
    """A site that stands: where its files are and under which address (ending in `/`) it is served."""

    workspace: Workspace
    address: str

    @cached_property
    def folder(self) -> Path:
        return self.workspace.site

    def kinds(self, lang: str = "vi", *, largest: bool = False) -> dict[str, str]:
        """A page of every kind: its kind and its address below the site's root. Where there are many, that of middle
        size, or the largest.

        A kind is a page of its own at the root of the language, and in each folder the list and one of the others.
        """
        root = self.folder if lang == "vi" else self.folder / lang
        found: dict[str, str] = {}
        for page in sorted(root.glob("*.html")):
            found[page.stem] = page.relative_to(self.folder).as_posix()
        for name in MANY:
            pages = sorted((root / name).rglob("*.html"))
            for page in pages:
                if page.name == "index.html":
                    found[f"{name}, all"] = page.relative_to(self.folder).as_posix()
            single = [page for page in pages if page.name != "index.html"]
            if single:
                single.sort(key=lambda page: (page.stat().st_size, page.name))
                chosen = single[-1] if largest else single[len(single) // 2]
                found[name] = chosen.relative_to(self.folder).as_posix()
        return found


@contextmanager
def stand(root: Path) -> Iterator[Archive]:
    """Builds the site below `root`, or takes the one of the workspace that VARIABLE names, and serves it.

    Of several processes of one suite the first builds it, the others wait and take the same.
    """
    given, together = os.environ.get(VARIABLE), os.environ.get(FOLDER)
    if given:
        workspace = Workspace(Path(given))
    elif together:
        workspace = _made_once(Path(together) / "archive")
    else:
        workspace = _made_apart(root)
    with _served(workspace.site) as address:
        yield Archive(workspace, address)


def _made_once(root: Path) -> Workspace:
    root.mkdir(exist_ok=True)
    with (root / "lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        if not (root / "made").exists():
            _made_apart(root / "office")
            (root / "made").touch()
    return Workspace(root / "office")


def _made_apart(root: Path) -> Workspace:
    """Made by a process without a browser: one with its threads cannot be forked, and makes packs the slow way."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from browser import archive; archive.make(sys.argv[1])", str(root)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Workspace(root)


def make(place: str) -> None:
    """Makes the workspace at `place`, its packs and its site."""
    from analysis.publishing.site.building import build

    root, repository = Path(place), Workspace.find()
    for name in ("data/processed", "reports"):
        (root / name).mkdir(parents=True)
    (root / "data" / "raw").symlink_to(repository.raw)
    (root / "notebooks").symlink_to(repository.notebooks)
    workspace = Workspace(root)
    told = io.StringIO()
    said = Console(file=told, width=200)
    for pack, lang, units, formats in (
        ("national", "vi", (), None),
        ("national", "en", (), ("html",)),
        ("agency", "vi", (UNIT,), None),
    ):
        code = render(workspace, pack, [PERIOD], units, lang, formats, Options(jobs=2), said)
        assert code == 0, told.getvalue()
    report = build(workspace)
    assert report.exit_code == 0, report.problems


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    from analysis.publishing.serve import server

    with server(folder, port=0) as serving:
        yield serving.url
