"""Changes of quantities between two accounts: moved, unchanged, revised, broken, new, dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ..checks.findings import Finding, Severity
from ..vocabulary.changes import rules, size_of
from ..vocabulary.measures import Kind
from ..vocabulary.values import Value
from .accounts import Account, Quantity, definition, latest, of_period, quantity, wholes
from .change import Change, Comparability, apart, key_of, topic_of, turned

# ---------------------------------------------------------------------- between periods


def moved(before: Account, after: Account, *, spoke: bool) -> Iterator[Change]:
    """What the documents between the two ends state, set against what was known before."""
    if not spoke:
        return
    fresh = [v for v in after.stated if v.id not in before.values]
    told, told_before = _replaced(after), _by_quantity(_replaced(before).values())
    known = _by_quantity(before.stated)
    declared = _declared(before, after)
    restated: set[Quantity] = set()
    for what, values in _by_quantity(fresh).items():
        restated.add(what)
        several = list(_one_a_series(values))
        if what not in known and not any(v.id in declared for v in several):
            several = [_first_told(values)]  # one quantity, however many ways there are to count it
        for current in several:
            earlier = declared.get(current.id)
            if earlier is not None:
                restated.add(quantity(earlier[0]))
                yield _broke(before, after, current, *earlier)
            elif current.id in told:  # never set against a number that was only stated
                value = told[current.id]
                yield _set_against(before, after, value, told_before.get(quantity(value), known.get(what, ())))
            else:
                yield _set_against(before, after, current, known.get(what, ()))
    yield from _dropped(before, after, known, restated)


def _by_quantity(values: Iterable[Value]) -> dict[Quantity, list[Value]]:
    found: dict[Quantity, list[Value]] = {}
    for value in values:
        found.setdefault(quantity(value), []).append(value)
    return found


def _one_a_series(values: Sequence[Value]) -> Iterator[Value]:
    """The latest figure of each definition, in the order first stated."""
    for series in dict.fromkeys(v.series for v in values):
        yield latest([v for v in values if v.series == series])


def _first_told(values: Sequence[Value]) -> Value:
    """The figure of the newest document; where it counts by several definitions, by the one it states first."""
    newest = max(v.known_from or date.min for v in values)
    return next(_one_a_series([v for v in values if (v.known_from or date.min) == newest]))


def _replaced(after: Account) -> dict[str, Value]:
    """Stated figures beside which a recomputed one stands (`10,5%`, where the document says 16 %): that one is told,
    with the stated one beside it."""
    return {
        value.counterpart.id: value
        for value in after.values.values()
        if value.kind is Kind.RECOMPUTED and value.counterpart is not None and value.counterpart.reported
        and value.indicator == value.counterpart.indicator
    }  # fmt: skip


def _declared(before: Account, after: Account) -> dict[str, tuple[Value, Finding]]:
    """New figure → the earlier one that a check declares not comparable with it, and the check's finding."""
    found: dict[str, tuple[Value, Finding]] = {}
    for finding in after.findings.values():
        if finding.severity is not Severity.BREAK:
            continue
        old = [before.values[f] for f in finding.figures if f in before.values]
        for figure in finding.figures:
            if old and figure not in before.values and figure in after.values:
                found.setdefault(figure, (old[0], finding))
    return found


def _broke(
    before: Account, after: Account, current: Value, earlier: Value, reason: Finding | None = None,
    comparability: Comparability = "different_definition",
) -> Change:  # fmt: skip
    return Change(
        kind="broke",
        key=_key(current),
        topic=topic_of(current),
        weight=rules().weight("broke", current, None, after.unit),
        agency=current.agency,
        comparability=comparability,
        before=of_period(earlier, before.period),
        after=current,
        reason=reason,
    )


