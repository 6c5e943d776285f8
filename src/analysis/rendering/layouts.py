"""How a pack may be laid out, which annexes it may end with, and how invented data are marked.

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


def is_scorecard(meta: Mapping[str, Any]) -> bool:
    """Whether `metadata.briefing` asks for the small layout."""
    return meta.get("layout") == "scorecard"


def invented_words(meta: Mapping[str, Any]) -> str | None:
    """`SỐ LIỆU GIẢ ĐỊNH – không phải số liệu thật` when `metadata.briefing` says so, else None."""
    if not meta.get("invented"):
        return None
    return " – ".join(INVENTED["vi" if meta.get("lang") == "vi" else "en"])


def titled(title: str, meta: Mapping[str, Any]) -> str:
    """A file's own title: that of the pack, preceded by the mark of invented data where that is due."""
    words = invented_words(meta)
    return f"{words.partition(' – ')[0]} – {title}" if words else title
