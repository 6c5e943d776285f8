"""The one module that notebooks import: `from analysis import briefing`.

    b = briefing.start("2026-06", "vi")            the view, language and findings of one period
    money = briefing.indicators.budget.compute(b.view)
    briefing.show(briefing.exhibits.budget.heading(b, money))
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from types import ModuleType

from .checks import run as _run_checks
from .errors import UnknownParameter
from .exhibits.context import Context
from .exhibits.display import Exhibit
from .paths import Workspace
from .tables.store import Store
from .vocabulary.periods import Period

LANGUAGES = ("vi", "en")


class _Topics:
    """The topic modules of a package, imported when first named: `exhibits.budget`, `indicators.overdue`."""

    def __init__(self, package: str) -> None:
        self._package = package

    def __getattr__(self, name: str) -> ModuleType:
        if name.startswith("_"):
            raise AttributeError(name)
        return import_module(f"{__package__}.{self._package}.{name}")


indicators = _Topics("indicators")
exhibits = _Topics("exhibits.topics")


@lru_cache(maxsize=4)
def _store(workspace: Workspace) -> Store:
    return Store.open(workspace)


def start(period: str, lang: str = "vi", *, workspace: str | None = None) -> Context:
    """Everything known at the end of `period`, to be told in `lang`.

    Raises UnknownPeriod or UnknownParameter when either is wrong.
    """
    if lang not in LANGUAGES:
        raise UnknownParameter("This is not a language of the packs.", expected="vi or en", found=repr(lang))
    return _context(Workspace.find(workspace), Period.parse(period), lang)


@lru_cache(maxsize=16)
def _context(workspace: Workspace, period: Period, lang: str) -> Context:
    # Kept for the process: a process forked from one that has it begins at once.
    view = _store(workspace).view(period)
    return Context(view, lang, tuple(_run_checks(view)))


def show(*exhibits: Exhibit | Iterable[Exhibit | None] | None) -> None:
    """Displays exhibits in order; None (nothing to show for this period) is passed over."""
    from IPython.display import display

    for exhibit in exhibits:
        if exhibit is None:
            continue
        if isinstance(exhibit, Exhibit):
            display(exhibit)
        else:
            show(*exhibit)
