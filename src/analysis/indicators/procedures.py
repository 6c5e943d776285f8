"""Administrative procedures: restructuring as each passage states it, amended texts, cuts and business lines.

A report can state the same task in two passages that disagree. Each passage is a snapshot of its own (the
series of its figures); snapshots are set side by side and never merged or subtracted. Formulas are those of
the catalogue (`procedures_computed.yml`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from ..vocabulary.measures import Measure
from ..vocabulary.values import NATION, Value, computed, missing, share, share_of_own, total
from .comparison import Comparison, compare
from .listings import Listing, latest

if TYPE_CHECKING:
    from ..tables.store import View

_DONE, _TO_DO = "procedures.restructured", "procedures.not_restructured"
_RATE = "procedures.restructured_rate"
KINDS = ("law", "decree", "decision", "circular")
TEXTS = ("decree", "resolution", "decision")


@dataclass(frozen=True)
class Ministry:
    """One ministry in one snapshot: `done` and `to_do` of the same whole, `rate` = done ÷ whole.

    `done` is missing where the passage says that all is done and gives no number; `rate` is then 100 and
    `to_do` 0.
    """

    agency: str
    done: Value
    to_do: Value
    rate: Value


@dataclass(frozen=True)
class Snapshot:
    """What one passage states of restructuring, beside what follows from its own numbers.

    `remaining` = whole − done and `to_do_listed` = sum over the ministries named; both stand beside `to_do`,
    which the passage states. `complete_listed` and `incomplete_listed` count the ministries that it names.
    """

    series: str
    done: Value
    rate: Value
    to_do: Value
    remaining: Value
    to_do_listed: Value
    complete: Value
    complete_listed: Value
    incomplete: Value
    incomplete_listed: Value
    started: Value
    ministries: Mapping[str, Ministry]

    @property
    def locator(self) -> str | None:
        return self.done.locator


@dataclass(frozen=True)
class Procedures:
    """Restructuring by snapshot (the dated one first), amended texts, cuts, conditions and business lines."""

    snapshots: tuple[Snapshot, ...]
    differing: Value
    since: Comparison
    amended: Value
    amended_rate: Value
    legal_documents: Value
    legal_by_kind: Mapping[str, Value]
    legal_due: Value
    resolutions: Value
    abolished: Value
    decentralised: Value
    simplified: Value
    conditions_abolished: Value
    conditions_simplified: Value
    texts_by_kind: Mapping[str, Value]
    cost_target: Value
    lines_total: Value
    lines_proposed: Value
    lines_rate: Value
    untouched: tuple[str, ...] = field(default=())

    @property
    def reported(self) -> bool:
        return bool(self.snapshots) or self.amended.reported or self.abolished.reported

    @property
    def main(self) -> Snapshot | None:
        return self.snapshots[0] if self.snapshots else None

    @property
    def other(self) -> Snapshot | None:
        """The second passage on the same task, when there is one."""
        return self.snapshots[1] if len(self.snapshots) > 1 else None

    @property
    def agencies(self) -> tuple[str, ...]:
        """Every ministry that a snapshot names, those of the first one first."""
        return tuple(dict.fromkeys(a for s in self.snapshots for a in s.ministries))

    def gap(self, agency: str) -> Decimal | None:
        """How far the two snapshots' rates lie apart, in points; None when one does not have the ministry."""
        if self.main is None or self.other is None:
            return None
        here, there = self.main.ministries.get(agency), self.other.ministries.get(agency)
        if here is None or there is None or here.rate.amount is None or there.rate.amount is None:
            return None
        return abs(here.rate.amount - there.rate.amount)

    def table(self) -> pd.DataFrame:
        """One row a ministry and snapshot: done, to do, all, rate (percent); NaN where not reported."""
        rows = [{"agency": m.agency, "snapshot": s.series, "done": m.done.number, "to_do": m.to_do.number,
                 "all": float(m.to_do.denominator) if m.to_do.denominator is not None else None,
                 "rate": m.rate.number} for s in self.snapshots for m in s.ministries.values()]
        columns = ["agency", "snapshot", "done", "to_do", "all", "rate"]
        return pd.DataFrame(rows, columns=columns).set_index(["agency", "snapshot"])


def compute(view: View) -> Procedures:
    """The procedures indicators that the view allows."""
    snapshots = _snapshots(view)
    amended = view.value("procedures.amended")
    total_lines, proposed = view.value("lines.total"), view.value("lines.proposed")
    pairs = []
    if len(snapshots) > 1:
        first, second = (s.ministries for s in snapshots[:2])
        pairs = [(first[a].rate, second[a].rate) for a in first if a in second]
    apart = [v for pair in pairs if pair[0].amount != pair[1].amount for v in pair]
    done = snapshots[0].done if snapshots else view.value(_DONE)
    return Procedures(
        snapshots=snapshots,
        differing=computed("procedures.ministries_differing", len(apart) // 2 if pairs else None,
                           Measure.COUNT, apart),
        since=compare(view, done),
        amended=amended,
        amended_rate=share_of_own("procedures.amended_rate", amended).beside(
            _reported(view.value("procedures.amended_rate"))),
        legal_documents=view.value("procedures.legal_documents"),
        legal_by_kind={kind: view.value("procedures.legal_documents", kind=kind) for kind in KINDS},
        legal_due=view.value("procedures.legal_documents_due"),
        resolutions=view.value("procedures.resolutions"),
        abolished=view.value("procedures.abolished"),
        decentralised=view.value("procedures.decentralised"),
        simplified=view.value("procedures.simplified"),
        conditions_abolished=view.value("conditions.abolished"),
        conditions_simplified=view.value("conditions.simplified"),
        texts_by_kind={kind: view.value("procedures.amended_texts", kind=kind) for kind in TEXTS},
        cost_target=view.value("procedures.cost_target"),
        lines_total=total_lines, lines_proposed=proposed,
        lines_rate=share("lines.proposed_rate", proposed, total_lines).beside(
            _reported(view.value("lines.proposed_rate"))),
        untouched=tuple(a for a in (snapshots[0].ministries if snapshots else ())
                        if all(a in s.ministries and s.ministries[a].rate.amount == 0 for s in snapshots)),
    )


