"""Editions of a pack: a draft, or a release; and what has been released of it so far.

    reports/<period>/<pack>/                      the working pack: a draft, or the released files
    reports/released/<place>/release.json         every revision: when, by whom, why, hashes of its files
    reports/released/<place>/<number>/            the files of a revision, read-only, never written again

A release of many packs comes into force in one step. It first draws up the new record of each beside the old one
(`.release.next.json`), and then makes the file `.in-force`: from that moment the records drawn up are the ones that
count, whether or not the process lives to put them in place of the old ones. So records are read here and nowhere
else. A record is drawn up before its files get their number: a number that neither record knows is of a lost record.

Looking a pack up is reading one small file, and nothing here is slow to import.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from ..errors import RenderError
from ..paths import Workspace

FORMAT = 1
NAME = "release.json"
DRAWN_UP = ".release.next.json"
IN_FORCE = ".in-force"
ACCOUNT = "account.json.gz"
State = Literal["draft", "released"]
Bilingual = Mapping[str, str]


@dataclass(frozen=True)
class Amendment:
    """What a revision says otherwise: `said` is None when it was not said before, `now` when it no longer is.

    `figure` is the id of the value, None where it is not about one. Texts are in both languages.
    """

    figure: str | None
    what: Bilingual
    said: Bilingual | None
    now: Bilingual | None

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Amendment:
        return cls(found.get("figure"), found["what"], found.get("said"), found.get("now"))

    def to_json(self) -> dict[str, Any]:
        return {
            "figure": self.figure,
            "what": dict(self.what),
            "said": dict(self.said) if self.said is not None else None,
            "now": dict(self.now) if self.now is not None else None,
        }

    def entry(self, lang: str) -> dict[str, str | None]:
        """In one language, as packs show it."""
        return {
            "what": self.what[lang],
            "said": self.said[lang] if self.said is not None else None,
            "now": self.now[lang] if self.now is not None else None,
        }


@dataclass(frozen=True)
class Filed:
    """A file as it was frozen."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Revision:
    """One release of a pack. Number 0 is the first; each later one has a `note` that says why.

    `inputs` is the digest of all it was made from, `content` of what it says (`manifest.content`); `unverified` are
    the documents whose figures could not be looked up because they were not at hand.
    """

    number: int
    on: date
    by: str
    note: str | None = None
    program: str = ""
    inputs: str = ""
    content: str = ""
    unverified: tuple[str, ...] = ()
    files: Mapping[str, Filed] = field(default_factory=dict)  # none yet, while it is being made
    amendments: tuple[Amendment, ...] = ()

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Revision:
        """From the record; raises KeyError, TypeError or ValueError when it is malformed."""
        return cls(
            int(found["number"]),
            date.fromisoformat(found["on"]),
            str(found["by"]),
            found["note"],
            found["program"],
            found["inputs"],
            found["content"],
            tuple(found["unverified"]),
            {name: Filed(int(file["bytes"]), str(file["sha256"])) for name, file in found["files"].items()},
            tuple(map(Amendment.of, found["amendments"])),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "on": self.on.isoformat(),
            "by": self.by,
            "note": self.note,
            "program": self.program,
            "inputs": self.inputs,
            "content": self.content,
            "unverified": list(self.unverified),
            "files": {name: {"bytes": f.bytes, "sha256": f.sha256} for name, f in sorted(self.files.items())},
            "amendments": [amendment.to_json() for amendment in self.amendments],
        }

    def entry(self, lang: str) -> dict[str, Any]:
        """In one language, as packs show it."""
        return {
            "number": self.number,
            "on": self.on.isoformat(),
            "on_label": _day(self.on, lang),
            "by": self.by,
            "note": self.note,
            "amendments": [amendment.entry(lang) for amendment in self.amendments],
        }


@dataclass(frozen=True)
class Edition:
    """A pack as it goes out: a draft of a revision, or a released one.

    `revisions` are those released so far, the edition's own included once it is released. `drafted` is what a draft
    says otherwise than the last of them.
    """

    state: State
    revision: int
    revisions: tuple[Revision, ...] = ()
    drafted: tuple[Amendment, ...] = ()

    @property
    def released(self) -> bool:
        return self.state == "released"

    @property
    def last(self) -> Revision | None:
        """The revision that was released last."""
        return self.revisions[-1] if self.revisions else None

    def next(self) -> Edition:
        """The draft that follows: of the first release, or of the next revision."""
        return Edition("draft", len(self.revisions), self.revisions)

    def entry(self, lang: str) -> dict[str, Any]:
        """What a pack says of itself, in its language: see the keys `edition` of its metadata and manifest."""
        found: dict[str, Any] = {"state": self.state, "revision": self.revision}
        last = self.last
        if self.released and last is not None:
            found |= {"on": last.on.isoformat(), "on_label": _day(last.on, lang), "by": last.by}
            if last.note:
                found["note"] = last.note
            if last.unverified:
                found["unverified"] = list(last.unverified)
        found["revisions"] = [revision.entry(lang) for revision in self.revisions]
        if self.drafted:
            found["drafted"] = [amendment.entry(lang) for amendment in self.drafted]
        return found

    def inputs(self, lang: str) -> dict[str, Any]:
        """What of it a pack depends on. What is drafted follows from the rows and from the last revision."""
        return replace(self, drafted=()).entry(lang)


