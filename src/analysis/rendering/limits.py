"""What a notebook may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds that a cell and a whole notebook may take, and bytes of memory; None: no limit.

    `memory` is what the notebook and every process it starts may take together beyond what the warm process
    has; what it writes out may not be more either.
    """

    cell: float | None = None
    notebook: float | None = None
    memory: int | None = None
