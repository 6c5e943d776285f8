"""Short titles from a document's own first words, to be put into the reviewer's words."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SHORTEST = 25  # characters: of a shorter part the next one says more
LONGEST = 75  # characters of a proposed title; a longer one would be a passage, not a title
# Words that begin a task and do not say what it is.
_FILLERS = re.compile(
    r"(?:[\s,:;–-]+|(?:chủ trì|chủ động|khẩn trương|tiếp tục|tập trung|quyết liệt|phải|cần|sớm|kịp thời|nghiêm túc"
    r"|trực tiếp|trong đó|đồng thời|và|tại|theo (?:chức năng|thẩm quyền|nhiệm vụ)[^,;:.]{0,40}"
    r"|phối hợp(?: chặt chẽ)?(?: với| cùng)?|trước mắt|định kỳ|hoàn thành việc|từng bộ|giao|yêu cầu|đề nghị|phân công"
    r"|chỉ đạo)(?=[\s,:;]|$))",
    re.IGNORECASE,
)
_DONE = re.compile(r"[,;]\s(?:và\s)?(?:phải\s)?(?:hoàn thành|xong|thời hạn|hạn)$", re.IGNORECASE)
_EMPTY = re.compile(r"\(\s*\)")
_LOOSE_ENDS = " ,;:.–(“\"-"
_LOOSE_WORDS = frozenset({
    "và", "hoặc", "trình", "trong", "của", "các", "về", "cho", "với", "tại", "theo", "gồm", "để", "do", "từ",
})  # fmt: skip


def short_title(text: str, spans: Sequence[tuple[int, int]], left_out: Sequence[tuple[int, int]] = ()) -> str:
    """The first words of `text` in `spans` (in order) without the ranges `left_out`, at most LONGEST long.

    Cut at a word; empty when nothing is left.
    """
    kept: list[str] = []
    for start, end in spans:
        at = start
        if kept:
            kept.append(";")
        for first, last in sorted(left_out):
            if first >= end:
                break
            if last <= at:
                continue
            if first > at:
                kept.append(text[at:first])
            at = max(at, last)
        if at < end:
            kept.append(text[at:end])
        if sum(map(len, kept)) > 4 * LONGEST:
            break
    words = " ".join(_EMPTY.sub(" ", " ".join(kept)).replace(" ;", ";").split())
    at = 0
    while match := _FILLERS.match(words, at):
        at = match.end()
    return shorten(words[at:] or words)


def shorten(words: str) -> str:
    """The text's first words, at most LONGEST characters, with a capital at the beginning."""
    words = " ".join(words.split())
    first = words.partition("; ")[0]
    words = first if len(first) >= _SHORTEST else words
    if len(words) > LONGEST:
        cut = words[: LONGEST + 1].rpartition(" ")[0] or words[:LONGEST]
        comma = cut.rfind(",")
        words = cut[:comma] if comma > LONGEST // 2 else cut
    words = _DONE.sub("", words.rstrip(_LOOSE_ENDS)).rstrip(_LOOSE_ENDS)
    while words and words.rpartition(" ")[2] in _LOOSE_WORDS:
        words = words.rpartition(" ")[0].rstrip(_LOOSE_ENDS)
    return words[:1].upper() + words[1:]
