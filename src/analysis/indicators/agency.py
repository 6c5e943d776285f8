"""Everything that the figures say of one agency: its card.

The card uses the agency's own rows, its peers' figures of the ranked indicators and the nation's figures of the
nation indicators (`vocabulary/scorecard.yml`), and nothing else: computed from an agency's slice or from the view
of the whole nation it is the same. What is not reported, what is zero and what does not apply stay apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from ..vocabulary.agencies import agencies, find, peers
from ..vocabulary.catalogue import catalogue
from ..vocabulary.measures import Measure, Status
from ..vocabulary.scorecard import Body, body
from ..vocabulary.values import Value, computed, difference, missing
from . import values_of
from .agency_ranking import Place, places
from .agency_work import (
    Naming,
    OwnDatabases,
    OwnDirectives,
    as_rows,
    namings,
    own_databases,
    own_directives,
    own_late_tasks,
    own_procedures,
)
from .comparison import Comparison, compare
from .directives import WITHIN_DAYS
from .overdue import LateTask
from .procedures import Ministry
from .products import ANSWERS, STAGES
from .scorecards import CLASSES, YEARS, Answered, Reporting, met

if TYPE_CHECKING:
    from ..tables.store import View

Dimensions = Mapping[str, str]
_RESPONDENTS: Mapping[Body | None, str] = {"ministry": "ministry", "province": "locality"}


@dataclass(frozen=True)
class OwnProducts:
    """The agency's products, of the series of the latest document that counts them; missing where not stated.

    `stages` has every stage of the pipeline and `not_stated`; `reached` adds the stages after it to each, missing
    unless all are known. `required` and `registered` are by year, and apply to provinces alone, as do `six_clears`
    and `classified`.
    """

    count: Value
    strategic: Value
    other: Value
    stages: Mapping[str, Value]
    answer: Answered
    required: Mapping[str, Value]
    registered: Mapping[str, Value]
    six_clears: Value
    clears: Value  # how many there are
    classified: Mapping[str, Value]

    @property
    def stages_known(self) -> bool:
        return all(self.stages[stage].reported for stage in STAGES)

    def met(self, year: str) -> bool | None:
        """Whether the year's duty is met; None while that is not known."""
        return met(self.required[year], self.registered[year])


@dataclass(frozen=True)
class OwnMoney:
    """The agency's money, missing where not stated; `rate` is disbursed ÷ assigned."""

    assigned: Value
    allocated: Value
    disbursed: Value
    rate: Value
    left: Value

    @property
    def reported(self) -> bool:
        return self.assigned.reported or self.disbursed.reported


