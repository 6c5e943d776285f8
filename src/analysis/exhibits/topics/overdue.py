"""Overdue tasks as a reader sees them: the long-overdue ones by name and age, the counts by agency, and why
the counts of different months cannot be set against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...indicators.overdue import Band, LateTask, Overdue, compute
from ...vocabulary.measures import Measure
from ...vocabulary.values import Value, computed
from ..chart import Chart
from ..charts import bars, timeline
from ..context import Context
from ..display import Exhibit, Notice, Section
from ..markup import Text
from ..numbers import day
from ..tables import Column, Row, Table
from . import wording
from .findings import finding_notices

# What each definition (series) counts.
_DEFINITIONS = {
    "plan_q1": ("Nhiệm vụ chậm tiến độ trong kế hoạch quý I năm 2026",
                "Tasks behind schedule in the plan for the first quarter of 2026"),
    "open_tasks": ("Mọi nhiệm vụ đã quá hạn mà chưa hoàn thành",
                   "All tasks past their due date and not done"),
    "long_overdue": ("Nhiệm vụ chậm, muộn kéo dài, được nêu tên trong danh mục kèm theo",
                     "Tasks overdue for long, named in the attached list"),
}
# The same as a finding, where a document gives no more than a total.
_COUNTED = {
    "plan_q1": ("{n} nhiệm vụ trong kế hoạch quý I năm 2026 chậm tiến độ; văn bản không nêu của cơ quan nào",
                "{n} tasks of the plan for the first quarter of 2026 are behind schedule; the document does "
                "not say whose"),
    "": ("Còn {n} nhiệm vụ quá hạn, chậm muộn; văn bản không nêu của cơ quan nào",
         "{n} tasks are overdue; the document does not say whose"),
}
_PAPERS = {"Nghị quyết": "Resolution", "Nghị định": "Decree", "Quyết định": "Decision",
           "Chỉ thị": "Directive", "Thông báo": "Notice", "Kết luận": "Conclusion", "Kế hoạch": "Plan",
           "Công văn": "Official letter"}
_MOST_DECISIONS = 3


def heading(b: Context, overdue: Overdue) -> Section:
    """The newest count known, and what is wrong with it."""
    return Section(b, "overdue", b.pick("Nhiệm vụ quá hạn", "Overdue tasks"), _finding(b, overdue))


def _finding(b: Context, overdue: Overdue) -> Text:
    newest = overdue.definitions[-1] if overdue.definitions else None
    if newest is None:
        return b.say(vi="Chưa có số liệu nhiệm vụ quá hạn trong các văn bản đã biết đến {end}",
                     en="No figures on overdue tasks are known up to {end}", end=b.view.period.end)
    if newest is overdue.long_stated and overdue.longest.reported:
        return b.say(vi="Còn {n} nhiệm vụ chậm, muộn kéo dài, lâu nhất đã quá hạn {days}",
                     en="{n} tasks are long overdue, the oldest by {days}", n=newest, days=overdue.longest)
    if overdue.excess.reported and overdue.excess.amount:
        return b.say(vi="Còn {n} nhiệm vụ quá hạn chưa hoàn thành, song cộng các số thành phần được {sum}",
                     en="{n} tasks are overdue, yet the parts given sum to {sum}", n=newest,
                     sum=overdue.recomputed)
    if overdue.by_agency:
        first = overdue.by_agency[0]
        return b.say(vi="Còn {n} nhiệm vụ quá hạn chưa hoàn thành, nhiều nhất là {agency} ({most})",
                     en="{n} tasks are overdue, most of them of {agency} ({most})", n=newest,
                     agency=b.agency(first.agency), most=first)
    vi, en = _COUNTED.get(newest.series, _COUNTED[""])
    return b.say(vi=vi, en=en, n=newest)


def _definition(b: Context, value: Value) -> str:
    words = _DEFINITIONS.get(value.series)
    return b.pick(*words) if words else b.title(value)


def gaps(b: Context, overdue: Overdue) -> Iterator[Exhibit]:
    """What the known documents do not say."""
    end = b.view.period.end
    if not overdue.reported:
        yield Notice(b, b.say(
            vi="Các văn bản đã biết đến {end} không nêu số nhiệm vụ quá hạn, cơ quan chịu trách nhiệm hay "
               "thời hạn.",
            en="The documents known up to {end} give no number of overdue tasks, nor whose they are or when "
               "they were due.", end=end), "gap")
    elif not overdue.tasks:
        yield Notice(b, b.say(
            vi="Chưa có thời hạn của từng nhiệm vụ trong các văn bản đã biết đến {end}, nên không tính được "
               "số ngày quá hạn.",
            en="The documents known up to {end} do not give the tasks' due dates, so days overdue cannot be "
               "computed.",
            end=end), "gap")


# ---------------------------------------------------------------------- long overdue

def timeline_chart(b: Context, overdue: Overdue) -> Chart | None:
    """Each long-overdue task from its due date to the period's end."""
    late = [t for t in overdue.tasks if t.days.reported]
    if not late:
        return None
    spans = [timeline.Span(
        t.title(b.lang), wording.names(b, t.agencies).plain(),
        int(t.days.number), b.pick(f"hạn {b.shown(t.due)}", f"due {b.shown(t.due)}"), b.shown(t.days),
        attention=t.days.amount == overdue.longest.amount) for t in late]
    items = [b.say(vi="{agency}: {title}, thời hạn {due}, quá {days}",
                   en="{agency}: {title}, due {due}, {days} late", agency=wording.names(b, t.agencies),
                   title=t.title(b.lang), due=t.due, days=t.days) for t in late]
    shortest = late[-1].days
    title = b.say(vi="Các nhiệm vụ được nêu tên đã quá hạn từ {low:bare} đến {high}",
                  en="The tasks named are between {low:bare} and {high} overdue",
                  low=shortest, high=overdue.longest) if shortest.amount != overdue.longest.amount else \
        b.say(vi="Nhiệm vụ được nêu tên đã quá hạn {high}", en="What is named is {high} overdue",
              high=overdue.longest)
    end = b.view.period.end
    return Chart(
        b, "overdue-timeline", title,
        b.say(vi="Từ thời hạn được giao đến hết ngày {end}; danh mục theo {document}, chưa có thông tin hoàn "
                 "thành",
              en="From the due date to {end}; listed in {document}, completion not known", end=end,
              document=b.view.document(late[0].document).number),
        lambda size: timeline.draw(size, spans, b.pick(f"đến {day(end, 'vi')}", f"to {day(end, 'en')}")),
        b.say(vi="Biểu đồ thanh từ thời hạn đến {end}, {n} nhiệm vụ, lâu nhất {high}. {items}.",
              en="Bars from due date to {end}, {n} tasks, the longest {high}. {items}.", end=end,
              n=overdue.long_listed, high=overdue.longest, items=wording.enumeration(items)),
        _tasks_table(b, overdue))


