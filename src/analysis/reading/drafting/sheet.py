"""A whole draft: the document's letterhead, figures, registers, directives and lists, and their rows as a sheet.

Every token is proved to stand at its place before it becomes a row, and to be read in its indicator's measure;
what cannot be proved is left out, and so remains among the mentions that the sheet does not account for.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ...errors import BriefingError
from ...vocabulary.catalogue import catalogue
from ...vocabulary.deadlines import parse_date, parse_deadline
from ...vocabulary.locators import Locator
from ...vocabulary.measures import Measure
from ...vocabulary.quantities import parse_quantity
from ..mentions import read_mentions
from ..text import checksum, parse
from .directives import draft_directives
from .figures import draft_figures, left_out
from .groups import draft_groups
from .letterhead import read_letterhead
from .model import Draft, DraftDatabase, DraftDirective, DraftFigure, DraftTask, LeftOut, Letterhead
from .registers import draft_registers
from .tokens import Placed, Tokens

_LONGEST_SLUG = 60  # characters of a database's name in an id
Cells = dict[str, str]


def draft(text: str, issued: dt.date | None = None) -> Draft:
    """Everything that can be proposed for the document of `text`.

    `issued` is its date where the letterhead does not say it; dates without a year are understood by it.
    """
    document = parse(text)
    letterhead = read_letterhead(document)
    issued = issued or letterhead.issued
    mentions = read_mentions(document, issued)
    figures = tuple(draft_figures(document, mentions, issued))
    registers = draft_registers(document, issued)
    reporter = letterhead.issuer if letterhead.kind == "report" else None
    directives = [*draft_directives(document, mentions, issued, reporter), *registers.directives]
    held: dict[Locator, str | None] = {task.locator: None for task in registers.tasks}
    held.update((directive.locator, None) for directive in registers.directives)
    held.update((database.locator, database.token) for database in registers.databases)
    remarks = [*registers.remarks]
    remarks += [f"{place}: a table that is no register known here" for place in dict.fromkeys(registers.left)]
    return Draft(
        letterhead=letterhead, sha256=checksum(text), document=document, figures=figures,
        left_out=tuple(left for left in left_out(document, mentions, figures) if _is_aside(left, held)),
        tasks=tuple(registers.tasks), databases=tuple(registers.databases), directives=tuple(directives),
        members=tuple(draft_groups(document, figures, mentions)), mentions=mentions, remarks=tuple(remarks),
    )  # fmt: skip


def _is_aside(left: LeftOut, held: Mapping[Locator, str | None]) -> bool:
    """Whether a number is rightly set aside: in a table only where a register holds its row, without the
    row's own token. Other tables want a look.
    """
    locator = left.mention.locator
    if locator is None or locator.row is None:
        return True
    row = replace(locator, cell=None)
    return row in held and held[row] != " ".join(left.mention.text.split())


def slug(text: str) -> str:
    """Small ASCII letters and digits with hyphens: `20-TB/CQTTBCĐ` is 20-tb-cqttbcd."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d")).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.casefold()))


def identity(letterhead: Letterhead, sha256: str) -> tuple[str, str]:
    """The id and the key that follow from number and date, as `329-tb-vpcp` and `tb329`.

    A blank number gives code and month, `bc-bca-vpb-2026-05` and `bca0526`; no number the checksum's beginning.
    """
    if not letterhead.number:
        return f"document-{sha256[:8]}", f"d{sha256[:6]}"
    parts = slug(letterhead.number).split("-")
    codes = [part for part in parts if part[0].isalpha()]
    if parts[0].isdecimal():
        return "-".join(parts), f"{codes[0] if codes else 'd'}{parts[0]}"
    body = codes[1] if len(codes) > 1 else codes[0] if codes else "d"
    if letterhead.issued is None:
        return "-".join(parts), body
    return f"{'-'.join(parts)}-{letterhead.issued:%Y-%m}", f"{body}{letterhead.issued:%m%y}"


@dataclass
class SheetRows:
    """The rows of a draft by file, as cells by column; `proposals` says how sure each row is, `lost` which
    figures could not be put at a place.
    """

    tables: dict[str, list[Cells]] = field(default_factory=dict)
    proposals: list[Cells] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def rows_of(draft: Draft, key: str) -> SheetRows:
    """The draft as the rows of a sheet whose ids begin with `key`."""
    rows = SheetRows()
    tokens = Tokens(draft.document)
    issued = draft.letterhead.issued
    ids: set[str] = set()
    rows.tables["figures.csv"] = list(_figures(draft.figures, key, tokens, ids, rows))
    rows.tables["tasks.csv"] = [_task(task, key, ids, rows) for task in draft.tasks]
    rows.tables["databases.csv"] = [_database(database, key, ids, rows) for database in draft.databases]
    rows.tables["directives.csv"] = [
        _directive(directive, f"{key}.directive.{number:02}", issued, rows)
        for number, directive in enumerate(draft.directives, start=1)
    ]
    rows.tables["groups.csv"] = [
        {"list": member.list, "agency": member.agency, "as_written": member.as_written,
         "locator": str(member.locator), "occurrence": _count(member.occurrence)}
        for member in draft.members
    ]  # fmt: skip
    rows.tables["setaside.csv"] = []
    for left in draft.left_out:
        placed = tokens.mention(left.mention.locator, left.mention.start, left.mention.end)
        if placed is not None:
            rows.tables["setaside.csv"].append({
                "kind": left.mention.kind.value, **_place(placed), "reason": left.reason, "note": left.note,
            })  # fmt: skip
    return rows


