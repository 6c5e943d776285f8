"""briefing site"""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..paths import Workspace
from ..publishing.site import Report, build
from .output import out

_MOST_PROBLEMS = 20


def run(
    workspace: Workspace,
    full: bool = False,
    drafts: bool | None = None,
    jobs: int | None = None,
    console: Console | None = None,
) -> int:
    """Brings the site up to date and says what was done; 1 when something could not be made or was left out."""
    console = console or out()
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        bar = progress.add_task("Site", total=None)
        report = build(
            workspace,
            full=full,
            drafts=drafts,
            jobs=jobs,
            tell=lambda done, all: progress.update(bar, completed=done, total=all),
        )
    _say(console, report)
    return report.exit_code


def _say(console: Console, report: Report) -> None:
    for problem in report.problems[:_MOST_PROBLEMS]:
        console.print(f"✗ {problem}")
    if len(report.problems) > _MOST_PROBLEMS:
        console.print(f"  … and {len(report.problems) - _MOST_PROBLEMS} more")
    console.print(f"{report.site}: {report.summary()}")
