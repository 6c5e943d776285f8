"""The commands of the archive, the site and the clock."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from .cli_options import JobsOption, JsonOption, Lang, LangOption, PeriodOption, leave

app = typer.Typer()


@app.command(epilog="Examples: `briefing changes`, `briefing changes --since 2026-03 --unit ha-noi --json`")
def changes(
    context: typer.Context,
    period: PeriodOption = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="PERIOD", help="The period to compare with. Default: the last earlier one.",
                     show_default=False),
    ] = None,
    revision: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="What this revision of the released pack says otherwise than the one "
                     "before; the number after the last: what is drafted.", show_default=False),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="AGENCY", help="Only what concerns this agency.", show_default=False),
    ] = None,
    json: JsonOption = False,
    lang: LangOption = Lang.vi,
) -> None:
    """Tell what changed between two periods, or between two revisions of a released pack.

    What moved, was revised, is counted in another way (never subtracted), is new or no longer stated;
    contradictions; deadlines that passed; tasks. The weightiest first.
    """
    from .commands import changes as command

    leave(command.run(context.obj.workspace, period, since, revision, unit, json, lang.value))


@app.command(
    epilog="Examples: `briefing release 2026-06 --by \"Nguyễn Văn A\"`, "
    "`briefing release 2026-06 --pack agency --unit ha-noi --by A --note \"figure corrected\"`"
)
def release(
    context: typer.Context,
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="The period.", show_default=False)],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who answers for it.", show_default=False)],
    note: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Why; a revision needs it.", show_default=False),
    ] = None,
    pack: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this pack; may be given more than once.", show_default=False),
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option(metavar="AGENCY", help="Only of this agency; several with commas, all, or @FILE with one a line; "
                     "may be given more than once.", show_default=False),
    ] = None,
    lang: Annotated[
        list[Lang] | None, typer.Option("--lang", help="Only in this language.", show_default=False)
    ] = None,
    reissue: Annotated[
        bool, typer.Option("--reissue", help="Release a revision although no figure changed: to mend words or looks. "
                     "Its draft is made with briefing render, if need be with --force.")
    ] = False,
    jobs: JobsOption = None,
) -> None:
    """Release the packs of a period: take the draft mark off and freeze them.

    Refused when an error finding stands, a figure is not found in its document, or a pack is not made of what is
    known now; then nothing is released. Documents that are not at hand are named on the packs. What is released never
    changes in silence: with other content it becomes a revision, whose log says what was said, what is said now, and
    why.
    """
    from .commands import release as command
    from .publishing.releases.choosing import Request

    langs = tuple(each.value for each in lang or ())
    request = Request(period, by, note, tuple(pack or ()), tuple(unit or ()), langs, jobs, reissue)
    leave(command.run(context.obj.workspace, request))


@app.command(epilog="Examples: `briefing status`, `briefing status --json`")
def status(context: typer.Context, json: JsonOption = False) -> None:
    """List periods, packs, their states (draft, released, revision drafted, damaged) and revisions.

    Damaged is a pack of which a released file, or the record of its releases, is not what it was; the exit code is
    then 1.
    """
    from .commands import status as command

    leave(command.run(context.obj.workspace, json))


@app.command(epilog="Examples: `briefing site`, `briefing site --no-drafts`")
def site(
    context: typer.Context,
    full: Annotated[bool, typer.Option("--full", help="Write every page anew.")] = False,
    drafts: Annotated[
        bool | None,
        typer.Option("--drafts/--no-drafts", help="Whether packs that are not released stand on it, marked. "
                     "Default: as briefing.toml says, else with them.", show_default=False),
    ] = None,
    jobs: JobsOption = None,
) -> None:
    """Build the site of all periods into reports/site: static pages for any web server or shared folder.

    Only pages of what has changed are written again. What was released and is damaged is left out, and the exit
    code is 1.
    """
    from .commands import site as command

    leave(command.run(context.obj.workspace, full, drafts, jobs))


@app.command(epilog="Example: `briefing serve --port 8000`")
def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="0: any that is free.")] = 8000,
) -> None:
    """Show the site to this machine only, until it is interrupted."""
    from .commands import serve as command

    leave(command.run(context.obj.workspace, port))


@app.command(epilog="Examples: `briefing run`, `briefing run --if-due`, `briefing run --tell-to /tmp/messages`")
def run(
    context: typer.Context,
    period: Annotated[
        list[str] | None,
        typer.Option(metavar="PERIOD", help="A month, quarter or year; latest, the default; may be given more than "
                     "once.", show_default=False),
    ] = None,
    pack: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this pack; may be given more than once. Default: as briefing.toml "
                     "says.", show_default=False),
    ] = None,
    if_due: Annotated[bool, typer.Option("--if-due", help="Do nothing unless the schedule says so.")] = False,
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="With --if-due: the day to judge by.",
                     show_default=False),
    ] = None,
    tell: Annotated[bool, typer.Option("--tell/--no-tell", help="Whether people are told.")] = True,
    tell_again: Annotated[
        bool, typer.Option("--tell-again", help="Tell people although they were told of the same packs.")
    ] = False,
    tell_to: Annotated[
        str | None,
        typer.Option(metavar="FOLDER", help="Write the messages there instead of sending them.", show_default=False),
    ] = None,
    jobs: JobsOption = None,
) -> None:
    """Build, check, render, make the site and tell people, as one step that nobody need watch.

    Locked, logged and resumable: a run that was stopped goes on with the rest when it is run again. Its report in
    reports/runs names what failed and what to do; the exit code is then 1. docs/office.md says what stands in
    briefing.toml.
    """
    from .commands import run as command
    from .publishing.unattended.asked import Asked

    asked = Asked(
        periods=tuple(period or ()),
        packs=tuple(pack or ()),
        if_due=if_due,
        today=today.date() if today else None,
        tell=tell,
        tell_again=tell_again,
        tell_to=tell_to,
        jobs=jobs,
    )
    leave(command.run(context.obj.workspace, asked))


@app.command(epilog="Examples: `briefing schedule`, `briefing schedule --install`, `briefing schedule --remove`")
def schedule(
    context: typer.Context,
    install: Annotated[bool, typer.Option("--install", help="Install it for this user.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take it away.")] = False,
    systemd: Annotated[bool, typer.Option("--systemd", help="A systemd timer.")] = False,
    cron: Annotated[bool, typer.Option("--cron", help="A line of the crontab.")] = False,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="With --install: the first day that counts; runs due "
                     "since then are caught up.", show_default=False),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Say when `briefing run` is next due, and print or install what starts it.

    By default the first working day of the month and of the quarter, at 7 in Viet Nam. Neither cron nor systemd can
    say that: they start `briefing run --if-due` every day, which decides, and catches up on a day that was missed.
    """
    from .commands import schedule as command
    from .errors import UsageError

    if systemd and cron:
        raise UsageError("--systemd and --cron exclude each other.", hint="leave one of them out")
    way = "systemd" if systemd else "cron" if cron else None
    first = since.date() if since else None
    leave(command.run(context.obj.workspace, install=install, remove=remove, way=way, since=first, as_json=json))


@app.command(epilog="Example: `briefing init my-office --name \"Sở Khoa học và Công nghệ\" --accent \"#0b4f6c\"`")
def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.", show_default=False)],
    name: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The office's name in Vietnamese.", show_default=False)
    ] = None,
    name_en: Annotated[str | None, typer.Option(metavar="TEXT", help="And in English.", show_default=False)] = None,
    lang: Annotated[Lang, typer.Option("--lang", help="The language of its packs.")] = Lang.vi,
    accent: Annotated[
        str | None, typer.Option(metavar="COLOUR", help="Its colour, such as #0b4f6c.", show_default=False)
    ] = None,
    logo: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Its logo: SVG or PNG.", show_default=False)
    ] = None,
) -> None:
    """Make a workspace of an office's own: data, notebooks, reports and briefing.toml.

    Every command works in it with --workspace DIR. Nothing that is there is overwritten.
    """
    from .commands import init as command
    from .publishing.workspaces import Identity

    identity = Identity(name, name_en, lang.value, accent, logo)
    leave(command.run(folder, identity))
