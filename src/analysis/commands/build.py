"""briefing build"""

from __future__ import annotations

from ..paths import Workspace
from ..tables.build import build
from .output import out, plural, table


def run(workspace: Workspace) -> int:
    """Builds the tables and says what was read and written."""
    report = build(workspace)
    console = out()
    console.print(
        f"Read {plural(len(report.read), 'sheet')} of {plural(len(report.documents), 'document')} "
        f"from {workspace.raw}:"
    )
    for document in report.documents:
        files = [path.name for path in report.read if path.parent.name == document]
        console.print(f"  {document}: {', '.join(files)}")
    console.print(f"Wrote {plural(len(report.written), 'file')} to {workspace.processed}:")
    rows = table("table", "rows", right=("rows",))
    for name, count in report.rows.items():
        rows.add_row(f"  {name}", str(count))
    console.print(rows)
    same = "" if report.changed else " Nothing changed since the last build."
    console.print(f"Done in {report.seconds:.1f} s.{same}")
    return 0
