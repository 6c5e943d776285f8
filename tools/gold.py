"""The gold set: what a careful person marks in a document, and where (tests/gold/README.md tells the forms).

`read_marked` reads a text with its marks inline, `read_sources` the tokens of the reviewed documents; both
give `Gold` mentions with the characters of the plain text that they stand at.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.paths import Workspace
from analysis.reading.mentions.model import Mention
from analysis.reading.recognise import recognise
from analysis.reading.sheets import load
from analysis.reading.text import Document, parse

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "gold"
PARTS = ("sources", "written", "held-out")
MARKED = ".gold.txt"
KINDS = (
    "money", "percent", "ratio", "count", "agency_count", "date", "deadline", "document_number",
)  # fmt: skip
COLUMNS = (
    "document", "locator", "token", "occurrence", "kind", "value", "upper", "denominator", "measure", "date",
    "deadline_kind", "agency", "unit",
)  # fmt: skip
_MARK = re.compile(r"⟦([^⟦⟧]*)⟧")
_KEYS = frozenset({"measure", "upper", "agency", "kind"})
_MEASURES = {"money": "VND", "percent": "percent"}


class GoldError(ValueError):
    """The gold set itself is at fault."""


@dataclass(frozen=True, slots=True)
class Gold:
    """One mention of the gold set. `text` is the plain text from `start` to `end`, as a person marked it."""

    kind: str
    start: int
    end: int
    text: str
    value: Decimal | None = None
    upper: Decimal | None = None
    denominator: Decimal | None = None
    measure: str = ""
    date: dt.date | None = None
    deadline_kind: str = ""
    agency: str = ""
    number: str = ""

    @property
    def meaning(self) -> tuple[Any, ...]:
        """What has to agree: the kind, and the value as its kind has one."""
        return _meaning(self.kind, self.value, self.upper, self.denominator, self.measure, self.date,
                        self.deadline_kind, self.agency, self.number)


@dataclass(frozen=True)
class GoldDocument:
    """A document with its marks. `scope`: the stretches marked completely; None when all of it is."""

    part: str
    name: str
    document: Document
    golds: tuple[Gold, ...]
    scope: tuple[tuple[int, int], ...] | None = None


def meaning(mention: Mention) -> tuple[Any, ...]:
    """What has to agree of a mention that was read: comparable with `Gold.meaning`."""
    value = mention.value if mention.value is not None else mention.numerator
    measure = mention.currency or mention.measure or ""
    return _meaning(str(mention.kind), value, mention.upper, mention.denominator, measure, mention.date,
                    str(mention.deadline_kind or ""), mention.agency or "", mention.number or "")


def _meaning(
    kind: str, value: Decimal | None, upper: Decimal | None, denominator: Decimal | None, measure: str,
    date: dt.date | None, deadline_kind: str, agency: str, number: str,
) -> tuple[Any, ...]:  # fmt: skip
    if kind == "document_number":
        return kind, "".join(number.split())
    if kind == "date":
        return kind, date
    if kind == "deadline":
        return kind, deadline_kind, date
    if kind == "ratio":
        return kind, value, denominator
    if kind == "agency_count":
        return kind, value, upper, agency
    if kind == "count" and measure not in ("times", "days"):
        measure = ""
    return kind, value, upper, denominator, measure


def read_marked(text: str) -> tuple[str, tuple[Gold, ...]]:
    """The plain text and its mentions. Raises GoldError for a mark that is malformed or of no kind."""
    parts: list[str] = []
    golds: list[Gold] = []
    at = length = 0
    for match in _MARK.finditer(text):
        parts.append(text[at:match.start()])
        length += match.start() - at
        gold = _mark(match[1], length)
        golds.append(gold)
        parts.append(gold.text)
        length += len(gold.text)
        at = match.end()
    parts.append(text[at:])
    plain = "".join(parts)
    if "⟦" in plain or "⟧" in plain:
        raise GoldError("a mark is not closed, or stands inside another")
    return plain, tuple(golds)


def _mark(inside: str, start: int) -> Gold:
    fields = inside.split("|")
    if len(fields) < 3 or fields[0] not in KINDS or not fields[-1]:
        raise GoldError(f"⟦{inside}⟧ is no mark: kind|value|key=value|…|text, kind one of {', '.join(KINDS)}")
    kind, value, *pairs, text = fields
    keys = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    if len(keys) != len(pairs) or not keys.keys() <= _KEYS:
        raise GoldError(f"⟦{inside}⟧: keys are {', '.join(sorted(_KEYS))}")
    numerator, _, denominator = value.partition("/") if kind in ("money", "ratio") else (value, "", "")
    given = {
        "value": numerator, "denominator": denominator, "measure": keys.get("measure", ""),
        "upper": keys.get("upper", ""), "agency": keys.get("agency", ""), "date": value,
        "deadline_kind": keys.get("kind", ""),
    }  # fmt: skip
    return _gold(kind, start, start + len(text), text, given)


def _gold(kind: str, start: int, end: int, text: str, given: Mapping[str, str]) -> Gold:
    number = lambda name: Decimal(given[name]) if given[name] else None  # noqa: E731
    try:
        if kind == "document_number":
            return Gold(kind, start, end, text, number=given["value"])
        if kind in ("date", "deadline"):
            day = dt.date.fromisoformat(given["date"]) if given["date"] else None
            if (day is None) != (given["deadline_kind"] == "recurring"):
                raise ValueError("a day is missing, or a recurring deadline has one")
            return Gold(kind, start, end, text, date=day, deadline_kind=given["deadline_kind"])
        return Gold(
            kind, start, end, text, number("value"), number("upper"), number("denominator"),
            given["measure"] or _MEASURES.get(kind, "count"), agency=given["agency"],
        )  # fmt: skip
    except (ValueError, ArithmeticError) as error:
        raise GoldError(f"{text!r} ({kind}): {error}") from error


def marked_documents(part: str, folder: Path = FOLDER) -> Iterator[GoldDocument]:
    """The invented documents of `written` or `held-out`.

    Raises GoldError when a marked text is not the document beside it.
    """
    for path in sorted((folder / part).glob(f"*{MARKED}")):
        plain, golds = read_marked(path.read_text("utf-8"))
        name = path.name.removesuffix(MARKED)
        if plain != path.with_name(f"{name}.txt").read_text("utf-8"):
            raise GoldError(f"{path.name} without its marks is not {name}.txt")
        yield GoldDocument(part, name, parse(plain), golds)


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file of the gold set."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def source_texts(workspace: Workspace | None = None) -> dict[str, Document] | None:
    """The reviewed documents at hand, by id; None when their folder is not there."""
    workspace = workspace or Workspace.find()
    if not workspace.documents.is_dir():
        return None
    found = recognise(workspace.documents, load(workspace, allow_draft=True)).found
    return {id: recognised.document for id, recognised in found.items()}


def read_sources(texts: Mapping[str, Document], folder: Path = FOLDER) -> Iterator[GoldDocument]:
    """The marked stretches of the documents at hand. Raises GoldError for a token that is not at its place."""
    tokens, scopes = rows(folder / "sources.csv"), rows(folder / "scope.csv")
    for name, document in texts.items():
        scope = [
            piece for row in scopes if row["document"] == name for piece in _places(document, row["locator"])
        ]
        golds = [_placed(document, row) for row in tokens if row["document"] == name]
        if scope:
            golds.sort(key=lambda gold: gold.start)
            yield GoldDocument("sources", name, document, tuple(golds), tuple(sorted(scope)))


def _places(document: Document, locator: str) -> Sequence[tuple[int, int]]:
    ranges = document.ranges(locator)
    if not ranges:
        raise GoldError(f"the document has no {locator}")
    return ranges


def _placed(document: Document, row: Mapping[str, str]) -> Gold:
    occurrence = int(row["occurrence"]) if row["occurrence"] else None
    match = document.find(row["locator"], row["token"], occurrence)
    if match.start is None or match.end is None:
        raise GoldError(f"{row['document']} {row['locator']}: {row['token']!r}: {match.reason}")
    return _gold(row["kind"], match.start, match.end, row["token"], row)
