"""Reporting discipline as a reader sees it: rates by group, the tile map of provinces, lists of names, and
the agencies that the documents place in two lists at once."""

from __future__ import annotations

from collections.abc import Iterator

from ...indicators.reporting import Listed, Reporting
from ...vocabulary.agencies import agencies
from ...vocabulary.values import Value
from ..chart import Chart
from ..charts import tiles
from ..context import Context
from ..display import Exhibit, Notice, Prose, Section
from ..markup import Text
from ..tables import Column, Row, Table
from . import wording

_GROUPS = {"ministry": ("Bộ, ngành", "Ministries"), "locality": ("Địa phương", "Localities"),
           "enterprise": ("Doanh nghiệp đồng hành", "Partner companies")}
_STATES = {"reported": ("Đã gửi báo cáo", "Reported"), "not_reported": ("Chưa gửi báo cáo", "Did not report"),
           "both": ("Có tên ở cả hai danh sách", "In both lists"),
           "unknown": ("Không được nêu", "Not mentioned")}
_ANSWERS = {"has": ("có sản phẩm", "has products"), "none": ("chưa có sản phẩm", "has no product yet"),
            "no_answer": ("chưa cung cấp thông tin", "gave no information")}
# Pairs of lists in which an agency should not stand: what it answered on products does not fit its reporting.
_AGAINST = (("not_reported", "has"), ("not_reported", "none"), ("reported", "no_answer"))


def heading(b: Context, reporting: Reporting) -> Section:
    """How many ministries and localities sent the requested report."""
    label = b.pick("Kỷ luật báo cáo", "Reporting discipline")
    localities, ministries = reporting.groups["locality"], reporting.groups["ministry"]
    if not reporting.reported:
        finding = b.say(vi="Chưa có thông tin về việc gửi báo cáo trong các văn bản đã biết đến {end}",
                        en="Nothing is known up to {end} of who reported", end=b.view.period.end)
    else:
        finding = b.say(vi="Mới có {m} bộ, ngành và {p} địa phương gửi báo cáo, tính đến {when}",
                        en="Only {m} ministries and {p} localities had reported by {when}",
                        m=ministries.reported, p=localities.reported, when=_when(b, reporting))
    return Section(b, "reporting", label, finding)


def _when(b: Context, reporting: Reporting) -> str:
    known = [v for g in reporting.groups.values() for v in (g.reported, g.not_reported) if v.reported]
    return wording.when(b, known[0]) if known else ""


def gaps(b: Context, reporting: Reporting) -> Iterator[Exhibit]:
    """That nothing is known, or that what is known is older than the period."""
    if not reporting.reported:
        yield Notice(b, b.say(
            vi="Các văn bản đã biết đến {end} không nêu bộ, ngành, địa phương nào đã hoặc chưa gửi báo cáo.",
            en="The documents known up to {end} do not say which ministries and localities reported.",
            end=b.view.period.end), "gap")
        return
    known = [v for g in reporting.groups.values() for v in (g.reported, g.not_reported) if v.reported]
    if all(v.as_of is not None and v.as_of < b.view.period.start for v in known):
        yield Notice(b, b.say(
            vi="Số liệu tính đến {when}; các văn bản của kỳ này không cập nhật tình hình gửi báo cáo.",
            en="The figures are as of {when}; this period's documents give no newer ones.",
            when=_when(b, reporting)), "info")


# ---------------------------------------------------------------------- rates and names

def rates_table(b: Context, reporting: Reporting) -> Table | None:
    """Each group: how many had to report, did, did not, how many names are listed, and the rate."""
    if not reporting.reported:
        return None
    rows = [Row([b.pick(*_GROUPS[r]), g.asked, g.reported, g.rate, g.not_reported, g.listed_not_reported])
            for r, g in reporting.groups.items()]
    notes = []
    for r, g in reporting.groups.items():
        if g.asked.reported and not g.reported.denominator:
            notes.append(b.say(
                vi="{group}: văn bản không nêu tổng số phải báo cáo; lấy số đã gửi cộng số chưa gửi.",
                en="{group}: the document does not say how many had to report; those that did and did not "
                   "are added.",
                group=b.pick(*_GROUPS[r])))
    return Table(b, "reporting-rates", b.say(
        vi="Tình hình gửi báo cáo theo nhóm, tính đến {when}", en="Who reported, by group, as of {when}",
        when=_when(b, reporting)), [
        Column("group", b.pick("Nhóm", "Group"), header=True, width="1fr"),
        Column("asked", b.pick("Phải báo cáo", "Had to report"), "number"),
        Column("reported", b.pick("Đã gửi", "Reported"), "number"),
        Column("rate", b.pick("Tỷ lệ đã gửi", "Rate"), "percent", "%"),
        Column("not_reported", b.pick("Chưa gửi", "Did not"), "number"),
        Column("listed", b.pick("Nêu tên chưa gửi", "Named as not"), "number")], rows,
        unit=b.pick("đơn vị", "agencies"), notes=notes, sheet=b.pick("Tỷ lệ gửi báo cáo", "Reporting rates"))


