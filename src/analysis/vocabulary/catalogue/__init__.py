"""The indicator catalogue: what each number means, read from the YAML files of this folder."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...errors import DataError
from ..measures import Measure


class Bilingual(BaseModel):
    """The same words in Vietnamese and English."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def __getitem__(self, lang: str) -> str:
        return self.vi if lang == "vi" else self.en


class Indicator(BaseModel):
    """One entry of the catalogue.

    `kind` is stated (documents say it), computed (we do) or both (a rate that documents state and we
    recompute). `unit` is what a count counts; money and percent need none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    topic: str
    title: Bilingual
    measure: Measure
    unit: Bilingual | None = None
    definition: Bilingual
    formula: Bilingual | None = None
    direction: Literal["higher", "lower", "neutral"] = "neutral"
    kind: Literal["stated", "computed", "both"] = "stated"
    dimensions: dict[str, list[str]] = Field(default_factory=dict)
    decimals: int | None = None


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Indicator]:
    """All indicators by key; raises DataError naming the file and entry that is malformed."""
    entries: dict[str, Indicator] = {}
    for path in sorted(Path(__file__).parent.glob("*.yml")):
        if path.stem == "dimensions":
            continue
        for key, body in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
            if key in entries:
                raise DataError("An indicator is declared twice.", where=path, found=key)
            try:
                entries[key] = Indicator(key=key, topic=key.split(".")[0], **body)
            except (ValidationError, TypeError) as error:
                raise DataError(
                    "A catalogue entry is malformed.", where=f"{path.name}: {key}", found=str(error)
                ) from error
            if entries[key].kind != "stated" and entries[key].formula is None:
                raise DataError("A computed indicator needs a formula.", where=f"{path.name}: {key}")
    return entries


@lru_cache(maxsize=1)
def dimension_labels() -> dict[str, dict[str, Bilingual]]:
    """Labels of dimension values: dimension → value → words."""
    raw = yaml.safe_load((Path(__file__).parent / "dimensions.yml").read_text("utf-8"))
    return {d: {str(v): Bilingual(**words) for v, words in values.items()} for d, values in raw.items()}