def _set_against(before: Account, after: Account, current: Value, known: Sequence[Value]) -> Change:
    """One figure of this period against what was known of the same quantity."""
    same = [v for v in known if definition(v) == definition(current)]
    at_that_date = [v for v in same if v.as_of == current.as_of]
    older = [v for v in same if v.as_of and current.as_of and v.as_of < current.as_of]
    if not at_that_date and not older:
        others = [v for v in known if definition(v) != definition(current)]
        if others:
            return _broke(before, after, current, latest(others))
        return _alone("new", after, current)
    earlier = latest(at_that_date or older)
    if len(wholes(earlier, current)) > 1:
        return _broke(before, after, current, earlier, comparability="different_whole")
    changed = (earlier.amount, earlier.upper) != (current.amount, current.upper) or turned(earlier, current)
    kind = ("revised" if at_that_date else "moved") if changed else "unchanged"
    plain = of_period(earlier, before.period)
    return Change(
        kind=kind,
        key=_key(current),
        topic=topic_of(current),
        weight=rules().weight(kind, current, size_of(earlier, current) if changed else None, after.unit),
        agency=current.agency,
        comparability="same",
        before=plain,
        after=current,
        difference=apart(plain, current),
    )


def _alone(kind: str, account: Account, value: Value) -> Change:
    return Change(
        kind=kind,
        key=_key(value),
        topic=topic_of(value),
        weight=rules().weight(kind, value, None, account.unit),
        agency=value.agency,
        before=value if kind == "dropped" else None,
        after=value if kind != "dropped" else None,
    )


def _dropped(
    before: Account, after: Account, known: Mapping[Quantity, Sequence[Value]], restated: set[Quantity]
) -> Iterator[Change]:
    """What the documents of the earlier period state and those of this one do not. What was already not stated
    again then is not told a second time."""
    told = _replaced(before)
    for what, values in known.items():
        if what in restated:
            continue
        last = _first_told(values)
        if before.in_period(last.document):
            yield _alone("dropped", after, of_period(told.get(last.id, last), before.period))


def _key(value: Value) -> str:
    dimensions = ";".join(f"{k}={v}" for k, v in sorted(value.dimensions.items()))
    return key_of(value.indicator, value.agency, dimensions, value.series)


# ---------------------------------------------------------------------- between revisions


def revised(before: Account, after: Account) -> Iterator[Change]:
    """Values said otherwise than before, by id; what is the same is no change."""
    for id, value in after.values.items():
        earlier = before.values.get(id)
        if earlier is None:
            yield _alone_said("new", after, value)
        elif _says(earlier) != _says(value):
            yield Change(
                kind="revised",
                key=id,
                topic=topic_of(value),
                weight=_derived(value, rules().weight("revised", value, size_of(earlier, value), after.unit)),
                agency=value.agency,
                comparability="same" if _defined(earlier) == _defined(value)
                else "different_definition",
                before=earlier,
                after=value,
            )  # fmt: skip
    for id, value in before.values.items():
        if id not in after.values:
            yield _alone_said("dropped", after, value)


def _alone_said(kind: str, account: Account, value: Value) -> Change:
    """What appears or goes weighs as much as what is corrected: it was, or was not, published."""
    weight = _derived(value, rules().weight("revised", value, None, account.unit))
    return replace(_alone(kind, account, value), key=value.id, weight=weight)


def _derived(value: Value, weight: int) -> int:
    """A number that follows from others comes after those it follows from."""
    return weight if value.kind is Kind.STATED else weight - rules().kind("revised").weight


def _says(value: Value) -> tuple[object, ...]:
    """Everything of a value that a reader is told."""
    return (
        value.indicator, value.agency, tuple(sorted(value.dimensions.items())), value.amount, value.denominator,
        value.upper, value.qualifier, value.measure, value.decimals, value.scale, value.series, value.as_of,
        value.as_of_precision, value.document, value.locator, value.token,
    )  # fmt: skip


def _defined(value: Value) -> tuple[object, ...]:
    return value.series, value.denominator, value.measure
