"""Many packs in one run when things go wrong: the finished ones are whole, and the next run does only the rest.

Notebooks are made to wait, die or fail by files, so that "midway" is a state and not a moment.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fsspec
import pytest
from rich.console import Console

from analysis.errors import UsageError
from analysis.paths import WORKSPACE_VARIABLE, Workspace
from analysis.rendering import atomic, command, executors, manifest
from analysis.rendering.command import Options
from small_packs import UNITS, many_office, unit_notebook

PROGRAM = """
import sys
from rich.console import Console
from analysis.paths import Workspace
from analysis.rendering.command import Options, render
options = Options(jobs=int(sys.argv[2]))
said = Console(width=300)
sys.exit(render(Workspace.find(sys.argv[1]), "unit", ["2026-06"], sys.argv[3:], "vi", None, options, said))
"""
# In the notebook of one province: says that it has come so far, and waits until it may go on.
WAITS = """
import pathlib, time
if unit == "da-nang":
    pathlib.Path("here").touch()
    while not pathlib.Path("go").exists():
        time.sleep(0.02)
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(tmp_path))
    return tmp_path


def render(root: Path, units: tuple[str, ...] = UNITS, **options: Any) -> tuple[int, str]:
    """The exit code and what was said."""
    said = io.StringIO()
    code = command.render(
        Workspace(root),
        "unit",
        ["2026-06"],
        list(units),
        "vi",
        None,
        Options(**{"jobs": 2, **options}),
        Console(file=said, width=500),
    )
    return code, said.getvalue()


def program(root: Path, jobs: int, *units: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(root), str(jobs), *(units or UNITS)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "TMPDIR": str(root)},
    )


def until(what: Callable[[], Any], running: subprocess.Popen[str] | None = None) -> None:
    """Waits for a state; fails with what the program said when it ends or a minute passes before."""
    end = time.monotonic() + 90
    while not what():
        if running is not None and running.poll() is not None:
            pytest.fail(f"it ended before: {running.communicate()[0]}")
        if time.monotonic() > end:
            pytest.fail("it did not come to that")
        time.sleep(0.02)


def places(root: Path) -> dict[str, Path]:
    """The packs that stand there, by agency."""
    return {p.parent.name: p.parent for p in (root / "reports" / "2026-06" / "unit").glob("*/manifest.json")}


def assert_whole(root: Path) -> None:
    """Every pack that can be seen is the one its manifest tells of, and nothing else can be seen."""
    found = places(root)
    below = root / "reports" / "2026-06" / "unit"
    visible = {p.name for p in below.iterdir() if not p.name.startswith(".") and not p.name.endswith(".failed")}
    assert visible == set(found)
    for folder in found.values():
        told = json.loads((folder / "manifest.json").read_text("utf-8"))
        assert told["failures"] == [] and set(told["outputs"]) == {"briefing.xlsx"}
        for name, entry in told["outputs"].items():
            assert manifest.sha256((folder / name).read_bytes()) == entry["sha256"]


def report(root: Path) -> dict[str, Any]:
    """The report of the last run."""
    last = sorted((root / "reports" / "runs").glob("*/run.json"), key=lambda p: p.stat().st_mtime_ns)[-1]
    found: dict[str, Any] = json.loads(last.read_text("utf-8"))
    return found


def told(root: Path) -> int:
    """Packs that the journals tell of as done."""
    journals = (root / "reports" / "runs").glob("*/journal.jsonl")
    return sum(path.read_text("utf-8").count('"event": "pack"') for path in journals)


def statuses(root: Path) -> dict[str, str]:
    return {pack["place"].rpartition("/")[2]: pack["status"] for pack in report(root)["packs"]}


# ---------------------------------------------------------------------- all well


def test_every_province_gets_its_pack_and_a_second_run_has_nothing_to_do(root: Path) -> None:
    many_office(root)
    code, said = render(root)
    assert code == 0 and "6 packs: 6 made" in said, said
    assert set(places(root)) == set(UNITS)
    assert_whole(root)
    texts = {unit: (places(root)[unit] / "notebooks" / "90-unit.ipynb").read_text("utf-8") for unit in UNITS}
    assert all(f"Quá hạn: {n}." in texts[unit] for n, unit in enumerate(UNITS, 3))
    before = {unit: (folder / "briefing.xlsx").stat().st_mtime_ns for unit, folder in places(root).items()}
    code, said = render(root)
    assert code == 0 and "6 packs: 6 reused" in said
    assert before == {u: (f / "briefing.xlsx").stat().st_mtime_ns for u, f in places(root).items()}
    assert report(root)["counts"] == {"made": 0, "reused": 6, "failed": 0, "skipped": 0}


def test_workers_and_one_process_make_the_same_bytes(root: Path) -> None:
    many_office(root)
    made = []
    for jobs in (1, 2):
        assert render(root, jobs=jobs, force=True)[0] == 0
        made.append({u: (f / "briefing.xlsx").read_bytes() for u, f in places(root).items()})
    assert made[0] == made[1] and len(made[0]) == 6