def tasks_table(b: Context, overdue: Overdue) -> Table | None:
    """The listed tasks with source document, agency, due date and days overdue."""
    return _tasks_table(b, overdue) if overdue.tasks else None


def _tasks_table(b: Context, overdue: Overdue) -> Table:
    rows = [Row([t.title(b.lang), wording.names(b, t.agencies), _assigned_by(b, t), t.due, t.days])
            for t in overdue.tasks]
    return Table(b, "overdue-tasks", b.pick("Nhiệm vụ chậm, muộn kéo dài", "Long-overdue tasks"), [
        Column("task", b.pick("Nhiệm vụ", "Task"), header=True, width="2.4fr"),
        Column("agency", b.pick("Cơ quan", "Agency"), width="1.2fr"),
        Column("source", b.pick("Văn bản giao", "Assigned by"), width="1.4fr"),
        Column("due", b.pick("Thời hạn", "Due"), "date"),
        Column("days", b.pick("Quá hạn", "Overdue"), "number", b.pick("ngày", "days"))], rows,
        notes=[b.say(vi="Số ngày quá hạn tính đến {end}, là ngày cuối kỳ.",
                     en="Days overdue are counted to {end}, the period's last day.",
                     end=b.view.period.end),
               b.say(vi="Chưa có thông tin về nguyên nhân chậm và người đứng đầu chịu trách nhiệm, là nội "
                        "dung phải báo cáo hằng tháng.",
                     en="Cause and head responsible, which are to be reported monthly, are not known.")],
        sheet=b.pick("Chậm, muộn kéo dài", "Long overdue"))


def _assigned_by(b: Context, task: LateTask) -> str:
    """`Thông báo số 42-TB/TGV ngày 22/8/2025` as stated; `Notice 42-TB/TGV of 22 August 2025` in English."""
    match = re.fullmatch(r"(?P<kind>[^\d]+?) số (?P<number>\S+)(?:,? ngày .*)?", task.assigned_by)
    if b.lang == "vi" or not match or match["kind"] not in _PAPERS:
        return task.assigned_by
    of = f" of {day(task.assigned, 'en')}" if task.assigned else ""
    return f"{_PAPERS[match['kind']]} {match['number']}{of}"


