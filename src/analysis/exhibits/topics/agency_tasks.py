"""The tasks of one agency: what falls due next and what is past, and the long-overdue ones by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from ...indicators.agency import AgencyCard
from ...indicators.agency_work import ROLES, OwnDirective
from ..context import Context
from ..display import Section
from ..excerpt import Excerpt, leave_out
from ..markup import Text, join
from ..numbers import number
from ..tables import Cell, Column, Row, Table
from . import wording
from .register import deadline_words, item, sources

# How many rows of each state a page shows; the workbook has them all.
_SHOWN = {"soon": 6, "later": 3, "past": 3, "recurring": 1, "undated": 0, "proposed": 2}
_SHOWN_OF_MANY = {"soon": 4, "later": 2, "past": 2, "recurring": 1, "undated": 0, "proposed": 1}
_MANY = 8  # other figures: with so many, three pages have room for fewer tasks
_TITLES = {
    "soon": (
        "Đến hạn trong {window} tới ({start} – {last}): {n}",
        "Due within {window} ({start} – {last}): {n}",
    ),
    "later": ("Đến hạn sau đó: {n}", "Due later: {n}"),
    "past": (
        "Đã quá thời hạn nêu, chưa có thông tin hoàn thành: {n}",
        "Past the stated deadline, completion not known: {n}",
    ),
    "recurring": ("Thường xuyên, định kỳ: {n}", "Recurring: {n}"),
    "undated": ("Không nêu thời hạn: {n}", "No deadline stated: {n}"),
}


def tasks_section(b: Context, card: AgencyCard) -> Section:
    """What falls due, what is past, what is long overdue."""
    return Section(
        b, "tasks", b.pick("Nhiệm vụ và thời hạn", "Tasks and deadlines"), _finding(b, card), level=2
    )


def _finding(b: Context, card: AgencyCard) -> Text:
    counts = card.directives.counts
    soon, past = counts["all"]["soon"], counts["all"]["past"]
    if soon.reported:
        lead = counts["lead"]["all"]
        text = b.say(
            vi="{soon} đến hạn trong {window} tới",
            en="{soon} {fall} due within {window}",
            soon=wording.tasks(b, soon),
            window=card.window,
            fall=wording.verb(b, soon, "falls", "fall"),
        )
        if past.amount:
            text = text + b.say(
                vi=", {past} đã quá thời hạn nêu, chưa có thông tin hoàn thành",
                en="; {past} {are} past the stated deadline, completion not known",
                past=wording.tasks(b, past),
                are=wording.verb(b, past, "is", "are"),
            )
        if lead.reported and lead.amount:
            text = text + b.say(
                vi="; trực tiếp chủ trì {lead}", en="; it leads {lead} itself", lead=wording.tasks(b, lead)
            )
        return text
    if card.long_overdue.reported:
        return b.say(
            vi="{n} chậm, muộn kéo dài", en="{n} long overdue", n=wording.tasks(b, card.long_overdue)
        )
    if card.directives.proposed:
        return b.say(
            vi="Chưa văn bản nào giao nhiệm vụ cho {agency}; mới có nhiệm vụ được đề xuất giao",
            en="No document assigns a task to this agency; some are only proposed",
            agency=b.agency(card.agency),
        )
    return b.say(
        vi="Các văn bản đã biết đến {end} không giao nhiệm vụ nào cho {agency} hoặc nhóm cơ quan có {agency}",
        en="The documents known up to {end} assign no task to this agency or to a group that it belongs to",
        end=b.view.period.end,
        agency=b.agency(card.agency),
    )


def late_table(b: Context, card: AgencyCard) -> Table | None:
    """Long-overdue tasks that name the agency, with due date and days overdue at the period's end."""
    if not card.late_tasks:
        return None
    rows = [Row([t.title(b.lang), wording.names(b, t.agencies), t.due, t.days]) for t in card.late_tasks]
    return Table(
        b,
        "agency-late",
        b.pick("Nhiệm vụ chậm, muộn kéo dài", "Long-overdue tasks"),
        [
            Column("task", b.pick("Nhiệm vụ", "Task"), header=True, width="2.6fr"),
            Column("agency", b.pick("Cơ quan", "Agency"), width="1.2fr"),
            Column("due", b.pick("Thời hạn", "Due"), "date"),
            Column("days", b.pick("Quá hạn", "Overdue"), "number", b.pick("ngày", "days")),
        ],
        rows,
        notes=[
            b.say(
                vi="Số ngày quá hạn tính đến {end}, là ngày cuối kỳ.",
                en="Days overdue are counted to {end}, the period's last day.",
                end=b.view.period.end,
            )
        ],
        sheet=b.pick("Chậm, muộn kéo dài", "Long overdue"),
    )


