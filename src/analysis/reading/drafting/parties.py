"""Who is meant: lists of agencies in an official sentence, groups such as `các bộ, ngành` included.

A directive names its parties at fixed places (at its beginning, after `giao`, after `phối hợp với`), so here,
unlike in running text, the looser names of groups and the bare portfolios of ministries can be read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ...vocabulary.agencies import agencies, agency_key, kept

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
# Written short in names: `UBND tỉnh …`, `TP. Hồ Chí Minh`.
_SPELT_OUT = {
    "ubnd": ("ủy", "ban", "nhân", "dân"),
    "tp": ("thành", "phố"),
    "kh": ("khoa", "học"),
    "cn": ("công", "nghệ"),
}
_QUANTIFIERS = frozenset({"các", "mỗi", "từng", "những", "tất", "cả", "toàn", "thể", "một", "số", "nhiều"})
_SEVERAL = frozenset({"các", "hai", "ba", "bốn", "những"})
# Titles of persons who stand for their agency.
_TITLES = (
    ("các", "đồng", "chí"), ("đồng", "chí"), ("bộ", "trưởng"), ("chủ", "tịch"), ("thống", "đốc"), ("lãnh", "đạo"),
    ("người", "đứng", "đầu"), ("thủ", "trưởng"), ("tổng", "giám", "đốc"), ("chủ", "nhiệm"), ("giám", "đốc"),
)  # fmt: skip
# Nouns that mean "those concerned" when `liên quan` follows at the end of the list.
_BODIES = (("cơ", "quan"), ("đơn", "vị"), ("tổ", "chức"), ("cơ", "quan", "đơn", "vị"), ("bộ", "ngành"))
_CONCERNED = "cac-co-quan-lien-quan"
# Other ways to name a group that no sentence but a task's needs.
_ALSO = {
    "cac-bo-nganh-dia-phuong": ("bộ, địa phương", "bộ, cơ quan và địa phương", "bộ, ngành và các địa phương",
                                "bộ, ngành, cơ quan, địa phương", "bộ, ngành, tỉnh, thành phố"),
    "cac-bo-nganh": ("bộ, ngành, cơ quan", "bộ, cơ quan trung ương"),
    "cac-dia-phuong": ("tỉnh, thành phố",),
    "uy-ban-nhan-dan-cap-tinh": ("Ủy ban nhân dân tỉnh, thành phố", "Ủy ban nhân dân tỉnh"),
}  # fmt: skip
_AND = frozenset({"và", "cùng", "&"})
_PARTED = frozenset({",", ";"})
_LONGEST_REMARK = 40  # tokens in the brackets behind a name
_LONGEST_STRANGER = 9  # tokens of a name that the registry does not know
_LONGEST_WORD = 40
_MOST_TITLES = 3
_NEAR = 6  # tokens between `các cơ quan` and its `liên quan`


@dataclass(frozen=True, slots=True)
class Party:
    """One agency of a list: its registry id and where its name stands in the text."""

    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of parties and the position where the text goes on behind it."""

    parties: tuple[Party, ...]
    end: int

    @property
    def ids(self) -> tuple[str, ...]:
        """Each agency once, in the order it stands."""
        return tuple(dict.fromkeys(party.id for party in self.parties))


@dataclass
class _Node:
    """A step of the tree of names: what may follow, and the agency whose name ends here."""

    after: dict[str, _Node] = field(default_factory=dict)
    id: str | None = None


@kept
def _names(bare: bool) -> _Node:
    """The tree of all names, word by word, commas left out; `bare` adds the portfolios of ministries."""
    root = _Node()
    for agency in agencies().values():
        if agency.kind == "nation":
            continue
        names = {agency.name_vi, agency.short_vi, *agency.prose_names}
        if agency.kind == "group" or bare:
            names |= set(agency.aliases)
        names |= set(_ALSO.get(agency.id, ()))
        if agency.kind == "enterprise":
            names |= {f"{kind} {agency.short_vi}" for kind in ("Tập đoàn", "Tổng công ty", "Công ty")}
        if agency.kind == "province":
            names |= {f"Thành phố {agency.short_vi}", f"Tỉnh {agency.short_vi}",
                      f"Ủy ban nhân dân thành phố {agency.short_vi}", f"Ủy ban nhân dân {agency.short_vi}"}
        for name in sorted(names):
            words = _key_words(name)
            if words and words[0] == "các" and len(words) > 1:
                words = words[1:]
            _put(root, words, agency.id)
    return root


