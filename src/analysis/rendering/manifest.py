"""`manifest.json`: what a pack was made from and what it holds, so that anyone can check it.

No time of making stands in it: the same inputs give the same manifest, byte for byte. Executed notebooks
carry the times of their run; their checksum is of what they say (sources and outputs), not of the file.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from .. import __version__
from ..exhibits.context import Context
from ..paths import Workspace
from .execution import NotebookRun
from .packs import Pack
from .parameters import Parameters

NAME = "manifest.json"
FORMAT = 1  # raised when the meaning of an entry changes
LIBRARIES = (
    "ipython",
    "matplotlib",
    "nbconvert",
    "numpy",
    "openpyxl",
    "pandas",
    "papermill",
    "typst",
    "Babel",
    "Jinja2",
    "fontpkg-be-vietnam-pro",
    "fonttools",
)
_PACKAGE = Path(__file__).resolve().parents[1]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@lru_cache(maxsize=1)
def code() -> str:
    """One checksum of the installed program: every file of the package but caches."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and path.suffix not in (".pyc", ".pyo"):
            digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@lru_cache(maxsize=1)
def libraries() -> dict[str, str]:
    """Versions of Python and of the libraries that shape a pack."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def inputs(workspace: Workspace, pack: Pack, parameters: Parameters, notebooks: Sequence[Path]) -> dict[str, Any]:
    """Everything the pack depends on; `digest` is one checksum of it all."""
    found: dict[str, Any] = {
        "pack": pack.model_dump(mode="json"),
        "parameters": parameters.given(),
        "tables": {p.name: sha256(p.read_bytes()) for p in sorted(workspace.processed.glob("*.parquet"))},
        "notebooks": {p.name: sha256(p.read_bytes()) for p in notebooks},
        "code": code(),
        "version": __version__,
        "libraries": libraries(),
    }
    return {**found, "digest": sha256(json.dumps(found, sort_keys=True, ensure_ascii=False).encode())}


def content_sha256(notebook: Any) -> str:
    """Of a notebook's sources and outputs, without the times and ids of its run."""
    said = [(cell.cell_type, cell.source, cell.get("outputs", [])) for cell in notebook.cells]
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode())


def compose(
    made_from: Mapping[str, Any],
    context: Context,
    executed: Sequence[tuple[NotebookRun, Any]],
    folder: Path,
    files: Iterable[str],
    failures: Sequence[Mapping[str, Any]],
    kept: Iterable[str] = (),
) -> dict[str, Any]:
    """The manifest of the pack that lies in `folder`.

    `files` are the outputs made now, `kept` those taken over from the pack before because nothing had
    changed.
    """
    view = context.view
    severities = ("error", "discrepancy", "rounding", "break", "gap")
    return {
        "format": FORMAT,
        "pack": made_from["pack"]["name"],
        "period": made_from["parameters"]["period"],
        "lang": made_from["parameters"]["lang"],
        "unit": made_from["parameters"].get("unit"),
        "title": made_from["pack"]["title"][made_from["parameters"]["lang"]],
        "documents": [
            {
                "id": i.id,
                "number": i.number,
                "issued": i.issued.isoformat(),
                "known_from": i.known_from.isoformat(),
                "sha256": i.sha256,
            }
            for i in view.infos
        ],
        "counts": {
            "documents": len(view.infos),
            "figures": len(view.figures),
            "directives": len(view.directives),
            "databases": len(view.databases),
            "tasks": len(view.tasks),
        },
        "findings": {s: sum(f.severity == s for f in context.findings) for s in severities},
        "inputs": dict(made_from),
        "outputs": {name: _described(folder / name, kept=name in set(kept)) for name in sorted((*files, *kept))},
        "notebooks": {
            f"notebooks/{run.path.name}": {
                "content_sha256": content_sha256(notebook) if notebook is not None else None,
                "failed": run.failure is not None,
            }
            for run, notebook in executed
        },
        "failures": [dict(f) for f in failures],
    }


def _described(path: Path, *, kept: bool) -> dict[str, Any]:
    data = path.read_bytes()
    return {"bytes": len(data), "sha256": sha256(data), **({"kept": True} if kept else {})}


def write(folder: Path, manifest: Mapping[str, Any]) -> Path:
    """Writes the manifest into the pack's (staging) folder."""
    path = folder / NAME
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of a pack, or None when there is none that can be read."""
    try:
        found = json.loads((folder / NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.get("format") == FORMAT else None


def still_good(folder: Path, made_from: Mapping[str, Any], wanted: Iterable[str]) -> list[str]:
    """Outputs of the pack in `folder` beside `wanted` that were made from the same inputs and are whole."""
    manifest = read(folder)
    if manifest is None or manifest["inputs"].get("digest") != made_from["digest"] or manifest["failures"]:
        return []
    good = []
    for name, entry in manifest["outputs"].items():
        path = folder / name
        if name not in set(wanted) and path.is_file() and sha256(path.read_bytes()) == entry["sha256"]:
            good.append(name)
    return good
