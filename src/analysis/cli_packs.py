"""The commands from sheets to packs: build, check, figures, trace, render, and a synthetic nation to try them with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .cli_options import JobsOption, JsonOption, Lang, LangOption, PeriodOption, leave
from .errors import UnknownParameter

app = typer.Typer()


@app.command(epilog="Example: `briefing build`")
def build(context: typer.Context) -> None:
    """Build data/processed from the sheets in data/raw.

    Reads every sheet strictly and tells everything that is wrong at once, with file, row and column.
    Tables are written as Parquet with CSV twins; if anything is wrong, the last good tables stay.
    """
    from .commands import build as command

    leave(command.run(context.obj.workspace))


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

    leave(command.run(context.obj.workspace, period, json, lang.value))


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
    leave(command.run(context.obj.workspace, period, indicator, json, csv, lang.value))


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

    leave(command.run(context.obj.workspace, figure, period, lang.value))


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
    all at once when it is ready; an interrupted run leaves the last good ones, and the next does the rest. A released
    pack stays as it is while what it says does; else, and with --force, a draft of its next revision is made. When
    something fails the others are made, what failed is in the report of the run (reports/runs), and the exit
    code is 1.
    """
    from .commands import render as command
    from .rendering.command import Options

    options = Options(jobs, scheduler, to, force, explain)
    leave(command.run(context.obj.workspace, pack, period or [], unit or [], lang.value, format, options))


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

    leave(command.run(context.obj.workspace, agencies, seed, to))
