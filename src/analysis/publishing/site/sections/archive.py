"""The archive: every period by year and quarter, with the packs of the nation, their states and revisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ....vocabulary.periods import Period
from .. import addresses
from ..model import Site
from ..pages import Page
from ..search import Entry
from ..shelf import ShelvedPack

_TITLE = {"vi": "Báo cáo các kỳ", "en": "Packs by period"}
_ABOUT = {
    "vi": "Mọi kỳ báo cáo theo tháng, quý, năm; báo cáo đã phát hành không thay đổi, mọi sửa đổi đều được ghi lại.",
    "en": "Every period by month, quarter and year; what was released does not change, and each revision is logged.",
}


@dataclass(frozen=True)
class Shown:
    """A period with what the archive says of it; `cards` is the number of packs of single agencies."""

    period: Period
    packs: list[ShelvedPack]
    cards: int
    documents: list[str]


def pages(site: Site, lang: str) -> Iterator[Page]:
    """One page."""
    yield Page(
        address=addresses.ARCHIVE,
        lang=lang,
        template="archive.html.j2",
        title=_TITLE[lang],
        key=[
            [str(p) for p in site.periods],
            [p.key() for p in site.packs if not p.unit],
            [[str(p.period), p.lang] for p in site.packs if p.unit],
            [[info.number, str(info.known_from)] for info in site.documents],
        ],
        context=lambda: _context(site, lang),
        description=_ABOUT[lang],
        section=addresses.ARCHIVE,
    )


def _context(site: Site, lang: str) -> dict[str, Any]:
    years: dict[int, dict[int, list[Shown]]] = {}
    longer: dict[tuple[int, int], list[Shown]] = {}  # quarters and years, which have packs of their own
    for period in site.periods:
        packs = site.packs_of(period=period)
        numbers = [info.number for info in site.documents if info.known_from in period]
        shown = Shown(
            period,
            [p for p in packs if not p.unit],
            sum(1 for p in packs if p.unit and p.lang == lang),
            numbers if period.month else [],
        )
        quarter = (period.end.month + 2) // 3
        if period.month:
            years.setdefault(period.year, {}).setdefault(quarter, []).append(shown)
        elif period.quarter:
            longer.setdefault((period.year, period.quarter), []).append(shown)
            years.setdefault(period.year, {}).setdefault(period.quarter, [])
        else:
            longer.setdefault((period.year, 0), []).append(shown)
            years.setdefault(period.year, {})
    return {
        "years": [
            (
                year,
                longer.get((year, 0), []),
                [
                    (Period(year, quarter=quarter), longer.get((year, quarter), []), months)
                    for quarter, months in sorted(quarters.items(), reverse=True)
                ],
            )
            for year, quarters in sorted(years.items(), reverse=True)
        ]
    }


def search_entries(site: Site, lang: str) -> Iterator[Entry]:
    """The page itself."""
    yield Entry("page", _TITLE[lang], addresses.ARCHIVE, _ABOUT[lang])
