"""Key databases as a reader sees them: what is complete, how far the others are, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...indicators.databases import Database, Databases, compute
from ...vocabulary.values import Value
from ..chart import Chart
from ..charts import dots
from ..context import Context
from ..display import Exhibit, Notice, Prose, Section
from ..markup import Text, join
from ..numbers import day
from ..tables import Column, Row, Table
from .connection import connection_decision, name_of
from .dating import dated, until
from .findings import finding_notices

# The reasons as a narrow column has room for; the prose gives them in full.
_SHORT = {
    "sync": ("chưa đồng bộ", "not synchronised"),
    "requirements": ("chưa bảo đảm yêu cầu", "requirements not met"),
    "no_platform": ("chưa có nền tảng", "no platform yet"),
}


def heading(b: Context, data: Databases) -> Section:
    """The section's finding: how many are complete and how far the others are."""
    label = b.pick("Cơ sở dữ liệu trọng yếu", "Key databases")
    return Section(b, "databases", label, _finding(b, data))


def _finding(b: Context, data: Databases) -> Text:
    if not data.reported:
        return b.say(vi="Chưa có số liệu về cơ sở dữ liệu trọng yếu trong các văn bản đã biết đến {end}",
                     en="No figures on key databases are known up to {end}", end=b.view.period.end)
    if data.farthest.reported:
        alone = data.nearest.amount == data.farthest.amount
        return b.say(
            vi="{complete} cơ sở dữ liệu trọng yếu đáp ứng đủ tiêu chí; {left} cơ sở dữ liệu còn lại thiếu "
               + ("{most} tiêu chí" if alone else "từ {least} đến {most} tiêu chí"),
            en="{complete} key databases meet every criterion; the other {left} still lack "
               + ("{most}" if alone else "between {least} and {most}"),
            complete=data.complete, left=data.incomplete, least=data.nearest, most=data.farthest)
    return b.say(
        vi="{complete} cơ sở dữ liệu trọng yếu đã hoàn thành; {left} đang hoàn thiện, trong đó {bare} chưa "
           "có nền tảng",
        en="{complete} key databases are complete; of the {left} still under way, {bare} have no platform "
           "yet",
        complete=data.complete, left=data.incomplete, bare=data.reasons["no_platform"])


def gaps(b: Context, data: Databases) -> Iterator[Exhibit]:
    """What the known documents do not say."""
    if not data.reported:
        yield Notice(b, b.say(
            vi="Các văn bản đã biết đến {end} không nêu số cơ sở dữ liệu trọng yếu đã hoàn thành, số tiêu "
               "chí đạt, cũng không nêu số cơ sở dữ liệu đã kết nối Trung tâm Dữ liệu quốc gia.",
            en="The documents known up to {end} state neither how many key databases are complete, nor the "
               "criteria met, nor how many databases are connected to the National Data Centre.",
            end=b.view.period.end), "gap")
    elif not data.counted:
        yield Notice(b, b.say(
            vi="Các văn bản đã biết đến {end} không nêu số tiêu chí đạt của từng cơ sở dữ liệu; chỉ nêu tên "
               "và lý do chưa hoàn thành.",
            en="The documents known up to {end} do not state the criteria that each database meets; they "
               "only name the databases and say why they are not complete.", end=b.view.period.end), "gap")


def chart(b: Context, data: Databases) -> Chart | None:
    """One row a database, dots out of all criteria, by ministry; the ministry farthest behind on top."""
    if not data.counted:
        return None
    uncounted = [d for d in data.left if not d.distance.reported]
    rows = [*data.counted, *uncounted, *(d for d in data.done if d.criteria.reported)]
    whole = int(data.required.denominator or data.counted[0].criteria.denominator or 0)
    owners = dict.fromkeys(d.agency for d in rows)
    groups = [dots.Group(b.agency(owner), [_dots(b, d, whole) for d in rows if d.agency == owner])
              for owner in owners]
    worst = data.counted[0]
    spoken = [b.say(vi="{name} ({agency}) {criteria}", en="{name} ({agency}) {criteria}", name=name_of(b, d),
                    agency=b.agency(d.agency), criteria=d.criteria) for d in rows]
    words = (b.pick("tiêu chí đạt", "criterion met"), b.pick("còn thiếu", "still missing"),
             b.pick("chưa báo cáo", "not reported"))
    return Chart(
        b, "databases-criteria",
        b.say(vi="Còn xa nhất là {name} của {agency}: mới đạt {criteria} tiêu chí",
              en="The farthest behind is the {name} ({agency}), with {criteria} criteria met",
              name=_inside(name_of(b, worst), b.lang), agency=b.agency(worst.agency),
              criteria=worst.criteria),
        b.say(vi="Số tiêu chí đạt của từng cơ sở dữ liệu trọng yếu, theo cơ quan chủ quản; {dated}",
              en="Criteria met by each key database, by owner; {dated}", dated=dated(b, worst.criteria)),
        lambda size: dots.draw(size, groups, *words),
        b.say(vi="Biểu đồ chấm, mỗi chấm một tiêu chí: {all}.", en="Dot chart, one dot a criterion: {all}.",
              all=join(spoken, b.lang)),
        _criteria(b, data))


