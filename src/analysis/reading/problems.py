"""Everything wrong with the sheets, collected and told at once: file, row, column, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import BriefingError, DataError


@dataclass(frozen=True)
class Where:
    """A row of a sheet: the file as seen from the workspace, and its line as an editor counts."""

    file: str
    row: int

    def __str__(self) -> str:
        return f"{self.file}:{self.row}"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in one cell (`column` is empty when the whole row or file is meant)."""

    where: Where
    column: str
    message: str
    expected: str | None = None
    found: str | None = None
    hint: str | None = None

    def describe(self) -> str:
        """`file:row:column: message`, then one line for each further part."""
        place = f"{self.where}:{self.column}" if self.column else str(self.where)
        parts = {"expected:": self.expected, "found:   ": self.found, "to do:   ": self.hint}
        lines = [f"    {word} {part}" for word, part in parts.items() if part]
        return "\n".join([f"{place}: {self.message}", *lines])

    @classmethod
    def of(cls, where: Where, column: str, error: Exception, found: str) -> Problem:
        """The problem that a parser reported about the cell that holds `found`."""
        if isinstance(error, BriefingError):
            return cls(where, column, error.message, error.expected, error.found or repr(found), error.hint)
        return cls(where, column, str(error) or type(error).__name__, found=repr(found))


class SheetError(DataError):
    """All problems of all sheets; `problems` has them one by one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        many = f"The sheets have {len(self.problems)} problems." if len(self.problems) != 1 else (
            "The sheets have a problem."
        )
        super().__init__("\n".join([many, *(problem.describe() for problem in self.problems)]))

    def __reduce__(self) -> tuple[object, ...]:
        return (SheetError, (self.problems,))


class Problems:
    """A list that sheets are read against; `stop` raises when anything was added."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(
        self, where: Where, column: str, message: str, *,
        expected: str | None = None, found: str | None = None, hint: str | None = None,
    ) -> None:
        self.found.append(Problem(where, column, message, expected, found, hint))

    def __len__(self) -> int:
        return len(self.found)

    def stop(self) -> None:
        """Raises SheetError, problems in the order of files and rows, when there are any."""
        if self.found:
            raise SheetError(sorted(self.found, key=lambda problem: (problem.where.file, problem.where.row)))
