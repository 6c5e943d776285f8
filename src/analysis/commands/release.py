"""briefing release"""

from __future__ import annotations

from rich.console import Console

from ..paths import Workspace
from ..publishing.releases.check import Problem
from ..publishing.releases.choosing import Request
from ..publishing.releases.release import Outcome, release
from .output import err, out, plural

_SINGLY = 10  # up to so many packs are told one by one


def run(workspace: Workspace, request: Request) -> int:
    """Releases packs and says of each what became of it; 1 when something stood in the way: then none is released."""

    def waiting(holder: str) -> None:
        _say(err(), f"Waiting for another release to finish ({holder}).")

    outcome = release(workspace, request, waiting)
    _tell(outcome, request)
    return outcome.exit_code


def _tell(outcome: Outcome, request: Request) -> None:
    console, errors = out(), err()
    if outcome.finished:
        _say(console, "An earlier release was interrupted after it had come into force; it is finished now.")
    for text in outcome.late:
        _say(errors, f"The working copy could not be renewed; the next briefing render does it. {text}")
    for problem in _together(outcome.problems):
        _say(errors, problem)
    for place, result in outcome.failed.items():
        _say(errors, f"✗ {place}: could not be made as released")
        for text in (*result.problems, *(f"{f['kind']} {f['name']}: {f['error']}" for f in result.failures)):
            _say(errors, _indented(text))
    if outcome.problems or outcome.failed:
        _say(errors, "Nothing was released.")
        return
    for place, edition in list(outcome.released.items())[:_SINGLY]:
        amended = len(edition.revisions[-1].amendments)
        what = f"revision {edition.revision}, {plural(amended, 'amendment')}" if edition.revision else "released"
        _say(console, f"✓ {place}: {what}")
    if len(outcome.released) > _SINGLY:
        _say(console, f"  … and {len(outcome.released) - _SINGLY:,} more")
    for place, edition in list(outcome.unchanged.items())[:_SINGLY]:
        _say(console, f"= {place}: says what was released on {edition.revisions[-1].on} (revision {edition.revision})")
    if len(outcome.unchanged) > _SINGLY:
        _say(console, f"  … and {len(outcome.unchanged) - _SINGLY:,} more that say what was released")
    if outcome.released and outcome.unverified:
        documents = ", ".join(outcome.unverified)
        _say(console, f"Not looked up, since the documents are not at hand: {documents}. The packs name them.")
    if outcome.released:
        _say(console, f"{plural(len(outcome.released), 'pack')} of {request.period} released by {request.by}.")
    else:
        _say(
            console,
            "Nothing was released anew. For the sake of words or looks alone: briefing render --force, look at it, "
            "then briefing release --reissue.",
        )


def _together(problems: list[Problem]) -> list[str]:
    """Problems as text, those that many packs share told once."""
    shared: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        shared.setdefault((problem.text, problem.hint), []).append(problem)
    told: list[str] = []
    for group in shared.values():
        problem, more = group[0], len(group) - 1
        head = f"✗ {problem.place}{f' and {more:,} more' if more else ''}: " if problem.place else "✗ "
        first, *rest = problem.lines([each.unit for each in group if each.unit])
        told.append("\n".join([head + first, *(_indented(line) for line in rest)]))
    return told


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _say(console: Console, text: str) -> None:
    console.print(text, soft_wrap=True)
