"""Where one agency stands among its peers, question by question (`vocabulary/scorecard.yml`).

A peer counts only when its figure is known in the same series (definition) as the agency's own; a peer without
one has no place, and is not last. Agencies that do equally well share a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from ..vocabulary.agencies import peers
from ..vocabulary.catalogue import catalogue
from ..vocabulary.measures import Kind, Measure, Status
from ..vocabulary.scorecard import ANY, Ranked, ranked
from ..vocabulary.values import NATION, Value, computed, difference, missing, share, share_of_own
from .comparison import Comparison, compare
from .procedures import from_done, from_to_do

if TYPE_CHECKING:
    from ..tables.store import View

LEAST = 3  # fewer known than this: no ranking


@dataclass(frozen=True)
class Place:
    """One question. `own` is the agency's score (a stated number, or a share recomputed from `figures`).

    `scores` holds every score known among the peers, the agency's own included, best first. `rank` (out of those
    known) and `median` are not reported when the agency's own is not, or fewer than LEAST are known.
    `nation` is the nationwide share, missing for numbers that an agency's cannot be held against.
    """

    question: Ranked
    own: Value
    figures: tuple[Value, ...]
    since: Comparison  # of the score, where the figure behind it was known before
    scores: tuple[Value, ...]
    rank: Value
    median: Value
    nation: Value

    @property
    def known(self) -> int:
        return len(self.scores)

    @property
    def shared(self) -> bool:
        """Whether another agency does exactly as well."""
        return sum(v.amount == self.own.amount for v in self.scores) > 1

    @property
    def series(self) -> str:
        return self.figures[0].series if self.figures else ""


def places(view: View, unit: str, kind: str, not_applicable: Iterable[str] = ()) -> tuple[Place, ...]:
    """The agency's place for each question put to agencies of its kind, in the order of the card.

    `not_applicable` names questions that do not apply to this very agency when no figure answers them.
    """
    among = frozenset(agency.id for agency in peers(unit))
    without = frozenset(not_applicable)
    known: dict[str, list[Value]] = {}
    for value in view.values:
        if value.agency in among and value.reported:
            known.setdefault(value.indicator, []).append(value)
    return tuple(
        _place(view, unit, known, question, question.key in without)
        for question in ranked()
        if question.concerns(kind)
    )


def _place(view: View, unit: str, known: Mapping[str, list[Value]], question: Ranked, without: bool) -> Place:
    figures = _figures(known, question)
    mine = figures.get(unit, [])
    series = _series(figures, unit) if mine else None
    taken = (
        {a: _latest([v for v in values if v.series == series]) for a, values in figures.items()}
        if mine
        else {}
    )
    scores = {
        a: score
        for a, values in taken.items()
        if values and (score := _score(view, question, values, a)).reported
    }
    if unit in scores:
        scores[unit] = _beside_stated(view, scores[unit], taken[unit][0])
    own = scores.get(unit) or _unknown(question, unit, without)
    better = 1 if question.direction == "lower" else -1
    ordered = sorted(scores.values(), key=lambda v: better * (v.amount or 0)) if own.reported else []
    stated = tuple(taken.get(unit, ()))
    since = _since(view, question, own, stated)
    ranks = ordered if len(ordered) >= LEAST else []
    return Place(
        question,
        own,
        stated,
        since,
        tuple(ordered),
        _rank(question, own, ranks),
        _median(question, own, ranks),
        _nation(view, question, series),
    )


def _unknown(question: Ranked, unit: str, without: bool) -> Value:
    """No figure: not reported, or not applicable to this very agency."""
    name = question.rate or question.indicator
    return missing(
        name,
        catalogue()[name].measure,
        agency=unit,
        status=Status.NOT_APPLICABLE if without else Status.NOT_REPORTED,
        dimensions=question.dimensions if question.by == "amount" else {},
    )


# ---------------------------------------------------------------------- figures and scores


def _figures(known: Mapping[str, list[Value]], question: Ranked) -> dict[str, list[Value]]:
    """The figures that answer the question, by agency in the order stated; of registers the newest alone."""
    found: dict[str, list[Value]] = {}
    for name in (question.indicator, question.complement):
        for value in known.get(name or "", ()):
            if question.takes(value.dimensions):
                found.setdefault(value.agency, []).append(value)
    if ANY not in question.dimensions.values():
        return found
    newest = max((v.known_from or date.min for values in found.values() for v in values), default=None)
    kept = {a: [v for v in values if v.known_from == newest] for a, values in found.items()}
    return {a: values for a, values in kept.items() if values}


def _series(figures: Mapping[str, list[Value]], unit: str) -> str:
    """The series of the agency's newest document in which most peers are known; the first stated of those alike."""
    mine = figures[unit]
    newest = max(v.known_from or date.min for v in mine)
    candidates = dict.fromkeys(v.series for v in mine if v.known_from == newest)
    return max(
        candidates, key=lambda s: sum(any(v.series == s for v in values) for values in figures.values())
    )


