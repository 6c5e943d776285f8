"""Whether a recipe fits a number, how strongly, and with which dimensions and agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...vocabulary.agencies import agencies
from ..mentions.model import Mention, MentionKind, Sense
from .evidence import Found, Surrounds
from .links import Taken
from .recipes import Dimension, Recipe, Within
from .subjects import owns

_INHERITED = 0.5  # what a word is worth that a linked figure has said
# What a linked figure of another indicator can say too: what the talk is of, not what is said of it.
_TOPICAL = frozenset({Within.SENTENCE, Within.PARAGRAPH, Within.SECTION})
_LINKED = 0.5  # what it is worth to be a part of a figure of the same kind
_ESTRANGED = 0.4  # what it costs to be a part of a total of the same things, and no part of its figure
_SAID_BEFORE = 0.7  # a noun that is counted, said before the number
_SAID_FARTHER = 0.6  # the same, in another clause
_DOUBT = 0.75  # how far one piece of evidence alone convinces


@dataclass(frozen=True)
class Fit:
    """A recipe that fits: `strength` ranks it among others, `confidence` (0–1) says how far to believe it."""

    recipe: Recipe
    indicator: str
    agency: str | None
    dimensions: dict[str, str]
    strength: float
    confidence: float

    @property
    def what(self) -> tuple[str, str | None, frozenset[tuple[str, str]]]:
        return self.indicator, self.agency, frozenset(self.dimensions.items())


def fit(
    recipe: Recipe, around: Surrounds, mention: Mention, agency: str | None,
    links: Sequence[tuple[str, Taken]],
) -> Fit | None:
    """The recipe's fit to a number, None when it does not fit.

    `agency`: whose the words there say the number is. `links`: figures that it has to do with, and how.
    """
    if any(around.best(need.words, need.within) for need in recipe.unless):
        return None
    if agency is None and (recipe.agency == "must" or around.reading.table):
        return None
    if around.reading.table and recipe.agency in ("none", "nation"):
        return None  # a register's row; its numbers are read with it
    if around.reading.local is not None:
        if recipe.agency in ("none", "nation"):
            return None  # what a province says of itself is not the nation's
        agency = agency or around.reading.local
    of = agency if recipe.agency not in ("none", "nation") else None
    if agency is not None and recipe.agency in ("none", "ministry") and _apart(agency, mention):
        return None
    if not recipe.change and (mention.sense is Sense.EXCESS or around.changes()):
        return None
    if around.earlier(measured=not recipe.change):
        return None
    if around.asked() and (not recipe.plan or (not recipe.change and around.toward())):
        return None
    if recipe.full and mention.numerator != mention.denominator:
        return None
    family = {recipe.indicator, *recipe.kin}
    kin = [
        (how, taken) for how, taken in links
        if taken.figure.indicator in family and (recipe.whole or how not in ("whole", "again"))
    ]
    close = any(taken.figure.indicator == recipe.indicator for _, taken in kin)
    found: list[Found] = []
    inherited = 0
    counted = _counted(recipe, around, kin)
    if counted is None and recipe.counts and not recipe.bare:
        return None
    if counted is not None:
        found.append(counted)
    for need in recipe.needs:
        near = around.best(need.words, need.within, titled=True)
        if near is None and (close or (kin and need.within in _TOPICAL)):
            inherited += 1
            near = Found(_INHERITED, 1, "")
        if near is None:
            return None
        found.append(near)
    dimensions = _dimensions(recipe, around, kin, of)
    if dimensions is None:
        return None
    values, said = dimensions
    if not said:
        values = _said_again(kin, values, of)
    if inherited and not _refines(recipe.indicator, kin, values, said, of):
        return None
    same = (taken for how, taken in kin if taken.figure.indicator == recipe.indicator and (
        how == "whole" or (how == "parent" and taken.value != mention.value)))
    if any(_same(taken, values, of) for taken in same):
        return None  # a part of a whole that says no more than the whole
    helps = [near for need in recipe.helps if (near := around.best(need.words, need.within))]
    linked = _LINKED if said and any(how in ("whole", "parent") for how, _ in kin) else 0.0
    if any(how == "parent" and taken.figure.indicator not in family and not recipe.counts_else(taken.recipe)
           for how, taken in links):
        linked -= _ESTRANGED
    strength = linked + sum(piece.strength for piece in (*found, *said)) + 0.5 * sum(piece.strength for piece in helps)
    doubt = 1.0
    for piece in found:
        doubt *= 1 - _DOUBT * min(1.0, piece.worth)
    for piece in (*said, *helps):
        doubt *= 1 - 0.3 * min(1.0, piece.worth)
    return Fit(recipe, recipe.indicator, of, values, strength * recipe.weight, 1 - doubt)


def _apart(agency: str, mention: Mention) -> bool:
    """Whether what is said of an agency cannot be the nation's: money, and all that provinces say of themselves."""
    kind = agencies()[agency].kind
    return kind in ("province", "university", "enterprise") or (
        mention.kind is MentionKind.MONEY and owns(agency)
    )


