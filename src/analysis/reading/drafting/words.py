"""A stretch of text as words: folded for case and tone marks, abbreviations written out, with its breaks.

Recipes look for words, so `TTHC` and `thủ tục hành chính`, `Cơ sở dữ liệu` and `CSDL` are the same here, a
comma, a hyphen or a slash does not part a phrase, and every number stands for itself or, where it is a
mention, for `#`. Reading and looking up take time in proportion to the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ...vocabulary.agencies import agency_key

# What parts words, from the weakest: a comma; a colon; a semicolon; the end of a sentence.
COMMA, COLON, CLAUSE, SENTENCE = 1, 2, 3, 4
_DEEPEST = 4  # brackets in brackets beyond this are one

NUMBER, DAY = "#", "~"  # a mention of a quantity; of a date or deadline

_ABBREVIATIONS: Mapping[str, tuple[str, ...]] = {
    short: tuple(agency_key(word) for word in full.split())
    for short, full in {
        "tthc": "thủ tục hành chính",
        "csdl": "cơ sở dữ liệu",
        "csdlqg": "cơ sở dữ liệu quốc gia",
        "cncl": "công nghệ chiến lược",
        "spcncl": "sản phẩm công nghệ chiến lược",
        "đkkd": "điều kiện kinh doanh",
        "đkđtkd": "điều kiện đầu tư kinh doanh",
        "vbqppl": "văn bản quy phạm pháp luật",
        "khcn": "khoa học công nghệ",
        "đmst": "đổi mới sáng tạo",
        "cđs": "chuyển đổi số",
        "dvc": "dịch vụ công",
        "dvctt": "dịch vụ công trực tuyến",
        "dvcqg": "dịch vụ công quốc gia",
        "nsnn": "ngân sách nhà nước",
        "nstw": "ngân sách trung ương",
        "nsđp": "ngân sách địa phương",
        "tw": "trung ương",
        "ptn": "phòng thí nghiệm",
        "ptntđ": "phòng thí nghiệm trọng điểm",
        "tthcc": "trung tâm phục vụ hành chính công",
        "pvhcc": "phục vụ hành chính công",
        "đvsn": "đơn vị sự nghiệp",
        "ttpvhcc": "trung tâm phục vụ hành chính công",
        "ttdlqg": "trung tâm dữ liệu quốc gia",
        "bhyt": "bảo hiểm y tế",
        "gplx": "giấy phép lái xe",
        "cccd": "căn cước công dân",
        "ddđt": "định danh điện tử",
        "đdđt": "định danh điện tử",
        "cntt": "công nghệ thông tin",
        "tmđt": "thương mại điện tử",
        "skđt": "sức khỏe điện tử",
        "dn": "doanh nghiệp",
        "ubnd": "ủy ban nhân dân",
        "ttg": "thủ tướng",
        "ttgcp": "thủ tướng chính phủ",
        "đvhc": "đơn vị hành chính",
        "đvsncl": "đơn vị sự nghiệp công lập",
        "gdđh": "giáo dục đại học",
        "shtt": "sở hữu trí tuệ",
        "ttnt": "trí tuệ nhân tạo",
        "ai": "trí tuệ nhân tạo",
        "nq": "nghị quyết",
        "kh": "kế hoạch",
    }.items()
}  # fmt: skip

# Words that a comma joins rather than parts: `bộ, ngành`, `tỉnh, thành phố`, `ngành, nghề`.
_JOINED = frozenset({
    ("bộ", "ngành"), ("bộ", "cơ"), ("ngành", "cơ"), ("tỉnh", "thành"), ("ngành", "nghề"), ("ngành", "địa"),
    ("học", "công"), ("nghệ", "đổi"), ("tạo", "chuyển"), ("gia", "chuyên"), ("gia", "cơ"), ("sửa", "bổ"),
    ("đổi", "bổ"), ("giảm", "đơn"), ("thác", "sử"), ("phân", "phân"), ("cấp", "phân"), ("nối", "chia"),
    ("nối", "đồng"), ("sẻ", "đồng"), ("chậm", "muộn"), ("chậm", "quá"), ("yếu", "thiết"), ("bản", "thiết"),
    ("quan", "đơn"), ("thử", "thí"), ("nghiệm", "thí"), ("dụng", "triển"), ("ký", "đề"), ("địa", "lòng"),
    ("đoàn", "doanh"), ("đoàn", "tổng"), ("viện", "trường"), ("quy", "quy"), ("gian", "chi"),
    ("quan", "địa"), ("vị", "địa"), ("phương", "bộ"), ("nghệ", "chuyển"), ("nghệ", "nghệ"),
})  # fmt: skip
# A full stop behind these ends no sentence.
_SHORTENED = frozenset({"tp", "tx", "tt", "ths", "ts", "pgs", "gs", "ks", "bs", "tr", "th", "v", "gv", "nxb"})

_TOKEN = re.compile(
    r"(?P<label>\((?:\d{1,2}|[ivx]{1,4}|[a-zđ])\))"
    r"|(?P<number>\d+(?:[.,/]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:[^\W_]+)*)"
    r"|(?P<stop>[.!?…](?=[\s\"”’)]|$))"
    r"|(?P<colon>:)"
    r"|(?P<part>;)"
    r"|(?P<comma>,)"
    r"|(?P<open>[(\[])"
    r"|(?P<close>[)\]])"
)
_STRENGTH = {"comma": COMMA, "colon": COLON}
# The number or letter of a section or item, which is no word of it.
_LABEL = re.compile(r"\s{0,3}(?:[-–—•+]\s{0,3})?(?:[IVX]{1,6}|\d{1,2}|[A-ZĐa-zđ])[.)]\s")


@dataclass(frozen=True, slots=True)
class Marked:
    """A mention's place in the text, and the word that stands for it."""

    start: int
    end: int
    word: str


