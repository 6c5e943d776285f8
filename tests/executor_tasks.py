"""Tasks for the executors' tests. They stand in a module of their own, which every worker can import."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

LOADED: dict[str, Any] = {}  # what an initializer, or a task before, has put here


@dataclass(frozen=True)
class Job:
    """Something that can be moved to another workspace, as the jobs of `briefing render` can."""

    root: str
    name: str

    def at(self, root: str) -> Job:
        return replace(self, root=root)


class Fussy(Exception):
    """An error that pickle takes and does not give back."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


@dataclass(frozen=True)
class Odd:
    """Something that ends the interpreter, or its process, when it is pickled or read back."""

    when: str
    how: str

    def __reduce__(self) -> tuple[Any, ...]:
        if self.when == "pickled":
            trouble(self.how)
        return trouble, (self.how,)


def trouble(how: str) -> None:
    if how == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    raise {"exit": SystemExit, "error": RuntimeError}[how](how)


def odd(when: str, how: str) -> Odd:
    return Odd(when, how)


def crash_with(data: bytes) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def double(number: int) -> int:
    return 2 * number


def fail(message: str) -> None:
    raise ValueError(message)


def fail_fussily() -> None:
    raise Fussy("this", "that")


def unsendable() -> Any:
    return lambda: None


def leave(code: int) -> None:
    os._exit(code)


def leave_the_interpreter(code: int) -> None:
    sys.exit(code)


def count_starts(folder: Path) -> int:
    """How many times this has been begun, this time included."""
    (folder / f"start-{time.monotonic_ns()}-{os.getpid()}").touch()
    return len(list(folder.glob("start-*")))


def die_first(folder: Path, times: int) -> int:
    """Kills its own process the first `times` times; then returns how often it was begun."""
    begun = count_starts(folder)
    if begun <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return begun


def begin_and_wait(folder: Path, name: str, release: str = "go") -> int:
    """Says that it has begun (a file `name` with its process id), and waits for the file `release`."""
    say(folder / name, os.getpid())
    wait_for(folder / release)
    return os.getpid()


def with_family(folder: Path, name: str) -> None:
    """Forks a child in a session of its own, which has a child of its own, and waits with them for ever."""
    pid = os.fork()
    if pid == 0:
        os.setsid()
        grandchild = subprocess.Popen(["sleep", "1000"], start_new_session=True)
        say(folder / f"{name}-grandchild", grandchild.pid)
        while True:
            time.sleep(10)
    wait_for(folder / f"{name}-grandchild")
    say(folder / f"{name}-child", pid)
    say(folder / f"{name}-worker", os.getpid())
    while True:
        time.sleep(10)


def fork_and_ask(number: int) -> int:
    """Does its work in a fork, as the engine does."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writer, str(2 * number).encode())
        os._exit(0)
    os.close(writer)
    answer = int(os.read(reader, 100))
    os.close(reader)
    os.waitpid(pid, 0)
    return answer


def grow(size: int) -> int:
    """Keeps `size` bytes for good, and returns the process id."""
    LOADED.setdefault("ballast", []).append(b"x" * size)
    return os.getpid()


def who() -> tuple[int, int, int]:
    """The process, its parent, and how many threads it has."""
    return os.getpid(), os.getppid(), threading.active_count()


def temporary() -> str:
    """A temporary file that is never removed."""
    with tempfile.NamedTemporaryFile(delete=False) as stream:
        return stream.name


def interruptions() -> Any:
    """What this process does about Ctrl-C."""
    return signal.getsignal(signal.SIGINT)


def load(word: str) -> None:
    """An initializer."""
    LOADED["word"] = word
    LOADED["by"] = os.getpid()


def start_a_thread() -> None:
    """An initializer that must not be."""
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()


def loaded(name: str) -> Any:
    return LOADED.get(name)


def place_of(job: Job) -> tuple[str, str]:
    return job.root, job.name


def say(path: Path, content: object) -> None:
    """Writes a file that is there as a whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.write_text(str(content))
    draft.rename(path)


def wait_for(path: Path, seconds: float = 60.0) -> str:
    """The content of a file, once it is there."""
    until = time.monotonic() + seconds
    while not path.exists():
        if time.monotonic() > until:
            raise TimeoutError(f"{path.name} has not appeared")
        time.sleep(0.01)
    return path.read_text()


def alive(pid: int) -> bool:
    """True while the process runs (a zombie does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


def wait_until_gone(*pids: int, seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while left := [pid for pid in pids if alive(pid)]:
        if time.monotonic() > until:
            raise TimeoutError(f"still alive: {left}")
        time.sleep(0.01)
