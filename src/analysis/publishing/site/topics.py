"""The topics under which indicators are listed, in their order, and their names."""

from __future__ import annotations

from ...indicators.quality import AREAS
from ...vocabulary.catalogue import Indicator, catalogue, dimension_labels

# Topics of numbers that only we make.
_OWN = {
    "scorecards": ("Nghĩa vụ của địa phương", "Duties of localities"),
    "directives": ("Nhiệm vụ được giao", "Directives"),
    "agency": ("Phiếu của từng cơ quan", "Scorecards of agencies"),
    "changes": ("Thay đổi giữa các kỳ", "Changes between periods"),
    "quality": ("Chất lượng dữ liệu", "Data quality"),
}


def topic(indicator: str) -> str:
    """The topic of an indicator, by the first word of its key."""
    first = indicator.partition(".")[0]
    return next((area for area, words in AREAS.items() if first in words), first)


def topic_words(name: str, lang: str) -> str:
    """`Kinh phí`: the topic as a heading."""
    if name in _OWN:
        return _OWN[name][0 if lang == "vi" else 1]
    label = dimension_labels()["topic"].get(name)
    words = label[lang] if label else name
    return words[:1].upper() + words[1:]


def by_topic() -> dict[str, list[Indicator]]:
    """The catalogue by topic, in the order in which areas must be reported, ours last."""
    found: dict[str, list[Indicator]] = {name: [] for name in (*AREAS, *_OWN)}
    for key, entry in catalogue().items():
        found.setdefault(topic(key), []).append(entry)
    return {name: entries for name, entries in found.items() if entries}
