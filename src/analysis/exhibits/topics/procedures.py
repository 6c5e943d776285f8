"""Administrative procedures as a reader sees them: what is restructured, what two passages say differently,
what has been amended, cut and proposed."""

from __future__ import annotations

from collections.abc import Iterator

from ...indicators.procedures import Ministry, Procedures, Snapshot, compute
from ...indicators.quality import compute as compute_quality
from ...vocabulary.locators import Locator
from ...vocabulary.values import Value
from ..chart import Chart
from ..charts import donetodo, dumbbells
from ..context import Context
from ..display import Exhibit, Notice, Prose, Section
from ..markup import Text, join
from ..numbers import day
from ..tables import Column, Row, Table
from .dating import begin, dated, opening, until

MOST_NOTICES = 3


def heading(b: Context, data: Procedures) -> Section:
    """How many are restructured, and that two passages disagree."""
    label = b.pick("Thủ tục hành chính", "Administrative procedures")
    return Section(b, "procedures", label, _finding(b, data))


def _finding(b: Context, data: Procedures) -> Text:
    main, other = data.main, data.other
    if main is None:
        return b.say(vi="Chưa có số liệu tái cấu trúc thủ tục hành chính trong các văn bản đã biết đến {end}",
                     en="No figures on restructuring procedures are known up to {end}", end=b.view.period.end)
    start = opening(b, main.done)
    text = b.say(vi=begin(start, "đã tái cấu trúc {done} thủ tục hành chính ({rate})"),
                 en=begin(start, "{done} procedures were restructured ({rate})"),
                 done=main.done, rate=main.rate)
    if other is not None and other.done.amount != main.done.amount:
        text = text + b.say(vi="; cùng báo cáo, {place} lại nêu {second}",
                            en="; {place} of the same report says {second}",
                            place=_place(b, other), second=other.done)
    return text


def _place(b: Context, snapshot: Snapshot) -> str:
    """`mục II.3`, `chú thích 13`: where the passage stands."""
    if snapshot.locator is None:
        return b.pick("văn bản", "the document")
    return Locator(Locator.parse(snapshot.locator).place).label(b.lang)


def _named(b: Context, snapshot: Snapshot) -> str:
    """The passage with its date: `mục II.3 (đến 25/4/2026)`."""
    when = until(b, snapshot.done)
    if snapshot.done.as_of_precision == "day":
        when = b.pick(f"đến {when}", f"as of {when}")
    return f"{_place(b, snapshot)} ({when})"


def gaps(b: Context, data: Procedures) -> Iterator[Exhibit]:
    """What the known documents do not say."""
    if not data.reported:
        yield Notice(b, b.say(
            vi="Các văn bản đã biết đến {end} không nêu số thủ tục hành chính đã tái cấu trúc, bãi bỏ, phân "
               "cấp, đơn giản hóa, cũng không nêu số ngành, nghề kinh doanh đề nghị cắt giảm.",
            en="The documents known up to {end} state neither how many procedures were restructured, "
               "abolished, handed down or simplified, nor how many business lines are proposed for "
               "removal.", end=b.view.period.end),
            "gap")


def contradictions(b: Context, data: Procedures) -> Iterator[Exhibit]:
    """The weightiest contradictions, those that touch most of the totals, and where the others are."""
    totals = {v.id for s in data.snapshots for v in (s.done, s.to_do, s.complete, s.incomplete, s.started)}
    totals |= {v.id for s in data.snapshots if (v := s.rate.counterpart) is not None}
    found = [f for f in b.findings
             if f.severity in ("error", "discrepancy") and totals.intersection(f.figures)]
    found.sort(key=lambda f: -len(totals.intersection(f.figures)))
    for finding in found[:MOST_NOTICES]:
        yield Notice(b, Text((b.pick(finding.message_vi, finding.message_en),)), "attention")
    if len(found) > MOST_NOTICES:
        every = compute_quality(b.view, b.findings).area("procedures").contradictions
        yield Notice(b, b.say(
            vi="Tổng cộng {n} chỗ mâu thuẫn chạm đến số liệu thủ tục hành chính; toàn bộ được liệt kê ở mục "
               "Chất lượng dữ liệu.",
            en="In all, {n} contradictions touch the figures on procedures; the section on data quality "
               "lists every one.", n=every), "info")


# ---------------------------------------------------------------------- charts


def _by_weight(snapshot: Snapshot) -> list[Ministry]:
    """Ministries with a stated whole: most to do first, then the larger ones."""
    known = [m for m in snapshot.ministries.values() if m.done.reported and m.done.denominator]
    return sorted(known, key=lambda m: (-m.to_do.number, -float(m.done.denominator or 0)))