def bands_table(b: Context, overdue: Overdue) -> Table | None:
    """How many of the listed tasks fall in each band of days overdue."""
    if not overdue.bands:
        return None

    def whose(band: Band) -> Text:
        late = [t for t in overdue.tasks if t.days.reported
                and band.low <= t.days.number <= (band.high or float("inf"))]
        return wording.names(b, dict.fromkeys(a for t in late for a in t.agencies))

    return Table(b, "overdue-bands", b.pick("Nhiệm vụ chậm, muộn kéo dài theo số ngày quá hạn",
                                            "Long-overdue tasks by days overdue"), [
        Column("band", b.pick("Quá hạn", "Overdue"), header=True),
        Column("tasks", b.pick("Số nhiệm vụ", "Tasks"), "number"),
        Column("agency", b.pick("Cơ quan", "Agencies"), width="1fr")],
        [Row([band_label(b, band), band.count, whose(band)]) for band in overdue.bands],
        sheet=b.pick("Nhóm ngày quá hạn", "Ageing bands"))


def band_label(b: Context, band: Band) -> str:
    """`181–365 ngày`, `trên 365 ngày`."""
    if band.high is None:
        return b.pick(f"trên {band.low - 1} ngày", f"over {band.low - 1} days")
    return f"{band.low}–{band.high} {b.pick('ngày', 'days')}"


# ---------------------------------------------------------------------- by agency

_DRAWN = 30  # bars that fit a page; the table has every agency


def agencies_chart(b: Context, overdue: Overdue) -> Chart | None:
    """The agencies with their overdue tasks; those of no single agency set apart."""
    if not overdue.by_agency:
        return None
    drawn = [bars.Bar(b.agency(v.agency), v.number, b.shown(v)) for v in overdue.by_agency[:_DRAWN]]
    others = [v for v in (overdue.common, overdue.joint) if v.reported]
    apart = [bars.Bar(_scope(b, v), v.number, b.shown(v)) for v in others]
    first = overdue.by_agency[:3]
    title = b.say(vi="{agencies} có {n} nhiệm vụ quá hạn, chiếm {share} số nhiệm vụ của các cơ quan được nêu "
                     "tên",
                  en="{agencies} have {n} overdue tasks, {share} of those of the agencies named",
                  agencies=wording.names(b, [v.agency for v in first]), n=overdue.top,
                  share=overdue.top_share)
    date = wording.when(b, overdue.stated)
    return Chart(
        b, "overdue-agencies", title,
        b.say(vi="Số nhiệm vụ quá hạn chưa hoàn thành theo cơ quan, số liệu {when}{most}",
              en="Overdue tasks by agency, as of {when}{most}", when=date,
              most=b.pick("; chỉ vẽ các cơ quan có nhiều nhất", "; only the agencies with most are drawn")
              if len(overdue.by_agency) > _DRAWN else ""),
        lambda size: bars.draw(size, drawn, apart,
                               b.pick("Không của riêng một cơ quan", "Of no single agency")),
        b.say(vi="Biểu đồ thanh, số liệu {when}. Theo cơ quan: {items}. Không của riêng một cơ quan: "
                 "{others}. Văn bản nêu tổng số {stated}, cộng các số thành phần được {sum}.",
              en="Bar chart, as of {when}. By agency: {items}. Of no single agency: {others}. The document "
                 "states {stated} in all; the parts sum to {sum}.", when=date,
              items=wording.with_values(b, [(b.agency(v.agency), v) for v in overdue.by_agency]),
              others=wording.with_values(b, [(_scope(b, v), v) for v in others]) if others
              else b.pick("không nêu", "none given"),
              stated=overdue.stated, sum=overdue.recomputed),
        _agencies_table(b, overdue))


def _scope(b: Context, value: Value) -> str:
    label = b.label("scope", value.dimensions["scope"])
    return label[:1].upper() + label[1:]


def agencies_table(b: Context, overdue: Overdue) -> Table | None:
    """The parts, their sum, the total stated and the difference."""
    return _agencies_table(b, overdue) if overdue.by_agency else None


def _agencies_table(b: Context, overdue: Overdue) -> Table:
    rows = [Row([b.agency(v.agency, short=False), v]) for v in overdue.by_agency]
    rows.append(Row([b.say(vi="Cộng {n} cơ quan được nêu tên", en="The {n} agencies named",
                           n=overdue.agencies),
                     overdue.named], "total"))
    rows += [Row([_scope(b, v), v]) for v in (overdue.common, overdue.joint) if v.reported]
    rows += [Row([b.pick("Cộng các số thành phần (tính lại)", "Sum of the parts (recomputed)"),
                  overdue.recomputed], "total"),
             Row([b.pick("Tổng số văn bản nêu", "Total as stated"), overdue.stated], "total"),
             Row([b.pick("Chênh lệch", "Difference"), overdue.excess])]
    return Table(b, "overdue-agencies", b.say(
        vi="Nhiệm vụ quá hạn chưa hoàn thành theo cơ quan, số liệu {when}",
        en="Overdue tasks by agency, as of {when}",
        when=wording.when(b, overdue.stated)), [
        Column("agency", b.pick("Cơ quan", "Agency"), header=True, width="1fr"),
        Column("tasks", b.pick("Nhiệm vụ quá hạn", "Overdue tasks"), "number", b.pick("nhiệm vụ", "tasks"))],
        rows, sheet=b.pick("Quá hạn theo cơ quan", "Overdue by agency"))


