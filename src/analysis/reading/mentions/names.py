"""Agencies named in running text.

Finds the longest name at each place and tells names of agencies from the same words in other names: no
province in `Đại học Quốc gia Hà Nội`, no ministry in `giáo dục và đào tạo`. A list that says the common
noun once (`03 bộ: Công an, Tài chính, Xây dựng`) names each of its ministries.
"""

from __future__ import annotations

from dataclasses import dataclass

from .naming import Entry, Node, Words, names_tree, portfolios_tree


@dataclass(frozen=True, slots=True)
class AgencyName:
    """An agency of the registry and where the text names it. A group stands for many agencies."""

    start: int
    end: int
    id: str
    group: bool = False


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Nouns that open the name of an institution; a place's name at its end is part of it. Two words as a pair.
_INSTITUTION = frozenset({
    ("đại", "học"), ("học", "viện"), ("trường",), ("viện",), ("công", "ty"), ("tập", "đoàn"), ("bệnh", "viện"),
    ("nhà", "máy"), ("hợp", "tác"), ("liên", "đoàn"), ("hiệp", "hội"), ("bảo", "tàng"),
    ("khu", "công"), ("cụm", "công"), ("khu", "kinh"),
})  # fmt: skip
# Bodies of a place or under a ministry: a place's bare name at their end is part of theirs.
_BODY = frozenset({
    ("trung", "tâm"), ("sở",), ("cục",), ("chi", "nhánh"), ("ban", "quản"), ("hải", "quan"),
    ("tòa", "án"), ("viện", "kiểm"), ("văn", "phòng"), ("ngân", "hàng"), ("nhà", "xuất"), ("quỹ",),
})  # fmt: skip
# Words that make a thing of the name right behind them.
_ADJACENT = _set(
    "báo đài cầu cảng sông vịnh đèo vùng tuyến đường ga bay hồ biển thiên tốc lộ hầm núi phố"
)
_FAMILY = _set(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ ngô dương lý trịnh đinh mai đào lương tô"
)
# `trụ sở`, `cơ sở` are no `Sở`; `hồ sơ` is another word anyway.
_NOT_A_BODY = {"sở": frozenset({"cơ", "trụ", "xứ"}), "viện": frozenset({"bệnh", "học"})}
# A name goes no further back than these: what stands before them is another thing.
_STOPS = _set(
    "tại ở của do với cho từ đến về giao yêu gồm là có cùng trên trong như để và hoặc hay các những đã đang sẽ "
    "được phối đề nghị gửi báo , ; : . ( ) “ ” \" - / …"
)
_BACK = 9
_NAMES = 3  # a person's names before the last
_CODE = 24  # characters of a document's code before an acronym
_OPENS = frozenset({":", "gồm", "("})
_SEPARATES = frozenset({",", ";", "và", "&", ":", "gồm", "(", "-"})
_FIRM = frozenset({",", "và", "&"})  # behind these a capital is no mere beginning of a sentence
_CLOSES = frozenset({".", "?", "!"})
_NOTED = frozenset({"bộ"}) | _OPENS | _CLOSES  # words that matter before a list is open
_REACH = 8  # words between `bộ` and what opens the list
_LOOSE = 4  # words that may stand between an item of a list and the next comma, outside brackets
# `Công an tỉnh …`, `Công an các địa phương` are not the ministry.
_LOCAL = _set("các tỉnh thành xã cấp địa phường nhân đơn viên quận huyện")


def agency_names(text: str) -> list[AgencyName]:
    """The agencies that `text` (NFC, single spaces) names, in order, never overlapping."""
    words = Words(text)
    tree, fields = names_tree(), portfolios_tree()
    found: list[AgencyName] = []
    roll = _Roll(words)
    at = free = 0  # `free`: the first word behind the last name
    route = -1  # the word behind a place that is no province here: the end of a road, a port
    while at < len(words):
        hit = _longest(tree, words, at)
        if hit is None and roll.open and roll.takes(at):
            hit = _longest(fields, words, at)
            if hit is not None and not roll.accepts(at, hit[0]):
                hit = None
        if hit is None:
            if roll.open or words.keys[at] in _NOTED:
                roll.passes(at)
            at += 1
            continue
        stop, entry = hit
        goes_on = at - 1 == route and words.keys[route] == "-"  # `tuyến Lào Cai - Hà Nội`
        if entry.province and (goes_on or _part_of_a_name(words, free, at, entry)):
            route = stop
        elif entry.id is not None:
            found.append(AgencyName(words.start(at), words.end(stop - 1), entry.id, entry.group))
            roll.item(at, stop, entry)
        at = free = stop
    return found


