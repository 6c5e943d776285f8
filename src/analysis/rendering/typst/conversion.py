"""What the conversion of one notebook keeps as it goes: files, heading levels, remarks, where we are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from analysis.rendering.typst.fonts import FontSet

# Points: A4 less the margins, upright and turned.
TEXT_WIDTH = 467.7
TEXT_WIDTH_TURNED = 714.3
_SECTION = re.compile(r"\bsection\(")
_LEVEL = re.compile(r"\blevel:\s*(\d+)")

WORDS = {
    "en": {
        "output-image": "Output image of cell {cell}",
        "image": "Image in cell {cell}",
        "no-image": "Image not shown: {what}",
        "widget": "Interactive element, not shown on paper: {what}",
        "script": "Output of cell {cell} needs a browser and is not shown on paper.",
        "media": "{what}, not shown on paper",
        "part": "columns {first} to {last} of {total}",
    },
    "vi": {
        "output-image": "Hình kết quả của ô {cell}",
        "image": "Hình trong ô {cell}",
        "no-image": "Hình không hiển thị được: {what}",
        "widget": "Thành phần tương tác, không thể hiện trên giấy: {what}",
        "script": "Kết quả của ô {cell} cần trình duyệt, không thể hiện trên giấy.",
        "media": "{what}, không thể hiện trên giấy",
        "part": "cột {first} đến {last} trên tổng số {total}",
    },
}


class HeadingLevels:
    """Levels as given → levels of which none is skipped, as PDF/UA asks."""

    def __init__(self) -> None:
        self._open: list[int] = []

    def next(self, level: int) -> int:
        """The level to give to a heading that the author put at `level` (1 is the highest)."""
        while self._open and self._open[-1] >= level:
            self._open.pop()
        self._open.append(level)
        return len(self._open)

    def follow(self, source: str) -> None:
        """Take note of the sections in verbatim Typst, whose levels are as they are."""
        starts = [match.end() for match in _SECTION.finditer(source)]
        for start, end in pairwise([*starts, len(source)]):
            # The level stands among the first arguments; what follows may be a whole chart.
            found = _LEVEL.search(source, start, min(end, start + 2000))
            level = int(found.group(1)) if found else 1
            self._open = list(range(1, level + 1))


@dataclass
class Conversion:
    """State of one conversion. `cell` counts from 1; `attachments` are those of the present markdown cell."""

    fonts: FontSet
    lang: str = "en"
    folder: Path | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    headings: HeadingLevels = field(default_factory=HeadingLevels)
    cell: int = 0
    attachments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def words(self, key: str, **values: object) -> str:
        """A short text of ours in the language of the document."""
        return WORDS["vi" if self.lang == "vi" else "en"][key].format(cell=self.cell, **values)

    def remark(self, text: str) -> None:
        """Something the person who exports should know; said once."""
        line = f"cell {self.cell}: {text}" if self.cell else text
        if line not in self.remarks:
            self.remarks.append(line)

    def add_file(self, data: bytes, suffix: str) -> str:
        """Store a file for the compiler, named by its content; returns the path to write in source."""
        name = f"{hashlib.sha256(data).hexdigest()[:20]}.{suffix}"
        self.files[name] = data
        return f"/{name}"
