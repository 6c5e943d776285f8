"""How a pack may be laid out, which annexes it may end with, and how invented data and drafts are marked.

The words that packs are declared in (`packs.toml`), in one place that imports nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

Layout = Literal["report", "scorecard"]  # a cover and contents, or one to three pages that begin at once
Annex = Literal["sources", "method", "missing"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
ANNEXES: tuple[Annex, ...] = get_args(Annex)  # in the order in which they stand

# What every page of invented data says: in capitals, and what follows. Never told by colour only.
INVENTED: Mapping[str, tuple[str, str]] = {
    "vi": ("SỐ LIỆU GIẢ ĐỊNH", "không phải số liệu thật"),
    "en": ("INVENTED DATA", "not real figures"),
}
# What every page of a draft says, and what is added in a draft of a revision.
DRAFT: Mapping[str, tuple[str, str]] = {
    "vi": ("DỰ THẢO", "chưa phát hành"),
    "en": ("DRAFT", "not released"),
}
DRAFT_OF: Mapping[str, str] = {"vi": "{draft} bản sửa đổi {number}", "en": "{draft} of revision {number}"}


def is_scorecard(meta: Mapping[str, Any]) -> bool:
    """Whether `metadata.briefing` asks for the small layout."""
    return meta.get("layout") == "scorecard"


def invented_words(meta: Mapping[str, Any]) -> str | None:
    """`SỐ LIỆU GIẢ ĐỊNH – không phải số liệu thật` when `metadata.briefing` says so, else None."""
    if not meta.get("invented"):
        return None
    return " – ".join(INVENTED[_lang(meta)])


def draft_words(meta: Mapping[str, Any]) -> str | None:
    """`DỰ THẢO – chưa phát hành`, `DỰ THẢO bản sửa đổi 1 – chưa phát hành` when `metadata.briefing` has an edition that
    is a draft, else None: a notebook that says nothing of its edition has no mark."""
    edition = meta.get("edition") or {}
    if edition.get("state") != "draft":
        return None
    capitals, rest = DRAFT[_lang(meta)]
    if number := revision_of(edition):
        capitals = DRAFT_OF[_lang(meta)].format(draft=capitals, number=number)
    return f"{capitals} – {rest}"


def revision_of(edition: Mapping[str, Any]) -> int:
    """The number of an edition or of an entry of its log; 0 is the first release."""
    number = edition.get("revision", edition.get("number"))
    return number if isinstance(number, int) else 0


def page_marks(meta: Mapping[str, Any]) -> tuple[str, ...]:
    """What stands on every page and sheet: the mark of invented data, that of a draft, both, or neither."""
    return tuple(words for words in (invented_words(meta), draft_words(meta)) if words)


def titled(title: str, meta: Mapping[str, Any]) -> str:
    """A file's own title: that of the pack, preceded by the marks that are due."""
    return " – ".join([*(words.partition(" – ")[0] for words in page_marks(meta)), title])


def _lang(meta: Mapping[str, Any]) -> str:
    return "vi" if meta.get("lang") == "vi" else "en"
