"""Parameters of packs and notebooks, validated before papermill sees them.

papermill only warns of a parameter that a notebook does not have, and writes a parameter's *name* into the
notebook as it is, so a name with a line break would be run as code. Here every name must stand in the
notebook's own `parameters` cell, and every value must be of its kind: a period that a document reaches, a
language of the packs, an agency of the registry.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from ..errors import RenderError, UnknownParameter, UnknownPeriod
from ..vocabulary.agencies import find
from ..vocabulary.periods import Period

Language = Literal["vi", "en"]
LANGUAGES: tuple[str, ...] = get_args(Language)
TAG = "parameters"


class Parameters(BaseModel):
    """What a pack can be asked for. `unit` is the id of an agency; packs of the nation have none."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    period: str
    lang: Language = "vi"
    unit: str | None = None

    @field_validator("period")
    @classmethod
    def _period(cls, text: str) -> str:
        return str(Period.parse(text))

    @field_validator("unit")
    @classmethod
    def _unit(cls, text: str | None) -> str | None:
        return find(text).id if text is not None else None

    def given(self) -> dict[str, Any]:
        """Name → value of those that are set, as a notebook takes them."""
        return {name: value for name, value in self.model_dump().items() if value is not None}


def validate(given: Mapping[str, Any]) -> Parameters:
    """The parameters, in their canonical form.

    Raises UnknownParameter (with the nearest name or language), UnknownPeriod or UnknownAgency.
    """
    for name in given:
        if name not in Parameters.model_fields:
            raise _unknown(name, Parameters.model_fields, "Packs have no such parameter.")
    try:
        return Parameters(**dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        if name == "lang":
            raise UnknownParameter(
                "This is not a language of the packs.",
                expected=" or ".join(LANGUAGES),
                found=repr(given["lang"]),
                where="lang",
                hint="give --lang vi or --lang en",
            ) from None
        if first["type"] == "missing":
            raise UnknownParameter("A parameter is not given.", expected=name) from None
        raise UnknownParameter(
            "A parameter is not of its kind.", where=name, expected="text", found=repr(given.get(name))
        ) from None


def check_period(period: str | Period, documents: Iterable[tuple[date, str]]) -> Period:
    """The period, when at least one document is known by its end; later periods simply hold nothing new.

    `documents` are pairs of the day a document became known and its number. Raises UnknownPeriod that names
    the first document.
    """
    chosen = Period.parse(period)
    known = sorted(documents)
    if not known:
        raise UnknownPeriod(
            "No period can be rendered: there are no documents.",
            found=str(chosen),
            hint="add a folder with document.toml and figures.csv to data/raw",
        )
    first, number = known[0]
    if first > chosen.end:
        raise UnknownPeriod(
            "No document is known by the end of this period.",
            found=str(chosen),
            expected=f"{Period.of(first)} or later: the first document is {number} of {first.isoformat()}",
            hint="give --period YYYY-MM",
        )
    return chosen


# ---------------------------------------------------------------------- notebooks


def notebook_parameters(notebook: Any, where: str | Path) -> dict[str, Any]:
    """Name → default of the assignments in the notebook's cell tagged `parameters`.

    A default that is not a literal is given as None. Raises RenderError when there is no such cell, more than
    one, or one that is not plain assignments.
    """
    cells = [c for c in notebook.cells if c.cell_type == "code" and TAG in c.metadata.get("tags", [])]
    if len(cells) != 1:
        raise RenderError(
            "A notebook needs one cell that holds its parameters.",
            where=where,
            expected=f"one code cell with the tag {TAG!r}",
            found=f"{len(cells)} of them",
        )
    try:
        statements = ast.parse(cells[0].source).body
    except SyntaxError as error:
        raise RenderError("The parameters cell is not Python.", where=where, found=str(error)) from None
    found: dict[str, Any] = {}
    for statement in statements:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, value = statement.targets[0], statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            target, value = statement.target, statement.value
        else:
            continue
        if isinstance(target, ast.Name):
            try:
                found[target.id] = ast.literal_eval(value)
            except ValueError:
                found[target.id] = None
    return found


def read_notebook(path: Path) -> Any:
    """The notebook as nbformat 4; raises RenderError when the file is not one."""
    import nbformat  # here: importing it takes a second or more (see execution.quick_imports)

    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise RenderError("There is no such notebook.", where=path) from None
    except (OSError, ValueError, TypeError, AttributeError, KeyError, nbformat.ValidationError) as error:
        raise RenderError(
            "This is not a notebook.", where=path, found=(str(error).splitlines() or ["nothing"])[0]
        ) from error


def check_notebook(notebook: Any, given: Mapping[str, Any], where: str | Path) -> None:
    """Raises UnknownParameter when the notebook does not declare a given parameter."""
    declared = notebook_parameters(notebook, where)
    for name in given:
        if name not in declared:
            raise _unknown(name, declared, f"The notebook {Path(where).name} has no such parameter.", where)


def _unknown(name: str, known: Iterable[str], message: str, where: str | Path | None = None) -> UnknownParameter:
    names = list(known)
    near = difflib.get_close_matches(str(name), names, n=1, cutoff=0.4)
    return UnknownParameter(
        message,
        expected=", ".join(names) or "none",
        found=repr(name),
        where=where,
        hint=f"did you mean {near[0]!r}?" if near else None,
    )
