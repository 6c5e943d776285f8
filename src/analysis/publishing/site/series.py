"""An indicator's values over time: a lane a quantity, cut into runs wherever the definition changes.

Two values that follow one another are joined only when they may be compared: of the same series, and parts of the
same whole where both state one (as `indicators.comparison` has it). Of recomputed values the definition is that of
the stated figures behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from ...vocabulary.measures import Kind
from ...vocabulary.values import Value

_WORDS = Path(__file__).with_name("definitions.yml")

Definition = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Lane:
    """One quantity over time: of one agency, with the same dimensions. `runs` are of one definition each, the
    oldest value first in each, the oldest run first."""

    agency: str
    dimensions: Mapping[str, str]
    runs: tuple[tuple[Value, ...], ...]

    @property
    def values(self) -> tuple[Value, ...]:
        return tuple(value for run in self.runs for value in run)

    @property
    def latest(self) -> Value:
        return self.runs[-1][-1]

    @property
    def broken(self) -> bool:
        """Whether its definition changed."""
        return len(self.runs) > 1

    @property
    def moments(self) -> int:
        """How many days its values speak of."""
        return len({value.as_of for value in self.values})


def lanes(values: Iterable[Value]) -> list[Lane]:
    """The values by agency and dimensions, in the order first met; those that are missing or undated are left out.

    A value said again of the same day in the same definition stands once: as last said.
    """
    found: dict[tuple[str, tuple[tuple[str, str], ...]], list[Value]] = {}
    for value in values:
        if value.reported and value.as_of is not None:
            key = (value.agency, tuple(sorted(value.dimensions.items())))
            found.setdefault(key, []).append(value)
    return [Lane(agency, dict(dimensions), _runs(members)) for (agency, dimensions), members in found.items()]


def _runs(values: Iterable[Value]) -> tuple[tuple[Value, ...], ...]:
    last_said: dict[tuple[date | None, Definition], Value] = {}
    for value in sorted(values, key=_recency):
        last_said[value.as_of, definition(value)] = value
    runs: list[list[Value]] = []
    for value in sorted(last_said.values(), key=_recency):
        if runs and comparable(runs[-1][-1], value):
            runs[-1].append(value)
        else:
            runs.append([value])
    return tuple(map(tuple, runs))


def comparable(earlier: Value, later: Value) -> bool:
    """Whether a line may join the two."""
    wholes = {value.denominator for value in (earlier, later) if value.denominator is not None}
    return definition(earlier) == definition(later) and len(wholes) < 2


def definition(value: Value) -> Definition:
    """What a value counts: its series; of a recomputed one the indicators and series of the figures behind it."""
    if value.kind is Kind.STATED:
        return ((value.indicator, value.series),)
    return tuple(sorted({(source.indicator, source.series) for source in roots(value)}))


def roots(value: Value) -> tuple[Value, ...]:
    """The stated figures that a recomputed value follows from (not those that only stand beside it), each once."""
    seen: set[str] = set()
    found: list[Value] = []
    rest = list(value.inputs)
    while rest:
        each = rest.pop()
        if each.id not in seen:
            seen.add(each.id)
            rest.extend(each.inputs)
            if each.kind is Kind.STATED and each.document:
                found.append(each)
    return tuple(found)


def _recency(value: Value) -> tuple[date, date]:
    return value.as_of or date.min, value.known_from or date.min


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    return dict(yaml.safe_load(_WORDS.read_text("utf-8")))


def series_words(series: str, lang: str) -> str:
    """What a definition counts, in words; its code when nobody has put it into words; nothing without one."""
    words = _words().get(series)
    return words[lang] if words else series
