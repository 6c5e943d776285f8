"""The databases of one agency: criteria met, what is left, which are not connected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...indicators.agency import AgencyCard
from ...indicators.databases import Database
from ..context import Context
from ..display import Exhibit, Section
from ..excerpt import Excerpt, leave_out
from ..markup import Text
from ..numbers import day, number
from ..tables import Cell, Column, Row
from .connection import name_of
from .labels import capital

_MOST = 10  # databases that a page names


def databases(b: Context, card: AgencyCard) -> Iterator[Exhibit]:
    """How far its databases are from every criterion, and which are not connected."""
    own = card.databases
    if not own.all:
        return
    yield Section(b, "databases", b.pick("Cơ sở dữ liệu", "Databases"), _databases_finding(b, card), level=2)
    rows: list[Row] = []
    for title, members in (
        (b.pick("Trọng yếu, chưa đạt đủ tiêu chí", "Key, short of the criteria"), own.left),
        (
            b.pick("Chưa kết nối Trung tâm Dữ liệu quốc gia", "Not connected to the National Data Centre"),
            own.unconnected,
        ),
        (b.pick("Trọng yếu, đã hoàn thành", "Key, complete"), own.done),
    ):
        if members:
            rows.append(Row([title], "group"))
            rows += [_database(b, card, d) for d in members]
    keep = [n for n, row in enumerate(rows) if row.kind == "row"][:_MOST]
    over = sum(row.kind == "row" for row in rows) - len(keep)
    rest = b.say(
        vi="Ngoài ra còn {n} cơ sở dữ liệu; danh sách đầy đủ có trong bảng tính kèm theo.",
        en="The workbook lists {n} more.",
        n=number(over, b.lang),
    )
    # A column that would be empty is left out.
    empty = {
        key
        for key, at in (("before", 3), ("why", 4))
        if not any(row.cells[at] for row in rows if row.kind == "row")
    }
    columns = [
        Column("database", b.pick("Cơ sở dữ liệu", "Database"), header=True, width="2fr"),
        Column("met", b.pick("Đạt", "Met"), "number"),
        Column("left", b.pick("Còn thiếu", "Left"), "number"),
        Column("before", b.pick("Lần trước", "Before"), width="1fr"),
        Column("why", b.pick("Vướng mắc", "Why"), width="1.4fr"),
    ]
    wanted = [n for n, column in enumerate(columns) if column.key not in empty]
    yield Excerpt(
        b,
        "agency-databases",
        b.pick("Tiêu chí đạt của từng cơ sở dữ liệu", "Criteria met by each database"),
        [columns[n] for n in wanted],
        [row if row.kind == "group" else Row([row.cells[n] for n in wanted]) for row in rows],
        source=_cited(b, own.all),
        sheet=b.pick("Cơ sở dữ liệu", "Databases"),
        left_out=leave_out(rows, keep),
        rest=rest,
    )


def _databases_finding(b: Context, card: AgencyCard) -> Text:
    own = card.databases
    place = card.place("connection")
    known = [d for d in own.left if d.distance.reported]
    parts: list[Text] = []
    if known:
        worst = known[0]
        parts.append(
            b.say(
                vi="{name} mới đạt {criteria} tiêu chí",
                en="{name}: {criteria} criteria met",
                name=name_of(b, worst),
                criteria=worst.criteria,
            )
        )
    elif own.left:
        parts.append(
            b.say(vi="{name} chưa hoàn thành", en="{name}: not complete", name=name_of(b, own.left[0]))
        )
    if own.unconnected_count.reported:
        parts.append(
            b.say(
                vi="{n} cơ sở dữ liệu được nêu tên là chưa kết nối",
                en="{n} databases are named as not connected",
                n=own.unconnected_count,
            )
        )
    if place is not None and place.figures:
        parts.append(b.say(vi="đã kết nối {n}", en="{n} are connected", n=place.figures[0]))
    if not parts:
        parts.append(
            b.say(
                vi="cơ sở dữ liệu trọng yếu được nêu tên đã hoàn thành",
                en="the key databases named are complete",
            )
        )
    text = parts[0]
    for part in parts[1:]:
        text = text + "; " + part
    return sentence(text)


def sentence(text: Text) -> Text:
    """With a capital at its head."""
    first = text.pieces[0]
    return Text((capital(first), *text.pieces[1:])) if isinstance(first, str) else text


def _database(b: Context, card: AgencyCard, database: Database) -> Row:
    since = card.databases.changes.get(database.id)
    before: Cell = None
    if since is not None and since.previous is not None:
        when = (
            day(since.previous.as_of, b.lang, since.previous.as_of_precision) if since.previous.as_of else ""
        )
        before = b.say(vi="{v} ({when})", en="{v} ({when})", v=since.previous, when=when)
    why = b.label("reason", database.reason) if database.reason else ""
    name = name_of(b, database) or b.pick("Văn bản không nêu tên", "Not named in the document")
    return Row([name, database.criteria, database.distance, before, why])


def _cited(b: Context, databases: Iterable[Database]) -> str:
    return b.cite_places((d.document, d.locator) for d in databases)
