"""Accounts with their words, and as JSON: what a released pack keeps of what it said (`to_bytes`, `from_bytes`).

The JSON (format 1) is one object:

    format      1
    period      "2026-06"          unit    the agency's id, or null: the nation         end   "2026-06-30"
    values      a list in the account's order; each {"id", "indicator", "measure", "kind", "title": {"vi", "en"},
                "shown": {"vi", "en"}} and, where they are not the default, "amount", "agency", "dimensions",
                "denominator", "upper", "qualifier", "decimals", "scale", "series", "as_of", "as_of_precision",
                "known_from", "document", "locator", "occurrence", "token", "inputs" (ids), "operation", "marks",
                "counterpart" (an id). Amounts are text: no digit is lost.
    findings    {key: {"rule", "severity", "message_vi", "message_en", "document", "locator", "figures", …}}
    directives, tasks, documents    lists of objects, with the fields of `indicators.accounts`
    lists       {name: [agency ids]}

Equal accounts give equal JSON; no time and no version of the program stands in it. As bytes it is compressed (gzip):
the titles of a nation's thousands of agencies differ by little.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, asdict, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ..checks.findings import Finding, Severity
from ..errors import DataError
from ..indicators.accounts import Account, Directed, Issued, Listed, Words
from ..indicators.accounts import account as _account
from ..vocabulary.catalogue import Bilingual
from ..vocabulary.measures import Kind, Mark, Measure, Qualifier, Status
from ..vocabulary.values import Value
from .context import Context
from .numbers import shown

FORMAT = 1
LANGUAGES = ("vi", "en")


def account(b: Context) -> Account:
    """What the view of this context says, each value with its title and number in both languages."""
    return worded(b, _account(b.view, b.findings))


def worded(b: Context, plain: Account) -> Account:
    """An account of this context with the words of its values."""
    both = {lang: Context(b.view, lang, b.findings) for lang in LANGUAGES}
    return replace(plain, words={value.id: words(both, value) for value in plain.values.values()})


def words(both: Mapping[str, Context], value: Value) -> Words:
    """How a value is called and written, by a context of each language."""
    vi, en = both["vi"], both["en"]
    return Words(
        title=Bilingual(vi=vi.title(value), en=en.title(value)),
        shown=Bilingual(vi=shown(value, "vi"), en=shown(value, "en")),
    )


# ---------------------------------------------------------------------- writing


def to_json(found: Account) -> dict[str, Any]:
    """The account as plain data; raises KeyError when it has no words (see `account`)."""
    return {
        "format": FORMAT,
        "period": found.period,
        "unit": found.unit,
        "end": found.end.isoformat(),
        "values": [_value(value, found) for value in found.values.values()],
        "findings": {key: _finding(finding) for key, finding in found.findings.items()},
        "directives": [_row(row) for row in found.directives.values()],
        "tasks": [_row(row) for row in found.tasks],
        "documents": [_row(row) for row in found.documents.values()],
        "lists": {name: list(members) for name, members in found.lists.items()},
    }


def _value(value: Value, found: Account) -> dict[str, Any]:
    said = found.words[value.id]
    entry: dict[str, Any] = {
        "id": value.id,
        "indicator": value.indicator,
        "measure": value.measure.value,
        "kind": value.kind.value,
        "title": said.title.model_dump(),
        "shown": said.shown.model_dump(),
    }
    for name, default in _DEFAULTS.items():
        content = getattr(value, name)
        if content != default:
            entry[name] = _plain(content)
    if value.dimensions:
        entry["dimensions"] = dict(value.dimensions)
    inputs = [each.id for each in value.inputs if each.id in found.values]  # not those of other agencies
    if inputs:
        entry["inputs"] = inputs
    if value.counterpart is not None and value.counterpart.id in found.values:
        entry["counterpart"] = value.counterpart.id
    return entry


# Fields that are written only where they say something: all but those that every value has, and the links.
_ALWAYS = ("id", "indicator", "measure", "kind")
_LINKS = ("dimensions", "inputs", "counterpart")
_DEFAULTS = {
    f.name: None if f.default is MISSING else f.default
    for f in fields(Value)
    if f.name not in (*_ALWAYS, *_LINKS, "formula")
}


def _finding(finding: Finding) -> dict[str, Any]:
    return {name: _plain(content) for name, content in vars(finding).items() if content not in (None, (), "")}


def _row(row: Directed | Listed | Issued) -> dict[str, Any]:
    return {name: _plain(content) for name, content in asdict(row).items()}


def _plain(content: Any) -> Any:
    if isinstance(content, Decimal):
        return str(content)
    if isinstance(content, date):
        return content.isoformat()
    return [_plain(each) for each in content] if isinstance(content, tuple) else content


def to_bytes(found: Account) -> bytes:
    """The JSON, compressed; equal accounts give equal bytes. Raises KeyError as `to_json` does."""
    text = json.dumps(to_json(found), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return gzip.compress(text.encode("utf-8"), mtime=0)


# ---------------------------------------------------------------------- reading


def from_bytes(data: bytes) -> Account:
    """The account that `to_bytes` wrote; raises DataError as `from_json` does, and when the bytes are damaged."""
    try:
        return from_json(json.loads(gzip.decompress(data)))
    except (EOFError, OSError, zlib.error, ValueError) as error:
        raise DataError("The account of a pack cannot be read.", found=str(error)) from error


def from_json(data: Mapping[str, Any]) -> Account:
    """The account that was written; raises DataError when it is no account, or one of another format."""
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise DataError(
            "This is no account of a pack, or one of another format.",
            expected=f"format {FORMAT}",
            found=repr(data.get("format")) if isinstance(data, Mapping) else type(data).__name__,
            hint="an account written by a later program is read by that program",
        )
    try:
        return Account(
            period=data["period"],
            unit=data["unit"],
            end=date.fromisoformat(data["end"]),
            values=_linked(data["values"]),
            findings={key: _read(Finding, entry, _FINDING) for key, entry in data["findings"].items()},
            directives={row["id"]: _read(Directed, row, _ROW) for row in data["directives"]},
            tasks=tuple(_read(Listed, row, _ROW) for row in data["tasks"]),
            lists={name: tuple(members) for name, members in data["lists"].items()},
            documents={row["id"]: _read(Issued, row, _ROW) for row in data["documents"]},
            words={
                entry["id"]: Words(Bilingual(**entry["title"]), Bilingual(**entry["shown"]))
                for entry in data["values"]
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise DataError(
            "The account of a pack is malformed.", found=f"{type(error).__name__}: {error}"
        ) from error


_Reader = Mapping[str, Callable[[Any], Any]]
_VALUE: _Reader = {
    "measure": Measure,
    "kind": Kind,
    "status": Status,
    "qualifier": Qualifier,
    "amount": Decimal,
    "denominator": Decimal,
    "upper": Decimal,
    "scale": Decimal,
    "as_of": date.fromisoformat,
    "known_from": date.fromisoformat,
    "marks": lambda marks: tuple(map(Mark, marks)),
}
_FINDING: _Reader = {"severity": Severity, "figures": tuple}
_ROW: _Reader = {
    "lead": tuple,
    "partners": tuple,
    "agencies": tuple,
    "deadline": date.fromisoformat,
    "due": date.fromisoformat,
    "known_from": date.fromisoformat,
}


def _read(shape: type[Any], entry: Mapping[str, Any], readers: _Reader) -> Any:
    """An object of this shape; a field that it does not have is an error, one that is left out has its default."""
    given = {
        name: readers[name](content) if name in readers and content is not None else content
        for name, content in entry.items()
    }
    for each in fields(shape):
        if each.name not in given and each.default is MISSING and each.default_factory is MISSING:
            given[each.name] = None  # written only where it says something
    return shape(**given)


def _linked(entries: Iterable[Mapping[str, Any]]) -> dict[str, Value]:
    """The values, each with those it follows from as far as the account holds them."""
    by_id = {entry["id"]: entry for entry in entries}
    made: dict[str, Value] = {}

    def value(id: str) -> Value:
        if id not in made:
            entry = by_id[id]
            plain = {k: v for k, v in entry.items() if k not in ("title", "shown", "inputs", "counterpart")}
            inputs = tuple(value(each) for each in entry.get("inputs", ()) if each in by_id)
            beside = entry.get("counterpart")
            made[id] = replace(
                _read(Value, plain, _VALUE),
                inputs=inputs,
                counterpart=value(beside) if beside is not None and beside in by_id else None,
            )
        return made[id]

    return {id: value(id) for id in by_id}