def _dots(b: Context, database: Database, whole: int) -> dots.Dots:
    criteria, distance = database.criteria, database.distance
    left = ""
    if distance.reported and distance.amount:
        left = b.say(vi="thiếu {n}", en="{n} left", n=distance).plain(signs=False)
    met = int(criteria.amount) if criteria.amount is not None else None
    shown = b.shown(criteria) if criteria.reported else ""
    return dots.Dots(name_of(b, database), met, int(criteria.denominator or whole), shown, left)


def _inside(name: str, lang: str) -> str:
    """A name as it stands inside an English sentence; Vietnamese ones begin with `CSDL` or `Hệ thống`."""
    if lang == "vi":
        return name
    return name if name.startswith(("National", "DNA")) else name[0].lower() + name[1:]


def criteria_table(b: Context, data: Databases) -> Table | None:
    """All key databases: those short of the criteria, the farthest first, then those complete.

    Without criteria counts the table names them with the reasons alone.
    """
    return _criteria(b, data) if data.left or data.done else None


def _criteria(b: Context, data: Databases) -> Table:
    counted = bool(data.counted)
    columns = [Column("database", b.pick("Cơ sở dữ liệu", "Database"), header=True, width="1.3fr"),
               Column("agency", b.pick("Chủ quản", "Owner"), width="auto" if counted else "1fr")]
    if counted:
        columns += [Column("met", b.pick("Đạt", "Met"), "number"),
                    Column("left", b.pick("Còn thiếu", "Left"), "number")]
    columns.append(Column("why", b.pick("Vướng mắc hoặc nơi nêu", "Why, or where named"), width="1fr"))

    def row(d: Database, why: str) -> Row:
        numbers = [d.criteria, d.distance] if counted else []
        return Row([name_of(b, d), b.agency(d.agency), *numbers, why])

    left = [*data.counted, *(d for d in data.left if not d.distance.reported)]
    rows = []
    if left:
        words = ("Chưa đạt đủ tiêu chí", "Short of the criteria") if counted else ("Chưa hoàn thành",
                                                                                  "Not complete")
        rows.append(Row([b.say(vi=f"{words[0]}: {{n}}", en=f"{words[1]}: {{n}}", n=data.incomplete)],
                        "group"))
        rows += [row(d, _reason(b, d)) for d in left]
    if data.done:
        rows.append(Row([b.say(vi="Đã hoàn thành: {n}", en="Complete: {n}", n=data.complete)], "group"))
        rows += [row(d, b.view.document(d.document).number) for d in data.done]
    values = [data.complete, data.incomplete, *(d.criteria for d in (*left, *data.done))]
    notes = []
    reasons = [v for v in data.reasons.values() if v.reported]
    if counted and reasons and any(d.reason for d in left):
        notes.append(b.say(vi="Vướng mắc: {dated}.", en="Reasons: {dated}.", dated=dated(b, reasons[0])))
    return Table(b, "databases-criteria", b.pick("Cơ sở dữ liệu trọng yếu", "Key databases"), columns, rows,
                 notes=notes, source=_cited(b, [*values, *reasons], (*left, *data.done)),
                 sheet=b.pick("CSDL trọng yếu", "Key databases"))


def _reason(b: Context, database: Database) -> str:
    return b.pick(*_SHORT[database.reason]) if database.reason in _SHORT else ""


def _cited(b: Context, values: Iterable[Value], databases: Iterable[Database]) -> str:
    """Sources of the values and of the passages that name the databases."""
    places = [(s.document, s.locator) for v in values for s in v.sources() if s.document and s.locator]
    return b.cite_places([*places, *((d.document, d.locator) for d in databases)])