def _counted(recipe: Recipe, around: Surrounds, kin: Sequence[tuple[str, Taken]]) -> Found | None:
    """The noun that the recipe counts: behind the number, or said before one that stands bare."""
    if not recipe.counts:
        return None
    behind = around.counted(recipe.counts)
    if behind is not None:
        return behind
    if not around.bare():
        return None
    before = around.best(recipe.counts, Within.BEFORE)
    if before is not None:
        return Found(_SAID_BEFORE * before.worth, before.length, before.text)
    if any(how in ("whole", "parent") for how, _ in kin):
        return Found(_INHERITED, 1, "")
    if label := around.topic(recipe.counts):
        return label
    said = around.said_before(recipe.counts)
    return Found(_SAID_FARTHER * said.worth, said.length, said.text) if said else None


def _dimensions(
    recipe: Recipe, around: Surrounds, kin: Sequence[tuple[str, Taken]], agency: str | None
) -> tuple[dict[str, str], list[Found]] | None:
    """The values that words or linked figures give, with the words; None when one is missing or unclear."""
    values: dict[str, str] = {}
    said: list[Found] = []
    for name, dimension in recipe.dimensions.items():
        if agency is not None and dimension.shared:
            continue
        told = _value(dimension, dimension.within, around)
        if told == ("", []) and dimension.then is not None:
            told = _value(dimension, dimension.then, around)
        if told is None:
            return None
        value, words = told
        if not value and dimension.inherit:
            value = next((taken.figure.dimensions[name] for how, taken in kin
                          if how != "again" and name in taken.figure.dimensions), "")
        if not value and dimension.topic and (opened := _topic(dimension, around)):
            value = opened
        value = value or dimension.default or ""
        if value:
            values[name] = value
        elif dimension.required:
            return None
        said += words
    return values, said


def _topic(dimension: Dimension, around: Surrounds) -> str:
    """The value that the paragraph's opening says, the first in the order of the recipe."""
    said = (value for value, words in reversed(dimension.values.items()) if around.topic(words))
    return next(said, "")


def _said_again(
    kin: Sequence[tuple[str, Taken]], values: dict[str, str], agency: str | None
) -> dict[str, str]:
    """The dimensions of a figure that is said again without its words: those that it had before."""
    for how, taken in kin:
        before = taken.figure.dimensions
        if how == "again" and taken.figure.agency == agency and values.items() <= before.items():
            return dict(before)
    return values


def _value(dimension: Dimension, within: Within, around: Surrounds) -> tuple[str, list[Found]] | None:
    """The value that the words say, empty without any; None when they say two."""
    hits: dict[str, Found] = {}
    for value, words in dimension.values.items():
        best = around.best(words, within)
        if best is not None:
            hits[value] = best
    if not hits:
        return "", []
    if len(hits) > 1:
        for value, parts in dimension.together.items():
            if set(hits) <= {value, *parts} and len(set(hits) & set(parts)) > 1:
                return value, list(hits.values())
        hits = _nearest(hits, around, within)
    if len(hits) > 1:
        return None
    value, found = next(iter(hits.items()))
    return value, [found]


def _nearest(hits: dict[str, Found], around: Surrounds, within: Within) -> dict[str, Found]:
    """The values whose words stand nearest, leaving out words that lie inside longer ones."""
    best = max(found.worth for found in hits.values())
    near = {value: found for value, found in hits.items() if found.worth >= best - 0.01}
    places = {value: around.span(found.text, within) for value, found in near.items()}
    kept: dict[str, Found] = {}
    for value, found in near.items():
        mine = places[value]
        covered = mine is not None and any(
            theirs is not None and other != value and theirs[0] <= mine[0] and mine[1] <= theirs[1]
            and theirs[1] - theirs[0] > mine[1] - mine[0]
            for other, theirs in places.items()
        )
        if not covered:
            kept[value] = found
    return kept


def _same(taken: Taken, values: dict[str, str], agency: str | None) -> bool:
    return taken.figure.dimensions == values and taken.figure.agency == agency


def _refines(
    indicator: str, kin: Sequence[tuple[str, Taken]], values: dict[str, str], said: Sequence[Found],
    agency: str | None,
) -> bool:
    """Whether a number that leans on linked figures is another one than they are, or the same said again."""
    if said:
        return True
    for how, taken in kin:
        if how == "whole" and taken.figure.indicator != indicator:
            return True
        if how == "again" and taken.figure.dimensions == values and taken.figure.agency == agency:
            return True
    return agency is not None and all(taken.figure.agency is None for _, taken in kin)



