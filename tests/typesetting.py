"""Typst for tests, in a process of its own: a process that has used Typst has threads that nobody sees and cannot be
forked, and later tests fork this one."""

from __future__ import annotations

import atexit
import pickle
import subprocess
import sys
from functools import lru_cache
from typing import Any

_SERVER = """
import pickle, sys, typst
while True:
    try:
        source, options = pickle.load(sys.stdin.buffer)
    except EOFError:
        break
    try:
        answer = typst.compile(source, **options)
    except Exception as error:
        answer = str(error)
    pickle.dump(answer, sys.stdout.buffer)
    sys.stdout.buffer.flush()
"""


@lru_cache(maxsize=1)
def _server() -> Any:
    child = subprocess.Popen([sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    atexit.register(child.kill)
    return child


def compiled(source: str, **options: Any) -> bytes:
    """What `typst.compile` makes of the source; raises ValueError with its words when it refuses."""
    child = _server()
    pickle.dump((source.encode(), options), child.stdin)
    child.stdin.flush()
    answer = pickle.load(child.stdout)
    if isinstance(answer, str):
        raise ValueError(answer)
    return bytes(answer)
