"""briefing figures"""

from __future__ import annotations

import csv
import difflib
import sys
from typing import Any

from ..errors import UnknownParameter
from ..paths import Workspace
from ..tables.store import Store, View
from ..vocabulary.catalogue import catalogue
from ..vocabulary.locators import Locator
from ..vocabulary.values import Value
from .output import described, out, plain, plural, print_json, table

FIELDS = (
    "id",
    "indicator",
    "agency",
    "value",
    "denominator",
    "measure",
    "as_of",
    "known_from",
    "dimensions",
    "document",
    "locator",
    "stated",
)


def run(
    workspace: Workspace, period: str | None, indicator: str | None, as_json: bool, as_csv: bool, lang: str
) -> int:
    """The figures known in a period, of one indicator or topic or of all."""
    view = Store.open(workspace).view(period, lang)
    wanted = _indicators(indicator)
    values = [value for value in view.values if value.indicator in wanted]
    if as_json:
        print_json([record(value) for value in values])
    elif as_csv:
        _write_csv(values)
    else:
        _show(view, values, lang)
    return 0


def record(value: Value) -> dict[str, Any]:
    """A figure as `figures --json` gives it: numbers in base units, dates as ISO (a month's last day)."""
    return {
        "id": value.id,
        "indicator": value.indicator,
        "agency": value.agency,
        "value": plain(value.amount),
        "denominator": plain(value.denominator),
        "measure": value.measure.value,
        "as_of": value.as_of.isoformat() if value.as_of else None,
        "known_from": value.known_from.isoformat() if value.known_from else None,
        "dimensions": dict(sorted(value.dimensions.items())),
        "document": value.document,
        "locator": value.locator,
        "stated": value.token,
    }


def _indicators(text: str | None) -> set[str]:
    """The keys that `text` names: an indicator, or a topic such as `budget`; all without one."""
    keys = set(catalogue())
    if text is None:
        return keys
    found = {key for key in keys if key == text or key.startswith(f"{text.rstrip('.')}.")}
    found |= {key for key, entry in catalogue().items() if entry.topic == text}
    if not found:
        topics = {entry.topic for entry in catalogue().values()}
        near = difflib.get_close_matches(text, sorted(keys | topics), n=3, cutoff=0.5)
        raise UnknownParameter(
            "The catalogue has no such indicator or topic.",
            found=repr(text),
            expected="a key such as budget.disbursed, or a topic such as budget",
            hint=f"did you mean {', '.join(near)}?" if near else None,
        )
    return found


def _write_csv(values: list[Value]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(FIELDS)
    for value in values:
        row = record(value)
        row["dimensions"] = ";".join(f"{key}={word}" for key, word in row["dimensions"].items())
        writer.writerow(["" if row[field] is None else row[field] for field in FIELDS])


def _show(view: View, values: list[Value], lang: str) -> None:
    console = out()
    rows = table("figure", "what", "as stated", "as of", "where", right=("as stated",))
    for value in values:
        assert value.document is not None and value.locator is not None
        place = Locator.parse(value.locator).label(lang)
        number = view.document(value.document).number
        rows.add_row(value.id, described(value, lang), value.token, _as_of(value), f"{number}, {place}")
    if values:
        console.print(rows)
    console.print(f"{plural(len(values), 'figure')} known at the end of {view.period}.")


def _as_of(value: Value) -> str:
    """The date the figure speaks of, no more exact than it is stated."""
    if value.as_of is None:
        return ""
    text = value.as_of.isoformat()
    return {"day": text, "month": text[:7], "year": text[:4]}.get(value.as_of_precision, text)