def _latest(values: list[Value]) -> list[Value]:
    """The newest figure for each set of dimensions; of those alike in time the first stated."""
    newest: dict[tuple[tuple[str, str], ...], Value] = {}
    for value in values:
        key = tuple(sorted(value.dimensions.items()))
        if key not in newest or _recency(value) > _recency(newest[key]):
            newest[key] = value
    return list(newest.values())


def _recency(value: Value) -> tuple[date, date]:
    return value.as_of or date.min, value.known_from or date.min


def _score(view: View, question: Ranked, figures: list[Value], agency: str) -> Value:
    """What the agency is ranked by; not reported when a denominator or a second figure is missing."""
    first = figures[0]
    if question.by == "amount":
        return first
    assert question.rate is not None
    about = {"agency": agency} if agency != NATION else {}
    if question.by == "ratio":
        assert question.of is not None
        whole = _whole(view, question.of, first)
        return share(question.rate, first, whole, **about)
    if question.complement is not None:
        return (from_done if first.indicator == question.indicator else from_to_do)(first).rate
    if ANY not in question.dimensions.values():
        return share_of_own(question.rate, first, **about)
    parts = [v for v in figures if v.denominator]
    whole_amount = sum((v.denominator or Decimal(0) for v in parts), Decimal(0))
    met = sum((v.amount or Decimal(0) for v in parts), Decimal(0))
    return computed(
        question.rate, met / whole_amount * 100 if whole_amount else None, Measure.PERCENT, parts, **about
    )


def _beside_stated(view: View, score: Value, figure: Value) -> Value:
    """The agency's own share beside the one that the document of its figure states."""
    if score.kind is Kind.STATED:
        return score
    stated = view.value(score.indicator, agency=score.agency, series=figure.series, document=figure.document)
    return score.beside(stated if stated.reported else None)


def _whole(view: View, indicator: str, part: Value) -> Value:
    """The figure that `part` is a part of: of the same document where it states one, else the latest."""
    same = view.value(indicator, agency=part.agency, document=part.document)
    return same if same.reported else view.value(indicator, agency=part.agency)


def _nation(view: View, question: Ranked, series: str | None) -> Value:
    """The nationwide share in the same series; numbers of one agency and of the nation are not held together."""
    name = question.rate or question.indicator
    measure = catalogue()[name].measure
    if (question.by == "amount" and measure is not Measure.PERCENT) or ANY in question.dimensions.values():
        return missing(name, measure, status=Status.NOT_APPLICABLE)
    figure = view.value(question.indicator, series=series, **question.dimensions)
    return _score(view, question, [figure], NATION) if figure.reported else figure


# ---------------------------------------------------------------------- what it was


def _since(view: View, question: Ranked, own: Value, figures: tuple[Value, ...]) -> Comparison:
    """The score against that of the figure known before; without one, or of several figures, no comparison."""
    unknown = Comparison(own, None, None, False)
    if not own.reported or len(figures) != 1:
        return unknown
    stated = compare(view, figures[0])
    if stated.previous is None or question.by == "amount":
        return stated
    before = _score(view, question, [stated.previous], own.agency)
    if not before.reported:
        return unknown
    before = _earlier(before).marked(*stated.previous.marks)
    if not stated.comparable:
        return Comparison(own, before, None, False)
    change = difference(own.indicator, own, before, agency=own.agency, id=f"calc.change.{own.id}")
    return Comparison(own, before, change, True)


def _earlier(value: Value) -> Value:
    """A recomputed value of an earlier date, under an id of its own: the present one has the other."""
    if value.kind is Kind.STATED:
        return value
    inputs = tuple(_earlier(v) for v in value.inputs)
    return replace(value, id=f"calc.before.{value.id.removeprefix('calc.')}", inputs=inputs)


# ---------------------------------------------------------------------- the place


def _rank(question: Ranked, own: Value, ordered: list[Value]) -> Value:
    """1 + how many do better. It names the agency's own score as its input, not the score of every peer: the
    peers' figures stand in their own cards and in the nation's pack."""
    dimensions = {"question": question.key}
    if not ordered or own.amount is None:
        return missing("agency.rank", Measure.RANK, agency=own.agency, dimensions=dimensions)
    place = 1 + next(n for n, v in enumerate(ordered) if v.amount == own.amount)
    return computed(
        "agency.rank",
        place,
        Measure.RANK,
        (own,),
        agency=own.agency,
        dimensions=dimensions,
        denominator=Decimal(len(ordered)),
    )


def _median(question: Ranked, own: Value, ordered: list[Value]) -> Value:
    """The middle value, or the mean of the two middle ones, in the measure of the scores."""
    dimensions = {"question": question.key}
    if not ordered:
        return missing("agency.median", own.measure, agency=own.agency, dimensions=dimensions)
    middle = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]
    amount = sum((v.amount or Decimal(0) for v in middle), Decimal(0)) / len(middle)
    # A mean of two counts can be a half; a percentage has the decimals that any recomputed one has.
    decimals = None if own.measure is Measure.PERCENT else int(amount != amount.to_integral_value())
    return computed(
        "agency.median",
        amount,
        own.measure,
        middle,
        agency=own.agency,
        dimensions=dimensions,
        decimals=decimals,
        scale=middle[0].scale,
    )
