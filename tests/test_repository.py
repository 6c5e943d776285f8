"""Promises about the repository itself: stages that look one way, modules of a readable size, clean notebooks."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "analysis"
STAGES = ["vocabulary", "demo", "reading", "tables", "checks", "indicators", "exhibits", "rendering", "publishing",
          "orchestration"]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ORDINARY = sorted((ROOT / "tests").rglob("*.ipynb"))  # of the exporters' tests


@cache
def modules() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=False
    )
    names = [n for n in listed.stdout.split("\0") if n]
    if not names:
        pytest.skip("not a git checkout")
    return [ROOT / n for n in names if (ROOT / n).is_file()]


def imported(path: Path, tree: ast.Module) -> set[str]:
    """The stages of ours that a module imports at run time or for types."""
    here = ("analysis", *path.relative_to(SOURCE).parts[:-1])
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else ()
            module = ".".join([*base, *((node.module or "").split(".") if node.module else [])])
            names.add(module)
            names.update(f"{module}.{a.name}" for a in node.names)
    return {n.split(".")[1] for n in names if n.startswith("analysis.") and n.count(".") >= 1}


def named(paths: Iterable[Path]) -> list[str]:
    return [str(path.relative_to(SOURCE)) for path in paths]


def test_an_earlier_stage_never_imports_a_later_one() -> None:
    forward = {}
    for path, tree in modules().items():
        stage = path.relative_to(SOURCE).parts[0]
        later = STAGES[STAGES.index(stage) + 1 :] if stage in STAGES else []
        if found := imported(path, tree) & set(later):
            forward[str(path.relative_to(SOURCE))] = found
    assert forward == {}, "these look forward"


def test_a_module_fits_on_a_few_screens() -> None:
    assert named(path for path in modules() if len(path.read_text("utf-8").splitlines()) > 420) == []


def test_a_module_says_what_it_is() -> None:
    assert named(path for path, tree in modules().items() if tree.body and not ast.get_docstring(tree)) == []


def test_only_the_command_line_prints_and_exits() -> None:
    guilty = []
    for path, tree in modules().items():
        if path.relative_to(SOURCE).parts[0] in ("cli.py", "commands"):
            continue
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("print", "exit")
            ):
                guilty.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert guilty == []


def clean_cells(path: Path) -> list[dict]:
    """The code cells of a notebook; fails when one is committed with what it displayed."""
    cells = [c for c in json.loads(path.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]
    assert all(not c["outputs"] and c["execution_count"] is None for c in cells)
    return cells


@pytest.mark.parametrize("path", ORDINARY, ids=lambda p: p.name)
def test_the_notebooks_of_tests_are_committed_clean_too(path: Path) -> None:
    assert clean_cells(path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_a_notebook_is_committed_clean_and_takes_its_parameters(path: Path) -> None:
    notebook = json.loads(path.read_text("utf-8"))
    cells = clean_cells(path)
    parameters = ["".join(c["source"]) for c in cells if "parameters" in c["metadata"].get("tags", [])]
    assert len(parameters) == 1
    assert {"period", "lang"} <= {n.id for n in ast.walk(ast.parse(parameters[0])) if isinstance(n, ast.Name)}
    assert len({c["id"] for c in notebook["cells"]}) == len(notebook["cells"])


def test_text_is_composed_and_names_no_host_and_no_machine() -> None:
    hosts = re.compile(r"pypi\.o" r"rg|python" r"hosted|npm" r"js\.(com|org)|debian\.o" r"rg")
    guilty = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if not unicodedata.is_normalized("NFC", text) and "tests" not in path.parts:
            guilty.append(f"not NFC: {path.relative_to(ROOT)}")
        if hosts.search(text):
            guilty.append(f"names a host: {path.relative_to(ROOT)}")
    assert guilty == []


@pytest.mark.documents
def test_no_passage_of_a_document_stands_in_the_repository() -> None:
    """80 characters or more in a row, white space aside."""
    folder = os.environ.get("BRIEFING_DOCUMENTS")
    if not folder or not Path(folder).is_dir():
        pytest.skip("the documents are not at hand: set BRIEFING_DOCUMENTS")

    def flat(text: str) -> str:
        return " ".join(unicodedata.normalize("NFC", text).split())

    def windows(text: str, width: int, step: int = 1) -> Iterator[str]:
        return (text[i : i + width] for i in range(0, len(text) - width + 1, step))

    length = 80
    documents = [flat(path.read_text("utf-8", "replace")) for path in sorted(Path(folder).glob("*.txt"))]
    halves = {half for text in documents for half in windows(text, length // 2)}
    passages = {passage for text in documents for passage in windows(text, length)}
    assert passages
    guilty = []
    for path in tracked():
        try:
            text = flat(path.read_text("utf-8"))
        except UnicodeDecodeError:
            continue
        # Whatever is as long as a passage holds a whole one of the halves into which a text is cut from its start.
        suspect = any(half in halves for half in windows(text, length // 2, length // 2))
        if suspect and any(passage in passages for passage in windows(text, length)):
            guilty.append(str(path.relative_to(ROOT)))
    assert guilty == []
