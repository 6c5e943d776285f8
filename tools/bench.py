"""How fast packs are made, beside papermill, nbconvert and WeasyPrint, and beside a plain script.

    python tools/bench.py [--quick] [--runs 3] [--only national,agency,scale,help] [--agencies 3377] [--demo FOLDER]
                          [--json build/bench.json] [--markdown docs/bench.md]

Five ways to make the same packs: (a) the commands `papermill` and `jupyter nbconvert`, (b) their Python APIs in
one warm process with the ordinary kernel, (c) `briefing render` with one worker, (d) with all cores, (e) the floor:
the same cells run as a plain script in a warm process, and the same exports. For the national pack of this
workspace and for packs of the agencies of a synthetic nation (`briefing demo`), of which ours also makes 10, 100
and 1,000, and 1,000 again with nothing changed. Every way works in a temporary copy.

Each run measures all ways in turn, so that a busy machine hits all alike; the tables show medians. The longest
case, the largest number of packs, is measured in the first run only. Peak memory is watched by a process of its
own (bench_memory.py). Prints the tables, writes all measurements as JSON, and with `--markdown` puts the tables
between the markers of that file.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bench_tables
from analysis.paths import WORKSPACE_VARIABLE, Workspace
from analysis.rendering import packs
from bench_tables import Measurement

BIN = Path(sys.executable).parent
HERE = Path(__file__).parent
PARTS = ("national", "agency", "scale", "help")
FLOOR_PACKS, API_PACKS = 10, 2  # counted packs of the ways that stay in one process
MARKER = "packs"


def command(name: str) -> str:
    """The program `name` of this environment; ends with a clear message when it is not there."""
    path = BIN / name
    if not path.exists():
        sys.exit(f"{path.name} is not installed beside {sys.executable}: run make env, then make bench")
    return str(path)


@dataclass
class Ran:
    """What a command took: seconds by the clock, peak memory in MB, and what it printed."""

    seconds: float
    memory: float
    output: str


def run(arguments: Sequence[str], environment: dict[str, str], cwd: Path, *, watched: bool = True) -> Ran:
    """Runs a command and watches its memory; ends with its last words when it fails."""
    with tempfile.TemporaryDirectory(prefix="bench-watch-") as folder:
        peak = Path(folder, "peak")
        with Path(folder, "output").open("w+") as output, Path(folder, "errors").open("w+") as errors:
            began = time.perf_counter()
            child = subprocess.Popen(arguments, env=environment, cwd=cwd, stdout=output, stderr=errors)
            watcher = None
            if watched and sys.platform == "linux":
                watch = [sys.executable, "-I", "-S", str(HERE / "bench_memory.py"), str(child.pid), str(peak)]
                watcher = subprocess.Popen(watch)
            code = child.wait()
            seconds = time.perf_counter() - began
            if watcher is not None:
                with contextlib.suppress(ProcessLookupError):
                    watcher.send_signal(signal.SIGTERM)
                watcher.wait()
            said = [Path(folder, name).read_text("utf-8", "replace") for name in ("output", "errors")]
        if code:
            words = " ".join(arguments)
            sys.exit(f"{words[:300]} ended with exit code {code}:\n{said[0][-1500:]}{said[1][-1500:]}")
        memory = int(peak.read_text()) / 1000 if peak.is_file() and peak.read_text() else 0.0
        return Ran(seconds, memory, said[0])


@dataclass
class Field:
    """Where a kind of pack is made: its workspace, pack, period, and the agencies in a fixed mixed order."""

    workspace: Workspace
    pack: str
    period: str
    lang: str
    units: Sequence[str] = ()
    scratch: Path = field(default_factory=Path)

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, WORKSPACE_VARIABLE: str(self.workspace.root)}

    def fresh(self, name: str) -> Path:
        """An empty folder of this name."""
        folder = self.scratch / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


# ---------------------------------------------------------------------- the ways


def commands(place: Field, case: str) -> Measurement:
    """(a) each notebook through the commands, one after the other."""
    pack = packs.find(place.workspace, place.pack)
    folder, parts, memory = place.fresh("commands"), dict[str, float](), 0.0
    given = ["-p", "period", place.period, "-p", "lang", place.lang]
    given += ["-p", "unit", place.units[0]] if place.units else []

    def step(name: str, arguments: Sequence[str]) -> None:
        nonlocal memory
        ran = run(arguments, place.environment, place.workspace.root)
        parts[name], memory = parts.get(name, 0.0) + ran.seconds, max(memory, ran.memory)

    for path in packs.notebook_paths(place.workspace, pack):
        output = folder / path.name
        step("`papermill`", [command("papermill"), str(path), str(output), *given, "--no-progress-bar", "--cwd",
                             str(path.parent)])  # fmt: skip
        step("`jupyter nbconvert`", [command("jupyter"), "nbconvert", "--to", "html", str(output)])
        if (BIN / "weasyprint").exists():
            page = output.with_suffix(".html")
            step("`weasyprint`", [command("weasyprint"), "-q", str(page), str(page.with_suffix(".pdf"))])
    return Measurement(case, sum(parts.values()), 1, memory, parts)


def worker(place: Field, case: str, way: str, units: Sequence[str | None]) -> Measurement:
    """(b) and (e): one process, whose packs after the first are counted; seconds and parts of all counted packs."""
    folder = place.fresh(way)
    order = {
        "workspace": str(place.workspace.root),
        "pack": place.pack,
        "period": place.period,
        "lang": place.lang,
        "units": list(units),
        "folder": str(folder),
    }
    path = folder / "order.json"
    path.write_text(json.dumps(order), encoding="utf-8")
    arguments = [sys.executable, str(HERE / "bench_worker.py"), way, str(path)]
    ran = run(arguments, place.environment, place.workspace.root)
    found = json.loads(ran.output[ran.output.rindex('{"seconds"') :])
    names = dict.fromkeys(name for parts in found["parts"] for name in parts)
    parts = {name: statistics.mean(p.get(name, 0.0) for p in found["parts"]) for name in names}
    return Measurement(case, sum(found["seconds"]), len(found["seconds"]), ran.memory, parts)


def ours(place: Field, case: str, jobs: int, count: int, *, again: bool = False) -> Measurement:
    """(c) and (d) `briefing render` for `count` packs; `again` is the same run with nothing changed."""
    folder = place.scratch / "ours" if again else place.fresh("ours")
    arguments = [command("briefing"), "render", "--pack", place.pack, "--period", place.period, "--lang", place.lang,
                 "--jobs", str(jobs), "--to", str(folder)]  # fmt: skip
    if place.units:
        listed = place.scratch / "units.txt"
        listed.write_text("\n".join(place.units[:count]) + "\n", encoding="utf-8")
        arguments += ["--unit", f"@{listed}"]
    ran = run(arguments, place.environment, place.workspace.root)
    made = list(folder.rglob("briefing.pdf"))
    if len(made) != count:
        sys.exit(f"{case}: {len(made)} packs are there instead of {count}:\n{ran.output[-2000:]}")
    reports = [json.loads(path.read_text("utf-8")) for path in folder.rglob(".*.run.json")]
    stages = [report.get("stages", {}) for report in reports]
    parts = {name: statistics.mean(s.get(name, 0.0) for s in stages) for name in bench_tables.PARTS} if stages else {}
    return Measurement(case, ran.seconds, count, ran.memory, {} if again else parts)


def start(case: str, arguments: Sequence[str]) -> Measurement:
    """The start of a program, the best of three: what it takes when nothing else is in the way."""
    seconds = [run(arguments, dict(os.environ), Path.cwd(), watched=False).seconds for _ in range(3)]
    return Measurement(case, min(seconds))


# ---------------------------------------------------------------------- what they work on


def national(source: Workspace, folder: Path, period: str | None) -> Field:
    """A copy of this workspace, its tables built."""
    for name in ("data", "notebooks"):
        ignore = shutil.ignore_patterns("documents", ".ipynb_checkpoints")
        shutil.copytree(source.root / name, folder / name, ignore=ignore)
    if (source.root / "packs.toml").is_file():
        shutil.copy2(source.root / "packs.toml", folder)
    place = Field(Workspace(folder), "national", "", "vi", scratch=folder / "scratch")
    return built(place, period)


def agencies(folder: Path, count: int, made: Path | None, period: str | None) -> Field:
    """A synthetic nation in `folder`, or a copy of the one in `made`; its agencies in an order that mixes them."""
    if made is not None:
        shutil.copytree(made, folder, ignore=shutil.ignore_patterns("reports"), dirs_exist_ok=True)
    else:
        arguments = [command("briefing"), "demo", "--agencies", str(count), "--seed", "1", "--to", str(folder)]
        run(arguments, dict(os.environ), Path.cwd(), watched=False)
    place = built(Field(Workspace(folder), "agency", "", "vi", scratch=folder / "scratch"), period)
    from analysis.vocabulary import agencies as registry

    registry.use(place.workspace.raw / registry.ADDED)
    kinds = packs.find(place.workspace, "agency").units
    found = [agency.id for agency in registry.agencies().values() if agency.kind in kinds]
    registry.use(None)
    place.units = sorted(found, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return place


def built(place: Field, period: str | None) -> Field:
    """The tables built, and the period chosen: the one asked for, else the latest."""
    run([command("briefing"), "build"], place.environment, place.workspace.root, watched=False)
    from analysis.tables.store import Store

    place.period = period or str(Store.open(place.workspace).latest)
    place.scratch.mkdir(parents=True, exist_ok=True)
    return place


# ---------------------------------------------------------------------- in turn


Case = tuple[str, Callable[[], Measurement], bool]  # name, how it is measured, whether in every run


def cases(options: argparse.Namespace, folder: Path, about: dict[str, Any]) -> Iterator[Case]:
    """What is measured in a run, in order."""
    cores = about["cores"]
    if "national" in options.only:
        place = national(Workspace.find(), folder / "national", options.period)
        notebooks = packs.notebook_paths(place.workspace, packs.find(place.workspace, place.pack))
        about.update(period=place.period, notebooks=len(notebooks))
        yield "national.one", lambda: ours(place, "national.one", 1, 1), True
        yield "national.floor", lambda: worker(place, "national.floor", "floor", [None, None]), True
        yield "national.all", lambda: ours(place, "national.all", cores, 1), True
        yield "national.api", lambda: worker(place, "national.api", "api", [None]), True
        yield "national.commands", lambda: commands(place, "national.commands"), True
    if not {"agency", "scale"} & set(options.only):
        return
    nation = agencies(folder / "nation", options.agencies, options.demo, options.period)
    about["agencies"] = len(nation.units)
    sizes = [n for n in options.sizes if n <= len(nation.units)]
    largest = sizes[-1] if len(sizes) > 1 else 0
    if "agency" in options.only:
        yield "agency.api", lambda: worker(nation, "agency.api", "api", nation.units[: API_PACKS + 1]), True
        counted = nation.units[: FLOOR_PACKS + 1]
        yield "agency.floor", lambda: worker(nation, "agency.floor", "floor", counted), True
        yield "agency.commands", lambda: commands(nation, "agency.commands"), True
    for size in sizes:
        if size == largest and "scale" not in options.only:
            continue
        every = size != largest
        yield f"agency.one.{size}", lambda n=size: ours(nation, f"agency.one.{n}", 1, n), every  # type: ignore[misc]
        yield f"agency.all.{size}", lambda n=size: ours(nation, f"agency.all.{n}", cores, n), every  # type: ignore[misc]
        if size == largest:
            name = f"agency.again.{size}"
            yield name, lambda n=size: ours(nation, f"agency.again.{n}", cores, n, again=True), every  # type: ignore[misc]


def measured(options: argparse.Namespace, about: dict[str, Any]) -> list[Measurement]:
    """All measurements, the ways in turn."""
    found: list[Measurement] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        several = list(cases(options, Path(folder), about))
        if "help" in options.only:
            several.append(("help.ours", lambda: start("help.ours", [command("briefing"), "--help"]), True))
            several.append(("help.python", lambda: start("help.python", [sys.executable, "-c", "pass"]), True))
        for number in range(options.runs):
            for name, measure, every in several:
                if number and not every:
                    continue
                found.append(measure())
                one = found[-1]
                words = f"run {number + 1}, {name}: {one.seconds:.2f} s, {one.packs} packs, {one.memory:.0f} MB"
                print(words, file=sys.stderr, flush=True)
    return found


def machine() -> dict[str, Any]:
    """What the numbers are measured on."""
    import bench_worker

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {
        "cores": cores,
        "python": platform.python_version(),
        "system": platform.system(),
        "load": [os.getloadavg()[0]] * 2 if hasattr(os, "getloadavg") else [0.0, 0.0],
        "weasyprint": bench_worker.weasyprint_is_there(),
    }


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default=",".join(PARTS), help="some of " + ", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="one run, a small nation, 5 and 20 packs")
    parser.add_argument("--agencies", type=int, default=3377, help="of the synthetic nation")
    parser.add_argument("--demo", type=Path, help="a synthetic nation made before, instead of a new one")
    parser.add_argument("--sizes", default="10,100,1000", help="numbers of agency packs")
    parser.add_argument("--period", help="default: the latest month")
    parser.add_argument("--json", type=Path, default=Path("build") / "bench.json", help="where the measurements go")
    parser.add_argument("--markdown", type=Path, help="a file whose marked part is replaced by the tables")
    parser.add_argument("--from", dest="source", type=Path, help="tables of measurements made before; measure nothing")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.runs, chosen.agencies, chosen.sizes = 1, min(chosen.agencies, 80), "5,20"
    chosen.only = [name.strip() for name in chosen.only.split(",")]
    if unknown := set(chosen.only) - set(PARTS):
        parser.error(f"--only takes {', '.join(PARTS)}; not {', '.join(sorted(unknown))}")
    if chosen.runs < 1:
        parser.error("--runs must be at least 1")
    chosen.sizes = sorted(int(size) for size in chosen.sizes.split(","))
    return chosen


def main() -> None:
    chosen = options()
    if chosen.source is not None:
        content = json.loads(chosen.source.read_text("utf-8"))
        about, found = content["about"], [Measurement(**one) for one in content["measurements"]]
    else:
        about = machine()
        found = measured(chosen, about)
        about["load"][1] = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
        content = {"about": about, "measurements": [one.as_dict() for one in found]}
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    tables = bench_tables.report(found, about)
    print(tables)
    if not about.get("weasyprint"):
        print("\nWeasyPrint is not there (the extra `bench` installs it): (a) and (b) made no PDF.", file=sys.stderr)
    if chosen.markdown is not None:
        text = bench_tables.replaced(chosen.markdown.read_text("utf-8"), MARKER, tables)
        chosen.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
