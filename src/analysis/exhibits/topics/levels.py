"""A table of levels: each with its own unit and date, grouped, never added up."""

from __future__ import annotations

from collections.abc import Sequence

from ...vocabulary.catalogue import catalogue
from ...vocabulary.measures import Measure
from ...vocabulary.values import Value
from ..context import Context
from ..markup import Text
from ..numbers import day, unit_label
from ..tables import Column, Row, Table


def unit(b: Context, value: Value) -> str:
    """`tỷ USD`, `%`, `triệu tài khoản`, `lần`: what the number beside it counts."""
    if value.measure is Measure.TIMES:
        return b.pick("lần", "times")
    if value.measure is Measure.RANK:
        if (value.token or "").casefold().startswith("top"):  # within the first so many, not that very place
            return b.pick("trong nhóm đầu", "among the top")
        return b.pick("thứ hạng", "rank")
    entry = catalogue()[value.indicator]
    return unit_label(value, b.lang, entry.unit[b.lang] if entry.unit else None)


Level = Value | tuple[str, Value]  # a value under its own title, or under a name given here


def levels_table(
    b: Context,
    id: str,
    title: str,
    groups: Sequence[tuple[str, Sequence[Level]]],
    *,
    sheet: str,
    notes: Sequence[Text | str] = (),
) -> Table | None:
    """One row for each level that is known; what is not known is named in a note, not drawn as empty rows.

    A group of which nothing is known is named as a whole. None when nothing at all is known.
    """
    rows: list[Row] = []
    lacking: list[str] = []
    for label, levels in groups:
        named = [(_name(b, level), level[1] if isinstance(level, tuple) else level) for level in levels]
        known = [(name, v) for name, v in named if v.reported]
        if not known:
            lacking.append(label)
            continue
        rows.append(Row([label], "group"))
        rows += [Row([name, v, unit(b, v), _day(b, v)]) for name, v in known]
        lacking += [name for name, v in named if not v.reported and not v.inputs]
    if not rows:
        return None
    gap = [b.pick("Chưa có số liệu: ", "Not reported: ") + "; ".join(lacking) + "."] if lacking else []
    return Table(
        b,
        id,
        title,
        [
            Column("item", b.pick("Chỉ tiêu", "Level"), header=True, width="1fr"),
            Column("level", b.pick("Mức", "Value"), "number"),
            Column("unit", b.pick("Đơn vị", "Unit")),
            Column("as_of", b.pick("Thời điểm", "As of")),
        ],
        rows,
        notes=[*notes, *gap],
        sheet=sheet,
    )


def _name(b: Context, level: Level) -> str:
    title, value = level if isinstance(level, tuple) else (b.title(level), level)
    return f"{title} {b.pick('(tính lại)', '(recomputed)')}" if value.inputs else title


def _day(b: Context, value: Value) -> str:
    return day(value.as_of, b.lang, value.as_of_precision) if value.as_of else ""
