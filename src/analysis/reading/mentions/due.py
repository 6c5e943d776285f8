"""What makes a date a deadline: the words before it, and deadlines that recur or name a meeting.

All functions take text in lower case with single spaces, as long as the text it was made from.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from ...vocabulary.dates import AFTER

_BACK = 64  # no sequence of such words is longer
_HOUR = r"(?:[0-9]{1,2} ?(?:giờ|h|:)(?: ?[0-9]{1,2})?(?: ?phút)?,? )?"


class Bearing(Enum):
    """What the words before a date make of it."""

    NONE = auto()
    ALWAYS = auto()  # trước, chậm nhất: a deadline, whatever the date
    AHEAD = auto()  # trong, đến, hết, cuối: a deadline unless the date is past
    BEGINS = auto()  # từ
    TIMED = auto()  # sáng 25/6: a date, even without a year
    COUNTED = auto()  # tính đến: never a deadline


@dataclass(frozen=True, slots=True)
class Lead:
    """The words before a date and where they begin; `start` is the date's own start where they stay outside."""

    bearing: Bearing
    start: int


_ALWAYS = re.compile(
    r"\b(?:(?:chậm|muộn|trễ) nhất(?: từ)?|không (?:muộn|chậm|trễ) hơn|(?:thời )?hạn (?:cuối(?: cùng)?|chót)"
    r"|thời (?:hạn(?: (?:hoàn thành|thực hiện|báo cáo|gửi|nộp))?|gian hoàn thành)"
    r"|(?<!(?:quá|gia|dài) )(?<!(?:đúng|giới|ngắn) )(?<!trung )(?<!quyền )hạn"
    r"(?: (?:hoàn thành|thực hiện|báo cáo|gửi|nộp))?)(?: ?:)?"
    rf"(?: (?:là|vào|trước|trong|đến|tới|hết|cuối)(?: ?:)?){{0,4}} {_HOUR}$"
)
_NOT_PAST = re.compile(r"\bkhông quá $")  # of a day: `không quá 3/4` is a share
_BEFORE = re.compile(rf"\btrước(?: hết| cuối| thời điểm| mốc)? {_HOUR}$")
_AHEAD = re.compile(
    r"(?P<counted>\b(?:(?:tính|lũy kế|luỹ kế|cộng dồn)(?: từ| đến)* "
    r"|(?:số liệu|ước(?: tính| thực hiện| đạt)?) (?=đến|tới|hết)))?"
    rf"\b(?P<words>(?:(?:trong|đến|tới|hết|cuối) ){{1,4}}(?:các )?){_HOUR}$"
)
_AGAIN = re.compile(r"^trong (?=trong )")
_BEGINS = re.compile(r"\b(?:từ|kể từ|bắt đầu)(?: sau| hết| cuối| đầu| giữa)? $")
_TIMED = re.compile(
    r"\b(?:sáng|trưa|chiều|tối|đêm|hôm|vào|lúc|sau|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật"
    r"|(?:giờ|h)(?: ?[0-9]{1,2})?(?: ?phút)?|hội nghị|đợt|dịp|lễ|quốc khánh),? $"
)


def lead_of(text: str, start: int) -> Lead:
    """The deadline words that stand right before `start`."""
    offset = max(0, start - _BACK)
    before = text[offset:start]
    for pattern in (_ALWAYS, _BEFORE):
        if match := pattern.search(before):
            return Lead(Bearing.ALWAYS, offset + match.start())
    if (match := _NOT_PAST.search(before)) and text.startswith(("ngày", "tháng", "quý"), start):
        return Lead(Bearing.ALWAYS, offset + match.start())
    if match := _AHEAD.search(before):
        if match["counted"]:
            return Lead(Bearing.COUNTED, start)
        first = offset + match.start("words")
        while _AGAIN.match(text[first:start]):
            first += len("trong ")
        return Lead(Bearing.AHEAD, first)
    if _BEGINS.search(before):
        return Lead(Bearing.BEGINS, start)
    if _TIMED.search(before):
        return Lead(Bearing.TIMED, start)
    return Lead(Bearing.NONE, start)