def _figures(
    figures: tuple[DraftFigure, ...], key: str, tokens: Tokens, ids: set[str], rows: SheetRows
) -> Iterator[Cells]:
    for figure in sorted(figures, key=lambda figure: figure.mention.start):
        mention = figure.mention
        placed = tokens.mention(mention.locator, mention.start, mention.end)
        if placed is None or not _readable(placed.token, figure.indicator):
            rows.lost.append(f"{mention.locator}: {' '.join(mention.text.split())} ({figure.indicator})")
            continue
        id = _figure_id(figure, key, ids)
        rows.proposals.append(_proposal(id, figure.confidence, figure.recipe))
        yield {
            "id": id, "indicator": figure.indicator, "agency": figure.agency or "",
            "dimensions": ";".join(f"{name}={value}" for name, value in figure.dimensions.items()),
            "series": figure.series or "", **_place(placed), "as_of": figure.as_of or "", "note": figure.note or "",
        }  # fmt: skip


def _readable(token: str, indicator: str) -> bool:
    """Whether the loader of sheets will read the token in the indicator's measure."""
    entry = catalogue().get(indicator)
    if entry is None:
        return False
    try:
        if entry.measure is Measure.DATE:
            parse_date(token)
        else:
            parse_quantity(token, entry.measure)
    except (BriefingError, ValueError):
        return False
    return True


def _figure_id(figure: DraftFigure, key: str, ids: set[str]) -> str:
    parts = [key, figure.indicator, *([figure.agency] if figure.agency else []), *figure.dimensions.values()]
    id = ".".join(parts)
    if id in ids and figure.series and f"{id}.{figure.series}" not in ids:
        id = f"{id}.{figure.series}"
    return _free(id, ids)


def _free(id: str, ids: set[str]) -> str:
    """The id, with `.again`, `.again2` … when it is taken; it is taken from now on."""
    free, number = id, 1
    while free in ids:
        free = f"{id}.again{number if number > 1 else ''}"
        number += 1
    ids.add(free)
    return free


def _task(task: DraftTask, key: str, ids: set[str], rows: SheetRows) -> Cells:
    id = _free(f"{key}.task.{task.number}", ids)
    rows.proposals.append(_proposal(id, task.confidence, task.recipe))
    return {
        "id": id, "number": str(max(1, task.number)), "title_vi": task.title, "title_en": "",
        "agency": ";".join(task.agencies), "assigned_by": task.assigned_by, "due": task.due,
        "locator": str(task.locator),
    }  # fmt: skip


def _database(database: DraftDatabase, key: str, ids: set[str], rows: SheetRows) -> Cells:
    name = re.sub(r"^co-so-du-lieu\b", "csdl", slug(database.name))[:_LONGEST_SLUG].strip("-") or "x"
    id = _free(f"{key}.database.{name}", ids)
    rows.proposals.append(_proposal(id, database.confidence, database.recipe))
    return {
        "id": id, "list": database.list, "number": str(max(1, database.number)), "agency": database.agency or "",
        "name_vi": database.name, "name_en": "", "token": database.token or "", "locator": str(database.locator),
    }  # fmt: skip


def _directive(directive: DraftDirective, id: str, issued: dt.date | None, rows: SheetRows) -> Cells:
    deadline = directive.deadline or ""
    if deadline and issued is not None:
        try:
            parse_deadline(deadline, issued)
        except BriefingError:
            rows.lost.append(f"{directive.locator}: {deadline} (the deadline of {id})")
            deadline = ""
    rows.proposals.append(_proposal(id, directive.confidence, directive.recipe))
    return {
        "id": id, "item": directive.item, "lead": ";".join(directive.leads), "partners": ";".join(directive.partners),
        "title_vi": directive.title, "title_en": "", "deadline": deadline, "recurrence": directive.recurrence or "",
        "locator": str(directive.locator), "occurrence": _count(directive.occurrence) if deadline else "",
    }  # fmt: skip


def _place(placed: Placed) -> Mapping[str, str]:
    return {"token": placed.token, "locator": str(placed.locator), "occurrence": _count(placed.occurrence)}


def _count(occurrence: int | None) -> str:
    return str(occurrence) if occurrence is not None else ""


def _proposal(id: str, confidence: float, recipe: str) -> Cells:
    return {"id": id, "confidence": f"{confidence:.2f}", "recipe": recipe}
