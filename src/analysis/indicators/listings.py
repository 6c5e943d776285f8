"""Agencies that passages list by name: who reported, who has products.

A list is taken from the latest document that has it, as a whole: two documents' lists are never merged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..vocabulary.agencies import agencies

if TYPE_CHECKING:
    from ..tables.store import View

MINISTRY_KINDS = ("ministry", "ministerial")


@dataclass(frozen=True)
class Listing:
    """The agencies of one list in the order named, and where; empty when no known document has the list."""

    name: str
    agencies: tuple[str, ...] = ()
    places: tuple[tuple[str, str], ...] = ()  # (document, locator), one for each agency

    def __contains__(self, agency: object) -> bool:
        return agency in self.agencies

    def of_kind(self, *kinds: str) -> tuple[str, ...]:
        """The listed agencies of these kinds of the registry."""
        return tuple(a for a in self.agencies if agencies()[a].kind in kinds)

    @property
    def ministries(self) -> tuple[str, ...]:
        return self.of_kind(*MINISTRY_KINDS)

    @property
    def localities(self) -> tuple[str, ...]:
        return self.of_kind("province")


def latest(view: View, name: str) -> Listing:
    """The list called `name` (as groups.csv names it) in the latest document that has it."""
    groups = view.groups
    rows = groups[groups["list"] == name]
    if not len(rows):
        return Listing(name)
    newest = rows.sort_values(["known_from", "document"], kind="stable")["document"].iloc[-1]
    rows = rows[rows["document"] == newest]
    unique = rows.drop_duplicates("agency")
    return Listing(
        name, tuple(unique["agency"]), tuple(zip(unique["document"], unique["locator"], strict=True))
    )
