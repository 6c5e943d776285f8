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
LangOption = Annotated[Lang, typer.Option("--lang", help="Language of titles and messages.")]


def leave(code: int) -> None:
    """Ends the command with this exit code."""
    raise typer.Exit(code)
