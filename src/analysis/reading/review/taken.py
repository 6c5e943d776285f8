"""What the sheet took from each paragraph: rows in words, and the block of the page that they stand at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...vocabulary.catalogue import catalogue, dimension_labels
from ...vocabulary.locators import Locator
from ...vocabulary.values import NATION
from ..rows import DocumentSheet, FigureRow, Proposal
from .layout import Block, BlockKind
from .words import agency, labels


@dataclass(frozen=True)
class Taken:
    """A row that was taken from a paragraph as a whole: a directive, or the agencies that it lists."""

    id: str
    text: str
    place: str
    confidence: float | None = None


def rows_in_words(sheet: DocumentSheet, lang: str) -> dict[str, str]:
    """What each row is, by its id; a title that is still to be written leaves the id."""
    found = {row.id: _figure(row, lang) for row in sheet.figures}
    for task in sheet.tasks:
        found[task.id] = task.title_vi if lang == "vi" else task.title_en
    for base in sheet.databases:
        found[base.id] = base.name_vi if lang == "vi" else base.name_en
    for order in sheet.directives:
        title = order.title_vi if lang == "vi" else order.title_en
        found[order.id] = ": ".join(part for part in (_names(order.leads, lang), title) if part)
    for member in sheet.groups:
        found[f"{member.list}:{member.agency}"] = f"{member.list}: {agency(member.agency, lang)}"
    return {id: text or id for id, text in found.items()}


def taken_at(
    sheet: DocumentSheet,
    laid: Sequence[Block],
    described: Mapping[str, str],
    proposals: Mapping[str, Proposal],
    lang: str,
) -> dict[int, list[Taken]]:
    """Directives and lists of agencies by the index of the block that they stand at."""
    places: dict[Locator, int] = {}
    firsts: dict[str, int] = {}
    for index, block in enumerate(laid):
        for locator in _locators(block):
            places.setdefault(locator, index)
            firsts.setdefault(locator.place, index)
    found: dict[int, list[Taken]] = {}
    for locator, row in _rows(sheet, described, proposals, lang):
        at = places.get(locator, firsts.get(locator.place))
        if at is not None:
            found.setdefault(at, []).append(row)
    return found


def _locators(block: Block) -> Iterator[Locator]:
    if block.locator is not None:
        yield block.locator
    if block.kind is BlockKind.TABLE:
        yield from (row.locator for row in block.rows)
    for note in block.notes:
        yield from _locators(note)


def _rows(
    sheet: DocumentSheet, described: Mapping[str, str], proposals: Mapping[str, Proposal], lang: str
) -> Iterator[tuple[Locator, Taken]]:
    def sure(id: str) -> float | None:
        return proposals[id].confidence if id in proposals else None

    for order in sheet.directives:
        yield order.locator, Taken(order.id, described[order.id], str(order.locator), sure(order.id))
    members: dict[tuple[str, Locator], int] = {}
    for member in sheet.groups:
        key = (member.list, member.locator)
        members[key] = members.get(key, 0) + 1
    for (name, locator), number in members.items():
        yield locator, Taken(name, labels(lang)["agencies_listed"].format(n=number), str(locator), sure(name))


def _figure(row: FigureRow, lang: str) -> str:
    entry = catalogue().get(row.indicator)
    text = entry.title[lang] if entry else row.indicator
    parts = []
    for key, word in sorted(row.dimensions.items()):
        label = dimension_labels().get(key, {}).get(word)
        parts.append(label[lang] if label else word)
    if parts:
        text += f" ({'; '.join(parts)})"
    return text if row.agency == NATION else f"{text}, {agency(row.agency, lang)}"


def _names(ids: Sequence[str], lang: str) -> str:
    return ", ".join(agency(id, lang) for id in ids)
