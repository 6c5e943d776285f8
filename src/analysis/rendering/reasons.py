"""Why a pack is made again, in words: what differs between what it was made from and what it would be made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "new", "rows", "parameters", "pack", "notebook", "program", "library", "edition", "office", "format", "file",
    "failed", "released",
]  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """Why a pack is made again, in words: `figures of its peers changed: products.count`."""

    kind: Kind
    text: str

    def __str__(self) -> str:
        return self.text


def new(more: str = "") -> Reason:
    """There is no such pack."""
    return Reason("new", f"never made{f' as it is now: {more}' if more else ''}")


def failed(names: Iterable[Any]) -> Reason:
    """Notebooks or exports failed when it was made."""
    return Reason("failed", f"last run failed: {', '.join(map(str, names))}")


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Reason]:
    """What differs between two accounts of `manifest.inputs`, in words."""
    found: list[Reason] = []
    for name, before, after in _changes(old, new, "parameters"):
        found.append(Reason("parameters", f"parameter {name} changed: {before} → {after}"))
    keys = [name for name, _, _ in _changes(old, new, "pack")]
    if keys:
        found.append(Reason("pack", f"declaration of the pack changed: {', '.join(keys)}"))
    found += _rows(old, new)
    for name, before, after in _changes(old, new, "notebooks"):
        what = "added" if before is None else "taken out" if after is None else "changed"
        found.append(Reason("notebook", f"notebook {name} {what}"))
    for name, _, _ in _changes(old, new, "code"):
        found.append(Reason("program", f"program changed: {name}"))
    if old.get("version") != new.get("version"):
        found.append(Reason("program", f"program {old.get('version')} → {new.get('version')}"))
    for name, before, after in _changes(old, new, "libraries"):
        found.append(Reason("library", f"library {name} {before or 'absent'} → {after or 'absent'}"))
    office = [name for name, _, _ in _changes(old, new, "office")]
    if office:
        found.append(Reason("office", f"the office changed: {', '.join(office)}"))
    if _changes(old, new, "edition"):
        found.append(Reason("edition", f"edition: {_edition(old)} → {_edition(new)}"))
    return found or [Reason("program", "the manifest does not say what changed")]


def _edition(inputs: Mapping[str, Any]) -> str:
    """`draft`, `released`, `draft of revision 1`, `revision 1`."""
    edition = inputs.get("edition")
    if not isinstance(edition, Mapping):
        return "none"
    state, number = edition.get("state"), edition.get("revision")
    if not number:
        return str(state)
    return f"revision {number}" if state == "released" else f"draft of revision {number}"


def _rows(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Reason]:
    """One reason for each part of the tables, those of one kind together."""
    from ..tables.fingerprints import ORDER  # here the tables have been read already

    changed = [name for name, _, _ in _changes(old, new, "rows")]
    if any(name.startswith("figures") for name in changed):
        changed = [name for name in changed if name != ORDER]  # it follows
    together: dict[str, list[str]] = {}
    for name in changed:
        head, _, tail = name.partition(": ")
        together.setdefault(head, []).extend([tail] if tail else [])
    return [
        Reason("rows", f"{head} changed{': ' if tails else ''}{', '.join(tails)}")
        for head, tails in together.items()
    ]


def _changes(old: Mapping[str, Any], new: Mapping[str, Any], part: str) -> list[tuple[str, Any, Any]]:
    """(name, before, after) of the entries of a part that differ; None for one that is not there."""
    before, after = old.get(part), new.get(part)
    before = before if isinstance(before, dict) else {}
    after = after if isinstance(after, dict) else {}
    return [
        (name, before.get(name), after.get(name))
        for name in dict.fromkeys([*after, *before])
        if before.get(name) != after.get(name)
    ]
