"""Workers that die, hang and grow; supervisors and parents that are killed; Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, wait
from pathlib import Path
from typing import Any

import pytest

import executor_tasks as tasks
from analysis.errors import RenderError
from analysis.rendering.engine import hindrance
from analysis.rendering.executors import LocalExecutor, TaskHung, WorkerDied

Make = Callable[..., LocalExecutor]

PARENT = """
import sys
from pathlib import Path
import executor_tasks as t
from analysis.rendering.executors import LocalExecutor, each
folder, start = Path(sys.argv[1]), sys.argv[2]
with LocalExecutor(2, start=start) as executor:
    t.say(folder / "supervisor", executor.supervisor)
    futures = [executor.submit(t.with_family, folder, name) for name in ("a", "b")]
    futures += [executor.submit(t.double, n) for n in range(50)]
    futures[0].result()
"""


@pytest.fixture
def make() -> Iterator[Make]:
    if hindrance() is not None:
        pytest.skip(f"cannot fork: {hindrance()}")
    made: list[LocalExecutor] = []

    def one(jobs: int = 2, **options: Any) -> LocalExecutor:
        made.append(LocalExecutor(jobs, **options))
        return made[-1]

    yield one
    for executor in made:
        executor.kill_workers()


def parent(folder: Path, start: str = "fork") -> subprocess.Popen[str]:
    """A process of its own that has an executor with two workers, each with a child and a grandchild."""
    return subprocess.Popen(
        [sys.executable, "-c", PARENT, str(folder), start],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def family(folder: Path, *names: str) -> list[int]:
    """The processes of the tasks `with_family`: workers, children, grandchildren."""
    files = [folder / f"{name}-{who}" for name in names for who in ("worker", "child", "grandchild")]
    found = [int(tasks.wait_for(file)) for file in files]
    assert all(tasks.alive(pid) for pid in found)
    return found


def test_a_task_whose_worker_dies_is_tried_again(make: Make, tmp_path: Path) -> None:
    executor = make()
    assert executor.submit(tasks.die_first, tmp_path, 1).result() == 2
    assert executor.submit(tasks.double, 1).result() == 2


def test_a_task_that_kills_each_worker_is_given_up_and_others_are_done(make: Make, tmp_path: Path) -> None:
    executor = make()
    bad = executor.submit(tasks.die_first, tmp_path, 99)
    good = [executor.submit(tasks.double, n) for n in range(20)]
    error = bad.exception()
    assert type(error) is WorkerDied and "SIGKILL" in error.how and "2 times" in error.message
    assert len(list(tmp_path.glob("start-*"))) == 2
    assert [f.result() for f in good] == [2 * n for n in range(20)]


def test_how_often_a_task_is_tried_can_be_said(make: Make, tmp_path: Path) -> None:
    with make(1, attempts=4) as executor:
        assert executor.submit(tasks.die_first, tmp_path, 3).result() == 4
    error = make(1, attempts=1).submit(tasks.leave, 5).exception()
    assert isinstance(error, WorkerDied) and "exit code 5" in error.how and "once" in error.message


def test_a_worker_that_is_killed_from_outside_is_replaced(make: Make, tmp_path: Path) -> None:
    executor = make(1)
    future = executor.submit(tasks.begin_and_wait, tmp_path, "begun")
    first = int(tasks.wait_for(tmp_path / "begun"))
    (tmp_path / "begun").unlink()
    os.kill(first, signal.SIGKILL)
    second = int(tasks.wait_for(tmp_path / "begun"))
    (tmp_path / "go").touch()
    assert future.result() == second != first


def test_a_worker_that_dies_without_a_task_is_replaced(make: Make) -> None:
    executor = make(1)
    worker = executor.submit(os.getpid).result()
    os.kill(worker, signal.SIGKILL)
    tasks.wait_until_gone(worker)
    assert executor.submit(os.getpid).result() != worker


def test_a_task_that_hangs_is_killed_with_all_that_it_started_and_not_tried_again(
    make: Make, tmp_path: Path
) -> None:
    executor = make(2, seconds=1.0)
    future = executor.submit(tasks.with_family, tmp_path, "hung")
    processes = family(tmp_path, "hung")
    error = future.exception()
    assert type(error) is TaskHung and error.expected == "at most 1 s"
    tasks.wait_until_gone(*processes)
    assert executor.submit(tasks.double, 1).result() == 2


def test_what_a_dead_worker_left_is_ended_and_what_another_one_started_is_spared(
    make: Make, tmp_path: Path
) -> None:
    executor = make(2, attempts=1)
    futures = [executor.submit(tasks.with_family, tmp_path, name) for name in ("a", "b")]
    dead, living = family(tmp_path, "a"), family(tmp_path, "b")
    os.kill(dead[0], signal.SIGKILL)
    assert isinstance(futures[0].exception(), WorkerDied)
    tasks.wait_until_gone(*dead)
    assert all(tasks.alive(pid) for pid in living)
    executor.kill_workers()
    assert isinstance(futures[1].exception(), BrokenExecutor)
    tasks.wait_until_gone(*living, executor.supervisor)


def test_a_worker_is_replaced_after_so_many_tasks(make: Make) -> None:
    executor = make(1, recycle=3)
    workers = [executor.submit(os.getpid).result() for _ in range(7)]
    assert [workers.count(w) for w in dict.fromkeys(workers)] == [3, 3, 1]


def test_a_worker_that_has_grown_is_replaced(make: Make) -> None:
    executor = make(1, memory=50_000_000)
    small = [executor.submit(tasks.grow, 1000).result() for _ in range(3)]
    assert len(set(small)) == 1
    assert executor.submit(tasks.grow, 80_000_000).result() == small[0]
    assert executor.submit(os.getpid).result() != small[0]


def test_a_worker_in_which_a_task_has_left_a_thread_is_replaced(make: Make) -> None:
    executor = make(1)
    before = executor.submit(os.getpid).result()
    executor.submit(tasks.start_a_thread).result()
    after, _, threads = executor.submit(tasks.who).result()
    assert after != before and threads == 1


def test_workers_have_what_the_parent_had_and_keep_what_they_load(make: Make, monkeypatch: Any) -> None:
    monkeypatch.setitem(tasks.LOADED, "before", "warm")
    executor = make(1)
    monkeypatch.setitem(tasks.LOADED, "before", "changed")
    assert executor.submit(tasks.loaded, "before").result() == "warm"
    executor.submit(tasks.load, "kept").result()
    assert executor.submit(tasks.loaded, "word").result() == "kept"
    assert "word" not in tasks.LOADED


def test_the_initializer_runs_once_before_the_workers(make: Make) -> None:
    executor = make(1, initializer=tasks.load, initargs=("ready",), recycle=1)
    assert [executor.submit(tasks.loaded, "word").result() for _ in range(2)] == ["ready"] * 2
    assert {executor.submit(tasks.loaded, "by").result() for _ in range(3)} == {executor.supervisor}


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_an_initializer_that_fails_says_so_to_everyone_who_waits(make: Make, start: str) -> None:
    executor = make(1, initializer=tasks.fail, initargs=("not ready",), start=start)
    error = executor.submit(tasks.double, 1).exception() if not executor.broken else None
    assert error is None or (isinstance(error, BrokenExecutor) and isinstance(error.__cause__, ValueError))
    with pytest.raises(BrokenExecutor, match="not ready"):
        executor.submit(tasks.double, 1)


def test_an_initializer_that_starts_a_thread_is_refused(make: Make) -> None:
    executor = make(1, initializer=tasks.start_a_thread)
    try:
        error: BaseException | None = executor.submit(tasks.double, 1).exception()
    except BrokenExecutor as broken:
        error = broken
    assert isinstance(error, BrokenExecutor) and "forked after the preparation" in str(error)


def test_a_worker_has_one_thread_may_fork_and_leaves_ctrl_c_to_the_parent(make: Make) -> None:
    executor = make()
    pid, above, threads = executor.submit(tasks.who).result()
    assert (above, threads) == (executor.supervisor, 1) and pid != os.getpid()
    assert list(executor.map(tasks.fork_and_ask, range(10))) == [2 * n for n in range(10)]
    assert executor.submit(tasks.interruptions).result() == signal.SIG_IGN


def test_temporary_files_go_with_the_worker(make: Make) -> None:
    executor = make(1, recycle=2)
    left = Path(executor.submit(tasks.temporary).result())
    assert left.exists()
    executor.submit(tasks.double, 1).result()
    executor.shutdown()
    assert not left.exists() and not left.parent.exists()


def test_when_the_supervisor_is_killed_nobody_waits_for_ever(make: Make, tmp_path: Path) -> None:
    executor = make()
    futures = [executor.submit(tasks.with_family, tmp_path, n) for n in ("a", "b")]
    futures += [executor.submit(tasks.double, n) for n in range(20)]
    workers = [int(tasks.wait_for(tmp_path / f"{n}-worker")) for n in ("a", "b")]
    os.kill(executor.supervisor, signal.SIGKILL)
    assert wait(futures, timeout=60).not_done == set()
    for future in futures:
        error = future.exception()
        assert isinstance(error, BrokenExecutor) and "SIGKILL" in str(error)
    with pytest.raises(BrokenExecutor):
        executor.submit(tasks.double, 1)
    tasks.wait_until_gone(*workers)
    for name in ("a", "b"):  # with no supervisor left, nobody adopts a session that a task has made
        os.kill(int((tmp_path / f"{name}-grandchild").read_text()), signal.SIGKILL)
        os.kill(int((tmp_path / f"{name}-child").read_text()), signal.SIGKILL)


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_everything_dies_with_a_killed_parent(tmp_path: Path, start: str) -> None:
    process = parent(tmp_path, start)
    try:
        processes = family(tmp_path, "a", "b")
        processes.append(int((tmp_path / "supervisor").read_text()))
    finally:
        process.kill()
    process.wait()
    tasks.wait_until_gone(*processes)


def test_ctrl_c_ends_everything_without_a_storm(tmp_path: Path) -> None:
    process = parent(tmp_path)
    try:
        processes = family(tmp_path, "a", "b")
        processes.append(int((tmp_path / "supervisor").read_text()))
        for pid in (process.pid, *processes[:1]):  # as a terminal would, and to a worker as well
            os.kill(pid, signal.SIGINT)
        said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == -signal.SIGINT
    assert said[0] == "" and said[1].count("Traceback") == 1 and "KeyboardInterrupt" in said[1]
    tasks.wait_until_gone(*processes)


def test_a_supervisor_without_work_leaves_when_it_may_not_idle(make: Make) -> None:
    executor = make(1, idle=0.2, start="spawn")
    assert executor.submit(tasks.double, 1).result() == 2
    tasks.wait_until_gone(executor.supervisor)
    executor.shutdown()
    with pytest.raises((BrokenExecutor, RuntimeError)):
        executor.submit(tasks.double, 1)


def test_when_the_system_gives_no_process_it_is_said(make: Make) -> None:
    executor = make(1, initializer=_no_more_forks)
    error = executor.submit(tasks.double, 1).exception()
    assert isinstance(error, BrokenExecutor) and isinstance(error.__cause__, RenderError)
    assert "gives no process" in str(error)


def _no_more_forks() -> None:
    def refused() -> int:
        raise OSError(11, "Resource temporarily unavailable")

    os.fork = refused  # in the supervisor, where this is called
