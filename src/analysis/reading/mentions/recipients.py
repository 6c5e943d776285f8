"""The list of recipients at a document's end, which says who gets how many copies and states nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .passages import Passage

_BEGINS = re.compile(r"\W*nơi nhận\W", re.I)
_ITEM = re.compile(r"\s*[-–—•+*]|\s*(?:lưu|như trên|như điều)(?!\w)", re.I)
_ITEM_ENDS = (";", "./.", ";.")
_SHORTEST = len("nơi nhận")
_MOST = 200  # characters of an item without a dash at its beginning


def without_recipients(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages without those from `Nơi nhận` to the signature, or to whatever is no item of the list."""
    listing: str | None = None  # the place of the list under way
    for passage in passages:
        text = passage.text
        if _SHORTEST <= len(text) < 40 * _MOST and _BEGINS.match(text + " "):
            listing = passage.locator.place
            continue
        if listing is not None:
            if passage.locator.place == listing and _is_item(text, passage.table):
                continue
            listing = None
        yield passage


def _is_item(text: str, cell: bool) -> bool:
    bare = text.strip()
    if not bare:
        return True
    if cell:
        return _ITEM.match(bare) is not None
    if bare.isupper():
        return False  # the signature: `BỘ TRƯỞNG, CHỦ NHIỆM`
    return _ITEM.match(bare) is not None or (len(bare) < _MOST and bare.endswith(_ITEM_ENDS)) or _copies(bare)


def _copies(bare: str) -> bool:
    """The number of copies on a line of its own: `50`."""
    return len(bare) < 12 and any(c.isdecimal() for c in bare) and not any(c.isalpha() for c in bare)
