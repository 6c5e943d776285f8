"""The commands of the archive, the site and the clock."""

from __future__ import annotations

import typer

app = typer.Typer()