@dataclass(frozen=True)
class Words:
    """Words with their offsets. `breaks[i]` is how strongly word `i` is parted from the one before it;
    `inside[i]` in how many brackets it stands. `marks[n]` is the index of the word of the n-th mention.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]
    breaks: tuple[int, ...]
    inside: tuple[int, ...]
    marks: tuple[int, ...] = ()
    masked: frozenset[int] = field(default=frozenset())  # words of an agency's name

    def __len__(self) -> int:
        return len(self.words)

    def at(self, offset: int) -> int:
        """The index of the first word that begins at or after `offset`."""
        return bisect_left(self.starts, offset)


def split(text: str, marked: Sequence[Marked] = (), masked: Iterable[tuple[int, int]] = ()) -> Words:
    """The words of `text`; each of `marked` (in order, apart) becomes one word."""
    builder = _Builder()
    label = _LABEL.match(text)
    at = label.end() if label and (not marked or marked[0].start >= label.end()) else 0
    for mark in marked:
        builder.read(text, at, mark.start)
        builder.mark(mark)
        at = mark.end
    builder.read(text, at, len(text))
    hidden: set[int] = set()
    starts = tuple(builder.starts)
    for start, end in masked:
        hidden.update(range(bisect_left(starts, start), bisect_left(starts, end)))
    return Words(
        tuple(builder.words), starts, tuple(builder.breaks), tuple(builder.inside), tuple(builder.marks),
        frozenset(hidden),
    )  # fmt: skip


def plain(phrase: str) -> tuple[str, ...]:
    """The words of a phrase of a recipe, as `split` reads them; `…` stays as the gap that it stands for."""
    found: list[str] = []
    for piece in re.split(r"(…|#|~\d*)", phrase):
        found += [piece] if piece and piece[0] in "…#~" else split(piece).words
    return tuple(found)


@lru_cache(maxsize=4096)
def _written_out(word: str) -> tuple[str, ...]:
    """A word as recipes know it. Only capitals abbreviate: `AI`, and not the word `ai`."""
    key = agency_key(word)
    return _ABBREVIATIONS.get(key, (key,)) if word != word.lower() else (key,)


class _Builder:
    def __init__(self) -> None:
        self.words: list[str] = []
        self.starts: list[int] = []
        self.breaks: list[int] = []
        self.inside: list[int] = []
        self.marks: list[int] = []
        self._depth = 0
        self._break = 0
        self._closed = False  # whether a bracket has closed since the last word

    def mark(self, mark: Marked) -> None:
        self.marks.append(len(self.words))
        self._add(mark.word, mark.start)

    def read(self, text: str, start: int, end: int) -> None:
        for match in _TOKEN.finditer(text, start, end):
            kind = match.lastgroup
            if kind == "word":
                for part in _written_out(match[0]):
                    self._add(part, match.start())
            elif kind == "number":
                self._add(match[0], match.start())
            elif kind == "open":
                if self._closed:  # `(1) (Phụ lục 1)` are two brackets
                    self._part(COLON)
                self._depth += 1
            elif kind == "close":
                self._depth = max(0, self._depth - 1)
                self._closed = True
            elif kind == "stop":
                if _ends_sentence(text, match.end()) and not (self.words and self.words[-1] in _SHORTENED):
                    self._part(SENTENCE)
                    self._depth = 0  # a bracket that nobody closes ends here
            elif kind != "label" or self._break != COLON:  # `gồm: (1) …` is a colon
                self._part(_STRENGTH.get(kind or "", CLAUSE))

    def _part(self, strength: int) -> None:
        self._break = max(self._break, strength)

    def _add(self, word: str, start: int) -> None:
        joined = self._break == COMMA and self.words and (self.words[-1], word) in _JOINED
        self.words.append(word)
        self.starts.append(start)
        self.breaks.append(0 if joined else self._break)
        self.inside.append(min(self._depth, _DEEPEST))
        self._break = 0
        self._closed = False


def _ends_sentence(text: str, at: int) -> bool:
    """Whether what follows a full stop begins a sentence: a capital, a number, a bracket or nothing."""
    for letter in text[at : at + 8]:
        if letter.isspace() or letter in "\"”’)“‘'":
            continue
        return letter.isupper() or letter.isdecimal() or letter in "(-–—["
    return True
