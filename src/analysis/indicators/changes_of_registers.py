"""Changes of findings, directives, long-overdue tasks and lists between two accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..checks.findings import Finding, Severity
from ..vocabulary.agencies import agency_key
from ..vocabulary.changes import rules
from ..vocabulary.values import NATION
from .accounts import Account, Directed, Listed
from .change import Change, Members, key_of, lies_between

_CONTRADICTING = (Severity.ERROR, Severity.DISCREPANCY)


def moved(before: Account, after: Account) -> Iterator[Change]:
    """Between two periods."""
    yield from _contradictions(before, after)
    for directive in after.directives.values():
        if lies_between(before.end, after.end, directive.deadline):
            yield _directed("proposed_due" if directive.proposed else "fell_due", directive, after)
        if directive.id not in before.directives:
            yield _directed("proposed" if directive.proposed else "assigned", directive, after)
    yield from _tasks(before, after)
    yield from _lists(before, after)


def revised(before: Account, after: Account) -> Iterator[Change]:
    """Between two revisions."""
    yield from _contradictions(before, after, said=True)
    for id, directive in after.directives.items():
        earlier = before.directives.get(id)
        if earlier is None:
            yield _directed("proposed" if directive.proposed else "assigned", directive, after)
        elif earlier != directive:
            yield _directed("directive_changed", directive, after)
    for id, directive in before.directives.items():
        if id not in after.directives:
            yield _directed("directive_dropped", directive, after)
    came, went = _apart(before, after)
    yield from (_listed("task_came", task, after) for task in came)
    yield from (_listed("task_went", task, after) for task in went)
    yield from _lists(before, after)


# ---------------------------------------------------------------------- contradictions


def _contradictions(before: Account, after: Account, *, said: bool = False) -> Iterator[Change]:
    """New ones and settled ones; with `said` also those that are now told otherwise, and whatever a card bears the
    mark of. Otherwise, of one agency, those about its own figures."""
    old, new = (_wrong(account, own=not said) for account in (before, after))
    for key, finding in new.items():
        if key not in old:
            yield _found("contradiction_new", key, finding, after)
        elif said and (old[key].message_vi, old[key].message_en) != (finding.message_vi, finding.message_en):
            yield _found("contradiction_changed", key, finding, after)
    for key, finding in old.items():
        if key not in new:
            yield _found("contradiction_settled", key, finding, after)


def _wrong(account: Account, *, own: bool) -> Mapping[str, Finding]:
    found = {key: f for key, f in account.findings.items() if f.severity in _CONTRADICTING}
    if account.unit is None or not own:
        return found
    figures = {value.id for value in account.stated}
    return {key: f for key, f in found.items() if figures.intersection(f.figures)}


def _found(kind: str, key: str, finding: Finding, account: Account) -> Change:
    """A contradiction weighs with the first figure that it is about."""
    about = next((account.values[f] for f in finding.figures if f in account.values), None)
    weight = rules().of_kind(kind)
    if about is not None:
        weight = rules().weight(kind, about, None, account.unit)
    return Change(
        kind=kind,
        key=key,
        topic="quality" if about is None else about.indicator.partition(".")[0],
        weight=weight,
        agency=about.agency if about is not None else NATION,
        finding=finding,
    )


# ---------------------------------------------------------------------- directives


def _directed(kind: str, directive: Directed, account: Account) -> Change:
    return Change(
        kind=kind,
        key=key_of(kind, directive.id),
        topic="directives",
        weight=rules().of_kind(kind),
        agency=account.unit or (directive.lead[0] if directive.lead else NATION),
        directive=directive,
    )


# ---------------------------------------------------------------------- long-overdue tasks


def _tasks(before: Account, after: Account) -> Iterator[Change]:
    """Only a later list can leave a task out; the first list of all adds all of its tasks."""
    if after.tasks_document is None or after.tasks_document == before.tasks_document:
        return
    came, went = _apart(before, after)
    yield from (_listed("task_came", task, after) for task in came)
    yield from (_listed("task_went", task, after) for task in went)


def _apart(before: Account, after: Account) -> tuple[list[Listed], list[Listed]]:
    old, new = ({_same(task): task for task in account.tasks} for account in (before, after))
    return [t for k, t in new.items() if k not in old], [t for k, t in old.items() if k not in new]


def _same(task: Listed) -> tuple[object, ...]:
    """What makes a task the same in two lists: the document that gave it, its due date, its title. Titles are our
    own words, compared without regard to case and spelling of tones."""
    return agency_key(task.assigned_by), task.due, agency_key(task.title_vi)


def _listed(kind: str, task: Listed, account: Account) -> Change:
    return Change(
        kind=kind,
        key=key_of(kind, task.id),
        topic="overdue",
        weight=rules().of_kind(kind),
        agency=account.unit or (task.agencies[0] if task.agencies else NATION),
        task=task,
    )


# ---------------------------------------------------------------------- lists of agencies


def _lists(before: Account, after: Account) -> Iterator[Change]:
    """Who joined and who left the lists that both accounts have; of one agency, whether a list names it."""
    for name in dict.fromkeys((*before.lists, *after.lists)):
        if after.unit is None and (name not in before.lists or name not in after.lists):
            continue
        old, new = before.lists.get(name, ()), after.lists.get(name, ())
        joined = tuple(a for a in dict.fromkeys(new) if a not in old)
        left = tuple(a for a in dict.fromkeys(old) if a not in new)
        if joined or left:
            yield Change(
                kind="list_changed",
                key=key_of("list", name),
                topic=name.partition(".")[0],
                weight=rules().of_kind("list_changed"),
                agency=after.unit or NATION,
                members=Members(name, joined, left),
            )