def chart(b: Context, data: Procedures) -> Chart | None:
    """Done and to do per ministry in the first snapshot."""
    main = data.main
    if main is None:
        return None
    rows = _by_weight(main)
    if not rows:
        return None
    bars = [donetodo.Bar(b.agency(m.agency), m.done.number, float(m.done.denominator or 0),
                         _bar_words(b, m), bool(m.to_do.amount)) for m in rows]
    first = rows[0]
    spoken = [b.say(vi="{a} đã làm {done}", en="{a} {done} done", a=b.agency(m.agency), done=m.done)
              + (b.say(vi=", còn {left}", en=", {left} left", left=m.to_do) if m.to_do.amount else "")
              for m in rows]
    return Chart(
        b, "procedures-ministries",
        b.say(vi="{a} còn nhiều thủ tục chưa tái cấu trúc nhất: {left}",
              en="{a} has the most procedures left to restructure: {left}",
              a=b.agency(first.agency), left=first.to_do),
        b.say(vi="Số thủ tục đã và chưa tái cấu trúc của các bộ được nêu tên; {dated}",
              en="Procedures restructured and left, in the ministries named; {dated}",
              dated=dated(b, main.done)),
        lambda size: donetodo.draw(size, bars, b.pick("đã tái cấu trúc", "restructured"),
                                   b.pick("chưa tái cấu trúc", "left")),
        b.say(vi="Biểu đồ thanh: {all}.", en="Bar chart: {all}.", all=_listed(spoken)),
        _chart_data(b, "procedures-bars", [
            Column("done", b.pick("Đã làm", "Done"), "number"),
            Column("todo", b.pick("Còn lại", "Left"), "number")],
            [Row([b.agency(m.agency), m.done, m.to_do]) for m in rows]))


def _chart_data(b: Context, table: str, columns: list[Column], rows: list[Row]) -> Table:
    """The numbers behind a chart, one row a ministry."""
    return Table(b, table, b.pick("Số liệu theo bộ, ngành", "By ministry"),
                 [Column("agency", b.pick("Bộ, ngành", "Ministry"), header=True, width="1fr"),
                  *columns], rows)


def _listed(parts: list[Text]) -> Text:
    """Parts that hold commas, apart by semicolons."""
    text = parts[0]
    for part in parts[1:]:
        text = text + "; " + part
    return text


def _bar_words(b: Context, ministry: Ministry) -> str:
    if ministry.to_do.amount:
        return b.say(vi="còn {n}", en="{n} left", n=ministry.to_do).plain(signs=False)
    return b.say(vi="xong {n}", en="{n} done", n=ministry.done).plain(signs=False)


def snapshots_chart(b: Context, data: Procedures) -> Chart | None:
    """The two passages as dumbbells, the ministry on which they disagree most on top."""
    main, other = data.main, data.other
    if main is None or other is None:
        return None

    def place(agency: str) -> tuple[bool, float, float]:
        gap, rate = data.gap(agency), _rate(main, agency)
        return gap is None, -float(gap or 0), rate.number if rate is not None else 0.0

    agencies = sorted(data.agencies, key=place)
    only, no = b.pick("chỉ có ở {}", "only in {}"), b.pick("không nêu", "not named")
    pairs, spoken = [], []
    for agency in agencies:
        here, there = _rate(main, agency), _rate(other, agency)
        remark = "" if here and there else only.format(_place(b, main if here else other))
        pairs.append(dumbbells.Pair(
            b.agency(agency), here.number if here else None, there.number if there else None,
            b.shown(here) if here else "", b.shown(there) if there else "", remark))
        parts = [b.say(vi="{v}", en="{v}", v=v) for v in (here, there) if v]
        spoken.append(b.say(vi="{a} {rates}", en="{a} {rates}", a=b.agency(agency),
                            rates=join(parts, b.lang, last=b.pick(" so với ", " against "))
                            + (f" ({remark})" if remark else "")))
    return Chart(
        b, "procedures-snapshots", _gap_title(b, data, agencies[0]),
        b.say(vi="Tỷ lệ thủ tục đã tái cấu trúc của từng bộ, tính lại từ số của mỗi chỗ; {dated}",
              en="Share of procedures restructured by each ministry, recomputed from each passage; {dated}",
              dated=dated(b, other.done)),
        lambda size: dumbbells.draw(size, pairs, _named(b, main), _named(b, other)),
        b.say(vi="Biểu đồ điểm đôi, {first} so với {second}: {all}.",
              en="Dumbbells, {first} against {second}: {all}.",
              first=_place(b, main), second=_place(b, other), all=_listed(spoken)),
        _chart_data(b, "procedures-dumbbells", [
            Column("first", _named(b, main), "percent", "%"),
            Column("second", _named(b, other), "percent", "%")],
            [Row([b.agency(a), _rate(main, a) or no, _rate(other, a) or no]) for a in agencies]))