@kept
def _portfolios() -> _Node:
    """The tree of what ministries are called behind a `Bộ` that is said once: `các bộ: Y tế, Tài chính`."""
    root = _Node()
    for agency in agencies().values():
        if agency.kind == "ministry" and agency.name_vi.startswith("Bộ "):
            _put(root, _key_words(agency.name_vi)[1:], agency.id)
    return root


def _put(root: _Node, words: Sequence[str], id: str) -> None:
    node = root
    for word in words:
        node = node.after.setdefault(word, _Node())
    node.id = node.id or id


def _key_words(name: str) -> list[str]:
    return [word for word, _, _ in _split(name) if word != ","]


def _key(word: str) -> str:
    """A word as names are compared; one that is too long for any name (hostile text) is left as it is."""
    return word if len(word) > _LONGEST_WORD else _cached_key(word)


@lru_cache(maxsize=8192)
def _cached_key(word: str) -> str:
    return agency_key(word)


def _split(text: str) -> list[tuple[str, int, int]]:
    """The words and signs of a text in the form in which names are compared, with their places."""
    found: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(text):
        word = _key(match[0])
        if word == "." and found and found[-1][0] == "phố":  # TP. Hồ Chí Minh
            continue
        if word == "liên" and found and found[-1][0] == "có":  # có liên quan = liên quan
            found.pop()
        for part in _SPELT_OUT.get(word, (word,)):
            found.append((part, match.start(), match.end()))
    return found


