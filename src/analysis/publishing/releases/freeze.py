"""Making packs again as released, freezing them, and putting all of them in force in one step.

    reports/released/.pending/<place>/     the packs of a release under way, as they are made
    reports/released/<place>/<number>/     frozen: links to the same files, read-only
    reports/released/<place>/.release.next.json   the record that counts once the release is in force
    reports/released/.in-force             from now on it does; names the places whose records are still to be moved

Everything slow comes before the last file, so a release that is killed has either released nothing, and the next one
makes only what is still missing, or all, and whoever comes next tidies up (`finish`).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ... import __version__, briefing
from ...errors import BriefingError
from ...paths import Workspace
from ...rendering import amending, atomic, editions, freshness, jobs, manifest, restoring
from ...rendering.editions import ACCOUNT, DRAWN_UP, FORMAT, IN_FORCE, NAME, Filed, Revision
from ...rendering.jobs import Job, JobResult
from ...rendering.targets import FolderPlace, Target
from .check import Candidate

PENDING = ".pending"
_READ_ONLY = 0o444


# ---------------------------------------------------------------------- making


def job(workspace: Workspace, candidate: Candidate, state: str, processes: int = 1) -> Job:
    """The pack made again, as released, beside the working ones; with so many processes for this one pack."""
    return Job(
        str(workspace.root),
        candidate.pack.name,
        candidate.parameters,
        candidate.pack.formats,
        Target(str(_pending(workspace))),
        state,
        jobs=processes,
        edition=candidate.edition,
    )


def perform(job: Job) -> JobResult:
    """Makes the pack, and beside its files the account of what it says."""
    result = jobs.perform(job)
    if result.status in ("made", "reused"):
        wish = job.parameters
        context = briefing.start(wish.period, wish.lang, wish.unit, workspace=job.workspace)
        _write(Path(job.target.where, job.place, ACCOUNT), amending.account_bytes(context))
    return result


def is_made(workspace: Workspace, candidate: Candidate) -> bool:
    """Whether the pack lies ready to be frozen: whole, in all formats, and just what is to be released."""
    folder = _pending(workspace) / candidate.place
    verdict = freshness.judge(FolderPlace(folder), candidate.inputs, candidate.pack.formats)
    return verdict.reusable and (folder / ACCOUNT).is_file()


def _pending(workspace: Workspace) -> Path:
    return workspace.released / PENDING


# ---------------------------------------------------------------------- freezing


def freeze(workspace: Workspace, candidate: Candidate) -> None:
    """Freezes a pack that is made, and draws up its record; nobody sees it until `put_in_force`.

    The record comes first (see `editions`). What lies frozen under the number is never removed here: `clear` has taken
    away what a killed release left.
    """
    revision = candidate.edition.revisions[-1]
    names = [*map(manifest.file_name, candidate.pack.formats), manifest.NAME, ACCOUNT]
    made = _pending(workspace) / candidate.place
    target = editions.frozen(workspace, candidate.place, revision.number)
    staging = target.with_name(f".{target.name}.staging")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    files = {}
    for name in sorted(names):
        _link(made / name, staging / name)
        data = (staging / name).read_bytes()
        files[name] = Filed(len(data), manifest.sha256(data))
    atomic.flush(staging)
    done = replace(
        revision,
        program=__version__,
        inputs=candidate.inputs["digest"],
        content=candidate.content,
        files=files,
    )
    _write(target.parent / DRAWN_UP, _json(_record(candidate, done)))
    staging.rename(target)
    _flush_folder(target.parent)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)
    target.chmod(_READ_ONLY)


def _record(candidate: Candidate, done: Revision) -> dict[str, Any]:
    wish = candidate.parameters
    return {
        "format": FORMAT,
        "pack": candidate.pack.name,
        "period": wish.period,
        "lang": wish.lang,
        "unit": wish.unit,
        "revisions": [revision.to_json() for revision in (*candidate.edition.revisions[:-1], done)],
    }


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, and on the disk when this returns."""
    draft = path.with_name(f".{path.name.lstrip('.')}.draft")
    with draft.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every system flushes folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# ---------------------------------------------------------------------- coming into force


def put_in_force(workspace: Workspace, places: Sequence[str]) -> None:
    """From when this has returned, and not before, every one of these packs is released."""
    _write(workspace.released / IN_FORCE, _json({"places": list(places)}))


def finish(workspace: Workspace, state: str = "") -> list[str]:
    """Moves the records that are in force to where they belong and puts the released files in their working places.

    Harmless to repeat; does nothing when no release is in force. Returns, in words, which working places could not be
    written to: those packs are released all the same, and the next `briefing render` puts their files there.
    """
    marker = workspace.released / IN_FORCE
    try:
        places = json.loads(marker.read_text("utf-8"))["places"]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError):  # damaged: that it is there is what counts
        places = editions.places(workspace)
    late = []
    for place in places:
        folder = workspace.released / place
        with contextlib.suppress(FileNotFoundError):  # moved already
            (folder / DRAWN_UP).replace(folder / NAME)
            _flush_folder(folder)
    for place in places:
        try:
            _bring(workspace, place, state)
        except BriefingError as error:
            late.append(f"{place}: {error.describe()}")
    marker.unlink()
    _flush_folder(workspace.released)
    shutil.rmtree(_pending(workspace), ignore_errors=True)
    return late


def _bring(workspace: Workspace, place: str, state: str) -> None:
    """The released files into the working place, unless a draft of the next revision lies there already."""
    edition = editions.of(workspace, place)
    target = FolderPlace(workspace.reports / place)
    working = ((target.manifest() or {}).get("inputs") or {}).get("edition") or {}
    if edition.last is None or (working.get("state") == "draft" and working.get("revision", 0) > edition.revision):
        return
    notebooks = _pending(workspace) / place / "notebooks"
    restoring.restore(workspace, place, target, edition.last, state, notebooks)


def clear(workspace: Workspace) -> None:
    """Removes the records that a release drew up without coming into force, and what it froze: no later one may put
    them in force.
    """
    for folder, below, names in os.walk(workspace.released):
        below[:] = [name for name in below if not name.startswith(".")]
        if NAME in names:
            below.clear()  # the revisions
        if DRAWN_UP in names:
            record = Path(folder, DRAWN_UP)
            frozen = Path(folder, str(len(json.loads(record.read_bytes())["revisions"]) - 1))
            if frozen.exists():
                shutil.rmtree(frozen)
            record.unlink()
