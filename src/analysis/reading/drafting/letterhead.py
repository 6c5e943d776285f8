"""The letterhead: number, issuer, date, kind and title of a document, from its first lines.

Official layouts put two columns side by side: the issuer and the number on the left, the country's name and
the date on the right. In a text they stand on one line, in cells of a table, or one under the other.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...errors import UnknownAgency
from ...vocabulary.agencies import agency_key, find
from ..text import Document
from .model import Letterhead
from .parties import Parties

_HEAD = 8_000  # characters of the document that may hold the letterhead and the title
_LONG = 250  # characters: a longer line is the body
_MOST_LINES = 12  # of the issuer's name and what stands above it
_COLUMNS = re.compile(r"[\t|]")
_MARKS = re.compile(
    r"[*_#>`]+|<br\s{0,2}/?>|\u200b|\ufeff|\[bookmark:[^\]\r\n]{0,200}\]|\[footnoteRef:\d{1,6}\]|</?sup>"
)
_STATE = re.compile(
    r"cộng (?:hòa|hoà) (?:xã|xà) hội chủ nghĩa việt nam|đảng cộng sản việt nam"
    r"|độc lập\s?[-–]\s?tự do\s?[-–]\s?hạnh phúc",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\bSố\s{0,3}:?\s{0,3}(?P<digits>\d{0,6}(?:\.\d{1,2})?)(?P<gap>[\s.…_]{0,40})(?P<sign>[-–/]?)\s{0,3}"
    r"(?P<rest>(?:\d{4}\s?/\s?)?[A-ZĐ][\wĐđ&.]{0,20}(?:\s?[-–/]\s?[A-ZĐ][\wĐđ&.]{0,20}){0,4})"
)
_PLACED_DATE = re.compile(
    r"(?:^|[,;\s(])ngày\s{0,3}(?P<day>\d{1,2})?[\s.…_]{0,40}tháng\s{0,3}(?P<month>\d{1,2})?[\s.…_]{0,20}"
    r"năm\s{0,3}(?P<year>(?:19|20)\d{2})|(?:^|,\s{0,3})(?:ngày\s{1,3})?(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>(?:19|20)\d{2})",
    re.IGNORECASE,
)
_RECEIVED = re.compile(r"\b(?:đến|gửi|chuyển|lưu|sao y|công văn đến)\b", re.IGNORECASE)
# Kinds as they stand over the title, the longest first, with the nearest kind that sheets know.
_KINDS: tuple[tuple[str, str | None], ...] = (
    ("thông báo kết luận", "conclusion"), ("thông báo", "notice"), ("kết luận", "conclusion"),
    ("báo cáo", "report"), ("tờ trình", "report"), ("công điện", "notice"), ("chỉ thị", "notice"),
    ("quyết định", "notice"), ("kế hoạch", "notice"), ("chương trình", "notice"), ("nghị quyết", "notice"),
    ("hướng dẫn", "notice"), ("công văn", "notice"), ("biên bản", None), ("giấy mời", None),
)  # fmt: skip
_KIND_CODES = {"TB": "notice", "TBKL": "conclusion", "KL": "conclusion", "BC": "report", "TTR": "report"}
# Codes of issuers that are no short names of the registry.
_ISSUER_CODES = {
    "CQTTBCĐ": "ban-chi-dao-trung-uong", "BCĐTW": "ban-chi-dao-trung-uong", "CP": "chinh-phu",
    "TTG": "thu-tuong-chinh-phu", "VPTW": "van-phong-trung-uong-dang", "TW": "ban-bi-thu", "QH": "quoc-hoi",
}  # fmt: skip
_BODY = re.compile(
    r"(?:kính gửi|căn cứ|thực hiện|sau khi|trên cơ sở|theo (?:đề nghị|báo cáo)|để (?:triển khai|thực hiện)|tiếp theo"
    r"|(?:sáng|chiều)?\s?ngày\s\d|[IVX]{1,5}\.\s|\d{1,2}\.\s|phần )",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:V/v|Về việc)\s*:?\s*(?P<words>\S.*)", re.IGNORECASE)
_CITED = re.compile(r"\b(\d{1,6}\s?[-/]\s?[A-ZĐ]\w{0,10}(?:-[A-ZĐ]\w{0,10}){0,3})")
_RULED = re.compile(r"[\s\-_=*.–—]{3,}")


@dataclass(frozen=True)
class _Line:
    """A cell of the first lines: its words without marks, and whether an empty line stands above it."""

    text: str
    apart: bool

    @property
    def key(self) -> str:
        return agency_key(self.text)


def read_letterhead(document: Document) -> Letterhead:
    """What the first page says of number, issuer, date, kind and title; parts it does not say are None."""
    lines = _lines(document.text[:_HEAD])
    kind_at = next((at for at, line in enumerate(lines) if _kind(line)), None)
    top = lines[: kind_at if kind_at is not None else _end_of_head(lines)]
    number, number_strings = _number(top)
    issued, precision, date_string = _date(top)
    issuer, written = _issuer(top, number)
    written_kind, kind = (_kind(lines[kind_at]) or (None, None)) if kind_at is not None else (None, None)
    if kind is None and number:
        kind = next((_KIND_CODES[part] for part in _codes(number) if part in _KIND_CODES), None)
    title = _title(lines, kind_at) if kind_at is not None else None
    subject = next(filter(None, (_SUBJECT.match(line.text) for line in top)), None)
    if kind_at is None and number and subject:
        written_kind, kind, title = "CÔNG VĂN", "notice", subject["words"]
    strings = [*number_strings, *([date_string] if date_string else [])]
    if number and not number[0].isdigit() and (cited := _cited(lines)):
        strings.append(cited)  # a document whose own number is blank is known by what it refers to
    return Letterhead(
        number=number, kind=kind, issuer=issuer, issuer_written=written, issued=issued,
        issued_precision=precision, title=title, strings=tuple(strings), kind_written=written_kind,
    )  # fmt: skip


def _lines(head: str) -> list[_Line]:
    """The cells of the first lines in order, without markdown, empty ones and rules left out."""
    found: list[_Line] = []
    apart = True
    for raw in unicodedata.normalize("NFC", head).splitlines():
        cells = [" ".join(_MARKS.sub(" ", cell).split()) for cell in _COLUMNS.split(raw)]
        told = [cell for cell in cells if cell and not _RULED.fullmatch(cell)]
        for cell in told:
            found += [_Line(part, apart) for part in _parted(cell)]
            apart = False
        if not told:
            apart = True
    return found


def _parted(cell: str) -> list[str]:
    """A line that holds two columns side by side, at the country's name or before the place and date."""
    match = _STATE.search(cell)
    if match and (match.start() or match.end() < len(cell)):
        parts = (cell[: match.start()].strip(), match[0], *_parted(cell[match.end() :].strip()))
        return [part for part in parts if part]
    number = _NUMBER.search(cell)
    if number and _PLACED_DATE.search(cell, number.end()):
        return [cell[: number.end()].strip(), cell[number.end() :].strip()]
    return [cell]


