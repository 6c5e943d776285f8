"""tools/suite.py: every test runs once, in one of the processes, and none is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import suite

PROGRAM = Path(suite.__file__)
CONFTEST = """
import os, pathlib, pytest

@pytest.fixture(scope="session")
def shared():
    with open("made", "a") as stream:
        stream.write("made\\n")
"""
FILE = """
import os, pathlib, time, pytest

@pytest.mark.parametrize("n", range(3))
def test_it(n, shared):
    end = time.monotonic() + 30
    pathlib.Path(f"{os.getpid()}.pid").touch()
    while len(list(pathlib.Path().glob("*.pid"))) < 2 and time.monotonic() < end:
        time.sleep(0.01)  # until both processes have come
    with open("ran", "a") as stream:
        stream.write(f"{os.environ['PYTEST_CURRENT_TEST']}\\n")
"""


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    code = f"import sys, suite; sys.exit(suite.run({list(arguments)!r}, 2))"
    environment = {**os.environ, "PYTHONPATH": str(PROGRAM.parent), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small suite of four files, of which one has a test that fails and one that is skipped."""
    folder = tmp_path_factory.mktemp("suite")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -q -p no:cacheprovider\n")
    (folder / "conftest.py").write_text(CONFTEST)
    for letter in "abc":
        (folder / f"test_{letter}.py").write_text(FILE)
    wrong = "import pytest\n\ndef test_wrong():\n    assert 0\n\n@pytest.mark.skip\ndef test_left_out(): ...\n"
    (folder / "test_d.py").write_text(wrong)
    return folder


def test_every_test_runs_once_in_one_of_the_processes(folder: Path) -> None:
    code, said = run(folder)
    ran = (folder / "ran").read_text().splitlines()
    assert code == 1 and len(ran) == len(set(ran)) == 9, said
    assert said.rstrip().endswith("9 passed, 1 failed, 1 skipped") and "test_d.py::test_wrong" in said
    assert len((folder / "made").read_text().splitlines()) == 2, "what a session shares is made once a process"
    assert len(list(folder.glob("*.pid"))) == 2


def test_no_tests_at_all_is_told(folder: Path) -> None:
    code, said = run(folder, "-k", "nothing_of_the_kind")
    assert code == suite.NO_TESTS and said.rstrip().endswith("0 passed, 0 failed")