class Parties:
    """The parties of one text; look-ups at any position."""

    def __init__(self, text: str, bare: bool = False) -> None:
        """`bare`: as in a register, with bare portfolios (`Tài chính`) and semicolons between the names."""
        self.text = text
        self._parted = _PARTED if bare else frozenset({","})
        self._tokens = _split(text)
        self._starts = [start for _, start, _ in self._tokens]
        self._root = _names(bare)

    def at(self, position: int) -> Listed | None:
        """The list of parties that begins at `position` (white space aside); None when none does."""
        return self._list(bisect_left(self._starts, position))

    def one_at(self, position: int) -> Party | None:
        """The party whose name begins at `position` (white space aside)."""
        one = self._one(bisect_left(self._starts, position))
        return one[0] if one else None

    def within(self, start: int, end: int) -> list[Party]:
        """Every party named between two positions, wherever it stands, longest names first come."""
        found: list[Party] = []
        index = bisect_left(self._starts, start)
        while index < len(self._tokens) and self._starts[index] < end:
            one = self._one(index)
            if one is not None and one[0].end <= end:
                found.append(one[0])
                index = one[1]
            else:
                index += 1
        return found

    def _word(self, index: int) -> str:
        return self._tokens[index][0] if index < len(self._tokens) else ""

    def _list(self, index: int) -> Listed | None:
        found: list[Party] = []
        end = position = 0
        shared = self._opens_ministries(index)
        if shared and self._word(index + 2) == ":":
            index += 3
        while True:
            one = self._one(index) or self._concerned(index) or (self._portfolio(index) if shared else None)
            if one is None and found and (behind := self._stranger(index)) is not None:
                index = behind
                one = self._one(index)
            if one is None:
                break
            party, index = one
            found.append(party)
            end = party.end
            inside = self._bracket(index)
            if inside is not None:
                named, index = inside
                if named and self._is_number_before(party):
                    found[-1:] = named  # `3 địa phương (A, B, C)`
                end = self._tokens[index - 1][2]
            if self._word(index) == "liên" and self._word(index + 1) == "quan":
                index += 2
                end = self._tokens[index - 1][2]
            if self._word(index) == "-" and self._word(index + 1) == "cơ":  # `X - Cơ quan Thường trực …`
                index = self._apposition(index)
                end = self._tokens[index - 1][2]
            position = index
            while self._word(index) in self._parted or self._word(index) in _AND or self._word(index) == "với":
                index += 1
            if index == position:
                break
        return Listed(tuple(found), end) if found else None

    def _one(self, index: int) -> tuple[Party, int] | None:
        """The party whose name begins at the token, titles and quantifiers before it aside."""
        first = index
        if self._word(index).isdecimal() and len(self._word(index)) <= 3:
            index += 1
        while self._word(index) in _QUANTIFIERS and index - first < 4:
            index += 1
        named = self._name(index)
        for _ in range(_MOST_TITLES):
            if named is not None:
                break
            title = next((title for title in _TITLES if self._are(index, title)), None)
            if title is None:
                return None
            index += len(title)
            named = self._name(index)
        if named is None:
            return None
        id, after = named
        return Party(id, self._tokens[first][1], self._tokens[after - 1][2]), after

    def _are(self, index: int, words: Sequence[str]) -> bool:
        return all(self._word(index + step) == word for step, word in enumerate(words))

    def _stranger(self, index: int) -> int | None:
        """Behind the name of a body that the registry does not know, when the list goes on behind it."""
        if index >= len(self._tokens) or not self.text[self._tokens[index][1]].isupper():
            return None
        for at in range(index + 1, index + _LONGEST_STRANGER):
            if self._word(at) in self._parted or self._word(at) in _AND:
                following = at
                while self._word(following) in self._parted or self._word(following) in _AND:
                    following += 1
                if self._one(following) is not None:
                    return following
            elif not self._word(at)[:1].isalpha():
                return None
        return None

    def _name(self, index: int, root: _Node | None = None) -> tuple[str, int] | None:
        """The longest name that begins at the token. Commas inside a name may be missing or there."""
        root = root or self._root
        node, best = root, None
        while index < len(self._tokens):
            word = self._word(index)
            if word == "," and node is not root:
                index += 1
                word = self._word(index)
            after = node.after.get(word)
            if after is None:
                break
            node = after
            index += 1
            if node.id is not None:
                best = (node.id, index)
        return best

    def _opens_ministries(self, index: int) -> bool:
        """Whether `các bộ`, `hai Bộ` or `03 bộ:` stands here, behind which `Bộ` need not be said again."""
        return (self._word(index) in _SEVERAL or self._word(index).isdecimal()) and self._word(index + 1) == "bộ"

    def _portfolio(self, index: int) -> tuple[Party, int] | None:
        if index >= len(self._tokens) or not self.text[self._tokens[index][1]].isupper():
            return None
        named = self._name(index, _portfolios())
        if named is None:
            return None
        return Party(named[0], self._tokens[index][1], self._tokens[named[1] - 1][2]), named[1]

    def _concerned(self, index: int) -> tuple[Party, int] | None:
        """`các cơ quan` of `các cơ quan, địa phương liên quan`."""
        first = index
        if self._word(index) in _QUANTIFIERS:
            index += 1
        for words in _BODIES:
            after = index + len(words)
            if self._are(index, words) and any(
                self._word(near) == "liên" and self._word(near + 1) == "quan" for near in range(after, after + _NEAR)
            ):
                return Party(_CONCERNED, self._tokens[first][1], self._tokens[after - 1][2]), after
        return None

    def _is_number_before(self, party: Party) -> bool:
        return self._word(bisect_left(self._starts, party.start)).isdecimal()

    def _bracket(self, index: int) -> tuple[list[Party], int] | None:
        """The parties in a bracket that opens at the token, and the token behind it."""
        if self._word(index) != "(":
            return None
        named: list[Party] = []
        at = index + 1
        while at < len(self._tokens) and at - index <= _LONGEST_REMARK:
            if self._word(at) == ")":
                return named, at + 1
            one = self._one(at)
            if one is not None:
                named.append(one[0])
                at = one[1]
            else:
                at += 1
        return None

    def _apposition(self, index: int) -> int:
        """Behind `- Cơ quan Thường trực Ban Chỉ đạo`: the words that say what else an agency is."""
        words = ("-", "cơ", "quan", "thường", "trực", "ban", "chỉ", "đạo", "của", "chính", "phủ")
        at = index
        for word in words:
            if self._word(at) == word:
                at += 1
        return at


def ids_of(parties: Sequence[Party]) -> tuple[str, ...]:
    """Each agency once, in the order it stands."""
    return tuple(dict.fromkeys(party.id for party in parties))
