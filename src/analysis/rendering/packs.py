"""Packs are declared in data: `packs.toml` beside this module, and one in the workspace's root if any."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ..errors import DataError, RenderError, UnknownParameter, UsageError
from ..paths import Workspace
from ..vocabulary.agencies import AgencyKind, agencies
from ..vocabulary.agencies import find as find_agency
from ..vocabulary.catalogue import Bilingual
from .layouts import ANNEXES, Annex, Layout
from .limits import Limits
from .memory import parse_size
from .parameters import Parameters

Format = Literal["html", "pdf", "xlsx"]
FORMATS: tuple[str, ...] = get_args(Format)
ALL_UNITS = "all"
_OURS = Path(__file__).with_name("packs.toml")


class PackLimits(BaseModel):
    """What one notebook of a pack may take: seconds a cell, seconds in all, and memory beyond the start
    (`2 GB`); left out: no limit.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    cell_seconds: float | None = Field(default=300.0, gt=0)
    notebook_seconds: float | None = Field(default=900.0, gt=0)
    memory: str | None = "4 GB"

    @field_validator("memory")
    @classmethod
    def _memory(cls, text: str | None) -> str | None:
        if text is not None:
            parse_size(text)
        return text

    def engine(self) -> Limits:
        """As the engine takes them."""
        memory = parse_size(self.memory) if self.memory is not None else None
        return Limits(self.cell_seconds, self.notebook_seconds, memory)


class Pack(BaseModel):
    """One kind of pack.

    `units` are the kinds of agencies it is made for, one pack each; none: one pack of the nation. `layout`
    says how it is set: a report with a cover, contents and chapters, or a scorecard of a few pages.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9]*$")
    title: Bilingual
    subtitle: Bilingual | None = None
    issuer: Bilingual | None = None
    notebooks: tuple[str, ...] = Field(min_length=1)
    formats: tuple[Format, ...] = ("html", "pdf", "xlsx")
    units: tuple[AgencyKind, ...] = ()
    layout: Layout = "report"
    annexes: tuple[Annex, ...] = ANNEXES
    limits: PackLimits = Field(default=PackLimits(), exclude=True)  # a pack depends on what it holds, not on how long

    @property
    def of_agencies(self) -> bool:
        """Whether it is made once for each agency."""
        return bool(self.units)


def declared(workspace: Workspace) -> dict[str, Pack]:
    """All packs by name; raises DataError naming the file and the entry that is malformed."""
    packs: dict[str, Pack] = {}
    for path in (_OURS, workspace.root / "packs.toml"):
        if not path.is_file():
            continue
        try:
            entries = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise DataError("The declaration of packs is not TOML.", where=path, found=str(error)) from error
        for name, body in entries.items():
            try:
                packs[name] = Pack(name=name, **body)
            except (ValidationError, TypeError) as error:
                raise DataError("A pack is malformed.", where=f"{path}: [{name}]", found=_told(error)) from error
    return packs


def _told(error: ValidationError | TypeError) -> str:
    """Everything that is wrong with the entry."""
    if isinstance(error, TypeError):
        return str(error)
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())


def find(workspace: Workspace, name: str) -> Pack:
    """The pack of this name; raises UnknownParameter with the nearest."""
    packs = declared(workspace)
    if name not in packs:
        near = difflib.get_close_matches(name, packs, n=1, cutoff=0.4)
        raise UnknownParameter(
            "There is no such pack.",
            expected=", ".join(packs),
            found=repr(name),
            where="--pack",
            hint=f"did you mean {near[0]!r}?" if near else None,
        )
    return packs[name]


def formats(pack: Pack, asked: Iterable[str] | None) -> tuple[Format, ...]:
    """The formats to make, in the pack's order; raises UnknownParameter on one that does not exist."""
    wanted = [word.strip() for entry in asked or () for word in entry.split(",") if word.strip()]
    for name in wanted:
        if name not in FORMATS:
            near = difflib.get_close_matches(name, FORMATS, n=1, cutoff=0.3)
            raise UnknownParameter(
                "There is no such format.",
                expected=", ".join(FORMATS),
                found=repr(name),
                where="--format",
                hint=f"did you mean {near[0]!r}?" if near else None,
            )
        if name not in pack.formats:
            raise UnknownParameter(
                f"The pack {pack.name} is not made in this format.",
                where="--format",
                expected=", ".join(pack.formats),
                found=name,
            )
    return tuple(f for f in pack.formats if f in wanted or not wanted)


