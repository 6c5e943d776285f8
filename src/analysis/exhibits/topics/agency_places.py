"""The place of one agency among its peers: a strip a question, and the table behind it."""

from __future__ import annotations

from ...indicators.agency import AgencyCard
from ...indicators.agency_ranking import Place
from ...vocabulary.values import Value
from ..chart import Chart
from ..charts import peers
from ..context import Context
from ..display import Section
from ..markup import Text
from ..numbers import day
from ..tables import Cell, Column, Row, Table
from . import wording
from .agency_words import documents, kind_words, listed, place_words

_NAMED = 3  # questions that the finding names
_STRIPS = 6  # questions that the chart draws; the table has them all


def places_section(b: Context, card: AgencyCard) -> Section | None:
    """What it does no worse than the middle of its peers, and what worse; None without any known figure."""
    if not card.known_places:
        return None
    label = b.pick("So với cơ quan cùng loại", "Among its peers")
    return Section(b, "places", label, _finding(b, card), level=2)


def _finding(b: Context, card: AgencyCard) -> Text:
    ranked = [p for p in card.known_places if p.rank.reported]
    if not ranked:
        return b.say(
            vi="Chưa đủ số liệu của các {kind} khác để xếp hạng",
            en="Too few figures of other {kind} are known for a ranking",
            kind=kind_words(b, card),
        )
    good = [p for p in ranked if not _behind(p)]
    bad = [p for p in ranked if _behind(p)]

    def named(places: list[Place]) -> Text:
        names: list[Text | str] = [b.label("question", p.question.key) for p in places[:_NAMED]]
        more = len(places) - _NAMED
        if more > 0:
            names.append(b.pick(f"{more} nội dung khác", f"{more} more"))
        return listed(b, names)

    if good and bad:
        return b.say(
            vi="Kém trung vị của nhóm về {bad}; không kém trung vị về {good}",
            en="Behind the middle of its peers in {bad}; not behind in {good}",
            good=named(good),
            bad=named(bad),
        )
    if bad:
        return b.say(
            vi="Kém trung vị của nhóm về {bad}", en="Behind the middle of its peers in {bad}", bad=named(bad)
        )
    return b.say(
        vi="Không kém trung vị của nhóm về {good}",
        en="Not behind the middle of its peers in {good}",
        good=named(good),
    )


def _behind(place: Place) -> bool:
    assert place.own.amount is not None and place.median.amount is not None
    if place.question.direction == "lower":
        return place.own.amount > place.median.amount
    return place.own.amount < place.median.amount


def places_chart(b: Context, card: AgencyCard) -> Chart | None:
    """The ranked questions as strips of its peers, but those in which all do alike; None with fewer than two."""
    ranked = [p for p in card.known_places if p.rank.reported and p.scores[0].amount != p.scores[-1].amount][
        :_STRIPS
    ]
    if len(ranked) < 2:  # the table says it all
        return None
    strips = [
        peers.Strip(
            p.question.title[b.lang],
            [v.number for v in reversed(p.scores)],
            _bare(b, p.scores[-1]),
            _bare(b, p.scores[0]),
            p.own.number,
            _bare(b, p.own),
            b.shown(p.rank),
            p.median.number,
        )
        for p in ranked
    ]
    words = peers.Words(
        b.pick("kém hơn", "worse"),
        b.pick("tốt hơn", "better"),
        b.pick("cơ quan khác", "a peer"),
        b.agency(card.agency),
        b.pick("trung vị", "median"),
        b.pick("thứ hạng", "place"),
    )
    said = [
        b.say(
            vi="{name}: {own}, {place}, trung vị {median}, từ {worst} đến {best}",
            en="{name}: {own}, {place}, median {median}, from {worst} to {best}",
            name=p.question.title[b.lang],
            own=p.own,
            place=place_words(b, p),
            median=p.median,
            worst=_bare(b, p.scores[-1]),
            best=_bare(b, p.scores[0]),
        )
        for p in ranked
    ]
    return Chart(
        b,
        "agency-places",
        b.say(
            vi="Vị trí của {agency} trong các {kind} có số liệu",
            en="Where this agency stands among the {kind} with a known figure",
            agency=b.agency(card.agency),
            kind=kind_words(b, card),
        ),
        b.say(
            vi="Mỗi chấm là một cơ quan có số liệu theo cùng cách thống kê; mỗi dòng có thang riêng; số liệu và "
            "nguồn ở bảng sau",
            en="One dot an agency known by the same definition; each row has its own scale; figures and sources in "
            "the table below",
        ),
        lambda size: peers.draw(size, strips, words),
        b.say(
            vi="Biểu đồ chấm theo từng nội dung. {all}.",
            en="Dot strips, one a question. {all}.",
            all=wording.enumeration(said),
        ),
        _table(b, card),
        source="",
    )


