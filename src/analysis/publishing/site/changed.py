"""What changed in a period, as lines for a list: for the first page, the page of the period and the feed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...vocabulary.periods import Period

if TYPE_CHECKING:
    from .model import Site

LEVELS = ("high", "medium")


@dataclass(frozen=True)
class Change:
    """One change: what kind it is, and a sentence that tells it whole. `address` is where its figure stands."""

    kind: str
    label: str
    sentence: str
    address: str | None
    document: str | None


def lines(site: Site, period: Period | str, lang: str) -> list[Change]:
    """The changes that matter, weightiest first; nothing for the first period."""
    found = []
    for told in site.told(period):
        if told["level"] not in LEVELS:
            continue
        after = told["after"] or told["before"]
        named = [after["figure"]] if after else (told["finding"] or {}).get("figures", ())
        known = [site.store.values[figure] for figure in named if figure in site.store.values]
        address = next(filter(None, map(site.figure, known)), None)
        document = after["document"] if after else (told["directive"] or told["task"] or {}).get("document")
        found.append(Change(told["kind"], told["kind_label"][lang], told["sentence"][lang], address, document))
    return found
