"""Recipes: how documents speak of each indicator, declared in recipes/*.yml and checked when loaded.

A recipe names an indicator of the catalogue, what its numbers count, words that have to stand around them
and how near, and the words of each dimension's values. `docs/decisions/0010-drafting.md` describes the
files. Words are folded (case, tone marks, abbreviations); `…` leaps over a few words; `$name` stands for the
list of that name in words.yml; a phrase with `+` before it does not count behind `chưa` or `không`, one with
`>` counts only behind the number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...errors import DataError
from ...vocabulary.catalogue import Indicator, catalogue
from ...vocabulary.measures import Measure
from ..mentions.model import Mention, MentionKind
from ..records import nearest
from .phrases import Phrasebook, compile_phrase

FOLDER = Path(__file__).with_name("recipes")
_LISTS = "words.yml"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, read by C where there is C


class Within(StrEnum):
    """How far from the number words may stand: each place holds the nearer ones."""

    BEHIND = "behind"  # the words at once behind the number
    NEAR = "near"  # up to the next comma on either side
    NEAR_BEFORE = "near_before"  # of these, the ones before the number
    BEFORE = "before"  # its own words before it
    AFTER = "after"  # its own words after it
    OWN = "own"  # up to where the words of the next number begin
    AROUND = "around"  # near before it, and its own words behind it
    CLAUSE = "clause"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"  # from the paragraph's beginning to the end of the sentence; of a note, its bearer
    SECTION = "section"  # headings too


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Words = Annotated[tuple[str, ...], Field(min_length=1)]


class Need(_Model):
    """One of `words` has to stand `within` reach (in `unless`: none may)."""

    within: Within = Within.OWN
    words: Words


class Dimension(_Model):
    """The words of each value.

    `then`: where they are looked for when `within` holds none. `together`: what several values at once mean,
    `''` that none is meant. `inherit`: taken from the number that this one is a part of, when no word says
    it. `topic`: taken from the topic or label that the paragraph opens with (`Về …,`), when nothing else says
    it. `default`: the value without words. `required`: the recipe does not fit without a value. `shared`: a
    value that no single agency's number has, so it is dropped from those.
    """

    within: Within = Within.OWN
    then: Within | None = None
    values: dict[str, Words] = Field(min_length=1)
    together: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    inherit: bool = True
    topic: bool = False
    default: str | None = None
    required: bool = False
    shared: bool = False


class Recipe(_Model):
    """How a document speaks of an indicator; see the module."""

    name: str
    file: str
    indicator: str
    counts: tuple[str, ...] = ()
    bare: bool = False  # what is counted may be missing where the words before the number say it
    kinds: tuple[MentionKind, ...] = ()
    needs: tuple[Need, ...] = ()
    helps: tuple[Need, ...] = ()
    unless: tuple[Need, ...] = ()
    dimensions: dict[str, Dimension] = Field(default_factory=dict)
    # `ministry`: of a ministry or of the nation. `nation`: the nation's, even where a province is spoken of.
    agency: Literal["none", "may", "must", "ministry", "nation"] = "none"
    by_agency: bool = False  # a list of agencies with numbers behind its total splits it
    # The indicator of a percentage that says the same as a share; or one for each figure that can be the whole.
    share: str | dict[str, str] | None = None
    plan: bool = False  # the number may be a target, or stand in an order
    change: bool = False  # the number may say by how much something grew or shrank
    full: bool = False  # only a ratio of all there is: 19/19
    whole: bool = False  # ratios of a figure's number, and the same number again, speak of the same thing
    kin: tuple[str, ...] = ()  # indicators whose linked figures say as much as those of the same one
    weight: float = Field(default=1.0, gt=0, le=2)

    def reads(self, mention: Mention) -> bool:
        """Whether a mention is of a kind and a measure that the recipe's numbers can be."""
        return mention.kind in self.kinds and mention.measure in (None, catalogue()[self.indicator].measure)

    @property
    def shares(self) -> tuple[str, ...]:
        """The indicators of percentages that can follow."""
        if isinstance(self.share, dict):
            return tuple(self.share.values())
        return (self.share,) if self.share else ()

    def counts_else(self, other: Recipe) -> bool:
        """Whether the two recipes count different things."""
        return set(self.counts).isdisjoint(other.counts)

    def phrases(self) -> Iterator[str]:
        """Every phrase that the recipe looks for."""
        yield from self.counts
        for need in (*self.needs, *self.helps, *self.unless):
            yield from need.words
        for dimension in self.dimensions.values():
            for words in dimension.values.values():
                yield from words