def directives_table(b: Context, card: AgencyCard) -> Table | None:
    """Every directive that concerns the agency by state, the nearest first; the page shows the nearest of each."""
    if not card.directives.rows:
        return None
    rows: list[Row] = []
    keep: list[int] = []
    left: list[Text] = []
    most = _SHOWN if len(card.others) < _MANY else _SHOWN_OF_MANY
    for state in _TITLES:
        members = card.directives.of(state)
        if not members:
            continue
        if state == "past":  # what became overdue last is on the page
            members = tuple(reversed(members))
        rows.append(Row([_title(b, card, state)], "group"))
        left += _add(b, rows, keep, members, state, most[state])
    if card.directives.proposed:
        rows.append(
            Row(
                [
                    b.pick(
                        "Mới được đề xuất giao, chưa phải nhiệm vụ được giao",
                        "Only proposed, not yet assigned",
                    )
                ],
                "group",
            )
        )
        coming = sorted(card.directives.proposed, key=lambda own: own.directive.state == "past")  # stable
        left += _add(b, rows, keep, coming, "proposed", most["proposed"])
    rest = (
        b.say(
            vi="Ngoài ra còn {left}; danh mục đầy đủ có trong bảng tính kèm theo.",
            en="Besides: {left}; the workbook has the full register.",
            left=join(list(left), b.lang),
        )
        if left
        else Text()
    )
    return Excerpt(
        b,
        "agency-directives",
        b.say(
            vi="Nhiệm vụ liên quan {agency}, tính đến {end}",
            en="Tasks that concern this agency, at {end}",
            agency=b.agency(card.agency),
            end=b.view.period.end,
        ),
        [
            Column("deadline", b.pick("Thời hạn", "Deadline"), "date"),
            Column("task", b.pick("Nhiệm vụ", "Task"), header=True, width="2.8fr"),
            Column("role", b.pick("Vai trò", "Role"), width="1.2fr"),
            Column("days", b.pick("Ngày", "Days"), "number"),
            Column("place", b.pick("Văn bản, mục", "Document, item"), width="1.5fr"),
        ],
        rows,
        notes=[
            b.say(
                vi="Cột ngày: số ngày còn lại đến thời hạn, hoặc số ngày đã qua kể từ thời hạn. Tên nhiệm vụ được "
                "rút gọn.",
                en="Days: those left to the deadline, or gone since it. Titles are shortened.",
            )
        ],
        source=sources(b, (own.directive for own in card.directives.rows)),
        sheet=b.pick("Nhiệm vụ được giao", "Directives"),
        left_out=leave_out(rows, keep),
        rest=rest,
    )


def _title(b: Context, card: AgencyCard, state: str) -> Text:
    vi, en = _TITLES[state]
    end = b.view.period.end
    return b.say(
        vi=vi,
        en=en,
        window=card.window,
        start=end,
        last=end + timedelta(days=int(card.window.number)),
        n=wording.tasks(b, card.directives.counts["all"][state]),
    )


def _add(
    b: Context, rows: list[Row], keep: list[int], members: Sequence[OwnDirective], state: str, most: int
) -> Iterator[Text]:
    """Adds the rows of one state and keeps some for the page; how many are left out, in words.

    What the agency leads or joins itself comes before what is given to a whole group.
    """
    chosen = sorted(range(len(members)), key=lambda n: (ROLES.index(members[n].role), n))[:most]
    keep += (len(rows) + n for n in chosen)
    rows += [_row(b, own) for own in members]
    if len(members) > most:
        words = b.label("state", state) if state != "proposed" else b.label("status", state)
        yield b.say(
            vi="{n} nhiệm vụ {words}", en="{n} {words}", n=number(len(members) - most, b.lang), words=words
        )


def _row(b: Context, own: OwnDirective) -> Row:
    directive = own.directive
    cells: list[Cell] = [
        directive.deadline if directive.day else deadline_words(b, directive),
        directive.title(b.lang),
        _role(b, own),
        directive.days if directive.day else None,
        f"{b.view.document(directive.document).number}, {item(b, directive)}",
    ]
    return Row(cells)


def _role(b: Context, own: OwnDirective) -> str:
    if own.role != "group":
        return b.pick("Chủ trì", "Lead") if own.role == "lead" else b.pick("Phối hợp", "Joins")
    return b.pick("Chung: ", "Group: ") + b.agency(own.through or "")