def units(pack: Pack, asked: Sequence[str]) -> list[str | None]:
    """The ids of the agencies to make the pack for, in the registry's order for `all`; [None] for the nation.

    `asked` may hold ids or names, lists of them with commas, `all`, and `@file` (one a line, # begins a
    comment). Raises UsageError when a pack of agencies gets none, or one of the nation gets one, and when an
    agency is of a kind that the pack is not made for; UnknownAgency with the nearest names.
    """
    wanted = [name for entry in asked for name in listed(entry)]
    if not pack.of_agencies:
        if wanted:
            raise UsageError(
                f"The pack {pack.name} is not made for single agencies.",
                found=f"--unit {wanted[0]}",
                hint="leave --unit out",
            )
        return [None]
    if not wanted:
        raise UsageError(
            f"The pack {pack.name} is made for single agencies.",
            expected="--unit ID, or --unit all",
            hint="name one, for instance --unit bo-y-te",
        )
    everyone = [agency.id for agency in agencies().values() if agency.kind in pack.units]
    chosen: dict[str | None, None] = {}
    for name in wanted:
        if name == ALL_UNITS:
            chosen |= dict.fromkeys(everyone)
            continue
        agency = find_agency(name)
        if agency.kind not in pack.units:
            raise UsageError(
                f"The pack {pack.name} is not made for an agency of this kind.",
                expected=", ".join(pack.units),
                found=f"{agency.name_vi} ({agency.id}), {agency.kind}",
                where="--unit",
            )
        chosen[agency.id] = None
    return list(chosen)


def listed(entry: str) -> list[str]:
    """The names in one value of --unit: several with commas, or `@file`; raises UsageError when that cannot be read."""
    if not entry.startswith("@"):
        return [agency for name in entry.split(",") if (agency := name.strip())] or [entry]
    path = Path(entry[1:]).expanduser()
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            "The list of agencies cannot be read.",
            where=path,
            found=str(error),
            expected="a text file with one id or name a line",
        ) from error
    found = [name for line in lines if (name := line.partition("#")[0].strip())]
    if not found:
        raise UsageError("The list of agencies is empty.", where=path, expected="one id or name a line")
    return found


def notebook_paths(workspace: Workspace, pack: Pack) -> list[Path]:
    """The pack's notebooks, in order; raises RenderError naming every one that is not there."""
    paths = [workspace.notebooks / f"{name}.ipynb" for name in pack.notebooks]
    absent = [p.name for p in paths if not p.is_file()]
    if absent:
        raise RenderError(
            f"The pack {pack.name} names notebooks that are not there.",
            where=workspace.notebooks,
            found=", ".join(absent),
            hint="mend packs.toml, or bring the notebooks back",
        )
    return paths


def place_of(pack: str, parameters: Parameters) -> str:
    """Where a pack lies below a target: `<period>/<pack>[-en]/[<unit>]`.

    Every pack has a folder of its own with no other pack in it, so that it can be replaced as a whole.
    """
    name = pack if parameters.lang == "vi" else f"{pack}-{parameters.lang}"
    return "/".join(filter(None, (parameters.period, name, parameters.unit)))


def folder(workspace: Workspace, pack: Pack, parameters: Parameters) -> Path:
    """The pack's folder in the workspace's own reports."""
    return workspace.reports / place_of(pack.name, parameters)