def _end_of_head(lines: Sequence[_Line]) -> int:
    """Without a line that says the kind: where the body begins."""
    for at, line in enumerate(lines):
        if len(line.text) > _LONG or _BODY.match(line.text):
            return at
    return len(lines)


def _kind(line: _Line) -> tuple[str, str | None] | None:
    """The kind that a line says: the words alone, or in capitals at its beginning."""
    for words, kind in _KINDS:
        if line.key == words:
            return line.text.upper(), kind
        if line.text.startswith(words.upper()) and not line.text[len(words) : len(words) + 1].isalpha():
            rest = line.text[len(words) :].strip()
            if not rest[:1].isdigit() and len(line.text) <= _LONG:
                return words.upper(), kind
    return None


def _number(lines: Iterable[_Line]) -> tuple[str | None, list[str]]:
    """The document's number without spaces (its code alone when it is blank), and its words as written."""
    for line in lines:
        match = _NUMBER.search(line.text)
        if not match:
            continue
        digits, sign, rest = match["digits"], match["sign"] or "/", " ".join(match["rest"].split())
        code = re.sub(r"\s?([-–/])\s?", r"\1", rest).rstrip(".")
        written = line.text[match.start("digits") : match.end()].strip().rstrip(".")
        if not digits:
            return code, [rest]
        number = f"{digits}{sign}{code}"
        return number, [written] if written == number else [digits, rest]
    return None, []