def _reported(value: Value) -> Value | None:
    return value if value.reported else None


def _snapshots(view: View) -> tuple[Snapshot, ...]:
    """The passages of the latest document that states the national number, in the order stated."""
    national = [v for v in view.values if v.indicator == _DONE and v.agency == NATION and not v.dimensions]
    if not national:
        return ()
    newest = max(v.known_from for v in national if v.known_from)
    return tuple(_snapshot(view, v) for v in national if v.known_from == newest)


def _snapshot(view: View, done: Value) -> Snapshot:
    series, document = done.series, done.document

    def stated(name: str) -> Value:
        return view.value(f"procedures.{name}", series=series, document=document)

    def listing(name: str) -> Listing:
        """`procedures.complete_note_13` for the series note_13; the plain list where it has none."""
        for key in (f"procedures.{name}_{series}", f"procedures.{name}"):
            found = latest(view, key)
            if found.places and found.places[0][0] == document:
                return found
        return Listing(name)

    def identify(indicator: str) -> str:
        return f"calc.{indicator}.{series}" if series else f"calc.{indicator}"

    def counted(indicator: str, named: Listing, beside: Value) -> Value:
        return computed(indicator, len(named.agencies) if named.agencies else None, Measure.COUNT,
                        (beside,) if beside.reported else (), id=identify(indicator),
                        series=series).beside(_reported(beside))

    complete = stated("ministries_complete")
    finished, unfinished = listing("complete"), listing("incomplete")
    ministries = {v.agency: from_done(v)
                  for v in view.all(_DONE, by="agency", series=series, document=document)}
    ministries |= {v.agency: from_to_do(v)
                   for v in view.all(_TO_DO, by="agency", series=series, document=document)}
    for agency in finished.agencies:
        ministries.setdefault(agency, by_statement(agency, complete, series))
    to_do = stated("not_restructured")
    left = [m.to_do for m in ministries.values() if m.to_do.number > 0]
    return Snapshot(
        series=series,
        done=done,
        rate=share_of_own(_RATE, done, id=identify(_RATE), series=series).beside(
            _reported(stated("restructured_rate"))),
        to_do=to_do,
        remaining=computed("procedures.remaining", _rest(done), Measure.COUNT, (done,),
                           id=identify("procedures.remaining"), series=series).beside(_reported(to_do)),
        to_do_listed=replace(total("procedures.to_do_listed", left, id=identify("procedures.to_do_listed"),
                                   series=series), counterpart=_reported(to_do)),
        complete=complete,
        complete_listed=counted("procedures.complete_listed", finished, complete),
        incomplete=stated("ministries_incomplete"),
        incomplete_listed=counted("procedures.incomplete_listed", unfinished,
                                  stated("ministries_incomplete")),
        started=stated("ministries_started"),
        ministries=ministries,
    )


def _part(indicator: str, of: Value, amount: Decimal | None) -> Value:
    """The rest of a stated n/m, of the same whole."""
    return computed(indicator, amount, Measure.COUNT, (of,), agency=of.agency, denominator=of.denominator,
                    series=of.series, id=f"calc.{indicator}.{of.series}.{of.agency}")


def _rate(of: Value, done: Value) -> Value:
    return share_of_own(_RATE, done, agency=of.agency, series=of.series,
                        id=f"calc.{_RATE}.{of.series}.{of.agency}")


def _rest(value: Value) -> Decimal | None:
    if value.denominator is None or value.amount is None:
        return None
    return value.denominator - value.amount


def from_done(stated: Value) -> Ministry:
    """A ministry of which a passage states what is done."""
    to_do = _part("procedures.to_do", stated, _rest(stated))
    return Ministry(stated.agency, stated, to_do, _rate(stated, stated))


def from_to_do(stated: Value) -> Ministry:
    """A ministry of which a passage states what is left."""
    done = _part("procedures.done", stated, _rest(stated))
    return Ministry(stated.agency, done, stated, _rate(stated, done))


def by_statement(agency: str, complete: Value, series: str) -> Ministry:
    """A ministry said to have finished, without a number: nothing left, 100 %, and the count not reported."""
    why = (complete,) if complete.reported else ()
    return Ministry(
        agency,
        missing(_DONE, Measure.COUNT, agency=agency),
        computed("procedures.to_do", 0, Measure.COUNT, why, agency=agency, series=series,
                 id=f"calc.procedures.to_do.{series}.{agency}"),
        computed("procedures.rate_of_complete", 100, Measure.PERCENT, why, agency=agency, series=series,
                 id=f"calc.procedures.rate_of_complete.{series}.{agency}"))
