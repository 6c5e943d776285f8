"""The one object a number travels in, from its document to prose, chart, table, PDF and workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from .measures import Kind, Mark, Measure, Qualifier, Status

NATION = "viet-nam"


@dataclass(frozen=True)
class Value:
    """One number with everything a reader may ask of it.

    `amount` is in the measure's base unit (đồng, dollars, percent 0–100, counts) and is None unless
    `status` is reported. A stated value carries document, locator and token; a recomputed one carries
    `inputs` (the values it follows from) and a `formula` in words of the catalogue.
    """

    id: str
    indicator: str
    amount: Decimal | None
    measure: Measure
    kind: Kind = Kind.STATED
    status: Status = Status.REPORTED
    agency: str = NATION
    dimensions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    denominator: Decimal | None = None
    upper: Decimal | None = None  # the upper end of a range; amount is the lower
    qualifier: Qualifier = Qualifier.EXACT
    decimals: int | None = (
        None  # decimals as stated, in the unit the document uses; None: the measure's default
    )
    scale: Decimal | None = None  # the unit as stated (10**9 for tỷ): how a document writes it
    series: str = ""  # the definition a figure follows; two series are never subtracted
    as_of: date | None = None
    as_of_precision: str = "day"
    known_from: date | None = None
    document: str | None = None
    locator: str | None = None
    occurrence: int | None = None
    token: str | None = None
    inputs: tuple[Value, ...] = ()
    operation: str | None = None  # ratio | own_ratio | difference | sum: how the inputs make the amount
    formula: str | None = None
    marks: tuple[Mark, ...] = ()
    counterpart: Value | None = None  # for a recomputed value: what a document states for the same

    @property
    def reported(self) -> bool:
        return self.status is Status.REPORTED and self.amount is not None

    @property
    def number(self) -> float:
        """The amount as a float, for drawing; NaN when there is none."""
        return float(self.amount) if self.amount is not None else float("nan")

    def marked(self, *marks: Mark) -> Value:
        """A copy with these marks added."""
        return replace(self, marks=tuple(dict.fromkeys((*self.marks, *marks))))

    def beside(self, stated: Value | None) -> Value:
        """A copy with the document's own value beside it."""
        return replace(self, counterpart=stated)

    def ancestry(self) -> Iterator[Value]:
        """This value, its counterpart and everything it follows from, each once, nearest first."""
        seen: set[str] = set()
        queue: list[Value] = [self]
        while queue:
            value = queue.pop(0)
            if value.id in seen:
                continue
            seen.add(value.id)
            yield value
            queue.extend(value.inputs)
            if value.counterpart is not None:
                queue.append(value.counterpart)

    def sources(self) -> tuple[Value, ...]:
        """The stated values at the root of this one."""
        return tuple(v for v in self.ancestry() if v.kind is Kind.STATED and v.document)


def missing(
    indicator: str,
    measure: Measure,
    *,
    agency: str = NATION,
    status: Status = Status.NOT_REPORTED,
    dimensions: Mapping[str, str] | None = None,
) -> Value:
    """A value that is not there: not reported (the default) or not applicable. Never zero."""
    return Value(
        id=derived_id(indicator, agency, dimensions or {}) + ".missing",
        indicator=indicator,
        amount=None,
        measure=measure,
        status=status,
        agency=agency,
        dimensions=dimensions or {},
        kind=Kind.RECOMPUTED,
        marks=(Mark.NOT_REPORTED,) if status is Status.NOT_REPORTED else (),
    )


def derived_id(indicator: str, agency: str = NATION, dimensions: Mapping[str, str] | None = None) -> str:
    """The stable id of a recomputed value: `calc.budget.allocation_rate`, with agency and dimensions."""
    parts = [f"calc.{indicator}"]
    if agency != NATION:
        parts.append(agency)
    parts += [f"{k}-{v}" for k, v in sorted((dimensions or {}).items())]
    return ".".join(parts)


def _recomputed(
    indicator: str, amount: Decimal | None, measure: Measure, inputs: Iterable[Value], **more: Any
) -> Value:
    inputs = tuple(inputs)
    known = [v.known_from for v in inputs if v.known_from]
    spoken = [v for v in inputs if v.as_of]
    latest = max(spoken, key=lambda v: v.as_of or date.min, default=None)
    agency = more.pop("agency", NATION)
    dimensions = more.pop("dimensions", {})
    lacking = amount is None
    return Value(
        id=more.pop("id", None) or derived_id(indicator, agency, dimensions),
        indicator=indicator,
        amount=amount,
        measure=measure,
        kind=Kind.RECOMPUTED,
        status=Status.NOT_REPORTED if lacking else Status.REPORTED,
        agency=agency,
        dimensions=dimensions,
        inputs=inputs,
        known_from=max(known, default=None),
        as_of=latest.as_of if latest else None,
        as_of_precision=latest.as_of_precision if latest else "day",
        marks=(Mark.NOT_REPORTED,) if lacking else (),
        **more,
    )


def share(indicator: str, part: Value, whole: Value, **more: Any) -> Value:
    """part ÷ whole × 100, in percent; not reported when either is, or when the whole is zero."""
    amount = None
    if part.reported and whole.reported and whole.amount:
        amount = part.amount / whole.amount * 100  # type: ignore[operator]
    return _recomputed(indicator, amount, Measure.PERCENT, (part, whole), operation="ratio", **more)


def share_of_own(indicator: str, ratio: Value, **more: Any) -> Value:
    """numerator ÷ denominator × 100 of one stated ratio such as `73/124`."""
    amount = ratio.amount / ratio.denominator * 100 if ratio.reported and ratio.denominator else None  # type: ignore[operator]
    return _recomputed(indicator, amount, Measure.PERCENT, (ratio,), operation="own_ratio", **more)


def difference(indicator: str, whole: Value, part: Value, **more: Any) -> Value:
    """whole − part, in the measure of the whole; raises ValueError when the measures differ."""
    if whole.measure is not part.measure:
        raise ValueError(
            f"{whole.id} is in {whole.measure}, {part.id} in {part.measure}: they cannot be subtracted"
        )
    amount = whole.amount - part.amount if whole.reported and part.reported else None  # type: ignore[operator]
    decimals = max((v.decimals or 0 for v in (whole, part)), default=0)
    return _recomputed(
        indicator,
        amount,
        whole.measure,
        (whole, part),
        operation="difference",
        decimals=decimals,
        scale=whole.scale,
        **more,
    )


def total(indicator: str, parts: Iterable[Value], **more: Any) -> Value:
    """The sum of the parts; not reported when any part is."""
    parts = tuple(parts)
    measures = {v.measure for v in parts}
    if len(measures) > 1:
        raise ValueError(f"parts of {indicator} are in different measures: {sorted(measures)}")
    amounts = [v.amount for v in parts if v.reported and v.amount is not None]
    amount = sum(amounts, Decimal(0)) if parts and len(amounts) == len(parts) else None
    decimals = max((v.decimals or 0 for v in parts), default=0)
    scale = parts[0].scale if parts else None
    return _recomputed(
        indicator,
        amount,
        measures.pop() if measures else Measure.COUNT,
        parts,
        operation="sum",
        decimals=decimals,
        scale=scale,
        **more,
    )


def computed(
    indicator: str, amount: Decimal | int | None, measure: Measure, inputs: Iterable[Value] = (), **more: Any
) -> Value:
    """Any other recomputed value; say how in the catalogue's formula."""
    return _recomputed(indicator, Decimal(amount) if amount is not None else None, measure, inputs, **more)
