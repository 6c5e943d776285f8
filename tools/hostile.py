"""Texts that no office writes: what a reader of documents must get through in time proportional to their length.

Each shape is a function from a length in characters to a text of that length. They are used by
tests/reading/test_hostile.py and by tools/bench_reading.py.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

Shape = Callable[[int], str]

NOTICE = Path(__file__).resolve().parents[1] / "examples" / "july-2026" / "notice.txt"


def ordinary(length: int) -> str:
    """The invented notice over and over."""
    return repeated(NOTICE.read_text("utf-8"))(length)


def repeated(piece: str) -> Shape:
    """A shape that is `piece` again and again, cut to the length."""
    return lambda length: (piece * (length // len(piece) + 1))[:length]


def _nested(opening: str, closing: str) -> Shape:
    def shape(length: int) -> str:
        times = length // (len(opening) + len(closing))
        return opening * times + closing * times

    return shape


def _numbered(piece: str, *, first: str = "") -> Shape:
    """`piece` with 1, 2, 3 … in it."""

    def shape(length: int) -> str:
        parts, size = [first], len(first)
        for number in count(1):
            parts.append(piece.format(number))
            size += len(parts[-1])
            if size >= length:
                return "".join(parts)[:length]
        raise AssertionError

    return shape


def _one_line(length: int) -> str:
    return " ".join(ordinary(length).split())


def _decomposed(length: int) -> str:
    return unicodedata.normalize("NFD", ordinary(length))[:length]


def _sprinkled(length: int) -> str:
    """Ordinary text with a mark that nobody sees between any two characters."""
    return "\u200b".join(ordinary(length // 2))


def _mirrored(length: int) -> str:
    """Ordinary words, each turned from right to left and back."""
    return " ".join(f"\u202e{word}\u202c\u200f" for word in ordinary(length * 2 // 3).split())[:length]


HOSTILE: Mapping[str, Shape] = {
    # Digits and what joins them
    "digits": repeated("7"),
    "dotted digits": repeated("123."),
    "comma digits": repeated("1,"),
    "slashes": repeated("1/"),
    "dashes between digits": repeated("1-"),
    "dates without end": repeated("12/3/2026/"),
    "per cent signs": repeated("1%"),
    "spaced digits": repeated("1 000 "),
    "digits over lines": repeated("1\n"),
    "full-width digits": repeated("１２３．４５６ "),
    "digits and marks nobody sees": repeated("1\u200b"),
    "superscripts": repeated("m²¹⁰"),
    # White space and signs
    "spaces": repeated(" "),
    "no-break spaces": repeated("\u00a0"),
    "empty lines": repeated("\n"),
    "lines of one space": repeated(" \n"),
    "carriage returns": repeated("\r"),
    "tabs": repeated("\t"),
    "bars": repeated("|"),
    "asterisks": repeated("*"),
    "hashes": repeated("#"),
    "dashes": repeated("-"),
    "dots": repeated("."),
    "dotted lines": repeated("…… "),
    # Nesting
    "round brackets": _nested("(", ")"),
    "square brackets": _nested("[", "]"),
    "open brackets": repeated("("),
    "notes in notes": _nested("[footnoteRef:1][1: ", "]"),
    "numbering": repeated("I. Một\n1. hai\na) ba\n(1) bốn\n- năm\n"),
    "numbering without end": _numbered("{}. mục\n"),
    "numbering in one line": repeated("I. 1. a) (1) "),
    "annexes": _numbered("Phụ lục {}\n"),
    "quotation marks": repeated("“"),
    # Notes and tables
    "many notes": _numbered("Đạt 5%[footnoteRef:{0}] [{0}:  có 12 nhiệm vụ] \n"),
    "notes never closed": _numbered("[footnoteRef:{0}] [{0}: có 12 "),
    "many notes at the foot": _numbered("đạt 5%<sup>{0}</sup>\n\n<sup>{0}</sup> có 12 nhiệm vụ\n\n"),
    "one wide row": repeated("12\t"),
    "one long table": _numbered("{}\tBộ Y tế\t12/19\n", first="STT\tCơ quan\tTiêu chí\n"),
    "barred table": _numbered("| {} | Bộ Y tế | 12/19 |\n", first="| STT | Cơ quan | Tiêu chí |\n|---|---|---|\n"),
    # Words that begin something
    "khoảng": repeated("khoảng "),
    "từ đến": repeated("từ 1 đến "),
    "trước ngày": repeated("trước ngày "),
    "ngày tháng năm": repeated("ngày 1 tháng "),
    "tháng quý năm": repeated("tháng 7, quý III, năm "),
    "number words": repeated("hai mươi mốt nghìn "),
    "scales": repeated("1 nghìn tỷ triệu "),
    "agencies": repeated("Bộ Y tế, "),
    "agency counts": repeated("Bộ Y tế (5), "),
    "capitals": repeated("BỘ "),
    "citations": repeated("Nghị quyết số "),
    "codes": repeated("1/A-"),
    "code without end": repeated("TB-VPCP/"),
    "one word": repeated("a"),
    "one capital": repeated("A"),
    # Letters in other ways
    "combining marks": lambda length: "a" + "\u0301" * (length - 1),
    "combining digits": repeated("1\u0301"),
    "decomposed": _decomposed,
    "marks nobody sees": repeated("\u200b"),
    "marks nobody sees in words": _sprinkled,
    "right to left": _mirrored,
    "right-to-left marks": repeated("\u202e1\u202c"),
    "Arabic digits": repeated("٣٫٤ "),
    "lone surrogates": repeated("\ud8001"),
    "control characters": repeated("\x00\x0b1\x1c"),
    "one endless line": _one_line,
}
