"""All notebooks of a pack are run; one that fails stops no other; nothing of the machine stays in what is
kept."""

from __future__ import annotations

import os
import time
from pathlib import Path

import nbformat
import pytest

from analysis.errors import RenderError, UnknownParameter
from analysis.paths import WORKSPACE_VARIABLE, Workspace
from analysis.rendering import engine, execution, forks
from analysis.rendering.limits import Limits
from analysis.rendering.parameters import Parameters
from small_packs import write_notebook

PARAMETERS = Parameters(period="2026-05", lang="en")


def outputs(path: Path) -> list[str]:
    """What the cells of a kept notebook displayed or printed."""
    return [
        o.get("text") or o.get("data", {}).get("text/plain") or o.get("evalue", "")
        for cell in nbformat.read(path, 4).cells
        for o in cell.get("outputs", [])
    ]


@pytest.mark.parametrize("jobs", [1, 3])
def test_all_run_and_a_failure_stops_no_other(jobs: int, tmp_path: Path) -> None:
    source = tmp_path / "notebooks"
    paths = [
        write_notebook(source / "1-well.ipynb", "print(period, lang)"),
        write_notebook(source / "2-bad.ipynb", "'so far'", "raise ValueError('không đọc được')", "'never'"),
        write_notebook(source / "3-dead.ipynb", "import os; os._exit(9)"),
        write_notebook(source / "4-well.ipynb", "period + lang"),
    ]
    started: list[str] = []
    done: list[str] = []
    runs = execution.run(
        paths,
        PARAMETERS,
        tmp_path / "out",
        jobs=jobs,
        on_start=started.append,
        on_done=lambda run: done.append(run.name),
    )
    assert [run.name for run in runs] == ["1-well", "2-bad", "3-dead", "4-well"]
    assert sorted(started) == sorted(done) == [run.name for run in runs]
    assert [run.failure is None for run in runs] == [True, False, False, True]
    bad, dead = runs[1].failure, runs[2].failure
    assert bad is not None and dead is not None
    # The cells as the author counts them: title, parameters, 'so far', then the one that raises.
    assert (bad.cell, bad.name, bad.message) == (4, "ValueError", "không đọc được")
    assert "raise ValueError" in bad.source and "\x1b" not in bad.traceback and "ValueError" in bad.traceback
    assert (dead.cell, dead.name) == (3, "NotebookProcessDied")
    assert outputs(runs[0].path) == ["2026-05 en\n"] and outputs(runs[3].path) == ["'2026-05en'"]
    kept = outputs(runs[1].path)
    assert "'so far'" in kept and "không đọc được" in kept and "'never'" not in kept
    assert all(run.seconds > 0 for run in runs)


def test_jobs_run_at_the_same_time(tmp_path: Path) -> None:
    meet = (
        "import pathlib, time\nhere = pathlib.Path('met')\nhere.mkdir(exist_ok=True)\n(here / name).touch()\n"
        "end = time.monotonic() + 20\n"
        "while len(list(here.iterdir())) < 2 and time.monotonic() < end:\n    time.sleep(0.02)\n"
        "len(list(here.iterdir()))"
    )
    paths = [write_notebook(tmp_path / "n" / f"{n}.ipynb", f"name = {n!r}\n{meet}") for n in "ab"]
    runs = execution.run(paths, PARAMETERS, tmp_path / "out", jobs=2)
    assert [outputs(run.path) for run in runs] == [["2"], ["2"]]


def test_what_is_kept_does_not_depend_on_the_machine_or_the_run(tmp_path: Path) -> None:
    folder = tmp_path / "with {braces} and space"
    path = write_notebook(folder / "notebooks" / "1.ipynb", "import os\nos.path.basename(os.getcwd())")
    kept = []
    for name in ("first", "second"):
        (run,) = execution.run([path], PARAMETERS, folder / name)
        assert run.failure is None
        kept.append(nbformat.read(run.path, 4))
    assert [c.id for c in kept[0].cells] == [c.id for c in kept[1].cells]
    assert str(tmp_path) not in (folder / "first" / "1.ipynb").read_text()
    assert outputs(folder / "first" / "1.ipynb") == ["'notebooks'"]  # where JupyterLab would run it
    assert kept[0].metadata.papermill.input_path == "1.ipynb"
    assert kept[0].metadata.papermill.parameters == {"period": "2026-05", "lang": "en"}
    nbformat.validate(kept[0])


