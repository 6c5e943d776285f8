"""The register of directives as a reader sees it: what falls due next on top, then the calendar and the load
of each leading agency; the register itself is in `register`.

Tasks that a report only proposes are never mixed with those that a conclusion or notice assigns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from ...indicators.directives import Directive, Directives, Load, Slot, compute
from ...vocabulary.agencies import agencies
from ...vocabulary.values import Value
from ..chart import Chart
from ..charts import bars, calendar
from ..context import Context
from ..display import Exhibit, Notice, Section
from ..markup import Text
from ..numbers import day
from ..tables import Column, Row, Table
from . import wording
from .register import deadline_words, document, item, place, register_tables, sources

__all__ = ["calendar_chart", "contradictions", "deadline_words", "decision_items", "due_table", "gaps",
           "heading", "load_chart", "load_table", "past_table", "register_tables"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAMED = 4  # agencies named in a decision item
_MOST_BARS = 20  # more leading agencies than this: the chart leaves out those with a single task


def heading(b: Context, directives: Directives) -> Section:
    """What is past due and what falls due next."""
    return Section(b, "directives", b.pick("Nhiệm vụ được giao", "Directives"), _finding(b, directives))


def _finding(b: Context, directives: Directives) -> Text:
    window = directives.window
    if not directives.reported:
        return b.say(vi="Danh mục theo dõi chưa có nhiệm vụ nào của các văn bản đã biết đến {end}",
                     en="The register holds no task yet of the documents known up to {end}",
                     end=b.view.period.end)
    if not directives.assigned:
        count, soon = directives.count("all", proposed=True), directives.count("soon", proposed=True)
        return b.say(
            vi="{n} mới ở mức đề xuất giao, trong đó {soon} có thời hạn trong {window} tới",
            en="{n} {are} proposed, not yet assigned; {soon} {have} a deadline within {window}",
            n=wording.tasks(b, count), soon=wording.tasks(b, soon), window=window,
            are=wording.verb(b, count, "is", "are"), have=wording.verb(b, soon, "has", "have"))
    soon, past = directives.count("soon"), directives.count("past")
    text = b.say(vi="{soon} đến hạn trong {window} tới", en="{soon} {fall} due within {window}",
                 soon=wording.tasks(b, soon, b.pick("được giao", "assigned")), window=window,
                 fall=wording.verb(b, soon, "falls", "fall"))
    if directives.next_is_near and directives.next_day is not None:
        text = text + b.say(vi=", riêng ngày {day} có thêm {more}", en=" and {more} more on {day}",
                            day=directives.next_day, more=directives.next_count)
    return text + b.say(
        vi="; {past} nhiệm vụ đã quá thời hạn nêu trong văn bản, chưa có thông tin hoàn thành",
        en="; {past} {are} past the stated deadline, completion not known", past=past,
        are=wording.verb(b, past, "is", "are"))


def gaps(b: Context, directives: Directives) -> Iterator[Exhibit]:
    """What the register does not hold, and what a reader may not conclude from it."""
    if directives.unregistered:
        yield Notice(b, b.say(vi="Nhiệm vụ giao tại {documents} chưa được đưa vào danh mục theo dõi.",
                              en="The tasks assigned by {documents} are not in the register yet.",
                              documents=_numbers(b, directives.unregistered)), "gap")
    if directives.proposed:
        yield Notice(b, b.say(
            vi="{n} nhiệm vụ của {documents} là nội dung đề xuất Thủ tướng Chính phủ chỉ đạo, chưa phải "
               "nhiệm vụ được giao; được liệt kê riêng và không tính vào số quá thời hạn.",
            en="The tasks of {documents}, {n} in all, are proposals to the Prime Minister, not yet assigned; "
               "they are listed apart and not counted as past due.", n=directives.count("all", proposed=True),
            documents=_numbers(b, (d.document for d in directives.proposed))), "info")


def _numbers(b: Context, documents: Iterable[str]) -> Text:
    return wording.row(b, [Text((b.view.document(d).number,)) for d in dict.fromkeys(documents)])


# ---------------------------------------------------------------------- what falls due next

def due_table(b: Context, directives: Directives) -> Table | None:
    """Due within the window, and on the next day if near; of proposals only where nothing is assigned."""
    end, window, proposed = b.view.period.end, directives.window, not directives.assigned
    count = wording.tasks(b, directives.count("soon", proposed=proposed),
                          b.pick("được đề xuất giao", "proposed") if proposed else "")
    groups = [(b.say(vi="Đến hạn trong {window} tới ({start} – {last}): {n}",
                     en="Due within {window} ({start} – {last}): {n}", window=window, start=end,
                     last=end + timedelta(days=int(window.number)), n=count),
               directives.of("soon", proposed=proposed))]
    if directives.next_is_near and directives.next_day is not None:
        groups.append((
            b.say(vi="Đến hạn tiếp theo, ngày {day}: {n}", en="Due next, on {day}: {n}",
                  day=directives.next_day, n=wording.tasks(b, directives.next_count)),
            tuple(d for d in directives.of("later", proposed=False) if d.day == directives.next_day)))
    return _dated(b, "directives-due", b.say(
        vi="Nhiệm vụ đến hạn, tính từ {end}", en="Tasks falling due, from {end}", end=end), groups,
        b.pick("Còn lại", "Left"), _due_notes(b, directives), b.pick("Sắp đến hạn", "Falling due"))


def past_table(b: Context, directives: Directives) -> Table | None:
    """Assigned tasks past their stated deadline, newest document first."""
    groups = []
    for name in dict.fromkeys(d.document for d in directives.assigned):
        here = tuple(d for d in directives.of("past", proposed=False) if d.document == name)
        groups.append((Text((document(b, name),)), here))
    return _dated(b, "directives-past", b.say(
        vi="{n} đã quá thời hạn nêu trong văn bản, chưa có thông tin hoàn thành, tính đến {end}",
        en="{n} past the stated deadline at {end}, completion not known",
        n=wording.tasks(b, directives.count("past")), end=b.view.period.end), groups,
        b.pick("Đã quá", "Past"), [b.say(
            vi="Các văn bản đã biết không cho biết nhiệm vụ nào trong số này đã hoàn thành; không kết luận "
               "là chưa thực hiện.",
            en="The documents known do not say which of these are done; it does not follow that they are "
               "not.")], b.pick("Quá thời hạn nêu", "Past deadline"), by_document=True)


def _dated(b: Context, identifier: str, title: Text, groups: Iterable[tuple[Text, Sequence[Directive]]],
           days: str, notes: Sequence[Text], sheet: str, *, by_document: bool = False) -> Table | None:
    """A table of tasks with a deadline, in groups; None when there are none."""
    where = item if by_document else place
    groups = [(name, rows) for name, rows in groups if rows]
    if not groups:
        return None
    rows: list[Row] = []
    for name, members in groups:
        rows.append(Row([name], "group"))
        rows += [Row([d.deadline, d.title(b.lang), wording.names(b, d.lead), d.days, where(b, d)])
                 for d in members]
    return Table(b, identifier, title, [
        Column("deadline", b.pick("Thời hạn", "Deadline"), "date"),
        Column("task", b.pick("Nhiệm vụ", "Task"), header=True, width="2.4fr"),
        Column("lead", b.pick("Chủ trì", "Lead"), width="1.3fr"),
        Column("days", days, "number", b.pick("ngày", "days")),
        Column("place", b.pick("Mục", "Item") if by_document else b.pick("Văn bản, mục", "Document, item"),
               width="auto" if by_document else "1.3fr")], rows,
        notes=notes, source=sources(b, (d for _, members in groups for d in members)), sheet=sheet)


def _due_notes(b: Context, directives: Directives) -> list[Text]:
    notes: list[Text] = []
    if directives.assigned and directives.proposed:
        notes.append(b.say(
            vi="Ngoài ra, {soon} nhiệm vụ được đề xuất giao có thời hạn đề xuất trong {window} tới và {past} "
               "nhiệm vụ có thời hạn đề xuất đã qua.",
            en="Besides, proposed tasks with a proposed deadline within {window}: {soon}; with one already "
               "past: {past}.", soon=directives.count("soon", proposed=True),
            past=directives.count("past", proposed=True), window=directives.window))
    notes.append(b.say(
        vi="Ngày ghi ở cột thời hạn là ngày cuối cùng còn trong hạn: “trước ngày X” là ngày liền trước X; "
           "tháng, quý, năm là ngày cuối cùng. Còn lại 0 ngày là đến hạn đúng ngày cuối kỳ.",
        en="The date is the last day in time: “before day X” is the day before X; a month, quarter or year "
           "is its last day. With 0 days left a task is due on the period's last day."))
    return notes


def contradictions(b: Context, directives: Directives) -> Iterator[Exhibit]:
    """Deadlines that cannot be: those before the document that sets them."""
    known = {d.document for d in directives.rows}
    for finding in b.findings:
        if finding.rule == "deadline_dates" and finding.document in known:
            yield Notice(b, Text((b.pick(finding.message_vi, finding.message_en),)), "attention")


# ---------------------------------------------------------------------- calendar and load

def calendar_chart(b: Context, directives: Directives) -> Chart | None:
    """Every deadline with a dot a task, those past first."""
    if not directives.calendar:
        return None
    titles = {"past": b.pick("Đã quá thời hạn nêu", "Past the deadline"),
              "soon": b.pick(f"{b.shown(directives.window)} tới", f"Next {b.shown(directives.window)}"),
              "later": b.pick("Sau đó", "Later")}
    stretches = [calendar.Stretch(title, [
        calendar.Day(*_slot_label(b, s), int(s.assigned.amount or 0), int(s.proposed.amount or 0),
                     _counted(b, s.assigned, s.proposed)) for s in directives.calendar if s.state == state],
        attention=state == "past") for state, title in titles.items()]
    end, keys = b.view.period.end, _keys(b)
    return Chart(
        b, "directives-calendar", _busiest(b, directives),
        b.say(vi="Mỗi chấm là một nhiệm vụ, xếp theo ngày cuối cùng còn trong hạn, tính đến {end}; thời hạn "
                 "đã qua gộp theo tháng và theo năm; không theo tỷ lệ",
              en="One dot a task, by the last day in time, at {end}; what is past by month and year; not to "
                 "scale",
              end=end),
        lambda size: calendar.draw(size, stretches, keys),
        b.say(vi="Lịch nhiệm vụ theo thời hạn, tính đến {end}. {parts}.{without}",
              en="Calendar of tasks by deadline, at {end}. {parts}.{without}", end=end,
              parts=wording.enumeration([
                  b.say(vi="{when}: {words}", en="{when}: {words}", when=_slot_words(b, s),
                        words=_counted_words(b, s.assigned, s.proposed)) for s in directives.calendar]),
              without=_not_drawn(b, directives)),
        _calendar_table(b, directives))


def _keys(b: Context) -> tuple[str, str]:
    return b.pick("được giao", "assigned"), b.pick("đề xuất giao", "proposed")


def _busiest(b: Context, directives: Directives) -> Text:
    """The coming day on which most tasks fall due; without one, that all deadlines are past."""
    coming = [s for s in directives.calendar if s.state != "past"]
    if not coming:
        return b.say(vi="Mọi thời hạn nêu trong văn bản đều đã qua", en="Every deadline stated is past")
    busiest = max(coming, key=lambda s: (s.assigned.amount or 0, s.proposed.amount or 0))
    if busiest.assigned.amount:
        return b.say(vi="Ngày có nhiều nhiệm vụ được giao đến hạn nhất là {day}: {n} nhiệm vụ",
                     en="Most assigned tasks fall due on {day}: {n}", day=busiest.last, n=busiest.assigned)
    return b.say(vi="Ngày có nhiều nhiệm vụ đề xuất giao đến hạn nhất là {day}: {n} nhiệm vụ",
                 en="Most proposed tasks fall due on {day}: {n}", day=busiest.last, n=busiest.proposed)


def _not_drawn(b: Context, directives: Directives) -> Text:
    """The tasks without a day, which the calendar leaves out."""
    parts = []
    for proposed, vi, en in ((False, "được giao", "assigned"), (True, "đề xuất giao", "proposed")):
        recurring, undated = (directives.count(s, proposed=proposed) for s in ("recurring", "undated"))
        if recurring.amount:
            parts.append(wording.tasks(b, recurring, b.pick(f"{vi} định kỳ", f"recurring {en}")))
        if undated.amount:
            parts.append(wording.tasks(b, undated, b.pick(f"{vi} không nêu thời hạn", f"undated {en}")))
    if not parts:
        return Text()
    return b.say(vi=" Không vẽ: {parts}.", en=" Not drawn: {parts}.", parts=wording.row(b, parts))


def _slot_label(b: Context, slot: Slot) -> tuple[str, str]:
    """Two lines: `30/6` and `2026`; of a month `T6` and `2026`; of a year `2025` alone."""
    when = slot.last
    month = f"T{when.month}" if b.lang == "vi" else _MONTHS[when.month - 1]
    if slot.grain == "year":
        return str(when.year), ""
    if slot.grain == "month":
        return month, str(when.year)
    return (f"{when.day}/{when.month}" if b.lang == "vi" else f"{when.day} {month}"), str(when.year)


def _slot_words(b: Context, slot: Slot) -> str:
    """`30/6/2026`, `tháng 5/2026`, `năm 2025`."""
    if slot.grain == "month":
        return wording.month(b, slot.last)
    text = day(slot.last, b.lang, slot.grain)
    return f"năm {text}" if slot.grain == "year" and b.lang == "vi" else text


def _counted(b: Context, assigned: Value, proposed: Value) -> str:
    return " + ".join(b.shown(v) for v in (assigned, proposed) if v.amount)


def _counted_words(b: Context, assigned: Value, proposed: Value) -> Text:
    parts = []
    if assigned.amount:
        parts.append(b.say(vi="{n} được giao", en="{n} assigned", n=assigned))
    if proposed.amount:
        parts.append(b.say(vi="{n} đề xuất", en="{n} proposed", n=proposed))
    return wording.row(b, parts)


def _calendar_table(b: Context, directives: Directives) -> Table:
    parts = [name for name in _known_parts(directives) if name in ("assigned", "proposed")]
    rows = [Row([_slot_words(b, s), b.label("state", s.state), *(getattr(s, name) for name in parts)])
            for s in directives.calendar]
    return Table(b, "directives-calendar", b.pick("Nhiệm vụ theo thời hạn", "Tasks by deadline"), [
        Column("deadline", b.pick("Thời hạn", "Deadline"), header=True),
        Column("state", b.pick("Tình trạng", "State"), width="1fr"), *_columns(b, parts)], rows,
        unit=b.pick("nhiệm vụ", "tasks"), source=sources(b, (d for d in directives.rows if d.day)),
        sheet=b.pick("Lịch nhiệm vụ", "Calendar"))


def _known_parts(directives: Directives) -> list[str]:
    """The counts that the register can give: of assigned tasks and of proposed ones, where it has any."""
    known = ["assigned", "past", "soon"] if directives.assigned else []
    return [*known, "proposed"] if directives.proposed else known


def _columns(b: Context, parts: Iterable[str]) -> list[Column]:
    words = {"assigned": ("Được giao", "Assigned"), "past": ("– đã quá hạn nêu", "– past deadline"),
             "soon": ("– sắp đến hạn", "– due soon"), "proposed": ("Đề xuất giao", "Proposed")}
    return [Column(name, b.pick(*words[name]), "number") for name in parts]


def load_chart(b: Context, directives: Directives) -> Chart | None:
    """The tasks of each leading agency; groups of agencies set apart; the smallest left to the table."""
    drawn = directives.loads
    if not drawn:
        return None
    few = len(drawn) > _MOST_BARS
    if few:
        drawn = tuple(x for x in drawn if (x.all.amount or 0) > 1)
    single = [x for x in drawn if agencies()[x.agency].kind != "group"]
    groups = [x for x in drawn if agencies()[x.agency].kind == "group"]
    together = b.pick("Giao chung cho nhiều cơ quan", "Given to several agencies together")
    rest = b.pick("; chỉ vẽ cơ quan chủ trì từ hai nhiệm vụ trở lên",
                  "; only agencies that lead two or more are drawn")
    return Chart(
        b, "directives-load", _most_loaded(b, single or groups),
        b.say(vi="Số nhiệm vụ theo cơ quan chủ trì, tính đến {end}; nhiệm vụ có nhiều cơ quan chủ trì được "
                 "tính cho từng cơ quan{few}",
              en="Tasks by leading agency at {end}; a task with several leads counts for each{few}",
              end=b.view.period.end, few=rest if few else ""),
        lambda size: bars.draw(size, [_load_bar(b, x) for x in single], [_load_bar(b, x) for x in groups],
                               together, _keys(b)),
        b.say(vi="Biểu đồ thanh, số nhiệm vụ theo cơ quan chủ trì. {parts}.",
              en="Bar chart of tasks by leading agency. {parts}.",
              parts=wording.enumeration([
                  b.say(vi="{agency}: {words}", en="{agency}: {words}", agency=b.agency(x.agency),
                        words=_counted_words(b, x.assigned, x.proposed)) for x in drawn])),
        load_table(b, directives))


def _most_loaded(b: Context, loads: Iterable[Load]) -> Text:
    first = max(loads, key=lambda x: (x.assigned.amount or 0, x.all.amount or 0))
    agency = b.agency(first.agency)
    if first.assigned.amount and first.proposed.amount:
        return b.say(
            vi="Xét từng cơ quan, {agency} chủ trì nhiều nhất: {n} nhiệm vụ được giao, {p} nhiệm vụ đề xuất "
               "giao",
            en="Of single agencies {agency} leads most: {n} assigned and {p}", agency=agency,
            n=first.assigned,
            p=first.proposed if b.lang == "vi" else wording.tasks(b, first.proposed, "proposed"))
    kind = "" if first.assigned.amount else b.pick("đề xuất giao", "proposed")
    return b.say(vi="Xét từng cơ quan, {agency} chủ trì nhiều nhất: {n}",
                 en="Of single agencies {agency} leads most: {n}", agency=agency,
                 n=wording.tasks(b, first.all, kind))


def _load_bar(b: Context, load: Load) -> bars.Bar:
    return bars.Bar(b.agency(load.agency), float(load.assigned.amount or 0),
                    _counted(b, load.assigned, load.proposed), second=float(load.proposed.amount or 0))


def load_table(b: Context, directives: Directives) -> Table:
    """Tasks by leading agency: assigned, of them past and soon, proposed."""
    parts = _known_parts(directives)
    rows = [Row([b.agency(x.agency), *(getattr(x, name) for name in parts)]) for x in directives.loads]
    return Table(b, "directives-load", b.pick("Nhiệm vụ theo cơ quan chủ trì", "Tasks by leading agency"), [
        Column("agency", b.pick("Cơ quan chủ trì", "Lead"), header=True, width="1fr"), *_columns(b, parts)],
        rows, unit=b.pick("nhiệm vụ", "tasks"), source=sources(b, directives.rows),
        sheet=b.pick("Theo cơ quan chủ trì", "By lead"))


# ---------------------------------------------------------------------- for the summary

def decision_items(b: Context) -> list[Text]:
    """What needs a decision: assigned tasks past their deadline and falling due, by leading agency."""
    directives = compute(b.view)
    items = []
    past, soon = directives.count("past"), directives.count("soon")
    if past.amount:
        items.append(b.say(
            vi="Làm rõ kết quả {n} đã quá thời hạn nêu trong văn bản, chưa có thông tin hoàn thành: {leads}.",
            en="Establish the result of the {n} past the stated deadline, completion not known: {leads}.",
            n=wording.tasks(b, past), leads=_leads(b, directives, "past")))
    if soon.amount:
        items.append(b.say(
            vi="Đôn đốc {n} đến hạn trong {window} tới: {leads}.",
            en="Press for the {n} due within {window}: {leads}.",
            n=wording.tasks(b, soon), window=directives.window, leads=_leads(b, directives, "soon")))
    proposed = directives.count("soon", proposed=True)
    if not directives.assigned and proposed.amount:
        items.append(b.say(
            vi="Xem xét {n}, trong đó {soon} có thời hạn đề xuất trong {window} tới.",
            en="Decide on the {n}, {soon} of them with a proposed deadline within {window}.",
            n=wording.tasks(b, directives.count("all", proposed=True),
                            b.pick("được đề xuất giao", "proposed")),
            soon=wording.tasks(b, proposed) if b.lang == "vi" else proposed, window=directives.window))
    return items


def _leads(b: Context, directives: Directives, state: str) -> Text:
    """Leading agencies with their tasks in this state, most first; of the rest only that there are more."""
    loads = [(x, x.past if state == "past" else x.soon) for x in directives.loads]
    pairs = sorted(((x, v) for x, v in loads if v.amount), key=lambda pair: -pair[1].number)
    parts = [b.say(vi="{name} ({v})", en="{name} ({v})", name=b.agency(x.agency), v=v)
             for x, v in pairs[:_NAMED]]
    if len(pairs) > _NAMED:
        parts.append(Text((b.pick("các cơ quan khác", "others"),)))
    return wording.row(b, parts)
