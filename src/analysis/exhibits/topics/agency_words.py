"""Words about one agency: what its kind is called, its place among its peers, where a value comes from."""

from __future__ import annotations

from collections.abc import Iterable

from ...indicators.agency import AgencyCard
from ...indicators.agency_ranking import Place
from ...vocabulary.measures import Status
from ...vocabulary.values import Value
from ..context import Context
from ..markup import Text, join
from ..numbers import day
from ..tables import Cell, Row

_KINDS = {
    "ministry": ("bộ, ngành", "ministries and agencies"),
    "province": ("tỉnh, thành phố", "provinces and cities"),
    "commune": ("xã, phường, đặc khu cùng tỉnh", "communes of the same province"),
}


def kind_words(b: Context, card: AgencyCard) -> str:
    """`bộ, ngành`, `tỉnh, thành phố`: the agencies that this one is compared with."""
    return b.pick(*_KINDS.get(card.body or "", ("cơ quan cùng loại", "agencies of its kind")))


def place_words(b: Context, place: Place) -> Text:
    """`thứ 3/12` or, where others do as well, `đồng thứ 3/12`; nothing without a rank."""
    if not place.rank.reported:
        return Text()
    return b.say(
        vi=("đồng thứ" if place.shared else "thứ") + " {rank}",
        en=("joint place" if place.shared else "place") + " {rank}",
        rank=place.rank,
    )


def origin(b: Context, value: Value) -> str:
    """`đến 31/5/2026 · BC-BCA-VPB`: date and documents of a value; nothing of one that is not there."""
    numbers = ", ".join(
        dict.fromkeys(b.view.document(v.document).number for v in value.sources() if v.document)
    )
    if value.as_of is None:
        return numbers
    when = day(value.as_of, b.lang, value.as_of_precision)
    return " · ".join(part for part in (b.pick(f"đến {when}", f"as of {when}"), numbers) if part)


def listed(b: Context, parts: Iterable[Text | str]) -> Text:
    """`a, b và c`; with semicolons where a part holds a comma."""
    texts = [part if isinstance(part, Text) else Text((part,)) for part in parts]
    if any("," in text.plain() for text in texts):
        text = Text()
        for number, part in enumerate(texts):
            text = text + ("; " if number else "") + part
        return text
    return join(list(texts), b.lang)


def applies(value: Value) -> bool:
    """Whether the question is put to the agency at all."""
    return value.status is not Status.NOT_APPLICABLE


def lower(words: str) -> str:
    """A title inside a sentence: `nhiệm vụ quá hạn`."""
    return words[:1].lower() + words[1:] if not words[:2].isupper() else words


def lowered(text: Text) -> Text:
    """A sentence as it goes on after another's beginning."""
    first = text.pieces[0]
    return Text((lower(first), *text.pieces[1:])) if isinstance(first, str) else text


def documents(b: Context, rows: Iterable[Row]) -> str:
    """The documents alone: of so many figures the places fill lines, and the annex of sources has each."""
    values = [v for row in rows for c in row.cells for v in ([c] if isinstance(c, Value) else _inside(c))]
    ids = dict.fromkeys(v.document for value in values for v in value.sources() if v.document)
    named = [b.view.document(id) for id in ids]
    newest = sorted(named, key=lambda d: (d.known_from, d.number), reverse=True)
    numbers = "; ".join(d.number for d in newest)
    return b.pick(f"{numbers}; vị trí của từng số liệu: phụ lục.", f"{numbers}; the place of each figure: annex.")


def _inside(cell: Cell) -> list[Value]:
    return list(cell.values()) if isinstance(cell, Text) else []