def _gap_title(b: Context, data: Procedures, worst: str) -> Text:
    """How many ministries have two rates, and the widest gap."""
    assert data.main is not None and data.other is not None
    if not data.differing.amount:
        return b.say(vi="Hai chỗ của báo cáo nêu cùng một tỷ lệ cho mỗi bộ",
                     en="Both passages give each ministry the same rate")
    return b.say(
        vi="{n} bộ có tỷ lệ khác nhau giữa hai chỗ của cùng một báo cáo; chênh nhất là {a}: {x} và {y}",
        en="{n} ministries have two different rates in one report; the widest gap is {a}: {x} and {y}",
        n=data.differing, a=b.agency(worst), x=_rate(data.main, worst), y=_rate(data.other, worst))


def _rate(snapshot: Snapshot, agency: str) -> Value | None:
    ministry = snapshot.ministries.get(agency)
    return ministry.rate if ministry is not None and ministry.rate.reported else None


# ---------------------------------------------------------------------- tables


def ministries_table(b: Context, data: Procedures) -> Table | None:
    """One row a ministry: done, to do and rate in each passage; those still at work first."""
    if data.main is None:
        return None
    ordered = sorted(data.agencies, key=lambda a: -max(
        s.ministries[a].to_do.number for s in data.snapshots if a in s.ministries))
    columns = [Column("agency", b.pick("Bộ, ngành", "Ministry"), header=True, width="1fr")]
    for number, snapshot in enumerate(data.snapshots, 1):
        place = _place(b, snapshot)
        columns += [Column(f"done{number}", b.pick(f"Đã làm, {place}", f"Done, {place}"), "number"),
                    Column(f"todo{number}", b.pick("Còn lại", "Left"), "number"),
                    Column(f"rate{number}", b.pick("Tỷ lệ", "Rate"), "percent", "%")]
    rows = []
    for agency in ordered:
        cells: list[Value | str] = [b.agency(agency)]
        for snapshot in data.snapshots:
            ministry = snapshot.ministries.get(agency)
            cells += [ministry.done, ministry.to_do, ministry.rate] if ministry else [
                b.pick("không nêu", "not named"), "", ""]
        rows.append(Row(cells))
    notes = []
    if any(not m.done.reported for s in data.snapshots for m in s.ministries.values()):
        notes.append(b.pick("Bộ, ngành được nêu là hoàn thành 100% nhưng không nêu số thủ tục: tỷ lệ 100%, "
                            "số đã làm chưa báo cáo.",
                            "Where a ministry is said to have finished without a number, the rate is 100% "
                            "and the number done is not reported."))
    return Table(b, "procedures-ministries", b.pick("Tái cấu trúc thủ tục theo bộ, ngành",
                                                    "Restructuring by ministry"),
                 columns, rows, unit=b.pick("thủ tục", "procedures"), notes=notes,
                 sheet=b.pick("Thủ tục theo bộ", "Procedures by ministry"))


def snapshots_table(b: Context, data: Procedures) -> Table | None:
    """What each passage states, beside what follows from its own numbers."""
    if not data.snapshots:
        return None
    lines = [
        ("Đã tái cấu trúc", "Restructured", lambda s: s.done),
        ("Tỷ lệ, tính lại", "Rate, recomputed", lambda s: s.rate),
        ("Tỷ lệ, văn bản nêu", "Rate, as stated", lambda s: s.rate.counterpart),
        ("Chưa tái cấu trúc, văn bản nêu", "Left, as stated", lambda s: s.to_do),
        ("– tổng số trừ số đã làm", "– all less those done", lambda s: s.remaining),
        ("– cộng theo bộ, ngành được nêu tên", "– sum of the ministries named", lambda s: s.to_do_listed),
        ("Bộ, ngành hoàn thành 100%, văn bản nêu", "Ministries finished, as stated", lambda s: s.complete),
        ("– số bộ, ngành được nêu tên", "– ministries named", lambda s: s.complete_listed),
        ("Bộ, ngành chưa hoàn thành, văn bản nêu", "Ministries not finished, as stated",
         lambda s: s.incomplete),
        ("– số bộ, ngành được nêu tên", "– ministries named", lambda s: s.incomplete_listed),
        ("Bộ, ngành đã thực hiện", "Ministries that have begun", lambda s: s.started),
    ]
    rows = [Row([b.pick(vi, en), *(take(s) for s in data.snapshots)]) for vi, en, take in lines]
    return Table(
        b, "procedures-snapshots",
        b.pick("Hai số liệu về cùng một nhiệm vụ" if data.other else "Tái cấu trúc thủ tục, cả nước",
               "Two statements on one task" if data.other else "Restructuring nationwide"), [
            Column("item", b.pick("Nội dung", "Item"), header=True, width="1fr"),
            *(Column(f"snapshot{n}", _named(b, s), "number", show_unit=True)
              for n, s in enumerate(data.snapshots, 1))], rows,
        sheet=b.pick("Hai số liệu", "Two statements"))


