"""Which packs need not be made again, and why the others must be.

Two questions, the cheap one first:

    quick   Was the pack found good when everything was just as it is now? `state` is one checksum of all that
            any pack can depend on, and beside each pack stands at which state it was last found good and how
            its files looked then (size and times, as git's index has them). Reads one small file a pack.
    judge   Something has changed since: did it concern this pack? Compares what it was made from, part by part
            as its manifest tells it, with what it would be made from now, and says in words what differs.

Nothing here imports pandas, matplotlib or papermill: a run with nothing to do must not wait for them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import RenderError
from ..paths import Workspace
from . import manifest, reasons
from .editions import Revision
from .reasons import Reason

if TYPE_CHECKING:
    from ..tables.store import Store

SIDECAR = 1  # the form of what stands beside a pack
ATTEMPTS = 3  # to open the store while somebody is changing the sheets


@dataclass(frozen=True)
class Verdict:
    """Whether the pack can stay as it is; otherwise for what reasons it cannot.

    `good` are the formats asked for that need not be made again. `renew` asks for a call of `renew`, so that
    the next run need not look so closely. `restore`: nothing is to be made, the released files are to be brought back.
    """

    reusable: bool
    reasons: tuple[Reason, ...] = ()
    good: tuple[str, ...] = ()
    renew: bool = False
    restore: bool = False


class Place(Protocol):
    """Where a pack lies, as far as judging it goes: a folder here, or elsewhere."""

    @property
    def name(self) -> str:
        """For messages."""

    def sidecar(self) -> dict[str, Any] | None:
        """What `write_sidecar` was given last; None when there is nothing that can be read."""

    def write_sidecar(self, content: dict[str, Any]) -> None:
        """Keeps it beside the pack, whole or not at all."""

    def manifest(self) -> dict[str, Any] | None:
        """The pack's manifest.json; None when there is nothing that can be read."""

    def stamps(self, names: Iterable[str]) -> dict[str, list[Any]]:
        """File → a JSON list that differs once the file was changed; only of files that are there."""

    def checksum(self, name: str) -> str | None:
        """SHA-256 of the file, in hexadecimal; None when it is not there."""


# ---------------------------------------------------------------------- places


def sidecar_path(target: Path) -> Path:
    """Beside the pack and not in it: what stands there changes without the pack changing."""
    return target.parent / f".{target.name}.run.json"


@dataclass(frozen=True)
class Folder:
    """A pack in a folder of this machine."""

    target: Path

    @property
    def name(self) -> str:
        return str(self.target)

    def sidecar(self) -> dict[str, Any] | None:
        return _json(sidecar_path(self.target))

    def write_sidecar(self, content: dict[str, Any]) -> None:
        path = sidecar_path(self.target)
        draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            draft.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def manifest(self) -> dict[str, Any] | None:
        return _json(self.target / manifest.NAME)

    def stamps(self, names: Iterable[str]) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for name in names:
            with contextlib.suppress(OSError):
                stat = os.stat(f"{self.target}/{name}")  # noqa: PTH116  # a thousand packs: paths cost more than this
                found[name] = [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns]
        return found

    def checksum(self, name: str) -> str | None:
        try:
            return manifest.sha256((self.target / name).read_bytes())
        except OSError:
            return None


