"""Comparison with the last period that has the same indicator, and whether the two may be compared.

Two figures of different series (definitions) are never subtracted: the comparison then says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..vocabulary.measures import Mark
from ..vocabulary.values import Value, difference

if TYPE_CHECKING:
    from ..tables.store import View


@dataclass(frozen=True)
class Comparison:
    """`change` is there only when `comparable`; `previous` is None when nothing was known before."""

    current: Value
    previous: Value | None
    change: Value | None
    comparable: bool

    @property
    def reason(self) -> str:
        """first | same_definition | definition_changed | not_reported"""
        if not self.current.reported:
            return "not_reported"
        if self.previous is None:
            return "first"
        return "same_definition" if self.comparable else "definition_changed"


def compare(view: View, current: Value) -> Comparison:
    """`current` against the latest earlier figure of the same indicator, agency and dimensions."""
    if not current.reported or current.as_of is None:
        return Comparison(current, None, None, False)
    earlier = [v for v in view.history(current.indicator, agency=current.agency, **dict(current.dimensions))
               if v.id != current.id and v.reported and v.as_of is not None and v.as_of < current.as_of]
    if not earlier:
        return Comparison(current, None, None, False)
    previous = max(earlier, key=lambda v: (v.as_of, v.known_from))
    # `8` and `8/12` may be compared; `99/348` and `33/124` are parts of different wholes.
    wholes = {v.denominator for v in (previous, current) if v.denominator is not None}
    same = previous.series == current.series and len(wholes) < 2
    if not same:
        return Comparison(current, previous.marked(Mark.NOT_COMPARABLE), None, False)
    change = difference(f"{current.indicator}", current, previous, agency=current.agency,
                        dimensions=current.dimensions, id=f"calc.change.{current.id}")
    return Comparison(current, previous, change, True)
