"""How accurately documents are read and drafted, against the gold set and the reviewed sheets.

    python tools/accuracy.py [--json] [--faults N] [--only mentions] [--markdown [FILE]]

Mentions: precision and recall per kind. A mention is right when it stands at exactly the characters that the
gold set marks and means the same. Ranks are no mentions of the gold set and are left out.

Drafting: what share of the reviewed figures a draft made from nothing reproduces, and what share of the
drafted figures is right.

Exit code 1 when something measured lies below its floor. `--markdown` writes the table into
docs/accuracy.md (or FILE) between its two marker comments.
"""

from __future__ import annotations

import argparse
import json
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import drafted
import gold
from analysis.paths import DOCUMENTS_VARIABLE
from analysis.reading.mentions import Mention, MentionKind, read_mentions
from gold import KINDS, PARTS, Gold, GoldDocument, meaning

# The least that is good enough: share of 1.
FLOORS = {
    "mentions.precision": 0.98,
    "mentions.recall": 0.98,
    "drafting.recall": 0.90,
    "drafting.precision": 0.95,
    "invented.recall": 0.85,  # of drafting, on documents whose faults were mended
    "invented.precision": 0.90,
    "held_out.recall": 0.50,  # on documents that no recipe was made for: what there is, not what is wanted
    "held_out.precision": 0.85,
}
PAGE = Path(__file__).resolve().parents[1] / "docs" / "accuracy.md"
BEGIN, END = "<!-- accuracy: begin -->", "<!-- accuracy: end -->"
HIDDEN = "held-out"  # its faults are told by place only


@dataclass(frozen=True)
class Fault:
    """One disagreement: `missed`, `spurious`, `bounds` (they overlap) or `value` (only the meaning differs)."""

    what: str
    part: str
    document: str
    locator: str
    start: int
    end: int
    kind: str
    expected: str = ""
    found: str = ""

    def line(self) -> str:
        """For people: one line, without tokens where the document is held out."""
        where = f"{self.part}/{self.document} {self.locator} [{self.start}:{self.end}]"
        if self.part == HIDDEN:
            return f"{self.what:8} {self.kind:15} {where}"
        told = [f"{name} {text}" for name, text in (("expected", self.expected), ("found", self.found)) if text]
        return f"{self.what:8} {self.kind:15} {where}: {'; '.join(told)}"


@dataclass
class Tally:
    """Mentions by kind: in the gold set, found, and right."""

    gold: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.gold + other.gold, self.found + other.found, self.right + other.right)

    def precision(self, kind: str | None = None) -> float | None:
        """The share of what was found that is right; None when nothing was found."""
        return _share(self.right, self.found, kind)

    def recall(self, kind: str | None = None) -> float | None:
        """The share of the gold set that was found right; None when it has none of the kind."""
        return _share(self.right, self.gold, kind)

    def data(self) -> dict[str, Any]:
        """For JSON: each kind that occurs, and the total."""
        kinds = [kind for kind in KINDS if self.gold[kind] or self.found[kind]]
        return {
            name or "total": {
                "gold": _count(self.gold, name), "found": _count(self.found, name),
                "right": _count(self.right, name), "precision": self.precision(name),
                "recall": self.recall(name),
            }
            for name in (*kinds, None)
        }  # fmt: skip


def _count(counter: Counter[str], kind: str | None) -> int:
    return counter.total() if kind is None else counter[kind]


def _share(right: Counter[str], of: Counter[str], kind: str | None) -> float | None:
    whole = _count(of, kind)
    return _count(right, kind) / whole if whole else None


