"""Reading without pauses for the search of cyclic garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Puts off the collector while a text is read.

    Reading keeps very many small objects and makes no cycles of them, yet the collector would go through all
    of them again and again: on dense text that took as long as the reading. What is no longer needed is freed
    all the same, at once.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