@dataclass(frozen=True)
class AgencyCard:
    """One agency at the end of a period.

    `figures` are all its figures, the latest of each indicator, dimensions and series; `others` those that no part
    of the card is made of. `moved` has a comparison for each figure that an earlier document gives too.
    """

    agency: str
    kind: str
    body: Body | None
    end: date
    figures: tuple[Value, ...]
    moved: tuple[Comparison, ...]
    peers: Value
    places: tuple[Place, ...]
    overdue: Value
    late_tasks: tuple[LateTask, ...]
    long_overdue: Value
    products: OwnProducts
    money: OwnMoney
    databases: OwnDatabases
    procedures: Mapping[str, Ministry]
    directives: OwnDirectives
    window: Value  # how many days ahead count as soon
    reporting: Reporting
    reporting_known: bool  # whether the known documents say at all which agencies of its kind reported
    reporting_as_of: date | None
    named: Mapping[str, tuple[Naming, ...]] = field(repr=False)
    others: tuple[Value, ...]

    @property
    def reported(self) -> bool:
        """Whether anything at all is known of the agency itself, directives given to a whole group aside."""
        return bool(
            self.figures
            or self.late_tasks
            or self.databases.all
            or self.named
            or any(own.role != "group" for own in self.directives.rows)
        )

    def place(self, key: str) -> Place | None:
        """The place in a question of the scorecard; None where it is not put to agencies of this kind."""
        return next((p for p in self.places if p.question.key == key), None)

    @cached_property
    def known_places(self) -> tuple[Place, ...]:
        return tuple(p for p in self.places if p.own.reported)

    @cached_property
    def unknown_places(self) -> tuple[Place, ...]:
        """Questions put to agencies of this kind that no document answers for it; those that do not apply aside."""
        stated = {
            v.indicator for v in self.figures
        }  # a rate stated without the numbers it is made of is known
        return tuple(
            p for p in self.places if p.own.status is Status.NOT_REPORTED and p.question.rate not in stated
        )

    def change(self, figure: Value) -> Comparison | None:
        """How the figure moved since it was last known; None when it was not known before."""
        return next((c for c in self.moved if c.current.id == figure.id), None)

    def table(self) -> pd.DataFrame:
        """One row a question: own score, place, known peers, median, nation; NaN where not reported."""
        return pd.DataFrame(
            [
                {
                    "question": p.question.key,
                    "own": p.own.number,
                    "status": p.own.status.value,
                    "rank": p.rank.number,
                    "known": p.known,
                    "peers": self.peers.number,
                    "median": p.median.number,
                    "nation": p.nation.number,
                }
                for p in self.places
            ],
            columns=["question", "own", "status", "rank", "known", "peers", "median", "nation"],
        ).set_index("question")

    def figure_table(self) -> pd.DataFrame:
        """One row a figure: what is stated, as of when, where, and what it was before."""
        before = {c.current.id: c.previous for c in self.moved}
        same = {c.current.id: c.comparable for c in self.moved}
        return pd.DataFrame(
            [
                {
                    "figure": v.id,
                    "stated": v.token,
                    "value": v.number,
                    "as_of": v.as_of,
                    "document": v.document,
                    "before": earlier.token if (earlier := before.get(v.id)) is not None else None,
                    "comparable": same.get(v.id),
                }
                for v in self.figures
            ],
            columns=["figure", "stated", "value", "as_of", "document", "before", "comparable"],
        ).set_index("figure")

    def directive_table(self) -> pd.DataFrame:
        """One row a directive: role, deadline, state."""
        return pd.DataFrame(
            as_rows(self.directives.rows),
            columns=["id", "role", "through", "deadline", "state", "proposed", "title"],
        ).set_index("id")


def compute(view: View, unit: str) -> AgencyCard:
    """The agency's card. Raises UnknownAgency when the registry has no agency of this id or name."""
    entry = agencies().get(unit) or find(unit)
    unit, what = entry.id, body(entry.kind)
    among = frozenset(agency.id for agency in peers(unit))
    figures = _figures(view, unit)
    named = namings(view, unit)
    products = _products(view, unit, what, figures, named)
    tasks, long_overdue = own_late_tasks(view, unit)
    overdue = _take(figures, "overdue.tasks", unit)
    reporting = next(
        (Reporting(s) for s in ("reported", "not_reported") if f"reporting.{s}" in named),
        Reporting.NOT_LISTED,
    )
    said = view.value("reporting.reported", respondents=_RESPONDENTS[what]) if what in _RESPONDENTS else None
    without = ("strategic", "commercial") if products.answer is Answered.NONE else ()
    ranking = places(view, unit, entry.kind, without)
    found = AgencyCard(
        agency=unit,
        kind=entry.kind,
        body=what,
        end=view.period.end,
        figures=figures,
        moved=tuple(c for v in figures if (c := compare(view, v)).previous is not None),
        peers=computed("agency.peers", len(among), Measure.COUNT, agency=unit),
        places=ranking,
        overdue=overdue,
        late_tasks=tasks,
        long_overdue=long_overdue,
        products=products,
        money=_money(view, figures, unit, ranking),
        databases=own_databases(view, unit, named, among),
        procedures=own_procedures(view, unit, named),
        directives=own_directives(view, unit),
        window=computed("directives.window", WITHIN_DAYS, Measure.DAYS),
        reporting=reporting,
        reporting_known=said is not None and said.reported,
        reporting_as_of=said.as_of if said is not None and reporting is not Reporting.NOT_LISTED else None,
        named=named,
        others=(),
    )
    return _with_others(found)