def contradictions(b: Context, overdue: Overdue) -> Iterator[Exhibit]:
    """What the documents' own arithmetic gets wrong, beside the figures it touches."""
    yield from finding_notices(b, [v.id for v in (overdue.stated, overdue.long_stated)])


# ---------------------------------------------------------------------- over time

def definitions_table(b: Context, overdue: Overdue) -> Table | None:
    """The counts that documents have stated over time, each with what it counts; never subtracted."""
    if len(overdue.definitions) < 2:
        return None
    rows = [Row([day(v.as_of, b.lang, v.as_of_precision) if v.as_of else "", _definition(b, v), v,
                 b.view.document(v.document).number if v.document else ""]) for v in overdue.definitions]
    title = b.pick("Các số nhiệm vụ chậm, quá hạn đã nêu qua các kỳ",
                   "Counts of overdue tasks stated over time")
    if not overdue.comparable:
        title = b.pick("Các số nhiệm vụ chậm, quá hạn đã nêu qua các kỳ: mỗi số một cách thống kê, không trừ "
                       "cho nhau",
                       "Counts of overdue tasks stated over time: each counts something else, so none is "
                       "subtracted")
    return Table(b, "overdue-definitions", title, [
        Column("when", b.pick("Thời điểm", "As of")),
        Column("definition", b.pick("Thống kê những gì", "What is counted"), header=True, width="1fr"),
        Column("tasks", b.pick("Số nhiệm vụ", "Tasks"), "number"),
        Column("document", b.pick("Văn bản", "Document"))], rows,
        notes=wording.break_notes(b, overdue.definitions),
        sheet=b.pick("Quá hạn qua các kỳ", "Overdue over time"))


# ---------------------------------------------------------------------- for the summary

def decision_items(b: Context) -> list[Text]:
    """What needs a decision: the longest-overdue tasks by agency and date, else who has most tasks."""
    overdue = compute(b.view)
    late: dict[object, list[LateTask]] = {}
    for task in overdue.tasks:
        if task.days.reported:
            late.setdefault((task.agencies, task.due.amount), []).append(task)
    if late:
        return [_decide_on(b, tasks) for tasks in list(late.values())[:_MOST_DECISIONS]]
    if overdue.by_agency:
        most = overdue.by_agency[:_MOST_DECISIONS]
        return [b.say(
            vi="Yêu cầu {agencies} làm rõ nguyên nhân, trách nhiệm người đứng đầu và thời hạn hoàn thành các "
               "nhiệm vụ quá hạn.",
            en="Ask {agencies} for the cause, the head responsible and a date of completion of their overdue "
               "tasks.",
            agencies=wording.with_values(b, [(b.agency(v.agency), v) for v in most]))]
    if overdue.stated.reported:
        return [b.say(
            vi="Yêu cầu lập danh sách {n} nhiệm vụ chậm tiến độ, nêu rõ cơ quan chịu trách nhiệm và thời "
               "hạn.",
            en="Ask for the list of the {n} tasks behind schedule, with the agency responsible and the due "
               "dates.",
            n=overdue.stated)]
    return []


def _decide_on(b: Context, tasks: list[LateTask]) -> Text:
    """One agency's tasks of one due date: by title when there is one, by number when there are more."""
    first = tasks[0]
    agency = wording.names(b, first.agencies)
    if len(tasks) == 1:
        return b.say(
            vi="{agency}: xử lý dứt điểm nhiệm vụ quá hạn {days} (thời hạn {due}): {title}.",
            en="{agency}: settle the task {days} overdue (due {due}): {title}.",
            agency=agency, days=first.days, due=first.due, title=_inside(first.title(b.lang)))
    several = computed("overdue.long_listed", len(tasks), Measure.COUNT, [t.due for t in tasks],
                       id=f"calc.overdue.long_listed.{first.agencies[0]}.{int(first.due.number)}",
                       agency=first.agencies[0])
    return b.say(vi="{agency}: xử lý dứt điểm {n} nhiệm vụ cùng quá hạn {days} (thời hạn {due}).",
                 en="{agency}: settle the {n} tasks that are each {days} overdue (due {due}).",
                 agency=agency, n=several, days=first.days, due=first.due)


def _inside(title: str) -> str:
    """A title inside a sentence: its first letter small unless the first word is a name in capitals."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]
