"""`manifest.json`: what a pack was made from and what it holds, so that anyone can check it.

No time of making stands in it: the same inputs give the same manifest, byte for byte. Executed notebooks
carry the times of their run; their checksum is of what they say (sources and outputs), not of the file.

What a pack was made from is told part by part, so that a later run can say what has changed (`freshness`).
Importing this module needs neither pandas nor papermill: it also serves a run that has nothing to make.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..paths import Workspace
from .editions import DRAFT, Edition

if TYPE_CHECKING:
    from ..checks.findings import Finding
    from ..exhibits.context import Context
    from .execution import NotebookRun
    from .packs import Pack
    from .parameters import Parameters

NAME = "manifest.json"
FORMAT = 2  # raised when the meaning of an entry changes
LIBRARIES = (
    "ipython",
    "matplotlib",
    "mistune",
    "nbconvert",
    "nbformat",
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
# The folders of the program that a pack comes from; single modules beside them go by the name `briefing`.
# What reads documents and sheets is not among them: all that a pack has of it are the rows of the tables.
STAGES = ("vocabulary", "tables", "checks", "indicators", "exhibits", "rendering", "briefing")
_BESIDE = ("briefing.py", "errors.py", "office.py", "paths.py")
CONTENT = ("pack", "parameters", "rows", "notebooks")  # the inputs that say something
_PACKAGE = Path(__file__).resolve().parents[1]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_name(format: str) -> str:
    """The name of a pack's file: `briefing.pdf`."""
    return f"briefing.{format}"


@lru_cache(maxsize=1)
def program() -> dict[str, str]:
    """Path below the package → SHA-256, for every file of the installed program but caches."""
    return {
        path.relative_to(_PACKAGE).as_posix(): sha256(path.read_bytes())
        for path in sorted(_PACKAGE.rglob("*"))
        if path.is_file() and path.suffix not in (".pyc", ".pyo")
    }


@lru_cache(maxsize=1)
def code() -> dict[str, str]:
    """One checksum of the program for each stage that packs come from."""
    files: dict[str, list[str]] = {stage: [] for stage in STAGES}
    for path, checksum in program().items():
        stage = "briefing" if path in _BESIDE else path.partition("/")[0]
        if stage in files:
            files[stage].append(f"{path} {checksum}")
    return {stage: sha256("\n".join(lines).encode()) for stage, lines in files.items()}


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


def inputs(
    workspace: Workspace,
    pack: Pack,
    parameters: Parameters,
    notebooks: Sequence[Path],
    context: Context,
    edition: Edition = DRAFT,
) -> dict[str, Any]:
    """Everything the pack depends on, part by part; `digest` is one checksum of it all.

    `edition` and `office` are what it says of itself: whether it is released, and who issues it.

    Of the tables it is what the context's view holds (`rows`: name of a part → checksum, see
    `tables.fingerprints`) and the findings about it: of the nation all that is known at the period's end, of
    one agency its slice.
    """
    from ..tables.fingerprints import parts
    from . import letterhead

    rows = parts(context.view)
    if context.findings:
        rows["findings"] = sha256("\n".join(map(_told, context.findings)).encode())
    found: dict[str, Any] = {
        "pack": pack.model_dump(mode="json", exclude={"units", "limits"}),
        "parameters": parameters.given(),
        "rows": rows,
        "notebooks": notebook_sources(workspace, notebooks),
        "code": code(),
        "version": __version__,
        "libraries": libraries(),
        "edition": edition.inputs(parameters.lang),
        "office": letterhead.account(workspace, parameters.lang),
    }
    return {**found, "digest": _digest(found)}


def content(made_from: Mapping[str, Any]) -> str:
    """One checksum of what a pack says: its rows, notebooks, parameters and declaration. A released pack stays as it
    is while this does, whatever becomes of the program, the libraries and the look of the office.
    """
    return _digest({part: made_from[part] for part in CONTENT})


def as_edition(made_from: Mapping[str, Any], edition: Edition) -> dict[str, Any]:
    """The same inputs of another edition of the pack."""
    found = {part: entry for part, entry in made_from.items() if part != "digest"}
    found["edition"] = edition.inputs(found["parameters"]["lang"])
    return {**found, "digest": _digest(found)}


def _digest(found: Mapping[str, Any]) -> str:
    return sha256(json.dumps(found, sort_keys=True, ensure_ascii=False).encode())


def _told(finding: Finding) -> str:
    """A finding as one line of JSON, in both languages."""
    return json.dumps(
        [
            finding.rule,
            finding.severity.value,
            finding.message_vi,
            finding.message_en,
            finding.document,
            finding.locator,
            list(finding.figures),
            finding.stated,
            finding.expected,
            finding.check,
        ],
        ensure_ascii=False,
    )


def notebook_sources(workspace: Workspace, notebooks: Iterable[Path]) -> dict[str, str]:
    """Name → SHA-256 of the notebooks, and of modules beside them, which they could import."""
    modules = sorted(workspace.notebooks.glob("*.py"))
    return {path.name: sha256(path.read_bytes()) for path in (*notebooks, *modules)}


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
) -> dict[str, Any]:
    """The manifest of the pack that lies in `folder`; `files` are its outputs."""
    view = context.view
    severities = ("error", "discrepancy", "rounding", "break", "gap")
    return {
        "format": FORMAT,
        "pack": made_from["pack"]["name"],
        "period": made_from["parameters"]["period"],
        "lang": made_from["parameters"]["lang"],
        "unit": made_from["parameters"].get("unit"),
        "title": made_from["pack"]["title"][made_from["parameters"]["lang"]],
        **({"invented": True} if context.invented else {}),
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
            **{table: view.count(table) for table in ("figures", "directives", "databases", "tasks")},
        },
        "findings": {s: sum(f.severity == s for f in context.findings) for s in severities},
        "inputs": dict(made_from),
        "outputs": {name: _described(folder / name) for name in sorted(files)},
        "notebooks": {
            f"notebooks/{run.path.name}": {
                "content_sha256": content_sha256(notebook) if notebook is not None else None,
                "failed": run.failure is not None,
            }
            for run, notebook in executed
        },
        "failures": [dict(f) for f in failures],
    }


def _described(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    return {"bytes": len(data), "sha256": sha256(data)}


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
