"""Document numbers, and numbers that are part of a name: of a document, of a part of one, of a standard.

`246/TB-VPCP` is a mention. The 57 of `Nghị quyết 57`, the 5 of `Điều 5` and the 27001 of `ISO/IEC 27001`
are none, and are handed over without a kind so that nobody takes them for quantities.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator

from .hits import Hit, Taken
from .model import MentionKind
from .passages import Passage

_UPPER = "".join(
    letter for letter in map(chr, range(0x41, 0x1F00))
    if letter.isupper() and unicodedata.name(letter, "").startswith("LATIN ")
    and unicodedata.normalize("NFD", letter)[0] in "AĂÂBCDĐÐEÊGHIJKLMNOÔƠPQRSTUƯVWXYZ"
)  # fmt: skip
_DASH = "-\u2010\u2011\u2012\u2013\u2212"
_CODE = rf"[{_UPPER}][{_UPPER}a-zđ&]{{0,14}}[0-9]{{0,3}}"
_SLIPPED = r"[^\W\d_]{2,15}[0-9]{0,3}"  # in any case, where the words before say that a number is to come
_NUMBER = r"(?<!\w)(?<![0-9][.,/])(?P<number>[0-9]{1,6}(?:\.[0-9]{1,3})?[a-zđ]?)"
_YEAR = r" ?/ ?(?P<year>(?:19|20)[0-9]{2})"


def _shape(code: str) -> re.Pattern[str]:
    """A number with its code: `246/TB-VPCP`, `107/2021/NĐ-CP`, `57-NQ/TW`, `02 KH/BCĐTW`.

    A space may have slipped in at the first signs; behind the code's second part a spaced dash goes on with
    the sentence.
    """
    rest = rf"(?:[{_DASH}/&]{code}){{0,4}}(?![\w])"
    return re.compile(
        rf"{_NUMBER}(?:"
        rf"(?:{_YEAR})? ?/ ?(?P<kind>{code})(?P<issuer> ?[{_DASH}] ?{code})?{rest}"
        rf"|(?P<joint> ?[{_DASH}] ?| )(?P<type>{code}) ?/ ?(?P<body>{code}){rest}"
        rf")"
    )


_BEGINS = re.compile(rf"{_NUMBER}(?= ?[/{_DASH}]| [^\W\d_])")
_SHAPE = _shape(_CODE)
_SHAPE_ANY_CASE = _shape(_SLIPPED)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Abbreviations of kinds of documents, which begin a code.
_TYPES = _set(
    "NQ NĐ QĐ CT TT TTLT TB CV KH KHPH KL BC TTR CTR CĐ HD QC QYĐ QĐI ĐA BB GM BS L PL VBHN SL LCT LỆNH HĐ QT "
    "CTHĐ CTRHĐ CTPH TTRH TTHT GUQ PA DA BCTH TBKL KLTT KHLT NQLT NQLN"
)
_DOCUMENT = (
    r"nghị quyết|kết luận|chỉ thị|quyết định|nghị định|thông tư(?: liên tịch)?|thông báo(?: kết luận)?|công văn"
    r"|công điện|kế hoạch(?: phối hợp)?|chương trình(?: hành động| phối hợp)?|hướng dẫn|báo cáo|tờ trình"
    r"|bộ luật|luật|pháp lệnh|lệnh|quy định|quy chế|văn bản|giấy mời|đề án|công hàm|sắc lệnh|biên bản"
)
_CITED = re.compile(rf"(?:\b(?:{_DOCUMENT})|\bsố\b)(?: ?kết luận)?(?: số)? ?:? ?$", re.I)
# One more number after another: `văn bản số 1552/BTTTT-TTH và 708/BTTTT-CATT`.
_CITED_TOO = re.compile(rf"\b(?:{_DOCUMENT})\b[^.]*(?:,|;|\bvà|\bsố) ?$", re.I)
_LOOK_BACK = 64

# A word of a document or of its parts, and the number that names it.
_NOUNS = r"nghị quyết|chỉ thị|nghị định|thông tư|công văn|công điện|đề án|tờ trình|bộ luật|luật|pháp lệnh|ban chỉ đạo"
_VERBS = r"kết luận|quyết định|thông báo|kế hoạch|chương trình|hướng dẫn|báo cáo|quy định|quy chế|văn bản|dự án"
_PARTS = (
    r"phụ lục|phụ biểu|điều|khoản|điểm|mục|tiểu mục|chương|phần|quyển|tập|tiết|bảng|biểu|biểu mẫu|mẫu|hình|sơ đồ|trang"
    r"|ghi chú|tổ công tác|tổ|nhóm|mã|khu|lô|quận|phường|đường|quốc lộ|số nhà|phòng|tầng|phiên bản"
)
_NUMERAL = re.compile(
    r"(?<=[ :])(?:[0-9]{1,4}(?:\.[0-9]{1,2}){0,2}[a-zđ]?|[IVXL]{1,6}(?:\.[0-9a-zđ]{1,3}){0,3})(?![\w%])(?![.,/][0-9])"
)
_NAMED = re.compile(
    rf"\b(?P<word>(?P<noun>{_NOUNS})|(?P<verb>{_VERBS})|(?P<part>{_PARTS}))(?P<so>,? số)? ?:? ?$", re.I
)
_DIGITS = frozenset("0123456789")
_LOWER_PARTS = frozenset({"phụ lục", "điều", "khoản", "mục", "chương", "điểm", "trang"})  # of a document, always
_NUMBERED = re.compile(r"[0-9]|[ :][IVXL]")
_LONGEST_NAME = 32  # characters of the longest of these words, with `số`
_MORE = re.compile(r"(?:, | và | đến | hoặc |, và | ?[-–] ?)(?P<number>[0-9]{1,4}[a-zđ]?)(?![\w%])(?![.,/][0-9])")
# What stands behind a name, never between a number and what it counts.
_AFTER_NAME = re.compile(
    r" ?(?:$|[.,;:)(\]”\"'/…–-]"
    r"|(?:của|về|ngày|và|với|tại|do|trên|đã|được|là|theo|đối|cho|kèm|gửi|ban|hoặc|hay|này|nêu|trong|từ|để|như"
    r"|khoản|điều|mục|phần|chương|phụ|điểm|luật|nghị|quyết|quy|kế|thông|bộ|chính|quốc|thủ|trung|tại|có|phải|còn"
    r"|tiếp|yêu|giao|đến|không|sẽ|cần|thì|vào|năm 20)\b)",
    re.I,
)
_MEASURES = re.compile(
    r" ?(?:%|‰|(?:nghìn|ngàn|vạn|triệu|tỷ|tỉ|đồng|usd|eur|lần|ngày|tuần|tháng|quý|giờ|phút|năm(?! (?:19|20)\d\d)"
    r"|nhiệm vụ|nội dung|bộ,|tỉnh|địa phương|đơn vị|sản phẩm|dự án|đề án|trường hợp|vấn đề|người|lượt|hồ sơ|điểm"
    r"|cơ quan|csdl|tthc|văn bản|nhóm|giải pháp|cấp|mức|chỉ tiêu|luật|nghị|doanh nghiệp|dịch vụ|nền tảng|tiêu chí"
    r"|xã|phường|huyện|chương|điều(?! \d)|khoản(?! \d)|mục(?! [0-9ivx]))\b)",
    re.I,
)
_LIKE_A_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_STANDARD = re.compile(
    r"\b(?:(?:TCVN|QCVN|TCCS|ISO|IEC|IEEE|ITU-T|ETSI|NIST|FIPS|RFC|ASTM|EN|GOST|ANSI|TIA|JIS|BS|DIN|PCI DSS)"
    r"(?:[/ -](?=[A-Z]))?){1,4}(?:[A-Z]{1,3})? ?[A-Z]?[.-]?[0-9]{1,6}(?:[-–.:][0-9]{1,6}){0,4}"
    r"(?:/[A-ZĐ]{2,8}[0-9]{0,4})?(?!\w)"
)


def find_citations(passage: Passage, taken: Taken, issued: dt.date | None) -> list[Hit]:
    """Document numbers, and (kind None) numbers that name a document, a part of one or a standard."""
    text = passage.text
    if not _NUMBERED.search(text) or (text.isascii() and text.lower() == text.upper()):
        return []  # without a number, or a letter, nothing is named
    own = Taken()
    found: list[Hit] = []
    for hits in (_numbers(text), _standards(text), _names(text)):
        for hit in hits:
            if not (taken.overlaps(hit.start, hit.end) or own.overlaps(hit.start, hit.end)):
                own.add(hit.start, hit.end)
                found.append(hit)
    return sorted(found, key=_start)


def _start(hit: Hit) -> int:
    return hit.start


def _numbers(text: str) -> Iterator[Hit]:
    at = 0
    while match := _BEGINS.search(text, at):
        at = match.end()
        hit = _number_at(text, match.start())
        if hit is not None:
            yield hit
            at = hit.end


def _number_at(text: str, start: int) -> Hit | None:
    match = _SHAPE.match(text, start)
    if match and _is_number(match, text):
        return _number(match)
    slipped = _SHAPE_ANY_CASE.match(text, start)
    if slipped and _known_type(slipped) and _cited(text, start):
        return _number(slipped)
    return None


def _number(match: re.Match[str]) -> Hit | None:
    number = re.sub(rf" ?([{_DASH}/]) ?", lambda sign: "/" if "/" in sign[1] else "-", match[0])
    number = unicodedata.normalize("NFC", number).replace("Ð", "Đ").replace("ð", "đ")
    return Hit(match.start(), match.end(), MentionKind.DOCUMENT_NUMBER, {"number": number})


def _is_number(match: re.Match[str], text: str) -> bool:
    """Whether what has the shape is a document's number and not `500 MW/BESS` or `15/Bộ`."""
    if match["type"]:
        if match["joint"] == " ":
            return _abbreviation(match["type"]) in _TYPES
        return _capitals(match["type"]) and _capitals(match["body"])
    code = match["kind"]
    if _word_before(text, match.start()) == "đề án":
        return False  # `Đề án 06/CP` is a name
    if match["year"] or (match["issuer"] and len(_abbreviation(code)) > 2):
        return _capitals(code)
    if match["issuer"] and code[-1].isdecimal():
        return _cited(text, match.start())  # `số 567/C06-TTDLDC`
    return _capitals(code) and (_abbreviation(code) in _TYPES or _cited(text, match.start()))


