"""The one module that notebooks import: `from analysis import briefing`.

    b = briefing.start("2026-06", "vi")            the view, language and findings of one period
    c = briefing.start("2026-06", "vi", "ha-noi")  the same of what concerns one agency
    money = briefing.indicators.budget.compute(b.view)
    briefing.show(briefing.exhibits.budget.heading(b, money))
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from types import ModuleType

from .checks import run as _run_checks
from .checks.touching import Findings
from .errors import UnknownParameter, UsageError
from .exhibits.context import Context
from .exhibits.display import Exhibit
from .paths import Workspace
from .tables.store import Store
from .tables.view import View
from .vocabulary import agencies as _agencies
from .vocabulary.periods import Period

LANGUAGES = ("vi", "en")
CONFINED = "BRIEFING_CONFINED"  # set while the notebooks of a pack run: its period, and its agency if it has one


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


def store(workspace: str | Workspace | None = None) -> Store:
    """The tables of the workspace, opened once for the process; its agencies come into force.

    Raises DataError when the sheets break their rules, or when there are none, and UsageError in a notebook of a
    pack (see `confined`).
    """
    if CONFINED in os.environ:
        raise UsageError(
            "A notebook of a pack sees the view of its period, and not the tables of all.",
            hint="begin with briefing.start(period, lang); in a pack of agencies with (period, lang, unit)",
        )
    return _store(workspace)


def _store(workspace: str | Workspace | None) -> Store:
    place = workspace if isinstance(workspace, Workspace) else Workspace.find(workspace)
    opened, registry = _opened(place)
    if _agencies.version() != registry:  # another workspace was used in between
        _agencies.use(place.raw / _agencies.ADDED)
    return opened


def start(period: str, lang: str = "vi", unit: str | None = None, *, workspace: str | None = None) -> Context:
    """Everything known at the end of `period`, to be told in `lang`; with a `unit`, what concerns that agency.

    `unit` is an id or a name of the registry. With one, no other rows exist in the view: see `tables/slices.py`.
    Raises UnknownPeriod, UnknownParameter or UnknownAgency when one of them is wrong, and UsageError in a notebook
    that asks for more than its pack is told to depend on (see `confined`).
    """
    if lang not in LANGUAGES:
        raise UnknownParameter("This is not a language of the packs.", expected="vi or en", found=repr(lang))
    opened = _store(workspace)
    agency = _agencies.find(unit).id if unit is not None else None
    chosen = Period.parse(period)
    _check_confined(chosen, agency)
    return _context(opened, chosen, lang, agency)


@contextlib.contextmanager
def confined(period: str, unit: str | None) -> Iterator[None]:
    """Within it, and in processes started there, no notebook can ask for more than a pack of this period, and of
    this agency if one is given, depends on.

    A pack is made again when the rows it depends on change. A notebook of an agency's pack that began with the
    whole nation would show figures whose change nobody notices; so it fails.
    """
    before = os.environ.get(CONFINED)
    os.environ[CONFINED] = f"{period} {unit or ''}"
    try:
        yield
    finally:
        os.environ.pop(CONFINED)
        if before is not None:
            os.environ[CONFINED] = before


def _check_confined(period: Period, unit: str | None) -> None:
    if CONFINED not in os.environ:
        return
    latest, _, only = os.environ[CONFINED].partition(" ")
    if only and unit != only:
        raise UsageError(
            "A notebook of an agency's pack sees what concerns this agency, and nothing else.",
            expected=f"briefing.start(period, lang, unit) with {only}",
            found=unit or "no unit: the whole nation",
        )
    if period.end > Period.parse(latest).end:
        raise UsageError(
            "A notebook of a pack sees nothing that became known after its period.",
            expected=f"{latest} or an earlier period",
            found=str(period),
        )


def ready(period: str, *, workspace: str | None = None) -> None:
    """Prepares what all packs of a period share, so that processes forked from this one have it."""
    view = store(workspace).view(period)
    for known in (view, view.previous()):  # what changed is told against the period before
        if known is not None:
            _findings(known)
            known.slices.prepare()


def forget() -> None:
    """Drops what is kept of workspaces: for a process that outlives a change of their sheets."""
    for kept in (_opened, _context, _findings):
        kept.cache_clear()


@lru_cache(maxsize=4)
def _opened(workspace: Workspace) -> tuple[Store, str]:
    """The store, and the checksum of the registry of agencies that it was opened with."""
    return Store.open(workspace), _agencies.version()


@lru_cache(maxsize=16)
def _context(opened: Store, period: Period, lang: str, unit: str | None) -> Context:
    # Kept for the process: a process forked from one that has it begins at once.
    view = opened.view(period)
    found = _findings(view)
    if unit is None:
        return Context(view, lang, found.all)
    piece = view.of(unit)
    return Context(piece, lang, found.about(piece))


@lru_cache(maxsize=8)
def _findings(view: View) -> Findings:
    """In any language and for any agency the findings are the same, and finding them takes a while."""
    return Findings(_run_checks(view))


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
