"""Tasks that a document assigns: who leads, who joins, what, by when.

A paragraph of a part that assigns tasks is cut into clauses. Each deadline makes a row: its lead is the agency
that its clause, its sentence, the paragraph or the heading begins with; its partners stand behind `phối hợp
với` in the clauses since the row before. A deadline in a last sentence of its own (`Hoàn thành trong …`) holds
for all items before it that have none.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..mentions import Mention, MentionKind
from ..mentions.passages import Passage
from ..text import Document
from .clauses import Clause, clauses
from .dues import Due, Dues
from .model import DraftDirective
from .parties import Listed, Parties
from .sections import Sections
from .tokens import Tokens
from .wording import short_title

_ALL = "cac-bo-nganh-dia-phuong"
_PARTS_OF_ALL = frozenset({"cac-bo-nganh", "cac-dia-phuong"})
# What stands before the agency at the beginning of a clause.
_LEAD_IN = re.compile(
    r"(?:(?:trước mắt|cụ thể|theo đó|trong đó|đồng thời|ngoài ra|bên cạnh đó|riêng|đối với việc này|sau đó)\b[,:]?\s?"
    r"|về [^,;:.]{3,80}[,:]\s|(?:đề xuất|đề nghị|kiến nghị|trân trọng|thống nhất|tiếp tục|đồng ý)\s"
    r"|(?:thủ tướng chính phủ\s)?(?:giao|yêu cầu|phân công|đề nghị)\s(?:cho\s)?){1,4}",
    re.IGNORECASE,
)
_THROUGH = re.compile(r"\s(?:chỉ đạo|giao|phân công)\s", re.IGNORECASE)
_HANDED = re.compile(r"\b(?:giao|phân công|yêu cầu)\s(?:cho\s)?", re.IGNORECASE)
_JOINED = re.compile(
    r"\b(?:phối hợp(?:\s(?:chặt chẽ|trực tiếp))?(?:\s(?:với|cùng))?|làm việc với|cùng với)\s", re.IGNORECASE
)
_JOINING = re.compile(
    r"\s(?:trực tiếp\s|tích cực\s)?phối hợp\b(?!\s(?:chặt chẽ\s|trực tiếp\s)?(?:với|cùng)\b)", re.IGNORECASE
)
_DIRECTED = re.compile(r"(?:chỉ đạo|hướng dẫn và phối hợp)\s", re.IGNORECASE)
_CHAIRS = re.compile(r"[^.;]{0,60}?\bchủ trì\b", re.IGNORECASE)
# A sentence that begins so says only by when: it belongs to what stands before it.
_BARE = re.compile(
    r"(?:việc này |nhiệm vụ này |các nhiệm vụ (?:nêu )?trên |thời (?:gian|hạn)\b|hoàn thành|báo cáo|gửi|trình|xong"
    r"|định kỳ|hằng |hàng |trong |trước |chậm nhất|kết quả|tổng hợp)",
    re.IGNORECASE,
)
# Who watches over a task does not do it.
_WATCHES = re.compile(r"(?:phân công|giao)\s[^.;]{0,200}?\btheo dõi, (?:chỉ đạo|đôn đốc)", re.IGNORECASE)
_CLOSING = re.compile(r"\./\.?\s*$|\bkính (?:báo cáo|trình|đề nghị)\b.{0,80}\bxin\b|trân trọng")
_TELLING = 12  # characters: a shorter clause does not say what is to be done
_WINDOW = 120  # characters before `phối hợp` in which its agency may begin


@dataclass
class _Row:
    """A row under way: where its clauses begin, what they say, and its deadline."""

    first: Clause
    last: Clause
    leads: tuple[str, ...]
    partners: tuple[str, ...]
    said: bool  # the paragraph itself names the lead
    due: Due | None = None


@dataclass
class _Item:
    """The clauses of an item inside a paragraph (all of it when it has none), and the rows they make."""

    clauses: list[Clause]
    rows: list[_Row] = field(default_factory=list)


@dataclass
class _Group:
    """Clauses that one lead has to do; `said`: the paragraph itself names the lead."""

    clauses: list[Clause]
    leads: tuple[str, ...]
    said: bool


def _close(groups: list[_Group], gathered: list[Clause], leads: tuple[str, ...], said: bool) -> None:
    """Puts the clauses gathered so far with the groups, to the last one when its lead is the same."""
    if not gathered:
        return
    if groups and groups[-1].leads == leads:
        groups[-1].clauses += gathered
    else:
        groups.append(_Group(list(gathered), leads, said))


def draft_directives(
    document: Document, mentions: Sequence[Mention], issued: dt.date | None, reporter: str | None = None
) -> list[DraftDirective]:
    """The tasks of the parts that assign any; `mentions` are the document's, in the order they stand.

    `reporter`: the agency whose report the document is; tasks that name nobody are its own, but for those
    that it proposes to a superior. Elsewhere they are everybody's.
    """
    sections = Sections(document)
    dated = [mention for mention in mentions if mention.kind in (MentionKind.DEADLINE, MentionKind.DATE)]
    starts = [mention.start for mention in dated]
    tokens = Tokens(document)
    found: list[DraftDirective] = []
    for passage in sections.passages:
        place = passage.locator.place
        if place == "head" or not passage.text or not sections.assigns(place) or sections.is_heading(passage):
            continue
        first, last = passage.offsets(0, len(passage.text))
        near = dated[bisect_left(starts, first) : bisect_left(starts, last)]
        reader = _Reader(passage, near, sections, issued)
        found += (
            _directive(tokens, reader, row, None if sections.proposes(place) else reporter) for row in reader.rows()
            # Where no heading says that tasks follow, a sentence without an agency is none.
            if sections.tells or row.leads
        )
    return found


class _Reader:
    """Reads one paragraph."""

    def __init__(
        self, passage: Passage, dated: Sequence[Mention], sections: Sections, issued: dt.date | None
    ) -> None:
        self.passage = passage
        self.text = passage.text
        self.parties = Parties(passage.text)
        self.place = passage.locator.place
        self.heading_leads = sections.leads(self.place)
        self.proposes = sections.proposes(self.place) and bool(self.heading_leads)
        self.clauses = clauses(passage.text)
        self.dues = Dues(passage, dated, self.clauses, issued)
        self._clause_starts = [clause.start for clause in self.clauses]
        self._joined: dict[tuple[int, int], list[str]] = {}
        self._titles: dict[tuple[int, int], str] = {}
        self._own = {clause.start: self._lead_at(clause) for clause in self.clauses}

    # ------------------------------------------------------------------ parties

    def _lead_at(self, clause: Clause) -> Listed | None:
        """The agencies that a clause begins with, behind words that hand over and a deadline."""
        at = clause.start
        for _ in range(3):
            listed = self.parties.at(at)
            if listed is not None and listed.end <= clause.end:
                return self._with_delegate(listed, clause)
            match = _LEAD_IN.match(self.text, at, clause.end)
            after = match.end() if match else at
            for due in self.dues.between(after, after + 1):
                after = due.end
            while after < clause.end and self.text[after] in " ,:":
                after += 1
            if after == at:
                return None
            at = after
        return None

    def _with_delegate(self, listed: Listed, clause: Clause) -> Listed:
        """`X chỉ đạo Y chủ trì …`: both lead."""
        through = _THROUGH.match(self.text, listed.end, clause.end)
        other = self.parties.at(through.end()) if through else None
        if other is None or other.end > clause.end or not self.text.startswith(" chủ trì", other.end):
            return listed
        return Listed((*listed.parties, *other.parties), other.end)

    def _partners(self, start: int, end: int, leads: Sequence[str]) -> tuple[str, ...]:
        """The agencies that a stretch says are to join, leads left out."""
        if (start, end) not in self._joined:
            self._joined[start, end] = self._all_partners(start, end)
        return tuple(dict.fromkeys(id for id in self._joined[start, end] if id not in leads))

    def _all_partners(self, start: int, end: int) -> list[str]:
        found: list[str] = []
        for match in _JOINED.finditer(self.text, start, end):
            listed = self.parties.at(match.end())
            if listed is not None:
                found += listed.ids
        for match in _JOINING.finditer(self.text, start, end):
            comma = max(self.text.rfind(",", max(start, match.start() - _WINDOW), match.start()), start)
            listed = self.parties.at(comma + 1)
            if listed is not None and listed.end == match.start():
                found += listed.ids
        directed = _DIRECTED.match(self.text, start, end)
        if directed and (listed := self.parties.at(directed.end())) is not None:
            found += listed.ids
        if _ALL in found:
            found = [id for id in found if id not in _PARTS_OF_ALL]
        return list(dict.fromkeys(found))

    # ------------------------------------------------------------------ rows

    def rows(self) -> Iterator[_Row]:
        """The rows of the paragraph in order."""
        intro = [clause for clause in self.clauses if clause.item == 0]
        numbers = sorted({clause.item for clause in self.clauses if clause.item})
        items = [_Item([clause for clause in self.clauses if clause.item == number]) for number in numbers]
        head: Clause | None = None
        if items:
            head = intro[-1] if intro else None
            if len(intro) > 1:
                # Sentences before the one that leads to the items are a task of their own.
                items.insert(0, _Item(intro[:-1]))
        else:
            items = [_Item(intro)]
        base = self._base(intro)
        opening = self.dues.of(head) if head else []
        for item in items:
            self._read(item, base, head if item.clauses and item.clauses[0].item else None)
        rows = [row for item in items for row in item.rows]
        numbered = [item for item in items if item.clauses and item.clauses[0].item]
        if opening and numbered and not any(row.due for item in numbered for row in item.rows):
            rows = [self._whole(item, base, head, opening[-1]) for item in numbered]
        elif len(numbered) > 1 and not any(row.due for item in numbered[:-1] for row in item.rows):
            last = numbered[-1].rows
            if last and last[-1].due and last[-1].due.bare:
                shared = last[-1].due
                rows = [row for row in rows if row not in last and row.due]
                rows += [self._whole(item, base, head, shared) for item in numbered]
        chair = self._chair()
        for row in rows:
            if chair and not row.said:
                row.leads = chair
            if row.due is not None or self._stands_alone(row):
                yield row

    def _base(self, intro: Sequence[Clause]) -> tuple[str, ...]:
        """The lead that the paragraph begins with; none when it names none."""
        listed = self._own[intro[0].start] if intro else None
        return self._governed(listed.ids) if listed else ()

    def _governed(self, leads: tuple[str, ...]) -> tuple[str, ...]:
        """`mỗi địa phương` under a heading of People's Committees are these committees."""
        if leads == ("cac-dia-phuong",) and self.heading_leads == ("uy-ban-nhan-dan-cap-tinh",):
            return self.heading_leads
        return leads

    def _read(self, item: _Item, base: tuple[str, ...], head: Clause | None) -> None:
        """Fills the item's rows: one a deadline, and what stands after the last one."""
        lead, named = base or self.heading_leads, bool(base)
        gathered: list[Clause] = []
        groups: list[_Group] = []
        for clause in item.clauses:
            if clause.opens and _WATCHES.match(self.text, clause.start, clause.end):
                continue
            own = self._own[clause.start]
            leads = self._governed(own.ids) if own else ()
            if clause.opens and leads:
                _close(groups, gathered, lead, named)
                gathered, lead, named = [], leads, True
            dues = self.dues.of(clause)
            if not dues:
                gathered.append(clause)
                continue
            if leads and not clause.opens:
                # Another agency's part of the sentence, with a deadline of its own.
                item.rows += [self._row(_Group([clause], leads, True), None, due) for due in dues]
                continue
            opening = clause if clause.opens else next(
                (other for other in gathered if other.sentence == clause.sentence), clause
            )
            bare = not leads and opening is clause and bool(_BARE.match(self.text, clause.start))
            if self.proposes and not bare:
                earlier = [other for other in gathered if other.sentence < clause.sentence]
                _close(groups, earlier, lead, named)
                gathered = gathered[len(earlier):]
            for due in dues:
                parts = [_Group([*gathered, clause], lead, named)]
                if bare:
                    # `Hoàn thành trong …` holds for every agency's sentence before it.
                    parts = [*groups, *(parts if gathered or not groups else ())]
                elif groups and self.proposes:
                    item.rows += [self._row(group, head, None) for group in groups]
                item.rows += [self._row(group, head, replace(due, bare=bare)) for group in parts]
                groups, gathered = [], []
        _close(groups, gathered, lead, named)
        if self.proposes:
            item.rows += [self._row(group, head, None) for group in groups]
        item.rows.sort(key=lambda row: row.first.start)

    def _row(self, group: _Group, head: Clause | None, due: Due | None) -> _Row:
        chosen = group.leads
        start, end = group.clauses[0].start, group.clauses[-1].end
        partners = self._partners(head.start, head.end, chosen) if head else ()
        partners += tuple(id for id in self._partners(start, end, chosen) if id not in partners)
        return _Row(group.clauses[0], group.clauses[-1], chosen, partners, group.said, due)

    def _whole(self, item: _Item, base: tuple[str, ...], head: Clause | None, due: Due) -> _Row:
        """An item as one row, under a deadline that holds for all items."""
        own = self._own[item.clauses[0].start]
        leads = self._governed(own.ids) if own else base or self.heading_leads
        parts = [clause for clause in item.clauses if not clause.start <= due.start < clause.end] or item.clauses
        return self._row(_Group(parts, leads, bool(own or base)), head, due)

    def _chair(self) -> tuple[str, ...]:
        """`Phân công … chủ trì` anywhere in the paragraph."""
        for match in _HANDED.finditer(self.text):
            listed = self.parties.at(match.end())
            if listed is not None and _CHAIRS.match(self.text, listed.end):
                return listed.ids
        return ()

    def _stands_alone(self, row: _Row) -> bool:
        """Whether a task without a deadline is a row: in a list of proposals to a superior, under an agency."""
        words = self.text[row.first.start : row.last.end]
        return (
            self.proposes and len(words) > 60 and not words.endswith(":") and not _CLOSING.search(self.text)
        )

    def title(self, row: _Row) -> str:
        """The first words of what is to be done, without agencies and deadline."""
        key = (row.first.start, row.last.end)
        if key not in self._titles:
            self._titles[key] = self._title(row)
        return self._titles[key]

    def _title(self, row: _Row) -> str:
        inside = self.clauses[
            bisect_left(self._clause_starts, row.first.start) : bisect_left(self._clause_starts, row.last.start + 1)
        ]
        spans = [(clause.start, clause.end) for clause in inside if clause.end - clause.start > _TELLING]
        left_out = [(due.start, due.end) for due in self.dues.between(row.first.start, row.last.end)]
        for clause in inside:
            if (own := self._own[clause.start]) is not None:
                left_out.append((clause.start, own.end))
            for match in _JOINED.finditer(self.text, clause.start, clause.end):
                if (listed := self.parties.at(match.end())) is not None:
                    left_out.append((match.start(), listed.end))
        return short_title(self.text, spans or [(clause.start, clause.end) for clause in inside], left_out)


def _directive(tokens: Tokens, reader: _Reader, row: _Row, reporter: str | None) -> DraftDirective:
    due = row.due
    at = due.start if due else row.first.start
    locator = reader.passage.place(at)
    token = occurrence = None
    if due is not None and due.token is not None:
        placed = tokens.place(locator, due.token, due.at)
        if placed is not None:
            token, occurrence = placed.token, placed.occurrence
    sure = 0.9 if row.said else 0.75 if row.leads else 0.3
    return DraftDirective(
        item=locator.place, leads=row.leads or (reporter or _ALL,), partners=row.partners, title=reader.title(row),
        deadline=token, recurrence=due.recurrence if due else None, locator=locator, occurrence=occurrence,
        confidence=sure if due else sure - 0.2,
        recipe="proposal" if due is None else "recurring" if due.recurrence else "deadline",
    )  # fmt: skip
