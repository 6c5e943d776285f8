"""The databases to be connected to the National Data Centre: connected or not, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator

from ...indicators.databases import Connection, Database
from ...vocabulary.values import Value
from ..chart import Chart
from ..charts import squares
from ..context import Context
from ..display import Exhibit, Notice, Prose, Section
from ..markup import Text, join
from ..tables import Column, Row, Table
from .dating import begin, dated, opening, until

# Our English for names that a document gives in Vietnamese only; any other stays as written.
_ENGLISH = {
    "csdl quốc gia về tài chính": "National finance database",
    "csdl hộ tịch điện tử": "Electronic civil-status database",
    "csdl bản án, quyết định tòa án": "Database of court judgments and decisions",
    "csdl quốc gia về đất đai": "National land database",
    "csdl hàng hoá (hoá chất, tiền chất)": "Goods database (chemicals and precursors)",
    "csdl ngành giáo dục": "Education sector database",
    "csdl quốc gia về hoạt động xây dựng": "National database on construction activities",
    "csdl ngành nông nghiệp": "Agriculture sector database",
    "csdl quốc gia về kiểm soát tài sản, thu nhập": "National database on control of assets and income",
    "csdl quốc gia về y tế": "National health database",
    "csdl quốc gia về an sinh xã hội": "National social security database",
    "csdl xử lý vi phạm hành chính": "Database on administrative sanctions",
}


def name_of(b: Context, database: Database) -> str:
    """The database's name in the language, as written where no translation is known."""
    if b.lang == "vi":
        return database.name_vi
    return database.name_en or _ENGLISH.get(database.name_vi.casefold(), database.name_vi)


def heading(b: Context, data: Connection) -> Section | None:
    """How many are connected, how many are not and already late."""
    if not data.reported:
        return None
    label = b.pick("Kết nối Trung tâm Dữ liệu quốc gia", "Connection to the National Data Centre")
    if not data.unconnected.reported:
        return Section(b, "connection", label, b.say(
            vi="{listed} cơ sở dữ liệu của {owners} bộ, ngành được nêu tên là chưa kết nối",
            en="{listed} databases of {owners} ministries are named as not connected",
            listed=data.listed, owners=data.owners), level=2)
    return Section(b, "connection", label, b.say(
        vi=begin(opening(b, data.connected),
                 "{connected} cơ sở dữ liệu ({rate}) đã kết nối, đồng bộ; {left} chưa kết nối"
                 + (", trong đó {late} đã chậm so với hạn năm 2025" if data.late.reported else "")),
        en=begin(opening(b, data.connected),
                 "{connected} databases ({rate}) are connected; "
                 + ("of the {left} that are not, {late} are already late for 2025" if data.late.reported
                    else "{left} are not")),
        connected=data.connected, rate=data.rate, left=data.unconnected, late=data.late), level=2)


def chart(b: Context, data: Connection) -> Chart | None:
    """One square a database: connected, then not connected by ministry with its criteria inside."""
    if not data.connected.reported or not data.unconnected.reported:
        return None
    owners = [squares.Owner(b.agency(a), b.shown(data.by_agency[a]),
                            [b.shown(d.criteria).partition("/")[0] if d.criteria.reported else None
                             for d in data.of(a)]) for a in data.ranked]
    rest = data.unnamed if data.listed.reported else data.unconnected
    if rest.reported and rest.amount:
        owners.append(squares.Owner(b.pick("Chưa rõ tên", "Not named"), b.shown(rest).partition("/")[0],
                                    [None] * int(rest.amount)))
    done = b.say(vi="{n} đã kết nối", en="{n} connected", n=data.connected).plain(signs=False)
    left = b.say(vi="{n} chưa kết nối", en="{n} not connected", n=data.unconnected).plain(signs=False)
    key = b.pick("chưa báo cáo tên hoặc số tiêu chí đạt", "name or criteria met not reported")
    return Chart(
        b, "connection-squares", _chart_title(b, data),
        _subtitle(b, data),
        lambda size: squares.draw(size, int(data.connected.number), done, left, owners, key),
        _alt(b, data, rest), _squares_table(b, data, rest) if data.databases else counts_table(b, data))


def _chart_title(b: Context, data: Connection) -> Text:
    if len(data.ranked) < 2:
        return b.say(vi="{left} cơ sở dữ liệu chưa kết nối, chưa rõ là của bộ, ngành nào",
                     en="{left} databases are not connected; whose they are is not said",
                     left=data.unconnected)
    first, second = data.ranked[:2]
    return b.say(
        vi="{a} và {b} có nhiều cơ sở dữ liệu chưa kết nối nhất trong danh sách: {na} và {nb}",
        en="{a} and {b} have the most unconnected databases in the list: {na} and {nb}",
        a=b.agency(first), b=b.agency(second), na=data.by_agency[first], nb=data.by_agency[second])


