"""The whole register of directives as tables, and how a deadline and its place are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ...indicators.directives import Directive, Directives
from ...vocabulary.locators import Locator
from .. import deadlines
from ..context import Context
from ..markup import Text
from ..numbers import day
from ..tables import Column, Row, Table
from . import wording


def place(b: Context, directive: Directive) -> str:
    """Document and item: `329/TB-VPCP, mục III.3.(2)`."""
    return f"{b.view.document(directive.document).number}, {_item(b, directive)}"


def item(b: Context, directive: Directive) -> str:
    """The item alone, under a header that says so: `III.3.(2)`, `Phụ lục, mục 3.b`."""
    return _item(b, directive).removeprefix(b.pick("mục ", "item "))


def _item(b: Context, directive: Directive) -> str:
    return Locator(Locator.parse(directive.locator).place).label(b.lang)


def document(b: Context, identifier: str) -> str:
    """`329/TB-VPCP (24/6/2026)`."""
    info = b.view.document(identifier)
    return f"{info.number} ({day(info.issued, b.lang, info.issued_precision)})"


def sources(b: Context, rows: Iterable[Directive]) -> str:
    """The documents with their main sections; the rows name the items."""
    return b.cite_places((d.document, Locator.parse(d.locator).place.split(".")[0]) for d in rows)


def deadline_words(b: Context, directive: Directive) -> str:
    """The deadline as the document ties it: `trước 10/7/2026`, `trong tháng 7/2026`, `hằng tháng`."""
    return deadlines.deadline_words(directive.kind, directive.day, directive.recurrence, b.lang) or b.pick(
        "không nêu thời hạn", "none stated"
    )


def register_tables(b: Context, directives: Directives) -> Iterator[Table]:
    """Every task, assigned and proposed in tables of their own."""
    if directives.assigned:
        yield _register(b, directives.assigned, "directives-assigned",
                        b.pick("Danh mục nhiệm vụ được giao", "Register of assigned tasks"),
                        b.pick("Nhiệm vụ được giao", "Assigned tasks"))
    if directives.proposed:
        yield _register(b, directives.proposed, "directives-proposed",
                        b.pick("Danh mục nhiệm vụ được đề xuất giao", "Register of proposed tasks"),
                        b.pick("Nhiệm vụ đề xuất", "Proposed tasks"))


def _register(b: Context, members: Sequence[Directive], identifier: str, title: str, sheet: str) -> Table:
    """By document, newest first; the nearest deadline first, then recurring tasks, then those without one."""
    rows: list[Row] = []
    for name in dict.fromkeys(d.document for d in members):
        rows.append(Row([document(b, name)], "group"))
        tasks = sorted((d for d in members if d.document == name), key=_order)
        rows += [Row([d.deadline if d.day else None, d.title(b.lang), wording.names(b, d.lead),
                      wording.names(b, d.partners), deadline_words(b, d), item(b, d)]) for d in tasks]
    # English names of agencies are longer, Vietnamese titles.
    task, lead, partners = b.pick("2.3fr 1.1fr 1.1fr", "2fr 1.25fr 1.35fr").split()
    return Table(b, identifier, title, [
        Column("deadline", b.pick("Thời hạn", "Deadline"), "date"),
        Column("task", b.pick("Nhiệm vụ", "Task"), header=True, width=task),
        Column("lead", b.pick("Chủ trì", "Lead"), width=lead),
        Column("partners", b.pick("Phối hợp", "Partners"), width=partners),
        Column("stated", b.pick("Cách nêu", "As stated"), width="1.1fr"),
        Column("item", b.pick("Mục", "Item"))], rows,
        notes=_notes(b, members), source=sources(b, members), sheet=sheet)


def _order(directive: Directive) -> tuple[date, bool]:
    return directive.day or date.max, directive.recurrence is None


def _notes(b: Context, members: Sequence[Directive]) -> list[Text]:
    notes = [b.say(vi="Tên nhiệm vụ được rút gọn; nội dung đầy đủ tại mục nêu trong văn bản.",
                   en="Titles are shortened; the full text stands at the item of the document.")]
    inferred = [Text((place(b, d),)) for d in members if d.inferred]
    if inferred:
        notes.append(b.say(
            vi="Văn bản không ghi năm của thời hạn tại {items}; lấy năm ban hành văn bản.",
            en="The document does not give the year of the deadline at {items}; its own year is taken.",
            items=wording.row(b, inferred)))
    return notes