def test_where_nothing_can_be_forked_it_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many_office(root)
    monkeypatch.setattr(executors, "hindrance", lambda: "this system cannot fork processes")
    code, said = render(root, UNITS[:2])
    assert code == 0 and "Note: one pack after the other: this system cannot fork processes" in said, said
    assert set(places(root)) == set(UNITS[:2])


def test_why_is_explained_and_nothing_is_made(root: Path) -> None:
    many_office(root)
    code, said = render(root, explain=True)
    assert code == 0 and "2026-06/unit/hue: would be made" in said and "never made" in said
    assert "6 packs: 6 to make. Nothing was made." in said and places(root) == {}
    assert render(root)[0] == 0
    unit_notebook(root, "print('more')")
    said = render(root, explain=True)[1]
    assert said.count("notebook 90-unit.ipynb changed") == 6


def test_units_may_be_listed_in_many_ways(root: Path) -> None:
    many_office(root)
    listed = root / "units.txt"
    listed.write_text("# of the north\nlai-chau\nSơn La  # by its name\n\n", encoding="utf-8")
    code, said = render(root, (f"@{listed}", "hue,da-nang"), explain=True)
    assert code == 0 and "4 packs" in said
    assert "34 packs" in render(root, ("all",), explain=True)[1]
    for units, words in (
        ((), "--unit ID, or --unit all"),
        (("bo-y-te",), "not made for an agency of this kind"),
        ((f"@{root}/no.txt",), "cannot be read"),
    ):
        with pytest.raises(UsageError, match=words):
            render(root, units)


def test_packs_may_go_to_another_file_system(root: Path, tmp_path: Path) -> None:
    many_office(root)
    store = fsspec.filesystem("memory")
    store.store.clear()
    code, said = render(root, UNITS[:2], to="memory://packs/57")
    assert code == 0 and "memory://packs/57/2026-06/unit/hue" in said, said
    found = sorted(p.removeprefix("/packs/57/2026-06/unit/hue/") for p in store.find("/packs/57/2026-06/unit/hue"))
    assert found == ["briefing.xlsx", "manifest.json", "notebooks/90-unit.ipynb"]
    told = json.loads(store.cat_file("/packs/57/2026-06/unit/hue/manifest.json"))
    data = store.cat_file("/packs/57/2026-06/unit/hue/briefing.xlsx")
    assert told["outputs"]["briefing.xlsx"]["sha256"] == manifest.sha256(data)
    assert places(root) == {}
    render(root, UNITS[:2], to="memory://packs/57")
    assert set(statuses(root).values()) == {"reused"}
    store.pipe_file("/packs/57/2026-06/unit/hue/briefing.xlsx", b"another size altogether")
    render(root, UNITS[:2], to="memory://packs/57")
    assert statuses(root) == {"ha-noi": "reused", "hue": "made"}
    elsewhere = tmp_path / "elsewhere"
    assert render(root, UNITS[:3], to=str(elsewhere))[0] == 0
    assert len(list(elsewhere.glob("2026-06/unit/*/briefing.xlsx"))) == 3


# ---------------------------------------------------------------------- a notebook goes wrong


@pytest.mark.parametrize(
    ("cell", "limits", "words"),
    [
        ("raise ValueError('số liệu sai')", "", "ValueError: số liệu sai"),
        ("import time\ntime.sleep(600)", "limits = {cell_seconds = 1.0}\n", "CellTimeout"),
        ("import time\ntime.sleep(600)", "limits = {notebook_seconds = 1.0}\n", "CellTimeout"),
        ("b'x' * 2_000_000_000", 'limits = {memory = "300 MB"}\n', "Memory"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "", "NotebookProcessDied"),
    ],
    ids=["raises", "cell hangs", "notebook hangs", "eats memory", "dies"],
)
def test_one_notebook_that_goes_wrong_fails_alone(root: Path, cell: str, limits: str, words: str) -> None:
    bad = "if unit == 'hue':\n    " + cell.replace("\n", "\n    ")
    many_office(root, bad, limits=limits)
    code, said = render(root, UNITS[:3])
    assert code == 1 and words in said, said
    assert statuses(root) == {"ha-noi": "made", "hue": "failed", "da-nang": "made"}
    (failed,) = (p for p in report(root)["packs"] if p["status"] == "failed")
    (failure,) = failed["failures"]
    assert (failure["kind"], failure["name"], failure["cell"]) == ("notebook", "90-unit", 5)
    assert words in failure["error"]
    assert set(places(root)) == {"ha-noi", "da-nang"}
    assert_whole(root)
    kept = root / "reports" / "2026-06" / "unit" / "hue.failed" / "90-unit.ipynb"
    assert words.partition(":")[0] in kept.read_text("utf-8")
    again, _ = render(root, UNITS[:3])
    assert again == 1 and statuses(root) == {"ha-noi": "reused", "hue": "failed", "da-nang": "reused"}


