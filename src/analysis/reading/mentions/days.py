"""Dates and deadlines in a passage.

A date is told from a ratio by its words and its year: `24/6/2026` and `ngày 24/6` are days, `18/34` and the
`10/12` of `10/12 cơ sở dữ liệu` are none. `vocabulary.dates` says what a date means, `due` what makes it a
deadline.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ...errors import DataError
from ...vocabulary import dates
from ...vocabulary.dates import MONTHS, Day, parse_date
from ...vocabulary.deadlines import how_often, parse_deadline
from ...vocabulary.measures import Qualifier
from .due import Bearing, Lead, already_done, is_ahead, lead_of, meetings, recurring
from .hits import Hit, Taken
from .model import MentionKind
from .passages import Passage

_END = r"(?![\w%])(?![.,/][0-9])"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + _END)


_DAY, _DAY_IN_WORDS = _form(dates.DAY), _form(dates.DAY_IN_WORDS)
_DAYS, _DAYS_IN_WORDS, _ISO = _form(dates.DAYS), _form(dates.DAYS_IN_WORDS), _form(dates.ISO)
_MONTH, _MONTHS, _MONTH_OF = _form(dates.MONTH), _form(dates.MONTHS_LISTED), _form(dates.MONTH_OF)
_QUARTER, _QUARTERS = _form(dates.QUARTER), _form(dates.QUARTERS_LISTED)
_QUARTER_SHORT, _MONTH_SHORT = _form(dates.QUARTER_SHORT + r"(?!/)"), _form(dates.MONTH_SHORT + r"(?!/)")
_PART, _MONTHS_OF = _form(dates.PART), _form(dates.MONTHS_OF)
_YEARS, _YEAR = _form(dates.YEARS), _form(dates.YEAR_ALONE)
_SPAN = _form(dates.DAYS_SPAN)
_SPAN_OF_YEARS = re.compile(r"(?P<from>[0-9]{4}) ?- ?(?P<year>[0-9]{4})" + _END)
# By the first letters, the longer form first.
_BY_WORD: dict[str, tuple[re.Pattern[str], ...]] = {
    "ngày": (_DAYS, _DAYS_IN_WORDS, _DAY, _DAY_IN_WORDS),
    "tháng": (_MONTHS, _MONTH),
    "quý": (_QUARTERS, _QUARTER),
    "q": (_QUARTER_SHORT,),
    "t": (_MONTH_SHORT,),
    "năm": (_PART, _MONTHS_OF, _YEARS, _YEAR),
    "": (_PART, _MONTHS_OF, _ISO, _SPAN, _DAY, _DAY_IN_WORDS, _MONTH_OF, _SPAN_OF_YEARS, _YEAR),
}
_TRIGGER = re.compile(
    r"(?<!\w)(?<![0-9][.,/])(?:(?P<word>ngày|tháng|quý|năm)(?= ?:? ?[0-9il]| tháng)|(?P<short>[qt])(?= ?[0-9i])"
    rf"|(?:{'|'.join(MONTHS)}|nửa)(?= (?:tháng|đầu|cuối) )"
    # Of the numbers only those that may begin a date, or a run of them that is none.
    r"|(?=[0-9]{1,2} ?(?:[/.-] ?[0-9]|,? ?tháng|đến |rạng )|[0-9]{4}(?![0-9])|(?:[0-9]{1,4}[/.,-]){6})[0-9])"
)
_RUN = re.compile(r"(?:[0-9]{1,4}[/.,-]){6,}")  # an address, an account: no date
_BARE_DAY = re.compile(r"ngày ?[0-9]{1,2}(?P<month>/[0-9]{1,2}(?:/[0-9]{2,4})?)?(?![\w/])")
_BARE = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}(?![\w/])")
_EACH = re.compile(r"(?:\b(?:mỗi|một|hằng|hàng|từng)|[0-9/]) ?$")
_SEVERAL = re.compile(r"\b(?:hai|ba|bốn|năm|0?[2-9]) $")
_COUNT_BEFORE = re.compile(r"(?:\b(?:mỗi|hằng|hàng|từng|vài|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)|[0-9]) $")
_YEAR_WORD = re.compile(r"\b(?:từ|đến|tới|giai đoạn|nhiệm kỳ|thời kỳ|niên khóa|năm học|trước|sau) $")
_NAMED_NUMBER = re.compile(
    r"\b(?:số|nghị quyết|nghị định|thông tư|quyết định"
    r"|công văn|thông báo|luật|kế hoạch|tỷ lệ|tỉ lệ) $"
)
# What goes on after a date, and never stands between a number and the noun that it counts.
_GOES_ON = re.compile(
    r" ?(?:$|[.,;:)(\]”\"'!?/…–-]|\d|(?:phải|hoàn thành|đã|cần|để|báo|trình|gửi|về|và|đến|là|sẽ|theo|của|với|tại|trên"
    r"|trong|như|đối|do|được|thì|nhằm|hoặc|từ|ban|tổ|tiếp|không|chưa|bảo|khi|tới|cho|vào|phục|triển|thực|đưa|công"
    r"|các|hằng|hàng|mới|còn|có|bởi|nêu|trở|thống|xem|xử|chỉ|qua)\b)"
)
_UNTIL = re.compile(
    r" ?(?:đến|tới|-)(?: hết)? ?(?:ngày )?(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})(?P<year>/[0-9]{4})?(?![\w/])"
)
_AND_ALSO = re.compile(r", (?:và )?| và ")
_EARLIEST = 1945  # the earliest year that such documents speak of without `năm`
_LATEST = 2100


@dataclass(frozen=True, slots=True)
class _Found:
    """A date in the text: its place and what it means."""

    start: int
    end: int
    day: Day


def find_dates(passage: Passage, taken: Taken, issued: dt.date | None) -> list[Hit]:
    """Dates and deadlines; and (kind None) years and days that are part of a name or do not exist."""
    low = _lowered(passage.text)
    if low.isascii() and not _TRIGGER.search(low):
        return []
    return list(_Finder(low, taken, issued).hits())


_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"


def _lowered(text: str) -> str:
    """In lower case with plain hyphens, each character in its place."""
    if text.isascii():
        return text.lower()
    for dash in _DASHES:
        text = text.replace(dash, "-")
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


class _Finder:
    def __init__(self, low: str, taken: Taken, issued: dt.date | None) -> None:
        self.low = low
        self.given = taken
        self.own = Taken()
        self.issued = issued
        self.last_day = -1  # where the last date that names a day has ended
        self.begun: int | None = None  # where the last date that a `từ` opens has ended

    def hits(self) -> Iterator[Hit]:
        if not self.low.isascii():  # as all the words for these are not
            for start, end in recurring(self.low):
                yield from self._take(self._recurring(start, end))
            for meeting in meetings(self.low):
                yield from self._take(self._meeting(meeting.start, meeting.end, meeting.dated))
        at = 0
        while trigger := _TRIGGER.search(self.low, at):
            run = _RUN.match(self.low, trigger.start())
            at = max(trigger.end(), run.end() if run else 0)
            hit = None if run else self._at(trigger)
            if hit is not None:
                at = max(at, hit.end)
                yield from self._several(hit)
                yield from self._take(hit)

    def _free(self, start: int, end: int) -> bool:
        return not (self.given.overlaps(start, end) or self.own.overlaps(start, end))

    def _take(self, hit: Hit | None) -> Iterator[Hit]:
        if hit is not None and self._free(hit.start, hit.end):
            self.own.add(hit.start, hit.end)
            yield hit

    def _several(self, hit: Hit) -> Iterator[Hit]:
        """The `2` of `trong 2 ngày 14 và 15/8`, which counts what is listed; days are a measure."""
        several = _SEVERAL.search(self.low[max(0, hit.start - 5):hit.start])
        listed = hit.fields.get("first") != hit.fields.get("date")
        if several and listed and self.low.startswith(("ngày", "tháng", "quý"), hit.start):
            start, said = hit.start - len(several[0]), several[0].strip()
            word = "ngày" if self.low.startswith("ngày", hit.start) else self.low[hit.start:].split(" ", 1)[0]
            fields = {"value": Decimal(MONTHS.get(said) or int(said)), "unit": word, "qualifier": Qualifier.EXACT,
                      "measure": "days" if word == "ngày" else "count"}
            yield from self._take(Hit(start, hit.start - 1, MentionKind.COUNT, fields))

    def _recurring(self, start: int, end: int) -> Hit:
        fields = {"deadline_kind": "recurring", "recurrence": how_often(self.low[start:end])}
        return Hit(start, end, MentionKind.DEADLINE, fields)

    def _meeting(self, start: int, end: int, dated: bool) -> Hit | None:
        if not dated:
            return Hit(start, end, MentionKind.DEADLINE, {"deadline_kind": "meeting"})
        if self.issued is None:
            return None
        due = self._deadline(start, end)
        if due is None or not is_ahead(due.fields["date"], self.issued):
            return None
        this_month = due.fields["date"].replace(day=1) <= self.issued
        return None if this_month and already_done(self.low, end) else due

    def _at(self, trigger: re.Match[str]) -> Hit | None:
        start = trigger.start()
        word = trigger["word"] or trigger["short"] or ""
        for form in _BY_WORD[word]:
            match = form.match(self.low, start)
            if match is None:
                continue
            found = self._read(match, form)
            if found is not None:
                return self._hit(found)
        return self._no_date(start, word)

    def _read(self, match: re.Match[str], form: re.Pattern[str]) -> _Found | None:
        start, end = match.span()
        if not self._free(start, end):
            return None
        if not self._is_date(match, form):
            return None
        if form is _YEARS and match[0].startswith("năm") and _COUNT_BEFORE.search(self.low[max(0, start - 6):start]):
            start = match.start("from")  # `kế hoạch 5 năm 2026-2030`
        try:
            day = parse_date(self.low[start:end], self.issued.year if self.issued else None)
        except DataError:
            return None
        return _Found(start, end, day)

    def _is_date(self, match: re.Match[str], form: re.Pattern[str]) -> bool:
        """Whether the words around tell what has the shape of a date from a ratio, a list or a number."""
        token, start, end = match[0], match.start(), match.end()
        before = self.low[max(0, start - 24):start]
        if form in (_MONTH, _MONTHS) and _COUNT_BEFORE.search(before):
            return False
        if form in (_MONTHS, _QUARTERS):
            return bool(match["year"]) or (form is _QUARTERS and not match["quarter"].isdecimal()) or "-" in token
        if form is _SPAN_OF_YEARS:
            return _EARLIEST <= int(match["from"]) < int(match["year"]) <= min(_LATEST, int(match["from"]) + 60)
        if form is _YEAR and not token.startswith("năm"):
            return (_EARLIEST <= int(match["year"]) <= _LATEST and _YEAR_WORD.search(before) is not None
                    and _GOES_ON.match(self.low, end) is not None)
        if form is _MONTH_OF:
            return _NAMED_NUMBER.search(before) is None and _GOES_ON.match(self.low, end) is not None
        if form in (_DAY, _SPAN, _DAY_IN_WORDS) and not token.startswith("ngày"):
            return self._is_day(match, form)
        return True

    def _is_day(self, match: re.Match[str], form: re.Pattern[str]) -> bool:
        if match["year"] and "đến" not in match[0]:
            return True
        if self.low.startswith(" số ", match.end()):
            return False  # `trước 1/3 số đơn vị`
        if form is _SPAN and int(match["day"]) > int(match["month"]) and "đến" not in match[0]:
            return True  # `18 – 25/8`: 25 of 8 is no ratio
        if form is _DAY and match["mark"] != "/":
            return False
        lead = lead_of(self.low, match.start())
        until = _UNTIL.match(self.low, match.end()) if form is _DAY else None
        if until and until["year"]:
            return True
        if self.last_day >= 0 and _AND_ALSO.fullmatch(self.low, self.last_day, match.start()):
            return _GOES_ON.match(self.low, match.end()) is not None  # `các ngày 22/6, 23/6 và 24/6`
        if lead.bearing is Bearing.NONE:
            return False
        if until and lead.bearing is Bearing.BEGINS:
            # `từ 1/3 đến 1/2 số hộ` are fractions.
            later = (int(until["month"]), int(until["day"])) > (int(match["month"]), int(match["day"]))
            return later and _GOES_ON.match(self.low, until.end()) is not None
        return lead.bearing is Bearing.ALWAYS or _GOES_ON.match(self.low, match.end()) is not None

    def _hit(self, found: _Found) -> Hit:
        if found.day.precision == "day":
            self.last_day = found.end
        lead = lead_of(self.low, found.start)
        spans = self.begun == lead.start - 1 if self.begun else False
        self.begun = found.end if lead.bearing is Bearing.BEGINS else None
        if lead.start < found.start and self._free(lead.start, found.start) and (
            lead.bearing is Bearing.ALWAYS or (lead.bearing is Bearing.AHEAD and not spans and self._due(found, lead))
        ):
            due = self._deadline(lead.start, found.end)
            if due is not None:
                return due
        fields: dict[str, Any] = {"date": found.day.date, "first": found.day.first, "precision": found.day.precision,
                                  "inferred": found.day.inferred}
        return Hit(found.start, found.end, MentionKind.DATE, fields)

    def _due(self, found: _Found, lead: Lead) -> bool:
        """Whether `trong`, `đến`, `hết` or `cuối` speaks of something still to be done."""
        if self.issued is None:
            return True
        try:
            due = parse_deadline(self.low[lead.start:found.end], self.issued)
        except DataError:
            return False
        if due.date is None or not is_ahead(due.date, self.issued):
            return False
        if due.precision == "day" and due.date == self.issued:
            return False  # nothing is ordered for the day on which the order is signed
        return found.day.first > self.issued or not already_done(self.low, found.end)

    def _deadline(self, start: int, end: int) -> Hit | None:
        issued = self.issued
        try:
            # Without the document's date only what names its year is a date at all.
            due = parse_deadline(self.low[start:end], issued or dt.date(1900, 1, 1))
        except DataError:
            return None
        if issued is None and due.inferred:
            return None
        fields: dict[str, Any] = {"date": due.date, "precision": due.precision, "inferred": due.inferred,
                                  "deadline_kind": due.kind.value}
        return Hit(start, end, MentionKind.DEADLINE, fields)

    def _no_date(self, start: int, word: str) -> Hit | None:
        """What is taken out of the reach of others: `ngày 31/6/2026`, the year in `Luật Đất đai 2024`."""
        match = _BARE_DAY.match(self.low, start) if word == "ngày" else _BARE.match(self.low, start)
        if match and word and not match["month"]:
            each = _EACH.search(self.low[max(0, start - 6):start])
            match = match if _GOES_ON.match(self.low, match.end()) and not each else None
        if match is None and not word:
            match = _YEAR.match(self.low, start)
            if match and not (_EARLIEST <= int(match["year"]) <= _LATEST and _GOES_ON.match(self.low, match.end())):
                match = None
        return Hit(start, match.end(), None) if match and self._free(start, match.end()) else None