def legal_table(b: Context, data: Procedures) -> Table | None:
    """Procedures amended and the legal documents for them."""
    if not data.amended.reported:
        return None
    rows = [Row([b.pick("Thủ tục đã sửa quy định để thay giấy tờ bằng dữ liệu",
                        "Procedures amended to replace papers by data"), data.amended]),
            Row([b.pick("– tỷ lệ, tính lại", "– rate, recomputed"), data.amended_rate]),
            Row([b.pick("– tỷ lệ, văn bản nêu", "– rate, as stated"), data.amended_rate.counterpart]),
            Row([b.pick("Văn bản quy phạm đã ban hành hoặc trình", "Legal documents issued or submitted"),
                 data.legal_documents])]
    rows += [Row([f"– {b.label('kind', kind)}", value]) for kind, value in data.legal_by_kind.items()]
    rows.append(Row([b.pick("Văn bản cần sửa, có hiệu lực trước 01/3/2027",
                            "Legal documents to amend before 1 March 2027"), data.legal_due]))
    return _two_columns(b, "procedures-legal", b.pick("Sửa văn bản quy phạm", "Legal documents"),
                        rows, dated(b, data.amended), b.pick("Văn bản quy phạm", "Legal documents"))


def cuts_table(b: Context, data: Procedures) -> Table | None:
    """What was abolished, handed down and simplified, and the business lines proposed for removal."""
    if not data.abolished.reported and not data.lines_total.reported:
        return None
    rows = [
        Row([b.pick("Thủ tục và điều kiện kinh doanh", "Procedures and business conditions")], "group"),
        Row([b.pick("Thủ tục bãi bỏ", "Procedures abolished"), data.abolished]),
        Row([b.pick("Thủ tục phân cấp xuống địa phương",
                    "Procedures handed down to localities"), data.decentralised]),
        Row([b.pick("Thủ tục đơn giản hóa", "Procedures simplified"), data.simplified]),
        Row([b.pick("Điều kiện kinh doanh bãi bỏ",
                    "Business conditions abolished"), data.conditions_abolished]),
        Row([b.pick("Điều kiện kinh doanh đơn giản hóa", "Business conditions simplified"),
             data.conditions_simplified]),
        Row([b.pick("Nghị quyết của Chính phủ để thực hiện",
                    "Government resolutions that do so"), data.resolutions])]
    rows += [Row([b.pick("Văn bản được sửa: ", "Texts amended: ") + b.label("kind", kind), value])
             for kind, value in data.texts_by_kind.items()]
    rows += [
        Row([b.pick("Mục tiêu giảm thời gian, chi phí tuân thủ", "Target cut in compliance time and cost"),
             data.cost_target]),
        Row([b.pick("Ngành, nghề kinh doanh có điều kiện", "Conditional business lines")], "group"),
        Row([b.pick("Tổng số ngành, nghề", "All business lines"), data.lines_total]),
        Row([b.pick("Đề nghị cắt giảm", "Proposed for removal"), data.lines_proposed]),
        Row([b.pick("– tỷ lệ, tính lại", "– rate, recomputed"), data.lines_rate]),
        Row([b.pick("– tỷ lệ, văn bản nêu", "– rate, as stated"), data.lines_rate.counterpart])]
    return _two_columns(b, "procedures-cuts", b.pick("Cắt giảm, phân cấp, đơn giản hóa",
                                                     "Cuts and simplification"),
                        rows, dated(b, data.abolished, data.lines_proposed), b.pick("Cắt giảm", "Cuts"))


