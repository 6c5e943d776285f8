"""How well a draft made from nothing reproduces the reviewed sheets.

A reviewed figure is reproduced when a drafted one stands at the same place (they overlap) with the same
indicator, agency, dimensions and value; a database of an annex when a drafted one stands in the same row with
the same list, agency and token. A drafted figure that reproduces none is wrong.

The same for invented documents, `name.figures.txt` of the gold set, where the figures are marked inline as
`⟦figure|indicator|agency=…|dimension=…|text⟧`: they tell how far the recipes carry beyond the reviewed ones.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.paths import Workspace
from analysis.reading.recognise import recognise
from analysis.reading.rows import DocumentSheet, FigureRow
from analysis.reading.sheets import load
from analysis.reading.text import Document, parse
from analysis.vocabulary.quantities import normalise, parse_quantity

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "gold"
_MARKED = ".figures.txt"
_MARK = re.compile(r"⟦figure\|([^⟦⟧]*)⟧")

_NATION = frozenset({"", "viet-nam", None})
_LENGTH = {"day": 10, "month": 7, "quarter": 7, "year": 4}  # of 2026-06-30


@dataclass(frozen=True)
class Item:
    """A figure (or a database) to compare: where it stands and what it says."""

    name: str  # the row's id, or what a draft took it for
    token: str
    start: int
    end: int
    key: tuple[Any, ...]  # indicator, agency, dimensions, value
    as_of: str = ""

    def told(self) -> str:
        return ", ".join(_words(part) for part in self.key if part not in (None, "", ()))


@dataclass
class Score:
    """One document, or all."""

    reviewed: int = 0
    drafted: int = 0
    right: int = 0
    dated: int = 0  # of the right ones: with the right date too

    def __add__(self, other: Score) -> Score:
        return Score(self.reviewed + other.reviewed, self.drafted + other.drafted, self.right + other.right,
                     self.dated + other.dated)

    @property
    def recall(self) -> float | None:
        return self.right / self.reviewed if self.reviewed else None

    @property
    def precision(self) -> float | None:
        return self.right / self.drafted if self.drafted else None


@dataclass
class Scores:
    """All documents: scores by id, those of invented and of held-out documents apart, and every difference in words."""

    documents: dict[str, Score] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    invented: dict[str, Score] = field(default_factory=dict)
    held_out: dict[str, Score] = field(default_factory=dict)

    @property
    def total(self) -> Score:
        """The reviewed documents in one."""
        return sum(self.documents.values(), Score())

    def table(self) -> str:
        lines = [
            "| document | reviewed | reproduced | share | with its date | drafted | of them right |",
            "|---|--:|--:|--:|--:|--:|--:|",
        ]
        parts = (("reviewed", self.documents), ("invented", self.invented), ("held-out", self.held_out))
        rows = []
        for part, scores in parts:
            named = "" if part == "reviewed" else f"{part}: "
            rows += [(part, f"{named}{name}", score) for name, score in scores.items()]
            if scores:
                rows.append((part, f"**all {part}**", sum(scores.values(), Score())))
        for part, name, score in rows:
            dated = score.dated if part == "reviewed" else "–"
            lines.append(
                f"| {name} | {score.reviewed} | {score.right} | {_percent(score.recall)} | {dated} "
                f"| {score.drafted} | {_percent(score.precision)} |"
            )
        return "\n".join(lines)

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            **{name: _data(score) for name, score in self.documents.items()},
            "total": _data(self.total), "invented": {name: _data(score) for name, score in self.invented.items()},
            "held_out": {name: _data(score) for name, score in self.held_out.items()},
            "differences": self.differences,
        }


def _data(score: Score) -> dict[str, Any]:
    return {**vars(score), "recall": score.recall, "precision": score.precision}


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{int(share * 1000) / 10:.1f} %"


def _words(part: Any) -> str:
    if isinstance(part, tuple):
        return " ".join(_words(inner) for inner in part if inner is not None)
    return f"{part:f}" if isinstance(part, Decimal) else str(part)


def drafter() -> Callable[[str], Any] | None:
    """The function that drafts a text; None while there is none."""
    try:
        from analysis.reading.drafting import draft
    except ImportError:
        return None
    return draft


def measure(reviewed: bool, workspace: Workspace | None = None) -> Scores | None:
    """Drafts the invented documents and, where `reviewed` says that they are at hand, the reviewed ones.

    None while there is nothing that drafts.
    """
    draft = drafter()
    if draft is None:
        return None
    scores = Scores()
    if reviewed:
        workspace = workspace or Workspace.find()
        sheets = [sheet for sheet in load(workspace, allow_draft=True) if not sheet.draft]
        found = recognise(workspace.documents, sheets).found
        for sheet in (sheet for sheet in sheets if sheet.id in found):
            document = found[sheet.id].document
            items = drafted_items(draft(document.text), sheet, document)
            scores.documents[sheet.id], differences = compare(reviewed_items(sheet, document), items)
            scores.differences += [f"{sheet.id}: {line}" for line in differences]
    for path in sorted(FOLDER.glob(f"*/*{_MARKED}")):
        plain, marked = read_figures(path.read_text("utf-8"))
        name = path.name.removesuffix(_MARKED)
        if plain != path.with_name(f"{name}.txt").read_text("utf-8"):
            raise ValueError(f"{path.name} without its marks is not {name}.txt")
        score, differences = compare(marked, drafted_items(draft(plain), None, parse(plain)))
        if path.parent.name == "held-out":
            scores.held_out[name] = score
        else:
            scores.invented[name] = score
            scores.differences += [f"{name}: {line}" for line in differences]
    return scores


def read_figures(text: str) -> tuple[str, list[Item]]:
    """The plain text of an invented document, and its figures; a figure's date is not marked."""
    items: list[Item] = []
    parts: list[str] = []
    at = length = 0
    for match in _MARK.finditer(text):
        indicator, *pairs, token = match[1].split("|")
        keys = dict(pair.split("=", 1) for pair in pairs)
        agency = keys.pop("agency", "")
        quantity = parse_quantity(token)
        parts += [text[at:match.start()], token]
        start = length + match.start() - at
        length = start + len(token)
        at = match.end()
        value = (quantity.amount, quantity.denominator, quantity.upper)
        items.append(Item(indicator, token, start, length, (indicator, agency, _pairs(keys), value), ""))
    return "".join([*parts, text[at:]]), items


