"""What commands share: where they print, and JSON that is one document and nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table

from ..vocabulary.agencies import agencies
from ..vocabulary.catalogue import catalogue, dimension_labels
from ..vocabulary.values import NATION, Value

_PIPED_WIDTH = 160  # characters, when the output is no terminal whose width is known

SEVERITY_STYLES: Mapping[str, str] = {
    "error": "bold red",
    "discrepancy": "dark_orange3",
    "rounding": "blue",
    "break": "magenta",
    "gap": "grey50",
}
SEVERITY_SIGNS: Mapping[str, str] = {
    "error": "✗",
    "discrepancy": "◆",
    "rounding": "≈",
    "break": "⊘",
    "gap": "—",
}


def out() -> Console:
    """Standard output, for people."""
    return _console(stderr=False)


def err() -> Console:
    """Standard error."""
    return _console(stderr=True)


def _console(stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _PIPED_WIDTH
    return Console(file=stream, width=width, highlight=False, emoji=False, markup=False)


def print_json(content: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def table(*columns: str, right: tuple[str, ...] = ()) -> Table:
    """A plain table with these headers; those in `right` hold numbers."""
    made = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return made


def plural(number: int, one: str, many: str | None = None) -> str:
    """`1 figure`, `2 figures`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def plain(number: Decimal | None) -> int | float | None:
    """A whole number as an int, any other as a float: as JSON has them."""
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)


def described(value: Value, lang: str) -> str:
    """The indicator's title, with the dimensions and the agency in words: `Products (pilot), Hue`."""
    entry = catalogue().get(value.indicator)
    text = entry.title[lang] if entry else value.indicator
    words = []
    for key, word in sorted(value.dimensions.items()):
        label = dimension_labels().get(key, {}).get(word)
        words.append(label[lang] if label else word)
    if words:
        text += f" ({'; '.join(words)})"
    if value.agency != NATION:
        known = agencies().get(value.agency)
        text += f", {known.short(lang) if known else value.agency}"
    return text
