"""Options that several commands share, and how a command ends."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Lang(StrEnum):
    vi = "vi"
    en = "en"


PeriodOption = Annotated[
    str | None,
    typer.Option(
        "--period",
        metavar="PERIOD",
        help="A month (2026-06), quarter (2026-Q2) or year (2026). Only what "
        "was known by its end is used. Default: the latest month.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output, nothing else.")]
JobsOption = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="Processes to use at once. Default: one a processor.", show_default=False),
]


def _else_the_offices(context: typer.Context, given: Lang) -> Lang:
    """The language as given; without one that of the office whose workspace it is."""
    source = context.get_parameter_source("lang")
    if source is None or source.name != "DEFAULT":  # by its name: some versions of typer bring their own click
        return given
    from .office import load

    return Lang(load(context.obj.workspace).lang)


LangOption = Annotated[
    Lang,
    typer.Option(
        "--lang",
        callback=_else_the_offices,
        help="Language of titles and messages. Default: the office's (briefing.toml), else vi.",
        show_default=False,
    ),
]


def leave(code: int) -> None:
    """Ends the command with this exit code."""
    raise typer.Exit(code)
