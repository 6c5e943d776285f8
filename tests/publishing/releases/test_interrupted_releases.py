"""A release that is killed, meets a full disk or another release: all of it has come into force, or nothing."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from analysis import briefing
from analysis.errors import RenderError
from analysis.paths import WORKSPACE_VARIABLE, Workspace
from analysis.publishing.releases import freeze, lock
from analysis.publishing.releases.check import Checked, check
from analysis.rendering import atomic, editions, freshness, record_locks, restoring
from released_packs import (
    ALL,
    HANOI,
    HUE,
    assert_whole,
    build,
    contents,
    correct,
    leftovers,
    released,
    render,
    rendered,
    state,
)

# In the notebook of one province: says that it has come so far, and waits until it may go on.
WAITS = """
import pathlib, time
if unit == "hue":
    pathlib.Path("here").touch()
    while not pathlib.Path("go").exists():
        time.sleep(0.02)
"""
CARDS = (HUE, HANOI)
releasing = import_module("analysis.publishing.releases.release")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forks of this process")


def forked(work: Callable[[], object]) -> int:
    """A process that does this, as warm as this one; its number. What it gives is lost, its end is not."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


def until(what: Callable[[], Any], child: int) -> None:
    """Waits for a state; fails when the process ends before, or after a minute."""
    end = time.monotonic() + 90
    while not what():
        if os.waitpid(child, os.WNOHANG)[0]:
            pytest.fail("it ended before")
        if time.monotonic() > end:
            pytest.fail("it did not come to that")
        time.sleep(0.02)


def visible(root: Path) -> set[bool]:
    """Whether each of the cards is released, as everybody sees it."""
    return {editions.of(Workspace(root), place).released for place in CARDS}


def test_killed_while_packs_are_made_nothing_is_released_and_the_next_makes_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "office"
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(root))
    briefing.forget()
    build(root, WAITS)
    go, here = root / "notebooks" / "go", root / "notebooks" / "here"
    go.touch()
    code, said = render(root, "unit", units=("hue", "ha-noi"))
    assert code == 0, said
    drafted = {place: contents(root / "reports" / place) for place in CARDS}
    go.unlink()
    here.unlink()
    child = forked(lambda: released(root, by="Một", units=("all",)))
    pending = root / "reports" / "released" / freeze.PENDING
    until(lambda: here.exists() and (pending / HANOI / "account.json.gz").exists(), child)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert visible(root) == {False}
    assert drafted == {place: contents(root / "reports" / place) for place in CARDS}
    made = (pending / HANOI / "briefing.xlsx").stat().st_mtime_ns
    go.touch()
    seen: list[int] = []
    frozen = freeze.freeze

    def looking(workspace: Workspace, candidate: Any) -> None:
        seen.append((pending / HANOI / "briefing.xlsx").stat().st_mtime_ns)
        frozen(workspace, candidate)

    monkeypatch.setattr(freeze, "freeze", looking)
    outcome = released(root, by="Một", units=("all",))
    assert outcome.exit_code == 0 and set(outcome.released) == set(CARDS), outcome
    assert set(seen) == {made}, "what was made already was made again"
    assert_whole(root, CARDS)
    assert leftovers(root) == []


class Killed:
    """Ends the process, as kill -9 does, at the n-th thing that it does to the disk while it freezes packs."""

    def __init__(self, patch: pytest.MonkeyPatch, at: int) -> None:
        self.left = at
        for owner, name in (
            (os, "link"),
            (Path, "rename"),
            (Path, "replace"),
            (Path, "unlink"),
            (Path, "mkdir"),
            (shutil, "rmtree"),
            (atomic, "_exchange"),
            (freshness, "record"),
        ):
            patch.setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **more: Any) -> Any:
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self.left -= 1
            return function(*given, **more)

        return counted


def dies(root: Path, at: int, checked: Checked) -> bool:
    """A release of what was checked, in a fork, killed at its n-th step; False when it came to its end."""

    def work() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(releasing, "check", lambda *_: checked)
            Killed(patch, at)
            released(root, units=("all",))

    return bool(os.WIFSIGNALED(os.waitpid(forked(work), 0)[1]))


