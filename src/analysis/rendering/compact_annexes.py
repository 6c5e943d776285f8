"""The annex of sources of a scorecard: by document and indicator, run in, so that it fills a few lines.

Every figure shown keeps its anchor `src-<id>`; what several figures share (document, date, indicator, place, the
name of the pack's own agency) is said once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ..exhibits.display import Exhibit
from ..exhibits.markup import quote, string_literal
from ..vocabulary.catalogue import catalogue
from ..vocabulary.locators import Locator

Record = Mapping[str, Any]

FEW_INPUTS = 3  # a recomputed value of so many inputs names each of them
LINE = 61  # letters in a line of one of the two columns of a page
EVEN = 3  # lines by which the columns may differ
_OWN_ROW = ("date", "days")  # deadlines and days: what they are of stands in the register that shows them
_PLACES = ("head", "", "note", "annex")  # the order in which a document is read


@dataclass(frozen=True)
class Item:
    """One figure, or several that read alike: their ids, the words before the value, the value, what it is from."""

    ids: tuple[str, ...]
    label: str
    shown: str
    inputs: tuple[tuple[str, str], ...] = ()  # (id, as shown)


@dataclass(frozen=True)
class Entry:
    """One indicator: its title, its formula (of a recomputed one), and its figures by the place that states them."""

    title: str
    formula: str
    places: tuple[tuple[str, tuple[Item, ...]], ...]


@dataclass(frozen=True, repr=False)
class CompactSources(Exhibit):
    """All sources of a pack as one table: a group a document and date, a row an indicator; then the recomputed."""

    records: Mapping[str, Record]
    kind: ClassVar[str] = "sources"

    # ------------------------------------------------------------------ grouping

    def groups(self) -> list[tuple[str, list[Entry]]]:
        """(document and date, its indicators in reading order), newest first; last, the recomputed indicators."""
        stated: dict[tuple[str, str], list[Record]] = {}
        recomputed: list[Record] = []
        for record in self.records.values():
            if record["kind"] == "stated":
                stated.setdefault((record["document"] or "", record["as_of"] or ""), []).append(record)
            else:
                recomputed.append(record)
        newest = sorted(
            stated.items(), key=lambda item: (item[1][0]["known_from"] or "", *item[0]), reverse=True
        )
        found = [
            (self._document(records), self._entries(sorted(records, key=lambda r: _reading_order(r["locator"]))))
            for _, records in newest
        ]
        if recomputed:
            order = {key: place for place, key in enumerate(catalogue())}
            recomputed.sort(key=lambda record: order.get(record["indicator"], len(order)))
            found.append((self.context.pick("Số liệu tính lại", "Recomputed figures"), self._entries(recomputed)))
        return found

    def _document(self, records: Sequence[Record]) -> str:
        record = records[0]
        named = ": ".join(filter(None, (record["document_number"], record["document_title"])))
        until = self.context.pick("số liệu đến", "data as of")
        return f"{named} ({until} {record['as_of_label']})" if record["as_of_label"] else named

    def _entries(self, records: Sequence[Record]) -> list[Entry]:
        indicators: dict[str, dict[str, list[Record]]] = {}
        for record in records:
            indicators.setdefault(record["indicator"], {}).setdefault(self._place(record), []).append(record)
        found = []
        for key, places in indicators.items():
            first = next(iter(places.values()))[0]
            entry = catalogue().get(key)
            title = entry.title[self.context.lang] if entry else str(first["title"])
            formula = first["formula"] or "" if first["kind"] != "stated" else ""
            items = tuple((place, _merged(self._item(r, title) for r in members)) for place, members in places.items())
            found.append(Entry(title, formula, items))
        return found

    def _place(self, record: Record) -> str:
        """`mục I, đoạn 2`, or `Phụ lục 2.1` for a row of it: the rows of one table share their place."""
        found = Locator.parse(record["locator"]) if record["locator"] else None
        if found is not None and found.row is not None:
            place = Locator(found.place).label(self.context.lang)
            if record["agency"] != self.context.unit:
                return place
            # All figures of the pack's own agency in a table stand in its row, which is said once.
            return place + self.context.pick(f", dòng {found.row}", f", row {found.row}")
        return record["locator_label"] or ""

    def _item(self, record: Record, title: str) -> Item:
        stated = record["kind"] == "stated"
        inputs: tuple[tuple[str, str], ...] = ()
        if not stated and record["measure"] not in _OWN_ROW and len(record["inputs"]) <= FEW_INPUTS:
            inputs = tuple((i, self.records[i]["shown"]) for i in record["inputs"] if i in self.records)
        words = (record["token"] if stated else None) or record["shown"]
        return Item((record["id"],), self._label(record, title), words, inputs)

    def _label(self, record: Record, title: str) -> str:
        """What tells the figure from others of its indicator; the pack's own agency need not be named."""
        if record["measure"] in _OWN_ROW:
            return ""
        rest = str(record["title"]).removeprefix(title).strip()
        rest = rest[1:-1] if rest.startswith("(") and rest.endswith(")") else rest
        own = record["agency"] == self.context.unit
        parts = [part for part in rest.split("; ") if part and not (own and part == record["agency_label"])]
        found = Locator.parse(record["locator"]) if record["locator"] else None
        if found is not None and found.row is not None and not own:
            parts.append(self.context.pick(f"dòng {found.row}", f"row {found.row}"))
        return "; ".join(parts)

    # ------------------------------------------------------------------ forms

    def _heads(self) -> tuple[str, str]:
        pick = self.context.pick
        return pick("Chỉ tiêu", "Indicator"), pick("Vị trí và nguyên văn", "Place and wording")

    def html(self) -> str:
        rows = ""
        for title, entries in self.groups():
            rows += f'<tr class="bf-group"><th scope="rowgroup" colspan="2">{html.escape(title)}</th></tr>'
            for entry in entries:
                rows += f'<tr><th scope="row">{html.escape(entry.title)}</th><td>{_html_entry(entry)}</td></tr>'
        indicator, places = map(html.escape, self._heads())
        caption = html.escape(self.context.pick("Nguồn của từng số liệu", "Source of each figure"))
        return (
            '<div class="bf-table-wrap"><table class="bf-table bf-sources" id="table-annex-sources"><caption>'
            f'{caption}</caption><thead><tr><th scope="col">{indicator}</th><th scope="col">{places}</th></tr>'
            f"</thead><tbody>{rows}</tbody></table></div>"
        )

    def typst(self) -> str:
        groups = []
        for title, entries in self.groups():
            halves = (
                "(" + "".join(f"(head: [{quote(e.title)}], body: [{_typst_entry(e)}]), " for e in half) + ")"
                for half in _halves(entries)
            )
            groups.append(f"(title: [{quote(title)}], halves: ({', '.join(halves)}))")
        return f"#compact-sources(({', '.join(groups)},))\n" if groups else ""

    def _lines(self) -> list[list[str]]:
        return [
            [id, title, entry.title, entry.formula, place, item.label, item.shown]
            for title, entries in self.groups()
            for entry in entries
            for place, items in entry.places
            for item in items
            for id in item.ids
        ]

    def plain(self) -> str:
        return "\n".join(" | ".join(line) for line in self._lines())

    def data(self) -> dict[str, Any]:
        return {"rows": self._lines()}


