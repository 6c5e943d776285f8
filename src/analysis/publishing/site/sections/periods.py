"""A page for each period: its documents, its packs with their releases and revisions, the cards of agencies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....vocabulary.agencies import agencies
from ....vocabulary.periods import Period
from .. import addresses
from ..agency_words import kinds_in_order
from ..changed import lines
from ..model import Site
from ..pages import Page
from ..search import Entry
from ..shelf import DRAFT, ShelvedPack
from .packs import anchor

MOST_CHANGES = 8


def pages(site: Site, lang: str) -> Iterator[Page]:
    """One page for each period, newest first."""
    for period in site.periods:
        packs = site.packs_of(period=period)
        national = [p for p in packs if not p.unit]
        yield Page(
            address=addresses.period(period),
            lang=lang,
            template="period.html.j2",
            title=_title(lang, period),
            key=[
                str(period),
                site.rows(period),
                [p.key() for p in packs],
                [str(neighbour) for neighbour in _neighbours(site, period)],
            ],
            context=lambda period=period, packs=packs: _context(site, lang, period, packs),  # type: ignore[misc]
            description=_about(lang, period),
            trail=((_ARCHIVE[lang], addresses.ARCHIVE),),
            section=addresses.ARCHIVE,
            draft=bool(national) and all(p.state == "draft" for p in national),
        )


_ARCHIVE = {"vi": "Báo cáo các kỳ", "en": "Packs by period"}


def _title(lang: str, period: Period) -> str:
    label = period.label(lang)
    return f"Kỳ {label}" if lang == "vi" else f"Period {label}"


def _about(lang: str, period: Period) -> str:
    end = period.end
    if lang == "vi":
        day = f"{end.day}/{end.month}/{end.year}"
        return f"Những gì đã biết đến hết ngày {day}: tài liệu mới, báo cáo, các lần sửa đổi."
    return f"What was known by the end of {period.label('en')}: new documents, packs, and their revisions."


def _neighbours(site: Site, period: Period) -> tuple[Period | None, Period | None]:
    """The periods of the same length before and after it that have a page."""
    alike = [p for p in site.periods if _length(p) == _length(period)]  # newest first
    place = alike.index(period)
    return (alike[place + 1] if place + 1 < len(alike) else None, alike[place - 1] if place else None)


def _length(period: Period) -> str:
    return "month" if period.month else "quarter" if period.quarter else "year"


def _context(site: Site, lang: str, period: Period, packs: list[ShelvedPack]) -> dict[str, Any]:
    b = site.context(period, lang)
    told = lines(site, period, lang)
    before, after = _neighbours(site, period)
    return {
        "b": b,
        "period": period,
        "documents": [info for info in b.view.infos if info.known_from in period],
        "known": len(b.view.infos),
        "national": [p for p in packs if not p.unit],
        "cards": _cards(lang, packs),
        "changes": told[:MOST_CHANGES],
        "changes_more": max(0, len(told) - MOST_CHANGES),
        "has_changes": b.view.previous() is not None,
        "before": before,
        "after": after,
        "anchor": anchor,
        "DRAFT": DRAFT,
    }


def _cards(lang: str, packs: list[ShelvedPack]) -> list[tuple[str, list[tuple[str, ShelvedPack]]]]:
    """The packs of agencies by kind of agency and name; one of each agency, in this language where there is one."""
    chosen: dict[tuple[str, str], ShelvedPack] = {}
    for pack in packs:
        if pack.unit and (pack.lang == lang or (pack.pack, pack.unit) not in chosen):
            chosen[pack.pack, pack.unit] = pack
    known = agencies()
    kinds: dict[str, list[tuple[str, ShelvedPack]]] = {}
    for (_, unit), pack in chosen.items():
        entry = known.get(unit)
        kinds.setdefault(entry.kind if entry else "", []).append((entry.name(lang) if entry else unit, pack))
    return [(kind, kinds[kind]) for kind in kinds_in_order(kinds)]


def search_entries(site: Site, lang: str) -> Iterator[Entry]:
    """Every period."""
    for period in site.periods:
        yield Entry(
            "page", _title(lang, period), addresses.period(period), _about(lang, period), period.label(lang),
            (str(period),), period.end.toordinal(),
        )  # fmt: skip
