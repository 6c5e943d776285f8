"""Products by output: the pipeline, who answered, funding, and how complete the localities' lists are.

Two series run beside each other and are never subtracted: `all_agencies` (ministries and localities, as they
declare themselves) and `localities_29` (the localities that reported to the notice of June 2026). Formulas
are those of the catalogue (`products_computed.yml`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ..vocabulary.measures import Measure
from ..vocabulary.values import Value, computed, difference, share_of_own, total
from . import listings

if TYPE_CHECKING:
    from ..tables.store import View

ALL_AGENCIES = "all_agencies"
LOCALITIES = "localities_29"
STAGES = ("proposed", "research", "pilot", "deployed", "commercial")
GROUPS = ("strategic", "other")
LEVELS = ("ministry", "locality")
FUNDINGS = ("r57", "both", "regular", "not_stated")
ANSWERS = ("has", "none", "no_answer")
ITEMS = ("beneficiary", "owner", "value", "funding")


@dataclass(frozen=True)
class Counted:
    """A stated n/m and the share recomputed from it, with what the document states for the share."""

    count: Value
    share: Value


@dataclass(frozen=True)
class Stage:
    """One stage of the strategic products: those at it now, and those at it or past it."""

    key: str
    now: Counted
    reached: Counted


@dataclass(frozen=True)
class Answer:
    """One group of answers: its stated size, the ministries and localities named in it, and their numbers."""

    key: str
    stated: Value
    ministries: Value
    localities: Value
    listing: listings.Listing


@dataclass(frozen=True)
class Information:
    """One piece of information on the localities' products: known n/m, its share, and those without it."""

    item: str
    known: Value
    share: Value
    lacking: Value


@dataclass(frozen=True)
class Localities:
    """The localities' own products as the notice of June 2026 counts them: a series of its own."""

    reporting: Value
    reporting_share: Value
    count: Value
    strategic: Value
    strategic_share: Value
    information: tuple[Information, ...]


@dataclass(frozen=True)
class Products:
    """`count` and what follows are of the series `all_agencies`; `localities` is of `localities_29`.

    `groups`, `levels` and `funding` map the dimension's values to counts; `named` and `commercial` hold the
    agencies that a document names, the largest first.
    """

    count: Value
    groups: Mapping[str, Counted]
    levels: Mapping[str, Mapping[str, Counted]]
    level_totals: Mapping[str, Value]
    stages: tuple[Stage, ...]
    stage_not_stated: Counted
    before_deployment: Counted
    funding: Mapping[str, Mapping[str, Counted]]
    answers: tuple[Answer, ...]
    agencies_asked: Value
    named: tuple[Value, ...]
    commercial: tuple[Value, ...]
    commercial_total: Value
    commercial_agencies: Value
    fields: tuple[Value, ...]
    fields_total: Value
    localities: Localities

    @property
    def reported(self) -> bool:
        """Whether anything is known of products of all agencies."""
        return self.count.reported

    @property
    def stages_known(self) -> bool:
        return all(s.now.count.reported for s in self.stages)

    @property
    def answered(self) -> bool:
        return self.agencies_asked.reported

    @property
    def commercial_stage(self) -> Stage:
        return self.stages[-1]

    def table(self) -> pd.DataFrame:
        """One row a ratio: count, denominator, share recomputed, share stated (percent), its inputs."""
        counted = [
            *self.groups.values(),
            *(c for of in self.levels.values() for c in of.values()),
            *(s.now for s in self.stages),
            self.stage_not_stated,
            self.before_deployment,
            *(s.reached for s in self.stages),
            *(c for of in self.funding.values() for c in of.values()),
        ]
        rows = [_row(c.count, c.share) for c in counted]
        rows.append(_row(self.localities.strategic, self.localities.strategic_share))
        rows += [_row(i.known, i.share) for i in self.localities.information]
        return pd.DataFrame(rows).set_index("figure")


