"""What a run has to do: every pack wished for, whether it is as it should be, and if not, why.

Two ways lead to a verdict. When everything on the disk is as it was when a pack was last found good, that is known
from checksums alone, and neither the tables nor any library is loaded. Otherwise the store is opened and each
pack's own rows, notebooks and code decide.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import RenderError
from ..paths import Workspace
from ..vocabulary import agencies
from . import editions, freshness, packs
from .editions import DRAFT, Amendment, Edition
from .freshness import Verdict
from .packs import Format, Pack
from .parameters import Parameters, check_period, validate
from .reasons import Reason
from .targets import Place, Target, apart

LATEST = "latest"
_KNOWN = ".known.json"
_FORCED = Verdict(False, (Reason("new", "asked for with --force"),))


@dataclass(frozen=True)
class Wish:
    """One pack wished for, its place below the target, the verdict on it, and what it goes out as if it is made; if
    released files are brought back, the edition that they are of. `problem`: why nothing can be made of it.
    """

    parameters: Parameters
    place: str
    verdict: Verdict
    edition: Edition = DRAFT
    problem: str = ""


@dataclass
class Plan:
    """All wishes in the order asked, the state of everything (`freshness.state`), and for each period and language
    what stops it: findings that say that our own data is wrong.
    """

    wishes: list[Wish]
    state: str
    stopped: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def to_make(self) -> list[Wish]:
        """Those that are not as they should be and that nothing stops."""
        return [w for w in self._wanting if not w.verdict.restore]

    @property
    def to_restore(self) -> list[Wish]:
        """Released packs whose files are not in their place."""
        return [w for w in self._wanting if w.verdict.restore]

    @property
    def _wanting(self) -> list[Wish]:
        return [
            w
            for w in self.wishes
            if not (w.verdict.reusable or w.problem or w.parameters.period in self.stopped)
        ]


def plan(
    workspace: Workspace,
    pack: Pack,
    periods: Sequence[str],
    units: Sequence[str],
    lang: str,
    formats: Sequence[Format],
    target: Target,
    *,
    force: bool = False,
) -> Plan:
    """The plan of a run. No period, or the word `latest`, means the last month in which a document became known.

    Raises UsageError when a period, agency or language does not exist, before any work; DataError when the
    sheets break their rules.
    """
    agencies.use(workspace.raw / agencies.ADDED)
    chosen = packs.units(pack, units)
    for period in periods:
        if period != LATEST:
            validate({"period": period, "lang": lang})
    state = freshness.state(workspace)
    known = _known(workspace, state)
    opened = known is None
    if known is None:
        state, known = _open(workspace)
    wishes = _wishes(pack, _periods(periods, known), chosen, lang)
    if force:
        verdicts: dict[str, Verdict | None] = dict.fromkeys(wishes, _FORCED)
    else:
        verdicts = _quick(workspace, target, list(wishes), state, formats)
    undecided = [place for place, verdict in verdicts.items() if verdict is None or not verdict.reusable]
    stopped: dict[str, list[str]] = {}
    if undecided:
        if not opened:
            state, _ = _open(workspace)
        stopped = _stopped(workspace, {wishes[p].period for p in undecided}, lang)
        close = [p for p in undecided if verdicts[p] is None and wishes[p].period not in stopped]
        verdicts |= _judged(workspace, pack, {p: wishes[p] for p in close}, target, formats, state)
    found = [Wish(w, p, verdicts[p] or Verdict(False)) for p, w in wishes.items()]
    return Plan([_as_edition(workspace, wish, stopped) for wish in found], state, stopped)


def _wishes(
    pack: Pack, periods: Iterable[str], units: Iterable[str | None], lang: str
) -> dict[str, Parameters]:
    """Each wish by its place; the units vary fastest."""
    found = {}
    listed = list(units)
    for period in periods:
        # Validated once a period: the agencies come from the registry as they are.
        base = validate({"period": period, "lang": lang})
        for unit in listed:
            wish = base.model_copy(update={"unit": unit}) if unit else base
            found[packs.place_of(pack.name, wish)] = wish
    return found


def _periods(asked: Sequence[str], known: Sequence[tuple[date, str]]) -> list[str]:
    """The periods in their canonical form, each once; raises UnknownPeriod when no document reaches one."""
    found: dict[str, None] = {}
    for period in asked or (LATEST,):
        if period == LATEST:
            last = max((day for day, _ in known), default=date.min)
            period = f"{last.year:04d}-{last.month:02d}"
        found[str(check_period(period, known))] = None
    return list(found)


def _open(workspace: Workspace) -> tuple[str, list[tuple[date, str]]]:
    """Opens the store (building the tables if need be); the state then, and the documents known."""
    state, store = freshness.opened(workspace)
    rows = store.tables["documents"].to_dict("records")
    known = [(row["known_from"].date(), str(row["number"])) for row in rows]
    path = workspace.reports / _KNOWN
    draft = path.with_name(f"{_KNOWN}.{os.getpid()}")
    text = json.dumps({"state": state, "documents": [(day.isoformat(), number) for day, number in known]})
    with contextlib.suppress(OSError):  # it only saves time
        try:
            draft.write_text(text + "\n", encoding="utf-8")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    return state, known


def _known(workspace: Workspace, state: str) -> list[tuple[date, str]] | None:
    """The documents known, as noted when everything was in this state; None when that was not noted."""
    try:
        found = json.loads((workspace.reports / _KNOWN).read_text("utf-8"))
        if found["state"] != state:
            return None
        return [(date.fromisoformat(day), number) for day, number in found["documents"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _stopped(workspace: Workspace, periods: Iterable[str], lang: str) -> dict[str, list[str]]:
    from .. import briefing
    from .jobs import errors

    found = {}
    for period in sorted(periods):
        problems = errors(briefing.start(period, lang, workspace=str(workspace.root)))
        if problems:
            found[period] = problems
    return found


def _quick(
    workspace: Workspace, target: Target, places: Sequence[str], state: str, formats: Sequence[Format]
) -> dict[str, Verdict | None]:
    def work() -> dict[str, Verdict | None]:
        return {
            place: freshness.quick(target.place(place), state, formats, editions.stamp(workspace, place))
            for place in places
        }

    return work() if target.is_folder else apart(work, target.where)


def _judged(
    workspace: Workspace,
    pack: Pack,
    wishes: Mapping[str, Parameters],
    target: Target,
    formats: Sequence[Format],
    state: str,
) -> dict[str, Verdict]:
    from .. import briefing
    from . import manifest

    if not wishes:
        return {}
    paths = packs.notebook_paths(workspace, pack)

    def work() -> dict[str, Verdict]:
        found = {}
        for relative, wish in wishes.items():
            context = briefing.start(wish.period, wish.lang, wish.unit, workspace=str(workspace.root))
            release = editions.stamp(workspace, relative)
            try:
                edition = editions.of(workspace, relative)
            except RenderError:  # told with the wish (`_as_edition`)
                found[relative] = Verdict(False)
                continue
            draft = edition.next()
            made_from = manifest.inputs(workspace, pack, wish, paths, context, draft)
            place = target.place(relative)
            found[relative] = judged(place, edition, made_from, formats)
            if found[relative].renew:
                freshness.renew(place, state, release=release)
        return found

    return work() if target.is_folder else apart(work, target.where)


def judged(
    place: Place, edition: Edition, made_from: Mapping[str, Any], formats: Sequence[str]
) -> Verdict:
    """The verdict on a pack of which `edition` stands; `made_from` is what its next draft would be made from.

    A released pack stays as it is while what it says does (`manifest.content`), and its files are brought back where
    they are not in their place; but a draft of the next revision that was asked for with --force is left alone.
    """
    from . import manifest

    last = edition.last
    if last is None or manifest.content(made_from) != last.content:
        return freshness.judge(place, made_from, formats)
    found = freshness.released(place, last, formats)
    if found.reusable:
        return found
    forced = freshness.judge(place, made_from, formats)
    return forced if forced.reusable else found


def _as_edition(workspace: Workspace, wish: Wish, stopped: Mapping[str, list[str]]) -> Wish:
    """The wish, and what it goes out as: with a pack that stays as it is nothing need be looked up. A pack whose record
    of releases is damaged is nothing that can be made.
    """
    if wish.verdict.reusable or wish.parameters.period in stopped:
        return wish
    try:
        edition = editions.of(workspace, wish.place)
    except RenderError as error:
        return replace(wish, problem=error.describe())
    if not wish.verdict.restore:
        edition = edition.next()
        if edition.revision:
            edition = replace(edition, drafted=_drafted(workspace, wish, edition))
    return replace(wish, edition=edition)


def _drafted(workspace: Workspace, wish: Wish, edition: Edition) -> tuple[Amendment, ...]:
    from .. import briefing
    from .amending import amendments

    asked = wish.parameters
    context = briefing.start(asked.period, asked.lang, asked.unit, workspace=str(workspace.root))
    try:
        return amendments(workspace, wish.place, edition, context)
    except RenderError:  # the frozen account is damaged: the draft can be made, its release will be refused
        return ()


def leftovers(target: Target, places: Iterable[str]) -> list[Path]:
    """The folders below which dead runs may have left staging folders of these packs."""
    if not target.is_folder:
        return []
    found = {Path(target.where, place).parent for place in places}
    return sorted(folder for folder in found if folder.is_dir())
