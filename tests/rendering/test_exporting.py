"""Files of packs by a child process that stays: the same files, whatever befalls the child."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.rendering import exporting, memory
from analysis.rendering.exporting import Exporter

FORMATS = ("html", "xlsx")


def pack(words: str = "Một gói thử") -> Any:
    """A small pack notebook as `assembly.assemble` makes them."""
    nb = new_notebook(metadata={"title": "Gói thử"})
    nb.cells = [
        new_markdown_cell(f"## Mục một\n\n{words}"),
        new_code_cell("1", outputs=[new_output("stream", name="stdout", text=f"{words}\n")]),
    ]
    for number, cell in enumerate(nb.cells):
        cell["id"] = f"cell-{number}"
    nb.metadata["briefing"] = {
        "pack": "national", "title": "Gói thử", "period": "2026-06", "period_label": "Tháng 6/2026", "lang": "vi",
        "data_as_of": "24/6/2026", "date": "2026-06-24", "documents": [], "state": {"figures": 0},
        "hide_input": True, "values": {}, "downloads": ["briefing.pdf"],
    }  # fmt: skip
    return nb


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(autouse=True)
def a_process_that_may_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests of this run compile PDFs in the test process; so the forks here compile none."""
    monkeypatch.setattr(exporting, "may_fork", lambda: True)


@pytest.fixture
def exporter() -> Iterator[Exporter]:
    with Exporter(seconds=60) as made:
        yield made


def break_format(monkeypatch: pytest.MonkeyPatch, format: str, how: Any) -> None:
    """What `how` does befalls the child (which is forked after this) when it writes the format."""
    real = exporting.write

    def write(asked: Any, notebook: Any, path: Path) -> int:
        if asked == format and "gãy" in notebook.cells[0].source:
            path.write_text("half a file")
            how()
        return real(asked, notebook, path)

    monkeypatch.setattr(exporting, "write", write)


REPEATED = """
import hashlib, json, pathlib, pickle, sys
from analysis.rendering import exporting
packs, folder = pickle.load(sys.stdin.buffer), pathlib.Path(sys.argv[1])
seen = []
with exporting.Exporter() as exporter:
    for pack in packs:
        outcomes = exporter.export(pack, ("html", "pdf", "xlsx"), folder)
        digests = [hashlib.sha256((folder / exporting.FILES[o.name]).read_bytes()).hexdigest() for o in outcomes]
        sizes = [(folder / exporting.FILES[o.name]).stat().st_size for o in outcomes]
        assert [o.name for o in outcomes] == ["html", "pdf", "xlsx"]
        assert [o.result for o in outcomes] == sizes and all(o.seconds > 0 for o in outcomes), outcomes
        seen.append((exporter.pid, digests))
assert exporting.may_fork(), "the parent has compiled nothing"
for format in ("html", "pdf", "xlsx"):
    exporting.write(format, packs[0], folder / exporting.FILES[format])
print(json.dumps(seen))
"""


def test_a_pack_gives_the_same_files_whatever_the_child_made_before(tmp_path: Path) -> None:
    one, other = pack(), pack("Một gói khác, dài hơn: " + "chữ " * 300)
    done = subprocess.run(
        [sys.executable, "-c", REPEATED, str(tmp_path)],
        input=pickle.dumps([one, other, one, other, other, one]),
        capture_output=True,
        check=True,
    )
    seen = json.loads(done.stdout)
    assert len({pid for pid, _ in seen}) == 1, "one child made them all"
    ones, others = [seen[i][1] for i in (0, 2, 5)], [seen[i][1] for i in (1, 3, 4)]
    assert ones[1:] == ones[:1] * 2 and others[1:] == others[:1] * 2
    alone = files(tmp_path)  # made last, in a process that had made none before
    assert [hashlib.sha256(alone[n]).hexdigest() for n in ("briefing.html", "briefing.pdf", "briefing.xlsx")] == ones[0]
    assert alone["briefing.pdf"].startswith(b"%PDF") and alone["briefing.xlsx"].startswith(b"PK")
    assert "Một gói thử" in alone["briefing.html"].decode()


def test_one_child_makes_pack_after_pack_and_is_replaced_in_time(tmp_path: Path) -> None:
    with Exporter(recycle=2, seconds=60) as exporter:
        assert exporter.pid is None
        children = []
        for _ in range(5):
            exporter.start()
            children.append(exporter.pid)
            assert exporter.export(pack(), ["html"], tmp_path)[0].error is None
    assert exporter.pid is None
    assert [children.index(child) for child in children] == [0, 0, 2, 2, 4]
    assert not any(Path(f"/proc/{child}").exists() for child in children), "a child is left"


def test_formats_come_in_the_order_asked_and_are_told_as_they_come(tmp_path: Path, exporter: Exporter) -> None:
    told: list[str] = []
    ticks: list[int] = []
    outcomes = exporter.export(
        pack(),
        ("xlsx", "html"),
        tmp_path,
        on_start=lambda name: told.append(f"start {name}"),
        on_done=lambda outcome: told.append(f"done {outcome.name}"),
        on_tick=lambda: ticks.append(1),
    )
    assert [o.name for o in outcomes] == ["xlsx", "html"]
    assert told == ["start xlsx", "done xlsx", "start html", "done html"]
    assert not (tmp_path / "briefing.pdf").exists()


