"""Reconciliation and quality rules that turn a view into findings. Checks never change data.

from analysis.checks import run, by_figure
findings = run(store.view("2026-06"))
"""

from __future__ import annotations

from ..tables.store import View
from . import automatic, declared
from .findings import Finding, Severity, by_figure, ordered

__all__ = ["Finding", "Severity", "by_figure", "run"]


def run(view: View) -> list[Finding]:
    """Every finding about what is known in the view: by severity, then document, then as declared.

    Raises DataError when a checks.toml of the project is wrong.
    """
    found = [*declared.run(view), *automatic.run(view)]
    return ordered(found, [info.id for info in view.infos])