def compare(marked: GoldDocument, mentions: Iterable[Mention]) -> tuple[Tally, list[Fault]]:
    """The mentions that were read in a document against its gold set, inside what is marked completely."""
    found = [
        mention for mention in mentions
        if mention.kind is not MentionKind.RANK and _inside(marked.scope, mention.start)
    ]
    tally = Tally(
        Counter(each.kind for each in marked.golds), Counter(str(mention.kind) for mention in found)
    )
    at = {(each.start, each.end): each for each in marked.golds}
    missed = dict(at)
    spurious: list[Mention] = []
    faults: list[Fault] = []
    for mention in found:
        expected = missed.pop((mention.start, mention.end), None)
        if expected is None:
            spurious.append(mention)
        elif expected.meaning == meaning(mention):
            tally.right[expected.kind] += 1
        else:
            faults.append(_fault("value", marked, expected, mention))
    return tally, sorted(faults + _unmatched(marked, list(missed.values()), spurious), key=lambda f: f.start)


def _unmatched(marked: GoldDocument, missed: list[Gold], spurious: list[Mention]) -> list[Fault]:
    faults = []
    missed.sort(key=lambda each: each.start)
    starts = [each.start for each in missed]
    paired: set[int] = set()
    for mention in spurious:
        position = bisect_right(starts, mention.end - 1) - 1
        overlaps = position >= 0 and missed[position].end > mention.start and position not in paired
        if overlaps:
            paired.add(position)
        faults.append(_fault("bounds" if overlaps else "spurious", marked,
                             missed[position] if overlaps else None, mention))
    faults += [_fault("missed", marked, each, None) for n, each in enumerate(missed) if n not in paired]
    return faults


