"""What looks like a quantity and is none: labels, names, ordinals, times of day, telephone numbers, idioms."""

from __future__ import annotations

import re

from .counted import is_known
from .expressions import Expression
from .lexicon import COMPOUND, LEVELS, NAMED, NUMBERED, VERBS, YEARLY

# What begins at a number and is no quantity, tried at each number.
_AT_DIGITS = re.compile(
    r"""
    \d{1,2}[.]\d{1,2}[.](?:19|20)\d\d(?!\d)                        # a date with dots
    | \d+(?:/\d+){2,} | \d+(?:-\d+){2,}                             # a date, a code
    | 0\d{2,3}[ .-]?\d{3}[ .-]?\d{3,4}(?!\d)                       # a telephone number
    | 84[ .-]\d{2,3}[ .-]?\d{3}[ .-]?\d{3,4}(?!\d)
    | (?:(?<=trực\ )|(?<=phục\ vụ\ )|(?<=hoạt\ động\ )|(?<=vận\ hành\ ))24/24(?!\d)
    | 24/7(?![\d/]) | 24/24(?:\ ?h|\ giờ)(?!\w)
    | (?:[01]?\d|2[0-4])\ ?(?:h|g|giờ)\ ?[0-5]\d(?!\d)(?:\ phút|')?  # 8h00, 14 giờ 30
    | (?:[01]?\d|2[0-4])h(?!\w)
    | \d+(?::\d+)+                                                # 14:30, 50:50
    | (?:[01]?\d|2[0-4])\ giờ(?=\ (?:sáng|trưa|chiều|tối|đêm|cùng\ ngày|ngày|hằng\ ngày|hàng\ ngày))
    | \d\ con\ số(?!\w)
    | 0?[23]\ cấp(?!\w)
    | [345]\ nhà[”"'’]?(?=[\s,.;:)]|$)
    """,
    re.I | re.X,
)
_AT_WORDS = re.compile(
    r"""
    (?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\ phần\ (?:hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười|nghìn|ngàn|vạn)(?!\w)
    | một\ (?:số|vài|ít|trong\ những|cửa|cách|phần|mặt|khi|lần\ nữa|chiều|mình|loạt|bước|đầu\ mối|chút|bên)(?!\w)
    | (?:hai|ba|bốn)\ con\ số(?!\w)
    | (?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\ là(?=[,:\ ])
    | (?:hai|ba)\ cấp(?!\w)
    | (?:ba|bốn|năm)\ nhà[”"'’]?(?=[\s,.;:)]|$)
    | hai\ (?:chiều|bên|mặt|miền|đầu)(?!\w)
    """,
    re.I | re.X,
)
# … and what stands before such a number.
_BEFORE_DIGITS = re.compile(
    r"""(?<!\w)(?:
    (?:điện\ thoại|đt|đtdđ|tel|fax|hotline|tổng\ đài|đường\ dây\ nóng|số\ máy|zalo|số\ tài\ khoản|tài\ khoản\ số|stk
    |mã\ số\ thuế|mst|mã\ bưu\ chính|số\ cccd|số\ cmnd|số\ hộ\ chiếu)(?:\ số)?\ ?[:.]?\ ?\+?\(?(?:\d[\d\ .()-]{0,22})?
    )\Z""",
    re.I | re.X,
)
_HOUR_BEFORE = ("lúc ", "hồi ")  # but `thu hồi 45 tỷ đồng` is no time
_HOUR = re.compile(r"\d{1,2}(?: ?(?:[-–]|đến) ?\d{1,2})? ?(?:h|g|giờ|:)(?![^\W\d_])", re.I)
_SIGNS = " :.()+-0123456789"
_LEADS = frozenset(" :.(+-0123456789")
_DIGITS = frozenset("0123456789")
# How the words end that lead to a telephone number or a time: much cheaper to look at than all the words.
_CALLS = frozenset({
    "ại", "đt", "dđ", "el", "ax", "ne", "ài", "ng", "áy", "lo", "ản", "số", "tk", "uế", "st", "nh", "cd", "nd", "ếu",
    "úc", "ồi",
})  # fmt: skip
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,300}|[\w.+-]{1,64}@[\w.-]{1,100}")

_YEAR = re.compile(r"(?:19|20)\d\d")
_ITEM = re.compile(r"[.)/:](?=\s|$)")
# `khoản 1, 2 và 3 Điều 5`
_OF_A_LAW = re.compile(r" (?:điều|khoản|mục|chương) [0-9IVX]+(?!\w)(?![.,][0-9]| ?%)", re.I)
_LISTED_PARTS = re.compile(
    r"(?:khoản|điểm|điều|mục) [0-9a-zđ][0-9a-zđ]?"
    r"(?:,? (?:và )?[0-9a-zđ]{1,2}){0,8},? (?:và |hoặc )?\Z", re.I
)
_OF_A_MAP = re.compile(r"(?:bản đồ|bình đồ|sơ đồ|bản vẽ|quy hoạch|đồ án|tỷ lệ|tỉ lệ)(?: [^\W\d_]+){0,8}:? \Z", re.I)
_SECTION = re.compile(r"\d{1,2}\.\d{1,2}")
_VERSION = re.compile(r"\d{1,2}\.\d")
_WORDS_BEFORE = re.compile(r"(?:[^\W\d_]+ ){1,3}\Z")
_OUT_OF_NOUNS = ("nguồn ", "nguồn vốn ", "nguồn kinh phí ", "chuẩn ", "mã ", "mã số ", "lần ", "đội ", "lớp ")
_FEWEST = 10
_REACH = 40


