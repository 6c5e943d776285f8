"""Every run of words that an exhibit shows, in all its forms, and what must not stand in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from analysis.exhibits.chart import Chart
from analysis.exhibits.display import Exhibit
from analysis.exhibits.markup import as_text
from analysis.exhibits.tables import Table

_NEVER = re.compile(r"\bNone\b|\bnan\b|\bNaN\b|[{}]|\(\s*\)|  |\s[,;.:]|,,|\.\.|^\s|\s$|calc\.|\.missing|_")


def flat(shown: object) -> Iterator[Exhibit]:
    """Exhibits one by one, as `briefing.show` takes them: None is passed over."""
    if shown is None:
        return
    if isinstance(shown, Exhibit):
        yield shown
    elif isinstance(shown, Iterable):
        for part in shown:
            yield from flat(part)


def words(exhibit: Exhibit) -> Iterator[str]:
    """Titles, sentences, cells, notes and alt texts, each as plain words."""
    if isinstance(exhibit, Table):
        yield as_text(exhibit.title).plain()
        yield from (c.label for c in exhibit.columns)
        for row in exhibit.rows:
            columns = exhibit.columns[:1] if row.kind == "group" else exhibit.columns
            for cell, column in zip(row.cells, columns, strict=True):
                if text := exhibit.text(cell, column).plain():
                    yield text
        yield from (as_text(n).plain() for n in exhibit.notes)
        yield exhibit.cited
    elif isinstance(exhibit, Chart):
        yield from (as_text(t).plain() for t in (exhibit.title, exhibit.subtitle))
        yield exhibit.alt_text
        yield from words(exhibit.table)
    else:
        yield from exhibit.plain().splitlines()


def faults(exhibit: Exhibit) -> list[str]:
    """Words that no reader should meet: placeholders, Python's words for nothing, stray spaces."""
    found = [
        text
        for text in words(exhibit)
        if _NEVER.search(text) or not text or not unicodedata.is_normalized("NFC", text)
    ]
    found += [f"html: {w}" for w in ("None", "nan") if f">{w}<" in exhibit.html()]
    if not exhibit.typst().endswith("\n"):
        found.append("typst does not end its line")
    return found
