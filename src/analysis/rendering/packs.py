"""Packs are declared in data: `packs.toml` beside this module, and one in the workspace's root if any."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import DataError, RenderError, UnknownParameter, UsageError
from ..paths import Workspace
from ..vocabulary.catalogue import Bilingual
from .parameters import Parameters

Format = Literal["html", "pdf", "xlsx"]
FORMATS: tuple[str, ...] = get_args(Format)
_OURS = Path(__file__).with_name("packs.toml")


class Pack(BaseModel):
    """One kind of pack. `units` is `agencies` when it is made once for each agency."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9]*$")
    title: Bilingual
    subtitle: Bilingual | None = None
    issuer: Bilingual | None = None
    notebooks: tuple[str, ...] = Field(min_length=1)
    formats: tuple[Format, ...] = ("html", "pdf", "xlsx")
    units: Literal["none", "agencies"] = "none"


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


def check_unit(pack: Pack, unit: str | None) -> None:
    """Raises UsageError when a pack of agencies gets none, or one of the nation gets one."""
    if pack.units == "none" and unit is not None:
        raise UsageError(
            f"The pack {pack.name} is not made for single agencies.",
            found=f"--unit {unit}",
            hint="leave --unit out",
        )
    if pack.units == "agencies" and unit is None:
        raise UsageError(
            f"The pack {pack.name} is made for single agencies.",
            expected="--unit ID",
            hint="name one, for instance --unit bo-y-te",
        )


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


def folder(workspace: Workspace, pack: Pack, parameters: Parameters) -> Path:
    """Where the pack lies: `reports/<period>/<pack>[-en]/[<unit>/]`.

    Every pack has a folder of its own with no other pack in it, so that it can be replaced as a whole.
    """
    name = pack.name if parameters.lang == "vi" else f"{pack.name}-{parameters.lang}"
    base = workspace.reports / parameters.period / name
    return base / parameters.unit if parameters.unit else base