def test_a_format_that_raises_leaves_no_file_and_the_others_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("chia cho 0")

    break_format(monkeypatch, "pdf", fail)
    with Exporter(seconds=60) as exporter:
        exporter.start()
        child = exporter.pid
        outcomes = exporter.export(pack("gãy"), ("html", "pdf", "xlsx"), tmp_path)
        assert exporter.pid == child, "an ordinary error is no reason for a new child"
    assert [o.error is None for o in outcomes] == [True, False, True]
    assert "ZeroDivisionError: chia cho 0" in str(outcomes[1].error) and "fail" in outcomes[1].detail
    assert sorted(files(tmp_path)) == ["briefing.html", "briefing.xlsx"]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "was killed by SIGKILL"),
        (lambda: os._exit(5), "ended with exit code 5"),
        (lambda: time.sleep(60), "took longer than 2 s and was killed"),
        (lambda: os.kill(os.getpid(), signal.SIGSTOP), "took longer than 2 s and was killed"),
    ],
)
def test_a_child_that_dies_or_hangs_costs_one_format(
    how: Any, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_format(monkeypatch, "pdf", how)
    with Exporter(seconds=60) as exporter:
        exporter.export(pack(), ["html"], tmp_path)  # a child that is warm
        exporter.seconds = 2
        first = exporter.pid
        outcomes = exporter.export(pack("gãy"), ("html", "pdf", "xlsx"), tmp_path)
        assert [o.error is None for o in outcomes] == [True, False, True], [o.error for o in outcomes]
        assert words in str(outcomes[1].error)
        assert sorted(files(tmp_path)) == ["briefing.html", "briefing.xlsx"]
        assert exporter.pid not in (None, first)
        exporter.seconds = 60
        assert all(o.error is None for o in exporter.export(pack(), FORMATS, tmp_path))


def test_a_child_that_died_between_two_packs_costs_nothing(tmp_path: Path, exporter: Exporter) -> None:
    exporter.export(pack(), ["html"], tmp_path)
    assert exporter.pid is not None
    os.kill(exporter.pid, signal.SIGKILL)
    assert all(o.error is None for o in exporter.export(pack(), FORMATS, tmp_path))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is watched on Linux")
def test_a_child_that_eats_memory_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def eat() -> None:
        kept = []
        while True:
            kept.append(bytearray(10_000_000))
            time.sleep(0.01)

    break_format(monkeypatch, "html", eat)
    with Exporter(seconds=60, ceiling=400 * memory.MB) as exporter:
        outcomes = exporter.export(pack("gãy"), ("html", "xlsx"), tmp_path)
    assert "took more than 400 MB of memory" in str(outcomes[0].error) and outcomes[1].error is None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is watched on Linux")
def test_a_child_that_has_grown_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = []
    break_format(monkeypatch, "html", lambda: kept.append(bytearray(200_000_000)))
    with Exporter(seconds=60, growth=150 * memory.MB) as exporter:
        exporter.export(pack(), ["html"], tmp_path)
        first = exporter.pid
        exporter.export(pack(), ["html"], tmp_path)
        assert exporter.pid == first is not None
        assert exporter.export(pack("gãy"), ["html"], tmp_path)[0].error is None
        assert exporter.pid is None, "it has grown, and goes when its pack is made"
        assert exporter.export(pack(), ["html"], tmp_path)[0].error is None


def test_a_full_disk_is_an_error_and_no_file(tmp_path: Path, exporter: Exporter) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "briefing.html").symlink_to("/dev/full")
    outcome = exporter.export(pack(), ["html"], full)[0]
    assert outcome.error is not None and "No space left" in str(outcome.error)
    assert not os.path.lexists(full / "briefing.html")


def test_where_no_fork_may_be_made_the_files_are_made_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "may_fork", lambda: False)
    made = []
    monkeypatch.setattr(exporting, "write", lambda format, nb, path: made.append((format, os.getpid())) or 7)
    with Exporter() as exporter:
        assert [o.result for o in exporter.export(pack(), FORMATS, tmp_path)] == [7, 7]
        assert exporter.pid is None
    outcomes = exporting.export_beside(pack(), ("html", "pdf"), tmp_path, jobs=2)
    assert [(o.name, o.result) for o in outcomes] == [("html", 7), ("pdf", 7)]
    assert {pid for _, pid in made} == {os.getpid()}


def test_the_formats_of_one_pack_run_beside_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(format: Any, notebook: Any, path: Path) -> int:
        (tmp_path / f"{format}.here").touch()
        end = time.monotonic() + 20
        while len(list(tmp_path.glob("*.here"))) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        return len(list(tmp_path.glob("*.here")))

    monkeypatch.setattr(exporting, "write", write)
    outcomes = exporting.export_beside(pack(), ("xlsx", "pdf"), tmp_path, jobs=2)
    assert [(o.name, o.result) for o in outcomes] == [("xlsx", 2), ("pdf", 2)]


def test_the_child_goes_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom analysis.rendering import exporting\n"
        "e = exporting.Exporter(); e.start(); print(e.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    for _ in range(100):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the exporter's child still runs")


def test_a_process_that_has_compiled_is_not_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    compiler = importlib.import_module("analysis.rendering.typst.compiler")
    monkeypatch.setattr(compiler, "used", lambda: False)
    assert exporting.may_fork() or exporting.hindrance() is not None
    monkeypatch.setattr(compiler, "used", lambda: True)
    assert not exporting.may_fork()


def test_warming_starts_no_thread_and_compiles_nothing() -> None:
    code = (
        "import os, threading\nfrom analysis.rendering import exporting\nimport pandas, pyarrow\n"
        "before = len(os.listdir('/proc/self/task')) if os.path.isdir('/proc/self/task') else 0\n"
        "exporting.warm()\n"
        "after = len(os.listdir('/proc/self/task')) if os.path.isdir('/proc/self/task') else 0\n"
        "print(after - before, threading.active_count(), exporting.may_fork())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1", str(sys.platform != "darwin")], done.stderr
    assert threading.active_count() >= 1
