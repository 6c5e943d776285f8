"""How fast a pack is made, beside the same notebooks through the papermill and nbconvert commands.

    python tools/bench.py [--runs 3] [--period 2026-06] [--lang vi] [--pack national] [--json
    build/bench.json]

In each run, one after the other and with nothing else in between:

    ours      `briefing render`: all notebooks, HTML, PDF and workbook
    theirs    for each notebook `papermill IN OUT -p period … -p lang …`, then `jupyter nbconvert --to html
    OUT`

Both work in a temporary copy of the workspace whose tables have been built before. Prints a Markdown table
of the medians and writes all measurements as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.paths import WORKSPACE_VARIABLE, Workspace
from analysis.rendering import making, packs
from analysis.rendering.packs import Pack
from analysis.rendering.parameters import Parameters, validate

BIN = Path(sys.executable).parent
# Stages in the order they happen; the exports of one pack run beside each other.
STAGES = {
    "start-up": "start of the program",
    "imports and tables": "imports and tables",
    "checks": "checks",
    "notebooks": "notebooks",
    "assembly": "assembly and annexes",
    "exports": "exports, beside each other",
    "html": "– HTML",
    "pdf": "– PDF",
    "xlsx": "– workbook",
    "writing": "manifest and writing",
}


def command(name: str) -> str:
    """The program `name` of this environment; ends with a clear message when it is not there."""
    path = BIN / name
    if not path.exists():
        sys.exit(f"{path.name} is not installed beside {sys.executable}: run make env, then make bench")
    return str(path)


def timed(arguments: Sequence[str], environment: dict[str, str], cwd: Path) -> float:
    """Seconds a command takes; ends with its last words when it fails."""
    started = time.perf_counter()
    done = subprocess.run(arguments, env=environment, cwd=cwd, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(
            f"{' '.join(arguments)} ended with exit code {done.returncode}:\n{done.stdout[-1500:]}{done.stderr[-1500:]}"
        )
    return seconds


def ours(workspace: Workspace, pack: Pack, parameters: Parameters, environment: dict[str, str]) -> dict[str, Any]:
    """One `briefing render`: seconds for the whole and for each stage."""
    arguments = ["render", "--pack", pack.name, "--period", parameters.period, "--lang", parameters.lang]
    whole = timed([command("briefing"), *arguments], environment, workspace.root)
    target = packs.folder(workspace, pack, parameters)
    report = json.loads(making.report_path(target).read_text("utf-8"))
    stages: dict[str, float] = report["stages"]
    beside = {"html", "pdf", "xlsx"}  # parts of exports
    stages["start-up"] = whole - sum(seconds for name, seconds in stages.items() if name not in beside)
    return {"whole": whole, "stages": stages, "notebooks": report["notebooks"], "files": report["files"]}


def theirs(workspace: Workspace, pack: Pack, parameters: Parameters, environment: dict[str, str]) -> dict[str, Any]:
    """Each notebook through `papermill` and `jupyter nbconvert --to html`, one after the other."""
    seconds: dict[str, dict[str, float]] = {"papermill": {}, "nbconvert": {}}
    folder = workspace.root / "theirs"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    given = [part for name, value in parameters.given().items() for part in ("-p", name, str(value))]
    for path in packs.notebook_paths(workspace, pack):
        output = folder / path.name
        run = [
            command("papermill"),
            str(path),
            str(output),
            *given,
            "--no-progress-bar",
            "--cwd",
            str(path.parent),
        ]
        seconds["papermill"][path.stem] = timed(run, environment, workspace.root)
        convert = [command("jupyter"), "nbconvert", "--to", "html", str(output)]
        seconds["nbconvert"][path.stem] = timed(convert, environment, workspace.root)
    totals = {name: sum(each.values()) for name, each in seconds.items()}
    return {"whole": sum(totals.values()), **totals, "notebooks": seconds}


def prepared(source: Workspace, folder: Path) -> Workspace:
    """A copy of the workspace in `folder`, its tables built."""
    for name in ("data", "notebooks"):
        ignore = shutil.ignore_patterns("documents", ".ipynb_checkpoints")
        shutil.copytree(source.root / name, folder / name, ignore=ignore)
    if (source.root / "packs.toml").is_file():
        shutil.copy2(source.root / "packs.toml", folder)
    return Workspace(folder)


def machine() -> dict[str, Any]:
    """What the numbers were measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {"cores": cores, "python": platform.python_version(), "system": platform.system(), "load": load}


def median(runs: Sequence[dict[str, Any]], *keys: str) -> float:
    """The median over the runs of one number; zero where a run does not have it."""
    found = []
    for run in runs:
        value: Any = run
        for key in keys:
            value = value.get(key, 0.0)
        found.append(float(value))
    return statistics.median(found)


def table(results: dict[str, list[dict[str, Any]]], about: dict[str, Any]) -> str:
    """The medians as Markdown."""
    mine, other = results["ours"], results["theirs"]
    whole = median(mine, "whole")
    made = sorted(name.partition(".")[2] for name in mine[0]["files"] if name.startswith("briefing."))
    lines = [
        f"Pack {about['pack']}, {about['period']}, {about['lang']}: {len(mine[0]['notebooks'])} notebooks. "
        f"Medians of {len(mine)} runs; {about['machine']['cores']} cores, Python {about['machine']['python']}.",
        "",
        "| | seconds | times ours |",
        "|---|---:|---:|",
        f"| `briefing render`: notebooks, {', '.join(made)} | {whole:.1f} | 1.0 |",
    ]
    lines += [f"|   {words} | {median(mine, 'stages', name):.1f} | |" for name, words in STAGES.items()]
    both = "`papermill` and `jupyter nbconvert --to html`, one notebook after the other"
    for words, key in (
        (both, "whole"),
        ("  `papermill`", "papermill"),
        ("  `jupyter nbconvert`", "nbconvert"),
    ):
        seconds = median(other, key)
        lines.append(f"| {words} | {seconds:.1f} | {seconds / whole:.1f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--pack", default="national")
    parser.add_argument("--period", help="default: the latest month")
    parser.add_argument("--lang", default="vi")
    parser.add_argument("--json", type=Path, default=Path("build") / "bench.json", help="where the measurements go")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be at least 1")
    source = Workspace.find()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        workspace = prepared(source, Path(name))
        environment = {**os.environ, WORKSPACE_VARIABLE: str(workspace.root)}
        timed([command("briefing"), "build"], environment, workspace.root)
        from analysis.tables.store import Store

        period = options.period or str(Store.open(workspace).latest)
        pack, parameters = (
            packs.find(workspace, options.pack),
            validate({"period": period, "lang": options.lang}),
        )
        about = {"pack": pack.name, "period": period, "lang": options.lang, "machine": machine()}
        results: dict[str, list[dict[str, Any]]] = {"ours": [], "theirs": []}
        for number in range(1, options.runs + 1):
            for who, measure in (("ours", ours), ("theirs", theirs)):
                results[who].append(measure(workspace, pack, parameters, environment))
                print(f"run {number}, {who}: {results[who][-1]['whole']:.1f} s", file=sys.stderr, flush=True)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(
        json.dumps({**about, "runs": results}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    print(table(results, about))
    print(f"\nAll measurements: {options.json}")


if __name__ == "__main__":
    main()
