"""The log of a pack's revisions as Typst source: newest first, at the head of the pack."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.rendering.imprint import Entry, Imprint, shortened
from analysis.rendering.typst.text import content

# Changes that the page shows of one revision; all of them stand in the workbook and on the page in HTML.
SHOWN = 12
SHOWN_COMPACT = 4


def revisions_to_typst(imprint: Imprint, *, compact: bool, brief: bool = False) -> str:
    """Source of the section; nothing where there is no log. A scorecard has the newest revision's changes, and a word
    on the editions before it; `brief`, for one that has no room, only says how many changes there are, and where."""
    if not imprint.log:
        return ""
    if compact:
        return "\n".join(_newest(imprint, imprint.log[0], brief))
    return "\n".join(_all(imprint))


def _newest(imprint: Imprint, entry: Entry, brief: bool) -> Iterator[str]:
    yield f"#section(label: {content(imprint.words['log'])}, level: 1){content(entry.title)}"
    if brief:
        yield f"#prose{content(' '.join((*map(shortened, entry.remarks), imprint.elsewhere())))}"
        return
    yield from _told(imprint, entry, SHOWN_COMPACT)
    if before := imprint.before():
        yield f"#prose{content(before)}"


def _all(imprint: Imprint) -> Iterator[str]:
    for entry in imprint.log:
        label = f"label: {content(imprint.words['log'])}, level: 1" if entry is imprint.log[0] else "level: 2"
        yield f"#section({label}){content(entry.title)}"
        yield from _told(imprint, entry, SHOWN)


def _told(imprint: Imprint, entry: Entry, most: int) -> Iterator[str]:
    """Who and why, and what changed."""
    if entry.remarks:
        yield f"#prose{content(' '.join(entry.remarks))}"
    if entry.changes:
        yield _table(imprint, entry, most)


def _table(imprint: Imprint, entry: Entry, most: int) -> str:
    say = imprint.words
    heads = ", ".join(content(say[key]) for key in ("what", "said", "now"))
    shown = entry.changes if len(entry.changes) <= most + 1 else entry.changes[:most]  # a word takes a line as well
    rows = "".join(f"({', '.join(map(content, change.cells(imprint.lang)))}), " for change in shown)
    rest = len(entry.changes) - len(shown)
    remark = f", remark: {content(imprint.left_out(rest))}" if rest else ""
    return f"#changes-table(({heads}), ({rows}){remark})"
