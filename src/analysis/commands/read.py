"""briefing read"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import BriefingError, DataError
from ..paths import Workspace
from ..reading.files import read_file
from ..reading.mentions import Mention, MentionKind, read_mentions
from ..reading.recognise import identify
from ..reading.review.words import value_in_words
from ..reading.rows import DocumentSheet
from ..reading.sheets import read_sheets
from ..reading.text import parse
from .output import err, out, plain, plural, print_json, table

_AHEAD = 4  # files a process is given before the results of earlier ones are written out


@dataclass(frozen=True)
class Read:
    """What one file gave: its document and mentions, or why it gave nothing."""

    path: Path
    document: str = ""
    mentions: tuple[Mention, ...] = ()
    error: str = ""


def run(workspace: Workspace, files: Sequence[Path], as_json: bool, jobs: int | None, lang: str) -> int:
    """The mentions of each file, in the order given; 1 when one cannot be read (the others are read)."""
    results = _read_all(workspace.root, files, jobs or os.cpu_count() or 1)
    if len(files) == 1:
        [result] = results
        if not result.error:
            if as_json:
                print_json(record(result))
            else:
                _show_one(result, lang)
        return _tell([result])
    return _write_list(results) if as_json else _show_many(results, lang)


def record(result: Read) -> dict[str, Any]:
    """A file as `read --json` gives it; ranks are no mentions of the list, what a mention has not is null."""
    return {
        "document": result.document,
        "mentions": [
            mention_record(mention) for mention in result.mentions if mention.kind is not MentionKind.RANK
        ],
    }


def mention_record(mention: Mention) -> dict[str, Any]:
    """A mention with its numbers in base units, its dates as ISO, and offsets in characters of the text."""
    return {
        "kind": mention.kind.value,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "value": _number(mention.value),
        "measure": mention.measure,
        "currency": mention.currency,
        "numerator": _number(mention.numerator),
        "denominator": _number(mention.denominator),
        "agency": mention.agency,
        "date": mention.date.isoformat() if mention.date else None,
        "deadline_kind": mention.deadline_kind,
        "upper": _number(mention.upper),
        "qualifier": mention.qualifier.value if mention.qualifier else None,
        "sense": mention.sense.value if mention.sense else None,
        "unit": mention.unit,
        "number": mention.number,
        "first": mention.first.isoformat() if mention.first else None,
        "precision": mention.precision,
        "inferred": mention.inferred,
        "recurrence": mention.recurrence,
        "locator": str(mention.locator) if mention.locator else None,
    }


def _number(value: Decimal | None) -> int | float | None:
    """A JSON number. One that no program could hold (a million digits) is told by its text alone."""
    return None if value is None or not value.is_finite() or value.adjusted() > 300 else plain(value)


# ---------------------------------------------------------------------- reading


def _read_all(root: Path, files: Sequence[Path], jobs: int) -> Iterator[Read]:
    """The files in order, `jobs` at once. No more results wait in memory than the processes are ahead."""
    jobs = min(jobs, len(files))
    if jobs <= 1:
        yield from (_read(root, path) for path in files)
        return
    waiting: deque[tuple[Path, Future[Read]]] = deque()
    pending = deque(files)
    with ProcessPoolExecutor(jobs) as pool:
        try:
            while pending or waiting:
                while pending and len(waiting) < jobs * _AHEAD:
                    waiting.append((pending[0], pool.submit(_read, root, pending[0])))
                    pending.popleft()
                yield waiting[0][1].result()
                waiting.popleft()
        except BrokenProcessPool:
            pending.extendleft(path for path, _ in reversed(waiting))
    # A process was killed (by the system, for its memory): each file that is left gets one of its own.
    yield from (_read_alone(root, path) for path in pending)


def _read_alone(root: Path, path: Path) -> Read:
    with ProcessPoolExecutor(1) as pool:
        try:
            return pool.submit(_read, root, path).result()
        except BrokenProcessPool:
            return Read(path, error=f"{path}: the process that read it was killed; it may need too much memory.")


def _read(root: Path, path: Path) -> Read:
    try:
        text = read_file(path)
        known = identify(text, _sheets(root), path)
        mentions = read_mentions(parse(text), known.issued if isinstance(known, DocumentSheet) else None)
    except BriefingError as error:
        return Read(path, error=error.describe())
    except Exception as error:  # one file must not stop a thousand
        return Read(path, error=f"{path}: something unexpected went wrong ({type(error).__name__}: {error}).")
    return Read(path, known.id if known else path.name, mentions)


@cache
def _sheets(root: Path) -> tuple[DocumentSheet, ...]:
    """What documents are known by; none where there are no sheets."""
    try:
        return read_sheets(Workspace(root))[0].documents
    except DataError:
        return ()


# ---------------------------------------------------------------------- telling


def _show_one(result: Read, lang: str) -> None:
    console = out()
    rows = table("kind", "text", "value", "place", right=("value",))
    for mention in result.mentions:
        place = str(mention.locator) if mention.locator else ""
        rows.add_row(mention.kind.value, " ".join(mention.text.split()), value_in_words(mention, lang), place)
    if result.mentions:
        console.print(rows)
        console.print()
    counts = Counter(mention.kind for mention in result.mentions)
    told = ", ".join(f"{counts[kind]} {kind.value.replace('_', ' ')}" for kind in MentionKind if counts[kind])
    console.print(
        f"{result.document}: {plural(len(result.mentions), 'mention')}" + (f" ({told})." if told else ".")
    )


def _show_many(results: Iterator[Read], lang: str) -> int:
    console = out()
    kinds = [kind.value.replace("_", " ") for kind in MentionKind]
    rows = table("file", "document", "mentions", *kinds, right=("mentions", *kinds))
    failed: list[Read] = []
    for result in results:
        if result.error:
            failed.append(result)
            continue
        counts = Counter(mention.kind for mention in result.mentions)
        numbers = [len(result.mentions), *(counts[kind] for kind in MentionKind)]
        rows.add_row(result.path.name, result.document, *(str(number) for number in numbers))
    if rows.row_count:
        console.print(rows)
    return _tell(failed)


def _write_list(results: Iterator[Read]) -> int:
    """One JSON list, written as the results come, so that a thousand documents need no room at once."""
    failed: list[Read] = []
    written = 0
    for result in results:
        if result.error:
            failed.append(result)
            continue
        sys.stdout.write(("[\n" if not written else ",\n") + json.dumps(record(result), ensure_ascii=False, indent=2))
        written += 1
    sys.stdout.write("\n]\n" if written else "[]\n")
    return _tell(failed)


def _tell(results: Sequence[Read]) -> int:
    failed = [result for result in results if result.error]
    errors = err()
    for result in failed:
        errors.print(result.error, soft_wrap=True)
    return 1 if failed else 0
