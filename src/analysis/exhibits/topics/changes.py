"""What changed since the last period that brought a document: the section right after the summary's head.

Only what both periods count the same way and over the same whole is subtracted. What the documents of this period
do not state again is told by area, last and briefly: it is not gone, and must not hide what changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from ...indicators import directives as register
from ...indicators.change import Change, Changes
from ...vocabulary.changes import rules
from ...vocabulary.periods import Period
from ...vocabulary.values import Value
from ..context import Context
from ..display import Exhibit, Notice, Prose, Section
from ..excerpt import Excerpt, leave_out
from ..markup import Text
from ..tables import Column, Row, Table
from . import wording
from .agency_words import lower
from .changes_tables import dropped_table, figures_table, new_table
from .register import place, sources

__all__ = ["contradictions", "dropped_table", "due_table", "figures_table", "heading", "new_table", "prose"]


def heading(b: Context, found: Changes | None) -> Section | None:
    """What moved, in one sentence; None in the first period of all."""
    if found is None:
        return None
    return Section(b, "changes", b.pick("Thay đổi so với kỳ trước", "What changed"), _finding(b, found))


def since(b: Context, found: Changes) -> str:
    """`tháng 5 năm 2026`, the period that this one is set against."""
    return Period.parse(found.before.period).label(b.lang)


def _finding(b: Context, found: Changes) -> Text:
    if not found.spoke:
        return b.say(
            vi="Kỳ này không có văn bản mới so với {since}; {n} đến hạn giữa hai kỳ",
            en="No document became known since {since}; {n} fell due",
            since=since(b, found),
            n=wording.tasks(b, found.number("fell_due")),
        )
    clauses = list(_clauses(b, found))[:3]
    text = b.say(vi="So với {since}, ", en="Since {since}, ", since=since(b, found))
    if not clauses:
        return text + b.pick("không có đại lượng nào được nêu lại", "no quantity is stated again")
    for number, clause in enumerate(clauses):
        text = text + ("; " if number else "") + clause
    return text


def _clauses(b: Context, found: Changes) -> Iterator[Text]:
    moved, same, revised = (found.number(kind) for kind in ("moved", "unchanged", "revised"))
    if moved.amount:
        yield b.say(vi="{n} thay đổi", en="{n} moved", n=_quantities(b, moved))
    elif same.amount:
        yield b.say(
            vi="{n} so sánh được " + ("giữ nguyên" if same.amount == 1 else "đều giữ nguyên"),
            en="the {n} that can be compared {stayed} the same",
            n=_quantities(b, same),
            stayed=wording.verb(b, same, "stayed", "all stayed"),
        )
    if revised.amount:
        yield b.say(
            vi="{n} được nêu lại với số khác cho cùng thời điểm",
            en="{n} {are} stated otherwise for the same date",
            n=_quantities(b, revised),
            are=wording.verb(b, revised, "is", "are"),
        )
    broke, new, assigned = (found.number(kind) for kind in ("broke", "new", "assigned"))
    if broke.amount:
        yield b.say(
            vi="{n} không so sánh được vì khác cách thống kê",
            en="{n} cannot be compared, being counted otherwise",
            n=_quantities(b, broke),
        )
    if new.amount and not (moved.amount or same.amount):
        yield b.say(
            vi="{n} lần đầu được nêu",
            en="{n} {are} stated for the first time",
            n=_quantities(b, new),
            are=wording.verb(b, new, "is", "are"),
        )
    if assigned.amount:
        yield b.say(
            vi="{n} mới được giao",
            en="{n} {were} newly assigned",
            n=wording.tasks(b, assigned),
            were=wording.verb(b, assigned, "was", "were"),
        )


def _quantities(b: Context, value: Value) -> Text:
    """`3 đại lượng`; `3 quantities`."""
    noun = "quantity" if value.amount == 1 else "quantities"
    return b.say(vi="{n} đại lượng", en="{n} " + noun, n=value)


# ---------------------------------------------------------------------- what is no quantity


def prose(b: Context, found: Changes | None) -> Exhibit | None:
    """Documents, tasks and contradictions that came and went, a sentence each; in the first period that nothing
    was known before."""
    if found is None:
        return Notice(
            b,
            b.say(
                vi="Đây là kỳ đầu tiên có văn bản; chưa có kỳ trước để so sánh.",
                en="This is the first period with a document; there is no earlier one to compare with.",
            ),
            "info",
        )
    parts = list(_parts(b, found))
    return Prose(b, parts, bullets=True) if parts else None


def _parts(b: Context, found: Changes) -> Iterator[Text]:
    papers = [d for id, d in found.after.documents.items() if id not in found.before.documents]
    if papers:
        yield b.say(
            vi="Văn bản mới: {documents}.",
            en="New documents: {documents}." if len(papers) > 1 else "New document: {documents}.",
            documents=wording.row(b, [Text((paper.number,)) for paper in papers]),
        )
    yield from _assigned(b, found)
    came, went = found.of("task_came"), found.of("task_went")
    if came:
        yield b.say(
            vi="{n} chậm, muộn kéo dài mới được nêu tên: {agencies}.",
            en="{n} newly listed as long overdue: {agencies}.",
            n=wording.tasks(b, found.number("task_came")),
            agencies=_agencies(b, came),
        )
    if went:
        yield b.say(
            vi="{n} không còn trong danh mục chậm, muộn kéo dài, văn bản không cho biết đã hoàn thành hay chưa: "
            "{agencies}.",
            en="{n} no longer listed as long overdue, whether done is not said: {agencies}.",
            n=wording.tasks(b, found.number("task_went")),
            agencies=_agencies(b, went),
        )
    yield from _lists(b, found)


def _assigned(b: Context, found: Changes) -> Iterator[Text]:
    for kind, vi, en in (
        ("assigned", "mới được giao tại {documents}", "newly assigned by {documents}"),
        (
            "proposed",
            "mới được đề xuất giao tại {documents}, chưa phải nhiệm vụ được giao",
            "newly proposed by {documents}, not yet assigned",
        ),
    ):
        entries = found.of(kind)
        if not entries:
            continue
        days = [e.directive.deadline for e in entries if e.directive and e.directive.deadline]
        papers = dict.fromkeys(e.directive.document for e in entries if e.directive)
        text = b.say(
            vi="{n} " + vi,
            en="{n} " + en,
            n=wording.tasks(b, found.number(kind)),
            documents=wording.row(b, [Text((b.view.document(d).number,)) for d in papers]),
        )
        after = sorted(d for d in days if d > found.after.end)
        if after:
            text = text + b.say(
                vi="; sau kỳ này, thời hạn gần nhất là {day}",
                en="; after this period the next of their deadlines is {day}",
                day=after[0],
            )
        yield text + "."


def _agencies(b: Context, entries: Sequence[Change]) -> Text:
    """Each task's agencies, those of several tasks once."""
    named = dict.fromkeys(e.task.agencies for e in entries if e.task is not None)
    return wording.enumeration([wording.names(b, agencies) for agencies in named])