def _merged(items: Any) -> tuple[Item, ...]:
    """Figures that read alike as one, which keeps the anchor of each."""
    found: dict[tuple[str, str, tuple[tuple[str, str], ...]], Item] = {}
    for item in items:
        key = (item.label, item.shown, item.inputs)
        found[key] = Item((*found[key].ids, *item.ids), *key) if key in found else item
    return tuple(found.values())


def _halves(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """The entries in two columns, about as even as can be by the lines that each will fill: the first ones and the
    others, but for one of the longer column that the shorter may have at its end."""
    lines = [1 + _letters(entry) // LINE for entry in entries]
    numbers = list(range(len(entries)))
    at = min(numbers, key=lambda n: max(sum(lines[: n + 1]), sum(lines[n + 1 :]))) + 1 if entries else 0
    first, second = numbers[:at], numbers[at:]
    surplus = sum(lines[n] for n in second) - sum(lines[n] for n in first)
    longer, shorter = (second, first) if surplus > 0 else (first, second)
    if abs(surplus) > EVEN and len(longer) > 1:
        moved = min(longer, key=lambda n: abs(abs(surplus) - 2 * lines[n]))
        if lines[moved] < abs(surplus):
            longer.remove(moved)
            shorter.append(moved)
    return [entries[n] for n in first], [entries[n] for n in second]


def _letters(entry: Entry) -> int:
    items = [item for _, members in entry.places for item in members]
    inputs = sum(len(shown) + 2 for item in items for _, shown in item.inputs)
    places = sum(len(place) + 2 for place, _ in entry.places if place)
    return (
        len(entry.title)
        + len(entry.formula)
        + places
        + inputs
        + sum(len(item.label) + len(item.shown) + 3 + 4 * bool(item.inputs) for item in items)
    )


def _reading_order(locator: str | None) -> tuple[int, list[tuple[bool, int, str]]]:
    """Preamble, sections, footnotes, annexes; in each by their numbers, 2 before 10."""
    text = locator or ""
    kind = next((n for n, word in enumerate(_PLACES) if word and text.startswith(word)), 1)
    parts = re.findall(r"\d+|\D+", text)
    return kind, [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]


def _html_entry(entry: Entry) -> str:
    formula = f'<span class="bf-unit">= {html.escape(entry.formula)}.</span> ' if entry.formula else ""
    return formula + "; ".join(
        (f'<span class="bf-unit">{html.escape(place)}:</span> ' if place else "") + "; ".join(map(_html_item, items))
        for place, items in entry.places
    )


def _html_item(item: Item) -> str:
    first, *more = (f"src-{html.escape(id)}" for id in item.ids)
    anchors = "".join(f'<span id="{id}"></span>' for id in more)
    label = f"{html.escape(item.label)}: " if item.label else ""
    links = ", ".join(f'<a href="#src-{html.escape(i)}">{html.escape(words)}</a>' for i, words in item.inputs)
    came = f" (← {links})" if links else ""
    return f'{anchors}<span class="bf-src" id="{first}">{label}<b>{html.escape(item.shown)}</b>{came}</span>'


def _typst_entry(entry: Entry) -> str:
    formula = f"#faint[{quote(f'= {entry.formula}.')}] " if entry.formula else ""
    return formula + quote("; ").join(
        (f"#faint[{quote(f'{place}:')}] " if place else "") + quote("; ").join(map(_typst_item, items))
        for place, items in entry.places
    )


def _typst_item(item: Item) -> str:
    anchors = "".join(f"#metadata(none)#label({string_literal(f'src-{id}')})" for id in item.ids)
    # A link in Typst ends at the quoted comma or bracket after it (see RecomputedSources).
    links = quote(", ").join(f"#fig({string_literal(i)})[{quote(words)}]" for i, words in item.inputs)
    came = f"{quote(' (← ')}{links}{quote(')')}" if links else ""
    return f"{anchors}{quote(f'{item.label}: ' if item.label else '')}#strong[{quote(item.shown)}]{came}"
