"""What the search of the site finds, and its index: files that a page loads as classic scripts.

No server answers and no page may fetch (a shared folder is enough), so each file of the index calls the function
that assets/search.js has registered: `index.js` names the others, `t-….js` lead from words to entries, `e-….js` hold
the entries. A search loads only what its words need; no file is larger than LIMIT. decisions/0024-search.md
says why it is made so.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .search_folding import words
from .search_shards import Postings, Shard, encoded, shards

LIMIT = 150_000  # bytes of one file
BLOCK = 40_000  # bytes of a file if they can be chosen: a search touches some of each sort
TEXT = 200  # characters of an entry's text that are kept
_LONGEST_NAME = 60  # characters; nobody types more to find one thing

# Kinds in the order in which equals are listed, with the words that stand beside a result.
KINDS: Mapping[str, Mapping[str, str]] = {
    "page": {"vi": "Trang", "en": "Page"},
    "pack": {"vi": "Báo cáo", "en": "Pack"},
    "agency": {"vi": "Cơ quan", "en": "Agency"},
    "indicator": {"vi": "Chỉ tiêu", "en": "Indicator"},
    "document": {"vi": "Tài liệu", "en": "Document"},
    "change": {"vi": "Thay đổi", "en": "Change"},
    "directive": {"vi": "Nhiệm vụ được giao", "en": "Directive"},
    "task": {"vi": "Nhiệm vụ quá hạn", "en": "Overdue task"},
    "database": {"vi": "Cơ sở dữ liệu", "en": "Database"},
    "finding": {"vi": "Phát hiện", "en": "Finding"},
    "figure": {"vi": "Số liệu", "en": "Figure"},
}
_ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found.

    `address` is relative to the language's root and may end in a fragment. `words` are searched like the title and
    never shown: short names, numbers, ids. `weight` orders entries of one kind that match equally well, more first.
    """

    kind: str
    title: str
    address: str
    text: str = ""
    period: str = ""
    words: tuple[str, ...] = ()
    weight: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is not a kind of search entry; expected one of {', '.join(KINDS)}")


def index_files(entries: Iterable[Entry], lang: str) -> Iterator[tuple[str, bytes]]:
    """(name, content) of every file of the index, `index.js` last; the same entries give the same bytes."""
    ordered = sorted(entries, key=lambda entry: (_ORDER[entry.kind], -entry.weight))
    starts, blocks = _blocks(ordered)
    parts = list(shards(_postings(ordered, lang), BLOCK, LIMIT - 200))
    generation = _digest(blocks, parts)
    for number, block in enumerate(blocks):
        yield _script(f"e-{number}", {"g": generation, **block})
    for shard in parts:
        yield _script(f"t-{shard.name}", {"g": generation, "t": shard.words})
    kinds: dict[str, int] = {}
    for number, entry in enumerate(ordered):
        kinds.setdefault(entry.kind, number)
    manifest = {
        "g": generation,
        "count": len(ordered),
        "kinds": [[kind, first, KINDS[kind][lang]] for kind, first in kinds.items()],
        "blocks": starts,
        "shards": [shard.name for shard in parts],
    }
    yield _script("index", manifest)


def _postings(ordered: Sequence[Entry], lang: str) -> dict[str, Postings]:
    """For each word the entries whose title, hidden words, kind or period holds it, and those of which only the text
    does; for a whole name, written `.hanoi`, the entries that are called so: they stand first. Figures have no names.
    """
    kinds = {kind: words(label[lang]) for kind, label in KINDS.items()}
    titles: dict[str, list[int]] = defaultdict(list)
    texts: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(ordered):
        called = [words(named) for named in (entry.title, *entry.words)]
        first = {word for each in called for word in each} | {*kinds[entry.kind], *words(entry.period)}
        if entry.kind != "figure":
            first |= {name for name in map(_name, called) if 2 < len(name) <= _LONGEST_NAME}
        for word in first:
            titles[word].append(number)
        for word in {*words(entry.text[:TEXT])} - first:
            texts[word].append(number)
    return {word: Postings(titles.get(word, []), texts.get(word, [])) for word in sorted({*titles, *texts})}


def _name(each: Sequence[str]) -> str:
    return "." + "".join(each).replace(".", "")


def _blocks(ordered: Sequence[Entry]) -> tuple[list[int], list[dict[str, object]]]:
    """Entries in files of about BLOCK bytes, and the number of the first entry of each."""
    starts: list[int] = []
    blocks: list[dict[str, object]] = []
    size = BLOCK
    pages: dict[str, int] = {}
    rows: list[list[object]] = []
    for number, entry in enumerate(ordered):
        page, hash_sign, fragment = entry.address.partition("#")
        row: list[object] = [entry.title, 0, hash_sign + fragment, entry.text[:TEXT], entry.period]
        new = size + len(encoded(row)) + len(page) + 8
        if new > BLOCK:
            pages, rows, size = {}, [], 0
            starts.append(number)
            blocks.append({"p": pages, "e": rows})
            new = len(encoded(row)) + len(page) + 8
        size = new if page not in pages else new - len(page)
        row[1] = pages.setdefault(page, len(pages))
        while row and row[-1] == "":
            row.pop()
        rows.append(row)
    return starts, [{"p": list(block["p"]), "e": block["e"]} for block in blocks]  # type: ignore[call-overload]


def _digest(blocks: Sequence[Mapping[str, object]], parts: Sequence[Shard]) -> str:
    """Names what all files of one index have in common, so that a reader never mixes two."""
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(encoded(block))
    for shard in parts:
        digest.update(encoded([shard.name, shard.words]))
    return digest.hexdigest()[:12]


def _script(name: str, data: object) -> tuple[str, bytes]:
    return f"{name}.js", b'bfSearch("%s",%s);\n' % (name.encode(), encoded(data))
