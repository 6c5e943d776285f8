"""A real Dask scheduler with two real workers on loopback; one of them is killed midway.

The client runs in a process of its own: Dask's threads must not stay in the tests' process, which forks.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import analysis
import executor_tasks as tasks
from analysis.errors import UsageError
from analysis.rendering.executors import choose

SOURCE = Path(analysis.__file__).parent
needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None,
    reason="Dask is not installed: pip install 'briefing57[cluster]'",
)

BEGIN = """
import json, os, sys, time
from pathlib import Path
import executor_tasks as t
from analysis.errors import BriefingError
from analysis.rendering.executors import ClusterExecutor, each
folder, address = Path(sys.argv[1]), sys.argv[2]
def told(**found):
    print(json.dumps(found))
"""

EVERYDAY = """
with ClusterExecutor(address, workspace=folder, initializer=t.load) as executor:
    executor._backlog._client.wait_for_workers(2)
    blocked = [executor.submit(t.begin_and_wait, folder, f"b{n}") for n in range(2)]
    later = [executor.submit(t.double, n) for n in range(40)]
    for n in range(2):
        t.wait_for(folder / f"b{n}")
    cancelled = [later[-1].cancel(), blocked[0].cancel()]
    (folder / "go").touch()
    results = [f.result() for f in later[:-1]]
    workers = [executor.submit(t.who).result() for _ in range(4)]
    told(
        cancelled=cancelled,
        results=results,
        blocked=[f.result() for f in blocked],
        prepared=executor.submit(t.loaded, "word").result(),
        error=repr(executor.submit(t.fail, "not there").exception()),
        trace=str(executor.submit(t.fail, "not there").exception().__cause__),
        died=type(executor.submit(t.leave, 3).exception()).__name__,
        threads=max(w[2] for w in workers),
        servers=sorted({w[1] for w in workers}),
        each=sorted(f.result() for _, f in each(executor, t.double, range(10))),
    )
"""

BUNDLED = """
from analysis.paths import Workspace
from analysis.rendering import bundle
data = bundle.pack(Workspace(folder / "office"))
with ClusterExecutor(address, workspace="/not/on/this/machine", initializer=t.load, bundle=data) as executor:
    jobs = [t.Job("/not/on/this/machine", str(n)) for n in range(20)]
    places = [executor.submit(t.place_of, job).result() for job in jobs]
    root = Path(places[0][0])
    told(
        roots=sorted({place for place, _ in places}),
        names=[name for _, name in places],
        prepared=executor.submit(t.loaded, "word").result(),
        checksum=bundle.checksum(data),
        notebook=(root / "notebooks" / "10-money.ipynb").read_text("utf-8"),
    )
"""

OTHER_PROGRAM = """
from analysis.rendering.executors import program
program.fingerprint = lambda: "another"
try:
    ClusterExecutor(address)
except BriefingError as error:
    told(kind=type(error).__name__, said=str(error))
"""

KILLED = """
with ClusterExecutor(address, workspace=folder, initializer=t.load) as executor:
    blocked = [executor.submit(t.begin_and_wait, folder, f"k{n}", "release") for n in range(2)]
    later = [executor.submit(t.double, n) for n in range(40)]
    told(blocked=[f.result() for f in blocked], later=[f.result() for f in later])
"""

INTERRUPTED = """
with ClusterExecutor(address, workspace=folder) as executor:
    for n in range(20):
        future = executor.submit(t.begin_and_wait, folder, f"i{n}", "never")
    future.result()
"""

LOST = """
executor = ClusterExecutor(address)
futures = [executor.submit(t.begin_and_wait, folder, "lost", "never")]
futures += [executor.submit(t.double, n) for n in range(10)]
t.wait_for(folder / "lost")
os.kill(int(sys.argv[3]), 9)
errors = [f.exception() for f in futures]
told(kinds=sorted({type(e).__name__ for e in errors if e is not None}), said=str(errors[0]))
executor.shutdown()
"""


def environment(program: Path) -> dict[str, str]:
    """That of this process, with the folders of the tasks' module; a lost scheduler is given up soon."""
    found = {"PYTHONPATH": os.pathsep.join([str(program), *(p for p in sys.path if p)])}
    return {**os.environ, **found, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s"}


@dataclass
class Cluster:
    """The processes of one cluster, all on loopback.

    They and their clients run a copy of the program: a change to it in the middle of the tests would be noticed,
    and refused.
    """

    folder: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def program(self) -> Path:
        return self.folder / "program"

    def start(self, name: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, "--no-dashboard", "--host", "127.0.0.1"],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=environment(self.program),
            )

    def client(self, code: str, folder: Path, *more: str) -> subprocess.Popen[str]:
        return client(code, folder, self.address, *more, program=self.program)

    @property
    def address(self) -> str:
        return str(json.loads((self.folder / "scheduler.json").read_text())["address"])

    def stop(self) -> None:
        for process in self.processes.values():
            process.kill()
        for process in self.processes.values():
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler, and two workers with one thread each; the program is copied for them."""
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    known = str(found.folder / "scheduler.json")
    shutil.copytree(SOURCE, found.program / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    try:
        found.start("scheduler", "scheduler", "--port", "0", "--scheduler-file", known)
        for name in ("one", "two"):
            found.start(
                name,
                *("worker", "--scheduler-file", known, "--nworkers", "1", "--nthreads", "1", "--no-nanny"),
                *("--name", name, "--local-directory", str(found.folder / name)),
            )
        while not tasks.wait_for(Path(known)):  # it is there before its content is
            pass
        yield found
    finally:
        found.stop()


def client(code: str, folder: Path, address: str, *more: str, program: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN + code, str(folder), address, *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(program),
    )


def answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What the client told."""
    said, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    found: dict[str, Any] = json.loads(said)
    return found


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@needs_dask
def test_everyday(cluster: Cluster, tmp_path: Path) -> None:
    told = answer(cluster.client(EVERYDAY, tmp_path))
    assert told["cancelled"] == [True, False]  # what has begun goes on
    assert told["results"] == [2 * n for n in range(39)]
    assert len(set(told["blocked"])) == 2  # side by side, in two workers
    assert told["prepared"] == str(tmp_path)
    assert told["error"] == "ValueError('not there')" and "in fail" in told["trace"]
    assert told["died"] == "WorkerDied"
    assert told["threads"] == 1  # so that a task may fork
    assert told["each"] == [2 * n for n in range(10)]
    tasks.wait_until_gone(*told["servers"])  # the run's render servers end with it


