"""Calls and their replies as bytes, and what a call can end in besides a result or its own error."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from ...errors import RenderError


class WorkerDied(RenderError):
    """The process that did the task died, as often as it was tried. `how` tells the way it ended."""

    @property
    def how(self) -> str:
        return self.found or ""


class TaskHung(WorkerDied):
    """The task ran past its time limit, and its process was killed."""


class RemoteTraceback(Exception):
    """The traceback of an error, as the process wrote it in which it arose; the error's `__cause__`."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}" if self.args else ""


def pack(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> bytes:
    """A call as bytes. Raises what pickle raises for what cannot be sent to another process."""
    return pickle.dumps((function, tuple(args), dict(kwargs)), pickle.HIGHEST_PROTOCOL)


def perform(call: bytes, root: str | None = None) -> bytes:
    """Does a call and returns its reply; what it raises becomes part of the reply.

    With `root`, each argument that has a method `at` is replaced by `argument.at(root)`: the task was written
    for the workspace of another machine.
    """
    try:
        try:
            function, args, kwargs = pickle.loads(call)
        except Exception as error:
            raise RenderError(
                "A task could not be read in the process that was to do it.",
                found=f"{type(error).__name__}: {error}",
                hint="its function must stand at the top of a module that every process can import",
            ) from error
        if root is not None:
            args = [_moved(a, root) for a in args]
            kwargs = {name: _moved(value, root) for name, value in kwargs.items()}
        result = function(*args, **kwargs)
    except BaseException as error:
        return failure(error)
    try:
        return pickle.dumps((True, pickle.dumps(result, pickle.HIGHEST_PROTOCOL), "", ""))
    except BaseException as error:  # pickling calls methods of the result: anything may come of it
        return failure(
            RenderError(
                "The result of a task cannot be sent back.",
                expected="a result that pickle takes",
                found=f"{type(error).__name__}: {error}",
            )
        )


def _moved(value: Any, root: str) -> Any:
    move = getattr(value, "at", None)
    return move(root) if callable(move) and not isinstance(value, (type, Path)) else value


def failure(error: BaseException) -> bytes:
    """The reply that carries an error."""
    told = "".join(traceback.format_exception(error)).rstrip()
    summary = f"{type(error).__name__}: {error}"
    try:
        packed = pickle.dumps(error, pickle.HIGHEST_PROTOCOL)
    except BaseException:
        packed = b""
    return pickle.dumps((False, packed, summary, told))


def answer(reply: bytes) -> tuple[bool, Any]:
    """(True, the result) or (False, the error) of a reply."""
    well, packed, summary, told = pickle.loads(reply)
    problem = ""
    try:
        found = pickle.loads(packed) if packed else None
    except BaseException as error:  # as with pickling; this runs in the thread on which all futures wait
        found, problem = None, f"{type(error).__name__}: {error}"
    if well:
        if problem:
            return False, RenderError("The result of a task could not be read.", found=problem)
        return True, found
    if not isinstance(found, BaseException):  # one that pickle does not take, or does not give back
        found = RenderError("A task failed.", found=summary)
    if told:
        found.__cause__ = RemoteTraceback(told)
    return False, found


def settle(future: Future[Any], reply: bytes) -> None:
    """Gives a reply to the future that waits for it."""
    well, found = answer(reply)
    if well:
        future.set_result(found)
    else:
        future.set_exception(found)
