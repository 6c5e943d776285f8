"""Indicators: ratios, pace, funnels, ages and comparisons, one module a topic.

Every topic module has `compute(view) -> <Topic>`, a frozen dataclass whose attributes are `Value`s (or tuples
and mappings of them), all there even when nothing is reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

from ..vocabulary.values import Value

TOPICS = ("budget", "overdue", "products", "databases", "procedures", "reporting", "directives", "services",
          "technology", "government", "scorecards")


def topics(view: Any) -> dict[str, Any]:
    """Every topic's indicators for this view, by topic name."""
    return {name: import_module(f"{__name__}.{name}").compute(view) for name in TOPICS}


def values_of(topic: Any) -> Iterator[Value]:
    """All values that a topic holds, however nested."""
    if isinstance(topic, Value):
        yield topic
    elif is_dataclass(topic) and not isinstance(topic, type):
        for part in fields(topic):
            yield from values_of(getattr(topic, part.name))
    elif isinstance(topic, Mapping):
        for item in topic.values():
            yield from values_of(item)
    elif isinstance(topic, (tuple, list)):
        for item in topic:
            yield from values_of(item)


def uses(view: Any, figure: str) -> list[Value]:
    """The recomputed values that follow from the figure with this id, in catalogue order, each once."""
    found: dict[str, Value] = {}
    for topic in topics(view).values():
        for value in values_of(topic):
            for ancestor in value.ancestry():
                if ancestor.inputs and ancestor.id not in found and any(
                        v.id == figure for v in ancestor.ancestry() if v is not ancestor):
                    found[ancestor.id] = ancestor
    return sorted(found.values(), key=lambda v: v.id)