@needs_dask
def test_a_workspace_goes_to_machines_that_do_not_have_it(cluster: Cluster, tmp_path: Path) -> None:
    for name in ("data/raw/one/figures.csv", "data/processed/figures.parquet", "notebooks/10-money.ipynb"):
        path = tmp_path / "office" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"content of {name}")
    told = answer(cluster.client(BUNDLED, tmp_path))
    assert told["names"] == [str(n) for n in range(20)]
    assert told["notebook"] == "content of notebooks/10-money.ipynb"
    assert all(Path(root).name == told["checksum"] for root in told["roots"])
    assert all(Path(root).is_relative_to(cluster.folder) for root in told["roots"])  # the workers' own
    assert told["prepared"] in told["roots"]


@needs_dask
def test_a_cluster_with_another_program_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    told = answer(cluster.client(OTHER_PROGRAM, tmp_path))
    assert told["kind"] == "RenderError"
    assert "the program's files differ" in told["said"] and "same version" in told["said"]


@needs_dask
def test_ctrl_c_ends_the_work_on_the_cluster_too(cluster: Cluster, tmp_path: Path) -> None:
    process = cluster.client(INTERRUPTED, tmp_path)
    try:
        workers = [int(tasks.wait_for(tmp_path / f"i{n}")) for n in range(2)]
        os.kill(process.pid, signal.SIGINT)
        said = process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == -signal.SIGINT
    assert said[1].count("Traceback") == 1 and "KeyboardInterrupt" in said[1]
    tasks.wait_until_gone(*workers)
    assert len(list(tmp_path.glob("i*"))) == 2  # nothing was begun afterwards


@needs_dask
def test_a_worker_is_killed_midway_and_every_task_is_done(cluster: Cluster, tmp_path: Path) -> None:
    process = cluster.client(KILLED, tmp_path)
    try:
        workers = [int(tasks.wait_for(tmp_path / f"k{n}")) for n in range(2)]
        servers = [parent_of(worker) for worker in workers]
        machines = [parent_of(server) for server in servers]
        assert set(machines) == {cluster.processes[name].pid for name in ("one", "two")}
        (tmp_path / "k0").unlink()
        os.kill(machines[0], signal.SIGKILL)
        tasks.wait_until_gone(workers[0], servers[0])  # nobody is left behind
        (tmp_path / "release").touch()
        told = answer(process)
    finally:
        process.kill()
    assert told["later"] == [2 * n for n in range(40)]
    assert told["blocked"][1] == workers[1]
    assert told["blocked"][0] == int((tmp_path / "k0").read_text()) != workers[0]  # done again, elsewhere


@needs_dask
def test_when_the_scheduler_is_lost_nobody_waits_for_ever(cluster: Cluster, tmp_path: Path) -> None:
    scheduler = cluster.processes["scheduler"].pid
    told = answer(cluster.client(LOST, tmp_path, str(scheduler)))
    assert told["kinds"] == ["BrokenExecutor"]
    assert "lost" in told["said"]


@needs_dask
def test_a_scheduler_that_is_not_there_is_said(tmp_path: Path) -> None:
    code = """
try:
    ClusterExecutor("tcp://127.0.0.1:9", timeout=1)
except BriefingError as error:
    told(kind=type(error).__name__, said=str(error))
"""
    told = answer(client(code, tmp_path, "unused", program=SOURCE.parent))
    assert told["kind"] == "RenderError"
    assert "cannot be reached" in told["said"] and "tcp://127.0.0.1:9" in told["said"]


@needs_dask
def test_an_address_that_cannot_be_is_wrong_usage(tmp_path: Path) -> None:
    cases: list[tuple[str, dict[str, Any], str]] = [
        ("nonsense", {}, "without host or port"),
        ("tcp://:8786", {}, "without host or port"),
        ("foo://host:8786", {}, "another kind"),
        ("tls://host:8786", {}, "names no TLS files"),
        ("tls://host:8786", {"tls.ca-file": "/not/there", "tls.client.cert": "/not/there"}, "cannot be used"),
        ("tcp://host:8786", {"require-encryption": True}, "asks for encryption"),
    ]
    code = """
import dask, threading
said = []
for address, settings, _ in json.loads(sys.argv[3]):
    with dask.config.set({f"distributed.comm.{name}": value for name, value in settings.items()}):
        try:
            ClusterExecutor(address)
        except BriefingError as error:
            said.append([type(error).__name__, str(error)])
told(said=said, threads=threading.active_count())
"""
    told = answer(client(code, tmp_path, "unused", json.dumps(cases), program=SOURCE.parent))
    assert [kind for kind, _ in told["said"]] == ["UsageError"] * len(cases)
    for (_, _, words), (_, said) in zip(cases, told["said"], strict=True):
        assert words in said
    assert told["threads"] == 1


def test_without_dask_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    before = threading.active_count()
    with pytest.raises(UsageError, match=r"pip install 'briefing57\[cluster\]'"):
        choose(2, "tcp://127.0.0.1:8786")
    assert threading.active_count() == before
