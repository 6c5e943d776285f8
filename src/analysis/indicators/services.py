"""Digital services and identity: levels with their own dates, which are never added up.

Different papers and visits count different things; only the share of essential services is recomputed
(catalogue: `services_computed.yml`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ..vocabulary.measures import Measure
from ..vocabulary.values import Value, computed, share_of_own

if TYPE_CHECKING:
    from ..tables.store import View

PAPERS = (
    "health_record",
    "health_insurance",
    "driving_licence",
    "vehicle_registration",
    "criminal_record",
    "marital_status",
)
PURPOSES = ("equipment", "support_points")


@dataclass(frozen=True)
class Services:
    """Everything of duty 9. `support_points` and `investment` are those of Ha Noi."""

    citizen_cards: Value
    eid_accounts: Value
    visits: Value
    daily_visits: Value
    digital_signatures: Value
    papers: Mapping[str, Value]
    essential: Value
    essential_share: Value
    essential_left: Value
    daily_service_visits: Value
    reviewed: Value
    reuse_results: Value
    reuse_data: Value
    pilot: Value
    steering_indicators: Value
    platforms: Value
    support_points: Value
    investment: Mapping[str, Value]

    @property
    def stated(self) -> tuple[Value, ...]:
        """Every stated level, known or not, in reading order."""
        return (
            self.citizen_cards,
            self.eid_accounts,
            self.visits,
            self.daily_visits,
            self.digital_signatures,
            *self.papers.values(),
            self.essential,
            self.daily_service_visits,
            self.reviewed,
            self.reuse_results,
            self.reuse_data,
            self.pilot,
            self.steering_indicators,
            self.platforms,
            self.support_points,
            *self.investment.values(),
        )

    @property
    def reported(self) -> bool:
        return any(v.reported for v in self.stated)

    def table(self) -> pd.DataFrame:
        """What is recomputed: value, and the figure it follows from."""
        return pd.DataFrame(
            [
                {
                    "id": v.id,
                    "value": v.number,
                    "measure": v.measure.value,
                    "from": ", ".join(i.id for i in v.inputs),
                }
                for v in (self.essential_share, self.essential_left)
            ]
        ).set_index("id")


def compute(view: View) -> Services:
    """The service levels that the view knows; what is unknown is not reported, never zero."""

    def stated(name: str, **more: str) -> Value:
        return view.value(f"services.{name}", **more)

    essential = stated("essential")
    left = None
    if essential.amount is not None and essential.denominator is not None:
        left = essential.denominator - essential.amount
    return Services(
        citizen_cards=stated("citizen_cards"),
        eid_accounts=stated("eid_accounts"),
        visits=stated("vneid_visits", basis="total"),
        daily_visits=stated("vneid_visits", basis="daily"),
        digital_signatures=stated("digital_signatures"),
        papers={paper: stated("integrated", paper=paper) for paper in PAPERS},
        essential=essential,
        essential_share=share_of_own("services.essential_share", essential),
        essential_left=computed("services.essential_left", left, Measure.COUNT, (essential,)),
        daily_service_visits=stated("daily_service_visits"),
        reviewed=stated("reviewed"),
        reuse_results=stated("reuse_results"),
        reuse_data=stated("reuse_data"),
        pilot=stated("pilot"),
        steering_indicators=stated("steering_indicators"),
        platforms=stated("platforms"),
        support_points=view.value("services.support_points", agency="ha-noi"),
        investment={p: view.value("services.investment", agency="ha-noi", purpose=p) for p in PURPOSES},
    )
