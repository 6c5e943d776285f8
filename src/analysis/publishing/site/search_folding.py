"""Words as the search compares them: without marks, without case, numbers in one spelling.

assets/search.js does the same to what a reader types; a test of the browser suite holds the two to one another.
"""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)+(?![0-9a-z])|[0-9a-z]+")
_GROUPS_OF_THREE = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")


def fold(text: str) -> str:
    """Lower case without marks, đ as d: `Ngân sách` → `ngan sach`."""
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in apart if unicodedata.category(c) != "Mn")
    return bare.lower().replace("đ", "d")


def words(text: str) -> list[str]:
    """The words of a text in its order, repeated ones too: `329/TB-VPCP` → `329`, `tb`, `vpcp`.

    A number is one word in whichever language it is written: `8,7` and `8.7` → `8.7`; `1.234` and `1,234` →
    `1234`; `05` → `5`.
    """
    return [_number(word) if word[0].isdigit() else word for word in _WORD.findall(fold(text))]


def _number(word: str) -> str:
    if word.isdigit():
        return word.lstrip("0") or "0"
    if not word[-1].isdigit() or word.isalnum():
        return word
    if _GROUPS_OF_THREE.fullmatch(word):
        return re.sub(r"[.,]", "", word).lstrip("0") or "0"
    return re.sub(r"[.,]", ".", word)
