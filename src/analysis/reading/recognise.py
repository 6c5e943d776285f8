"""Which file of the folder of documents is which document, by what stands in it and never by its name.

A file is a document when the checksum of its normalised text is the recorded one, else when all strings of
the recorded letterhead stand in its first characters. Other files are counted and left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from ..errors import DocumentError
from ..paths import DOCUMENTS_VARIABLE
from .files import SUFFIXES, read_file
from .matching import fold
from .text import Document, checksum, parse

LETTERHEAD_LENGTH = 2_000  # characters of the text as a reader sees it


class Identity(Protocol):
    """What a document is known by."""

    @property
    def id(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def letterhead(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Recognised:
    """One file taken for a document; `same` says that its text is the recorded one."""

    id: str
    path: Path
    text: str
    same: bool

    @cached_property
    def document(self) -> Document:
        """The parsed text (parsed once)."""
        return parse(self.text)


@dataclass(frozen=True)
class Recognition:
    """The folder of documents, sorted out."""

    folder: Path
    found: Mapping[str, Recognised]
    missing: Mapping[str, str]  # document id → what was looked for
    unknown: tuple[Path, ...] = ()
    unreadable: Mapping[Path, str] = field(default_factory=dict)  # why

    def require(self, id: str) -> Recognised:
        """Raises DocumentError, saying what was looked for and where."""
        if id in self.found:
            return self.found[id]
        unread = [f"{path.name} ({why})" for path, why in self.unreadable.items()]
        raise DocumentError(
            f"The document {id} is not in the folder of documents.", where=self.folder,
            expected=self.missing.get(id, "a document that has sheets"),
            found=f"{len(self.found)} documents, {len(self.unknown)} unknown files"
                  + (f", unreadable: {'; '.join(unread)}" if unread else ""),
            hint=f"put its text there under any name, or name its folder in {DOCUMENTS_VARIABLE}",
        )  # fmt: skip


# One reader for each suffix; all lead to the one door for files.
READERS: dict[str, Callable[[Path], str]] = dict.fromkeys(SUFFIXES, read_file)


def recognise(folder: Path, identities: Iterable[Identity]) -> Recognition:
    """Sorts out the files of `folder` (not its subfolders).

    Raises DocumentError when there is no such folder, when a file fits two letterheads, or when two
    different texts fit one and neither is the recorded text.
    """
    if not folder.is_dir():
        raise DocumentError(
            "There is no folder of documents.", where=folder, expected="the texts of the documents",
            hint=f"put them there, or name their folder in {DOCUMENTS_VARIABLE}",
        )
    known = tuple(identities)
    candidates: dict[str, list[Recognised]] = {identity.id: [] for identity in known}
    unknown: list[Path] = []
    unreadable: dict[Path, str] = {}
    for path in sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] != "."):
        reader = READERS.get(path.suffix.lower())
        if reader is None:
            unknown.append(path)
            continue
        try:
            text = reader(path)
        except DocumentError as error:
            unreadable[path] = error.message
            continue
        taken = identify(text, known, path)
        if taken is None:
            unknown.append(path)
        else:
            candidates[taken.id].append(Recognised(taken.id, path, text, checksum(text) == taken.sha256))
    found = {id: _choose(id, files, folder) for id, files in candidates.items() if files}
    missing = {
        identity.id: looked_for(identity) for identity in known if identity.id not in found
    }
    return Recognition(folder, found, missing, tuple(unknown), unreadable)


def identify(text: str, identities: Iterable[Identity], where: Path | None = None) -> Identity | None:
    """The document `text` is; None when it is none of them."""
    known = tuple(identities)
    digest = checksum(text)
    for identity in known:
        if identity.sha256 == digest:
            return identity
    # Four times the length: markup and blank lines do not count.
    head = fold(text[:4 * LETTERHEAD_LENGTH]).text[:LETTERHEAD_LENGTH].casefold()
    def fits(identity: Identity) -> bool:
        return all(fold(part).text.strip().casefold() in head for part in identity.letterhead)

    fitting = [identity for identity in known if identity.letterhead and fits(identity)]
    if len(fitting) > 1:
        raise DocumentError(
            "A file fits the letterheads of several documents.", where=where,
            expected="letterheads that tell the documents apart",
            found=", ".join(identity.id for identity in fitting),
            hint="give [text] letterhead in document.toml a string that only this document has",
        )
    return fitting[0] if fitting else None


def looked_for(identity: Identity) -> str:
    """What would make a file this document, for people."""
    strings = " and ".join(f"“{part}”" for part in identity.letterhead)
    return (
        f"{identity.number}: a text with the checksum {identity.sha256[:12]}…, or with {strings} "
        f"in its first {LETTERHEAD_LENGTH:,} characters"
    )


def _choose(id: str, files: list[Recognised], folder: Path) -> Recognised:
    """The recorded text when it is among the files, else the only text there is."""
    for file in files:
        if file.same:
            return file
    if len({checksum(file.text) for file in files}) > 1:
        raise DocumentError(
            f"Several different texts have the letterhead of {id}.", where=folder, expected="one text",
            found=", ".join(file.path.name for file in files), hint="keep the one the sheets were made from",
        )
    return files[0]
