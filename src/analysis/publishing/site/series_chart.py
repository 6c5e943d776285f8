"""The chart of an indicator over time: a panel a quantity, breaks marked, with the same numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...exhibits.chart import Chart
from ...exhibits.charts import series as drawing
from ...exhibits.context import Context
from ...exhibits.markup import Text
from ...exhibits.numbers import day
from ...exhibits.tables import Column, Row, Table
from ...exhibits.topics import wording
from ...vocabulary.catalogue import Indicator
from ...vocabulary.measures import Kind, Measure, Qualifier
from ...vocabulary.values import NATION, Value
from .series import Lane, series_words

MOST_PANELS = 6  # more quantities than these are in the tables alone


def drawn(lanes: Sequence[Lane]) -> list[Lane]:
    """The quantities to draw: those with several moments or definitions, the nation's first, the longest first."""
    several = [lane for lane in lanes if len(lane.values) > 1]
    several.sort(key=lambda lane: (lane.agency != NATION, bool(lane.dimensions), -len(lane.values)))
    return several[:MOST_PANELS]


def chart(b: Context, entry: Indicator, lanes: Sequence[Lane]) -> Chart | None:
    """None when no quantity has two values, or when the indicator counts no amounts (dates)."""
    chosen = drawn(lanes)
    if not chosen or entry.measure is Measure.DATE:
        return None
    alone = len(chosen) == 1
    panels = [
        drawing.Lane("" if alone else name(b, lane), [[_point(b, v) for v in run] for run in lane.runs])
        for lane in chosen
    ]
    broken = b.pick("đổi định nghĩa", "definition changed")
    return Chart(
        b,
        f"series-{entry.key.replace('.', '-')}",
        _title(b, entry, chosen),
        _subtitle(b, chosen),
        lambda size: drawing.draw(size, panels, broken),
        _alt(b, entry, chosen),
        table(b, entry, chosen),
    )


def name(b: Context, lane: Lane) -> str:
    """`Hà Nội; thương mại`: what tells the quantity from the indicator's others."""
    words = [b.agency(lane.agency)] if lane.agency != NATION else []
    words += [dimension(b, key, value) for key, value in lane.dimensions.items()]
    text = "; ".join(words) or b.pick("cả nước", "whole country")
    return text[:1].upper() + text[1:]


def dimension(b: Context, key: str, value: str) -> str:
    """A dimension's value in words; of a database its name, of a document its number."""
    if key in ("database", "task", "directive"):
        return subjects(b).get(value, value)
    if key == "document":
        return b.view.document(value).number
    return b.label(key, value)


def subjects(b: Context) -> dict[str, str]:
    """Names of databases by slug, titles of tasks and directives by id."""
    return {**b._databases, **b._rows}


def definition_words(b: Context, value: Value) -> str:
    """What the value counts, where its indicator is counted in several ways; of a recomputed value nothing."""
    words = series_words(value.series, b.lang) if value.kind is Kind.STATED else ""
    if value.denominator is None:
        return words
    whole = b.pick("trong tổng số {}", "out of {}").format(b.shown(_whole(value), unit=False))
    return f"{words}; {whole}" if words else whole


def _whole(value: Value) -> Value:
    return replace(value, amount=value.denominator, denominator=None, upper=None, qualifier=Qualifier.EXACT)


def _point(b: Context, value: Value) -> drawing.Point:
    assert value.as_of is not None
    return drawing.Point(
        value.as_of.toordinal(), day(value.as_of, b.lang, value.as_of_precision), value.number, b.shown(value)
    )


def _title(b: Context, entry: Indicator, lanes: Sequence[Lane]) -> Text:
    """The movement as a finding where there is one to tell; else how often the definition changed."""
    first = lanes[0]
    run = first.runs[-1]
    if len(run) > 1:
        before, now = run[-2], run[-1]
        return b.say(
            vi="{what}: {now} ({when}), kỳ trước {before}",
            en="{what}: {now} ({when}), before that {before}",
            what=_what(b, entry, first),
            now=now,
            when=wording.when(b, now),
            before=before,
        )
    return b.say(
        vi="{what}: các số nêu theo định nghĩa khác nhau, không so sánh được",
        en="{what}: stated under different definitions, not comparable",
        what=_what(b, entry, first),
    )


