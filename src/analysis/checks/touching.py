"""The findings of a period, and which of them touch the figures of one agency's slice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from .findings import Finding

if TYPE_CHECKING:
    from ..tables.store import View


class Findings:
    """The findings of a view, in their order; made once for all slices of the view."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.all = tuple(findings)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Figure id → which findings touch it."""
        table: dict[str, list[int]] = {}
        for place, finding in enumerate(self.all):
            for figure in finding.figures:
                table.setdefault(figure, []).append(place)
        return table

    def about(self, view: View) -> tuple[Finding, ...]:
        """Those that touch a figure of the view, in their order, each with its figures that the view knows.

        What such a finding says may follow from other figures too (a sum over all provinces): it is then part
        of what is known of each of them.
        """
        touched = {place for figure in view.ids for place in self._places.get(figure, ())}
        return tuple(
            replace(finding, figures=tuple(figure for figure in finding.figures if figure in view))
            for finding in (self.all[place] for place in sorted(touched))
        )
