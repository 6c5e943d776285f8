"""One-stop centres and two-tier government: coverage as stated, and what follows from the same passage.

Formulas are those of the catalogue (`government_computed.yml`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ..vocabulary.values import Value, difference, share, share_of_own, total

if TYPE_CHECKING:
    from ..tables.store import View


@dataclass(frozen=True)
class OneStop:
    """Centres and localities. `covered` adds the localities of both models; the stated 100 % stands beside
    its share. `communes` are all communes of the country, each of which has a service unit."""

    centres: Value
    localities: Value
    localities_share: Value
    single_level: Value
    covered: Value
    covered_share: Value
    communes: Value
    centre_ratio: Value
    centre_difference: Value
    borderless_list: Value
    integrated: Value
    integrated_share: Value


@dataclass(frozen=True)
class Government:
    """Everything of duty 12, and the levels of the same kind that other documents state."""

    onestop: OneStop
    ministries: Mapping[str, Value]
    working_groups: Value
    pilot_localities: Value
    partner_enterprises: Value
    laws: Mapping[str, Value]
    guidance_target: Value
    growth_target: Value

    @property
    def reported(self) -> bool:
        """Whether coverage of one-stop centres is known."""
        return self.onestop.centres.reported

    @property
    def structure(self) -> tuple[Value, ...]:
        """Levels about the Government itself and its lawmaking, known or not."""
        return (
            *self.ministries.values(),
            self.working_groups,
            *self.laws.values(),
            self.guidance_target,
            self.pilot_localities,
            self.partner_enterprises,
            self.growth_target,
        )

    def table(self) -> pd.DataFrame:
        """What is recomputed: value, what a document states for the same, and the figures it follows from."""
        o = self.onestop
        values = [
            o.localities_share,
            o.covered,
            o.covered_share,
            o.centre_ratio,
            o.centre_difference,
            o.integrated_share,
        ]
        return pd.DataFrame(
            [
                {
                    "id": v.id,
                    "value": v.number,
                    "measure": v.measure.value,
                    "stated": v.counterpart.number if v.counterpart is not None else None,
                    "from": ", ".join(i.id for i in v.inputs),
                }
                for v in values
            ]
        ).set_index("id")


def compute(view: View) -> Government:
    """The coverage that the view knows; what is unknown is not reported, never zero."""
    return Government(
        onestop=_onestop(view),
        ministries={
            kind: view.value("government.ministries", kind=kind) for kind in ("ministry", "ministerial_level")
        },
        working_groups=view.value("government.working_groups"),
        pilot_localities=view.value("government.pilot_localities"),
        partner_enterprises=view.value("government.partner_enterprises"),
        laws={
            f"{name}.{kind}": view.value(f"legislation.{name}", kind=kind)
            for name in ("passed", "submitted")
            for kind in ("law", "resolution")
        },
        guidance_target=view.value("legislation.guidance_target"),
        growth_target=view.value("economy.growth_target"),
    )


def _onestop(view: View) -> OneStop:
    def stated(name: str, **dimensions: str) -> Value:
        return view.value(f"onestop.{name}", **dimensions)

    centres, communes = stated("centres"), stated("service_units")
    localities, single, integrated = (
        stated("localities"),
        stated("single_level"),
        stated("integrated_ministries"),
    )
    covered = total("onestop.covered", (localities, single), denominator=localities.denominator)
    everywhere = stated("coverage", item="centres")
    return OneStop(
        centres=centres,
        localities=localities,
        localities_share=share_of_own("onestop.localities_share", localities),
        single_level=single,
        covered=covered,
        covered_share=share_of_own("onestop.covered_share", covered).beside(
            everywhere if everywhere.reported else None
        ),
        communes=communes,
        centre_ratio=share("onestop.centre_ratio", centres, communes),
        centre_difference=difference("onestop.centre_difference", communes, centres),
        borderless_list=stated("coverage", item="borderless_list"),
        integrated=integrated,
        integrated_share=share_of_own("onestop.integrated_share", integrated),
    )
