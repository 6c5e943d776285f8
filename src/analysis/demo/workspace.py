"""The whole workspace of a synthetic nation: put together in memory, written so that no half of it is ever seen."""

from __future__ import annotations

import json
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import BriefingError, UsageError
from .documents import PAPERS, Paper
from .nationwide import Nation, state_texts, state_totals
from .people import People, people
from .registers import add_answers, add_databases, add_directives, add_tasks
from .returns import Return, returned
from .rows import Sheet

MARK = "demo.json"
_KEPT = "packs.toml"


@dataclass(frozen=True)
class Demo:
    """A synthetic nation as files: path below `data/raw` → text."""

    agencies: int
    seed: int
    files: Mapping[str, str]
    figures: int


@dataclass(frozen=True)
class Made:
    """What was written, and where."""

    folder: Path
    demo: Demo
    notebooks: int


def nation(agencies: int, seed: int) -> Demo:
    """The sheets of `agencies` agencies; raises UsageError when there cannot be so many."""
    if seed < 0:
        raise UsageError("A seed is a whole number from 0.", found=str(seed))
    folk = people(agencies, seed)
    main = [returned(agency, seed, folk.rows[agency.id]) for agency in folk.main]
    communes = [returned(agency, seed, folk.rows[agency.id]) for agency in folk.communes]
    files = {"agencies.csv": folk.registry()}
    figures = 0
    for paper in PAPERS:
        if paper.communes and not communes:
            continue
        sheet = _sheet(paper, folk, communes if paper.communes else main)
        figures += len(sheet.figures)
        texts = {"document.toml": paper.settings(seed), **sheet.files()}
        files.update({f"{paper.id}/{name}": text for name, text in texts.items()})
    return Demo(agencies, seed, files, figures)


def _sheet(paper: Paper, folk: People, returns: list[Return]) -> Sheet:
    sheet = Sheet(paper.key)
    if paper.month is None:
        state_texts(Nation(sheet, folk.seed, 0, ()), folk.seed, "03")
        return sheet
    for each in returns:
        sheet.figures += each.months[paper.month]
    made = Nation(sheet, folk.seed, paper.month, returns)
    if not paper.communes:
        state_texts(made, folk.seed, paper.key[-2:])
        state_totals(made)
        add_tasks(made, folk)
        add_databases(made, folk)
        add_directives(made, folk)
        add_answers(made)
    _own_checks(made)
    return sheet


def _own_checks(made: Nation) -> None:
    """What agencies state of themselves must agree: their rates, their stages, what is and what is not connected."""
    for each in made.returns:
        stated, id = each.months[made.month], each.agency.id
        says = {figure.indicator: figure.id(made.sheet.key) for figure in stated if not figure.dimensions}
        if {"budget.rate_of_assigned", "budget.disbursed", "budget.assigned"} <= set(says):
            made.check(f"rate-{id}", "share", figure=says["budget.rate_of_assigned"], part=says["budget.disbursed"],
                       whole=says["budget.assigned"])  # fmt: skip
        if {"connection.connected", "connection.unconnected"} <= set(says):
            both = [says["connection.connected"], says["connection.unconnected"]]
            made.check(f"connected-{id}", "complement", figures=both)
        classes = [f.id(made.sheet.key) for f in stated if f.indicator == "scorecards.classified"]
        if "products.count" in says and len(classes) == 4:
            made.check(f"classes-{id}", "total", total=says["products.count"], parts=classes)


# ---------------------------------------------------------------------- writing


def make(agencies: int, seed: int, folder: Path, notebooks: Path, packs: Path | None = None) -> Made:
    """Writes the workspace of a synthetic nation into `folder`, with copies of the notebooks.

    A folder that is there must be empty or a demo of an earlier run; reports and tables in it stay, since they say
    themselves what they were made from. Raises UsageError where anything else would be overwritten, BriefingError
    when the folder cannot be written to.
    """
    _check_free(folder)
    copied = sorted(notebooks.glob("*.ipynb"))
    if not copied:
        raise BriefingError("There are no notebooks to copy.", where=notebooks,
                            hint="name a workspace that has them with --workspace")
    demo = nation(agencies, seed)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=".demo-", dir=folder.parent))
        try:
            _write(new, demo, copied, packs)
            _put(new, folder)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise BriefingError("The synthetic nation cannot be written.", where=folder,
                            found=error.strerror or str(error)) from error
    return Made(folder, demo, len(copied))


def _check_free(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError("This is no folder.", found=str(folder), expected="a folder of its own for the demo")
    if any(folder.iterdir()) and not (folder / MARK).is_file():
        raise UsageError("This folder holds something else.", found=str(folder),
                         expected="a new or empty folder, or that of an earlier demo")
    for settings in sorted((folder / "data" / "raw").glob("*/document.toml")):
        try:
            invented = tomllib.loads(settings.read_text("utf-8")).get("invented") is True
        except (OSError, ValueError):
            invented = False
        if not invented:
            raise UsageError("This folder holds the sheet of a real document.", found=str(settings),
                             hint="move it elsewhere: invented and real figures never stand together")


def _write(root: Path, demo: Demo, notebooks: list[Path], packs: Path | None) -> None:
    root.chmod(0o755)
    for name, text in demo.files.items():
        path = root / "data" / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    (root / "notebooks").mkdir()
    for notebook in notebooks:
        shutil.copyfile(notebook, root / "notebooks" / notebook.name)
    (root / "reports").mkdir()
    if packs is not None and packs.is_file():
        shutil.copyfile(packs, root / _KEPT)
    mark = {"invented": True, "agencies": demo.agencies, "seed": demo.seed}
    (root / MARK).write_text(json.dumps(mark, indent=2) + "\n", encoding="utf-8")


def _put(new: Path, folder: Path) -> None:
    """Moves what was written into its place: as a whole where there is nothing, else part by part."""
    if not folder.exists():
        new.rename(folder)
        return
    (folder / "data").mkdir(exist_ok=True)
    for part in ("data/raw", "notebooks"):
        old = folder / part
        if old.exists():
            old.rename(new / f"old-{old.name}")
        (new / part).rename(old)
    (folder / "reports").mkdir(exist_ok=True)
    for name in (_KEPT, MARK):
        if (new / name).exists():
            (new / name).replace(folder / name)
