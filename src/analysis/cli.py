"""The command line: `briefing`. The one place that prints and exits; commands are imported when called.

Its commands stand in `cli_packs`, `cli_documents` and `cli_archive`.
"""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from . import __version__, cli_archive, cli_documents, cli_packs
from .errors import BriefingError, UsageError
from .paths import WORKSPACE_VARIABLE, Workspace

app = typer.Typer(
    name="briefing",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)

_GLOBAL_WITH_VALUE = "--workspace"
_GLOBAL_FLAG = "--debug"
_ANYWHERE = ("init", "demo", "read")  # commands that need no workspace


@dataclass(frozen=True)
class Settings:
    """What the global options say."""

    workspace: Workspace
    debug: bool


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"briefing57 {__version__}")
        raise typer.Exit


@app.callback(epilog="Begin with `briefing build`, then `briefing render`.")
def options(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(
            help="The folder that holds data/, notebooks/ and reports/. "
            f"Default: ${WORKSPACE_VARIABLE}, else the repository; of an installed program the present folder.",
            show_default=False,
        ),
    ] = None,
    debug: Annotated[bool, typer.Option(_GLOBAL_FLAG, help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Traceable briefing packs on Viet Nam's Resolution 57-NQ/TW.

    Figures stated in official documents are kept in data/raw as stated, built into tables, reconciled, and
    rendered as HTML, PDF and Excel. Every figure leads back to its document.

    Exit codes: 0 all well; 1 something failed, or a finding says that our own data is wrong; 2 wrong usage.
    """
    place = Workspace.find(workspace)
    if not place.root.is_dir():
        raise UsageError(
            "The workspace is no folder.", found=str(place.root), expected="a folder that holds data/raw"
        )
    named = workspace is not None or os.environ.get(WORKSPACE_VARIABLE)
    if not named and not place.raw.is_dir() and context.invoked_subcommand not in _ANYWHERE:
        raise UsageError(
            "The present folder is no workspace.",
            found=str(place.root),
            expected="a folder that holds data/raw",
            hint="go into a workspace, name one with --workspace DIR, or make one: briefing init DIR",
        )
    context.obj = Settings(place, debug)


for _part in (cli_packs.app, cli_documents.app, cli_archive.app):
    app.add_typer(_part)


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code; no traceback leaves it without --debug."""
    given = hoisted(sys.argv[1:] if arguments is None else arguments)
    debug = _GLOBAL_FLAG in given
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # whatever the locale: Vietnamese must come out
    try:
        code = _run(given, debug)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads the output has seen enough: `briefing read … | head`
        with suppress(OSError, ValueError):  # what is still to be written must not fail at the exit again
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _run(given: list[str], debug: bool) -> int:
    try:
        app(given, prog_name="briefing")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1 if leaving.code else 0
    except BriefingError as error:
        if debug:
            traceback.print_exc()
        print(error.describe(), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        raise
    except Exception as error:  # the last resort: one clear line instead of a traceback
        if debug:
            traceback.print_exc()
        kind = type(error).__name__
        print(
            f"Something unexpected went wrong ({kind}: {error}); use --debug to see where.", file=sys.stderr
        )
        return 1
    return 0


def hoisted(arguments: list[str]) -> list[str]:
    """The global options moved to the front, so that they may stand after the command as well."""
    front: list[str] = []
    rest: list[str] = []
    queue = list(arguments)
    while queue:
        argument = queue.pop(0)
        if argument == "--":
            rest += [argument, *queue]
            break
        if argument == _GLOBAL_FLAG or argument.startswith(f"{_GLOBAL_WITH_VALUE}="):
            front.append(argument)
        elif argument == _GLOBAL_WITH_VALUE and queue:
            front += [argument, queue.pop(0)]
        else:
            rest.append(argument)
    return front + rest


if __name__ == "__main__":
    sys.exit(main())