def lists_table(b: Context, reporting: Reporting) -> Table | None:
    """Ministries, companies and localities that did not and that did, by name."""
    if not reporting.reported:
        return None

    def listed(names: tuple[Listed, ...]) -> Text:
        if not names:
            return Text((b.pick("không nêu tên", "none named"),))
        return wording.names(b, [n.agency for n in names])

    rows = [Row([b.pick(*_GROUPS[r]), listed(g.names_not_reported), listed(g.names_reported)])
            for r, g in reporting.groups.items()]
    return Table(b, "reporting-lists", b.pick("Đơn vị chưa gửi và đã gửi báo cáo",
                                              "Agencies that did not and did report"), [
        Column("group", b.pick("Nhóm", "Group"), header=True, width="1fr"),
        Column("not_reported", b.pick("Chưa gửi báo cáo", "Did not report"), width="2.6fr"),
        Column("reported", b.pick("Đã gửi báo cáo", "Reported"), width="2.6fr")], rows,
        source=b.cite_places(_places(reporting)), sheet=b.pick("Danh sách báo cáo", "Reporting lists"))


# ---------------------------------------------------------------------- the map

def map_chart(b: Context, reporting: Reporting) -> Chart | None:
    """One tile a province; ministries and companies as lists beside the map."""
    groups = reporting.groups
    if not (groups["locality"].names_reported or groups["locality"].names_not_reported):
        return None
    drawn = [tiles.Tile(b.agency(p), agencies()[p].tile_row or 1, agencies()[p].tile_col or 1, state)
             for p, state in reporting.provinces.items()]
    always = ("reported", "not_reported")
    keys = [tiles.Key(s, b.pick(f"tỉnh, thành phố {_STATES[s][0].lower()}",
                                f"provinces {_STATES[s][1].lower()}"),
                      b.shown(reporting.tiles[s]))
            for s in tiles.STATES if s in reporting.tiles and (reporting.tiles[s].amount or s in always)]
    rolls = [tiles.Roll(b.pick(*_GROUPS[r]), [
        *((b.agency(n.agency), "not_reported") for n in groups[r].names_not_reported),
        *((b.agency(n.agency), "reported") for n in groups[r].names_reported)])
        for r in ("ministry", "enterprise")]
    return Chart(
        b, "reporting-map",
        b.say(vi="{p} tỉnh, thành phố, {m} bộ, ngành và {e} doanh nghiệp được nêu tên là chưa gửi báo cáo",
              en="{p} provinces, {m} ministries and {e} companies are named as not having reported",
              p=reporting.tiles["not_reported"], m=groups["ministry"].listed_not_reported,
              e=groups["enterprise"].listed_not_reported),
        b.say(vi="Mỗi ô là một tỉnh, thành phố, đặt gần đúng vị trí; tính đến {when}",
              en="One tile a province, roughly where it lies; as of {when}", when=_when(b, reporting)),
        lambda size: tiles.draw(size, drawn, keys, rolls), _map_words(b, reporting),
        _states_table(b, reporting))


def _map_words(b: Context, reporting: Reporting) -> Text:
    """The picture in words, one sentence a group and state."""
    found: list[tuple[str, str, Value, list[str]]] = [
        ("locality", state, v, [p for p, at in reporting.provinces.items() if at == state])
        for state, v in reporting.tiles.items()]
    for r in ("ministry", "enterprise"):
        group = reporting.groups[r]
        found += [(r, "not_reported", group.listed_not_reported,
                   [n.agency for n in group.names_not_reported]),
                  (r, "reported", group.listed_reported, [n.agency for n in group.names_reported])]
    text = b.say(vi="Bản đồ ô các tỉnh, thành phố, kèm danh sách bộ, ngành và doanh nghiệp, tính đến {when}.",
                 en="Tile map of the provinces, with lists of ministries and companies, as of {when}.",
                 when=_when(b, reporting))
    for r, state, count, listed in found:
        if listed:
            text = text + b.say(vi=" {group} {state} ({n}): {names}.", en=" {group}: {state} ({n}): {names}.",
                                group=b.pick(*_GROUPS[r]), state=b.pick(*_STATES[state]).lower(), n=count,
                                names=wording.names(b, listed))
    return text


