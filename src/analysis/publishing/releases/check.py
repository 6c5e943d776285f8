"""What stands in the way of a release: each pack is looked at, and it is said of each what is to be done.

A pack can be released when no finding says that our own data is wrong; when every figure was found in its document, or
the document is named as not at hand; when it was made, whole and in all its formats, from just what is there now; and,
if it was released before, when it says something else than it said then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from ... import briefing
from ...errors import BriefingError, UsageError
from ...paths import DOCUMENTS_VARIABLE, Workspace
from ...reading.sheets import load
from ...reading.verification import verify
from ...rendering import editions, freshness, jobs, manifest, packs
from ...rendering.amending import amendments
from ...rendering.editions import Edition, Revision
from ...rendering.packs import ALL_UNITS, Pack
from ...rendering.parameters import Parameters
from ...rendering.targets import FolderPlace
from .choosing import Request, chosen

VIET_NAM = timezone(timedelta(hours=7))  # without summer time
_LISTED = 5  # figures named of those that are not where their sheet says, and agencies of those in one command


@dataclass(frozen=True)
class Problem:
    """What stands in the way of a pack (of all, when `place` is empty), and what to do about it: a command, where it is
    one, for the agency `unit`.
    """

    place: str
    text: str
    hint: str
    unit: str | None = None

    def lines(self, units: Sequence[str] = ()) -> list[str]:
        """The text, and what to do; for all of these agencies, where several packs share it."""
        named = list(units) or ([self.unit] if self.unit else [])
        listed = ALL_UNITS if len(named) > _LISTED else ",".join(named)
        return [*self.text.splitlines(), f"to do: {self.hint}{f' --unit {listed}' if listed else ''}"]


@dataclass(frozen=True)
class Candidate:
    """A pack that can be released, as the edition that it becomes; `inputs` is the digest of what it is made from then,
    `content` that of what it says.
    """

    place: str
    pack: Pack
    parameters: Parameters
    edition: Edition
    inputs: dict[str, Any]
    content: str


@dataclass
class Checked:
    """What came of the checks: packs to release, those that say what their last revision says, what stands in the way,
    and the documents that are not at hand.
    """

    state: str
    candidates: list[Candidate] = field(default_factory=list)
    unchanged: dict[str, Edition] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unverified: tuple[str, ...] = ()


def check(workspace: Workspace, request: Request) -> Checked:
    """Looks at every pack that is meant.

    Raises UsageError when nothing such lies in reports/, or when a revision is to be released without a note that says
    why; DataError when the sheets break their rules.
    """
    state, _ = freshness.opened(workspace)
    meant = chosen(workspace, request)
    found = Checked(state)
    nation = briefing.start(request.period, "en", workspace=str(workspace.root))
    errors = jobs.errors(nation)
    if errors:
        found.problems.append(
            Problem("", "\n".join(["Our own data is wrong:", *errors]), f"briefing check --period {request.period}")
        )
        return found
    found.unverified = _verified(workspace, [info.id for info in nation.view.infos], found)
    on = request.today or datetime.now(VIET_NAM).date()
    for pack, wish in meant:
        _look_at(workspace, request, on, pack, wish, found)
    again = [candidate.place for candidate in found.candidates if candidate.edition.revision]
    if again and not request.note and not found.problems:
        raise UsageError(
            "A revision needs a word on why.",
            where=", ".join(again[:3]) + (" …" if len(again) > 3 else ""),
            expected="--note TEXT; it stands on the pack beside what was said and what is said now",
        )
    return found


def _verified(workspace: Workspace, known: Sequence[str], found: Checked) -> tuple[str, ...]:
    """The documents that are not at hand; a figure that is not where its sheet says is a problem."""
    if not workspace.documents.is_dir():
        return tuple(sorted(known))
    try:
        report = verify(workspace, [sheet for sheet in load(workspace) if sheet.id in known])
    except BriefingError as error:
        found.problems.append(Problem("", error.describe(), "mend the folder of documents, then briefing verify"))
        return ()
    if report.problems:
        more = len(report.problems) - _LISTED
        lines = [entry.describe() for entry in report.problems[:_LISTED]]
        lines += [f"… and {more} more"] if more > 0 else []
        found.problems.append(
            Problem("", "\n".join(["Not where their sheets say:", *lines]), f"briefing verify ({DOCUMENTS_VARIABLE})")
        )
    return tuple(sorted(document.id for document in report.documents if document.path is None))


def _look_at(
    workspace: Workspace, request: Request, on: date, pack: Pack, wish: Parameters, found: Checked
) -> None:
    place = packs.place_of(pack.name, wish)
    try:
        edition = editions.of(workspace, place)
        paths = packs.notebook_paths(workspace, pack)
        context = briefing.start(wish.period, wish.lang, wish.unit, workspace=str(workspace.root))
        draft = edition.next()
        made_from = manifest.inputs(workspace, pack, wish, paths, context, draft)
        content = manifest.content(made_from)
        verdict = freshness.judge(FolderPlace(workspace.reports / place), made_from, pack.formats)
        last = edition.last
        if last is not None:
            damage = editions.damage(workspace, place, edition)
            if damage:
                text = "\n".join(["What was released is damaged:", *damage])
                found.problems.append(Problem(place, text, "bring reports/released back from a backup"))
                return
            if last.content == content and not verdict.reusable:
                found.unchanged[place] = edition
                return
        if not verdict.reusable:
            # That it would be another edition follows from the rest, where there is a rest.
            why = [reason.text for reason in verdict.reasons if reason.kind != "edition"] or ["of another edition"]
            text = "\n".join(["It is not what would be made now:", *why])
            found.problems.append(Problem(place, text, _command(pack, wish), wish.unit))
            return
        amended = amendments(workspace, place, edition, context)
    except BriefingError as error:
        found.problems.append(Problem(place, error.describe(), error.hint or "mend it, then try again"))
        return
    if last is not None and not amended and not request.reissue:
        found.unchanged[place] = edition
        return
    revision = Revision(
        draft.revision, on, request.by, request.note, unverified=found.unverified, amendments=amended
    )
    released = replace(draft, state="released", revisions=(*draft.revisions, revision))
    found.candidates.append(
        Candidate(place, pack, wish, released, manifest.as_edition(made_from, released), content)
    )


def _command(pack: Pack, wish: Parameters) -> str:
    """The command that makes the pack as it should be, but for the agency."""
    lang = f" --lang {wish.lang}" if wish.lang != "vi" else ""
    return f"look at it and release it after: briefing render --pack {pack.name} --period {wish.period}{lang}"


