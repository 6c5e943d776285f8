"""How fast a document is read, beside Python's own `re` looking for digits in the same text.

    python tools/bench_reading.py [--all] [--size 1000000] [--documents 1000] [--json FILE]

Four questions, each answered in the same run on the same machine:

    growth     a document 1, 2, 4 … times over: do the seconds for a character stay the same?
    megabyte   so many bytes of ordinary text: seconds, and times `re.findall(r"\\d+")`
    hostile    the same number of bytes of texts that no office writes (tools/hostile.py)
    parallel   so many documents through `briefing read`: one by one, and with a process for each core

Reading is `parse` and `read_mentions`. Times are seconds of the processor, but for the parallel part, which is
timed by the clock. Each text is read in a process of its own, which is ended when it takes longer than
`--limit` seconds. Prints Markdown tables and writes all measurements as JSON.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from analysis.reading.mentions.scan import read_mentions
from analysis.reading.text import parse
from hostile import HOSTILE, NOTICE, Shape, ordinary

GROWTH = (1, 2, 4, 8, 16, 32)
# Of the hostile texts, those that are measured without `--all`.
CHIEF = (
    "digits", "slashes", "per cent signs", "digits over lines", "spaces", "round brackets", "notes in notes",
    "numbering", "numbering in one line", "many notes", "one wide row", "one long table", "agency counts",
    "number words", "combining marks", "combining digits", "decomposed", "marks nobody sees",
    "marks nobody sees in words", "right to left", "one endless line",
)  # fmt: skip
DIGITS = re.compile(r"\d+")
# Processes that share their memory with the one that starts them: a text need not be handed over.
FORK = multiprocessing.get_context("fork")


def measure(text: str, repeats: int) -> dict[str, float]:
    """Seconds of the processor (the fewest of so many runs) for `re`, for parsing and for all of reading."""
    read_mentions(parse(text[:20_000]))  # what is made once in a process, a first document pays
    fewest: dict[str, float] = {}
    found = 0
    for _ in range(repeats):
        started = time.process_time()
        DIGITS.findall(text)
        by_hand = time.process_time()
        document = parse(text)
        parsed = time.process_time()
        found = len(read_mentions(document))
        ended = time.process_time()
        for name, taken in (("re", by_hand - started), ("parse", parsed - by_hand), ("seconds", ended - by_hand)):
            fewest[name] = min(taken, fewest.get(name, taken))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"characters": len(text), "bytes": len(text.encode("utf-8", "surrogatepass")), "mentions": found,
            "megabytes": peak, **fewest}  # fmt: skip


def apart(text: str, repeats: int, limit: float) -> dict[str, float] | None:
    """`measure` in a process of its own; None when it took longer than the limit."""
    here, there = FORK.Pipe(duplex=False)

    def work(end: Connection) -> None:
        end.send(measure(text, repeats))

    process = FORK.Process(target=work, args=(there,))
    process.start()
    there.close()
    try:
        return here.recv() if here.poll(limit) else None
    except EOFError:
        raise SystemExit("a text could not be read: run the tests of hostile texts") from None
    finally:
        process.kill()
        process.join()


def of_size(shape: Shape, size: int) -> str:
    """A text of about so many bytes."""
    sample = shape(20_000)
    return shape(size * len(sample) // len(sample.encode("utf-8", "surrogatepass")))


def growth(repeats: int, limit: float) -> list[dict[str, float]]:
    """One document so many times over."""
    length = len(NOTICE.read_text("utf-8"))
    found = []
    for times in GROWTH:
        result = apart(ordinary(length * times), repeats * max(1, 8 // times), limit)  # short ones are noisy
        if result is None:
            break
        found.append({"times": times, **result})
    return found


def parallel(documents: int, cores: int) -> dict[str, float]:
    """So many files through `briefing read`: one process, and a process a core, by the clock."""
    program = Path(sys.executable).parent / "briefing"
    text = NOTICE.read_text("utf-8")
    taken: dict[int, float] = {}
    answers = set()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        for number in range(documents):
            path = folder / f"{number:05}.txt"
            path.write_text(text.replace("999/TB-VPCP", f"{number}/TB-VPCP"), encoding="utf-8")
        command = [str(program), "read", "--json", *sorted(str(path) for path in folder.iterdir())]
        for jobs in (1, cores):
            started = time.perf_counter()
            done = subprocess.run([*command, "--jobs", str(jobs)], capture_output=True)
            taken[jobs] = time.perf_counter() - started
            if done.returncode:
                sys.exit(done.stderr.decode("utf-8", "replace"))
            answers.add(hashlib.sha256(done.stdout).hexdigest())
    if len(answers) != 1:
        sys.exit("documents read beside each other gave other mentions than one by one")
    return {"documents": documents, "characters": len(text) * documents, "cores": cores,
            "one by one": taken[1], "in parallel": taken[cores]}  # fmt: skip


def tables(found: dict[str, Any]) -> str:
    """The measurements as Markdown."""
    about, plain = found["about"], found["megabyte"]
    lines = [
        f"{about['cores']} cores, Python {about['python']}.", "",
        "| a document over and over | characters | mentions | seconds | a character, to the first |",
        "|---|---:|---:|---:|---:|",
    ]  # fmt: skip
    first = found["growth"][0]
    for row in found["growth"]:
        ratio = (row["seconds"] / row["characters"]) / (first["seconds"] / first["characters"])
        lines.append(f"| {row['times']:.0f}× | {row['characters']:,.0f} | {row['mentions']:,.0f} "
                     f"| {row['seconds']:.2f} | {ratio:.2f} |")
    lines += ["", "| text | seconds | times `re` | times ordinary text |", "|---|---:|---:|---:|"]
    lines.append(f"| ordinary: {plain['characters']:,.0f} characters, {plain['bytes'] / 1e6:.1f} MB, "
                 f"{plain['mentions']:,.0f} mentions | {plain['seconds']:.2f} "
                 f"| {plain['seconds'] / plain['re']:,.0f} | 1.0 |")
    hostile = found["hostile"]
    for name in sorted(hostile, key=lambda name: -hostile[name]["seconds"] if hostile[name] else -1e9):
        row = hostile[name]
        if row is None:
            lines.append(f"| {name} | more than {about['limit']:.0f} | | |")
        else:
            lines.append(f"| {name} | {row['seconds']:.2f} | {row['seconds'] / row['re']:,.0f} "
                         f"| {row['seconds'] / plain['seconds']:.1f} |")
    if many := found.get("parallel"):
        lines += ["", "| documents | seconds | times as fast |", "|---|---:|---:|"]
        lines.append(f"| {many['documents']:,}: `briefing read --jobs 1` | {many['one by one']:.1f} | 1.0 |")
        lines.append(f"| the same, `--jobs {many['cores']}` | {many['in parallel']:.1f} "
                     f"| {many['one by one'] / many['in parallel']:.1f} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=1_000_000, help="bytes of the long texts")
    parser.add_argument("--documents", type=int, default=1_000, help="0: leave the parallel part out")
    parser.add_argument("--repeats", type=int, default=3, help="the fastest of so many runs counts")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds after which a text is given up")
    parser.add_argument("--all", action="store_true", help="every hostile text")
    parser.add_argument("--json", type=Path, default=Path("build") / "bench-reading.json")
    options = parser.parse_args(arguments)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    found: dict[str, Any] = {
        "about": {"cores": cores, "python": platform.python_version(), "system": platform.system(),
                  "limit": options.limit, "repeats": options.repeats},
        "growth": growth(options.repeats, options.limit),
        "megabyte": apart(of_size(ordinary, options.size), options.repeats, options.limit),
        "hostile": {},
    }  # fmt: skip
    if found["megabyte"] is None or not found["growth"]:
        raise SystemExit(f"ordinary text takes longer than {options.limit:.0f} s")
    for name in HOSTILE if options.all else CHIEF:
        found["hostile"][name] = result = apart(of_size(HOSTILE[name], options.size), 1, options.limit)
        told = f"{result['seconds']:.1f} s" if result else f"more than {options.limit:.0f} s"
        print(f"{name}: {told}", file=sys.stderr, flush=True)
    if options.documents:
        found["parallel"] = parallel(options.documents, cores)
    slowest = [row["seconds"] for row in found["hostile"].values() if row]
    if slowest:
        found["about"]["median hostile seconds"] = statistics.median(slowest)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(tables(found))
    print(f"\nAll measurements: {options.json}")


if __name__ == "__main__":
    main()
