"""Changes of findings, directives, long-overdue tasks and lists between two accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..checks.findings import Finding, Severity
from ..vocabulary.agencies import agency_key
from ..vocabulary.changes import rules
from ..vocabulary.values import NATION, Value
from .accounts import Account, Directed, Issued, Listed, Quantity, quantity, recency
from .change import Change, Members, key_of, lies_between, topic_of

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
    yield from _tasks_recorded(before, after)
    yield from _lists(before, after)
    for id, document in after.documents.items():
        if before.documents.get(id, document) != document:
            yield _described(document)


def _described(document: Issued) -> Change:
    kind = "document_changed"
    return Change(kind, key_of(kind, document.id), "quality", rules().kind(kind).weight, document=document)


# ---------------------------------------------------------------------- contradictions


def _contradictions(before: Account, after: Account, *, said: bool = False) -> Iterator[Change]:
    """New ones and settled ones; with `said` also those that are now told otherwise, and whatever a card bears the
    mark of. Otherwise, of one agency, those about its own figures, and as settled also those whose figures were
    stated again without it: what a document contradicts stays in it."""
    old, new = (_wrong(account, own=not said) for account in (before, after))
    for key, finding in new.items():
        if key not in old:
            yield _found("contradiction_new", key, finding, after)
        elif said and (old[key].message_vi, old[key].message_en) != (finding.message_vi, finding.message_en):
            yield _found("contradiction_changed", key, finding, after)
    stated = _Restated(before, after)
    for key, finding in old.items():
        if key not in new or (not said and stated.without(finding)):
            yield _found("contradiction_settled", key, finding, after)


class _Restated:
    """What the documents between two ends state again of quantities known before, in the same definition."""

    def __init__(self, before: Account, after: Account) -> None:
        self.values = before.values
        self.known: dict[tuple[Quantity, str], list[Value]] = {}
        self.fresh: dict[tuple[Quantity, str], list[Value]] = {}
        for value in after.stated:
            place = self.known if value.id in before.values else self.fresh
            place.setdefault((quantity(value), value.series), []).append(value)
        self.contradicted = {id for finding in _wrong(after, own=False).values() for id in finding.figures}

    def without(self, finding: Finding) -> bool:
        """Whether all figures of a contradiction between several were the last known, and their successors are in
        none. Of a figure that contradicts a list, stating it again tells nothing of the list."""
        figures = [self.values.get(id) for id in dict.fromkeys(finding.figures)]
        return len(figures) > 1 and all(value is not None and self._is_succeeded(value) for value in figures)

    def _is_succeeded(self, value: Value) -> bool:
        what = (quantity(value), value.series)
        fresh = self.fresh.get(what, ())
        if not fresh or any(recency(other) > recency(value) for other in self.known.get(what, ())):
            return False
        return not any(each.id in self.contradicted for each in fresh)


def _wrong(account: Account, *, own: bool) -> Mapping[str, Finding]:
    found = {key: f for key, f in account.findings.items() if f.severity in _CONTRADICTING}
    if account.unit is None or not own:
        return found
    figures = {value.id for value in account.stated}
    return {key: f for key, f in found.items() if figures.intersection(f.figures)}


def _found(kind: str, key: str, finding: Finding, account: Account) -> Change:
    """A contradiction weighs with the first figure that it is about."""
    about = next((account.values[f] for f in finding.figures if f in account.values), None)
    weight = rules().kind(kind).weight
    if about is not None:
        weight = rules().weight(kind, about, None, account.unit)
    return Change(
        kind=kind,
        key=key,
        topic="quality" if about is None else topic_of(about),
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
        weight=rules().kind(kind).weight,
        agency=account.unit or (directive.lead[0] if directive.lead else NATION),
        directive=directive,
    )


# ---------------------------------------------------------------------- long-overdue tasks


def _tasks(before: Account, after: Account) -> Iterator[Change]:
    """The latest list against the one before. Only a later list can leave a task out, for until there is one the
    latest is the same; the first list of all adds all of its tasks."""
    old, new = ({_same(task): task for task in account.tasks} for account in (before, after))
    yield from (_listed("task_came", task, after) for key, task in new.items() if key not in old)
    yield from (_listed("task_went", task, after) for key, task in old.items() if key not in new)


def _tasks_recorded(before: Account, after: Account) -> Iterator[Change]:
    """The same rows of the list, between revisions, by id."""
    old, new = ({task.id: task for task in account.tasks} for account in (before, after))
    for id, task in new.items():
        if old.get(id) != task:
            yield _listed("task_changed" if id in old else "task_came", task, after)
    yield from (_listed("task_went", task, after) for id, task in old.items() if id not in new)


def _same(task: Listed) -> tuple[object, ...]:
    """What makes a task the same in two lists: the document that gave it, its due date, its title. Titles are our
    own words, compared without regard to case and spelling of tones."""
    return agency_key(task.assigned_by), task.due, agency_key(task.title_vi)


def _listed(kind: str, task: Listed, account: Account) -> Change:
    return Change(
        kind=kind,
        key=key_of(kind, task.id),
        topic="overdue",
        weight=rules().kind(kind).weight,
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
                weight=rules().kind("list_changed").weight,
                agency=after.unit or NATION,
                members=Members(name, joined, left),
            )