def _states_table(b: Context, reporting: Reporting) -> Table:
    """One row an agency: the chart's data."""
    rows: list[Row] = []
    for r, group in reporting.groups.items():
        rows.append(Row([b.pick(*_GROUPS[r])], "group"))
        if r == "locality":
            rows += [Row([b.agency(p), b.pick(*_STATES[state]).lower()])
                     for p, state in reporting.provinces.items()]
            continue
        rows += [Row([b.agency(n.agency), b.pick(*_STATES[state]).lower()]) for state, names in
                 (("not_reported", group.names_not_reported), ("reported", group.names_reported))
                 for n in names]
    return Table(b, "reporting-agencies", b.pick("Tình trạng gửi báo cáo của từng đơn vị",
                                                 "Whether each agency reported"), [
        Column("agency", b.pick("Đơn vị", "Agency"), header=True, width="1fr"),
        Column("state", b.pick("Báo cáo", "Report"), width="1fr")], rows,
        source=b.cite_places(_places(reporting)), sheet=b.pick("Từng đơn vị báo cáo", "Each agency's report"))


def _places(reporting: Reporting) -> list[tuple[str, str]]:
    return [(n.document, n.locator) for g in reporting.groups.values()
            for n in (*g.names_not_reported, *g.names_reported)]


# ---------------------------------------------------------------------- two lists at once

def crossings_prose(b: Context, reporting: Reporting) -> Prose | None:
    """Agencies that did not report and yet appear among those that answered on products, and the reverse."""
    has, none = reporting.crossing("not_reported", "has"), reporting.crossing("not_reported", "none")
    silent = reporting.crossing("reported", "no_answer")
    if not has.count.reported:
        return None
    return Prose(b, [b.say(
        vi="Trong các đơn vị được nêu là chưa gửi báo cáo, {has} đơn vị vẫn có tên trong danh sách có sản "
           "phẩm và {none} đơn vị trong danh sách chưa có sản phẩm, tức là đã có thông tin gửi về. Ngược "
           "lại, {silent} đơn vị được nêu là đã gửi báo cáo lại nằm trong danh sách chưa cung cấp thông tin "
           "về sản phẩm.",
        en="Of the agencies said not to have reported, {has} are nevertheless listed as having products and "
           "{none} as having none yet, so something was received from them. Conversely, {silent} agencies "
           "said to have reported are listed as having given no information on products.",
        has=has.count, none=none.count, silent=silent.count)])


def crossings_table(b: Context, reporting: Reporting) -> Table | None:
    """The agencies that the lists of reporting and of products place against each other, by name."""
    shown = [c for c in (reporting.crossing(*pair) for pair in _AGAINST) if c.names]
    if not shown:
        return None
    rows = [Row([b.pick(*_STATES[c.reporting]), b.pick(*_ANSWERS[c.answer]), c.count,
                 wording.names(b, [n.agency for n in c.names])]) for c in shown]
    products = shown[0].names[0].document
    return Table(b, "reporting-crossings", b.pick(
        "Đơn vị có tên ở hai danh sách không khớp nhau", "Agencies in two lists that do not agree"), [
        Column("report", b.pick("Về gửi báo cáo", "On reporting"), header=True, width="1fr"),
        Column("products", b.pick("Về sản phẩm", "On products"), width="1fr"),
        Column("count", b.pick("Số đơn vị", "Agencies"), "number"),
        Column("names", b.pick("Tên đơn vị", "Names"), width="2.6fr")], rows,
        notes=[b.say(vi="Danh sách gửi báo cáo tính đến {when}; danh sách về sản phẩm của {document} không "
                        "ghi ngày.",
                     en="The lists of reporting are as of {when}; those on products, of {document}, bear no "
                        "date.",
                     when=_when(b, reporting), document=b.view.document(products).number)],
        source=b.cite_places([*((n.document, n.locator) for c in shown for n in c.names),
                              *_places(reporting)]),
        sheet=b.pick("Hai danh sách", "Two lists"))


def contradictions(b: Context, reporting: Reporting) -> Iterator[Exhibit]:
    """What the documents contradict about how many reported; two lists that disagree have their table."""
    shown = {v.id for g in reporting.groups.values() for v in (g.reported, g.not_reported)}
    crossed = {v.id for c in reporting.crossings for v in c.count.inputs} - shown
    for finding in b.findings:
        if finding.severity == "discrepancy" and shown.intersection(finding.figures) \
                and not crossed.intersection(finding.figures):
            yield Notice(b, Text((b.pick(finding.message_vi, finding.message_en),)), "attention")
