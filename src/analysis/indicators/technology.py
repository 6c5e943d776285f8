"""The strategic-technology economy and research capacity: levels as stated, and the domestic share.

The domestic share overall is recomputed as 100 less the share of foreign-invested firms; that of the
fields is stated. Formulas are those of the catalogue (`technology_computed.yml`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from ..vocabulary.measures import Measure, Qualifier
from ..vocabulary.values import Value, computed, share

if TYPE_CHECKING:
    from ..tables.store import View

FIELDS = ("rare_earth_ocean", "aerospace", "core")
LEVELS = ("central", "local")
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Economy:
    """Firms and revenue of a year; `domestic` is recomputed, `fields` are stated, the largest first."""

    firms: Value
    revenue: Value
    fdi_share: Value
    domestic: Value
    domestic_revenue: Value
    fields: tuple[Value, ...]
    largest_export: Value


@dataclass(frozen=True)
class StrategicList:
    """The Prime Minister's list of strategic technologies; `earlier` is what an earlier document gave.

    The two are not subtracted: no document says that the list changed from one to the other.
    """

    groups: Value
    products: Value
    agencies: Value
    problems: Value
    earlier: tuple[Value, Value] | None


@dataclass(frozen=True)
class Research:
    """Publications, networks, universities, laboratories and innovation organisations."""

    university_share: Value
    publication_growth: Value
    patent_growth: Value
    networks: Value
    partners: Value
    proposals: Value
    universities: tuple[Value, ...]
    laboratories: Value
    equipment_lag: Value
    staff_decline: Value
    income_gap: Value
    organisations: Value
    organisations_by_level: Mapping[str, Value]
    level_shares: Mapping[str, Value]
    innovation_provinces: Value


@dataclass(frozen=True)
class Digital:
    """Levels of the digital economy and its networks."""

    base_stations: Value
    internet_rank: Value
    ecommerce_growth: Value
    digital_exports: Value
    it_revenue: Value


@dataclass(frozen=True)
class Technology:
    """Everything of duty 10: levels with their own dates, which are never added up."""

    economy: Economy
    strategic_list: StrategicList
    mastered_groups: Value
    own_design: Value
    research: Research
    digital: Digital

    @property
    def domestic_known(self) -> bool:
        return self.economy.domestic.reported

    @property
    def research_known(self) -> bool:
        return self.research.laboratories.reported or self.research.university_share.reported

    def table(self) -> pd.DataFrame:
        """What is recomputed: value (percent or US dollars), and the figures it follows from."""
        values = [self.economy.domestic, self.economy.domestic_revenue, *self.research.level_shares.values()]
        return pd.DataFrame(
            [
                {
                    "id": v.id,
                    "value": v.number,
                    "measure": v.measure.value,
                    "from": ", ".join(i.id for i in v.inputs),
                }
                for v in values
            ]
        ).set_index("id")


def compute(view: View) -> Technology:
    """The technology indicators that the view allows; what is unknown is not reported, never zero."""
    return Technology(
        economy=_economy(view),
        strategic_list=_strategic_list(view),
        mastered_groups=view.value("products.technology_groups", agency="bo-cong-an"),
        own_design=view.value("technology.own_design", agency="bo-cong-an"),
        research=_research(view),
        digital=Digital(
            **{
                name: view.value(f"technology.{name}")
                for name in (
                    "base_stations",
                    "internet_rank",
                    "ecommerce_growth",
                    "digital_exports",
                    "it_revenue",
                )
            }
        ),
    )


def _economy(view: View) -> Economy:
    revenue, foreign = view.value("technology.revenue"), view.value("technology.fdi_share")
    domestic = computed(
        "technology.domestic_share",
        WHOLE - foreign.amount if foreign.amount is not None else None,
        Measure.PERCENT,
        (foreign,),
        decimals=foreign.decimals,
    )
    amount = None
    if revenue.amount is not None and domestic.amount is not None:
        amount = revenue.amount * domestic.amount / WHOLE
    fields = [view.value("technology.domestic_share", field=f) for f in FIELDS]
    return Economy(
        firms=view.value("technology.firms"),
        revenue=revenue,
        fdi_share=foreign,
        domestic=domestic,
        # The share has one significant digit: the product is no more than an order of size.
        domestic_revenue=computed(
            "technology.domestic_revenue",
            amount,
            Measure.USD,
            (revenue, domestic),
            scale=revenue.scale,
            decimals=1,
            qualifier=Qualifier.ABOUT,
        ),
        fields=tuple(sorted(fields, key=lambda v: -v.number if v.reported else 0)),
        largest_export=view.value("technology.plc_export"),
    )


def _strategic_list(view: View) -> StrategicList:
    groups, products = view.value("technology.strategic_groups"), view.value("technology.strategic_products")
    before = _earlier(view, groups), _earlier(view, products)
    earlier = (before[0], before[1]) if before[0] is not None and before[1] is not None else None
    return StrategicList(
        groups,
        products,
        view.value("technology.assigned_agencies"),
        view.value("technology.big_problems"),
        earlier,
    )


def _earlier(view: View, value: Value) -> Value | None:
    """The latest figure of another document that was known before; of several alike, the first stated."""
    found = [v for v in view.history(value.indicator) if value.reported and v.document != value.document]
    return max(found, key=lambda v: (v.as_of, v.known_from), default=None)


def _research(view: View) -> Research:
    def stated(name: str) -> Value:
        return view.value(f"research.{name}")

    universities = tuple(
        v
        for name in ("commercialising", "groups", "product_groups")
        for v in view.all(f"research.{name}", by="agency")
    )
    organisations = view.value("innovation.organisations")
    by_level = {level: view.value("innovation.organisations", level=level) for level in LEVELS}
    return Research(
        university_share=stated("university_share"),
        publication_growth=stated("publication_growth"),
        patent_growth=stated("patent_growth"),
        networks=stated("networks"),
        partners=stated("partners"),
        proposals=stated("proposals"),
        universities=universities,
        laboratories=stated("laboratories"),
        equipment_lag=stated("equipment_lag"),
        staff_decline=stated("staff_decline"),
        income_gap=stated("income_gap"),
        organisations=organisations,
        organisations_by_level=by_level,
        level_shares={
            level: share(
                "innovation.level_share", by_level[level], organisations, dimensions={"level": level}
            )
            for level in LEVELS
        },
        innovation_provinces=view.value("innovation.provinces"),
    )
