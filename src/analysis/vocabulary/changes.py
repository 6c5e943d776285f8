"""How changes are ranked and how many of them are shown: the thresholds of changes.yml, read and applied."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ..errors import DataError
from .catalogue import Bilingual, catalogue
from .measures import Measure
from .values import NATION, Value

_PATH = Path(__file__).with_name("changes.yml")
Level = Literal["high", "medium", "low"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(_Part):
    """What changes of a kind are called, and how many there are."""

    label: Bilingual
    counted: Bilingual

    def count(self, number: int, lang: str) -> str:
        """`7 đại lượng thay đổi`; `1 quantity moved`."""
        one, _, many = self.counted[lang].partition("|")
        return (one if number == 1 or not many else many).format(n=number)


class KindRule(Named):
    """One kind of change: where its weight begins, how many a page shows, and its words between two revisions."""

    weight: int
    page: int = Field(ge=0)
    corrected: Named | None = None
    why: Bilingual

    def named(self, sort: str) -> Named:
        """Its words between `periods` or `revisions`."""
        return self.corrected or self if sort == "revisions" else self


class Tier(_Part):
    """Indicators of one importance; `budget.*` names all of a topic."""

    weight: int
    of: tuple[str, ...] = Field(min_length=1)
    why: Bilingual


class Size(_Part):
    """A difference of at least so many percent of the earlier value (or points of a percentage)."""

    at_least: float = Field(gt=0)
    weight: int
    why: Bilingual


class Extra(_Part):
    """What is added for one reason."""

    weight: int
    why: Bilingual


class LevelRule(_Part):
    """The name of all weights from this one on; of all others when it has none."""

    weight: int | None = None
    label: Bilingual


class Rules(_Part):
    """Everything that changes.yml declares; it explains the fields."""

    kinds: dict[str, KindRule]
    tiers: tuple[Tier, ...]
    sizes: tuple[Size, ...]
    breakdown: Extra
    agency: Extra
    neutral: Extra
    levels: dict[Level, LevelRule]
    lists: dict[str, Bilingual]

    @model_validator(mode="after")
    def _ordered(self) -> Rules:
        """The first that is reached counts: so the highest stands first."""
        *bounded, last = self.levels.values()
        reached = [rule.weight for rule in bounded]
        if last.weight is not None or None in reached or reached != sorted(reached, reverse=True):  # type: ignore[type-var]
            raise ValueError("levels: the highest weight first, the last level without one")
        if list(self.sizes) != sorted(self.sizes, key=lambda size: -size.at_least):
            raise ValueError("sizes: the largest first")
        return self

    def kind(self, kind: str) -> KindRule:
        return self.kinds[kind]

    def reasons(self, lang: str) -> list[dict[str, str | int]]:
        """Every weight that is declared, with its reason."""
        named: list[tuple[str, KindRule | Tier | Size | Extra]] = [
            *((rule.label[lang], rule) for rule in self.kinds.values()),
            *((", ".join(tier.of), tier) for tier in self.tiers),
            *((f"≥ {size.at_least:g}", size) for size in self.sizes),
            *((name, getattr(self, name)) for name in ("breakdown", "agency", "neutral")),
        ]
        return [{"what": what, "weight": each.weight, "why": each.why[lang]} for what, each in named]

    def weight(self, kind: str, value: Value, size: float | None, unit: str | None = None) -> int:
        """The weight of a change of a quantity. `size` is what `size_of` gives; `unit` the agency whose own account
        it is, for which its own figures are not those of one agency among many."""
        entry = catalogue().get(value.indicator)
        weight = self.kinds[kind].weight + self.tier(value.indicator)
        weight += next((s.weight for s in self.sizes if size is not None and size >= s.at_least), 0)
        weight += self.breakdown.weight * len(value.dimensions)
        if value.agency not in (NATION, unit):
            weight += self.agency.weight
        if entry is not None and entry.direction == "neutral":
            weight += self.neutral.weight
        return weight

    def tier(self, indicator: str) -> int:
        """The weight that the indicator itself adds."""
        return _tier(self.tiers, indicator)

    def list_label(self, name: str) -> Bilingual:
        """What a list of agencies is called: `databases.key_incomplete.sync` as its longest declared beginning."""
        fits = [key for key in self.lists if name == key or name.startswith((f"{key}.", f"{key}_"))]
        return self.lists[max(fits, key=len)] if fits else Bilingual(vi=name, en=name)

    def level(self, weight: int) -> Level:
        return next(n for n, rule in self.levels.items() if rule.weight is None or weight >= rule.weight)


@lru_cache(maxsize=1024)
def _tier(tiers: tuple[Tier, ...], indicator: str) -> int:
    names = (indicator, f"{indicator.partition('.')[0]}.*")
    return next((tier.weight for tier in tiers if any(name in tier.of for name in names)), 0)


def size_of(before: Value, after: Value) -> float | None:
    """How far two amounts lie apart: points for percentages, else percent of the earlier one; None when it was 0."""
    if before.amount is None or after.amount is None:
        return None
    apart = abs(after.amount - before.amount)
    if after.measure is Measure.PERCENT:
        return float(apart)
    return float(apart / abs(before.amount) * 100) if before.amount else None


def read(path: Path) -> Rules:
    """The rules of a file; raises DataError naming the entry at fault."""
    try:
        found = Rules(**yaml.safe_load(path.read_text("utf-8")))
    except (ValidationError, TypeError, yaml.YAMLError) as error:
        raise DataError("The thresholds of changes are malformed.", where=path.name, found=str(error)) from error
    known = {key.partition(".")[0] for key in catalogue()}
    for name in (name for tier in found.tiers for name in tier.of):
        topic, _, rest = name.partition(".")
        if (rest == "*" and topic not in known) or (rest != "*" and name not in catalogue()):
            raise DataError("A tier names an indicator that the catalogue does not have.", where=path.name, found=name)
    return found


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The rules in force."""
    return read(_PATH)
