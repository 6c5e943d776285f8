"""What is computed from a figure: the way from figures to recomputed values, walked backwards.

All recomputed values are gone through once, so that the uses of each of many thousand figures cost what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...vocabulary.values import Value


@dataclass(frozen=True)
class Use:
    """One recomputed value that has to do with a figure. `how`: `input` (a number it is made of), `through` (by way of
    another recomputed value) or `beside` (the document's own number, which stands next to the recomputed one)."""

    value: Value
    how: str


class Uses:
    """The uses of all figures; `values` are recomputed values, with all they follow from."""

    def __init__(self, values: Iterable[Value]) -> None:
        self._parents: dict[str, dict[str, Value]] = {}
        self._beside: dict[str, dict[str, Value]] = {}
        self._values = tuple(values)  # kept: what has been seen is told by where it lies in memory
        seen: set[int] = set()
        rest = list(reversed(self._values))
        while rest:
            value = rest.pop()
            if id(value) in seen:
                continue
            seen.add(id(value))
            if value.reported:
                for each in value.inputs:
                    self._parents.setdefault(each.id, {}).setdefault(value.id, value)
                if value.counterpart is not None:
                    self._beside.setdefault(value.counterpart.id, {}).setdefault(value.id, value)
            rest.extend(value.inputs)
            if value.counterpart is not None:
                rest.append(value.counterpart)

    def of(self, figure: str) -> tuple[Use, ...]:
        """The uses of a figure, nearest first, each once."""
        return tuple(self._walk((figure,)))

    def of_all(self, figures: Iterable[str]) -> tuple[Use, ...]:
        """The uses of any of the figures, each once: what a page that holds them all depends on."""
        return tuple(self._walk(tuple(figures)))

    def _walk(self, figures: tuple[str, ...]) -> Iterator[Use]:
        seen = set(figures)
        level: list[str] = list(figures)
        how = "input"
        while level:
            above: list[str] = []
            for figure in level:
                for id_, value in self._parents.get(figure, {}).items():
                    if id_ not in seen:
                        seen.add(id_)
                        above.append(id_)
                        yield Use(value, how)
                if how == "input":
                    for id_, value in self._beside.get(figure, {}).items():
                        if id_ not in seen:
                            seen.add(id_)
                            yield Use(value, "beside")
            level, how = above, "through"
