"""Reporting discipline: who sent the requested report and who did not, by group of agencies.

Formulas are those of `reporting_computed.yml`. Counts are what a document states; the lists are the names it
gives, and where the two differ both are shown. An agency in neither list is unknown, not a defaulter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ..vocabulary.agencies import agencies
from ..vocabulary.measures import Measure
from ..vocabulary.values import Value, computed, missing, share, share_of_own, total
from .listings import latest

if TYPE_CHECKING:
    from ..tables.store import View

RESPONDENTS = ("ministry", "locality", "enterprise")
_KINDS = {
    "ministry": "ministry",
    "ministerial": "ministry",
    "government_agency": "ministry",
    "government_body": "ministry",
    "party": "ministry",
    "province": "locality",
    "enterprise": "enterprise",
}  # a kind of agency → the group it answers in
ANSWERS = ("has", "none", "no_answer")


@dataclass(frozen=True)
class Listed:
    """An agency that a passage names, with where it stands."""

    agency: str
    document: str
    locator: str


@dataclass(frozen=True)
class Group:
    """One group of agencies: the counts stated, the names listed, the rate recomputed."""

    respondents: str
    reported: Value
    not_reported: Value
    asked: Value  # how many had to report: the stated denominator, else reported + not reported
    rate: Value
    listed_reported: Value  # names listed, with the stated count beside it
    listed_not_reported: Value
    names_reported: tuple[Listed, ...]
    names_not_reported: tuple[Listed, ...]


@dataclass(frozen=True)
class Crossing:
    """Agencies in a list of reporting and in a list of answers on products: `count` of them, by name."""

    reporting: str  # reported | not_reported
    answer: str  # has | none | no_answer
    count: Value
    names: tuple[Listed, ...]  # placed where the answer on products stands


@dataclass(frozen=True)
class Reporting:
    """Compliance of each group, the state of every province, and what the lists on products say beside it."""

    groups: Mapping[str, Group]
    provinces: Mapping[str, str]  # every province → reported | not_reported | both | unknown
    tiles: Mapping[str, Value]  # state → how many provinces
    crossings: tuple[Crossing, ...]

    @property
    def reported(self) -> bool:
        return any(g.reported.reported or g.not_reported.reported for g in self.groups.values())

    def crossing(self, reporting: str, answer: str) -> Crossing:
        return next(c for c in self.crossings if (c.reporting, c.answer) == (reporting, answer))

    def table(self) -> pd.DataFrame:
        """One row a group: counts stated, names listed, rate (percent)."""
        return pd.DataFrame(
            [
                {
                    "group": g.respondents,
                    "reported": g.reported.number,
                    "not_reported": g.not_reported.number,
                    "asked": g.asked.number,
                    "rate": g.rate.number,
                    "listed_reported": g.listed_reported.number,
                    "listed_not_reported": g.listed_not_reported.number,
                }
                for g in self.groups.values()
            ]
        ).set_index("group")

    def crossing_table(self) -> pd.DataFrame:
        """One row an agency that stands in a list of reporting and in one of answers on products."""
        rows = [
            {"agency": n.agency, "reporting": c.reporting, "products": c.answer, "locator": n.locator}
            for c in self.crossings
            for n in c.names
        ]
        return pd.DataFrame(rows, columns=["agency", "reporting", "products", "locator"])


def compute(view: View) -> Reporting:
    """What the latest document that speaks of reporting says; all missing when none does."""
    figures = {
        (name, r): view.value(f"reporting.{name}", respondents=r)
        for name in ("reported", "not_reported")
        for r in RESPONDENTS
    }
    lists = _lists(view)
    groups = {r: _group(r, figures["reported", r], figures["not_reported", r], lists) for r in RESPONDENTS}
    provinces = _provinces(lists)
    known = tuple(v for v in figures.values() if v.dimensions.get("respondents") == "locality" and v.reported)
    states = ("reported", "not_reported", "unknown", *(("both",) if "both" in provinces.values() else ()))
    listed = any(s != "unknown" for s in provinces.values())
    tiles = {
        state: computed(
            "reporting.provinces",
            sum(s == state for s in provinces.values()) if listed or state == "unknown" else None,
            Measure.COUNT,
            known,
            dimensions={"state": state},
        )
        for state in states
    }
    return Reporting(groups=groups, provinces=provinces, tiles=tiles, crossings=_crossings(view, lists))


def _lists(view: View) -> dict[str, tuple[Listed, ...]]:
    """The names of each list on reporting and on products, each of the latest document that has it."""
    found: dict[str, tuple[Listed, ...]] = {}
    for name in ("reporting.reported", "reporting.not_reported", *(f"products.{a}" for a in ANSWERS)):
        listing = latest(view, name)
        found[name] = tuple(
            Listed(a, *place) for a, place in zip(listing.agencies, listing.places, strict=True)
        )
    return found


def _group(
    respondents: str, reported: Value, not_reported: Value, lists: Mapping[str, tuple[Listed, ...]]
) -> Group:
    names = {
        key: tuple(
            n for n in lists[f"reporting.{key}"] if _KINDS.get(agencies()[n.agency].kind) == respondents
        )
        for key in ("reported", "not_reported")
    }
    asked, rate = _rate(respondents, reported, not_reported)
    counts = {
        key: _count(f"reporting.listed_{key}", names[key], respondents, value)
        for key, value in (("reported", reported), ("not_reported", not_reported))
    }
    return Group(
        respondents,
        reported,
        not_reported,
        asked,
        rate,
        counts["reported"],
        counts["not_reported"],
        names["reported"],
        names["not_reported"],
    )


def _rate(respondents: str, reported: Value, not_reported: Value) -> tuple[Value, Value]:
    """How many were asked and the share that reported: by the denominator stated or, without one, the sum."""
    about = {"dimensions": {"respondents": respondents}}
    if reported.reported and reported.denominator:
        asked = computed("reporting.asked", reported.denominator, Measure.COUNT, (reported,), **about)
        return asked, share_of_own("reporting.rate", reported, **about)
    asked = total("reporting.asked", (reported, not_reported), **about)
    return asked, share("reporting.rate", reported, asked, **about)


def _count(indicator: str, names: tuple[Listed, ...], respondents: str, stated: Value) -> Value:
    """How many names a list gives, beside the number stated; missing when nothing is stated or listed."""
    group = {"respondents": respondents}
    if not names and not stated.reported:
        return missing(indicator, Measure.COUNT, dimensions=group)
    found = computed(indicator, len(names), Measure.COUNT, dimensions=group)
    return found.beside(stated if stated.reported else None)


def _provinces(lists: Mapping[str, tuple[Listed, ...]]) -> dict[str, str]:
    sent = {n.agency for n in lists["reporting.reported"]}
    owed = {n.agency for n in lists["reporting.not_reported"]}
    states = {
        (True, False): "reported",
        (False, True): "not_reported",
        (True, True): "both",
        (False, False): "unknown",
    }
    return {a.id: states[a.id in sent, a.id in owed] for a in agencies().values() if a.kind == "province"}


def _crossings(view: View, lists: Mapping[str, tuple[Listed, ...]]) -> tuple[Crossing, ...]:
    """Each list of reporting against each answer on products."""
    found = []
    for reporting in ("reported", "not_reported"):
        members = {n.agency for n in lists[f"reporting.{reporting}"]}
        for answer in ANSWERS:
            names = tuple(n for n in lists[f"products.{answer}"] if n.agency in members)
            known = members and lists[f"products.{answer}"]
            about = tuple(
                v
                for v in (
                    view.value("products.agencies", answer=answer),
                    *(view.value(f"reporting.{reporting}", respondents=r) for r in RESPONDENTS),
                )
                if v.reported
            )
            found.append(
                Crossing(
                    reporting,
                    answer,
                    computed(
                        "reporting.crossing",
                        len(names) if known else None,
                        Measure.COUNT,
                        about if known else (),
                        dimensions={"state": reporting, "answer": answer},
                    ),
                    names,
                )
            )
    return tuple(found)