def _row(count: Value, share: Value) -> dict[str, object]:
    return {
        "figure": count.id,
        "series": count.series,
        "count": count.number,
        "of": float(count.denominator) if count.denominator is not None else None,
        "share": share.number,
        "stated": share.counterpart.number if share.counterpart is not None else None,
        "from": ", ".join(i.id for i in share.inputs),
    }


def compute(view: View) -> Products:
    """The product indicators that the view allows; what is unknown is not reported, never zero."""

    def count(**dimensions: str) -> Value:
        return view.value("products.count", series=ALL_AGENCIES, **dimensions)

    def counted(**dimensions: str) -> Counted:
        return _counted(view, count(**dimensions), **dimensions)

    strategic = count(group="strategic")
    stages = tuple(_stage(view, strategic, position) for position in range(len(STAGES)))
    levels = {g: {level: counted(group=g, level=level) for level in LEVELS} for g in GROUPS}
    answers = tuple(_answer(view, key) for key in ANSWERS)
    commercial = _largest(
        view.all("products.count", by="agency", series=ALL_AGENCIES, group="strategic", stage="commercial")
    )
    fields = tuple(
        view.all("products.count", by="field", series=ALL_AGENCIES, agency="bo-cong-an", group="strategic")
    )
    return Products(
        count=count(),
        groups={g: counted(group=g) for g in GROUPS},
        levels=levels,
        level_totals={
            level: total(
                "products.level_total", [levels[g][level].count for g in GROUPS], dimensions={"level": level}
            )
            for level in LEVELS
        },
        stages=stages,
        stage_not_stated=counted(group="strategic", stage="not_stated"),
        before_deployment=_before_deployment(view, strategic),
        funding={
            "all": {f: counted(funding=f) for f in FUNDINGS},
            **{g: {f: _funding(view, g, f) for f in FUNDINGS} for g in GROUPS},
        },
        answers=answers,
        agencies_asked=total("products.agencies_asked", [a.stated for a in answers]),
        named=_largest(view.all("products.count", by="agency", series=ALL_AGENCIES, group="strategic")),
        commercial=commercial,
        commercial_total=total("products.commercial_named", commercial).beside(
            _known(count(group="strategic", stage="commercial"))
        ),
        commercial_agencies=view.value("products.agencies", group="strategic", stage="commercial"),
        fields=fields,
        fields_total=total("products.fields_total", fields, agency="bo-cong-an").beside(
            _known(view.value("products.count", agency="bo-cong-an", series=ALL_AGENCIES, group="strategic"))
        ),
        localities=_localities(view),
    )


def _known(value: Value) -> Value | None:
    return value if value.reported else None


def _counted(view: View, count: Value, **dimensions: str) -> Counted:
    stated = view.value("products.share", series=ALL_AGENCIES, **dimensions)
    return Counted(
        count,
        share_of_own("products.share", count, dimensions=dimensions, series=ALL_AGENCIES).beside(
            _known(stated)
        ),
    )


def _stage(view: View, strategic: Value, position: int) -> Stage:
    """A stage with the cumulative count: a product at a later stage has been through the earlier ones."""
    key = STAGES[position]
    dimensions = {"group": "strategic", "stage": key}
    now = [view.value("products.count", series=ALL_AGENCIES, group="strategic", stage=s) for s in STAGES]
    reached = total(
        "products.reached",
        now[position:],
        dimensions=dimensions,
        denominator=strategic.amount,
        series=ALL_AGENCIES,
    )
    rate = share_of_own("products.reached_share", reached, dimensions=dimensions, series=ALL_AGENCIES)
    if key == "deployed":  # the one cumulative count that a document states itself
        both = {"group": "strategic", "stage": "deployed_or_later"}
        reached = reached.beside(_known(view.value("products.count", series=ALL_AGENCIES, **both)))
        rate = rate.beside(_known(view.value("products.share", series=ALL_AGENCIES, **both)))
    return Stage(key, _counted(view, now[position], **dimensions), Counted(reached, rate))


