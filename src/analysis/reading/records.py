"""CSV and TOML files read strictly: what is malformed is a problem with its row and column, never a guess."""

from __future__ import annotations

import csv
import difflib
import io
import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ..errors import BriefingError
from .problems import Problem, Problems, Where

T = TypeVar("T")


@dataclass(frozen=True)
class Record:
    """One row of a CSV file: its cells by column, NFC, without white space at the ends."""

    where: Where
    cells: Mapping[str, str]
    problems: Problems

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def required(self, column: str) -> str:
        """The cell, which may not be empty; when it is, a problem and the empty text."""
        if not self.cells[column]:
            self.problem(column, "This cell may not be empty.")
        return self.cells[column]

    def read(self, column: str, parser: Callable[[str], T], text: str | None = None) -> T | None:
        """The cell (or `text`, a part of it) through `parser`; None, and a problem, when that refuses."""
        cell = self.cells[column] if text is None else text
        try:
            return parser(cell)
        except (BriefingError, ValueError) as error:
            self.problems.found.append(Problem.of(self.where, column, error, cell))
            return None

    def problem(self, column: str, message: str, **parts: str | None) -> None:
        self.problems.add(self.where, column, message, **parts)


def read_text(path: Path, file: str, problems: Problems) -> str | None:
    """A UTF-8 file (with or without byte-order mark); None, and a problem, when it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        problems.add(Where(file, 1), "", "The file cannot be read.", found=error.strerror or str(error))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[:error.start].count(b"\n") + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        problems.add(
            Where(file, row), f"byte {column}", "The file is not UTF-8.", expected="UTF-8 text",
            found=f"the byte {data[error.start]:#04x}", hint="save it as UTF-8 (in Excel: CSV UTF-8)",
        )
        return None
    if "\0" in text:
        before = text[:text.index("\0")]
        problems.add(
            Where(file, before.count("\n") + 1), f"character {len(before) - (before.rfind(chr(10)) + 1) + 1}",
            "The file holds a NUL character.", hint="it may be UTF-16 or damaged: save it as UTF-8 text",
        )
        return None
    return text


def read_csv(path: Path, file: str, columns: Sequence[str], problems: Problems) -> list[Record]:
    """The rows of a CSV file that has exactly these columns, in any order; empty lines are skipped."""
    text = read_text(path, file, problems)
    if text is None:
        return []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[Record] = []
    header: list[str] | None = None
    row = 1
    while True:
        row = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            problems.add(
                Where(file, row), "", "The CSV is malformed.", found=str(error),
                expected="cells parted by commas; a cell with a comma, quote or line break in double quotes",
            )
            return records
        if not any(cell.strip() for cell in cells):
            continue
        cells = [unicodedata.normalize("NFC", cell).strip() for cell in cells]
        where = Where(file, row)
        if header is None:
            if not _header_fits(cells, columns, where, problems):
                return records
            header = cells
        elif len(cells) != len(header):
            at = header[min(len(cells), len(header)) - 1]
            problems.add(
                where, at, "This row has another number of cells than the header.",
                expected=f"{len(header)} cells", found=f"{len(cells)} cells",
                hint="put a value that holds a comma in double quotes",
            )
        else:
            records.append(Record(where, dict(zip(header, cells, strict=True)), problems))
    if header is None:
        problems.add(Where(file, 1), "", "The file is empty.", expected=f"a header: {','.join(columns)}")
    return records


def _header_fits(header: list[str], columns: Sequence[str], where: Where, problems: Problems) -> bool:
    before = len(problems)
    for column in columns:
        if column not in header:
            problems.add(where, column, "This column is missing.", expected=",".join(columns),
                         found=",".join(header))
    for position, column in enumerate(header, start=1):
        if column not in columns:
            problems.add(
                where, column or f"column {position}", "This column is unknown.", expected=",".join(columns),
                found=repr(column), hint=nearest(column, columns),
            )
        elif header.index(column) < position - 1:
            problems.add(where, column, "This column stands twice.", expected=",".join(columns))
    return len(problems) == before


def nearest(word: str, words: Sequence[str]) -> str | None:
    """A suggestion: the one of `words` that is nearest to `word`, when it is near at all."""
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else None


@dataclass(frozen=True)
class Settings:
    """A TOML file, told key by key where a value is wrong."""

    file: str
    text: str
    values: Mapping[str, Any]
    problems: Problems

    def where(self, key: str) -> Where:
        """The line on which a (dotted) key is set; the first line when it is not."""
        *tables, name = key.split(".")
        row = 0
        lines = self.text.splitlines()
        for table in tables:
            row = next((n for n, line in enumerate(lines) if line.strip() == f"[{table}]"), row)
        pattern = re.compile(rf"\s*(?:\[\s*)?{re.escape(name)}\s*[=\]]")
        row = next((n for n, line in enumerate(lines[row:], start=row) if pattern.match(line)), row)
        return Where(self.file, row + 1)

    def get(self, key: str) -> Any:
        """The value of a (dotted) key; None when it is not set."""
        value: Any = self.values
        for name in key.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    def text_of(self, key: str, *, required: bool = True) -> str:
        """A text, NFC and stripped; when it is missing or no text, a problem and the empty text."""
        value = self.get(key)
        if value is None:
            if required:
                self.problem(key, "This key is missing.")
            return ""
        if not isinstance(value, str) or (required and not value.strip()):
            self.problem(key, "This is not a text.", expected="a text in double quotes", found=repr(value))
            return ""
        return unicodedata.normalize("NFC", value).strip()

    def read(self, key: str, parser: Callable[[str], T], *, required: bool = True) -> T | None:
        """The text of a key through `parser`; None, and a problem, when it is missing or refused."""
        before = len(self.problems)
        text = self.text_of(key, required=required)
        if not text or len(self.problems) > before:
            return None
        try:
            return parser(text)
        except (BriefingError, ValueError) as error:
            self.problems.found.append(Problem.of(self.where(key), key, error, text))
            return None

    def problem(self, key: str, message: str, **parts: str | None) -> None:
        self.problems.add(self.where(key), key, message, **parts)


def read_toml(path: Path, file: str, problems: Problems) -> Settings | None:
    """A TOML file; None, and a problem with its line and column, when it is malformed."""
    text = read_text(path, file, problems)
    if text is None:
        return None
    try:
        return Settings(file, text, tomllib.loads(text), problems)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = re.search(r" \(at line (\d+), column (\d+)\)$", message)
        row, column = (int(place[1]), place[2]) if place else (max(1, len(text.splitlines())), "end")
        problems.add(
            Where(file, row), f"column {column}", "The TOML is malformed.",
            found=message[:place.start()] if place else message,
            hint="a text stands in double quotes; a list in square brackets",
        )
        return None