_DONE = re.compile(
    r" ?(?:,|-|–|thì)? ?(?:(?!phải |cần |sẽ |hoàn thành|giao |yêu cầu|đề nghị)[^\s.;:()]{1,12} ){0,10}"
    r"(?:đã|mới chỉ|mới có|mới đạt)\b"
)


def already_done(text: str, end: int) -> bool:
    """Whether the sentence goes on to say what has been done: `Trong tháng 6, các bộ đã ban hành …`."""
    return _DONE.match(text, end) is not None


_ON_DAY = r"[0-9]{1,2}(?:/[0-9]{1,2}| tháng [0-9]{1,2})?"
_LIST = rf"(?: ?(?:,|và) ?(?:ngày )?{_ON_DAY}){{0,3}}"
_ON = (
    rf"(?:(?:chậm nhất|muộn nhất|không muộn hơn|trước)(?: là| vào| trước| trong)? {_HOUR})?"
    rf"(?:(?:ngày )?{_ON_DAY}{_LIST}|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật"
    r"|(?:trong |vào )?(?:tháng [0-9]{1,2}|quý (?:iv|i{1,3}|[1-4]))) "
)
_EVERY = re.compile(
    rf"(?<![\w/.,])(?P<fixed>định kỳ(?: ?,)? (?:vào )?)?(?P<on>{_ON})?(?:của )?"
    r"(?P<word>hằng|hàng|mỗi) ?(?P<unit>ngày|tuần|tháng|quý|năm)(?P<times>,? (?:một|hai|0?[12]) lần)?(?!\w)"
)
_OF_EACH = re.compile(
    rf"(?<!\w)(?:định kỳ (?:vào )?)?(?=[^0-9]{{0,40}}ngày ){_ON}(?:của )?tháng (?:cuối|đầu)(?: cùng)? (?:của )?"
    r"(?:mỗi |hằng |hàng )?(?:quý|năm)(?: (?:sau|tiếp theo|kế tiếp)(?: liền kề)?| liền kề)?(?!\w)(?! ?[0-9]| [iv]+\b)"
)
_OF_NEXT = re.compile(
    r"(?<!\w)(?:(?:chậm nhất|muộn nhất|không muộn hơn|trước)(?: là| vào)? )?ngày [0-9]{1,2} (?:của )?tháng"
    r" (?:sau|tiếp theo|kế tiếp|liền kề)(?: liền kề)?(?!\w)"
)
_EVERY_SO = re.compile(
    r"(?<!\w)(?:định kỳ (?P<fixed>(?:[0-9]{1,2}|hai|ba|sáu) (?:ngày|tuần|tháng|năm))(?:(?:/| )(?:một |01 |1 )?lần)?"
    r"|(?:[0-9]{1,2}|một|hai|ba|sáu) (?:tuần|tháng|quý|năm)(?: (?:một|01|1) |/)lần)(?!\w)"
)
_OPENS = re.compile(r"(?:^|[.;:,(]|- |– |\) ?)\s?$")
_AVERAGE = re.compile(r"\b(?:bình quân|trung bình|khoảng|của|theo|tối thiểu|ít nhất)(?: \w+)? $")
# `5.000 lượt mỗi tháng`, `mỗi tháng tiếp nhận 5.000 lượt`: how much, not when.
_RATE = re.compile(r"[0-9]%? ?(?:(?:nghìn|ngàn|triệu|tỷ|tỉ) )?(?:[^\s.;:,()]{1,10} ){0,2}$")
_AMOUNTS = re.compile(
    r" (?:tiếp nhận|phát sinh|có|tăng|giảm|đạt|khoảng|trung bình|bình quân|xử lý được|thu|chi|hơn|trên|gần|cần"
    r"|[0-9]{3}|[0-9]+[.,][0-9]|[0-9]+ (?:nghìn|ngàn|triệu|tỷ|tỉ|%))"
)
_WORK = re.compile(
    r"\b(?:cập nhật|báo cáo|theo dõi|thống kê|công bố|công khai|đồng bộ|kiểm tra|rà soát|đôn đốc|tổng hợp|gửi)"
    r"(?: \w+){0,4} $"
)


