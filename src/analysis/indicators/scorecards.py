"""What is known of each locality and each ministry: did it report, what does it answer, what does it owe.

Three states are kept apart: a document says so; no document says anything (not reported, not listed); the
duty does not lie on this kind of agency (not applicable).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd

from ..vocabulary.agencies import agencies
from ..vocabulary.measures import Measure, Status
from ..vocabulary.values import Value, computed, missing
from . import listings
from .products import ALL_AGENCIES, ANSWERS

if TYPE_CHECKING:
    from ..tables.store import View

YEARS = ("2026", "2027")
CLASSES = ("done", "trial", "research", "unsuitable")  # the four groups a locality sorts its tasks into


class Reporting(StrEnum):
    """What the latest passage on reporting says of an agency."""

    REPORTED = "reported"
    NOT_REPORTED = "not_reported"
    NOT_LISTED = "not_listed"  # the passage names it in neither list, or there is no such passage


class Answered(StrEnum):
    """The group in which the latest passage on products names an agency."""

    HAS = "has"
    NONE = "none"
    NO_ANSWER = "no_answer"
    NOT_LISTED = "not_listed"


@dataclass(frozen=True)
class Scorecard:
    """One agency. `reporting_as_of` is the date of the reporting figures, None when nothing is listed.

    `required` is the least number of products that the duty asks for, by year, and `registered` what the
    agency has registered; `six_clears` how many of the six are clear; `classified` how many of its products
    it places in each of the four groups. None of these concerns a ministry.
    `strategic` and `commercial` do not apply to an agency that answers that it has no product yet.
    """

    agency: str
    kind: str
    reporting: Reporting
    reporting_as_of: date | None
    answer: Answered
    strategic: Value
    commercial: Value
    required: Mapping[str, Value]
    registered: Mapping[str, Value]
    six_clears: Value
    classified: Mapping[str, Value]

    @property
    def is_locality(self) -> bool:
        return self.kind == "province"

    @property
    def contradictory(self) -> bool:
        """Said not to have reported, yet listed with products."""
        return self.reporting is Reporting.NOT_REPORTED and self.answer is Answered.HAS

    def met(self, year: str) -> bool | None:
        """Whether the duty of the year is met; None while not known or not applicable."""
        return met(self.required[year], self.registered[year])


@dataclass(frozen=True)
class Scorecards:
    """All cards by agency, in the order of the registry, and the localities in each group of answers."""

    cards: Mapping[str, Scorecard]
    by_answer: Mapping[str, Value]
    unreported_with_products: Value
    required: Mapping[str, Value]
    clears_required: Value

    @property
    def localities(self) -> tuple[Scorecard, ...]:
        return tuple(c for c in self.cards.values() if c.is_locality)

    @property
    def ministries(self) -> tuple[Scorecard, ...]:
        return tuple(c for c in self.cards.values() if not c.is_locality)

    @property
    def reported(self) -> bool:
        """Whether any passage lists agencies by name."""
        return any(
            c.answer is not Answered.NOT_LISTED or c.reporting is not Reporting.NOT_LISTED
            for c in self.cards.values()
        )

    def table(self) -> pd.DataFrame:
        """One row an agency; a number that is not known is NaN, its status beside it."""
        return pd.DataFrame(
            [
                {
                    "agency": c.agency,
                    "kind": c.kind,
                    "reporting": c.reporting.value,
                    "answer": c.answer.value,
                    "strategic": c.strategic.number,
                    "commercial": c.commercial.number,
                    "required_2026": c.required["2026"].number,
                    "registered_2026": c.registered["2026"].number,
                    "six_clears": c.six_clears.number,
                    "six_clears_status": c.six_clears.status.value,
                }
                for c in self.cards.values()
            ]
        ).set_index("agency")


def met(required: Value, registered: Value) -> bool | None:
    """Whether as many are registered as are required; None while either is not known or does not apply."""
    if required.amount is None or registered.amount is None:
        return None
    return registered.amount >= required.amount


def compute(view: View) -> Scorecards:
    """A card for each of the 34 localities and each ministry; what no known document says is not reported."""
    reporting = {state: listings.latest(view, f"reporting.{state}") for state in ("reported", "not_reported")}
    answers = {key: listings.latest(view, f"products.{key}") for key in ANSWERS}
    stated_on = {
        kind: view.value("reporting.reported", respondents=kind).as_of for kind in ("ministry", "locality")
    }
    required = {year: view.value("products.obligation", year=year) for year in YEARS}
    cards = {}
    for agency, entry in agencies().items():
        if entry.kind not in ("province", *listings.MINISTRY_KINDS):
            continue
        is_locality = entry.kind == "province"
        state = next(
            (Reporting(s) for s, names in reporting.items() if agency in names), Reporting.NOT_LISTED
        )
        answer = next((Answered(k) for k, names in answers.items() if agency in names), Answered.NOT_LISTED)
        cards[agency] = Scorecard(
            agency=agency,
            kind=entry.kind,
            reporting=state,
            reporting_as_of=None
            if state is Reporting.NOT_LISTED
            else stated_on["locality" if is_locality else "ministry"],
            answer=answer,
            strategic=_strategic(view, agency, answer, group="strategic"),
            commercial=_strategic(view, agency, answer, group="strategic", stage="commercial"),
            required={y: _duty(required[y], agency, is_locality) for y in YEARS},
            registered={y: _own(view, agency, is_locality, "measurable_products", year=y) for y in YEARS},
            six_clears=_own(view, agency, is_locality, "six_clears"),
            classified={c: _own(view, agency, is_locality, "classified", **{"class": c}) for c in CLASSES},
        )
    localities = [c for c in cards.values() if c.is_locality]
    return Scorecards(
        cards=cards,
        by_answer={key: _counted(view, localities, key, answers) for key in ANSWERS},
        unreported_with_products=_contradictory(view, localities, reporting, answers),
        required=required,
        clears_required=view.value("government.clears", series="product_clears"),
    )


def _strategic(view: View, agency: str, answer: Answered, **dimensions: str) -> Value:
    """A stated number; to an agency that answers that it has no product yet the question does not apply."""
    value = view.value("products.count", agency=agency, series=ALL_AGENCIES, **dimensions)
    if not value.reported and answer is Answered.NONE:
        return missing(
            value.indicator, value.measure, agency=agency, status=Status.NOT_APPLICABLE, dimensions=dimensions
        )
    return value


def _duty(required: Value, agency: str, is_locality: bool) -> Value:
    """The duty lies on every locality alike, and on no ministry."""
    if is_locality:
        return required
    return missing(
        required.indicator,
        required.measure,
        agency=agency,
        status=Status.NOT_APPLICABLE,
        dimensions=required.dimensions,
    )


def _own(view: View, agency: str, is_locality: bool, name: str, **dimensions: str) -> Value:
    """What a locality's own list of products would say; a ministry has no such duty."""
    if is_locality:
        return view.value(f"scorecards.{name}", agency=agency, **dimensions)
    return missing(
        f"scorecards.{name}",
        Measure.COUNT,
        agency=agency,
        status=Status.NOT_APPLICABLE,
        dimensions=dimensions,
    )


def _counted(
    view: View, localities: Iterable[Scorecard], key: str, answers: Mapping[str, listings.Listing]
) -> Value:
    stated = view.value("products.agencies", answer=key)
    cards = list(localities)
    number = sum(c.answer.value == key for c in cards) if answers[key].agencies else None
    return computed(
        "scorecards.localities",
        number,
        Measure.COUNT,
        (stated,) if stated.reported else (),
        dimensions={"answer": key},
        denominator=None if number is None else Decimal(len(cards)),
    )


def _contradictory(
    view: View,
    localities: Iterable[Scorecard],
    reporting: Mapping[str, listings.Listing],
    answers: Mapping[str, listings.Listing],
) -> Value:
    """Needs both lists; without either it is not reported."""
    stated = (
        view.value("reporting.not_reported", respondents="locality"),
        view.value("products.agencies", answer="has"),
    )
    known = bool(reporting["not_reported"].agencies and answers["has"].agencies)
    return computed(
        "scorecards.unreported_with_products",
        sum(c.contradictory for c in localities) if known else None,
        Measure.COUNT,
        tuple(v for v in stated if v.reported),
    )