_COUNTED = (MentionKind.COUNT, MentionKind.RATIO, MentionKind.AGENCY_COUNT)
_KINDS: Mapping[Measure, tuple[MentionKind, ...]] = {
    Measure.VND: (MentionKind.MONEY,),
    Measure.USD: (MentionKind.MONEY,),
    Measure.PERCENT: (MentionKind.PERCENT,),
    Measure.COUNT: _COUNTED,
    Measure.TIMES: _COUNTED,
    Measure.DAYS: _COUNTED,
    Measure.RANK: (MentionKind.RANK,),
    Measure.DATE: (MentionKind.DATE,),
}


class RecipeBook:
    """All recipes, and the phrases they look for."""

    def __init__(self, recipes: tuple[Recipe, ...]) -> None:
        self.recipes = recipes
        self.phrases = Phrasebook(phrase for recipe in recipes for phrase in recipe.phrases())
        self.lengths = {
            phrase: compile_phrase(phrase).length for recipe in recipes for phrase in recipe.phrases()
        }
        self.by_name = {recipe.name: recipe for recipe in recipes}
        self._wanted = {
            recipe.name: [frozenset(need.words) for need in recipe.needs]
            + ([frozenset(recipe.counts)] if recipe.counts and not recipe.bare else [])
            for recipe in recipes
        }
        self._by_kind: dict[MentionKind, list[Recipe]] = {}
        for recipe in recipes:
            for kind in recipe.kinds:
                self._by_kind.setdefault(kind, []).append(recipe)

    def near(self, present: frozenset[str]) -> frozenset[str]:
        """The names of the recipes whose words all stand somewhere among `present` phrases."""
        return frozenset(
            name for name, wanted in self._wanted.items()
            if not any(words.isdisjoint(present) for words in wanted)
        )

    def of(self, mention: Mention) -> Iterator[Recipe]:
        """The recipes whose numbers are of the mention's kind and measure."""
        return (recipe for recipe in self._by_kind.get(mention.kind, []) if recipe.reads(mention))


@lru_cache(maxsize=1)
def recipe_book() -> RecipeBook:
    """The recipes of the package."""
    return read_recipes(FOLDER)


def read_recipes(folder: Path) -> RecipeBook:
    """The recipes of a folder; raises DataError naming the file and the recipe that is at fault."""
    lists = _read_lists(folder / _LISTS)
    recipes: dict[str, Recipe] = {}
    for path in sorted(folder.glob("*.yml")):
        if path.name == _LISTS:
            continue
        for name, body in _read(path).items():
            where = f"{path.name}: {name}"
            if name in recipes:
                raise DataError("A recipe has the name of another.", where=where, found=name,
                                hint=f"it stands in {recipes[name].file} too")
            recipes[name] = _recipe(name, path.name, _expanded(body, lists, where), where)
    return RecipeBook(tuple(recipes.values()))


def _recipe(name: str, file: str, body: Any, where: str) -> Recipe:
    if not isinstance(body, dict):
        raise DataError("A recipe is malformed.", where=where, expected="a mapping", found=repr(body))
    indicator = body.get("indicator", name)
    entry = catalogue().get(indicator)
    if entry is None:
        raise DataError("The catalogue has no such indicator.", where=where, found=repr(indicator),
                        hint=nearest(str(indicator), tuple(catalogue())))
    kinds = body.get("kinds", _KINDS[entry.measure])
    try:
        recipe = Recipe(**{**body, "name": name, "file": file, "indicator": indicator, "kinds": kinds})
        if MentionKind.COUNT in recipe.kinds and MentionKind.AGENCY_COUNT not in recipe.kinds:
            recipe = recipe.model_copy(update={"kinds": (*recipe.kinds, MentionKind.AGENCY_COUNT)})
        for phrase in recipe.phrases():
            compile_phrase(phrase)
    except (ValidationError, TypeError, ValueError) as error:
        raise DataError("A recipe is malformed.", where=where, found=str(error)) from error
    _check_kinds(recipe, entry, where)
    _check_dimensions(recipe, entry, where)
    if not (recipe.needs or recipe.counts):
        raise DataError("A recipe fits anything.", where=where, expected="needs or counts")
    return recipe


