"""What came of a step of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Said(NamedTuple):
    """A sentence in both languages."""

    vi: str
    en: str


@dataclass
class Outcome:
    """What came of a step: in sentences, with what went wrong, what to do about it, and reports of its own."""

    failed: bool = False
    skipped: bool = False
    says: list[Said] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    to_do: list[Said] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)  # relative to the folder of runs

    @property
    def status(self) -> str:
        return "failed" if self.failed else "skipped" if self.skipped else "done"

    def fail(self, error: str, *to_do: Said) -> None:
        """Something went wrong."""
        self.failed = True
        self.errors += [error] if error not in self.errors else []
        self.to_do += [line for line in to_do if line not in self.to_do]

    def entry(self) -> dict[str, Any]:
        """For the journal."""
        return {
            "status": self.status,
            "says": [line._asdict() for line in self.says],
            "errors": list(self.errors),
            "to_do": [line._asdict() for line in self.to_do],
            "reports": list(self.reports),
        }


def skipped(vi: str, en: str) -> Outcome:
    """A step that was not done, and why."""
    return Outcome(skipped=True, says=[Said(vi, en)])


def count(number: int, noun: str) -> str:
    """`1 document`, `1,200 rows`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def dotted(number: int) -> str:
    """`1.200`, as Vietnamese writes it."""
    return f"{number:,}".replace(",", ".")
