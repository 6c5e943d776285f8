"""Words that say a time before the one a document reports on: `kỳ trước`, `cùng kỳ`."""

from __future__ import annotations

from collections.abc import Sequence

from ...vocabulary.agencies import agency_key
from .words import DAY

# Words that say a time before the one reported; longer groups first.
_EARLIER = (
    "kỳ báo cáo trước", "kỳ báo cáo ~", "phiên họp trước", "giai đoạn trước", "cùng kỳ", "kỳ trước", "tháng trước",
    "năm trước", "quý trước", "tuần trước", "năm ngoái", "lần trước", "trước đây", "trước đó", "cách đây", "đợt trước",
    "phiên trước", "hồi ~",
)
_EARLIER_BY_FIRST: dict[str, list[tuple[str, ...]]] = {}
for _group in _EARLIER:
    _key = tuple(word if word == DAY else agency_key(word) for word in _group.split())
    _EARLIER_BY_FIRST.setdefault(_key[0], []).append(_key)


def earlier_times(words: Sequence[str]) -> list[tuple[int, int]]:
    """Where words stand that say a time before the one reported, in order."""
    found: list[tuple[int, int]] = []
    for at, word in enumerate(words):
        for group in _EARLIER_BY_FIRST.get(word, ()):
            if tuple(words[at : at + len(group)]) == group:
                found.append((at, at + len(group)))
                break
    return found