def test_a_notebook_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "n" / "slow.ipynb", "import time; time.sleep(60)")
    started = time.monotonic()
    (run,) = execution.run([path], PARAMETERS, tmp_path / "out", limits=Limits(cell=0.5))
    assert time.monotonic() - started < 20
    assert run.failure is not None and run.failure.name == "CellTimeout" and run.failure.cell == 3


def test_parameters_are_checked_before_anything_runs(tmp_path: Path) -> None:
    path = write_notebook(tmp_path / "n" / "1.ipynb", "open('ran', 'w')")
    with pytest.raises(UnknownParameter, match=r"1\.ipynb has no such parameter"):
        execution.check([path], Parameters(period="2026-05", unit="bo-y-te"))
    bare = write_notebook(tmp_path / "n" / "2.ipynb", "1", parameters=False)
    with pytest.raises(RenderError, match=r"2\.ipynb"):
        execution.check([bare], PARAMETERS)
    assert not (tmp_path / "n" / "ran").exists()


def test_warming_points_notebooks_to_the_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORKSPACE_VARIABLE, "elsewhere")
    execution.warm(Workspace(tmp_path))
    assert os.environ[WORKSPACE_VARIABLE] == str(tmp_path)
    path = write_notebook(
        tmp_path / "notebooks" / "1.ipynb",
        "from analysis.paths import Workspace\nprint(Workspace.find().root)",
    )
    (run,) = execution.run([path], PARAMETERS, tmp_path / "out")
    assert outputs(run.path) == [f"{tmp_path}\n"]
    assert engine.hindrance() is None, "something imported for notebooks has started a thread"


# ---------------------------------------------------------------------- functions in forks


@pytest.mark.parametrize("jobs", [1, 2])
def test_forks_give_results_in_order_and_errors_as_outcomes(jobs: int) -> None:
    def fail() -> int:
        raise RenderError("cannot", where="here", hint="do this")

    def crash() -> int:
        return 1 // 0

    ticks: list[int] = []
    outcomes = forks.run(
        [
            forks.Task("a", lambda: 1),
            forks.Task("b", fail),
            forks.Task("c", crash),
            forks.Task("d", lambda: 4),
        ],
        jobs,
        on_tick=lambda: ticks.append(1),
    )
    assert [o.result for o in outcomes] == [1, None, None, 4]
    assert isinstance(outcomes[1].error, RenderError) and outcomes[1].error.hint == "do this"
    assert outcomes[2].error is not None and "ZeroDivisionError" in str(outcomes[2].error)
    assert "1 // 0" in outcomes[2].detail or "crash" in outcomes[2].detail


def test_a_fork_that_dies_is_an_outcome_and_not_a_hang() -> None:
    outcomes = forks.run(
        [
            forks.Task("dies", lambda: os.kill(os.getpid(), 9)),
            forks.Task("exits", lambda: os._exit(3)),
            forks.Task("lives", lambda: 1),
        ],
        2,
    )
    assert "SIGKILL" in str(outcomes[0].error) and "exit code 3" in str(outcomes[1].error)
    assert outcomes[2].result == 1


def test_no_more_than_the_asked_number_run_at_once(tmp_path: Path) -> None:
    def work() -> int:
        mine = tmp_path / str(os.getpid())
        mine.touch()
        time.sleep(0.15)
        count = len(list(tmp_path.iterdir()))
        mine.unlink()
        return count

    counts = [o.result for o in forks.run([forks.Task(str(i), work) for i in range(6)], 2)]
    assert max(c or 0 for c in counts) == 2
