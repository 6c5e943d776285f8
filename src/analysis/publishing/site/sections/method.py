"""How figures come to be on the site: what is read, reconciled, recomputed, and what the marks mean."""

from __future__ import annotations

from collections.abc import Iterator

from ....checks.findings import Severity
from ....exhibits.markup import MARK_WORDS
from ....vocabulary.measures import Mark
from .. import addresses
from ..model import Site
from ..pages import Page
from ..search import Entry

_TITLE = {"vi": "Phương pháp", "en": "Method"}
_ABOUT = {
    "vi": "Số liệu được đọc, đối chiếu, tính lại, công bố và sửa đổi như thế nào; các ký hiệu nghĩa là gì.",
    "en": "How figures are read, reconciled, recomputed, released and revised; what the marks mean.",
}


def pages(site: Site, lang: str) -> Iterator[Page]:
    """One page."""
    yield Page(
        address=addresses.METHOD,
        lang=lang,
        template="method.html.j2",
        title=_TITLE[lang],
        key=["method"],
        context=lambda: {
            "signs": [
                (mark.value, mark.sign, MARK_WORDS[mark][lang]) for mark in Mark if mark is not Mark.NOT_REPORTED
            ],
            "severities": [(severity.value, severity.label(lang)) for severity in Severity],
        },
        description=_ABOUT[lang],
        section=addresses.METHOD,
    )


def search_entries(site: Site, lang: str) -> Iterator[Entry]:
    """The page."""
    yield Entry("page", _TITLE[lang], addresses.METHOD, _ABOUT[lang])