def test_killed_at_any_step_all_is_released_or_nothing(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[Checked] = []

    def kept(*given: Any) -> Checked:
        checked.append(check(*given))
        return checked[-1]

    with monkeypatch.context() as patch:  # everything made, nothing frozen
        patch.setattr(releasing, "check", kept)
        patch.setattr(freeze, "freeze", _refuses)
        with pytest.raises(RenderError, match="Nothing was released"):
            released(root, units=("all",))
    seen: list[set[bool]] = []
    step = 0
    while True:
        office = tmp_path / f"at-{step}"
        shutil.copytree(root, office, copy_function=_linked)
        monkeypatch.setenv(WORKSPACE_VARIABLE, str(office))
        briefing.forget()
        died = dies(office, step, checked[0])
        now = visible(office)
        assert len(now) == 1, f"killed at step {step}, one card is released and the other is not"
        assert_whole(office, CARDS)
        seen.append(now)
        if not died:
            break
        if step % 5 == 0 or now != seen[max(step - 1, 0)]:
            outcome = released(office, units=("all",))
            assert outcome.exit_code == 0 and outcome.finished == (now == {True})
            assert visible(office) == {True} and leftovers(office) == []
            assert {len(editions.of(Workspace(office), place).revisions) for place in CARDS} == {1}
            assert {state(office, place) for place in CARDS} == {("released", 0)}
            assert_whole(office, CARDS)
        shutil.rmtree(office)
        step += 1
    assert step > 15 and {False} in seen and seen.count({True}) > 5
    turned = seen.index({True})
    assert all(now == {False} for now in seen[:turned]) and all(now == {True} for now in seen[turned:])


def _refuses(*_: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def _linked(source: str, target: str) -> str:
    """Copies quickly: files that are only ever replaced may be links."""
    if ".run.json" in source or source.endswith(".lock"):
        return str(shutil.copy2(source, target))
    os.link(source, target)
    return target


def test_a_run_after_a_kill_puts_the_released_files_in_their_place(root: Path) -> None:
    """In force, but killed before the working copies were renewed: `render` sees to it, and no draft comes back."""
    rendered(root)  # copying the office changed the looks of its files; now each is noted as good
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(freeze, "finish", lambda *_: [])
        released(root)
    assert editions.in_force(Workspace(root)) and state(root, HUE) == ("draft", 0)
    assert editions.of(Workspace(root), HUE).released
    rendered(root)
    assert {state(root, place) for place in ALL} == {("released", 0)}
    correct(root, hue="19")
    rendered(root)
    assert state(root, HUE) == ("draft", 1)
    drafted = contents(root / "reports" / HUE)
    outcome = released(root, note="Đính chính", units=("ha-noi",))
    assert outcome.finished and contents(root / "reports" / HUE) == drafted, "a newer draft was thrown away"
    assert leftovers(root) == []


def test_a_mark_that_cannot_be_read_counts_all_the_same(root: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(freeze, "finish", lambda *_: [])
        released(root, units=("all",))
    (root / "reports" / "released" / editions.IN_FORCE).write_text("{")
    assert visible(root) == {True}
    outcome = released(root, units=("hue",))
    assert outcome.finished and leftovers(root) == [] and visible(root) == {True}
    assert {state(root, place) for place in CARDS} == {("released", 0)}


def test_a_record_drawn_up_by_a_killed_release_never_comes_into_force_with_another(root: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(freeze, "put_in_force", _refuses)
        with pytest.raises(RenderError, match="Nothing was released"):
            released(root)
    assert [name for name in leftovers(root) if name.endswith(editions.DRAWN_UP)] and visible(root) == {False}
    assert set(released(root, units=("hue",)).released) == {HUE}
    assert not editions.of(Workspace(root), HANOI).released and state(root, HANOI) == ("draft", 0)
    assert leftovers(root) == []


def test_a_working_place_that_cannot_be_written_to_is_told_and_the_release_stands(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary = restoring.restore

    def full(workspace: Workspace, relative: str, *more: Any) -> Any:
        if relative == HUE:
            raise RenderError("The pack could not be written.", found="No space left on device")
        return ordinary(workspace, relative, *more)

    monkeypatch.setattr(restoring, "restore", full)
    outcome = released(root)
    assert outcome.exit_code == 1 and set(outcome.released) == set(ALL) and "No space left" in outcome.late[0]
    assert state(root, HUE) == ("draft", 0) and state(root, HANOI) == ("released", 0)
    monkeypatch.undo()
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(root))
    assert render(root, "unit", units=("hue",))[0] == 0 and state(root, HUE) == ("released", 0)


def test_what_changes_after_it_was_checked_is_not_released(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def edited(*given: Any) -> Checked:
        found = check(*given)
        notebook = root / "notebooks" / "90-unit.ipynb"
        notebook.write_text(notebook.read_text("utf-8").replace("Quá hạn", "Chậm"), encoding="utf-8")
        return found

    monkeypatch.setattr(releasing, "check", edited)
    outcome = released(root, units=("hue",))
    assert outcome.exit_code == 1 and "changed meanwhile" in outcome.failed[HUE].problems[0]
    assert visible(root) == {False} and state(root, HUE) == ("draft", 0)


def test_two_releases_at_once_release_once(root: Path) -> None:
    def work(by: str) -> None:
        outcome = released(root, by=by, units=("all",))
        (root / by).write_text(f"{outcome.exit_code} {len(outcome.released)} {len(outcome.unchanged)}")

    children = [forked(partial(work, by)) for by in ("Một", "Hai")]
    for child in children:
        os.waitpid(child, 0)
    assert sorted((root / by).read_text() for by in ("Một", "Hai")) == ["0 0 2", "0 2 0"]
    for place in CARDS:
        (revision,) = editions.of(Workspace(root), place).revisions
        assert revision.by in ("Một", "Hai")
    assert_whole(root, CARDS)


def test_a_folder_that_knows_no_locks_is_not_taken_for_another_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: Any) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(record_locks.fcntl, "lockf", none)
    with pytest.raises(RenderError, match="cannot be locked"), lock.held(Workspace(tmp_path), "Một", patience=0):
        pass


def test_a_full_disk_ends_no_release_for_the_sake_of_who_holds_the_lock(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        with lock.held(Workspace(tmp_path), "Một"):
            pass
        (tmp_path / "ended").touch()

    os.waitpid(forked(full), 0)
    assert (tmp_path / "ended").exists()


def test_a_release_that_waits_too_long_says_who_is_at_it(root: Path) -> None:
    workspace, told = Workspace(root), []
    def holds() -> None:
        with lock.held(workspace, "Một"):
            (root / "held").touch()
            while not (root / "go").exists():
                time.sleep(0.02)

    child = forked(holds)
    try:
        while not (root / "held").exists():
            time.sleep(0.02)
        with (
            pytest.raises(RenderError, match="Another release is under way") as caught,
            lock.held(workspace, "Hai", patience=0.3, on_wait=told.append),
        ):
            pass
        assert "Một" in str(caught.value) and str(child) in str(caught.value) and len(told) == 1
    finally:
        (root / "go").touch()
        os.waitpid(child, 0)
    with lock.held(workspace, "Hai", patience=0):
        pass
