"""The indicators: definition, formula, unit, values over time with breaks marked, by agency, the figures behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ....exhibits.context import Context
from ....vocabulary.agencies import agencies
from ....vocabulary.catalogue import Indicator, catalogue
from ....vocabulary.measures import Measure
from ....vocabulary.values import NATION, Value
from .. import addresses, index, series_chart
from ..model import Site
from ..pages import Page
from ..search import Entry
from ..series import Lane, lanes
from ..topics import by_topic, topic, topic_words
from .figures import finding

MOST_ROWS = 60  # of one table of latest values
MOST_AGENCIES = 250  # rows of the table by agency: all but communes
_MOST_COLUMNS = 6
_MOST_FINDINGS = 20
_MOST_INPUTS = 6
_MOST_COMPUTED = 40

_TITLE = {"vi": "Chỉ tiêu", "en": "Indicators"}
_ABOUT = {
    "vi": "Mỗi chỉ tiêu có định nghĩa, công thức, diễn biến theo thời gian và các số liệu gốc.",
    "en": "Each indicator with its definition, formula, values over time and the figures behind it.",
}
_KINDS = {
    "stated": ("văn bản nêu", "stated by documents"),
    "computed": ("tính lại từ số liệu văn bản nêu", "recomputed from stated figures"),
    "both": ("văn bản nêu, và tính lại để đối chiếu", "stated by documents, and recomputed to compare"),
}
_DIRECTIONS = {
    "higher": ("càng cao càng tốt", "higher is better"),
    "lower": ("càng thấp càng tốt", "lower is better"),
    "neutral": ("không xếp tốt, xấu", "neither end is better"),
}
_MEASURES = {
    Measure.PERCENT: ("phần trăm", "per cent"),
    Measure.PERCENTAGE_POINTS: ("điểm phần trăm", "percentage points"),
    Measure.VND: ("đồng", "đồng (VND)"),
    Measure.USD: ("đô la Mỹ", "US dollars"),
    Measure.DAYS: ("ngày", "days"),
    Measure.TIMES: ("lần", "times"),
    Measure.DATE: ("ngày tháng", "a date"),
    Measure.RANK: ("thứ hạng", "a rank"),
    Measure.COUNT: ("số đếm", "a count"),
}


def pages(site: Site, lang: str) -> Iterator[Page]:
    """The catalogue, and a page an indicator."""
    found = index.of(site)
    yield _catalogue(site, lang, found)
    for entry in catalogue().values():
        yield _page(site, lang, found, entry)


def _page(site: Site, lang: str, found: index.Index, entry: Indicator) -> Page:
    figures = found.by_indicator.get(entry.key, [])
    recomputed = found.recomputed.get(entry.key, ())
    return Page(
        address=addresses.indicator(entry.key),
        lang=lang,
        template="indicator.html.j2",
        title=entry.title[lang],
        key=[
            found.figures_digest(figures),
            [[str(m), v.id, str(v.amount), str(v.as_of), *(each.id for each in v.inputs)] for m, v in recomputed],
            found.uses_digest(figures),
            found.names_digest,
            found.findings_digest,
            str(site.latest),
        ],
        context=lambda: _context(site, lang, found, entry),
        description=entry.definition[lang],
        trail=((_TITLE[lang], addresses.INDICATORS),),
        section=addresses.INDICATORS,
    )


# ---------------------------------------------------------------------- one page


def _context(site: Site, lang: str, found: index.Index, entry: Indicator) -> dict[str, Any]:
    b = site.context(None, lang)
    figures = found.by_indicator.get(entry.key, [])
    recomputed = sorted((v for _, v in found.recomputed.get(entry.key, ())), key=lambda v: v.id)
    parts = [
        _part(b, entry, "recomputed", recomputed, lambda v: v.id),
        _part(b, entry, "stated", figures, lambda v: ""),
    ]
    charted = any(part is not None and (part.chart or part.series) for part in parts)
    touching = found.touching(v.id for v in figures)
    told = [f for f in touching if not (charted and f.severity == "break")]  # those stand beside the chart
    return {
        "b": b,
        "entry": entry,
        "facts": facts(b, entry),
        "parts": [part for part in parts if part is not None],
        "communes": _communes(found, entry.key, lang),
        "behind": _behind(found, entry.key),
        "computed": _computed(b, found, entry.key),
        "breaks": list(dict.fromkeys(f.message(lang) for f in touching if f.severity == "break")),
        "findings": [finding(b, f) for f in told[:_MOST_FINDINGS]],
        "findings_more": max(0, len(told) - _MOST_FINDINGS),
        "used_by": _used_by(found, entry.key, [*figures, *recomputed], lang),
        "of_agencies": entry.key.startswith("agency."),
    }


def facts(b: Context, entry: Indicator) -> list[tuple[str, str]]:
    """What the catalogue says of an indicator, as terms and words."""
    unit = entry.unit[b.lang] if entry.unit else b.pick(*_MEASURES.get(entry.measure, (entry.measure.value,) * 2))
    return [
        (b.pick("Lĩnh vực", "Topic"), topic_words(topic(entry.key), b.lang)),
        (b.pick("Đơn vị", "Unit"), unit),
        (b.pick("Nguồn của số", "Where it comes from"), b.pick(*_KINDS[entry.kind])),
        (b.pick("Chiều đánh giá", "Direction"), b.pick(*_DIRECTIONS[entry.direction])),
        (b.pick("Mã", "Key"), entry.key),
    ]


@dataclass(frozen=True)
class Part:
    """What is stated of an indicator, or recomputed: its chart, its latest values (none where `key` is the only one),
    its values by agency."""

    kind: str
    chart: Any
    series: Any  # the table over time where no chart could be drawn for it
    key: Value | None  # the one value that the page opens with
    key_name: str  # its dimensions in words
    latest: tuple[tuple[str, Value, str], ...]
    more: int
    agencies: Any


def _part(b: Context, entry: Indicator, kind: str, values: Sequence[Value], apart: Any) -> Part | None:
    """None when there is nothing to show. Values for which `apart` differs are never in one lane."""
    groups: dict[str, list[Value]] = {}
    for value in values:
        groups.setdefault(apart(value), []).append(value)
    found = [lane for members in groups.values() for lane in lanes(members)]
    if not found:
        return None
    nation = [lane for lane in found if lane.agency == NATION]
    others = [lane for lane in found if lane.agency != NATION]
    drawn = nation + (others if len(others) <= series_chart.MOST_PANELS else [])
    chart = series_chart.chart(b, entry, drawn)
    several = series_chart.drawn(drawn)
    rows = [(series_chart.name(b, lane), lane.latest, series_chart.definition_words(b, lane.latest)) for lane in nation]
    whole = [lane.latest for lane in nation if not lane.dimensions] or [lane.latest for lane in nation]
    key = whole[0] if len(whole) == 1 else None
    if key is not None and len(rows) == 1 and not nation[0].dimensions:
        rows = []
    return Part(
        kind,
        chart,
        series_chart.table(b, entry, several, f"series-{kind}") if several and chart is None else None,
        key,
        series_chart.name(b, nation[0]) if key is not None and key.dimensions else "",
        tuple(rows[:MOST_ROWS]),
        max(0, len(rows) - MOST_ROWS),
        _by_agency(b, others),
    )


def _by_agency(b: Context, found: Sequence[Lane]) -> dict[str, Any] | None:
    """The latest values of agencies, communes aside: a row an agency, a column each set of dimensions and definition
    that most agencies have."""
    registry = agencies()
    cells: dict[str, dict[tuple[str, str], Value]] = {}
    columns: dict[tuple[str, str], int] = {}
    for lane in found:
        if registry[lane.agency].kind == "commune":
            continue
        words = "; ".join(series_chart.dimension(b, k, v) for k, v in lane.dimensions.items())
        column = (words, lane.latest.series)
        columns[column] = columns.get(column, 0) + 1
        row = cells.setdefault(lane.agency, {})
        if column not in row or (row[column].as_of or 0) < (lane.latest.as_of or 0):  # type: ignore[operator]
            row[column] = lane.latest
    if not cells:
        return None
    chosen = sorted(columns, key=lambda column: -columns[column])[:_MOST_COLUMNS]
    order = {id_: place for place, id_ in enumerate(registry)}
    rows = sorted(cells, key=lambda agency: order[agency])
    return {
        "columns": [
            (words[:1].upper() + words[1:], series_chart.series_words(series, b.lang)) for words, series in chosen
        ],
        "rows": [(agency, [cells[agency].get(column) for column in chosen]) for agency in rows[:MOST_AGENCIES]],
        "more": max(0, len(rows) - MOST_AGENCIES),
        "left_out": len(columns) - len(chosen),
    }


def _communes(found: index.Index, key: str, lang: str) -> list[dict[str, Any]]:
    """By document, newest first: the pages of the communes' figures, one a province."""
    by_document: dict[str, list[tuple[str, str, int]]] = {}
    for (document, shard), values in found.pages_of.get(key, {}).items():
        if shard:
            communes = len({v.agency for v in values})
            address = addresses.figure_page(document, key, values[0].agency)
            by_document.setdefault(document, []).append((agencies()[shard].short(lang), address, communes))
    newest = [info.id for info in reversed(found.view.infos)]
    return [
        {"info": found.view.document(document), "provinces": by_document[document]}
        for document in newest
        if document in by_document
    ]


