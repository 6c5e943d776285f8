"""When a number with nothing behind it is a quantity all the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .attribution import Listed
from .counted import is_known
from .expressions import Expression
from .hits import Hit
from .model import MentionKind

_CLOSES = re.compile(r"\)? ?(?:[.,;:)]|$|và |hoặc |so với |\(|[-–] |trong |tại |ở |của |vào |trên )|\)")
_SAID = re.compile(
    r"(?:(?<!\w)(?:là|đạt|còn|bằng|tổng số|số lượng|tổng cộng|cộng|lên|xuống|gồm|có|tăng|giảm|vượt|thành|tới"
    r"|giao|tiếp nhận|giải quyết|xử lý|ban hành|phê duyệt|đề xuất|công bố|thêm|kết nối|cung cấp)|: ?|:) ?\Z", re.I,
)  # fmt: skip
_NOT_COLON = re.compile(
    r"(?:(?<!tổng )(?<!\w)số|điện thoại|fax|tel|lưu|mã|đt|kính gửi|địa chỉ|tài khoản|năm|ngày|tháng|mục|điều"
    r"|ký hiệu) ?: ?\Z", re.I,
)  # fmt: skip
_SHARED = re.compile(  # `10, 15 và 20%`: the sign that ends the enumeration is theirs too
    r"(?:, [0-9][0-9.,]*){0,6}(?:,| và| hoặc|, và) [0-9][0-9.,]*\s?(?:%|phần trăm|nghìn|triệu|tỷ|tỉ|đồng|usd)", re.I
)
_NOUN_BEFORE = re.compile(r"((?:[^\W\d_]+ ){0,3}[^\W\d_]+) \(\Z")
_BRACKETED = re.compile(r"[^\W\d_] \(\d{1,6}\)(?=[,;.]|$| và)")
_OUT_OF = re.compile(r" (?:trong|trên) (?:(?:tổng )?số )?(?:hơn |gần |khoảng )?[0-9]")
_DONE = re.compile(r"(?<!\w)đã(?: [^\W\d_]+){1,3} \Z")
_WORD = re.compile(r"([^\W\d_]+) \Z")
_SHARE = re.compile(r" \((?:chiếm |đạt |bằng |tỷ lệ |khoảng )?[0-9][0-9.,]* ?%")
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_PLACED = re.compile(r" (?:ở|tại|của|do|thuộc) ")
_DAY_BEFORE = re.compile(
    r"(?<!\w)(?:ngày|đến|tới|trước|từ|sau|hết|vào|sáng|chiều|tối|dịp|lễ|đường|phố|kỷ niệm|mừng|mùng) ?\Z", re.I
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_AND = (", ", " và ", " hoặc ", "; ")
_MOVES = re.compile(
    r" (?:tăng |giảm )?(?:lên|xuống|còn)(?: (?:đến|tới|còn|thành|mức|khoảng|hơn|trên|gần|chỉ)){0,3} (?=[0-9])", re.I
)
_FROM = re.compile(r"(?<!\w)(?:từ|tăng|giảm|nâng|hạ)(?: mức)? \Z", re.I)
# What is said to be done, late or left behind a noun that stands before its number: `quá hạn 12`.
_STATE = re.compile(
    r"(?<!\w)(?:thực hiện|triển khai|hoàn thành|hoàn tất|(?:quá|trễ|đúng|trước|trong|chậm|sớm|đến) hạn|đăng ký"
    r"|(?:được |đã )duyệt|tồn đọng|tồn|chậm muộn|chưa đạt|không đạt|chưa xong|đã xong"
    r"|trả lại|từ chối|rút|hủy|huỷ|bổ sung|tiếp nhận|vận hành"
    r"|nghiệm thu|thanh lý|tạm dừng|đang xử lý|chuyển tiếp|trúng tuyển|tham dự|tham gia|có mặt|vắng) \Z", re.I,
)  # fmt: skip
# `Số hồ sơ trễ hạn 35`: a clause that opens with what is counted.
_NUMBER_OF = re.compile(
    r"(?:\A\W{0,4}|[.,;:(] ?)(?:và |trong đó |còn |thì )?(?:tổng )?(?:số|điểm số|chỉ số|tỷ số|số lượng)"
    r"(?: [^\W\d_]+){1,6} \Z", re.I,
)  # fmt: skip
_PART = re.compile(r"(?:[,;(] ?(?:trong đó |và |có |gồm )?| và )\Z", re.I)
_SAYS = re.compile(r" (?:là|được|đã|đang|chưa|thuộc|do)(?!\w)", re.I)
_NEAR = 60
_CHAINED = re.compile(r"(?:,|;|,? và)(?: [^\W\d_]+){1,6} ", re.I)  # `đạt chuẩn 45, bỏ trống 3`
_SENTENCE_ENDS = re.compile(r"[.!?…](?: |$)")
_LIST_ENDS = re.compile(r"[,;)]|\.(?!\w)|$| (?:và|so với|của) ", re.I)


def bare_counts(
    text: str, found: Expression, left: int, right: int, listed: Listed | None, hits: Sequence[Hit]
) -> str | None:
    """Whether a number without unit counts something; what it counts (perhaps unsaid: empty), None when it does not."""
    before = text[max(left, found.start - 40):found.start]
    closes = _CLOSES.match(text, found.end, right) is not None or found.end >= right
    if before.endswith("(") and text[found.end:found.end + 1] == ")":
        if listed is not None:
            return ""
        noun = _NOUN_BEFORE.search(before)
        if noun is None or not closes:
            return None
        if found.value >= 10 or found.digits.startswith("0") or _is_list(text, found):
            return _noun(noun[1].split(" "))
        return None
    if _OUT_OF.match(text, found.end, right) or _SHARE.match(text, found.end, right):
        return ""
    if not closes and _is_part(text, found, before, hits):
        return ""
    if moves(text, found, left, right) is not None:
        return ""
    if not closes or _SHARED.match(text, found.end, right):
        return None
    if listed is not None and (listed.sign or text[found.end:found.end + 1] in ",;.)" or found.end >= right):
        return ""
    if found.start < found.first or found.upper is not None or _GROUPED.fullmatch(found.digits) or _DONE.search(before):
        return ""
    if _SAID.search(before) and not _NOT_COLON.search(before):
        return ""
    if found.digits.startswith("0") and (word := _WORD.search(before)) and word[1].islower():
        return ""  # a leading zero is how offices write a small count: `quá hạn 03;`
    if found.decimals and "," in found.digits:
        return ""  # no label has decimals
    if before[-1:] == " " and (_STATE.search(before) or _names_number(text, found.start, left)):
        return ""
    if not hits or hits[-1].kind not in (MentionKind.COUNT, MentionKind.AGENCY_COUNT) or "unit" in hits[-1].fields:
        return None
    between = text[hits[-1].end:found.start]
    if between in _AND or (len(between) < _NEAR and _CHAINED.fullmatch(between)):
        return ""
    # `02 ở Hà Nội, 03 ở Huế và 01 ở Đà Nẵng`
    placed = _PLACED.match(between) and _PLACED.match(text, found.end, right) and len(between) < 80
    return "" if placed and between.endswith(_AND) else None


def _names_number(text: str, start: int, left: int) -> bool:
    low = max(left, start - _NEAR)
    return _NUMBER_OF.search(text, low, start) is not None


def moves(text: str, found: Expression, left: int, right: int) -> int | None:
    """Where the number stands to which the one read rises or falls: `từ 40 xuống 25`; None when to none."""
    if found.upper is not None or found.denominator is not None or found.spelled or found.bare is False:
        return None
    match = _MOVES.match(text, found.end, right)
    if match is None:
        return None
    led = _FROM.search(text, max(left, found.start - 12), found.start) is not None
    return match.end() if led or match[0].casefold().startswith(" xuống còn") else None


def _is_part(text: str, found: Expression, before: str, hits: Sequence[Hit]) -> bool:
    """`Có 348 sản phẩm, 105 là sản phẩm mới`: a part of what the sentence has counted."""
    if not hits or hits[-1].kind not in (MentionKind.COUNT, MentionKind.AGENCY_COUNT, MentionKind.RATIO):
        return False
    if not (found.value >= 10 or found.digits.startswith("0")) or not _SAYS.match(text, found.end):
        return False
    if found.start - hits[-1].end > 200 or _PART.search(before) is None:
        return False
    return _SENTENCE_ENDS.search(text, hits[-1].end, found.start) is None


def _noun(words: list[str]) -> str:
    """The noun phrase that ends what stands before a bracket: the longest known one, else the last two words."""
    for first in range(len(words)):
        named = first > 0 and words[first - 1][0].isupper() and words[first][0].islower()  # `Sở Nội vụ`
        if not named and is_known(" ".join(words[first:])):
            return " ".join(words[first:])
    last = words[-2:]
    return "" if any(word[0].isupper() for word in last) else " ".join(last)  # of a name nothing can be said


def _is_list(text: str, found: Expression) -> bool:
    """Whether other bracketed numbers stand in the neighbourhood: `Luật (4), Nghị định (9)`."""
    near = text[max(0, found.start - 120):found.end + 120]
    return len(_BRACKETED.findall(near)) > 1


def ratio_counts(text: str, found: Expression, left: int, listed: bool) -> bool:
    """Whether `a/b` with no noun behind it is a ratio and not a day, a year or a house number."""
    if listed:
        return True
    if found.denominator is None:
        return False
    before = text[max(left, found.start - 24):found.start]
    if _YEAR.fullmatch(str(found.denominator)) and found.value <= 12:
        return False
    if before.endswith("(") or _SAID.search(before):
        return True
    return not could_be_day(text, found, left)


def could_be_day(text: str, found: Expression, left: int) -> bool:
    """Whether `a/b` may be a day and a month: `30/6`, but `2/3 thời gian` only behind a word of dates."""
    if found.denominator is None or found.denominator > 12 or found.value > 31 or found.decimals:
        return False
    dated = _DAY_BEFORE.search(text, max(left, found.start - 16), found.start)
    return found.value >= found.denominator or dated is not None
