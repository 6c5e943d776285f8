"""The log of a pack's revisions as Typst source: newest first, at the head of the pack."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.rendering.imprint import Entry, Imprint
from analysis.rendering.typst.text import content

# Changes that the page shows of one revision; all of them stand in the workbook and on the page in HTML.
SHOWN = 12
SHOWN_COMPACT = 4


def revisions_to_typst(imprint: Imprint, *, compact: bool, brief: bool = False) -> str:
    """Source of the section; nothing where there is no log. A scorecard has the newest revision's changes, and a line
    for each edition before it; `brief`, for one that has no room, only says how many changes there are, and where."""
    return "\n".join(_brief(imprint) if brief else _pieces(imprint, compact))


def _brief(imprint: Imprint) -> Iterator[str]:
    for entry in imprint.log[:1]:
        yield f"#section(label: {content(imprint.words['log'])}, level: 1){content(entry.title)}"
        where = [imprint.elsewhere()] if entry.changes else []
        yield f"#prose{content(' '.join((*entry.remarks, *where)))}"


def _pieces(imprint: Imprint, compact: bool) -> Iterator[str]:
    for place, entry in enumerate(imprint.log):
        if place == 0:
            yield f"#section(label: {content(imprint.words['log'])}, level: 1){content(entry.title)}"
        elif compact:
            yield f"#prose{content(' '.join((entry.title + '.', *entry.remarks)))}"
            continue
        else:
            yield f"#section(level: 2){content(entry.title)}"
        if entry.remarks:
            yield f"#prose{content(' '.join(entry.remarks))}"
        if entry.changes:
            yield _table(imprint, entry, SHOWN_COMPACT if compact else SHOWN)


def _table(imprint: Imprint, entry: Entry, most: int) -> str:
    say = imprint.words
    heads = ", ".join(content(say[key]) for key in ("what", "said", "now"))
    shown = entry.changes if len(entry.changes) <= most + 1 else entry.changes[:most]  # a word takes a line as well
    rows = "".join(f"({', '.join(map(content, change.cells(imprint.lang)))}), " for change in shown)
    rest = len(entry.changes) - len(shown)
    remark = f", remark: {content(imprint.left_out(rest))}" if rest else ""
    return f"#changes-table(({heads}), ({rows}){remark})"
