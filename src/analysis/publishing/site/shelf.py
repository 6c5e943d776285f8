"""The packs that lie in the workspace's reports, as the site shows them.

A working pack (`reports/<place>`, with its manifest.json) is a draft; what was released lies frozen below
`reports/released/<place>/<revision>` (see `rendering.editions`). A file is shown only when it is what
its manifest, or its release, says that it is.

Importing this needs neither pandas nor the tables: a build that has nothing to do looks here.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from ...errors import BriefingError, UnknownPeriod
from ...paths import Workspace
from ...rendering import editions, manifest
from ...rendering.packs import FORMATS
from ...vocabulary.periods import Period
from . import addresses

DRAFT = "draft"  # where the draft of the next revision stands, below the place of its pack

Stamp = tuple[int, int]  # size in bytes, time of change in nanoseconds


@dataclass(frozen=True)
class Held:
    """A file of a pack: where it lies, and what it must be."""

    source: Path
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Revision:
    """One release of a pack. Number 0 is the first; `amendments` say what each later one changed."""

    number: int
    on: date
    by: str
    note: str | None
    files: Mapping[str, Held]
    unverified: tuple[str, ...] = ()
    amendments: tuple[editions.Amendment, ...] = ()


@dataclass(frozen=True)
class ShelvedPack:
    """One pack: its releases, oldest first, and its draft where there is one that was not released.

    `damaged` names the frozen files that are not what they were when they were released.
    """

    pack: str
    period: Period
    lang: str
    unit: str | None
    place: str
    title: str
    revisions: tuple[Revision, ...] = ()
    draft: Mapping[str, Held] | None = None
    invented: bool = False
    findings: Mapping[str, int] = field(default_factory=dict)
    damaged: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """`released` or `draft`."""
        return "released" if self.revisions else "draft"

    @property
    def drafted(self) -> bool:
        """Whether it is released and a draft of the next revision stands beside it."""
        return bool(self.revisions) and self.draft is not None

    @property
    def revision(self) -> int:
        """The number of the revision shown; 0 also for a draft."""
        return self.revisions[-1].number if self.revisions else 0

    @property
    def on(self) -> date | None:
        """The day of the release shown."""
        return self.revisions[-1].on if self.revisions else None

    @property
    def by(self) -> str:
        """Who released what is shown."""
        return self.revisions[-1].by if self.revisions else ""

    @property
    def files(self) -> Mapping[str, Held]:
        """Name → file of what is shown: the last release, else the draft."""
        return self.revisions[-1].files if self.revisions else self.draft or {}

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that are there of what is shown."""
        return tuple(format for format in FORMATS if manifest.file_name(format) in self.files)

    def held(self, format: str, revision: int | str | None = None) -> Held | None:
        """The file of this format: of what is shown, of an earlier revision, or of the `draft` beside a release."""
        name = manifest.file_name(format)
        if revision is None:
            return self.files.get(name)
        if revision == DRAFT:
            return (self.draft or {}).get(name)
        found = [each for each in self.revisions if each.number == revision]
        return found[0].files.get(name) if found else None

    def file(self, format: str, revision: int | str | None = None) -> str | None:
        """The address on the site, below its root, of that file; None when it is not there."""
        if self.held(format, revision) is None:
            return None
        latest = self.revisions and revision == self.revision
        return addresses.pack(self.place, manifest.file_name(format), None if latest else revision)

    def key(self) -> list[Any]:
        """Plain data that differs whenever the pack does."""
        return [
            self.place,
            self.title,
            self.invented,
            dict(self.findings),
            [
                [
                    r.number, r.on.isoformat(), r.by, r.note,
                    sorted((n, h.bytes, h.sha256) for n, h in r.files.items()),
                    [[a.figure, a.what, a.said, a.now] for a in r.amendments],
                ]
                for r in self.revisions
            ],
            sorted((n, h.bytes, h.sha256) for n, h in (self.draft or {}).items()),
            self.damaged,
        ]  # fmt: skip


class Shelf:
    """All packs of a workspace, and which of their files are not what they must be."""

    def __init__(self, packs: tuple[ShelvedPack, ...], problems: tuple[str, ...] = ()) -> None:
        self.packs = packs
        self.problems = problems  # packs whose record of releases is damaged: nothing of them is shown

    def shown(self, *, drafts: bool) -> tuple[ShelvedPack, ...]:
        """The packs for the site, newest period first; without `drafts`, only what was released."""
        if drafts:
            return self.packs
        return tuple(replace(pack, draft=None) for pack in self.packs if pack.revisions)

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """Every file of every pack."""
        return tuple(
            file
            for pack in self.packs
            for files in (*(r.files for r in pack.revisions), pack.draft or {})
            for file in files.values()
        )

    def checked(self, root: Path, known: Mapping[str, list[Any]]) -> tuple[Shelf, dict[str, list[Any]], list[Held]]:
        """The shelf without files that are not what they must be; what was looked at, for the next time; and those.

        `known` is what an earlier call gave: path below `root` → size, time of change and checksum of a file. One
        that looks the same is not read again.
        """
        noted: dict[str, list[Any]] = {}
        wrong: list[Held] = []
        for file in self.held:
            path = file.source.relative_to(root).as_posix()
            look = stamp(file.source)
            seen = known.get(path)
            if look is not None:
                sha256 = seen[2] if seen is not None and tuple(seen[:2]) == look else _checksum(file.source)
                noted[path] = [*look, sha256]
                if sha256 == file.sha256:
                    continue
            wrong.append(file)
        if not wrong:
            return self, noted, wrong
        out = {file.source for file in wrong}
        return Shelf(tuple(_without(pack, out) for pack in self.packs), self.problems), noted, wrong


