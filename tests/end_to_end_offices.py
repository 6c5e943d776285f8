"""The repository's own sheets and notebooks in a workspace apart, and how its packs are read back."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from rich.console import Console

from analysis.paths import Workspace
from analysis.rendering.command import Options, render


def made(root: Path, pack: str, periods: Sequence[str], units: Sequence[str] = ()) -> Path:
    """`root` as a workspace, with the pack of these periods (and agencies) made in both languages."""
    repository = Workspace.find()
    (root / "data" / "processed").mkdir(parents=True)
    (root / "data" / "raw").symlink_to(repository.raw)
    (root / "notebooks").symlink_to(repository.notebooks)
    (root / "reports").mkdir()
    told = io.StringIO()
    for lang in ("vi", "en"):
        said = Console(file=told, width=200)
        code = render(Workspace(root), pack, periods, units, lang, None, Options(jobs=2), said)
        assert code == 0, told.getvalue()
    return root


def flat(text: str) -> str:
    """Words without white space, hyphens and marks: line ends and columns of a page do not count."""
    return re.sub(r"[\s\u00a0\u00ad\ufffe\x02◆≈⊘-]+", "", text)


def read_print(path: Path) -> str:
    """The text of a PDF, page after page."""
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
