"""What changed between two accounts: from one period to the next, or from one revision of a pack to the next.

Between periods a quantity (indicator, agency, dimensions) that this period's documents state is set against the last
figure known before in the same definition: it moved, or not, or is stated otherwise for the same date. Where only
another definition or another whole is known, the two stand side by side and are never subtracted; a declared check
that calls two figures not comparable pairs them too, with its reason. What the documents of the period before state
and those of this period do not is `dropped`: not stated again, which is not the same as gone.

Between revisions every value is set against the one of the same id: what a reader was told, and is told now.

Every entry has a weight by the thresholds of `vocabulary/changes.yml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from ..checks.findings import Finding
from ..errors import UsageError
from ..tables.view import View
from . import changes_of_quantities as quantities
from . import changes_of_registers as registers
from .accounts import Account, account
from .change import Change, Changes, Sort

__all__ = ["Change", "Changes", "Known", "between", "compute"]


class Known(Protocol):
    """A view with what the checks found in it, such as the context of exhibits."""

    @property
    def view(self) -> View: ...

    @property
    def findings(self) -> Sequence[Finding]: ...


def compute(now: Known, before: Known | None, *, brief: bool = False) -> Changes | None:
    """What changed since an earlier period; None when nothing was known before.

    In brief only what documents state is compared, and no lists: all that the card of one agency tells. Raises what
    `between` raises.
    """
    if before is None:
        return None
    earlier, later = (account(known.view, known.findings, brief=brief) for known in (before, now))
    return between(earlier, later)


def between(before: Account, after: Account, kind: Sort = "periods") -> Changes:
    """What changed from one account to the other.

    Raises UsageError when they are of different agencies, when the periods are in the wrong order, or, between
    revisions, when they are of different periods.
    """
    if before.unit != after.unit:
        raise UsageError(
            "The two accounts are not of the same agency.",
            expected=before.unit or "the nation",
            found=after.unit or "the nation",
        )
    if kind == "revisions":
        if before.period != after.period:
            raise UsageError("Two revisions are of one period.", expected=before.period, found=after.period)
        found = [*quantities.revised(before, after), *registers.revised(before, after)]
        return Changes(kind, before, after, _ranked(found))
    if after.end <= before.end:
        raise UsageError(
            "What changed is told from an earlier period to a later one.",
            expected=f"a period that ends before {after.period} does",
            found=before.period,
        )
    spoke = any(before.end < document.known_from for document in after.documents.values())
    found = [*quantities.moved(before, after, spoke=spoke), *registers.moved(before, after)]
    return Changes(kind, before, after, _ranked(found), spoke)


def _ranked(entries: Iterable[Change]) -> tuple[Change, ...]:
    """Weightiest first; of equals as the documents give them."""
    return tuple(sorted(entries, key=lambda entry: -entry.weight))