def _without(pack: ShelvedPack, out: set[Path]) -> ShelvedPack:
    def kept(files: Mapping[str, Held]) -> dict[str, Held]:
        return {name: file for name, file in files.items() if file.source not in out}

    frozen = [file.source for revision in pack.revisions for file in revision.files.values()]
    damaged = tuple("/".join(path.parts[-2:]) for path in frozen if path in out)
    revisions = tuple(replace(revision, files=kept(revision.files)) for revision in pack.revisions)
    return replace(
        pack, revisions=revisions, draft=kept(pack.draft) if pack.draft is not None else None, damaged=damaged
    )


def stamp(path: Path) -> Stamp | None:
    """Size and time of change; None when the file is not there."""
    try:
        found = os.stat(path)  # noqa: PTH116  # thousands of files: paths cost more than this
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _checksum(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


# ---------------------------------------------------------------------- what lies there


def load(workspace: Workspace) -> Shelf:
    """Every pack of the reports, newest period first, then by name, the nation's before those of agencies."""
    working = dict(_places(workspace.reports))
    released = editions.places(workspace)
    packs: list[ShelvedPack] = []
    problems: list[str] = []
    for place in dict.fromkeys([*working, *released]):
        try:
            pack = _pack(workspace, place, working.get(place))
        except BriefingError as error:
            problems.append(error.describe())
        else:
            packs += [pack] if pack is not None else []
    packs.sort(key=lambda p: (p.pack, p.unit or "", p.lang != addresses.LANGUAGES[0]))
    packs.sort(key=lambda p: p.period, reverse=True)
    return Shelf(tuple(packs), tuple(problems))


def _places(reports: Path) -> Iterator[tuple[str, Path]]:
    """(place, folder) of every `<period>/<pack>/[<unit>]` of the reports that holds a manifest."""
    for period in _folders(reports):
        if not _is_period(period.name):
            continue  # the runs, the releases, the site itself
        for pack in _folders(period):
            for folder in (pack, *_folders(pack)):
                if (folder / manifest.NAME).is_file():
                    yield folder.relative_to(reports).as_posix(), folder


def _folders(root: Path) -> list[Path]:
    with contextlib.suppress(OSError), os.scandir(root) as entries:
        names = sorted(entry.name for entry in entries if entry.is_dir())
        return [root / name for name in names if not name.startswith(".") and not name.endswith(".failed")]
    return []


def _is_period(name: str) -> bool:
    try:
        Period.parse(name)
    except UnknownPeriod:
        return False
    return True


def _pack(workspace: Workspace, place: str, working: Path | None) -> ShelvedPack | None:
    """The pack of a place; None when it was never released and its manifest cannot be read."""
    edition = editions.of(workspace, place)
    revisions = tuple(_revision(workspace, place, each) for each in edition.revisions)
    made = manifest.read(working) if working is not None else None
    about = made
    if revisions:
        about = manifest.read(editions.frozen(workspace, place, revisions[-1].number)) or made
    if about is None:
        if not revisions:
            return None
        about = _named(place)
    draft = _outputs(working, made) if working is not None and made is not None else None
    if revisions and draft is not None and _same(draft, revisions[-1].files):
        draft = None
    return ShelvedPack(
        pack=str(about["pack"]),
        period=Period.parse(place.partition("/")[0]),
        lang=str(about["lang"]),
        unit=about.get("unit"),
        place=place,
        title=str(about.get("title") or about["pack"]),
        revisions=revisions,
        draft=draft,
        invented=bool(about.get("invented")),
        findings=dict(about.get("findings") or {}),
    )


def _named(place: str) -> dict[str, Any]:
    """What the place alone says of a released pack whose manifest is damaged."""
    _, name, *unit = place.split("/")
    pack, _, lang = name.partition("-")
    return {"pack": pack, "lang": lang or addresses.LANGUAGES[0], "unit": unit[0] if unit else None}


def _outputs(folder: Path, made: Mapping[str, Any]) -> dict[str, Held]:
    names = {manifest.file_name(format) for format in FORMATS}
    return {
        name: Held(folder / name, int(output["bytes"]), str(output["sha256"]))
        for name, output in (made.get("outputs") or {}).items()
        if name in names
    }


def _revision(workspace: Workspace, place: str, revision: editions.Revision) -> Revision:
    folder = editions.frozen(workspace, place, revision.number)
    names = {manifest.file_name(format) for format in FORMATS}
    files = {name: Held(folder / name, f.bytes, f.sha256) for name, f in revision.files.items() if name in names}
    return Revision(
        revision.number, revision.on, revision.by, revision.note, files, revision.unverified, revision.amendments
    )


def _same(one: Mapping[str, Held], other: Mapping[str, Held]) -> bool:
    """Whether everything of `one` was released as it is."""
    return all(name in other and other[name].sha256 == file.sha256 for name, file in one.items())
