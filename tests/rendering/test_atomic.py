"""A pack appears whole or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from analysis.errors import RenderError
from analysis.rendering import atomic


def fill(folder: Path, text: str) -> None:
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "a.ipynb").write_text(text)
    (folder / "briefing.html").write_text(text)


def seen(target: Path) -> set[str]:
    return {(target / name).read_text() for name in ("briefing.html", "notebooks/a.ipynb")}


def hidden(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name.startswith(".") and not p.name.endswith(".lock"))


@pytest.fixture(params=["swap", "renames"])
def target(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "renames":
        monkeypatch.setattr(atomic, "_swap", lambda one, other: False)
    return tmp_path / "2026-06" / "national"


def test_the_new_takes_the_place_of_the_old_and_nothing_is_left(target: Path) -> None:
    for text in ("old", "new"):
        with atomic.staged(target) as folder:
            assert folder.parent == target.parent
            fill(folder, text)
        assert seen(target) == {text}
    assert hidden(target.parent) == []


def test_an_error_leaves_the_old_and_clears_the_staging(target: Path) -> None:
    with atomic.staged(target) as folder:
        fill(folder, "old")
    with pytest.raises(KeyError), atomic.staged(target) as folder:
        (folder / "briefing.html").write_text("half")
        raise KeyError
    assert seen(target) == {"old"} and hidden(target.parent) == []


def test_a_full_disk_is_told_and_leaves_the_old(target: Path) -> None:
    with atomic.staged(target) as folder:
        fill(folder, "old")
    with pytest.raises(RenderError, match="No space left") as caught, atomic.staged(target) as folder:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert str(target) in str(caught.value)
    assert seen(target) == {"old"} and hidden(target.parent) == []


def test_a_reader_always_sees_one_whole_pack(tmp_path: Path) -> None:
    """Two files of a pack, read one after the other through one open folder, are never of two packs."""
    target = tmp_path / "national"
    with atomic.staged(target) as folder:
        fill(folder, "0")
    stop, problems, reads = threading.Event(), [], [0]

    def read() -> None:
        while not stop.is_set():
            try:
                place = os.open(target, os.O_RDONLY)
            except FileNotFoundError:
                problems.append("no pack at all")
                continue
            try:
                texts = set()
                for name in ("briefing.html", "notebooks/a.ipynb"):
                    file = os.open(name, os.O_RDONLY, dir_fd=place)
                    texts.add(os.read(file, 10))
                    os.close(file)
                if len(texts) != 1:
                    problems.append(str(texts))
                reads[0] += 1
            except FileNotFoundError:
                pass  # the folder we hold was replaced and removed meanwhile: the next look finds the new one
            finally:
                os.close(place)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        for number in range(1, 60):
            with atomic.staged(target) as folder:
                fill(folder, str(number))
    finally:
        stop.set()
        thread.join()
    assert problems == [] and reads[0] > 0


def test_what_a_killed_run_left_is_cleared_by_the_next(target: Path) -> None:
    target.parent.mkdir()
    (target.parent / ".national.staging-dead").mkdir()
    (target.parent / ".national.staging-dead" / "half.html").write_text("half")
    with atomic.staged(target) as folder:
        fill(folder, "new")
    assert seen(target) == {"new"} and hidden(target.parent) == []


def test_a_kill_between_two_renames_is_mended_by_the_next_run(tmp_path: Path) -> None:
    target = tmp_path / "national"
    with atomic.staged(target) as folder:
        fill(folder, "good")
    target.rename(tmp_path / ".national.old-77")
    with pytest.raises(KeyError), atomic.staged(target):
        raise KeyError
    assert seen(target) == {"good"}
    target.rename(tmp_path / ".national.old-77")
    assert atomic.clean(tmp_path) == [tmp_path / ".national.old-77"]
    assert seen(target) == {"good"}


def test_clean_leaves_a_pack_that_is_being_made(tmp_path: Path) -> None:
    target = tmp_path / "national"
    (tmp_path / ".other.staging-dead").mkdir()
    with atomic.staged(target) as folder:
        fill(folder, "new")
        assert atomic.clean(tmp_path) == [tmp_path / ".other.staging-dead"]
        assert folder.is_dir()
    assert seen(target) == {"new"}


HOLDER = """
import sys, time
from pathlib import Path
from analysis.rendering import atomic
with atomic.staged(Path(sys.argv[1])) as folder:
    (folder / "briefing.html").write_text("other")
    print("holding", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def test_a_second_run_waits_and_says_so(tmp_path: Path) -> None:
    target = tmp_path / "national"
    other = subprocess.Popen([sys.executable, "-c", HOLDER, str(target), "0.6"], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None and other.stdout.readline() == "holding\n"
    said: list[bool] = []
    with atomic.staged(target, on_wait=lambda: said.append(True)) as folder:
        assert (target / "briefing.html").read_text() == "other"
        fill(folder, "mine")
    assert said == [True] and other.wait() == 0
    assert seen(target) == {"mine"}


def test_a_second_run_gives_up_after_a_while(tmp_path: Path) -> None:
    target = tmp_path / "national"
    other = subprocess.Popen([sys.executable, "-c", HOLDER, str(target), "30"], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None and other.stdout.readline() == "holding\n"
    try:
        started = time.monotonic()
        with pytest.raises(RenderError, match="Another run"), atomic.staged(target, patience=0.3):
            pass
        assert time.monotonic() - started < 5
    finally:
        other.kill()
        other.wait()
    with atomic.staged(target) as folder:  # the killed run's lock is free
        fill(folder, "mine")
    assert seen(target) == {"mine"} and hidden(tmp_path) == []


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "reports").write_text("a file where the folder should be")
    with pytest.raises(RenderError, match="cannot be written to") as caught:
        atomic.check_writable(tmp_path / "reports" / "2026-06")
    assert str(tmp_path / "reports") in str(caught.value) and caught.value.hint

    def refuse(**_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(atomic.tempfile, "mkstemp", refuse)
    with pytest.raises(RenderError, match="Permission denied"):
        atomic.check_writable(tmp_path / "other")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(RenderError, match="cannot be written to"):
            atomic.check_writable(tmp_path)
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_that_lives_on_does_not_keep_the_lock(tmp_path: Path) -> None:
    target = tmp_path / "2026-06" / "national"
    reader, writer = os.pipe()
    with atomic.staged(target) as folder:
        child = os.fork()
        if child == 0:
            os.read(reader, 1)
            os._exit(0)
        fill(folder, "first")
    try:
        with atomic.staged(target, patience=0) as folder:
            fill(folder, "second")
    finally:
        os.write(writer, b"x")
        os.waitpid(child, 0)
    assert seen(target) == {"second"}
