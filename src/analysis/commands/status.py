"""briefing status"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from ..paths import Workspace
from ..publishing.releases.standing import STATES, Standing, standings
from ..rendering.editions import in_force
from .output import err, out, plural, print_json, table

_LISTED = 12  # revisions told one by one


def run(workspace: Workspace, as_json: bool) -> int:
    """Every period with its packs, their states and revisions; 1 when something that was released is damaged."""
    found = standings(workspace)
    if as_json:
        print_json(_record(found))
    else:
        _show(workspace, found)
    return 1 if any(standing.damage for standing in found) else 0


def _show(workspace: Workspace, found: Sequence[Standing]) -> None:
    console, errors = out(), err()
    if not found:
        console.print(f"There are no packs in {workspace.reports}; briefing render makes some.", soft_wrap=True)
        return
    rows = table("period", "pack", "packs", *STATES, "last released", right=("packs", *STATES))
    for (period, pack, lang), group in _grouped(found):
        counts = Counter(standing.state for standing in group)
        numbers = [str(counts[state] or "") for state in STATES]
        days = [standing.edition.revisions[-1].on for standing in group if standing.edition.released]
        rows.add_row(period, f"{pack} ({lang})", f"{len(group):,}", *numbers, str(max(days)) if days else "")
    console.print(rows)
    _show_revisions(found)
    if in_force(workspace):
        errors.print(
            "A release has come into force and is not finished: its packs are released. If it was interrupted, "
            "the next briefing release finishes it.",
            soft_wrap=True,
        )
    for standing in found:
        if standing.failures:
            names = ", ".join(standing.failures)
            errors.print(f"{standing.place} is not whole: {names} failed when it was made.", soft_wrap=True)
    for standing in found:
        for text in standing.damage:
            errors.print(f"✗ {standing.place} is damaged: {text}", soft_wrap=True)
    if any(standing.damage for standing in found):
        errors.print(
            "What was released is not what lies in reports/released: bring it back from a backup. "
            "Nothing that is damaged is put on the site.",
            soft_wrap=True,
        )


def _show_revisions(found: Sequence[Standing]) -> None:
    console = out()
    revised = [standing for standing in found if standing.edition.revision]
    for standing in revised[:_LISTED]:
        console.print(f"{standing.place}:", soft_wrap=True)
        for revision in standing.edition.revisions:
            what = f", {plural(len(revision.amendments), 'amendment')}" if revision.number else ""
            why = f": {revision.note}" if revision.note else ""
            console.print(f"    {revision.number}  {revision.on}  {revision.by}{what}{why}", soft_wrap=True)
    if len(revised) > _LISTED:
        console.print(f"… and {len(revised) - _LISTED:,} more that were revised; --json lists them")
    unverified = sorted({id for s in found if s.edition.released for id in s.edition.revisions[-1].unverified})
    if unverified:
        console.print(
            f"Released while these documents were not at hand: {', '.join(unverified)}.", soft_wrap=True
        )


def _grouped(found: Sequence[Standing]) -> list[tuple[tuple[str, str, str], list[Standing]]]:
    def key(standing: Standing) -> tuple[str, str, str]:
        return standing.period, standing.pack, standing.lang

    return [(name, list(group)) for name, group in groupby(found, key)]


def _record(found: Sequence[Standing]) -> dict[str, Any]:
    """`periods`: each with its packs (one a language), the packs counted by state, and every single one in `places`."""
    periods = []
    for period, of_period in groupby(found, lambda standing: standing.period):
        packs = []
        for (_, pack, lang), group in _grouped(list(of_period)):
            counts = Counter(standing.state for standing in group)
            packs.append(
                {
                    "pack": pack,
                    "lang": lang,
                    "packs": len(group),
                    "states": {state: counts[state] for state in STATES},
                    "places": [_entry(standing) for standing in group],
                }
            )
        periods.append({"period": period, "packs": packs})
    return {"periods": periods, "damaged": [standing.place for standing in found if standing.damage]}


def _entry(standing: Standing) -> dict[str, Any]:
    return {
        "place": standing.place,
        "unit": standing.unit,
        "state": standing.state,
        "revision": standing.edition.revision if standing.edition.released else None,
        "failures": list(standing.failures),
        "damage": list(standing.damage),
        "revisions": [
            {
                "number": revision.number,
                "on": revision.on.isoformat(),
                "by": revision.by,
                "note": revision.note,
                "program": revision.program,
                "unverified": list(revision.unverified),
                "amendments": [amendment.to_json() for amendment in revision.amendments],
            }
            for revision in standing.edition.revisions
        ],
    }
