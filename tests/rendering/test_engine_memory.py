"""The engine's limit on memory: whoever eats it, the notebook fails with the limit in its error, and nothing else."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from analysis.rendering import engine, memory
from engine_runs import run, texts

pytestmark = pytest.mark.skipif(
    engine.hindrance() is not None or not sys.platform.startswith("linux"), reason="memory is watched on Linux"
)
LIMIT = 200 * memory.MB
SLOWLY = "import time\nkept = []\nfor _ in range(60):\n    kept.append(bytearray(10**7)); time.sleep(0.05)"
SHARED = (
    "import mmap, time\nkept = []\nfor _ in range(60):\n    kept.append(mmap.mmap(-1, 10**7))\n"
    "    kept[-1].write(b'x' * 10**7); time.sleep(0.05)"
)
ORPHAN = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {SLOWLY!r}], start_new_session=True)"


@pytest.mark.parametrize(
    "code",
    [
        "import numpy\nnumpy.ones(10**8)",
        "kept = []\nwhile True:\n    kept.append('x' * 1000 + str(len(kept)))",
        "kept = [0]\nwhile True:\n    kept = kept * 2",
        "'x' * 10**9",
        "import pandas\npandas.DataFrame({'a': range(10**8)}).astype(object)",
        "async def eat():\n    return bytearray(10**9)\nawait eat()",
        "try:\n    bytearray(10**9)\nexcept ValueError:\n    pass",
    ],
)
def test_memory_is_refused_and_the_cell_says_how_much_it_may_take(code: str, tmp_path: Path) -> None:
    nb, error = run(tmp_path, "print('before')", code, "print('after')", memory_limit=LIMIT)
    assert error is not None and error.ename == "MemoryLimit", error
    assert "the 200 MB that it may take" in error.evalue and error.cell_index == 1
    assert "before\n" in texts(nb) and "after\n" not in texts(nb)
    assert any("MemoryLimit" in line for line in error.traceback)


@pytest.mark.parametrize(
    "code",
    [
        # A process of its own, that grows step by step
        f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {SLOWLY!r}])",
        # … one that leaves the group, and whose parent ends
        f"import subprocess, sys, time\nsubprocess.run([sys.executable, '-c', {ORPHAN!r}])\ntime.sleep(20)",
        # Several that share the work
        "import multiprocessing, time\ndef eat(n):\n    kept = bytearray(60_000_000)\n    time.sleep(3)\n"
        "with multiprocessing.get_context('fork').Pool(5) as pool:\n    pool.map(eat, range(5))",
        # Shared memory, which no process has as its own
        SHARED,
        # The limit lifted by the notebook itself
        "import resource\nresource.setrlimit(resource.RLIMIT_DATA, (-1, -1))\n" + SLOWLY,
        # What it writes out
        "while True:\n    print('x' * 100_000)",
        "import subprocess\nsubprocess.run(['yes'])",
    ],
)
def test_what_dodges_the_limit_is_killed(code: str, tmp_path: Path) -> None:
    started = time.monotonic()
    _, error = run(tmp_path, "print('before')", code, "print('after')", memory_limit=LIMIT)
    assert error is not None and error.ename == "MemoryLimit", error
    assert "200 MB" in error.evalue and "killed" in error.evalue and error.cell_index == 1
    assert time.monotonic() - started < 15


def test_an_error_that_is_expected_leaves_the_rest_running(tmp_path: Path) -> None:
    nb, error = run(
        tmp_path,
        "bytearray(10**9)",
        "try:\n    bytearray(10**9)\nexcept MemoryError:\n    print('refused again')",
        "len(bytearray(10**7))",
        tags={0: ["raises-exception"]},
        memory_limit="200 MB",
    )
    assert error is not None and error.cell_index == 0  # papermill's way: it raises at the end
    assert texts(nb)[1:] == ["refused again\n", "10000000"]


def test_what_the_warm_process_has_does_not_count(tmp_path: Path) -> None:
    ballast = bytearray(os.urandom(1000)) * 300_000
    nb, error = run(tmp_path, "len(bytearray(10**8))", memory_limit=LIMIT)
    assert error is None and texts(nb) == ["100000000"] and len(ballast) == 300_000_000


def test_a_library_with_an_allocator_of_its_own_works_below_the_limit(tmp_path: Path) -> None:
    code = "import pyarrow, pyarrow.compute\npyarrow.compute.sum(pyarrow.array(range(10**6))).as_py()"
    nb, error = run(tmp_path, code, memory_limit=LIMIT)
    assert error is None and texts(nb) == ["499999500000"]


def test_without_a_limit_nothing_is_refused(tmp_path: Path) -> None:
    nb, error = run(tmp_path, "import resource\nresource.getrlimit(resource.RLIMIT_DATA)[0], len(bytearray(3 * 10**8))")
    assert error is None and texts(nb) == ["(-1, 300000000)"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("300 MB", 300_000_000), ("2 GB", 2_000_000_000), ("1.5 GiB", 3 << 29), ("512M", 512_000_000), ("7", 7), (7, 7)],
)
def test_sizes_as_people_write_them(said: str | int, meant: int) -> None:
    assert memory.parse_size(said) == meant


@pytest.mark.parametrize("said", ["", "much", "-1", "0", "3 XB", "1 iB", 0, -5, "9" * 40])
def test_what_is_no_size_is_refused(said: str | int) -> None:
    with pytest.raises(ValueError, match="not an amount of memory"):
        memory.parse_size(said)


def test_sizes_are_told_in_words() -> None:
    assert [memory.words(s) for s in (312_000_000, 2_000_000_000, 1_500_000_000)] == ["312 MB", "2 GB", "1.5 GB"]