def _json(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


# ---------------------------------------------------------------------- the state of everything


def state(workspace: Workspace) -> str:
    """One checksum of all that a pack can depend on: sheets, tables, notebooks, packs, program, libraries.

    The sheets count beside the tables, so that a change not yet built is seen; the tables beside the sheets, so
    that one edited by hand is. Documents themselves, pictures and what is not of the project do not count.
    """
    digest = hashlib.sha256(f"{SIDECAR} {manifest.FORMAT}".encode())
    for path, data in _sources(workspace):
        digest.update(f"{path}\0{manifest.sha256(data)}\0".encode())
    digest.update(json.dumps([manifest.program(), manifest.libraries()], sort_keys=True).encode())
    return digest.hexdigest()


def _sources(workspace: Workspace) -> Iterable[tuple[str, bytes]]:
    """Path below the workspace and content of every file of it that counts."""
    paths = [workspace.root / "packs.toml"]
    for folder, suffixes, passed_over in (
        (workspace.raw, (".toml", ".csv"), workspace.raw / "documents"),
        (workspace.processed, (".parquet", ".json"), None),
        (workspace.notebooks, (".ipynb", ".py"), None),
    ):
        for place, folders, names in os.walk(folder):
            folders[:] = [
                name for name in folders if not name.startswith(".") and Path(place, name) != passed_over
            ]
            paths += [Path(place, name) for name in names if name.endswith(suffixes)]
    for path in sorted(paths):
        with contextlib.suppress(FileNotFoundError):  # removed meanwhile
            yield str(path.relative_to(workspace.root)), path.read_bytes()
    yield from _office(workspace)


def _office(workspace: Workspace) -> Iterable[tuple[str, bytes]]:
    """What packs show of the office: its entry of the settings, and its logo. Nothing else there shapes a pack."""
    name = workspace.settings.name
    try:
        data = workspace.settings.read_bytes()
        said = tomllib.loads(data.decode("utf-8")).get("office")
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:  # whoever reads them for more says what is wrong
        yield name, str(error).encode()
        return
    yield name, json.dumps(said, sort_keys=True, default=str).encode()
    if isinstance(said, dict) and isinstance(said.get("logo"), str):
        with contextlib.suppress(OSError):
            yield said["logo"], (workspace.root / said["logo"]).read_bytes()


_opened_at: dict[Path, str] = {}


def opened(workspace: Workspace, open: Callable[[Workspace], Store] | None = None) -> tuple[str, Store]:
    """The store, and the state of everything it was opened at: the same before and after.

    Opening builds the tables when the sheets have changed, which changes the state, and somebody may be saving
    a sheet just now. Raises RenderError when there is no end to it.
    """
    from .. import briefing  # only now: it brings pandas and matplotlib

    before = state(workspace)
    if open is None and _opened_at.get(workspace.root) != before:
        briefing.forget()  # what this process may have opened earlier
    for _ in range(ATTEMPTS):
        store = open(workspace) if open is not None else briefing.store(workspace)
        after = state(workspace)
        if after == before:
            _opened_at[workspace.root] = after
            return after, store
        before = after
        if open is None:
            briefing.forget()
    raise RenderError(
        "The sheets are being changed while packs are made from them.",
        where=workspace.raw,
        hint="run it again when they are saved",
    )


# ---------------------------------------------------------------------- judging


def quick(
    place: Place, state: str, formats: Sequence[str], release: list[int] | None = None
) -> Verdict | None:
    """Judges by what stands beside the pack; None when it must be looked at more closely (`judge`).

    `release` is the look of the pack's record of releases (`editions.stamp`). A released pack is never found wanting
    here: what is to be done with it follows from what it says.
    """
    found = _noted(place, state, formats, release)
    return found if found is None or found.reusable or release is None else None


def _noted(place: Place, state: str, formats: Sequence[str], release: list[int] | None) -> Verdict | None:
    beside = place.sidecar()
    if beside is None or beside.get("sidecar") != SIDECAR:
        return _not_there() if place.manifest() is None else None
    if beside.get("state") != state or beside.get("release") != release:
        return None
    noted = beside.get("stamps")
    if not isinstance(noted, dict) or noted.get(manifest.NAME) is None:
        return None
    names = [manifest.file_name(format) for format in formats]
    looks = place.stamps([manifest.NAME, *names])
    if looks.get(manifest.NAME) != noted[manifest.NAME]:
        return None
    if beside.get("failed"):
        return Verdict(False, (reasons.failed(beside["failed"]),))
    if all(name in noted and looks.get(name) == noted[name] for name in names):
        return Verdict(True, good=tuple(formats))
    return _files(place, place.manifest() or {}, formats, beside)


def judge(place: Place, inputs: Mapping[str, Any], formats: Sequence[str]) -> Verdict:
    """Compares the pack with what it would be made from now (`manifest.inputs`)."""
    made = place.manifest()
    if made is None:
        there = place.stamps([manifest.NAME])
        return _not_there("manifest.json is damaged") if there else _not_there()
    if made.get("format") != manifest.FORMAT or not isinstance(made.get("inputs"), dict):
        return _not_there("made by another version of the program")
    why = []
    if made["inputs"].get("digest") != inputs["digest"]:
        why += reasons.differences(made["inputs"], inputs)
    failures = [str(failure.get("name")) for failure in made.get("failures", ())]
    if failures:
        why.append(reasons.failed(failures))
    if why:
        return Verdict(False, tuple(why))
    return _files(place, made, formats, place.sidecar() or {})


def released(place: Place, revision: Revision, formats: Sequence[str]) -> Verdict:
    """Whether the files of this revision lie at the pack's place; where they do not, they are to be brought back."""
    made = place.manifest()
    if made is None or place.checksum(manifest.NAME) != revision.files[manifest.NAME].sha256:
        return Verdict(False, (Reason("released", "the released files are not in their place"),), restore=True)
    found = _files(place, made, formats, place.sidecar() or {})
    return found if found.reusable else replace(found, restore=True)


def _files(place: Place, made: Mapping[str, Any], formats: Sequence[str], beside: Mapping[str, Any]) -> Verdict:
    """Of a pack whose inputs are the same: which of its files are there and whole.

    A file that looks as it did when it was last found good is whole; another is read.
    """
    outputs = made.get("outputs", {})
    names = [manifest.file_name(format) for format in formats]
    looks = place.stamps([manifest.NAME, *names])
    noted = beside.get("stamps", {})
    if looks.get(manifest.NAME) != noted.get(manifest.NAME):
        noted = {}  # noted of another pack than the one that lies there
    good: list[str] = []
    why: list[Reason] = []
    for format, name in zip(formats, names, strict=True):
        if name not in outputs:
            why.append(Reason("format", f"format {format} not made yet"))
        elif name not in looks:
            why.append(Reason("file", f"file {name} is missing"))
        elif looks[name] != noted.get(name) and place.checksum(name) != outputs[name].get("sha256"):
            why.append(Reason("file", f"file {name} is damaged"))
        else:
            good.append(format)
    return Verdict(not why, tuple(why), tuple(good), renew=not why)


def _not_there(more: str = "") -> Verdict:
    return Verdict(False, (reasons.new(more),))


# ---------------------------------------------------------------------- noting


def record(
    place: Place,
    state: str,
    made: Mapping[str, Any],
    report: Mapping[str, Any] | None = None,
    release: list[int] | None = None,
) -> None:
    """Notes, once the pack is in its place, at which state it was made, and how the record of its releases looked
    then (`editions.stamp`); `report` is kept beside it.

    Nothing is noted when another run has put another pack there meanwhile, nor when the disk is full: the pack
    is none the worse for it, it will only be looked at more closely.
    """
    stamps = place.stamps([manifest.NAME, *made.get("outputs", {})])
    there = place.manifest() or {}
    if there.get("inputs", {}).get("digest") != made.get("inputs", {}).get("digest"):
        return
    content = {
        **(report or {}),
        "sidecar": SIDECAR,
        "state": state,
        "release": release,
        "failed": [failure.get("name") for failure in made.get("failures", ())],
        "stamps": stamps,
    }
    with contextlib.suppress(OSError):
        place.write_sidecar(content)


def renew(
    place: Place, state: str, made: Mapping[str, Any] | None = None, release: list[int] | None = None
) -> None:
    """Notes that the pack was found good at this state, so that the next run sees it at once.

    `made` is its manifest, where the caller has it at hand.
    """
    record(place, state, made if made is not None else place.manifest() or {}, place.sidecar(), release)
