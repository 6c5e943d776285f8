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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from ..errors import RenderError
from ..paths import Workspace
from . import manifest

if TYPE_CHECKING:
    from ..tables.store import Store

SIDECAR = 1  # the form of what stands beside a pack
ATTEMPTS = 3  # to open the store while somebody is changing the sheets
Kind = Literal[
    "new", "rows", "parameters", "pack", "notebook", "program", "library", "format", "file", "failed"
]


@dataclass(frozen=True)
class Reason:
    """Why a pack is made again, in words: `figures of its peers changed: products.count`."""

    kind: Kind
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Verdict:
    """Whether the pack can stay as it is; otherwise for what reasons it cannot.

    `good` are the formats asked for that need not be made again. `renew` asks for a call of `renew`, so that
    the next run need not look so closely.
    """

    reusable: bool
    reasons: tuple[Reason, ...] = ()
    good: tuple[str, ...] = ()
    renew: bool = False


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


def quick(place: Place, state: str, formats: Sequence[str]) -> Verdict | None:
    """Judges by what stands beside the pack; None when it must be looked at more closely (`judge`)."""
    beside = place.sidecar()
    if beside is None or beside.get("sidecar") != SIDECAR:
        return _new() if place.manifest() is None else None
    if beside.get("state") != state:
        return None
    noted = beside.get("stamps")
    if not isinstance(noted, dict) or noted.get(manifest.NAME) is None:
        return None
    names = [manifest.file_name(format) for format in formats]
    looks = place.stamps([manifest.NAME, *names])
    if looks.get(manifest.NAME) != noted[manifest.NAME]:
        return None
    if beside.get("failed"):
        return Verdict(False, (_failed(beside["failed"]),))
    if all(name in noted and looks.get(name) == noted[name] for name in names):
        return Verdict(True, good=tuple(formats))
    return _files(place, place.manifest() or {}, formats, beside)


def judge(place: Place, inputs: Mapping[str, Any], formats: Sequence[str]) -> Verdict:
    """Compares the pack with what it would be made from now (`manifest.inputs`)."""
    made = place.manifest()
    if made is None:
        there = place.stamps([manifest.NAME])
        return _new("manifest.json is damaged") if there else _new()
    if made.get("format") != manifest.FORMAT or not isinstance(made.get("inputs"), dict):
        return _new("made by another version of the program")
    reasons = []
    if made["inputs"].get("digest") != inputs["digest"]:
        reasons += differences(made["inputs"], inputs)
    failures = [str(failure.get("name")) for failure in made.get("failures", ())]
    if failures:
        reasons.append(_failed(failures))
    if reasons:
        return Verdict(False, tuple(reasons))
    return _files(place, made, formats, place.sidecar() or {})


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
    good, reasons = [], []
    for format, name in zip(formats, names, strict=True):
        if name not in outputs:
            reasons.append(Reason("format", f"format {format} not made yet"))
        elif name not in looks:
            reasons.append(Reason("file", f"file {name} is missing"))
        elif looks[name] != noted.get(name) and place.checksum(name) != outputs[name].get("sha256"):
            reasons.append(Reason("file", f"file {name} is damaged"))
        else:
            good.append(format)
    return Verdict(not reasons, tuple(reasons), tuple(good), renew=not reasons)


def _new(more: str = "") -> Verdict:
    return Verdict(False, (Reason("new", f"never made{f' as it is now: {more}' if more else ''}"),))


def _failed(names: Iterable[Any]) -> Reason:
    return Reason("failed", f"last run failed: {', '.join(map(str, names))}")


# ---------------------------------------------------------------------- reasons


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Reason]:
    """What differs between two accounts of `manifest.inputs`, in words."""
    found: list[Reason] = []
    for name, before, after in _changes(old, new, "parameters"):
        found.append(Reason("parameters", f"parameter {name} changed: {before} → {after}"))
    keys = [name for name, _, _ in _changes(old, new, "pack")]
    if keys:
        found.append(Reason("pack", f"declaration of the pack changed: {', '.join(keys)}"))
    found += _rows(old, new)
    for name, before, after in _changes(old, new, "notebooks"):
        what = "added" if before is None else "taken out" if after is None else "changed"
        found.append(Reason("notebook", f"notebook {name} {what}"))
    for name, _, _ in _changes(old, new, "code"):
        found.append(Reason("program", f"program changed: {name}"))
    if old.get("version") != new.get("version"):
        found.append(Reason("program", f"program {old.get('version')} → {new.get('version')}"))
    for name, before, after in _changes(old, new, "libraries"):
        found.append(Reason("library", f"library {name} {before or 'absent'} → {after or 'absent'}"))
    return found or [Reason("program", "the manifest does not say what changed")]


def _rows(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Reason]:
    """One reason for each part of the tables, those of one kind together."""
    from ..tables.fingerprints import ORDER  # here the tables have been read already

    changed = [name for name, _, _ in _changes(old, new, "rows")]
    if any(name.startswith("figures") for name in changed):
        changed = [name for name in changed if name != ORDER]  # it follows
    together: dict[str, list[str]] = {}
    for name in changed:
        head, _, tail = name.partition(": ")
        together.setdefault(head, []).extend([tail] if tail else [])
    return [
        Reason("rows", f"{head} changed{': ' if tails else ''}{', '.join(tails)}")
        for head, tails in together.items()
    ]


def _changes(old: Mapping[str, Any], new: Mapping[str, Any], part: str) -> list[tuple[str, Any, Any]]:
    """(name, before, after) of the entries of a part that differ; None for one that is not there."""
    before, after = old.get(part), new.get(part)
    before = before if isinstance(before, dict) else {}
    after = after if isinstance(after, dict) else {}
    return [
        (name, before.get(name), after.get(name))
        for name in dict.fromkeys([*after, *before])
        if before.get(name) != after.get(name)
    ]


# ---------------------------------------------------------------------- noting


def record(
    place: Place, state: str, made: Mapping[str, Any], report: Mapping[str, Any] | None = None
) -> None:
    """Notes, once the pack is in its place, at which state it was made; `report` is kept beside it.

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
        "failed": [failure.get("name") for failure in made.get("failures", ())],
        "stamps": stamps,
    }
    with contextlib.suppress(OSError):
        place.write_sidecar(content)


def renew(place: Place, state: str, made: Mapping[str, Any] | None = None) -> None:
    """Notes that the pack was found good at this state, so that the next run sees it at once.

    `made` is its manifest, where the caller has it at hand.
    """
    record(place, state, made if made is not None else place.manifest() or {}, place.sidecar())
