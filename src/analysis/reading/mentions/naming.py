"""The spellings under which agencies stand in running text, as a tree of words.

A text is walked word by word down the tree, so finding a name costs its own length, however many names the
registry holds. The tree knows the abbreviations that officials use for parts of names (`UBND`, `TW`, `&`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ...vocabulary.agencies import Agency, agencies, agency_key, kept

_WORD = re.compile(r"\w+|[^\w\s]")
_LONGEST_WORD = 40  # no word of a name is longer; a longer one (hostile text) is not looked up
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212ð", "-------đ")

# Parts of names and how else they are written. A name may use any of the forms.
_FORMS: tuple[tuple[str, ...], ...] = (
    ("ủy ban nhân dân", "ubnd"),
    ("hội đồng nhân dân", "hđnd"),
    ("trung ương", "tw", "tư"),
    ("cơ sở dữ liệu", "csdl"),
    ("khoa học, công nghệ", "khoa học và công nghệ", "khoa học công nghệ", "khcn", "kh&cn"),
    ("đổi mới sáng tạo", "đmst"),
    ("chuyển đổi số", "cđs"),
    ("mặt trận tổ quốc", "mttq"),
    ("thành phố hồ chí minh", "tp. hồ chí minh", "tp hồ chí minh", "tp.hcm", "tphcm"),
    ("đại học quốc gia", "đhqg"),
)
# What may stand before a province's own name and belongs to it.
_PROVINCE = ("", "tỉnh", "thành phố", "tp", "tp.", "tỉnh/thành phố", "tỉnh, thành phố")
_PROVINCE_BODY = ("", "ubnd", "ủy ban nhân dân")
_PARTY_BODY = ("tỉnh ủy", "thành ủy")
# Longer names that hold an agency's name and are not that agency.
_OTHER = (
    "Phó Thủ tướng", "Phó Thủ tướng Chính phủ", "Phó Thủ tướng Thường trực",
    "Phó Thủ tướng Thường trực Chính phủ", "Chính phủ số", "Chính phủ điện tử",
    "Cổng Thông tin điện tử Chính phủ", "Cổng TTĐT Chính phủ", "Đại biểu Quốc hội", "Phó Chủ tịch Quốc hội",
    "Chủ tịch Hồ Chí Minh", "tư tưởng Hồ Chí Minh", "đạo đức Hồ Chí Minh", "phong cách Hồ Chí Minh",
    "thời đại Hồ Chí Minh", "đường Hồ Chí Minh", "đường mòn Hồ Chí Minh", "Giải thưởng Hồ Chí Minh",
    "Huân chương Hồ Chí Minh", "Cộng sản Hồ Chí Minh", "Tiền phong Hồ Chí Minh",
)  # fmt: skip


class Words:
    """The words and signs of a text in order, with their places and their forms for comparing."""

    __slots__ = ("keys", "spans", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in _WORD.finditer(text)]
        self.keys = [_key(text[start:end]) if end - start <= _LONGEST_WORD else "" for start, end in self.spans]

    def __len__(self) -> int:
        return len(self.keys)

    def start(self, at: int) -> int:
        return self.spans[at][0]

    def end(self, at: int) -> int:
        return self.spans[at][1]

    def capital(self, at: int) -> bool:
        return self.text[self.spans[at][0]].isupper()

    def upper(self, at: int) -> bool:
        """Whether the word is in capitals throughout, two letters or more."""
        start, end = self.spans[at]
        return end - start > 1 and self.text[start:end].isupper()

    def number(self, at: int) -> bool:
        return self.keys[at][:1].isdecimal()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name stands for and which of its words must have a capital."""

    id: str | None  # None: a longer name that is no agency of the registry
    group: bool = False
    capitals: frozenset[int] = frozenset()
    acronym: bool = False  # one word, all capitals
    province: str | None = None  # "bare" or "titled": what stands before it decides whether it is the province
    portfolio: bool = False  # a ministry's field without `Bộ`
    ministry: bool = False


@dataclass(slots=True)
class Node:
    """A node of the tree: where each next word leads, and the name that ends here."""

    children: dict[str, Node] = field(default_factory=dict)
    entry: Entry | None = None

    def add(self, words: Sequence[str], entry: Entry) -> None:
        node = self
        for word in words:
            node = node.children.setdefault(word, Node())
        if node.entry is None or (node.entry.acronym and node.entry.id == entry.id):
            node.entry = entry