def _subtitle(b: Context, data: Connection) -> Text:
    if not data.databases:
        return b.say(vi="Mỗi ô một cơ sở dữ liệu; {dated}", en="One square a database; {dated}",
                     dated=dated(b, data.connected))
    listed = next((d.criteria for d in data.databases if d.criteria.reported), data.listed)
    return b.say(
        vi="Mỗi ô một cơ sở dữ liệu, số trong ô là số tiêu chí đạt; số đã và chưa kết nối đến {day}, danh "
           "sách theo bộ, ngành đến {list_day}",
        en="One square a database, with its criteria met inside; connected or not as of {day}, the list by "
           "ministry as of {list_day}", day=until(b, data.connected), list_day=until(b, listed))


def _alt(b: Context, data: Connection, rest: Value) -> Text:
    text = b.say(vi="Biểu đồ ô vuông: {connected} cơ sở dữ liệu đã kết nối, {left} chưa kết nối",
                 en="Squares: {connected} databases connected, {left} not connected",
                 connected=data.connected, left=data.unconnected)
    if data.by_agency:
        parts = [b.say(vi="{a} {n}", en="{a} {n}", a=b.agency(a), n=data.by_agency[a]) for a in data.ranked]
        text = text + b.say(vi="; được nêu tên {n}: ", en="; {n} named: ", n=data.listed)
        text = text + join(parts, b.lang)
        if rest.reported:
            text = text + b.say(vi="; chưa rõ tên {n}", en="; {n} not named", n=rest)
    return text + "."


def _squares_table(b: Context, data: Connection, rest: Value) -> Table:
    """What the squares say: one row a ministry, its databases and the criteria that each meets."""
    rows = [Row([b.pick("Đã kết nối", "Connected"), data.connected, ""])]
    for agency in data.ranked:
        met = [b.say(vi="{v}", en="{v}", v=d.criteria) for d in data.of(agency)]
        rows.append(Row([b.agency(agency), data.by_agency[agency], _in_a_row(met)]))
    if rest.reported:
        rows.append(Row([b.pick("Chưa rõ tên", "Not named"), rest, ""]))
    return Table(b, "connection-squares", b.pick("Đã kết nối, và chưa kết nối theo bộ, ngành",
                                                 "Connected, and not connected by ministry"), [
        Column("owner", b.pick("Bộ, ngành", "Ministry"), header=True),
        Column("count", b.pick("Số cơ sở dữ liệu", "Databases"), "number"),
        Column("met", b.pick("Số tiêu chí đạt", "Criteria met"), width="1fr")], rows)


def _in_a_row(parts: list[Text]) -> Text:
    text = parts[0]
    for part in parts[1:]:
        text = text + ", " + part
    return text


def counts_table(b: Context, data: Connection) -> Table:
    """Connected and not, in numbers, where no list is known."""
    rows = [Row([b.pick("Phải kết nối", "To be connected"), data.total]),
            Row([b.pick("Đã kết nối", "Connected"), data.connected]),
            Row([b.pick("Chưa kết nối", "Not connected"), data.unconnected]),
            Row([b.pick("– chậm so với hạn năm 2025", "– late for 2025"), data.late])]
    return Table(b, "connection-counts", b.pick("Kết nối Trung tâm Dữ liệu quốc gia", "Connection"), [
        Column("item", b.pick("Tình trạng", "State"), header=True, width="1fr"),
        Column("count", b.pick("Số cơ sở dữ liệu", "Databases"), "number")], rows,
        sheet=b.pick("Kết nối", "Connection"))


def connection_table(b: Context, data: Connection) -> Table | None:
    """The databases named as not connected, by ministry, with the criteria that each meets."""
    if not data.databases:
        return None
    rows = []
    for agency in data.ranked:
        rows.append(Row([b.say(vi="{agency}: {n}", en="{agency}: {n}", agency=b.agency(agency, short=False),
                               n=data.by_agency[agency])], "group"))
        rows += [Row([name_of(b, d), d.criteria, d.distance]) for d in data.of(agency)]
    return Table(
        b, "connection-list",
        b.pick("Cơ sở dữ liệu được nêu tên là chưa kết nối, theo bộ, ngành",
               "Databases named as not connected, by ministry"), [
            Column("database", b.pick("Cơ sở dữ liệu", "Database"), header=True, width="1fr"),
            Column("met", b.pick("Đạt", "Met"), "number"),
            Column("left", b.pick("Còn thiếu", "Left"), "number")], rows,
        unit=b.pick("tiêu chí", "criteria"),
        source=b.cite_places((d.document, d.locator) for d in data.databases),
        sheet=b.pick("Chưa kết nối", "Not connected"))