def _lists(b: Context, found: Changes) -> Iterator[Text]:
    """Lists that the documents of both periods have, and who is new on them or on them no more."""
    entries = found.of("list_changed")
    for entry in entries[: rules().kind("list_changed").page]:
        assert entry.members is not None
        parts = []
        if entry.members.joined:
            parts.append(b.say(vi="nêu thêm {names}", en="now also {names}", names=_some(b, entry.members.joined)))
        if entry.members.left:
            parts.append(b.say(vi="không nêu lại {names}", en="no longer {names}", names=_some(b, entry.members.left)))
        yield b.say(
            vi="Danh sách “{label}” ở văn bản mới: {parts}.",
            en="The list “{label}” in the new document: {parts}.",
            label=lower(rules().list_label(entry.members.list)[b.lang]),
            parts=wording.enumeration(parts),
        )


def _some(b: Context, ids: Sequence[str], most: int = 6) -> Text:
    """Names, or the first of them and that there are others."""
    if len(ids) <= most:
        return wording.names(b, ids)
    return wording.names(b, ids[:most]) + b.pick(" và các cơ quan khác", " and others")


# ---------------------------------------------------------------------- contradictions


def contradictions(b: Context, found: Changes | None) -> Iterator[Prose]:
    """How many contradictions are new and how many are settled, and the weightiest of them."""
    if found is None or not found.spoke:
        return
    new, settled = found.number("contradiction_new"), found.number("contradiction_settled")
    opening = b.say(
        vi="Mâu thuẫn mới giữa các số liệu: {new} chỗ; đã được làm rõ: {settled} chỗ."
        if new.amount or settled.amount
        else "Không phát sinh mâu thuẫn mới giữa các số liệu; chưa mâu thuẫn nào của kỳ trước được làm rõ.",
        en="New contradictions between figures: {new}; settled: {settled}."
        if new.amount or settled.amount
        else "No new contradiction between figures; none of the earlier ones is settled.",
        new=new,
        settled=settled,
    )
    yield Prose(b, [opening])
    parts: list[Text] = []
    for kind, words in (
        ("contradiction_new", ""),
        ("contradiction_settled", b.pick("Đã nêu lại, không còn mâu thuẫn; trước đây: ",
                                         "Stated again without contradiction; before: ")),
    ):
        entries = found.of(kind)
        most = rules().kind(kind).page
        parts += [
            Text((words + e.finding.message(b.lang),)) for e in entries[:most] if e.finding is not None
        ]
        if len(entries) > most:
            rest = found.number(kind, entries[most:], scope="rest")
            parts.append(
                b.say(
                    vi="Ngoài ra còn {n} chỗ, nêu ở phần Chất lượng dữ liệu.",
                    en="{n} more stand in the section on data quality.",
                    n=rest,
                )
            )
    if parts:
        yield Prose(b, parts, bullets=True)


