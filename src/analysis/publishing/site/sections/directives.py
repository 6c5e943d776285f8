"""The whole register of directives at the end of the latest month: one list, to be sorted and filtered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ....exhibits.topics import labels, register
from ....indicators.directives import Directive, compute
from ....vocabulary.agencies import agencies
from .. import addresses, index, record
from ..agency_words import state_words
from ..model import Site
from ..pages import Page
from ..search import Entry

_TITLE = {"vi": "Nhiệm vụ được giao", "en": "Directives"}
_ABOUT = {
    "vi": "Mọi nhiệm vụ mà kết luận, thông báo giao hoặc báo cáo đề xuất giao: ai chủ trì, ai phối hợp, đến bao giờ.",
    "en": "Every task that conclusions and notices assign or reports propose: who leads, who joins, by when.",
}


def pages(site: Site, lang: str) -> Iterator[Page]:
    """The one page of the register."""
    yield Page(
        address=addresses.DIRECTIVES,
        lang=lang,
        template="directives.html.j2",
        title=_TITLE[lang],
        key=[site.rows()],
        context=lambda: _context(site, lang),
        description=_ABOUT[lang],
        section=addresses.DIRECTIVES,
    )


def _context(site: Site, lang: str) -> dict[str, Any]:
    b = site.context(None, lang)
    found = compute(b.view)
    rows = sorted(found.rows, key=lambda d: (record.STATES.index(d.state), d.proposed, d.day or date.max, d.id))
    named = {agency for d in rows for agency in (*d.lead, *d.partners)}
    registry = agencies()
    return {
        "b": b,
        "found": found,
        "end": b.view.period.end,
        "window": record.WITHIN_DAYS,
        "rows": [
            {
                "directive": d,
                "words": register.deadline_words(b, d),
                "state": state_words(d.state, lang),
                "place": register.item(b, d),
                "info": b.view.document(d.document),
            }
            for d in rows
        ],
        "states": [(state, state_words(state, lang)) for state in record.STATES if any(d.state == state for d in rows)],
        "agencies": sorted(
            ((id_, registry[id_].short(lang)) for id_ in named), key=lambda pair: labels.letters(pair[1])
        ),
        "loads": [load for load in found.loads if load.all.number > 0],
        "unregistered": [b.view.document(document) for document in found.unregistered],
    }


def search_entries(site: Site, lang: str) -> Iterator[Entry]:
    """The register, and every directive: found by its title, who leads it and its deadline."""
    yield Entry("page", _TITLE[lang], addresses.DIRECTIVES, _ABOUT[lang])
    b = site.context(None, lang)
    for directive in record.registers(index.of(site)).directives.values():
        yield Entry(
            kind="directive",
            title=directive.title(lang),
            address=f"{addresses.DIRECTIVES}#{directive.id}",
            text=_told(b, directive),
            words=(directive.id,),
        )


def _told(b: Any, directive: Directive) -> str:
    leads = ", ".join(b.agency(id_) for id_ in directive.lead)
    parts = [leads, register.deadline_words(b, directive), b.view.document(directive.document).number]
    return " · ".join(part for part in parts if part)