def _date(lines: Sequence[_Line]) -> tuple[dt.date | None, str | None, str | None]:
    """The day (or the month's last one), its precision, and the words that state it.

    A date behind `…, ngày` is preferred; the stamp of a received copy has no `tháng`.
    """
    best: tuple[dt.date | None, str | None, str | None] = (None, None, None)
    for line in lines:
        match = _PLACED_DATE.search(line.text)
        if not match or len(line.text) > _LONG:
            continue
        year = int(match["year"] or match["y"])
        month = match["month"] or match["m"]
        if not month or not 1 <= int(month) <= 12:
            continue
        day = match["day"] or match["d"]
        last = calendar.monthrange(year, int(month))[1]
        if day and not 1 <= int(day) <= last:
            continue
        date = dt.date(year, int(month), int(day) if day else last)
        said = match[0].strip(" ,;(")
        if match["year"]:
            said = re.sub(r"^ngày[\s.…_]*", "", said, flags=re.IGNORECASE)
            found = (date, "day" if day else "month", said)
            if "," in line.text[: match.start() + 1]:
                return found
            best = best if best[0] and best[1] == "day" else found
        elif best[0] is None and "," in line.text[: match.start() + 1] and not _RECEIVED.search(line.text):
            best = (date, "day", said)
    return best


def _issuer(lines: Sequence[_Line], number: str | None) -> tuple[str | None, str | None]:
    """The agency named top left (its id, and as written), else the one that the number's code stands for."""
    above: list[str] = []
    for line in lines:
        if _NUMBER.search(line.text) or _PLACED_DATE.search(line.text):
            break
        if not _STATE.search(line.text) and len(line.text) <= _LONG and len(above) < _MOST_LINES:
            above.append(line.text)
    for first in range(len(above)):
        name = " ".join(above[first:])
        listed = Parties(name).at(0)
        if listed is not None:
            return listed.parties[0].id, name[listed.parties[0].start : listed.parties[0].end]
    written = " ".join(above) or None
    for part in reversed(_codes(number or "")):
        if part in _ISSUER_CODES:
            return _ISSUER_CODES[part], written
        try:
            return find(part).id, written
        except UnknownAgency:
            continue
    return None, written


def _codes(number: str) -> list[str]:
    """The parts of a number's code in capitals: TB, VPCP."""
    return [part.upper() for part in re.split(r"[-–/]", number) if part and not part[0].isdigit()]


def _title(lines: Sequence[_Line], kind_at: int) -> str | None:
    """The lines under the kind as one, until the body begins."""
    found: list[str] = []
    head = lines[kind_at]
    kind = _kind(head)
    rest = head.text[len(kind[0]) :].strip(" :") if kind and head.text.startswith(kind[0]) else ""
    if rest:
        found.append(rest)
    for line in lines[kind_at + 1 :]:
        if len(line.text) > 2 * _LONG or _BODY.match(line.text) or (found and line.apart):
            break
        if found and (len(line.text) > _LONG or line.text.endswith((".", ";", ":"))):
            break
        found.append(line.text)
    return " ".join(found) or None


def _cited(lines: Sequence[_Line]) -> str | None:
    """The first number with a code that the first lines cite."""
    for line in lines:
        if match := _CITED.search(line.text[: 4 * _LONG]):
            return match[1]
    return None
