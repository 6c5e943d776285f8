"""What can go wrong, as a tree.

    BriefingError                    anything we report to a person without a traceback
    ├── UsageError                   the command or a parameter is wrong (exit code 2)
    │   ├── UnknownPeriod
    │   ├── UnknownAgency
    │   └── UnknownParameter
    ├── DataError                    our sheets are wrong: file, row, column and what to do
    │   └── QuantityError            a number that cannot be read
    ├── DocumentError                a document cannot be read or recognised
    └── RenderError                  a notebook, an export or the reports folder failed
"""

from __future__ import annotations

from pathlib import Path


class BriefingError(Exception):
    """An error told to a person: what was expected, what was found, where, and what to do."""

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        expected: str | None = None,
        found: str | None = None,
        where: str | Path | None = None,
        hint: str | None = None,
    ) -> None:
        self.message = message
        self.expected = expected
        self.found = found
        self.where = str(where) if where is not None else None
        self.hint = hint
        super().__init__(self.describe())

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments are lost by the default pickling of exceptions, and errors cross processes.
        return (_rebuild, (type(self), self.message, self.expected, self.found, self.where, self.hint))

    def describe(self) -> str:
        """All parts, one a line."""
        lines = [self.message]
        if self.where:
            lines.append(f"  where:    {self.where}")
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.found:
            lines.append(f"  found:    {self.found}")
        if self.hint:
            lines.append(f"  to do:    {self.hint}")
        return "\n".join(lines)


def _rebuild(kind, message, expected, found, where, hint):  # type: ignore[no-untyped-def]
    return kind(message, expected=expected, found=found, where=where, hint=hint)


class UsageError(BriefingError):
    exit_code = 2


class UnknownPeriod(UsageError):
    """Not a period, or no document reaches it."""


class UnknownAgency(UsageError):
    """No agency of the registry has this id or name."""


class UnknownParameter(UsageError):
    """A notebook or pack has no such parameter, or not such a value."""


class DataError(BriefingError):
    """A sheet or table breaks its rules."""


class QuantityError(DataError):
    """A token is not a number in the Vietnamese official grammar."""


class DocumentError(BriefingError):
    """A document cannot be read, recognised or matched to its sheet."""


class RenderError(BriefingError):
    """A pack or part of it could not be made."""
