"""The tables of quantities in the section on what changed: compared, new, and not stated again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ...indicators.change import Change, Changes
from ...vocabulary.catalogue import catalogue
from ...vocabulary.changes import rules
from ...vocabulary.measures import Mark
from ...vocabulary.periods import Period
from ...vocabulary.values import NATION, Value
from ..change_words import area_of, signed
from ..context import Context
from ..excerpt import Excerpt, leave_out
from ..markup import Shown, Text, join
from ..numbers import day
from ..tables import Cell, Column, Row, Table
from . import wording
from .labels import capital

COMPARED = ("revised", "moved", "broke", "unchanged")
MOST_OF_AGENCIES = 400  # rows of single agencies; beyond that a table of the nation cannot hold them
_NAMED = 2  # quantities named of an area that is not stated again
_REASONS = 4  # sentences on why figures are not comparable


def figures_table(b: Context, found: Changes | None) -> Table | None:
    """Every quantity that both periods know, by whether it can be compared; None when there is none."""
    if found is None or not found.count(*COMPARED):
        return None
    crowded = sum(e.agency != NATION for e in found.of(*COMPARED)) > MOST_OF_AGENCIES
    rows: list[Row] = []
    keep: list[int] = []
    left: list[Text] = []
    breaks: list[Change] = []
    # Where nothing moved the titles of the groups say all that a column of changes could.
    told = bool(found.count("revised", "moved")) or any(e.comparability == "different_whole" for e in found.of("broke"))
    for kind in COMPARED:
        entries = found.of(kind)
        if not entries:
            continue
        chosen = [e for e in entries if not crowded or e.agency == NATION]
        rows.append(Row([_group(b, found, kind)], "group"))
        most = rules().kind(kind).page
        keep += range(len(rows), len(rows) + min(most, len(chosen)))
        rows += [_row(b, entry, told) for entry in chosen]
        if kind == "broke":
            breaks = chosen[:most]
        if len(chosen) > most:
            rest = found.number(kind, chosen[most:], scope="rest")
            left.append(b.say(vi="{n} {words}", en="{n} {words}", n=rest, words=b.label("change", kind)))
    return Excerpt(
        b,
        "changes-figures",
        b.say(
            vi="Đại lượng được nêu lại so với {since}",
            en="Quantities stated again since {since}",
            since=Period.parse(found.before.period).label(b.lang),
        ),
        [
            Column("indicator", b.pick("Đại lượng", "Quantity"), header=True, width="1.7fr"),
            Column("previous", b.pick("Lần trước", "Before"), "number", show_unit=True),
            Column("when", b.pick("Thời điểm", "As of"), "text"),
            Column("current", b.pick("Kỳ này", "This period"), "number", show_unit=True),
            *([Column("change", b.pick("Thay đổi", "Change"), "text", width="auto")] if told else []),
        ],
        rows,
        notes=[*_reasons(b, breaks), *_agencies(b, found, crowded)],
        sheet=b.pick("Thay đổi", "Changes"),
        left_out=leave_out(rows, keep),
        rest=b.say(
            vi="Không hiển thị ở đây: {left}; bảng tính kèm theo có đủ.",
            en="Not shown here: {left}; the workbook has them all.",
            left=join(left, b.lang),
        )
        if left
        else "",
    )


def _group(b: Context, found: Changes, kind: str) -> Text:
    label = rules().kind(kind).label[b.lang]
    return b.say(vi="{label}: {n}", en="{label}: {n}", label=label, n=found.number(kind))


def _row(b: Context, entry: Change, told: bool) -> Row:
    before, after = entry.before, entry.after
    assert before is not None and after is not None
    if entry.kind == "broke":
        before, after = before.marked(Mark.NOT_COMPARABLE), after.marked(Mark.NOT_COMPARABLE)
    return Row([_what(b, entry), before, _when(b, before), after, *([_change(b, entry)] if told else [])])


def _what(b: Context, entry: Change) -> str:
    """The quantity; where a check pairs it with another one, also what that was called."""
    assert entry.before is not None and entry.after is not None
    name, earlier = b.title(entry.after), b.title(entry.before)
    if name == earlier:
        return name
    bare = catalogue()[entry.before.indicator].title[b.lang]
    if name.startswith(bare) and earlier.startswith(f"{bare} ("):
        earlier = earlier[len(bare) + 2 : -1]  # the same quantity, broken down otherwise
    return b.pick(f"{name}; lần trước: {earlier}", f"{name}; before: {earlier}")


def _when(b: Context, value: Value) -> str:
    return day(value.as_of, b.lang, value.as_of_precision) if value.as_of else ""


def _change(b: Context, entry: Change) -> Text:
    """What is between the two, or why nothing is."""
    if entry.kind == "broke":
        words = {
            "different_whole": b.pick("khác tổng thể", "another whole"),
            "different_definition": b.pick("khác cách thống kê", "counted otherwise"),
        }
        return Text((words[entry.comparability],))
    if entry.kind == "unchanged":
        return Text((b.pick("không đổi", "unchanged"),))
    difference = entry.difference
    if difference is None:  # of ranges and bounds no one number tells it
        return Text((b.pick("nêu khác", "stated otherwise"),))
    return Text((Shown(difference, signed(difference, b.lang), b.marks(difference), b.lang),))


def _reasons(b: Context, entries: Iterable[Change]) -> list[str]:
    """Why figures shown are not comparable, where a check says it: what it says beyond that they are not."""
    said: dict[str, list[str]] = {}
    for entry in entries:
        if entry.reason is not None and entry.after is not None:
            message = entry.reason.message(b.lang)
            why = message.partition(b.pick("không so sánh được. ", "cannot be compared. "))[2]
            said.setdefault(why or message, []).append(b.title(entry.after) if why else "")
    return [f"{'; '.join(names)}: {why}" if names[0] else why for why, names in list(said.items())[:_REASONS]]


def _agencies(b: Context, found: Changes, crowded: bool) -> list[Text]:
    if not crowded:
        return []
    own = [e for e in found.of(*COMPARED) if e.agency != NATION]
    moved = found.number("moved", [e for e in own if e.kind == "moved"], scope="agencies")
    return [
        b.say(
            vi="Thay đổi của từng đơn vị ({n}) được nêu ở phiếu của đơn vị đó.",
            en="What changed for single agencies ({n} in all) stands on the card of each.",
            n=moved,
        )
    ]


# ---------------------------------------------------------------------- new


def new_table(b: Context, found: Changes | None) -> Table | None:
    """The weightiest quantities stated for the first time, the nation's where there are any; how many others there
    are, by area."""
    entries = found.of("new") if found is not None else ()
    if found is None or not entries:
        return None
    most = rules().kind("new").page
    first = ([e for e in entries if e.agency == NATION] or entries)[:most]
    told = {e.key for e in first}
    rest = [e for e in entries if e.key not in told]
    values = [e.after for e in first if e.after is not None]
    columns: list[tuple[Column, Callable[[Value], Cell]]] = [
        (Column("indicator", b.pick("Đại lượng", "Quantity"), header=True, width="1.7fr"), b.title),
        (Column("current", b.pick("Kỳ này", "This period"), "number", show_unit=True), lambda v: v),
    ]
    if any(v.counterpart is not None for v in values):  # a recomputed number, and what the document says
        stated = Column("stated", b.pick("Văn bản nêu", "As stated"), "number", show_unit=True)
        columns.append((stated, lambda v: v.counterpart or "–"))
    columns.append((Column("when", b.pick("Thời điểm", "As of"), "text"), lambda v: _when(b, v)))
    if len({_paper(b, v) for v in values}) > 1:
        columns.append((Column("document", b.pick("Văn bản", "Document"), "text"), lambda v: _paper(b, v)))
    rows = [Row([cell(value) for _, cell in columns]) for value in values]
    notes = (
        [
            b.say(
                vi="Ngoài ra còn {n} đại lượng lần đầu được nêu: {areas}.",
                en="Besides, {n} more are stated for the first time: {areas}.",
                n=found.number("new", rest, scope="rest"),
                areas=by_area(b, found, "new", rest),
            )
        ]
        if rest
        else []
    )
    return Table(
        b,
        "changes-new",
        b.say(
            vi="Đại lượng lần đầu được nêu: {n}",
            en="Quantities stated for the first time: {n}",
            n=found.number("new"),
        ),
        [column for column, _ in columns],
        rows,
        notes=notes,
        sheet=b.pick("Nêu lần đầu", "New"),
    )


def _paper(b: Context, value: Value) -> str:
    return ", ".join(dict.fromkeys(b.view.document(s.document).number for s in value.sources() if s.document))


# ---------------------------------------------------------------------- not stated again


def dropped_table(b: Context, found: Changes | None) -> Table | None:
    """By area: how many quantities this period's documents do not state again, and the weightiest of them."""
    entries = found.of("dropped") if found is not None else ()
    if found is None or not entries:
        return None
    areas: dict[str, list[Change]] = {}
    for entry in entries:
        areas.setdefault(area_of(entry.topic), []).append(entry)
    rows = []
    for area, members in sorted(areas.items(), key=lambda pair: -pair[1][0].weight):
        count = found.number("dropped", members, topic=area)
        rows.append(Row([capital(b.label("topic", area)), count, _named(b, members)]))
    if len(rows) > 1:
        rows.append(Row([b.pick("Tất cả", "All"), found.number("dropped"), ""], "total"))
    return Table(
        b,
        "changes-dropped",
        b.say(
            vi="Đại lượng của {since} mà văn bản của kỳ này không nêu lại",
            en="Quantities of {since} that this period's documents do not state again",
            since=Period.parse(found.before.period).label(b.lang),
        ),
        [
            Column("area", b.pick("Lĩnh vực", "Area"), header=True, width="1fr"),
            Column("count", b.pick("Số đại lượng", "Quantities"), "number"),
            Column("named", b.pick("Đáng chú ý nhất, số gần nhất", "Weightiest, with the last figure"), width="3fr"),
        ],
        rows,
        notes=[
            b.pick(
                "Không nêu lại không có nghĩa là không còn: văn bản của hai kỳ có thể thuộc loại khác nhau. Số gần "
                "nhất vẫn được dùng ở các phần sau, kèm thời điểm.",
                "Not stated again does not mean gone: the documents of two periods can be of different kinds. The last "
                "figure stays in use in the sections below, with its date.",
            )
        ],
        sheet=b.pick("Không nêu lại", "Not stated again"),
    )


def _named(b: Context, members: Sequence[Change]) -> Text:
    nation = [e for e in members if e.agency == NATION] or list(members)
    return wording.enumeration(
        [
            b.say(vi="{what} {v}", en="{what} {v}", what=b.title(e.before), v=e.before)
            for e in nation[:_NAMED]
            if e.before is not None
        ]
    )


def by_area(b: Context, found: Changes, kind: str, entries: Iterable[Change]) -> Text:
    """`kinh phí 3, cơ sở dữ liệu 45`: how many there are of each area, most first."""
    areas: dict[str, list[Change]] = {}
    for entry in entries:
        areas.setdefault(area_of(entry.topic), []).append(entry)
    ordered = sorted(areas.items(), key=lambda pair: -len(pair[1]))
    return join(
        [
            b.say(
                vi="{area} {n}",
                en="{area} {n}",
                area=b.label("topic", area),
                n=found.number(kind, members, topic=area, scope="rest"),
            )
            for area, members in ordered
        ],
        b.lang,
    )