def compare(reviewed: Sequence[Item], drafted: Sequence[Item]) -> tuple[Score, list[str]]:
    """Each reviewed item takes the first drafted one that says the same at its place; each is taken once."""
    score = Score(len(reviewed), len(drafted))
    ordered = sorted(drafted, key=lambda item: item.start)
    starts = [item.start for item in ordered]
    longest = max((item.end - item.start for item in ordered), default=0)
    taken: set[int] = set()
    differences: list[str] = []
    for item in reviewed:
        here = _overlapping(item, ordered, starts, longest)
        same = [n for n in here if n not in taken and ordered[n].key == item.key]
        if same:
            best = next((n for n in same if ordered[n].as_of == item.as_of), same[0])
            taken.add(best)
            score.right += 1
            if item.as_of in ("", ordered[best].as_of):  # a database has no date
                score.dated += 1
            else:
                differences.append(f"date: {item.name} {item.token!r}: reviewed {item.as_of}, "
                                   f"drafted {ordered[best].as_of}")
        else:
            others = "; ".join(ordered[n].told() for n in here) or "nothing"
            differences.append(f"not reproduced: {item.name} {item.token!r} ({item.told()}): drafted {others}")
    differences += [
        f"wrong: {item.name} {item.token!r} ({item.told()})" for n, item in enumerate(ordered) if n not in taken
    ]
    return score, differences


def _overlapping(item: Item, ordered: Sequence[Item], starts: Sequence[int], longest: int) -> list[int]:
    first = bisect_right(starts, item.start - longest - 1)
    last = bisect_right(starts, item.end - 1)
    return [n for n in range(first, last) if ordered[n].end > item.start]


def reviewed_items(sheet: DocumentSheet, document: Document) -> list[Item]:
    """The figures, and the databases with a token, of a reviewed sheet."""
    items = []
    for row in sheet.figures:
        match = document.find(row.locator, row.token, row.occurrence)
        if match.start is not None and match.end is not None:
            key = (row.indicator, _agency(row.agency), _pairs(row.dimensions), _stated(row))
            items.append(Item(row.id, row.token, match.start, match.end, key,
                              row.as_of.isoformat()[:_LENGTH[row.as_of_precision]]))
    items += [item for row in sheet.databases for item in _database(row, row.id, document)]
    return items


def drafted_items(draft: Any, sheet: DocumentSheet | None, document: Document) -> list[Item]:
    """The figures, and the databases with a token, of a draft; dates it leaves open are the document's own."""
    own = sheet.as_of.isoformat()[:_LENGTH[sheet.as_of_precision]] if sheet else ""
    items = []
    for figure in draft.figures:
        mention = figure.mention
        value = (mention.date,) if mention.value is None and mention.numerator is None else (
            mention.value if mention.value is not None else mention.numerator,
            mention.denominator, mention.upper,
        )  # fmt: skip
        key = (figure.indicator, _agency(figure.agency), _pairs(figure.dimensions), value)
        items.append(Item(figure.recipe, " ".join(mention.text.split()), mention.start, mention.end, key,
                          figure.as_of or own))
    items += [item for row in draft.databases for item in _database(row, f"{row.list} {row.number}", document)]
    return items


def _database(row: Any, name: str, document: Document) -> list[Item]:
    match = document.find(row.locator, row.token) if row.token else None
    if match is None or match.start is None or match.end is None:
        return []
    key = (f"databases/{row.list}", _agency(row.agency), normalise(row.token))
    return [Item(name, row.token, match.start, match.end, key)]


def _stated(row: FigureRow) -> tuple[Any, ...]:
    if row.quantity is None:
        return (row.day.date if row.day else None,)
    return row.quantity.amount, row.quantity.denominator, row.quantity.upper


def _agency(agency: str | None) -> str:
    return "" if agency in _NATION else agency or ""


def _pairs(dimensions: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(dimensions.items()))