@lru_cache(maxsize=1 << 15)
def _key(word: str) -> str:
    return agency_key(word).translate(_DASHES)


def _keys(name: str) -> tuple[str, ...]:
    return tuple(_key(match[0]) for match in _WORD.finditer(name))


@kept
def names_tree() -> Node:
    """Every name of the registry that can be told apart in running text."""
    tree = Node()
    for name in _OTHER:
        first = 0 if name[0].isupper() else len(_keys(name)) - 3
        tree.add(_keys(name), Entry(None, capitals=frozenset({first})))
    for agency in agencies().values():
        if agency.kind == "nation":
            continue  # `Việt Nam` ends many names; a number that is said of nobody is the nation's
        if agency.kind == "province":
            _add_province(tree, agency)
        else:
            _add_names(tree, agency)
    return tree


@kept
def portfolios_tree() -> Node:
    """The fields of the ministries (`Tài chính`), which name them in a list that says `Bộ` once."""
    tree = Node()
    for agency in agencies().values():
        if agency.kind != "ministry":
            continue
        entry = Entry(agency.id, capitals=frozenset({0}), portfolio=True, ministry=True)
        for name in _full_names(agency):
            for keys in _spellings(_keys(name)[1:]):
                tree.add(keys, entry)
    return tree


def _full_names(agency: Agency) -> Iterator[str]:
    """The ministry's names, also without the comma and the `và` that a hasty writer drops."""
    for name in agency.prose_names:
        yield name
        yield name.replace(",", "")
        yield name.replace(" và ", " ")
        yield name.replace(" và ", " & ")


def _add_names(tree: Node, agency: Agency) -> None:
    group, ministry = agency.kind == "group", agency.kind == "ministry"
    names = list(_full_names(agency)) if ministry else list(agency.prose_names)
    if group:
        # `địa phương` and `doanh nghiệp` alone are ordinary words.
        names += [name for name in agency.aliases if "," in name or len(name.split()) > 2 or name.isupper()]
    for name in names:
        own = _keys(name)
        acronym = len(own) == 1 and name.isupper()
        # A group is written in lower case; a ministry's `bộ` may be.
        capitals = frozenset() if group else frozenset({1 if ministry else 0})
        entry = Entry(agency.id, group, capitals, acronym, ministry=ministry)
        for keys in _spellings(own):
            tree.add(keys, entry)
            if group and keys[0] == "các":
                tree.add(("những", *keys[1:]), entry)


def _add_province(tree: Node, agency: Agency) -> None:
    proper = {_proper(name) for name in (agency.name_vi, *agency.aliases) if not (name.isascii() and name.isupper())}
    for name in proper:
        own = _keys(name)
        for title in (*_PROVINCE, *_PARTY_BODY):
            for body in _PROVINCE_BODY if title not in _PARTY_BODY else ("",):
                before = _keys(f"{body} {title}")
                capitals = frozenset(range(len(before), len(before) + len(own)))
                placed = "titled" if before else "bare"
                tree.add(before + own, Entry(agency.id, capitals=capitals, province=placed))
    for alias in agency.aliases:
        if alias.isascii() and alias.isupper():  # `TP.HCM`
            own = _keys(alias)
            entry = Entry(agency.id, capitals=frozenset({len(own) - 1}), province="titled")
            for body in _PROVINCE_BODY:
                shift = len(_keys(body))
                moved = Entry(agency.id, capitals=frozenset(at + shift for at in entry.capitals), province="titled")
                tree.add(_keys(body) + own, moved)


def _proper(name: str) -> str:
    """The province's own name: `Thành phố Hà Nội`, `TP. Hà Nội`, `Ủy ban nhân dân thành phố Hà Nội` → Hà Nội."""
    return re.sub(r"^(?:Ủy ban nhân dân )?(?:tỉnh |thành phố |TP\.? ?)?", "", name, flags=re.I)


def _spellings(keys: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The words of a name in all forms of its parts."""
    found = {keys}
    for forms in _FORMS:
        split = [_keys(form) for form in forms]
        for known in tuple(found):
            for part in split:
                at = _position(known, part)
                if at is not None:
                    found |= {known[:at] + other + known[at + len(part):] for other in split}
                    break
    return found


def _position(words: tuple[str, ...], part: tuple[str, ...]) -> int | None:
    return next((at for at in range(len(words) - len(part) + 1) if words[at:at + len(part)] == part), None)
