"""The commands about documents and their sheets: read, draft, review, verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .cli_options import JobsOption, JsonOption, Lang, LangOption, leave

app = typer.Typer()


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

    leave(command.run(context.obj.workspace, files, json, jobs, lang.value))


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

    leave(command.run(context.obj.workspace, file, replace))


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

    leave(command.run(context.obj.workspace, file, opened, lang.value))


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

    leave(command.run(context.obj.workspace, json))
