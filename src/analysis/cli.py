"""The command line: `briefing`. The one place that prints and exits; commands are imported when called."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from . import __version__
from .errors import BriefingError, UnknownParameter, UsageError
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


@dataclass(frozen=True)
class Settings:
    """What the global options say."""

    workspace: Workspace
    debug: bool


class Lang(StrEnum):
    vi = "vi"
    en = "en"


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
            f"Default: ${WORKSPACE_VARIABLE}, else the repository.",
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
    if workspace is not None and not workspace.expanduser().is_dir():
        raise UsageError(
            "The workspace is no folder.", found=str(workspace), expected="a folder that holds data/raw"
        )
    context.obj = Settings(Workspace.find(workspace), debug)


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


@app.command(epilog="Example: `briefing build`")
def build(context: typer.Context) -> None:
    """Build data/processed from the sheets in data/raw.

    Reads every sheet strictly and tells everything that is wrong at once, with file, row and column.
    Tables are written as Parquet with CSV twins; if anything is wrong, the last good tables stay.
    """
    from .commands import build as command

    _leave(command.run(context.obj.workspace))


@app.command(
    epilog="Examples: `briefing check`, `briefing check --period 2026-05 --lang en`, `briefing check --json`"
)
def check(
    context: typer.Context, period: PeriodOption = None, json: JsonOption = False, lang: LangOption = Lang.vi
) -> None:
    """Reconcile the figures and list the findings.

    ✗ error: our own data is wrong (exit code 1). ◆ discrepancy: a document contradicts itself or another.
    ≈ rounding. ⊘ break: not comparable. — gap: something is missing.
    """
    from .commands import check as command

    _leave(command.run(context.obj.workspace, period, json, lang.value))


@app.command(
    epilog="Examples: `briefing figures --indicator budget`, `briefing figures "
    "--period 2026-05 --indicator products.count --json`"
)
def figures(
    context: typer.Context,
    period: PeriodOption = None,
    indicator: Annotated[
        str | None,
        typer.Option(
            metavar="KEY",
            help="Only this indicator (budget.disbursed) or topic (budget).",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
    csv: Annotated[bool, typer.Option("--csv", help="The same fields as CSV on standard output.")] = False,
    lang: LangOption = Lang.vi,
) -> None:
    """List the figures known in a period, as stated and where they stand.

    With --json and --csv, values are in base units: đồng, US dollars, percent 0 to 100, counts. 73/124 is
    value 73 and denominator 124. A date that is stated as a month or year is its last day.
    """
    from .commands import figures as command

    if json and csv:
        raise UnknownParameter("--json and --csv exclude each other.", hint="leave one of them out")
    _leave(command.run(context.obj.workspace, period, indicator, json, csv, lang.value))


@app.command(
    epilog="Examples: `briefing trace tb329.budget.disbursed`, `briefing trace calc.budget.rate_of_assigned`"
)
def trace(
    context: typer.Context,
    figure: Annotated[
        str,
        typer.Argument(
            help="The id of a figure, as briefing figures and every pack show it.", show_default=False
        ),
    ],
    period: PeriodOption = None,
    lang: LangOption = Lang.vi,
) -> None:
    """Show where a figure comes from and what is computed from it.

    Its token, place, document and dates; the words around it where the document is at hand; how it was
    read; the findings that touch it; the indicators that follow from it. The id of a recomputed value begins
    with calc.
    """
    from .commands import trace as command

    _leave(command.run(context.obj.workspace, figure, period, lang.value))


@app.command(
    epilog="Examples: `briefing read notice.docx`, `briefing read notice.pdf --json`, "
    "`briefing read archive/*.txt --json --jobs 4`"
)
def read(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Documents: .txt, .md, .docx or .pdf.", show_default=False),
    ],
    json: JsonOption = False,
    jobs: JobsOption = None,
    lang: LangOption = Lang.vi,
) -> None:
    """List the quantities, dates, deadlines and document numbers in a document, typed and at their place.

    docs/mentions.md says what is listed. With --json, values are in base units and offsets are characters of
    the text; several files give one list, in the order given. A file that cannot be read does not stop the
    others; it is named, and the exit code is 1.
    """
    from .commands import read as command

    _leave(command.run(context.obj.workspace, files, json, jobs, lang.value))


@app.command(epilog="Examples: `briefing draft notice.docx`, `briefing draft notice.pdf --replace`")
def draft(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .txt, .md, .docx or .pdf.", show_default=False)],
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Draft anew over an earlier draft. A reviewed sheet is never replaced."),
    ] = False,
) -> None:
    """Draft the sheet of a new document into data/raw, for a person to review.

    Proposes document.toml, figures, registers, tasks and lists, each with its place and how sure it is. The
    build refuses a draft until its status is set to reviewed. The document itself is put into
    data/raw/documents, which git passes over, unless BRIEFING_DOCUMENTS names another folder.
    """
    from .commands import draft as command

    _leave(command.run(context.obj.workspace, file, replace))


@app.command(epilog="Examples: `briefing review notice.docx`, `briefing review notice.pdf --no-open`")
def review(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The document.", show_default=False)],
    opened: Annotated[bool, typer.Option("--open/--no-open", help="Show it in a browser.", show_default=False)] = True,
    lang: LangOption = Lang.vi,
) -> None:
    """Show a document with what its sheet took from it, what was set aside, and what was overlooked.

    Writes a page that works without a network into data/review and opens it. It holds the document's text
    and is for the reviewer only; git passes the folder over. Drafts are shown too. Exit code 1 when a row of
    the sheet is not found in the text or has a mistake.
    """
    from .commands import review as command

    _leave(command.run(context.obj.workspace, file, opened, lang.value))


@app.command(
    epilog="Examples: `BRIEFING_DOCUMENTS=~/documents briefing verify`, `briefing verify --json`"
)
def verify(context: typer.Context, json: JsonOption = False) -> None:
    """Prove that every figure stands in its document where its sheet says, and that nothing was overlooked.

    Documents are read from data/raw/documents or the folder in BRIEFING_DOCUMENTS, and recognised by what
    stands in them, whatever the files are called. Each quantity, date, deadline and document number in them
    is in the sheet, set aside with a reason, or unaccounted for. Exit code 1 when a token is not found or
    ambiguous, its document is not at hand, or something in a reviewed document is unaccounted for.
    """
    from .commands import verify as command

    _leave(command.run(context.obj.workspace, json))


@app.command(
    epilog="Examples: `briefing render`, `briefing render --period 2026-05 --period 2026-06 --lang en "
    "--format html,pdf`, `briefing render --pack agency --unit all`"
)
def render(
    context: typer.Context,
    pack: Annotated[str, typer.Option(metavar="NAME", help="The pack to make.")] = "national",
    period: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PERIOD",
            help="A month (2026-06), quarter or year; may be given more than once. "
            "Default: the latest month.",
            show_default=False,
        ),
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option(
            metavar="AGENCY",
            help="An agency's id or name for a pack of its own, several with commas, all, or @FILE with one a "
            "line; may be given more than once.",
            show_default=False,
        ),
    ] = None,
    lang: LangOption = Lang.vi,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="LIST",
            help="What to make, separated by commas. Default: html,pdf,xlsx.",
            show_default=False,
        ),
    ] = None,
    jobs: JobsOption = None,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="TARGET",
            help="Where packs go: a folder, or an address such as s3://bucket/packs. Default: reports/.",
            show_default=False,
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="A Dask scheduler, such as tcp://10.0.0.5:8786, whose workers make the packs "
            "(docs/cluster.md).",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Make packs even if nothing has changed.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say which packs would be made and why; make nothing.")
    ] = False,
) -> None:
    """Make packs: HTML, PDF and workbook, into reports/PERIOD/PACK.

    Only what has changed is made again: a pack's own rows, notebooks, the program, its libraries. A pack appears
    all at once when it is ready; an interrupted run leaves the last good ones, and the next does the rest. When
    something fails the others are made, what failed is in the report of the run (reports/runs), and the exit
    code is 1.
    """
    from .commands import render as command
    from .rendering.command import Options

    options = Options(jobs, scheduler, to, force, explain)
    _leave(command.run(context.obj.workspace, pack, period or [], unit or [], lang.value, format, options))


@app.command(epilog="Example: `briefing demo --agencies 3377 --seed 1`")
def demo(
    context: typer.Context,
    agencies: Annotated[int, typer.Option(min=1, metavar="N", help="How many agencies it has.")] = 3377,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="The same seed gives the same figures.")] = 1,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where it is written. Default: build/demo-N-SEED.", show_default=False),
    ] = None,
) -> None:
    """Make a synthetic nation to try things with: invented agencies and figures in a workspace of their own.

    Figures have plausible distributions, gaps and contradictions. Every page made of them says that they are
    invented, and they cannot be mixed with real documents.
    """
    from .commands import demo as command

    _leave(command.run(context.obj.workspace, agencies, seed, to))


def _leave(code: int) -> None:
    raise typer.Exit(code)


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