# ---------------------------------------------------------------------- the agency's own figures


def _figures(view: View, unit: str) -> tuple[Value, ...]:
    """The latest figure of each indicator, dimensions and series, in the order first stated."""
    latest: dict[tuple[object, ...], Value] = {}
    for value in view.values:
        if value.agency == unit and value.reported:
            key = (value.indicator, value.series, *sorted(value.dimensions.items()))
            if key not in latest or _recency(value) > _recency(latest[key]):
                latest[key] = value
    return tuple(latest.values())


def _recency(value: Value) -> tuple[date, date]:
    return value.as_of or date.min, value.known_from or date.min


def _take(
    figures: Iterable[Value], indicator: str, unit: str, series: str | None = None, **dimensions: str
) -> Value:
    """The latest of the agency's figures of the indicator with exactly these dimensions; missing without one."""
    found = [
        v
        for v in figures
        if v.indicator == indicator
        and dict(v.dimensions) == dimensions
        and (series is None or v.series == series)
    ]
    if not found:
        return missing(indicator, catalogue()[indicator].measure, agency=unit, dimensions=dimensions)
    return max(found, key=_recency)


def _products(
    view: View,
    unit: str,
    what: Body | None,
    figures: tuple[Value, ...],
    named: Mapping[str, tuple[Naming, ...]],
) -> OwnProducts:
    counts = [v for v in figures if v.indicator == "products.count"]
    series = max(counts, key=_recency).series if counts else None

    def count(**dimensions: str) -> Value:
        return _take(counts, "products.count", unit, series, **dimensions)

    province = what == "province"

    def own(name: str, **dimensions: str) -> Value:
        found = _take(figures, f"scorecards.{name}", unit, **dimensions)
        return found if found.reported or province else _inapplicable(found)

    required = {year: view.value("products.obligation", year=year) for year in YEARS}
    return OwnProducts(
        count=count(),
        strategic=count(group="strategic"),
        other=count(group="other"),
        stages={stage: count(group="strategic", stage=stage) for stage in (*STAGES, "not_stated")},
        answer=next((Answered(a) for a in ANSWERS if f"products.{a}" in named), Answered.NOT_LISTED),
        required={year: v if province else _inapplicable(v) for year, v in required.items()},
        registered={year: own("measurable_products", year=year) for year in YEARS},
        six_clears=own("six_clears"),
        clears=view.value("government.clears", series="product_clears"),
        classified={name: own("classified", **{"class": name}) for name in CLASSES},
    )


def _inapplicable(value: Value) -> Value:
    return missing(
        value.indicator,
        value.measure,
        agency=value.agency,
        status=Status.NOT_APPLICABLE,
        dimensions=value.dimensions,
    )


def _money(view: View, figures: tuple[Value, ...], unit: str, ranking: tuple[Place, ...]) -> OwnMoney:
    assigned, allocated, disbursed = (
        _take(figures, f"budget.{name}", unit) for name in ("assigned", "allocated", "disbursed")
    )
    rates = [p.own for p in ranking if p.question.rate == "budget.rate_of_assigned" and p.own.reported]
    return OwnMoney(
        assigned,
        allocated,
        disbursed,
        rates[0] if rates else missing("budget.rate_of_assigned", Measure.PERCENT, agency=unit),
        difference("budget.undisbursed", assigned, disbursed, agency=unit),
    )


def _with_others(card: AgencyCard) -> AgencyCard:
    """With the figures that no other part is made of; of the criteria of databases the registers speak."""
    used = {v.id for place in card.places for v in (place.own, *place.figures)}
    used |= {
        v.id
        for part in (card.overdue, card.products, card.money, card.databases, card.procedures)
        for v in _within(part)
    }
    others = tuple(v for v in card.figures if v.id not in used and v.indicator != "databases.criteria")
    return replace(card, others=others)


def _within(part: object) -> Iterable[Value]:
    for value in values_of(part):
        yield from value.ancestry()
