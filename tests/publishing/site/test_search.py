"""The index of the search: folding, postings, shards of bounded size, the same bytes from the same entries."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.publishing.site import search
from analysis.publishing.site.search import KINDS, LIMIT, Entry, index_files
from analysis.publishing.site.search_folding import fold, words
from analysis.publishing.site.search_shards import Postings, numbers_of, ranges, shards


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Ngân sách", ["ngan", "sach"]),
        ("ĐẮK LẮK", ["dak", "lak"]),
        ("Thanh Hoá", ["thanh", "hoa"]),
        ("Thanh Hóa", ["thanh", "hoa"]),
        ("Cơ sở dữ liệu", ["co", "so", "du", "lieu"]),
        ("329/TB-VPCP", ["329", "tb", "vpcp"]),
        ("20-TB/CQTTBCĐ", ["20", "tb", "cqttbcd"]),
        ("8,7 nghìn tỷ", ["8.7", "nghin", "ty"]),
        ("8.7 trillion", ["8.7", "trillion"]),
        ("1.234.567 và 1,234,567", ["1234567", "va", "1234567"]),
        ("05 xã, 73/124", ["5", "xa", "73", "124"]),
        ("Mục I.2, 10,5%.", ["muc", "i", "2", "10.5"]),
        ("5G 3h 24/6/2026", ["5g", "3h", "24", "6", "2026"]),
        ("00", ["0"]),
        ("", []),
        ("– · “”", []),
    ],
)
def test_words_without_marks_and_numbers_in_one_spelling(written: str, found: list[str]) -> None:
    assert words(written) == found


@given(st.text(max_size=40))
@example("İıẞŉ")
def test_folded_words_fold_to_themselves(text: str) -> None:
    once = words(text)
    assert words(" ".join(once)) == once
    assert all(re.fullmatch(r"[0-9a-z.]+", word) for word in once)
    assert fold(fold(text)) == fold(text)


@given(st.sets(st.integers(0, 5000), max_size=300))
@example(set(range(40)))
@example({0})
def test_postings_come_back_as_they_were(numbers: set[int]) -> None:
    ordered = sorted(numbers)
    assert numbers_of(ranges(ordered)) == ordered


def test_a_run_is_short() -> None:
    assert ranges(range(100, 10_000)) == "2s+7mz"
    assert ranges([3, 4, 5, 9]) == "3+2 4"


def _merged(parts: list[search.Shard]) -> dict[str, tuple[list[int], list[int]]]:
    found: dict[str, tuple[list[int], list[int]]] = {}
    for part in parts:
        for word, written in part.words.items():
            titles, _, texts = written.partition("|")
            before = found.get(word, ([], []))
            found[word] = (before[0] + numbers_of(titles), before[1] + numbers_of(texts))
    return found


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.text("abn5.", min_size=1, max_size=4),
        st.tuples(st.sets(st.integers(0, 400), max_size=120), st.sets(st.integers(0, 400), max_size=20)),
        max_size=30,
    ),
    st.integers(40, 400),
)
def test_no_shard_is_too_large_and_nothing_is_lost(
    given_words: dict[str, tuple[set[int], set[int]]], limit: int
) -> None:
    postings = {word: Postings(sorted(a), sorted(b)) for word, (a, b) in given_words.items()}
    parts = list(shards(postings, limit // 2, limit))
    assert _merged(parts) == {word: (sorted(a), sorted(b)) for word, (a, b) in given_words.items()}
    assert len({part.name for part in parts}) == len(parts)
    for part in parts:
        assert sum(len(word) + len(written) + 6 for word, written in part.words.items()) <= limit + 16
        whole = re.fullmatch(r"(.*)-\d+", part.name)
        for word in part.words:
            named = word.replace(".", "_")
            assert named == whole[1] if whole else named.startswith(part.name)


OVERDUE = Entry("figure", "Nhiệm vụ quá hạn – Bộ Y tế", "figures/d1/tasks.overdue.html#d1.overdue", "24 nhiệm vụ")
ENTRIES = [
    OVERDUE,
    Entry("agency", "Bộ Y tế", "agencies/bo-y-te.html", words=("BYT", "bo-y-te")),
    Entry("agency", "Thành phố Hà Nội", "agencies/ha-noi.html", words=("Hà Nội",), weight=3),
    Entry("page", "Phương pháp", "method.html"),
    Entry("document", "Kết luận <script>", "documents/d1.html", period="Tháng 6 năm 2026", words=("329/TB-VPCP",)),
]


def _read(entries: list[Entry], lang: str = "vi") -> dict[str, Any]:
    """The files of an index as a page gets them, by name."""
    found = {}
    for name, content in index_files(entries, lang):
        called = re.fullmatch(r'bfSearch\("([^"]+)",(.*)\);\n', content.decode("utf-8"), re.S)
        assert called is not None and name == f"{called[1]}.js"
        found[called[1]] = json.loads(called[2])
    return found


def test_an_index_names_all_its_files_and_comes_last() -> None:
    files = _read(ENTRIES)
    index = files["index"]
    blocks = {f"e-{number}" for number in range(len(index["blocks"]))}
    assert {f"t-{name}" for name in index["shards"]} | blocks | {"index"} == set(files)
    assert list(files)[-1] == "index"
    assert {each["g"] for each in files.values()} == {index["g"]}
    assert index["count"] == 5
    assert index["kinds"] == [
        ["page", 0, "Trang"], ["agency", 1, "Cơ quan"], ["document", 3, "Tài liệu"], ["figure", 4, "Số liệu"],
    ]  # fmt: skip
    assert _read(ENTRIES, "en")["index"]["kinds"][1] == ["agency", 1, "Agency"]


def test_entries_come_by_kind_and_weight_with_what_is_shown() -> None:
    block = _read(ENTRIES)["e-0"]
    assert [row[0] for row in block["e"]] == [
        "Phương pháp", "Thành phố Hà Nội", "Bộ Y tế", "Kết luận <script>", "Nhiệm vụ quá hạn – Bộ Y tế",
    ]  # fmt: skip
    _, page, fragment, text = block["e"][4]
    assert (block["p"][page], fragment, text) == ("figures/d1/tasks.overdue.html", "#d1.overdue", "24 nhiệm vụ")
    assert block["e"][3][2:] == ["", "", "Tháng 6 năm 2026"]


def test_titles_and_hidden_words_are_told_from_text() -> None:
    files = _read(ENTRIES)
    assert files["t-b"]["t"] == {"bo": "2 2|", "byt": "2|"}
    assert files["t-n"]["t"]["nhiem"] == "4|", "in the title and in the text: once, as the title's"
    assert files["t-3"]["t"] == {"329": "3|"}
    assert files["t-t"]["t"] | {"thanh": "1|", "te": "2 2|"} == files["t-t"]["t"]
    assert files["t-2"]["t"]["24"] == "|4"


def test_the_words_for_the_kind_and_the_period_count_as_those_of_the_title() -> None:
    """`báo cáo tháng 6`: a pack is called otherwise, but that is what is told beside its title."""
    files = _read(ENTRIES)
    assert files["t-t"]["t"] | {"thang": "3|", "tai": "3|", "trang": "0|"} == files["t-t"]["t"]
    assert files["t-q"]["t"] == {"qua": "4|", "quan": "1+1|"}, "every agency by `cơ quan`"
    assert _read(ENTRIES, "en")["t-a"]["t"] == {"agency": "1+1|"}


def test_whole_names_are_told_from_their_words() -> None:
    assert _read(ENTRIES)["t-_"]["t"] == {
        ".329tbvpcp": "3|", ".boyte": "2|", ".byt": "2|", ".hanoi": "1|", ".ketluanscript": "3|",
        ".phuongphap": "0|", ".thanhphohanoi": "1|",
    }, "a figure has no name"  # fmt: skip


def test_nothing_can_end_the_script() -> None:
    content = b"".join(content for _, content in index_files(ENTRIES, "vi"))
    assert b"<script" not in content and b"\\u003cscript" in content


def test_the_same_entries_give_the_same_bytes_and_others_another_generation() -> None:
    assert list(index_files(ENTRIES, "vi")) == list(index_files(iter(ENTRIES), "vi"))
    other = _read([*ENTRIES[1:], dataclasses.replace(OVERDUE, text="25 nhiệm vụ")])
    assert other["index"]["g"] != _read(ENTRIES)["index"]["g"]


def test_a_large_index_stays_in_bounded_files_and_finds_every_entry() -> None:
    """As a nation has it: one word in every title, agencies by thousands, figures page by page."""
    entries = [
        Entry(
            "figure",
            f"Sản phẩm đã có – Xã Giả Định {number % 3300:04}",
            f"figures/d/i{number // 300}.html#f{number}",
            f"{number} · mục {number % 9} · {number * 7919 % 100_003}",
        )
        for number in range(20_000)
    ]
    files = dict(index_files(entries, "vi"))
    assert max(map(len, files.values())) <= LIMIT
    assert sum(map(len, files.values())) < 4_000_000
    blocks = [json.loads(data.partition(b",")[2].rstrip()[:-2]) for name, data in files.items() if name[0] == "e"]
    assert sum(len(block["e"]) for block in blocks) == 20_000
    assert b'"xa":"0+ffj|"' in files["t-x.js"], "a word of all of them is one run"
    assert len(files) < 200


def test_a_kind_must_be_known() -> None:
    with pytest.raises(ValueError, match="not a kind"):
        Entry("chapter", "…", "index.html")
    assert all(set(labels) == {"vi", "en"} for labels in KINDS.values())


def test_no_entries_give_an_empty_index() -> None:
    files = _read([])
    assert list(files) == ["index"] and files["index"]["count"] == 0