def _before_deployment(view: View, strategic: Value) -> Counted:
    """Proposed, in research, on trial or not stated, beside the document's own sum."""
    parts = [
        view.value("products.count", series=ALL_AGENCIES, group="strategic", stage=s)
        for s in ("proposed", "research", "pilot", "not_stated")
    ]
    dimensions = {"group": "strategic", "stage": "before_deployment"}
    summed = total(
        "products.before_deployment",
        parts,
        dimensions={"group": "strategic"},
        denominator=strategic.amount,
        series=ALL_AGENCIES,
    )
    stated = view.value("products.count", series=ALL_AGENCIES, **dimensions)
    rate = share_of_own("products.share", summed, dimensions=dimensions, series=ALL_AGENCIES)
    return Counted(
        summed.beside(_known(stated)),
        rate.beside(_known(view.value("products.share", series=ALL_AGENCIES, **dimensions))),
    )


def _funding(view: View, group: str, funding: str) -> Counted:
    """As stated; for products that are not strategic, what is left of the total if nothing is stated."""
    count = view.value("products.count", series=ALL_AGENCIES, group=group, funding=funding)
    if not count.reported and group == "other":
        everything = view.value("products.count", series=ALL_AGENCIES, funding=funding)
        strategic = view.value("products.count", series=ALL_AGENCIES, group="strategic", funding=funding)
        whole = view.value("products.count", series=ALL_AGENCIES, group="other")
        count = difference(
            "products.by_difference",
            everything,
            strategic,
            series=ALL_AGENCIES,
            dimensions={"group": group, "funding": funding},
            denominator=whole.amount,
        )
    return _counted(view, count, group=group, funding=funding)


def _answer(view: View, key: str) -> Answer:
    stated = view.value("products.agencies", answer=key)
    listing = listings.latest(view, f"products.{key}")

    def named(level: str, names: tuple[str, ...]) -> Value:
        return computed(
            "products.agencies_listed",
            len(names) if listing.agencies else None,
            Measure.COUNT,
            (stated,) if stated.reported else (),
            dimensions={"answer": key, "level": level},
        )

    return Answer(
        key, stated, named("ministry", listing.ministries), named("locality", listing.localities), listing
    )


def _largest(values: list[Value]) -> tuple[Value, ...]:
    return tuple(sorted(values, key=lambda v: -v.number))  # stable: those alike stay as named


def _localities(view: View) -> Localities:
    def count(**dimensions: str) -> Value:
        return view.value("products.count", series=LOCALITIES, **dimensions)

    everything, strategic = count(), count(group="strategic")
    reporting = view.value("products.localities_reporting")
    stated = view.value("products.share", series=LOCALITIES, group="strategic")
    rate = (
        strategic.amount / everything.amount * 100
        if strategic.amount is not None and everything.amount
        else None
    )
    strategic_share = computed(
        "products.share",
        rate,
        Measure.PERCENT,
        (strategic, everything),
        series=LOCALITIES,
        operation="ratio",
        dimensions={"group": "strategic"},
        id=f"calc.products.share.{LOCALITIES}.group-strategic",
    )
    return Localities(
        reporting=reporting,
        reporting_share=share_of_own("products.localities_share", reporting),
        count=everything,
        strategic=strategic,
        strategic_share=strategic_share.beside(_known(stated)),
        information=tuple(_information(view, item) for item in ITEMS),
    )


def _information(view: View, item: str) -> Information:
    known = view.value("products.completeness", item=item)
    without = (
        known.denominator - known.amount
        if known.denominator is not None and known.amount is not None
        else None
    )
    return Information(
        item,
        known,
        share_of_own("products.completeness_share", known, dimensions={"item": item}),
        computed(
            "products.lacking",
            without,
            Measure.COUNT,
            (known,),
            dimensions={"item": item},
            denominator=known.denominator,
        ),
    )
