"""What the rules of declared checks do, in words."""

from __future__ import annotations

from collections.abc import Mapping

_RULES: Mapping[str, tuple[str, str]] = {
    "share": ("tỷ lệ so với phần và tổng", "share against part and whole"),
    "fraction": ("phân số so với mẫu số", "fraction against its whole"),
    "total": ("tổng so với các số thành phần", "total against its parts"),
    "sum_denominators": ("tổng so với các mẫu số", "total against the wholes of its parts"),
    "complement": ("hai phần bù nhau", "two parts that make a whole"),
    "remainder": ("số còn lại so với tổng và phần", "remainder against whole and part"),
    "listed": ("số nêu so với danh sách", "number against the list"),
    "same": ("cùng một đại lượng ở nhiều nơi", "one quantity in several places"),
    "at_most": ("không vượt giới hạn", "not above its limit"),
    "disjoint": ("hai danh sách không trùng tên", "two lists with no name in both"),
}


def rule_words(rule: str, lang: str) -> str:
    """`tổng so với các số thành phần`; the rule's own name when it has no words."""
    words = _RULES.get(rule)
    return rule if words is None else words[0 if lang == "vi" else 1]