def _behind(found: index.Index, key: str) -> list[dict[str, Any]]:
    """The pages of figures that are no commune's, the newest document first."""
    pages_ = {document: values for (document, shard), values in found.pages_of.get(key, {}).items() if not shard}
    return [
        {
            "info": info,
            "count": len(pages_[info.id]),
            "address": addresses.figure_page(info.id, key, pages_[info.id][0].agency),
        }
        for info in reversed(found.view.infos)
        if info.id in pages_
    ]


def _computed(b: Context, found: index.Index, key: str) -> dict[str, Any]:
    """The recomputed values of the latest month with the numbers that they are made of."""
    values = [v for month, v in found.recomputed.get(key, ()) if month == b.view.period and v.reported]
    values.sort(key=lambda v: (v.agency != NATION, v.id))
    rows = [
        {"value": v, "title": b.title(v), "inputs": v.inputs[:_MOST_INPUTS], "more": len(v.inputs) - _MOST_INPUTS}
        for v in values[:_MOST_COMPUTED]
    ]
    return {"rows": rows, "more": max(0, len(values) - _MOST_COMPUTED)}


def _used_by(found: index.Index, key: str, values: Sequence[Value], lang: str) -> list[tuple[str, str]]:
    used = {use.value.indicator for use in found.uses.of_all(v.id for v in values)} - {key}
    entries = catalogue()
    return [(entries[k].title[lang], addresses.indicator(k)) for k in entries if k in used]


