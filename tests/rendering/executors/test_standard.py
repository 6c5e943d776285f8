"""What the standard library promises of executors holds for ours, in this process and in others."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import (
    ALL_COMPLETED,
    FIRST_COMPLETED,
    FIRST_EXCEPTION,
    CancelledError,
    Executor,
    Future,
    as_completed,
    wait,
)
from concurrent.futures import TimeoutError as FuturesTimeout
from pathlib import Path

import pytest

import executor_tasks as tasks
from analysis.errors import RenderError, UsageError
from analysis.rendering.engine import hindrance
from analysis.rendering.executors import LocalExecutor, SerialExecutor, WorkerDied, choose, each

Make = Callable[..., Executor]


@pytest.fixture(params=["serial", "fork", "spawn"])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    """Makes an executor of each kind, and shuts it down."""
    made: list[Executor] = []

    def one(jobs: int = 2) -> Executor:
        if request.param == "fork" and hindrance() is not None:
            pytest.skip(f"cannot fork: {hindrance()}")
        new = SerialExecutor() if request.param == "serial" else LocalExecutor(jobs, start=request.param)
        made.append(new)
        return new

    yield one
    for executor in made:
        executor.shutdown(cancel_futures=True)


@pytest.fixture
def local() -> Iterator[LocalExecutor]:
    if hindrance() is not None:
        pytest.skip(f"cannot fork: {hindrance()}")
    with LocalExecutor(2) as executor:
        yield executor


def test_results_and_errors_come_back(make: Make) -> None:
    executor = make()
    assert executor.submit(pow, 2, 8).result() == 256
    assert executor.submit(int, "ff", base=16).result() == 255
    error = executor.submit(tasks.fail, "nothing there").exception()
    assert isinstance(error, ValueError) and str(error) == "nothing there"


def test_map_keeps_the_order_and_raises_where_the_error_is(make: Make) -> None:
    executor = make()
    assert list(executor.map(tasks.double, range(20))) == [2 * n for n in range(20)]
    results = executor.map(divmod, [1, 1, 1], [1, 0, 1])
    assert next(results) == (1, 0)
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_a_task_may_end_the_interpreter_and_only_says_so(make: Make) -> None:
    error = make().submit(tasks.leave_the_interpreter, 3).exception()
    assert isinstance(error, SystemExit) and error.code == 3


def test_no_task_after_the_end(make: Make) -> None:
    executor = make()
    executor.shutdown()
    executor.shutdown()  # once more does no harm
    with pytest.raises(RuntimeError, match="after shutdown"):
        executor.submit(tasks.double, 1)


def test_waiting_for_the_first_the_failed_and_all(make: Make) -> None:
    executor = make()
    good, bad = executor.submit(tasks.double, 1), executor.submit(tasks.fail, "x")
    assert wait([good, bad], return_when=FIRST_COMPLETED).done
    assert bad in wait([good, bad], return_when=FIRST_EXCEPTION).done
    assert wait([good, bad], return_when=ALL_COMPLETED).not_done == set()
    assert set(as_completed([good, bad])) == {good, bad}


def test_callbacks_are_called_also_when_added_late(make: Make) -> None:
    executor, called = make(), threading.Event()
    future = executor.submit(tasks.double, 4)
    future.add_done_callback(lambda f: called.set())
    assert called.wait(60)
    late: list[int] = []
    future.add_done_callback(lambda f: late.append(f.result()))
    assert late == [8]


def test_each_gives_every_item_its_future(make: Make) -> None:
    found = {item: future.result() for item, future in each(make(), tasks.double, range(9))}
    assert found == {n: 2 * n for n in range(9)}


def test_each_ticks_while_it_waits(local: LocalExecutor, tmp_path: Path) -> None:
    ticks: list[int] = []

    def tick() -> None:
        ticks.append(1)
        (tmp_path / "go").touch()

    work = [(tmp_path, "only")]
    for _, future in each(local, _begin_and_wait, work, on_tick=tick):
        assert future.result() > 0
    assert ticks


def _begin_and_wait(job: tuple[Path, str]) -> int:
    return tasks.begin_and_wait(*job)


def test_one_after_the_other_means_that_the_next_waits_until_the_last_is_taken() -> None:
    begun: list[int] = []
    taken = each(SerialExecutor(), begun.append, range(5))
    next(taken)
    assert begun == [0]
    next(taken)
    assert begun == [0, 1]


def test_ctrl_c_in_a_serial_task_reaches_the_caller() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        SerialExecutor().submit(interrupted)


def test_what_has_not_begun_can_be_cancelled(local: LocalExecutor, tmp_path: Path) -> None:
    blocked = [local.submit(tasks.begin_and_wait, tmp_path, f"b{n}") for n in range(2)]
    later = [local.submit(tasks.double, n) for n in range(5)]
    for n in range(2):
        tasks.wait_for(tmp_path / f"b{n}")
    assert not blocked[0].cancel() and blocked[0].running()
    assert later[-1].cancel() and later[-1].cancelled()
    with pytest.raises(FuturesTimeout):
        later[0].result(timeout=0.01)
    (tmp_path / "go").touch()
    assert [f.result() for f in later[:-1]] == [0, 2, 4, 6]
    with pytest.raises(CancelledError):
        later[-1].result()
    assert wait(later, timeout=60).not_done == set()


def test_shutting_down_can_cancel_what_waits(tmp_path: Path, local: LocalExecutor) -> None:
    blocked = [local.submit(tasks.begin_and_wait, tmp_path, f"b{n}") for n in range(2)]
    later = [local.submit(tasks.double, n) for n in range(20)]
    for n in range(2):
        tasks.wait_for(tmp_path / f"b{n}")
    local.shutdown(wait=False, cancel_futures=True)
    dropped = [f for f in later if f.cancelled()]
    assert len(dropped) >= 19  # all but the one that was on its way already
    assert wait(dropped, timeout=60).not_done == set()
    (tmp_path / "go").touch()
    assert all(f.result() > 0 for f in blocked)
    local.shutdown()


def test_shutting_down_without_waiting_still_does_everything(local: LocalExecutor) -> None:
    futures = [local.submit(tasks.double, n) for n in range(50)]
    local.shutdown(wait=False)
    assert [f.result() for f in futures] == [2 * n for n in range(50)]


def test_an_executor_that_is_forgotten_ends_its_processes() -> None:
    if hindrance() is not None:
        pytest.skip(f"cannot fork: {hindrance()}")
    executor = LocalExecutor(1)
    future, supervisor = executor.submit(tasks.double, 3), executor.supervisor
    watched, backlog = weakref.ref(executor), executor._backlog
    del executor
    gc.collect()
    assert watched() is None and future.result() == 6
    backlog.join()
    tasks.wait_until_gone(supervisor)


def test_a_task_is_not_kept_alive_after_it_is_done(local: LocalExecutor) -> None:
    argument = tasks.Job("/somewhere", "x")
    watched = weakref.ref(argument)
    local.submit(tasks.place_of, argument).result()
    del argument
    gc.collect()
    assert watched() is None


def test_a_callback_may_submit(local: LocalExecutor) -> None:
    finished: Future[int] = Future()

    def again(future: Future[int]) -> None:
        second = local.submit(tasks.double, future.result())
        second.add_done_callback(lambda f: finished.set_result(f.result()))

    local.submit(tasks.double, 10).add_done_callback(again)
    assert finished.result(timeout=60) == 40


def test_many_threads_may_submit(local: LocalExecutor) -> None:
    answers: list[int] = []

    def some(start: int) -> None:
        answers.extend(f.result() for f in [local.submit(tasks.double, n) for n in range(start, start + 50)])

    threads = [threading.Thread(target=some, args=(50 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [2 * n for n in range(200)]


def test_what_cannot_be_sent_is_the_future_s_error(local: LocalExecutor) -> None:
    assert local.submit(lambda: 1).exception() is not None
    assert isinstance(local.submit(tasks.unsendable).exception(), RenderError)
    error = local.submit(tasks.fail_fussily).exception()
    assert isinstance(error, RenderError) and "Fussy: this and that" in str(error)
    assert "fail_fussily" in str(error.__cause__)
    assert local.submit(tasks.double, 1).result() == 2  # the worker goes on


@pytest.mark.parametrize(
    ("when", "how", "kind"),
    [
        ("pickled", "error", RenderError),
        ("pickled", "exit", RenderError),
        ("pickled", "crash", WorkerDied),
        ("read", "error", RenderError),
        ("read", "exit", RenderError),
    ],
)
def test_an_odd_result_stops_nobody(local: LocalExecutor, when: str, how: str, kind: type[Exception]) -> None:
    assert type(local.submit(tasks.odd, when, how).exception()) is kind
    assert local.submit(tasks.double, 1).result() == 2


@pytest.mark.parametrize(("how", "kind"), [("error", RenderError), ("exit", SystemExit), ("crash", WorkerDied)])
def test_an_odd_argument_stops_nobody(local: LocalExecutor, how: str, kind: type[Exception]) -> None:
    assert type(local.submit(tasks.place_of, tasks.Odd("read", how)).exception()) is kind
    assert local.submit(tasks.double, 1).result() == 2


def test_a_crash_while_much_is_being_sent_stops_nobody(local: LocalExecutor) -> None:
    futures = [local.submit(tasks.crash_with, b"x" * 2_000_000) for _ in range(6)]
    assert {type(f.exception()) for f in futures} == {WorkerDied}
    assert local.submit(tasks.double, 1).result() == 2


def test_a_result_is_not_kept_after_it_is_taken(local: LocalExecutor) -> None:
    for job in local.map(tasks.Job, ["/a", "/b", "/c"], ["x", "y", "z"]):
        watched = weakref.ref(job)
        del job
        gc.collect()
        assert watched() is None


def test_what_is_cancelled_just_before_the_end_does_not_hold_it_up(local: LocalExecutor, tmp_path: Path) -> None:
    blocked = local.submit(tasks.begin_and_wait, tmp_path, "begun")
    for future in [local.submit(tasks.double, n) for n in range(10)]:
        future.cancel()
    (tmp_path / "go").touch()
    local.shutdown()
    assert blocked.result() > 0


def test_an_error_brings_its_traceback(local: LocalExecutor) -> None:
    error = local.submit(tasks.fail, "x").exception()
    assert error is not None and 'in fail\n    raise ValueError(message)' in str(error.__cause__)


def test_an_error_of_ours_comes_back_as_it_is(local: LocalExecutor) -> None:
    error = local.submit(LocalExecutor, 0).exception()
    assert isinstance(error, UsageError) and error.found == "0"


def test_much_goes_both_ways_at_once(local: LocalExecutor) -> None:
    block = b"x" * 3_000_000  # more than any socket takes at once
    futures = [local.submit(bytes.upper, block) for _ in range(8)]
    assert all(f.result() == block.upper() for f in futures)


def test_what_was_submitted_is_done_before_the_interpreter_ends() -> None:
    program = (
        "import executor_tasks as t\nfrom analysis.rendering.executors import LocalExecutor\n"
        "executor = LocalExecutor(2)\n"
        "for n in range(5): executor.submit(t.double, n).add_done_callback(lambda f: print(f.result()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        timeout=120,
    )
    assert (sorted(done.stdout.split()), done.stderr, done.returncode) == (["0", "2", "4", "6", "8"], "", 0)


def test_the_executor_follows_from_what_is_asked_for() -> None:
    if hindrance() is not None:
        pytest.skip(f"cannot fork: {hindrance()}")
    assert isinstance(choose(1), SerialExecutor)
    assert isinstance(choose(4, tasks=1), SerialExecutor)
    with choose(4, tasks=2) as executor:
        assert isinstance(executor, LocalExecutor)
    with pytest.raises(UsageError, match="at least 1"):
        choose(0)


def test_with_threads_about_the_workers_come_from_a_fresh_process() -> None:
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        with pytest.raises(RenderError, match="other threads"):
            LocalExecutor(2)
        with choose(2, initializer=tasks.load, workspace="/office") as executor:
            assert executor.submit(tasks.loaded, "word").result() == "/office"
    finally:
        over.set()
        thread.join()


def test_where_nothing_can_fork_the_tasks_run_here_and_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.rendering.executors.hindrance", lambda: "this system cannot fork processes")
    executor = choose(4)
    assert isinstance(executor, SerialExecutor) and "cannot fork" in executor.note
    assert executor.submit(os.getpid).result() == os.getpid()
