"""The engine: isolation, time limits, deaths, clean-up, and when it stands back."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from analysis.rendering import engine

needs_fork = pytest.mark.skipif(engine.hindrance() is not None, reason="the engine falls back here")


def notebook(*cells: str, tags: dict[int, list[str]] | None = None) -> Any:
    nb = new_notebook(metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}})
    nb.cells = [new_code_cell(source, metadata={"tags": (tags or {}).get(i, [])}) for i, source in enumerate(cells)]
    return nb


def run(folder: Path, *cells: str, **options: Any) -> tuple[Any, PapermillExecutionError | None]:
    """The executed notebook, and the error papermill raised, if any."""
    folder.mkdir(exist_ok=True)
    source = folder / "in.ipynb"
    nbformat.write(notebook(*cells, tags=options.pop("tags", None)), source)
    kept: list[Any] = []
    error = None
    try:
        papermill.execute_notebook(
            source,
            None,
            engine_name="briefing",
            progress_bar=options.pop("progress_bar", False),
            sink=kept.append,
            cwd=folder,
            **options,
        )
    except PapermillExecutionError as raised:
        error = raised
    return kept[0], error


def texts(nb: Any) -> list[str]:
    """Everything the notebook displayed, as plain text."""
    found = []
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            found.append(output.get("text") or output.get("data", {}).get("text/plain") or output.get("evalue", ""))
    return found


def failed_cell(nb: Any) -> Any:
    return next(c for c in nb.cells if c.metadata.get("papermill", {}).get("status") == "failed")


@pytest.mark.parametrize("first", ["analysis.rendering.engine", "analysis.rendering.papermill_engine", "papermill"])
def test_the_entry_point_is_found_whatever_is_imported_first(first: str) -> None:
    if first.endswith("papermill_engine"):
        first = "analysis.rendering.engine"
    code = (
        f"import {first}\nfrom analysis.rendering.engine import BriefingEngine\n"
        "from papermill.engines import papermill_engines\n"
        "assert papermill_engines.get_engine('briefing') is BriefingEngine\nprint('same')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "same\n", done.stderr


def test_it_is_an_engine_of_papermill() -> None:
    assert issubclass(papermill_engines.get_engine("briefing"), Engine)


@needs_fork
def test_nothing_passes_from_one_notebook_to_the_next(tmp_path: Path) -> None:
    (tmp_path / "module_of_mine.py").write_text("state = []\n")
    meddling = (
        "leak = 1\nimport os, sys, json, builtins, tempfile, random\nos.environ['LEAK'] = '1'\n"
        "sys.path.append('leak')\njson.leak = 1\nbuiltins.leak = 1\nos.chdir('/')\n"
        "import matplotlib; matplotlib.rcParams['font.size'] = 99\n"
        "import pandas; pandas.set_option('display.max_rows', 1)\nos.umask(0o777)\n"
        "get_ipython().display_formatter.active_types = ['text/plain']"
    )
    looking = (
        "import os, sys, json, builtins, matplotlib, pandas\n"
        "mask = os.umask(0o22); os.umask(mask)\n"
        "['leak' in globals(), 'LEAK' in os.environ, 'leak' in sys.path, hasattr(json, 'leak'),"
        " hasattr(builtins, 'leak'), os.getcwd() == '/', matplotlib.rcParams['font.size'] == 99,"
        " pandas.get_option('display.max_rows') == 1, mask == 0o777,"
        " get_ipython().display_formatter.active_types == ['text/plain'], len(In) > 2]"
    )
    before = (Path.cwd(), dict(os.environ), list(sys.path))
    meddled, error = run(tmp_path, meddling, looking)
    assert error is None
    assert texts(meddled) == [str([True] * 10 + [True])]
    seen, _ = run(tmp_path, looking)
    assert texts(seen) == [str([False] * 11)]
    assert (Path.cwd(), dict(os.environ), list(sys.path)) == before


@needs_fork
def test_random_numbers_differ_between_notebooks(tmp_path: Path) -> None:
    import numpy.random

    numpy.random.seed(1)
    drawn = [texts(run(tmp_path, "import numpy, random\n(numpy.random.random(), random.random())")[0])[0] for _ in "ab"]
    assert drawn[0] != drawn[1]


@needs_fork
def test_streams_and_displays_keep_the_order_of_the_code(tmp_path: Path) -> None:
    nb, _ = run(
        tmp_path,
        "import sys, os\nprint('1')\nprint('2', file=sys.stderr)\nprint('3')\nos.write(1, b'4\\n')\n"
        "print('5')\ndisplay('6')\nprint('7')\n'8'",
    )
    seen = [
        (o.get("name", o.output_type), (o.get("text") or o.data["text/plain"]).split()) for o in nb.cells[0].outputs
    ]
    assert seen == [
        ("stdout", ["1"]),
        ("stderr", ["2"]),
        ("stdout", ["3", "4", "5"]),
        ("display_data", ["'6'"]),
        ("stdout", ["7"]),
        ("execute_result", ["'8'"]),
    ]


@needs_fork
def test_papermills_own_record_is_kept(tmp_path: Path) -> None:
    nb, error = run(tmp_path, "1", "1/0", "2")
    assert error is not None
    assert (error.ename, error.evalue, error.exec_count, error.cell_index) == (
        "ZeroDivisionError",
        "division by zero",
        2,
        1,
    )
    assert [c.metadata.papermill["status"] for c in nb.cells if "papermill" in c.metadata] == [
        "completed",
        "failed",
        "pending",
    ]
    record = failed_cell(nb).metadata.papermill
    assert record["exception"] is True and record["duration"] >= 0 and record["start_time"] < record["end_time"]
    assert nb.metadata.papermill["duration"] > 0 and nb.metadata.papermill["exception"] is True
    assert set(failed_cell(nb).metadata["execution"]) == {
        "iopub.status.busy",
        "iopub.execute_input",
        "iopub.status.idle",
        "shell.execute_reply",
    }
    nbformat.validate(nb)


@needs_fork
def test_a_failed_notebook_is_kept_as_a_file(tmp_path: Path) -> None:
    nbformat.write(notebook("print('so far')", "raise ValueError('sai')"), tmp_path / "in.ipynb")
    with pytest.raises(PapermillExecutionError, match="sai"):
        papermill.execute_notebook(
            tmp_path / "in.ipynb", tmp_path / "out.ipynb", engine_name="briefing", progress_bar=False
        )
    kept = nbformat.read(tmp_path / "out.ipynb", 4)
    assert "so far\n" in texts(kept) and "sai" in texts(kept)


@needs_fork
@pytest.mark.parametrize(
    "code",
    [
        "import time; time.sleep(30)",
        "while True: pass",
        "import asyncio; await asyncio.sleep(30)",
        "import asyncio\nasyncio.create_task(asyncio.sleep(0.01))\nawait asyncio.sleep(0.05)\nwhile True: pass",
        "try:\n    import time; time.sleep(30)\nexcept Exception:\n    pass",
        "for i in range(10**9): print(i)",
    ],
)
def test_a_cell_that_takes_too_long_is_ended(code: str, tmp_path: Path) -> None:
    started = time.monotonic()
    nb, error = run(tmp_path, "'before'", code, "'after'", execution_timeout=0.4)
    assert time.monotonic() - started < 0.4 + engine.GRACE + 3
    assert error is not None and error.exec_count == 2
    assert "longer than 0.4 s" in error.evalue
    assert "'before'" in texts(nb) and "'after'" not in texts(nb)


@needs_fork
@pytest.mark.parametrize(
    "code",
    [
        "try:\n    import time; time.sleep(30)\nexcept BaseException:\n    time.sleep(30)",
        "import signal, time\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\ntime.sleep(30)",
        "sum(range(10**12))",
    ],
)
def test_a_cell_that_does_not_heed_the_limit_is_killed(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "GRACE", 0.5)
    started = time.monotonic()
    _, error = run(tmp_path, code, execution_timeout=0.3)
    assert time.monotonic() - started < 5
    assert error is not None and error.ename == "CellTimeout" and "killed" in error.evalue


@needs_fork
def test_the_whole_notebook_has_a_limit_too(tmp_path: Path) -> None:
    _, error = run(tmp_path, *["import time; time.sleep(0.2)"] * 8, notebook_timeout=0.7)
    assert error is not None and "notebook ran longer" in error.evalue
    assert 2 <= error.exec_count <= 4


@needs_fork
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import os; os._exit(3)", "ended by itself with exit code 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL (out of memory, perhaps)"),
        ("import os; os.abort()", "SIGABRT"),
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
        (
            "import os, subprocess, signal\nsubprocess.Popen(['sleep', '30'])\nos.kill(os.getpid(), signal.SIGKILL)",
            "SIGKILL",
        ),
        (
            "import os, signal, time\nif os.fork() == 0:\n    time.sleep(30); os._exit(0)\n"
            "os.kill(os.getpid(), signal.SIGKILL)",
            "SIGKILL",
        ),
    ],
)
def test_a_death_is_an_error_that_names_the_cell_and_never_a_hang(code: str, words: str, tmp_path: Path) -> None:
    started = time.monotonic()
    nb, error = run(tmp_path, "print('kept')", code, "print('never')")
    assert time.monotonic() - started < 8
    assert error is not None and error.ename == "NotebookProcessDied"
    assert words in error.evalue and "cell 2" in error.evalue
    assert error.cell_index == 1
    assert "kept\n" in texts(nb) and "never\n" not in texts(nb)


@needs_fork
def test_a_crash_in_c_code_leaves_its_trace(tmp_path: Path) -> None:
    _, error = run(tmp_path, "import ctypes; ctypes.string_at(0)")
    assert error is not None
    assert any("string_at" in line for line in error.traceback), error.traceback


@needs_fork
def test_a_notebook_that_leaves_early_does_not_count_as_run(tmp_path: Path) -> None:
    nb, error = run(tmp_path, "1", "exit()", "2")
    assert error is not None and error.ename == "NotebookProcessDied"
    assert "exit or quit" in error.evalue and error.cell_index == 2
    assert texts(nb)[0] == "1" and "2" not in texts(nb)
    assert run(tmp_path, "1", "exit()")[1] is None


@needs_fork
def test_what_a_notebook_leaves_behind_is_cleared(tmp_path: Path) -> None:
    nb, error = run(
        tmp_path,
        "import tempfile, pathlib\nprint(tempfile.mkdtemp())",
        "import subprocess\nprint(subprocess.Popen(['sleep', '60']).pid)",
    )
    assert error is None
    folder, pid = Path(texts(nb)[0].strip()), int(texts(nb)[1])
    assert not folder.exists() and not folder.parent.exists()
    for _ in range(50):
        if not Path(f"/proc/{pid}").exists() or "(sleep) Z" in Path(f"/proc/{pid}/stat").read_text():
            break
        time.sleep(0.05)
    else:
        pytest.fail("the background process still runs")


@needs_fork
def test_the_child_does_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    nbformat.write(
        notebook("import os, pathlib, time\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(60)"),
        tmp_path / "in.ipynb",
    )
    code = "import papermill\npapermill.execute_notebook('in.ipynb', None, engine_name='briefing', progress_bar=False)"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}  # a killed parent cannot clear up
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env=environment)
    for _ in range(600):
        if (tmp_path / "pid").exists() and (tmp_path / "pid").read_text():
            break
        time.sleep(0.05)
    pid = int((tmp_path / "pid").read_text())
    parent.kill()
    parent.wait()
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the notebook's process still runs")


def test_it_stands_back_when_other_threads_run(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait, name="somebody-else")
    thread.start()
    try:
        assert "somebody-else" in (engine.hindrance() or "")
        with caplog.at_level(logging.WARNING, "papermill"):
            nb, _ = run(tmp_path, "1 + 1")
    finally:
        done.set()
        thread.join()
    assert texts(nb) == ["2"]
    assert "The ordinary engine runs this notebook: other threads run" in caplog.text


def test_it_stands_back_where_there_is_no_fork(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "hindrance", lambda: "this system cannot fork processes")
    with caplog.at_level(logging.WARNING, "papermill"):
        nb, error = run(tmp_path, "1 + 1", "1/0")
    assert "this system cannot fork processes" in caplog.text
    assert texts(nb)[:1] == ["2"] or "2" in texts(nb)
    assert error is not None and error.ename == "ZeroDivisionError"


def test_a_notebook_of_another_language_goes_to_the_ordinary_engine() -> None:
    from analysis.rendering.papermill_engine import _foreign

    nb = notebook("1")
    assert _foreign(nb) is None
    nb.metadata["kernelspec"]["language"] = "R"
    assert "R" in str(_foreign(nb))


@needs_fork
def test_it_works_below_papermills_progress_bar(tmp_path: Path) -> None:
    nb, error = run(tmp_path, "1 + 1", progress_bar=True)
    assert error is None and texts(nb) == ["2"]
