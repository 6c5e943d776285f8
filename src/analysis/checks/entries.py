"""What a checks.toml holds: its entries, and the kinds of check (rules) that they call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import DataError
from ..tables.store import View
from ..vocabulary.values import Value
from . import wording
from .agreement import Agreement
from .findings import Finding, Severity

REGISTERS = ("tasks", "databases")
# What a number that does not agree with the recomputed one makes.
SEVERITIES = {Agreement.ROUNDING: Severity.ROUNDING, Agreement.DISAGREES: Severity.DISCREPANCY}


@dataclass(frozen=True)
class Check:
    """One entry of a checks.toml: its keys, and where to point when they are wrong."""

    id: str
    rule: str
    document: str
    keys: Mapping[str, Any]
    where: str
    severity: Severity | None = None
    note: Mapping[str, str] | None = None

    def __getitem__(self, key: str) -> Any:
        return self.keys[key]

    def get(self, key: str, default: Any = None) -> Any:
        return self.keys.get(key, default)

    def wrong(self, key: str, expected: str) -> DataError:
        """An error about this entry's `key`."""
        return DataError(
            f"The check {self.id!r} is wrong.",
            where=f"{self.where}: {key}",
            expected=expected,
            found=repr(self.keys.get(key)),
        )


@dataclass(frozen=True)
class Rule:
    """A kind of check. `figures` are the keys that hold one figure id or several, `lists` those that hold
    groups lists; they must be known for the check to run. `one_of` are keys of which exactly one is given."""

    name: str
    run: Callable[[Check, View], Iterator[Finding]]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()  # figure keys that may hold a number instead
    allowed: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        common = {"id", "rule", "severity", "note"}
        object.__setattr__(
            self, "allowed", frozenset({*common, *self.required, *self.optional, *self.one_of})
        )


def finding(
    check: Check,
    severity: Severity,
    message: Callable[[str], str],
    figures: Sequence[Value],
    *,
    stated: str | None,
    expected: str | None,
    document: str | None = None,
    locator: str | None = None,
) -> Finding:
    """A finding of a declared check, with the entry's severity and note.

    It stands at the first of its figures that the declaring document states; `message` makes the sentence in
    a language.
    """
    own = [value for value in figures if value.document == check.document] or list(figures)
    texts = {
        lang: f"{message(lang)} {check.note[lang]}" if check.note else message(lang) for lang in ("vi", "en")
    }
    return Finding(
        rule=check.rule,
        severity=check.severity or severity,
        message_vi=texts["vi"],
        message_en=texts["en"],
        document=document or (own[0].document if own else None) or check.document,
        locator=locator or (own[0].locator if own else None),
        figures=tuple(dict.fromkeys(value.id for value in figures)),
        stated=stated,
        expected=expected,
        check=check.id,
    )


def quote(check: Check, value: Value, view: View, lang: str) -> str:
    """`Văn bản nêu 73 nhiệm vụ quá hạn`."""
    return f"{wording.opening(value, check.document, lang, view)} {wording.says(value, lang, view)}"
