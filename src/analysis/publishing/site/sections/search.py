"""The search: its page in both languages, and the files of its index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .. import addresses
from ..pages import File, Page
from ..search import index_files

if TYPE_CHECKING:
    from ..model import Site

_TITLE = {"vi": "Tìm kiếm", "en": "Search"}
_ABOUT = {
    "vi": "Tìm trong mọi báo cáo, cơ quan, chỉ tiêu, số liệu, tài liệu và nhiệm vụ; gõ có dấu hay không dấu đều được.",
    "en": "Search all packs, agencies, indicators, figures, documents and directives, with or without diacritics.",
}


def pages(site: Site, lang: str) -> Iterator[Page]:
    """The page on which results are listed; it holds links to every list for readers without scripts."""
    yield Page(
        address=addresses.SEARCH,
        lang=lang,
        template="search.html.j2",
        title=_TITLE[lang],
        key=[],
        description=_ABOUT[lang],
        section=addresses.SEARCH,
    )


def files_key(site: Site) -> Any:
    """What all that can be found depends on; as long as it is the same, no entry is collected."""
    return [[site.rows(period) for period in site.months], [pack.key() for pack in site.packs]]


def files(site: Site) -> Iterator[File]:
    """The index of each language, made of what every section says can be found."""
    from ..registry import search_entries

    for lang in site.languages:
        for name, content in index_files(search_entries(site, lang), lang):
            yield File(
                path=addresses.asset(f"search/{lang}/{name}"),
                key=name,
                make=lambda content=content: content,  # type: ignore[misc]
            )
