"""Where every page and file of the site stands.

Pages have an address below the root of their language (`agencies/ha-noi.html`): Vietnamese pages stand at the
site's own root, English ones in `en/`, at the same addresses. Files (packs, tables, styles) stand once, below the
site's root. Every link is written relative to the page it stands on, so that the site works in any folder.

An address never depends on what else there is: that of a figure follows from the figure's own row, so that a link
to it stays good when others come or go.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from ...vocabulary.agencies import agencies
from ...vocabulary.periods import Period

if TYPE_CHECKING:
    from ...vocabulary.values import Value

LANGUAGES = ("vi", "en")

HOME = "index.html"
ARCHIVE = "archive.html"
AGENCIES = "agencies/index.html"
INDICATORS = "indicators/index.html"
FIGURES = "figures/index.html"
DOCUMENTS = "documents/index.html"
CHANGES = "changes/index.html"
DIRECTIVES = "directives.html"
QUALITY = "quality.html"
METHOD = "method.html"
DATA = "data.html"
SEARCH = "search.html"
FEED = "feed.xml"  # of each language, below its root

DATAPACKAGE = "data/datapackage.json"  # below the site's root


# ---------------------------------------------------------------------- pages, below the root of a language


def period(period: Period | str) -> str:
    """`periods/2026-06.html`."""
    return f"periods/{period}.html"


def agency(id: str) -> str:
    """`agencies/ha-noi.html`."""
    return f"agencies/{id}.html"


def indicator(key: str) -> str:
    """`indicators/budget.approved.html`."""
    return f"indicators/{key}.html"


def document(id: str) -> str:
    """`documents/329-tb-vpcp.html`."""
    return f"documents/{id}.html"


def changes(period: Period | str) -> str:
    """`changes/2026-06.html`: what changed in this period since the one before, and corrections."""
    return f"changes/{period}.html"


def figure_page(document: str, indicator: str, agency: str) -> str:
    """The page that holds a document's figures of one indicator: `figures/329-tb-vpcp/budget.approved.html`.

    Figures of communes stand on a page for each province (`…/products.count-ha-noi.html`): in a nation of thousands
    of agencies a page then holds some dozens, seldom some hundreds (docs/decisions/0020-site.md).
    """
    shard = shard_of(agency)
    return f"figures/{document}/{indicator}{'-' + shard if shard else ''}.html"


def shard_of(agency: str) -> str | None:
    """The province whose page holds the figures of this commune; None: the page without one."""
    known = agencies().get(agency)
    return known.parent if known is not None else None


def figure(value: Value) -> str | None:
    """The permanent address of a stated figure, with its anchor; None for a recomputed or missing value."""
    if value.document is None or not value.reported:
        return None
    return f"{figure_page(value.document, value.indicator, value.agency)}#{value.id}"


# ---------------------------------------------------------------------- files, below the root of the site


def pack(place: str, name: str, revision: int | str | None = None) -> str:
    """`packs/2026-06/national/briefing.pdf`; of an earlier revision `packs/2026-06/national/0/briefing.pdf`.

    `revision` may also be `draft`: the draft of the next revision of a pack that is released.
    """
    return "/".join(("packs", place, *([str(revision)] if revision is not None else []), name))


def table(name: str, format: str) -> str:
    """`data/figures.csv`."""
    return f"data/{name}.{format}"


def asset(name: str) -> str:
    """`assets/site.css`."""
    return f"assets/{name}"


# ---------------------------------------------------------------------- from one to the other


def rooted(lang: str, address: str) -> str:
    """The address below the site's root of a page of this language."""
    return address if lang == LANGUAGES[0] else f"{lang}/{address}"


@lru_cache(maxsize=65536)
def relative(here: str, there: str) -> str:
    """A link from one address to another, both below the site's root; `there` may have an anchor or a query."""
    path, mark, rest = _split(there)
    if path == here and mark == "#":
        return mark + quote(rest, safe=_SAFE)
    start, end = here.split("/")[:-1], path.split("/")
    shared = 0
    while shared < min(len(start), len(end) - 1) and start[shared] == end[shared]:
        shared += 1
    way = "../" * (len(start) - shared) + "/".join(end[shared:])
    return quote(way, safe=_SAFE) + mark + quote(rest, safe=_SAFE)


_SAFE = "/._-~=&:,;+%"


def _split(address: str) -> tuple[str, str, str]:
    for place, character in enumerate(address):
        if character in "#?":
            return address[:place], character, address[place + 1 :]
    return address, "", ""