def prose(b: Context, data: Databases) -> Prose | None:
    """Why the others are not complete, and what moved since the last time."""
    if not data.reported:
        return None
    said = []
    sync, requirements, bare = (data.reasons[r] for r in ("sync", "requirements", "no_platform"))
    if all(v.reported for v in (sync, requirements, bare)):
        said.append(b.say(
            vi="Tính đến {day}, {sync} cơ sở dữ liệu đã có nền tảng nhưng chưa đồng bộ do vướng kỹ thuật, "
               "{requirements} đã có nền tảng nhưng chưa bảo đảm yêu cầu, {bare} chưa có nền tảng và quy "
               "trình tạo lập dữ liệu.",
            en="As of {day}, {sync} have a platform but are not synchronised for technical reasons, "
               "{requirements} have a platform but fall short of the requirements, and {bare} have neither "
               "a platform nor a process for building the data.",
            day=until(b, sync), sync=sync, requirements=requirements, bare=bare))
    if data.since.change is not None and data.since.previous is not None:
        previous, change = data.since.previous, data.since.change
        if change.amount == 0:
            said.append(b.say(
                vi="Số cơ sở dữ liệu hoàn thành không đổi so với {day} ({previous}).",
                en="The number complete has not changed since {day} ({previous}).",
                day=until(b, previous), previous=previous))
        else:
            said.append(b.say(vi="So với {day}, số cơ sở dữ liệu hoàn thành đi từ {previous} đến {now}.",
                              en="Since {day} the number complete has gone from {previous} to {now}.",
                              day=until(b, previous), previous=previous, now=data.complete))
    said += _moves(b, data)
    if data.unpublished.reported:
        owners = sorted((v for v in data.unpublished_by.values()), key=lambda v: -v.number)
        named = join([b.say(vi="{a} {n}", en="{a} {n}", a=b.agency(v.agency), n=v) for v in owners], b.lang)
        said.append(b.say(
            vi="{n} cơ sở dữ liệu đã hoàn thành ({rate}) chưa được công bố trường thông tin dùng thay giấy "
               "tờ: {named}.",
            en="For {n} completed databases ({rate}) the data fields that replace papers are not published: "
               "{named}.",
            n=data.unpublished, rate=data.unpublished_rate, named=named))
    return Prose(b, said) if said else None


def _moves(b: Context, data: Databases) -> Iterator[Text]:
    """Databases whose criteria moved; or that none has an earlier number."""
    moved = [(d, c) for d in data.counted if (c := data.changes[d.id]).change is not None and c.change.amount]
    if data.counted and all(data.changes[d.id].previous is None for d in data.counted):
        yield b.say(vi="Chưa có số tiêu chí đạt của từng cơ sở dữ liệu ở các kỳ trước, nên chưa tính được "
                       "tiến triển.",
                    en="No earlier criteria counts of single databases are known, so no progress can be "
                       "computed.")
    for d, c in moved:
        yield b.say(vi="{name}: từ {previous} đến {now} tiêu chí.",
                    en="{name}: from {previous} to {now} criteria.",
                    name=name_of(b, d), previous=c.previous, now=d.criteria)


def contradictions(b: Context, data: Databases) -> Iterator[Exhibit]:
    """What the documents' own numbers of key databases get wrong."""
    shown = (data.key, data.complete, data.incomplete, *data.reasons.values(), data.unpublished)
    yield from finding_notices(b, [v.id for v in shown])


def decision_items(b: Context) -> list[Text]:
    """For the summary: plans for the key databases not complete, and the connection of the others."""
    data = compute(b.view)
    items = []
    if data.counted:
        worst = data.counted[0]
        items.append(b.say(
            vi="Chốt kế hoạch và mốc hoàn thành cho {n} cơ sở dữ liệu trọng yếu chưa đạt đủ tiêu chí{due}; "
               "xa nhất là {name} của {agency}, mới đạt {criteria}.",
            en="Settle plans and milestones for the {n} key databases short of the criteria{due}; the "
               "farthest behind is the {name} ({agency}), with {criteria}.",
            n=data.incomplete, due=_deadline(b, data.incomplete), name=_inside(name_of(b, worst), b.lang),
            agency=b.agency(worst.agency), criteria=worst.criteria))
    elif data.reasons["no_platform"].reported:
        bare = [d for d in data.left if d.reason == "no_platform"]
        named = join([f"{name_of(b, d)} ({b.agency(d.agency)})" for d in bare], b.lang)
        items.append(b.say(
            vi="Tháo gỡ cho {n} cơ sở dữ liệu trọng yếu chưa có nền tảng và quy trình tạo lập dữ liệu: "
               "{named}.",
            en="Unblock the {n} key databases that have neither a platform nor a process yet: {named}.",
            n=data.reasons["no_platform"], named=named))
    return [*items, *connection_decision(b, data.connection)]


def _deadline(b: Context, incomplete: Value) -> str:
    """The deadline of the task that states the same figure at the same place."""
    tasks = b.view.directives
    tasks = tasks[(tasks["document"] == incomplete.document) & (tasks["locator"] == incomplete.locator)
                  & tasks["deadline"].notna()]
    if tasks.empty:
        return ""
    row = tasks.iloc[0]
    when = day(row["deadline"].date(), b.lang, row["deadline_precision"])
    return b.pick(f" (hạn {when})", f" (due {when})")
