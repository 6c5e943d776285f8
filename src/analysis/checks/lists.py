"""Rules on lists: listed (how many a passage names) and disjoint (who stands in two)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..tables.store import View
from ..vocabulary.agencies import agencies
from ..vocabulary.catalogue import catalogue
from . import wording
from .entries import REGISTERS, Check, finding, quote
from .findings import Finding, Severity

_NAMES = 8  # lists of more agencies are told by their count


def listed(check: Check, view: View) -> Iterator[Finding]:
    """A stated number against how many the same passage, annex or register lists."""
    stated = view.figure(check["figure"])
    assert stated.amount is not None
    count, names = _listed(check, view)
    if stated.amount == count:
        return
    entry = catalogue().get(stated.indicator)
    fewer = count < stated.amount

    def message(lang: str) -> str:
        many = wording.number(count, lang)
        if names is not None and 0 < len(names) <= _NAMES:
            many += f": {wording.named([wording.agency(name, lang) for name in names], lang)}"
        elif entry and entry.unit:
            many += f" {entry.unit[lang]}"
        text = quote(check, stated, view, lang)
        if stated.document != check.document:
            number = view.document(check.document).number
            return (
                f"{text}; văn bản số {number} liệt kê {many}."
                if lang == "vi"
                else f"{text}; {number} lists {many}."
            )
        if lang == "vi":
            return f"{text}, nhưng {'chỉ ' if fewer else ''}liệt kê {many}."
        return f"{text}, but lists {'only ' if fewer else ''}{many}."

    named = [view.figure(id) for id in check.get("figures", [])]
    yield finding(
        check,
        Severity.DISCREPANCY,
        message,
        (stated, *named),
        stated=wording.as_stated(stated),
        expected=wording.number(count, "vi"),
    )


def _listed(check: Check, view: View) -> tuple[int, list[str] | None]:
    """How many are listed, and the agencies when it is a list of agencies."""
    if "figures" in check.keys:
        return len(check["figures"]), None
    if "register" in check.keys:
        if check["register"] not in REGISTERS:
            raise check.wrong("register", " or ".join(REGISTERS))
        rows = view.tasks if check["register"] == "tasks" else view.databases
        rows = rows[rows["document"] == check.document]
        for column, wanted in check.get("where", {}).items():
            if column not in rows.columns:
                raise check.wrong("where", f"columns of the register: {', '.join(rows.columns)}")
            rows = rows[rows[column] == wanted]
        return len(rows), None
    kinds = check.get("kind")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    wanted = check["list"] if isinstance(check["list"], list) else [check["list"]]
    groups = view.groups
    rows = groups[(groups["document"] == check.document) & groups["list"].isin(wanted)]
    names = [
        agency
        for agency in dict.fromkeys(rows["agency"])
        if kinds is None or agencies()[agency].kind in kinds
    ]
    return len(names), names


def disjoint(check: Check, view: View) -> Iterator[Finding]:
    """An agency may not stand in two of the lists; one finding for each pair of lists that share any."""
    groups = view.groups
    members: dict[tuple[str, str], dict[str, str]] = {}
    for name in check["lists"]:
        document, colon, key = str(name).rpartition(":")
        document = document if colon else check.document
        rows = groups[(groups["document"] == document) & (groups["list"] == key)]
        members[document, key] = dict(zip(rows["agency"], rows["locator"], strict=True))
    lists = list(members)
    for place, first in enumerate(lists):
        for second in lists[place + 1 :]:
            both = [agency for agency in members[first] if agency in members[second]]
            if both:
                yield _overlap(check, view, first, second, both, members[second][both[0]])


def _overlap(
    check: Check,
    view: View,
    first: tuple[str, str],
    second: tuple[str, str],
    both: Sequence[str],
    locator: str,
) -> Finding:
    def message(lang: str) -> str:
        names = wording.named([wording.agency(agency, lang) for agency in both], lang)
        words = [wording.listed(key, lang) for _, key in (first, second)]
        if first[0] != second[0]:
            words = [
                f"{word} ({view.document(document).number})"
                for word, (document, _) in zip(words, (first, second), strict=True)
            ]
        if lang == "vi":
            return f"{len(both)} đơn vị vừa được nêu là {words[0]}, vừa được nêu là {words[1]}: {names}."
        many = "1 agency is" if len(both) == 1 else f"{len(both)} agencies are"
        return f"{many} listed both as {words[0]} and as {words[1]}: {names}."

    touched = [view.figure(id) for id in check.get("figures", [])]
    return finding(
        check,
        Severity.DISCREPANCY,
        message,
        touched,
        stated=None,
        expected=None,
        document=second[0],
        locator=locator,
    )
