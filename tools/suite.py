"""The test suite on every core: one pytest beside another, each taking the next file that no other has taken.

    python tools/suite.py [what pytest takes]

Not pytest-xdist: its workers have a thread that listens to their controller. Many of our tests fork the process that
they run in, which must have one thread only (`analysis.rendering.engine.hindrance`).

What the first pytest says is shown as it comes, what the others say when they have ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import IO

import pytest

FOLDER = "SUITE_FOLDER"  # where files are taken, and results left
# The longest come first, so that all end at about the same time: names of files and folders, as they begin.
LONG = (
    "tests/end_to_end/",
    "tests/rendering/test_many_packs.py",
    "tests/rendering/test_pdf_notebooks.py",
    "tests/rendering/test_engine_equality.py",
    "tests/rendering/executors/",
    "tests/rendering/",
    "tests/gold/",
    "tests/demo/",
    "tests/browser/test_site_pages.py",  # whoever takes it builds the site,
    "tests/browser/test_page.py",  # meanwhile the others take what does without
    "tests/browser/test_review_page.py",
    "tests/browser/test_scorecard.py",
    "tests/browser/test_marks.py",
    "tests/browser/test_site_readers.py",
    "tests/browser/test_national_pack.py",
)
# Folders that are taken as a whole: what their tests share is made once for all of them.
WHOLE = ("tests/demo",)
NO_TESTS = 5  # pytest's exit code when it ran none
COUNTED = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(arguments: list[str], processes: int) -> int:
    """Runs pytest so many times beside each other; the worst exit code. A pytest that came too late is none."""
    with tempfile.TemporaryDirectory(prefix="suite-") as place:
        folder = Path(place)
        started = [_start(arguments, folder, number) for number in range(processes)]
        try:
            codes = [child.wait() for child, _ in started]
        except KeyboardInterrupt:  # each has heard it too
            codes = [child.wait() for child, _ in started]
        for _, output in started[1:]:
            if output is not None:
                output.seek(0)
                sys.stdout.write(output.read())
        results = [json.loads(path.read_text("utf-8")) for path in folder.glob("*.result")]
    counts = sum(map(Counter, results), Counter[str]())
    print(", ".join(f"{counts[name]} {name}" for name in COUNTED if counts[name] or name in ("passed", "failed")))
    ran = [code for code in codes if code != NO_TESTS]
    return max(ran, default=NO_TESTS, key=abs)


def _start(arguments: list[str], folder: Path, number: int) -> tuple[subprocess.Popen[str], IO[str] | None]:
    output = None if number == 0 else tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
    path = os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "pytest", "-p", Path(__file__).stem, "-o", "console_output_style=classic"]
    child = subprocess.Popen(
        [*command, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        env={**os.environ, "PYTHONPATH": path, FOLDER: str(folder)},
        text=True,
    )
    return child, output


# ---------------------------------------------------------------------- inside of each pytest


def unit(item: pytest.Item) -> str:
    """What is taken at once: the item's file, or its folder."""
    path = item.nodeid.partition("::")[0]
    return next((folder for folder in WHOLE if path.startswith(f"{folder}/")), path)


def in_order(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """The longest units first, otherwise as they come."""

    def place(item: pytest.Item) -> int:
        name = item.nodeid
        return next((n for n, start in enumerate(LONG) if name.startswith(start)), len(LONG))

    return sorted(items, key=place)


def take(folder: Path, name: str) -> bool:
    """Whether this process is the first to ask for the unit."""
    try:
        (folder / f"{name.replace('/', '%')}.taken").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Runs only what this process takes; what is collected is the same in all of them."""
    place = os.environ.get(FOLDER)
    if place is None or session.config.option.collectonly or session.testsfailed:
        return None

    def mine() -> Iterator[pytest.Item]:
        for name, items in groupby(in_order(session.items), unit):
            if take(Path(place), name):
                yield from items

    items = mine()
    item = next(items, None)
    while item is not None:
        # The next one has to be known: with it, pytest sees which fixtures will be needed again.
        following = next(items, None)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following
    return True


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Leaves the counts for the one line about all."""
    place = os.environ.get(FOLDER)
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if place is None or reporter is None:
        return
    counts = {name: len(reporter.stats.get(name, ())) for name in COUNTED}
    (Path(place) / f"{os.getpid()}.result").write_text(json.dumps(counts), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], cores()))