def addresses(text: str) -> list[tuple[int, int]]:
    """The addresses of pages and mailboxes in `text`, in order."""
    if "//" not in text and "www." not in text and "@" not in text:
        return []
    return [match.span() for match in _ADDRESS.finditer(text)]


def idiom(text: str, start: int, spelled: bool, end: int) -> int:
    """Where the time, telephone number or idiom ends that the number at `start` belongs to; `start` if to none.

    `end`: where the number itself ends.
    """
    if not spelled and _alone(text, start, end):
        return start
    match = (_AT_WORDS if spelled else _AT_DIGITS).match(text, start)
    if match and (spelled or text[max(0, start - 1):start] not in (".", ",", "/", ":")):
        return match.end()
    if spelled or not _may_be_called(text, start):
        return start
    if text[max(0, start - 4):start].casefold() in _HOUR_BEFORE:
        hour = _HOUR.match(text, start)
        return hour.end() if hour else start
    return start + 1 if _BEFORE_DIGITS.search(text, max(0, start - _REACH), start) else start


def _alone(text: str, start: int, end: int) -> bool:
    """Whether digits stand between digits only, none of them the beginning of a telephone number: `7 8 9`."""
    if text[end:end + 1] != " " or text[end + 1:end + 2] not in _DIGITS or text[start] in "08":
        return False
    return not _may_be_called(text, start) and text[start:end].isdecimal()


def _may_be_called(text: str, start: int) -> bool:
    """Whether what stands before a number may be the beginning of a telephone number, or the word for one."""
    if text[max(0, start - 1):start] not in _LEADS:
        return False
    before = text[max(0, start - _REACH):start].rstrip(_SIGNS)
    return before[-2:].casefold() in _CALLS or before[-1:].isdecimal()


def is_label(
    text: str, found: Expression, left: int, right: int, unit: str | None, expected: bool = False
) -> bool:
    """Whether a number without scale or sign is a label, part of a name, or a year.

    `unit`: what is counted, if anything is. `expected`: what stands before the number is no noun that it
    could number, for it has itself been counted (`9 chương 85 điều`) or is an agency in a list.
    """
    start, end = found.first, found.last
    before = text[max(left, start - _REACH):start]
    after = text[end:min(right, end + 2)]
    if found.spelled:
        return _is_label_in_words(text, found, before, unit)
    if _is_glued(text, found, left, right, unit):
        return True
    if not before.strip(" -–—•+*") and left == 0 and _ITEM.match(after) and found.upper is None:
        return True  # `1.`, `2)` at the beginning
    titled = text[end:end + 1] == " " and text[end + 1:end + 2].isupper()
    if left == 0 and titled and _SECTION.fullmatch(found.digits) and not before.strip(" -–—•+*#"):
        return True  # `2.1 Kết quả`
    if found.start < start:
        return False  # a qualifier says that it is a quantity
    if after == ". " and found.bare and (
        (before.rstrip()[-1:] in (".", ";") and found.value < 100)
        or (before.rstrip()[-1:] == ":" and found.value == 1 and not expected)
    ):
        return True  # an item inside a paragraph
    if found.bare and before.endswith("(") and after[:1] == ")" and _opens_item(text, start, end + 1, left, right):
        return True
    if after[:1] == " " and _OF_A_LAW.match(text, end, right) and _LISTED_PARTS.search(before):
        return True
    if found.decimals and "," in found.digits and before.casefold().endswith("điểm "):
        return False  # `điểm 8,5` is a mark
    if _is_map_scale(text, found, left, unit):
        return True
    if _VERSION.fullmatch(found.digits) and unit is None and not _says_amount(before):
        return True
    if _YEAR.fullmatch(found.digits) and found.denominator is None and not _says_amount(before):
        return True
    below = found.denominator
    out_of = below is not None and below >= found.value and below >= _FEWEST and not _YEAR.fullmatch(str(below))
    return not expected and _is_named(before, unit, out_of)


def _is_map_scale(text: str, found: Expression, left: int, unit: str | None) -> bool:
    """`bản đồ tỷ lệ 1/500`."""
    below = found.denominator
    if below is None or found.value != 1 or below < 100 or (unit is not None and is_known(unit)):
        return False
    return _OF_A_MAP.search(text, max(left, found.first - 60), found.first) is not None


