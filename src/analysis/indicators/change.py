"""One change between two accounts, and all of them: what `changes.between` gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

from ..checks.findings import Finding
from ..vocabulary.changes import rules
from ..vocabulary.measures import Measure, Qualifier
from ..vocabulary.values import NATION, Value, computed, difference
from .accounts import Account, Directed, Issued, Listed

Sort = Literal["periods", "revisions"]
Comparability = Literal["same", "different_definition", "different_whole", "not_applicable"]


@dataclass(frozen=True)
class Members:
    """How a list of agencies changed: who joined it and who left it."""

    list: str
    joined: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One change. A quantity has `before`, `after` or both, and a `difference` only where the two are comparable and
    one number says how far apart they are; `reason` is the declared finding that says why they are not. Any other
    change has what it is about."""

    kind: str
    key: str
    topic: str
    weight: int
    agency: str = NATION
    comparability: Comparability = "not_applicable"
    before: Value | None = None
    after: Value | None = None
    difference: Value | None = None
    reason: Finding | None = None
    finding: Finding | None = None
    directive: Directed | None = None
    task: Listed | None = None
    members: Members | None = None
    document: Issued | None = None

    @property
    def level(self) -> str:
        return rules().level(self.weight)

    @property
    def value(self) -> Value | None:
        """The later of the two values; None when it is no change of a quantity."""
        return self.after if self.after is not None else self.before


@dataclass(frozen=True)
class Changes:
    """Every change, weightiest first.

    Between periods `spoke` says whether any document became known in the later one: without one nothing is stated,
    and nothing can be missed.
    """

    kind: Sort
    before: Account
    after: Account
    entries: tuple[Change, ...]
    spoke: bool = True

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Change, ...]]:
        found: dict[str, list[Change]] = {}
        for entry in self.entries:
            found.setdefault(entry.kind, []).append(entry)
        return {kind: tuple(entries) for kind, entries in found.items()}

    def of(self, *kinds: str) -> tuple[Change, ...]:
        """The changes of these kinds, weightiest first within each."""
        return tuple(entry for kind in kinds for entry in self._by_kind.get(kind, ()))

    def count(self, *kinds: str) -> int:
        return len(self.of(*kinds))

    def number(self, kind: str, among: Iterable[Change] | None = None, **dimensions: str) -> Value:
        """How many changes of a kind, as a value that can be shown; `among` some of them, told apart by
        `dimensions`."""
        chosen = self.of(kind) if among is None else tuple(among)
        about = {"change": kind, **dimensions}
        value = computed(
            "changes.count", len(chosen), Measure.COUNT, agency=self.after.unit or NATION, dimensions=about
        )
        return replace(value, as_of=self.after.end)


# ---------------------------------------------------------------------- for those who make entries


def apart(before: Value, after: Value) -> Value | None:
    """after − before, with the decimals that both are stated with; of two percentages the difference in points.

    None where one number cannot tell it: of ranges whose ends did not move alike, and of bounds turned round.
    """
    ends = [(v.upper or v.amount or 0) - (v.amount or 0) for v in (before, after)]
    if ends[0] != ends[1] or turned(before, after):
        return None
    found = difference(
        after.indicator,
        after,
        before,
        agency=after.agency,
        dimensions=after.dimensions,
        id=f"calc.change.{after.id}",
    )
    return replace(found, decimals=None) if before.decimals is None and after.decimals is None else found


def turned(before: Value, after: Value) -> bool:
    """Whether a bound is stated from the other side: `trên 500`, then `dưới 500`."""
    return {before.qualifier, after.qualifier} == {Qualifier.OVER, Qualifier.UNDER}


def topic_of(value: Value) -> str:
    return value.indicator.partition(".")[0]


def lies_between(before: date, after: date, day: date | None) -> bool:
    """Whether a day lies after the one and not after the other."""
    return day is not None and before < day <= after


def key_of(*parts: str) -> str:
    return "|".join(parts)