def _fault(what: str, marked: GoldDocument, expected: Gold | None, found: Mention | None) -> Fault:
    place = expected or found
    assert place is not None
    return Fault(
        what, marked.part, marked.name, str(marked.document.locate(place.start) or ""), place.start, place.end,
        expected.kind if expected else str(place.kind),
        f"{_flat(expected.text)!r} {_told(expected.meaning)}" if expected else "",
        f"{_flat(found.text)!r} {_told(meaning(found))}" if found else "",
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


def _told(parts: Sequence[Any]) -> str:
    return "(" + ", ".join(str(part) for part in parts if part not in (None, "")) + ")"


def _inside(scope: Sequence[tuple[int, int]] | None, offset: int) -> bool:
    if scope is None:
        return True
    position = bisect_right(scope, (offset, sys.maxsize)) - 1
    return position >= 0 and offset < scope[position][1]


def measure(documents: Iterable[GoldDocument]) -> tuple[dict[str, Tally], list[Fault]]:
    """Reads each document and compares; tallies by part."""
    tallies: dict[str, Tally] = {}
    faults: list[Fault] = []
    for marked in documents:
        tally, found = compare(marked, read_mentions(marked.document))
        tallies[marked.part] = tallies.get(marked.part, Tally()) + tally
        faults += found
    return tallies, faults


def together(tallies: dict[str, Tally]) -> Tally:
    """All parts in one."""
    return sum(tallies.values(), Tally())


def below(tallies: dict[str, Tally], drafting: drafted.Scores | None) -> list[str]:
    """What lies below its floor, in words; each part is held to it by itself."""
    measured = [
        (f"{name} of mentions in {part}", f"mentions.{name}", getattr(tally, name)())
        for part, tally in tallies.items() for name in ("precision", "recall")
    ]
    for words, floor, scores in _drafted(drafting):
        measured += [
            (f"recall of drafting {words}", f"{floor}.recall", scores.recall),
            (f"precision of drafting {words}", f"{floor}.precision", scores.precision),
        ]
    return [
        f"{words} is {_percent(share)}, less than {FLOORS[floor]:.0%}"
        for words, floor, share in measured if share is None or share < FLOORS[floor]
    ]


def _drafted(drafting: drafted.Scores | None) -> list[tuple[str, str, drafted.Score]]:
    """What was drafted: in words, whose floors, and how well."""
    told = []
    if drafting is not None and drafting.documents:
        told.append(("the reviewed documents", "drafting", drafting.total))
    if drafting is not None and drafting.invented:
        told.append(("invented documents", "invented", sum(drafting.invented.values(), drafted.Score())))
    if drafting is not None and drafting.held_out:
        told.append(("held-out documents", "held_out", sum(drafting.held_out.values(), drafted.Score())))
    return told


def _percent(share: float | None) -> str:
    # Cut off, not rounded: 0.9799 must not read as 98 %.
    return "–" if share is None else f"{int(share * 1000) / 10:.1f} %"


def table(tallies: dict[str, Tally]) -> str:
    """Precision, recall and the number of gold mentions per kind, by part, as a Markdown table."""
    parts = [part for part in PARTS if part in tallies]
    columns = {**{part: tallies[part] for part in parts}, "together": together(tallies)}
    lines = [
        "| kind | " + " | ".join(f"{name}: precision | recall | mentions" for name in columns) + " |",
        "|---|" + "--:|--:|--:|" * len(columns),
    ]
    for kind in (*KINDS, None):
        cells = [
            cell for tally in columns.values()
            for cell in (_percent(tally.precision(kind)), _percent(tally.recall(kind)), str(_count(tally.gold, kind)))
        ]
        lines.append(f"| {kind or '**all**'} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def page(tallies: dict[str, Tally], drafting: drafted.Scores | None) -> str:
    """What stands between the markers of the documentation."""
    blocks = [table(tallies)]
    if "sources" not in tallies:
        blocks.append("The reviewed documents were not at hand.")
    if drafting is not None:
        blocks.append(drafting.table())
    return "\n\n".join(blocks)


def write_page(path: Path, text: str) -> None:
    """Replaces what stands between the markers. Raises SystemExit when they are not there."""
    old = path.read_text("utf-8")
    head, begin, rest = old.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{path} has no {BEGIN} … {END}")
    path.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}", "utf-8", newline="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """The program; gives its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--json", action="store_true", help="one JSON document instead of tables")
    parser.add_argument("--faults", type=int, default=40, metavar="N", help="how many faults to list (40)")
    parser.add_argument("--markdown", nargs="?", type=Path, const=PAGE, metavar="FILE",
                        help="write the table into the documentation")  # fmt: skip
    parser.add_argument("--only", choices=("mentions", "drafting"), help="measure only one of the two")
    options = parser.parse_args(arguments)
    documents = [marked for part in PARTS[1:] for marked in gold.marked_documents(part)]
    texts = gold.source_texts()
    if texts is None:
        print(f"The reviewed documents are not at hand (set {DOCUMENTS_VARIABLE}): measured without them.",
              file=sys.stderr)
    else:
        documents += gold.read_sources(texts)
    tallies, faults = measure(documents if options.only != "drafting" else [])
    drafting = drafted.measure(texts is not None) if options.only != "mentions" else None
    problems = below(tallies, drafting)
    if options.json:
        data = {part: tally.data() for part, tally in tallies.items()}
        print(json.dumps({
            "mentions": {**data, "together": together(tallies).data()},
            "drafting": drafting.data() if drafting else None,
            "faults": [vars(fault) for fault in faults if fault.part != HIDDEN],
            "below": problems,
        }, ensure_ascii=False, indent=1))  # fmt: skip
    else:
        if tallies:
            print("Mentions\n\n" + table(tallies) + "\n")
            _print_lines([fault.line() for fault in faults], options.faults)
        if options.only != "mentions":
            told = drafting.table() if drafting else "There is no drafting yet."
            print(f"Drafting\n\n{told}\n")
        if drafting:
            _print_lines(drafting.differences, options.faults)
        print("\n".join(f"Below the floor: {problem}" for problem in problems) or "Every floor is held.")
    if options.markdown:
        write_page(options.markdown, page(tallies, drafting))
    return 1 if problems else 0


def _print_lines(lines: Sequence[str], most: int) -> None:
    if lines:
        print("\n".join(lines[:most]))
        print(f"… and {len(lines) - most} more (--faults {len(lines)})\n" if len(lines) > most else "")


if __name__ == "__main__":
    sys.exit(main())