def _is_glued(text: str, found: Expression, left: int, right: int, unit: str | None) -> bool:
    """Whether digits are part of a word, a code or a longer string of digits: `5G`, `A4`, `CV-12`, `25,31%12`."""
    start, end = found.first, found.last
    before, after = text[max(0, start - 2):start], text[end:end + 2]
    if before and found.start == start and (before[-1].isalpha() or before[-1] in "%_#@&=²³"):
        return True
    if len(before) == 2 and before[-1] in ".-/–" and (before[0].isalnum() or before[0] in "%"):
        return True
    if before == " ." and text[max(0, start - 3):start - 2].isdecimal():
        return True  # a broken number: `3 .193`
    if after[:1].isalpha() and (unit is None or not text.startswith(unit, end)):
        return True
    return after[:1] in "/-–_" and len(after) == 2 and (after[1].isalnum())


def _is_label_in_words(text: str, found: Expression, before: str, unit: str | None) -> bool:
    start = found.first
    word = text[start:found.last].casefold()
    if unit is None:
        return True
    if text[start].isupper() and before.strip() and before.rstrip()[-1] not in ".;:!?“\"(-–•…":
        return True  # part of a name: Ba Đình
    if unit[:1].isupper() and not unit.isupper() and text[start].isupper() and not is_known(unit):
        return True
    behind = _WORDS_BEFORE.search(before)
    last = behind[0].strip().split(" ")[-1].casefold() if behind else ""
    if last == "thứ" or _AND_A_HALF.match(text, found.last):
        return True
    if word == "một":
        return not _one_counts(text, found, before, unit)
    if word == "năm" and unit.split(" ")[0] == "năm":
        return last in ("hằng", "hàng", "mỗi")  # năm năm: five years
    if word == "năm":
        return last in YEARLY or not is_known(unit)
    if behind and last in COMPOUND and len(behind[0].split()) > 1:
        return behind[0].casefold().split()[-2] not in COMPOUND[last]  # `trong số ba mươi bài toán`
    return last in ("thứ", "tháng", "quý", "lần", "mục", "điều", "khoản", "số", "khóa", "khoá", "mồng", "mùng", "vài")


_AND_A_HALF = re.compile(r" [^\W\d_]+ rưỡi(?!\w)", re.I)  # `hơn một năm rưỡi` is not one year
_ONE_OF = re.compile(r"(?:năm|tháng|tuần|ngày|lần)(?!\w)", re.I)
_SAID_TWICE = re.compile(r" \(0?1\)")
_ONLY = re.compile(r"(?:chỉ|duy nhất|chỉ có|chỉ còn|ít nhất|tối thiểu)\s\Z", re.I)


def _one_counts(text: str, found: Expression, before: str, unit: str) -> bool:
    """`một` is an article, unless a measure of time follows or a word says that there is no other."""
    if found.start < found.first or _ONLY.search(before) or _SAID_TWICE.match(text, found.last):
        return True
    return _ONE_OF.match(unit) is not None


def _opens_item(text: str, start: int, close: int, left: int, right: int) -> bool:
    """Whether `(1)` opens an item of an enumeration inside a paragraph and does not count what stands before it."""
    follows = text[close:min(right, close + 3)]
    before = text[max(left, start - 3):start - 1].rstrip()
    if not before or before[-1] in ".;:,…":
        return True
    return follows[:1] == " " and (follows[1:2].isalpha() and not follows[1:3].casefold().startswith("và"))


def _says_amount(before: str) -> bool:
    words = before.rstrip().casefold().split(" ")
    return bool(words) and words[-1] in ("có", "đạt", "là", "gồm", "được", "số", "còn")


def _is_named(before: str, unit: str | None, out_of: bool = False) -> bool:
    if before[-1:] != " " or not before[-2:-1].isalnum():
        return False
    if out_of and before.casefold().endswith(_OUT_OF_NOUNS):
        return False  # `chưa nêu nguồn 142/371`: of so many, so many
    behind = _WORDS_BEFORE.search(before)
    if behind is None:
        return False
    words = behind[0].strip().split(" ")
    for length in range(len(words), 0, -1):
        phrase = " ".join(words[-length:])
        key = phrase.casefold()
        if key in NUMBERED:
            earlier = words[-length - 1].casefold() if length < len(words) else ""
            if key == "số" and unit is not None and is_known(unit) and not earlier:
                return False  # `số 12 đơn vị này`
            return earlier not in COMPOUND.get(key, ())
        if key in NAMED and (unit is None or not is_known(unit) or _is_capital(phrase, before)):
            return True
        if key in LEVELS and unit is not None and unit.casefold() in VERBS:
            return True  # `cấp độ 3 yêu cầu kiểm tra`
    return False


def _is_capital(phrase: str, before: str) -> bool:
    """Whether a phrase before a number has a capital that the beginning of a sentence does not explain."""
    if not phrase[0].isupper():
        return False
    earlier = before[: before.rindex(phrase)].rstrip(" “\"'(")
    return bool(earlier) and earlier[-1] not in ".;:!?-–•*+"