DRAFT = Edition("draft", 0)


def _day(when: date, lang: str) -> str:
    from ..exhibits.numbers import day

    return day(when, lang)


# ---------------------------------------------------------------------- what has been released


def of(workspace: Workspace, place: str) -> Edition:
    """The released edition of the pack at `place` (`2026-06/agency/hue`) that stands; DRAFT when there never was one.

    Raises RenderError when its record is damaged or lost: a released pack must not be taken for one that never was.
    """
    folder = workspace.released / place
    found = _read(folder / DRAWN_UP) if in_force(workspace) else None
    if found is None:
        found = _read(folder / NAME)
    revisions = _revisions(folder / NAME, found) if found is not None else ()
    if _lost(folder, len(revisions), found):
        raise _damaged(folder / NAME, f"nothing of revision {len(revisions)}, whose files lie beside it")
    return Edition("released", len(revisions) - 1, revisions) if revisions else DRAFT


def _revisions(path: Path, found: Any) -> tuple[Revision, ...]:
    """Every revision of a record as it was read; raises RenderError when they cannot be made out."""
    try:
        if found["format"] != FORMAT:
            raise RenderError(
                "The record of a pack's releases was written by another version of the program.",
                where=path,
                expected=f"format {FORMAT}",
                found=f"format {found['format']}",
                hint="use that version",
            )
        revisions = tuple(map(Revision.of, found["revisions"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path, f"{type(error).__name__}: {error}") from error
    if [revision.number for revision in revisions] != list(range(len(revisions))) or not revisions:
        raise _damaged(path, "revisions that are not numbered 0, 1, 2 …")
    return revisions


def _lost(folder: Path, number: int, record: Any) -> bool:
    """Whether files were frozen under this number that no record knows. A release may be under way: one that comes
    into force between these looks has changed the record, and one that is cleared away has taken the files along.
    """
    files = folder / str(number)
    if not files.is_dir() or (folder / DRAWN_UP).exists():
        return False
    return _read(folder / NAME) == record and files.is_dir()


def in_force(workspace: Workspace) -> bool:
    """Whether records drawn up by a release count already, though it has not put all of them in place."""
    return os.path.exists(f"{workspace.released}/{IN_FORCE}")  # noqa: PTH110  # asked for each of a thousand packs


def _read(path: Path) -> Any:
    """What the record says; None when there is none."""
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from error
    try:
        return json.loads(data)
    except ValueError as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, found: str) -> RenderError:
    return RenderError(
        "The record of a pack's releases is damaged.",
        where=path,
        found=found,
        hint="bring it back from a backup; without it nobody can tell what was released",
    )


def stamp(workspace: Workspace, place: str) -> list[int] | None:
    """Differs once the record that counts is another; None when the pack was never released. Costs a look or two at
    the disk.
    """
    for name in (DRAWN_UP, NAME) if in_force(workspace) else (NAME,):
        with contextlib.suppress(OSError):
            stat = os.stat(f"{workspace.released}/{place}/{name}")  # noqa: PTH116  # as above
            return [stat.st_size, stat.st_mtime_ns, stat.st_ino]
    return None


def places(workspace: Workspace) -> list[str]:
    """Every place at which something has been released, sorted."""
    drawn_up = in_force(workspace)
    found = []
    for folder, below, names in os.walk(workspace.released):
        below[:] = [name for name in below if not name.startswith(".")]
        lost = "0" in below and DRAWN_UP not in names
        if NAME in names or (drawn_up and DRAWN_UP in names) or lost:
            below.clear()  # the revisions
            found.append(Path(folder).relative_to(workspace.released).as_posix())
    return sorted(found)


# ---------------------------------------------------------------------- frozen files


def frozen(workspace: Workspace, place: str, number: int) -> Path:
    """The folder of a revision's files."""
    return workspace.released / place / str(number)


def read(workspace: Workspace, place: str, revision: Revision, name: str) -> bytes:
    """A frozen file, just as it was released; raises RenderError when it is not, or is gone."""
    path = frozen(workspace, place, revision.number) / name
    wrong = ""
    try:
        data = path.read_bytes()
    except OSError as error:
        wrong = error.strerror or str(error)
    else:
        if hashlib.sha256(data).hexdigest() == revision.files[name].sha256:
            return data
        wrong = "other content"
    raise RenderError(
        "A released file is not what was released.",
        where=path,
        expected=f"{revision.files[name].bytes:,} bytes with SHA-256 {revision.files[name].sha256}",
        found=wrong,
        hint=f"bring it back from a backup; if the copy in reports/{place} is whole, it is the same file",
    )


def damage(workspace: Workspace, place: str, edition: Edition) -> list[str]:
    """What is wrong with the frozen files, one line each; empty when every revision is as it was released."""
    found = []
    for revision in edition.revisions:
        for name in revision.files:
            try:
                read(workspace, place, revision, name)
            except RenderError as error:
                found.append(f"revision {revision.number}: {name}: {error.found}")
    return found
