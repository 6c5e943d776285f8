"""Checks that a document's sheet declares (checks.toml): reading the entries, and running those that apply.

A check is of a document and runs once that document is known. One that names a figure or a list which became
known later is skipped until then; one that names something the project does not have is a DataError.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import DataError
from ..tables.store import Store, View
from .entries import Check, Rule
from .findings import Finding, Severity
from .rules import RULES


def load(store: Store) -> list[Check]:
    """Every declared check of the project, in the order of documents and entries.

    Raises DataError, naming the file and the entry, on an unknown rule, a missing or unknown key, or a figure
    or list that the project does not have.
    """
    order = {document: place for place, document in enumerate(store.tables["documents"]["id"])}
    rows = store.tables["checks"].to_dict("records")
    rows.sort(key=lambda row: (order.get(row["document"], len(order)), row["number"]))
    checks = [_entry(row) for row in rows]
    lists = _lists(store)
    for check in checks:
        _names_exist(check, store, lists)
    return checks


def applicable(view: View) -> list[Check]:
    """The declared checks whose document, figures and lists are all known in the view."""
    documents = {info.id for info in view.infos}
    return [
        check
        for check in load(view.store)
        if check.document in documents
        and all(figure in view for figure in figure_ids(check, RULES[check.rule]))
        and all(document in documents for document, _ in list_ids(check, RULES[check.rule]))
    ]


def run(view: View) -> Iterator[Finding]:
    """The findings of the declared checks that apply, in their order."""
    for check in applicable(view):
        yield from RULES[check.rule].run(check, view)


def figure_ids(check: Check, rule: Rule) -> list[str]:
    """Every figure the entry names."""
    ids: list[str] = []
    for key in rule.figures:
        value = check.get(key)
        ids += value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return ids


def list_ids(check: Check, rule: Rule) -> list[tuple[str, str]]:
    """Every groups list the entry names, as (document, list); without a document it is the entry's own."""
    found = []
    for key in rule.lists:
        value = check.get(key)
        for name in value if isinstance(value, list) else [value] if value is not None else []:
            document, colon, rest = str(name).rpartition(":")
            found.append((document if colon else check.document, rest))
    return found


# ---------------------------------------------------------------------- reading one entry


def _entry(row: Mapping[Any, Any]) -> Check:
    where = f"data/raw/{row['document']}/checks.toml:{row['line']} ({row['id']})"
    keys: dict[str, Any] = json.loads(row["entry"])
    name = row["rule"]
    if name not in RULES:
        near = difflib.get_close_matches(name, RULES, n=1)
        raise DataError(
            f"The check {row['id']!r} has an unknown rule.",
            where=where,
            found=repr(name),
            expected=", ".join(RULES),
            hint=f"did you mean {near[0]}?" if near else None,
        )
    rule = RULES[name]
    missing = [key for key in rule.required if key not in keys]
    if missing:
        raise DataError(
            f"The check {row['id']!r} lacks {', '.join(missing)}.",
            where=where,
            expected=f"the keys {', '.join(rule.required)}",
            found=", ".join(keys),
        )
    if rule.one_of and sum(key in keys for key in rule.one_of) != 1:
        raise DataError(
            f"The check {row['id']!r} needs exactly one of {', '.join(rule.one_of)}.",
            where=where,
            found=", ".join(keys),
        )
    unknown = [key for key in keys if key not in rule.allowed]
    if unknown:
        raise DataError(
            f"The check {row['id']!r} has an unknown key.",
            where=where,
            found=", ".join(unknown),
            expected=", ".join(sorted(rule.allowed)),
        )
    check = Check(row["id"], name, row["document"], keys, where, _severity(keys, where), _note(keys, where))
    for key in rule.figures:
        _figure_key(check, key, number=key in rule.numbers)
    return check


def _figure_key(check: Check, key: str, number: bool) -> None:
    value = check.get(key)
    if value is None or (number and isinstance(value, int | float) and not isinstance(value, bool)):
        return
    ids = value if isinstance(value, list) else [value]
    if not ids or not all(isinstance(each, str) for each in ids):
        raise check.wrong(
            key, "a number or a figure id" if number else "a figure id, or a list of figure ids"
        )


def _severity(keys: Mapping[str, Any], where: str) -> Severity | None:
    given = keys.get("severity")
    if given is None:
        return None
    if given not in list(Severity):
        raise DataError(
            "A check has an unknown severity.", where=where, found=repr(given), expected=", ".join(Severity)
        )
    return Severity(given)


def _note(keys: Mapping[str, Any], where: str) -> Mapping[str, str] | None:
    note = keys.get("note")
    if note is None:
        return None
    if (
        not isinstance(note, dict)
        or set(note) != {"vi", "en"}
        or not all(isinstance(v, str) for v in note.values())
    ):
        raise DataError(
            "A check's note is in both languages.",
            where=where,
            found=repr(note),
            expected='note = {vi = "…", en = "…"}',
        )
    return note


def _lists(store: Store) -> set[tuple[str, str]]:
    groups = store.tables["groups"]
    return set(zip(groups["document"], groups["list"], strict=True))


def _names_exist(check: Check, store: Store, lists: set[tuple[str, str]]) -> None:
    rule = RULES[check.rule]
    for figure in figure_ids(check, rule):
        if figure not in store.values:
            near = difflib.get_close_matches(figure, store.values, n=2, cutoff=0.6)
            raise DataError(
                f"The check {check.id!r} names a figure that no sheet has.",
                where=check.where,
                found=repr(figure),
                hint=f"did you mean {' or '.join(near)}?" if near else None,
            )
    for document, name in list_ids(check, rule):
        if (document, name) not in lists:
            near = [each for owner, each in sorted(lists) if owner == document]
            raise DataError(
                f"The check {check.id!r} names a list that no groups.csv has.",
                where=check.where,
                found=f"{document}:{name}",
                expected=", ".join(near) or None,
            )