# ---------------------------------------------------------------------- what fell due


def due_table(b: Context, found: Changes | None) -> Table | None:
    """The assigned tasks whose deadline lies between the two period ends; proposed ones are only counted."""
    if found is None:
        return None
    entries = found.of("fell_due")
    if not entries:
        return None
    ids = {e.directive.id for e in entries if e.directive is not None}
    known = [d for d in register.register(b.view, found.after.end) if d.id in ids]
    known.sort(key=lambda d: (d.day is None, d.day))
    rows = [Row([d.deadline, d.title(b.lang), wording.names(b, d.lead), place(b, d)]) for d in known]
    most = rules().kind("fell_due").page
    left = leave_out(rows, range(most))
    notes: list[Text] = [
        b.say(
            vi="Các văn bản đã biết không cho biết nhiệm vụ nào trong số này đã hoàn thành; không kết luận là chưa "
            "thực hiện.",
            en="The documents known do not say which of these are done; it does not follow that they are not.",
        )
    ]
    proposed = found.number("proposed_due")
    if proposed.amount:
        notes.append(
            b.say(
                vi="Ngoài ra, {n} mới ở mức đề xuất giao có thời hạn đề xuất trong khoảng này.",
                en="Besides, {n} only proposed {have} a proposed deadline in this time.",
                n=wording.tasks(b, proposed),
                have=wording.verb(b, proposed, "has", "have"),
            )
        )
    return Excerpt(
        b,
        "changes-due",
        b.say(
            vi="{n} đến hạn từ {first} đến {last}, chưa có thông tin hoàn thành",
            en="{n} fell due from {first} to {last}, completion not known",
            n=wording.tasks(b, found.number("fell_due"), b.pick("được giao", "assigned")),
            first=found.before.end + timedelta(days=1),
            last=found.after.end,
        ),
        [
            Column("deadline", b.pick("Thời hạn", "Deadline"), "date"),
            Column("task", b.pick("Nhiệm vụ", "Task"), header=True, width="2.4fr"),
            Column("lead", b.pick("Chủ trì", "Lead"), width="1.3fr"),
            Column("place", b.pick("Văn bản, mục", "Document, item"), width="1.3fr"),
        ],
        rows,
        notes=notes,
        source=sources(b, known),
        sheet=b.pick("Đến hạn giữa hai kỳ", "Fell due"),
        left_out=left,
        rest=b.say(
            vi="Còn {n} nhiệm vụ nữa có trong bảng tính kèm theo.",
            en="The workbook has {n} more.",
            n=found.number("fell_due", entries[most:], scope="rest"),
        )
        if left
        else "",
    )