def _bare(b: Context, value: Value) -> str:
    """`15`, `74,2%`: as a chart writes it."""
    return b.shown(value)


def places_table(b: Context, card: AgencyCard) -> Table | None:
    """The agency's score, what it was, the peers' median, the nation's share and the place; known questions."""
    return _table(b, card) if card.known_places else None


def _table(b: Context, card: AgencyCard) -> Table:
    places = card.known_places
    nation = any(p.nation.reported for p in places)
    before = any(p.since.previous is not None for p in places)
    columns = [
        Column("question", b.pick("Nội dung", "Question"), header=True, width="1.8fr"),
        Column("own", b.agency(card.agency), "number", show_unit=True),
    ]
    if before:
        # A remark that the two cannot be compared needs room; a value and its date do not.
        plain = all(p.since.comparable for p in places if p.since.previous is not None)
        columns.append(Column("before", b.pick("Lần trước", "Before"), width="auto" if plain else "1fr"))
    columns.append(Column("median", b.pick("Trung vị nhóm", "Median of peers"), "number", show_unit=True))
    if nation:
        columns.append(Column("nation", b.pick("Cả nước", "Nation"), "number", show_unit=True))
    columns.append(Column("rank", b.pick("Thứ hạng", "Place"), "number"))
    rows = []
    for p in places:
        cells: list[Cell] = [p.question.title[b.lang], p.own]
        if before:
            cells.append(_before(b, p))
        cells.append(p.median if p.median.reported else None)
        if nation:
            cells.append(p.nation if p.nation.reported else None)
        cells.append(p.rank if p.rank.reported else b.pick("chưa xếp hạng", "no place"))
        rows.append(Row(cells))
    return Table(
        b,
        "agency-places",
        b.pick("So với cơ quan cùng loại", "Among its peers"),
        columns,
        rows,
        notes=[
            b.say(
                vi="Nhóm so sánh có {n} {kind}; mẫu số của thứ hạng là số cơ quan có số liệu theo cùng cách "
                "thống kê; cơ quan chưa báo cáo không được xếp hạng và không bị coi là cuối bảng.",
                en="The group has {n} {kind}; a place is out of those known by the same definition; an agency "
                "that has not reported has no place and is not taken for last.",
                n=card.peers,
                kind=kind_words(b, card),
            )
        ],
        source=documents(b, rows),
        sheet=b.pick("So sánh", "Peers"),
    )


def _before(b: Context, place: Place) -> Text:
    """`17 (31/3/2026)`, or that the two cannot be compared."""
    previous = place.since.previous
    if previous is None:
        return Text()
    when = day(previous.as_of, b.lang, previous.as_of_precision) if previous.as_of else ""
    if not place.since.comparable:
        return b.say(
            vi="{v:unmarked} ({when}), không so sánh được",
            en="{v:unmarked} ({when}), not comparable",
            v=previous,
            when=when,
        )
    return b.say(vi="{v} ({when})", en="{v} ({when})", v=previous, when=when)