def _what(b: Context, entry: Indicator, lane: Lane) -> str:
    title = entry.title[b.lang]
    return title if lane.agency == NATION and not lane.dimensions else f"{title} ({name(b, lane)})"


def _subtitle(b: Context, lanes: Sequence[Lane]) -> str:
    parts = [b.pick("Theo ngày của số liệu; các mốc gần nhau được dãn ra", "By date of the figures; near dates spread")]
    if any(lane.broken for lane in lanes):
        parts.append(
            b.pick(
                "đường đứt: định nghĩa thay đổi, hai bên không so sánh được; chấm rỗng: định nghĩa cũ",
                "dashed: the definition changes, the sides are not comparable; hollow: the older definition",
            )
        )
    return "; ".join(parts)


def _alt(b: Context, entry: Indicator, lanes: Sequence[Lane]) -> Text:
    parts = []
    for lane in lanes:
        runs = [
            wording.row(
                b, [b.say(vi="{when}: {v}", en="{when}: {v}", when=wording.when(b, v), v=v) for v in run]
            )
            for run in lane.runs
        ]
        told = _between(runs, b.pick("; đổi định nghĩa; ", "; definition changed; "))
        parts.append(b.say(vi="{lane}: {told}", en="{lane}: {told}", lane=name(b, lane), told=told))
    return b.say(
        vi="{title} theo thời gian. {parts}.",
        en="{title} over time. {parts}.",
        title=entry.title[b.lang],
        parts=wording.enumeration(parts, last=". "),
    )


def _between(parts: Sequence[Text], mark: str) -> Text:
    text = parts[0]
    for part in parts[1:]:
        text = text + mark + part
    return text


def table(b: Context, entry: Indicator, lanes: Sequence[Lane], identifier: str = "series") -> Table:
    """Every value of the lanes, the oldest first, with what it counts and whether it may be compared with the one
    before."""
    several = len(lanes) > 1
    rows: list[Row] = []
    for lane in lanes:
        if several:
            rows.append(Row([name(b, lane)], "group"))
        for place, run in enumerate(lane.runs):
            for number, value in enumerate(run):
                when = day(value.as_of, b.lang, value.as_of_precision) if value.as_of else ""
                rows.append(
                    Row([when, value, definition_words(b, value), _comparability(b, place, number), _source(b, value)])
                )
    return Table(
        b,
        identifier,
        b.pick("Các giá trị theo thời gian", "Values over time"),
        [
            Column("as_of", b.pick("Số liệu đến", "As of"), header=True),
            Column("value", b.pick("Giá trị", "Value"), "number", show_unit=True),
            Column("definition", b.pick("Phạm vi thống kê", "What is counted")),
            Column("comparable", b.pick("So với giá trị trước", "Against the one before")),
            Column("source", b.pick("Văn bản", "Document")),
        ],
        rows,
        unit=entry.unit[b.lang] if entry.unit else "",
        source="",
    )


def _comparability(b: Context, run: int, place: int) -> str:
    if place:
        return b.pick("so sánh được", "comparable")
    if run:
        return b.pick("⊘ không so sánh được: đổi định nghĩa", "⊘ not comparable: definition changed")
    return b.pick("giá trị đầu tiên", "first value")


def _source(b: Context, value: Value) -> str:
    documents = dict.fromkeys(source.document for source in value.sources() if source.document)
    numbers = [b.view.document(document).number for document in documents]
    text = ", ".join(numbers)
    if value.kind is Kind.STATED or not text:
        return text
    return b.pick(f"tính lại từ {text}", f"recomputed from {text}")