def _check_kinds(recipe: Recipe, entry: Indicator, where: str) -> None:
    for kind in recipe.kinds:
        if kind not in _KINDS[entry.measure]:
            raise DataError("An indicator of this measure has no such mentions.", where=where, found=kind.value,
                            expected=", ".join(known.value for known in _KINDS[entry.measure]))
    for kin in (*recipe.kin, *(recipe.share if isinstance(recipe.share, dict) else ())):
        if kin not in catalogue():
            raise DataError("The catalogue has no such indicator.", where=where, found=repr(kin),
                            hint=nearest(kin, tuple(catalogue())))
    for name in recipe.shares:
        share = catalogue().get(name)
        if share is None or share.measure is not Measure.PERCENT:
            raise DataError("A share is a percentage of the catalogue.", where=where, found=repr(name),
                            hint=nearest(name, tuple(catalogue())))


def _check_dimensions(recipe: Recipe, entry: Indicator, where: str) -> None:
    for name, dimension in recipe.dimensions.items():
        if name not in entry.dimensions:
            raise DataError("The indicator has no such dimension.", where=where, found=repr(name),
                            expected=", ".join(entry.dimensions) or "no dimensions")
        allowed = entry.dimensions[name]
        used = {*dimension.values, *dimension.together} - {""} | ({dimension.default} if dimension.default else set())
        for value in sorted(used - set(allowed)):
            if "*" not in allowed:
                raise DataError("The dimension has no such value.", where=where, found=f"{name}={value}",
                                expected=", ".join(allowed), hint=nearest(value, tuple(allowed)))
        for value, parts in dimension.together.items():
            if unknown := set(parts) - set(dimension.values):
                raise DataError("What stands together are values of the dimension.", where=where,
                                found=f"{value}: {', '.join(sorted(unknown))}",
                                expected=", ".join(dimension.values))


def _read(path: Path) -> dict[str, Any]:
    try:
        body = yaml.load(path.read_text("utf-8"), Loader=_LOADER) or {}
    except yaml.YAMLError as error:
        raise DataError("This file is not YAML.", where=path.name, found=str(error)) from error
    if not isinstance(body, dict):
        raise DataError("A file of recipes maps names to recipes.", where=path.name, found=type(body).__name__)
    return body


def _read_lists(path: Path) -> dict[str, list[str]]:
    if not path.is_file():
        return {}
    lists: dict[str, list[str]] = {}
    for name, words in _read(path).items():
        if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
            raise DataError("A list of words is malformed.", where=f"{path.name}: {name}", found=repr(words))
        lists[name] = [word for phrase in words for word in _insert(phrase, lists, f"{path.name}: {name}")]
    return lists


def _expanded(body: Any, lists: Mapping[str, list[str]], where: str) -> Any:
    """The recipe with each `$name` in its phrases written out."""
    if isinstance(body, dict):
        return {key: _expanded(value, lists, where) for key, value in body.items()}
    if isinstance(body, list):
        out: list[Any] = []
        for item in body:
            out += _insert(item, lists, where) if isinstance(item, str) else [_expanded(item, lists, where)]
        return out
    return body


def _insert(phrase: str, lists: Mapping[str, list[str]], where: str) -> list[str]:
    """`chưa … $procedures` once for each word of the list."""
    start = phrase.find("$")
    if start < 0:
        return [phrase]
    end = start + 1
    while end < len(phrase) and (phrase[end].isalnum() or phrase[end] == "_"):
        end += 1
    name = phrase[start + 1 : end]
    if name not in lists:
        raise DataError("There is no list of words of this name.", where=where, found=f"${name}",
                        expected=", ".join(f"${known}" for known in lists) or f"lists in {_LISTS}",
                        hint=nearest(name, tuple(lists)))
    return [word for item in lists[name] for word in _insert(phrase[:start] + item + phrase[end:], lists, where)]
