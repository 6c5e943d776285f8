"""The first page: the latest pack as an official wants it in one minute."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ....exhibits.topics import summary as exhibits
from ....indicators import summary
from ....vocabulary.periods import Period
from .. import addresses, shelf
from ..changed import Change, lines
from ..model import Site
from ..pages import Page
from ..search import Entry

if TYPE_CHECKING:
    from ....tables.store import DocumentInfo

MOST_CHANGES = 6
MOST_EARLIER = 4


def pages(site: Site, lang: str) -> Iterator[Page]:
    """One page."""
    pack = newest(site, lang)
    period = pack.period if pack is not None else site.latest
    packs = site.packs_of(period=period, unit="")
    cards = sum(1 for p in site.packs_of(period=period, lang=lang) if p.unit)
    yield Page(
        address=addresses.HOME,
        lang=lang,
        template="home.html.j2",
        title=pack.title if pack is not None else site.title(lang),
        key=[
            str(period),
            site.rows(period),
            [p.key() for p in packs],
            cards,
            [info.number for info in _newer(site, period)],
            [str(each) for each in _earlier(site, period)],
        ],
        context=lambda: _context(site, lang, pack, period),
        description=_about(lang, period),
        draft=pack is not None and pack.state == "draft",
    )


def newest(site: Site, lang: str) -> shelf.ShelvedPack | None:
    """The nation's pack of the latest period, in this language if there is one; of two, the one declared first."""
    for wanted in (lang, None):
        found = site.packs_of(lang=wanted, unit="")
        national = [p for p in found if p.pack == "national"] or found
        if national:
            return national[0]
    return None


def _newer(site: Site, period: Period) -> list[DocumentInfo]:
    """The documents that became known since."""
    return [info for info in site.documents if info.known_from > period.end]


def _earlier(site: Site, period: Period) -> list[Period]:
    """The periods before it that the page names."""
    return [p for p in site.periods if p != period and p.end <= period.end][:MOST_EARLIER]


def _about(lang: str, period: Period) -> str:
    label = period.label(lang)
    if lang == "vi":
        return f"Kết quả thực hiện Nghị quyết 57-NQ/TW đến hết {label}; mỗi con số đều dẫn về văn bản nguồn."
    return f"How Resolution 57-NQ/TW is carried out, to the end of {label}; every figure leads to its source."


def _context(site: Site, lang: str, pack: shelf.ShelvedPack | None, period: Period) -> dict[str, Any]:
    b = site.context(period, lang)
    found = summary.compute(b.view)
    told: list[Change] = lines(site, period, lang)
    cards = [p for p in site.packs_of(period=period, lang=lang) if p.unit]
    others = [p for p in site.packs_of(period=period, unit="") if pack is None or p.place != pack.place]
    return {
        "b": b,
        "pack": pack,
        "period": period,
        "heading": exhibits.heading(b, found),
        "keys": exhibits.key_figures(b, found),
        "decisions": exhibits.decisions(b),
        "changes": told[:MOST_CHANGES],
        "changes_more": max(0, len(told) - MOST_CHANGES),
        "others": others,
        "cards": len(cards),
        "newer": _newer(site, period),
        "earlier": _earlier(site, period),
        "counts": {
            "figures": b.view.count("figures"),
            "documents": b.view.count("documents"),
            "directives": b.view.count("directives"),
        },
    }


def search_entries(site: Site, lang: str) -> Iterator[Entry]:
    """The page itself."""
    yield Entry("page", site.title(lang), addresses.HOME, _about(lang, site.latest), weight=10)
