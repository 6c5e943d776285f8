"""What readers of .docx and .pdf make of a file: paragraphs and tables, and the text they are written as.

The text follows the conventions of `analysis.reading.text`: a paragraph is a line, paragraphs are parted by
an empty line; a row is a line of cells parted by tabs; a note's mark is `[footnoteRef:3]`, and its text
` [3: …]` stands at the end of the paragraph or cell that holds the mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..numbering import opener
from ..tabular import is_row

_MARK = re.compile(r"\[footnoteRef:(\d{1,6})\]")
_SPACES = re.compile(r"[^\S\n]+")
_BULLET = re.compile(r"[-–—•+▪●➢✓]\s")
# What a reader does not see and a format leaves behind: soft hyphens, zero-width marks, control characters.
_UNSEEN = re.compile(r"[\u00ad\u200b\u2060\ufeff\ufffe\uffff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SERIAL = frozenset({"stt", "tt", "số tt", "số thứ tự"})
_MOTTO = re.compile(r"độc\s*lập\s*[-–]\s*tự\s*do\s*[-–]\s*hạnh\s*phúc|đảng cộng sản việt nam|nơi nhận\s*:")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a line break in it is a break that its author made."""

    text: str


@dataclass(frozen=True)
class Grid:
    """A table: rows of cells, merged cells as their text once and empty cells for the rest."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Grid


def write(blocks: Iterable[Block], notes: Mapping[int, Sequence[str]]) -> str:
    """The text of the blocks; `notes` are the paragraphs of each note by its number."""
    pieces: list[str] = []
    waiting = dict(notes)
    for block in blocks:
        if isinstance(block, Paragraph):
            pieces += [_with_notes(line, waiting) for line in lines_of(block.text)]
        else:
            rows = [row for cells in block.rows if (row := _row([_with_notes(flat(cell), waiting) for cell in cells]))]
            if rows:
                pieces.append("\n".join(rows))
    return "\n\n".join(pieces) + "\n" if pieces else ""


def lines_of(text: str) -> list[str]:
    """A paragraph's lines: a break made by hand parts titles and items of a list, and else is only a space."""
    lines: list[str] = []
    for piece in text.split("\n"):
        clean = flat(piece)
        if not clean:
            continue
        item = _BULLET.match(clean) or (opener(clean) and lines and lines[-1][-1] in ".;:!?…")
        if lines and not item and _is_title(lines[-1]) == _is_title(clean):
            lines[-1] += " " + clean
        else:
            lines.append(clean)
    return lines


def _is_title(line: str) -> bool:
    """Whether a line is in capitals."""
    letters = [c for c in line if c.isalpha()]
    return len(letters) > 2 and all(c.isupper() for c in letters)


def flat(text: str) -> str:
    """One line: NFC, each run of white space one space, without what a reader does not see."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", text.replace("\u2011", "-")))
    return " ".join(seen.split())


def is_layout(bordered: bool, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table only places text on the page, and is read cell by cell.

    A letterhead or a signature beside the recipients is; else a table that no line is drawn for, unless
    its first row numbers rows (`STT`).
    """
    first = [flat(cell).casefold().strip(" .") for cell in rows[0]] if rows else []
    if first and first[0] in _SERIAL:
        return False
    if max((len(row) for row in rows), default=0) < 2:
        return True
    head = " ".join(flat(cell) for row in rows[:4] for cell in row).casefold()
    return not bordered or (len(rows) <= 8 and _MOTTO.search(head) is not None)


def _row(cells: Sequence[str]) -> str:
    """A row as a line: with tabs, or with bars where a line with tabs would not be known for a row."""
    if not any(cells):
        return ""
    line = "\t".join(cells)
    if is_row(line):
        return line
    return "| " + " | ".join(cell.replace("|", "¦") for cell in cells) + " |"


def _with_notes(line: str, notes: dict[int, Sequence[str]]) -> str:
    """The line with the notes it refers to for the first time at its end."""
    for mark in _MARK.findall(line):
        body = notes.pop(int(mark), None)
        if body is not None:
            text = "\n".join(_balanced(flat(part)) for part in body if flat(part))
            line += f" [{mark}: {text}]"
    return line


def _balanced(text: str) -> str:
    """Brackets that close nothing or are never closed become round, so that a note ends where it should."""
    depth, waiting, letters = 0, [], list(text)
    for index, letter in enumerate(letters):
        if letter == "[":
            waiting.append(index)
            depth += 1
        elif letter == "]":
            if waiting:
                waiting.pop()
            else:
                letters[index] = ")"
    for index in waiting:
        letters[index] = "("
    return "".join(letters)