def _known_type(match: re.Match[str]) -> bool:
    if match["type"]:
        return _abbreviation(match["type"]) in _TYPES
    return bool(match["issuer"]) and _abbreviation(match["kind"]) in _TYPES


def _abbreviation(code: str) -> str:
    return code.upper().replace("Ð", "Đ").rstrip("0123456789")


def _capitals(code: str) -> bool:
    return sum(letter.isupper() for letter in code) >= 2


def _word_before(text: str, start: int) -> str:
    return text[max(0, start - 7):start].strip().casefold()


def _cited(text: str, start: int) -> bool:
    before = text[max(0, start - _LOOK_BACK):start]
    return _CITED.search(before) is not None or _CITED_TOO.search(before) is not None


def _standards(text: str) -> Iterator[Hit]:
    for match in _STANDARD.finditer(text):
        yield Hit(match.start(), match.end(), None)


def _names(text: str) -> Iterator[Hit]:
    done = 0
    for number in _NUMERAL.finditer(text):
        start, end = number.span()
        if text[start - 2:start - 1] in _DIGITS:
            continue
        before = text[max(0, start - _LONGEST_NAME):start]
        if start < done or not before.rstrip(" :")[-1:].isalpha():
            continue
        named = _NAMED.search(before)
        if named is None or not _names_something(named, number[0], text, end):
            continue
        yield Hit(start, end, None)
        while (more := _MORE.match(text, end)) and _AFTER_NAME.match(text, more.end()):
            yield Hit(*more.span("number"), None)
            end = more.end()
        done = end


def _names_something(named: re.Match[str], numeral: str, text: str, end: int) -> bool:
    """Whether the numeral that ends at `end` names what the word before it says, and counts nothing."""
    word = named["word"]
    if not numeral[0].isdecimal():
        return bool(named["part"])
    if _LIKE_A_YEAR.fullmatch(numeral) and not named["so"]:
        return False  # `Kế hoạch 2026-2030`: a date, or none, as the dates decide
    if named["so"]:
        return _MEASURES.match(text, end) is None or not named["part"]
    if named["noun"]:
        return _MEASURES.match(text, end) is None and (word[0].isupper() or numeral[0] == "0" or word == "đề án")
    if named["verb"]:
        return word[0].isupper() and _AFTER_NAME.match(text, end) is not None
    if word[0].isupper() or word.casefold() in _LOWER_PARTS:
        return _AFTER_NAME.match(text, end) is not None and _MEASURES.match(text, end) is None
    return False
