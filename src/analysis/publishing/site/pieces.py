"""What a build has to make: pages and files whose key is not as it was noted, in pieces for one process each."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from ...errors import BriefingError, RenderError
from ...exhibits import chart
from ...paths import Workspace
from ...rendering.forks import Task
from . import registry, shelf
from .keys import digest
from .model import Site
from .pages import File, Page
from .state import Note, State, unwritable
from .writing import Writer, environment, program

PIECE = 48  # pages that one process writes before another takes its place: memory stays bounded
_T = TypeVar("_T")
_MODE = 0o644


@dataclass
class Work:
    """`kept` are files that stay, by path; `wanted` the paths of all that shall be there, those to be made among
    them; `pieces` make the others; `bundles` are the keys of sections whose files are made together.
    """

    kept: dict[str, Note] = field(default_factory=dict)
    wanted: set[str] = field(default_factory=set)
    pieces: list[Task[list[Note]]] = field(default_factory=list)
    bundles: dict[str, str] = field(default_factory=dict)


def plan(workspace: Workspace, packs: shelf.Shelf, drafts: bool, before: State) -> Work:
    """Looks at every page and file of the site; opens the tables. Raises what the site itself raises (`Site`)."""
    site = Site(workspace, drafts=drafts, packs=packs)
    writer = Writer(site)
    work = Work()
    root = workspace.site

    def stays(path: str, key: str) -> bool:
        if path in work.wanted:
            raise RenderError("Two pages of the site have one address.", where=path)
        work.wanted.add(path)
        note = before.made.get(path)
        if note is None or note.key != key or shelf.stamp(root / path) != note.look:
            return False
        work.kept[path] = note
        return True

    pages = [(page, key) for page in registry.pages(site) if not stays(page.path, key := writer.key(page))]
    files: dict[str, list[tuple[File, str]]] = {}
    for file in registry.files(site):
        key = digest(file.key, file.sha256, None if file.source else program())
        if not stays(file.path, key):
            files.setdefault(file.group, []).append((file, key))
    # First what every page needs, then what takes long, so that nothing is waited for at the end.
    for part in _parts(files.pop("", []), PIECE):
        work.pieces.append(Task(f"{part[0][0].path} …", _files(root, part)))
    for name, section in registry.bundles():
        key = digest(section.files_key(site), program())
        noted = {path: note for path, note in before.made.items() if note.section == name}
        work.wanted |= noted.keys()
        work.bundles[name] = key
        if before.bundles.get(name) == key and all(shelf.stamp(root / p) == n.look for p, n in noted.items()):
            work.kept |= noted
        else:
            work.pieces.append(Task(name, _bundle(root, site, name, section.files, key)))
    for group, members in files.items():
        work.pieces.append(Task(f"{group}: {members[0][0].path} …", _files(root, members)))
    if pages:
        warm(site)
    for chosen in _parts(pages, PIECE):
        work.pieces.append(Task(f"{chosen[0][0].path} …", _pages(root, writer, chosen)))
    return work


def warm(site: Site) -> None:
    """Loads what every page needs, so that forks of this process have it."""
    for lang in site.languages:
        site.context(None, lang)
    chart.warm()
    for name in environment().list_templates(["j2"]):
        environment().get_template(name)


def _parts(things: Iterable[_T], size: int) -> Iterator[list[_T]]:
    rest = iter(things)
    while part := list(islice(rest, size)):
        yield part


# ---------------------------------------------------------------------- the work of one process


def _pages(root: Path, writer: Writer, pages: list[tuple[Page, str]]) -> Callable[[], list[Note]]:
    def work() -> list[Note]:
        return [_made(root, page.path, key, lambda page=page: writer.write(page)) for page, key in pages]  # type: ignore[misc]

    return work


def _files(root: Path, files: list[tuple[File, str]]) -> Callable[[], list[Note]]:
    def work() -> list[Note]:
        return [_file(root, file, key) for file, key in files]

    return work


def _bundle(
    root: Path, site: Site, name: str, files: Callable[[Site], Iterator[File]], key: str
) -> Callable[[], list[Note]]:
    """The bundle's own list of files is noted whole or not at all: a problem with one makes all of them anew."""

    def work() -> list[Note]:
        notes = [_file(root, file, key, name) for file in files(site)]
        wrong = [note for note in notes if note.problem]
        return wrong or notes

    return work


def _file(root: Path, file: File, key: str, section: str = "") -> Note:
    if file.source is not None:
        return _copied(root, file, key, section)
    assert file.make is not None, f"{file.path} has neither a source nor a way to be made"
    return _made(root, file.path, key, file.make, section)


def _made(root: Path, path: str, key: str, make: Callable[[], bytes], section: str = "") -> Note:
    try:
        put(root, path, make())
    except BriefingError as error:
        return Note(path, key, problem=error.describe())
    except Exception as error:  # one page that fails must not take the others with it
        return Note(path, key, problem=f"{type(error).__name__}: {error}")
    return Note(path, key, shelf.stamp(root / path), section)


def _copied(root: Path, file: File, key: str, section: str) -> Note:
    """A copy, if it is what it must be; nothing is seen of another."""
    assert file.source is not None
    try:
        data = file.source.read_bytes()
    except OSError as error:
        return Note(file.path, key, problem=f"{file.source} cannot be read: {error.strerror}")
    if file.sha256 is not None and hashlib.sha256(data).hexdigest() != file.sha256:
        return Note(file.path, key, problem=f"{file.source} changed while the site was built; build it again")
    return _made(root, file.path, key, lambda: data, section)


def put(root: Path, path: str, data: bytes) -> None:
    """Writes a file of the site: a reader sees the old one or the new one. Raises RenderError when it cannot be."""
    target = root / path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(name).chmod(_MODE)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritable(target, error) from error