# ---------------------------------------------------------------------- processes go wrong


def test_a_worker_that_dies_is_replaced_and_its_pack_made(root: Path) -> None:
    kills = (
        "import os, pathlib, signal\n"
        "if unit == 'da-nang' and not pathlib.Path('killed').exists():\n"
        "    pathlib.Path('killed').touch()\n"
        "    os.kill(os.getppid(), signal.SIGKILL)"
    )
    many_office(root, kills)
    done = program(root, 2)
    said = done.communicate(timeout=120)[0]
    assert done.returncode == 0 and (root / "notebooks" / "killed").exists(), said
    assert set(statuses(root).values()) == {"made"} and set(places(root)) == set(UNITS)
    assert_whole(root)


def test_a_run_killed_midway_leaves_whole_packs_and_the_next_does_the_rest(root: Path) -> None:
    many_office(root, WAITS)
    run = program(root, 2)
    until(lambda: (root / "notebooks" / "here").exists() and told(root) == 5, run)
    workers = _below(run.pid)
    run.kill()
    run.wait()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    assert set(places(root)) == set(UNITS) - {"da-nang"}
    assert_whole(root)
    (root / "notebooks" / "go").touch()
    code, said = render(root)
    assert code == 0 and "6 packs: 1 made, 5 reused" in said, said
    assert_whole(root)
    left = [p.name for p in (root / "reports" / "2026-06" / "unit").iterdir() if "staging" in p.name]
    assert left == []
    interrupted = [
        found
        for path in (root / "reports" / "runs").glob("*/run.json")
        if (found := json.loads(path.read_text("utf-8")))["state"] == "interrupted"
    ]
    assert [found["counts"] for found in interrupted] == [{"made": 5, "reused": 0, "failed": 0, "skipped": 1}]


def test_a_run_that_is_interrupted_says_so(root: Path) -> None:
    many_office(root, WAITS)
    run = program(root, 2)
    until(lambda: (root / "notebooks" / "here").exists() and told(root) == 5, run)
    run.send_signal(signal.SIGINT)
    said = run.communicate(timeout=60)[0]
    assert run.returncode == 1 and "Interrupted" in said and "Traceback" not in said, said
    found = report(root)
    assert found["state"] == "interrupted" and found["counts"]["made"] == 5
    assert statuses(root)["da-nang"] == "skipped"
    assert_whole(root)


def test_two_runs_at_once_share_the_work(root: Path) -> None:
    many_office(root)
    runs = [program(root, 1), program(root, 2)]
    said = [run.communicate(timeout=180)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert set(places(root)) == set(UNITS)
    assert_whole(root)
    reports = [json.loads(p.read_text("utf-8")) for p in (root / "reports" / "runs").glob("*/run.json")]
    assert len(reports) == 2 and all(r["counts"]["failed"] == r["counts"]["skipped"] == 0 for r in reports)


def _below(pid: int) -> list[int]:
    """The processes below a process, children's children too."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *_below(child)]
    return found


# ---------------------------------------------------------------------- the disk is full


def test_a_full_disk_fails_the_packs_it_hits_and_keeps_the_last_good_ones(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_office(root)
    assert render(root, UNITS[:2])[0] == 0
    good = {unit: (folder / "briefing.xlsx").read_bytes() for unit, folder in places(root).items()}
    ordinary = atomic.flush

    def full(folder: Path) -> None:
        if ".hue." in str(folder) or ".lai-chau." in str(folder):
            raise OSError(28, "No space left on device")
        ordinary(folder)

    with monkeypatch.context() as patch:
        patch.setattr(atomic, "flush", full)  # the workers are forks of this process
        code, said = render(root, UNITS[:4], force=True)
    assert code == 1 and "No space left on device" in said
    assert statuses(root) == {"ha-noi": "made", "hue": "failed", "da-nang": "made", "lai-chau": "failed"}
    assert (places(root)["hue"] / "briefing.xlsx").read_bytes() == good["hue"]
    assert "lai-chau" not in places(root)
    assert_whole(root)
    assert render(root, UNITS[:4])[0] == 0 and set(places(root)) == set(UNITS[:4])


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a small file system: Linux and root")
def test_a_disk_that_is_really_full(root: Path) -> None:
    many_office(root)
    reports = root / "reports"
    reports.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=120k", "tmpfs", str(reports)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"nothing can be mounted here: {mounted.stderr.strip()}")
    try:
        code, said = render(root)
        assert code == 1 and "failed" in said, said
        assert_whole(root)
        finished = set(places(root))
        subprocess.run(["mount", "-o", "remount,size=64m", str(reports)], check=True)
        code, said = render(root)
        assert code == 0, said
        assert set(places(root)) == set(UNITS)
        assert_whole(root)
        if (reports / "runs").exists():
            assert {u for u, s in statuses(root).items() if s == "reused"} == finished
    finally:
        subprocess.run(["umount", "-l", str(reports)], check=True)
