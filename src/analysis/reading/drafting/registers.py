"""Tables of annexes as registers: overdue tasks, assigned tasks, databases with their criteria.

A table is known by the words over its columns, in any order. Cells are then taken by what they hold, so that
a row whose merge broke in scanning (its agency one column to the right) is read all the same; an agency that
a merged cell names once holds for the rows below it.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from ...errors import DataError
from ...vocabulary.agencies import agency_key
from ...vocabulary.deadlines import DeadlineKind, parse_date, parse_deadline
from ...vocabulary.locators import Locator
from ..matching import fold, tidy
from ..spans import Span
from ..tabular import Table
from ..text import Document
from .clauses import label_end
from .dues import RECURRENCES
from .model import DraftDatabase, DraftDirective, DraftTask
from .parties import Parties
from .tokens import Tokens
from .wording import shorten

# What a column holds, by the words over it; the first that fits counts.
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role, re.compile(words))
    for role, words in (
        ("number", r"^(?:s?tt|số tt|số thứ tự|stt\.?)$"),
        ("criteria", r"tiêu chí"),
        ("partners", r"phối hợp"),
        ("assigned", r"văn bản|nguồn giao|căn cứ|nơi giao"),
        ("due", r"thời hạn|hạn hoàn thành|thời gian|tiến độ|ngày hoàn thành|hạn\b|mốc"),
        ("agency", r"chủ trì|chủ quản|cơ quan|đơn vị|^bộ\b|bộ, ngành|địa phương|chịu trách nhiệm|phụ trách"),
        ("database", r"csdl|cơ sở dữ liệu|hệ thống thông tin|nền tảng"),
        ("task", r"nhiệm vụ|nội dung|công việc|sản phẩm đầu ra|yêu cầu"),
        ("note", r"ghi chú"),
    )
)
_RATIO = re.compile(r"\d{1,3}\s?/\s?\d{1,3}")
_NUMBER = re.compile(r"\d{1,4}[.)]?")
_GROUP = re.compile(r"^(?:[IVX]{1,6}|[A-ZĐ])[.)]?\s")
_LATE = re.compile(r"quá hạn|chậm|muộn|trễ|chưa hoàn thành|tồn đọng")
_UNCONNECTED = re.compile(r"kết nối|đồng bộ|chia sẻ")
_LED = re.compile(r"^(?:trước|trong|hoàn thành|chậm nhất|đến|hết|xong)\s+(?:trước\s+|trong\s+|hết\s+)?", re.IGNORECASE)
_ANNEX_LINES = 4  # paragraphs over a table that may say what it holds


@dataclass
class Registers:
    """What the tables of a document hold; `left` are the places of tables that are no register known here,
    `remarks` what a person has to look at.
    """

    tasks: list[DraftTask] = field(default_factory=list)
    databases: list[DraftDatabase] = field(default_factory=list)
    directives: list[DraftDirective] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    """A row by what its columns hold, as a reader sees it."""

    number: int
    locator: Locator
    cells: Mapping[str, str]
    spans: Mapping[str, Span]
    agencies: tuple[str, ...]


def draft_registers(document: Document, issued: dt.date | None) -> Registers:
    """The rows of every table that is a register."""
    found = Registers()
    titles = _titles(document)
    tokens = Tokens(document)
    carried: dict[str, tuple[str, ...]] = {}
    roles_of: dict[str, tuple[str, ...]] = {}
    for table in document.tables:
        roles = _roles(document, table) if table.heads else roles_of.get(table.place, ())
        roles_of[table.place] = roles
        above = titles.get(table.place, ("", ""))
        if table.heads:
            carried.pop(table.place, None)
            if grouped := _grouped_above(document, table):
                carried[table.place] = grouped
        rows = list(_rows(document, table, roles, carried))
        if "database" in roles and ("agency" in roles or "criteria" in roles):
            list_ = _list(above, "criteria" in roles)
            found.databases += (_database(row, list_) for row in rows if row.cells.get("database"))
        elif "task" in roles and "due" in roles and ("agency" in roles or "partners" in roles):
            late = any(_LATE.search(title) for title in above) or ("assigned" in roles and _all_past(rows, issued))
            for row in rows:
                if late:
                    _take_task(row, found)
                elif row.cells.get("task"):
                    found.directives.append(_directive(row, tokens, issued))
        elif rows and table.place != "head":  # the letterhead, the stamp of a received copy
            found.left.append(table.place)
    return found


def _titles(document: Document) -> dict[str, tuple[str, str]]:
    """For each place the words that stand over its tables: those of the place, and of the annex around it."""
    lines: dict[str, list[str]] = {}
    heads = {cells[0].locator for table in document.tables for cells in table.heads if cells}
    for span in document.spans:
        near = span.locator.paragraph is not None and span.locator.paragraph <= _ANNEX_LINES
        if near and span.locator not in heads:
            lines.setdefault(span.locator.place, []).append(
                agency_key(fold(document.text, document.pieces(span)).text[:400])
            )

    def of(place: str) -> str:
        return " ".join(lines.get(place, ()))

    return {table.place: (of(table.place), of(table.place.rpartition(".")[0])) for table in document.tables}


def _roles(document: Document, table: Table) -> tuple[str, ...]:
    """What each column holds, by its heading; empty for a column that says nothing known."""
    found: list[str] = []
    for span in table.header:
        words = agency_key(_words(document, span))
        role = next((role for role, pattern in _ROLES if pattern.search(words)), "")
        if role == "database" and found and "database" in found:
            role = ""
        if role and role in found and role not in ("agency",):
            role = ""
        if role == "agency" and "agency" in found:
            # `Cơ quan chủ trì` beside `Cơ quan phối hợp` is told above; of two others the first leads.
            role = ""
        found.append(role)
    return tuple(found)


def _words(document: Document, span: Span) -> str:
    return tidy(fold(document.text, document.pieces(span)).text)


def _rows(
    document: Document, table: Table, roles: Sequence[str], carried: dict[str, tuple[str, ...]]
) -> Iterator[_Row]:
    for cells in table.rows:
        texts = [_words(document, span) for span in cells]
        placed: dict[str, int] = {}
        for at, _ in enumerate(cells):
            column = table.column(cells, at + 1)
            role = roles[column - 1] if column <= len(roles) else ""
            if role and role not in placed:
                placed[role] = at
        filled = [text for text in texts if text]
        if len(filled) <= 2 and (grouped := _wholly_agency(filled[-1] if filled else "")):
            carried[table.place] = grouped  # a line over the rows of an agency
            continue
        written = placed.get("agency")
        _right(texts, placed, roles)
        if "agency" not in placed and written is not None and texts[written] and written not in placed.values():
            carried.pop(table.place, None)  # a body that the registry does not know
        agencies: tuple[str, ...] = ()
        if "agency" in placed and texts[placed["agency"]]:
            listed = Parties(texts[placed["agency"]], bare=True).at(0)
            agencies = listed.ids if listed else ()
        if agencies:
            carried[table.place] = agencies
        number = next((text for text in texts[:1] if _NUMBER.fullmatch(text)), "")
        yield _Row(
            int(number.rstrip(".)")) if number else cells[0].locator.row or 0,
            Locator(cells[0].locator.place, row=cells[0].locator.row),
            {role: texts[at] for role, at in placed.items()}, {role: cells[at] for role, at in placed.items()},
            agencies or carried.get(table.place, ()),
        )  # fmt: skip


def _grouped_above(document: Document, table: Table) -> tuple[str, ...]:
    """The agency that a line between the heading and the first row names: `I  Bộ Y tế`."""
    if not table.rows:
        return ()
    starts = bisect_left(document.spans, table.heads[-1][-1].end, key=attrgetter("start"))
    stop = bisect_left(document.spans, table.rows[0][0].start, key=attrgetter("start"))
    for span in document.spans[starts:stop][::-1]:
        words = _words(document, span)
        if grouped := _wholly_agency(words[label_end(words) :]) or _wholly_agency(_GROUP.sub("", words)):
            return grouped
    return ()


def _right(texts: Sequence[str], placed: dict[str, int], roles: Sequence[str]) -> None:
    """Puts agency, name and criteria where the row has them when a broken merge has moved them."""
    if "criteria" in roles:
        placed.pop("criteria", None)
        ratios = [at for at, text in enumerate(texts) if _RATIO.fullmatch(text)]
        if ratios:
            placed["criteria"] = ratios[-1]
    role = "database" if "database" in roles else "task"
    if role not in roles or "agency" not in roles:
        return
    others = {at for name, at in placed.items() if name not in ("agency", role)}
    free = [
        at for at, text in enumerate(texts)
        if text and at not in others and not _RATIO.fullmatch(text) and not _NUMBER.fullmatch(text)
    ]
    wholly = [at for at in free if _wholly_agency(texts[at])]
    agency, named = placed.pop("agency", None), placed.pop(role, None)
    if agency not in wholly:
        told = agency in free and agency != named and Parties(texts[agency or 0], bare=True).at(0) is not None
        agency = wholly[0] if wholly else agency if told else None
    if named not in free or named == agency:
        named = next((at for at in free if at != agency), None)
    if agency is not None:
        placed["agency"] = agency
    if named is not None:
        placed[role] = named


def _wholly_agency(text: str) -> tuple[str, ...]:
    """The agencies of a cell that names nothing else."""
    listed = Parties(text, bare=True).at(0) if len(text) <= 300 else None
    return listed.ids if listed is not None and not text[listed.end :].strip(" .;:") else ()


def _list(above: tuple[str, str], with_criteria: bool) -> str:
    """Which list of databases a table is: of those short of criteria, or of those not connected."""
    for title in above:
        if "tiêu chí" in title and not _UNCONNECTED.search(title):
            return "criteria"
        if _UNCONNECTED.search(title) and "tiêu chí" not in title:
            return "connection"
    return "criteria" if with_criteria else "connection"


def _database(row: _Row, list_: str) -> DraftDatabase:
    return DraftDatabase(
        list=list_, number=row.number, agency=row.agencies[0] if row.agencies else None,
        name=row.cells["database"], token=row.cells.get("criteria") or None, locator=row.locator,
        confidence=0.95 if row.agencies else 0.5, recipe="table of databases",
    )  # fmt: skip


def _all_past(rows: Sequence[_Row], issued: dt.date | None) -> bool:
    days = [day for row in rows if (day := _day(row.cells.get("due", "")))]
    return bool(days) and issued is not None and all(parse_date(day).date < issued for day in days)


def _day(text: str) -> str | None:
    """The words of a cell that name a day, month, quarter or year."""
    for words in (text, _LED.sub("", text)):
        try:
            parse_date(words)
        except DataError:
            continue
        return words
    return None


def _take_task(row: _Row, found: Registers) -> None:
    title, due = row.cells.get("task", ""), _day(row.cells.get("due", ""))
    if not title:
        return
    if due is None:
        found.remarks.append(f"{row.locator}: no date can be read as the time limit of this task; it is left out")
        return
    assigned = row.cells.get("assigned", "")
    if not assigned and "assigned" in row.cells and found.tasks and found.tasks[-1].locator.place == row.locator.place:
        assigned = found.tasks[-1].assigned_by  # an empty cell is one that it shares with the row above
    found.tasks.append(DraftTask(
        number=row.number, title=shorten(title), agencies=row.agencies, assigned_by=assigned, due=due,
        locator=row.locator, confidence=0.9 if row.agencies else 0.5, recipe="table of overdue tasks",
    ))  # fmt: skip


def _directive(row: _Row, tokens: Tokens, issued: dt.date | None) -> DraftDirective:
    """A row of a table that assigns tasks: who leads, who joins, by when."""
    deadline = recurrence = occurrence = None
    words = row.cells.get("due", "")
    if words and issued is not None and (span := row.spans.get("due")) is not None:
        try:
            read = parse_deadline(words, issued)
        except DataError:
            read = None
        if read is not None and read.kind is DeadlineKind.RECURRING:
            recurrence = RECURRENCES.get(read.precision or "")
        elif read is not None:
            placed = tokens.place(row.locator, words, span.start)
            if placed is not None:
                deadline, occurrence = placed.token, placed.occurrence
    listed = Parties(row.cells.get("partners", ""), bare=True).at(0)
    return DraftDirective(
        item=row.locator.place, leads=row.agencies,
        partners=tuple(id for id in (listed.ids if listed else ()) if id not in row.agencies),
        title=shorten(row.cells["task"]), deadline=deadline, recurrence=recurrence, locator=row.locator,
        occurrence=occurrence, confidence=0.85 if row.agencies else 0.5, recipe="table of tasks",
    )  # fmt: skip
