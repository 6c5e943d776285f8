"""What the card of one agency ranks it by, and the nation's figures it shows: read from scorecard.yml.

The card of an agency may use the agency's own figures, its peers' figures of the ranked indicators and the
nation's figures of the nation indicators, and no others: so a change elsewhere leaves the card as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ..errors import DataError
from .catalogue import Bilingual, catalogue

Body = Literal["ministry", "province", "commune"]
ANY = "*"  # the value of a dimension that may be any
_PATH = Path(__file__).with_name("scorecard.yml")
_BODIES: Mapping[str, Body] = {
    "ministry": "ministry",
    "ministerial": "ministry",
    "government_agency": "ministry",
    "province": "province",
    "commune": "commune",
}


class Ranked(BaseModel):
    """One question by which peers are ranked; `scorecard.yml` explains the fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    indicator: str
    dimensions: dict[str, str] = Field(default_factory=dict)
    by: Literal["amount", "share", "ratio"]
    of: str | None = None
    rate: str | None = None
    complement: str | None = None
    direction: Literal["higher", "lower"]
    bodies: tuple[Body, ...] = Field(min_length=1)
    title: Bilingual

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator whose figures answer the question."""
        return tuple(i for i in (self.indicator, self.of, self.complement) if i is not None)

    def concerns(self, kind: str) -> bool:
        """Is the question put to agencies of this kind of the registry?"""
        return body(kind) in self.bodies

    def takes(self, dimensions: Mapping[str, str]) -> bool:
        """Does a figure with these dimensions answer the question?"""
        return set(dimensions) == set(self.dimensions) and all(
            wanted in (ANY, dimensions[name]) for name, wanted in self.dimensions.items()
        )

    @model_validator(mode="after")
    def _consistent(self) -> Ranked:
        if (self.by == "ratio") != (self.of is not None):
            raise ValueError("`of` stands with by: ratio, and only there")
        if (self.by == "amount") != (self.rate is None):
            raise ValueError("`rate` stands with by: share and by: ratio, and only there")
        if self.complement is not None and self.by != "share":
            raise ValueError("`complement` stands only with by: share")
        if ANY in self.dimensions.values() and self.by != "share":
            raise ValueError("figures are added up (a dimension is '*') only with by: share")
        for name in self.indicators:
            _check(name, self.dimensions if name != self.of else {})
        if self.rate is not None:
            _check(self.rate, {})
        return self


def _check(name: str | None, dimensions: Mapping[str, str]) -> None:
    """Raises ValueError when the catalogue does not have the indicator, or not with these dimensions."""
    entry = catalogue().get(name or "")
    if entry is None:
        raise ValueError(f"the catalogue has no indicator {name!r}")
    for dimension, value in dimensions.items():
        known = entry.dimensions.get(dimension, [])
        if not known or (value != ANY and ANY not in known and value not in known):
            raise ValueError(f"{name} has no dimension {dimension}={value}")


def body(kind: str) -> Body | None:
    """How the card speaks of agencies of a kind of the registry; None for kinds that have no card."""
    return _BODIES.get(kind)


def read(path: Path) -> tuple[tuple[Ranked, ...], frozenset[str]]:
    """The ranked questions and the nation's indicators of a file; raises DataError naming the entry at fault."""
    raw: dict[str, Any] = yaml.safe_load(path.read_text("utf-8")) or {}
    unknown = set(raw) - {"ranked", "nation"}
    if unknown:
        raise DataError(
            "The scorecard has an unknown part.",
            where=path.name,
            expected="ranked, nation",
            found=", ".join(sorted(unknown)),
        )
    found = []
    for key, entry in (raw.get("ranked") or {}).items():
        try:
            _check(entry.get("indicator"), {})
            better = entry.get("direction") or catalogue()[entry["indicator"]].direction
            found.append(Ranked(key=key, **{**entry, "direction": better}))
        except (ValidationError, ValueError, TypeError, AttributeError) as error:
            raise DataError(
                "An entry of the scorecard is malformed.",
                where=f"{path.name}: ranked.{key}",
                found=_said(error),
            ) from error
    nation = raw.get("nation") or []
    for name in nation:
        try:
            _check(name, {})
        except ValueError as error:
            raise DataError(
                "An entry of the scorecard is malformed.", where=f"{path.name}: nation", found=str(error)
            ) from error
    return tuple(found), frozenset(nation)


def _said(error: Exception) -> str:
    """What is wrong, without what a validation library says around it."""
    if isinstance(error, ValidationError):
        parts = ((".".join(map(str, part["loc"])), part["msg"]) for part in error.errors())
        return "; ".join(f"{name}: {message}" if name else message for name, message in parts)
    return str(error)


@lru_cache(maxsize=1)
def _declared() -> tuple[tuple[Ranked, ...], frozenset[str]]:
    return read(_PATH)


def ranked() -> tuple[Ranked, ...]:
    """The questions by which peers are ranked, in the order of the card."""
    return _declared()[0]


@lru_cache(maxsize=1)
def ranked_indicators() -> frozenset[str]:
    """The indicators whose figures of an agency's peers the card uses."""
    return frozenset(name for question in ranked() for name in question.indicators)


@lru_cache(maxsize=1)
def _by_indicator() -> dict[str, tuple[Ranked, ...]]:
    return {name: tuple(q for q in ranked() if name in q.indicators) for name in ranked_indicators()}


def ranks(indicator: str, dimensions: Mapping[str, str]) -> bool:
    """Does the card use a peer's figure of this indicator with these dimensions?"""
    return any(
        question.takes(dimensions) if indicator != question.of else not dimensions
        for question in _by_indicator().get(indicator, ())
    )


def nation_indicators() -> frozenset[str]:
    """The indicators whose nationwide figures the card uses."""
    return _declared()[1]
