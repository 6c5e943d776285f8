"""The engine: isolation, time limits, deaths, clean-up, and when it stands back."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import papermill
import pytest
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from analysis.rendering import engine
from engine_runs import QUICK, failed_cell, notebook, run, texts

needs_fork = pytest.mark.skipif(engine.hindrance() is not None, reason="the engine falls back here")


@pytest.mark.parametrize("first", ["analysis.rendering.engine", "papermill"])
def test_the_entry_point_is_found_whatever_is_imported_first(first: str) -> None:
    code = (
        f"import {first}\nfrom analysis.rendering.engine import BriefingEngine\n"
        "from papermill.engines import papermill_engines\n"
        "assert papermill_engines.get_engine('briefing') is BriefingEngine\nprint('same')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "same\n", done.stderr


def test_it_is_an_engine_of_papermill() -> None:
    assert issubclass(papermill_engines.get_engine("briefing"), Engine)


# What a notebook does → what the next one must not see of it.
MEDDLING = {
    "leak = 1": "'leak' in globals()",
    "import sys, this_is_mine": "'this_is_mine' in sys.modules",
    "1": "In[1] == 'leak = 1'",
    "import os; os.environ['LEAK'] = '1'": "'LEAK' in os.environ",
    "os.chdir('/')": "os.getcwd() == '/'",
    "old = os.umask(0o777)": "os.umask(0o22) == 0o777",
    "sys.path.append('leak')": "'leak' in sys.path",
    "sys.modules['leaking'] = sys": "'leaking' in sys.modules",
    "sys.setrecursionlimit(4321)": "sys.getrecursionlimit() == 4321",
    "import json; json.leak = 1": "hasattr(json, 'leak')",
    "json.loads = None": "json.loads is None",
    "import builtins; builtins.leak = 1": "hasattr(builtins, 'leak')",
    "import pathlib; pathlib.Path.leak = 1": "hasattr(pathlib.Path, 'leak')",
    "from analysis import briefing; briefing.LANGUAGES = ('xx',)": "briefing.LANGUAGES == ('xx',)",
    "import matplotlib; matplotlib.rcParams['font.size'] = 99": "matplotlib.rcParams['font.size'] == 99",
    "import matplotlib.pyplot as plt\n%config InlineBackend.close_figures = False\nkept = plt.figure()":
    "len(plt.get_fignums()) > 0",
    "matplotlib.colormaps.register(matplotlib.colormaps['viridis'], name='leak')": "'leak' in matplotlib.colormaps",
    "%config InlineBackend.figure_format = 'svg'": "plt.Figure in"
    " get_ipython().display_formatter.formatters['image/svg+xml'].type_printers",
    "import pandas; pandas.set_option('display.max_rows', 1)": "pandas.get_option('display.max_rows') == 1",
    "pandas.DataFrame.leak = 1": "hasattr(pandas.DataFrame, 'leak')",
    "import numpy; numpy.set_printoptions(precision=1)": "numpy.get_printoptions()['precision'] == 1",
    "old = numpy.seterr(all='ignore')": "numpy.geterr()['divide'] == 'ignore'",
    "numpy.random.seed(5)": "numpy.random.random() == numpy.random.RandomState(5).random()",
    "import random; random.seed(5)": "random.random() == random.Random(5).random()",
    "import warnings; warnings.simplefilter('error', ResourceWarning)": "warnings.filters[0][0] == 'error'",
    "import logging; logging.getLogger('leak').setLevel(1); logging.root.handlers[:] = [logging.NullHandler()]":
    "logging.getLogger('leak').level == 1 or any(type(h).__name__ == 'NullHandler' for h in logging.root.handlers)",
    "import decimal; decimal.getcontext().prec = 2": "decimal.getcontext().prec == 2",
    "import signal; signal.signal(signal.SIGUSR1, signal.SIG_IGN)":
    "signal.getsignal(signal.SIGUSR1) == signal.SIG_IGN",
    "import tempfile; tempfile.tempdir = '/leak'": "tempfile.tempdir == '/leak'",
    "import time; os.environ['TZ'] = 'Asia/Tokyo'; time.tzset()": "time.timezone == -9 * 3600",
    "get_ipython().display_formatter.active_types = ['text/plain']":
    "get_ipython().display_formatter.active_types == ['text/plain']",
    "get_ipython().events.register('post_run_cell', id)":
    "id in get_ipython().events.callbacks['post_run_cell']",
}
IMPORTS = (
    "import os, sys, json, builtins, pathlib, matplotlib, pandas, numpy, random, warnings, logging, decimal, signal\n"
    "import tempfile, time\nimport matplotlib.pyplot as plt\nfrom analysis import briefing"
)


@needs_fork
def test_nothing_passes_from_one_notebook_to_the_next(tmp_path: Path) -> None:
    """Each change is seen by the notebook that makes it, and by no other."""
    (tmp_path / "this_is_mine.py").write_text("state = []\n")
    here = (Path.cwd(), dict(os.environ), list(sys.path))
    cells: list[str] = []
    for change, look in MEDDLING.items():
        cells += [change, look]
    meddled, error = run(tmp_path, *cells)
    assert error is None
    looks = [cell.outputs[-1].data["text/plain"] for cell in meddled.cells[1::2]]
    assert dict(zip(MEDDLING, looks, strict=True)) == dict.fromkeys(MEDDLING, "True")
    seen, error = run(tmp_path, IMPORTS, *MEDDLING.values())
    assert error is None
    assert dict(zip(MEDDLING, texts(seen), strict=True)) == dict.fromkeys(MEDDLING, "False")
    assert (Path.cwd(), dict(os.environ), list(sys.path)) == here
    import matplotlib

    assert matplotlib.rcParams["font.size"] != 99 and "leak" not in matplotlib.colormaps


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
    _, error = run(tmp_path, *["import time; time.sleep(0.2)"] * 30, notebook_timeout=2)
    assert error is not None and "notebook ran longer" in error.evalue
    assert error.ename == "CellTimeout" and 1 <= error.exec_count <= 10


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
    assert ended(pid), "the background process still runs"


@needs_fork
def test_a_process_that_hides_from_its_group_is_cleared_too(tmp_path: Path) -> None:
    """A daemon: in a session of its own, its parent gone."""
    daemon = (
        "import subprocess, sys\n"
        "code = 'import subprocess as s; print(s.Popen([\"sleep\", \"60\"], stdout=-3, stderr=-3, '\n"
        "code += 'start_new_session=True).pid)'\n"
        "print(subprocess.run([sys.executable, '-c', code], capture_output=True, text=True).stdout)"
    )
    for ending in ("1", "import os; os._exit(1)"):
        nb, error = run(tmp_path, daemon, "import time; time.sleep(0.3)", ending)
        assert (error is None) == (ending == "1")
        assert ended(int(texts(nb)[0])), f"the daemon still runs, though the notebook ended with {ending}"


def ended(pid: int) -> bool:
    for _ in range(50):
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or ") Z" in status.read_text():
            return True
        time.sleep(0.05)
    return False


@needs_fork
def test_the_child_does_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    nbformat.write(
        notebook("import os, pathlib, time\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(60)"),
        tmp_path / "in.ipynb",
    )
    code = f"{QUICK}papermill.execute_notebook('in.ipynb', None, engine_name='briefing', progress_bar=False)"
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