_NEAR = 8  # characters between two intervals of one list


def recurring(text: str) -> Iterator[tuple[int, int]]:
    """Where the text says that something is done again and again, at which intervals."""
    for words, pattern in ((("tháng cuối", "tháng đầu"), _OF_EACH), (("ngày ",), _OF_NEXT),
                           (("định kỳ", " lần", "/lần"), _EVERY_SO)):  # fmt: skip
        for match in pattern.finditer(text) if _holds(text, words) else ():
            yield match.start(), match.end()
    regular = -_NEAR - 1  # where the last interval ended, for `định kỳ hằng quý, hằng năm`
    for match in _EVERY.finditer(text) if _holds(text, ("hằng", "hàng", "mỗi")) else ():
        start, end = match.span()
        if match["fixed"] or match["on"] or match["times"] or start - regular <= _NEAR or _says_when(match, text):
            regular = end
            yield start, end


def _holds(text: str, words: tuple[str, ...]) -> bool:
    """Whether a pattern that needs one of the words is worth trying: finding a plain word is much cheaper."""
    return any(word in text for word in words)


def _says_when(match: re.Match[str], text: str) -> bool:
    before = text[max(0, match.start() - _BACK):match.start()]
    after = text[match.end():match.end() + 2]
    opens = _OPENS.search(before) is not None
    if _RATE.search(before) or (_AMOUNTS.match(text, match.end()) and match["unit"] in ("năm", "ngày")):
        return False
    if match["unit"] == "năm":
        if match.start() == 0 and match.end() == len(text):
            return True  # a cell of a table of tasks
        # `khen thưởng hằng năm`, `năm 2026 và hằng năm, …`: of a thing, not of a task.
        aside = after[:1] == "," and not before.endswith(", ")
        return opens and (aside or (after[:1] == " " and after[1:].isalpha()))
    if match["unit"] == "ngày":
        return _WORK.search(before) is not None
    if _AVERAGE.search(before):
        return False
    return match["word"] != "mỗi" or _AMOUNTS.match(text, match.end()) is None


_AT = r"(?:tại|trước|vào|đến|cho|trong|phục vụ|chuẩn bị|trình|kịp) "
_NAME = r"(?:phiên họp|kỳ họp|hội nghị|cuộc họp)"
_MEETING = re.compile(
    rf"(?<!\w){_AT}(?P<name>{_NAME}(?: (?!tháng)[^\s.;:,()0-9]{{1,12}}){{0,9}}?"
    rf" tháng ?[0-9]{{1,2}}(?:{AFTER})?)(?![\w/])"
)
_BEFORE_MEETING = re.compile(
    rf"(?<!\w)trước (?:khi diễn ra )?{_NAME}(?: (?!thứ|tháng)[^\s.;:,()0-9]{{1,12}}){{0,6}}?"
    r" (?:(?:lần )?thứ (?:[0-9]{1,2}|[^\W\d_]{1,8})(?: năm [0-9]{4})?|tiếp theo|sắp tới|tới)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that a task is tied to. `day` says that its month is named, `before` that it must be done earlier."""

    start: int
    end: int
    dated: bool


def meetings(text: str) -> Iterator[Meeting]:
    """Meetings by which something is due: `tại Phiên họp … tháng 6`, `trước kỳ họp thứ 10`."""
    if not _holds(text, ("họp", "hội nghị")):
        return
    for match in _BEFORE_MEETING.finditer(text):
        yield Meeting(match.start(), match.end(), dated=False)
    for match in _MEETING.finditer(text):
        before = match[0].startswith("trước ")
        yield Meeting(match.start() if before else match.start("name"), match.end(), dated=True)


def is_ahead(last: dt.date, issued: dt.date | None) -> bool:
    """Whether what a date names is not over on the day of the document."""
    return issued is None or last >= issued
