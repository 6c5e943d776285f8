"""briefing changes

    briefing changes                      since the last earlier period, at the latest one
    briefing changes --period 2026-06 --since 2026-03
    briefing changes --unit ha-noi        what concerns one agency
    briefing changes --revision 1         what the first revision of the released pack says otherwise than the first
                                          release; with the number after the last revision: what is drafted

With --json one object:

    sort        "periods" or "revisions"
    period      "2026-06"
    since       the earlier period; null between revisions
    revision    the later revision (the number after the last: what is drafted); null between periods
    unit        the agency's id, or null: the nation
    headline    {"vi", "en"}: the changes in one sentence
    counts      {kind: number}, every kind in reading order
    entries     the changes, weightiest first, each as `exhibits.change_words` describes it
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..paths import Workspace
from .output import out, print_json, table

if TYPE_CHECKING:
    from ..indicators.accounts import Account
    from ..indicators.change import Changes
    from ..vocabulary.changes import Level

_STYLES: Mapping[Level, str] = {"high": "bold", "medium": "", "low": "grey50"}


def run(
    workspace: Workspace,
    period: str | None,
    earlier: str | None,
    revision: int | None,
    unit: str | None,
    as_json: bool,
    lang: str,
) -> int:
    """What changed since an earlier period, or from one revision of a released pack to the next."""
    if earlier is not None and revision is not None:
        raise UsageError("--since and --revision exclude each other.", hint="give one of the two")
    if revision is not None:
        found: Changes | None = between_revisions(workspace, period, revision, unit, lang)
    else:
        found = since(period, unit, earlier, workspace)
    if as_json:
        print_json(_as_json(found, _period(workspace, period), unit, revision))
    elif found is None:
        out().print(f"{_period(workspace, period)} is the first period with a document: nothing to compare with.")
    else:
        _show(found, lang)
    return 0


def since(
    period: str | None, unit: str | None = None, earlier: str | None = None, workspace: Workspace | str | None = None
) -> Changes | None:
    """What changed from `earlier` (by default the last period in which a document became known) to `period` (by
    default the latest); None when nothing was known before.

    Raises UnknownPeriod, UnknownAgency, and UsageError when `earlier` is not before `period`.
    """
    from .. import briefing
    from ..exhibits import accounts
    from ..indicators import changes

    place = workspace if isinstance(workspace, Workspace) else Workspace.find(workspace)
    now = briefing.start(_period(place, period), "vi", unit, workspace=str(place.root))
    before = now.view.previous()
    if earlier is None and before is None:
        return None
    then = briefing.start(earlier or str(before and before.period), "vi", unit, workspace=str(place.root))
    return changes.between(accounts.account(then), accounts.account(now))


def between_revisions(
    workspace: Workspace, period: str | None, number: int, unit: str | None, lang: str
) -> Changes:
    """What revision `number` of the released pack says otherwise than the one before; with the number after the
    last, what the sheets say now.

    Raises UsageError when the pack was never released or has no such revision.
    """
    from .. import briefing
    from ..exhibits import accounts
    from ..indicators import changes
    from ..rendering import amending, editions
    from ..rendering.packs import place_of
    from ..rendering.parameters import validate

    chosen = _period(workspace, period)
    asked = {"period": chosen, "lang": lang} | ({"unit": unit} if unit is not None else {})
    parameters = validate(asked)
    place = place_of("agency" if unit is not None else "national", parameters)
    revisions = editions.of(workspace, place).revisions
    if not revisions:
        raise UsageError(
            "This pack was never released.", found=place, hint=f"briefing release {chosen} --by NAME"
        )
    if not 1 <= number <= len(revisions):
        raise UsageError(
            "There is no such revision to compare with the one before it.",
            found=str(number),
            expected=f"1 to {len(revisions)}; {len(revisions)} is what would be released now",
        )

    def released(at: int) -> Account:
        return amending.kept_account(workspace, place, revisions[at])

    if number == len(revisions):
        present = briefing.start(chosen, "vi", parameters.unit, workspace=str(workspace.root))
        return changes.between(released(number - 1), accounts.account(present), kind="revisions")
    return changes.between(released(number - 1), released(number), kind="revisions")


def _period(workspace: Workspace, period: str | None) -> str:
    from .. import briefing
    from ..vocabulary.periods import Period

    return str(Period.parse(period)) if period is not None else str(briefing.store(workspace).latest)


def _as_json(found: Changes | None, period: str, unit: str | None, revision: int | None) -> dict[str, Any]:
    from ..exhibits import change_words

    sort = "revisions" if revision is not None else "periods"
    if found is None:
        nothing = {
            "vi": "Đây là kỳ đầu tiên có văn bản; chưa có kỳ trước để so sánh.",
            "en": "This is the first period with a document; there is no earlier one to compare with.",
        }
        return {"sort": sort, "period": period, "since": None, "revision": None, "unit": unit, "headline": nothing,
                "counts": {kind: 0 for kind, _ in change_words.kinds()}, "entries": []}  # fmt: skip
    return {
        "sort": found.kind,
        "period": found.after.period,
        "since": found.before.period if found.kind == "periods" else None,
        "revision": revision,
        "unit": found.after.unit,
        "headline": change_words.headline(found),
        "counts": {kind: found.count(kind) for kind, _ in change_words.kinds()},
        "entries": change_words.told(found),
    }


def _show(found: Changes, lang: str) -> None:
    from rich.text import Text

    from ..exhibits import change_words
    from ..vocabulary.changes import rules

    console = out()
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for entry in change_words.told(found):
        by_kind.setdefault(entry["kind"], []).append(entry)
    levels = rules().levels
    for kind, label in change_words.kinds(found.kind):
        entries: list[dict[str, Any]] = by_kind.get(kind, [])
        if not entries:
            continue
        most = rules().kind(kind).page if found.kind == "periods" else len(entries)
        console.print(Text(f"{label[lang]}: {len(entries)}", style="bold"))
        rows = table("", "")
        rows.show_header = False
        for entry in entries[:most]:
            level: Level = entry["level"]
            rows.add_row(levels[level].label[lang], Text(entry["sentence"][lang], style=_STYLES[level]))
        if entries[:most]:
            console.print(rows)
        if len(entries) > most:
            console.print(f"  … {len(entries) - most} more; --json has all")
    console.print(change_words.headline(found)[lang])