def _longest(tree: Node, words: Words, at: int) -> tuple[int, Entry] | None:
    """Where the longest name that begins at the word `at` ends, and what it is."""
    keys = words.keys
    node = tree.children.get(keys[at])
    best: tuple[int, Entry] | None = None
    stop = at + 1
    while node is not None:
        entry = node.entry
        if entry is not None and _written_so(entry, words, at):
            best = stop, entry
        if stop >= len(keys):
            break
        node = node.children.get(keys[stop])
        stop += 1
    return best


def _written_so(entry: Entry, words: Words, at: int) -> bool:
    if not all(words.capital(at + place) for place in entry.capitals):
        return False
    return not entry.acronym or (words.upper(at) and not _in_a_code(words.text, words.start(at), words.end(at)))


def _in_a_code(text: str, start: int, end: int) -> bool:
    """Whether an acronym is part of a document's code: `246/TB-VPCP`, `3851/VPCP-CĐS`, `693-CV/VPTW`."""
    if text[start - 1:start] == "-" or (text[end:end + 1] == "-" and text[end + 1:end + 2].isalpha()):
        return True
    if text[start - 1:start] == "/":
        run = text[max(0, start - _CODE):start].split(" ")[-1]
        return any(letter.isdecimal() for letter in run)
    return text[end:end + 1] == "/" and text[end + 1:end + 2].isdecimal()


def _part_of_a_name(words: Words, free: int, at: int, entry: Entry) -> bool:
    """Whether what stands before a province's name makes it the end of another name."""
    if at <= free:
        return False
    keys, bare = words.keys, entry.province == "bare"
    if bare and (_a_person(words, at) or (keys[at - 1] in _ADJACENT and keys[max(0, at - 2)] != "thành")):
        return True
    for back in range(at - 1, max(free - 1, at - 1 - _BACK), -1):
        key = keys[back]
        if key in ("và", "&"):
            continue
        if key in _STOPS:
            return False
        pair = (key, keys[back + 1])
        for nouns in (_INSTITUTION, _BODY) if bare else (_INSTITUTION,):
            if pair in nouns or ((key,) in nouns and back + 1 < at and _opens_a_name(words, back)):
                return True
    return False


def _a_person(words: Words, at: int) -> bool:
    """Whether a family name stands before: `Nguyễn Thị Huế`."""
    for back in range(at - 1, max(-1, at - 1 - _NAMES), -1):
        if not words.capital(back) or not words.keys[back].isalpha():
            return False
        if words.keys[back] in _FAMILY:
            return True
    return False


def _opens_a_name(words: Words, back: int) -> bool:
    """Whether the noun at `back` is a name's first word: capital, or followed by one, and no other word's end."""
    if back and words.keys[back - 1] in _NOT_A_BODY.get(words.keys[back], ()):
        return False
    return words.capital(back) or words.capital(back + 1)


class _Roll:
    """Whether a list of ministries that says `Bộ` once is under way, and how far its last item lies back."""

    def __init__(self, words: Words) -> None:
        self.open = False
        self._words = words
        self._bo: int | None = None  # where a `bộ` stands that may open a list
        self._items = 0
        self._loose = 0
        self._depth = 0

    def takes(self, at: int) -> bool:
        """Whether a ministry's bare field may stand at `at`."""
        return at > 0 and self._words.keys[at - 1] in _SEPARATES and self._words.capital(at)

    def accepts(self, at: int, stop: int) -> bool:
        """Whether the words at `at` are an item of the list and not the beginning of something else."""
        words, keys = self._words, self._words.keys
        if stop >= len(words) or words.number(stop) or not keys[stop][:1].isalpha() or keys[stop] == "và":
            return True
        if keys[stop - 1] == "an" and keys[stop] in _LOCAL:
            return False
        return self._items > 0 and keys[at - 1] in _FIRM and not words.capital(stop)

    def item(self, at: int, stop: int, entry: Entry) -> None:
        """A name has been found."""
        if entry.ministry:
            if not self.open:
                self._items = 0
            self.open = True
            self._items += 1
        elif entry.group and "bộ" in self._words.keys[at:stop]:
            self._bo = stop
        self._loose = 0

    def passes(self, at: int) -> None:
        """The word at `at` is no name."""
        key = self._words.keys[at]
        if key == "bộ":
            self._bo = at
        elif self._bo is not None and key in _OPENS and at - self._bo <= _REACH:
            self.open, self._items, self._bo, self._loose, self._depth = True, 0, None, 0, 0
            return
        if key == "(":
            self._depth += 1
        elif key == ")":
            self._depth = max(0, self._depth - 1)
        elif key in _CLOSES:
            self.open, self._bo, self._depth = False, None, 0
        elif self.open and self._depth == 0 and key not in _SEPARATES:
            self._loose += 1
            if self._loose > _LOOSE:
                self.open = False