# ---------------------------------------------------------------------- the catalogue


def _catalogue(site: Site, lang: str, found: index.Index) -> Page:
    return Page(
        address=addresses.INDICATORS,
        lang=lang,
        template="indicators.html.j2",
        title=_TITLE[lang],
        key=[site.rows()],
        context=lambda: {"b": site.context(None, lang), "topics": _topics(site, lang, found)},
        description=_ABOUT[lang],
        section=addresses.INDICATORS,
    )


def _topics(site: Site, lang: str, found: index.Index) -> list[dict[str, Any]]:
    return [
        {"id": name, "title": topic_words(name, lang), "rows": [_row(site, lang, found, entry) for entry in entries]}
        for name, entries in by_topic().items()
    ]


def _row(site: Site, lang: str, found: index.Index, entry: Indicator) -> dict[str, Any]:
    figures = found.by_indicator.get(entry.key, [])
    recomputed = [v for month, v in found.recomputed.get(entry.key, ()) if month == site.latest and v.reported]
    nation = [v for v in (recomputed or figures) if v.agency == NATION and not v.dimensions]
    latest = max(nation, key=lambda v: (v.as_of is not None, v.as_of, v.known_from), default=None)
    return {
        "entry": entry,
        "kind": _KINDS[entry.kind][0 if lang == "vi" else 1],
        "latest": latest,
        "figures": len(figures),
        "agencies": len({v.agency for v in (*figures, *recomputed)} - {NATION}),
    }


def search_entries(site: Site, lang: str) -> Iterator[Entry]:
    """The catalogue, and every indicator: found by its title, key and definition."""
    yield Entry("page", _TITLE[lang], addresses.INDICATORS, _ABOUT[lang])
    found = index.of(site)
    for entry in catalogue().values():
        yield Entry(
            kind="indicator",
            title=entry.title[lang],
            address=addresses.indicator(entry.key),
            text=entry.definition[lang],
            words=(entry.key,),
            weight=len(found.by_indicator.get(entry.key, ())),
        )