def _two_columns(b: Context, table: str, title: str, rows: list[Row], note: str, sheet: str) -> Table:
    return Table(b, table, title, [
        Column("item", b.pick("Nội dung", "Item"), header=True, width="1fr"),
        Column("value", b.pick("Số lượng", "Number"), "number", show_unit=True)], rows,
        notes=[note[0].upper() + note[1:] + "."], sheet=sheet)


# ---------------------------------------------------------------------- sentences


def prose(b: Context, data: Procedures) -> Prose | None:
    """Amended texts, cuts and business lines in a few sentences."""
    said = []
    if data.amended.reported:
        said.append(b.say(
            vi=begin(opening(b, data.amended),
                     "mới có {done} thủ tục ({rate}) được sửa quy định để cắt giảm hoặc thay giấy tờ bằng dữ "
                     "liệu; {docs} văn bản quy phạm đã ban hành hoặc trình; số văn bản cần sửa để có hiệu "
                     "lực trước ngày 01/3/2027 là {due}."),
            en=begin(opening(b, data.amended),
                     "only {done} procedures ({rate}) had had their texts amended to drop papers or replace "
                     "them by data; {docs} legal documents were issued or submitted, and {due} have to be "
                     "amended to take effect before 1 March 2027."),
            done=data.amended, rate=data.amended_rate, docs=data.legal_documents, due=data.legal_due))
    if data.abolished.reported:
        said.append(b.say(
            vi=begin(opening(b, data.abolished),
                     "{n} nghị quyết của Chính phủ đã bãi bỏ {a}, phân cấp {d} và đơn giản hóa {s} thủ tục "
                     "hành chính; bãi bỏ {ca} và đơn giản hóa {cs} điều kiện kinh doanh."),
            en=begin(opening(b, data.abolished),
                     "{n} resolutions of the Government had abolished {a}, handed down {d} and simplified "
                     "{s} procedures; they had abolished {ca} and simplified {cs} business conditions."),
            n=data.resolutions, a=data.abolished, d=data.decentralised, s=data.simplified,
            ca=data.conditions_abolished, cs=data.conditions_simplified))
    if data.lines_proposed.reported:
        said.append(b.say(
            vi="Các bộ, cơ quan đề nghị cắt giảm {n} trong {all} ngành, nghề kinh doanh có điều kiện "
               "({rate}), số liệu đến {day}.",
            en="Ministries propose to remove {n} of {all} conditional business lines ({rate}), as of {day}.",
            n=data.lines_proposed, all=data.lines_total, rate=data.lines_rate,
            day=until(b, data.lines_proposed)))
    return Prose(b, said) if said else None


def decision_items(b: Context) -> list[Text]:
    """For the summary: settle the two numbers; the ministries that have not begun, with their deadline."""
    data = compute(b.view)
    items = []
    main, other = data.main, data.other
    if main is not None and other is not None and data.differing.amount:
        items.append(b.say(
            vi="Thống nhất một số liệu về tái cấu trúc thủ tục hành chính: cùng báo cáo nêu {one} và {two}, "
               "{n} bộ có hai tỷ lệ khác nhau.",
            en="Settle on one number for restructured procedures: one report gives {one} and {two}, and {n} "
               "ministries have two different rates.", one=main.done, two=other.done, n=data.differing))
    if main is not None and data.untouched:
        named = join([b.say(vi="{a} ({v})", en="{a} ({v})", a=b.agency(a), v=main.ministries[a].to_do)
                      for a in data.untouched], b.lang)
        who = "ministry that has" if len(data.untouched) == 1 else "ministries that have"
        items.append(b.say(vi="Yêu cầu bộ chưa tái cấu trúc thủ tục nào triển khai ngay: {named}{due}.",
                           en=f"Have the {who} restructured no procedure begin: {{named}}{{due}}.",
                           named=named, due=_deadline(b, data)))
    return items


def _deadline(b: Context, data: Procedures) -> str:
    """The deadline of a task on restructuring procedures that one of these ministries leads.

    What a task is about, only our own title of it says.
    """
    tasks = b.view.directives
    for row in tasks[tasks["deadline"].notna()].to_dict("records"):
        about = "tái cấu trúc thủ tục" in row["title_vi"].casefold()
        if about and set(row["lead"]).intersection(data.untouched):
            when = day(row["deadline"].date(), b.lang, row["deadline_precision"])
            if row["deadline_precision"] == "month":
                when = b.pick(f"tháng {when}", when)
            return b.pick(f"; hạn {when}", f"; due {when}")
    return ""