def prose(b: Context, data: Connection) -> Prose | None:
    """How the list compares to the number, and the nearest and farthest of the list."""
    if not data.databases:
        return None
    said = []
    if data.unnamed.reported:
        said.append(b.say(
            vi="Danh sách nêu tên {listed} cơ sở dữ liệu chưa kết nối của {owners} bộ, ngành. So với {left} "
               "chưa kết nối tính đến {day}, còn {unnamed} chưa rõ tên, hoặc đã kết nối sau thời điểm đó.",
            en="The list names {listed} unconnected databases of {owners} ministries. Against the {left} "
               "not connected as of {day}, {unnamed} are not named, or have been connected since.",
            listed=data.listed, owners=data.owners, left=data.unconnected, day=until(b, data.unconnected),
            unnamed=data.unnamed))
    counted = sorted((d for d in data.databases if d.criteria.reported), key=lambda d: d.distance.number)
    if counted:
        said.append(b.say(
            vi="Gần đủ tiêu chí nhất là {name}.", en="Nearest to all criteria: {name}.",
            name=_one(b, counted[0])))
        none = [d for d in counted if d.criteria.amount == 0]
        if none:
            said[-1] = said[-1] + b.say(vi=" Chưa đạt tiêu chí nào: {names}.",
                                        en=" No criterion met yet: {names}.",
                                        names=join([_one(b, d) for d in none], b.lang))
    silent = [d for d in data.databases if not d.criteria.reported]
    if silent:
        said.append(b.say(
            vi="Có {n} cơ sở dữ liệu không được nêu số tiêu chí đạt: {names}; đây là chưa báo cáo, không "
               "phải bằng 0.",
            en="For {n} the criteria met are not stated: {names}; that is not reported, not zero.",
            n=data.criteria_missing,
            names=join([f"{name_of(b, d)} ({b.agency(d.agency)})" for d in silent], b.lang)))
    return Prose(b, said)


def _one(b: Context, database: Database) -> Text:
    return b.say(vi="{name} ({agency}, {criteria})", en="{name} ({agency}, {criteria})",
                 name=name_of(b, database), agency=b.agency(database.agency), criteria=database.criteria)


def gaps(b: Context, data: Connection) -> Iterator[Exhibit]:
    """What is missing about the connection: from the findings that touch the number not connected."""
    for finding in b.findings:
        if finding.severity == "gap" and data.unconnected.id in finding.figures:
            yield Notice(b, Text((b.pick(finding.message_vi, finding.message_en),)), "gap")
    if data.reported and not data.databases:
        yield Notice(b, b.say(
            vi="Các văn bản đã biết đến {end} không nêu tên những cơ sở dữ liệu chưa kết nối.",
            en="The documents known up to {end} do not name the databases that are not connected.",
            end=b.view.period.end), "gap")


def contradictions(b: Context, data: Connection) -> Iterator[Exhibit]:
    """Where the documents disagree on how many are connected."""
    shown = {data.total.id, data.connected.id, data.unconnected.id, data.late.id}
    for finding in b.findings:
        if finding.severity in ("error", "discrepancy") and shown.intersection(finding.figures):
            yield Notice(b, Text((b.pick(finding.message_vi, finding.message_en),)), "attention")


def connection_decision(b: Context, data: Connection) -> list[Text]:
    """For the summary: who has to connect what is left."""
    if not data.unconnected.reported:
        return []
    text = b.say(
        vi="Đôn đốc kết nối {left} cơ sở dữ liệu còn lại về Trung tâm Dữ liệu quốc gia"
           + (", trong đó {late} đã chậm so với hạn năm 2025" if data.late.reported else "")
           + " (số liệu đến {day})",
        en="Press for the connection of the remaining {left} databases to the National Data Centre"
           + (", {late} of them already late for 2025" if data.late.reported else "")
           + " (as of {day})",
        left=data.unconnected, late=data.late, day=until(b, data.unconnected))
    if len(data.ranked) > 1:
        first, second = data.ranked[:2]
        text = text + b.say(vi="; nhiều nhất trong danh sách là {a} ({na}) và {b} ({nb})",
                            en="; most of those listed are of {a} ({na}) and {b} ({nb})",
                            a=b.agency(first), b=b.agency(second), na=data.by_agency[first],
                            nb=data.by_agency[second])
    return [text + "."]
